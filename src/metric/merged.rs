//! Several runs in one summary: how they lay in time, and which seconds are whose.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Summary, TimelinePoint};

/// How several runs of one plan lay in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Arrangement {
    /// They were at full load together, so that the shop had the sum of their shoppers.
    SideBySide,
    /// No two of them had any load at the same time, so that the shop never had more shoppers than one of them.
    InTurn,
    /// Neither: the number of shoppers at once is not known.
    Overlapping,
}

impl Arrangement {
    /// The name of the arrangement in files and catalogues.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SideBySide => "side_by_side",
            Self::InTurn => "in_turn",
            Self::Overlapping => "overlapping",
        }
    }
}

/// The runs in a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergedRuns {
    /// How they lay in time.
    pub arrangement: Arrangement,
    /// The beginning of each run, from the start of the summary. Runs that were not side by side follow each other without a gap.
    pub begins: Vec<Duration>,
}

impl Summary {
    /// The seconds of each run of the summary that had the shop for itself; all seconds of a single run, and of runs side by side.
    #[must_use]
    pub fn stretches(&self) -> Vec<&[TimelinePoint]> {
        let Some(merged) = self.merged.as_ref().filter(|merged| merged.is_in_a_row()) else {
            return vec![&self.timeline];
        };
        let place =
            |begin: &Duration| self.timeline.partition_point(|point| point.at_s <= begin.as_secs_f64());
        let begins: Vec<usize> = merged.begins.iter().map(place).collect();
        let ends = begins.iter().skip(1).copied().chain([self.timeline.len()]);
        begins.iter().zip(ends).filter_map(|(begin, end)| self.timeline.get(*begin..end)).collect()
    }
}

impl MergedRuns {
    /// Whether the summary has the runs one after the other.
    const fn is_in_a_row(&self) -> bool {
        !matches!(self.arrangement, Arrangement::SideBySide)
    }

    /// The number of runs.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.begins.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Layout, Measurements, RunPhase};
    use super::*;

    #[test]
    fn each_second_belongs_to_one_run() {
        let layout = Layout::default();
        let of = |arrangement| {
            let mut summary = Summary::new(layout.clone(), 1);
            let mut begins = Vec::new();
            for seconds in [3, 0, 2] {
                let begin = summary.elapsed;
                begins.push(begin);
                for second in 1..=seconds {
                    let end = begin + Duration::from_millis(second * 1_003);
                    summary.add_second(end, RunPhase::Hold, second, &Measurements::new(&layout));
                }
            }
            summary.merged = Some(MergedRuns { arrangement, begins });
            let vus = |stretch: &[TimelinePoint]| stretch.iter().map(|point| point.vus).collect::<Vec<_>>();
            summary.stretches().into_iter().map(vus).collect::<Vec<_>>()
        };
        for arrangement in [Arrangement::InTurn, Arrangement::Overlapping] {
            assert_eq!(of(arrangement), [vec![1, 2, 3], vec![], vec![1, 2]]);
        }
        assert_eq!(of(Arrangement::SideBySide), [vec![1, 2, 3, 1, 2]]);
        assert_eq!(Summary::new(layout, 1).stretches(), [&[][..]]);
    }
}
