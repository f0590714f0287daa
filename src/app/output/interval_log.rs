//! Writes the interval log while a run goes on. Nothing waits for the disk: a thread of its own writes, and what it has no
//! room for is counted and left out.

mod writer;

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use crate::app::failure::Failure;
use crate::app::measured::{Measured, Role};
use crate::app::secrets::{scrubbed, scrubbed_json};
use crate::metric::{ExecutorLine, Measurements, RunPhase, StoredMeasurements, UnknownCodings};
use crate::plan::Plan;
use crate::record::About;
use crate::record::log::{
    End, Entry, LOG_VERSION, LoggedExecutor, LoggedPlan, LoggedThreshold, Part, Second, Start,
    UNKNOWN_CODINGS, pause_note,
};
use crate::run::{Finished, Listener, Tick};
use crate::words::Message;
use writer::Writer;

pub(in crate::app) use writer::is_being_written;

/// The interval log of a command, which may have several runs.
pub(in crate::app) struct IntervalLog {
    writer: Writer,
    seconds: u64,
    /// What the run that goes on is to the command, and when it began, from the beginning of the log.
    role: Role,
    begin: Duration,
    /// How long the runs that have ended stood still.
    paused: Duration,
    /// What `Content-Encoding` said that is not a coding.
    codings: UnknownCodings,
}

impl IntervalLog {
    /// Begins the log of a command. A log that cannot be made is a gap like others: the run does without it.
    pub(in crate::app) fn begin(path: &Path, start: Start) -> Self {
        Self::by(Writer::to(path), start)
    }

    fn by(mut writer: Writer, start: Start) -> Self {
        writer.add(&Entry::Start(Box::new(start)));
        let (role, begin, paused) = (Role::Judged, Duration::ZERO, Duration::ZERO);
        Self { writer, seconds: 0, role, begin, paused, codings: UnknownCodings::default() }
    }

    /// The seconds that follow are of a run with this role, which begins `begin` after the log.
    pub(in crate::app) fn expect(&mut self, role: Role, begin: Duration) {
        (self.role, self.begin) = (role, begin);
    }

    /// The measurements of a second as the log has them: only one run's hold is judged, and the visits on their way in it.
    fn stored(&self, second: &Measurements) -> StoredMeasurements {
        let unjudged = |second: &Measurements| StoredMeasurements::of(second).unjudged(second);
        match self.role {
            Role::Judged => StoredMeasurements::of(second),
            Role::Part => unjudged(second),
            Role::Beside(executor) => {
                let mut second = second.clone();
                second.count_as(executor);
                unjudged(&second)
            }
        }
    }

    /// Adds a finished part of the command, so that one that is killed later still has it. Never waits.
    pub(in crate::app) fn part(&mut self, name: &str, part: &impl Serialize) {
        match scrubbed_json(part).and_then(|json| Ok(serde_json::from_str(&json)?)) {
            Ok(value) => self.writer.add(&Entry::Part(Part { name: name.to_owned(), value })),
            Err(error) => self.writer.gaps.add(false, Message::verbatim(&error.to_string())),
        }
    }

    /// Logs the unknown codings when there are new ones.
    fn learn_codings(&mut self, met: &UnknownCodings) {
        if self.codings.merge(met) {
            let codings = self.codings.clone();
            self.part(UNKNOWN_CODINGS, &codings);
        }
    }

    /// What a reader must know of the pauses and of what came in no known coding.
    pub(in crate::app) fn notes(&self, measured: &Measured) -> Vec<Message> {
        let codings = self.codings.note(&measured.summary.layout);
        pause_note(self.paused).into_iter().chain(codings).collect()
    }

    /// Writes how the command ended; what the log lacks, in words, when it is not complete.
    pub(in crate::app) fn close(mut self, measured: &Measured) -> Option<Message> {
        let executors = 0..measured.summary.executors.len();
        let end = scrubbed(&End {
            ending: measured.ending.clone(),
            health: measured.health.clone(),
            seconds: self.seconds,
            iterations: executors.map(|executor| measured.summary.total.tally_of(executor)).collect(),
        });
        match end {
            Ok(end) => self.writer.add(&Entry::End(Box::new(end))),
            Err(failure) => self.writer.gaps.add(false, Message::from(&failure)),
        }
        self.writer.close()
    }

    /// Writes what there is, without an end; what the log lacks, in words, when it is not complete.
    pub(in crate::app) fn abandon(self) -> Option<Message> {
        self.writer.close()
    }
}

impl Listener for IntervalLog {
    fn second(&mut self, tick: &Tick<'_>) {
        let phase = match tick.phase {
            RunPhase::Hold if self.role != Role::Judged => RunPhase::Ramp,
            phase => phase,
        };
        self.seconds += 1;
        match without_secrets(self.stored(tick.second)) {
            Err(failure) => self.writer.gaps.add(true, Message::from(&failure)),
            Ok(measured) => self.writer.add(&Entry::Second(Box::new(Second {
                number: self.seconds,
                end: self.begin + tick.end,
                phase,
                vus: tick.vus,
                paused: self.paused + tick.paused,
                measured,
                health: tick.health.clone(),
            }))),
        }
        self.learn_codings(&tick.second.codings);
    }

    fn end(&mut self, finished: &Finished) {
        self.paused += finished.paused;
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

/// The first record of a run's log.
pub(in crate::app) fn start(
    plan: &Plan,
    about: About,
    executors: Vec<ExecutorLine>,
    stated: Option<LoggedPlan>,
) -> Start {
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
        plan: stated,
    }
}

#[cfg(test)]
mod tests;
