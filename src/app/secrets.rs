//! What this process knows to be secret, and texts without it. Everything that goes to a file, to the terminal or into an error
//! message comes through here: the shop may repeat in any of them what it was sent.
//!
//! Values are scrubbed before they become text of a format, by a serializer that leaves the words of our own formats alone. What
//! cannot be scrubbed is not written.

mod policy;

use std::borrow::Cow;
use std::sync::{PoisonError, RwLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::failure::Failure;
use crate::scenario::{Fields, Scenario};
use crate::units::secret::{self, HIDDEN, Policy, Secret, Treatment, Vault, is_secret_name};
use crate::words::Message;

/// One for the process: a panic and an error of clap have no other way to it.
static KNOWN: RwLock<Option<Vault>> = RwLock::new(None);

fn add(change: impl FnOnce(&mut Vault)) {
    change(KNOWN.write().unwrap_or_else(PoisonError::into_inner).get_or_insert_default());
}

/// What a question to the known secrets answers.
pub(super) fn ask<T>(question: impl FnOnce(&Vault) -> T) -> T {
    match &*KNOWN.read().unwrap_or_else(PoisonError::into_inner) {
        Some(known) if !is_off() => question(known),
        _ => question(&Vault::default()),
    }
}

/// Whether nothing is scrubbed: `tests/canary` shows with it that its search finds what leaks. Only builds with debug assertions
/// have this switch; a release holds neither the variable nor its name, so no user can be talked into setting it.
#[cfg(debug_assertions)]
fn is_off() -> bool {
    std::env::var_os("PROMO_LOAD_TEST_LEAK").is_some()
}

#[cfg(not(debug_assertions))]
const fn is_off() -> bool {
    false
}

/// From now on these are in no text that leaves the process. `label` says what they are; it decides the name of the environment
/// variable that files take them from.
pub(super) fn know(label: &str, secrets: impl IntoIterator<Item = Secret>) {
    let mut secrets = secrets.into_iter().peekable();
    if secrets.peek().is_some() {
        add(|known| known.know(label, secrets));
    }
}

/// The values of headers that carry secrets by their names.
pub(super) fn know_headers(Fields(headers): &Fields) {
    for (name, value) in headers.iter().filter(|(name, _)| is_secret_name(name)) {
        know(name, Secret::new(value));
    }
}

/// The secrets of a scenario and its data.
pub(super) fn know_scenario(scenario: &Scenario) {
    let mut secrets: Vec<(String, Secret)> = scenario.secrets().collect();
    // Those of one label at a time: each time the search is made anew.
    secrets.sort_by(|(one, _), (other, _)| one.cmp(other));
    for group in secrets.chunk_by(|(one, _), (other, _)| one == other) {
        know(&group[0].0, group.iter().map(|(_, secret)| secret.clone()));
    }
    leave_address(&scenario.base_url);
}

/// What an address carries in its query under the name of a secret, such as the `adtoken` of a preview.
pub(super) fn know_address(url: &Url) {
    for (name, value) in url.query_pairs().filter(|(name, _)| is_secret_name(name)) {
        know(&name, Secret::new(&value));
    }
    leave_address(url);
}

/// The host and path that a user named are not secret: a voucher `SALE` does not hide `/summer/sale`.
pub(super) fn leave_address(url: &Url) {
    leave(&format!("{}://", url.scheme()));
    leave(url.host_str().unwrap_or_default());
    leave(url.path());
}

/// From now on short secrets stay in this text.
pub(super) fn leave(text: &str) {
    add(|known| known.scrubber.leave(text));
}

/// A text without the known secrets.
pub(super) fn scrub(text: &str) -> Cow<'_, str> {
    treat(text, Treatment::Text)
}

/// A text without long secrets.
pub(super) fn scrub_name(text: &str) -> Cow<'_, str> {
    treat(text, Treatment::Name)
}

fn treat(text: &str, treatment: Treatment) -> Cow<'_, str> {
    match treatment {
        Treatment::Text => ask(|known| own(text, known.scrubber.scrub(text))),
        Treatment::Name => ask(|known| own(text, known.scrubber.scrub_name(text))),
        Treatment::Keep => Cow::Borrowed(text),
    }
}

/// What was scrubbed, apart from the scrubber.
fn own<'t>(text: &'t str, scrubbed: Cow<'_, str>) -> Cow<'t, str> {
    match scrubbed {
        Cow::Borrowed(same) if same == text => Cow::Borrowed(text),
        other => Cow::Owned(other.into_owned()),
    }
}

/// Scrubs the texts of a JSON value, and long secrets in the keys of its objects.
pub(super) fn scrub_json(value: &mut Value) {
    treat_json(value, Treatment::Text);
}

