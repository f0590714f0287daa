//! The causes of broken visits, one finding for each, with the affected steps and a sample of the shop's answer.

use std::cmp::Reverse;

use super::failed::since;
use super::{Finding, FindingKind, advice, step_name};
use crate::metric::{BrokenVisit, Cause, Outcome, Specimen, StepId, Summary};
use crate::words::{Message, Value};

/// The most causes that are reported; more would hide the important ones.
const CAUSES: usize = 5;
/// The most steps that are listed for one cause; further ones are counted together.
const STEPS: usize = 4;

/// A cause of broken visits. Causes with the same remedy are one, in all steps.
#[derive(Debug, Clone, PartialEq, Eq)]
enum VisitTrouble {
    /// The promotion was wrong.
    Promotion,
    /// The shop refused, with this text.
    Refusal(String),
    /// Another part of a page was not as expected: the check's index in the layout.
    Check(u16),
    /// A value was not found: its index in the layout.
    Extract(u16),
    /// A limiter in front of the shop turned requests away.
    Limiter,
    /// The shop says that it is closed.
    Maintenance,
    /// Workers are gone or too few: 502 to 504.
    Gateway,
    /// Any other status that the step does not expect.
    Status(u16),
    /// The request ended with this outcome.
    Outcome(Outcome),
}

/// All visits that broke for one cause.
struct CauseGroup<'a> {
    trouble: VisitTrouble,
    visits: u64,
    all: Vec<&'a BrokenVisit>,
}

/// Findings for the causes with the most broken visits; the promotion always comes first. `blocked` says that refusals of a
/// firewall have a finding already.
pub(super) fn findings(summary: &Summary, promotion: &[bool], blocked: bool) -> Vec<Finding> {
    let mut groups = groups(summary, promotion);
    groups.retain(|group| !(blocked && group.trouble == VisitTrouble::Outcome(Outcome::Blocked)));
    groups.sort_by_key(|group| Reverse((group.trouble == VisitTrouble::Promotion, group.visits)));
    let is_only = groups.len() == 1;
    groups.iter().take(CAUSES).map(|group| group.finding(summary, promotion, is_only)).collect()
}

fn groups<'a>(summary: &'a Summary, promotion: &[bool]) -> Vec<CauseGroup<'a>> {
    let mut groups: Vec<CauseGroup<'a>> = Vec::new();
    for broken in summary.total.broken.all() {
        let trouble = VisitTrouble::of(broken, sample_of(summary, broken), promotion);
        match groups.iter_mut().find(|group| group.trouble == trouble) {
            Some(group) => {
                group.visits += broken.visits();
                group.all.push(broken);
            }
            None => groups.push(CauseGroup { trouble, visits: broken.visits(), all: vec![broken] }),
        }
    }
    groups
}

impl VisitTrouble {
    fn of(broken: &BrokenVisit, specimen: Option<&Specimen>, promotion: &[bool]) -> Self {
        match broken.cause {
            Cause::Check(check) => match specimen.and_then(Specimen::refusal) {
                Some(words) => Self::Refusal(words),
                None if promotion.get(usize::from(check.0)).copied().unwrap_or(false) => Self::Promotion,
                None => Self::Check(check.0),
            },
            Cause::Extract(place) => Self::Extract(place),
            Cause::Status(503) if specimen.is_some_and(is_maintenance) => Self::Maintenance,
            // A limiter answers by itself and at once, without a time to come back; overloaded workers give one.
            Cause::Status(429) => Self::Limiter,
            Cause::Status(503) if specimen.is_none_or(|answer| header(answer, "retry-after").is_none()) => {
                Self::Limiter
            }
            Cause::Status(502..=504) => Self::Gateway,
            Cause::Status(status) => Self::Status(status),
            Cause::Outcome(outcome) => Self::Outcome(outcome),
        }
    }

    const fn kind(&self) -> FindingKind {
        match self {
            Self::Promotion => FindingKind::PromotionWrong,
            Self::Check(_) | Self::Refusal(_) => FindingKind::CheckFailed,
            _ => FindingKind::Failures,
        }
    }

