//! The sentence for the reason of a letter: the part, the step and the number that decide it.

use std::time::Duration;

use super::steadiness::Rise;
use super::{Background, finding};
use crate::metric::{
    Failing, HOLDS_BELOW, Micros, SlowEnd, StepId, StepTime, Summary, TimeStatistic, VisitTally,
};
use crate::words::{Message, Value};

/// The data that the sentences use.
pub(super) struct Reason<'a> {
    pub(super) summary: &'a Summary,
    pub(super) background: &'a Background<'a>,
}

fn time(micros: Micros) -> Value {
    Value::Millis(micros as f64 / 1e3)
}

impl Reason<'_> {
    fn step(&self, step: StepId) -> &str {
        finding::step_name(self.summary, step)
    }

    /// Says how long shoppers wait.
    pub(super) fn time(&self, statistic: &TimeStatistic) -> Message {
        if let Some((shoppers, wait)) = statistic.shoppers.filter(|_| statistic.is_of_shoppers()) {
            let told = Message::new("reason-shoppers").with("wait", time(wait));
            return told.with("shoppers", shoppers.round() as u64);
        }
        if let Some(slow) = statistic.seconds.filter(|_| statistic.is_of_seconds()) {
            let told = Message::new("reason-seconds").with("wait", time(slow.wait));
            return told.with("share", Value::Share(slow.share));
        }
        let Some(StepTime { step, pages, seen, at_least }) = statistic.step else {
            return Message::new("not-measured");
        };
        let told = match (step.is_some(), seen > at_least + at_least / 20) {
            (true, true) if at_least < HOLDS_BELOW && seen >= HOLDS_BELOW => Message::new("reason-time-seen"),
            (true, false) => Message::new("reason-time"),
            (true, true) => Message::new("reason-time-at-least"),
            (false, _) => Message::new("reason-time-of-all"),
        };
        told.with("step", step.map_or("", |step| self.step(step)))
            .with("p95", time(seen))
            .with("at-least", time(at_least))
            .with("pages", pages)
    }

    /// Says how many visits failed, and where most of them did.
    pub(super) fn failures(&self, failing: &Failing, turned_away: u64) -> Message {
        let share = Value::Share(failing.failed as f64 / failing.ended.max(1) as f64);
        let told = match failing.journey.and_then(|journey| self.summary.layout.journeys.get(journey)) {
            Some(name) => Message::new("reason-failures-of").with("journey", name.as_str()),
            None if turned_away * 2 > failing.failed => {
                Message::new("reason-turned-away").with("turned-away", turned_away)
            }
            None => Message::new("reason-failures"),
        };
        let told = told.with("share", share).with("failed", failing.failed).with("visits", failing.ended);
        let worst = finding::worst_break(self.summary, failing.journey, self.background.promotion_checks);
        match worst.filter(|_| turned_away * 2 <= failing.failed) {
            Some(where_and_what) => {
                Message::new("with-details").with("what", told).with("details", where_and_what)
            }
            None => told,
        }
    }

    /// Says in how many visits the promotion was wrong, and which part of it.
    pub(super) fn promotion(&self, tally: &VisitTally) -> Message {
        let (wrong, seen) = (tally.promotion_wrong, tally.promotion_seen());
        let told = Message::new("reason-promotion")
            .with("share", Value::Share(wrong as f64 / seen.max(1) as f64))
            .with("wrong", wrong)
            .with("visits", seen);
        match finding::worst_promise(self.summary, self.background.promotion_checks) {
            Some(check) => Message::new("with-details").with("what", told).with("details", check),
            None => told,
        }
    }
}

/// Says that the load ended while shoppers waited.
pub(super) fn ended_slow(end: SlowEnd) -> Message {
    let told = Message::new("reason-slow-end").with("waiting", end.waiting).with("shoppers", end.shoppers);
    told.with("wait", time(end.wait))
}

/// Says that pages keep becoming slower.
pub(super) fn rising(rise: Rise, lasted: Duration) -> Message {
    let told = Message::new("reason-rising").with("from", time(rise.from)).with("to", time(rise.to));
    told.with("lasted", Value::Seconds(lasted.as_secs_f64()))
}
