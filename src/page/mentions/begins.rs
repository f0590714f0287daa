//! The day on which a promise says that it begins: "du 20 décembre au 5 janvier 2027", "from 1 December 2026".
//!
//! Nothing here knows what day it is.

use std::ops::Range;

use jiff::civil::Date;

use super::days_of_year;
use super::ends::{self, MOST_DAYS, PromisedEnd, named_by};
use super::leads::{before_the_last_day, is_of_promise, leads_to_a_begin};

/// The first day that the words in front of the end of a promise name, or a sole one where it names no end; both with a year.
pub(super) fn of_promise(
    text: &str,
    found: &Range<usize>,
    end: Option<&(PromisedEnd, Range<usize>)>,
) -> Option<Date> {
    if let Some((end, place)) = end {
        return before(&text[..place.start], end.day);
    }
    let days: Vec<_> = ends::days(text).take(MOST_DAYS).collect();
    let named = named_by(text, found, &days, |day, lead| day.is_certain && leads_to_a_begin(lead));
    let (first, _) = named.into_iter().find(|(_, place)| is_of_promise(text, found, place))?;
    Some(first.day)
}

/// The first of two days, in the words in front of the second.
fn before(lead: &str, end: Date) -> Option<Date> {
    let first = before_the_last_day(lead)?;
    let dated = ends::days(first).last().filter(|(_, place)| place.end == first.len());
    match dated {
        Some((day, _)) => (day.is_certain && day.day <= end).then_some(day.day),
        None => days_of_year::begin_before(lead, end),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first day of the promise "PROMISE".
    fn first_day(text: &str) -> Option<String> {
        let start = text.find("PROMISE").unwrap();
        let found = start..start + 7;
        let end = ends::of_promise(text, &found);
        Some(of_promise(text, &found, end.as_ref())?.to_string())
    }

    #[test]
    fn from_when_on() {
        for (text, expected) in [
            ("PROMISE du 20 décembre au 5 janvier 2027", Some("2026-12-20")),
            ("PROMISE du 20 décembre 2026 au 5 janvier 2027", Some("2026-12-20")),
            ("PROMISE from 1 to 31 December 2026", Some("2026-12-01")),
            ("PROMISE from December 1 to December 31, 2026", Some("2026-12-01")),
            ("PROMISE vom 1.12. bis 31.12.2026", Some("2026-12-01")),
            ("PROMISE 25/12/2026 - 31/12/2026", Some("2026-12-25")),
            ("PROMISE starting December 1, 2026", Some("2026-12-01")),
            ("Dès le 1er décembre 2026, PROMISE", Some("2026-12-01")),
            ("PROMISE ab 1.12.2026", Some("2026-12-01")),
            ("PROMISE. A partir del 1 de diciembre de 2026.", Some("2026-12-01")),
            // An end alone, a day that reads in two ways, a day of something else.
            ("PROMISE until 31 December 2026", None),
            ("PROMISE from 01/02/2027", None),
            ("PROMISE. Delivery from 1 December 2026.", None),
            ("PROMISE, lieferbar ab 1.12.2026", None),
            ("Disponible à partir du 1er décembre 2026. PROMISE", None),
        ] {
            assert_eq!(first_day(text).as_deref(), expected, "{text}");
        }
    }
}
