//! Days without a year between which a promise holds: "until 30 November", "du 25/11 au 1/12", "bis Sonntag, 30.11.", "from 27
//! November".
//!
//! Such a day comes each year, so what it means depends on the day of the visit. Between two days an offer holds, or it does not,
//! whatever the year; a day of the week tells the year; a sole day that has passed may be next year's.

use std::ops::Range;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};

use super::leads::{
    before_the_last_day, hour, is_of_promise, is_of_something_else, is_the_only_day, leads_to_a_begin,
    listed, then_the_day, until,
};
use super::months::{MONTHS, month};
use super::sentences::{MOST_DAYS, named_by};
use super::weekdays::day_of_the_week;
use crate::page::patterns::pattern;

/// An offer that ended so many days ago may still stand on a page, and one that begins in so many days may already.
const NEAR: i32 = 90;
/// A day has begun somewhere in the world up to two days before it has where it begins last.
const ZONES: i32 = 2;

/// Whether a day begins later, wherever the shop is, than this one, which has begun everywhere.
pub(super) fn is_ahead(day: Date, today: Date) -> bool {
    days(today, day) > ZONES
}

/// A day of each year: its month and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DayOfYear(i8, i8);

impl DayOfYear {
    /// In a year without a 29 February it is the day before.
    fn of(self, year: i16) -> Option<Date> {
        let Self(month, day) = self;
        Date::new(year, month, day).or_else(|_| Date::new(year, month, day - 1)).ok()
    }
}

/// The days between which a promise holds, in some year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaysOfYear {
    /// Up to a day, from another one on where the words name it.
    Until(LastDay),
    /// From a day on.
    From(FirstDay),
}

/// The last day, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDay {
    day: DayOfYear,
    from: Option<DayOfYear>,
    /// The day of the week on which it falls.
    weekday: Option<Weekday>,
}

/// The first day, where no last one is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstDay(DayOfYear);

/// What such days mean on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaysMean {
    /// It holds up to this day.
    Until(Date),
    /// It ended on this day.
    Ended(Date),
    /// It begins on this day.
    NotBefore(Date),
    /// It ended on this day, unless the same day of another year is meant.
    MayHaveEnded(Date),
}

impl DaysOfYear {
    /// What they mean on this day, which must have begun everywhere; `None` where that is not known.
    #[must_use]
    pub fn on(self, today: Date) -> Option<DaysMean> {
        match self {
            Self::Until(last) => last.on(today),
            Self::From(FirstDay(day)) => {
                let begin = near(day, today.year()).find(|day| *day >= today)?;
                (is_ahead(begin, today) && days(today, begin) <= NEAR).then_some(DaysMean::NotBefore(begin))
            }
        }
    }
}

impl LastDay {
    fn on(self, today: Date) -> Option<DaysMean> {
        let near = |day| near(day, today.year());
        if let Some(weekday) = self.weekday {
            // Of three years in a row only one has the day on it.
            let end = near(self.day).find(|day| day.weekday() == weekday)?;
            let begin = self.from.and_then(|from| near(from).rfind(|day| *day <= end));
            return Some(match begin.filter(|begin| is_ahead(*begin, today)) {
                Some(begin) => DaysMean::NotBefore(begin),
                None if end < today => DaysMean::Ended(end),
                None => DaysMean::Until(end),
            });
        }
        let next = near(self.day).find(|day| *day >= today)?;
        let last = near(self.day).rfind(|day| *day < today)?;
        let since = days(last, today);
        let Some(from) = self.from else {
            return (since <= NEAR).then_some(DaysMean::MayHaveEnded(last));
        };
        let begin = near(from).rfind(|day| *day <= next)?;
        let ahead = days(today, begin);
        match (since <= NEAR, ahead <= NEAR) {
            _ if ahead <= 0 => Some(DaysMean::Until(next)),
            (true, false) => Some(DaysMean::Ended(last)),
            (false, true) if is_ahead(begin, today) => Some(DaysMean::NotBefore(begin)),
            _ => None,
        }
    }
}

/// A day of the year before, of this one and of the next.
fn near(day: DayOfYear, year: i16) -> impl DoubleEndedIterator<Item = Date> {
    (year - 1..=year + 1).filter_map(move |year| day.of(year))
}

