//! Values that change from visit to visit: found in the answer that they came from, and extracted there.

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use memchr::memmem;
use serde_json::Value;
use url::form_urlencoded;

use super::choose::RecordedVisit;
use super::log::{HarEntry, MOST_HEADERS};
use super::own_cookie::own_cookies;
use super::{RecordedShops, listed};
use crate::page::PageKind;
use crate::scenario::extract::read_by_script;
use crate::scenario::json_texts::each_text;
use crate::scenario::{Extract, OwnValue, Step, Template};
use crate::units::secret::is_secret_name;
use crate::words::{self, Message};

/// The longest text before a value that may mark its place.
const LONGEST_LITERAL: usize = 200;

/// The shortest value that is searched for: shorter ones occur by chance.
const SHORTEST_TOKEN: usize = 4;

/// The name of a part of a path.
const ID: &str = "id";

/// The most places of one value that are looked at.
const MOST_PLACES: usize = 50;

/// The most values of one recording that are searched for.
const MOST_VALUES: usize = 1_000;

/// The most bytes of answers that are searched in all; the seconds that this takes are the greatest cost of a recording.
const MOST_WORK: u64 = 8 << 30;

/// The amount of text that may still be searched.
struct TokenWork {
    left: Cell<u64>,
}

impl TokenWork {
    /// Subtracts the cost of a search; returns whether that much was left.
    fn take(&self, bytes: usize) -> bool {
        let left = self.left.get().checked_sub(bytes as u64);
        self.left.set(left.unwrap_or(0));
        left.is_some()
    }

    fn is_spent(&self) -> bool {
        self.left.get() == 0
    }
}

/// The place of a value in an answer.
enum TokenSource {
    Extract(Extract),
    /// No answer: each visit draws it, as this placeholder's name says.
    Drawn(String),
}

/// The values that could not be replaced, for notes.
#[derive(Default)]
struct KeptToken {
    missing: Vec<Message>,
    /// Those of them that are headers, which would not help a later visitor.
    headers: Vec<Message>,
    /// Those that each visit draws, because the page's script did.
    drawn: Vec<Message>,
    unmarked: Vec<Message>,
    withheld: Vec<Message>,
    /// The number of values that were not searched for.
    unsought: usize,
}

