//! The arguments of `bench`.

use std::net::SocketAddr;
use std::num::{NonZeroU64, NonZeroUsize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use url::Url;

use super::{load, reach, runs_folder, values};
use crate::app::{
    self, BenchOptions, Ended, Failure, GeneratorOptions, ResultsPlace, SummaryForm, SummaryJsonForm, Target,
    Traces,
};
use crate::config::Config;
use crate::run::OnLostShard;
use crate::shop::DemoPlatform;
use crate::words::{Lang, Message};

#[derive(Debug, Args)]
pub(super) struct BenchArgs {
    /// The promotion page's URL, or a scenario file
    target: Option<Target>,
    /// Test the embedded demo shop
    #[arg(long, conflicts_with = "target")]
    demo: bool,
    // With a target clap would not ask for --demo, because the two cannot be used together.
    #[arg(long = "platform", value_name = "NAME", requires = "demo", conflicts_with = "target", help = DemoPlatform::HELP)]
    demo_platform: Option<DemoPlatform>,
    #[command(flatten)]
    reach: reach::ReachArgs,
    #[command(flatten)]
    pub(super) load: load::LoadArgs,
    #[command(flatten)]
    generators: GeneratorArgs,
    #[command(flatten)]
    questions: QuestionArgs,
    #[command(flatten)]
    output: OutputArgs,
    #[command(flatten)]
    control: ControlArgs,
    #[cfg(all(unix, feature = "serve"))]
    #[command(flatten)]
    own: super::desk::OwnFolderArgs,
}

/// Which processes bring the load.
#[derive(Debug, Args)]
#[command(next_help_heading = "More than one process")]
struct GeneratorArgs {
    /// Bring the load from so many processes, with one verdict: here, or with --cluster one on each machine
    #[arg(long, value_name = "N", value_parser = values::count::<u32>, allow_negative_numbers = true)]
    shards: Option<u32>,
    /// The process that leads the others, when they are on several machines; all of them get the same command line
    ///
    /// Process 0 listens there, at port 7117 when none is named. The token in PROMO_LOAD_CLUSTER_TOKEN, of at least 16
    /// characters, is the same for all.
    #[arg(long, value_name = "HOST:PORT", requires = "shards")]
    cluster: Option<String>,
    /// The number of this process, from 0; in an indexed job of Kubernetes it is known
    #[arg(long, value_name = "I", env = "JOB_COMPLETION_INDEX", value_parser = values::number::<u32>, allow_negative_numbers = true)]
    shard: Option<u32>,
    /// How long to wait for the others before the run
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = crate::units::duration::parse)]
    join_timeout: Duration,
    /// When a process is lost during the run: stop, or continue without it
    #[arg(long, value_name = "WHAT", default_value = "stop", value_parser = on_lost)]
    on_lost_shard: OnLostShard,
    /// How many engine threads a process has that another one started here.
    #[arg(long, hide = true, requires = "cluster")]
    local_threads: Option<NonZeroUsize>,
}

fn on_lost(text: &str) -> Result<OnLostShard, String> {
    match text {
        "stop" => Ok(OnLostShard::Stop),
        "continue" => Ok(OnLostShard::Continue),
        _ => Err(Message::new("error-on-lost-shard").exact("text", text).to_string()),
    }
}

impl GeneratorArgs {
    fn options(self) -> GeneratorOptions {
        let whole = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        GeneratorOptions {
            shards: self.shards.and_then(|shards| NonZeroUsize::new(whole(shards))),
            cluster: self.cluster,
            shard: self.shard.map(whole),
            join_timeout: self.join_timeout,
            on_lost: self.on_lost_shard,
            threads: self.local_threads,
        }
    }
}

/// What is asked beyond whether the load holds.
#[derive(Debug, Args)]
#[command(next_help_heading = "Questions")]
struct QuestionArgs {
    /// Shoppers at once that the campaign will bring; the verdict says whether so many were held
    #[arg(long, value_name = "N", value_parser = values::count::<u64>, allow_negative_numbers = true)]
    expect_shoppers: Option<u64>,
    /// Search the highest load that holds
    ///
    /// It goes up to --vus or --rate, else as high as the file's load, or medium; --duration is then the longest time a load is
    /// held.
    #[arg(long, conflicts_with_all = ["stages", "iterations", "per_vu_iterations"])]
    find_capacity: bool,
    /// Measure what the promotion costs: the journey with and without it, in turns, after the run
    #[arg(long)]
    measure_promo: bool,
    /// A page of the same kind without the promotion, for --measure-promo
    #[arg(long, value_name = "URL", requires = "measure_promo")]
    without_promo: Option<Url>,
}