fn days(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// The days that the sentence of a promise names, or one right beside it that names nothing else; and the place of the last one in
/// the text.
/// `places` are those of all days of the text.
pub(super) fn of_promise(
    text: &str,
    found: &Range<usize>,
    places: &[Range<usize>],
) -> Option<(DaysOfYear, Range<usize>)> {
    let written: Vec<_> = written_days(text).take(MOST_DAYS).collect();
    if written.is_empty() {
        return None;
    }
    let last = |day: &WrittenDay, lead: &str, rest: &str| {
        let day_first = !may_begin_with_month(lead);
        let day = day.read(day_first)?;
        let from = begin(lead, rest, day, day_first);
        (from.is_some() || leads_to_an_end(lead)).then(|| LastDay { day, from, weekday: weekday(lead) })
    };
    let ends = named_by(text, found, &written, places, |day, lead, rest| last(day, lead, rest).is_some());
    let mut own = ends.into_iter().filter(|(_, place)| !is_of_something_else(text, found, place));
    let is_extended = |place: &Range<usize>| {
        pattern!(r"\b(?:extended|verlängert|prolongée?s?|verlengd|prorogat[oa]|ampliad[oa])\b[^.!?]{0,20}$")
            .is_some_and(|words| words.is_match(&text[..place.start]))
    };
    let first = own.next();
    let extended = own.find(|(_, place)| is_extended(place));
    if let Some((day, place)) = extended.or(first) {
        // Once more, with all that stands around it.
        return Some((
            DaysOfYear::Until(last(day, &text[..place.start], &text[place.end..])?),
            place.clone(),
        ));
    }
    let begins = named_by(text, found, &written, places, |_, lead, _| leads_to_a_begin(lead));
    let (day, place) = begins.into_iter().find(|(_, place)| is_of_promise(text, found, place))?;
    let first = day.read(!may_begin_with_month(&text[..place.start]))?;
    Some((DaysOfYear::From(FirstDay(first)), place.clone()))
}

/// The first day, where the words in front of a last day with its year name one without.
pub(super) fn begin_before(lead: &str, rest: &str, end: Date) -> Option<Date> {
    let last = DayOfYear(end.month(), end.day());
    let from = begin(lead, rest, last, !may_begin_with_month(lead))?;
    [end.year(), end.year() - 1].into_iter().find_map(|year| from.of(year).filter(|day| *day <= end))
}

/// A day as it is written: day and month, in this order or in the other where both are numbers below 13.
#[derive(Debug, Clone, Copy)]
struct WrittenDay {
    first: i8,
    second: i8,
    may_be_turned: bool,
}

impl WrittenDay {
    fn read(&self, day_first: bool) -> Option<DayOfYear> {
        // The 29 February is a day of a leap year.
        let valid = |day: i8, month: i8| Date::new(2024, month, day).ok().map(|_| DayOfYear(month, day));
        let by_day = valid(self.first, self.second);
        if !self.may_be_turned || day_first {
            return by_day;
        }
        let by_month = valid(self.second, self.first);
        match (by_day, by_month) {
            (Some(one), Some(other)) if one != other => None,
            _ => by_day.or(by_month),
        }
    }
}

/// Where days without a year are written in a text.
pub(super) fn places(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    written_days(text).map(|(_, place)| place)
}

/// The days without a year in a text, and their places.
fn written_days(text: &str) -> impl Iterator<Item = (WrittenDay, Range<usize>)> + '_ {
    static DAYS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let mut names: Vec<_> = MONTHS.iter().flat_map(|names| names.split(' ')).collect();
        names.sort_unstable_by_key(|name| std::cmp::Reverse(name.len()));
        let names = names.join("|");
        Regex::new(&format!(
            r"(?i)(?:\b(?P<day>[0-9]{{1,2}})\. ?(?P<month>[0-9]{{1,2}})\.|\b(?P<first>[0-9]{{1,2}})/(?P<second>[0-9]{{1,2}})\b|\b(?P<count>[0-9]{{1,2}})(?:st|nd|rd|th|er|\.|º|ª)? ?(?:de |of )?(?P<name>{names})\b|\b(?P<called>{names})\.? (?P<counted>[0-9]{{1,2}})(?:st|nd|rd|th)?\b)"
        ))
        .ok()
    });
    let found = DAYS.as_ref().into_iter().flat_map(move |days| days.captures_iter(text));
    found.flat_map(move |found| {
        let first = found.get(0).map(|whole| whole.range());
        let second = second_of_month(text, &found);
        let first = first.and_then(|place| Some((written_day(&found)?, place)));
        first.into_iter().chain(second).filter(|(_, place)| !is_part(text, place))
    })
}

/// Whether what reads as a day is a part of something longer: a day with its year, an amount, a size.
fn is_part(text: &str, place: &Range<usize>) -> bool {
    pattern!(r"^(?:[/%€$£]|[.,-]?[0-9]|[.,]? ?(?:de |del )?'?20[0-9]{2}\b| ?[%€]| ?(?:cm|mm|kg|ml|x)\b)")
        .is_some_and(|rest| rest.is_match(&text[place.end..]))
        || text[..place.start].ends_with(['/', '.', ',', '€', '$', '£'])
}

