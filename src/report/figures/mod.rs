//! The plots of a run on a page, each with what it shows in words. Not here: how a plot is drawn (`plot`).

mod capacity;
mod course;
mod percentiles;

use serde::Serialize;

use super::plot::{Canvas, PageWidth, Plot, inline};
use crate::metric::HistogramError;
use crate::record::RunRecord;
use crate::words::Lang;

/// All plots of a run; one without data is absent.
#[derive(Serialize)]
pub(super) struct Figures {
    latency: Option<Figure>,
    percentiles: Option<Figure>,
    failures: Option<Figure>,
    capacity: Vec<Figure>,
}

/// A plot with what it shows.
#[derive(Serialize)]
struct Figure {
    /// SVG, once for each size in which the page shows it.
    drawings: String,
    caption: String,
}

impl Figures {
    /// The plots of a run.
    ///
    /// # Errors
    ///
    /// [`HistogramError`] when the record has a histogram that cannot be read.
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Result<Self, HistogramError> {
        let capacity = record.capacity.as_ref();
        Ok(Self {
            latency: course::latency(record, lang),
            percentiles: percentiles::figure(record, lang)?,
            failures: course::failures(record, lang),
            capacity: capacity.map(|capacity| capacity::figures(capacity, lang)).unwrap_or_default(),
        })
    }
}

/// A plot in both sizes; the page shows the one that has room.
fn wide(plot: impl Fn(Canvas) -> Plot, caption: String) -> Figure {
    let sizes = [(Canvas::WIDE, PageWidth::Wide), (Canvas::NARROW, PageWidth::Narrow)];
    let drawings = sizes.map(|(canvas, variant)| inline(&plot(canvas), canvas, variant, &caption));
    Figure { drawings: drawings.concat(), caption }
}

/// A plot that is as wide as a phone, or as half of a wide page.
fn half(plot: &Plot, caption: String) -> Figure {
    Figure { drawings: inline(plot, Canvas::NARROW, PageWidth::Always, &caption), caption }
}
