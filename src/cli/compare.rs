//! The arguments of `compare`.

use std::path::PathBuf;

use clap::Args;

use crate::app::{CompareForm, CompareOptions};
use crate::config::Config;
use crate::grade::compare::Criterion;
use crate::words::Lang;

use super::runs_folder;

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The run to measure by: its folder, its run.json, or latest~1 for the last but one
    baseline: PathBuf,
    /// The run that may be better or worse; latest for the last
    run: PathBuf,
    /// What a regression is, such as 'p(95) +10%'; repeatable
    ///
    /// Also 'p(95){name:add_to_cart} +50ms', 'failures +0.5pt' or 'rps -5%'. Without it p(95) and failures of each step decide.
    #[arg(long, value_name = "CRITERION")]
    fail_if: Vec<Criterion>,
    /// Compare all the same when journeys, loads or machines differ
    #[arg(long)]
    even_if_different: bool,
    /// Markdown, for a pull request
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// JSON for programs
    #[arg(long)]
    json: bool,
    /// The language of the text: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG", conflicts_with = "json")]
    pub(super) lang: Option<Lang>,
    /// The folder of runs in which latest is looked for; promo-load-runs when nothing is said
    #[arg(long, alias = "out", value_name = "DIR", env = "PROMO_LOAD_OUT")]
    runs: Option<PathBuf>,
}

impl CompareArgs {
    /// What is compared, with the folder of runs and the language from the configuration where no flag names one.
    pub(super) fn options(self, config: &Config) -> CompareOptions {
        let args = self;
        CompareOptions {
            baseline: args.baseline,
            run: args.run,
            runs: runs_folder(args.runs, config),
            even_if_different: args.even_if_different,
            criteria: args.fail_if,
            lang: args.lang.or(config.defaults().lang).unwrap_or_default(),
            form: match (args.markdown, args.json) {
                (true, _) => CompareForm::Markdown,
                (_, true) => CompareForm::Json,
                _ => CompareForm::Terminal,
            },
        }
    }
}
