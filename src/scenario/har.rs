//! Recordings of a browser (HAR 1.2, <http://www.softwareishard.com/blog/har-12-spec/>) made into scenarios. Pure.

mod choose;
mod header;
mod log;
mod multipart;
mod order;
mod own_cookie;
mod request;
mod secret;
mod token;

use std::collections::BTreeSet;

use url::Url;

use self::choose::RecordedVisit;
use super::{DataSource, Journey, Mode, Pick, Scenario, Step};
use crate::page::PageKind;
use crate::units::line::visible;
use crate::words::{Message, Value};

/// How a recording is read.
#[derive(Debug, Clone)]
pub struct HarOptions {
    /// What the scenario is called.
    pub name: String,
    /// The shop; absent: where the first page came from.
    pub base_url: Option<Url>,
}

/// A request of a recording.
#[derive(Debug, Clone, Copy)]
pub struct RecordedRequest<'a> {
    /// Its method, as it was sent.
    pub method: &'a str,
    /// Its address.
    pub url: &'a Url,
    /// The names and values in its body, whether a form or JSON.
    pub fields: &'a [(String, String)],
}

/// What is known of the shops that may have been recorded.
pub trait RecordedShops {
    /// The kind of page that stands behind an address; `None`: it does not say.
    fn kind_of(&self, url: &Url) -> Option<PageKind>;

    /// Whether a request places an order, where the shop's own software tells; `None`: its words tell.
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool>;

    /// Whether a request enters a voucher code.
    fn enters_code(&self, step: &Step) -> bool;
}

/// What a recording became.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// One journey, in the order in which it was walked.
    pub scenario: Scenario,
    /// What was left out or has to be done by hand, for people.
    pub notes: Vec<Message>,
    /// The steps that change something in the shop, as method and path.
    pub changing: Vec<Message>,
    /// The fields that the file of its data source has to have, when there is one.
    pub account_fields: Vec<String>,
}

/// A recording that cannot be made into a scenario.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum HarError {
    /// Not JSON, or not the JSON of a recording.
    Json {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong.
        message: Message,
    },
    /// The file is not whole.
    Truncated {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// Another version.
    Version(String),
    /// None of the entries can be read; the first of them.
    HarEntry {
        /// Counted from 1, as they stand in the file.
        entry: usize,
        /// What is wrong.
        message: Message,
    },
    /// More than a journey has.
    TooMany(String),
    /// Nothing was recorded.
    Empty,
    /// Nothing is left for a journey.
    Nothing(String),
}

impl From<&HarError> for Message {
    fn from(error: &HarError) -> Self {
        match error {
            HarError::Json { line, column, message } => Message::new("error-har-json")
                .exact("line", line)
                .exact("column", column)
                .with("why", message.clone()),
            HarError::Truncated { line, column } => {
                Message::new("error-har-truncated").exact("line", line).exact("column", column)
            }
            HarError::Version(text) => Message::new("error-har-version").exact("text", text),
            HarError::HarEntry { entry, message } => {
                Message::new("error-har-entry").exact("entry", entry).with("why", message.clone())
            }
            HarError::TooMany(text) => {
                Message::new("error-har-too-many").exact("text", text).exact("most-steps", MOST_STEPS)
            }
            HarError::Empty => Message::new("error-har-empty"),
            HarError::Nothing(text) => Message::new("error-har-nothing").exact("text", text),
        }
    }
}

/// The greatest recording, in bytes: it is read at once.
pub const MOST_HAR_BYTES: u64 = 200 << 20;

/// The most requests of a journey.
const MOST_STEPS: usize = 2_000;

/// More notes than these are counted, and no note is longer.
const MOST_NOTES: usize = 30;
const LONGEST_NOTE: usize = 2_000;

/// More things of a kind than these are counted, and none is shown with more characters.
const MOST_LISTED: usize = 20;
const LONGEST_LISTED: usize = 80;

/// The data source that passwords are replaced by.
const ACCOUNT: &str = "account";

/// Makes a scenario of a recording's text, with what is known of shops.
///
/// # Errors
///
/// [`HarError`] with the line or entry that is wrong.
pub fn import(text: &str, options: &HarOptions, shops: &dyn RecordedShops) -> Result<Imported, HarError> {
    let mut notes = Vec::new();
    let entries = log::parse(text, &mut notes)?;
    let (base_url, visits) = choose::choose(&entries, options.base_url.as_ref(), shops, &mut notes)?;
    let mut secrets = BTreeSet::new();
    let mut steps = request::steps(&visits, shops, &mut secrets, &mut notes);
    let language = header::common_language(&mut steps);
    let unsolved = token::replace(&entries, &visits, &mut steps, shops, &mut notes);
    notes.splice(0..0, unsolved);
    let changing = changing(&visits, &steps);
    if !changing.is_empty() {
        notes.push(Message::new("har-changing").with("changing", listed(&changing)));
    }
    let mode = if changing.is_empty() { Mode::ReadOnly } else { Mode::Full };
    let mut scenario = Scenario::new(options.name.clone(), base_url, mode);
    scenario.http.headers.0.extend(language);
    let account_fields: Vec<String> = secrets.into_iter().collect();
    if !account_fields.is_empty() {
        notes.push(Message::new("har-accounts").exact("fields", account_fields.join(",")));
        scenario.data.push(DataSource::of_file(ACCOUNT, "accounts.csv", Pick::Unique).kept_secret());
    }
    // A recording may hold anything, and a note is one line on a terminal.
    let line = |text: &str| shortened(&visible(text), LONGEST_NOTE);
    let mut notes: Vec<Message> = notes.into_iter().map(|note| note.map_texts(&line)).collect();
    let more = notes.len().saturating_sub(MOST_NOTES);
    if more > 0 {
        // What is to be done stands at the end.
        let last = notes.split_off(notes.len() - 2);
        notes.truncate(MOST_NOTES - 2);
        notes.push(Message::new("har-more-such-notes").exact("more", more));
        notes.extend(last);
    }
    scenario.journeys.push(Journey { name: "recorded".to_owned(), weight: 1, steps });
    Ok(Imported { scenario, notes, changing, account_fields })
}

/// The beginning of a text.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Things of one kind, as many as a reader looks at.
fn listed(things: &[Message]) -> Value {
    let short = |text: &str| shortened(text, LONGEST_LISTED);
    let shown = things.iter().take(MOST_LISTED).map(|thing| thing.clone().map_texts(&short));
    let more = things.len().saturating_sub(MOST_LISTED) as u64;
    let more = (more > 0).then(|| Message::new("har-and-more").with("more", more));
    Value::Row(shown.chain(more).collect())
}

/// The same of texts that are looked for as they stand.
fn listed_texts<'t>(texts: impl IntoIterator<Item = &'t String>) -> Value {
    listed(&texts.into_iter().map(|text| Message::verbatim(text)).collect::<Vec<_>>())
}

/// What the steps do that is not only looking.
fn changing(visits: &[RecordedVisit<'_>], steps: &[Step]) -> Vec<Message> {
    let steps = steps
        .iter()
        .zip(visits)
        .filter(|(step, visit)| step.changes_state() || crate::page::changing_part(&visit.url).is_some());
    steps
        .map(|(step, visit)| {
            let request = format!("{} {}", step.method(), visit.url.path());
            Message::new("har-of-step").exact("what", request).exact("step", &step.name)
        })
        .collect()
}
