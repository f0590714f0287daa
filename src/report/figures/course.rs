//! The run over time: response times against load, and failures.

use super::{Figure, wide};
use crate::metric::TimelinePoint;
use crate::record::RunRecord;
use crate::report::plot::{Axis, Canvas, Ink, Layer, Plot, PlotShape};
use crate::report::timeline;
use crate::words::{self, Lang, Message, Value};

/// Response times and virtual users; `None` when not a second was measured.
pub(super) fn latency(record: &RunRecord, lang: Lang) -> Option<Figure> {
    if record.timeline.is_empty() {
        return None;
    }
    let worst = timeline::worst(&record.timeline);
    let caption = Message::new("html-latency-caption")
        .with("vus", worst.vus)
        .with("p95", Value::Millis(worst.p95_us as f64 / 1e3));
    Some(wide(|canvas| timeline::plot(&record.timeline, canvas, lang), caption.say(lang)))
}

/// Failures per second; `None` without any.
pub(super) fn failures(record: &RunRecord, lang: Lang) -> Option<Figure> {
    let first = record.timeline.iter().find(|point| point.failures > 0)?;
    let caption = Message::new("html-failures-caption")
        .with("failures", record.timeline.iter().map(|point| point.failures).sum::<u64>())
        .with("since", Value::Seconds(first.at_s));
    Some(wide(|canvas| failure_plot(&record.timeline, canvas, lang), caption.say(lang)))
}

fn failure_plot(points: &[TimelinePoint], canvas: Canvas, lang: Lang) -> Plot {
    let say = |id: &'static str| Message::new(id).say(lang);
    let (x, unit) = timeline::time_axis(points.last().map_or(0.0, |point| point.at_s), canvas, lang);
    let bars = bars(points, canvas, unit);
    let most = bars.iter().map(|(.., height)| *height).fold(0.0, f64::max);
    let y = Axis::new(say("plot-failures-per-second"), most, 4, |value| words::number(value, lang));
    let layers = vec![Layer { label: None, ink: Ink::Vermilion, shape: PlotShape::Bars(bars) }];
    Plot { x, y, right: None, layers }
}

/// Failures per second: from, to, height. Where neighbours share a bar, it has their mean: the area is the number of failures.
fn bars(points: &[TimelinePoint], canvas: Canvas, unit: f64) -> Vec<(f64, f64, f64)> {
    let together = points.len().div_ceil(canvas.points()).max(1);
    let mut before = 0.0;
    let mut bars = Vec::new();
    for chunk in points.chunks(together) {
        let end = chunk.last().map_or(before, |point| point.at_s);
        let failures: u64 = chunk.iter().map(|point| point.failures).sum();
        if failures > 0 && end > before {
            bars.push((before / unit, end / unit, failures as f64 / (end - before)));
        }
        before = end;
    }
    bars
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn the_area_of_the_bars_is_the_number_of_failures() {
        let record = sample::record();
        let failures: u64 = record.timeline.iter().map(|point| point.failures).sum();
        let mut long = Vec::new();
        for at in 0..3_000_u32 {
            let point = &record.timeline[at as usize % record.timeline.len()];
            long.push(TimelinePoint {
                at_s: f64::from(at + 1),
                failures: u64::from(at % 7),
                ..point.clone()
            });
        }
        for (points, unit, expected) in
            [(&record.timeline, 1.0, failures), (&long, 60.0, long.iter().map(|point| point.failures).sum())]
        {
            for canvas in [Canvas::WIDE, Canvas::NARROW] {
                let bars = bars(points, canvas, unit);
                let area: f64 = bars.iter().map(|(from, to, height)| (to - from) * unit * height).sum();
                assert!((area - expected as f64).abs() < 1e-6 * expected as f64, "{area} {expected}");
                assert!(bars.len() <= canvas.points());
            }
        }
    }

    #[test]
    fn without_failures_there_is_no_plot() {
        let mut record = sample::record();
        assert!(failures(&record, Lang::En).is_some());
        record.timeline.iter_mut().for_each(|point| point.failures = 0);
        assert!(failures(&record, Lang::En).is_none());
        record.timeline.clear();
        assert!(failures(&record, Lang::En).is_none() && latency(&record, Lang::En).is_none());
    }
}
