//! The arguments of the commands that prepare a machine, an editor or a shell.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use url::Url;

use super::runs_folder;
use crate::app::{Described, DoctorOptions, InitOptions, RunsOptions};
use crate::config::Config;
use crate::words::{Lang, Message};

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

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// The file to write; without it promo-load.toml in this folder, where every command finds it
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Replace the file if it is there already
    #[arg(long)]
    force: bool,
}

impl From<InitArgs> for InitOptions {
    fn from(args: InitArgs) -> Self {
        Self { output: args.output, force: args.force }
    }
}

#[derive(Debug, Args)]
pub(super) struct DoctorArgs {
    /// The shop's address or host, whose name is looked up; nothing is sent to it
    #[arg(value_name = "URL", value_parser = host)]
    host: Option<String>,
    /// JSON for programs
    #[arg(long)]
    json: bool,
    /// The language of the text: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
}

impl DoctorArgs {
    /// The options; a configuration that cannot be read is a finding, and has no defaults.
    pub(super) fn options(self, config: Option<&Config>) -> DoctorOptions {
        let lang = self.lang.or(config.and_then(|config| config.defaults().lang)).unwrap_or_default();
        DoctorOptions { host: self.host, json: self.json, lang }
    }
}

#[derive(Debug, Args)]
pub(super) struct RunsArgs {
    /// The folder of runs; promo-load-runs when nothing is said
    #[arg(value_name = "DIR", env = "PROMO_LOAD_OUT")]
    folder: Option<PathBuf>,
    /// JSON for programs
    #[arg(long)]
    json: bool,
    /// The language of the text: en (when nothing is said) or fr
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<Lang>,
}

impl RunsArgs {
    pub(super) fn options(self, config: &Config) -> RunsOptions {
        let lang = self.lang.or(config.defaults().lang).unwrap_or_default();
        RunsOptions { folder: runs_folder(self.folder, config), json: self.json, lang }
    }
}

/// The host of an address, or a bare host.
fn host(text: &str) -> Result<String, String> {
    let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
    let host = url.ok().and_then(|url| url.host_str().map(str::to_owned));
    host.ok_or_else(|| Message::new("error-value-host").to_string())
}
