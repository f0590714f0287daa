//! The command line: clap's structs, turned into the options of `app`.

mod compare;
mod load;
mod reach;
mod shop;
mod usage;

use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use url::Url;

use crate::app::{
    self, BenchOptions, CompileFileOptions, Ended, ExportOptions, Failure, InspectOptions, LogFormat,
    LogLevel, ReportOptions, SummaryForm, SummaryJsonForm, Target,
};
use crate::config::Config;
use crate::words::Lang;

/// The default folder for the folders of runs.
const OUT: &str = "promo-load-runs";

/// Load generator for shops' promotion pages: will the campaign hold, and for how many shoppers?
#[derive(Debug, Parser)]
#[command(name = "promo-load", version, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    logs: LogArgs,
    /// The configuration file; without it ./promo-load.toml, or else promo-load/promo-load.toml in the user's own folder for
    /// configurations
    #[arg(long, value_name = "FILE", env = "PROMO_LOAD_CONFIG", global = true)]
    config: Option<PathBuf>,
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
    /// Search the highest load that holds, up to --vus or --rate (else as high as the file's load, or medium); --duration is then the longest time a load is held
    #[arg(long, conflicts_with_all = ["stages", "iterations", "per_vu_iterations"])]
    find_capacity: bool,
    /// Measure what the promotion costs: the journey with and without it, in turns, after the run
    #[arg(long)]
    measure_promo: bool,
    /// A page of the same kind without the promotion, for --measure-promo
    #[arg(long, value_name = "URL", requires = "measure_promo")]
    without_promo: Option<Url>,
    /// Folder that each run's own folder goes into; promo-load-runs when nothing is said
    #[arg(long, value_name = "DIR", env = "PROMO_LOAD_OUT")]
    out: Option<PathBuf>,
    /// Offer the control API (k6's /v1/status to pause and stop, /metrics for Prometheus) on this loopback address, such
    /// as 127.0.0.1:6565; the token in PROMO_LOAD_CONTROL_TOKEN has at least 16 characters
    #[arg(long, value_name = "ADDR")]
    control: Option<SocketAddr>,
    /// Let --control be an address that others reach; the token then crosses the network as it is
    #[arg(long)]
    control_remote: bool,
    /// Send no X-Promo-Load-Run header, which names the run in the shop's logs
    #[arg(long, env = "PROMO_LOAD_NO_RUN_HEADER", value_parser = clap::builder::FalseyValueParser::new())]
    no_run_header: bool,
    /// The language of the text at the end and of report.md: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
    /// Shoppers at once that the campaign will bring; the verdict says whether so many were held
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    expect_shoppers: Option<u64>,
    /// No progress while running
    #[arg(long, short)]
    quiet: bool,
    /// Print run.json instead of text
    #[arg(long, conflicts_with = "summary")]
    json: bool,
    /// Show what broke visits: each cause with its step, and a sample of what the shop sent
    #[arg(long, conflicts_with_all = ["json", "summary"])]
    show_failures: bool,
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
    /// The form of --summary-json: handle-summary, or machine for the machine-readable summary of k6 2.x
    #[arg(long, value_name = "FORM", default_value = "handle-summary", requires = "summary_json")]
    summary_json_form: SummaryJsonForm,
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// The run's own folder, which bench made
    run_dir: PathBuf,
    /// Print run.json instead of text
    #[arg(long)]
    json: bool,
    /// Show what broke visits: each cause with its step, and a sample of what the shop sent
    #[arg(long, conflicts_with = "json")]
    show_failures: bool,
    /// The language of the text and the reports: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
}

#[derive(Debug, Args)]
struct InspectArgs {
    /// The page's URL, or a saved .html file
    target: Target,
    #[command(flatten)]
    reach: reach::ReachArgs,
    /// JSON for programs
    #[arg(long)]
    json: bool,
    /// The language of the text: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG", conflicts_with = "json")]
    lang: Option<Lang>,
}

