//! Reads the recording leniently, because browsers leave out and add a lot.

use std::borrow::Cow;
use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use url::Url;

use super::{HarError, listed_texts};
use crate::http::Method;
use crate::words::Message;

/// The most unreadable entries that are listed; further ones are counted.
const MOST_ODD: usize = 10;

/// The most headers of one answer that are looked at.
pub(super) const MOST_HEADERS: usize = 1_000;

#[derive(Deserialize)]
struct HarFile<'t> {
    #[serde(borrow)]
    log: Log<'t>,
}

#[derive(Deserialize)]
struct Log<'t> {
    #[serde(default)]
    version: Option<String>,
    /// Parsed one by one, so that a bad entry does not affect the others.
    #[serde(borrow)]
    entries: Vec<&'t RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarWritten {
    started_date_time: String,
    #[serde(default)]
    time: Option<f64>,
    request: HarRequest,
    /// Missing in an entry that was cut off before its answer.
    #[serde(default)]
    response: Response,
    #[serde(rename = "_resourceType", default)]
    resource_type: Option<String>,
    /// The target of a redirect; it belongs into the response, but some recorders write it here.
    #[serde(rename = "redirectURL", default)]
    redirect_url: Option<String>,
}

/// A request as it was recorded.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct HarRequest {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default)]
    headers: Option<Vec<Pair>>,
    #[serde(default)]
    cookies: Option<Vec<Pair>>,
    #[serde(default)]
    pub(super) post_data: Option<PostData>,
}

/// A name with its value.
#[derive(Debug, Deserialize)]
pub(super) struct Pair {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: Option<String>,
    /// The name of the file that a form uploads.
    #[serde(rename = "fileName", default)]
    pub(super) file_name: Option<String>,
    /// The type of that file.
    #[serde(rename = "contentType", default)]
    pub(super) content_type: Option<String>,
}

/// The body of a request.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostData {
    #[serde(default)]
    pub(super) mime_type: Option<String>,
    #[serde(default)]
    pub(super) text: Option<String>,
    #[serde(default)]
    pub(super) params: Option<Vec<Pair>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(default)]
    status: Option<i64>,
    #[serde(default)]
    headers: Option<Vec<Pair>>,
    #[serde(rename = "redirectURL", default)]
    redirect_url: Option<String>,
    #[serde(default)]
    content: Option<HarContent>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct HarContent {
    #[serde(default)]
    mime_type: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
}

/// One exchange of the recording.
#[derive(Debug)]
pub(super) struct HarEntry {
    /// The place in the file, counted from 1.
    pub(super) number: usize,
    pub(super) url: Url,
    pub(super) request: HarRequest,
    /// The beginning and the end, in milliseconds of the same clock.
    pub(super) began: i64,
    pub(super) ended: i64,
    /// Whether the time names a zone.
    zoned: bool,
    /// The status; 0 without an answer.
    pub(super) status: u16,
    /// The browser's use of the answer, in Chrome's words; empty when it is not recorded.
    pub(super) resource_type: String,
    /// The type of the answer, in lower case and without parameters.
    pub(super) mime: String,
    /// The target of a redirect.
    pub(super) location: Option<Url>,
    /// The answer's headers.
    pub(super) answered: Vec<Pair>,
    /// The answer's text, when it was saved.
    pub(super) body: Option<String>,
}

impl HarEntry {
    /// The first value of a request's header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        value_of(self.request.headers.as_deref()?, name)
    }

    /// The request's headers.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.request.headers.iter().flatten();
        headers.filter_map(|pair| Some((pair.name.as_str(), pair.value.as_deref()?)))
    }

    /// The cookies that the request carried: those of its header, or else of the list that some recorders write instead.
    pub(super) fn sent_cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        let header = self.header("cookie");
        let of_header = header.into_iter().flat_map(|text| text.split(';')).filter_map(|pair| {
            let (name, value) = pair.split_once('=')?;
            Some((name.trim(), value.trim()))
        });
        let listed = self.request.cookies.iter().flatten().filter(move |_| header.is_none());
        of_header.chain(listed.filter_map(|pair| Some((pair.name.as_str(), pair.value.as_deref()?))))
    }

    /// The cookies that the answer set. Some recorders write several into one header, a line for each.
    pub(super) fn set_cookies(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.answered.iter().take(MOST_HEADERS);
        let set = headers.filter(|pair| pair.name.eq_ignore_ascii_case("set-cookie"));
        let lines = set.filter_map(|pair| pair.value.as_deref()).flat_map(str::lines);
        lines.filter_map(|line| {
            let (name, value) = line.split(';').next()?.split_once('=')?;
            Some((name.trim(), value.trim().trim_matches('"')))
        })
    }

    pub(super) fn is(&self, method: &str) -> bool {
        self.request.method.eq_ignore_ascii_case(method)
    }

    /// Whether the request has a multipart form.
    pub(super) fn sends_multipart(&self) -> bool {
        let mime = self.request.post_data.as_ref().and_then(|data| data.mime_type.as_deref());
        mime.is_some_and(|mime| mime.trim_start().to_ascii_lowercase().starts_with("multipart/"))
    }

    /// Whether the answer is a page; an answer without a recorded type counts as one.
    pub(super) fn is_html(&self) -> bool {
        matches!(self.mime.as_str(), "text/html" | "application/xhtml+xml" | "" | "x-unknown")
    }

    /// Whether the browser requested it to display it as a page.
    pub(super) fn is_document(&self) -> bool {
        match self.resource_type.as_str() {
            "" => self.mime == "text/html" && self.header("x-requested-with").is_none(),
            named => named == "document",
        }
    }
}

