//! A run by its age: `latest`, `latest~1`.

use std::path::{Path, PathBuf};

use super::folder::{FolderContent, FoundRun, RunFolder};
use crate::app::failure::Failure;
use crate::app::run_dir::RUN_FILE;
use crate::record::log;

/// More runs than these are not listed in an error.
const LISTED: usize = 10;

/// What a run has to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) enum Wanted {
    /// A record.
    Record,
    /// A record, or a log that one can be made of.
    RecordOrLog,
}

impl Wanted {
    fn is_met(self, run: &FoundRun) -> bool {
        match &run.found {
            FolderContent::Finished(_) => true,
            FolderContent::Damaged(_) => self == Self::RecordOrLog,
            FolderContent::Unfinished { has_log } => *has_log && self == Self::RecordOrLog,
            FolderContent::Running => false,
        }
    }
}

/// The file or folder that a user means: the one of this name, or else, for `latest` and `latest~N` (N runs before it), a run of
/// the folder `runs`, or of the folder before the name (`other/latest~2`).
///
/// # Errors
///
/// [`Failure::Usage`] with the runs that there are, when there are too few, or when `given` is a folder of runs itself.
pub(in crate::app) fn named(given: &Path, runs: &Path, wanted: Wanted) -> Result<PathBuf, Failure> {
    if given.exists() {
        refuse_folder_of_runs(given)?;
        return Ok(given.to_owned());
    }
    let Some(back) = given.file_name().and_then(|name| age(&name.to_string_lossy())) else {
        return Ok(given.to_owned());
    };
    let folder = given.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(runs);
    let all = RunFolder::read(folder)?.runs;
    let usable: Vec<&FoundRun> = all.iter().filter(|run| wanted.is_met(run)).collect();
    let found = usable.len().checked_sub(1).and_then(|newest| newest.checked_sub(back));
    match found.and_then(|place| usable.get(place)) {
        Some(run) => Ok(run.path.clone()),
        None if usable.is_empty() => Err(Failure::Usage(format!(
            "{}: there is no finished run in {}; bench makes one, and PROMO_LOAD_OUT names another folder of runs",
            given.display(),
            folder.display()
        ))),
        None => Err(Failure::Usage(format!(
            "{}: {} has no run so old; the finished ones are {} (the newest last)",
            given.display(),
            folder.display(),
            list(&usable)
        ))),
    }
}

/// How many runs before the latest.
fn age(name: &str) -> Option<usize> {
    match name.strip_prefix("latest")? {
        "" => Some(0),
        rest => {
            let digits = rest.strip_prefix('~')?;
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            // A number without an end is older than every run.
            is_number.then(|| digits.parse().unwrap_or(usize::MAX))
        }
    }
}

fn refuse_folder_of_runs(given: &Path) -> Result<(), Failure> {
    if !given.is_dir() || given.join(RUN_FILE).exists() || given.join(log::FILE).exists() {
        return Ok(());
    }
    let all = RunFolder::read(given)?.runs;
    if all.is_empty() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{} is a folder of runs; name one of them: {} (the newest last), or {}",
        given.display(),
        list(&all.iter().collect::<Vec<_>>()),
        given.join("latest").display()
    )))
}

/// The newest runs by name.
fn list(runs: &[&FoundRun]) -> String {
    let left_out = runs.len().saturating_sub(LISTED);
    let more = (left_out > 0).then(|| format!("{left_out} older ones"));
    let names = runs[left_out..].iter().map(|run| run.id.clone());
    more.into_iter().chain(names).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_ages() {
        for (name, expected) in [
            ("latest", Some(0)),
            ("latest~0", Some(0)),
            ("latest~12", Some(12)),
            ("latest~99999999999999999999999", Some(usize::MAX)),
            ("latest~", None),
            ("latest~-1", None),
            ("latest~+1", None),
            ("latest1", None),
            ("Latest", None),
            ("run.json", None),
        ] {
            assert_eq!(age(name), expected, "{name}");
        }
    }

    #[test]
    fn a_long_list_is_shortened() {
        let run = |at: usize| FoundRun {
            id: format!("run{at}"),
            path: PathBuf::new(),
            found: FolderContent::Running,
        };
        let runs: Vec<FoundRun> = (0..12).map(run).collect();
        let all: Vec<&FoundRun> = runs.iter().collect();
        assert!(list(&all).starts_with("2 older ones, run2, run3") && list(&all).ends_with("run11"));
        assert_eq!(list(&all[..2]), "run0, run1");
    }
}
