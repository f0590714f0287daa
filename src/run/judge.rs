//! Judges an exchange: which outcome it was, which checks held, what is kept for later steps.

use std::time::Instant;

use url::{Position, Url};

use super::charset::Charsets;
use crate::http::{Answer, Client, Exchange, unknown_codings};
use crate::metric::{
    Cause, CheckId, Layout, Outcome, Recorder, Sample, SampleTags, Specimen, StepId, TraceId,
};
use crate::plan::PlannedStep;
use crate::scenario::{JsonPlaces, Values};
use crate::units::secret::shown_address;

/// A judged answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) outcome: Outcome,
    /// Whether the journey can go on: an answer came and every value that later steps need is there.
    pub(super) goes_on: bool,
    /// What went wrong, when something did.
    pub(super) cause: Option<Cause>,
    /// Whether all that the page promises was right, when it came and promises something.
    pub(super) promotion: Option<bool>,
}

impl Judgement {
    /// No page came to look at: it proves nothing of a promotion.
    pub(super) const fn failed(outcome: Outcome, cause: Cause) -> Self {
        Self { outcome, goes_on: false, cause: Some(cause), promotion: None }
    }
}

/// Whose answer it is: what it is compared with, and what is taken from it.
pub(super) struct Visitor<'a> {
    pub(super) values: &'a mut Values,
    pub(super) random: &'a mut fastrand::Rng,
    pub(super) client: &'a Client,
    /// Where the answer came from.
    pub(super) url: &'a Url,
    pub(super) tags: SampleTags,
    pub(super) charsets: &'a Charsets,
}

/// Judges a step's final answer, counts its checks and takes its values.
pub(super) fn judge(
    step: &PlannedStep,
    exchange: &Exchange,
    recorder: &mut Recorder,
    visitor: &mut Visitor<'_>,
    layout: &Layout,
) -> Judgement {
    let answer = match &exchange.result {
        Ok(answer) => answer,
        Err(failure) => {
            // No answer satisfies no check: failures never improve a number.
            step.checks.iter().for_each(|(id, _)| recorder.check_without_page(*id, visitor.tags));
            return Judgement::failed(failure.outcome, Cause::Outcome(failure.outcome));
        }
    };
    unknown_codings(&answer.headers).for_each(|name| recorder.unknown_coding(step.id, &name));
    let decoded = if step.keep_body { visitor.charsets.decoded(step.id, answer) } else { None };
    let answer = decoded.as_ref().unwrap_or(answer);
    let places = JsonPlaces::new(&step.pointers, &answer.body);
    let came = step.expects(answer.status) && !answer.is_blocked_by_head();
    let mut wrong: Option<CheckId> = None;
    let mut wrongs = 0;
    let mut promotion: Option<bool> = None;
    let checks = |promises: bool| step.checks.iter().filter(move |(_, check)| check.promotion == promises);
    for (id, check) in checks(false) {
        let held = check.holds(answer, visitor.values, &places);
        match held || came {
            true => recorder.check(*id, held, visitor.tags),
            false => recorder.check_without_page(*id, visitor.tags),
        }
        if !held {
            // The first says most.
            wrong.get_or_insert(*id);
            wrongs += 1;
        }
    }
    // A page that is not what it should be (an error, an empty cart) shows no wrong promotion, but none.
    let is_page = came && wrong.is_none();
    for (id, check) in checks(true) {
        let held = check.holds(answer, visitor.values, &places);
        match held || is_page {
            true => recorder.check(*id, held, visitor.tags),
            false => recorder.check_without_page(*id, visitor.tags),
        }
        promotion = Some(promotion.unwrap_or(true) && held).filter(|_| is_page);
        if !held {
            wrong.get_or_insert(*id);
            wrongs += 1;
        }
    }
    if !step.expects(answer.status) {
        return match is_blocked(step, answer, false) {
            true => Judgement::failed(Outcome::Blocked, Cause::Outcome(Outcome::Blocked)),
            false => Judgement::failed(Outcome::Status, Cause::Status(answer.status)),
        };
    }
    let missing = take_values(step, answer, &places, visitor);
    if is_blocked(step, answer, wrong.is_none() && missing.is_none()) {
        return Judgement::failed(Outcome::Blocked, Cause::Outcome(Outcome::Blocked));
    }
    match (missing, wrong) {
        (None, None) => Judgement { outcome: Outcome::Ok, goes_on: true, cause: None, promotion },
        (None, Some(check)) => Judgement {
            outcome: Outcome::Check,
            goes_on: !step.once_per_vu,
            cause: Some(Cause::Check(check)),
            promotion,
        },
        (Some(name), _) => {
            let place = layout.extracts.iter().position(|(owner, known)| *owner == step.id && known == name);
            let place = place.and_then(|place| u16::try_from(place).ok()).unwrap_or(u16::MAX);
            // A wrong page has no values either: then the check says more. One check beside it looks for the same.
            let (outcome, cause) = match wrong.filter(|_| wrongs > 1) {
                Some(check) => (Outcome::Check, Cause::Check(check)),
                None => (Outcome::Extract, Cause::Extract(place)),
            };
            Judgement { outcome, goes_on: false, cause: Some(cause), promotion }
        }
    }
}

