//! `promo-load runs`: which runs there are, and finding one by its age.

mod folder;
mod named;

use std::path::PathBuf;

use super::failure::{Ended, Failure};
use super::process::{note, print_data, print_page};
use super::secrets::scrub_json;
use crate::report::runs::{json, terminal};
use crate::words::{Lang, Message};
use folder::RunFolder;

pub(super) use named::{Wanted, named};

/// What `runs` is asked for.
#[derive(Debug, Clone)]
pub struct RunsOptions {
    /// The folder in which each run has its own.
    pub folder: PathBuf,
    /// JSON instead of text.
    pub json: bool,
    /// The language of the text.
    pub lang: Lang,
}

/// Lists the runs of a folder, the newest last. What is unfinished or damaged is listed as such.
///
/// # Errors
///
/// [`Failure::Usage`] when the folder cannot be read; one that is not there has no runs, which is said on standard error.
pub fn runs(options: &RunsOptions) -> Result<Ended, Failure> {
    let folder = RunFolder::read(&options.folder)?;
    let listed = folder.listed();
    if !options.folder.exists() {
        let place = options.folder.display().to_string();
        note(&(Message::new("runs-no-folder").with("folder", place).say(options.lang) + "\n"));
    }
    if options.json {
        let mut value = json(&listed)?;
        scrub_json(&mut value);
        print_data(&(serde_json::to_string_pretty(&value)? + "\n"))?;
    } else {
        let columns = console::Term::stdout().size_checked();
        let width = columns.map_or(100, |(_, columns)| usize::from(columns));
        let colour = console::Term::stdout().is_term() && console::colors_enabled();
        let place = options.folder.display().to_string();
        print_page(&terminal(&listed, &place, width, colour, options.lang))?;
    }
    Ok(Ended::Held)
}
