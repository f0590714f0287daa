//! Measurements in a form for files. What is read back gives the same numbers, to the last digit.
//!
//! A file may be damaged or made up: nothing here trusts a number that it reads.

mod tagged;

use serde::{Deserialize, Serialize};

use super::step::Latency;
use super::{
    Broken, Cause, CheckTally, Elsewhere, Histogram, HistogramError, IterationTally, Layout, Measurements,
    Outcome, Part, Phase, Spread, StepSeries, VisitSeries, VisitTally, Visits,
};
use tagged::StoredTagged;

/// No second has so many of anything; sums over any number of seconds stay far from the end of the numbers.
const MOST: u64 = 1 << 40;

/// Measurements that cannot be read back.
#[derive(Debug, thiserror::Error)]
pub enum StoredError {
    /// A histogram is damaged.
    #[error(transparent)]
    Histogram(#[from] HistogramError),
    /// The measurements are of other steps, checks or executors than the layout's.
    #[error("{0} steps, checks or executors do not fit the run's")]
    Layout(usize),
    /// Weights of shoppers that no run can have.
    #[error("the weights of shoppers are not in order, or too great")]
    Spread,
    /// A number that no run can have.
    #[error("{0} is more than one second can hold")]
    Number(u64),
}

/// [`Measurements`] for a file. Of the layout only the order of steps and checks is in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredMeasurements {
    steps: Vec<StoredStep>,
    checks: Vec<CheckTally>,
    iteration_duration: StoredHistogram,
    schedule_lag: StoredHistogram,
    executors: Vec<IterationTally>,
    vus_peak: u64,
    #[serde(default)]
    elsewhere: Elsewhere,
    visits: [StoredVisits; 2],
    #[serde(default, skip_serializing_if = "Broken::is_empty")]
    broken: Broken,
    #[serde(default, skip_serializing_if = "is_zero")]
    held_back: u64,
    /// In the order of the layout.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tagged: Vec<StoredTagged>,
}

/// The visits of one part of the load. Steps without a page are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredVisits {
    /// By executor and journey.
    tallies: Vec<VisitTally>,
    steps: Vec<StoredPages>,
    waits: Spread,
}

/// The pages of one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredPages {
    /// The step's place in the layout.
    step: usize,
    pages: u64,
    times: StoredHistogram,
    spread: Spread,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// A histogram with its exact sum; nothing when it is empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredHistogram(Option<(String, u64)>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredStep {
    outcomes: Vec<StoredOutcome>,
    statuses: Vec<(u16, u64)>,
    /// In the order of [`Phase::ALL`].
    phases: Option<[StoredHistogram; Phase::ALL.len()]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    page_loads: Option<StoredHistogram>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    groups: Option<StoredHistogram>,
    retried: u64,
    bytes_sent: u64,
    bytes_received: u64,
}

/// An outcome may have waiting times and no request: those of requests that a stall kept back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredOutcome {
    outcome: Outcome,
    count: u64,
    /// Of these, those that were refused before they were sent.
    #[serde(default, skip_serializing_if = "is_zero")]
    unsent: u64,
    duration: StoredHistogram,
    response_time: StoredHistogram,
}

impl StoredHistogram {
    fn of(histogram: &Histogram) -> Result<Self, HistogramError> {
        Ok(Self(match histogram.is_empty() {
            true => None,
            false => Some((histogram.encode()?, histogram.sum())),
        }))
    }

    fn restore(&self) -> Result<Histogram, HistogramError> {
        match &self.0 {
            None => Ok(Histogram::new()),
            Some((text, sum)) => Ok(Histogram::decode(text)?.with_sum(*sum)),
        }
    }
}

impl StoredMeasurements {
    /// The form for files.
    ///
    /// # Errors
    ///
    /// [`HistogramError`] when a histogram cannot be written.
    pub fn of(measured: &Measurements) -> Result<Self, HistogramError> {
        Ok(Self {
            steps: measured.steps.iter().map(StoredStep::of).collect::<Result<_, _>>()?,
            checks: measured.checks.clone(),
            iteration_duration: StoredHistogram::of(&measured.iteration_duration)?,
            schedule_lag: StoredHistogram::of(&measured.schedule_lag)?,
            executors: measured.tallies().to_vec(),
            vus_peak: measured.vus_peak,
            elsewhere: measured.elsewhere.clone(),
            visits: stored_visits(&measured.visits)?,
            broken: measured.broken.clone(),
            held_back: measured.held_back,
            tagged: measured.tagged.all().iter().map(StoredTagged::of).collect::<Result<_, _>>()?,
        })
    }

