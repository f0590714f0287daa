//! Usual times: a running median in two words of memory.

use super::Micros;

/// A running estimate of a median. Each value moves it up or down by a share of itself that shrinks to 2 %, so a few very long
/// values (a stall) hardly move it (the idea of "Frugal Streaming for Estimating Quantiles", Ma, Muthukrishnan and Sandler, 2013,
/// with a step in proportion).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Usual {
    median: f64,
    seen: u64,
}

impl Usual {
    /// Adds a value in microseconds.
    pub fn observe(&mut self, micros: Micros) {
        let value = micros as f64;
        self.seen += 1;
        if self.seen == 1 {
            self.median = value;
            return;
        }
        let step = (1.0 / self.seen as f64).max(0.02);
        if value > self.median {
            self.median *= 1.0 + step;
        } else if value < self.median {
            self.median /= 1.0 + step;
        }
    }

    /// The usual value in microseconds; `None` before the first value and when it rounds to 0.
    #[must_use]
    pub fn get(&self) -> Option<Micros> {
        let micros = self.median.round() as Micros;
        (micros > 0).then_some(micros)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stalls_hardly_move_it() {
        let mut usual = Usual::default();
        assert_eq!(usual.get(), None);
        for round in 0..2_000_u64 {
            usual.observe(if round % 20 == 0 { 1_000_000 } else { 10_000 + round % 7 * 100 });
        }
        let found = usual.get().unwrap();
        assert!((9_500..11_200).contains(&found), "{found}");
    }

    proptest! {
        #[test]
        fn it_comes_close_to_the_median_whatever_came_first(first in 1_u64..10_000_000, centre in 1_000_u64..1_000_000) {
            let mut usual = Usual::default();
            usual.observe(first);
            for round in 0..1_500_u64 {
                usual.observe(centre * (95 + round * 7 % 11) / 100);
            }
            let found = usual.get().unwrap() as f64;
            prop_assert!((found / centre as f64 - 1.0).abs() < 0.1, "{found} is far from {centre}");
        }
    }
}
