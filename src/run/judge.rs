//! Judges an exchange: which outcome it was, which checks held, what is kept for later steps.

use std::time::Instant;

use url::Url;

use crate::http::{Answer, Client, Exchange};
use crate::metric::{Outcome, Recorder, Sample, StepId};
use crate::plan::PlannedStep;
use crate::scenario::Values;

/// A judged answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) outcome: Outcome,
    /// Whether the journey can go on: an answer came and every value that later steps need is there.
    pub(crate) goes_on: bool,
}

/// Whose answer it is: what it is compared with, and what is taken from it.
pub(crate) struct Visitor<'a> {
    pub(crate) values: &'a mut Values,
    pub(crate) random: &'a mut fastrand::Rng,
    pub(crate) client: &'a Client,
    /// Where the answer came from.
    pub(crate) url: &'a Url,
}

/// Judges a step's final answer, counts its checks and takes its values.
pub(crate) fn judge(
    step: &PlannedStep,
    exchange: &Exchange,
    recorder: &mut Recorder,
    visitor: &mut Visitor<'_>,
) -> Judgement {
    let answer = match &exchange.result {
        Ok(answer) => answer,
        Err(failure) => {
            // No answer satisfies no check: failures never improve a number.
            step.checks.iter().for_each(|(id, _)| recorder.check(*id, false));
            return Judgement { outcome: failure.outcome, goes_on: false };
        }
    };
    let mut all_held = true;
    for (id, check) in &step.checks {
        let held = check.holds(answer, visitor.values);
        recorder.check(*id, held);
        all_held &= held;
    }
    if !step.expects(answer.status) {
        let outcome = if is_blocked(step, answer, false) { Outcome::Blocked } else { Outcome::Status };
        return Judgement { outcome, goes_on: false };
    }
    let complete = take_values(step, answer, visitor);
    let good = all_held && complete;
    match is_blocked(step, answer, good) {
        true => Judgement { outcome: Outcome::Blocked, goes_on: false },
        false if good => Judgement { outcome: Outcome::Ok, goes_on: true },
        false => Judgement { outcome: Outcome::Check, goes_on: complete },
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

/// Takes the step's values; `false` when one that is needed is missing.
fn take_values(step: &PlannedStep, answer: &Answer, visitor: &mut Visitor<'_>) -> bool {
    let mut complete = true;
    for extract in &step.extracts {
        match extract.find(answer, visitor.random, |name| visitor.client.cookie(visitor.url, name)) {
            Some(value) => visitor.values.set(&extract.name, value),
            None => complete &= extract.optional,
        }
    }
    complete
}

/// The sample of an exchange.
pub(crate) fn sample(step: StepId, exchange: &Exchange, outcome: Outcome) -> Sample {
    Sample {
        step,
        status: exchange.result.as_ref().map_or(0, |answer: &Answer| answer.status),
        outcome,
        timings: exchange.timings,
        response_time: elapsed_micros(exchange.started, exchange.ended),
        bytes_sent: exchange.bytes_sent,
        bytes_received: exchange.bytes_received,
        retried: exchange.retried,
    }
}

/// Whole microseconds between two instants.
pub(crate) fn elapsed_micros(from: Instant, to: Instant) -> u64 {
    u64::try_from(to.saturating_duration_since(from).as_micros()).unwrap_or(u64::MAX)
}
