//! The command line: clap's structs, turned into the options of `app`.

mod bench;
mod compare;
#[cfg(all(unix, feature = "serve"))]
mod desk;
mod documents;
mod help;
mod kubernetes;
mod load;
mod mcp;
mod merge;
mod reach;
mod serve;
mod shop;
mod tools;
mod usage;
mod values;
mod version;

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::app::{
    self, CompileFileOptions, Ended, ExportOptions, Failure, InspectOptions, LogFormat, LogLevel,
    ReportOptions, Target,
};
use crate::config::Config;
use crate::words::Lang;

/// The environment variable beside `--config`.
const CONFIG_VARIABLE: &str = "PROMO_LOAD_CONFIG";
/// The default folder for the folders of runs.
const OUT: &str = "promo-load-runs";

/// Load generator for shops' promotion pages: will the campaign hold, and for how many shoppers?
#[derive(Debug, Parser)]
#[command(
    name = "promo-load",
    version,
    long_version = version::LONG.as_str(),
    max_term_width = 100,
    arg_required_else_help = true,
    after_help = "Try it: promo-load bench --demo",
    after_long_help = help::overview()
)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    logs: LogArgs,
    /// The configuration file
    ///
    /// Without it ./promo-load.toml, or else promo-load/promo-load.toml in the user's own folder for configurations.
    #[arg(
        long,
        value_name = "FILE",
        env = CONFIG_VARIABLE,
        global = true,
        help_heading = "Configuration"
    )]
    config: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Logs")]
struct LogArgs {
    /// Log on standard error instead of showing progress there: human or json
    ///
    /// Each line has the run's id.
    #[arg(long, global = true, value_name = "FORM", env = "PROMO_LOAD_LOG_FORMAT")]
    log_format: Option<LogFormat>,
    /// The least important lines of the log: error, warn, info or debug
    #[arg(long, global = true, value_name = "LEVEL", env = "PROMO_LOAD_LOG_LEVEL", default_value_t)]
    log_level: LogLevel,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Test a promotion page, or a scenario file, and give a verdict
    #[command(after_long_help = help::after(help::BENCH))]
    Bench(Box<bench::BenchArgs>),
    /// Make the reports of a run again, also of one that was killed
    #[command(after_long_help = help::after(help::REPORT))]
    Report(ReportArgs),
    /// Say what a page is and which promotions it carries
    #[command(after_long_help = help::after(help::INSPECT))]
    Inspect(InspectArgs),
    /// Write the scenario of a page or of a recording, to read, edit and keep
    #[command(after_long_help = help::after(help::COMPILE))]
    Compile(CompileArgs),
    /// Say what got better or worse from one run to another, beyond noise
    #[command(after_long_help = help::after(help::COMPARE))]
    Compare(compare::CompareArgs),
    /// Make one record of runs of the same plan that were made apart
    #[command(after_long_help = help::after(help::MERGE))]
    Merge(merge::MergeArgs),
    /// List the runs of a folder, each with its letter or why it has none
    #[command(after_long_help = help::after(help::RUNS))]
    Runs(tools::RunsArgs),
    /// Write a k6 script that does the same
    #[command(after_long_help = help::after(help::EXPORT_K6))]
    ExportK6(ExportArgs),
    /// Write manifests by which several pods of a Kubernetes cluster walk a scenario together
    #[command(after_long_help = help::after(help::EXPORT_K8S))]
    ExportK8s(Box<kubernetes::ExportK8sArgs>),
    /// Keep the team's desk: a queue of runs, their history, and an API for them
    #[command(after_long_help = help::after(help::SERVE))]
    Serve(serve::ServeArgs),
    /// Let an assistant ask the team's desk, or look at pages, by the Model Context Protocol
    #[command(after_long_help = help::after(help::MCP))]
    Mcp(mcp::McpArgs),
    /// Run the embedded demo shop
    #[command(after_long_help = help::after(help::DEMO_SHOP))]
    DemoShop(shop::DemoShopArgs),
    /// Write a promo-load.toml with every setting, explained and switched off
    #[command(after_long_help = help::after(help::INIT))]
    Init(tools::InitArgs),
    /// Say what this machine and its surroundings mean for a run
    #[command(after_long_help = help::after(help::DOCTOR))]
    Doctor(tools::DoctorArgs),
    /// Print the JSON Schema of a file, by which editors complete and check it
    #[command(after_long_help = help::after(help::SCHEMA))]
    Schema(tools::SchemaArgs),
    /// Print the completions of these commands for a shell
    #[command(after_long_help = help::after(help::COMPLETIONS))]
    Completions(documents::CompletionsArgs),
    /// Print the manual page of promo-load, or write those of all its commands
    #[command(after_long_help = help::after(help::MAN))]
    Man(documents::ManArgs),
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// The run's own folder, which bench made; latest for the last one, latest~1 for the one before
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
    /// Also write the run second by second as CSV: time, requests, failed, p50, p95, p99, bytes, VUs, visits
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// The same as JSON lines, an object for each second
    #[arg(long, value_name = "FILE")]
    json_lines: Option<PathBuf>,
    /// The folder of runs in which latest is looked for; promo-load-runs when nothing is said
    #[arg(long, alias = "out", value_name = "DIR", env = "PROMO_LOAD_OUT")]
    runs: Option<PathBuf>,
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
    /// The promotion page's URL, a browser's recording (.har), or a scenario file
    ///
    /// A scenario file is written anew with what the flags change.
    target: Target,
    #[command(flatten)]
    reach: reach::ReachArgs,
    #[command(flatten)]
    load: load::LoadArgs,
    /// The file to write; without it the scenario goes to standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long, requires = "output", help_heading = "Output")]
    force: bool,
    /// The language of the notes: en (when nothing is said) or fr; the file's own words are English
    #[arg(long, value_name = "LANG", help_heading = "Output")]
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
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Replace the file, and that of its data, if they are there already
    #[arg(long, requires = "output", help_heading = "Output")]
    force: bool,
    /// Write the functions that scripts have in common to this file, which the script imports
    ///
    /// It lies in the folder of --output.
    #[arg(long, value_name = "FILE", requires = "output", help_heading = "Output")]
    helpers: Option<PathBuf>,
    /// The language of the notes: en (when nothing is said) or fr; the script's own words are English
    #[arg(long, value_name = "LANG", help_heading = "Output")]
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

