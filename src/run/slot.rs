//! What a thread knows of each of its virtual users.

use std::cell::{Cell, RefCell};
use std::time::Instant;

use super::life::Life;
use crate::metric::{LoadPart, SampleTags, StepId, TraceId, VisitKey};

/// How a visit stands. An end that cuts it off finds it here.
#[derive(Debug, Clone, Copy)]
pub(super) struct SlotVisit {
    /// Its journey's place in the plan.
    pub(super) journey: usize,
    /// Whether it was on its way at full load.
    pub(super) part: LoadPart,
    /// Whether something went wrong.
    pub(super) failed: bool,
    /// Whether all that was promised was right, once something was looked at.
    pub(super) promotion: Option<bool>,
    /// The last step that looks at what was promised, until it has.
    pub(super) last_look: Option<StepId>,
    /// The page that is waited for and since when.
    pub(super) page: Option<(StepId, Instant)>,
    /// How many pages it asked for.
    pub(super) pages: u32,
    /// The trace of its requests.
    pub(super) trace: Option<TraceId>,
}

impl SlotVisit {
    /// A visit that begins.
    pub(super) const fn of(journey: usize) -> Self {
        Self {
            journey,
            part: LoadPart::Rest,
            failed: false,
            promotion: None,
            last_look: None,
            page: None,
            pages: 0,
            trace: None,
        }
    }

    /// What a visit that the end of the run cuts off proves of the promotion: where a step was still to look at it, what was right
    /// so far proves none.
    pub(super) fn proven_so_far(&self) -> Option<bool> {
        self.promotion.filter(|right| !right || self.last_look.is_none())
    }
}

/// What the thread knows of a virtual user while it walks.
#[derive(Debug)]
pub(super) struct Slot {
    /// Its place among the thread's virtual users.
    pub(super) place: usize,
    /// The visit that it is on, or was on last.
    pub(super) visit: Cell<SlotVisit>,
    /// The place in the plan of the executor that it belongs to.
    pub(super) executor: usize,
    /// Iterations it has begun: one who comes back goes on counting.
    pub(super) iterations: Cell<u64>,
    pub(super) life: Cell<Life>,
    /// The requests it waits for and since when: one, or several while it loads a page's files. An end that cuts it off
    /// finds here what it has sent: its task is only dropped later.
    in_flight: RefCell<Vec<(Ticket, SentRequest)>>,
    tickets: Cell<u64>,
}

/// A request in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SentRequest {
    /// The step that it is counted for.
    pub(super) step: StepId,
    pub(super) tags: SampleTags,
    pub(super) since: Instant,
}

/// Stands for one request in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ticket(u64);

impl Slot {
    /// The place of a virtual user of this executor that does nothing yet.
    pub(super) const fn of(executor: usize, place: usize) -> Self {
        Self {
            place,
            visit: Cell::new(SlotVisit::of(0)),
            executor,
            iterations: Cell::new(0),
            life: Cell::new(Life::Away),
            in_flight: RefCell::new(Vec::new()),
            tickets: Cell::new(0),
        }
    }

    /// Takes a turn of its life; what it was before.
    pub(super) fn turn(&self, turn: impl Fn(Life) -> Life) -> Life {
        let before = self.life.get();
        self.life.set(turn(before));
        before
    }

    /// Whose visit it is.
    pub(super) fn key(&self) -> VisitKey {
        let SlotVisit { part, journey, .. } = self.visit.get();
        VisitKey { part, executor: self.executor, journey }
    }

    /// A request goes out now.
    pub(super) fn sending(&self, step: StepId, tags: SampleTags, since: Instant) -> Ticket {
        let ticket = Ticket(self.tickets.get());
        self.tickets.set(ticket.0 + 1);
        self.in_flight.borrow_mut().push((ticket, SentRequest { step, tags, since }));
        ticket
    }

    /// Removes the request from those in flight; the sender records it.
    pub(super) fn ended(&self, ticket: Ticket) {
        let mut in_flight = self.in_flight.borrow_mut();
        if let Some(place) = in_flight.iter().position(|(known, ..)| *known == ticket) {
            in_flight.swap_remove(place);
        }
    }

    /// The requests in flight, which no one waits for any more.
    pub(super) fn take(&self) -> Vec<SentRequest> {
        self.in_flight.take().into_iter().map(|(_, sent)| sent).collect()
    }

    /// Whether it has sent a request: from then on it may hold a connection.
    pub(super) fn has_sent(&self) -> bool {
        self.tickets.get() > 0
    }

    /// Since when the request waits that waits longest, without those in the background: what a page's scripts wait for keeps
    /// no shopper waiting for a page.
    pub(super) fn oldest(&self, background: &[StepId]) -> Option<Instant> {
        let in_flight = self.in_flight.borrow();
        let asked = in_flight.iter().filter(|(_, sent)| !background.contains(&sent.step));
        asked.map(|(_, sent)| sent.since).min()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_request_in_flight_is_known_until_it_ends() {
        let slot = Slot::of(0, 0);
        assert_eq!((slot.oldest(&[]), slot.take()), (None, Vec::new()));
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let tickets: Vec<Ticket> = (0..4)
            .map(|number| slot.sending(StepId(number), SampleTags::default(), at(number.into())))
            .collect();
        slot.ended(tickets[0]);
        slot.ended(tickets[2]);
        slot.ended(tickets[2]);
        assert_eq!(slot.oldest(&[]), Some(at(1)));
        let mut left: Vec<_> = slot.take().into_iter().map(|sent| (sent.step, sent.since)).collect();
        left.sort_unstable();
        assert_eq!(left, [(StepId(1), at(1)), (StepId(3), at(3))]);
        assert_eq!(slot.oldest(&[]), None);
    }
}