    fn remedy(&self) -> Message {
        match self {
            Self::Promotion => Message::new("remedy-promotion-wrong"),
            Self::Refusal(_) => Message::new("remedy-refusal"),
            Self::Check(_) => advice::for_check(),
            Self::Extract(_) => Message::new("remedy-extract"),
            Self::Limiter => Message::new("remedy-limiter"),
            Self::Maintenance => Message::new("remedy-maintenance"),
            Self::Gateway => Message::new("remedy-gateway"),
            Self::Status(_) => advice::for_failure(Outcome::Status),
            Self::Outcome(outcome) => advice::for_failure(*outcome),
        }
    }

    fn words(&self, summary: &Summary) -> Message {
        let check = |place: u16| summary.layout.checks.get(usize::from(place));
        match self {
            Self::Promotion => Message::new("promotion-wrong"),
            Self::Refusal(words) => Message::new("shop-refuses").with("words", words.as_str()),
            Self::Check(place) => {
                Message::new("check-failed").with("check", check(*place).map_or("?", |(_, name)| name))
            }
            Self::Extract(place) => {
                let known = summary.layout.extracts.get(usize::from(*place));
                Message::new("extract-missing").with("name", known.map_or("?", |(_, name)| name.as_str()))
            }
            Self::Limiter => Message::new("limiter-answers"),
            Self::Maintenance => Message::new("maintenance-answers"),
            Self::Gateway => Message::new("gateway-answers"),
            Self::Status(status) => Message::new("status-answers").with("status", status.to_string()),
            Self::Outcome(outcome) => Message::new("requests-end").with("outcome", outcome.words()),
        }
    }
}

impl CauseGroup<'_> {
    fn finding(&self, summary: &Summary, promotion: &[bool], is_only: bool) -> Finding {
        let (visits, of) = self.visits_of(summary);
        let evidence = Message::new("of-visits")
            .with("times", visits)
            .with("total", of)
            .with("share", Value::Share(visits as f64 / of.max(1) as f64));
        let mut evidence = vec![evidence, self.places(summary)];
        evidence.extend(self.looked_at(summary, promotion));
        let trace = self.all.iter().find_map(|broken| broken.specimen.as_ref()?.trace_id);
        evidence.extend(trace.map(|trace| Message::new("failed-trace").exact("trace", trace)));
        let steps: Vec<_> = self.steps();
        let what = match (&self.trouble, steps.as_slice()) {
            (VisitTrouble::Check(_) | VisitTrouble::Extract(_), [(step, _)]) => Message::new("at-step")
                .with("step", step_name(summary, *step))
                .with("what", self.trouble.words(summary)),
            _ => self.trouble.words(summary),
        };
        let finding = Finding::new(self.trouble.kind(), what, Message::list(evidence), self.trouble.remedy());
        let finding = match steps.as_slice() {
            [(step, _)] => finding.of_step(step_name(summary, *step)),
            _ => finding,
        };
        finding.since(since(summary, is_only))
    }

    /// How many visits are concerned, and of how many, as the verdict counts them: of those that are judged and, of the promotion,
    /// saw it. Where none of these broke, of all.
    fn visits_of(&self, summary: &Summary) -> (u64, u64) {
        let judged = summary.total.visits.judged().tally();
        if self.trouble == VisitTrouble::Promotion && judged.promotion_wrong > 0 {
            return (judged.promotion_wrong, judged.promotion_seen());
        }
        let visits: u64 = self.all.iter().map(|broken| self.counted(broken)).sum();
        let all = if self.is_judged() { judged } else { summary.total.visits.whole() };
        (visits, all.ended().max(visits))
    }

    /// Whether a judged visit is among them: then only these are counted.
    fn is_judged(&self) -> bool {
        self.all.iter().any(|broken| broken.judged > 0)
    }

    fn counted(&self, broken: &BrokenVisit) -> u64 {
        if self.is_judged() { broken.judged } else { broken.visits() }
    }

    /// The steps with the number of visits that the cause broke there, the greatest first.
    fn steps(&self) -> Vec<(StepId, u64)> {
        let mut steps: Vec<(StepId, u64)> = Vec::new();
        for broken in self.all.iter().filter(|broken| self.counted(broken) > 0) {
            match steps.iter_mut().find(|(step, _)| *step == broken.step) {
                Some((_, visits)) => *visits += self.counted(broken),
                None => steps.push((broken.step, self.counted(broken))),
            }
        }
        steps.sort_by_key(|(step, visits)| (Reverse(*visits), *step));
        steps
    }

    fn places(&self, summary: &Summary) -> Message {
        let steps = self.steps();
        let mut row: Vec<Message> = steps
            .iter()
            .take(STEPS)
            .map(|(step, visits)| {
                let told = Message::new("step-visits").with("step", step_name(summary, *step));
                told.with("visits", *visits)
            })
            .collect();
        if steps.len() > STEPS {
            row.push(Message::new("more-steps").with("more", (steps.len() - STEPS) as u64));
        }
        Message::value(Value::Row(row))
    }

    /// How often the checks or the value were looked at, and were wrong.
    fn looked_at(&self, summary: &Summary, promotion: &[bool]) -> Vec<Message> {
        match &self.trouble {
            VisitTrouble::Promotion | VisitTrouble::Check(_) => {
                let mut checks: Vec<_> = self
                    .all
                    .iter()
                    .filter_map(|broken| match broken.cause {
                        Cause::Check(check) => Some(usize::from(check.0)),
                        _ => None,
                    })
                    .collect();
                if self.trouble == VisitTrouble::Promotion {
                    let promised = |place: &usize| promotion.get(*place).copied().unwrap_or(false);
                    checks.extend((0..summary.layout.checks.len()).filter(promised));
                }
                checks.sort_unstable();
                checks.dedup();
                let wrong = checks.into_iter().filter_map(|place| wrong_check(summary, place));
                let mut wrong: Vec<_> = wrong.collect();
                wrong.sort_by_key(|(times, _)| Reverse(*times));
                wrong.into_iter().take(STEPS).map(|(_, told)| told).collect()
            }
            VisitTrouble::Extract(place) => {
                let Some((step, name)) = summary.layout.extracts.get(usize::from(*place)) else {
                    return Vec::new();
                };
                let series = &summary.total.steps()[usize::from(step.0)];
                let (missing, came) = (
                    series.count(Outcome::Extract),
                    series.count_where(|outcome| !outcome.is_http_failure()),
                );
                let told = Message::new("not-found-in").with("name", name.as_str()).with("times", missing);
                vec![told.with("total", came)]
            }
            _ => Vec::new(),
        }
    }
}

