//! Recordings of a browser (HAR 1.2, <http://www.softwareishard.com/blog/har-12-spec/>) made into scenarios. Pure.

mod choose;
mod log;
mod order;
mod request;
mod secret;
mod token;

use std::collections::BTreeSet;

use url::Url;

use self::choose::Visit;
use super::{DataSource, Journey, Mode, Pick, Scenario, Step};

/// How a recording is read.
#[derive(Debug, Clone)]
pub struct HarOptions {
    /// What the scenario is called.
    pub name: String,
    /// The shop; absent: where the first page came from.
    pub base_url: Option<Url>,
}

/// What a recording became.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// One journey, in the order in which it was walked.
    pub scenario: Scenario,
    /// What was left out or has to be done by hand, for people.
    pub notes: Vec<String>,
    /// The steps that change something in the shop, as method and path.
    pub changing: Vec<String>,
    /// The fields that the file of its data source has to have, when there is one.
    pub account_fields: Vec<String>,
}

/// A recording that cannot be made into a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HarError {
    /// Not JSON, or not the JSON of a recording.
    #[error("{line}:{column}: is no HAR: {message}")]
    Json {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The file is not whole.
    #[error("{line}:{column}: ends in the middle; export it again")]
    Truncated {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// Another version.
    #[error("is HAR {0}; versions 1.1 to 1.3 are known")]
    Version(String),
    /// A request that is not as HAR says.
    #[error("entry {entry}: {message}")]
    Entry {
        /// Counted from 1, as they stand in the file.
        entry: usize,
        /// What is wrong.
        message: String,
    },
    /// Nothing was recorded.
    #[error("holds no requests; record with the network panel open, from the first page on")]
    Empty,
    /// Nothing is left for a journey.
    #[error("holds no page or script request of {0}; name the shop with --base-url")]
    Nothing(String),
}

/// The greatest recording, in bytes: it is read at once.
pub const MOST_HAR_BYTES: u64 = 200 << 20;

/// The data source that passwords are replaced by.
const ACCOUNT: &str = "account";

/// Makes a scenario of a recording's text.
///
/// # Errors
///
/// [`HarError`] with the line or entry that is wrong.
pub fn import(text: &str, options: &HarOptions) -> Result<Imported, HarError> {
    let entries = log::parse(text)?;
    let mut notes = Vec::new();
    let (base_url, visits) = choose::choose(&entries, options.base_url.as_ref(), &mut notes)?;
    let mut secrets = BTreeSet::new();
    let mut steps = request::steps(&visits, &mut secrets, &mut notes);
    token::replace(&visits, &mut steps, &mut notes);
    let changing = changing(&visits, &steps);
    if !changing.is_empty() {
        notes.push(format!(
            "these requests change something in the shop: {}; delete the steps that should not be repeated",
            changing.join(", ")
        ));
    }
    let mode = if changing.is_empty() { Mode::ReadOnly } else { Mode::Full };
    let mut scenario = Scenario::new(options.name.clone(), base_url, mode);
    let account_fields: Vec<String> = secrets.into_iter().collect();
    if !account_fields.is_empty() {
        notes.push(format!(
            "passwords and the like are never written: make a file accounts.csv beside the scenario, its first line \
             `{}`, with one account in each line below, as many as there are VUs",
            account_fields.join(",")
        ));
        scenario.data.push(DataSource::of_file(ACCOUNT, "accounts.csv", Pick::Unique).kept_secret());
    }
    // A recording may hold anything, and a note is one line on a terminal.
    notes.iter_mut().for_each(|note| *note = note.replace(char::is_control, " "));
    scenario.journeys.push(Journey { name: "recorded".to_owned(), weight: 1, steps });
    Ok(Imported { scenario, notes, changing, account_fields })
}

/// What the steps do that is not only looking.
fn changing(visits: &[Visit<'_>], steps: &[Step]) -> Vec<String> {
    let steps = steps
        .iter()
        .zip(visits)
        .filter(|(step, visit)| step.changes_state() || super::step::changing_query(&visit.url).is_some());
    steps
        .map(|(step, visit)| format!("{} {} (step {})", step.method(), visit.url.path(), step.name))
        .collect()
}

#[cfg(test)]
mod tests;
