//! The command line: clap's structs, turned into what `app` takes.

mod compare;
mod load;
mod reach;
mod shop;
mod usage;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::app::{
    self, BenchOptions, CompileFileOptions, Ended, ExportOptions, Failure, InspectOptions, LogFormat,
    LogLevel, ReportOptions, SummaryForm, Target,
};
use crate::words::Lang;

/// Load generator for shops' promotion pages: will the campaign hold, and for how many shoppers?
#[derive(Debug, Parser)]
#[command(name = "promo-load", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    logs: LogArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Logs")]
struct LogArgs {
    /// Log on standard error instead of showing progress there, each line with the run's id: human or json
    #[arg(long, global = true, value_name = "FORM", env = "PROMO_LOAD_LOG_FORMAT")]
    log_format: Option<LogFormat>,
    /// The least important lines of the log: error, warn, info or debug
    #[arg(long, global = true, value_name = "LEVEL", env = "PROMO_LOAD_LOG_LEVEL", default_value_t)]
    log_level: LogLevel,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Test a promotion page, or a scenario file, and give a verdict
    Bench(BenchArgs),
    /// Make the reports of a run again, also of one that was killed
    Report(ReportArgs),
    /// Say what a page is and which promotions it carries
    Inspect(InspectArgs),
    /// Write the scenario of a page or of a recording, to read, edit and keep
    Compile(CompileArgs),
    /// Say what got better or worse from one run to another, beyond noise
    Compare(compare::CompareArgs),
    /// Write a k6 script that does the same
    ExportK6(ExportArgs),
    /// Run the embedded demo shop
    DemoShop(shop::DemoShopArgs),
}

#[derive(Debug, Args)]
struct BenchArgs {
    /// The promotion page's URL, or a scenario file
    target: Option<Target>,
    /// Test the embedded demo shop
    #[arg(long, conflicts_with = "target")]
    demo: bool,
    #[command(flatten)]
    reach: reach::ReachArgs,
    #[command(flatten)]
    load: load::LoadArgs,
    /// Search the highest load that holds, up to --vus or --rate; --duration is then the longest time a load is held
    #[arg(long, conflicts_with_all = ["stages", "iterations", "per_vu_iterations"])]
    find_capacity: bool,
    /// Measure what the promotion costs: the journey with and without it, in turns, after the run
    #[arg(long)]
    measure_promo: bool,
    /// A page of the same kind without the promotion, for --measure-promo
    #[arg(long, value_name = "URL", requires = "measure_promo")]
    without_promo: Option<Url>,
    /// Folder that each run's own folder goes into
    #[arg(long, value_name = "DIR", default_value = "promo-load-runs", env = "PROMO_LOAD_OUT")]
    out: PathBuf,
    /// Offer the control API (k6's /v1/status to pause and stop, /metrics for Prometheus) on this loopback address, such
    /// as 127.0.0.1:6565; the token is in PROMO_LOAD_CONTROL_TOKEN
    #[arg(long, value_name = "ADDR")]
    control: Option<SocketAddr>,
    /// Let --control be an address that others reach; the token then crosses the network as it is
    #[arg(long, requires = "control")]
    control_remote: bool,
    /// Send no X-Promo-Load-Run header, which names the run in the shop's logs
    #[arg(long, env = "PROMO_LOAD_NO_RUN_HEADER", value_parser = clap::builder::FalseyValueParser::new())]
    no_run_header: bool,
    /// The language of the text at the end and of report.md: en or fr
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Lang,
    /// Shoppers at once that the campaign will bring; the verdict says whether so many were held
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    expect_shoppers: Option<u64>,
    /// No progress while running
    #[arg(long, short)]
    quiet: bool,
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
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// The run's own folder, which bench made
    run_dir: PathBuf,
    /// Print run.json instead of text
    #[arg(long)]
    json: bool,
    /// The language of the text and the reports: en or fr
    #[arg(long, value_name = "LANG", default_value_t)]
    lang: Lang,
}

#[derive(Debug, Args)]
struct InspectArgs {
    /// The page's URL, or a saved .html file
    target: Target,
    /// Where a saved page came from
    #[arg(long, value_name = "URL")]
    base_url: Option<Url>,
    #[command(flatten)]
    reach: reach::ReachArgs,
    /// JSON for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct CompileArgs {
    /// The promotion page's URL, or a recording of a browser (.har)
    target: Target,
    /// The shop of a recording; without it, where its first page came from
    #[arg(long, value_name = "URL")]
    base_url: Option<Url>,
    #[command(flatten)]
    reach: reach::ReachArgs,
    #[command(flatten)]
    load: load::LoadArgs,
    /// The file to write; without it the scenario goes to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// The promotion page's URL, or a scenario file
    target: Target,
    #[command(flatten)]
    reach: reach::ReachArgs,
    #[command(flatten)]
    load: load::LoadArgs,
    /// The file to write; without it the script goes to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Cli {
    /// Reads the process's arguments and environment. Help and version are printed here, and end the process.
    ///
    /// # Errors
    ///
    /// [`Failure::Usage`] in one line.
    pub fn read() -> Result<Self, Failure> {
        Self::try_parse().map_err(|error| usage::failure(&error))
    }

    /// Carries out the command.
    ///
    /// # Errors
    ///
    /// [`Failure`] when it could not do its work.
    pub fn run(self) -> Result<Ended, Failure> {
        if let Some(format) = self.logs.log_format {
            app::log_to_stderr(format, self.logs.log_level);
        }
        app::outlive_full_files()?;
        match self.command {
            Command::Bench(args) => app::bench(&BenchOptions {
                target: args.target,
                demo: args.demo,
                reach: args.reach.into(),
                load: args.load.into(),
                find_capacity: args.find_capacity,
                measure_promo: args.measure_promo,
                without_promo: args.without_promo,
                out: args.out,
                control: args.control,
                control_remote: args.control_remote,
                run_header: !args.no_run_header,
                quiet: args.quiet,
                lang: args.lang,
                expected_shoppers: args.expect_shoppers,
                json: args.json,
                junit: args.junit,
                summary: args.summary,
                k6_summary: args.k6_summary,
                summary_json: args.summary_json,
            }),
            Command::Compare(args) => app::compare(&args.into()),
            Command::Report(args) => {
                app::report(&ReportOptions { run_dir: args.run_dir, json: args.json, lang: args.lang })
            }
            Command::Inspect(args) => app::inspect(&InspectOptions {
                target: args.target,
                base_url: args.base_url,
                reach: args.reach.into(),
                json: args.json,
            }),
            Command::Compile(args) => app::compile(&CompileFileOptions {
                target: args.target,
                base_url: args.base_url,
                reach: args.reach.into(),
                load: args.load.into(),
                output: args.output,
            }),
            Command::ExportK6(args) => app::export(&ExportOptions {
                target: args.target,
                reach: args.reach.into(),
                load: args.load.into(),
                output: args.output,
            }),
            Command::DemoShop(args) => app::demo_shop(args.listen, args.config()),
        }
    }
}
