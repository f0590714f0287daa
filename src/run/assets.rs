//! Loads the files that a page needs, as the visitor's browser does.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::judge::{elapsed_micros, sample};
use super::library::{FileKey, Files, PageFile};
use super::slot::Slot;
use super::trace::{VisitTrace, next_header};
use super::worker::Worker;
use crate::http::{
    Answer, Client, Exchange, Kept, MAX_REDIRECTS, Method, Redirect, Request, RequestTarget, unknown_codings,
};
use crate::metric::{Outcome, SampleTags, StepId};

/// Browsers open six connections to a host of HTTP/1.1, each for one request at a time (Chromium's
/// `kMaxSocketsPerGroup`, Firefox's `max-persistent-connections-per-server`).
const MOST_CONNECTIONS: usize = 6;
/// Over HTTP/2 all share one connection, with as many requests at a time as servers usually allow (RFC 9113 §6.5.2
/// recommends no fewer than 100).
const MOST_STREAMS: usize = 100;

/// As many requests as a browser has on their way to this target's origin, besides that for a page.
pub(super) fn most_at_once(client: &Client, target: &RequestTarget) -> usize {
    if client.shares_connection(target) { MOST_STREAMS } else { MOST_CONNECTIONS }
}

/// More files than this are not asked for with one page: a chain of style sheets may have no end.
const MOST_FILES: usize = 1_000;
/// A browser that has more copies than this begins anew: a shop whose files are never the same must not fill the memory.
const MOST_COPIES: usize = 2_000;

/// The files that a visitor's browser keeps.
#[derive(Debug, Default)]
pub(super) struct Copies(RefCell<HashMap<FileKey, Kept>>);

impl Copies {
    /// From now on it is another visitor's browser.
    pub(super) fn clear(&self) {
        self.0.borrow_mut().clear();
    }

    fn get(&self, key: FileKey) -> Option<Kept> {
        self.0.borrow().get(&key).cloned()
    }

    fn set(&self, key: FileKey, kept: Option<Kept>) {
        let mut copies = self.0.borrow_mut();
        if copies.len() >= MOST_COPIES {
            copies.clear();
        }
        match kept {
            Some(kept) => copies.insert(key, kept),
            None => copies.remove(&key),
        };
    }
}

/// What loads the files of one page.
pub(super) struct PageLoad<'a> {
    pub(super) worker: &'a Worker,
    pub(super) client: &'a Client,
    pub(super) slot: &'a Slot,
    pub(super) copies: &'a Copies,
    /// The page's own series.
    pub(super) step: StepId,
    /// The series of its files.
    pub(super) series: StepId,
    /// Those of the page's own request, which is a `GET` as those for its files are.
    pub(super) tags: SampleTags,
    /// The trace of the visit.
    pub(super) trace: Option<&'a VisitTrace>,
    /// When the last of it had come: the page first, then its files.
    pub(super) ended: Cell<Instant>,
    /// How long a pause kept its files.
    pub(super) paused: Cell<Duration>,
    /// Whether our own cap kept its files back: the whole page's time is then not measured.
    pub(super) capped: Cell<bool>,
}