fn treat_json(value: &mut Value, texts: Treatment) {
    let replace = |text: &mut String, treatment| {
        if let Cow::Owned(clean) = treat(text, treatment) {
            *text = clean;
        }
    };
    match value {
        Value::String(text) => replace(text, texts),
        Value::Array(items) => items.iter_mut().for_each(|item| treat_json(item, texts)),
        Value::Object(members) => {
            let clean = |(mut name, mut value)| {
                replace(&mut name, Treatment::Name);
                treat_json(&mut value, texts);
                (name, value)
            };
            *members = std::mem::take(members).into_iter().map(clean).collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The JSON of a value without the known secrets.
///
/// # Errors
///
/// [`Failure::Unexpected`] when it has no JSON.
pub(super) fn scrubbed_json(value: &(impl Serialize + ?Sized)) -> Result<String, Failure> {
    let policy = Policy { scrub: &treat, field: &policy::field };
    Ok(serde_json::to_string(&secret::scrubbed(value, policy))?)
}

/// A value whose texts are without the known secrets. Numbers stay: a secret of digits alone reads like many of them.
///
/// # Errors
///
/// [`Failure::Unexpected`] when a secret stands where nothing else can: such a value must not be written.
pub(super) fn scrubbed<T: Serialize + DeserializeOwned>(value: &T) -> Result<T, Failure> {
    serde_json::from_str(&scrubbed_json(value)?)
        .map_err(|_| Failure::Unexpected(Message::new("error-secret-in-the-way").exact("hidden", HIDDEN)))
}

/// The text of a JSON document whose texts are all names, such as k6's summaries: without long secrets.
///
/// # Errors
///
/// [`Failure::Unexpected`] when it is not JSON.
pub(super) fn scrubbed_document(text: &str) -> Result<String, Failure> {
    let mut value: Value = serde_json::from_str(text)?;
    let before = value.clone();
    treat_json(&mut value, Treatment::Name);
    if value == before {
        return Ok(text.to_owned());
    }
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::record::RunRecord;
    use crate::scenario::FilePurpose;
    use serde_json::json;

    #[test]
    fn texts_are_scrubbed_and_numbers_stay() {
        know("a", Secret::new("app-secrets-canary-8831"));
        know("b", Secret::new("88310000"));
        let mut value = json!({
            "app-secrets-canary-8831": ["see APP-SECRETS-CANARY-8831", 88310000, "88310000"],
            "rest": null,
        });
        scrub_json(&mut value);
        assert_eq!(value, json!({"[secret]": ["see [secret]", 88310000, "[secret]"], "rest": null}));
        let once = value.clone();
        scrub_json(&mut value);
        assert_eq!(value, once);
    }

    #[test]
    fn names_say_what_is_secret() {
        know_headers(&Fields::from_iter([("X-Api-Key", "headers-canary-1"), ("X-Open", "headers-open-1")]));
        know_address(&Url::parse("http://shop.example/?adtoken=query-canary-1&q=query-open-1").unwrap());
        let text = "headers-canary-1 headers-open-1 query-canary-1 query-open-1";
        assert_eq!(scrub(text), "[secret] headers-open-1 [secret] query-open-1");
    }

    #[test]
    fn a_panic_keeps_the_secret() {
        know("c", Secret::new("panic-canary-1"));
        // What the hook prints goes through `note`.
        assert_eq!(
            super::super::process::harmless("at\u{1b}[2J panic-canary-1\nnext"),
            "at[2J [secret]\nnext"
        );
    }

    /// The words of a JSON value that could be short secrets, or long ones, each once.
    fn words(value: &Value) -> BTreeSet<String> {
        let text = value.to_string();
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(|word| word.chars().count() >= 4).map(str::to_owned).collect()
    }

    /// A value scrubbed of one secret.
    fn without<T: Serialize + DeserializeOwned>(value: &T, secret: &str) -> Result<T, serde_json::Error> {
        let mut vault = Vault::default();
        vault.know("word", Secret::new(secret));
        let scrub = of_any_life(|text, treatment| match treatment {
            Treatment::Text => vault.scrubber.scrub(text).into_owned().into(),
            Treatment::Name => vault.scrubber.scrub_name(text).into_owned().into(),
            Treatment::Keep => text.into(),
        });
        let policy = Policy { scrub: &scrub, field: &policy::field };
        serde_json::from_str(&serde_json::to_string(&secret::scrubbed(value, policy))?)
    }

    /// Tells the compiler that a closure takes texts of any lifetime.
    fn of_any_life<F: Fn(&str, Treatment) -> Cow<'_, str>>(scrub: F) -> F {
        scrub
    }

    #[test]
    fn a_record_outlasts_every_short_word_of_it_as_a_secret() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/report/run_v2.json");
        let record = RunRecord::from_json(&std::fs::read_to_string(path).unwrap()).unwrap();
        for word in words(&serde_json::to_value(&record).unwrap()).iter().filter(|word| word.len() < 8) {
            let clean = without(&record, word).unwrap_or_else(|error| panic!("{word}: {error}"));
            let names =
                |record: &RunRecord| record.steps.iter().map(|step| step.name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&clean), names(&record), "{word}");
            assert_eq!((&clean.mode, &clean.metrics), (&record.mode, &record.metrics), "{word}");
        }
    }

    #[test]
    fn a_scenario_outlasts_every_word_of_it_as_a_secret() {
        for file in ["mug-with-voucher", "catalog", "campaign", "search-terms"] {
            let path = format!("{}/scenarios/{file}.toml", env!("CARGO_MANIFEST_DIR"));
            let scenario = Scenario::read(path.as_ref()).unwrap();
            for word in words(&serde_json::to_value(&scenario).unwrap()) {
                let mut vault = Vault::default();
                vault.know("word", Secret::new(&word));
                // A long word may be one that no placeholder can stand for.
                let Ok(written) = scenario.clone().written(&vault, FilePurpose::Scenario) else {
                    assert!(word.len() >= 8, "{file}: {word}");
                    continue;
                };
                let Ok(clean) = without(&written.scenario, &word) else {
                    assert!(word.len() >= 8, "{file}: {word}");
                    continue;
                };
                let text = clean.to_toml().unwrap();
                let read = Scenario::parse(&text, path.as_ref()).unwrap();
                assert_eq!(read, clean, "{file}: {word}");
                assert_eq!((&read.http, read.mode), (&scenario.http, scenario.mode), "{file}: {word}");
                if word.len() < 8 {
                    assert_eq!(read.loads, scenario.loads, "{file}: {word}");
                    assert_eq!(read.journeys, written.scenario.journeys, "{file}: {word}");
                    assert_eq!(read.thresholds, written.scenario.thresholds, "{file}: {word}");
                }
            }
        }
    }
}
