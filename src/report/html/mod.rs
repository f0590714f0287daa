//! `report.html`: one file for people, without anything from elsewhere: no script, no font, no picture that is not in it.
//!
//! The template holds the structure; everything it prints is escaped, but for the drawings, which escape their own labels.

mod capacity;
mod course;
mod percentiles;
mod promotion;
mod steps;
#[cfg(test)]
mod tests;
mod verdict;
mod view;

use std::fmt::Write as _;

use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Output, State, Value};
use serde::Serialize;

use super::plot::{self, Canvas, Plot, Variant};
use super::{ReportError, template};
use crate::record::RunRecord;
use crate::units::line::visible;
use crate::words::{Lang, Message};

/// The name of the file.
pub const FILE: &str = "report.html";

const TEMPLATE: &str = include_str!("../templates/report.html.jinja");
const STYLE: &str = include_str!("../templates/report.css");

/// Renders the page.
///
/// # Errors
///
/// [`ReportError::Template`] when the template fails, [`ReportError::Drawing`] when a plot cannot be drawn,
/// [`ReportError::Histogram`] when the record has a histogram that is none.
pub fn render(record: &RunRecord, lang: Lang) -> Result<String, ReportError> {
    let mut environment = template::environment()?;
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(harmless);
    environment.add_function("say", move |id: String| Message::of_catalogue(id).say(lang));
    environment.add_template("report.html", TEMPLATE)?;
    let view = view::View::of(record, lang)?;
    Ok(environment.get_template("report.html")?.render(Serde(view))?)
}

/// Escapes, and takes out what would reverse a line or is no character of a page at all.
fn harmless(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && value.kind() == ValueKind::String => {
            minijinja::escape_formatter(out, state, &Value::from(visible(text)))
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// A drawing with what it shows.
#[derive(Serialize)]
struct Figure {
    drawings: String,
    caption: String,
}

/// A row of a table of two columns.
#[derive(Serialize)]
struct Line {
    label: String,
    text: String,
}

/// A plot in both sizes; the page shows the one that has room.
fn wide(draw: impl Fn(Canvas) -> Plot, caption: String) -> Result<Figure, ReportError> {
    let mut drawings = String::new();
    for (canvas, variant) in [(Canvas::WIDE, Variant::Wide), (Canvas::NARROW, Variant::Narrow)] {
        let _ = write!(drawings, "{}", plot::inline(&draw(canvas), canvas, variant, &caption)?);
    }
    Ok(Figure { drawings, caption })
}

/// A plot that is as wide as a phone, or as half of a wide page.
fn half(draw: impl Fn(Canvas) -> Plot, caption: String) -> Result<Figure, ReportError> {
    let drawings = plot::inline(&draw(Canvas::NARROW), Canvas::NARROW, Variant::Always, &caption)?;
    Ok(Figure { drawings, caption })
}
