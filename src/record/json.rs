//! Writes `run.json`.

use super::{RecordError, RunRecord};

/// Writes the record as pretty-printed JSON with a final newline; [`RunRecord::from_json`] reads it back.
///
/// # Errors
///
/// [`RecordError::Json`] when a number has no JSON form.
pub fn render(record: &RunRecord) -> Result<String, RecordError> {
    let mut text = serde_json::to_string_pretty(record)?;
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::run::ExecutorRecord;
    use super::super::sample;
    use super::*;

    #[test]
    fn records_survive() {
        let mut record = sample::record();
        assert_eq!(RunRecord::from_json(&render(&record).unwrap()).unwrap(), record);
        record.executors = vec![ExecutorRecord { name: "wave".into(), iterations: record.iterations }; 2];
        assert_eq!(RunRecord::from_json(&render(&record).unwrap()).unwrap(), record);
    }
}
