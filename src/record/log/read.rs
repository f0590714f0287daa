//! Rebuilds the measurements of a run from its interval log.

use std::time::Duration;

use serde::Deserialize;

use super::super::{About, Inputs, RecordError, RunRecord};
use super::{
    CAPACITY, End, Entry, LOG_VERSION, PROMO_COST, PROMO_UNMEASURED, Part, Second, Start, UNKNOWN_CODINGS,
    frame,
};
use crate::grade::PromoCost;
use crate::metric::{Ending, GeneratorHealth, Measurements, Summary, UnknownCodings};
use crate::threshold::{Threshold, ThresholdError, ThresholdSet, Windows};
use crate::units::json;
use crate::words::{Message, Value};

/// The longest run; a greater time is damage.
const LONGEST: Duration = Duration::from_secs(366 * 24 * 3_600);

/// Why a log cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum LogError {
    /// The log has no intact record.
    Empty,
    /// The first record is missing, without which the others have no meaning.
    NoStart,
    /// The log has a version that this program does not read.
    Version {
        /// The version in the file.
        found: u32,
    },
    /// A threshold of the log is not one that this program knows.
    Threshold(#[from] ThresholdError),
    /// The steps and checks do not belong together.
    Layout,
}

impl From<&LogError> for Message {
    fn from(error: &LogError) -> Self {
        match error {
            LogError::Empty => Message::new("error-log-empty"),
            LogError::NoStart => Message::new("error-log-no-start"),
            LogError::Version { found } => {
                Message::new("error-log-version").exact("found", found).exact("log-version", LOG_VERSION)
            }
            LogError::Threshold(error) => {
                Message::new("error-log-threshold").with("why", Message::from(error))
            }
            LogError::Layout => Message::new("error-log-layout"),
        }
    }
}

/// A run that was read from its interval log.
#[derive(Debug)]
pub struct Rebuilt {
    /// The test and its target.
    pub about: About,
    /// The measurements of the run.
    pub summary: Summary,
    /// The thresholds of the run.
    pub thresholds: ThresholdSet,
    /// The windows of those thresholds that have one.
    pub windows: Windows,
    /// The reason why the run ended; [`Ending::Killed`] when the log does not state one.
    pub ending: Ending,
    /// The generator's own condition, as far as the log goes.
    pub health: GeneratorHealth,
    /// Finished parts of the run of any kind, in order.
    pub parts: Vec<Part>,
    /// The time that the run was paused.
    pub paused: Duration,
    /// Seconds that are missing in the log, between others or before the end.
    pub missing: u64,
}

/// Reads an interval log as far as it is intact. A program that is killed leaves a torn end; a damaged record between others is
/// skipped and counted.
///
/// # Errors
///
/// [`LogError`] when the log has no beginning that this program can read.
pub fn read(log: &[u8]) -> Result<Rebuilt, LogError> {
    let (first, entries) = entries(log)?;
    let mut reader = LogReader::new(start(first)?)?;
    for entry in entries {
        match entry {
            Entry::Second(second) => drop(reader.second(&second)),
            Entry::Part(part) => reader.parts.push(part),
            Entry::End(end) => reader.end = Some(*end),
            Entry::Start(_) | Entry::Unknown => {}
        }
    }
    Ok(reader.finish())
}

/// The JSON of the first intact record, and all records behind it.
pub(super) fn entries(log: &[u8]) -> Result<(&[u8], impl Iterator<Item = Entry>), LogError> {
    let mut records = log.split(|byte| *byte == b'\n').filter_map(frame::json);
    let first = records.next().ok_or(LogError::Empty)?;
    // An intact record that makes no sense counts as a damaged one.
    Ok((first, records.filter_map(|record| json::from_slice(record).ok())))
}

/// Whether a second may follow the one of this number.
fn is_next(second: &Second, number: u64) -> bool {
    second.number > number && second.end <= LONGEST
}

/// The seconds of a log that may be used, each with its measurements, in their order.
pub(super) fn usable_seconds(
    entries: impl Iterator<Item = Entry>,
    start: &Start,
) -> impl Iterator<Item = (Second, Measurements)> {
    let mut number = 0;
    entries.filter_map(move |entry| {
        let Entry::Second(second) = entry else { return None };
        let measured = second.measured.restore(&start.layout, start.executors.len()).ok()?;
        is_next(&second, number).then(|| {
            number = second.number;
            (*second, measured)
        })
    })
}

/// Reads the first record. Its version is checked before everything else, because the rest of a newer one may have any form.
pub(super) fn start(record: &[u8]) -> Result<Start, LogError> {
    #[derive(Deserialize)]
    struct VersionedStart {
        version: u32,
    }
    let VersionedStart { version } = json::from_slice(record).map_err(|_| LogError::NoStart)?;
    if version != LOG_VERSION {
        return Err(LogError::Version { found: version });
    }
    match json::from_slice(record) {
        Ok(Entry::Start(start)) => Ok(*start),
        _ => Err(LogError::NoStart),
    }
}

pub(super) struct LogReader {
    start: Start,
    summary: Summary,
    thresholds: ThresholdSet,
    windows: Windows,
    health: GeneratorHealth,
    parts: Vec<Part>,
    end: Option<End>,
    /// The time that the run was paused.
    paused: Duration,
    /// The number of the last second that was read.
    number: u64,
    read: u64,
}

