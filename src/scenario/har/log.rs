//! What a recording says, read leniently: browsers leave out and add a lot.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use url::Url;

use super::HarError;

#[derive(Deserialize)]
struct File<'t> {
    #[serde(borrow)]
    log: Log<'t>,
}

#[derive(Deserialize)]
struct Log<'t> {
    #[serde(default)]
    version: Option<String>,
    /// Read one by one, so that an error can name the entry.
    #[serde(borrow)]
    entries: Vec<&'t RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    started_date_time: String,
    #[serde(default)]
    time: Option<f64>,
    request: Request,
    /// Absent from what was cut off before its answer.
    #[serde(default)]
    response: Response,
    #[serde(rename = "_resourceType", default)]
    resource_type: Option<String>,
}

/// A request as it was recorded.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default)]
    headers: Option<Vec<Pair>>,
    #[serde(default)]
    pub(super) post_data: Option<PostData>,
}

/// A name with its value.
#[derive(Debug, Deserialize)]
pub(super) struct Pair {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: Option<String>,
    /// Of a file that a form uploads.
    #[serde(rename = "fileName", default)]
    pub(super) file_name: Option<String>,
}

/// What a request carried.
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
    content: Option<Content>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    #[serde(default)]
    mime_type: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    encoding: Option<String>,
}

/// One exchange of the recording.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its place in the file, counted from 1.
    pub(super) number: usize,
    pub(super) url: Url,
    pub(super) request: Request,
    /// When it began and ended, in milliseconds of the same clock.
    pub(super) began: i64,
    pub(super) ended: i64,
    /// 0: there was no answer.
    pub(super) status: u16,
    /// What the browser wanted it for, in Chrome's words; empty when it does not say.
    pub(super) resource_type: String,
    /// Of the answer, in lower case and without parameters.
    pub(super) mime: String,
    /// Where a redirect led.
    pub(super) location: Option<Url>,
    /// The answer's headers.
    pub(super) answered: Vec<Pair>,
    /// The answer's text, when it was saved.
    pub(super) body: Option<String>,
}

impl Entry {
    /// The first value of a request's header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        value_of(self.request.headers.as_deref()?, name)
    }

    /// The request's headers.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        let headers = self.request.headers.iter().flatten();
        headers.filter_map(|pair| Some((pair.name.as_str(), pair.value.as_deref()?)))
    }

    pub(super) fn is(&self, method: &str) -> bool {
        self.request.method.eq_ignore_ascii_case(method)
    }

    /// Whether the browser asked for it to show it as a page.
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

/// Reads a recording; its entries in the order in which they began.
pub(super) fn parse(text: &str) -> Result<Vec<Entry>, HarError> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('[') {
        let message = "it is a JSON list; a HAR is an object with `log`".to_owned();
        return Err(HarError::Json { line: 1, column: 1, message });
    }
    let File { log } = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    if let Some(version) =
        log.version.filter(|version| !["", "1.1", "1.2", "1.3"].contains(&version.as_str()))
    {
        return Err(HarError::Version(short(&version)));
    }
    if log.entries.is_empty() {
        return Err(HarError::Empty);
    }
    let entries = (1..).zip(&log.entries).filter_map(|(number, raw)| entry(number, raw.get()).transpose());
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|entry| entry.began);
    Ok(entries)
}

fn unreadable(error: &serde_json::Error) -> HarError {
    let (line, column) = (error.line(), error.column());
    match error.classify() {
        Category::Eof => HarError::Truncated { line, column },
        _ => HarError::Json { line, column, message: message(error) },
    }
}

/// Without the place that serde_json adds.
fn message(error: &serde_json::Error) -> String {
    short(error.to_string().rsplit_once(" at line ").map_or(&*error.to_string(), |(message, _)| message))
}

/// One entry; none for what has no address of its own, such as `data:`.
fn entry(number: usize, text: &str) -> Result<Option<Entry>, HarError> {
    let wrong = |message: String| HarError::Entry { entry: number, message };
    let written: Written = serde_json::from_str(text).map_err(|error| wrong(message(&error)))?;
    let Written { request, response, .. } = written;
    let url = Url::parse(&request.url)
        .map_err(|error| wrong(format!("`{}` is no URL: {error}", short(&request.url))))?;
    if url.cannot_be_a_base() {
        return Ok(None);
    }
    let began: Timestamp = written
        .started_date_time
        .parse()
        .map_err(|_| wrong(format!("startedDateTime `{}` is no time", short(&written.started_date_time))))?;
    let began = began.as_millisecond();
    // A day at most: what is longer is a mistake of the recorder.
    let lasted = written.time.filter(|time| time.is_finite()).unwrap_or(0.0).clamp(0.0, 86_400_000.0);
    let location = response.redirect_url.filter(|location| !location.is_empty());
    let location = location.or_else(|| Some(value_of(response.headers.as_deref()?, "location")?.to_owned()));
    let location = location.and_then(|location| url.join(&location).ok());
    let content = response.content;
    let answered = response.headers.unwrap_or_default();
    let mime = content.as_ref().and_then(|content| content.mime_type.as_deref()).unwrap_or_default();
    let mime = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    Ok(Some(Entry {
        number,
        began,
        ended: began + lasted as i64,
        status: response.status.and_then(|status| u16::try_from(status).ok()).unwrap_or(0),
        resource_type: written.resource_type.unwrap_or_default().to_ascii_lowercase(),
        mime,
        location,
        answered,
        body: content.and_then(body),
        url,
        request,
    }))
}

fn body(content: Content) -> Option<String> {
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
