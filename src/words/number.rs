//! Numbers, shares, times and dates as each language writes them.
//!
//! English is the form that `units` writes. French has a comma before decimals, and a narrow no-break space between thousands and
//! before units. ICU's crates apply the same two rules, but cost 16 s (numbers) and a minute (dates) of compile time.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use super::Lang;
use crate::units::money::Money;
use crate::units::{self, duration};

/// The narrow no-break space of French numbers.
const NARROW: char = '\u{202F}';

/// Writes a count: `14,112`, `14 112`.
#[must_use]
pub fn count(count: u64, lang: Lang) -> String {
    written(units::count::display(count), lang)
}

/// Writes a number with at most two decimals: `1,234.5`, `1 234,5`.
#[must_use]
pub fn number(value: f64, lang: Lang) -> String {
    let hundredths = (value.abs() * 100.0).round();
    // The conversion saturates far beyond any number in a report.
    let whole = (hundredths / 100.0).trunc() as u64;
    let rest = (hundredths % 100.0) as u64;
    let sign = if value < 0.0 && hundredths > 0.0 { "-" } else { "" };
    let decimals = if rest == 0 { String::new() } else { format!(".{rest:02}") };
    written(format!("{sign}{}{}", units::count::display(whole), decimals.trim_end_matches('0')), lang)
}

/// Writes a share from 0 to 1 as a percentage: `0.3 %`, `0,3 %`.
#[must_use]
pub fn share(share: f64, lang: Lang) -> String {
    written(units::share::display(share), lang)
}

/// Writes an amount with its currency, if that is known: `11.42 EUR`, `11,42 EUR`.
#[must_use]
pub fn money(money: Money, lang: Lang) -> String {
    written(money.to_string(), lang)
}

/// Writes an amount without its currency: `11.42`, `11,42`.
pub(super) fn amount(money: Money, lang: Lang) -> String {
    written(money.plain(), lang)
}

/// Rewrites an English number in the language's form.
fn written(english: String, lang: Lang) -> String {
    match lang {
        Lang::En => english,
        Lang::Fr => french(&english),
    }
}

/// Writes a planned duration in seconds: `2.6 s`, `15 s`, `2m30s`; in French `2,6 s`, `2 min 30 s`.
#[must_use]
pub fn planned(seconds: f64, lang: Lang) -> String {
    let lasts = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
    timed(&duration::planned(lasts), lang)
}

/// Writes milliseconds: `84 ms`, `1.31 s`, `2m30s`; in French `1,31 s`, `2 min 30 s`. Negative values and NaN read as zero.
#[must_use]
pub fn millis(millis: f64, lang: Lang) -> String {
    timed(&duration::display_millis(millis), lang)
}

/// Rewrites an English duration in the language's form.
fn timed(english: &str, lang: Lang) -> String {
    match lang {
        Lang::En => english.to_owned(),
        Lang::Fr if english.contains(' ') => french(english),
        Lang::Fr => french_clock(english),
    }
}

/// Writes seconds in the forms of [`millis`].
#[must_use]
pub fn seconds(seconds: f64, lang: Lang) -> String {
    millis(seconds * 1e3, lang)
}

/// Writes a moment in UTC: `2026-11-20 03:15:02 UTC`; in French `20 novembre 2026, 03:15:02 UTC`.
#[must_use]
pub fn date_time(moment: Timestamp, lang: Lang) -> String {
    let moment = moment.to_zoned(TimeZone::UTC);
    match lang {
        Lang::En => moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Lang::Fr => format!("{}{}", day(moment.date(), lang), moment.strftime(", %H:%M:%S UTC")),
    }
}

/// Writes a day: `2026-11-20`; in French `20 novembre 2026`.
pub(super) fn day(day: Date, lang: Lang) -> String {
    match lang {
        Lang::En => day.to_string(),
        Lang::Fr => {
            let number = if day.day() == 1 { "1er".to_owned() } else { day.day().to_string() };
            let month = usize::try_from(day.month() - 1).ok().and_then(|month| MONTHS.get(month));
            format!("{number} {} {}", month.copied().unwrap_or_default(), day.year())
        }
    }
}

/// Writes a day and its time: `2026-11-20 03:15:02`; in French `20 novembre 2026, 03:15:02`.
pub(super) fn day_time(moment: DateTime, lang: Lang) -> String {
    match lang {
        Lang::En => moment.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        Lang::Fr => format!("{}{}", day(moment.date(), lang), moment.strftime(", %H:%M:%S")),
    }
}

const MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

/// Rewrites an English number with French marks.
fn french(english: &str) -> String {
    let mark = |c| match c {
        ',' | ' ' => NARROW,
        '.' => ',',
        other => other,
    };
    english.chars().map(mark).collect()
}

/// Writes a duration to the letter: `1m30s`, `47s`; in French `1 min 30 s`. Nothing is rounded.
#[must_use]
pub fn clock(time: Duration, lang: Lang) -> String {
    let english = duration::format(time);
    match lang {
        Lang::En => english,
        Lang::Fr => french_clock(&english),
    }
}

/// Rewrites `1h2m30s500ms` as `1 h 2 min 30 s 500 ms`.
fn french_clock(english: &str) -> String {
    let mut parts: Vec<(String, String)> = Vec::new();
    for c in english.chars() {
        match parts.last_mut() {
            Some((_, unit)) if !c.is_ascii_digit() => unit.push(c),
            Some((digits, unit)) if unit.is_empty() => digits.push(c),
            _ => parts.push((c.to_string(), String::new())),
        }
    }
    let said = parts.iter().map(|(digits, unit)| {
        let unit = if unit == "m" { "min" } else { unit };
        format!("{digits}{NARROW}{unit}")
    });
    // A line may break between the parts.
    said.collect::<Vec<_>>().join(" ")
}
