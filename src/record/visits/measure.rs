//! Builds the visits of the record from a run's measurements.

use std::cmp::Reverse;

use super::super::Trend;
use super::{BrokenKind, BrokenRecord, JourneyRecord, TimeRecord, VisitsRecord};
use crate::grade;
use crate::metric::{BrokenVisit, Cause, Histogram, LoadPart, Micros, Specimen, StepId, Summary, Visits};
use crate::words::Message;

/// The percentile that is graded, 0 to 1.
const GRADED: f64 = 0.95;

impl VisitsRecord {
    /// The visits of a run. `several` says that it had several loads, of which one is judged; `promotion` says for each check
    /// whether it proves a promotion.
    pub(in crate::record) fn of(summary: &Summary, several: bool, promotion: &[bool]) -> Self {
        let visits = &summary.judged().0.visits;
        Self {
            at_full_load: visits.judged_part() == LoadPart::FullLoad,
            judged: visits.judged().tally().into(),
            whole: summary.total.visits.whole().into(),
            turned_away: grade::turned_away(summary, several),
            journeys: journeys(summary, visits),
            time: time(summary, visits),
            broken: broken(summary, promotion),
            held_back: summary.total.held_back,
        }
    }
}

fn journeys(summary: &Summary, visits: &Visits) -> Vec<JourneyRecord> {
    let names = summary.layout.journeys.iter().enumerate();
    let record = |(place, name): (usize, &String)| {
        let tally = visits.judged_of(None, Some(place));
        let ended = tally.ended();
        JourneyRecord {
            name: name.clone(),
            good: tally.good,
            failed: tally.failed,
            failed_share: (ended > 0).then(|| tally.failed as f64 / ended as f64),
        }
    };
    names.map(record).collect()
}

fn step_name(summary: &Summary, step: StepId) -> String {
    summary.layout.steps.get(usize::from(step.0)).cloned().unwrap_or_default()
}

fn millis(micros: Micros) -> f64 {
    micros as f64 / 1e3
}

fn time(summary: &Summary, visits: &Visits) -> Option<TimeRecord> {
    let statistic = visits.time(GRADED);
    let of_step = statistic.step?;
    Some(TimeRecord {
        step: of_step.step.map(|step| step_name(summary, step)),
        pages: of_step.pages,
        p95_ms: millis(of_step.seen),
        at_least_ms: millis(of_step.at_least),
        // The weights of shoppers add up to whole ones, apart from rounding.
        shoppers: statistic.shoppers.map_or(0, |(shoppers, _)| shoppers.round() as u64),
        shoppers_wait_ms: statistic.shoppers.map(|(_, wait)| millis(wait)),
        slow_time_ms: statistic.seconds.map(|slow| millis(slow.wait)),
        slow_time_share: statistic.seconds.map(|slow| slow.share),
        graded_ms: millis(statistic.graded()?),
    })
}

fn broken(summary: &Summary, promotion: &[bool]) -> Vec<BrokenRecord> {
    let all = summary.total.broken.all();
    let mut records: Vec<_> = all.iter().map(|broken| broken_record(summary, broken, promotion)).collect();
    records.sort_by_key(|record| Reverse((record.judged, record.others)));
    records
}

fn broken_record(summary: &Summary, broken: &BrokenVisit, promotion: &[bool]) -> BrokenRecord {
    let layout = &summary.layout;
    let named = |known: Option<&(StepId, String)>| known.map_or("?", |(_, name)| name.as_str()).to_owned();
    let (kind, cause) = match broken.cause {
        Cause::Outcome(outcome) => (BrokenKind::Outcome, outcome.words()),
        Cause::Status(status) => {
            (BrokenKind::Status, Message::new("broken-status").with("status", status.to_string()))
        }
        Cause::Check(check) => {
            let place = usize::from(check.0);
            let promises = promotion.get(place).copied().unwrap_or(false);
            let kind = if promises { BrokenKind::Promotion } else { BrokenKind::Check };
            let told = match broken.specimen.as_deref().and_then(Specimen::refusal) {
                Some(words) => Message::new("broken-check-refused").with("words", words),
                None => Message::new("broken-check"),
            };
            (kind, told.with("check", named(layout.checks.get(place))))
        }
        Cause::Extract(place) => {
            let name = named(layout.extracts.get(usize::from(place)));
            (BrokenKind::Extract, Message::new("extract-missing").with("name", name))
        }
    };
    BrokenRecord {
        journey: layout.journeys.get(broken.journey).cloned().unwrap_or_default(),
        step: step_name(summary, broken.step),
        kind,
        cause,
        judged: broken.judged,
        others: broken.others,
        specimen: broken.specimen.as_deref().cloned(),
    }
}

