//! When a promise holds, where its words name a time and no date: "from tomorrow", "starts Friday", "every Tuesday", "next week".
//!
//! Which Friday that is only the writer knows: such a promise may hold today or not.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::months::MONTHS;
use super::only_when::says_only_when;
use super::sentences::sentence_around;
use super::weekdays::WEEKDAYS;
use crate::page::patterns::pattern;

/// A time that words name without a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeInWords {
    /// From the day after that of the visit on, or on it only.
    Tomorrow,
    /// A day of the week, a week, or a date that reads in two ways: today may be one of its days.
    Undated,
}

/// The time that the sentence of a promise names, or one right beside it that names nothing else.
pub(super) fn of_promise(text: &str, found: &Range<usize>) -> Option<TimeInWords> {
    let sentence = sentence_around(text, found);
    let words = &text[sentence.clone()];
    if is_tomorrow(words) {
        return Some(TimeInWords::Tomorrow);
    }
    let behind = text.get(sentence.end + 1..).unwrap_or_default();
    let next = sentence_around(behind, &(0..0));
    let is_undated = names_a_time(words) || only_names_a_time(&behind[next]);
    is_undated.then_some(TimeInWords::Undated)
}

fn is_tomorrow(words: &str) -> bool {
    pattern!(
        r"\b(?:(?:from|starts?|starting|begins?|beginning|only) tomorrow|tomorrow only|ab morgen|(?:startet|beginnt) morgen|nur morgen|dès demain|à partir de demain|(?:commence|débute) demain|demain (?:seulement|uniquement)|(?:desde|a partir de|solo) mañana|(?:da|solo) domani|(?:vanaf|alleen) morgen|(?:od|tylko) jutr[ao]|od zítřka|från i morgon|(?:a partir de|só|apenas) amanhã)\b",
        // In front of all else: "Tomorrow: 20% off".
        r"|^\W*(?:tomorrow|morgen|demain|mañana|domani|jutro|zítra|i morgon|amanhã) ?[:–—-]"
    )
    .is_some_and(|tomorrow| tomorrow.is_match(words))
}

/// The names of the days of the week in full.
fn weekdays() -> String {
    let names = WEEKDAYS.iter().flat_map(|names| names.split(' ')).filter(|name| name.chars().count() >= 5);
    let names: Vec<_> = names
        .chain(["segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira"])
        .collect();
    names.join("|")
}

fn names_a_time(words: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let weekdays = weekdays();
        let months: Vec<_> =
            MONTHS.iter().flat_map(|names| names.split(' ')).filter(|name| name.len() >= 4).collect();
        let months = months.join("|");
        let leads = "from|starts?(?: on| this)?|starting(?: on)?|begins?(?: on)?|beginning|opens|this|next|on|every|each|only(?: on)?\
            |ab|startet(?: am)?|beginnt(?: am)?|am|nur(?: am)?|diesen|nächsten|kommenden|jeden\
            |dès|à partir de|commence|débute|ce|le|chaque|tous les|desde el|a partir del?|este|el(?: próximo)?|cada|los\
            |dal?|questo|il|ogni|vanaf|deze|aanstaande|op|elke|od|(?:w|we)(?: ten| tę| każdy| każdą)?|tylko w|na|nesta|toda|från|på|varje";
        let weeks = format!(
            "(?:this|next) (?:week[- ]?end|week)|next month|dieses wochenende|am wochenende|(?:diese|nächste)[nrs]? (?:woche|wochenende)\
            |ce week-?end|cette semaine|(?:la semaine|le week-?end) prochaine?|est[ea] (?:fin de semana|semana)|la próxima semana\
            |quest[oa] (?:weekend|fine settimana|settimana)|la prossima settimana|(?:dit|volgend) weekend|(?:deze|volgende) week\
            |(?:at|on) (?:the )?(?:weekends?|weekdays)|tod[ao]s as (?:segundas|terças|quartas|quintas|sextas)(?:-feiras)?\
            |(?:in|from|im|ab|en|dès|à partir de|desde|a partir de|da|vanaf|od|från|em|i) (?:{months})(?: 20[0-9]{{2}})?\
            |w (?:ten weekend|tym tygodniu|przyszłym tygodniu)|(?:denna|nästa) vecka|i helgen|n?est[ea] (?:fim de semana|semana)|próxima semana"
        );
        Regex::new(&format!(
            r"(?i)(?:^|[^\p{{L}}])(?:(?:{leads}) (?:{weekdays})s?|(?:{weekdays})s? (?:only|seulement|uniquement|solamente|soltanto)|(?:mon|tues|wednes|thurs|fri|satur|sun)days|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)s|{weeks})(?:$|[^\p{{L}}])|^\W*(?:{weekdays}) ?[:–—]"
        ))
        .ok()
    });
    // Languages that put the word behind the day. Which day that is does not read.
    let behind = pattern!(
        r"[0-9]\.? ?(?:asti|saakka|mennessä|alkaen|lähtien)\b|[0-9][-–](?:ig|t[őó]l|én)\b|\b(?:până la|din) (?:data de )?[0-9]",
        r"|[0-9] ?\p{L}*(?:['’]\p{L}{1,3})? (?:tarihine |tarihinden )?(?:kadar|itibaren)\b|[0-9]日?(?:まで|から)|\bt\.?o\.?m\.? [0-9]",
        r"|nikolaustag|nikolaus\b"
    );
    if behind.is_some_and(|behind| behind.is_match(words)) {
        return true;
    }
    // "Until Sunday" it holds.
    let until = pattern!(
        r"\b(?:until|till?|thru|through|ends?|bis|endet|jusqu['’](?:à|au)|hasta|fino|tot(?: en met)?|t/m|do|até|till och med|t\.?o\.?m\.?)(?: (?:on|am|zum|this|next|le|ce|el|al?|il|este|questo|dit|deze))? \p{L}[\p{L}-]*"
    );
    let words = until.map_or(Cow::Borrowed(words), |until| until.replace_all(words, ""));
    WORDS.as_ref().is_some_and(|time| time.is_match(&words))
}

