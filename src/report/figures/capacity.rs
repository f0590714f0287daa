//! The measured capacity: what held, what did not, and the curve through both.

use super::{Figure, half};
use crate::grade::{Capacity, CapacityStep, LoadUnit, StepOutcome};
use crate::report::plot::{Axis, Canvas, Glyph, Ink, Layer, Plot, PlotShape};
use crate::report::timeline::{LatencyAxis, whole};
use crate::words::{self, Lang, Message};

/// Points of the fitted curve.
const POINTS: u32 = 80;

/// What was done at each load, and how long it took; nothing when no load was tried.
pub(super) fn figures(capacity: &Capacity, lang: Lang) -> Vec<Figure> {
    if capacity.steps.iter().all(|step| step.requests == 0) {
        return Vec::new();
    }
    vec![
        half(&throughput(capacity, Canvas::NARROW, lang), Message::new("html-throughput-caption").say(lang)),
        half(&latency(capacity, Canvas::NARROW, lang), Message::new("html-load-p95-caption").say(lang)),
    ]
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
        Layer { label: Some(label.say(lang)), ink, shape: PlotShape::Marks(places.collect(), mark) }
    };
    vec![
        layer(StepOutcome::Held, Message::new("html-load-held"), Ink::Green, Glyph::Disc),
        layer(StepOutcome::Broke, Message::new("html-load-broke"), Ink::Vermilion, Glyph::Cross),
        layer(StepOutcome::Unknown, Message::new("html-load-unknown"), Ink::Slate, Glyph::Ring),
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
            shape: PlotShape::Bands(vec![(low, high)]),
        });
        layers.push(Layer {
            label: Some(say("plot-knee")),
            ink: Ink::Blue,
            shape: PlotShape::Upright(usl.knee.value.clamp(from, to)),
        });
        layers.push(Layer {
            label: Some(say("plot-fitted")),
            ink: Ink::Purple,
            shape: PlotShape::Lines(vec![curve], 2),
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
    let mut layers = vec![Layer { label: None, ink: Ink::Slate, shape: PlotShape::Lines(stretches, 1) }];
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
                    PlotShape::Lines(stretches, _) => stretches.iter().flatten().map(|(at, _)| *at).collect(),
                    PlotShape::Marks(points, _) => points.iter().map(|(at, _)| *at).collect(),
                    PlotShape::Bands(bands) => bands.iter().flat_map(|(from, to)| [*from, *to]).collect(),
                    PlotShape::Upright(at) => vec![*at],
                    PlotShape::Area(_) | PlotShape::Bars(_) | PlotShape::Ribbon(_) => {
                        panic!("no layer of these plots")
                    }
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
                PlotShape::Marks(points, mark) => Some((points.len(), *mark, layer.ink)),
                _ => None,
            })
            .collect();
        assert_eq!(
            marks,
            [(4, Glyph::Disc, Ink::Green), (2, Glyph::Cross, Ink::Vermilion), (1, Glyph::Ring, Ink::Slate)]
        );
    }

    #[test]
    fn on_an_axis_of_visits_the_law_of_users_is_not_drawn() {
        let capacity = Capacity { unit: LoadUnit::VisitsPerSecond, ..capacity() };
        let plot = throughput(&capacity, Canvas::NARROW, Lang::En);
        assert!(plot.layers.iter().all(|layer| matches!(layer.shape, PlotShape::Marks(..))));
    }
}