    /// The measurements of a run with this layout and so many executors.
    ///
    /// # Errors
    ///
    /// [`StoredError`] when they are damaged, of another layout, or no run's.
    pub fn restore(&self, layout: &Layout, executors: usize) -> Result<Measurements, StoredError> {
        let mut measured = Measurements::new(layout);
        for (found, expected) in [
            (self.steps.len(), measured.steps.len()),
            (self.checks.len(), measured.checks.len()),
            (self.tagged.len(), measured.tagged.all().len()),
            (self.executors.len(), self.executors.len().min(executors)),
        ] {
            if found != expected {
                return Err(StoredError::Layout(found));
            }
        }
        for (series, stored) in measured.steps.iter_mut().zip(&self.steps) {
            stored.restore(series)?;
        }
        restore_checks(&mut measured.checks, &self.checks)?;
        for (series, stored) in measured.tagged.all_mut().iter_mut().zip(&self.tagged) {
            stored.restore(series)?;
        }
        for (executor, stored) in self.executors.iter().enumerate() {
            stored.counts().into_iter().try_for_each(|count| sane(count).map(|_| ()))?;
            *measured.tally_mut(executor) = *stored;
        }
        measured.iteration_duration = self.iteration_duration.restore()?;
        measured.schedule_lag = self.schedule_lag.restore()?;
        measured.vus_peak = sane(self.vus_peak)?;
        measured.elsewhere.merge(&self.elsewhere);
        for (part, stored) in Part::ALL.into_iter().zip(&self.visits) {
            let journeys = measured.visits.journeys();
            stored.restore(measured.visits.part_mut(part), executors.saturating_mul(journeys))?;
        }
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
        measured.held_back = sane(self.held_back)?;
        Ok(measured)
    }

    /// The same measurements as part of a load that is not judged.
    ///
    /// # Errors
    ///
    /// [`HistogramError`] when a histogram cannot be written.
    pub fn unjudged(self, measured: &Measurements) -> Result<Self, HistogramError> {
        let visits = stored_visits(&measured.visits.unjudged())?;
        Ok(Self { visits, broken: measured.broken.unjudged(), ..self })
    }

    /// What broke visits, with the samples of what the shop sent: the only texts of a shop in here.
    pub const fn broken_mut(&mut self) -> &mut Broken {
        &mut self.broken
    }
}

fn restore_checks(tallies: &mut [CheckTally], stored: &[CheckTally]) -> Result<(), StoredError> {
    for (tally, stored) in tallies.iter_mut().zip(stored) {
        *tally = CheckTally {
            passes: sane(stored.passes)?,
            fails: sane(stored.fails)?,
            without_page: sane(stored.without_page)?,
        };
    }
    Ok(())
}

fn stored_visits(visits: &Visits) -> Result<[StoredVisits; 2], HistogramError> {
    let [full, rest] = Part::ALL;
    Ok([StoredVisits::of(visits.part(full))?, StoredVisits::of(visits.part(rest))?])
}

impl StoredVisits {
    fn of(series: &VisitSeries) -> Result<Self, HistogramError> {
        let asked = series.steps.iter().enumerate().filter(|(_, step)| step.times().is_some());
        let steps = asked.map(|(step, pages)| {
            let times = pages.times().map_or(Ok(StoredHistogram(None)), StoredHistogram::of)?;
            Ok(StoredPages { step, pages: pages.pages, times, spread: pages.spread.clone() })
        });
        Ok(Self {
            tallies: series.tallies.clone(),
            steps: steps.collect::<Result<_, HistogramError>>()?,
            waits: series.waits.clone(),
        })
    }