fn value_of<'h>(headers: &'h [Pair], name: &str) -> Option<&'h str> {
    headers.iter().find(|pair| pair.name.eq_ignore_ascii_case(name))?.value.as_deref()
}

/// Parses a recording into its entries, in the order in which they began. An entry that cannot be read is left out with a note.
///
/// # Errors
///
/// [`HarError`] when the file as a whole is not a recording, or none of its entries can be read.
pub(super) fn parse(text: &str, notes: &mut Vec<Message>) -> Result<Vec<HarEntry>, HarError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('[') {
        let message = Message::new("har-is-a-list");
        return Err(HarError::Json { line: 1, column: 1, message });
    }
    let HarFile { log } = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    if let Some(version) =
        log.version.filter(|version| !["", "1.1", "1.2", "1.3"].contains(&version.as_str()))
    {
        return Err(HarError::Version(short(&version)));
    }
    if log.entries.is_empty() {
        return Err(HarError::Empty);
    }
    let (mut entries, mut odd) = (Vec::new(), Vec::new());
    let mut mended = Vec::new();
    let mut local = (BTreeSet::new(), 0_usize);
    // Times without a zone belong to one clock only when no other entry names a zone.
    let mut clocks = [0_usize; 2];
    for (number, raw) in (1..).zip(&log.entries) {
        let text = mend(raw.get());
        if matches!(text, Cow::Owned(_)) {
            mended.push(number);
        }
        match entry(number, &text) {
            Ok(Read::HarEntry(entry)) => {
                clocks[usize::from(entry.zoned)] += 1;
                entries.push(*entry);
            }
            Ok(Read::Local(scheme)) => {
                local.0.insert(format!("{scheme}:"));
                local.1 += 1;
            }
            Err(message) => odd.push((number, message)),
        }
    }
    if clocks.iter().all(|entries| *entries > 0) {
        entries.retain(|entry| {
            if !entry.zoned {
                odd.push((entry.number, Message::new("har-no-time-zone")));
            }
            entry.zoned
        });
        odd.sort_by_key(|(number, _)| *number);
    }
    if let (true, Some((entry, message))) = (entries.is_empty(), odd.first()) {
        return Err(HarError::HarEntry { entry: *entry, message: message.clone() });
    }
    tell(&odd, &mended, notes);
    if let (schemes, count @ 1..) = &local {
        notes
            .push(Message::new("har-not-asked").with("schemes", listed_texts(schemes)).exact("count", count));
    }
    entries.sort_by_key(|entry| entry.began);
    Ok(entries)
}

/// Adds notes about the entries that were left out, and those that were mended.
fn tell(odd: &[(usize, Message)], mended: &[usize], notes: &mut Vec<Message>) {
    for (number, message) in odd.iter().take(MOST_ODD) {
        notes.push(Message::new("har-entry-left-out").exact("number", number).with("why", message.clone()));
    }
    if let more @ 1.. = odd.len().saturating_sub(MOST_ODD) {
        notes.push(Message::new("har-more-entries").exact("more", more));
    }
    if let Some(first) = mended.first() {
        notes.push(Message::new("har-half-character").exact("len", mended.len()).exact("first", first));
    }
}

