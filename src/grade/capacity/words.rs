//! Sentences about a capacity.

use super::{Break, Capacity, CapacityStep, LoadUnit, SearchEnd, StepOutcome};
use crate::threshold::ThresholdResult;
use crate::words::{Message, Value};

impl LoadUnit {
    /// Says a load: `240 shoppers`.
    #[must_use]
    pub fn load(self, load: u32) -> Message {
        let load = u64::from(load);
        match self {
            Self::Shoppers => Message::new("load-shoppers").with("shoppers", load),
            Self::VisitsPerSecond => Message::new("load-visits").with("visits", Value::Count(load)),
            Self::VisitsPerMinute => Message::new("load-visits-minute").with("visits", Value::Count(load)),
        }
    }
}

impl Break {
    /// Says in a sentence why the load did not hold.
    #[must_use]
    pub fn words(&self) -> Message {
        match self {
            Self::Threshold { source, value: None } => Message::plain(source.as_str()),
            Self::Threshold { source, value } => {
                let source = source.clone();
                let result = ThresholdResult {
                    source,
                    value: *value,
                    ok: false,
                    abort_on_fail: false,
                    worst_at_s: None,
                };
                let measured = result.told();
                Message::new("break-threshold").with("threshold", result.source).with("measured", measured)
            }
            Self::Rising { from_ms, to_ms } => Message::new("break-rising")
                .with("from", Value::Millis(*from_ms))
                .with("to", Value::Millis(*to_ms)),
            Self::VisitsFailed { share } => {
                Message::new("break-visits-failed").with("share", Value::Share(*share))
            }
            Self::NotDelivered { share } => {
                Message::new("break-not-delivered").with("share", Value::Share(*share))
            }
            Self::Silent { seconds } => Message::new("break-silent").with("time", Value::Seconds(*seconds)),
        }
    }
}

impl CapacityStep {
    /// Says the result: `held`, `broke`.
    #[must_use]
    pub fn outcome_words(&self) -> Message {
        match self.outcome {
            StepOutcome::Held => Message::new("step-held"),
            StepOutcome::Broke => Message::new("step-broke"),
            StepOutcome::Unknown => Message::new("step-unknown"),
        }
    }

    /// Says why the load did not hold, or why that is unknown; `None` when it held.
    #[must_use]
    pub fn why(&self) -> Option<Message> {
        let cause = self.unknown.clone().or_else(|| self.breaks.first().map(Break::words))?;
        Some(match &self.slowest {
            Some(slowest) if self.unknown.is_none() => {
                Message::new("break-on-step").with("why", cause).with("step", slowest.step.as_str())
            }
            _ => cause,
        })
    }
}

impl SearchEnd {
    /// Says why the search ended early; `None` when it found the capacity.
    fn words(self) -> Option<Message> {
        match self {
            Self::Found | Self::CeilingHeld | Self::LowestBroke => None,
            Self::Unknown => Some(Message::new("search-unknown")),
            Self::NotRecovered => Some(Message::new("search-not-recovered")),
            Self::Stopped => Some(Message::new("search-stopped")),
        }
    }
}

impl Capacity {
    /// Says the result of the search in a line without a full stop.
    #[must_use]
    pub(in crate::grade) fn words(&self) -> Message {
        let load = |load: u32| self.unit.load(load);
        let why = self.broken_step().and_then(CapacityStep::why);
        let found = match (self.held, self.broke, why) {
            (Some(held), Some(broke), Some(why)) => Message::new("capacity-between")
                .with("held", load(held))
                .with("broke", load(broke))
                .with("why", why),
            (Some(held), ..) => Message::new("capacity-at-least").with("held", load(held)),
            (None, Some(broke), Some(why)) => {
                Message::new("capacity-below").with("broke", load(broke)).with("why", why)
            }
            (None, ..) => Message::new("capacity-unknown"),
        };
        match self.end.words() {
            Some(reason) => Message::new("capacity-cut-short").with("found", found).with("reason", reason),
            None => found,
        }
    }

