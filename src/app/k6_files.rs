//! The files in k6's formats that a run was asked for: looked at before the load, written after it.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::options::SummaryJsonForm;
use super::process::warn;
use super::run_dir::write_whole;
use super::secrets::scrubbed_document;
use super::writable::writable;
use crate::k6::summary::{K6Summary, Streams, SummaryError, export, handle_summary, machine_readable};
use crate::words::Message;

/// Where the summaries go. Both paths lead to files that could be written before the load began.
#[derive(Debug, Default)]
pub(super) struct K6Files {
    export: Option<PathBuf>,
    data: Option<PathBuf>,
    form: SummaryJsonForm,
}

impl K6Files {
    /// Makes sure that the files can be written. Nothing of what is there is touched.
    pub(super) fn new(
        export: Option<&Path>,
        data: Option<&Path>,
        form: SummaryJsonForm,
    ) -> Result<Self, Failure> {
        let files = Self {
            export: export.map(|path| writable("--k6-summary", path)).transpose()?,
            data: data.map(|path| writable("--summary-json", path)).transpose()?,
            form,
        };
        match (&files.export, &files.data) {
            (Some(one), Some(other)) if one == other => {
                Err(Failure::Usage(Message::new("error-same-summaries").exact("one", one.display())))
            }
            _ => Ok(files),
        }
    }

    /// Writes what was asked for; `script` is what was run. What goes wrong here is told, and nothing else is lost by it.
    pub(super) fn write(&self, summary: &K6Summary, script: &str, streams: Streams) {
        let data = || match self.form {
            SummaryJsonForm::HandleSummary => handle_summary(summary, streams),
            SummaryJsonForm::Machine => machine_readable(summary, script, jiff::Timestamp::now()),
        };
        let files = [
            self.export.as_deref().map(|path| write(path, export(summary))),
            self.data.as_deref().map(|path| write(path, data())),
        ];
        for failure in files.into_iter().flatten().filter_map(Result::err) {
            warn(&Message::from(&failure));
        }
    }
}

fn write(path: &Path, text: Result<String, SummaryError>) -> Result<(), Failure> {
    write_whole(path, &scrubbed_document(&text?)?)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_that_can_be_written_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old.json"), folder.path().join("new.json"));
        fs::write(&old, "old").unwrap();
        K6Files::new(Some(&old), Some(&new), SummaryJsonForm::default()).unwrap();
        assert_eq!(fs::read_to_string(&old).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_written_is_a_usage_error() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.json");
        for (path, reason) in [
            (folder.path().to_owned(), "is no file"),
            (folder.path().join("none/s.json"), "No such file"),
            (PathBuf::from("/dev/null"), "is no file"),
            (PathBuf::new(), "is no file's name"),
        ] {
            let error = K6Files::new(None, Some(&path), SummaryJsonForm::default()).unwrap_err();
            assert!(matches!(&error, Failure::Usage(text) if text.to_string().contains(reason)), "{error}");
        }
        let error =
            K6Files::new(Some(&file), Some(&file), SummaryJsonForm::default()).unwrap_err().to_string();
        assert!(error.contains("a file of its own"), "{error}");
    }
}
