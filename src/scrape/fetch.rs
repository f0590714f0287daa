//! Fetches the page that the campaign leads to.

use hyper::header::{ACCEPT, CONTENT_TYPE, RETRY_AFTER};
use url::Url;

use super::Scraper;
use crate::http::{
    Answer, ExchangeFailure, HeaderMap, HeaderValue, MAX_REDIRECTS, Method, REDIRECTS, Redirect,
};
use crate::metric::Outcome;
use crate::page::{Page, PageKind, PageSource, Reading, SourceError};
use crate::units::secret::shown_address;
use crate::words::Message;

/// A page with what was read in it.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// What the page says.
    pub page: Page,
    /// Its HTML as text, whatever the encoding of its bytes was.
    pub source: String,
    /// What its answer said beside it.
    pub arrival: Arrival,
    /// The addresses that redirected, the first asked first.
    pub redirected_from: Vec<Url>,
}

/// What an answer tells beside its body.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// Its headers.
    pub headers: HeaderMap,
    /// Bytes of its body unpacked.
    pub bytes: usize,
    /// Raw bytes that were read for it, its head and a TLS handshake included.
    pub bytes_received: u64,
}

/// A target that cannot be prepared for a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ScrapeError {
    /// No answer at all.
    NoAnswer {
        /// What was asked.
        url: Box<Url>,
        /// Why.
        failure: ExchangeFailure,
    },
    /// An answer that is not the page.
    Status {
        /// What was asked.
        url: Url,
        /// The status.
        status: u16,
        /// When the shop wants to be asked again.
        retry_after: Option<String>,
    },
    /// A CDN or firewall took the visitor for a robot.
    Blocked {
        /// What was asked.
        url: Url,
        /// The status.
        status: u16,
    },
    /// The pages that a look may fetch are used up.
    Enough(Url),
    /// A redirect to another site.
    Elsewhere {
        /// What was asked.
        from: Box<Url>,
        /// Where it leads.
        to: Box<Url>,
    },
    /// A redirect that leads nowhere.
    RedirectLoop(Url),
    /// Nothing to read.
    Empty(Url),
    /// Not a page.
    NotHtml {
        /// What was asked.
        url: Url,
        /// What it is, by its bytes or by its label.
        what: Box<Message>,
    },
}

impl From<&ScrapeError> for Message {
    fn from(error: &ScrapeError) -> Self {
        match error {
            ScrapeError::NoAnswer { url, failure } => Message::new("error-scrape-no-answer")
                .exact("url", shown_address(url.as_str()))
                .with("why", Message::from(failure))
                .exact("remedy", remedy(failure)),
            ScrapeError::Status { url, status, retry_after } => Message::new("error-scrape-status")
                .exact("url", shown_address(url.as_str()))
                .exact("status", status)
                .exact("meaning", meaning(*status, retry_after.is_some()))
                .exact("after", retry_after.as_deref().unwrap_or_default()),
            ScrapeError::Blocked { url, status } => Message::new("error-scrape-blocked")
                .exact("url", shown_address(url.as_str()))
                .exact("status", status),
            ScrapeError::Enough(url) => {
                Message::new("error-scrape-enough").exact("url", shown_address(url.as_str()))
            }
            ScrapeError::Elsewhere { from, to } => Message::new("error-scrape-elsewhere")
                .exact("from", shown_address(from.as_str()))
                .exact("to", shown_address(to.as_str())),
            ScrapeError::RedirectLoop(url) => {
                Message::new("error-scrape-redirect-loop").exact("url", shown_address(url.as_str()))
            }
            ScrapeError::Empty(url) => {
                Message::new("error-scrape-empty").exact("url", shown_address(url.as_str()))
            }
            ScrapeError::NotHtml { url, what } => Message::new("error-scrape-not-html")
                .exact("url", shown_address(url.as_str()))
                .with("what", Message::clone(what)),
        }
    }
}

/// The case of the sentence.
const fn remedy(failure: &ExchangeFailure) -> &'static str {
    match failure.outcome {
        Outcome::Refused => "running",
        Outcome::TooLarge => "smaller",
        Outcome::Encoding => "cache",
        Outcome::Malformed => "server",
        Outcome::ResetFresh | Outcome::ResetReused | Outcome::Truncated => "again",
        Outcome::TimeoutConnect | Outcome::TimeoutFirstByte | Outcome::TimeoutTotal => "slow",
        _ => "none",
    }
}

/// The case of the sentence.
const fn meaning(status: u16, says_when: bool) -> &'static str {
    match status {
        404 | 410 => "no-page",
        401 | 403 => "refused",
        503 if says_when => "maintenance",
        503 => "not-available",
        500.. => "broken",
        _ => "other",
    }
}

