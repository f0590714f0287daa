//! Values that change from visit to visit: found in the answer they came from, and extracted there.

use std::collections::HashMap;

use serde_json::Value;
use url::form_urlencoded;

use super::choose::Visit;
use crate::scenario::{Extract, Step, Template};

/// How much text before a value may tell where it is.
const LONGEST_LITERAL: usize = 200;

/// Shorter ones are found by chance.
const SHORTEST_TOKEN: usize = 4;

/// Places of one value that are looked at.
const MOST_PLACES: usize = 50;

/// Replaces the values that an earlier answer brought by extracts from it.
pub(super) fn replace(visits: &[Visit<'_>], steps: &mut [Step], notes: &mut Vec<String>) {
    let mut known: HashMap<String, String> = HashMap::new();
    let mut missing: Vec<String> = Vec::new();
    let mut bodies = false;
    let all: Vec<Vec<(String, String)>> =
        visits.iter().zip(steps.iter()).map(|(visit, step)| candidates(visit, step)).collect();
    let values: Vec<&str> = all.iter().flatten().map(|(_, value)| value.as_str()).collect();
    for (place, candidates) in all.iter().enumerate() {
        for (name, value) in candidates {
            if !known.contains_key(value) {
                let found = visits[..place].iter().position(|visit| {
                    visit.last.body.as_deref().is_some_and(|body| body.contains(value.as_str()))
                });
                let extract = found.and_then(|found| {
                    let body = visits[found].last.body.as_deref()?;
                    let [before, after] = literals(body, name, value, &values)?;
                    Some((found, before, after))
                });
                let Some((found, before, after)) = extract else {
                    if is_token_name(name) {
                        bodies |= visits[..place].iter().any(|visit| visit.last.body.is_some());
                        missing.push(format!("`{name}` of step {}", steps[place].name));
                    }
                    continue;
                };
                let called = free_name(name, &known);
                steps[found].extracts.push(Extract::between(&called, &before, &after));
                known.insert(value.clone(), called);
            }
            if let Some(called) = known.get(value) {
                put(&mut steps[place], value, &format!("${{{called}}}"));
            }
        }
    }
    if missing.is_empty() {
        return;
    }
    let reason = if bodies {
        "no earlier answer of the recording holds them"
    } else {
        "the recording has no response bodies (export it with content)"
    };
    notes.push(format!("written as they were recorded, because {reason}: {}", missing.join(", ")));
}

/// Whether shops give a changing value such a name.
pub(super) fn is_token_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower == "key" || ["token", "csrf", "xsrf", "nonce", "form_key"].iter().any(|word| lower.contains(word))
}

/// Names and values of a request that may be different in the next visit.
fn candidates(visit: &Visit<'_>, step: &Step) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: &str| {
        let fits = if is_token_name(name) { value.len() >= SHORTEST_TOKEN } else { looks_random(value) };
        if fits && !value.contains("${") && !found.iter().any(|(_, known)| known == value) {
            found.push((name.to_owned(), value.to_owned()));
        }
    };
    visit.url.query_pairs().for_each(|(name, value)| add(&name, &value));
    step.form.0.iter().for_each(|(name, value)| add(name, value));
    let own = step.headers.0.iter().filter(|(name, _)| is_token_name(name));
    own.for_each(|(name, value)| add(name, value));
    if let Some(body) = &step.body {
        match serde_json::from_str(body) {
            Ok(value) => leaves(&value, "", &mut add),
            Err(_) => form_urlencoded::parse(body.as_bytes()).for_each(|(name, value)| add(&name, &value)),
        }
    }
    found
}

/// Letters and digits mixed, as no word and no number is.
fn looks_random(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte));
    (8..=512).contains(&value.len()) && plain && letters >= 2 && digits >= 2
}

/// Calls `each` with the texts of a JSON value and the names they have.
pub(super) fn leaves(value: &Value, name: &str, each: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => each(name, text),
        Value::Array(list) => list.iter().for_each(|value| leaves(value, name, each)),
        Value::Object(members) => members.iter().for_each(|(name, value)| leaves(value, name, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Replaces a text of a JSON document that is already a template.
fn replace_in_json(template: &str, value: &str, placeholder: &str) -> String {
    let written = Template::escape(&Value::from(value).to_string());
    template.replace(&written, &format!("\"{placeholder}\""))
}

/// The texts before and after a value by which a scan of the answer finds it first. The one before begins where a tag's
/// attribute or a JSON member does, and holds no other value that changes.
fn literals(body: &str, name: &str, value: &str, values: &[&str]) -> Option<[String; 2]> {
    let mut best: Option<[String; 2]> = None;
    for (at, _) in body.match_indices(value).take(MOST_PLACES) {
        let Some(after) = body[at + value.len()..].chars().next().map(String::from) else { continue };
        if value.contains(&after) || after.chars().all(char::is_alphanumeric) {
            continue;
        }
        let Some(before) = before(body, at, values) else { continue };
        let better = best.as_ref().is_none_or(|[known, _]| {
            (!before.contains(name), before.len()) < (!known.contains(name), known.len())
        });
        if better {
            best = Some([before, after]);
        }
    }
    best
}

/// The shortest text that ends at a place, begins at a boundary, and stands nowhere earlier.
fn before(body: &str, at: usize, values: &[&str]) -> Option<String> {
    let boundary = |letter: char| letter.is_whitespace() || "{,<;&?".contains(letter);
    let starts = body[..at].char_indices().rev().take(LONGEST_LITERAL);
    for (start, letter) in starts {
        // A tag begins with its bracket; a member, an attribute or a statement after what ends the one before.
        let start = if letter == '<' { start } else { start + letter.len_utf8() };
        let text = &body[start..at];
        if !boundary(letter) || text.len() < 4 {
            continue;
        }
        if values.iter().any(|value| text.contains(value)) {
            return None;
        }
        if body.find(text) == Some(start) {
            return Some(text.to_owned());
        }
    }
    None
}

fn free_name(name: &str, known: &HashMap<String, String>) -> String {
    let plain: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    let plain = plain.trim_matches('_').to_ascii_lowercase();
    let plain = if plain.is_empty() || plain == "iteration" { "value".to_owned() } else { plain };
    let taken = |name: &String| known.values().any(|known| known == name);
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    std::iter::once(plain.clone()).chain(numbered).find(|name| !taken(name)).unwrap_or(plain)
}

/// Puts a placeholder wherever a step has the value.
fn put(step: &mut Step, value: &str, placeholder: &str) {
    let escaped = Template::escape(value);
    for (_, text) in step.form.0.iter_mut().chain(&mut step.headers.0) {
        if *text == escaped {
            placeholder.clone_into(text);
        }
    }
    if let Some((path, query)) = step.path.split_once('?') {
        let part = |part: &str| match part.split_once('=') {
            Some((name, _)) if form_urlencoded::parse(part.as_bytes()).any(|(_, found)| found == value) => {
                format!("{name}={placeholder}")
            }
            _ => part.to_owned(),
        };
        let parts: Vec<String> = query.split('&').map(part).collect();
        step.path = format!("{path}?{}", parts.join("&"));
    }
    if let Some(body) = &mut step.body {
        *body = match serde_json::from_str::<Value>(body) {
            Ok(_) => replace_in_json(body, value, placeholder),
            Err(_) => {
                let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                body.replace(&format!("={encoded}"), &format!("={placeholder}"))
            }
        };
    }
}
