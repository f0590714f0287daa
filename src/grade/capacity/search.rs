//! Chooses the next load: up a staircase to the first load that does not hold, then halving the distance.

use super::{SearchEnd, StepOutcome};

/// The staircase begins at the ceiling divided by this number, and doubles.
const FIRST_PART: u32 = 16;
/// The greatest distance between the highest load that held and the lowest that broke, as a share of the former, at which the
/// search ends.
const CLOSE: f64 = 0.05;

/// The next action of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Run the engine at this load.
    Try(u32),
    /// Stop: no load is left to try.
    Done(SearchEnd),
}

/// A search for the highest load that holds.
#[derive(Debug, Clone)]
pub struct Search {
    ceiling: u32,
    first: u32,
    held: Option<u32>,
    broke: Option<u32>,
    /// The load that gets a second try.
    again: Option<u32>,
    end: Option<SearchEnd>,
}

impl Search {
    /// Creates a search between 1 and `ceiling`, both included.
    #[must_use]
    pub fn new(ceiling: u32) -> Self {
        let ceiling = ceiling.max(1);
        let first = (ceiling / FIRST_PART).max(1);
        Self { ceiling, first, held: None, broke: None, again: None, end: None }
    }

    /// The highest load that held.
    #[must_use]
    pub(super) const fn held(&self) -> Option<u32> {
        self.held
    }

    /// The lowest load that did not hold.
    #[must_use]
    pub(super) const fn broke(&self) -> Option<u32> {
        self.broke
    }

    /// The next load, or the end of the search.
    #[must_use]
    pub fn next(&self) -> Next {
        if let Some(end) = self.end {
            return Next::Done(end);
        }
        if let Some(again) = self.again {
            return Next::Try(again);
        }
        match (self.held, self.broke) {
            (None, None) => Next::Try(self.first),
            (Some(held), None) if held >= self.ceiling => Next::Done(SearchEnd::CeilingHeld),
            (Some(held), None) => Next::Try(held.saturating_mul(2).min(self.ceiling)),
            (None, Some(1)) => Next::Done(SearchEnd::LowestBroke),
            (held, Some(broke)) => {
                let held = held.unwrap_or(0);
                let distance = broke.saturating_sub(held);
                if distance <= 1 || (held > 0 && f64::from(distance) <= f64::from(held) * CLOSE) {
                    Next::Done(SearchEnd::Found)
                } else {
                    Next::Try(held + distance / 2)
                }
            }
        }
    }

    /// Takes the result of the load that was to be tried. `narrowly` says that it broke by little: on the staircase such a load
    /// gets a second try, because a hiccup there would end the climb far below the capacity. A load with an unknown result gets
    /// one as well.
    pub fn tell(&mut self, outcome: StepOutcome, narrowly: bool) {
        let Next::Try(load) = self.next() else { return };
        let second = self.again.take().is_some();
        match outcome {
            StepOutcome::Held => self.held = Some(load),
            StepOutcome::Broke if narrowly && self.broke.is_none() && !second => self.again = Some(load),
            StepOutcome::Broke => self.broke = Some(load),
            StepOutcome::Unknown if second => self.end = Some(SearchEnd::Unknown),
            StepOutcome::Unknown => self.again = Some(load),
        }
    }

    /// The most steps that a search up to this ceiling can take.
    #[must_use]
    pub fn most_steps(ceiling: u32) -> u32 {
        // Doublings to the ceiling, halvings of the last one down to single loads or the closeness, and second tries.
        let doublings = FIRST_PART.ilog2() + 1;
        let halvings = ceiling.max(2).ilog2().min(6) + 1;
        doublings + halvings + 2
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Searches a shop that holds up to `capacity`; returns the search, the loads that were tried, and the reason for the end.
    fn search(ceiling: u32, capacity: u32) -> (Search, Vec<u32>, SearchEnd) {
        let mut search = Search::new(ceiling);
        let mut tried = Vec::new();
        loop {
            match search.next() {
                Next::Done(end) => return (search, tried, end),
                Next::Try(load) => {
                    tried.push(load);
                    let held = load <= capacity;
                    search.tell(if held { StepOutcome::Held } else { StepOutcome::Broke }, false);
                }
            }
        }
    }

    #[test]
    fn climbs_then_halves() {
        let (found, tried, end) = search(500, 240);
        assert_eq!(tried, [31, 62, 124, 248, 186, 217, 232, 240]);
        assert_eq!((found.held(), found.broke(), end), (Some(240), Some(248), SearchEnd::Found));
    }

    #[test]
    fn knows_its_bounds() {
        let (found, tried, end) = search(100, 1_000);
        assert_eq!(tried, [6, 12, 24, 48, 96, 100]);
        assert_eq!((found.held(), found.broke(), end), (Some(100), None, SearchEnd::CeilingHeld));
        let (found, tried, end) = search(100, 0);
        assert_eq!(tried, [6, 3, 1]);
        assert_eq!((found.held(), found.broke(), end), (None, Some(1), SearchEnd::LowestBroke));
        assert_eq!(search(1, 1).1, [1]);
    }

    #[test]
    fn a_hiccup_on_the_staircase_gets_a_second_try_and_only_there() {
        let mut search = Search::new(160);
        search.tell(StepOutcome::Held, false);
        search.tell(StepOutcome::Broke, true);
        assert_eq!(search.next(), Next::Try(20), "again");
        search.tell(StepOutcome::Held, false);
        assert_eq!((search.next(), search.broke()), (Next::Try(40), None));
        search.tell(StepOutcome::Broke, false);
        assert_eq!(search.broke(), Some(40), "clearly broken");
        search.tell(StepOutcome::Broke, true);
        assert_eq!(search.broke(), Some(30), "no second try while halving");
    }

    #[test]
    fn what_nobody_can_know_twice_ends_the_search() {
        let mut search = Search::new(160);
        search.tell(StepOutcome::Held, false);
        search.tell(StepOutcome::Unknown, false);
        assert_eq!(search.next(), Next::Try(20));
        search.tell(StepOutcome::Unknown, false);
        assert_eq!((search.next(), search.held()), (Next::Done(SearchEnd::Unknown), Some(10)));
    }

    proptest! {
        #[test]
        fn ends_close_to_the_truth_and_within_its_bounds(ceiling in 1_u32..5_000, capacity in 0_u32..6_000) {
            let (found, tried, end) = search(ceiling, capacity);
            prop_assert!(tried.len() <= Search::most_steps(ceiling) as usize, "{tried:?}");
            prop_assert!(tried.iter().all(|load| (1..=ceiling).contains(load)));
            match end {
                SearchEnd::CeilingHeld => prop_assert!(capacity >= ceiling),
                SearchEnd::LowestBroke => prop_assert_eq!(capacity, 0),
                SearchEnd::Found => {
                    let (held, broke) = (found.held().unwrap(), found.broke().unwrap());
                    prop_assert!(held <= capacity && capacity < broke);
                    prop_assert!(f64::from(broke - held) <= (f64::from(held) * CLOSE).max(1.0));
                }
                _ => prop_assert!(false, "{end:?}"),
            }
        }
    }
}
