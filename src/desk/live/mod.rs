//! Runs that go on, for all who listen.
//!
//! A run that is listened to has a thread that reads its log as it grows, once a second, and tells each second to all listeners.
//! The run's own process knows nothing of that: it writes its log whether or not anyone reads it. A listener that is slow misses
//! seconds; nobody waits for it.

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
            return Ok(events(board.listen(after)));
        }
        let board = Arc::new(LiveBoard::default());
        let listening = board.listen(after);
        let (runs, shared, key) = (self.clone(), Arc::clone(&board), name.to_owned());
        thread::Builder::new().name("desk-live".into()).spawn(move || {
            follow(&folder, &shared, || runs.leave(&key));
        })?;
        boards.insert(name.to_owned(), board);
        Ok(events(listening))
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
fn follow(folder: &JobFolder, board: &LiveBoard, leave: impl Fn() -> bool) {
    let mut log: Option<File> = None;
    let mut follower = LogFollower::default();
    let mut observer = Observer::default();
    loop {
        // Asked before the log is read: what a process wrote until its end is read after it.
        let goes_on = matches!(folder.process(), Ok(ProcessState::GoesOn | ProcessState::NotBegun));
        if log.is_none() {
            log = File::open(folder.file(log::FILE)).ok();
        }
        let read = log.as_mut().map_or(Ok(()), |log| {
            read_on(
                log,
                &mut follower,
                |second| {
                    if let Ok(json) = serde_json::to_string(&second) {
                        board.second(second.number, &json);
                    }
                },
                &mut observer,
            )
        });
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
enum LiveListener {
    Anew(Vec<ToldEvent>, Receiver<ToldEvent>),
    To(Receiver<ToldEvent>),
    Over,
}

/// The events for one listener. It is asked for the next only when the connection has taken the one before.
fn events((before, receiver): (Vec<ToldEvent>, Receiver<ToldEvent>)) -> EventStream {
    let next = async |listener| {
        let (text, receiver, is_last) = match listener {
            LiveListener::Over => return None,
            LiveListener::Anew(before, receiver) => {
                let is_last = before.iter().any(|told| told.is_last);
                (before.iter().flat_map(|told| told.text.clone()).collect::<Bytes>(), receiver, is_last)
            }
            LiveListener::To(mut receiver) => loop {
                match receiver.recv().await {
                    Ok(told) => break (told.text, receiver, told.is_last),
                    // It was slow, and goes on with what is new.
                    Err(RecvError::Lagged(_)) => {}
                    Err(RecvError::Closed) => return None,
                }
            },
        };
        let next = if is_last { LiveListener::Over } else { LiveListener::To(receiver) };
        Some((Ok::<_, Infallible>(Frame::data(text)), next))
    };
    StreamBody::new(stream::unfold(LiveListener::Anew(before, receiver), next)).boxed_unsync()
}
