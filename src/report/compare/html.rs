//! A comparison as a part of a page: the answer, the numbers that decide it, and all others.

use minijinja::value::Serde;
use serde_json::{Value, json};

use super::Comparison;
use super::presentation::{CompareReport, NumberRow};
use crate::grade::compare::CompareVerdict;
use crate::report::{ReportError, html};
use crate::words::{Lang, Message};

const TEMPLATE: &str = include_str!("../templates/compare.html.jinja");

/// Renders a comparison for a page that has the reports' [`STYLE`](crate::report::html::STYLE); every text of it is escaped.
///
/// # Errors
///
/// [`ReportError::Template`] when the template fails.
pub fn body(comparison: &Comparison, lang: Lang) -> Result<String, ReportError> {
    let shown = CompareReport::of(comparison, lang);
    let mut environment = html::environment(lang)?;
    environment.add_template("compare.html", TEMPLATE)?;
    let colon = Message::new("colon").say(lang);
    let scopes = shown.scopes.iter().map(|scope| {
        json!({ "name": scope.name, "rows": scope.rows.iter().map(row).collect::<Vec<_>>(),
            "decides": scope.rows.iter().any(|row| row.decides) })
    });
    let runs = shown.runs.iter().map(|(which, run)| {
        json!({ "label": which.title().say(lang), "id": run.run_id, "load": run.load, "target": run.target })
    });
    let page = json!({
        "lang": lang.code(),
        "class": class(comparison),
        "headline": shown.headline,
        "different": shown.different,
        "criteria": shown.criteria.iter().map(|line| format!("{}{colon}{}", line.source, line.text)).collect::<Vec<_>>(),
        "columns": shown.columns,
        "scopes": scopes.collect::<Vec<_>>(),
        "runs": runs.collect::<Vec<_>>(),
        "remarks": shown.remarks,
    });
    Ok(environment.get_template("compare.html")?.render(Serde(page))?)
}

fn row(row: &NumberRow) -> Value {
    json!({ "label": row.label, "baseline": row.baseline, "run": row.run, "change": row.change,
        "interval": row.interval, "said": row.said, "decides": row.decides, "class": mark(row.verdict) })
}

/// The class of the style sheet that marks a change.
const fn mark(verdict: CompareVerdict) -> &'static str {
    match verdict {
        CompareVerdict::Better => "held",
        CompareVerdict::Worse => "broke",
        CompareVerdict::NoDifferenceSeen => "same",
        CompareVerdict::TooShort => "unknown",
    }
}

/// The class that colours the answer.
fn class(comparison: &Comparison) -> &'static str {
    let has = |wanted| comparison.differences.deciding().any(|(_, found)| found.verdict == wanted);
    if comparison.regression {
        "worse"
    } else if has(CompareVerdict::Better) {
        "better"
    } else {
        "same"
    }
}
