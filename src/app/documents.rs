//! What the program says of itself: completions for shells, manual pages.

use std::fs;
use std::path::Path;

use super::failure::{Ended, Failure};
use super::process::{print, print_data};
use super::run_dir::write_whole;
use crate::words::Message;

/// A file that is made of the command line's own description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The file's name.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Prints a text for another program as it is.
///
/// # Errors
///
/// [`Failure`] when standard output cannot be written.
pub fn print_document(text: &str) -> Result<Ended, Failure> {
    print_data(text)?;
    Ok(Ended::Held)
}

/// Writes documents into a folder, which is made where it is missing. Older ones of the same names are replaced.
///
/// # Errors
///
/// [`Failure::Unexpected`] with the file that cannot be written.
pub fn write_documents(folder: &Path, documents: &[Document]) -> Result<Ended, Failure> {
    fs::create_dir_all(folder).map_err(|error| {
        let message = Message::new("error-no-folder").exact("path", folder.display());
        Failure::Unexpected(message.with("why", Message::from(&error)))
    })?;
    for document in documents {
        write_whole(&folder.join(&document.name), &document.text)?;
        print(&format!("{}\n", folder.join(&document.name).display()))?;
    }
    Ok(Ended::Held)
}