/// Replaces the escapes of lone surrogates, which are not characters, by the escape of U+FFFD.
fn mend(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let unit = |at: usize| {
        let digits = text.get(at + 2..at + 6).filter(|_| bytes[at..].starts_with(b"\\u"))?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::new();
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', &bytes[at..]) {
        at += found;
        match unit(at) {
            Some(0xd800..=0xdbff) if matches!(unit(at + 6), Some(0xdc00..=0xdfff)) => at += 12,
            Some(0xd800..=0xdfff) => {
                mended.push_str(&text[kept..at]);
                mended.push_str("\\ufffd");
                at += 6;
                kept = at;
            }
            // Another escape: the character behind the backslash belongs to it.
            _ => at += 2,
        }
        if at >= bytes.len() {
            break;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(&text[kept..]);
    Cow::Owned(mended)
}

fn unreadable(error: &serde_json::Error) -> HarError {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => HarError::Truncated { line, column },
        _ => HarError::Json { line, column, message: message(error) },
    }
}

/// The error without the place that serde_json adds.
fn message(error: &serde_json::Error) -> Message {
    let text = error.to_string();
    Message::heard(&short(text.rsplit_once(" at line ").map_or(&*text, |(message, _)| message)))
}

/// The result of reading an entry.
enum Read {
    /// A request.
    HarEntry(Box<HarEntry>),
    /// Content of the browser itself, with its scheme: `data`, `blob`, `chrome-extension`.
    Local(String),
}

/// Reads one entry.
///
/// # Errors
///
/// The mistake in one line.
fn entry(number: usize, text: &str) -> Result<Read, Message> {
    let written: HarWritten = serde_json::from_str(text).map_err(|error| message(&error))?;
    let HarWritten { request, response, .. } = written;
    refuse_method(&request.method)?;
    let url = Url::parse(&request.url).map_err(|error| {
        Message::new("har-not-url")
            .exact("url", short(&request.url))
            .with("why", Message::heard(&error.to_string()))
    })?;
    if !matches!(url.scheme(), "http" | "https" | "ws" | "wss") {
        return Ok(Read::Local(url.scheme().to_owned()));
    }
    let (began, zoned) = instant(&written.started_date_time)
        .ok_or_else(|| Message::new("har-not-a-time").exact("text", short(&written.started_date_time)))?;
    let began = began.as_millisecond();
    // A day at most: a longer time is a mistake of the recorder.
    let lasted = written.time.filter(|time| time.is_finite()).unwrap_or(0.0).clamp(0.0, 86_400_000.0);
    let mut redirects = [response.redirect_url, written.redirect_url].into_iter().flatten();
    let location = redirects.find(|location| !location.is_empty());
    let location = location.or_else(|| Some(value_of(response.headers.as_deref()?, "location")?.to_owned()));
    let location = location.and_then(|location| url.join(&location).ok());
    let content = response.content;
    let answered = response.headers.unwrap_or_default();
    let mime = content.as_ref().and_then(|content| content.mime_type.as_deref()).unwrap_or_default();
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Ok(Read::HarEntry(Box::new(HarEntry {
        number,
        began,
        zoned,
        ended: began + lasted as i64,
        status: response.status.and_then(|status| u16::try_from(status).ok()).unwrap_or(0),
        resource_type: written.resource_type.unwrap_or_default().to_ascii_lowercase(),
        mime,
        location,
        answered,
        body: content.and_then(body),
        url,
        request,
    })))
}

/// Refuses methods that no visitor of a shop sends: those for a proxy or a cache, and texts that are not a method.
fn refuse_method(method: &str) -> Result<(), Message> {
    if Method::from_bytes(method.as_bytes()).is_err() {
        return Err(Message::new("har-not-method").exact("method", short(method)));
    }
    match method.to_ascii_uppercase().as_str() {
        "CONNECT" | "TRACE" | "TRACK" => Err(Message::new("har-said-to-proxy").exact("method", method)),
        "PURGE" | "BAN" | "REFRESH" => Err(Message::new("har-empties-cache").exact("method", method)),
        _ => Ok(()),
    }
}

/// Parses a time; returns whether it names its zone. A time without one is read as UTC.
fn instant(text: &str) -> Option<(Timestamp, bool)> {
    let text = text.trim();
    if let Ok(time) = text.parse() {
        return Some((time, true));
    }
    let local: DateTime = text.parse().ok()?;
    Some((local.to_zoned(TimeZone::UTC).ok()?.timestamp(), false))
}

fn body(content: HarContent) -> Option<String> {
    let text = content.text.filter(|text| !text.is_empty())?;
    if content.encoding.as_deref() != Some("base64") {
        return Some(text);
    }
    let bytes = STANDARD.decode(text.trim()).ok()?;
    String::from_utf8(bytes).ok()
}

/// The beginning of a text, for a message of one line.
fn short(text: &str) -> String {
    text.chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
