//! Which request is hurt, and how.

use super::config::Faults;

/// What happens to a load request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is answered.
    Served,
    /// It is answered 500.
    Error,
    /// It is never answered.
    Frozen,
    /// It takes the shop down.
    Death,
}

/// Draws fates from a seeded generator.
#[derive(Debug)]
pub(super) struct Fates {
    faults: Faults,
    random: fastrand::Rng,
}

impl Fates {
    /// The same seed draws the same fates.
    pub(super) fn new(faults: Faults, seed: u64) -> Fates {
        Fates { faults, random: fastrand::Rng::with_seed(seed) }
    }

    /// The fate of the `number`th load request, counted from 1.
    pub(super) fn draw(&mut self, number: u64) -> Fate {
        let beyond = |limit: Option<u64>| limit.is_some_and(|limit| number > limit);
        // Drawn in any case, so that the other faults do not shift the sequence.
        let unlucky = self.random.f64() < self.faults.error_rate;
        if beyond(self.faults.die_after_requests) {
            Fate::Death
        } else if beyond(self.faults.freeze_after_requests) {
            Fate::Frozen
        } else if unlucky {
            Fate::Error
        } else {
            Fate::Served
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_rate_is_a_share() {
        for (error_rate, least, most) in [(0.0, 0, 0), (0.1, 800, 1200), (1.0, 10_000, 10_000)] {
            let mut fates = Fates::new(Faults { error_rate, ..Faults::default() }, 7);
            let errors = (1..=10_000).filter(|number| fates.draw(*number) == Fate::Error).count();
            assert!((least..=most).contains(&errors), "{errors} at {error_rate}");
        }
    }

    #[test]
    fn limits_are_the_last_request_that_is_served() {
        let faults =
            Faults { freeze_after_requests: Some(2), die_after_requests: Some(4), ..Faults::default() };
        let mut fates = Fates::new(faults, 0);
        let drawn: Vec<_> = (1..=5).map(|number| fates.draw(number)).collect();
        assert_eq!(drawn, [Fate::Served, Fate::Served, Fate::Frozen, Fate::Frozen, Fate::Death]);
    }
}
