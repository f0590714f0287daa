//! The top of the page: the letter, what it means, and what to do.

use serde::Serialize;

use super::super::record::RunRecord;
use super::super::{Trend, wording};
use super::Line;
use crate::grade::Finding;
use crate::words::{self, Lang, Message};

/// What the template sees.
#[derive(Serialize)]
pub(super) struct VerdictView {
    letter: String,
    /// The class of the style sheet that colours the letter.
    class: String,
    headline: String,
    meaning: String,
    basis: String,
    /// How many shoppers, and what that number is.
    shoppers: Option<Line>,
    facts: Vec<Fact>,
}

/// A number that the verdict is made of.
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
            headline,
            meaning,
            basis: Message::new("md-judged-on").with("basis", verdict.basis.clone()).say(lang),
            shoppers: shoppers(record, lang),
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

fn facts(record: &RunRecord, lang: Lang) -> Vec<Fact> {
    let fact = |label: Message, text: String| Fact { label: label.say(lang), text, more: None };
    let mut facts = vec![
        response_time(record, lang),
        fact(Message::new("md-failures"), wording::failures(record, lang)),
        fact(Message::new("md-thresholds"), wording::thresholds(record, lang)),
    ];
    if let Some(text) = wording::promotion_under_load(record) {
        facts.push(fact(Message::new("html-promotion-under-load"), text.say(lang)));
    }
    if let Some(margin) = &record.verdict.margin {
        facts.push(fact(Message::new("md-expected"), margin.say(lang)));
    }
    facts
}

/// The p95 first: it is what is graded. Each number stays with its name.
fn response_time(record: &RunRecord, lang: Lang) -> Fact {
    let trend = record.judged.response_time;
    let time = |name: &str, pick: fn(&Trend) -> f64| {
        format!("{name} {}", wording::time(trend, pick, lang)).replace(' ', "\u{A0}")
    };
    let median = || format!("{} · {}", time("p50", |trend| trend.med), time("p99", |trend| trend.p99));
    Fact {
        label: Message::new("md-response-time").say(lang),
        text: trend.map_or_else(|| wording::not_measured(lang), |_| time("p95", |trend| trend.p95)),
        more: trend.map(|_| median()),
    }
}

/// Something to do, with everything that asks for it.
#[derive(Serialize)]
pub(super) struct Advice {
    reasons: Vec<Reason>,
    remedy: String,
}

#[derive(Serialize)]
struct Reason {
    what: String,
    evidence: String,
}

/// The findings by what is to be done about them: one shop that resets connections has them reset at many steps. In the order of
/// the most important reason of each.
pub(super) fn advice(findings: &[Finding], lang: Lang) -> Vec<Advice> {
    let mut advice: Vec<Advice> = Vec::new();
    for finding in findings {
        let reason = Reason { what: finding.what.say(lang), evidence: wording::evidence(finding, lang) };
        let remedy = finding.remedy.say(lang);
        match advice.iter_mut().find(|known| known.remedy == remedy) {
            Some(known) => known.reasons.push(reason),
            None => advice.push(Advice { reasons: vec![reason], remedy }),
        }
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::{Confidence, FindingKind};

    #[test]
    fn one_remedy_is_said_once() {
        let finding = |what: &str, remedy: &str| Finding {
            kind: FindingKind::Failures,
            step: None,
            since_s: Some(12.0),
            confidence: Confidence::Medium,
            what: Message::plain(what),
            evidence: Message::plain("7 of 10"),
            remedy: Message::plain(remedy),
        };
        let findings = [finding("a", "restart"), finding("b", "cache"), finding("c", "restart")];
        let said: Vec<_> = advice(&findings, Lang::En)
            .into_iter()
            .map(|advice| {
                let reasons: Vec<_> = advice.reasons.iter().map(|reason| reason.what.as_str()).collect();
                let evidence = "7 of 10, from 12.0 s into the run on (likely; a longer run would tell)";
                assert!(
                    advice.reasons.iter().all(|reason| reason.evidence == evidence),
                    "{}",
                    advice.reasons[0].evidence
                );
                (reasons.join(" "), advice.remedy)
            })
            .collect();
        assert_eq!(said, [("a c".to_owned(), "restart".to_owned()), ("b".to_owned(), "cache".to_owned())]);
    }
}
