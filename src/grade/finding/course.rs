//! The course of answers over the run: with more shoppers, and with time at the same load.

use super::series::{mann_kendall, median, theil_sen};
use super::{Confidence, Costly, Finding, FindingKind};
use crate::metric::{Arrangement, RunPhase, Summary, TimelinePoint};
use crate::words::{Message, Value};

/// The factor from which answers have left the range in which a server has room.
const DOUBLED: f64 = 2.0;
/// The least increase of a doubled p95 that a shopper notices, in milliseconds.
const NOTICED: f64 = 100.0;
/// The number of bands in which loads are compared, up to the greatest load.
const BANDS: u64 = 4;
/// The fewest seconds and requests of a band with a p95 of its own.
const BAND_SECONDS: usize = 3;
const BAND_REQUESTS: u64 = 50;

/// The fewest seconds of a hold that can have a trend.
const LEAK_SECONDS: usize = 20;
/// One chance in a hundred that noise alone rises like this (one-sided).
const SIGNIFICANT: f64 = 2.326;
/// The least rise over the hold that is reported, as a share and in milliseconds.
const LEAK_SHARE: f64 = 0.25;
const LEAK_MILLIS: f64 = 20.0;
/// The length in seconds from which a trend is hardly the end of a warm-up or a busy neighbour.
const LONG_HOLD: f64 = 60.0;
/// The number of stretches that a longer hold is divided into, because pairs of points grow with the square.
const STRETCHES: usize = 300;

/// The fewest seconds of a hold that show whether its beginning was different.
const WARM_SECONDS: usize = 30;
/// The fewest seconds of the beginning, which is a tenth of the hold.
const BEGINNING: usize = 5;
/// The factor, and the milliseconds, by which the beginning is clearly slower.
const WARM_FACTOR: f64 = 1.5;
const WARM_MILLIS: f64 = 50.0;

fn millis(micros: u64) -> f64 {
    micros as f64 / 1e3
}

/// The seconds in which the number of shoppers lay in one quarter of the greatest.
struct LoadBand {
    /// The most shoppers in these seconds.
    vus: u64,
    /// The median of the seconds' p95, in milliseconds.
    p95: f64,
    /// The beginning of the first of them, in seconds from the start of the run.
    since_s: f64,
}

fn bands(timeline: &[TimelinePoint]) -> Vec<LoadBand> {
    let peak = timeline.iter().map(|point| point.vus).max().unwrap_or(0);
    let band = |quarter: u64| {
        let within = |point: &&TimelinePoint| {
            point.phase != RunPhase::Drain
                && point.requests > 0
                && (point.vus * BANDS).div_ceil(peak.max(1)) == quarter
        };
        let points: Vec<_> = timeline.iter().filter(within).collect();
        let enough = points.len() >= BAND_SECONDS
            && points.iter().map(|point| point.requests).sum::<u64>() >= BAND_REQUESTS;
        enough.then(|| LoadBand {
            vus: points.iter().map(|point| point.vus).max().unwrap_or(0),
            p95: median(&points.iter().map(|point| millis(point.p95_us)).collect::<Vec<_>>()),
            since_s: (points[0].at_s - 1.0).max(0.0),
        })
    };
    (1..=BANDS).filter_map(band).collect()
}

/// The p95 of the whole journey with few shoppers against that with the most shoppers. Only for a plan of shoppers: at a rate of
/// arrivals their number follows from the slowness.
pub(super) fn degrades(summary: &Summary) -> Option<Costly> {
    // Of runs that overlapped in part, no number of shoppers is known.
    let is_known = summary.merged.as_ref().is_none_or(|runs| runs.arrangement != Arrangement::Overlapping);
    if !is_known || summary.executors.iter().any(|executor| executor.arrivals) {
        return None;
    }
    let bands = bands(&summary.timeline);
    let (few, most) = (bands.first()?, bands.last()?);
    if most.p95 < few.p95 * DOUBLED || most.p95 - few.p95 < NOTICED {
        return None;
    }
    let doubled = bands.iter().position(|band| band.p95 >= few.p95 * DOUBLED)?;
    let (before, after) = (&bands[doubled.checked_sub(1)?], &bands[doubled]);
    let evidence = Message::new("degrades-evidence")
        .with("before", Value::Millis(few.p95))
        .with("few", few.vus)
        .with("after", Value::Millis(most.p95))
        .with("many", most.vus);
    let what = Message::new("degrades").with("from", before.vus).with("to", after.vus);
    let finding =
        Finding::new(FindingKind::DegradesWithLoad, what, evidence, Message::new("remedy-degrades"));
    // Four times is more than the seconds of a ramp differ by themselves.
    let sure = if most.p95 >= few.p95 * DOUBLED * 2.0 { Confidence::High } else { Confidence::Medium };
    Some((most.p95 - few.p95, finding.since(Some(after.since_s)).sure(sure)))
}

