//! What a run's own folder says about its process, and its record. The folder is the truth: the database only lists it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};
use serde::de::DeserializeOwned;

use super::store::EndedJob;
use crate::metric::{Ending, MetricName};
use crate::record::process::{
    CLAIM_FILE, CONTROL_FILE, ClaimRecord, ControlRecord, END_FILE, ProcessEndRecord,
};
use crate::record::{RunRecord, log};
use crate::report::compare;
use crate::words::{Lang, Message};

use super::store::{JobOutcome, JobState};

/// The file with what was asked for, written before the process is started.
pub(super) const JOB_FILE: &str = "job.json";
/// The file with the record.
pub(super) const RUN_FILE: &str = "run.json";
/// What the process says.
pub(super) const STDOUT_FILE: &str = "stdout.txt";
/// What it says of problems.
pub(super) const STDERR_FILE: &str = "stderr.txt";
/// The scenario that was asked for.
pub(super) const ASKED_SCENARIO_FILE: &str = "asked.toml";

/// The exit codes of a process that was stopped before it had a record, as `bench --help` lists them.
const STOPPED: u8 = 103;
const INTERRUPTED: u8 = 105;

/// What became of a run's process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProcessState {
    /// It never began in this folder.
    NotBegun,
    /// It goes on.
    GoesOn,
    /// It is gone.
    Gone,
}

/// A run's own folder.
#[derive(Debug, Clone)]
pub(super) struct JobFolder(PathBuf);

impl JobFolder {
    /// The folder of this name in the folder of runs.
    pub(super) fn new(runs: &Path, name: &str) -> Self {
        Self(runs.join(name))
    }

    /// A file in it.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// Whether its process goes on. The process holds its file locked; the kernel frees the lock however it ends.
    ///
    /// # Errors
    ///
    /// The system's, when that cannot be told now.
    pub(super) fn process(&self) -> io::Result<ProcessState> {
        let claim = match File::open(self.file(CLAIM_FILE)) {
            Ok(claim) => claim,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(ProcessState::NotBegun),
            Err(error) => return Err(error),
        };
        match flock(&claim, FlockOperation::NonBlockingLockShared) {
            Ok(()) => Ok(ProcessState::Gone),
            Err(rustix::io::Errno::WOULDBLOCK) => Ok(ProcessState::GoesOn),
            Err(error) => Err(error.into()),
        }
    }

