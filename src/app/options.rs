//! What `bench` is asked for.

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use url::Url;

use super::results_store::ResultsPlace;
use super::target::{LoadOptions, Target, TargetOptions};
use crate::run::{OnLostShard, TraceOrigin};
use crate::shop::DemoPlatform;
use crate::words::{Lang, Message};

/// What `bench` is asked for.
#[derive(Debug, Clone)]
pub struct BenchOptions {
    /// A page or a scenario; absent with `demo`.
    pub target: Option<Target>,
    /// Test the embedded shop.
    pub demo: bool,
    /// What the demo shop behaves like.
    pub demo_platform: DemoPlatform,
    /// How to reach the target and what may be done there.
    pub reach: TargetOptions,
    /// How much load.
    pub load: LoadOptions,
    /// Which processes bring it.
    pub generators: GeneratorOptions,
    /// Search the highest load that holds; the load is then the highest to try.
    pub find_capacity: bool,
    /// Measure what the promotion costs.
    pub measure_promo: bool,
    /// A page without the promotion to compare with; absent: one is looked for.
    pub without_promo: Option<Url>,
    /// Where the runs' directories go.
    pub out: PathBuf,
    /// The run's own folder, which is there already; absent: a new one in `out`.
    pub own_folder: Option<PathBuf>,
    /// Where the control API listens; absent: nowhere.
    pub control: Option<SocketAddr>,
    /// Whether that may be an address that others reach.
    pub control_remote: bool,
    /// Where the page that shows the run listens; absent: nowhere.
    pub live: Option<SocketAddr>,
    /// Whether every request names the run.
    pub run_header: bool,
    /// The trace context of the load's requests.
    pub traces: Traces,
    /// No progress.
    pub quiet: bool,
    /// The language of the progress, the text at the end and the reports.
    pub lang: Lang,
    /// How many shoppers at once are expected.
    pub expected_shoppers: Option<u64>,
    /// `run.json` on standard output instead of text.
    pub json: bool,
    /// Show what broke visits, with samples of what the shop sent.
    pub show_failures: bool,
    /// `junit.xml` beside the other files.
    pub junit: bool,
    /// In whose form the text is.
    pub summary: SummaryForm,
    /// Where the JSON of k6's `--summary-export` goes.
    pub k6_summary: Option<PathBuf>,
    /// Where to write the run second by second as CSV.
    pub csv: Option<PathBuf>,
    /// Where to write the same as JSON lines.
    pub json_lines: Option<PathBuf>,
    /// Where a copy of the run's folder goes.
    pub results_to: Option<ResultsPlace>,
    /// Where the data of k6's `handleSummary` goes.
    pub summary_json: Option<PathBuf>,
    /// Which form those data have.
    pub summary_json_form: SummaryJsonForm,
}

/// The trace context that requests carry in `traceparent`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Traces {
    /// It asks the shop to record every trace.
    #[default]
    Sampled,
    /// Which traces are recorded is the shop's choice.
    Unsampled,
    /// No header.
    Off,
}

impl Traces {
    /// The source of the trace ids of one of a command's runs, counted from 0.
    pub(super) fn of_run(self, run_id: &str, number: u64) -> Option<TraceOrigin> {
        (self != Self::Off).then(|| TraceOrigin::new(run_id, number, self == Self::Sampled))
    }
}

/// Which processes carry out a run, and which of them this one is.
#[derive(Debug, Clone)]
pub struct GeneratorOptions {
    /// How many there are; absent: one, or with `cluster` a mistake.
    pub shards: Option<NonZeroUsize>,
    /// Where the leader is, when the others are on other machines: a name or an address, with or without a port.
    pub cluster: Option<String>,
    /// The number of this one, from 0; 0 leads.
    pub shard: Option<usize>,
    /// How long the others have to join.
    pub join_timeout: Duration,
    /// What happens when one is lost during the run.
    pub on_lost: OnLostShard,
    /// This process was started by a leader on this machine, and has so many engine threads.
    pub threads: Option<NonZeroUsize>,
}

impl Default for GeneratorOptions {
    fn default() -> Self {
        Self {
            shards: None,
            cluster: None,
            shard: None,
            join_timeout: Duration::from_secs(120),
            on_lost: OnLostShard::Stop,
            threads: None,
        }
    }
}

/// `--summary`: the form of the text at the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SummaryForm {
    /// Our own page: the verdict first.
    #[default]
    PromoLoad,
    /// k6's end-of-test summary.
    K6,
}

impl FromStr for SummaryForm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "promo-load" => Ok(Self::PromoLoad),
            "k6" => Ok(Self::K6),
            _ => Err(Message::new("error-summary-form").exact("text", text).to_string()),
        }
    }
}

/// `--summary-json-form`: the form of the data for programs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SummaryJsonForm {
    /// What k6 gives to `handleSummary`.
    #[default]
    HandleSummary,
    /// The machine-readable summary of k6 2.x.
    Machine,
}

impl FromStr for SummaryJsonForm {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "handle-summary" => Ok(Self::HandleSummary),
            "machine" => Ok(Self::Machine),
            _ => Err(Message::new("error-summary-json-form").exact("text", text).to_string()),
        }
    }
}
