//! Which days of a text are those of a promise: the ones of its own sentence, or of one right beside it that only names days.

use std::borrow::Cow;
use std::ops::Range;

use super::only_when::says_only_when;
use crate::page::patterns::pattern;

/// So many days are looked for in a text.
pub(super) const MOST_DAYS: usize = 12;
/// A sentence of its own that only names the end has fewer bytes of other words in front of the day.
const LONGEST_LEAD: usize = 40;
/// Words whose full stop ends no sentence.
const CUT_SHORT: [&str; 7] = ["exp", "excl", "incl", "inkl", "einschl", "max", "min"];

/// The days that the sentence of a promise names as its end, or else those of one right beside it that names nothing else.
/// `places` are those of all days of the
/// text; `is_end` looks at a day, and at the words of the sentence in front of it and behind it.
pub(super) fn named_by<'d, T>(
    text: &str,
    found: &Range<usize>,
    days: &'d [(T, Range<usize>)],
    places: &[Range<usize>],
    is_end: impl Fn(&T, &str, &str) -> bool,
) -> Vec<&'d (T, Range<usize>)> {
    let sentences = sentences(text, places);
    let Some(own) = sentences.iter().position(|sentence| found.start < sentence.end) else {
        return Vec::new();
    };
    let is_of_shipping = || {
        pattern!(r"shipping|delivery|postage|livraison|versand|lieferung|env[ií]o|spedizione|verzending|frakt|dostawa|frete")
        .is_some_and(|words| words.is_match(&text[found.clone()]))
    };
    let named = |sentence: &Range<usize>, is_alone: bool| -> Vec<_> {
        let only_names_days = |place: &Range<usize>| {
            let lead = without_days(text, sentence.start..place.start, places);
            let is_last = ends_with_its_day(&text[place.end..sentence.end]);
            is_last
                && lead.trim().len() < LONGEST_LEAD
                && !may_promise(&lead)
                && says_only_when(&lead, is_of_shipping())
        };
        let is_named = |(day, place): &&(T, Range<usize>)| {
            let lead = text.get(sentence.start..place.start).unwrap_or_default();
            let rest = text.get(place.end..sentence.end).unwrap_or_default();
            sentence.start <= place.start
                && place.end <= sentence.end
                && is_end(day, lead, rest)
                && (!is_alone || only_names_days(place))
        };
        days.iter().filter(is_named).collect()
    };
    let beside = [own.checked_add(1), own.checked_sub(1)].into_iter().flatten();
    let others = beside.filter_map(|at| Some((sentences.get(at)?, true)));
    let mut all = std::iter::once((&sentences[own], false)).chain(others);
    all.find_map(|(sentence, is_alone)| Some(named(sentence, is_alone)).filter(|days| !days.is_empty()))
        .unwrap_or_default()
}

/// The sentence around a part of a text, from one of the marks that end sentences to the next; without them.
pub(in crate::page) fn sentence_around(text: &str, part: &Range<usize>) -> Range<usize> {
    let marks = ['.', '!', '?', ';'];
    let from = text[..part.start].rmatch_indices(marks).find(|(at, _)| ends_a_sentence(text, *at));
    let to = text[part.end..].match_indices(marks).find(|(at, _)| ends_a_sentence(text, part.end + at));
    from.map_or(0, |(at, _)| at + 1)..to.map_or(text.len(), |(at, _)| part.end + at)
}

/// Whether the mark at a place ends a sentence. The dots of "£49.99", "499 kr. for medlemmer" and "t.o.m. 5" do not.
fn ends_a_sentence(text: &str, at: usize) -> bool {
    if !text[at..].starts_with('.') {
        return true;
    }
    let behind = &text[at + 1..];
    let word = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_of_number = word.ends_with(char::is_numeric)
        && (behind.starts_with(char::is_numeric) || behind.trim_start().starts_with(char::is_lowercase));
    let is_cut_short = word == "kr" && behind.trim_start().starts_with(char::is_lowercase);
    let is_letter = word.chars().nth(1).is_none() && word.starts_with(char::is_lowercase);
    !is_of_number && !is_cut_short && !is_letter
}

/// Whether nothing follows a day but how it is counted: "29/11/2026 inclus".
fn ends_with_its_day(rest: &str) -> bool {
    let counts = pattern!(
        r"^[ ,(]*(?:only|seulement|uniquement|solamente|soltanto|apenas|inclus\w*|inclu[ií]d[oa]|einschließlich|inkl\w*|(?:à |at |um )?(?:minuit|midnight|mitternacht|[0-9]{1,2}(?:[:.][0-9]{2}| ?h(?:[0-9]{2})?)(?: ?uhr)?))"
    );
    let rest = counts.map_or(Cow::Borrowed(rest), |counts| counts.replace(rest, ""));
    !rest.contains(char::is_alphabetic)
}

