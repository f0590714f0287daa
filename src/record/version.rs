//! The version of `run.json`, and reading older ones.
//!
//! | version | what changed |
//! | --- | --- |
//! | 4 | `notes` and `promotions[].text` are sentences with values, as findings are; before, English texts. Sentences may have amounts of money as values |
//! | 3 | `visits`: the results of visits, by journey; the waiting times of shoppers; the causes of broken visits, each with a sample; the requests that our own cap held up. `verdict.reason`, `verdict.claim`, `verdict.grade.promotion`, `verdict.grade.at_best`. `judged.response_time` is of the pages of one step, `judged.slowest_step`, each shopper weighing the same; in version 2 it was of all requests together. `steps[].judged`: the same for each step. `checks[].without_page`: the number of `fails` without a page to look at. `timeline[].p50_us` and `p95_us` are 0 where no page came, also beside requests that failed |
//! | 2 | the oldest that is read: all numbers are of requests, and the grade weighs response time 60 to 40 |

use serde::Deserialize;
use serde_json::{Value, json};

use super::RecordError;
use super::run::RunRecord;
use crate::units::json;
use crate::words::Message;

/// The version of the file format. It changes whenever an older reader would misread a newer file.
pub const SCHEMA_VERSION: u32 = 4;

/// The oldest version that is read. It lacks the additions of newer versions, and reports say so.
pub const OLDEST_VERSION: u32 = 2;

impl RunRecord {
    /// Reads a `run.json` of any version from [`OLDEST_VERSION`] to [`SCHEMA_VERSION`]. The record has the newest version; one
    /// from version 2 is without [`RunRecord::visits`].
    ///
    /// # Errors
    ///
    /// [`RecordError::Json`] when the text is not a record, [`RecordError::Schema`] when it is of another version.
    pub fn from_json(text: &str) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        struct VersionedRecord {
            schema_version: u64,
        }
        let VersionedRecord { schema_version: found } = serde_json::from_str(text)?;
        if !(u64::from(OLDEST_VERSION)..=u64::from(SCHEMA_VERSION)).contains(&found) {
            return Err(RecordError::Schema { found, oldest: OLDEST_VERSION, newest: SCHEMA_VERSION });
        }
        if found == u64::from(SCHEMA_VERSION) {
            return Ok(serde_json::from_str(text)?);
        }
        let mut value: Value = serde_json::from_str(text)?;
        keep_sentences(&mut value);
        let record: Self = json::from_value(&value)?;
        Ok(Self { schema_version: SCHEMA_VERSION, ..record })
    }
}

/// Replaces sentences that the catalogues no longer have, or have with other values, by the English text in the file.
fn keep_sentences(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(keep_sentences),
        Value::Object(members) => {
            members.values_mut().for_each(keep_sentences);
            let (Some(Value::String(text)), Some(Value::String(_))) =
                (members.get("text"), members.get("id"))
            else {
                return;
            };
            let plain = json!({ "id": "plain", "values": { "text": { "text": text } } });
            match json::from_value::<Message>(&Value::Object(members.clone())) {
                Ok(message) if !message.is_whole() => *value = plain,
                _ => {}
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::{json, sample};
    use super::*;
    use crate::words::Lang;

    /// A run that promo-load wrote before it judged visits.
    const OLD: &str = include_str!("../../tests/fixtures/report/run_v2.json");

    #[test]
    fn sentences_that_are_no_more_stay_as_the_file_has_them() {
        let record = RunRecord::from_json(OLD).unwrap();
        assert_eq!(record.verdict.basis.say(Lang::Fr), "4.00 s at full load");
        assert_eq!(record.verdict.findings[0].what.say(Lang::En), "add_to_cart: unexpected status");
        let check = record.verdict.findings[1].what.say(Lang::En);
        assert!(check.contains("the rule is applied"), "{check}");
        assert!(
            record.verdict.headline.say(Lang::Fr).contains("200 acheteurs"),
            "the others are said in French"
        );
    }

    #[test]
    fn notes_and_promotions_of_older_versions_stay_as_the_file_has_them() {
        let note = "set-up sent 3 requests of its own; they are in no number here";
        let mut file: Value = serde_json::from_str(&json::render(&sample::record()).unwrap()).unwrap();
        file["schema_version"] = json!(3);
        file["notes"] = json!([note]);
        for promotion in file["promotions"].as_array_mut().unwrap() {
            promotion["text"] = json!("BF2025 -10 %, from 50.00 EUR on");
        }
        let record = RunRecord::from_json(&file.to_string()).unwrap();
        assert_eq!(record.schema_version, SCHEMA_VERSION);
        assert_eq!(record.notes.iter().map(|note| note.say(Lang::Fr)).collect::<Vec<_>>(), [note]);
        assert_eq!(record.promotions[0].text.say(Lang::Fr), "BF2025 -10 %, from 50.00 EUR on");
        assert!(RunRecord::from_json(OLD).unwrap().notes[0].say(Lang::Fr).starts_with("set-up sent"));
        // What is written is language-neutral, and read back as it was.
        let now = sample::record();
        let written = json::render(&now).unwrap();
        assert_eq!(RunRecord::from_json(&written).unwrap().notes, now.notes);
        assert!(written.contains("\"id\": \"note-set-up\""));
    }

    #[test]
    fn other_versions_and_other_files_are_refused() {
        let text = json::render(&sample::record()).unwrap();
        let error = |version: &str| {
            let text = text.replace("\"schema_version\": 4", &format!("\"schema_version\": {version}"));
            RunRecord::from_json(&text).unwrap_err().to_string()
        };
        assert_eq!(error("7"), "run.json has schema version 7; this promo-load reads versions 2 to 4");
        assert!(error("1").contains("version 1;"));
        assert!(RunRecord::from_json("{}").is_err());
    }
}
