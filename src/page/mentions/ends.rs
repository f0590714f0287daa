//! The day on which a promise says that it ends: "until 31 October 2025", "jusqu'au 31/10/2025", "gültig bis 31.10.2025".
//!
//! Nothing here knows what day it is. A day without its year is read elsewhere (`days_of_year.rs`).

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::Date;
use regex::{Captures, Regex};

use super::leads::until;

/// A sentence of its own that only names the end has fewer bytes in front of the day.
const LONGEST_LEAD: usize = 40;
/// So many days are looked for in a text.
pub(super) const MOST_DAYS: usize = 12;

/// The last day of a promise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromisedEnd {
    /// The day. Of two readings, as of 03/04/2025, the later.
    pub day: Date,
    /// Whether it reads in one way only.
    pub is_certain: bool,
}

/// The end that the sentence of a promise names, or one right beside it that names nothing else; and its place in the text.
pub(super) fn of_promise(text: &str, found: &Range<usize>) -> Option<(PromisedEnd, Range<usize>)> {
    let days: Vec<_> = days(text).take(MOST_DAYS).collect();
    if days.is_empty() {
        return None;
    }
    let named = named_by(text, found, &days, |_, lead| leads_to_an_end(lead));
    named.into_iter().max_by_key(|(end, _)| end.day).cloned()
}

/// The days that the sentence of a promise names as its end, or else those of one right beside it that names nothing else.
/// `is_end` looks at a day and at the words of the sentence in front of it.
pub(super) fn named_by<'d, T>(
    text: &str,
    found: &Range<usize>,
    days: &'d [(T, Range<usize>)],
    is_end: impl Fn(&T, &str) -> bool,
) -> Vec<&'d (T, Range<usize>)> {
    let sentences = sentences(text, days);
    let Some(own) = sentences.iter().position(|sentence| found.start < sentence.end) else {
        return Vec::new();
    };
    let named = |sentence: &Range<usize>, is_alone: bool| -> Vec<_> {
        let ends_with_it = |end: usize| !text[end..sentence.end].contains(char::is_alphabetic);
        let is_named = |(day, place): &&(T, Range<usize>)| {
            let lead = text.get(sentence.start..place.start).unwrap_or_default();
            sentence.start <= place.start
                && place.end <= sentence.end
                && is_end(day, lead)
                && (!is_alone || lead.trim().len() < LONGEST_LEAD && ends_with_it(place.end))
        };
        days.iter().filter(is_named).collect()
    };
    let beside = [own.checked_add(1), own.checked_sub(1)].into_iter().flatten();
    let others = beside.filter_map(|at| Some((sentences.get(at)?, true)));
    let mut all = std::iter::once((&sentences[own], false)).chain(others);
    all.find_map(|(sentence, is_alone)| Some(named(sentence, is_alone)).filter(|days| !days.is_empty()))
        .unwrap_or_default()
}

/// The sentences of a text. The dots of its days end none.
fn sentences<T>(text: &str, days: &[(T, Range<usize>)]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(['.', '!', '?', ';']) {
        let behind = text[at + 1..].chars().next();
        let is_in_a_day = days.iter().any(|(_, place)| place.contains(&at));
        if behind.is_none_or(char::is_whitespace) && !is_in_a_day {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences.push(start..text.len());
    sentences
}

/// Whether the words in front of a day make it an end.
fn leads_to_an_end(lead: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)(?:\b(?:by|before|",
            until!(),
            r")",
            // "From 1 to 31 October 2025": the second of two days.
            r"|[0-9](?:st|nd|rd|th|er|\.)?(?: \p{L}+)?(?: 20[0-9]{2})? ?(?:au|al|a|to|[-–—]))",
            r"[: \u{A0}]{0,3}(?:\p{L}{2,11}[.,]? )?(?:(?:the|den|dem|le|il|el) )?$"
        ))
        .ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(lead))
}

