//! Who else hears of a run's new state.
//!
//! The database keeps every change of a run's state as an event, written by a trigger in the change's own transaction, so no way to
//! change a state can forget it. Each notifier has a position among the events and hears of them one by one, in their order, at
//! least once: the position moves on when it has succeeded, and after a failure it is tried again, later each time.
//!
//! A notifier is added by a file with a type that implements [`Notifier`], and a line in [`notifiers`]. One that sends something to
//! another machine only puts it into the outbox (`outbox.rs`), so that none waits for another.

mod log;
mod message;
mod outbox;
mod pull;
mod webhook;

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub(super) use message::{MessageFacts, render};
pub(super) use outbox::send;
pub(super) use webhook::{address, post};

use super::error::DeskError;
use super::state::DeskState;
use super::store::{JobEventRow, JobRow, StoreFault, events, jobs};

/// How long after a failure it is tried again; twice as long each time, up to the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(300);
/// Events that are read at once.
const AT_ONCE: usize = 20;

/// Hears of every new state of a run.
trait Notifier: Send {
    /// Its name, under which its position is kept.
    fn name(&self) -> &'static str;

    /// Tells of an event. `job` is the run as it is now, which may be further.
    ///
    /// # Errors
    ///
    /// Why it has to be tried again.
    fn notify(&self, event: &JobEventRow, job: &JobRow) -> Result<(), String>;
}

/// All notifiers.
fn notifiers(desk: &Arc<DeskState>) -> Vec<Box<dyn Notifier>> {
    vec![
        Box::new(log::RunLog),
        Box::new(webhook::WebhookPost(Arc::clone(desk))),
        Box::new(pull::PullPost(Arc::clone(desk))),
    ]
}

/// A notifier with when it is tried again.
struct Correspondent {
    notifier: Box<dyn Notifier>,
    pause: Duration,
    due: Option<Instant>,
}

/// Starts the notifiers' thread, which ends when its bell is closed.
///
/// # Errors
///
/// [`DeskError::Thread`] when the system gives none.
pub(super) fn start(desk: Arc<DeskState>) -> Result<JoinHandle<()>, DeskError> {
    let mut all: Vec<Correspondent> = notifiers(&desk).into_iter().map(Correspondent::new).collect();
    let body = move || {
        if let Err(fault) = webhook::look(&desk) {
            tracing::error!("{fault}");
        }
        while desk.post.wait() {
            for correspondent in &mut all {
                correspondent.take_turn(&desk, Instant::now());
            }
        }
    };
    thread::Builder::new().name("desk-notify".into()).spawn(body).map_err(DeskError::Thread)
}

impl Correspondent {
    fn new(notifier: Box<dyn Notifier>) -> Self {
        Self { notifier, pause: FIRST_PAUSE, due: None }
    }

    /// Tells the notifier of what is new, unless it has to wait.
    fn take_turn(&mut self, desk: &DeskState, now: Instant) {
        if self.due.is_some_and(|due| now < due) {
            return;
        }
        match self.tell(desk) {
            Ok(()) => (self.pause, self.due) = (FIRST_PAUSE, None),
            Err(why) => {
                tracing::warn!(notifier = self.notifier.name(), "not told, and tried again: {why}");
                self.due = now.checked_add(self.pause);
                self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            }
        }
    }

    fn tell(&self, desk: &DeskState) -> Result<(), String> {
        let name = self.notifier.name();
        let said = |fault: StoreFault| fault.to_string();
        let ask = move |database: &rusqlite::Connection| {
            let new = events::after(database, events::position(database, name)?, AT_ONCE)?;
            let with_job = |event: JobEventRow| Ok((jobs::get(database, event.job)?, event));
            new.into_iter().map(with_job).collect::<Result<Vec<_>, StoreFault>>()
        };
        for (job, event) in desk.store.read_now(ask).map_err(said)? {
            // A run that is listed no longer is no news.
            if let Some(job) = job {
                self.notifier.notify(&event, &job)?;
            }
            let move_on =
                move |database: &rusqlite::Transaction<'_>| events::move_on(database, name, event.id);
            desk.store.write_now(move_on).map_err(said)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::json;

    use super::*;
    use crate::desk::store::{DeskStore, NewJob};

    /// Fails so often, then writes down what it hears.
    struct Witness {
        failures: Mutex<u32>,
        heard: Arc<Mutex<Vec<String>>>,
    }

    impl Notifier for Witness {
        fn name(&self) -> &'static str {
            "witness"
        }

        fn notify(&self, event: &JobEventRow, job: &JobRow) -> Result<(), String> {
            let mut failures = self.failures.lock().unwrap();
            if *failures > 0 {
                *failures -= 1;
                return Err("away".to_owned());
            }
            self.heard.lock().unwrap().push(format!("{} {}", job.id, event.state.as_str()));
            Ok(())
        }
    }

    #[test]
    fn every_state_is_heard_of_in_order_also_after_failures() {
        let place = tempfile::tempdir().unwrap();
        let store = DeskStore::open(&place.path().join("x.sqlite")).unwrap();
        let desk = DeskState::of_test(store, place.path());
        let change = |id: i64| {
            desk.store
                .write_now(move |database| {
                    jobs::wait(database, id)?;
                    jobs::cancel(database, id)
                })
                .unwrap()
        };
        let new = NewJob {
            host: "a.example".to_owned(),
            request: json!({}),
            asked_by: "ada".to_owned(),
            needs_approval: false,
            approved_by: None,
            schedule: None,
        };
        let id = desk.store.write_now(move |database| jobs::add(database, &new)).unwrap().id;
        assert!(change(id) && !change(id));
        let heard = Arc::new(Mutex::new(Vec::new()));
        let witness = |failures| Witness { failures: Mutex::new(failures), heard: Arc::clone(&heard) };
        let mut correspondent = Correspondent::new(Box::new(witness(2)));
        let begin = Instant::now();
        // Due at once, after one second, and after two more.
        for (after, expected) in [(0, 0), (0, 0), (1, 0), (2, 0), (3, 3), (4, 3)] {
            correspondent.take_turn(&desk, begin + Duration::from_secs(after));
            assert_eq!(heard.lock().unwrap().len(), expected, "after {after} s");
        }
        // A new desk goes on where the old one was.
        Correspondent::new(Box::new(witness(0))).take_turn(&desk, begin);
        assert_eq!(*heard.lock().unwrap(), ["1 queued", "1 waiting", "1 cancelled"]);
    }
}
