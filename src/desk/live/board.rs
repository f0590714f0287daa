//! What was told of a run, for those who come late.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::broadcast;

/// Seconds that are kept: a quarter of an hour.
const KEPT: usize = 900;
/// Events that a listener may be behind.
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
    kept: Mutex<VecDeque<ToldEvent>>,
    sender: broadcast::Sender<ToldEvent>,
}

impl Default for LiveBoard {
    fn default() -> Self {
        let first = ToldEvent { number: 0, text: Bytes::from_static(b"retry: 2000\n\n"), is_last: false };
        Self { kept: Mutex::new(VecDeque::from([first])), sender: broadcast::Sender::new(BEHIND) }
    }
}

impl LiveBoard {
    /// Tells a second.
    pub(super) fn second(&self, number: u64, json: &str) {
        let text = Bytes::from(format!("id: {number}\nevent: second\ndata: {json}\n\n"));
        self.tell(ToldEvent { number, text, is_last: false });
    }

    /// Tells the end.
    pub(super) fn end(&self) {
        self.tell(ToldEvent {
            number: u64::MAX,
            text: Bytes::from_static(b"event: end\ndata: {}\n\n"),
            is_last: true,
        });
    }

    /// What was told after the event of this number, and where what follows comes from. Nothing is lost in between.
    pub(super) fn listen(&self, after: u64) -> (Vec<ToldEvent>, broadcast::Receiver<ToldEvent>) {
        let kept = self.kept();
        let new = kept.iter().filter(|told| told.number == 0 || told.number > after);
        (new.cloned().collect(), self.sender.subscribe())
    }

    /// Whether the run has no listener.
    pub(super) fn is_idle(&self) -> bool {
        self.sender.receiver_count() == 0
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<ToldEvent>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, told: ToldEvent) {
        let mut kept = self.kept();
        kept.push_back(told.clone());
        if kept.len() > KEPT {
            // The first says how soon a listener comes again.
            kept.remove(1);
        }
        // It fails without a listener.
        let _no_one = self.sender.send(told);
    }
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
        board.end();
        assert!(board.listen(0).0.last().is_some_and(|told| told.is_last));
        drop(receiver);
        assert!(board.is_idle());
    }
}
