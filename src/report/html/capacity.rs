//! The measured capacity: what held, what did not, and the curve through both.

use serde::Serialize;

use super::super::plot::{Axis, Canvas, Ink, Layer, Mark, Plot, Shape};
use super::super::timeline::{LatencyAxis, whole};
use super::{Figure, ReportError, half};
use crate::grade::{Break, Capacity, CapacityStep, LoadUnit, SearchEnd, StepOutcome, UslFit};
use crate::words::{self, Lang, Message, Value};

/// Points of the fitted curve.
const POINTS: u32 = 80;

/// What the template sees.
#[derive(Serialize)]
pub(super) struct CapacityView {
    found: String,
    end: String,
    arithmetic: Option<String>,
    knee: Option<String>,
    figures: Vec<Figure>,
    steps: Vec<StepRow>,
}

/// A load that was tried.
#[derive(Serialize)]
struct StepRow {
    load: String,
    outcome: &'static str,
    outcome_text: String,
    journeys: String,
    p50: String,
    p95: String,
    failures: String,
    why: Option<String>,
}

impl CapacityView {
    pub(super) fn of(capacity: &Capacity, lang: Lang) -> Result<Self, ReportError> {
        let measured = capacity.steps.iter().any(|step| step.requests > 0);
        let figures = if measured {
            vec![
                half(
                    |canvas| throughput(capacity, canvas, lang),
                    Message::new("html-throughput-caption").say(lang),
                )?,
                half(
                    |canvas| latency(capacity, canvas, lang),
                    Message::new("html-load-p95-caption").say(lang),
                )?,
            ]
        } else {
            Vec::new()
        };
        Ok(Self {
            found: found(capacity).say(lang),
            end: end(capacity).say(lang),
            arithmetic: capacity.arithmetic().map(|message| message.say(lang)),
            knee: capacity.usl.as_ref().map(|usl| knee(usl, lang).say(lang)),
            figures,
            steps: capacity.steps.iter().map(|step| StepRow::of(step, capacity.unit, lang)).collect(),
        })
    }
}

impl StepRow {
    fn of(step: &CapacityStep, unit: LoadUnit, lang: Lang) -> Self {
        let not_measured = || Message::new("not-measured").say(lang);
        let time =
            |millis: Option<f64>| millis.map_or_else(not_measured, |millis| words::millis(millis, lang));
        let (outcome, text) = match step.outcome {
            StepOutcome::Held => ("held", Message::new("html-load-held")),
            StepOutcome::Broke => ("broke", Message::new("html-load-broke")),
            StepOutcome::Unknown => ("unknown", Message::new("html-load-unknown")),
        };
        Self {
            load: unit.load(step.load).say(lang),
            outcome,
            outcome_text: text.say(lang),
            journeys: words::number(step.journeys_per_s, lang),
            p50: time(step.p50_ms),
            p95: time(step.p95_ms),
            failures: step.failure_rate.map_or_else(not_measured, |rate| words::share(rate, lang)),
            why: why(step, lang),
        }
    }
}

/// Why the load did not hold, or why nobody knows.
fn why(step: &CapacityStep, lang: Lang) -> Option<String> {
    let mut reasons: Vec<Message> = step.breaks.iter().map(Break::words).collect();
    if let (StepOutcome::Broke, Some(slowest)) = (step.outcome, &step.slowest) {
        let message = Message::new("html-slowest-step")
            .with("step", slowest.step.as_str())
            .with("p95", Value::Millis(slowest.p95_ms));
        reasons.push(message);
    }
    reasons.extend(step.unknown.clone());
    (!reasons.is_empty()).then(|| Message::list(reasons).say(lang))
}

fn found(capacity: &Capacity) -> Message {
    let load = |number| capacity.unit.load(number);
    match (capacity.held, capacity.broke) {
        (Some(held), Some(broke)) => {
            Message::new("html-held-and-broke").with("held", load(held)).with("broke", load(broke))
        }
        (Some(held), None) => Message::new("html-held-only").with("held", load(held)),
        (None, Some(broke)) => Message::new("html-broke-only").with("broke", load(broke)),
        (None, None) => Message::new("html-nothing-found"),
    }
}

