//! Runs that go on, for all who listen.
//!
//! A run that is listened to has a thread that reads its log as it grows, once a second, and tells each second to all listeners.
//! The run's own process knows nothing of that: it writes its log whether or not anyone reads it. Nobody waits for a listener that is
//! slow: it gets what it has missed from the board, which keeps a quarter of an hour.

mod board;
mod second;

use std::collections::HashMap;
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Read as _};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use self::board::{LiveBoard, ToldEvent};
use self::second::LiveSecond;
use self::second::Observer;
use super::control::RunControl;
use super::folder::{JobFolder, ProcessState};
use crate::record::log::{self, LogFollower};

/// Server-sent events, by and by.
pub(super) type EventStream = UnsyncBoxBody<Bytes, Infallible>;

/// How often a log is looked at.
const EVERY: Duration = Duration::from_secs(1);
/// The most bytes that are read of a log at once.
const AT_ONCE: u64 = 4 << 20;

/// The runs that are listened to, by the names of their folders.
#[derive(Debug, Clone, Default)]
pub(super) struct LiveRuns(Arc<Mutex<HashMap<String, Arc<LiveBoard>>>>);

impl LiveRuns {
    /// What is told of the run in this folder from now on, after what was told before: server-sent events. `after` is the number
    /// of the last event that the listener knows.
    ///
    /// # Errors
    ///
    /// The system's, when it gives no thread.
    pub(super) fn listen(&self, name: &str, folder: JobFolder, after: u64) -> io::Result<EventStream> {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Under the lock, under which a thread without listeners takes its board away, too.
        if let Some(board) = boards.get(name) {
            return Ok(events(LiveListener::new(Arc::clone(board), after)));
        }
        let board = Arc::new(LiveBoard::default());
        let listener = LiveListener::new(Arc::clone(&board), after);
        let (runs, shared, key) = (self.clone(), Arc::clone(&board), name.to_owned());
        thread::Builder::new().name("desk-live".into()).spawn(move || {
            let is_paused = || RunControl::of(&folder)?.is_paused().ok()?;
            follow(&folder, &shared, is_paused, || runs.leave(&key));
        })?;
        boards.insert(name.to_owned(), board);
        Ok(events(listener))
    }

    /// Takes away the board of a run without listeners. Returns whether it did.
    fn leave(&self, name: &str) -> bool {
        let mut boards = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_idle = boards.get(name).is_none_or(|board| board.is_idle());
        if is_idle {
            boards.remove(name);
        }
        is_idle
    }
}

/// Tells what the log of a run says until the run is over or nobody listens.
fn follow(
    folder: &JobFolder,
    board: &LiveBoard,
    is_paused: impl Fn() -> Option<bool>,
    leave: impl Fn() -> bool,
) {
    let mut log: Option<File> = None;
    let mut follower = LogFollower::default();
    let mut observer = Observer::default();
    loop {
        // Asked before the log is read: what a process wrote until its end is read after it.
        let goes_on = matches!(folder.process(), Ok(ProcessState::GoesOn | ProcessState::NotBegun));
        if log.is_none() {
            log = File::open(folder.file(log::FILE)).ok();
        }
        let tell = |second: LiveSecond| {
            if let Ok(json) = serde_json::to_string(&second) {
                board.second(second.number, &json);
            }
        };
        let read = log.as_mut().map_or(Ok(()), |log| read_on(log, &mut follower, tell, &mut observer));
        if let Err(error) = &read {
            tracing::warn!("a log cannot be followed: {error}");
        }
        if !goes_on || read.is_err() {
            board.end();
            return while_listened(&leave);
        }
        if leave() {
            return;
        }
        // Its log does not tell: a run that stands still has seconds, too.
        if let Some(paused) = is_paused() {
            board.pause(paused);
        }
        thread::sleep(EVERY);
    }
}

/// Leaves the end to those who come, until nobody is left.
fn while_listened(leave: &impl Fn() -> bool) {
    while !leave() {
        thread::sleep(EVERY);
    }
}

fn read_on(
    log: &mut File,
    follower: &mut LogFollower,
    mut tell: impl FnMut(LiveSecond),
    observer: &mut Observer,
) -> io::Result<()> {
    loop {
        let mut bytes = Vec::new();
        let read = log.take(AT_ONCE).read_to_end(&mut bytes)?;
        if read == 0 {
            return Ok(());
        }
        follower.add(&bytes, |second| tell(observer.see(&second))).map_err(io::Error::other)?;
    }
}

/// One who listens.
struct LiveListener {
    board: Arc<LiveBoard>,
    receiver: Receiver<ToldEvent>,
    /// What was told and is not sent yet.
    told: Vec<ToldEvent>,
    /// The number of the last event that was sent.
    after: u64,
}

impl LiveListener {
    fn new(board: Arc<LiveBoard>, after: u64) -> Self {
        let (told, receiver) = board.listen(after);
        Self { board, receiver, told, after }
    }

    /// The next events, all that are there at once, and whether they end the stream; `None` when the board is gone.
    async fn next(&mut self) -> Option<(Bytes, bool)> {
        while self.told.is_empty() {
            match self.receiver.recv().await {
                // A board that was just made is told the log from its begin.
                Ok(told) if told.number == 0 || told.number > self.after => self.told.push(told),
                Ok(_) => {}
                // So much was told at once, or the connection is so slow, that the board knows better.
                Err(RecvError::Lagged(_)) => (self.told, self.receiver) = self.board.listen(self.after),
                Err(RecvError::Closed) => return None,
            }
        }
        let told = std::mem::take(&mut self.told);
        self.after = told.iter().map(|told| told.number).fold(self.after, u64::max);
        let is_last = told.iter().any(|told| told.is_last);
        Some((told.into_iter().flat_map(|told| told.text).collect(), is_last))
    }
}

/// The events for one listener. It is asked for the next only when the connection has taken the one before.
fn events(listener: LiveListener) -> EventStream {
    let next = async |listener: Option<LiveListener>| {
        let mut listener = listener?;
        let (text, is_last) = listener.next().await?;
        Some((Ok::<_, Infallible>(Frame::data(text)), (!is_last).then_some(listener)))
    };
    StreamBody::new(stream::unfold(Some(listener), next)).boxed_unsync()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "current_thread")]
    async fn a_listener_gets_all_that_is_told_at_once() {
        let board = Arc::new(LiveBoard::default());
        let mut listener = LiveListener::new(Arc::clone(&board), 0);
        (1..=300).for_each(|number| board.second(number, "{}"));
        board.end();
        let mut text = String::new();
        loop {
            let (part, is_last) = listener.next().await.unwrap();
            text += std::str::from_utf8(&part).unwrap();
            if is_last {
                break;
            }
        }
        let numbers: Vec<u64> =
            text.lines().filter_map(|line| line.strip_prefix("id: ")?.parse().ok()).collect();
        assert_eq!(numbers, (1..=300).collect::<Vec<_>>());
        assert!(text.ends_with("event: end\ndata: {}\n\n"));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_listener_gets_nothing_again_that_it_knows() {
        let board = Arc::new(LiveBoard::default());
        let mut listener = LiveListener::new(Arc::clone(&board), 5);
        (1..=9).for_each(|number| board.second(number, "{}"));
        board.end();
        let (mut text, mut is_over) = (String::new(), false);
        while !is_over {
            let (part, is_last) = listener.next().await.unwrap();
            text += std::str::from_utf8(&part).unwrap();
            is_over = is_last;
        }
        let numbers: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
        assert_eq!(numbers, ["6", "7", "8", "9"]);
    }
}
