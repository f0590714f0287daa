//! `promo-load compare`: two runs' records beside each other.
//!
//! Not here: the statistics (`grade::compare`), reading files (`app`).

mod comparable;
mod headline;
pub mod html;
pub mod markdown;
mod numbers;
mod presentation;
pub mod terminal;

use serde::{Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use super::ReportError;
use crate::grade::compare::{ComparedScope, Criterion, CriterionError, Differences, NoisyP95, ObservedBlock};
use crate::metric::{Histogram, HistogramError};
use crate::record::{BlockRecord, RunRecord, StepBlockRecord, StepRecord};
use crate::words::{Lang, Message};

/// The version of the JSON's shape. Changes whenever an older reader would misread a newer file.
pub const SCHEMA_VERSION: u32 = 1;

/// Two runs that cannot be compared.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum CompareError {
    /// They are runs of different things; each line is one reason.
    Different(Vec<Message>),
    /// A record was written before there were blocks, or they do not fit each other.
    Blocks {
        /// `baseline` or `run`.
        which: &'static str,
        /// What wrote it.
        version: String,
    },
    /// A block cannot be read.
    Histogram {
        /// `baseline` or `run`.
        which: &'static str,
        /// The step.
        step: String,
        /// What is wrong with it.
        source: HistogramError,
    },
    /// A criterion does not fit the runs.
    Criterion(#[from] CriterionError),
}

impl From<&CompareError> for Message {
    fn from(error: &CompareError) -> Self {
        match error {
            CompareError::Different(reasons) => Message::lines(
                reasons.iter().cloned().chain([Message::new("error-compare-different")]).collect(),
            ),
            CompareError::Blocks { which, version } => {
                Message::new("error-compare-blocks").exact("which", which).exact("version", version)
            }
            CompareError::Histogram { which, step, source } => Message::new("error-compare-histogram")
                .exact("which", which)
                .exact("step", step)
                .with("why", Message::from(source)),
            CompareError::Criterion(error) => Message::from(error),
        }
    }
}

/// One of the two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComparedRun {
    /// Its name.
    pub run_id: String,
    /// When its load began.
    pub started: jiff::Timestamp,
    /// The tested address.
    pub target: String,
    /// What its load was, in words.
    pub load: String,
    /// Its own headline.
    pub headline: String,
}

impl ComparedRun {
    fn of(record: &RunRecord) -> Self {
        Self {
            run_id: record.run_id.clone(),
            started: record.started,
            target: record.target.clone(),
            load: record.load.executor.clone(),
            headline: record.verdict.headline.say(Lang::En),
        }
    }
}

/// What became of the numbers from one run to the next, with all that a reader must know about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The first run.
    pub baseline: ComparedRun,
    /// The second run.
    pub run: ComparedRun,
    /// Why the runs are not comparable, when they were compared all the same.
    #[serde(serialize_with = "in_english")]
    pub different: Vec<Message>,
    /// What a reader must know.
    #[serde(serialize_with = "in_english")]
    pub notes: Vec<Message>,
    /// Whether anything that decides got worse.
    pub regression: bool,
    /// The numbers.
    #[serde(flatten)]
    pub differences: Differences,
}

/// Programs read the English sentences.
fn in_english<S: Serializer>(sentences: &[Message], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(sentences.iter().map(ToString::to_string))
}

impl Comparison {
    /// Compares two runs; different ones only `even_if_different`.
    ///
    /// # Errors
    ///
    /// [`CompareError`] with every reason why not.
    pub fn of(
        baseline: &RunRecord,
        run: &RunRecord,
        criteria: &[Criterion],
        even_if_different: bool,
    ) -> Result<Self, CompareError> {
        let different = comparable::reasons(baseline, run);
        if !different.is_empty() && !even_if_different {
            return Err(CompareError::Different(different));
        }
        let sides = (UnpackedBlocks::of("baseline", baseline)?, UnpackedBlocks::of("run", run)?);
        let differences = Differences::of(&scopes(baseline, run, &sides), criteria)?;
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            baseline: ComparedRun::of(baseline),
            run: ComparedRun::of(run),
            different,
            notes: comparable::notes(baseline, run),
            regression: differences.is_regression(),
            differences,
        })
    }
}

