//! The steps of a recording: the request, the expected answer, and the think time of each.

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use url::{Position, Url, form_urlencoded};

use super::choose::RecordedVisit;
use super::header::LeftOutHeaders;
use super::log::{HarEntry, PostData};
use super::multipart;
use super::secret::{holds_inner, private, secret};
use super::{ACCOUNT, RecordedShops, listed};
use crate::page::PageKind;
use crate::scenario::{Check, Fields, Step, Template, ThinkTime};
use crate::words::Message;

/// The longest think time in milliseconds: after a longer pause the visitor had left the desk.
const LONGEST_THINK_TIME: i64 = 60_000;

/// The steps of the visits, still with the recorded values. The account fields that they need are added to `secrets`.
pub(super) fn steps(
    visits: &[RecordedVisit<'_>],
    shops: &dyn RecordedShops,
    secrets: &mut BTreeSet<String>,
    notes: &mut Vec<Message>,
) -> Vec<Step> {
    let mut names = HashSet::new();
    let mut steps: Vec<Step> = Vec::new();
    let mut cut = 0;
    let mut left_out = LeftOutHeaders::default();
    let mut files = Vec::new();
    for (place, visit) in visits.iter().enumerate() {
        let (mut step, whole) = request(visit.entry, secrets, &mut left_out);
        step.name = unique(name(visit.entry, &step, shops), &mut names);
        for file in step.multipart.iter().filter_map(|part| part.file.as_ref()) {
            files.push(Message::new("har-of-step").exact("what", file.display()).exact("step", &step.name));
        }
        if !whole {
            let id = if visit.entry.sends_multipart() { "har-form-left-out" } else { "har-body-left-out" };
            notes.push(Message::new(id).exact("step", &step.name));
        }
        if let Some(next) = visits.get(place + 1) {
            let pause = next.entry.began - visit.last.ended;
            cut += usize::from(pause > LONGEST_THINK_TIME);
            let tenths = (pause.clamp(0, LONGEST_THINK_TIME) + 50) / 100;
            let pause = Duration::from_millis(u64::try_from(tenths * 100).unwrap_or(0));
            step.think_time = ThinkTime::between(pause, pause);
        }
        if visit.leaves {
            step.expect_status = vec![visit.last.status];
            notes.push(Message::new("har-leaves").exact("step", &step.name));
        } else if visit.last.status >= 400 {
            step.expect_status = vec![visit.last.status];
        }
        step.checks.extend(check(visit.last));
        steps.push(step);
    }
    if cut > 0 {
        notes.push(Message::new("har-long-pauses").exact("cut", cut));
    }
    left_out.tell(notes);
    if !files.is_empty() {
        notes.push(Message::new("har-files").with("files", listed(&files)));
    }
    steps
}

/// Makes a step of the request; returns whether it has the whole body.
fn request(entry: &HarEntry, secrets: &mut BTreeSet<String>, left_out: &mut LeftOutHeaders) -> (Step, bool) {
    let mut step = Step { path: path(&entry.url, secrets), ..Step::default() };
    step.headers = left_out.headers(entry);
    left_out.account(entry);
    let whole = entry.request.post_data.as_ref().is_none_or(|data| body(data, &mut step, secrets));
    if !step.method().eq_ignore_ascii_case(&entry.request.method) {
        step.method = Some(entry.request.method.clone());
    }
    (step, whole)
}

fn path(url: &Url, secrets: &mut BTreeSet<String>) -> String {
    let mut path = Template::escape(&url[Position::BeforePath..Position::AfterPath]);
    if path.starts_with("//") {
        // A path that begins with two slashes would be another host; this one means the same path.
        path.insert_str(0, "/.");
    }
    let Some(query) = url.query() else { return path };
    for (place, part) in query.split('&').enumerate() {
        path.push(if place == 0 { '?' } else { '&' });
        let (name, _) = part.split_once('=').unwrap_or((part, ""));
        let (plain, value) = form_urlencoded::parse(part.as_bytes()).next().unwrap_or_default();
        match secret(&plain, &value, secrets) {
            Some(placeholder) => path.push_str(&format!("{}={placeholder}", Template::escape(name))),
            None => path.push_str(&Template::escape(part)),
        }
    }
    path
}

/// Writes the body into the step; returns whether that was possible. Otherwise the step has no body.
fn body(data: &PostData, step: &mut Step, secrets: &mut BTreeSet<String>) -> bool {
    let mime = data.mime_type.as_deref().unwrap_or_default();
    if mime.trim_start().to_ascii_lowercase().starts_with("multipart/") {
        step.multipart = multipart::parts(data, secrets).unwrap_or_default();
        return !step.multipart.is_empty();
    }
    let is_form = mime.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded");
    let params = || {
        let params = data.params.iter().flatten();
        params.map(|pair| (pair.name.clone(), pair.value.clone().unwrap_or_default())).collect()
    };
    let text = data.text.as_deref().filter(|text| !text.is_empty());
    let fields: Vec<(String, String)> = match text {
        Some(text) if is_form => form_urlencoded::parse(text.as_bytes()).into_owned().collect(),
        Some(_) => Vec::new(),
        None => params(),
    };
    let mut written: Vec<(String, String)> = Vec::new();
    let mut sent: Vec<String> = Vec::new();
    for (name, value) in fields {
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let (value, encoded) = match secret(&name, &value, secrets) {
            Some(placeholder) => (placeholder.clone(), placeholder),
            None if holds_inner(&value) => return false,
            None => (Template::escape(&value), encode(&value)),
        };
        sent.push(format!("{}={encoded}", encode(&name)));
        written.push((name, value));
    }
    let fields = written;
    let names: HashSet<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    if !fields.is_empty() && names.len() == fields.len() {
        identity(fields, step, secrets);
        return true;
    }
    // A form of a scenario has each name once; a list of values is written as the browser sent it.
    let text = if fields.is_empty() {
        match text.map(|text| private(text, secrets)) {
            Some(None) => return false,
            kept => kept.flatten(),
        }
    } else {
        // An encoded text has no placeholder of its own.
        Some(sent.join("&"))
    };
    if let Some(text) = text {
        if !mime.is_empty() {
            step.headers.0.push(("Content-Type".to_owned(), Template::escape(mime)));
        }
        step.body = Some(text);
    }
    true
}

/// Replaces the address or name that belongs to a password, because it is part of the account as well.
fn identity(mut fields: Vec<(String, String)>, step: &mut Step, secrets: &mut BTreeSet<String>) {
    let password = format!("${{{ACCOUNT}.password}}");
    if fields.iter().any(|(_, value)| *value == password) {
        for (name, value) in &mut fields {
            if ["email", "login", "username", "user"].contains(&name.to_ascii_lowercase().as_str()) {
                secrets.insert("email".to_owned());
                *value = format!("${{{ACCOUNT}.email}}");
            }
        }
    }
    step.form = Fields(fields);
}

/// A readable name: the kind of the page, or method and path.
fn name(entry: &HarEntry, step: &Step, shops: &dyn RecordedShops) -> String {
    let has = |name: &str| {
        step.form.0.iter().any(|(field, _)| field == name)
            || entry.url.query_pairs().any(|(field, _)| field == name)
    };
    let kind = shops.kind_of(&entry.url).filter(|kind| *kind != PageKind::Other);
    match kind {
        Some(PageKind::Cart) if shops.enters_code(step) => "voucher".to_owned(),
        Some(PageKind::Cart) if has("add") => "add_to_cart".to_owned(),
        Some(PageKind::Checkout) if entry.is("GET") && entry.is_document() => "order_page".to_owned(),
        Some(kind) if entry.is("GET") && entry.is_document() => format!("{kind}_page"),
        _ => {
            let text = format!("{} {}", entry.request.method, entry.url.path()).to_ascii_lowercase();
            let words: Vec<&str> = text
                .split(|letter: char| !letter.is_ascii_alphanumeric())
                .filter(|word| !word.is_empty())
                .collect();
            words.join("_").chars().take(60).collect()
        }
    }
}

fn unique(name: String, names: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    let free =
        std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name)).unwrap_or(name);
    names.insert(free.clone());
    free
}

/// A check for a text that only this page has, and that the recorded answer contains.
fn check(entry: &HarEntry) -> Option<Check> {
    let body = entry.body.as_deref().filter(|_| entry.is_document())?;
    let literal = ["<body id=\"", "\"page_name\":\""].into_iter().find_map(|before| {
        let at = body.find(before)?;
        let value = body[at + before.len()..].split('"').next()?;
        (!value.is_empty() && value.len() < 60).then(|| format!("{before}{value}\""))
    })?;
    Some(Check {
        name: "is the recorded page".to_owned(),
        body_contains: Some(Template::escape(&literal)),
        ..Check::default()
    })
}
