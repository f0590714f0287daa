//! Measurements in a form for files. Reading them back gives the same numbers, to the last digit.
//!
//! A file may be damaged or invented: nothing here trusts a number that it reads.

mod histogram;
mod interval;
mod packed;
mod step;
mod tagged;

use serde::{Deserialize, Serialize};

use super::{
    Broken, Cause, Elsewhere, HistogramError, IterationTally, Layout, LoadPart, Measurements, Seconds,
    SlowPages, Spread, VisitSeries, VisitTally, Visits,
};
use histogram::StoredHistogram;
pub use interval::StoredInterval;
use step::{StoredCheck, StoredStep, restore_checks, restore_steps, stored_checks, stored_steps};
use tagged::StoredTagged;

use crate::words::Message;

/// The greatest number that a second may have; sums over any number of seconds stay far from an overflow.
const MOST: u64 = 1 << 40;

/// Why measurements cannot be read back.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum StoredError {
    /// A histogram is damaged.
    Histogram(#[from] HistogramError),
    /// The measurements are of other steps, checks or executors than the layout's.
    Layout(usize),
    /// The weights of shoppers are ones that no run can have.
    Spread,
    /// The pages by the second are ones that no run can have.
    Seconds,
    /// A number is one that no run can have.
    Number(u64),
}

impl From<&StoredError> for Message {
    fn from(error: &StoredError) -> Self {
        match error {
            StoredError::Histogram(error) => Message::from(error),
            StoredError::Layout(value) => Message::new("error-stored-layout").exact("value", value),
            StoredError::Spread => Message::new("error-stored-spread"),
            StoredError::Seconds => Message::new("error-stored-seconds"),
            StoredError::Number(value) => Message::new("error-stored-number").exact("value", value),
        }
    }
}

/// [`Measurements`] for a file. Numbers are packed; texts of the shop stay readable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredMeasurements {
    #[serde(with = "packed")]
    numbers: StoredNumbers,
    elsewhere: Elsewhere,
    #[serde(default, skip_serializing_if = "Broken::is_empty")]
    broken: Broken,
}

/// The numbers of a second. Steps and checks are indices into the layout; those without a measurement are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredNumbers {
    steps: Vec<(usize, StoredStep)>,
    checks: Vec<StoredCheck>,
    iteration_duration: StoredHistogram,
    schedule_lag: StoredHistogram,
    executors: Vec<IterationTally>,
    vus_peak: u64,
    visits: [StoredVisits; 2],
    /// Absent in logs of before it was measured.
    #[serde(default)]
    seconds: Seconds,
    held_back: u64,
    /// Absent in logs of before requests had traces.
    #[serde(default)]
    slow_pages: SlowPages,
    /// The series of sets of tags, in the order of the layout.
    tagged: Vec<StoredTagged>,
}

/// The visits of one part of the load. Steps without a page are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredVisits {
    /// The tallies by executor and journey.
    tallies: Vec<VisitTally>,
    steps: Vec<StoredPages>,
    waits: Spread,
}

/// The pages of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredPages {
    /// The index of the step in the layout.
    step: usize,
    pages: u64,
    times: StoredHistogram,
    spread: Spread,
}

impl StoredMeasurements {
    /// Converts measurements into the form for files.
    pub fn of(measured: &Measurements) -> Self {
        let numbers = StoredNumbers {
            steps: stored_steps(&measured.steps),
            checks: stored_checks(&measured.checks),
            iteration_duration: StoredHistogram::of(&measured.iteration_duration),
            schedule_lag: StoredHistogram::of(&measured.schedule_lag),
            executors: measured.tallies().to_vec(),
            vus_peak: measured.vus_peak,
            visits: stored_visits(&measured.visits),
            seconds: measured.visits.seconds.clone(),
            held_back: measured.held_back,
            slow_pages: measured.slow_pages.clone(),
            tagged: measured.tagged.all().iter().map(StoredTagged::of).collect(),
        };
        Self { numbers, elsewhere: measured.elsewhere.clone(), broken: measured.broken.clone() }
    }