    /// Says the meaning of the highest load that held, with the arithmetic; `None` when none held or no journey was completed.
    #[must_use]
    pub fn arithmetic(&self) -> Option<Message> {
        let shoppers = self.shoppers()?;
        let told = match self.unit {
            LoadUnit::Shoppers => Message::new("capacity-arithmetic"),
            LoadUnit::VisitsPerSecond | LoadUnit::VisitsPerMinute => {
                Message::new("capacity-arithmetic-visits").with("load", self.unit.load(self.held?))
            }
        };
        // The value is never negative, and far from the greatest integer.
        let rounded = |value: f64| Value::Count(value.round() as u64);
        Some(
            told.with("shoppers", rounded(shoppers.at_once))
                .with("journey", Value::Seconds(shoppers.journey_s))
                .with("rate", Value::Number(shoppers.visits_per_s))
                .with("visits", rounded(shoppers.visits_per_hour)),
        )
    }

    /// The most shoppers at once that were tried; `None` when the search counted visits.
    #[must_use]
    pub(in crate::grade) fn tested_shoppers(&self) -> Option<u64> {
        match self.unit {
            LoadUnit::Shoppers => self.steps.iter().map(|step| u64::from(step.load)).max(),
            _ => self.held_shoppers(),
        }
    }

    /// The most shoppers at once that held, by Little's law when the search counted visits.
    #[must_use]
    pub fn held_shoppers(&self) -> Option<u64> {
        match self.unit {
            LoadUnit::Shoppers => self.held.map(u64::from),
            _ => self.shoppers().map(|shoppers| shoppers.at_once as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::capacity;
    use super::*;
    use crate::words::Lang;

    #[test]
    fn says_between_which_loads_it_lies_and_why() {
        let said = |capacity: &Capacity| capacity.words().say(Lang::En);
        let found = capacity(&[(200, StepOutcome::Held), (220, StepOutcome::Broke)], SearchEnd::Found);
        assert_eq!(
            said(&found),
            "held at 200 shoppers, broke at 220 shoppers (http_req_duration: p(95)<2000, measured 2.15 s, slowest: add_to_cart)"
        );
        let top = capacity(&[(100, StepOutcome::Held), (200, StepOutcome::Held)], SearchEnd::CeilingHeld);
        assert_eq!(said(&top), "held at 200 shoppers, the highest load that was tried");
        let bad = capacity(&[(1, StepOutcome::Broke)], SearchEnd::LowestBroke);
        assert!(said(&bad).starts_with("did not hold at 1 shopper, the lowest load that was tried"));
        let cut = capacity(&[(100, StepOutcome::Held), (200, StepOutcome::Unknown)], SearchEnd::Unknown);
        assert_eq!(
            said(&cut),
            "held at 100 shoppers, the highest load that was tried; the search ended early: the load generator or a firewall stood in the way"
        );
        let nothing = capacity(&[(1, StepOutcome::Unknown)], SearchEnd::Stopped);
        assert_eq!(said(&nothing), "not measured; the search ended early: the run was stopped");
    }

    #[test]
    fn visits_an_hour_are_the_measured_ones() {
        // A hold counts the journeys that ended in it: rarely shoppers ÷ length of a journey.
        for (unit, journeys_per_s, said) in [
            (
                LoadUnit::Shoppers,
                9.4567,
                "200 shoppers at once, 20.0 s for a journey: 34,044 visits an hour, 9.46 a second",
            ),
            (
                LoadUnit::VisitsPerSecond,
                198.0,
                "200 visits per second × 20.0 s for a journey = 4,000 shoppers at once; measured: 712,800 visits an hour, 198 a \
                 second",
            ),
            (
                LoadUnit::VisitsPerMinute,
                3.3,
                "200 visits per minute × 20.0 s for a journey = 67 shoppers at once; measured: 11,880 visits an hour, 3.3 a \
                 second",
            ),
        ] {
            let mut found = capacity(&[(200, StepOutcome::Held)], SearchEnd::CeilingHeld);
            found.unit = unit;
            found.steps[0].journeys_per_s = journeys_per_s;
            assert_eq!(found.arithmetic().unwrap().say(Lang::En), said);
            let hour = found.shoppers().unwrap().visits_per_hour;
            assert!((hour - journeys_per_s * 3_600.0).abs() < 1e-6);
        }
        let found = capacity(&[(200, StepOutcome::Held)], SearchEnd::CeilingHeld);
        let visits = Capacity { unit: LoadUnit::VisitsPerSecond, ..found };
        assert_eq!(visits.held_shoppers(), Some(4_000));
    }
}