impl Scraper {
    /// Fetches a page, following redirects within its site (and from http to https on the same host), and reads it: as
    /// what the user says that it is, if he does.
    /// Connections are local tasks, so this runs inside a [`tokio::task::LocalSet`].
    ///
    /// # Errors
    ///
    /// [`ScrapeError`] in one line with what to do about it.
    pub async fn fetch(&mut self, target: &Url, kind: Option<PageKind>) -> Result<Fetched, ScrapeError> {
        if !self.may_fetch() {
            return Err(ScrapeError::Enough(target.clone()));
        }
        let no_answer = |url: &Url, failure| ScrapeError::NoAnswer { url: Box::new(url.clone()), failure };
        let mut asked = self.target(target).map_err(|failure| no_answer(target, failure))?;
        let mut redirected_from = Vec::new();
        let accept = [(ACCEPT, HeaderValue::from_static("text/html,application/xhtml+xml,*/*;q=0.8"))];
        loop {
            let exchange = self.send(&asked, &accept).await;
            let (url, bytes_received) = (asked.url().clone(), exchange.bytes_received);
            let answer = exchange.result.map_err(|failure| no_answer(&url, failure))?;
            let next = match Redirect::of(&answer, &asked, &Method::GET) {
                Redirect::None => {
                    let source = source_of(&answer, &url)?;
                    let page =
                        self.shops.parse_source(&source, &url, Reading { kind, at_home: self.at_home });
                    return Ok(Fetched {
                        page,
                        source: source.text,
                        arrival: Arrival {
                            bytes: answer.body.len(),
                            headers: answer.headers,
                            bytes_received,
                        },
                        redirected_from,
                    });
                }
                Redirect::Follow(next, _) => *next,
                Redirect::OffOrigin(to) => match self.target(&to) {
                    Ok(over_tls) => over_tls,
                    Err(_) => return Err(ScrapeError::Elsewhere { from: Box::new(url), to: Box::new(to) }),
                },
                Redirect::Broken(_) => return Err(ScrapeError::RedirectLoop(target.clone())),
            };
            redirected_from.push(url);
            asked = next;
            if redirected_from.len() > MAX_REDIRECTS {
                return Err(ScrapeError::RedirectLoop(target.clone()));
            }
        }
    }
}

impl Scraper {
    /// Makes sure that a server answers at this address; any HTTP answer will do. What it tells is only kept of a page
    /// (status 200, and no CDN's or firewall's).
    ///
    /// # Errors
    ///
    /// [`ScrapeError::NoAnswer`] when there is none.
    pub async fn reach(&mut self, url: &Url) -> Result<Option<Arrival>, ScrapeError> {
        let no_answer = |failure| ScrapeError::NoAnswer { url: Box::new(url.clone()), failure };
        let target = self.target(url).map_err(no_answer)?;
        let exchange = self.send(&target, &[]).await;
        let bytes_received = exchange.bytes_received;
        match exchange.result {
            Ok(answer) if answer.status == 200 && !answer.is_blocked_by_head() => {
                Ok(Some(Arrival { bytes: answer.body.len(), headers: answer.headers, bytes_received }))
            }
            Ok(_) => Ok(None),
            Err(failure) => Err(no_answer(failure)),
        }
    }
}

/// A text that is asked for as a proof is a few lines.
const SMALL: usize = 4096;

impl Scraper {
    /// Fetches a small text from exactly this address: no redirect is followed, for what it leads to may be written by others.
    ///
    /// # Errors
    ///
    /// Why no page came, in one line.
    pub async fn small_text(&mut self, url: &Url) -> Result<String, Message> {
        let no_answer = |failure: ExchangeFailure| {
            Message::new("with-details")
                .with("what", shown_address(url.as_str()))
                .with("details", failure.message)
        };
        let target = self.target(url).map_err(no_answer)?;
        let exchange = self.send(&target, &[]).await;
        let answer = exchange.result.map_err(no_answer)?;
        let answered = |text: Message| {
            text.with("url", shown_address(url.as_str())).with("status", answer.status.to_string())
        };
        if REDIRECTS.contains(&answer.status) {
            return Err(answered(Message::new("small-text-redirects")));
        }
        if answer.status != 200 {
            return Err(answered(Message::new("small-text-status")));
        }
        if answer.body.len() > SMALL {
            let too_long = Message::new("small-text-too-long");
            return Err(too_long.with("url", shown_address(url.as_str())).with("most", SMALL.to_string()));
        }
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }
}

fn source_of(answer: &Answer, url: &Url) -> Result<PageSource, ScrapeError> {
    let is_page = (200..300).contains(&answer.status);
    if answer.is_blocked_by_head() || (!is_page && answer.is_blocked_by_body()) {
        return Err(ScrapeError::Blocked { url: url.clone(), status: answer.status });
    }
    if !is_page {
        let retry_after = header(&answer.headers, &RETRY_AFTER);
        return Err(ScrapeError::Status { url: url.clone(), status: answer.status, retry_after });
    }
    let content_type = header(&answer.headers, &CONTENT_TYPE);
    PageSource::decode(&answer.body, content_type.as_deref()).map_err(|error| match error {
        SourceError::Empty => ScrapeError::Empty(url.clone()),
        other => ScrapeError::NotHtml { url: url.clone(), what: Box::new(Message::from(&other)) },
    })
}

fn header(headers: &HeaderMap, name: &hyper::header::HeaderName) -> Option<String> {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}