/// Replaces values that come from an earlier answer by extracts from it. Returns a sentence on the manual work for tokens that no
/// earlier answer contains.
pub(super) fn replace(
    entries: &[HarEntry],
    visits: &[RecordedVisit<'_>],
    steps: &mut [Step],
    shops: &dyn RecordedShops,
    notes: &mut Vec<Message>,
) -> Option<Message> {
    let mut known: HashMap<String, String> = HashMap::new();
    let mut kept = KeptToken::default();
    let mut bodies = false;
    let work = TokenWork { left: Cell::new(MOST_WORK) };
    let mut taken = HashSet::new();
    let mut room = MOST_VALUES;
    let mut all: Vec<Vec<(String, String)>> = Vec::with_capacity(visits.len());
    for (visit, step) in visits.iter().zip(steps.iter_mut()) {
        let mut found = candidates(visit, step, shops);
        let unsought = found.split_off(found.len().min(room));
        room -= found.len();
        for (name, _) in &unsought {
            if is_credential(name) && withhold(step, name) {
                kept.withheld.push(of_step(name, step));
            } else {
                kept.unsought += 1;
            }
        }
        all.push(found);
    }
    let own = own_cookies(entries, visits);
    let values: Vec<&str> = all.iter().flatten().map(|(_, value)| value.as_str()).collect();
    for (place, candidates) in all.iter().enumerate() {
        for (name, value) in candidates {
            if !known.contains_key(value) {
                let called = free_name(name, &taken);
                let own = own.get(value.as_str()).filter(|own| own.first <= place && !is_credential(name));
                let drawn = own.and_then(|own| Some((own.first, own.drawn(value, &called)?)));
                // What an answer repeats of a cookie that it got is the browser's all the same.
                let before = drawn.as_ref().map_or(place, |(first, _)| *first);
                let mut earlier = visits[..before].iter().enumerate();
                let found = earlier.find_map(|(found, visit)| {
                    Some((found, source(visit, &called, name, value, &values, &work)?))
                });
                let found = found.or_else(|| drawn.map(|(first, drawn)| (first, TokenSource::Drawn(drawn))));
                // A script sets its cookie to what it has by then.
                let put = own.filter(|own| match &found {
                    Some((_, TokenSource::Drawn(_))) => true,
                    Some((found, TokenSource::Extract(_))) => *found < own.first,
                    None => false,
                });
                let what = of_step(name, &steps[place]);
                let with_cookie =
                    |what, cookie| Message::new("har-with-cookie").with("what", what).exact("cookie", cookie);
                match found {
                    Some((_, TokenSource::Drawn(drawn))) => {
                        kept.drawn.extend(own.map(|own| with_cookie(what, own.name)));
                        taken.insert(called);
                        known.insert(value.clone(), drawn);
                    }
                    Some((found, TokenSource::Extract(extract))) => {
                        steps[found].extracts.push(extract);
                        taken.insert(called.clone());
                        known.insert(value.clone(), called);
                    }
                    None if is_credential(name) && withhold(&mut steps[place], name) => {
                        kept.withheld.push(what);
                    }
                    None if work.is_spent() => kept.unsought += 1,
                    None if is_token_name(name) => {
                        bodies |= visits[..place].iter().any(|visit| visit.last.body.is_some());
                        match is_secret_name(name) && withhold(&mut steps[place], name) {
                            true => kept.headers.push(what),
                            false => kept.missing.push(what),
                        }
                    }
                    None if name == ID && visits[..place].iter().any(|visit| holds(visit, value, &work)) => {
                        kept.unmarked.push(of_step(value, &steps[place]));
                    }
                    None => {}
                }
                if let (Some(own), Some(called)) = (put, known.get(value)) {
                    steps[own.first].cookies.0.push((own.name.to_owned(), format!("${{{called}}}")));
                }
            }
            if let Some(called) = known.get(value).filter(|_| work.take(size(&steps[place]))) {
                put(&mut steps[place], value, &format!("${{{called}}}"));
            }
        }
    }
    kept.tell(bodies, notes)
}

impl KeptToken {
    fn tell(self, bodies: bool, notes: &mut Vec<Message>) -> Option<Message> {
        let unsolved = self.unsolved(bodies);
        for (id, list) in
            [("har-drawn", self.drawn), ("har-unmarked", self.unmarked), ("har-withheld", self.withheld)]
        {
            if !list.is_empty() {
                notes.push(Message::new(id).with("list", listed(&list)));
            }
        }
        if self.unsought > 0 {
            notes.push(Message::new("har-unsought").exact("unsought", self.unsought));
        }
        unsolved
    }

    /// The manual work that the scenario needs, when a token has no source.
    fn unsolved(&self, bodies: bool) -> Option<Message> {
        let parts = [("har-headers-left-out", &self.headers), ("har-as-recorded", &self.missing)];
        let parts: Vec<Message> = parts
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(id, list)| Message::new(id).with("list", listed(list)))
            .collect();
        let reason = if bodies { "har-no-answer-holds-them" } else { "har-no-bodies" };
        (!parts.is_empty()).then(|| {
            Message::new("har-unsolved")
                .with("reason", Message::new(reason))
                .with("parts", words::Value::List(parts))
        })
    }
}

/// A value with the step that it belongs to.
fn of_step(value: &str, step: &Step) -> Message {
    Message::new("har-value-of-step").exact("what", value).exact("step", &step.name)
}

/// Finds a value in an answer: in a header, in a cookie, in its text.
fn source(
    visit: &RecordedVisit<'_>,
    called: &str,
    name: &str,
    value: &str,
    values: &[&str],
    work: &TokenWork,
) -> Option<TokenSource> {
    let empty = || Extract { name: called.to_owned(), ..Extract::default() };
    let headers = &visit.last.answered;
    let headers = &headers[..headers.len().min(MOST_HEADERS)];
    let first = |place: usize| {
        headers[..place].iter().all(|pair| !pair.name.eq_ignore_ascii_case(&headers[place].name))
    };
    let header = headers.iter().enumerate().find(|(place, pair)| {
        // An extract takes a header's first value.
        pair.value.as_deref().is_some_and(|text| text.trim() == value) && first(*place)
    });
    if let Some((_, header)) = header {
        return Some(TokenSource::Extract(Extract { header: Some(header.name.clone()), ..empty() }));
    }
    let cookies: Vec<(&str, &str)> =
        [visit.entry, visit.last].into_iter().flat_map(HarEntry::set_cookies).collect();
    if let Some((cookie, _)) = cookies.iter().find(|(_, text)| *text == value) {
        return Some(TokenSource::Extract(Extract { cookie: Some((*cookie).to_owned()), ..empty() }));
    }
    let body = visit.last.body.as_deref();
    if let Some([before, after]) = body.and_then(|body| literals(body, name, value, values, work)) {
        return Some(TokenSource::Extract(Extract::between(called, &before, &after)));
    }
    // As a script sends it: Laravel's cookie is encoded, and its header is not.
    let (cookie, _) = cookies.iter().find(|(_, text)| read_by_script((*text).to_owned()) == value)?;
    Some(TokenSource::Extract(Extract { cookie: Some((*cookie).to_owned()), decoded: true, ..empty() }))
}

