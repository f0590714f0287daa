//! `serve` and `bench` as the team's desk has them: the options of one, and the arguments of the other for a run that it starts.

use std::path::PathBuf;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{Args, Parser as _};

use super::mcp::McpArgs;
use super::serve::ServeArgs;
use super::{Cli, Command, usage};
use crate::app::{AssistantOptions, Target};
use crate::config::Config;
use crate::desk::{CheckedBench, DeskOptions, DeskTask, OutwardOptions};
use crate::words::Message;

impl ServeArgs {
    /// The options; the configuration is the one that its runs read, too.
    pub(super) fn options(self, config: &Arc<Config>) -> DeskOptions {
        let data = self.data.or_else(users_own).unwrap_or_else(|| "promo-load-desk".into());
        let task = match (self.backup, self.restore) {
            (Some(file), _) => DeskTask::Backup(file),
            (_, Some(file)) => DeskTask::Restore(file),
            _ if self.reindex => DeskTask::Reindex,
            _ if self.demo => DeskTask::ServeDemo,
            _ => DeskTask::Serve,
        };
        DeskOptions {
            task,
            listen: self.listen,
            public_url: self.public_url,
            tls: self.tls_cert.zip(self.tls_key),
            behind_proxy: self.behind_proxy,
            runs: self.output.unwrap_or_else(|| data.join("runs")),
            data,
            at_once: self.at_once,
            config: Arc::clone(config),
            lang: self.lang.or(config.defaults().lang).unwrap_or_default(),
            check: check_bench,
            warn: crate::app::warn,
            outward: OutwardOptions { github_api: self.github_api, preview_url: self.preview_url },
        }
    }
}

impl McpArgs {
    /// The options; the configuration is the one that looks at pages read, too.
    pub(super) fn options(self, config: &Arc<Config>) -> AssistantOptions {
        AssistantOptions {
            desk: self.desk,
            private: self.private,
            config: Arc::clone(config),
            lang: self.lang.or(config.defaults().lang).unwrap_or_default(),
            check: check_bench,
        }
    }
}

/// `promo-load` in the folder for programs' data, as the XDG specification has it.
fn users_own() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    named.or_else(usual).map(|folder| folder.join("promo-load"))
}

/// A run that the team's desk starts.
#[derive(Debug, Args)]
pub(super) struct OwnFolderArgs {
    /// The run's own folder, which no other process has or had.
    #[arg(long, hide = true)]
    pub(super) own_folder: Option<PathBuf>,
}

/// Reads the arguments of `bench` as if they had been typed.
fn check_bench(arguments: &[String]) -> Result<CheckedBench, Message> {
    let typed = ["promo-load", "bench"].into_iter().chain(arguments.iter().map(String::as_str));
    let cli = Cli::try_parse_from(typed).map_err(|error| match error.kind() {
        // These would be printed, and end the process.
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Message::new("error-desk-options"),
        _ => Message::from(&usage::failure(&error)),
    })?;
    let Command::Bench(args) = cli.command else { return Err(Message::new("error-desk-options")) };
    args.load.check().map_err(|failure| Message::from(&failure))?;
    let page = args.target().and_then(|target| match target {
        Target::Url(url) => Some(url.clone()),
        Target::File(_) => None,
    });
    Ok(CheckedBench { addresses: page.into_iter().chain(args.other_addresses()).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_in_the_words_of_the_command_line() {
        let check = |arguments: &[&str]| {
            let arguments: Vec<String> = arguments.iter().map(|text| (*text).to_owned()).collect();
            check_bench(&arguments)
        };
        let page = "http://127.0.0.1:9/promo";
        let checked = check(&[page, "--vus=5", "--duration=2m", "--base-url=http://127.0.0.1:9/"]).unwrap();
        assert_eq!(checked.addresses.len(), 2);
        assert_eq!(check(&["scenario.toml"]).unwrap().addresses, []);
        for (arguments, said) in [
            (&[page, "--vus=ten"][..], "'ten' for '--vus <N>'"),
            (&[page, "--vus=0"], "--vus"),
            (&[page, "--vus=5", "--rate=3/s"], "--rate"),
            (&[page, "--nonsense"], "--nonsense"),
            (&["--help"], "options"),
        ] {
            let refused = check(arguments).unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
            assert_eq!(refused.lines().count(), 1, "{refused}");
        }
    }
}
