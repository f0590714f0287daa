//! A stretch of the run in blocks of time, which show how much its numbers vary.
//!
//! Requests of neighbouring moments share the shop's condition, so single requests show too little of the noise; blocks of
//! seconds show more. A stretch of any length has at most [`Blocks::MOST`] blocks: when more are needed, neighbours are merged in
//! pairs.

use std::time::Duration;

use super::{Histogram, Measurements, Outcome, StepSeries};

/// The requests of one step in one block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepBlock {
    /// Requests that ended, without those that the end of our own run cut off, which appear nowhere here.
    pub ended: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
    /// Their `response_time`, of every outcome.
    pub response_times: Histogram,
}

impl StepBlock {
    /// Adds the requests of a second.
    fn add(&mut self, series: &StepSeries) {
        let ended = |outcome| outcome != Outcome::Interrupted;
        self.ended += series.count_where(ended);
        self.failures += series.failures();
        series.add_response_times(ended, &mut self.response_times);
    }

    /// Adds the requests of another block, or of another step in the same block.
    pub(super) fn merge(&mut self, other: &Self) {
        self.ended += other.ended;
        self.failures += other.failures;
        self.response_times.merge(&other.response_times);
    }
}

/// The measurements of one block of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// The length of the block.
    pub lasted: Duration,
    /// Iterations that were completed in the block.
    pub iterations: u64,
    /// All steps in the layout's order.
    pub steps: Vec<StepBlock>,
}

impl Block {
    /// Adds the measurements of the next stretch of time.
    fn add(&mut self, lasted: Duration, measured: &Measurements) {
        self.lasted += lasted;
        self.iterations += measured.iterations();
        self.steps.resize_with(measured.steps().len(), StepBlock::default);
        self.steps.iter_mut().zip(measured.steps()).for_each(|(step, series)| step.add(series));
    }

    /// Adds a block of the same layout.
    fn merge(&mut self, other: &Self) {
        self.lasted += other.lasted;
        self.iterations += other.iterations;
        self.steps.iter_mut().zip(&other.steps).for_each(|(mine, theirs)| mine.merge(theirs));
    }
}

/// The blocks of a stretch of the run. All have the same number of seconds, except the last, which may have fewer.
#[derive(Debug, Clone)]
pub struct Blocks {
    blocks: Vec<Block>,
    /// The number of seconds in a complete block.
    seconds: u64,
    /// The number of seconds in the last block.
    filled: u64,
}

impl Default for Blocks {
    fn default() -> Self {
        Self { blocks: Vec::new(), seconds: 1, filled: 0 }
    }
}

impl Blocks {
    /// The greatest number of blocks. Once the stretch has as many seconds, it has at least half as many blocks.
    pub const MOST: usize = 20;

    /// Adds the next second, which lasted so long.
    pub(super) fn add(&mut self, lasted: Duration, second: &Measurements) {
        if self.blocks.is_empty() || self.filled == self.seconds {
            self.halve();
            // After merging, the last block is complete again, because `MOST` is even.
            self.blocks.push(Block::default());
            self.filled = 0;
        }
        if let Some(last) = self.blocks.last_mut() {
            last.add(lasted, second);
        }
        self.filled += 1;
    }

    /// Merges neighbours when the list is full.
    fn halve(&mut self) {
        if self.blocks.len() < Self::MOST {
            return;
        }
        let merged = self.blocks.chunks(2).map(|pair| {
            let mut merged = pair[0].clone();
            pair[1..].iter().for_each(|block| merged.merge(block));
            merged
        });
        self.blocks = merged.collect();
        self.seconds *= 2;
    }

    /// The blocks in the order of time.
    #[must_use]
    pub(super) fn all(&self) -> &[Block] {
        &self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, Sample, StepId, Timings};
    use super::*;
    use proptest::prelude::*;

    /// A second in which requests of these steps end in these ways after these times.
    fn second(requests: &[(u16, u8, u64)]) -> Measurements {
        let layout = Layout { steps: vec!["page".into(), "cart".into()], ..Layout::default() };
        let mut measured = Measurements::new(&layout);
        for &(step, outcome, micros) in requests {
            measured.record(&Sample {
                bytes_sent: 1,
                bytes_received: 1,
                ..Sample::new(
                    StepId(step),
                    200,
                    Outcome::ALL[usize::from(outcome)],
                    Timings { waiting: micros, ..Timings::default() },
                )
            });
        }
        measured.iteration(0, 5_000);
        measured
    }

    proptest! {
        #[test]
        fn blocks_merged_are_the_whole(
            seconds in prop::collection::vec(
                prop::collection::vec((0_u16..2, 0_u8..19, 1_u64..9_000_000), 0..4), 1..100,
            ),
        ) {
            let mut blocks = Blocks::default();
            let mut whole = Measurements::new(&Layout { steps: vec![String::new(); 2], ..Layout::default() });
            for requests in &seconds {
                let second = second(requests);
                blocks.add(Duration::from_secs(1), &second);
                whole.merge(&second);
            }
            let all = blocks.all();
            prop_assert!(all.len() <= Blocks::MOST && all.len() >= seconds.len().min(Blocks::MOST / 2));
            let (last, others) = all.split_last().unwrap();
            prop_assert!(others.iter().all(|block| block.lasted == all[0].lasted && last.lasted <= block.lasted));
            let mut merged = all[0].clone();
            all[1..].iter().for_each(|block| merged.merge(block));
            let mut expected = Block::default();
            expected.add(Duration::from_secs(seconds.len() as u64), &whole);
            prop_assert_eq!(merged, expected);
        }
    }
}