    /// Fills a series without visits; `most` is the number of its tallies.
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

impl StoredStep {
    fn of(series: &StepSeries) -> Result<Self, HistogramError> {
        let seen = Outcome::ALL.into_iter().filter_map(|outcome| {
            let latency = series.latencies[outcome.index()].as_deref();
            latency
                .filter(|latency| series.count(outcome) > 0 || !latency.response_time.is_empty())
                .map(|latency| (outcome, latency))
        });
        let outcomes = seen.map(|(outcome, latency)| {
            Ok(StoredOutcome {
                outcome,
                count: series.count(outcome),
                unsent: series.unsent(outcome),
                duration: StoredHistogram::of(&latency.duration)?,
                response_time: StoredHistogram::of(&latency.response_time)?,
            })
        });
        let phases = series.phases.as_deref().map(|phases| {
            let stored: Result<Vec<_>, _> = phases.iter().map(StoredHistogram::of).collect();
            stored.map(|stored| <[StoredHistogram; Phase::ALL.len()]>::try_from(stored).ok())
        });
        Ok(Self {
            outcomes: outcomes.collect::<Result<_, HistogramError>>()?,
            statuses: series.statuses(),
            phases: phases.transpose()?.flatten(),
            page_loads: series.page_loads().map(StoredHistogram::of).transpose()?,
            groups: series.groups().map(StoredHistogram::of).transpose()?,
            retried: series.retried,
            bytes_sent: series.bytes_sent,
            bytes_received: series.bytes_received,
        })
    }