impl PageLoad<'_> {
    /// Loads the files that a page needs, and records how long the whole took since `begun`. An answer that is not HTML with
    /// status 200 needs none. Where its files were not `known` when it was asked for, its body was kept to read them from.
    pub(super) async fn load(
        &self,
        page: &RequestTarget,
        answer: &Answer,
        known: Option<Files>,
        begun: Instant,
    ) {
        if answer.status != 200 {
            return;
        }
        let files = known.unwrap_or_else(|| self.read(page, answer));
        if !is_html(answer) {
            return;
        }
        self.fetch_all(&files).await;
        if self.capped.get() {
            return;
        }
        let lasted = elapsed_micros(begun + self.paused.get(), self.ended.get());
        self.worker.recorder.borrow_mut().page_load(self.step, self.tags, lasted);
    }

    /// The files of this page; other answers have none, and need not be kept to be read next time.
    fn read(&self, target: &RequestTarget, answer: &Answer) -> Files {
        let html: &[u8] = if is_html(answer) { &answer.body } else { b"" };
        let recorder = &mut self.worker.recorder.borrow_mut();
        self.worker.library.borrow_mut().read_page(target, html, recorder)
    }

    /// Loads files, and what they name, each once: several at a time, as browsers do.
    async fn fetch_all(&self, files: &Files) {
        let mut waiting: VecDeque<Rc<PageFile>> = files.iter().cloned().collect();
        let mut seen: HashSet<FileKey> = HashSet::new();
        let mut running = FuturesUnordered::new();
        loop {
            while let Some(file) = self.next(&mut waiting, &mut seen, running.len()) {
                running.push(self.fetch(file));
            }
            let Some(file) = running.next().await else { return };
            waiting.extend(file.further());
        }
    }

    /// The next file to ask for, when one more may be asked for now.
    fn next(
        &self,
        waiting: &mut VecDeque<Rc<PageFile>>,
        seen: &mut HashSet<FileKey>,
        running: usize,
    ) -> Option<Rc<PageFile>> {
        loop {
            let most = waiting.front().map_or(MOST_STREAMS, |file| most_at_once(self.client, &file.target));
            if running >= most || seen.len() >= MOST_FILES {
                return None;
            }
            let file = waiting.pop_front()?;
            if !seen.insert(file.key) {
                continue;
            }
            let fresh = self.copies.get(file.key).is_some_and(|kept| kept.is_fresh(Instant::now()));
            // A style sheet that this thread has not read has to come: what it names is not known.
            if !fresh || file.is_unread() {
                return Some(file);
            }
            waiting.extend(file.further());
        }
    }

    /// Asks for a file, and follows its redirects within the shop.
    async fn fetch(&self, file: Rc<PageFile>) -> Rc<PageFile> {
        let mut moved: Option<RequestTarget> = None;
        for hop in 0..=MAX_REDIRECTS {
            let (key, target) = match &moved {
                Some(target) => (FileKey::of(target.url()), target),
                None => (file.key, &file.target),
            };
            let unread = file.is_unread();
            let kept = if unread { None } else { self.copies.get(key) };
            if hop > 0 && kept.as_ref().is_some_and(|kept| kept.is_fresh(Instant::now())) {
                break;
            }
            let exchange = self.exchange(target, kept.as_ref(), unread).await;
            if unread && let Ok(answer) = &exchange.result {
                self.read_style(&file, target, answer);
            }
            let (outcome, next) = judge(&exchange, target, kept.is_some(), hop);
            self.record(&file, key, kept.as_ref(), exchange, outcome);
            let Some(next) = next else { break };
            moved = Some(next);
        }
        file
    }

    async fn exchange(&self, target: &RequestTarget, kept: Option<&Kept>, keep_body: bool) -> Exchange {
        let headers = kept.and_then(Kept::validators).map(|known| known.conditions()).unwrap_or_default();
        let extra = next_header(self.worker.tracer.as_ref(), self.trace, self.series);
        let request =
            Request { method: Method::GET, target, headers: &headers, extra, payload: None, keep_body };
        // Those that wait side by side wait for the same pause.
        let leave = self.worker.leave_to_send().await;
        self.paused.set(self.paused.get().max(leave.paused));
        self.capped.set(self.capped.get() || leave.capped);
        let started = Instant::now();
        let ticket = self.slot.sending(self.series, self.tags, started);
        let exchange = self.client.exchange(&request, started).await;
        self.slot.ended(ticket);
        self.ended.set(self.ended.get().max(exchange.ended));
        exchange
    }

    /// Reads a style sheet that has come with its body.
    fn read_style(&self, file: &PageFile, target: &RequestTarget, answer: &Answer) {
        if answer.status == 200 {
            let recorder = &mut self.worker.recorder.borrow_mut();
            self.worker.library.borrow_mut().read_style(file, target, &answer.body, recorder);
        }
    }

    /// Records what came and remembers what the browser keeps of it.
    fn record(
        &self,
        file: &PageFile,
        key: FileKey,
        kept: Option<&Kept>,
        exchange: Exchange,
        outcome: Outcome,
    ) {
        // Without a pace: files are not what keeps a visitor from the next page in the sense of coordinated omission.
        // The page is, and a page that stalls has no files yet.
        let mut recorder = self.worker.recorder.borrow_mut();
        recorder.record(&sample(self.series, self.tags, &exchange, outcome));
        let Ok(answer) = exchange.result else { return };
        unknown_codings(&answer.headers).for_each(|name| recorder.unknown_coding(self.series, &name));
        drop(recorder);
        let now = Instant::now();
        match (outcome, answer.status, kept) {
            (Outcome::Ok, 304, Some(kept)) => self.copies.set(key, kept.refreshed(&answer.headers, now)),
            (Outcome::Ok, 200, _) => {
                let copy = Kept::of(&answer.headers, file.validators().as_ref(), now);
                file.set_validators(copy.as_ref().and_then(Kept::validators));
                self.copies.set(key, copy);
            }
            _ => self.copies.set(key, None),
        }
        self.client.recycle(answer);
    }
}

/// How an exchange for a file ended, and where it leads. Files have no checks: any success is one, and so is the answer
/// "still good" to a visitor who asked that.
fn judge(
    exchange: &Exchange,
    target: &RequestTarget,
    conditional: bool,
    hop: usize,
) -> (Outcome, Option<RequestTarget>) {
    let answer = match &exchange.result {
        Ok(answer) => answer,
        Err(failure) => return (failure.outcome, None),
    };
    match Redirect::of(answer, target, &Method::GET) {
        Redirect::Follow(next, _) if hop < MAX_REDIRECTS => (Outcome::Ok, Some(*next)),
        Redirect::OffOrigin(_) => (Outcome::OffOrigin, None),
        Redirect::Follow(..) | Redirect::Broken(_) => (Outcome::Status, None),
        Redirect::None if answer.is_blocked_by_head() => (Outcome::Blocked, None),
        Redirect::None if answer.status == 304 && conditional => (Outcome::Ok, None),
        Redirect::None if (200..300).contains(&answer.status) => (Outcome::Ok, None),
        Redirect::None => (Outcome::Status, None),
    }
}

fn is_html(answer: &Answer) -> bool {
    let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.eq_ignore_ascii_case("text/html")
}
