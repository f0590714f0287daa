//! Sentences about the cost of a promotion.

use super::{Counterpart, NoCost, PromoCost, PromotionPart};
use crate::grade::Estimate;
use crate::units::duration::display_millis;
use crate::words::{Message, Value};

/// Says a time with its sign: `+61 ms`, `−3 ms`. A time that rounds to 0 has no sign.
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

/// Says an estimate in milliseconds with its interval: `+61 ms (95 %: +53 ms to +69 ms)`.
#[must_use]
pub fn interval(estimate: &Estimate) -> Message {
    Message::new("interval")
        .with("value", signed(estimate.value))
        .with("low", signed(estimate.low))
        .with("high", signed(estimate.high))
}

impl Counterpart {
    /// Says what the journey was compared with.
    #[must_use]
    pub(super) fn words(&self) -> Message {
        match self {
            Self::WithoutItsSteps { left_out } => {
                Message::new("against-without-steps").with("steps", left_out.join(", "))
            }
            Self::Sibling { url, without } if without.is_empty() => {
                Message::new("against-sibling").with("page", url.as_str())
            }
            Self::Sibling { url, without } => Message::new("against-sibling-without")
                .with("page", url.as_str())
                .with("parts", parts(without)),
        }
    }
}

/// Lists parts of a promotion: `automatic discount "Welcome 3 EUR off" (rule 1)`.
#[must_use]
pub fn parts(parts: &[PromotionPart]) -> Value {
    let part = |part: &PromotionPart| {
        let kind = Message::new("promotion-kind").with("kind", part.kind.as_str());
        Message::new("promo-part").with("kind", kind).with("text", part.text.as_str())
    };
    Value::Row(parts.iter().map(part).collect())
}

impl NoCost {
    /// Says that the cost is not measured, why, and if possible how it could be, in a line without a full stop.
    #[must_use]
    pub fn words(&self, comparison: &Counterpart) -> Message {
        let why = match self {
            Self::Failures(share) => Message::new("no-cost-failures").with("share", Value::Share(*share)),
            Self::Nothing => Message::new("no-cost-nothing"),
            Self::Few(pairs) => Message::new("no-cost-few").with("pairs", *pairs as u64),
            Self::NotRecovered => Message::new("no-cost-not-recovered"),
            Self::OnBothPages { url, parts: both } => {
                let told = Message::new("no-cost-on-both").with("page", url.as_str());
                return Message::new("no-cost").with("why", told.with("parts", parts(both)));
            }
        };
        Message::new("no-cost-against").with("why", why).with("against", comparison.words())
    }
}

impl PromoCost {
    /// Says the cost of the promotion for a journey, in a line without a full stop. No difference is a result as well.
    #[must_use]
    pub fn words(&self) -> Message {
        let told = match (&self.comparison, self.is_seen()) {
            (_, true) => Message::new("promo-costs").with("against", self.comparison.words()),
            // Other parts of the neighbour's promotion are not mentioned.
            (Counterpart::Sibling { url, without }, false) if !without.is_empty() => {
                let told = Message::new("promo-no-difference-of").with("page", url.as_str());
                told.with("parts", parts(without))
            }
            (_, false) => Message::new("promo-no-difference").with("against", self.comparison.words()),
        };
        let found = told.with("difference", interval(&self.journey_ms));
        if self.is_cut_short() {
            Message::new("promo-cut-short").with("found", found).with("pairs", self.pairs_words())
        } else {
            found
        }
    }

    /// Says how many pairs were measured, and of how many when the run ended early: `8 of 12 planned pairs`.
    #[must_use]
    pub fn pairs_words(&self) -> Message {
        let pairs = u64::from(self.pairs);
        if self.is_cut_short() {
            Message::new("promo-pairs-of").with("pairs", pairs).with("planned", u64::from(self.planned_pairs))
        } else {
            Message::new("promo-pairs").with("pairs", pairs)
        }
    }

    /// Says what that means for the shop's workers; `None` when no difference was seen.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    fn sibling(without: Vec<PromotionPart>) -> Counterpart {
        Counterpart::Sibling { url: "https://shop.test/7".into(), without }
    }

    fn rule() -> PromotionPart {
        PromotionPart { kind: "auto-cart-rule".into(), text: "\"Welcome\" (rule 1)".into() }
    }

    fn cost(pairs: u32) -> PromoCost {
        let estimate = Estimate { value: 12.0, low: 10.0, high: 14.0 };
        PromoCost {
            comparison: sibling(vec![rule()]),
            vus: 2,
            pairs,
            planned_pairs: 12,
            block_s: 1.0,
            journeys_with: 8,
            journeys_without: 8,
            journey_ms: estimate,
            journey_without_ms: 100.0,
            shop_time_ms: estimate,
            lost_capacity: estimate,
            steps: Vec::new(),
        }
    }

    #[test]
    fn says_what_differs_and_of_how_many_pairs() {
        let whole = "+12 ms (95 %: +10 ms to +14 ms) per journey, against the same journey on https://shop.test/7, which is \
                     without automatic discount \"Welcome\" (rule 1)";
        assert_eq!(cost(12).words().say(Lang::En), whole);
        assert_eq!(cost(8).words().say(Lang::En), format!("{whole} (from 8 of 12 planned pairs)"));
        assert_eq!(cost(12).pairs_words().say(Lang::En), "12 pairs");
        assert!(cost(8).words().say(Lang::Fr).ends_with("(d’après 8 des 12 paires prévues)"));
    }

    #[test]
    fn what_is_not_measured_has_its_reason() {
        let against = sibling(Vec::new());
        for (reason, en) in [
            (NoCost::Few(0), "not measured: only 0 pairs, against the same journey on https://shop.test/7"),
            (NoCost::Few(1), "not measured: only 1 pair, against the same journey on https://shop.test/7"),
            (
                NoCost::OnBothPages { url: "https://shop.test/7".into(), parts: vec![rule()] },
                "not measured: both pages or carts get this, the neighbour (https://shop.test/7) as well: automatic discount \"Welcome\" \
                 (rule 1); to measure it, switch it off for a run and compare the two runs (promo-load compare), \
                 or name with --without-promo the page of a product that it leaves out",
            ),
        ] {
            assert_eq!(reason.words(&against).say(Lang::En), en);
            assert!(reason.words(&against).say(Lang::Fr).starts_with("non mesuré"), "{reason:?}");
        }
    }
}
