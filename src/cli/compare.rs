//! The arguments of `compare`.

use std::path::PathBuf;

use clap::Args;

use crate::app::{CompareForm, CompareOptions};
use crate::grade::compare::Criterion;
use crate::words::Lang;

#[derive(Debug, Args)]
pub(super) struct CompareArgs {
    /// The run to measure by: its folder, or its run.json
    baseline: PathBuf,
    /// The run that may be better or worse
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
    lang: Option<Lang>,
}

impl CompareArgs {
    /// What the command works from; `usual` is the language where none is named.
    pub(super) fn options(self, usual: Option<Lang>) -> CompareOptions {
        CompareOptions {
            baseline: self.baseline,
            run: self.run,
            even_if_different: self.even_if_different,
            criteria: self.fail_if,
            lang: self.lang.or(usual).unwrap_or_default(),
            form: match (self.markdown, self.json) {
                (true, _) => CompareForm::Markdown,
                (_, true) => CompareForm::Json,
                _ => CompareForm::Terminal,
            },
        }
    }
}
