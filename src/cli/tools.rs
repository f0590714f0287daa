//! The arguments of the commands that prepare a machine, an editor or a shell.

use clap::{Args, ValueEnum};

use crate::app::Described;

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The file that the schema describes
    #[arg(value_name = "FILE")]
    of: SchemaOf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SchemaOf {
    /// A scenario file
    Scenario,
    /// promo-load.toml
    Config,
    /// run.json
    Run,
}

impl From<SchemaArgs> for Described {
    fn from(args: SchemaArgs) -> Self {
        match args.of {
            SchemaOf::Scenario => Self::Scenario,
            SchemaOf::Config => Self::Config,
            SchemaOf::Run => Self::Run,
        }
    }
}
