//! `promo-load schema`: the JSON Schemas of our files, for editors and other programs.

use super::failure::{Ended, Failure};
use super::process::print_data;
use crate::{config, record, scenario};

/// A file that has a JSON Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Described {
    /// A scenario file.
    Scenario,
    /// promo-load.toml.
    Config,
    /// run.json.
    Run,
}

/// Prints the JSON Schema (draft 2020-12) of a file.
///
/// In a file beside a scenario it works offline: `promo-load schema scenario > scenario.schema.json`, and
/// `#:schema ./scenario.schema.json` as the scenario's first line.
///
/// # Errors
///
/// [`Failure`] when standard output cannot be written.
pub fn schema(of: Described) -> Result<Ended, Failure> {
    print_data(match of {
        Described::Scenario => scenario::JSON_SCHEMA,
        Described::Config => config::JSON_SCHEMA,
        Described::Run => record::JSON_SCHEMA,
    })?;
    Ok(Ended::Held)
}