#[derive(Debug, Args)]
struct CompileArgs {
    /// The promotion page's URL, a recording of a browser (.har), or a scenario file to be written anew with what the flags change
    target: Target,
    #[command(flatten)]
    reach: reach::ReachArgs,
    #[command(flatten)]
    load: load::LoadArgs,
    /// The file to write; without it the scenario goes to standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long, requires = "output")]
    force: bool,
    /// The language of the notes: en (when nothing is said) or fr; the file's own words are English
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
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
    /// Replace the file, and that of its data, if they are there already
    #[arg(long, requires = "output")]
    force: bool,
    /// Write the functions that scripts have in common to this file in the folder of --output, which the script imports
    #[arg(long, value_name = "FILE", requires = "output")]
    helpers: Option<PathBuf>,
    /// The language of the notes: en (when nothing is said) or fr; the script's own words are English
    #[arg(long, value_name = "LANG")]
    lang: Option<Lang>,
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
    /// [`Failure`] when the command could not do its work.
    pub fn run(self) -> Result<Ended, Failure> {
        if let Some(format) = self.logs.log_format {
            app::log_to_stderr(format, self.logs.log_level);
        }
        app::outlive_full_files()?;
        let config = || app::configuration(self.config.as_deref());
        match self.command {
            Command::Bench(args) => {
                args.load.check()?;
                app::bench(&args.options(&config()?))
            }
            Command::Compare(args) => app::compare(&args.options(config()?.defaults().lang)),
            Command::Report(args) => {
                let lang = args.lang.or(config()?.defaults().lang).unwrap_or_default();
                app::report(&ReportOptions {
                    run_dir: args.run_dir,
                    json: args.json,
                    show_failures: args.show_failures,
                    lang,
                })
            }
            Command::Inspect(args) => {
                let config = config()?;
                app::inspect(&InspectOptions {
                    reach: args.reach.options(&config, Some(&args.target)),
                    target: args.target,
                    json: args.json,
                    lang: args.lang.or(config.defaults().lang).unwrap_or_default(),
                })
            }
            Command::Compile(args) => {
                args.load.check()?;
                let config = config()?;
                app::compile(&CompileFileOptions {
                    reach: args.reach.options(&config, Some(&args.target)),
                    load: args.load.options(&config, Some(&args.target)),
                    target: args.target,
                    output: args.output,
                    force: args.force,
                    lang: args.lang.or(config.defaults().lang).unwrap_or_default(),
                })
            }
            Command::ExportK6(args) => {
                args.load.check()?;
                let config = config()?;
                app::export(&ExportOptions {
                    reach: args.reach.options(&config, Some(&args.target)),
                    load: args.load.options(&config, Some(&args.target)),
                    target: args.target,
                    output: args.output,
                    force: args.force,
                    lang: args.lang.or(config.defaults().lang).unwrap_or_default(),
                    helpers: args.helpers,
                })
            }
            Command::DemoShop(args) => app::demo_shop(args.listen, args.config()),
        }
    }
}

impl BenchArgs {
    fn options(self, config: &Arc<Config>) -> BenchOptions {
        let defaults = config.defaults();
        BenchOptions {
            reach: self.reach.options(config, self.target.as_ref()),
            load: self.load.options(config, self.target.as_ref()),
            target: self.target,
            demo: self.demo,
            find_capacity: self.find_capacity,
            measure_promo: self.measure_promo,
            without_promo: self.without_promo,
            out: self.out.or_else(|| defaults.out.clone()).unwrap_or_else(|| OUT.into()),
            control: self.control.or(defaults.control),
            control_remote: self.control_remote,
            run_header: !self.no_run_header,
            quiet: self.quiet,
            lang: self.lang.or(defaults.lang).unwrap_or_default(),
            expected_shoppers: self.expect_shoppers.or(defaults.expect_shoppers.map(NonZeroU64::get)),
            json: self.json,
            show_failures: self.show_failures,
            junit: self.junit,
            summary: self.summary,
            k6_summary: self.k6_summary,
            summary_json: self.summary_json,
            summary_json_form: self.summary_json_form,
        }
    }
}
