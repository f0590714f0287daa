//! Writes the interval log while a run goes on. Nothing waits for the disk: a thread of its own writes, and what it has no
//! room for is counted and left out.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};
use serde::Serialize;

use super::failure::Failure;
use super::measured::{Measured, Role};
use super::secrets::{scrubbed, scrubbed_json};
use crate::metric::{ExecutorLine, Measurements, RunPhase, StoredMeasurements};
use crate::plan::Plan;
use crate::record::About;
use crate::record::log::{
    End, Entry, LOG_VERSION, LoggedExecutor, LoggedThreshold, Part, Second, Start, line,
};
use crate::run::Tick;
use crate::units::count;

/// Records that wait for a slow disk: a minute's.
const WAITING: usize = 60;
/// After the load the disk gets so long to write what still waits.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the log's bytes go.
trait Medium: Send + 'static {
    /// Writes bytes at this place so that they outlast a power cut, or leaves the file as long as it was.
    fn put(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;
}

impl Medium for File {
    fn put(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        let written = self.write_all_at(bytes, at).and_then(|()| self.sync_data());
        if written.is_err() {
            // Where this fails, too, a torn record stays; a reader knows it by its checksum.
            let _left_torn = self.set_len(at);
        }
        written
    }
}

/// A record on its way to the disk.
struct Line {
    text: String,
    is_second: bool,
}

/// What did not get into the log.
#[derive(Debug, Default)]
struct Gaps {
    seconds: u64,
    /// The first reason.
    reason: Option<String>,
}

impl Gaps {
    fn add(&mut self, is_second: bool, reason: &dyn std::fmt::Display) {
        self.seconds += u64::from(is_second);
        self.reason.get_or_insert_with(|| reason.to_string());
    }
}

/// The interval log of a run.
pub(super) struct IntervalLog {
    /// To the writing thread; absent when there is none.
    lines: Option<SyncSender<Line>>,
    written: Receiver<Gaps>,
    seconds: u64,
    gaps: Gaps,
    /// Where it is; absent when it could not be made.
    path: Option<PathBuf>,
}

impl IntervalLog {
    /// Begins the log of a run. A log that cannot be made is a gap like others: the run does without it.
    pub(super) fn begin(path: &Path, start: Start) -> Self {
        match create(path) {
            Ok(file) => Self { path: Some(path.to_owned()), ..Self::on(file, start) },
            Err(error) => Self::nowhere(&error),
        }
    }

    fn on(mut medium: impl Medium, start: Start) -> Self {
        let (lines, received) = mpsc::sync_channel(WAITING);
        let (done, written) = mpsc::channel();
        let body = move || {
            // Nobody listens any more when the disk was too slow at the end.
            let _late = done.send(write(&mut medium, &received));
        };
        let mut log = Self { lines: Some(lines), written, seconds: 0, gaps: Gaps::default(), path: None };
        match thread::Builder::new().name("interval-log".into()).spawn(body) {
            Ok(_detached) => log.add(&Entry::Start(Box::new(start))),
            Err(error) => return Self::nowhere(&error),
        }
        log
    }

    fn nowhere(error: &io::Error) -> Self {
        let (_, written) = mpsc::channel();
        let gaps = Gaps { seconds: 0, reason: Some(error.to_string()) };
        Self { lines: None, written, seconds: 0, gaps, path: None }
    }

    /// Adds a second of a run that began `begin` after the log's, when the command had stood still for `paused` in all.
    /// Never waits. Only one run's hold is judged, and the visits on their way in it.
    pub(super) fn second(&mut self, tick: &Tick<'_>, begin: Duration, role: Role, paused: Duration) {
        let phase = match tick.phase {
            RunPhase::Hold if role != Role::Judged => RunPhase::Ramp,
            phase => phase,
        };
        self.seconds += 1;
        let unjudged = |second: &Measurements| StoredMeasurements::of(second).unjudged(second);
        let stored = match role {
            Role::Judged => StoredMeasurements::of(tick.second),
            Role::Part => unjudged(tick.second),
            Role::Beside(executor) => {
                let mut second = tick.second.clone();
                second.count_as(executor);
                unjudged(&second)
            }
        };
        match without_secrets(stored) {
            Err(failure) => self.gaps.add(true, &failure),
            Ok(measured) => self.add(&Entry::Second(Box::new(Second {
                number: self.seconds,
                end: begin + tick.end,
                phase,
                vus: tick.vus,
                paused,
                measured,
                health: tick.health.clone(),
            }))),
        }
    }

    /// Adds a finished part of the command. Never waits.
    pub(super) fn part(&mut self, name: &str, part: &impl Serialize) {
        match scrubbed_json(part) {
            Ok(value) => self.add(&Entry::Part(Part { name: name.to_owned(), value })),
            Err(error) => self.gaps.add(false, &error),
        }
    }

