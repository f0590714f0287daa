//! Names in `Content-Encoding` that are not codings of the request: the body is used unchanged, and a reader has to know.

use serde::{Deserialize, Serialize};

use super::{Layout, StepId};
use crate::words::{Message, Value};

/// The most names that are kept of one step; more say nothing new.
const MOST_NAMES: usize = 3;
/// The most characters that are kept of a name, which may be as long as the shop likes.
const LONGEST: usize = 40;
/// The most steps that a note names; it counts the others.
const MOST_STEPS: usize = 10;

/// The names by step, at most three for each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnknownCodings {
    names: Vec<(StepId, String)>,
}

impl UnknownCodings {
    /// Keeps a name from a step's answer; returns whether it is new. A known name costs no memory.
    pub(super) fn add(&mut self, step: StepId, name: &str) -> bool {
        let short = name.char_indices().nth(LONGEST).map_or(name, |(end, _)| &name[..end]);
        let mut of_step = 0;
        for (_, known) in self.names.iter().filter(|(known, _)| *known == step) {
            if known.eq_ignore_ascii_case(short) {
                return false;
            }
            of_step += 1;
        }
        let is_new = of_step < MOST_NAMES;
        if is_new {
            self.names.push((step, short.to_owned()));
        }
        is_new
    }

    /// Adds the names of another thread or second; returns whether any of them is new.
    pub fn merge(&mut self, other: &Self) -> bool {
        other.names.iter().fold(false, |is_new, (step, name)| self.add(*step, name) || is_new)
    }

    /// Removes all names.
    pub(super) fn clear(&mut self) {
        self.names.clear();
    }

    /// Says it with the steps in the order of the layout; `None` without any name.
    #[must_use]
    pub fn note(&self, layout: &Layout) -> Option<Message> {
        let of_step = |(step, name): (StepId, &String)| {
            let names = self.names.iter().filter(|(of, _)| *of == step);
            let mut names: Vec<&str> = names.map(|(_, coding)| coding.as_str()).collect();
            // Threads find the names in any order.
            names.sort_unstable();
            let names: Vec<Message> = names.into_iter().map(Message::typed).collect();
            let is_named = !names.is_empty();
            let of_step = Message::new("codings-of-step").with("names", Value::Row(names));
            is_named.then(|| of_step.with("step", name.as_str()))
        };
        let mut steps: Vec<Message> = (0..).map(StepId).zip(&layout.steps).filter_map(of_step).collect();
        if steps.is_empty() {
            return None;
        }
        let more = steps.len().saturating_sub(MOST_STEPS);
        steps.truncate(MOST_STEPS);
        if more > 0 {
            steps.push(Message::new("codings-of-others").with("more", more as u64));
        }
        Some(Message::new("note-codings").with("steps", Value::Row(steps)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(steps: usize) -> Layout {
        Layout { steps: (0..steps).map(|number| format!("s{number}")).collect(), ..Layout::default() }
    }

    #[test]
    fn each_step_is_named_once_with_what_its_answers_say() {
        let mut codings = UnknownCodings::default();
        assert_eq!(codings.note(&layout(3)), None);
        assert!(codings.add(StepId(2), "none"));
        assert!(!codings.add(StepId(2), "None"));
        let mut other = UnknownCodings::default();
        assert!(other.add(StepId(0), "utf-8") && other.add(StepId(0), "binary"));
        assert!(codings.merge(&other));
        assert!(!codings.merge(&other));
        let note = codings.note(&layout(3)).unwrap().to_string();
        assert!(
            note.contains("asked for: `binary`, `utf-8` in step `s0`, `none` in step `s2`; it"),
            "{note}"
        );
        codings.clear();
        assert_eq!(codings, UnknownCodings::default());
    }

    #[test]
    fn a_shop_with_ever_new_names_fills_no_memory_and_no_page() {
        let mut codings = UnknownCodings::default();
        for number in 0..2_000_u16 {
            codings.add(StepId(number % 12), &format!("{number}{}", "é".repeat(1_000)));
        }
        assert_eq!(codings.names.len(), 12 * MOST_NAMES);
        let note = codings.note(&layout(12)).unwrap().to_string();
        assert!(note.contains(" in step `s9`, and others in 2 more; it is"), "{note}");
        assert!(note.chars().count() < 2_000, "{note}");
        // A log may be invented.
        assert_eq!(codings.note(&layout(0)), None);
    }
}
