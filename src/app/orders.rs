//! Scenario files with a step that places an order are refused: nothing is ever ordered.

use std::path::Path;

use serde_json::Value;

use super::failure::Failure;
use crate::scenario::{RecordedRequest, RecordedShops as _, Scenario, Step};
use crate::shops::Shops;
use crate::words::Message;

/// Refuses a scenario with a step of which a shop's software says that it orders.
///
/// # Errors
///
/// [`Failure::Refused`] with a line for each such step.
pub(super) fn refuse(scenario: &Scenario, file: &Path) -> Result<(), Failure> {
    let steps =
        scenario.journeys.iter().flat_map(|journey| journey.steps.iter().map(move |step| (journey, step)));
    let found: Vec<_> = steps
        .filter(|(_, step)| orders(scenario, step))
        .map(|(journey, step)| {
            let why =
                Message::new("error-step-orders").exact("journey", &journey.name).exact("step", &step.name);
            Message::new("error-at").exact("place", file.display()).with("why", why)
        })
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Failure::Refused(Message::lines(found))) }
}

fn orders(scenario: &Scenario, step: &Step) -> bool {
    // The plan refuses what is not an address.
    let Ok(url) = scenario.base_url.join(&step.path) else { return false };
    let mut fields = step.form.0.clone();
    fields.extend(
        step.multipart.iter().map(|part| (part.name.clone(), part.value.clone().unwrap_or_default())),
    );
    if let Some(table) = &step.json {
        // TOML has nothing that JSON cannot say but dates, of which it makes texts.
        flatten("", &serde_json::to_value(table).unwrap_or_default(), &mut fields);
    }
    if let Some(body) = &step.body {
        match serde_json::from_str(body) {
            Ok(document) => flatten("", &document, &mut fields),
            Err(_) => fields.extend(url::form_urlencoded::parse(body.as_bytes()).into_owned()),
        }
    }
    let method = step.method.as_deref().unwrap_or(if step.has_body() { "POST" } else { "GET" });
    let request = RecordedRequest { method, url: &url, fields: &fields };
    Shops::known().places_order(&request) == Some(true)
}

/// The texts of a document by their names.
fn flatten(name: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| flatten(name, value, fields)),
        Value::Array(members) => members.iter().for_each(|value| flatten(name, value, fields)),
        Value::String(text) => fields.push((name.to_owned(), text.clone())),
        other => fields.push((name.to_owned(), other.to_string())),
    }
}