/// The most costly finding of the runs in a summary, each looked at by itself.
fn worst_of(summary: &Summary, look: impl Fn(&[TimelinePoint]) -> Option<Costly>) -> Option<Costly> {
    let found = summary.stretches().into_iter().filter_map(look);
    found.max_by(|(cost, _), (other, _)| cost.total_cmp(other))
}

/// The seconds of the hold that had requests: the end of each, and its median in milliseconds.
fn hold(seconds: &[TimelinePoint]) -> Vec<(f64, f64)> {
    let held = seconds.iter().filter(|point| point.phase == RunPhase::Hold && point.requests > 0);
    held.map(|point| (point.at_s, millis(point.p50_us))).collect()
}

/// A median that keeps rising at constant load.
pub(super) fn leaks(summary: &Summary) -> Option<Costly> {
    worst_of(summary, leaks_within)
}

fn leaks_within(seconds: &[TimelinePoint]) -> Option<Costly> {
    let seconds = hold(seconds);
    if seconds.len() < LEAK_SECONDS {
        return None;
    }
    let points: Vec<(f64, f64)> = seconds
        .chunks(seconds.len().div_ceil(STRETCHES))
        .map(|stretch| (stretch[0].0, median(&stretch.iter().map(|(_, p50)| *p50).collect::<Vec<_>>())))
        .collect();
    let values: Vec<f64> = points.iter().map(|(_, p50)| *p50).collect();
    if mann_kendall(&values) < SIGNIFICANT {
        return None;
    }
    let lasted = points.last()?.0 - points[0].0;
    let slope = theil_sen(&points);
    let rise = slope * lasted;
    // The beginning of the line that fits best.
    let begin = median(&points.iter().map(|(at, p50)| p50 - slope * (at - points[0].0)).collect::<Vec<_>>());
    if rise < LEAK_MILLIS || rise < begin * LEAK_SHARE {
        return None;
    }
    let evidence = Message::new("leak-evidence")
        .with("before", Value::Millis(begin))
        .with("after", Value::Millis(begin + rise))
        .with("lasted", Value::Seconds(lasted));
    let finding =
        Finding::new(FindingKind::LatencyLeak, Message::new("leak"), evidence, Message::new("remedy-leak"));
    let sure = if lasted >= LONG_HOLD { Confidence::High } else { Confidence::Medium };
    Some((rise, finding.since(Some((points[0].0 - 1.0).max(0.0))).sure(sure)))
}

/// A beginning of the hold that was slower than the rest, because caches were cold.
pub(super) fn warms_up(summary: &Summary) -> Option<Costly> {
    worst_of(summary, warms_up_within)
}