    /// The language of what the command says: of its flag, or else of the configuration.
    #[must_use]
    pub fn language(&self) -> Lang {
        let given = match &self.command {
            Command::Bench(args) => args.lang(),
            Command::Report(ReportArgs { lang, .. })
            | Command::Inspect(InspectArgs { lang, .. })
            | Command::Compile(CompileArgs { lang, .. })
            | Command::ExportK6(ExportArgs { lang, .. }) => *lang,
            Command::ExportK8s(args) => args.lang,
            Command::Compare(args) => args.lang,
            Command::Merge(args) => args.lang,
            Command::Runs(args) => args.lang,
            Command::Serve(args) => args.lang,
            Command::Mcp(args) => args.lang,
            Command::Doctor(args) => args.lang,
            Command::DemoShop(_)
            | Command::Init(_)
            | Command::Schema(_)
            | Command::Completions(_)
            | Command::Man(_) => None,
        };
        given.unwrap_or_else(|| configured_language(self.config.as_deref()))
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
            Command::Bench(args) => args.run(config),
            #[cfg(all(unix, feature = "serve"))]
            Command::Serve(args) => app::serve(&args.options(&config()?)),
            #[cfg(all(unix, feature = "serve"))]
            Command::Mcp(args) => app::mcp(&args.options(&config()?)),
            #[cfg(not(all(unix, feature = "serve")))]
            Command::Serve(_) | Command::Mcp(_) => Err(app::no_desk()),
            Command::Compare(args) => app::compare(&args.options(config()?.as_ref())),
            Command::Merge(args) => app::merge(&args.options(config()?.as_ref())),
            Command::Report(args) => {
                let config = config()?;
                let lang = args.lang.or(config.defaults().lang).unwrap_or_default();
                app::report(&ReportOptions {
                    run_dir: args.run_dir,
                    runs: runs_folder(args.runs, &config),
                    json: args.json,
                    show_failures: args.show_failures,
                    lang,
                    csv: args.csv,
                    json_lines: args.json_lines,
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
            Command::ExportK8s(args) => {
                args.load.check()?;
                app::export_k8s(&args.options(&config()?))
            }
            Command::DemoShop(args) => app::demo_shop(args.listen, args.config()),
            Command::Runs(args) => app::runs(&args.options(config()?.as_ref())),
            Command::Init(args) => app::init(&args.into()),
            Command::Doctor(args) => {
                let config = config();
                app::doctor(&args.options(config.as_deref().ok()), &config)
            }
            Command::Schema(args) => app::schema(args.into()),
            Command::Completions(args) => args.run(),
            Command::Man(args) => args.run(),
        }
    }
}

/// The language that a command line asks for that cannot be read as a whole.
#[must_use]
pub fn language_of_arguments() -> Lang {
    let mut arguments = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned());
    let given = arguments.find_map(|argument| match argument.strip_prefix("--lang") {
        Some("") => Some(None),
        Some(value) => value.strip_prefix('=').map(|value| Some(value.to_owned())),
        None => None,
    });
    let given = given.and_then(|value| value.or_else(|| arguments.next()));
    let given = given.and_then(|value| value.parse().ok());
    given.unwrap_or_else(|| {
        configured_language(std::env::var_os(CONFIG_VARIABLE).map(PathBuf::from).as_deref())
    })
}

/// The language of the configuration; what is wrong with the file is told when it is read for the command.
fn configured_language(named: Option<&Path>) -> Lang {
    Config::find(named).ok().and_then(|config| config.defaults().lang).unwrap_or_default()
}

/// The folder of runs: what a flag or the environment names, or else the configuration, or else the usual one.
fn runs_folder(given: Option<PathBuf>, config: &Config) -> PathBuf {
    given.or_else(|| config.defaults().out.clone()).unwrap_or_else(|| OUT.into())
}
