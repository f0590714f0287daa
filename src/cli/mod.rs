//! The command line: clap's structs, turned into the options of `app`.

mod bench;
mod compare;
mod help;
mod load;
mod reach;
mod shop;
mod usage;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::app::{
    self, CompileFileOptions, Ended, ExportOptions, Failure, InspectOptions, LogFormat, LogLevel,
    ReportOptions, Target,
};
use crate::words::Lang;

/// The default folder for the folders of runs.
const OUT: &str = "promo-load-runs";

/// Load generator for shops' promotion pages: will the campaign hold, and for how many shoppers?
#[derive(Debug, Parser)]
#[command(
    name = "promo-load",
    version,
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
        env = "PROMO_LOAD_CONFIG",
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
    Bench(bench::BenchArgs),
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
    /// Write a k6 script that does the same
    #[command(after_long_help = help::after(help::EXPORT_K6))]
    ExportK6(ExportArgs),
    /// Run the embedded demo shop
    #[command(after_long_help = help::after(help::DEMO_SHOP))]
    DemoShop(shop::DemoShopArgs),
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
            Command::Compare(args) => app::compare(&args.into()),
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