fn holds(visit: &RecordedVisit<'_>, value: &str, work: &TokenWork) -> bool {
    let in_text =
        |text: &str| work.take(text.len()) && memmem::find(text.as_bytes(), value.as_bytes()).is_some();
    visit.last.body.as_deref().is_some_and(in_text)
        || visit.last.answered.iter().filter_map(|pair| pair.value.as_deref()).take(MOST_HEADERS).any(in_text)
}

/// Whether a header of this name carries a visitor's key rather than a token of a page.
fn is_credential(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.starts_with("x-") && ["auth", "access", "api", "secret"].iter().any(|word| lower.contains(word))
}

/// Removes a header from a step; returns whether it had one.
fn withhold(step: &mut Step, name: &str) -> bool {
    let before = step.headers.0.len();
    step.headers.0.retain(|(known, _)| known != name);
    step.headers.0.len() < before
}

/// Whether shops use such a name for a changing value.
pub(super) fn is_token_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower == "key"
        || ["token", "csrf", "xsrf", "nonce"].iter().any(|word| lower.contains(word))
        || lower.replace(['_', '-'], "").contains("formkey")
}

/// Names and values of a request that may differ in the next visit.
fn candidates(visit: &RecordedVisit<'_>, step: &Step, shops: &dyn RecordedShops) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    let mut known = HashSet::new();
    let mut add = |name: &str, value: &str| {
        let fits = if is_token_name(name) { value.len() >= SHORTEST_TOKEN } else { looks_random(value) };
        if fits && !value.contains("${") && known.insert(value.to_owned()) {
            found.push((name.to_owned(), value.to_owned()));
        }
    };
    // The step's own path, which holds placeholders where the recorded address has private values.
    if let Some((_, query)) = step.path.split_once('?') {
        form_urlencoded::parse(query.as_bytes()).for_each(|(name, value)| add(&name, &value));
    }
    step.form.0.iter().for_each(|(name, value)| add(name, value));
    for part in &step.multipart {
        part.value.iter().for_each(|value| add(&part.name, value));
    }
    let own = step.headers.0.iter().filter(|(name, _)| !name.to_ascii_lowercase().starts_with("accept"));
    own.for_each(|(name, value)| add(name, value));
    if let Some(body) = &step.body {
        match serde_json::from_str(body) {
            Ok(value) => each_text(&value, "", &mut add),
            Err(_) => form_urlencoded::parse(body.as_bytes()).for_each(|(name, value)| add(&name, &value)),
        }
    }
    // Addresses of pages are the same for all visitors; those of scripts may name this visitor's cart.
    if !visit.entry.is_document() && shops.kind_of(&visit.url).is_none_or(|kind| kind == PageKind::Other) {
        let ids = visit.url.path_segments().into_iter().flatten().filter(|segment| is_id(segment));
        for id in ids {
            if known.insert(id.to_owned()) {
                found.push((ID.to_owned(), id.to_owned()));
            }
        }
    }
    found
}

/// Whether a part of a path is an id, and not words joined by hyphens.
fn is_id(segment: &str) -> bool {
    let is_word = |part: &&str| part.len() > 2 && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let plain = segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    plain && segment.len() >= 8 && digits >= 2 && segment.split(['-', '_']).filter(is_word).count() < 2
}

/// Whether a value mixes letters and digits, unlike words and numbers.
fn looks_random(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=_-".contains(&byte));
    (8..=512).contains(&value.len()) && plain && letters >= 2 && digits >= 2
}

/// Replaces a text of a JSON document that is already a template.
fn replace_in_json(template: &str, value: &str, placeholder: &str) -> String {
    let written = Template::escape(&Value::from(value).to_string());
    template.replace(&written, &format!("\"{placeholder}\""))
}