impl Trend {
    /// The waiting times for a step's pages in the judged visits: quantiles in which each shopper weighs the same; count, mean,
    /// smallest and greatest are of pages. `None` when no page came.
    pub(in crate::record) fn of_pages(visits: &Visits, step: StepId) -> Option<Self> {
        let times = visits.judged().steps().get(usize::from(step.0))?.times()?;
        let pages = visits.time_of(step, GRADED)?.pages;
        Self::graded(times, pages, |quantile| visits.time_of(step, quantile).map(|time| time.seen))
    }

    /// The waiting times for the pages of the graded step, or of all steps together when none has enough pages of its own.
    pub(in crate::record) fn of_worst(visits: &Visits) -> Option<Self> {
        let worst = visits.time(GRADED).step?;
        if let Some(step) = worst.step {
            return Self::of_pages(visits, step);
        }
        let mut times = Histogram::new();
        visits.judged().steps().iter().filter_map(|step| step.times()).for_each(|known| times.merge(known));
        Self::graded(&times, worst.pages, |quantile| visits.time(quantile).step.map(|time| time.seen))
    }

    fn graded(times: &Histogram, pages: u64, quantile: impl Fn(f64) -> Option<Micros>) -> Option<Self> {
        let at = |part| quantile(part).map(millis);
        Some(Self {
            count: pages,
            med: at(0.5)?,
            p90: at(0.9)?,
            p95: at(0.95)?,
            p99: at(0.99)?,
            p99_9: at(0.999)?,
            ..Self::of(times)?
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::{self, SampleCourse};
    use crate::metric::Outcome;
    use crate::words::Lang;

    #[test]
    fn the_record_is_what_the_verdict_is_made_of() {
        let course = SampleCourse {
            cart_ms: 1_400,
            wrong: 1,
            timeouts: 2,
            outcome: Outcome::Status,
            failed_ms: 9,
            ..SampleCourse::default()
        };
        let summary = sample_run::summary(&course);
        let record = VisitsRecord::of(&summary, false, &[false, true]);
        assert!(record.at_full_load);
        assert_eq!((record.judged.good, record.judged.failed, record.ended()), (84, 36, 120));
        assert_eq!((record.whole.good, record.whole.failed), (112, 48));
        assert_eq!((record.judged.promotion_right, record.judged.promotion_wrong), (108, 12));
        let told: Vec<_> = record
            .broken
            .iter()
            .map(|broken| (broken.kind, broken.cause.say(Lang::En), broken.judged, broken.others))
            .collect();
        assert_eq!(
            told,
            [
                (BrokenKind::Status, "status 500".to_owned(), 24, 8),
                (BrokenKind::Promotion, "“the rule is applied” did not hold".to_owned(), 12, 4),
            ]
        );
        let time = record.time.unwrap();
        let statistic = summary.hold.visits.time(0.95);
        assert_eq!((time.step.as_deref(), time.pages), (Some("add_to_cart"), 120));
        assert_eq!(Some(time.graded_ms), statistic.graded().map(millis));
        let trend = Trend::of_worst(&summary.hold.visits).unwrap();
        assert_eq!((trend.count, trend.p95), (120, time.p95_ms));
        assert_eq!(
            Some(trend),
            Trend::of_pages(&summary.hold.visits, StepId(1)),
            "the tile is a row of the table"
        );
    }

    #[test]
    fn few_pages_of_each_step_are_taken_together() {
        let summary = sample_run::summary(&SampleCourse { ramp_s: 0, hold_s: 0, ..SampleCourse::default() });
        assert_eq!(Trend::of_worst(&summary.total.visits), None);
        assert_eq!(VisitsRecord::of(&summary, false, &[]).time, None);
    }
}
