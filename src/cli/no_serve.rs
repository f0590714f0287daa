//! The arguments of `serve` in a program without the team's desk: all are taken, and none is read.

use std::ffi::OsString;

use clap::Args;

use crate::words::Lang;

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// The arguments of a program that has the desk
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _arguments: Vec<OsString>,
    #[arg(skip)]
    pub(super) lang: Option<Lang>,
}
