//! A run that another program started in a folder of its own: `bench --own-folder`, which the team's desk uses.
//!
//! The folder has a file that this process makes, locks and holds until its end. The program that started it may be killed, and
//! knows by that file later whether the process ever began and whether it goes on.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};

use super::failure::{Ended, Failure};
use super::run_dir::write_whole;
use super::secrets::scrub;
use crate::record::process::{
    CLAIM_FILE, CONTROL_FILE, ClaimRecord, ControlRecord, END_FILE, ProcessEndRecord,
};
use crate::run::ControlApi;
use crate::words::Message;

/// A folder that this process has for itself.
#[derive(Debug)]
struct Claim {
    folder: PathBuf,
    /// Locked until it is dropped; by the kernel, so a kill ends it as well.
    _held: File,
}

/// Carries out a command in a folder that it has for itself, and leaves there how it ended. `code` is the exit code of an end.
///
/// # Errors
///
/// Those of the command; [`Failure::Refused`] when another process has or had the folder.
pub fn in_own_folder(
    folder: &Path,
    code: fn(&Result<Ended, Failure>) -> u8,
    work: impl FnOnce() -> Result<Ended, Failure>,
) -> Result<Ended, Failure> {
    let claim = Claim::take(folder)?;
    let result = work();
    let problem = result.as_ref().err().map(|failure| scrub(&failure.to_string()).into_owned());
    let end = ProcessEndRecord { exit: code(&result), problem };
    // Where it cannot be written, the record and the log still say what there is.
    let _no_room = write_whole(&claim.folder.join(END_FILE), &serde_json::to_string(&end)?);
    result
}

/// Leaves in its own folder where the control API of a run listens.
pub(super) fn tell_control(folder: &Path, control: &ControlApi) -> Result<(), Failure> {
    let text = serde_json::to_string(&ControlRecord { address: control.address() })?;
    write_whole(&folder.join(CONTROL_FILE), &text)
}

impl Claim {
    fn take(folder: &Path) -> Result<Self, Failure> {
        let place = folder.join(CLAIM_FILE);
        let cannot = |error: io::Error| {
            let why = match error.kind() {
                io::ErrorKind::AlreadyExists => Message::new("error-folder-claimed"),
                _ => Message::from(&error),
            };
            Failure::Refused(Message::new("error-at").exact("place", place.display()).with("why", why))
        };
        let held = Self::make(folder, &place).map_err(cannot)?;
        Ok(Self { folder: folder.to_owned(), _held: held })
    }

    /// Makes the file under another name, locks it, and gives it its own name only then: it is never there unlocked while this
    /// process lives. A link, unlike a move, never replaces a file.
    fn make(folder: &Path, place: &Path) -> io::Result<File> {
        let beside = folder.join(format!(".{CLAIM_FILE}.{:08x}", fastrand::u32(..)));
        let mut file = File::options().write(true).create_new(true).open(&beside)?;
        let claim = ClaimRecord { pid: std::process::id(), begun: jiff::Timestamp::now() };
        let linked = serde_json::to_vec(&claim)
            .map_err(io::Error::from)
            .and_then(|text| file.write_all(&text))
            .and_then(|()| file.sync_all())
            .and_then(|()| Ok(flock(&file, FlockOperation::NonBlockingLockExclusive)?))
            .and_then(|()| fs::hard_link(&beside, place));
        let _left = fs::remove_file(&beside);
        linked?;
        // That the file is there has to outlast a power cut.
        File::open(folder)?.sync_all()?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(folder: &Path) -> bool {
        let file = File::open(folder.join(CLAIM_FILE)).unwrap();
        flock(&file, FlockOperation::NonBlockingLockShared).is_err()
    }

    #[test]
    fn a_folder_is_claimed_once() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path();
        let mut worked = 0;
        let code = |result: &Result<Ended, Failure>| u8::from(result.is_err());
        let first = in_own_folder(folder, code, || {
            worked += 1;
            assert!(held(folder));
            Err(Failure::Target(Message::plain("no shop")))
        });
        assert!(matches!(first, Err(Failure::Target(_))), "{first:?}");
        assert!(!held(folder));
        let end = fs::read_to_string(folder.join(END_FILE)).unwrap();
        assert_eq!(end, r#"{"exit":1,"problem":"no shop"}"#);
        let again = in_own_folder(folder, code, || {
            worked += 1;
            Ok(Ended::Held)
        });
        assert!(matches!(again, Err(Failure::Refused(_))), "{again:?}");
        assert_eq!(worked, 1);
        assert_eq!(fs::read_to_string(folder.join(END_FILE)).unwrap(), end, "the first one's");
        assert_eq!(fs::read_dir(folder).unwrap().count(), 2, "nothing is left beside");
    }
}