fn end(capacity: &Capacity) -> Message {
    match capacity.end {
        SearchEnd::Found => Message::new("html-search-found"),
        SearchEnd::CeilingHeld => {
            Message::new("html-search-ceiling").with("ceiling", capacity.unit.load(capacity.ceiling))
        }
        SearchEnd::LowestBroke => Message::new("html-search-lowest"),
        SearchEnd::Unknown => Message::new("html-search-unknown"),
        SearchEnd::NotRecovered => Message::new("html-search-not-recovered"),
        SearchEnd::Stopped => Message::new("html-search-stopped"),
    }
}

fn knee(usl: &UslFit, lang: Lang) -> Message {
    let rounded = |value: f64| words::count(value.round().max(0.0) as u64, lang);
    Message::new("html-knee")
        .with("knee", rounded(usl.knee.value))
        .with("low", rounded(usl.knee.low))
        .with("high", rounded(usl.knee.high))
        .with("explained", Value::Share(usl.r_squared))
}

/// The loads that were tried, on the axis they are counted in.
fn load_axis(capacity: &Capacity, canvas: Canvas, lang: Lang) -> Axis {
    let most = capacity.steps.iter().map(|step| step.load).max().unwrap_or(0);
    let title = match capacity.unit {
        LoadUnit::Shoppers => Message::new("plot-shoppers-at-once"),
        LoadUnit::VisitsPerSecond => Message::new("plot-visits-per-second"),
        LoadUnit::VisitsPerMinute => Message::new("plot-visits-per-minute"),
    };
    Axis::new(title.say(lang), f64::from(most), canvas.x_ticks(), |value| whole(value, lang))
}

/// The steps as marks, one layer for each outcome.
fn marks(capacity: &Capacity, height: impl Fn(&CapacityStep) -> Option<f64>, lang: Lang) -> Vec<Layer> {
    let layer = |outcome, label: Message, ink, mark| {
        let steps = capacity.steps.iter().filter(|step| step.outcome == outcome);
        let places = steps.filter_map(|step| Some((f64::from(step.load), height(step)?)));
        Layer { label: Some(label.say(lang)), ink, shape: Shape::Marks(places.collect(), mark) }
    };
    vec![
        layer(StepOutcome::Held, Message::new("html-load-held"), Ink::Green, Mark::Disc),
        layer(StepOutcome::Broke, Message::new("html-load-broke"), Ink::Vermilion, Mark::Cross),
        layer(StepOutcome::Unknown, Message::new("html-load-unknown"), Ink::Slate, Mark::Ring),
    ]
}

/// Journeys per second against load, with the fitted law between the lowest and the highest load measured.
fn throughput(capacity: &Capacity, canvas: Canvas, lang: Lang) -> Plot {
    let say = |id: &'static str| Message::new(id).say(lang);
    let x = load_axis(capacity, canvas, lang);
    let mut layers = Vec::new();
    let mut most = capacity.steps.iter().map(|step| step.journeys_per_s).fold(0.0, f64::max);
    // The law is of virtual users: on an axis of visits per second it has no place.
    if let (Some(usl), LoadUnit::Shoppers) = (&capacity.usl, capacity.unit) {
        let (from, to) = measured(capacity);
        let curve: Vec<_> = (0..=POINTS)
            .map(|point| from + (to - from) * f64::from(point) / f64::from(POINTS))
            .map(|vus| (vus, usl.throughput(vus)))
            .collect();
        most = curve.iter().map(|(_, journeys)| *journeys).fold(most, f64::max);
        let (low, high) = (usl.knee.low.clamp(from, to), usl.knee.high.clamp(from, to));
        layers.push(Layer {
            label: Some(say("plot-knee-interval")),
            ink: Ink::Sky,
            shape: Shape::Bands(vec![(low, high)]),
        });
        layers.push(Layer {
            label: Some(say("plot-knee")),
            ink: Ink::Blue,
            shape: Shape::Upright(usl.knee.value.clamp(from, to)),
        });
        layers.push(Layer {
            label: Some(say("plot-fitted")),
            ink: Ink::Purple,
            shape: Shape::Lines(vec![curve], 2),
        });
    }
    layers.extend(marks(capacity, |step| Some(step.journeys_per_s), lang));
    let y = Axis::new(say("plot-journeys-per-second"), most, 5, |value| words::number(value, lang));
    Plot { x, y, right: None, layers }
}