/// What is written and shown.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
struct OutputArgs {
    /// The folder that each run's own folder goes into; promo-load-runs when nothing is said
    #[arg(long, short, alias = "out", value_name = "DIR", env = "PROMO_LOAD_OUT")]
    output: Option<PathBuf>,
    /// The language of the progress, the text at the end and the reports: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
    /// No progress while running
    #[arg(long, short)]
    quiet: bool,
    /// Show what broke visits: each cause with its step, and a sample of what the shop sent
    #[arg(long, conflicts_with_all = ["json", "summary"])]
    show_failures: bool,
    /// Print run.json instead of text
    #[arg(long, conflicts_with = "summary")]
    json: bool,
    /// Also write junit.xml, for programs that show tests, into the run's folder
    #[arg(long)]
    junit: bool,
    /// The text at the end: promo-load, or k6 for k6's end-of-test summary
    #[arg(long, value_name = "FORM", default_value = "promo-load")]
    summary: SummaryForm,
    /// Also write the JSON that k6's --summary-export writes
    #[arg(long, value_name = "FILE")]
    k6_summary: Option<PathBuf>,
    /// Also write the data that k6 gives to handleSummary
    #[arg(long, value_name = "FILE")]
    summary_json: Option<PathBuf>,
    /// Also write the run second by second as CSV: time, requests, failed, p50, p95, p99, bytes, VUs, visits
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// The same as JSON lines, an object for each second
    #[arg(long, value_name = "FILE")]
    json_lines: Option<PathBuf>,
    /// Also copy the run's folder to s3://BUCKET/PREFIX or file:///FOLDER, which stay when this machine or pod is gone
    ///
    /// The keys and the region of an S3 are in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION; another one's address is
    /// AWS_ENDPOINT_URL. A copy that fails is told, and the exit code stays that of the run.
    #[arg(long, value_name = "URL")]
    results_to: Option<ResultsPlace>,
    /// The form of --summary-json: handle-summary, or machine for the machine-readable summary of k6 2.x
    #[arg(long, value_name = "FORM", default_value = "handle-summary", requires = "summary_json")]
    summary_json_form: SummaryJsonForm,
}

/// How others follow the run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Control")]
struct ControlArgs {
    /// Offer the control API on this loopback address, such as 127.0.0.1:6565
    ///
    /// It has k6's /v1/status to pause and stop, and /metrics for Prometheus. The token in PROMO_LOAD_CONTROL_TOKEN has at least
    /// 16 characters.
    #[arg(long, value_name = "HOST:PORT", value_parser = values::listen)]
    control: Option<SocketAddr>,
    /// Let --control be an address that others reach; the token then crosses the network as it is
    #[arg(long)]
    control_remote: bool,
    /// Show the run as a page in the browser, on this loopback address, such as 127.0.0.1:6567
    ///
    /// Port 0 takes a free one; the address is said at the start. The page is in the language of --lang, and everyone on this
    /// machine can read it.
    #[arg(long, value_name = "HOST:PORT", value_parser = values::listen)]
    live: Option<SocketAddr>,
    /// Send no X-Promo-Load-Run header, which names the run in the shop's logs
    #[arg(long, env = "PROMO_LOAD_NO_RUN_HEADER", value_parser = clap::builder::FalseyValueParser::new())]
    no_run_header: bool,
    /// Send no traceparent header, which finds slow pages in the shop's own traces (W3C Trace Context)
    #[arg(long, env = "PROMO_LOAD_NO_TRACEPARENT", value_parser = clap::builder::FalseyValueParser::new())]
    no_traceparent: bool,
    /// Let the shop choose which traces it records; the flag in traceparent asks for all of them otherwise
    #[arg(long, conflicts_with = "no_traceparent")]
    traceparent_unsampled: bool,
}

impl ControlArgs {
    const fn traces(&self) -> Traces {
        match (self.no_traceparent, self.traceparent_unsampled) {
            (true, _) => Traces::Off,
            (false, true) => Traces::Unsampled,
            (false, false) => Traces::Sampled,
        }
    }
}

impl BenchArgs {
    /// The language that a flag names.
    pub(super) const fn lang(&self) -> Option<Lang> {
        self.output.lang
    }

    /// Carries out the command.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it could not do its work.
    pub(super) fn run(self, config: impl FnOnce() -> Result<Arc<Config>, Failure>) -> Result<Ended, Failure> {
        #[cfg(all(unix, feature = "serve"))]
        if let Some(folder) = self.own.own_folder.clone() {
            return app::in_own_folder(&folder, crate::exit::code, || self.checked(config));
        }
        self.checked(config)
    }

    fn checked(self, config: impl FnOnce() -> Result<Arc<Config>, Failure>) -> Result<Ended, Failure> {
        self.load.check()?;
        app::bench(&self.options(&config()?))
    }

    /// The page or the file that is tested.
    #[cfg(all(unix, feature = "serve"))]
    pub(super) const fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// Every other address in the flags.
    #[cfg(all(unix, feature = "serve"))]
    pub(super) fn other_addresses(&self) -> impl Iterator<Item = Url> {
        self.questions.without_promo.iter().chain(self.reach.base_url()).cloned()
    }

    fn options(self, config: &Arc<Config>) -> BenchOptions {
        #[cfg(all(unix, feature = "serve"))]
        let own_folder = self.own.own_folder;
        #[cfg(not(all(unix, feature = "serve")))]
        let own_folder = None;
        let Self { target, demo, demo_platform, reach, load, generators, questions, output, control, .. } =
            self;
        let defaults = config.defaults();
        BenchOptions {
            reach: reach.options(config, target.as_ref()),
            load: load.options(config, target.as_ref()),
            generators: generators.options(),
            target,
            demo,
            demo_platform: demo_platform.unwrap_or_default(),
            find_capacity: questions.find_capacity,
            measure_promo: questions.measure_promo,
            without_promo: questions.without_promo,
            expected_shoppers: questions.expect_shoppers.or(defaults.expect_shoppers.map(NonZeroU64::get)),
            out: runs_folder(output.output, config),
            own_folder,
            lang: output.lang.or(defaults.lang).unwrap_or_default(),
            quiet: output.quiet,
            json: output.json,
            show_failures: output.show_failures,
            junit: output.junit,
            summary: output.summary,
            k6_summary: output.k6_summary,
            csv: output.csv,
            json_lines: output.json_lines,
            results_to: output.results_to,
            summary_json: output.summary_json,
            summary_json_form: output.summary_json_form,
            control: control.control.or(defaults.control),
            control_remote: control.control_remote,
            live: control.live,
            run_header: !control.no_run_header,
            traces: control.traces(),
        }
    }
}
