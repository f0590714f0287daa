//! A promise as it stands in a text: the words that make it, and until when.

use std::ops::Range;

use jiff::civil::Date;

use super::begins;
use super::day_places;
use super::days_of_year::{self, DaysOfYear};
use super::denial::{is_denied, is_taken_back, without_idioms};
use super::ends::{self, PromisedDay};
use super::when::{self, TimeInWords};
use crate::page::patterns::pattern;

/// As much stands on both sides of what was found.
const BESIDE: usize = 30;
/// A quotation of more characters is cut.
const LONGEST: usize = 200;

/// The words of a promise, for people, and the day on which they say that it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// The words, at most two hundred characters.
    pub quote: String,
    /// When it ends, where the words name a day with its year.
    pub ends: Option<PromisedDay>,
    /// When it begins, where the words name a day with its year, or with that of its end.
    pub begins: Option<Date>,
    /// The days between which it holds, where the words name no year.
    pub days: Option<DaysOfYear>,
    /// The time that it names without a date, or with one that reads in two ways.
    pub time: Option<TimeInWords>,
}

impl Promise {
    /// Whether it begins later, wherever the shop is, than this day, which must have begun everywhere.
    #[must_use]
    pub fn begins_after(&self, today: Date) -> bool {
        self.begins.is_some_and(|begins| days_of_year::is_ahead(begins, today))
    }
}

/// The promise that was found in this part of a text; `None` where the sentence denies it or takes it back.
pub(in crate::page) fn promise(text: &str, found: Range<usize>) -> Option<Promise> {
    let told = without_idioms(text);
    if is_denied(&told[..found.start]) || is_taken_back(&told, found.start, found.end) {
        return None;
    }
    let places = day_places::of_days(text);
    // "Free mug until Sunday, free delivery always": the days are another promise's.
    let is_dated = !is_for_ever(&text[found.end..]);
    let ends = if is_dated { ends::of_promise(text, &found, &places) } else { None };
    let begins = if is_dated { begins::of_promise(text, &found, &places, ends.as_ref()) } else { None };
    let has_year = ends.is_some() || begins.is_some();
    let days = if has_year || !is_dated { None } else { days_of_year::of_promise(text, &found, &places) };
    let is_unclear = ends.as_ref().is_some_and(|(ends, _)| !ends.is_certain)
        || begins.as_ref().is_some_and(|(begins, _)| !begins.is_certain);
    let time = match (is_unclear, has_year || days.is_some()) {
        (true, _) => Some(TimeInWords::Undated),
        (false, true) => None,
        (false, false) => {
            if is_dated {
                when::of_promise(text, &found)
            } else {
                None
            }
        }
    };
    let places = [
        ends.as_ref().map(|(_, place)| place),
        begins.as_ref().and_then(|(_, place)| place.as_ref()),
        days.as_ref().map(|(_, place)| place),
    ];
    // The quotation has the days on which it begins and ends.
    let shown = places.into_iter().flatten().fold(found, |shown, day| {
        let both = day.start.min(shown.start)..day.end.max(shown.end);
        if both.len() < LONGEST { both } else { shown }
    });
    let beside = BESIDE.min(LONGEST.saturating_sub(shown.len()) / 3);
    let quote = window(text, &shown, beside).chars().take(LONGEST).collect();
    Some(Promise {
        quote,
        ends: ends.map(|(ends, _)| ends),
        begins: begins.filter(|(begins, _)| begins.is_certain).map(|(begins, _)| begins.day),
        days: days.map(|(days, _)| days),
        time,
    })
}

/// Whether the words behind a promise say that it holds at any time.
fn is_for_ever(behind: &str) -> bool {
    let always = pattern!(
        r"^\W*(?:always|all year(?: round)?|every day|immer|ganzjährig|toujours|toute l['’]année|siempre|todo el año|sempre|tutto l['’]anno|altijd|zawsze)\b"
    );
    always.is_some_and(|always| always.is_match(behind))
}

/// As much around a part of a text, in whole words.
pub(super) fn window<'t>(text: &'t str, part: &Range<usize>, reach: usize) -> &'t str {
    let (start, end) = (part.start, part.end);
    let from = (0..=start.saturating_sub(reach)).rev().find(|at| is_word_edge(text, *at)).unwrap_or(0);
    let to = (end + reach..text.len()).find(|at| is_word_edge(text, *at)).unwrap_or(text.len());
    text[from..to].trim()
}

fn is_word_edge(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes().get(at).is_some_and(|byte| *byte == b' ')
}
