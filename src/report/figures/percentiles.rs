//! The percentile curve, as HdrHistogram plots it: each nine of the percentile has the same width.

use super::{Figure, half};
use crate::metric::{Histogram, HistogramError, Outcome};
use crate::record::{HistogramRecord, RunRecord};
use crate::report::plot::{Axis, Ink, Layer, Plot, PlotShape};
use crate::report::timeline::LatencyAxis;
use crate::words::{self, Lang, Message, Value};

/// A percentile is only drawn when so many values lie above it: fewer are single requests.
const ABOVE: u64 = 5;
/// The last percentile: 99.99.
const NINES: f64 = 4.0;
/// Points of a curve.
const POINTS: u32 = 160;

/// The values of both clocks over all pages, without their files.
struct Clocks {
    successes: Histogram,
    all: Histogram,
    durations: Histogram,
}

impl Clocks {
    fn of(record: &RunRecord) -> Result<Self, HistogramError> {
        let mut clocks =
            Self { successes: Histogram::new(), all: Histogram::new(), durations: Histogram::new() };
        for step in record.steps.iter().filter(|step| step.is_of_pages()) {
            for HistogramRecord { outcome, http_req_duration, response_time } in &step.histograms {
                let response_time = Histogram::decode(response_time)?;
                if *outcome == Outcome::Ok {
                    clocks.successes.merge(&response_time);
                }
                clocks.all.merge(&response_time);
                clocks.durations.merge(&Histogram::decode(http_req_duration)?);
            }
        }
        Ok(clocks)
    }

    /// The worse of "successes" and "all requests", in milliseconds.
    fn response_time(&self, quantile: f64) -> f64 {
        self.all.quantile(quantile).max(self.successes.quantile(quantile)) as f64 / 1e3
    }

    fn duration(&self, quantile: f64) -> f64 {
        self.durations.quantile(quantile) as f64 / 1e3
    }
}

/// How many nines of a percentile these many values support; `None` when not even the median.
fn nines(values: u64) -> Option<f64> {
    let nines = (values as f64 / ABOVE as f64).log10();
    (nines >= median()).then(|| nines.min(NINES))
}

/// The nines of 50 %: log₁₀(1 ÷ (1 − ½)).
fn median() -> f64 {
    2_f64.log10()
}

fn quantile(nines: f64) -> f64 {
    1.0 - 10_f64.powf(-nines)
}

/// The curve; `None` when there are too few values.
pub(super) fn figure(record: &RunRecord, lang: Lang) -> Result<Option<Figure>, HistogramError> {
    let clocks = Clocks::of(record)?;
    let Some(end) = nines(clocks.all.count()) else { return Ok(None) };
    let caption = Message::new("html-percentiles-caption")
        .with("values", clocks.all.count())
        .with("p50", Value::Millis(clocks.response_time(0.5)))
        .with("p95", Value::Millis(clocks.response_time(0.95)));
    Ok(Some(half(&plot(&clocks, end, lang), caption.say(lang))))
}

fn plot(clocks: &Clocks, end: f64, lang: Lang) -> Plot {
    let say = |id: &'static str| Message::new(id).say(lang);
    let nines_of = |end: f64| (0..=POINTS).map(move |point| end * f64::from(point) / f64::from(POINTS));
    // The fastest, the usual and the slowest say what kind of axis they need.
    let both = |quantile| [clocks.response_time(quantile), clocks.duration(quantile)];
    let fastest = both(0.0).into_iter().fold(f64::MAX, f64::min);
    let slowest = both(quantile(end)).into_iter().fold(0.0, f64::max);
    let times = vec![fastest, clocks.response_time(0.5), slowest];
    let y = LatencyAxis::new(&say("plot-at-most"), times, lang);
    let curve = |end: f64, at: &dyn Fn(f64) -> f64| {
        vec![nines_of(end).map(|nines| (nines, y.place(at(quantile(nines))))).collect()]
    };
    let mut layers = vec![Layer {
        label: Some(say("plot-response-time")),
        ink: Ink::Vermilion,
        shape: PlotShape::Lines(curve(end, &|quantile| clocks.response_time(quantile)), 3),
    }];
    if let Some(end) = nines(clocks.durations.count()) {
        layers.push(Layer {
            label: Some("http_req_duration (k6)".to_owned()),
            ink: Ink::Blue,
            shape: PlotShape::Lines(curve(end, &|quantile| clocks.duration(quantile)), 2),
        });
    }
    let ticks = [(0.0, 0.0), (0.5, median()), (0.9, 1.0), (0.99, 2.0), (0.999, 3.0), (0.9999, NINES)];
    let reached = ticks.into_iter().filter(|(_, nines)| *nines <= end);
    let x = Axis {
        title: say("plot-percentile"),
        begin: 0.0,
        end,
        ticks: reached.map(|(share, nines)| (nines, words::number(share * 100.0, lang))).collect(),
    };
    Plot { x, y: y.axis, right: None, layers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn a_percentile_needs_values_above_it() {
        let cases = [
            (0, None),
            (9, None),
            (10, Some(0.301)),
            (50, Some(1.0)),
            (500, Some(2.0)),
            (5_000_000, Some(4.0)),
        ];
        for (values, expected) in cases {
            let found = nines(values);
            assert!(
                found.is_some() == expected.is_some()
                    && found.zip(expected).is_none_or(|(found, expected)| (found - expected).abs() < 1e-3),
                "{values}: {found:?}"
            );
        }
    }

    #[test]
    fn the_curve_ends_where_the_values_do_and_never_falls() {
        let record = sample::record();
        let clocks = Clocks::of(&record).unwrap();
        let values = record.steps.iter().filter_map(|step| step.response_time).map(|trend| trend.count);
        assert_eq!(clocks.all.count(), values.sum::<u64>());
        let end = nines(clocks.all.count()).unwrap();
        let plot = plot(&clocks, end, Lang::En);
        for layer in &plot.layers {
            let PlotShape::Lines(stretches, _) = &layer.shape else { panic!("a curve is a line") };
            assert!(stretches[0].is_sorted_by(|one, next| one.0 < next.0 && one.1 <= next.1));
            assert!(stretches[0].iter().all(|(at, value)| *at <= end && *value <= plot.y.end));
        }
        assert_eq!(plot.x.ticks.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), ["0", "50", "90"]);
    }

    #[test]
    fn the_files_of_pages_are_left_out() {
        let mut record = sample::record();
        let all = Clocks::of(&record).unwrap().all.count();
        record.steps[0].assets = true;
        let without = Clocks::of(&record).unwrap().all.count();
        assert_eq!(all - without, record.steps[0].response_time.unwrap().count);
    }
}