fn warms_up_within(seconds: &[TimelinePoint]) -> Option<Costly> {
    let seconds = hold(seconds);
    if seconds.len() < WARM_SECONDS {
        return None;
    }
    let p50 = |part: &[(f64, f64)]| median(&part.iter().map(|(_, p50)| *p50).collect::<Vec<_>>());
    let (beginning, rest) = seconds.split_at((seconds.len() / 10).max(BEGINNING));
    let (first, later) = (p50(beginning), p50(rest));
    // The stretch behind the beginning must be faster already; otherwise something else changed in the run.
    let settled = p50(&rest[..beginning.len()]) < first;
    if !settled || first < later * WARM_FACTOR || first - later < WARM_MILLIS {
        return None;
    }
    let evidence = Message::new("warm-up-evidence")
        .with("first", Value::Millis(first))
        .with("lasted", Value::Seconds(beginning.len() as f64))
        .with("later", Value::Millis(later));
    let finding =
        Finding::new(FindingKind::WarmUp, Message::new("warm-up"), evidence, Message::new("remedy-warm-up"));
    let since = (beginning[0].0 - 1.0).max(0.0);
    // The slowness passed, and only few shoppers met it.
    let cost = (first - later) * beginning.len() as f64 / seconds.len() as f64;
    Some((cost, finding.since(Some(since)).sure(Confidence::Medium)))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{ExecutorLine, Layout};
    use crate::words::Lang;

    /// A run of seconds `(phase, vus, p50, p95)` in milliseconds, 20 requests each.
    fn run(seconds: impl IntoIterator<Item = (RunPhase, u64, f64, f64)>) -> Summary {
        let mut summary = Summary::new(Layout::default(), 100);
        for (second, (phase, vus, p50, p95)) in seconds.into_iter().enumerate() {
            let (p50_us, p95_us) = ((p50 * 1e3) as u64, (p95 * 1e3) as u64);
            let at_s = second as f64 + 1.0;
            summary.timeline.push(TimelinePoint {
                at_s,
                phase,
                vus,
                requests: 20,
                failures: 0,
                p50_us,
                p95_us,
            });
            summary.elapsed = Duration::from_secs(second as u64 + 1);
        }
        summary
    }

    /// A ramp to 100 shoppers in 20 s and a hold of 20 s, with this p95 for each number of shoppers.
    fn ramp(p95: impl Fn(u64) -> f64) -> Summary {
        let ramp = (1..=20).map(|second| (RunPhase::Ramp, second * 5));
        let hold = (0..20).map(|_| (RunPhase::Hold, 100));
        run(ramp.chain(hold).map(|(phase, vus)| (phase, vus, 50.0, p95(vus))))
    }

    /// A hold with this median at each second.
    fn held(seconds: u32, p50: impl Fn(f64) -> f64) -> Summary {
        run((0..seconds).map(|second| (RunPhase::Hold, 100, p50(f64::from(second)), 500.0)))
    }

    #[test]
    fn a_p95_that_doubles_with_the_shoppers_is_told_with_the_loads() {
        let (cost, finding) =
            degrades(&ramp(|vus| if vus <= 50 { 100.0 } else { 100.0 + vus as f64 * 2.0 })).unwrap();
        assert_eq!(
            finding.what.say(Lang::En),
            "pages become slower with more shoppers: their p95 doubles between 50 and 75 shoppers"
        );
        assert_eq!(
            finding.evidence.say(Lang::En),
            "p95 100 ms with up to 25 shoppers, 300 ms with 100 shoppers"
        );
        assert_eq!((finding.since_s, finding.confidence), (Some(10.0), Confidence::Medium));
        assert!((cost - 200.0).abs() < 1.0);
    }

    #[test]
    fn a_steady_p95_and_one_that_nobody_notices_are_no_finding() {
        let arrivals = {
            let mut summary = ramp(|vus| vus as f64 * 10.0);
            summary.executors =
                vec![ExecutorLine { name: "x".into(), planned: None, arrivals: true, needs: None }];
            summary
        };
        let short = run((1..=6).map(|second| (RunPhase::Ramp, second * 10, 50.0, second as f64 * 300.0)));
        for (summary, why) in [
            (ramp(|_| 400.0), "steady"),
            (ramp(|vus| 10.0 + vus as f64 * 0.5), "below what is noticed"),
            (ramp(|vus| if vus == 55 { 2_000.0 } else { 100.0 }), "one hiccup"),
            (arrivals, "shoppers follow from slowness"),
            (short, "too short"),
            (run([]), "nothing"),
        ] {
            assert!(degrades(&summary).is_none(), "{why}");
        }
    }

    #[test]
    fn a_median_that_keeps_rising_is_a_leak() {
        let noisy = |second: f64| 100.0 + second * 2.0 + (second * 7.0) % 5.0;
        let (cost, finding) = leaks(&held(40, noisy)).unwrap();
        assert_eq!(finding.kind, FindingKind::LatencyLeak);
        assert_eq!(finding.confidence, Confidence::Medium);
        assert!((cost - 78.0).abs() < 3.0, "{cost}");
        assert_eq!(leaks(&held(1_200, noisy)).unwrap().1.confidence, Confidence::High);
    }

    #[test]
    fn noise_a_step_of_milliseconds_and_a_short_hold_are_no_leak() {
        for (summary, why) in [
            (held(40, |second| 100.0 + (second * 37.0) % 41.0), "noise"),
            (held(40, |second| 100.0 + second * 0.2), "8 % more"),
            (held(40, |second| 10.0 + second * 0.3), "12 ms more"),
            (held(15, |second| 100.0 + second * 20.0), "short"),
            (held(40, |second| 400.0 - second * 5.0), "falling"),
            (run([]), "nothing"),
        ] {
            assert!(leaks(&summary).is_none(), "{why}");
        }
    }

    #[test]
    fn a_slow_beginning_is_a_warm_up() {
        let (_, finding) = warms_up(&held(60, |second| if second < 5.0 { 400.0 } else { 100.0 })).unwrap();
        assert_eq!(
            finding.evidence.say(Lang::En),
            "median 400 ms in the first 6.00 s at full load, 100 ms after that"
        );
        for (summary, why) in [
            (held(60, |_| 100.0), "steady"),
            (held(60, |second| if second < 5.0 { 140.0 } else { 100.0 }), "a little"),
            (held(60, |second| if second < 15.0 { 400.0 } else { 100.0 }), "not only the beginning"),
            (held(20, |second| if second < 5.0 { 400.0 } else { 100.0 }), "short"),
        ] {
            assert!(warms_up(&summary).is_none(), "{why}");
        }
    }
}