/// Says `the order page says €7.58: wrong in 12 of 240 checks (5 %)`, and returns how often it was wrong.
fn wrong_check(summary: &Summary, place: usize) -> Option<(u64, Message)> {
    let ((_, name), tally) = (summary.layout.checks.get(place)?, summary.total.checks().get(place)?);
    let (wrong, seen) = (tally.wrong(), tally.passes + tally.wrong());
    let told = Message::new("of-checks")
        .with("times", wrong)
        .with("total", seen)
        .with("share", Value::Share(wrong as f64 / seen.max(1) as f64));
    (wrong > 0)
        .then(|| (wrong, Message::new("with-details").with("what", name.as_str()).with("details", told)))
}

/// The step and cause that broke most of the judged visits, of one journey or of all; `None` when none of them broke.
pub(in crate::grade) fn worst_break(
    summary: &Summary,
    journey: Option<usize>,
    promotion: &[bool],
) -> Option<Message> {
    let broken = summary.total.broken.all().iter();
    let of_journey = broken.filter(|broken| journey.is_none_or(|journey| journey == broken.journey));
    let mut places: Vec<(&BrokenVisit, u64)> = Vec::new();
    for broken in of_journey {
        match places.iter_mut().find(|(known, _)| (known.step, known.cause) == (broken.step, broken.cause)) {
            Some((_, visits)) => *visits += broken.judged,
            None => places.push((broken, broken.judged)),
        }
    }
    // Of equals the first, as reports list them.
    let worst = places.into_iter().rev().max_by_key(|(_, visits)| *visits);
    let (broken, visits) = worst.filter(|(_, visits)| *visits > 0)?;
    Some(
        Message::new("break-at")
            .with("step", step_name(summary, broken.step))
            .with("what", VisitTrouble::of(broken, sample_of(summary, broken), promotion).words(summary))
            .with("visits", visits),
    )
}