/// The lowest and the highest load measured.
fn measured(capacity: &Capacity) -> (f64, f64) {
    let loads = || capacity.steps.iter().map(|step| f64::from(step.load));
    (loads().reduce(f64::min).unwrap_or(0.0), loads().reduce(f64::max).unwrap_or(0.0))
}

/// p95 against load.
fn latency(capacity: &Capacity, canvas: Canvas, lang: Lang) -> Plot {
    let times = capacity.steps.iter().filter_map(|step| step.p95_ms);
    let y = LatencyAxis::new(&Message::new("plot-p95").say(lang), times.collect(), lang);
    let mut line: Vec<_> = capacity
        .steps
        .iter()
        .filter_map(|step| Some((f64::from(step.load), y.place(step.p95_ms?))))
        .collect();
    line.sort_by(|one, other| one.0.total_cmp(&other.0));
    let stretches = if line.len() > 1 { vec![line] } else { Vec::new() };
    let mut layers = vec![Layer { label: None, ink: Ink::Slate, shape: Shape::Lines(stretches, 1) }];
    layers.extend(marks(capacity, |step| step.p95_ms.map(|millis| y.place(millis)), lang));
    Plot { x: load_axis(capacity, canvas, lang), y: y.axis, right: None, layers }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    fn capacity() -> Capacity {
        sample::measured().capacity.unwrap()
    }

    #[test]
    fn nothing_is_drawn_beyond_the_measured_loads() {
        let mut capacity = capacity();
        if let Some(usl) = &mut capacity.usl {
            usl.knee.high = 9_000.0;
        }
        for plot in
            [throughput(&capacity, Canvas::NARROW, Lang::En), latency(&capacity, Canvas::NARROW, Lang::En)]
        {
            for layer in &plot.layers {
                let places: Vec<f64> = match &layer.shape {
                    Shape::Lines(stretches, _) => stretches.iter().flatten().map(|(at, _)| *at).collect(),
                    Shape::Marks(points, _) => points.iter().map(|(at, _)| *at).collect(),
                    Shape::Bands(bands) => bands.iter().flat_map(|(from, to)| [*from, *to]).collect(),
                    Shape::Upright(at) => vec![*at],
                    Shape::Area(_) | Shape::Bars(_) => panic!("no layer of these plots"),
                };
                assert!(places.iter().all(|at| (50.0..=400.0).contains(at)), "{:?}: {places:?}", layer.label);
            }
        }
    }

    #[test]
    fn outcomes_differ_in_shape_and_colour() {
        let plot = throughput(&capacity(), Canvas::NARROW, Lang::En);
        let marks: Vec<_> = plot
            .layers
            .iter()
            .filter_map(|layer| match &layer.shape {
                Shape::Marks(points, mark) => Some((points.len(), *mark, layer.ink)),
                _ => None,
            })
            .collect();
        assert_eq!(
            marks,
            [(4, Mark::Disc, Ink::Green), (2, Mark::Cross, Ink::Vermilion), (1, Mark::Ring, Ink::Slate)]
        );
    }

    #[test]
    fn on_an_axis_of_visits_the_law_of_users_is_not_drawn() {
        let capacity = Capacity { unit: LoadUnit::VisitsPerSecond, ..capacity() };
        let plot = throughput(&capacity, Canvas::NARROW, Lang::En);
        assert!(plot.layers.iter().all(|layer| matches!(layer.shape, Shape::Marks(..))));
    }

    #[test]
    fn reasons_are_said() {
        let steps = capacity().steps;
        let said: Vec<_> = steps.iter().filter_map(|step| why(step, Lang::En)).collect();
        assert_eq!(
            said,
            [
                "http_req_failed:rate<0.01, measured 2.1 %; the p95 kept rising, from 2.10 s to 5.30 s; \
                 slowest step add_to_cart, p95 5.76 s",
                "the p95 kept rising, from 900 ms to 2.70 s; 4 % of the visits could not begin; \
                 no successful answer for 2.00 s; slowest step add_to_cart, p95 3.12 s",
                "the load generator was late",
            ]
        );
    }
}
