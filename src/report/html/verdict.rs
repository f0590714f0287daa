//! The top of the page: the letter, what it means, the three parts it is made of, and what was done.

use serde::Serialize;

use super::super::visits::{self, GradedPart};
use super::super::wording;
use super::super::wording::Done;
use super::Line;
use crate::record::{RunRecord, Trend};
use crate::words::{self, Lang, Message, Value};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct VerdictView {
    letter: String,
    /// The class of the style sheet that colours the letter.
    class: String,
    /// That the letter is one at best.
    at_best: Option<String>,
    /// The letter with that.
    letter_at_best: String,
    headline: String,
    meaning: String,
    /// What so few visits leave open.
    claim: Option<String>,
    basis: String,
    /// How many shoppers, and what that number is.
    shoppers: Option<Line>,
    parts: Vec<PartView>,
    done: Vec<Fact>,
    facts: Vec<Fact>,
}

/// One of the three things that are graded.
#[derive(Serialize)]
struct PartView {
    label: String,
    /// `B 87`; `None` without a grade.
    grade: Option<String>,
    /// The class that colours the letter.
    class: String,
    /// Whether the letter of the whole follows from it.
    decides: bool,
    text: String,
    more: Vec<String>,
}

/// A number beside the verdict.
#[derive(Serialize)]
struct Fact {
    label: String,
    text: String,
    more: Option<String>,
}

impl VerdictView {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Self {
        let say = |id: &'static str| Message::new(id).say(lang);
        let verdict = &record.verdict;
        let letter = wording::letter(record);
        let (class, headline, meaning) = match (&verdict.grade, &verdict.inconclusive) {
            (Some(grade), None) => (
                letter.to_lowercase(),
                Message::new("md-it").with("headline", verdict.headline.clone()).say(lang),
                grade.letter.meaning().say(lang),
            ),
            (_, reason) => {
                // A record that was written by hand may have neither.
                let unknown = Message::new("not-measured");
                (
                    "none".to_owned(),
                    Message::new("md-no-grade").with("reason", reason.clone().unwrap_or(unknown)).say(lang),
                    say("md-no-grade-then"),
                )
            }
        };
        Self {
            letter,
            class,
            at_best: verdict.grade.filter(|grade| grade.at_best).map(|_| say("md-at-best")),
            letter_at_best: wording::letter_at_best(record, lang),
            headline,
            meaning,
            claim: verdict.claim.as_ref().map(|claim| claim.say(lang)),
            basis: Message::new("md-judged-on").with("basis", verdict.basis.clone()).say(lang),
            shoppers: shoppers(record, lang),
            parts: parts(record, lang),
            done: done(record, lang),
            facts: facts(record, lang),
        }
    }
}

/// The shoppers for whom it held; else how many were tried.
fn shoppers(record: &RunRecord, lang: Lang) -> Option<Line> {
    let line = |vus: u64, label: Message| Line { label: label.say(lang), text: words::count(vus, lang) };
    let tried = record.timeline.iter().map(|point| point.vus).max().filter(|vus| *vus > 0);
    match record.verdict.held_at_vus {
        Some(vus) => Some(line(vus, Message::new("html-shoppers-held").with("shoppers", vus))),
        None => tried.map(|vus| line(vus, Message::new("html-shoppers-tried").with("shoppers", vus))),
    }
}

fn parts(record: &RunRecord, lang: Lang) -> Vec<PartView> {
    let decides = visits::deciding(record);
    let part = |label: Message, part: GradedPart, text: String, more: Vec<String>| {
        let grade = record.verdict.grade.as_ref();
        let component = grade.and_then(|grade| part.of(grade));
        PartView {
            label: label.say(lang),
            grade: grade.map(|_| wording::component(component, lang)).filter(|_| component.is_some()),
            class: component
                .map_or_else(|| "none".to_owned(), |component| component.letter.to_string().to_lowercase()),
            decides: decides == Some(part),
            text,
            more,
        }
    };
    let (time, where_and_how) = response_time(record, lang);
    let (failures, by) = failures(record, lang);
    let promotion = visits::promotion(record).unwrap_or_else(|| Message::new("html-promotion-not-seen"));
    vec![
        part(Message::new("md-response-time"), GradedPart::Time, time, where_and_how),
        part(Message::new("md-failing"), GradedPart::Failures, failures, by),
        part(Message::new("md-promotion-under-load"), GradedPart::Promotion, promotion.say(lang), Vec::new()),
    ]
}

/// The p95 first: it is what is graded. Each number stays with its name.
fn response_time(record: &RunRecord, lang: Lang) -> (String, Vec<String>) {
    let trend = record.judged.response_time;
    if trend.is_none() {
        return (wording::not_measured(lang), Vec::new());
    }
    let time = |name: &str, pick: fn(&Trend) -> f64| {
        format!("{name} {}", wording::time(trend, pick, lang)).replace(' ', "\u{A0}")
    };
    let mut more: Vec<String> = wording::where_judged(record, lang).into_iter().collect();
    more.push(format!("{} · {}", time("p50", |trend| trend.med), time("p99", |trend| trend.p99)));
    more.extend(record.visits.as_ref().and_then(visits::beside_the_time).map(|beside| beside.say(lang)));
    (time("p95", |trend| trend.p95), more)
}

/// How many visits were good, and what broke the others.
fn failures(record: &RunRecord, lang: Lang) -> (String, Vec<String>) {
    match &record.visits {
        Some(judged) => match visits::good(judged) {
            Some(good) => (good.say(lang), visits::failed_by(judged).iter().map(|by| by.say(lang)).collect()),
            None => (wording::not_measured(lang), Vec::new()),
        },
        None => (wording::failures(record, lang), Vec::new()),
    }
}

/// What was done in the whole run.
fn done(record: &RunRecord, lang: Lang) -> Vec<Fact> {
    let done = Done::of(record);
    let lasted = Value::Seconds(record.elapsed_s);
    let whole = Message::new("html-whole-run").with("lasted", lasted).say(lang);
    let fact =
        |label: Message, text: String, more: String| Fact { label: label.say(lang), text, more: Some(more) };
    let requests = format!("{} · {whole}", done.rate().say(lang));
    vec![
        fact(Message::new("html-done-visits"), words::count(done.visits, lang), whole.clone()),
        fact(Message::new("html-done-requests"), words::count(done.requests, lang), requests),
        fact(Message::new("html-done-data"), done.data.say(lang), whole),
    ]
}

fn facts(record: &RunRecord, lang: Lang) -> Vec<Fact> {
    let fact = |label: Message, text: String| Fact { label: label.say(lang), text, more: None };
    let mut facts = vec![fact(Message::new("md-thresholds"), wording::thresholds(record, lang))];
    if let Some(margin) = &record.verdict.margin {
        facts.push(fact(Message::new("md-expected"), margin.say(lang)));
    }
    facts
}
