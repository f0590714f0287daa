//! Sends what is to be sent to others, and tries again.
//!
//! Deliveries are rows of the database, so a desk that is killed goes on with them: each is sent at least once, with the same
//! number each time. What belongs to one receiver is sent one after another, so a slow receiver keeps no other waiting.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio::task::LocalSet;

use super::webhook;
use crate::desk::error::DeskError;
use crate::desk::github::{self, GithubClient};
use crate::desk::outward::OutFault;
use crate::desk::state::DeskState;
use crate::desk::store::{DeliveryChannel, DeliveryRow, DeliveryState, StoreFault, deliveries};
use crate::words::Lang;

/// Tries before something is given up: one or two hours after the first one.
const TRIES: u32 = 16;
const LONGEST_PAUSE: Duration = Duration::from_secs(900);
/// How often the database is asked for what became due.
const TICK: Duration = Duration::from_millis(250);

/// Who is being sent something now.
type Busy = RefCell<HashSet<i64>>;

/// Starts the thread that sends, which ends when the watched value is true.
///
/// # Errors
///
/// [`DeskError::Thread`] when the system gives none.
pub(in crate::desk) fn send(
    desk: Arc<DeskState>,
    mut over: watch::Receiver<bool>,
) -> Result<JoinHandle<()>, DeskError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(DeskError::Thread)?;
    let body = move || {
        // What is on its way when the desk closes is sent again when it opens.
        LocalSet::new().block_on(&runtime, async {
            tokio::select! {
                () = take_turns(&desk) => {}
                _ = over.wait_for(|over| *over) => {}
            }
        });
        // A comparison that goes on is not waited for.
        runtime.shutdown_background();
    };
    thread::Builder::new().name("desk-outbox".into()).spawn(body).map_err(DeskError::Thread)
}

async fn take_turns(desk: &Arc<DeskState>) {
    let github = Rc::new(GithubClient::new(Arc::clone(desk)));
    let busy: Rc<Busy> = Rc::default();
    loop {
        let due = desk.store.read(|database| deliveries::due(database, Timestamp::now())).await;
        let due = due.unwrap_or_else(|fault: StoreFault| {
            tracing::error!("{fault}");
            Vec::new()
        });
        for delivery in due {
            let receiver = delivery.receiver();
            if !busy.borrow_mut().insert(receiver) {
                continue;
            }
            let (desk, github, busy) = (Arc::clone(desk), Rc::clone(&github), Rc::clone(&busy));
            tokio::task::spawn_local(async move {
                let stored = match still_due(&desk, delivery.id).await {
                    Ok(Some(delivery)) => attempt(&desk, &github, &delivery).await,
                    Ok(None) => Ok(()),
                    Err(fault) => Err(fault),
                };
                busy.borrow_mut().remove(&receiver);
                match stored {
                    Ok(()) => desk.outbox.notify_one(),
                    // It is due still, and tried again in a later turn: a disk that is full may have room then.
                    Err(fault) => tracing::error!("{fault}"),
                }
            });
        }
        tokio::select! {
            () = desk.outbox.notified() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// A delivery that is due still, looked at while nothing else is sent to its receiver: what was read as due may have been sent
/// before that was known.
async fn still_due(desk: &DeskState, id: i64) -> Result<Option<DeliveryRow>, StoreFault> {
    let row = desk.store.read(move |database| deliveries::get(database, id)).await?;
    let is_due = |row: &DeliveryRow| row.state == DeliveryState::Waiting && row.due <= Timestamp::now();
    Ok(row.filter(is_due))
}

/// Tries once, and stores what became of it.
async fn attempt(
    desk: &Arc<DeskState>,
    github: &GithubClient,
    delivery: &DeliveryRow,
) -> Result<(), StoreFault> {
    let tried = match delivery.channel {
        DeliveryChannel::Webhook => webhook::deliver(desk, delivery).await,
        DeliveryChannel::PullPage => github::find_page(desk, github, delivery.subject).await,
        DeliveryChannel::PullReport => github::report(desk, github, delivery.subject).await,
    };
    let Err(fault) = tried else {
        let id = delivery.id;
        return desk.store.write(move |database| deliveries::done(database, id)).await;
    };
    let (id, said) = (delivery.id, fault.why().say(Lang::En));
    tracing::warn!(delivery = id, tries = delivery.tries + 1, "not delivered: {said}");
    match next(delivery.tries + 1, &fault, Timestamp::now()) {
        Some(due) => desk.store.write(move |database| deliveries::postpone(database, id, due, &said)).await,
        None => {
            if delivery.channel == DeliveryChannel::PullPage {
                github::no_page(desk, delivery.subject, fault.why()).await?;
            }
            desk.store.write(move |database| deliveries::give_up(database, id, &said)).await
        }
    }
}

/// When something is tried again that failed for the *n*th time: after 1 s, 2 s, 4 s and so on, and no earlier than the other side
/// asks for; `None` when it is given up.
fn next(tries: u32, fault: &OutFault, now: Timestamp) -> Option<Timestamp> {
    let OutFault::Again { after, .. } = fault else { return None };
    if tries >= TRIES {
        return None;
    }
    let pause = Duration::from_secs(1 << (tries - 1).min(20)).min(LONGEST_PAUSE);
    now.checked_add(pause.max(after.unwrap_or_default())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Message;

    #[test]
    fn pauses_double_up_to_a_limit_and_then_it_is_given_up() {
        let now = Timestamp::from_second(1_000).unwrap();
        let pause = |tries, after: Option<u64>| {
            let after = after.map(Duration::from_secs);
            let fault = OutFault::Again { why: Message::plain("away"), after };
            next(tries, &fault, now).map(|due| due.as_second() - 1_000)
        };
        let pauses: Vec<_> = (1..=16).map(|tries| pause(tries, None)).collect();
        let expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900, 900];
        assert_eq!(pauses[..15], expected.map(Some));
        assert_eq!(pauses[15], None);
        assert_eq!(pause(1, Some(60)), Some(60), "the other side asks for more");
        assert_eq!(pause(9, Some(60)), Some(256));
        assert_eq!(next(1, &OutFault::Never(Message::plain("gone")), now), None);
    }
}
