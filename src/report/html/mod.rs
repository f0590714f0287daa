//! `report.html`: one file for people, without anything from elsewhere: no script, no font, no picture that is not in it.
//!
//! The template lays out the presentation and the plots; everything it prints is escaped, but for the drawings, which escape their
//! own labels.

#[cfg(test)]
mod tests;

use minijinja::value::{Serde, ValueKind};
use minijinja::{AutoEscape, Environment, HtmlEscape, Output, State, Value};
use serde::Serialize;

use super::figures::Figures;
use super::presentation::Presentation;
use super::text::unbroken;
use super::{ReportError, template};
use crate::record::RunRecord;
use crate::units::line::visible;
use crate::words::{Lang, Message};

/// The name of the file.
pub const FILE: &str = "report.html";

const TEMPLATE: &str = include_str!("../templates/report.html.jinja");
const BODY: &str = include_str!("../templates/report-body.html.jinja");
/// The style of the page.
pub const STYLE: &str = include_str!("../templates/report.css");

/// Renders the page.
///
/// # Errors
///
/// [`ReportError::Template`] when the template fails, [`ReportError::Histogram`] when the record has a histogram that cannot be read.
pub fn render(record: &RunRecord, lang: Lang) -> Result<String, ReportError> {
    rendered("report.html", record, lang, true)
}

/// Renders what stands below the page's title, for a page that has [`STYLE`] already and whose policy allows no style within it:
/// widths in percent are the classes `w0` to `w100`, which that page defines.
///
/// # Errors
///
/// As those of [`render`].
pub fn body(record: &RunRecord, lang: Lang) -> Result<String, ReportError> {
    rendered("report-body.html", record, lang, false)
}

fn rendered(name: &str, record: &RunRecord, lang: Lang, own_style: bool) -> Result<String, ReportError> {
    let mut environment = environment(lang)?;
    environment.add_template("report.html", TEMPLATE)?;
    environment.add_template("report-body.html", BODY)?;
    let page = HtmlPage {
        lang: lang.code(),
        style: STYLE,
        own_style,
        report: Presentation::of(record, lang),
        figures: Figures::of(record, lang)?,
    };
    Ok(environment.get_template(name)?.render(Serde(page))?)
}

/// An environment for pages in a language: every text is escaped and harmless, `say` says a sentence of the catalogues, and the
/// filter `code` shows what stands between back-ticks as code.
///
/// # Errors
///
/// [`ReportError::Template`] when the marks of the syntax cannot be told apart.
pub fn environment<'source>(lang: Lang) -> Result<Environment<'source>, ReportError> {
    let mut environment = template::environment()?;
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_formatter(harmless);
    environment.add_function("say", move |id: String| Message::of_catalogue(id).say(lang));
    environment.add_filter("code", |text: &str| Value::from_safe_string(with_code(text)));
    Ok(environment)
}

/// Escapes, takes out what would reverse a line or is not a character of a page at all, and keeps numbers with their units.
fn harmless(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    match value.as_str() {
        Some(text) if !value.is_safe() && value.kind() == ValueKind::String => {
            minijinja::escape_formatter(out, state, &Value::from(unbroken(&visible(text))))
        }
        _ => minijinja::escape_formatter(out, state, value),
    }
}

/// A sentence of the catalogues as HTML: escaped, and what stands between two back-ticks is code. Back-ticks of the shop do not
/// get into them ([`ticked`](super::text::ticked)); one without a partner stays as it is.
fn with_code(sentence: &str) -> String {
    let escaped = HtmlEscape(&unbroken(&visible(sentence))).to_string();
    let mut parts = escaped.split('`');
    let mut html = parts.next().unwrap_or_default().to_owned();
    while let Some(part) = parts.next() {
        match parts.next() {
            Some(after) => html.push_str(&format!("<code>{part}</code>{after}")),
            None => html.push_str(&format!("`{part}")),
        }
    }
    html
}

/// What the template sees.
#[derive(Serialize)]
struct HtmlPage<'a> {
    lang: &'static str,
    style: &'static str,
    /// Whether elements may have styles of their own; otherwise they have the classes `w0` to `w100` for their width in percent.
    own_style: bool,
    report: Presentation<'a>,
    figures: Figures,
}
