//! The day on which a promise says that it ends: "until 31 October 2025", "jusqu'au 31/10/2025", "gültig bis 31.10.2025".
//!
//! Nothing here knows what day it is. A day without its year is read elsewhere (`days_of_year.rs`).

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::leads::{hour, is_of_something_else, is_the_only_day, listed, then_the_day, until};
use super::months::month;
use super::sentences::{MOST_DAYS, named_by};
use crate::page::patterns::pattern;

/// A day with its year that a promise names, such as its last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromisedDay {
    /// The day. Of two readings, as of 03/04/2025, the later.
    pub day: Date,
    /// Whether it reads in one way only.
    pub is_certain: bool,
}

/// The end that the sentence of a promise names, or one right beside it that names nothing else; and its place in the text.
/// `places` are those of all days of the text.
pub(super) fn of_promise(
    text: &str,
    found: &Range<usize>,
    places: &[Range<usize>],
) -> Option<(PromisedDay, Range<usize>)> {
    let days: Vec<_> = days(text).take(MOST_DAYS).collect();
    if days.is_empty() {
        return None;
    }
    let named = named_by(text, found, &days, places, |_, lead, rest| makes_an_end(lead, rest));
    let own = named.into_iter().filter(|(_, place)| !is_of_something_else(text, found, place));
    let own: Vec<_> = own.collect();
    // "20% until 29 November, then 10% until 24 December": behind the next percentage stand the days of the next promise.
    let next = pattern!(r"[0-9] ?%").and_then(|next| next.find_at(text, found.end)).map(|next| next.start());
    let is_before_next = |place: &Range<usize>| next.is_none_or(|next| place.end <= next);
    let has_own = own.iter().any(|(_, place)| place.start >= found.end && is_before_next(place));
    let own = own.into_iter().filter(|(_, place)| !has_own || is_before_next(place));
    own.max_by_key(|(end, _)| end.day).cloned()
}

/// Whether the words around a day make it an end.
fn makes_an_end(lead: &str, rest: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)(?:\b(?:by|before|",
            until!(),
            r")",
            // "From 1 to 31 October 2025": the second of two days.
            r"|[0-9](?:st|nd|rd|th|er|\.)?(?: \p{L}+)?(?: 20[0-9]{2})? ?(?:au|al|a|to|[-–—]))",
            then_the_day!()
        ))
        .ok()
    });
    listed(lead).is_some()
        || is_the_only_day(lead, rest)
        || WORDS.as_ref().is_some_and(|words| words.is_match(lead))
}

/// The days with a year in a text, and their places.
pub(super) fn days(text: &str) -> impl Iterator<Item = (PromisedDay, Range<usize>)> + '_ {
    static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"\b(?:(?P<year>20[0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})",
            r"|(?P<first>[0-9]{1,2})(?P<sign>[-/.]) ?(?P<second>[0-9]{1,2})(?:(?:[-/.] ?| )(?P<its_year>20[0-9]{2})|[-/.](?P<short>[0-9]{2}))",
            r"|(?P<count>[0-9]{1,2})(?:st|nd|rd|th|er|\.|º|ª)? ?(?:de |of )?(?P<name>\p{L}{3,12})\.?,? (?:de |del )?(?P<of>20[0-9]{2})",
            // "November 27 – 30, 2026" is the last of two.
            r"|(?P<called>\p{L}{3,12})\.? (?P<since>[0-9]{1,2}(?:st|nd|rd|th)? ?(?:[-–—]|to|through) ?)?(?P<counted>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<in>20[0-9]{2}))",
            r"(?:\b|T)"
        ))
        .ok()
    });
    let found: Vec<_> = DAYS.iter().flat_map(|days| days.captures_iter(text)).take(MOST_DAYS).collect();
    let is_day_first = is_day_first(&found);
    found.into_iter().filter_map(move |found| {
        let whole = found.get(0)?.range();
        let place = found.name("since").map_or(whole.start, |first| first.end())..whole.end;
        // "Ab 5.12.20 % auf alles".
        let is_percentage = text[place.end..].trim_start().starts_with('%');
        let is_day_first = if leads_to_a_day(&text[..place.start]) { Some(true) } else { is_day_first };
        Some((day(&found, is_day_first)?, place)).filter(|_| !is_percentage)
    })
}