/// The 30 of "November 27-30".
fn second_of_month(text: &str, found: &Captures<'_>) -> Option<(WrittenDay, Range<usize>)> {
    let (name, end) = (found.name("called")?, found.get(0)?.end());
    let second = pattern!(r"^ ?(?:[-–—]|to|through|thru) ?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\b")?
        .captures(&text[end..])?;
    let day = WrittenDay {
        first: second["day"].parse().ok()?,
        second: i8::try_from(month(name.as_str())?).ok()?,
        may_be_turned: false,
    };
    Some((day, end + second.name("day")?.start()..end + second.get(0)?.end()))
}

fn written_day(found: &Captures<'_>) -> Option<WrittenDay> {
    let number = |name: &str| found.name(name)?.as_str().parse::<i8>().ok();
    let of = |first, second, may_be_turned| Some(WrittenDay { first, second, may_be_turned });
    let named = |name: &str| i8::try_from(month(found.name(name)?.as_str())?).ok();
    if let (Some(day), Some(month)) = (number("day"), number("month")) {
        return of(day, month, false);
    }
    if let (Some(first), Some(second)) = (number("first"), number("second")) {
        return of(first, second, true);
    }
    match (number("count"), number("counted")) {
        (Some(day), _) => of(day, named("name")?, false),
        (_, Some(day)) => of(day, named("called")?, false),
        _ => None,
    }
}

/// Whether the month may come first, as in English: no word of another language leads to the day.
fn may_begin_with_month(lead: &str) -> bool {
    !pattern!(
        r"\b(?:du|au|jusqu['’](?:au|à)|le|bis|vom|von|zum|am|al|dal|del|el|hasta|fino|il|tot|van|t/m|do|od|dnia|até|de)\b[^.!?]{0,40}$"
    )
    .is_some_and(|words| words.is_match(lead))
}

/// Whether the words in front of a day make it an end.
fn leads_to_an_end(lead: &str) -> bool {
    pattern!(r"\b", until!(), then_the_day!()).is_some_and(|words| words.is_match(lead))
}

/// The first day, where the words around the last one name it: "du 25/11 au", "from 25 to", "only".
fn begin(lead: &str, rest: &str, until: DayOfYear, day_first: bool) -> Option<DayOfYear> {
    if let Some(day) = listed(lead) {
        return Some(DayOfYear(until.0, day)).filter(|_| day < until.1);
    }
    let of_two = before_the_last_day(lead).and_then(|before| first_of_two(lead, before, until, day_first));
    of_two.or_else(|| is_the_only_day(lead, rest).then_some(until))
}

/// The first of two days, at the end of the words `before` those that lead to the second.
fn first_of_two(lead: &str, before: &str, until: DayOfYear, day_first: bool) -> Option<DayOfYear> {
    let whole = written_days(before).last().filter(|(_, place)| place.end == before.len());
    if let Some((day, _)) = whole {
        return day.read(day_first);
    }
    let alone = pattern!(
        r"(?P<lead>\b(?:du|from|vom|von|dal|del|van|od|entre le|between)(?: the)? (?:\p{L}{3,11}[.,]? )?)?(?P<day>[0-9]{1,2})(?P<counts>st|nd|rd|th|er|\.)?$"
    )?
    .captures(before)?;
    let leads = || {
        let is_counted = alone.name("counts").is_some();
        alone.get(0).is_some_and(|first| {
            is_first_by_dash(&before[..first.start()], &lead[before.len()..], is_counted)
        })
    };
    let day: i8 = alone["day"].parse().ok().filter(|day| *day < until.1)?;
    (alone.name("lead").is_some() || leads()).then_some(DayOfYear(until.0, day))
}

/// Whether a number is the first of two days because a dash stands between them: "27-30 November", "Friday 4 – Sunday 6 December".
/// With spaces around the dash, which may part anything, more must say so.
fn is_first_by_dash(lead: &str, between: &str, is_counted: bool) -> bool {
    let dash = between.trim_start_matches([' ', '\u{A0}']);
    let is_alone = || {
        let lead = lead.trim_end();
        lead.is_empty() || lead.ends_with([',', ':', ';', '(', '.', '|', '!', '–', '—'])
    };
    let is_word = lead.is_empty() || lead.ends_with([' ', '\u{A0}', '(', ',', ':', ';', '|']);
    dash.starts_with(['-', '–', '—'])
        && is_word
        && (matches!(between, "-" | "–" | "—") || is_counted || is_alone() || weekday(lead).is_some())
}

/// The day of the week that stands right in front of a day.
fn weekday(lead: &str) -> Option<Weekday> {
    let name = pattern!(r"(?P<name>\p{L}{3,11})[.,]? (?:(?:the|den|dem|le|il|el) )?$")?.captures(lead)?;
    day_of_the_week(&name["name"])
}

#[cfg(test)]
mod tests;
