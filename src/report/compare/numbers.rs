//! The compared numbers: what each is called, and how it and its change are written.

use crate::grade::compare::{Compared, Difference};
use crate::words::{self, Lang, Message};

/// The step, or all pages.
pub(super) fn scope(step: Option<&str>) -> Message {
    step.map_or_else(|| Message::new("compare-all-pages"), Message::plain)
}

/// What a number is called.
pub(super) fn label(statistic: Compared) -> Message {
    match statistic {
        Compared::P50 => Message::plain("p50"),
        Compared::P95 => Message::plain("p95"),
        Compared::P99 => Message::plain("p99"),
        Compared::Mean => Message::new("compare-mean"),
        Compared::Failures => Message::new("compare-failures"),
        Compared::Requests => Message::new("compare-requests"),
        Compared::Iterations => Message::new("compare-iterations"),
    }
}

/// `84 ms`, `0.3 %`, `50.5/s`.
pub(super) fn value(statistic: Compared, value: Option<f64>, lang: Lang) -> String {
    match value {
        None => "–".to_owned(),
        Some(value) if statistic.is_time() => words::millis(value, lang),
        Some(value) if statistic == Compared::Failures => words::share(value, lang),
        Some(value) if value < 999.95 => marked(format!("{value:.1}"), lang),
        Some(value) => words::count(value.round() as u64, lang),
    }
}

/// Writes the language's mark before decimals.
fn marked(english: String, lang: Lang) -> String {
    match lang {
        Lang::En => english,
        Lang::Fr => english.replace('.', ","),
    }
}

/// `+18.2 %`, or `+0.5 pt` for failures.
pub(super) fn change(difference: &Difference, lang: Lang) -> String {
    difference.change.map_or_else(
        || "–".to_owned(),
        |change| format!("{}{}", signed(change.by, lang), unit(difference.statistic, lang)),
    )
}

/// `+9.1 … +28 %`.
pub(super) fn interval(difference: &Difference, lang: Lang) -> String {
    difference.change.map_or_else(String::new, |change| {
        let (low, high) = (signed(change.interval.low, lang), signed(change.interval.high, lang));
        format!("{low} … {high}{}", unit(difference.statistic, lang))
    })
}

/// The unit, with the space that the language has before it.
const fn unit(statistic: Compared, lang: Lang) -> &'static str {
    match (statistic, lang) {
        (Compared::Failures, Lang::En) => " pt",
        (Compared::Failures, Lang::Fr) => "\u{202F}pt",
        (_, Lang::En) => " %",
        (_, Lang::Fr) => "\u{202F}%",
    }
}

/// A hundred times a share, with its sign and in few characters.
fn signed(share: f64, lang: Lang) -> String {
    let percent = share * 100.0;
    if percent.abs() >= 1e5 {
        return format!("{percent:+.0e}");
    }
    let text = if percent.abs() < 99.95 { format!("{percent:+.1}") } else { format!("{percent:+.0}") };
    marked(if text == "-0.0" || text == "+0.0" { "0.0".to_owned() } else { text }, lang)
}
