//! Writes the log's records in a thread of its own, and counts those that find no room.

use std::fs::File;
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use crate::record::log::{Entry, line};
use crate::words::Message;

/// Records that wait for a slow disk: a minute's.
pub(super) const WAITING: usize = 60;
/// After the load the disk gets so long to write what still waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the log's bytes go.
pub(super) trait Medium: Send + 'static {
    /// Writes bytes at this place so that they outlast a power cut, or leaves the file as long as it was.
    fn put(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;
}

impl Medium for File {
    fn put(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let place = self.seek(SeekFrom::Start(at));
        let written = place.and_then(|_| self.write_all(bytes)).and_then(|()| self.sync_data());
        if written.is_err() {
            // Where this fails, too, a torn record stays; a reader knows it by its checksum.
            let _left_torn = self.set_len(at);
        }
        written
    }
}

/// A record on its way to the disk.
struct LogLine {
    text: String,
    is_second: bool,
}

/// What did not get into the log.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    pub(super) seconds: u64,
    /// The first reason.
    reason: Option<Message>,
}

impl Gaps {
    pub(super) fn add(&mut self, is_second: bool, reason: Message) {
        self.seconds += u64::from(is_second);
        self.reason.get_or_insert(reason);
    }
}

/// The way of records to the disk.
pub(super) struct Writer {
    /// The writing thread's channel; absent when no thread writes.
    lines: Option<SyncSender<LogLine>>,
    written: Receiver<Gaps>,
    pub(super) gaps: Gaps,
    /// Where the file is; absent when it could not be made.
    path: Option<PathBuf>,
}

impl Writer {
    /// Writes to a new file. One that cannot be made is a gap like others: the run does without it.
    pub(super) fn to(path: &Path) -> Self {
        match create(path) {
            Ok(file) => Self { path: Some(path.to_owned()), ..Self::on(file) },
            Err(error) => Self::nowhere(&error),
        }
    }

    pub(super) fn on(mut medium: impl Medium) -> Self {
        let (lines, received) = mpsc::sync_channel(WAITING);
        let (done, written) = mpsc::channel();
        let body = move || {
            // No one listens any more when the disk was too slow at the end.
            let _late = done.send(write(&mut medium, &received));
        };
        match thread::Builder::new().name("interval-log".into()).spawn(body) {
            Ok(_detached) => Self { lines: Some(lines), written, gaps: Gaps::default(), path: None },
            Err(error) => Self::nowhere(&error),
        }
    }

    fn nowhere(error: &io::Error) -> Self {
        let (_, written) = mpsc::channel();
        Self {
            lines: None,
            written,
            gaps: Gaps { seconds: 0, reason: Some(Message::from(error)) },
            path: None,
        }
    }

    /// Adds a record. Never waits.
    pub(super) fn add(&mut self, entry: &Entry) {
        let is_second = matches!(entry, Entry::Second(_));
        match (&self.lines, line(entry)) {
            (None, _) => self.gaps.seconds += u64::from(is_second),
            (Some(_), Err(error)) => self.gaps.add(is_second, Message::verbatim(&error.to_string())),
            (Some(lines), Ok(text)) => {
                if lines.try_send(LogLine { text, is_second }).is_err() {
                    self.gaps.add(is_second, Message::new("error-slow-disk"));
                }
            }
        }
    }

    /// Waits for the disk; what the log lacks, in words, when it is not complete.
    pub(super) fn close(mut self) -> Option<Message> {
        if self.lines.take().is_some() {
            match self.written.recv_timeout(PATIENCE) {
                Ok(gaps) => {
                    self.gaps.seconds += gaps.seconds;
                    self.gaps.reason = self.gaps.reason.or(gaps.reason);
                }
                Err(_) => self.gaps.add(false, Message::new("error-slow-disk")),
            }
        }
        // A file without a name takes all that is written, and is gone with this process.
        if self.path.is_some_and(|path| !path.is_file()) {
            self.gaps.reason.get_or_insert_with(|| Message::new("error-log-removed"));
        }
        let Gaps { seconds, reason } = self.gaps;
        let reason = reason?;
        Some(match seconds {
            0 => Message::new("log-not-complete").with("reason", reason),
            _ => Message::new("log-misses").with("seconds", seconds).with("reason", reason),
        })
    }
}

/// Writes what comes until nothing comes any more.
fn write(medium: &mut impl Medium, lines: &Receiver<LogLine>) -> Gaps {
    let mut gaps = Gaps::default();
    let mut at = 0;
    // Without the first record the others mean nothing: it is tried again before each of them until it is written.
    let mut start = String::new();
    for LogLine { text, is_second } in lines {
        let bytes = start.clone() + &text;
        match medium.put(at, bytes.as_bytes()) {
            Ok(()) => {
                at += bytes.len() as u64;
                start.clear();
            }
            Err(error) => {
                gaps.add(is_second, Message::from(&error));
                if at == 0 && start.is_empty() {
                    start = text;
                }
            }
        }
    }
    gaps
}

/// The new file, held by this process: a program that finds it held knows that the run goes on.
fn create(path: &Path) -> io::Result<File> {
    let file = File::options().write(true).create_new(true).open(path)?;
    // That the file is there, and the run's folder with it, has to outlast a power cut, too.
    for folder in path.ancestors().skip(1).take(2).filter(|folder| !folder.as_os_str().is_empty()) {
        // Not every file system can; the run goes on without.
        let _not_synced = File::open(folder).and_then(|folder| folder.sync_all());
    }
    // Some file systems know no locks; then a run that goes on looks like one that was killed.
    hold(&file);
    Ok(file)
}

#[cfg(unix)]
fn hold(file: &File) {
    use rustix::fs::{FlockOperation, flock};

    let _unknown = flock(file, FlockOperation::NonBlockingLockExclusive);
}

/// Whether the process that writes this log still does.
#[cfg(unix)]
pub(in crate::app) fn is_being_written(log: &File) -> bool {
    use rustix::fs::{FlockOperation, flock};

    flock(log, FlockOperation::NonBlockingLockShared)
        .is_err_and(|error| error == rustix::io::Errno::WOULDBLOCK)
}

/// A lock of Windows would keep others from reading the log while the run goes on.
#[cfg(not(unix))]
const fn hold(_file: &File) {}

/// Without locks a run that goes on looks like one that was killed.
#[cfg(not(unix))]
pub(in crate::app) const fn is_being_written(_log: &File) -> bool {
    false
}
