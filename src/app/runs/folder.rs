//! The runs in a folder, as far as their files tell.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::app::failure::Failure;
use crate::app::output::is_being_written;
use crate::app::run_dir::RUN_FILE;
use crate::record::{RunRecord, log};
use crate::report::runs::{Listed, RunState};

/// A folder in which each run has its own.
#[derive(Debug)]
pub(super) struct RunFolder {
    /// Oldest first: the names begin with the time.
    pub(super) runs: Vec<FoundRun>,
}

/// A run's own folder.
#[derive(Debug)]
pub(super) struct FoundRun {
    pub(super) id: String,
    pub(super) path: PathBuf,
    pub(super) found: FolderContent,
}

/// What is in it.
#[derive(Debug)]
pub(super) enum FolderContent {
    Finished(Box<RunRecord>),
    /// Its load goes on.
    Running,
    /// There is no record; whether there is a log that one can be made of.
    Unfinished {
        has_log: bool,
    },
    /// There is a record that cannot be read, and why.
    Damaged(String),
}

impl RunFolder {
    /// Looks at every folder in it that is, or is called like, a run's. A folder that is not there has none.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self { runs: Vec::new() }),
            Err(error) => return Err(Failure::Usage(format!("cannot read {}: {error}", folder.display()))),
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir());
        let mut runs: Vec<FoundRun> = paths.filter_map(FoundRun::look).collect();
        runs.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Self { runs })
    }

    /// The runs as a report lists them.
    pub(super) fn listed(&self) -> Vec<Listed<'_>> {
        self.runs.iter().map(FoundRun::listed).collect()
    }
}

impl FoundRun {
    fn look(path: PathBuf) -> Option<Self> {
        let id = path.file_name()?.to_string_lossy().into_owned();
        let log = File::open(path.join(log::FILE)).ok();
        let found = match fs::read_to_string(path.join(RUN_FILE)) {
            Ok(text) => match RunRecord::from_json(&text) {
                Ok(record) => FolderContent::Finished(Box::new(record)),
                Err(error) => FolderContent::Damaged(error.to_string()),
            },
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                FolderContent::Damaged(error.to_string())
            }
            Err(_) => match log {
                Some(log) if is_being_written(&log) => FolderContent::Running,
                None if !is_called_like_a_run(&id) => return None,
                log => FolderContent::Unfinished { has_log: log.is_some() },
            },
        };
        Some(Self { id, path, found })
    }

    fn listed(&self) -> Listed<'_> {
        let state = match &self.found {
            FolderContent::Finished(record) => RunState::Finished(record),
            FolderContent::Running => RunState::Running,
            FolderContent::Unfinished { .. } => RunState::Unfinished,
            FolderContent::Damaged(problem) => RunState::Damaged(problem),
        };
        Listed { id: &self.id, folder: self.path.display().to_string(), state }
    }
}

/// Whether a name begins with a time as runs' folders do: `2026-11-29T174512Z-`.
fn is_called_like_a_run(name: &str) -> bool {
    let shape = "0000-00-00T000000Z-";
    name.len() > shape.len()
        && name.chars().zip(shape.chars()).all(|(found, expected)| match expected {
            '0' => found.is_ascii_digit(),
            _ => found == expected,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_known_by_their_names() {
        for (name, is) in [
            ("2026-11-29T174512Z-shop-1a2b", true),
            ("2026-11-29T174512Z-", false),
            ("2026-11-29", false),
            ("notes", false),
            ("é026-11-29T174512Z-shop", false),
        ] {
            assert_eq!(is_called_like_a_run(name), is, "{name}");
        }
    }
}