    /// Adds a record. Never waits.
    fn add(&mut self, entry: &Entry) {
        let is_second = matches!(entry, Entry::Second(_));
        match (&self.lines, line(entry)) {
            (None, _) => self.gaps.seconds += u64::from(is_second),
            (Some(_), Err(error)) => self.gaps.add(is_second, &error),
            (Some(lines), Ok(text)) => {
                if lines.try_send(Line { text, is_second }).is_err() {
                    self.gaps.add(is_second, &"the disk is too slow");
                }
            }
        }
    }

    /// Writes how the run ended; what the log lacks, in words, when it is not complete.
    pub(super) fn end(mut self, measured: &Measured) -> Option<String> {
        let executors = 0..measured.summary.executors.len();
        let end = scrubbed(&End {
            ending: measured.ending.clone(),
            health: measured.health.clone(),
            seconds: self.seconds,
            iterations: executors.map(|executor| measured.summary.total.tally_of(executor)).collect(),
        });
        match end {
            Ok(end) => self.add(&Entry::End(Box::new(end))),
            Err(failure) => self.gaps.add(false, &failure),
        }
        self.abandon()
    }

    /// Writes what there is, without an end; what the log lacks, in words, when it is not complete.
    pub(super) fn abandon(mut self) -> Option<String> {
        if self.lines.take().is_some() {
            match self.written.recv_timeout(PATIENCE) {
                Ok(gaps) => {
                    self.gaps.seconds += gaps.seconds;
                    self.gaps.reason = self.gaps.reason.or(gaps.reason);
                }
                Err(_) => self.gaps.add(false, &"the disk is too slow"),
            }
        }
        // A file without a name takes all that is written, and is gone with this process.
        if self.path.is_some_and(|path| !path.is_file()) {
            self.gaps.reason.get_or_insert_with(|| "its file was removed".to_owned());
        }
        let Gaps { seconds, reason } = self.gaps;
        let reason = reason?;
        Some(match seconds {
            0 => format!("the interval log is not complete: {reason}"),
            _ => format!("the interval log misses {}: {reason}", count::of(seconds, "second")),
        })
    }
}

/// The measurements with samples of what the shop sent that are without what is secret: it may repeat what it was sent.
fn without_secrets(mut measured: StoredMeasurements) -> Result<StoredMeasurements, Failure> {
    let broken = measured.broken_mut();
    if broken.all().iter().any(|broken| broken.specimen.is_some()) {
        *broken = scrubbed(broken)?;
    }
    Ok(measured)
}

/// Writes what comes until nothing comes any more.
fn write(medium: &mut impl Medium, lines: &Receiver<Line>) -> Gaps {
    let mut gaps = Gaps::default();
    let mut at = 0;
    // Without the first record the others mean nothing: as long as it is not written, it goes before each of them.
    let mut start = String::new();
    for Line { text, is_second } in lines {
        let bytes = start.clone() + &text;
        match medium.put(at, bytes.as_bytes()) {
            Ok(()) => {
                at += bytes.len() as u64;
                start.clear();
            }
            Err(error) => {
                gaps.add(is_second, &error);
                if at == 0 && start.is_empty() {
                    start = text;
                }
            }
        }
    }
    gaps
}

/// The new file, held by this process: whoever finds it held knows that the run goes on.
fn create(path: &Path) -> io::Result<File> {
    let file = File::options().write(true).create_new(true).open(path)?;
    // That the file is there, and the run's folder with it, has to outlast a power cut, too.
    for folder in path.ancestors().skip(1).take(2).filter(|folder| !folder.as_os_str().is_empty()) {
        // Not every file system can; the run goes on without.
        let _not_synced = File::open(folder).and_then(|folder| folder.sync_all());
    }
    // Some file systems know no locks; then a run that goes on looks like one that was killed.
    let _unknown = flock(&file, FlockOperation::NonBlockingLockExclusive);
    Ok(file)
}

/// Whether the process that writes this log still does.
pub(super) fn is_being_written(log: &File) -> bool {
    flock(log, FlockOperation::NonBlockingLockShared)
        .is_err_and(|error| error == rustix::io::Errno::WOULDBLOCK)
}

/// The first record of a run's log.
pub(super) fn start(plan: &Plan, about: About, executors: Vec<ExecutorLine>) -> Start {
    // Executors that are not the plan's own have no planned iterations, whose end would matter.
    let last = plan.timetable().duration();
    let ends = plan.timetable().loads().iter().map(|load| load.end()).chain(std::iter::repeat(last));
    let thresholds = plan.thresholds().thresholds();
    Start {
        version: LOG_VERSION,
        about,
        layout: plan.layout().clone(),
        thresholds: thresholds
            .map(|threshold| LoggedThreshold {
                source: threshold.source(),
                abort_on_fail: threshold.abort_on_fail,
            })
            .collect(),
        vus_max: u64::from(plan.timetable().vus_max()),
        executors: executors.into_iter().zip(ends).map(|(line, end)| LoggedExecutor { line, end }).collect(),
    }
}

#[cfg(test)]
mod tests;
