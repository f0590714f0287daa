//! A stretch of the run in blocks of time: how much its numbers vary within it.
//!
//! Requests of neighbouring moments share the shop's condition, so single requests say too little of the noise; blocks of
//! seconds say more. There are at most [`Blocks::MOST`] of them, however long the run: when there would be more, neighbours
//! are merged in pairs.

use std::time::Duration;

use super::{Histogram, Measurements, Outcome, StepSeries};

/// One step in one block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StepBlock {
    /// Requests that came to an end. Those that the end of our own run cut off are in nothing here.
    pub ended: u64,
    /// Of these, requests that failed a shopper.
    pub failures: u64,
    /// Their `response_time`, whatever their outcome.
    pub response_times: Histogram,
}

impl StepBlock {
    fn of(series: &StepSeries) -> Self {
        let ended = |outcome| outcome != Outcome::Interrupted;
        Self {
            ended: series.count_where(ended),
            failures: series.failures(),
            response_times: series.response_times(ended),
        }
    }

    /// Adds another block's, or another step's in the same block.
    pub fn merge(&mut self, other: &Self) {
        self.ended += other.ended;
        self.failures += other.failures;
        self.response_times.merge(&other.response_times);
    }
}

/// A block of time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// How long it was.
    pub lasted: Duration,
    /// Complete iterations.
    pub iterations: u64,
    /// All steps in the layout's order.
    pub steps: Vec<StepBlock>,
}

impl Block {
    /// What was measured within a time.
    #[must_use]
    pub fn of(lasted: Duration, measured: &Measurements) -> Self {
        Self {
            lasted,
            iterations: measured.iterations(),
            steps: measured.steps().iter().map(StepBlock::of).collect(),
        }
    }

    /// Adds a block of the same layout.
    fn merge(&mut self, other: &Self) {
        self.lasted += other.lasted;
        self.iterations += other.iterations;
        self.steps.iter_mut().zip(&other.steps).for_each(|(mine, theirs)| mine.merge(theirs));
    }
}

/// The blocks of a stretch of the run: all of equally many seconds, but for the last, which may have fewer.
#[derive(Debug, Clone)]
pub struct Blocks {
    blocks: Vec<Block>,
    /// Seconds of a whole block.
    seconds: u64,
    /// Seconds in the last block.
    filled: u64,
}

impl Default for Blocks {
    fn default() -> Self {
        Self { blocks: Vec::new(), seconds: 1, filled: 0 }
    }
}

impl Blocks {
    /// There are never more than these; once the stretch has so many seconds, never fewer than half.
    pub const MOST: usize = 20;

    /// Adds the next second.
    pub fn add(&mut self, second: &Block) {
        match self.blocks.last_mut().filter(|_| self.filled < self.seconds) {
            Some(last) => {
                last.merge(second);
                self.filled += 1;
            }
            None => {
                self.halve();
                // After merging the last block is a whole one again: `MOST` is even.
                self.blocks.push(second.clone());
                self.filled = 1;
            }
        }
    }

    /// Merges neighbours when there is no room for another block.
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
    pub fn all(&self) -> &[Block] {
        &self.blocks
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, Sample, SampleTags, StepId, Timings};
    use super::*;
    use proptest::prelude::*;

    /// A second in which requests of two steps end in these ways after these times.
    fn second(requests: &[(u16, u8, u64)]) -> Measurements {
        let layout = Layout { steps: vec!["page".into(), "cart".into()], ..Layout::default() };
        let mut measured = Measurements::new(&layout);
        for &(step, outcome, micros) in requests {
            measured.record(&Sample {
                step: StepId(step),
                status: 200,
                outcome: Outcome::ALL[usize::from(outcome)],
                timings: Timings { waiting: micros, ..Timings::default() },
                response_time: micros,
                bytes_sent: 1,
                bytes_received: 1,
                retried: false,
                tags: SampleTags::default(),
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
                blocks.add(&Block::of(Duration::from_secs(1), &second));
                whole.merge(&second);
            }
            let all = blocks.all();
            prop_assert!(all.len() <= Blocks::MOST && all.len() >= seconds.len().min(Blocks::MOST / 2));
            let (last, others) = all.split_last().unwrap();
            prop_assert!(others.iter().all(|block| block.lasted == all[0].lasted && last.lasted <= block.lasted));
            let mut merged = all[0].clone();
            all[1..].iter().for_each(|block| merged.merge(block));
            prop_assert_eq!(merged, Block::of(Duration::from_secs(seconds.len() as u64), &whole));
        }
    }
}