/// Whether a CDN or firewall answered instead of the shop. `good` says that the answer is as expected: then only its
/// head can still tell (a challenge with status 202), and not when the step names that very status.
fn is_blocked(step: &PlannedStep, answer: &Answer, good: bool) -> bool {
    if good {
        !step.stops_at(answer.status) && answer.is_blocked_by_head()
    } else {
        answer.is_blocked_by_head() || answer.is_blocked_by_body()
    }
}

/// Takes the step's values; the name of the first that is needed and missing.
fn take_values<'a>(
    step: &'a PlannedStep,
    answer: &Answer,
    places: &JsonPlaces<'_>,
    visitor: &mut Visitor<'_>,
) -> Option<&'a str> {
    let mut missing = None;
    for extract in &step.extracts {
        match extract.find(answer, places, visitor.random, |name| visitor.client.cookie(visitor.url, name)) {
            Some(value) => visitor.values.set(&extract.name, value),
            None if extract.optional => {}
            None => missing = missing.or(Some(extract.name.as_str())),
        }
    }
    missing
}

/// Headers whose values are a visitor's own, or a secret between shop and visitor.
const PRIVATE: [&str; 4] = ["set-cookie", "authorization", "www-authenticate", "proxy-authenticate"];
/// Bytes of a body that a sample keeps.
const SAMPLE: usize = 300;

/// A sample of what came from `url`, in a visit with this trace.
pub(super) fn specimen(exchange: &Exchange, url: &Url, trace_id: Option<TraceId>) -> Specimen {
    let path = shown_address(&url[Position::BeforePath..Position::AfterQuery]);
    match &exchange.result {
        Err(failure) => Specimen { path, body: failure.to_string(), trace_id, ..Specimen::default() },
        Ok(answer) => Specimen {
            path,
            status: answer.status,
            headers: answer
                .headers
                .iter()
                .filter(|(name, _)| !PRIVATE.contains(&name.as_str()))
                .map(|(name, value)| {
                    (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
                })
                .collect(),
            body: String::from_utf8_lossy(&answer.body[..answer.body.len().min(SAMPLE)]).into_owned(),
            trace_id,
        },
    }
}

/// The sample of an exchange.
pub(super) fn sample(step: StepId, tags: SampleTags, exchange: &Exchange, outcome: Outcome) -> Sample {
    Sample {
        step,
        status: exchange.result.as_ref().map_or(0, |answer: &Answer| answer.status),
        outcome,
        timings: exchange.timings,
        response_time: elapsed_micros(exchange.started, exchange.ended),
        bytes_sent: exchange.bytes_sent,
        bytes_received: exchange.bytes_received,
        retried: exchange.retried,
        tags,
    }
}

/// Whole microseconds between two instants.
pub(super) fn elapsed_micros(from: Instant, to: Instant) -> u64 {
    u64::try_from(to.saturating_duration_since(from).as_micros()).unwrap_or(u64::MAX)
}
