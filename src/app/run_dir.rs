//! A run's own directory: unique, made before the first packet, its files whole or not there.

use std::path::{Path, PathBuf};
use std::{fs, io};

use jiff::Timestamp;

use super::failure::Failure;
use crate::record::{folder_name, log};
use crate::words::Message;

/// The record of a run, in its directory.
pub(super) const RUN_FILE: &str = "run.json";

/// The directory of one run.
#[derive(Debug)]
pub(super) struct RunDir {
    path: PathBuf,
    id: String,
    keep: bool,
    /// The folders around it that are new, too, the innermost first.
    new_parents: Vec<PathBuf>,
}

impl RunDir {
    /// Makes `PARENT/<time>-<label>-<four hex digits>`.
    pub(super) fn create(parent: &Path, started: Timestamp, label: &str) -> Result<Self, Failure> {
        let cannot = |error: io::Error| {
            Failure::Unexpected(
                Message::new("error-runs-folder")
                    .exact("parent", parent.display())
                    .with("why", Message::from(&error)),
            )
        };
        let is_new = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let new_parents: Vec<PathBuf> = parent.ancestors().take_while(is_new).map(Path::to_owned).collect();
        fs::create_dir_all(parent).map_err(cannot)?;
        loop {
            let id = folder_name(started, label);
            let path = parent.join(&id);
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self { path, id, keep: false, new_parents }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(cannot(error)),
            }
        }
    }

    /// The directory at this place, made when it is not there.
    pub(super) fn at(path: &Path) -> Result<Self, Failure> {
        fs::create_dir_all(path).map_err(|error| {
            Failure::Unexpected(
                Message::new("error-cannot-write-there")
                    .exact("path", path.display())
                    .with("why", Message::from(&error)),
            )
        })?;
        Self::open(path)
    }

    /// The directory of a run that was.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let id = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let run_dir = Self { path: path.to_owned(), id, keep: true, new_parents: Vec::new() };
        if path.is_dir() { Ok(run_dir) } else { Err(run_dir.is_no_run()) }
    }

    /// Nothing of a run is in it.
    pub(super) fn is_no_run(&self) -> Failure {
        Failure::Usage(
            Message::new("error-no-run")
                .exact("path", self.path.display())
                .exact("run-file", RUN_FILE)
                .exact("file", log::FILE),
        )
    }

    /// The run's id: the directory's name.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// A file in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Whether an interval log is in it that reports can be made of.
    pub(super) fn has_log(&self) -> bool {
        fs::metadata(self.file(log::FILE)).is_ok_and(|log| log.is_file() && log.len() > 0)
    }

    /// From here on the directory stays, whatever happens.
    pub(super) fn keep(&mut self) {
        self.keep = true;
    }

    /// Writes a file: whole or not at all.
    pub(super) fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        write_whole(&self.file(name), text)
    }
}

impl Drop for RunDir {
    /// A run that never began leaves nothing behind.
    fn drop(&mut self) {
        if !self.keep {
            // Only ever empty directories: a file in one means that there is something to keep.
            for folder in std::iter::once(&self.path).chain(&self.new_parents) {
                let _not_empty = fs::remove_dir(folder);
            }
        }
    }
}

/// What became of several files. Each was tried, also after another failed; what is missing is told, a line each.
pub(super) fn all(written: impl IntoIterator<Item = Result<(), Failure>>) -> Result<(), Failure> {
    let missing: Vec<Message> =
        written.into_iter().filter_map(Result::err).map(|failure| Message::from(&failure)).collect();
    if missing.is_empty() { Ok(()) } else { Err(Failure::Unexpected(Message::lines(missing))) }
}

/// Refuses to write over a file, unless that is wanted.
///
/// # Errors
///
/// [`Failure::Usage`] with the file and what to do.
pub(super) fn refuse_existing(path: &Path, force: bool) -> Result<(), Failure> {
    // A device is written to, a folder is a problem of its own.
    if force || !path.is_file() {
        return Ok(());
    }
    Err(Failure::Usage(Message::new("error-already-there").exact("path", path.display())))
}

/// Writes a file beside its place and moves it there.
pub(super) fn write_whole(path: &Path, content: &(impl AsRef<[u8]> + ?Sized)) -> Result<(), Failure> {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("file");
    let beside = path.with_file_name(format!(".{name}.{:08x}", fastrand::u32(..)));
    let written = fs::write(&beside, content).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _never_made = fs::remove_file(&beside);
    }
    written.map_err(|error| {
        let id = match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                "error-cannot-write-there"
            }
            _ => "error-cannot-write",
        };
        Failure::Unexpected(Message::new(id).exact("path", path.display()).with("why", Message::from(&error)))
    })
}
