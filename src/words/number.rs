//! Numbers, shares, times and dates as each language writes them.
//!
//! English is what `units` writes. French has a comma before decimals and a narrow no-break space between thousands and
//! before units. ICU's own crates would know the same two rules, for 16 s (numbers) and a minute (dates) of compile time.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Lang;
use crate::units::{self, duration};

/// The narrow no-break space.
const NARROW: char = '\u{202F}';

/// A count: `14,112`, `14 112`.
#[must_use]
pub fn count(count: u64, lang: Lang) -> String {
    written(units::count::display(count), lang)
}

/// A number with two decimals at most: `1,234.5`, `1 234,5`.
#[must_use]
pub fn number(value: f64, lang: Lang) -> String {
    let hundredths = (value.abs() * 100.0).round();
    // Saturates far beyond any number of a report.
    let whole = (hundredths / 100.0).trunc() as u64;
    let rest = (hundredths % 100.0) as u64;
    let sign = if value < 0.0 && hundredths > 0.0 { "-" } else { "" };
    let decimals = if rest == 0 { String::new() } else { format!(".{rest:02}") };
    written(format!("{sign}{}{}", units::count::display(whole), decimals.trim_end_matches('0')), lang)
}

/// A share from 0 to 1 as a percentage: `0.3 %`, `0,3 %`.
#[must_use]
pub fn share(share: f64, lang: Lang) -> String {
    written(units::share::display(share), lang)
}

/// The English number as the language writes it.
fn written(english: String, lang: Lang) -> String {
    match lang {
        Lang::En => english,
        Lang::Fr => french(&english),
    }
}

/// Milliseconds: `84 ms`, `1.31 s`, `2m30s`; in French `1,31 s`, `2 min 30 s`. Negative ones and NaN read as zero.
#[must_use]
pub fn millis(millis: f64, lang: Lang) -> String {
    let english = duration::display_millis(millis);
    match lang {
        Lang::En => english,
        Lang::Fr if english.contains(' ') => french(&english),
        Lang::Fr => french_clock(&english),
    }
}

/// Seconds, in the same forms as [`millis`].
#[must_use]
pub fn seconds(seconds: f64, lang: Lang) -> String {
    millis(seconds * 1e3, lang)
}

/// A moment, in UTC: `2026-11-20 03:15:02 UTC`; in French `20 novembre 2026, 03:15:02 UTC`.
#[must_use]
pub fn date_time(moment: Timestamp, lang: Lang) -> String {
    let moment = moment.to_zoned(TimeZone::UTC);
    match lang {
        Lang::En => moment.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
        Lang::Fr => {
            let day = if moment.day() == 1 { "1er".to_owned() } else { moment.day().to_string() };
            let month = usize::try_from(moment.month() - 1).ok().and_then(|month| MONTHS.get(month));
            let rest = moment.strftime("%Y, %H:%M:%S UTC");
            format!("{day} {} {rest}", month.copied().unwrap_or_default())
        }
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

/// The English form of a number with French marks.
fn french(english: &str) -> String {
    let mark = |c| match c {
        ',' | ' ' => NARROW,
        '.' => ',',
        other => other,
    };
    english.chars().map(mark).collect()
}

/// `1h2m30s` as `1 h 2 min 30 s`.
fn french_clock(english: &str) -> String {
    let mut text = String::new();
    for c in english.chars() {
        match c {
            'h' | 'm' | 's' => {
                text.push(NARROW);
                text.push_str(if c == 'm' {
                    "min"
                } else if c == 'h' {
                    "h"
                } else {
                    "s"
                });
                // Between the parts a line may break.
                text.push(' ');
            }
            other => text.push(other),
        }
    }
    text.trim_end().to_owned()
}
