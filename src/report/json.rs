//! `run.json`.

use super::{ReportError, RunRecord};

/// The record as pretty-printed JSON with a final newline, read back by [`RunRecord::from_json`].
///
/// # Errors
///
/// [`ReportError::Json`] when a number has no JSON form.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let mut text = serde_json::to_string_pretty(record)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::record::ExecutorRecord;
    use super::super::sample;
    use super::*;

    #[test]
    fn records_survive() {
        let mut record = sample::record();
        assert_eq!(RunRecord::from_json(&render(&record).unwrap()).unwrap(), record);
        record.executors = vec![ExecutorRecord { name: "wave".into(), iterations: record.iterations }; 2];
        assert_eq!(RunRecord::from_json(&render(&record).unwrap()).unwrap(), record);
    }

    #[test]
    fn other_versions_and_other_files_are_refused() {
        let text =
            render(&sample::record()).unwrap().replace("\"schema_version\": 2", "\"schema_version\": 7");
        let error = RunRecord::from_json(&text).unwrap_err().to_string();
        assert_eq!(error, "run.json has schema version 7; this promo-load reads version 2");
        assert!(RunRecord::from_json("{}").is_err());
    }
}
