//! The seconds of all runs as those of one.

use std::iter::Peekable;
use std::time::Duration;

use super::super::LoggedExecutor;
use super::arranged::Arranged;
use super::source::MergeSource;
use crate::metric::{
    Arrangement, ArrivalNeeds, ExecutorLine, IterationTally, Measurements, MergedRuns, RunPhase, Summary,
};
use crate::threshold::{ThresholdResult, Windows, Worst};

/// The measurements of all runs.
pub(super) struct MergedCourse {
    pub(super) summary: Summary,
    /// The time in which no load was sent, because all runs that had any were paused.
    paused: Duration,
    /// The windows of runs side by side.
    windows: Windows,
}

/// What several runs did in one second.
struct JointSecond {
    /// The number of the second, from the beginning of the first run.
    slot: u64,
    /// The end of the second, from the beginning of the first run.
    end: Duration,
    phases: Vec<RunPhase>,
    vus: u64,
    paused: Duration,
    measured: Measurements,
}

impl MergedCourse {
    pub(super) fn of(sources: &[MergeSource<'_>], arranged: &Arranged) -> Self {
        let start = &sources[0].start;
        let is_sum = arranged.arrangement == Arrangement::SideBySide;
        let times = if is_sum { sources.len() as u64 } else { 1 };
        let mut course = Self {
            summary: Summary::new(start.layout.clone(), start.vus_max.saturating_mul(times)),
            paused: Duration::ZERO,
            windows: Windows::new(&sources[0].thresholds),
        };
        let begins = if is_sum {
            course.lay_on_each_other(sources, arranged);
            arranged.offsets.clone()
        } else {
            course.lay_in_a_row(sources)
        };
        course.summary.merged = Some(MergedRuns { arrangement: arranged.arrangement, begins });
        for at in 0..start.executors.len() {
            let mut sum = IterationTally::default();
            sources.iter().filter_map(|source| source.tallies.get(at)).for_each(|tally| sum.add(tally));
            *course.summary.total.tally_mut(at) = sum;
        }
        course.summary.executors = executors(sources, times);
        course
    }

    /// The results of the thresholds over all runs. A window is one of a single run, unless the runs were side by side.
    pub(super) fn thresholds(&self, sources: &[MergeSource<'_>]) -> Vec<ThresholdResult> {
        let set = &sources[0].thresholds;
        let worst = match &self.summary.merged {
            Some(MergedRuns { arrangement: Arrangement::InTurn | Arrangement::Overlapping, begins }) => {
                let runs: Vec<_> =
                    begins.iter().copied().zip(sources.iter().map(|source| source.worst.clone())).collect();
                Worst::of_runs(set, &runs)
            }
            _ => self.windows.over_run(),
        };
        let active = self.summary.elapsed.saturating_sub(self.paused);
        set.evaluate(&self.summary.total, active, self.summary.vus_max, &worst)
    }

    /// Adds the seconds of runs side by side by the clock, so that the numbers of a second belong to one moment.
    fn lay_on_each_other(&mut self, sources: &[MergeSource<'_>], arranged: &Arranged) {
        let placed = |(source, offset): (_, &Duration)| placed(source, *offset).peekable();
        let mut runs: Vec<Peekable<_>> = sources.iter().zip(&arranged.offsets).map(placed).collect();
        while let Some(slot) = runs.iter_mut().filter_map(|run| Some(run.peek()?.slot)).min() {
            let seconds = runs.iter_mut().filter_map(|run| run.next_if(|second| second.slot == slot));
            let Some(second) = seconds.reduce(JointSecond::with) else { break };
            // The last second of a run is short, and may end before one of another run that began earlier.
            let end = second.end.max(self.summary.elapsed);
            let phase = second.phase(sources.len(), arranged);
            self.paused = second.paused.min(end);
            self.summary.add_second(end, phase, second.vus, &second.measured);
            self.windows.add(end, self.paused, phase, &second.measured, self.summary.vus_max);
        }
    }

    /// Adds the runs one after the other, without a gap; returns where each begins.
    fn lay_in_a_row(&mut self, sources: &[MergeSource<'_>]) -> Vec<Duration> {
        let mut begins = Vec::with_capacity(sources.len());
        for source in sources {
            let begin = self.summary.elapsed;
            begins.push(begin);
            for (second, measured) in source.seconds() {
                self.summary.add_second(begin + second.end, second.phase, second.vus, &measured);
            }
            self.paused += source.paused;
        }
        begins
    }
}

/// The seconds of a run that began `offset` after the first one.
fn placed(source: &MergeSource<'_>, offset: Duration) -> impl Iterator<Item = JointSecond> {
    // To the nearest second: a run's seconds begin with its own load.
    let later = (offset + Duration::from_millis(500)).as_secs();
    source.seconds().map(move |(second, measured)| JointSecond {
        slot: second.number.saturating_add(later),
        end: offset + second.end,
        phases: vec![second.phase],
        vus: second.vus,
        paused: second.paused,
        measured,
    })
}

impl JointSecond {
    fn with(mut self, other: Self) -> Self {
        // Peaks of different runs happen together: they add up.
        let peak = self.measured.vus_peak.saturating_add(other.measured.vus_peak);
        self.measured.merge(&other.measured);
        self.measured.vus_peak = peak;
        self.phases.extend(other.phases);
        self.end = self.end.max(other.end);
        self.vus = self.vus.saturating_add(other.vus);
        self.paused = self.paused.min(other.paused);
        self
    }

    /// The part of the load's shape: full load only where all runs have it. A run whose log misses the second has it as long as
    /// all have it.
    fn phase(&self, runs: usize, arranged: &Arranged) -> RunPhase {
        let is = |phase| move |known: &RunPhase| *known == phase;
        let middle = self.end.as_secs_f64() - 0.5;
        let common = arranged.common;
        let all_have_it = self.phases.len() == runs || common.is_some_and(|common| common.contains(middle));
        if self.phases.iter().all(is(RunPhase::Hold)) && all_have_it {
            RunPhase::Hold
        } else if self.phases.iter().any(is(RunPhase::Drain))
            || common.is_some_and(|common| common.is_over(middle))
        {
            RunPhase::Drain
        } else {
            RunPhase::Ramp
        }
    }
}

/// The executors with the iterations of all runs. Side by side they have the rates and virtual users of all (`times`), too.
fn executors(sources: &[MergeSource<'_>], times: u64) -> Vec<ExecutorLine> {
    let sum = |at: usize| {
        sources.iter().try_fold(0_u64, |sum, source| {
            Some(sum.saturating_add(source.start.executors.get(at)?.line.planned?))
        })
    };
    let needs = |needs: ArrivalNeeds| ArrivalNeeds {
        rate: needs.rate * times as f64,
        max_vus: needs.max_vus.saturating_mul(u32::try_from(times).unwrap_or(u32::MAX)),
        ..needs
    };
    let lines = sources[0].start.executors.iter().enumerate();
    let line = |(at, executor): (usize, &LoggedExecutor)| ExecutorLine {
        planned: sum(at),
        needs: executor.line.needs.map(needs),
        ..executor.line.clone()
    };
    lines.map(line).collect()
}