/// The part of the promotion that was wrong most often, or the shop's own words where it refused most of them.
pub(in crate::grade) fn worst_promise(summary: &Summary, promotion: &[bool]) -> Option<Message> {
    let checks = summary.layout.checks.iter().zip(summary.total.checks()).zip(promotion);
    let wrong = checks.filter(|(_, promises)| **promises).max_by_key(|((_, tally), _)| tally.wrong());
    let (((step, name), tally), _) = wrong?;
    let at = |step| Message::new("promise-at").with("step", step_name(summary, step));
    let promises = |broken: &&BrokenVisit| match broken.cause {
        Cause::Check(check) => promotion.get(usize::from(check.0)).copied().unwrap_or(false),
        _ => false,
    };
    let refused = groups(summary, promotion).into_iter().filter_map(|group| {
        let broken = matches!(group.trouble, VisitTrouble::Refusal(_))
            .then(|| group.all.iter().copied().find(promises))??;
        Some((group.visits, broken.step, group.trouble.words(summary)))
    });
    let refused = refused.max_by_key(|(visits, ..)| *visits);
    (tally.wrong() > 0).then(|| match refused.filter(|(visits, ..)| visits * 2 > tally.wrong()) {
        Some((_, step, words)) => at(step).with("check", words),
        None => at(*step).with("check", name.as_str()),
    })
}

/// A sample of the shop's answer: of the same step and cause, otherwise of the same cause.
fn sample_of<'a>(summary: &'a Summary, broken: &'a BrokenVisit) -> Option<&'a Specimen> {
    let others = || summary.total.broken.all().iter().filter(|other| other.cause == broken.cause);
    let of_step = others().filter(|other| other.step == broken.step);
    of_step.chain(others()).find_map(|other| other.specimen.as_deref())
}

fn header<'a>(specimen: &'a Specimen, name: &str) -> Option<&'a str> {
    let found = specimen.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.as_str())
}

/// Whether the shop itself says that it is closed: by a time to come back, or in words.
fn is_maintenance(specimen: &Specimen) -> bool {
    let body = specimen.body.to_lowercase();
    body.contains("maintenance") || body.contains("we'll be back soon") || body.contains("bientôt de retour")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> Specimen {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Specimen {
            path: "/cart".into(),
            status,
            headers: headers.collect(),
            body: body.into(),
            trace_id: None,
        }
    }

    fn broken(cause: Cause) -> BrokenVisit {
        BrokenVisit { journey: 0, step: StepId(0), cause, judged: 1, others: 0, specimen: None }
    }

    #[test]
    fn causes_are_told_apart_by_what_the_shop_sent() {
        let check = Cause::Check(crate::metric::CheckId(0));
        let refused =
            r#"{"hasError":true,"errors":["You can only buy 0 \"Mug\". Please adjust"],"quantity":1"#;
        for (cause, specimen, expected) in [
            (
                Cause::Status(503),
                answer(503, &[], "<html>503 Service Temporarily Unavailable"),
                VisitTrouble::Limiter,
            ),
            (Cause::Status(503), answer(503, &[("retry-after", "1")], "busy"), VisitTrouble::Gateway),
            (
                Cause::Status(503),
                answer(503, &[("Retry-After", "3600")], "Under Maintenance"),
                VisitTrouble::Maintenance,
            ),
            (Cause::Status(502), answer(502, &[], "Bad Gateway"), VisitTrouble::Gateway),
            (Cause::Status(500), answer(500, &[], ""), VisitTrouble::Status(500)),
            (
                check,
                answer(200, &[], refused),
                VisitTrouble::Refusal("You can only buy 0 \"Mug\". Please adjust".into()),
            ),
            (check, answer(200, &[], r#"{"errors":["cut of"#), VisitTrouble::Promotion),
            (check, answer(200, &[], "<html>14.28"), VisitTrouble::Promotion),
            (
                Cause::Outcome(Outcome::Redirects),
                answer(302, &[], ""),
                VisitTrouble::Outcome(Outcome::Redirects),
            ),
        ] {
            assert_eq!(VisitTrouble::of(&broken(cause), Some(&specimen), &[true]), expected);
        }
        assert_eq!(VisitTrouble::of(&broken(check), None, &[false]), VisitTrouble::Check(0));
    }
}
