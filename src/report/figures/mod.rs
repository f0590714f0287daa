//! The plots of a run as data, each with what it shows in words. Not here: drawing them (`plot`).

mod capacity;
mod course;
mod percentiles;

use super::plot::{Canvas, Plot, Variant};
use crate::metric::HistogramError;
use crate::record::RunRecord;
use crate::words::Lang;

/// All plots of a run; one without data is absent.
pub(super) struct Figures {
    pub(super) latency: Option<Figure>,
    pub(super) percentiles: Option<Figure>,
    pub(super) failures: Option<Figure>,
    pub(super) capacity: Vec<Figure>,
}

/// One plot in each size in which a page shows it.
pub(super) struct Figure {
    pub(super) plots: Vec<(Canvas, Variant, Plot)>,
    pub(super) caption: String,
}

impl Figures {
    /// The plots of a run.
    ///
    /// # Errors
    ///
    /// [`HistogramError`] when the record has a histogram that cannot be read.
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Result<Self, HistogramError> {
        Ok(Self {
            latency: course::latency(record, lang),
            percentiles: percentiles::figure(record, lang)?,
            failures: course::failures(record, lang),
            capacity: record
                .capacity
                .as_ref()
                .map(|capacity| capacity::figures(capacity, lang))
                .unwrap_or_default(),
        })
    }
}

/// A plot in both sizes; the page shows the one that has room.
fn wide(plot: impl Fn(Canvas) -> Plot, caption: String) -> Figure {
    let plots = [(Canvas::WIDE, Variant::Wide), (Canvas::NARROW, Variant::Narrow)];
    let plots = plots.map(|(canvas, variant)| (canvas, variant, plot(canvas))).into();
    Figure { plots, caption }
}

/// A plot that is as wide as a phone, or as half of a wide page.
fn half(plot: Plot, caption: String) -> Figure {
    Figure { plots: vec![(Canvas::NARROW, Variant::Always, plot)], caption }
}
