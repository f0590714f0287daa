//! What a virtual user does by chance, always the same for one seed: when it comes, which journey it walks.

use std::time::Duration;

use crate::plan::PlannedJourney;

/// The source of a virtual user's choices.
pub(super) fn generator(seed: u64, id: u32) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed_of(seed, id))
}

/// The source of the choices of one visit, whichever visits came before it and however they went: the virtual user's `visit`-th,
/// from 0, or an executor's `visit`-th arrival.
pub(super) fn of_visit(seed: u64, visit: u64) -> fastrand::Rng {
    fastrand::Rng::with_seed(seed.wrapping_add((visit + 1).wrapping_mul(0xD134_2543_DE82_EF95)))
}

/// The seed of a virtual user's visits.
pub(super) const fn seed_of(seed: u64, id: u32) -> u64 {
    seed ^ (id as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// How long a virtual user waits before its first iteration: evenly from nothing up to, but not including, `jitter`.
pub(super) fn start_delay(jitter: Duration, random: &mut fastrand::Rng) -> Duration {
    if jitter.is_zero() {
        return Duration::ZERO;
    }
    Duration::from_nanos(random.u64(0..u64::try_from(jitter.as_nanos()).unwrap_or(u64::MAX)))
}

/// Draws one of these journeys by weight: its place in the plan.
pub(super) fn draw(
    journeys: &[PlannedJourney],
    among: &[usize],
    random: &mut fastrand::Rng,
) -> Option<usize> {
    let weight = |place: usize| journeys.get(place).map_or(0, |journey| u64::from(journey.weight));
    let total: u64 = among.iter().map(|place| weight(*place)).sum();
    if total == 0 {
        return None;
    }
    let mut ticket = if among.len() == 1 { 0 } else { random.u64(0..total) };
    among.iter().copied().find(|place| {
        let drawn = ticket < weight(*place);
        ticket = ticket.saturating_sub(weight(*place));
        drawn
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn virtual_users_that_come_together_begin_apart() {
        let jitter = Duration::from_secs(1);
        let delays: Vec<Duration> = (0..50).map(|id| start_delay(jitter, &mut generator(1, id))).collect();
        assert!(delays.iter().all(|delay| *delay < jitter));
        for fifth in 0..5 {
            let here = delays.iter().filter(|delay| delay.as_millis() / 200 == fifth).count();
            assert!((5..=16).contains(&here), "{here} of 50 in the fifth {fifth}: {delays:?}");
        }
        let mut alike = (0..50).map(|id| start_delay(Duration::ZERO, &mut generator(1, id)));
        assert!(alike.all(|delay| delay.is_zero()), "without jitter they begin at once");
    }

    #[test]
    fn only_the_named_journeys_are_drawn_and_by_weight() {
        let journeys: Vec<PlannedJourney> = [3, 5, 0, 1]
            .into_iter()
            .map(|weight| PlannedJourney {
                name: weight.to_string(),
                weight,
                steps: Vec::new(),
                once: None,
                data: Vec::new(),
            })
            .collect();
        let mut random = fastrand::Rng::with_seed(1);
        let mut counts = [0; 4];
        for _ in 0..4_000 {
            counts[draw(&journeys, &[0, 2, 3], &mut random).unwrap()] += 1;
        }
        assert_eq!((counts[1], counts[2]), (0, 0));
        assert!((2_850..3_150).contains(&counts[0]), "{counts:?}");
        assert_eq!(draw(&journeys, &[2], &mut random), None);
    }

    proptest! {
        #[test]
        fn a_delay_is_shorter_than_the_jitter(nanos in 1_u64..u64::MAX, seed: u64, id: u32) {
            prop_assert!(start_delay(Duration::from_nanos(nanos), &mut generator(seed, id)).as_nanos() < u128::from(nanos));
        }
    }
}
