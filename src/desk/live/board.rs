//! What was told of a run, for those who come late.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::broadcast;

/// Seconds that are kept: a quarter of an hour.
const KEPT: usize = 900;
/// Events that a listener may be behind before it looks at what is kept.
const BEHIND: usize = 16;

/// An event for those who listen.
#[derive(Debug, Clone)]
pub(super) struct ToldEvent {
    pub(super) number: u64,
    pub(super) text: Bytes,
    pub(super) is_last: bool,
}

/// What was told of a run.
#[derive(Debug)]
pub(super) struct LiveBoard {
    kept: Mutex<KeptEvents>,
    sender: broadcast::Sender<ToldEvent>,
}

/// What a listener who comes late is told.
#[derive(Debug)]
struct KeptEvents {
    told: VecDeque<ToldEvent>,
    is_paused: bool,
}

impl Default for LiveBoard {
    fn default() -> Self {
        let first = ToldEvent { number: 0, text: Bytes::from_static(b"retry: 2000\n\n"), is_last: false };
        let kept = KeptEvents { told: VecDeque::from([first]), is_paused: false };
        Self { kept: Mutex::new(kept), sender: broadcast::Sender::new(BEHIND) }
    }
}

impl LiveBoard {
    /// Tells a second.
    pub(super) fn second(&self, number: u64, json: &str) {
        let text = Bytes::from(format!("id: {number}\nevent: second\ndata: {json}\n\n"));
        self.tell(ToldEvent { number, text, is_last: false });
    }

    /// Tells whether the run stands still, when that is new.
    pub(super) fn pause(&self, is_paused: bool) {
        let mut kept = self.kept();
        if kept.is_paused != is_paused {
            kept.is_paused = is_paused;
            let _no_one = self.sender.send(paused(is_paused));
        }
    }

    /// Tells the end.
    pub(super) fn end(&self) {
        self.pause(false);
        self.tell(ToldEvent {
            number: u64::MAX,
            text: Bytes::from_static(b"event: end\ndata: {}\n\n"),
            is_last: true,
        });
    }

    /// What was told after the event of this number, and where what follows comes from. Nothing is lost in between.
    pub(super) fn listen(&self, after: u64) -> (Vec<ToldEvent>, broadcast::Receiver<ToldEvent>) {
        let kept = self.kept();
        let new = kept.told.iter().filter(|told| told.number == 0 || told.number > after).cloned();
        (new.chain(kept.is_paused.then(|| paused(true))).collect(), self.sender.subscribe())
    }

    /// Whether the run has no listener.
    pub(super) fn is_idle(&self) -> bool {
        self.sender.receiver_count() == 0
    }

    fn kept(&self) -> MutexGuard<'_, KeptEvents> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, told: ToldEvent) {
        let mut kept = self.kept();
        kept.told.push_back(told.clone());
        if kept.told.len() > KEPT {
            // The first says how soon a listener comes again.
            kept.told.remove(1);
        }
        // It fails without a listener.
        let _no_one = self.sender.send(told);
    }
}

/// The event of a run that stands still, or goes on. It has no number: it says what is so, not what happened.
fn paused(is_paused: bool) -> ToldEvent {
    let text = Bytes::from(format!("event: pause\ndata: {{\"paused\":{is_paused}}}\n\n"));
    ToldEvent { number: 0, text, is_last: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_comes_late_misses_nothing_that_is_kept() {
        let board = LiveBoard::default();
        let numbers = |after| board.listen(after).0.iter().map(|told| told.number).collect::<Vec<_>>();
        assert_eq!(numbers(0), [0]);
        (1..=3).for_each(|number| board.second(number, "{}"));
        assert_eq!(numbers(0), [0, 1, 2, 3]);
        assert_eq!(numbers(2), [0, 3]);
        let (_, mut receiver) = board.listen(3);
        assert!(!board.is_idle());
        (4..=2_000).for_each(|number| board.second(number, "{}"));
        assert_eq!(numbers(0).len(), KEPT);
        assert_eq!((numbers(0)[0], numbers(0)[1]), (0, 2_002 - KEPT as u64));
        assert!(matches!(receiver.try_recv(), Err(broadcast::error::TryRecvError::Lagged(_))));
        let texts = |after| board.listen(after).0.iter().map(|told| told.text.clone()).collect::<Vec<_>>();
        let stands_still = Bytes::from("event: pause\ndata: {\"paused\":true}\n\n");
        board.pause(true);
        board.pause(true);
        assert_eq!(texts(2_000), [Bytes::from("retry: 2000\n\n"), stands_still], "whoever comes late");
        board.second(2_001, "{}");
        assert_eq!(texts(2_001).len(), 2, "it stands still as before");
        board.pause(false);
        assert_eq!(texts(2_001).len(), 1, "it goes on");
        board.end();
        assert!(board.listen(0).0.last().is_some_and(|told| told.is_last));
        drop(receiver);
        assert!(board.is_idle());
    }
}
