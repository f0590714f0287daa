//! What this process knows to be secret, and texts without it. Everything that goes to a file, to the terminal or into an error
//! message comes through here: the shop may repeat in any of them what it was sent.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::borrow::Cow;
use std::sync::{PoisonError, RwLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::failure::Failure;
use super::{logs, process};
use crate::scenario::{Fields, Scenario};
use crate::units::secret::{Scrubber, Secret, is_secret_name};

/// One for the process: a panic and an error of clap have no other way to it.
static KNOWN: RwLock<Option<Scrubber>> = RwLock::new(None);

/// From now on these are in no text that leaves the process.
pub(super) fn know(secrets: impl IntoIterator<Item = Secret>) {
    let mut secrets = secrets.into_iter().peekable();
    if secrets.peek().is_some() {
        KNOWN.write().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().know(secrets);
    }
}

/// The values of headers that carry secrets by their names.
pub(super) fn know_headers(Fields(headers): &Fields) {
    let secret = headers.iter().filter(|(name, _)| is_secret_name(name));
    know(secret.filter_map(|(_, value)| Secret::new(value)));
}

/// What an address carries in its query under the name of a secret, such as the `adtoken` of a preview.
pub(super) fn know_address(url: &Url) {
    let secret = url.query_pairs().filter(|(name, _)| is_secret_name(name));
    know(secret.filter_map(|(_, value)| Secret::new(&value)));
}

/// A text without what is secret.
pub(super) fn scrub(text: &str) -> Cow<'_, str> {
    match &*KNOWN.read().unwrap_or_else(PoisonError::into_inner) {
        Some(known) => known.scrub(text),
        None => match Scrubber::default().scrub(text) {
            Cow::Borrowed(_) => Cow::Borrowed(text),
            Cow::Owned(clean) => Cow::Owned(clean),
        },
    }
}

/// A JSON value whose texts are without what is secret; whether there was any.
pub(super) fn scrub_json(value: &mut Value) -> bool {
    match value {
        Value::String(text) => match scrub(text) {
            Cow::Borrowed(_) => false,
            Cow::Owned(clean) => {
                *text = clean;
                true
            }
        },
        Value::Array(items) => scrub_all(items.iter_mut()),
        Value::Object(members) => {
            let names: Vec<String> = members.keys().filter(|name| is_scrubbed(name)).cloned().collect();
            for name in &names {
                if let Some(value) = members.shift_remove(name) {
                    members.insert(scrub(name).into_owned(), value);
                }
            }
            let found = scrub_all(members.values_mut());
            found || !names.is_empty()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Scrubs each of them; whether there was anything.
fn scrub_all<'v>(values: impl Iterator<Item = &'v mut Value>) -> bool {
    values.map(scrub_json).filter(|found| *found).count() > 0
}

fn is_scrubbed(text: &str) -> bool {
    matches!(scrub(text), Cow::Owned(_))
}

/// A value whose texts are without what is secret. Numbers stay: a secret of digits alone reads like many of them.
pub(super) fn scrubbed<T: Serialize + DeserializeOwned>(value: T) -> T {
    let Ok(mut json) = serde_json::to_value(&value) else { return value };
    if !scrub_json(&mut json) {
        return value;
    }
    // A secret that is a word of the format (`full`) tells nobody anything where the format has it.
    serde_json::from_value(json).unwrap_or(value)
}

/// A scenario that is to become a script: without what is secret, but for headers and data, whose secrets the script takes
/// from its environment.
pub(super) fn scrubbed_for_script(scenario: &Scenario) -> Scenario {
    let mut clean = scrubbed(scenario.clone());
    clean.data.clone_from(&scenario.data);
    let keep = |clean: &mut Fields, Fields(known): &Fields| {
        for ((name, value), (_, known)) in clean.0.iter_mut().zip(known) {
            if is_secret_name(name) {
                value.clone_from(known);
            }
        }
    };
    keep(&mut clean.http.headers, &scenario.http.headers);
    let steps = scenario.journeys.iter().flat_map(|journey| &journey.steps);
    for (clean, step) in clean.journeys.iter_mut().flat_map(|journey| &mut journey.steps).zip(steps) {
        keep(&mut clean.headers, &step.headers);
    }
    clean
}

/// The same for a JSON document.
pub(super) fn scrubbed_document(text: String) -> Result<String, Failure> {
    if !is_scrubbed(&text) {
        return Ok(text);
    }
    let mut value: Value = serde_json::from_str(&text).map_err(anyhow::Error::from)?;
    scrub_json(&mut value);
    Ok(serde_json::to_string_pretty(&value).map_err(anyhow::Error::from)? + "\n")
}

/// The most characters of a problem: one that repeats a megabyte of somebody's file would drown the others.
const LONGEST_PROBLEM: usize = 2_000;

/// Says on standard error why a command failed: each problem in a line of its own.
pub fn tell(failure: &Failure) {
    for problem in failure.to_string().lines() {
        let problem = match problem.char_indices().nth(LONGEST_PROBLEM) {
            Some((end, _)) => format!("{}…", &problem[..end]),
            None => problem.to_owned(),
        };
        process::problem(&problem);
    }
}

/// From now on a panic's message is without what is secret.
pub fn guard_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let trace = Backtrace::capture();
        let trace =
            if trace.status() == BacktraceStatus::Captured { trace.to_string() } else { String::new() };
        if logs::are_written() {
            tracing::error!("{panic}");
        } else {
            process::note(&format!("{panic}\n{trace}"));
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_are_scrubbed_and_numbers_stay() {
        know(Secret::new("app-secrets-canary-8831"));
        know(Secret::new("88310000"));
        let mut value = json!({
            "app-secrets-canary-8831": ["see APP-SECRETS-CANARY-8831", 88310000, "88310000"],
            "rest": null,
        });
        assert!(scrub_json(&mut value));
        assert_eq!(value, json!({"[secret]": ["see [secret]", 88310000, "[secret]"], "rest": null}));
        assert!(!scrub_json(&mut value));
    }

    #[test]
    fn names_say_what_is_secret() {
        know_headers(&Fields::from_iter([("X-Api-Key", "headers-canary-1"), ("X-Open", "headers-open-1")]));
        know_address(&Url::parse("http://shop.example/?adtoken=query-canary-1&q=query-open-1").unwrap());
        let text = "headers-canary-1 headers-open-1 query-canary-1 query-open-1";
        assert_eq!(scrub(text), "[secret] headers-open-1 [secret] query-open-1");
    }

    #[test]
    fn a_panic_keeps_the_secret() {
        know(Secret::new("panic-canary-1"));
        // What the hook prints goes through `note`.
        assert_eq!(
            super::super::process::harmless("at\u{1b}[2J panic-canary-1\nnext"),
            "at[2J [secret]\nnext"
        );
    }
}
