//! The verdict: a grade or the reason for its absence, a headline, and the findings.

use serde::{Deserialize, Serialize};

use super::finding::{self, Expectation};
use super::judged::Judged;
use super::{Background, Finding, FindingKind, Grade, Letter};
use crate::metric::{Ending, GeneratorHealth, Summary};
use crate::threshold::ThresholdResult;
use crate::words::Message;

/// The verdict of a run on the shop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Verdict {
    /// The grade; `None` exactly when `inconclusive` has a reason.
    pub grade: Option<Grade>,
    /// Why the run has no grade.
    pub inconclusive: Option<Message>,
    /// One sentence without a full stop, by the rule of [`Verdict::of`].
    pub headline: Message,
    /// The part, step and number that decide the letter; `None` for an A, and without a grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Message>,
    /// The share of failures that so few visits leave possible, when they cannot support the letter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Message>,
    /// The part of the run that was judged: "2m at full load".
    pub basis: Message,
    /// The greatest number of virtual users that the shop held. `None` when it did not hold.
    pub held_at_vus: Option<u64>,
    /// The known capacity. Never extrapolated.
    pub capacity: Message,
    /// The comparison with the expected shoppers, when their number is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<Message>,
    /// The findings, the most important first.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Judges a run.
    ///
    /// The visits that were in progress at full load are graded, up to their end; all visits when the plan had no hold. The
    /// letter is the worst of three parts: the waiting times, the visits that failed, the promotion. It is at most C when
    /// pages kept becoming slower, and F when thresholds or silence ended the run.
    ///
    /// A run has no grade when the generator was the bottleneck, when no visit ended, when a CDN or firewall answered half of the
    /// requests or more, when a rate was not reached because the plan has too few virtual users for it (unless the shop is bad at
    /// less), or when a person stopped the run before its hold.
    ///
    /// Runs one after the other are judged together, and are no better than the one that did worst by itself; their load is that
    /// of each. Runs that overlapped only in part have no grade, unless the shop gave up in one.
    ///
    /// The headline says "holds" for A and, "with little margin", for B, and only when no threshold was crossed and at most 1 %
    /// of the planned visits could not start; `held_at_vus` follows the same rule. When a person stopped the run, the headline
    /// says how long the full load was seen.
    #[must_use]
    pub fn of(
        summary: &Summary,
        thresholds: &[ThresholdResult],
        ending: &Ending,
        health: &GeneratorHealth,
        background: &Background<'_>,
    ) -> Self {
        let judged = Judged::of(summary, background.capacity.is_some()).left_by(health);
        let mut findings = finding::all(summary, thresholds, ending, health, background);
        let not_held = Message::new("capacity-unknown");
        let weakest = || background.weakest.and_then(|run| run.inconclusive(ending));
        if let Some(reason) = judged.inconclusive(ending, health).or_else(weakest) {
            return Self {
                grade: None,
                headline: Message::new("headline-inconclusive").with("reason", reason.clone()),
                inconclusive: Some(reason),
                reason: None,
                claim: None,
                basis: judged.basis(),
                held_at_vus: None,
                capacity: background.capacity.map_or(not_held, |found| background.said_of(found.words())),
                margin: background
                    .expected_shoppers
                    .map(|expected| Message::new("expected-not-shown").with("expected", expected)),
                findings,
            };
        }
        let crossed = thresholds.iter().filter(|result| !result.ok).count() as u64;
        // In a search without a load that held, a load may have broken by something else than thresholds, such as a growing
        // queue.
        let nothing_held = background.capacity.is_some_and(|capacity| capacity.held.is_none());
        let grade = match judged.grade(ending) {
            grade if nothing_held => grade.no_better_than(Letter::F),
            grade => grade,
        };
        let (grade, weakest) = background.weakest.map_or((grade, None), |run| run.limit(grade));
        let holds = grade.letter >= Letter::B && crossed == 0 && judged.delivered.undelivered.is_none();
        let held_at_vus = judged.delivered.shoppers().filter(|_| holds);
        let reason = judged.reason(&grade, background).filter(|_| !nothing_held);
        let reason = weakest.or(reason);
        let expectation = background.expected_shoppers.map(|expected| match background.capacity {
            Some(capacity) => {
                Expectation { expected, tested: capacity.tested_shoppers(), held: capacity.held_shoppers() }
            }
            None => {
                let tested = judged.delivered.shoppers();
                Expectation { expected, tested, held: tested.filter(|_| holds) }
            }
        });
        if let Some(expectation) = &expectation {
            expect(&mut findings, expectation);
        }
        Self {
            headline: with_the_lost(judged.headline(&grade, crossed, ending, reason.as_ref()), health),
            claim: judged.claim(&grade),
            reason,
            grade: Some(grade),
            inconclusive: None,
            basis: judged.basis(),
            held_at_vus,
            capacity: match background.capacity {
                Some(capacity) => background.said_of(capacity.words()),
                None if holds => {
                    background.said_of(Message::new("capacity-held").with("load", judged.delivered.words()))
                }
                None => not_held,
            },
            margin: expectation.map(|expectation| expectation.words()),
            findings,
        }
    }
}

/// The headline of a run over several processes says how many of them brought the load to its end.
fn with_the_lost(headline: Message, health: &GeneratorHealth) -> Message {
    let (all, lost) = (health.shards.len() as u64, health.lost_shards() as u64);
    if lost == 0 {
        return headline;
    }
    Message::new("headline-some-lost").with("headline", headline).with("left", all - lost).with("all", all)
}

/// Inserts the finding about the expected shoppers: right behind the end of the run when they are not shown to be held, otherwise
/// last.
fn expect(findings: &mut Vec<Finding>, expectation: &Expectation) {
    let Some(finding) = expectation.finding() else { return };
    let place = if expectation.is_met() {
        findings.len()
    } else {
        findings.iter().take_while(|finding| finding.kind == FindingKind::GivenUp).count()
    };
    findings.insert(place, finding);
}

#[cfg(test)]
mod tests;