impl LogReader {
    pub(super) fn new(start: Start) -> Result<Self, LogError> {
        let layout = &start.layout;
        let steps = layout.steps.len();
        let named = layout.checks.iter().chain(&layout.extracts).map(|(step, _)| step);
        let mut used = named.chain(&layout.assets).chain(&layout.background);
        if steps > usize::from(u16::MAX) || used.any(|step| usize::from(step.0) >= steps) {
            return Err(LogError::Layout);
        }
        let thresholds = start.thresholds.iter().map(|logged| {
            let threshold = Threshold::parse_flag(&logged.source)?;
            Ok(Threshold { abort_on_fail: logged.abort_on_fail, ..threshold })
        });
        let thresholds = thresholds.collect::<Result<_, ThresholdError>>()?;
        let thresholds = ThresholdSet::new(thresholds, layout)
            .map_err(|errors| errors.into_iter().next().map_or(LogError::Layout, LogError::Threshold))?;
        if thresholds.tag_sets() != layout.tagged {
            return Err(LogError::Layout);
        }
        let mut summary = Summary::new(layout.clone(), start.vus_max);
        summary.executors = start.executors.iter().map(|executor| executor.line.clone()).collect();
        Ok(Self {
            start,
            summary,
            windows: Windows::new(&thresholds),
            thresholds,
            health: GeneratorHealth::default(),
            parts: Vec::new(),
            end: None,
            paused: Duration::ZERO,
            number: 0,
            read: 0,
        })
    }

    /// What was read until now.
    #[cfg(any(all(unix, feature = "serve"), test))]
    pub(super) const fn summary(&self) -> &Summary {
        &self.summary
    }

    /// Adds a second, and returns its measurements; one that is impossible counts as missing.
    pub(super) fn second(&mut self, second: &Second) -> Option<Measurements> {
        let Second { number, end, phase, vus, paused, ref measured, ref health } = *second;
        let follows = is_next(second, self.number);
        let measured = measured.restore(&self.start.layout, self.start.executors.len()).ok()?;
        if follows {
            self.summary.add_second(end, phase, vus, &measured);
            self.paused = paused.min(end);
            self.windows.add(end, self.paused, phase, &measured, self.summary.vus_max);
            self.health = health.clone();
            self.number = number;
            self.read += 1;
        }
        follows.then_some(measured)
    }

    fn finish(self) -> Rebuilt {
        let Self { start, mut summary, thresholds, windows, health, parts, end, paused, number, read } = self;
        let seconds = end.as_ref().map_or(0, |end| end.seconds).max(number);
        for (executor, logged) in start.executors.iter().enumerate() {
            let tally = summary.total.tally_mut(executor);
            match end.as_ref().and_then(|end| end.iterations.get(executor)) {
                Some(last) => *tally = *last,
                None => {
                    if let Some(planned) = logged.line.planned {
                        let over = logged.end <= summary.elapsed.saturating_sub(paused);
                        tally.account_for(planned, over, logged.line.arrivals);
                    }
                }
            }
        }
        let (ending, health) = end.map_or((Ending::Killed, health), |end| (end.ending, end.health));
        Rebuilt {
            about: start.about,
            summary,
            thresholds,
            windows,
            ending,
            health,
            parts,
            paused,
            missing: seconds.saturating_sub(read),
        }
    }
}

/// A note for the reader of a run that was paused for this time; `None` without a pause.
#[must_use]
pub fn pause_note(paused: Duration) -> Option<Message> {
    (!paused.is_zero())
        .then(|| Message::new("note-paused").with("paused", Value::Seconds(paused.as_secs_f64())))
}

/// A note for the reader of a log that misses so many seconds; `None` without a gap.
pub(super) fn gap_note(missing: u64) -> Option<Message> {
    (missing > 0).then(|| Message::new("note-log-misses").with("seconds", missing))
}

impl Rebuilt {
    /// The names in `Content-Encoding` that are not codings, as far as the log has them.
    pub(super) fn codings(&self) -> UnknownCodings {
        let met = self.parts.iter().filter(|part| part.name == UNKNOWN_CODINGS);
        met.filter_map(|part| json::from_value(&part.value).ok()).next_back().unwrap_or_default()
    }

    /// Judges the run and builds its record, as at its end.
    ///
    /// # Errors
    ///
    /// [`RecordError::Histogram`] when a histogram cannot be written.
    pub fn record(self) -> Result<RunRecord, RecordError> {
        let codings = self.codings();
        let Self { about, summary, thresholds, windows, ending, health, parts, paused, missing } = self;
        let named = |name: &'static str| parts.iter().filter(move |part| part.name == name);
        let capacity = named(CAPACITY).filter_map(|part| json::from_value(&part.value).ok()).next_back();
        let mut promo_costs: Vec<PromoCost> = Vec::new();
        for cost in named(PROMO_COST).filter_map(|part| json::from_value(&part.value).ok()) {
            let cost: PromoCost = cost;
            match promo_costs.iter_mut().find(|known| known.comparison == cost.comparison) {
                Some(known) => *known = cost,
                None => promo_costs.push(cost),
            }
        }
        let promo_unmeasured =
            named(PROMO_UNMEASURED).filter_map(|part| json::from_value(&part.value).ok()).collect();
        let codings = codings.note(&summary.layout);
        RunRecord::new(Inputs {
            about,
            thresholds: thresholds.evaluate(
                &summary.total,
                summary.elapsed.saturating_sub(paused),
                summary.vus_max,
                &windows.over_run(),
            ),
            summary: &summary,
            ending,
            generator: health,
            capacity,
            promo_costs,
            promo_unmeasured,
            notes: pause_note(paused).into_iter().chain(codings).chain(gap_note(missing)).collect(),
            merged: None,
        })
    }
}

#[cfg(test)]
mod tests;
