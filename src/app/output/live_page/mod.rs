//! `--live`: a page in the browser that shows the run while it goes on, as server-sent events. It watches and commands nothing.
//!
//! The thread that merges the seconds leaves each as a text; a thread of its own sends it to all who listen. Who is slow misses
//! texts and gets the whole again: nothing waits for a reader.

mod board;
mod event;
mod serve;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;

use self::board::Board;
use self::event::{EndEvent, SecondEvent, Totals};
use self::serve::{PLACES, serve};
use super::seen::SeenSoFar;
use crate::app::failure::Failure;
use crate::app::process::note;
use crate::app::secrets::{scrub, scrubbed_json};
use crate::record::RunRecord;
use crate::report::live;
use crate::run::{Finished, LocalServer, Tick};
use crate::words::{Lang, Message};

/// The page of a command's runs. When it is dropped, those who look are told that it is over, and it is gone.
pub(in crate::app) struct LivePage {
    board: Arc<Mutex<Board>>,
    lang: Lang,
    over: watch::Sender<bool>,
    thread: Option<JoinHandle<()>>,
}

/// What the runs of a command before this one have sent, and when this one began.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    totals: Totals,
    begin: Duration,
}

impl LivePage {
    /// The most descriptors that a page has open.
    pub(in crate::app) const DESCRIPTORS: u64 = PLACES.descriptors();

    /// Shows runs at a loopback address from now on, and says where.
    pub(in crate::app) fn listen(address: SocketAddr, lang: Lang) -> Result<Self, Failure> {
        if !address.ip().is_loopback() {
            return Err(Failure::Usage(Message::new("error-live-not-loopback").exact("address", address)));
        }
        let page = live::render(lang)?;
        let board = Arc::new(Mutex::new(Board::new()));
        let (over, ends) = watch::channel(false);
        let shared = Arc::clone(&board);
        let begin = async move |server| serve(server, page, shared, ends).await;
        let (address, thread) = LocalServer::start("live", address, PLACES, begin).map_err(|error| {
            Failure::Usage(
                Message::new("error-live-cannot-listen")
                    .exact("address", address)
                    .with("why", Message::from(&error)),
            )
        })?;
        note(&format!(
            "{}\n",
            Message::new("page-at").with("address", format!("http://{address}/")).say(lang)
        ));
        Ok(Self { board, lang, over, thread: Some(thread) })
    }

    /// The load of this test begins.
    pub(in crate::app) fn begin(&self, title: &str) {
        locked(&self.board).title(scrub(title).into_owned());
    }

    /// A second has closed.
    pub(super) fn second(&self, before: Before, tick: &Tick<'_>, seen: &SeenSoFar) {
        let second = SecondEvent::of(before, tick, seen, self.lang);
        if let Some(told) = event_text(&second) {
            locked(&self.board).second(second.point, told);
        }
    }

    /// A load has ended; there may be another one, or the reports are being written.
    pub(super) fn between(&self) {
        locked(&self.board).state(Message::new("page-between").say(self.lang));
    }

    /// The verdict is known, and the report is written.
    pub(in crate::app) fn end(&self, record: &RunRecord, report: &str) {
        self.tell_end(&EndEvent::of(record, report, self.lang));
    }

    fn tell_end(&self, end: &EndEvent) {
        if let Some(told) = event_text(end) {
            locked(&self.board).end(&told);
        }
    }
}

impl Before {
    /// The next run of the command begins so long after the first one did.
    pub(super) fn expect(&mut self, begin: Duration) {
        self.begin = begin;
    }

    /// A run has ended.
    pub(super) fn add(&mut self, finished: &Finished) {
        self.totals = self.totals.with(&finished.summary.total);
    }
}

impl Drop for LivePage {
    fn drop(&mut self) {
        if !locked(&self.board).is_over() {
            self.tell_end(&EndEvent::broken_off(self.lang));
        }
        self.over.send_replace(true);
        if let Some(thread) = self.thread.take() {
            // One that panicked has said so.
            let _panicked = thread.join();
        }
    }
}

/// The JSON of an event, without secrets. What has none is not shown.
fn event_text(event: &impl Serialize) -> Option<String> {
    scrubbed_json(event).ok()
}

fn locked(board: &Mutex<Board>) -> MutexGuard<'_, Board> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}
