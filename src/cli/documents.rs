//! The command line's description of itself: completions and manual pages, made of clap's structs.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::Cli;
use crate::app::{Document, Ended, Failure, print_document, write_documents};

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell that reads them
    shell: Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write a page for each command into this folder, such as ~/.local/share/man/man1, instead of the main page to standard output
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

impl CompletionsArgs {
    /// Prints the script.
    pub(super) fn run(&self) -> Result<Ended, Failure> {
        let mut script = Vec::new();
        let mut command = Cli::command();
        let name = command.get_name().to_owned();
        clap_complete::generate(self.shell, &mut command, &name, &mut script);
        let script = String::from_utf8_lossy(&script);
        // In bash a name with a hyphen is spelt in two ways, and nothing behind a command is completed: clap-rs/clap#6421.
        let (arms, states) = (name.replace('-', "__subcmd__"), name.replace('-', "__"));
        print_document(&script.replace(&arms, &states))
    }
}

impl ManArgs {
    /// Prints the main page, or writes all of them.
    pub(super) fn run(&self) -> Result<Ended, Failure> {
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        let Some(folder) = &self.output else {
            return print_document(&page(&command)?.text);
        };
        let pages = std::iter::once(&command).chain(command.get_subcommands()).map(page);
        write_documents(folder, &pages.collect::<Result<Vec<_>, _>>()?)
    }
}

fn page(command: &Command) -> Result<Document, Failure> {
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    man.render(&mut text)?;
    Ok(Document { name: man.get_filename(), text: String::from_utf8_lossy(&text).into_owned() })
}
