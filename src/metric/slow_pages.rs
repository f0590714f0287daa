//! The page of each step that was waited for longest, with the trace that finds it in the shop's own tracing.

use std::fmt;
use std::num::NonZeroU128;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Micros, StepId};

/// The trace that all requests of a visit belong to (W3C Trace Context §3.2.2.3). It is shown as 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TraceId(NonZeroU128);

impl TraceId {
    /// The id of this number; 0, which the standard forbids, becomes 1.
    #[must_use]
    pub fn new(number: u128) -> Self {
        Self(NonZeroU128::new(number).unwrap_or(NonZeroU128::MIN))
    }

    /// The number, never 0.
    #[must_use]
    pub const fn get(self) -> u128 {
        self.0.get()
    }

    /// `None` unless the text is 32 lower-case hexadecimal digits, not all of them 0.
    fn parse(text: &str) -> Option<Self> {
        let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        let is_id = text.len() == 32 && text.bytes().all(is_digit);
        let number = is_id.then(|| u128::from_str_radix(text, 16).ok()).flatten()?;
        NonZeroU128::new(number).map(Self)
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:032x}", self.0)
    }
}

impl Serialize for TraceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TraceId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a trace id"))
    }
}

#[cfg(test)]
impl schemars::JsonSchema for TraceId {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TraceId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-f]{32}$" })
    }
}

/// A page that was waited for. The greatest is the one to show: at full load before others, then the slowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SlowPage {
    /// Whether its visit was on its way at full load.
    pub at_full_load: bool,
    /// From its intended start to its end, in microseconds.
    #[serde(rename = "waited_us")]
    pub waited: Micros,
    /// The trace of its visit.
    #[serde(rename = "trace_id")]
    pub trace: TraceId,
}

/// The page to show of each step. Steps without a traced page have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SlowPages(Vec<Option<SlowPage>>);

impl SlowPages {
    /// Has room for this many steps, so that recording allocates nothing.
    pub(super) fn new(steps: usize) -> Self {
        Self(vec![None; steps])
    }

    /// Counts a page. Steps outside the layout are ignored.
    pub(crate) fn see(&mut self, step: StepId, page: SlowPage) {
        if let Some(known) = self.0.get_mut(usize::from(step.0)) {
            *known = (*known).max(Some(page));
        }
    }

    /// The page to show of a step.
    #[must_use]
    pub fn of(&self, step: StepId) -> Option<SlowPage> {
        self.0.get(usize::from(step.0)).copied().flatten()
    }

    /// Adds the pages of another stretch or thread; whichever comes first, the result is the same.
    pub(super) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine = (*mine).max(*theirs);
        }
    }

    /// Removes all pages and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.0.fill(None);
    }

    /// The same pages as part of a load that is not judged.
    #[must_use]
    pub(super) fn unjudged(&self) -> Self {
        let unjudged = |page: SlowPage| SlowPage { at_full_load: false, ..page };
        Self(self.0.iter().map(|page| page.map(unjudged)).collect())
    }

    /// The number of steps that it has room for.
    pub(super) const fn steps(&self) -> usize {
        self.0.len()
    }

    /// The longest wait of all.
    pub(super) fn longest(&self) -> Micros {
        self.0.iter().flatten().map(|page| page.waited).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(at_full_load: bool, waited: Micros, trace: u128) -> SlowPage {
        SlowPage { at_full_load, waited, trace: TraceId::new(trace) }
    }

    #[test]
    fn an_id_is_32_digits_and_never_0() {
        assert_eq!(TraceId::new(0).to_string(), format!("{:032}", 1));
        let text = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(TraceId::parse(text).unwrap().to_string(), text);
        for wrong in [
            "",
            "4bf92f35",
            "4BF92F3577B34DA6A3CE929D0E0E4736",
            "+bf92f3577b34da6a3ce929d0e0e4736",
            &"0".repeat(32),
        ] {
            assert_eq!(TraceId::parse(wrong), None, "{wrong}");
            let json = serde_json::to_string(wrong).unwrap();
            assert!(serde_json::from_str::<TraceId>(&json).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_slowest_page_at_full_load_is_shown_whatever_the_order() {
        let pages = [page(false, 9_000, 1), page(true, 20, 2), page(true, 70, 4), page(true, 70, 3)];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
            let mut all = SlowPages::new(2);
            for place in order {
                let mut other = SlowPages::new(2);
                other.see(StepId(1), pages[place]);
                other.see(StepId(9), page(true, 1, 1));
                all.merge(&other);
            }
            assert_eq!((all.of(StepId(0)), all.of(StepId(1))), (None, Some(page(true, 70, 4))));
            assert_eq!(all.unjudged().of(StepId(1)), Some(page(false, 70, 4)));
        }
    }
}
