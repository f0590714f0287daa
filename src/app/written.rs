//! Scenarios that leave this process, without their secrets.

use super::failure::Failure;
use super::process::note;
use super::secrets::{ask, scrubbed};
use crate::scenario::{Purpose, Scenario};

/// A scenario as a file has it: placeholders for what is secret and sent. Says on standard error which environment variables
/// `file` needs, and what it lacks.
///
/// # Errors
///
/// [`Failure::Refused`] when a request carries a secret that no placeholder can stand for.
pub(super) fn written(scenario: Scenario, file: &str) -> Result<Scenario, Failure> {
    let written = ask(|known| scenario.written(known, Purpose::Scenario)).map_err(refused)?;
    for variable in &written.variables {
        note(&format!("note: {file} takes a secret from the environment variable {variable}\n"));
    }
    written.notes.iter().for_each(|text| note(&format!("note: {file}: {text}\n")));
    scrubbed(&written.scenario)
}

/// The same for a scenario that is to become a script, which names its variables itself.
pub(super) fn written_for_script(scenario: Scenario) -> Result<Scenario, Failure> {
    let written = ask(|known| scenario.written(known, Purpose::Script)).map_err(refused)?;
    written.notes.iter().for_each(|text| note(&format!("k6: {text}\n")));
    let mut clean = scrubbed(&written.scenario)?;
    // A script has it only where it is not secret.
    clean.take_contents(written.scenario);
    Ok(clean)
}

fn refused(error: impl std::fmt::Display) -> Failure {
    Failure::Refused(error.to_string())
}