    /// Restores the measurements of a run with this layout and this many executors.
    ///
    /// # Errors
    ///
    /// [`StoredError`] when they are damaged, belong to another layout, or cannot be a run's.
    pub fn restore(&self, layout: &Layout, executors: usize) -> Result<Measurements, StoredError> {
        let mut measured = Measurements::new(layout);
        let numbers = &self.numbers;
        for (found, expected) in [
            (numbers.tagged.len(), measured.tagged.all().len()),
            (numbers.executors.len(), numbers.executors.len().min(executors)),
        ] {
            if found != expected {
                return Err(StoredError::Layout(found));
            }
        }
        restore_steps(&mut measured.steps, &numbers.steps)?;
        restore_checks(&mut measured.checks, &numbers.checks)?;
        for (series, stored) in measured.tagged.all_mut().iter_mut().zip(&numbers.tagged) {
            stored.restore(series)?;
        }
        for (executor, stored) in numbers.executors.iter().enumerate() {
            stored.counts().into_iter().try_for_each(|count| sane(count).map(|_| ()))?;
            *measured.tally_mut(executor) = *stored;
        }
        measured.iteration_duration = numbers.iteration_duration.restore()?;
        measured.schedule_lag = numbers.schedule_lag.restore()?;
        measured.vus_peak = sane(numbers.vus_peak)?;
        measured.elsewhere.merge(&self.elsewhere);
        for (part, stored) in LoadPart::ALL.into_iter().zip(&numbers.visits) {
            let journeys = measured.visits.journeys();
            stored.restore(measured.visits.part_mut(part), executors.saturating_mul(journeys))?;
        }
        if !numbers.seconds.is_sane(MOST) {
            return Err(StoredError::Seconds);
        }
        measured.visits.seconds.clone_from(&numbers.seconds);
        for broken in self.broken.all() {
            sane(broken.judged)?;
            sane(broken.others)?;
            let fits = usize::from(broken.step.0) < layout.steps.len()
                && match broken.cause {
                    Cause::Check(check) => usize::from(check.0) < layout.checks.len(),
                    Cause::Extract(extract) => usize::from(extract) < layout.extracts.len(),
                    Cause::Outcome(_) | Cause::Status(_) => true,
                };
            if !fits || broken.journey >= measured.visits.journeys() {
                return Err(StoredError::Layout(broken.journey));
            }
        }
        measured.broken.merge(&self.broken);
        measured.held_back = sane(numbers.held_back)?;
        if numbers.slow_pages.steps() > layout.steps.len() {
            return Err(StoredError::Layout(numbers.slow_pages.steps()));
        }
        sane(numbers.slow_pages.longest())?;
        measured.slow_pages.merge(&numbers.slow_pages);
        Ok(measured)
    }

    /// The same measurements as part of a load that is not judged.
    #[must_use]
    pub fn unjudged(self, measured: &Measurements) -> Self {
        let unjudged = measured.visits.unjudged();
        let (visits, seconds) = (stored_visits(&unjudged), unjudged.seconds.clone());
        let slow_pages = measured.slow_pages.unjudged();
        Self {
            numbers: StoredNumbers { visits, seconds, slow_pages, ..self.numbers },
            broken: measured.broken.unjudged(),
            ..self
        }
    }

    /// The causes of broken visits, with samples of the shop's answers: the only texts of a shop in this type.
    pub const fn broken_mut(&mut self) -> &mut Broken {
        &mut self.broken
    }
}

fn stored_visits(visits: &Visits) -> [StoredVisits; 2] {
    LoadPart::ALL.map(|part| StoredVisits::of(visits.part(part)))
}

impl StoredVisits {
    fn of(series: &VisitSeries) -> Self {
        let steps = series.steps.iter().enumerate().filter_map(|(step, pages)| {
            let times = StoredHistogram::of(pages.times()?);
            Some(StoredPages { step, pages: pages.pages, times, spread: pages.spread.clone() })
        });
        Self { tallies: series.tallies.clone(), steps: steps.collect(), waits: series.waits.clone() }
    }

    /// Fills a series without visits; `most` is the greatest number of its tallies.
    fn restore(&self, series: &mut VisitSeries, most: usize) -> Result<(), StoredError> {
        if self.tallies.len() > most {
            return Err(StoredError::Layout(self.tallies.len()));
        }
        for tally in &self.tallies {
            tally.counts().into_iter().try_for_each(|count| sane(count).map(|_| ()))?;
        }
        series.tallies.clone_from(&self.tallies);
        for stored in &self.steps {
            let pages = series.steps.get_mut(stored.step).ok_or(StoredError::Layout(stored.step))?;
            if !stored.spread.is_sane() {
                return Err(StoredError::Spread);
            }
            pages.pages = sane(stored.pages)?;
            pages.times = Some(Box::new(stored.times.restore()?));
            pages.spread = stored.spread.clone();
        }
        if !self.waits.is_sane() {
            return Err(StoredError::Spread);
        }
        series.waits = self.waits.clone();
        Ok(())
    }
}

/// Accepts a number that a second may have.
fn sane(number: u64) -> Result<u64, StoredError> {
    if number <= MOST { Ok(number) } else { Err(StoredError::Number(number)) }
}

#[cfg(test)]
mod tests;
