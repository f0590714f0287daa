//! Walks one step of a cart as the load does, and says what can go wrong with it.

use hyper::header::LOCATION;
use url::Url;

use super::Scraper;
use crate::http::{Answer, ExchangeFailure, HeaderName, HeaderValue, Method, Payload, Redirect};
use crate::metric::Outcome;
use crate::page::{Page, title_of};
use crate::scenario::{
    Extract, HeaderError, JsonPlaces, Step, Template, TemplateError, Values, fill_form, fill_headers,
};
use crate::shops::{CartAnswerError, CartProtocol};
use crate::units::secret::shown_address;
use crate::words::Message;

/// Why the cart's answer could not be used.
#[derive(Debug, Clone, PartialEq)]
pub enum Trouble {
    /// None came.
    NoAnswer(ExchangeFailure),
    /// A CDN or firewall answered with this status.
    Blocked(u16),
    /// Another address, which is where a logged-in visitor with a wrong token is sent.
    Redirected {
        /// The status.
        status: u16,
        /// Where to, if the answer says it.
        to: Option<String>,
        /// What that means on this platform, as the end of a sentence.
        meaning: Option<Message>,
    },
    /// A redirect to another host, which is not followed.
    Elsewhere(Url),
    /// The shop's page for what broke.
    Status {
        /// The status.
        status: u16,
        /// The page's title.
        title: Option<String>,
        /// What that means on this platform, as the end of a sentence.
        meaning: Option<Message>,
    },
    /// Not the JSON of a cart.
    Unreadable(CartAnswerError),
}

impl From<CartAnswerError> for Trouble {
    fn from(error: CartAnswerError) -> Self {
        Self::Unreadable(error)
    }
}

impl From<&Trouble> for Message {
    fn from(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::NoAnswer(failure) => failure.into(),
            Trouble::Blocked(status) => Message::new("trouble-blocked").with("status", status.to_string()),
            Trouble::Redirected { status, to, meaning } => {
                let to = to
                    .as_ref()
                    .map_or_else(|| Message::new("to-nowhere"), |to| Message::plain(shown_address(to)));
                let text =
                    Message::new("trouble-redirected").with("status", status.to_string()).with("to", to);
                with_meaning(text, meaning.as_ref())
            }
            Trouble::Elsewhere(url) => {
                Message::new("trouble-elsewhere").with("url", shown_address(url.as_str()))
            }
            Trouble::Status { status, title, meaning } => {
                let status = status.to_string();
                let text = match title {
                    Some(title) => {
                        Message::new("trouble-page").with("status", status).with("title", title.as_str())
                    }
                    None => Message::new("trouble-status").with("status", status),
                };
                with_meaning(text, meaning.as_ref())
            }
            Trouble::Unreadable(error) => error.into(),
        }
    }
}

fn with_meaning(text: Message, meaning: Option<&Message>) -> Message {
    let parts = std::iter::once(text.clone()).chain(meaning.cloned()).collect();
    if meaning.is_some() { Message::list(parts) } else { text }
}

/// What a status means wherever it comes from.
fn common_meaning(status: u16) -> Option<Message> {
    match status {
        503 => Some(Message::new("meaning-maintenance")),
        404 => Some(Message::new("meaning-no-cart")),
        _ => None,
    }
}

impl Scraper {
    /// Sends a step's request with the values at hand, from a page, and keeps the values that its answer brings; returns the
    /// answer's status and body.
    pub(super) async fn walk(
        &mut self,
        step: &Step,
        page: &Page,
        values: &mut Values,
        protocol: &dyn CartProtocol,
    ) -> Result<(u16, String), Trouble> {
        let request = fill(step, page, values).map_err(Trouble::NoAnswer)?;
        let target = self.target(&request.url).map_err(Trouble::NoAnswer)?;
        let sent = self.send_as(request.method.clone(), &target, &request.headers, request.payload);
        let answer = sent.await.result.map_err(Trouble::NoAnswer)?;
        let status = answer.status;
        let body = String::from_utf8_lossy(&answer.body);
        let meaning = protocol.explain_status(status).or_else(|| common_meaning(status));
        let is_blocked = || answer.is_blocked_by_head() || answer.is_blocked_by_body();
        let is_of_cart = |status| protocol.answers_with(status, &body);
        match status {
            200..=299 => {
                keep(&step.extracts, &answer, values);
                Ok((status, body.into_owned()))
            }
            300..=399 => {
                if let Redirect::OffOrigin(to) = Redirect::of(&answer, &target, &request.method) {
                    return Err(Trouble::Elsewhere(to));
                }
                if is_of_cart(status) {
                    return Ok((status, body.into_owned()));
                }
                let to = answer
                    .headers
                    .get(LOCATION)
                    .map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
                Err(Trouble::Redirected { status, to, meaning })
            }
            _ if is_blocked() => Err(Trouble::Blocked(status)),
            _ if is_of_cart(status) => {
                keep(&step.extracts, &answer, values);
                Ok((status, body.into_owned()))
            }
            _ => Err(Trouble::Status { status, title: title_of(&body), meaning }),
        }
    }
}

/// Keeps the values that an answer has. Drafts read no cookies.
pub(super) fn keep(extracts: &[Extract], answer: &Answer, values: &mut Values) {
    let mut random = fastrand::Rng::with_seed(1);
    for extract in extracts.iter().filter_map(|extract| extract.compile().ok()) {
        let pointers = Vec::from_iter(extract.pointer().cloned());
        let places = JsonPlaces::new(&pointers, &answer.body);
        if let Some(value) = extract.find(answer, &places, &mut random, |_| None) {
            values.set(&extract.name, value);
        }
    }
}

/// A step's request.
struct FilledDraft {
    method: Method,
    url: Url,
    headers: Vec<(HeaderName, HeaderValue)>,
    payload: Option<Payload>,
}

/// Fills a drafted step. Drafts send a form, JSON or nothing.
fn fill(step: &Step, page: &Page, values: &Values) -> Result<FilledDraft, ExchangeFailure> {
    let malformed = |what: &'static str| ExchangeFailure {
        outcome: Outcome::Malformed,
        message: Message::new(what).exact("step", &step.name),
    };
    let template = |text: &str| Template::parse(text).map_err(|_| malformed("error-step-value"));
    let missing = |_: TemplateError| malformed("error-step-value");
    let path = template(&step.path)?.fill_address(values).map_err(missing)?;
    let url = page.url.join(&path).map_err(|_| malformed("error-step-address"))?;
    let mut headers = Vec::new();
    for (name, value) in &step.headers.0 {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| malformed("a header"))?;
        headers.push((name, template(value)?));
    }
    let headers = fill_headers(&headers, values).map(|header| {
        header.map_err(|error| match error {
            HeaderError::Missing(_) => malformed("error-step-value"),
            HeaderError::Forbidden(_) => malformed("a header"),
        })
    });
    let headers = headers.collect::<Result<_, _>>()?;
    let fields = step.form.0.iter().map(|(name, value)| Ok((name.clone(), template(value)?)));
    let fields: Vec<_> = fields.collect::<Result<_, ExchangeFailure>>()?;
    let payload = match &step.body {
        Some(text) => Some(Payload {
            content_type: HeaderValue::from_static("application/json"),
            bytes: template(text)?.within_json().fill(values).map_err(missing)?.into(),
        }),
        None if fields.is_empty() => None,
        None => Some(fill_form(&fields, values).map_err(missing)?),
    };
    let method = Method::from_bytes(step.sent_method().as_bytes()).map_err(|_| malformed("the method"))?;
    Ok(FilledDraft { method, url, headers, payload })
}