    fn restore(&self, series: &mut StepSeries) -> Result<(), StoredError> {
        for stored in &self.outcomes {
            let latency = Latency {
                duration: stored.duration.restore()?,
                response_time: stored.response_time.restore()?,
            };
            series.latencies[stored.outcome.index()] = Some(Box::new(latency));
            series.set_count(stored.outcome, sane(stored.count)?, sane(stored.unsent)?);
        }
        for (status, count) in &self.statuses {
            series.count_status(*status, sane(*count)?);
        }
        if let Some(stored) = &self.phases {
            let phases = series.phases.get_or_insert_default();
            for (phase, stored) in phases.iter_mut().zip(stored) {
                *phase = stored.restore()?;
            }
        }
        if let Some(stored) = &self.page_loads {
            series.set_page_loads(stored.restore()?);
        }
        if let Some(stored) = &self.groups {
            series.set_groups(stored.restore()?);
        }
        series.retried = sane(self.retried)?;
        series.bytes_sent = sane(self.bytes_sent)?;
        series.bytes_received = sane(self.bytes_received)?;
        Ok(())
    }
}

/// A number that a second may have.
fn sane(number: u64) -> Result<u64, StoredError> {
    if number <= MOST { Ok(number) } else { Err(StoredError::Number(number)) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{
        CheckId, Filter, MetricName, Sample, SampleTags, Specimen, Statistic, StepId, Summary,
    };
    use crate::metric::{ExecutorLine, RunPhase, TagSet, Timings};
    use crate::metric::{VisitEnd, VisitKey};
    use proptest::prelude::*;

    fn layout() -> Layout {
        Layout {
            steps: vec!["page".into(), "page assets".into(), "cart".into()],
            checks: vec![(StepId(0), "price".into()), (StepId(2), "price".into())],
            assets: vec![StepId(1)],
            journeys: vec!["look".into(), "buy".into()],
            loads: vec!["day".into(), "rush".into()],
            methods: vec!["GET".into(), "POST".into()],
            tagged: vec![
                TagSet { load: Some(1), ..TagSet::default() },
                TagSet { journey: Some(0), status: Some(503), ..TagSet::default() },
                TagSet { step: Some(1), method: Some(1), ..TagSet::default() },
            ],
            extracts: vec![(StepId(0), "token".into())],
        }
    }

    /// A second in which each of these numbers makes something happen.
    fn measured(numbers: &[u64]) -> Measurements {
        let mut measured = Measurements::new(&layout());
        for (place, number) in numbers.iter().enumerate() {
            let step = StepId((number % 3) as u16);
            let tags = SampleTags { load: place % 3, journey: place % 2, method: (number % 2) as usize };
            let timings = Timings {
                blocked: number % 977,
                connecting: number % 31,
                tls_handshaking: number % 7,
                sending: number % 13,
                waiting: *number,
                receiving: number % 1_009,
            };
            let sample = Sample {
                step,
                status: [0, 200, 302, 503][place % 4],
                outcome: Outcome::ALL[(number / 3) as usize % Outcome::ALL.len()],
                response_time: timings.duration() + number % 5_003,
                timings,
                bytes_sent: number % 700,
                bytes_received: number % 70_000,
                retried: number % 11 == 0,
                tags,
            };
            measured.record(&sample);
            if number % 5 == 0 {
                measured.kept_back(&sample, number / 2, 3);
            }
            let part = Part::ALL[place % 2];
            let visit = VisitKey { part, executor: place % 3, journey: place % 2 };
            measured.visits.record(part, step, *number, 1 + number % 3, 1);
            measured.visits.page_of_arrival(part, step, *number);
            measured.visits.wait_of_arrival(part, &mut [*number, number * 2]);
            let end = [VisitEnd::Good, VisitEnd::Failed, VisitEnd::Unfinished][place % 3];
            measured.visits.ended(visit, end, [None, Some(true), Some(false)][(number % 3) as usize]);
            if end == VisitEnd::Failed {
                let cause =
                    [Cause::Status(503), Cause::Check(CheckId(1)), Cause::Extract(0)][(number % 3) as usize];
                let specimen =
                    Specimen { path: "/x".into(), status: 503, body: "<h1>".into(), ..Specimen::default() };
                measured.broken.add(visit, step, cause, (number % 2 == 0).then(|| Box::new(specimen)));
            }
            measured.held_back += number % 3;
            if number % 2 == 0 {
                measured.page_load(step, number * 2);
                measured.elsewhere.add(&format!("cdn{}.test", number % 4), &number.to_string());
            }
            measured.check(CheckId((number % 2) as u16), number % 3 > 0);
            measured.lag(number % 40_000);
            measured.tagged.page_load(step, tags, number * 2);
            measured.tagged.checks(CheckId((number % 2) as u16), tags).for_each(|tally| tally.count(true));
            measured.tagged.iteration(tags, *number * 3);
            measured.iteration(place % 3, *number * 3);
            measured.tally_mut(1).dropped += number % 2;
            measured.vus_peak = number % 60;
        }
        measured
    }

    /// Every number that a report can show, and the form for files, which has the rest.
    fn numbers(measured: &Measurements) -> (Vec<Vec<(String, f64)>>, StoredMeasurements) {
        let mut summary = Summary::new(layout(), 7);
        summary.add_second(Duration::from_secs(1), RunPhase::Hold, 5, measured);
        summary.executors =
            vec![ExecutorLine { name: "a".into(), planned: Some(3), arrivals: false, needs: None }];
        let statistics =
            [Statistic::Avg, Statistic::Min, Statistic::Med, Statistic::Max, Statistic::Percentile(99.0)];
        let mut found = Vec::new();
        for metric in MetricName::ALL {
            for step in [None, Some(0), Some(1), Some(2)] {
                found.push(summary.values(metric, &Filter { step, ..Filter::default() }, &statistics));
            }
        }
        for series in measured.steps() {
            found.push(Phase::ALL.map(|phase| (format!("{phase:?}"), series.phase_mean(phase))).into());
        }
        (found, StoredMeasurements::of(measured).unwrap())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn what_is_read_back_gives_the_same_numbers(seconds in prop::collection::vec(prop::collection::vec(0_u64..9_000_000, 0..40), 1..4)) {
            let (mut whole, mut read) = (Measurements::new(&layout()), Measurements::new(&layout()));
            for second in &seconds {
                let second = measured(second);
                let text = serde_json::to_string(&StoredMeasurements::of(&second).unwrap()).unwrap();
                let stored: StoredMeasurements = serde_json::from_str(&text).unwrap();
                let again = stored.restore(&layout(), 3).unwrap();
                prop_assert_eq!(numbers(&again), numbers(&second));
                whole.merge(&second);
                read.merge(&again);
            }
            prop_assert_eq!(numbers(&read), numbers(&whole));
        }
    }

    #[test]
    fn what_is_of_another_run_or_of_none_is_refused() {
        let stored = StoredMeasurements::of(&measured(&[6, 9])).unwrap();
        assert!(matches!(stored.restore(&Layout::default(), 3), Err(StoredError::Layout(3))));
        assert!(matches!(stored.restore(&layout(), 1), Err(StoredError::Layout(2))));
        let untagged = Layout { tagged: Vec::new(), ..layout() };
        assert!(matches!(stored.restore(&untagged, 3), Err(StoredError::Layout(3))));
        let text = serde_json::to_string(&stored).unwrap();
        for (from, to) in [
            (r#""vus_peak":9"#, r#""vus_peak":18446744073709551615"#),
            (r#""completed":1"#, r#""completed":2000000000000"#),
            (r#""count":1"#, r#""count":2000000000000"#),
            (r#""fails":1"#, r#""fails":2000000000000"#),
        ] {
            assert!(text.contains(from), "{from} in {text}");
            let hostile: StoredMeasurements = serde_json::from_str(&text.replace(from, to)).unwrap();
            assert!(matches!(hostile.restore(&layout(), 3), Err(StoredError::Number(_))), "{to}");
        }
    }
}