/// Whether a sentence names a time, and nothing else that could be meant by it.
fn only_names_a_time(sentence: &str) -> bool {
    says_only_when(sentence, false) && names_a_time(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_without_a_date() {
        let tomorrow = Some(TimeInWords::Tomorrow);
        let undated = Some(TimeInWords::Undated);
        for (text, expected) in [
            ("PROMISE from tomorrow", tomorrow),
            ("Tomorrow: PROMISE", tomorrow),
            ("Morgen: PROMISE", tomorrow),
            ("Só amanhã: PROMISE", tomorrow),
            ("Tylko jutro: PROMISE", tomorrow),
            ("Starts Friday: PROMISE", undated),
            ("PROMISE. Starts Friday!", undated),
            ("This Saturday: PROMISE", undated),
            ("Sunday: PROMISE", undated),
            ("PROMISE, Sunday only", undated),
            ("PROMISE on Tuesdays", undated),
            ("Dienstags PROMISE", undated),
            ("Tous les mardis, PROMISE", undated),
            ("Ab Freitag: PROMISE", undated),
            ("Nur am Samstag PROMISE", undated),
            ("À partir de vendredi : PROMISE", undated),
            ("A partir del viernes: PROMISE", undated),
            ("Da venerdì: PROMISE", undated),
            ("Vanaf vrijdag: PROMISE", undated),
            ("Od piątku: PROMISE", undated),
            ("A partir de sexta-feira: PROMISE", undated),
            ("Från fredag: PROMISE", undated),
            ("Next week: PROMISE", undated),
            ("PROMISE this weekend", undated),
            ("PROMISE, ce week-end", undated),
            ("PROMISE in December 2026", undated),
            ("PROMISE from January", undated),
            ("Im Dezember: PROMISE", undated),
            ("PROMISE at weekends", undated),
            ("PROMISE todas as terças", undated),
            ("PROMISE 20.11.2026 asti", undated),
            ("10.12.2026 alkaen PROMISE", undated),
            ("PROMISE 2026.11.20-ig", undated),
            ("2026. december 10-től PROMISE", undated),
            ("PROMISE până la 20 noiembrie", undated),
            ("PROMISE 20 Kasım’a kadar", undated),
            ("PROMISE 11月20日まで", undated),
            ("12月5日からPROMISE", undated),
            // It holds until then, or it is the name of a campaign, or of something else.
            ("PROMISE until Sunday", None),
            ("PROMISE bis Sonntag", None),
            ("Hasta el domingo: PROMISE", None),
            ("PROMISE until this Sunday", None),
            ("PROMISE jusqu'à dimanche", None),
            ("Black Friday: PROMISE", None),
            ("This Black Friday, PROMISE", None),
            ("PROMISE. Order today and it is yours on Friday.", None),
            ("PROMISE. We are open from Monday to Friday.", None),
            ("PROMISE. Dispatch on Tuesday.", None),
            ("PROMISE. Workshop next Tuesday.", None),
            ("PROMISE for a week", None),
            ("PROMISE today", None),
        ] {
            let start = text.find("PROMISE").unwrap();
            assert_eq!(of_promise(text, &(start..start + 7)), expected, "{text}");
        }
    }
}
