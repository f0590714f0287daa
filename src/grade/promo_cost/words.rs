//! A promotion's cost in sentences.

use super::{Comparison, PromoCost};
use crate::grade::Estimate;
use crate::units::duration::display_millis;
use crate::words::{Message, Value};

/// A time with its sign: `+61 ms`, `−3 ms`. What rounds to nothing has none.
#[must_use]
pub fn signed(millis: f64) -> Message {
    let size = Value::Millis(millis.abs());
    if display_millis(millis.abs()) == display_millis(0.0) {
        Message::value(size)
    } else if millis < 0.0 {
        Message::new("signed-minus").with("time", size)
    } else {
        Message::new("signed-plus").with("time", size)
    }
}

/// An estimate in milliseconds with its interval: `+61 ms (95 %: +53 ms to +69 ms)`.
#[must_use]
pub fn interval(estimate: &Estimate) -> Message {
    Message::new("interval")
        .with("value", signed(estimate.value))
        .with("low", signed(estimate.low))
        .with("high", signed(estimate.high))
}

impl Comparison {
    /// What was compared with, in words.
    #[must_use]
    pub fn words(&self) -> Message {
        match self {
            Self::WithoutItsSteps { left_out } => {
                Message::new("against-without-steps").with("steps", left_out.join(", "))
            }
            Self::Sibling { url } => Message::new("against-sibling").with("page", url.as_str()),
        }
    }
}

impl PromoCost {
    /// What the promotion costs a journey, in a line without a full stop. No difference is a result, too.
    #[must_use]
    pub fn words(&self) -> Message {
        let told =
            if self.is_seen() { Message::new("promo-costs") } else { Message::new("promo-no-difference") };
        told.with("difference", interval(&self.journey_ms)).with("against", self.comparison.words())
    }

    /// What that means for the shop's workers; `None` when no difference was seen.
    #[must_use]
    pub fn capacity_words(&self) -> Option<Message> {
        let lost = self.lost_capacity;
        let share = |share: f64| Value::Share(share.clamp(0.0, 1.0));
        (self.is_seen() && lost.low > 0.0).then(|| {
            Message::new("promo-lost-capacity")
                .with("time", interval(&self.shop_time_ms))
                .with("share", share(lost.value))
                .with("low", share(lost.low))
                .with("high", share(lost.high))
        })
    }
}
