//! Asks a shop's webservice for its cart rules: an optional look into the back office, for users with a key.
//!
//! Only `GET`, only on the page's own origin, and the key only in a header. Not here: what is asked and how the answers read
//! (`shops`), what the rules mean for a promotion (`promotion`), and whether the key may be sent at all (`app`).

use std::collections::HashSet;
use std::time::Duration;

use hyper::header::DATE;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use url::Url;

use super::Scraper;
use crate::http::{Answer, ExchangeFailure, HeaderName, HeaderValue, Method, Redirect};
use crate::metric::Outcome;
use crate::page::Page;
use crate::promotion::{BackOffice, CartRule};
use crate::shops::{QueryPair, RuleCensus, RuleSource, RulesError};
use crate::units::secret::Secret;
use crate::words::Message;

/// More redirects than a web server needs to add a slash are a loop.
const MAX_REDIRECTS: usize = 3;
/// The most codes that are looked up one by one.
const LOOK_UPS: usize = 10;

/// Why the webservice told nothing. Each is one line with what to do about it, and none repeats the key.
#[derive(Debug, Clone, PartialEq)]
pub enum WebserviceError {
    /// No whole answer.
    NoAnswer(ExchangeFailure),
    /// To another origin, of which only the origin is named.
    Elsewhere(String),
    /// Around in circles.
    RedirectLoop,
    /// An answer without cart rules.
    Told(RulesError),
}

impl From<RulesError> for WebserviceError {
    fn from(error: RulesError) -> Self {
        Self::Told(error)
    }
}

impl From<&WebserviceError> for Message {
    fn from(error: &WebserviceError) -> Self {
        match error {
            WebserviceError::NoAnswer(failure) => {
                Message::new("webservice-no-answer").with("failure", Message::from(failure))
            }
            WebserviceError::Elsewhere(origin) => {
                Message::new("webservice-elsewhere").with("origin", origin.as_str())
            }
            WebserviceError::RedirectLoop => Message::new("webservice-redirect-loop"),
            WebserviceError::Told(error) => error.message.clone(),
        }
    }
}

impl WebserviceError {
    /// Whether the same question may be answered a moment later: no answer, or the server's own trouble.
    fn may_pass(&self) -> bool {
        match self {
            Self::NoAnswer(failure) => matches!(
                failure.outcome,
                Outcome::Refused
                    | Outcome::ResetFresh
                    | Outcome::ResetReused
                    | Outcome::TimeoutConnect
                    | Outcome::TimeoutFirstByte
                    | Outcome::TimeoutTotal
                    | Outcome::Truncated
            ),
            Self::Told(error) => error.may_pass,
            Self::Elsewhere(_) | Self::RedirectLoop => false,
        }
    }
}

/// What asking the webservice brought.
#[derive(Debug, Clone, Default)]
pub struct WebserviceReading {
    /// What it told; `None` when it told nothing.
    pub told: Option<BackOffice>,
    /// What could not be read, and what to do about it.
    pub notes: Vec<Message>,
}

/// How the list is read.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// Rules of one request; each is about a kilobyte.
    page: usize,
    /// The most rules that are read.
    most: usize,
    /// How long to wait before each further attempt.
    pauses: [Duration; 2],
}

const PACE: Pace =
    Pace { page: 500, most: 5_000, pauses: [Duration::from_millis(500), Duration::from_millis(1_000)] };

impl Scraper {
    /// Reads the active cart rules of the page's shop, and looks up those of `codes` that are not among them. What goes wrong
    /// is a note: nothing depends on the webservice.
    pub async fn read_cart_rules(
        &mut self,
        source: &dyn RuleSource,
        page: &Page,
        key: &Secret,
        codes: &[String],
    ) -> WebserviceReading {
        let mut reading = self.read_at_pace(source, page, key, codes, PACE).await;
        // A note may repeat words of the shop, which knows the key.
        for note in &mut reading.notes {
            *note = note.clone().map_texts(&|text| redacted(text, source, key));
        }
        reading
    }

    /// Asks for the counts that tell what the rules cost, each once: a key that may not ask leaves them out.
    pub async fn read_census(
        &mut self,
        source: &dyn RuleSource,
        page: &Page,
        key: &Secret,
        told: &BackOffice,
    ) -> RuleCensus {
        let (url, headers) = (source.address(page), source.headers(key));
        let mut asking = Asking { source, url, headers, pace: PACE, now: None, scraper: self };
        let mut counts = Vec::new();
        for (what, url) in source.census(page, told) {
            let answer = asking.follow(&url).await.ok();
            counts.extend(answer.and_then(|answer| Some((what, source.count(&answer)?))));
        }
        counts.into_iter().collect()
    }

    async fn read_at_pace(
        &mut self,
        source: &dyn RuleSource,
        page: &Page,
        key: &Secret,
        codes: &[String],
        pace: Pace,
    ) -> WebserviceReading {
        let (url, headers) = (source.address(page), source.headers(key));
        let mut asking = Asking { source, url, headers, pace, now: None, scraper: self };
        let mut notes = Vec::new();
        let (mut rules, is_complete) = match asking.active_rules(&mut notes).await {
            Ok(read) => read,
            Err(error) => {
                notes.push(Message::from(&error));
                return WebserviceReading { told: None, notes };
            }
        };
        let unknown_codes = match asking.look_up(codes, &mut rules).await {
            Ok(unknown) => unknown,
            Err(error) => {
                notes.push(Message::new("rules-codes-unread").with("error", Message::from(&error)));
                Vec::new()
            }
        };
        let now = asking.now.unwrap_or_else(Timestamp::now);
        WebserviceReading { told: Some(BackOffice { rules, unknown_codes, is_complete, now }), notes }
    }
}

