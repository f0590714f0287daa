//! How runs lay in time, by the clocks of their machines.

use std::time::Duration;

use super::source::MergeSource;
use crate::metric::{Arrangement, Ending, RunPhase};

/// The part of the longest full load that all runs must have had together, for their shoppers to add up. Starts by hand are some
/// seconds apart; visits in these seconds saw fewer shoppers.
const TOGETHER: f64 = 0.9;

/// The seconds that the load of a killed run may have gone on behind the last second in its log.
const UNLOGGED: f64 = 2.0;

/// A stretch of time, in seconds from the beginning of the first run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    begin: f64,
    end: f64,
}

/// How the runs lay in time.
pub(super) struct Arranged {
    pub(super) arrangement: Arrangement,
    /// The beginning of each run, from that of the first.
    pub(super) offsets: Vec<Duration>,
    /// The stretch in which all were at full load, or under load where the plan has no full load; `None` without one.
    pub(super) common: Option<Span>,
    /// The longest full load of a run, in seconds.
    pub(super) longest: f64,
}

impl Span {
    fn seconds(self) -> f64 {
        self.end - self.begin
    }

    fn common(self, other: Self) -> Option<Self> {
        let both = Self { begin: self.begin.max(other.begin), end: self.end.min(other.end) };
        (both.begin < both.end).then_some(both)
    }

    pub(super) fn contains(self, at: f64) -> bool {
        self.begin <= at && at <= self.end
    }

    pub(super) fn is_over(self, at: f64) -> bool {
        at > self.end
    }
}

impl Arranged {
    /// Looks at the runs, which are in the order in which they began.
    pub(super) fn of(sources: &[MergeSource<'_>]) -> Self {
        let first = sources.first().map(|source| source.plan.begun).unwrap_or_default();
        let after = |source: &MergeSource<'_>| {
            Duration::try_from(source.plan.begun.duration_since(first)).unwrap_or_default()
        };
        let offsets: Vec<Duration> = sources.iter().map(after).collect();
        let loads: Vec<Span> = sources.iter().zip(&offsets).map(|(run, offset)| load(run, *offset)).collect();
        let holds: Option<Vec<Span>> =
            sources.iter().zip(&offsets).map(|(run, offset)| full_load(run, *offset)).collect();
        let has_hold = sources.iter().any(|run| full_load(run, Duration::ZERO).is_some());
        // A run that did not come to its full load was not there with the others'.
        let judged = if has_hold { holds } else { Some(loads.clone()) };
        let longest = judged.iter().flatten().map(|span| span.seconds()).fold(0.0, f64::max);
        let common = judged.and_then(|spans| {
            let (first, others) = spans.split_first()?;
            others.iter().try_fold(*first, |common, span| common.common(*span))
        });
        let together = common.map_or(0.0, Span::seconds);
        let arrangement = if is_in_turn(&loads) {
            Arrangement::InTurn
        } else if longest > 0.0 && together >= longest * TOGETHER {
            Arrangement::SideBySide
        } else {
            Arrangement::Overlapping
        };
        Self { arrangement, offsets, common, longest }
    }

    /// The seconds that all runs had their full load together.
    pub(super) fn together(&self) -> f64 {
        self.common.map_or(0.0, Span::seconds)
    }

    /// The seconds between the first beginning and the last.
    pub(super) fn spread(&self) -> f64 {
        self.offsets.last().map_or(0.0, Duration::as_secs_f64)
    }
}

/// Whether each load ended before the next began.
fn is_in_turn(loads: &[Span]) -> bool {
    let ends = loads.iter().scan(0.0_f64, |latest, load| {
        *latest = latest.max(load.end);
        Some(*latest)
    });
    ends.zip(loads.iter().skip(1)).all(|(end, next)| end <= next.begin)
}

/// The whole load of a run. Seconds that its log misses may lie behind its last one.
fn load(run: &MergeSource<'_>, offset: Duration) -> Span {
    let begin = offset.as_secs_f64();
    let unlogged = if run.record.ending == Ending::Killed { UNLOGGED } else { 0.0 };
    Span { begin, end: begin + run.record.elapsed_s + run.missing as f64 + unlogged }
}

/// The stretch from the first second at full load to the last; `None` without one.
fn full_load(run: &MergeSource<'_>, offset: Duration) -> Option<Span> {
    let timeline = &run.record.timeline;
    let is_held = |place: &usize| timeline[*place].phase == RunPhase::Hold;
    let (first, last) = ((0..timeline.len()).find(is_held)?, (0..timeline.len()).rfind(is_held)?);
    let begin = first.checked_sub(1).map_or(0.0, |before| timeline[before].at_s);
    let offset = offset.as_secs_f64();
    Some(Span { begin: offset + begin, end: offset + timeline[last].at_s })
}