/// Whether the day stands in front of the month, where one of these days reads in one way alone; `None` where none does.
fn is_day_first(days: &[Captures<'_>]) -> Option<bool> {
    let is_beyond_months = |found: &Captures<'_>, name: &str| {
        let number = found.name(name).and_then(|number| number.as_str().parse::<u8>().ok());
        number.is_some_and(|number| number > 12)
    };
    let has_dots = |found: &Captures<'_>| found.name("sign").is_some_and(|sign| sign.as_str() == ".");
    let slashed = || days.iter().filter(|found| !has_dots(found));
    let by_day = slashed().any(|found| is_beyond_months(found, "first"));
    let by_month = slashed().any(|found| is_beyond_months(found, "second"));
    (by_day != by_month).then_some(by_day)
}

/// Whether the word right in front of a day is of a language that writes the day before the month.
fn leads_to_a_day(lead: &str) -> bool {
    pattern!(
        r"(?:^|[^\p{L}])(?:du|au|le|bis|vom|zum|dem|den|dal|al|del|hasta|el|il|tot|met|t/m|vanaf|van|od|do|dnia|até|från|fra)(?: \p{L}{3,11}[.,]?)?[ \u{A0}]$"
    )
    .is_some_and(|words| words.is_match(lead))
}

/// `is_day_first` tells how a day of numbers reads that may be written in both orders.
fn day(found: &Captures<'_>, is_day_first: Option<bool>) -> Option<PromisedDay> {
    let number = |name: &str| found.name(name)?.as_str().parse::<i16>().ok();
    let date = |year: i16, month: i16, day: i16| {
        let year = if year < 100 { 2000 + year } else { year };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let sure = |day: Date| PromisedDay { day, is_certain: true };
    if let (Some(year), Some(month), Some(day)) = (number("year"), number("month"), number("day")) {
        return date(year, month, day).map(sure);
    }
    let year = number("its_year").or_else(|| number("short"));
    if let (Some(first), Some(second), Some(year)) = (number("first"), number("second"), year) {
        let by_day = date(year, second, first);
        // With dots the day comes first everywhere.
        let has_dots = found.name("sign").is_some_and(|sign| sign.as_str() == ".");
        let by_month = if has_dots { None } else { date(year, first, second) };
        if let (Some(by_day), Some(by_month), Some(is_day_first)) = (by_day, by_month, is_day_first) {
            return Some(sure(if is_day_first { by_day } else { by_month }));
        }
        let later = by_day.max(by_month)?;
        let is_certain = by_day.is_none() || by_month.is_none() || by_day == by_month;
        return Some(PromisedDay { day: later, is_certain });
    }
    if let (Some(count), Some(name), Some(year)) = (number("count"), found.name("name"), number("of")) {
        return date(year, month(name.as_str())?, count).map(sure);
    }
    let name = found.name("called")?;
    date(number("in")?, month(name.as_str())?, number("counted")?).map(sure)
}

#[cfg(test)]
mod tests {
    use super::super::day_places;
    use super::*;

    /// The end of the promise "PROMISE" in a text, with a question mark where it reads in two ways.
    fn end(text: &str) -> Option<String> {
        let start = text.find("PROMISE").unwrap();
        let (end, _) = of_promise(text, &(start..start + 7), &day_places::of_days(text))?;
        Some(format!("{}{}", end.day, if end.is_certain { "" } else { "?" }))
    }

    #[test]
    fn until_when() {
        for (text, expected) in [
            ("PROMISE until 31 October 2025", "2025-10-31"),
            ("PROMISE until Friday, October 31st, 2025!", "2025-10-31"),
            ("PROMISE. Expires 10/31/2025", "2025-10-31"),
            ("PROMISE on all mugs! Offer ends on 2025-10-31.", "2025-10-31"),
            ("Ends 31/10/25. PROMISE", "2025-10-31"),
            ("PROMISE from 1 to 31 October 2025", "2025-10-31"),
            ("PROMISE 01/10/2025 - 31/10/2025", "2025-10-31"),
            ("PROMISE before 03/04/2025", "2025-04-03?"),
            ("PROMISE before 05/05/2025", "2025-05-05"),
            ("PROMISE bis 03.04.2025", "2025-04-03"),
            ("PROMISE jusqu’au 31 juillet 2025.", "2025-07-31"),
            ("Valable jusqu’au 1er août 2025 : PROMISE", "2025-08-01"),
            ("PROMISE du 1er au 15 févr. 2025", "2025-02-15"),
            ("PROMISE gültig bis zum 31. März 2025", "2025-03-31"),
            ("PROMISE bis Sonntag, 5. Okt. 2025", "2025-10-05"),
            ("PROMISE hasta el 5 de enero de 2025", "2025-01-05"),
            ("PROMISE fino al 28 febbraio 2025", "2025-02-28"),
            ("PROMISE geldig tot en met 1 mei 2025", "2025-05-01"),
            ("PROMISE ważne do 12 października 2025", "2025-10-12"),
            ("PROMISE do 31. 12. 2025", "2025-12-31"),
            ("PROMISE até 7 de setembro de 2025", "2025-09-07"),
            // Words of a language that writes the day first, or another day, tell the order.
            ("PROMISE jusqu'au 03/04/2025", "2025-04-03"),
            ("PROMISE hasta el 03/04/2025", "2025-04-03"),
            ("PROMISE 03/04/2025 - 24/04/2025", "2025-04-24"),
            ("PROMISE through 12/05/2025, not on 11/27/2025", "2025-12-05"),
            ("PROMISE vom 30.11. - 05.12.2025", "2025-12-05"),
            ("Les 4, 5 et 6 décembre 2025 : PROMISE", "2025-12-06"),
            ("PROMISE November 27 – 30, 2026", "2026-11-30"),
            ("PROMISE 27-30 November 2026", "2026-11-30"),
            ("PROMISE: Friday 4 – Sunday 6 December 2026", "2026-12-06"),
            ("PROMISE nur am 6. Dezember 2026", "2026-12-06"),
            ("PROMISE. Valable jusqu'au 29/11/2025 inclus.", "2025-11-29"),
            ("Holiday offer until 24 December 2025: PROMISE", "2025-12-24"),
            ("PROMISE: buy 3 and receive the cheapest free until 24 December 2025", "2025-12-24"),
            (
                "PROMISE. Offer valid from 09:00 on 4 December 2025 until 23:59 on 6 December 2025.",
                "2025-12-06",
            ),
            (
                "20% off PROMISE until 29 November 2026, 15% off all from 30 November to 6 December 2026",
                "2026-11-29",
            ),
            ("PROMISE up to 29 November 2026", "2026-11-29"),
            ("PROMISE until 31 October 2025. 3 for 2 until 6 November 2025", "2025-10-31"),
            ("PROMISE, 20 % jusqu'au 6/12/2025 - livraison offerte jusqu'au 24/12/2025", "2025-12-06"),
        ] {
            assert_eq!(end(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn no_end() {
        for text in [
            "PROMISE until Sunday",
            "PROMISE until 31 October",
            "PROMISE since 31 October 2025",
            "PROMISE, posted on 31/10/2025",
            "PROMISE until 31 Smarch 2025",
            "PROMISE until 45/13/2025",
            "PROMISE. Read all that we wrote in these years about mugs until 31 October 2025",
            "Rated by 10/10/2025 users. PROMISE",
            "PROMISE. All is well. Expires 10/31/2025",
            // Of another promise.
            "PROMISE. -20 % jusqu'au 31 octobre 2025.",
            "PROMISE. 20% off everything until 31 October 2025",
            "PROMISE. Free delivery until 31 October 2025",
            "PROMISE from £5. 3 for 2 on toys until 31 October 2025",
            "PROMISE dès 50 %. -20 % du 10 au 20 décembre 2025",
            "Free PROMISE – 20 % auf alles vom 4.12. bis 6.12.2025",
            // Of something else.
            "PROMISE. The competition ends on 29 November 2026.",
            "PROMISE. Best before 29 November 2026.",
            "PROMISE. The warranty runs until 29 November 2028.",
            "PROMISE. Das Gewinnspiel endet am 29.11.2026.",
            "PROMISE. Le concours se termine le 29 novembre 2026.",
            "PROMISE, except from 24 December 2026 to 2 January 2027",
            "Get it by 29 November 2026 with PROMISE",
            // Of returns, closing days, an arrival.
            "PROMISE and extended returns until 31 January 2027",
            "PROMISE et retours prolongés jusqu'au 31 janvier 2027",
            "PROMISE (Betriebsferien vom 24.12.2026 bis 06.01.2027)",
            "PROMISE - magasin ouvert du 6 décembre 2026 au 20 décembre 2026",
            "PROMISE ab 40 €, Lieferung bis 24.12.2026 garantiert",
            "PROMISE, delivery by 24 December 2026",
            "PROMISE, reçu avant le 24 décembre 2026",
        ] {
            assert_eq!(end(text), None, "{text}");
        }
    }
}