/// The sentences of a text, and the parts of a sentence of which each promises something.
fn sentences(text: &str, days: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(['.', '!', '?', ';']) {
        let behind = &text[at + 1..];
        let is_in_a_day = days.iter().any(|place| place.start < at && at + 1 < place.end);
        // "Am 5. und 6. Dezember", "30.11. - 5.12."
        let is_of_a_number = behind.trim_start().starts_with(|c: char| c.is_lowercase() || "-–".contains(c))
            && pattern!(r"(?:^|[^0-9.,€$£]|[0-9]\.)(?:0?[1-9]|[12][0-9]|3[01])\.$")
                .is_some_and(|number| number.is_match(&text[..=at]));
        // "Exp. 11/29/26"
        let word = text[..at].rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
        let is_cut_short = CUT_SHORT.iter().any(|known| word.eq_ignore_ascii_case(known));
        let is_end = behind.is_empty() || behind.starts_with(char::is_whitespace);
        if is_end && !is_in_a_day && !is_of_a_number && !is_cut_short {
            sentences.extend(parts(text, start..at + 1, days));
            start = at + 1;
        }
    }
    sentences.extend(parts(text, start..text.len(), days));
    // "No code needed" between a promise and its days parts nothing.
    sentences.retain(|sentence| {
        !pattern!(r"^\W*(?:no code (?:is )?(?:needed|required|necessary)|sans code|kein code (?:nötig|erforderlich))\W*$")
            .is_some_and(|words| words.is_match(&text[sentence.clone()]))
    });
    sentences
}

/// The parts of a sentence on the sides of its dashes, where each promises something; else the whole.
fn parts(text: &str, sentence: Range<usize>, days: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = sentence.start;
    let dashes = pattern!(r" (?:[-–—*]|//) ").map(|dash| dash.find_iter(&text[sentence.clone()]));
    for dash in dashes.into_iter().flatten() {
        let at = sentence.start + dash.start()..sentence.start + dash.end();
        let joins_days =
            days.iter().any(|day| day.end == at.start) && days.iter().any(|day| day.start == at.end);
        if !joins_days {
            parts.push(start..at.start);
            start = at.start;
        }
    }
    parts.push(start..sentence.end);
    if parts.iter().all(|part| speaks_of_a_promise(&text[part.clone()])) { parts } else { vec![sentence] }
}

/// Whether words without their days may promise something themselves.
fn may_promise(words: &str) -> bool {
    words.contains(|c: char| c.is_ascii_digit()) || speaks_of_a_promise(words)
}

/// Whether words name what shops give.
pub(super) fn speaks_of_a_promise(words: &str) -> bool {
    pattern!(
        r"%|\b[2-9] ?(?:for|für|pour|voor|por|per|za|för|x|×|\+) ?[1-8]\b|\b(?:free|gratis\w*|grátis|kostenlos\w*|kostenfrei\w*|gratuit\w*|offerts?|gifts?|cadeaux?|geschenk\w*|regalos?|omaggio|darmow\w*|zdarma",
        r"|shipping|delivery|livraison|(?:frais de )?port|\w*versand\w*|lieferung|env[ií]os?|spedizione|consegna|verzending|bezorging|dostawa|wysyłka|(?:fri)?frakt\w*|fragt",
        r"|half[- ]price|halbe[nr]? preis|codes?|\w*rabatt?\w*|remise|korting|sconto|descuento)\b"
    )
    .is_some_and(|promise| promise.is_match(words))
}

/// A part of a text without its days, their years, and the hours beside them.
fn without_days(text: &str, part: Range<usize>, days: &[Range<usize>]) -> String {
    let mut words = String::new();
    let outside = |at: usize| !days.iter().any(|day| day.contains(&at));
    words
        .extend(text[part.clone()].char_indices().filter(|(at, _)| outside(part.start + at)).map(|(_, c)| c));
    let hours = pattern!(
        r"\b(?:20[0-9]{2}\b|[0-9]{1,2}(?:[:.][0-9]{2}| ?h(?:[0-9]{2})?\b| ?uhr\b| ?[ap]\.?m\b)|[0-9]{1,2}(?:st|nd|rd|th|er|\.)?(?:, ?| (?:et|und|and|&|y|e|en|och|og|i|au|al|a|to|bis|till|tot|t/m|do|[-–—])(?: |$)|[-–—]$))"
    );
    hours.map_or_else(|| words.clone(), |hours| hours.replace_all(&words, "").into_owned())
}