/// A text without the key, plain or as it is sent.
fn redacted(text: &str, source: &dyn RuleSource, key: &Secret) -> String {
    text.replace(key.expose(), "…").replace(&source.sent_key(key), "…")
}

/// One reading of the webservice.
struct Asking<'a> {
    source: &'a dyn RuleSource,
    scraper: &'a mut Scraper,
    url: Url,
    headers: Vec<(HeaderName, HeaderValue)>,
    pace: Pace,
    /// The shop's clock, as its first answer shows it.
    now: Option<Timestamp>,
}

impl Asking<'_> {
    /// All active rules, the newest first, and whether these are all. A list that breaks off is as good as it goes.
    async fn active_rules(
        &mut self,
        notes: &mut Vec<Message>,
    ) -> Result<(Vec<CartRule>, bool), WebserviceError> {
        let mut rules: Vec<CartRule> = Vec::new();
        let mut known = HashSet::new();
        let mut offset = 0;
        while offset < self.pace.most {
            let page = match self.ask(&self.source.list(offset, self.pace.page)).await {
                Ok(page) => page,
                Err(error) if rules.is_empty() => return Err(error),
                Err(error) => {
                    let broken_off = Message::new("rules-broken-off").with("rules", rules.len() as u64);
                    notes.push(broken_off.with("error", Message::from(&error)));
                    return Ok((rules, false));
                }
            };
            let (told, before) = (page.len(), rules.len());
            rules.extend(page.into_iter().filter(|rule| known.insert(rule.id)));
            // A shop that knows no `limit` sends the same again.
            if told != self.pace.page || rules.len() == before {
                return Ok((rules, true));
            }
            offset += self.pace.page;
        }
        notes.push(Message::new("rules-newest-only").with("rules", rules.len() as u64));
        Ok((rules, false))
    }

    /// Adds the rules of the codes that are not known yet, active or not; returns the codes that do not exist.
    async fn look_up(
        &mut self,
        codes: &[String],
        rules: &mut Vec<CartRule>,
    ) -> Result<Vec<String>, WebserviceError> {
        let mut unknown = Vec::new();
        let is = |rule: &CartRule, code: &str| {
            rule.code.as_deref().is_some_and(|known| known.to_lowercase() == code.to_lowercase())
        };
        let missing = codes.iter().filter(|code| !rules.iter().any(|rule| is(rule, code)));
        let questions = missing.filter_map(|code| Some((code, self.source.look_up(code)?)));
        let questions: Vec<_> = questions.take(LOOK_UPS).collect();
        for (code, question) in questions {
            let found = self.ask(&question).await?;
            match found.into_iter().find(|rule| is(rule, code)) {
                Some(rule) => rules.push(rule),
                None => unknown.push(code.clone()),
            }
        }
        Ok(unknown)
    }

    /// One question, asked again when the trouble may pass.
    async fn ask(&mut self, query: &[QueryPair]) -> Result<Vec<CartRule>, WebserviceError> {
        let mut url = self.url.clone();
        url.query_pairs_mut().extend_pairs(query);
        let mut pauses = self.pace.pauses.into_iter();
        loop {
            let told = self.follow(&url).await.and_then(|answer| Ok(self.source.read(&answer)?));
            let error = match told {
                Ok(rules) => return Ok(rules),
                Err(error) => error,
            };
            let Some(pause) = pauses.next().filter(|_| error.may_pass()) else { return Err(error) };
            // Jitter, so that runs that failed together do not come back together.
            tokio::time::sleep(pause.mul_f64(0.5 + fastrand::f64())).await;
        }
    }

    /// One exchange, redirects within the origin included. The key goes nowhere else.
    async fn follow(&mut self, url: &Url) -> Result<Answer, WebserviceError> {
        let mut asked = self.scraper.target(url).map_err(WebserviceError::NoAnswer)?;
        for _ in 0..=MAX_REDIRECTS {
            let exchange = self.scraper.send(&asked, &self.headers).await;
            let answer = exchange.result.map_err(WebserviceError::NoAnswer)?;
            match Redirect::of(&answer, &asked, &Method::GET) {
                Redirect::None => {
                    if self.now.is_none() {
                        self.now = clock(&answer);
                    }
                    return Ok(answer);
                }
                Redirect::Follow(next, _) => asked = *next,
                Redirect::OffOrigin(to) => {
                    // Path and query are the shop's own and stay out.
                    return Err(WebserviceError::Elsewhere(to.origin().ascii_serialization()));
                }
                Redirect::Broken(_) => break,
            }
        }
        Err(WebserviceError::RedirectLoop)
    }
}

/// The clock of the answering server.
fn clock(answer: &Answer) -> Option<Timestamp> {
    DateTimeParser::new().parse_timestamp(answer.headers.get(DATE)?.as_bytes()).ok()
}

#[cfg(test)]
mod tests;
