//! The arguments of `mcp`.

use clap::Args;
use url::Url;

use crate::words::Lang;

#[derive(Debug, Args)]
pub(super) struct McpArgs {
    /// The address of the team's desk, whose token is in PROMO_LOAD_DESK_TOKEN
    ///
    /// Without it pages can be looked at, and runs need a desk.
    #[arg(long, value_name = "URL", env = "PROMO_LOAD_DESK")]
    pub(super) desk: Option<Url>,
    /// Without a desk, also look at pages of this machine and of private networks
    #[arg(long, conflicts_with = "desk")]
    pub(super) private: bool,
    /// The language of the sentences to read aloud: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
}
