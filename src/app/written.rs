//! Scenarios that leave this process, without their secrets.

use super::failure::Failure;
use super::notes::{tell, tell_of_k6};
use super::secrets::{ask, scrubbed};
use crate::scenario::{FilePurpose, Scenario};
use crate::words::{Lang, Message};

/// A scenario as a file has it: placeholders for what is secret and sent. Says on standard error which environment variables
/// `file` needs, and what it lacks.
///
/// # Errors
///
/// [`Failure::Refused`] when a request carries a secret that no placeholder can stand for.
pub(super) fn written(scenario: Scenario, file: &str, lang: Lang) -> Result<Scenario, Failure> {
    let written = ask(|known| scenario.written(known, FilePurpose::Scenario)).map_err(refused)?;
    for variable in &written.variables {
        let takes = Message::new("file-takes-secret").with("file", file);
        tell(&takes.with("variable", variable.as_str()), lang);
    }
    for text in written.notes {
        tell(&Message::new("a-note-of-file").with("file", file).with("text", text), lang);
    }
    scrubbed(&written.scenario)
}

/// The same for a scenario that is to become a script, which names its variables itself.
pub(super) fn written_for_script(scenario: Scenario, lang: Lang) -> Result<Scenario, Failure> {
    let written = ask(|known| scenario.written(known, FilePurpose::Script)).map_err(refused)?;
    written.notes.into_iter().for_each(|text| tell_of_k6(text, lang));
    let mut clean = scrubbed(&written.scenario)?;
    // A script has it only where it is not secret.
    clean.take_contents(written.scenario);
    Ok(clean)
}

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::Refused(error.to_string())
}
