//! Detects pages that keep becoming slower at a constant load: then a queue grows, and the load would not hold for longer.

use super::finding::series::{mann_kendall, median, theil_sen};
use crate::metric::{Micros, RunPhase, Summary, TimelinePoint};

/// The fewest seconds in which a trend can be told from chance.
const LEAST_SECONDS: usize = 6;
/// The factor by which a time must grow from the first third of the hold to the last …
const FACTOR: f64 = 1.5;
/// … and the microseconds by which it must grow; below that, timers and the machine's own noise differ.
const LEAST: f64 = 100_000.0;
/// The part of the whole rise that each half must have.
const HALF: f64 = 0.15;
/// The critical value of Mann and Kendall's test at 1 %.
const SIGNIFICANT: f64 = 2.33;

/// The times in the first and in the last third of the hold, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rise {
    pub(super) from: Micros,
    pub(super) to: Micros,
}

impl Rise {
    /// The first rise in a run of the summary: runs one after the other would hide each other's.
    pub(super) fn of(summary: &Summary) -> Option<Self> {
        summary.stretches().into_iter().find_map(Self::within)
    }

    /// The rise of the seconds' median through the hold, otherwise of their p95; `None` when neither rose.
    fn within(seconds: &[TimelinePoint]) -> Option<Self> {
        let held = || seconds.iter().filter(|point| point.phase == RunPhase::Hold && point.p95_us > 0);
        let medians: Vec<f64> = held().map(|point| point.p50_us as f64).collect();
        let p95s: Vec<f64> = held().map(|point| point.p95_us as f64).collect();
        rise(&medians).or_else(|| rise(&p95s))
    }
}

fn rise(seconds: &[f64]) -> Option<Rise> {
    let third = seconds.len() / 3;
    if seconds.len() < LEAST_SECONDS || mann_kendall(seconds) < SIGNIFICANT {
        return None;
    }
    let (from, to) = (median(&seconds[..third]), median(&seconds[seconds.len() - third..]));
    // A single jump is not a trend: before and behind it the times are flat.
    let grows = seconds.chunks(seconds.len().div_ceil(2)).all(|half| {
        let points: Vec<(f64, f64)> = (0..).map(f64::from).zip(half.iter().copied()).collect();
        theil_sen(&points) * half.len() as f64 >= (to - from) * HALF
    });
    (grows && to >= from * FACTOR && to - from >= LEAST)
        .then_some(Rise { from: from as Micros, to: to as Micros })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_growing_queue_is_told_from_noise_jumps_and_cold_starts() {
        let of = |millis: &dyn Fn(usize) -> f64, seconds: usize| {
            let all: Vec<f64> = (0..seconds).map(|second| millis(second) * 1e3).collect();
            rise(&all)
        };
        assert!(of(&|second| 40.0 + 44.0 * second as f64, 19).is_some(), "40 to 887 ms in 19 s");
        assert!(of(&|second| 60.0 + 50.0 * second as f64 + (second * 37 % 41) as f64, 9).is_some());
        for (quiet, why) in [
            (&(|_| 100.0) as &dyn Fn(usize) -> f64, "steady"),
            (&|second| 100.0 + (second * 37 % 41) as f64, "noise"),
            (&|second| if second < 10 { 50.0 } else { 900.0 }, "a jump"),
            (&|second| if second % 3 == 0 { 900.0 } else { 50.0 }, "two speeds"),
            (&|second| 900.0 - 40.0 * second as f64, "a cold start"),
            (&|second| 20.0 + 4.0 * second as f64, "nobody notices"),
            (&|second| if second == 9 { 5_000.0 } else { 100.0 }, "a hiccup"),
        ] {
            assert_eq!(of(quiet, 20), None, "{why}");
        }
        assert_eq!(of(&|second| 40.0 + 200.0 * second as f64, 5), None, "short");
    }

    #[test]
    fn runs_one_after_the_other_do_not_hide_each_others_rise() {
        use crate::metric::{Arrangement, Layout, Measurements, MergedRuns};
        use std::time::Duration;
        let layout = Layout::default();
        let mut summary = Summary::new(layout.clone(), 1);
        let mut begins = Vec::new();
        for _ in 0..3 {
            begins.push(summary.elapsed);
            for second in 0..19 {
                let end = summary.elapsed + Duration::from_secs(1);
                summary.add_second(end, RunPhase::Hold, 1, &Measurements::new(&layout));
                let point = summary.timeline.last_mut().unwrap();
                (point.p50_us, point.p95_us) = (40_000 + 44_000 * second, 900_000);
            }
        }
        assert_eq!(Rise::of(&summary), None, "as one run it goes up and down");
        summary.merged = Some(MergedRuns { arrangement: Arrangement::InTurn, begins });
        assert!(Rise::of(&summary).is_some());
    }
}
