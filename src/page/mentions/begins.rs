//! The day on which a promise says that it begins: "du 20 décembre au 5 janvier 2027", "from 1 December 2026".
//!
//! Nothing here knows what day it is.

use std::ops::Range;

use jiff::civil::Date;

use super::days_of_year;
use super::ends::{self, PromisedDay};
use super::leads::{before_the_last_day, is_of_promise, leads_to_a_begin};
use super::sentences::{MOST_DAYS, named_by};

/// The first day that the words in front of the end of a promise name, or a sole one where it names no end; both with a year. A sole
/// one with its place in the text. Of an end that reads in two ways no first day is told.
pub(super) fn of_promise(
    text: &str,
    found: &Range<usize>,
    places: &[Range<usize>],
    end: Option<&(PromisedDay, Range<usize>)>,
) -> Option<(PromisedDay, Option<Range<usize>>)> {
    if let Some((end, place)) = end {
        let day = before(text, place, end.day)?;
        return Some((PromisedDay { day, is_certain: true }, None));
    }
    let days: Vec<_> = ends::days(text).take(MOST_DAYS).collect();
    let named = named_by(text, found, &days, places, |_, lead, _| leads_to_a_begin(lead));
    let (first, place) = named.into_iter().find(|(_, place)| is_of_promise(text, found, place))?;
    Some((*first, Some(place.clone())))
}

/// The first of two days, in the words in front of the second.
fn before(text: &str, place: &Range<usize>, end: Date) -> Option<Date> {
    let lead = &text[..place.start];
    let dated = before_the_last_day(lead).and_then(|first| {
        // In the whole text: another day tells the order of this one.
        ends::days(text).find(|(_, place)| place.end == first.len())
    });
    match dated {
        Some((day, _)) => (day.is_certain && day.day <= end).then_some(day.day),
        None => days_of_year::begin_before(lead, &text[place.end..], end),
    }
}

#[cfg(test)]
mod tests {
    use super::super::day_places;
    use super::*;

    /// The first day of the promise "PROMISE".
    fn first_day(text: &str) -> Option<String> {
        let start = text.find("PROMISE").unwrap();
        let found = start..start + 7;
        let places = day_places::of_days(text);
        let end = ends::of_promise(text, &found, &places);
        let (first, _) = of_promise(text, &found, &places, end.as_ref())?;
        Some(format!("{}{}", first.day, if first.is_certain { "" } else { "?" }))
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
            ("PROMISE du 05/12/2026 au 24/12/2026", Some("2026-12-05")),
            ("PROMISE du 04/12/2026 au 06/12/2026", Some("2026-12-04")),
            ("PROMISE from 05/12/2026 to 24/12/2026", Some("2026-12-05")),
            ("Soldes du 06/01/2027 au 02/02/2027 : PROMISE", Some("2027-01-06")),
            ("PROMISE à partir du 05/12/2026.", Some("2026-12-05")),
            (
                "PROMISE. Offer valid from 09:00 on 4 December 2026 until 23:59 on 6 December 2026.",
                Some("2026-12-04"),
            ),
            ("Les 4, 5 et 6 décembre 2026 : PROMISE", Some("2026-12-04")),
            ("PROMISE November 27 – 30, 2026", Some("2026-11-27")),
            ("PROMISE 27-30 November 2026", Some("2026-11-27")),
            ("PROMISE, 27. – 30. November 2026", Some("2026-11-27")),
            ("PROMISE: Friday 4 – Sunday 6 December 2026", Some("2026-12-04")),
            ("PROMISE nur am 6. Dezember 2026", Some("2026-12-06")),
            ("PROMISE uniquement le 6/12/2026", Some("2026-12-06")),
            ("On 28 November 2026: PROMISE", Some("2026-11-28")),
            ("Am 5. Dezember 2026: PROMISE", Some("2026-12-05")),
            ("El 5 de diciembre de 2026: PROMISE", Some("2026-12-05")),
            ("Saturday 5 December 2026: PROMISE", Some("2026-12-05")),
            ("Valid 11/29/2026 only. PROMISE", Some("2026-11-29")),
            ("PROMISE. Offre valable le 29/11/2026", Some("2026-11-29")),
            ("PROMISE. Gäller 20/11–29/11 2026", Some("2026-11-20")),
            ("PROMISE from 01/02/2027", Some("2027-02-01?")),
            // An end alone, a day of something else.
            ("Sunday 6 December 2026 is the last day: PROMISE", None),
            ("28 November 2026: PROMISE", None),
            ("PROMISE until 31 December 2026", None),
            ("PROMISE. Delivery from 1 December 2026.", None),
            ("PROMISE, lieferbar ab 1.12.2026", None),
            ("PROMISE, in huis vanaf 3 december 2026", None),
            ("PROMISE, levereras från 10 december 2026", None),
            ("PROMISE : recevez votre colis à partir du 3 décembre 2026", None),
            ("PROMISE – voraussichtlich ab dem 10. Dezember 2026 bei Ihnen", None),
            ("Ab dem 5.12. 20% auf PROMISE", None),
            ("PROMISE until 6 December 2026. 3 for 2 on toys from 10 December 2026.", None),
            ("Disponible à partir du 1er décembre 2026. PROMISE", None),
        ] {
            assert_eq!(first_day(text).as_deref(), expected, "{text}");
        }
    }
}