/// The texts before and after a value by which a scan of the answer finds it first. The text before begins at an attribute of a
/// tag or at a JSON member, and contains no other changing value.
fn literals(body: &str, name: &str, value: &str, values: &[&str], work: &TokenWork) -> Option<[String; 2]> {
    let mut best: Option<[String; 2]> = None;
    if !work.take(body.len()) {
        return None;
    }
    for at in memmem::find_iter(body.as_bytes(), value).take(MOST_PLACES) {
        let Some(after) = body[at + value.len()..].chars().next().map(String::from) else { continue };
        if value.contains(&after) || after.chars().all(char::is_alphanumeric) {
            continue;
        }
        let Some(before) = before(body, at, values, work) else { continue };
        let better = best.as_ref().is_none_or(|[known, _]| {
            (!before.contains(name), before.len()) < (!known.contains(name), known.len())
        });
        if better {
            best = Some([before, after]);
        }
    }
    best
}

/// The shortest text that ends at a place, begins at a boundary, and does not occur earlier.
fn before(body: &str, at: usize, values: &[&str], work: &TokenWork) -> Option<String> {
    let boundary = |letter: char| letter.is_whitespace() || "{,<;&?".contains(letter);
    let starts = body[..at].char_indices().rev().take(LONGEST_LITERAL);
    for (start, letter) in starts {
        // A tag begins with its bracket; a member, an attribute or a statement behind the end of the one before.
        let start = if letter == '<' { start } else { start + letter.len_utf8() };
        let text = &body[start..at];
        if !boundary(letter) || text.len() < 4 {
            continue;
        }
        if !work.take(at + values.len() * text.len()) || values.iter().any(|value| text.contains(value)) {
            return None;
        }
        if memmem::find(body.as_bytes(), text.as_bytes()) == Some(start) {
            return Some(text.to_owned());
        }
    }
    None
}

fn free_name(name: &str, taken: &HashSet<String>) -> String {
    let plain: String =
        name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect();
    let plain = plain.trim_matches('_').to_ascii_lowercase();
    let plain = if plain.is_empty() || plain == "iteration" { "value".to_owned() } else { plain };
    let numbered = (2..).map(|number| format!("{plain}_{number}"));
    let is_free = |name: &String| !taken.contains(name) && OwnValue::parse(name).is_none();
    std::iter::once(plain.clone()).chain(numbered).find(is_free).unwrap_or(plain)
}

/// The length of a step's texts, in bytes.
fn size(step: &Step) -> usize {
    let pairs = step.form.0.iter().chain(&step.headers.0);
    step.path.len()
        + step.multipart.iter().filter_map(|part| part.value.as_ref()).map(String::len).sum::<usize>()
        + step.body.as_ref().map_or(0, String::len)
        + pairs.map(|(name, value)| name.len() + value.len()).sum::<usize>()
}

/// Replaces the value by a placeholder everywhere in a step.
fn put(step: &mut Step, value: &str, placeholder: &str) {
    let escaped = Template::escape(value);
    let parts = step.multipart.iter_mut().filter_map(|part| part.value.as_mut());
    let fields = step.form.0.iter_mut().chain(&mut step.headers.0).map(|(_, value)| value);
    for text in fields.chain(parts) {
        if *text == escaped {
            placeholder.clone_into(text);
        }
    }
    let ids = |path: &str| {
        let parts = path.split('/').map(|part| if part == escaped { placeholder } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let Some((path, query)) = step.path.split_once('?') else {
        step.path = ids(&step.path);
        return put_into_body(step, value, placeholder);
    };
    let part = |part: &str| match part.split_once('=') {
        Some((name, _)) if form_urlencoded::parse(part.as_bytes()).any(|(_, found)| found == value) => {
            format!("{name}={placeholder}")
        }
        _ => part.to_owned(),
    };
    let parts: Vec<String> = query.split('&').map(part).collect();
    step.path = format!("{}?{}", ids(path), parts.join("&"));
    put_into_body(step, value, placeholder);
}

fn put_into_body(step: &mut Step, value: &str, placeholder: &str) {
    if let Some(body) = &mut step.body {
        *body = match serde_json::from_str::<Value>(body) {
            Ok(_) => replace_in_json(body, value, placeholder),
            Err(_) => {
                let encoded: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
                let part = |part: &str| match part.split_once('=') {
                    Some((name, value)) if value == encoded => {
                        format!("{name}={placeholder}")
                    }
                    _ => part.to_owned(),
                };
                body.split('&').map(part).collect::<Vec<_>>().join("&")
            }
        };
    }
}
