//! What the load's requests said, one by one, for tests that compare two programs that send them.

use std::time::Duration;

use bytes::Bytes;
use hyper::StatusCode;
use hyper::http::request::Parts;

use super::request::Ask;
use super::routes::Route;

/// One request of the load as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The connection it came over, counted from 1 in the order in which they were opened.
    pub connection: u64,
    /// When its head had been read, since the shop's start.
    pub arrived: Duration,
    /// What it asked for.
    pub route: Route,
    /// The backend that served it, counted from 0; `None` without a balancer.
    pub backend: Option<usize>,
    /// As it was sent.
    pub method: String,
    /// Path and query as they were sent, still encoded.
    pub target: String,
    /// Names in lower case with their values, in order, without `cookie`. Bytes that are not UTF-8 are replaced.
    pub headers: Vec<(String, String)>,
    /// Names and values of the cookies, in order.
    pub cookies: Vec<(String, String)>,
    /// Decoded fields of a form, in order; none when the body is something else.
    pub form: Vec<(String, String)>,
    /// The body as it was sent.
    pub body: Bytes,
    /// What the shop answered; none while it has not, or never will.
    pub status: Option<u16>,
    /// When the answer's head was handed over for sending, since the shop's start; `None` like [`JournalEntry::status`].
    pub sent: Option<Duration>,
    /// The visitor's number in the shop's cookie, the one that the answer gives him included. `None` when he has none
    /// afterwards: what goes wrong at his first page gives him no cookie.
    pub visitor: Option<u64>,
    /// What went wrong with it on purpose: the word of [`super::Quirk::name`] or [`super::Fault::name`], `death` for the last
    /// request of a shop that dies. `None` for what the healthy shop would have answered, at the same time.
    pub quirk: Option<&'static str>,
}

/// What is known of a request when it has been read.
#[derive(Debug, Clone, Copy)]
pub(super) struct JournalArrival {
    pub(super) connection: u64,
    pub(super) arrived: Duration,
    pub(super) route: Route,
    pub(super) backend: Option<usize>,
    /// What is going to hurt it.
    pub(super) quirk: Option<&'static str>,
}

/// What is known of an answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub(super) status: StatusCode,
    /// Since the shop's start.
    pub(super) after: Duration,
    /// What really hurt it.
    pub(super) quirk: Option<&'static str>,
    pub(super) visitor: Option<u64>,
}

impl JournalEntry {
    /// A journal ends after so many entries.
    pub const MOST: usize = 100_000;

    /// Copies what was asked; there is no answer yet.
    pub(super) fn new(arrival: JournalArrival, parts: &Parts, ask: &Ask, body: Bytes) -> JournalEntry {
        let JournalArrival { connection, arrived, route, backend, quirk } = arrival;
        let header = |(name, value): (&hyper::header::HeaderName, &hyper::header::HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let cookie = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.trim().to_owned(), value.to_owned())
        };
        JournalEntry {
            connection,
            arrived,
            route,
            backend,
            method: ask.method.clone(),
            target: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            headers: parts
                .headers
                .iter()
                .filter(|(name, _)| *name != hyper::header::COOKIE)
                .map(header)
                .collect(),
            cookies: ask.cookies.split(';').filter(|pair| !pair.trim().is_empty()).map(cookie).collect(),
            form: ask.form.clone(),
            body,
            status: None,
            sent: None,
            visitor: None,
            quirk,
        }
    }

    /// Whether something went wrong with it on purpose.
    #[must_use]
    pub fn is_hurt(&self) -> bool {
        self.quirk.is_some()
    }

    /// The value of the first header of this name, which is in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// All entries since the last reset.
#[derive(Debug, Default)]
pub(super) struct Journal {
    entries: Vec<JournalEntry>,
    /// Entries of earlier times: an answer from before a reset must not go to a request after it.
    forgotten: usize,
}

impl Journal {
    /// Keeps an entry while there is room. Returns what [`Journal::answered`] wants to know.
    pub(super) fn arrived(&mut self, entry: JournalEntry) -> Option<usize> {
        if self.entries.len() >= JournalEntry::MOST {
            return None;
        }
        self.entries.push(entry);
        Some(self.forgotten + self.entries.len() - 1)
    }

    /// The request of this number has its answer.
    pub(super) fn answered(&mut self, number: Option<usize>, sent: &Sent) {
        let index = number.and_then(|number| number.checked_sub(self.forgotten));
        if let Some(entry) = index.and_then(|index| self.entries.get_mut(index)) {
            entry.status = Some(sent.status.as_u16());
            entry.sent = Some(sent.after);
            entry.quirk = sent.quirk;
            entry.visitor = sent.visitor;
        }
    }

    pub(super) fn entries(&self) -> &[JournalEntry] {
        &self.entries
    }

    pub(super) fn clear(&mut self) {
        self.forgotten += self.entries.len();
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::Request;

    fn entry(target: &str) -> JournalEntry {
        let parts = Request::builder().uri(target).body(()).unwrap().into_parts().0;
        let arrival = JournalArrival {
            connection: 1,
            arrived: Duration::ZERO,
            route: Route::Home,
            backend: None,
            quirk: None,
        };
        JournalEntry::new(arrival, &parts, &Ask::new(&parts, &Bytes::new()), Bytes::new())
    }

    fn sent(status: StatusCode) -> Sent {
        Sent { status, after: Duration::from_secs(1), quirk: None, visitor: None }
    }

    #[test]
    fn a_late_answer_goes_to_no_other_request() {
        let mut journal = Journal::default();
        let (first, second) = (journal.arrived(entry("/1")), journal.arrived(entry("/2")));
        journal.answered(second, &sent(StatusCode::NOT_FOUND));
        let statuses = |journal: &Journal| journal.entries().iter().map(|e| e.status).collect::<Vec<_>>();
        assert_eq!(statuses(&journal), [None, Some(404)]);
        journal.clear();
        journal.arrived(entry("/3"));
        journal.answered(first, &sent(StatusCode::OK));
        journal.answered(second, &sent(StatusCode::OK));
        assert_eq!(statuses(&journal), [None]);
    }

    #[test]
    fn a_journal_has_an_end() {
        let mut journal = Journal::default();
        for _ in 0..JournalEntry::MOST {
            assert!(journal.arrived(entry("/")).is_some());
        }
        assert_eq!(journal.arrived(entry("/last")), None);
        journal.answered(None, &sent(StatusCode::OK));
        assert_eq!(journal.entries().len(), JournalEntry::MOST);
    }
}