/// The comparison as pretty-printed JSON with a final newline.
///
/// # Errors
///
/// [`ReportError::Json`] when a number has no JSON form.
pub fn json(comparison: &Comparison) -> Result<String, ReportError> {
    Ok(serde_json::to_string_pretty(comparison)? + "\n")
}

/// The p95 of all pages of a run as a comparison has it, with the noise in it; `None` when the record has no such number.
#[must_use]
pub fn noisy_p95(record: &RunRecord) -> Option<NoisyP95> {
    let blocks = UnpackedBlocks::of("run", record).ok()?;
    NoisyP95::of(&blocks.whole(&record.steps))
}

/// A short text that is the same for two runs that [`Comparison::of`] takes: of the same journeys, load and generator. `None` for a
/// run that it never takes, such as one that was cut short.
#[must_use]
pub fn series(record: &RunRecord) -> Option<String> {
    if !comparable::unfit(record).is_empty() {
        return None;
    }
    let digest = Sha256::digest(comparable::kind(record).join("\n"));
    Some(const_hex::encode(&digest[..8]))
}

/// All pages, then the steps that both runs have.
fn scopes(
    baseline: &RunRecord,
    run: &RunRecord,
    (first, second): &(UnpackedBlocks, UnpackedBlocks),
) -> Vec<ComparedScope> {
    let whole =
        ComparedScope { step: None, baseline: first.whole(&baseline.steps), run: second.whole(&run.steps) };
    let both = baseline.steps.iter().enumerate().filter_map(|(at, step)| {
        let other = run.steps.iter().position(|other| other.name == step.name)?;
        Some(ComparedScope {
            step: Some(step.name.clone()),
            baseline: first.steps[at].clone(),
            run: second.steps[other].clone(),
        })
    });
    std::iter::once(whole).chain(both).collect()
}

/// The blocks of a record, unpacked.
struct UnpackedBlocks {
    all: Vec<BlockRecord>,
    steps: Vec<Vec<ObservedBlock>>,
}

impl UnpackedBlocks {
    fn of(which: &'static str, record: &RunRecord) -> Result<Self, CompareError> {
        let all = record.judged.blocks.clone();
        let fit = record.steps.iter().all(|step| step.blocks.len() == all.len());
        if !fit || (all.is_empty() && record.judged.requests > 0) {
            return Err(CompareError::Blocks { which, version: record.tool_version.clone() });
        }
        let unpack = |step: &StepRecord| {
            let observed = |(whole, block): (&BlockRecord, &StepBlockRecord)| {
                let response_times = Histogram::decode(&block.response_time);
                let response_times = response_times.map_err(|source| CompareError::Histogram {
                    which,
                    step: step.name.clone(),
                    source,
                })?;
                Ok(ObservedBlock {
                    seconds: whole.seconds,
                    iterations: 0,
                    ended: block.ended,
                    failures: block.failures,
                    response_times,
                })
            };
            all.iter().zip(&step.blocks).map(observed).collect()
        };
        let steps = record.steps.iter().map(unpack).collect::<Result<_, CompareError>>()?;
        Ok(Self { all, steps })
    }

    /// All pages together; the files of pages do not count.
    fn whole(&self, steps: &[StepRecord]) -> Vec<ObservedBlock> {
        let merge = |(at, block): (usize, &BlockRecord)| {
            let mut response_times = Histogram::new();
            for (_, blocks) in steps.iter().zip(&self.steps).filter(|(step, _)| step.is_of_pages()) {
                response_times.merge(&blocks[at].response_times);
            }
            ObservedBlock {
                seconds: block.seconds,
                iterations: block.iterations,
                ended: block.ended,
                failures: block.failures,
                response_times,
            }
        };
        self.all.iter().enumerate().map(merge).collect()
    }
}

#[cfg(test)]
mod tests;
