//! The arguments of `merge`.

use std::path::PathBuf;

use clap::Args;

use super::runs_folder;
use crate::app::MergeOptions;
use crate::config::Config;
use crate::words::Lang;

#[derive(Debug, Args)]
pub(super) struct MergeArgs {
    /// The runs, two or more: each its folder, its intervals.log, or latest~1 for the last but one
    #[arg(value_name = "RUN", required = true)]
    merged: Vec<PathBuf>,
    /// The folder of the merged run, which is new or empty
    #[arg(long, short, value_name = "DIR")]
    output: PathBuf,
    /// Print run.json instead of text
    #[arg(long)]
    json: bool,
    /// Show what broke visits: each cause with its step, and a sample of what the shop sent
    #[arg(long, conflicts_with = "json")]
    show_failures: bool,
    /// The language of the text and the reports: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
    /// The folder of runs in which latest is looked for; promo-load-runs when nothing is said
    #[arg(long, value_name = "DIR", env = "PROMO_LOAD_OUT")]
    runs: Option<PathBuf>,
}

impl MergeArgs {
    /// What is merged, with the folder of runs and the language from the configuration where no flag names one.
    pub(super) fn options(self, config: &Config) -> MergeOptions {
        MergeOptions {
            merged: self.merged,
            runs: runs_folder(self.runs, config),
            output: self.output,
            json: self.json,
            show_failures: self.show_failures,
            lang: self.lang.or(config.defaults().lang).unwrap_or_default(),
        }
    }
}