/// The days with a year in a text, and their places.
pub(super) fn days(text: &str) -> impl Iterator<Item = (PromisedEnd, Range<usize>)> + '_ {
    static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"\b(?:(?P<year>20[0-9]{2})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})",
            r"|(?P<first>[0-9]{1,2})(?P<sign>[-/.]) ?(?P<second>[0-9]{1,2})[-/.] ?(?P<its_year>(?:20)?[0-9]{2})",
            r"|(?P<count>[0-9]{1,2})(?:st|nd|rd|th|er|\.|º|ª)? ?(?:de |of )?(?P<name>\p{L}{3,12})\.?,? (?:de |del )?(?P<of>20[0-9]{2})",
            r"|(?P<called>\p{L}{3,12})\.? (?P<counted>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<in>20[0-9]{2}))",
            r"(?:\b|T)"
        ))
        .ok()
    });
    let found = DAYS.as_ref().into_iter().flat_map(move |days| days.captures_iter(text));
    found.filter_map(|found| Some((day(&found)?, found.get(0)?.range())))
}

fn day(found: &Captures<'_>) -> Option<PromisedEnd> {
    let number = |name: &str| found.name(name)?.as_str().parse::<i16>().ok();
    let date = |year: i16, month: i16, day: i16| {
        let year = if year < 100 { 2000 + year } else { year };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    let sure = |day: Date| PromisedEnd { day, is_certain: true };
    if let (Some(year), Some(month), Some(day)) = (number("year"), number("month"), number("day")) {
        return date(year, month, day).map(sure);
    }
    if let (Some(first), Some(second), Some(year)) = (number("first"), number("second"), number("its_year")) {
        let by_day = date(year, second, first);
        // With dots the day comes first everywhere.
        let has_dots = found.name("sign").is_some_and(|sign| sign.as_str() == ".");
        let by_month = if has_dots { None } else { date(year, first, second) };
        let later = by_day.max(by_month)?;
        let is_certain = by_day.is_none() || by_month.is_none() || by_day == by_month;
        return Some(PromisedEnd { day: later, is_certain });
    }
    if let (Some(count), Some(name), Some(year)) = (number("count"), found.name("name"), number("of")) {
        return date(year, month(name.as_str())?, count).map(sure);
    }
    let name = found.name("called")?;
    date(number("in")?, month(name.as_str())?, number("counted")?).map(sure)
}

/// The names of the months and how they are cut short, in the order of the year.
pub(super) const MONTHS: [&str; 12] = [
    "january jan janvier janv januar jänner enero ene gennaio gen januari stycznia styczeń janeiro ledna leden januára",
    "february feb février févr fév februar februari febrero febbraio lutego luty fevereiro fev února únor februára",
    "march mar mars märz mrz marzo maart mrt marca marzec março března březen marts",
    "april apr avril avr abril abr aprile kwietnia kwiecień dubna duben apríla",
    "may mai mayo maggio mag mei maja maj maio května květen mája",
    "june jun juin juni junio giugno giu czerwca czerwiec junho června červen júna",
    "july jul juillet juil juli julio luglio lug lipca lipiec julho července červenec júla",
    "august aug août aou agosto ago augustus sierpnia sierpień srpna srpen augusta augusti",
    "september sep sept septembre septiembre settembre set września wrzesień setembro září septembra",
    "october oct octobre oktober okt octubre ottobre ott października październik outubro out října říjen októbra",
    "november nov novembre noviembre listopada listopad novembro listopadu novembra",
    "december dec décembre déc dezember dez diciembre dic dicembre grudnia grudzień dezembro prosince prosinec decembra",
];

pub(super) fn month(name: &str) -> Option<i16> {
    let name = name.to_lowercase();
    let is_named = |names: &&str| names.split(' ').any(|known| known == name);
    (1..).zip(&MONTHS).find(|(_, names)| is_named(names)).map(|(month, _)| month)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The end of the promise "PROMISE" in a text, with a question mark where it reads in two ways.
    fn end(text: &str) -> Option<String> {
        let start = text.find("PROMISE").unwrap();
        let (end, _) = of_promise(text, &(start..start + 7))?;
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
        ] {
            assert_eq!(end(text), None, "{text}");
        }
    }
}