    /// Asks its process to end by a signal; whether there is one. The number in its file is its own as long as it holds the lock.
    ///
    /// # Errors
    ///
    /// The system's, when the signal cannot be sent.
    pub(super) fn interrupt(&self) -> io::Result<bool> {
        let claim: Option<ClaimRecord> = self.json(CLAIM_FILE);
        let pid = claim.and_then(|claim| i32::try_from(claim.pid).ok()).filter(|pid| *pid > 1);
        let Some(pid) = pid.and_then(Pid::from_raw) else { return Ok(false) };
        if self.process()? != ProcessState::GoesOn {
            return Ok(false);
        }
        match kill_process(pid, Signal::TERM) {
            Ok(()) => Ok(true),
            // It ended meanwhile.
            Err(rustix::io::Errno::SRCH) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes a file beside its place and moves it there.
    ///
    /// # Errors
    ///
    /// The system's.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write_as(name, bytes, 0o666)
    }

    /// The same for a file that its owner alone may read.
    ///
    /// # Errors
    ///
    /// The system's.
    pub(super) fn write_private(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.write_as(name, bytes, 0o600)
    }

    fn write_as(&self, name: &str, bytes: &[u8], mode: u32) -> io::Result<()> {
        let beside = self.file(&format!(".{name}.{:08x}", fastrand::u32(..)));
        let made = File::options().write(true).create_new(true).mode(mode).open(&beside);
        let written = made
            .and_then(|mut file| file.write_all(bytes))
            .and_then(|()| fs::rename(&beside, self.file(name)));
        if written.is_err() {
            let _never_made = fs::remove_file(&beside);
        }
        written
    }

    /// Where its process can be told to stop; `None` before it listens.
    pub(super) fn control(&self) -> Option<ControlRecord> {
        self.json(CONTROL_FILE)
    }

    /// How its process ended, when it could still say so.
    pub(super) fn end(&self) -> Option<ProcessEndRecord> {
        self.json(END_FILE)
    }

    /// Its record.
    pub(super) fn record(&self) -> Option<RunRecord> {
        RunRecord::from_json(&fs::read_to_string(self.file(RUN_FILE)).ok()?).ok()
    }

    /// Whether there is a log that a record can be made of, and no record.
    pub(super) fn needs_report(&self) -> bool {
        let has_log = fs::metadata(self.file(log::FILE)).is_ok_and(|log| log.len() > 0);
        has_log && !self.file(RUN_FILE).is_file()
    }

    /// What was asked for.
    pub(super) fn job<T: DeserializeOwned>(&self) -> Option<T> {
        self.json(JOB_FILE)
    }

    fn json<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.file(name)).ok()?).ok()
    }

    /// How a run ended whose process is gone. `stopped` when a person asked for that.
    pub(super) fn judge(&self, stopped: bool) -> EndedJob {
        let end = self.end();
        let code = end.as_ref().map(|end| end.exit);
        let Some(record) = self.record() else {
            let stopped = stopped || matches!(code, Some(STOPPED | INTERRUPTED));
            let problem = end.and_then(|end| end.problem).or_else(|| self.last_words());
            let reason = problem.unwrap_or_else(|| Message::new("desk-run-killed").say(Lang::En));
            let state = if stopped { JobState::Cancelled } else { JobState::Failed };
            return EndedJob { state, exit: code, reason: Some(reason), outcome: JobOutcome::default() };
        };
        let (state, reason) = match &record.ending {
            // The desk alone has the token to stop it, and its last resort is a signal.
            Ending::Stopped | Ending::Interrupted => (JobState::Cancelled, None),
            Ending::Killed => {
                let said =
                    self.last_words().map(|words| Message::new("desk-run-last-words").exact("words", words));
                let reason = said.unwrap_or_else(|| Message::new("desk-run-killed"));
                (JobState::Failed, Some(reason.say(Lang::En)))
            }
            _ => (JobState::Done, None),
        };
        let mut outcome = outcome(&record);
        if state == JobState::Failed {
            // Its first seconds may have a letter; the run does not.
            (outcome.letter, outcome.headline) = (None, None);
        }
        EndedJob { state, exit: code, reason, outcome }
    }

    /// The last line of what its process said of problems.
    fn last_words(&self) -> Option<String> {
        let said = fs::read(self.file(STDERR_FILE)).ok()?;
        let said = String::from_utf8_lossy(&said);
        // Where it listens is said by each.
        let control = self.control().map(|control| control.address.to_string());
        let is_news = |line: &str| control.as_ref().is_none_or(|address| !line.contains(address));
        let line = said.lines().map(str::trim).rfind(|line| !line.is_empty() && is_news(line))?;
        Some(line.trim_start_matches("promo-load: ").chars().take(500).collect())
    }
}

/// What is listed of a record.
pub(super) fn outcome(record: &RunRecord) -> JobOutcome {
    let pages = record.steps.iter().filter(|step| step.is_of_pages());
    let (requests, failures) =
        pages.fold((0, 0), |(requests, failures), step| (requests + step.requests, failures + step.failures));
    let name = MetricName::ResponseTime.as_str();
    let times = record.metrics.iter().find(|metric| metric.name == name);
    let judged = compare::noisy_p95(record);
    let band = judged.and_then(|judged| judged.band);
    JobOutcome {
        judged_p95_ms: judged.map(|judged| judged.p95_ms),
        p95_low_ms: band.map(|band| band.low),
        p95_high_ms: band.map(|band| band.high),
        series: compare::series(record),
        title: Some(record.load.scenario.clone()),
        letter: record.verdict.grade.map(|grade| grade.letter.to_string()),
        headline: Some(record.verdict.headline.say(Lang::En)),
        p95_ms: times.and_then(|metric| metric.values.get("p(95)").copied()),
        failures: (requests > 0).then(|| failures as f64 / requests as f64),
        capacity: record.capacity.as_ref().and_then(crate::grade::Capacity::held_shoppers),
    }
}
