//! What lives for one iteration, and what is recorded of it.

use std::time::{Duration, Instant};

use url::Url;

use super::user::VirtualUser;
use crate::http::Exchange;
use crate::metric::{Cause, LoadPart, PageEnd, SampleTags, Usual, VisitEnd};
use crate::plan::PlannedStep;
use crate::run::choice::{of_visit, seed_of};
use crate::run::judge::{Judgement, elapsed_micros, sample, specimen};
use crate::run::life::Life;
use crate::run::slot::SlotVisit;
use crate::run::trace::VisitTrace;

/// An arrival of the open model.
#[derive(Debug, Clone, Copy)]
pub(in crate::run) struct VisitArrival {
    /// Its number among those of its executor, from 0.
    pub(in crate::run) number: u64,
    /// When the visit should begin.
    pub(in crate::run) intended: Instant,
}

/// One walk of a journey.
pub(super) struct Iteration<'a> {
    pub(super) user: &'a mut VirtualUser,
    begun: Instant,
    /// When the next request should have been sent, if it was not up to the virtual user.
    pub(super) intended: Option<Instant>,
    /// Whether it began at an arrival, in the open model: then it is a shopper of its own.
    open: bool,
    /// The journey's place in the plan.
    journey: usize,
    /// The requests it has sent, without those in the background.
    pub(super) sent: u64,
    /// The method of the last of them: its place in the layout.
    pub(super) method: usize,
    /// How long a pause kept it.
    pub(super) paused: Duration,
    /// The steps that it has asked for, in the background, too.
    pub(super) asked: u64,
    /// Until when the shopper thinks about the last page, while its scripts ask in the background.
    pub(super) thinks_until: Option<Instant>,
    /// The trace of its requests.
    pub(super) trace: Option<VisitTrace>,
}

impl<'a> Iteration<'a> {
    /// Begins with an arrival or, without one, now.
    pub(super) fn begin(user: &'a mut VirtualUser, arrival: Option<VisitArrival>) -> Self {
        if arrival.is_some() {
            // It has been waiting for its turn.
            user.clock.forget();
        }
        let begun = user.clock.read();
        user.forget();
        let (slot, number) = (&user.slot, user.slot.iterations.get());
        user.values.begin(u64::from(user.id) + 1, number);
        slot.iterations.set(number + 1);
        let seed = user.worker.plan().seed();
        user.random = match arrival {
            // Which virtual user is free is up to the shop.
            Some(arrival) => of_visit(user.worker.load(slot.executor).arrival_seed(seed), arrival.number),
            None => of_visit(seed_of(seed, user.id), number),
        };
        slot.turn(Life::begins);
        user.worker.recorder.borrow_mut().iteration_started(slot.executor);
        user.waits.clear();
        let (open, journey) = (arrival.is_some(), slot.visit.get().journey);
        let tracer = user.worker.tracer.as_ref();
        let trace = tracer.map(|tracer| tracer.begin(user.id, number));
        let intended = arrival.map(|arrival| arrival.intended);
        Self {
            user,
            begun,
            intended,
            open,
            journey,
            sent: 0,
            method: 0,
            paused: Duration::ZERO,
            asked: 0,
            thinks_until: None,
            trace,
        }
    }

    /// It is this journey, by its place in the plan, that is walked.
    pub(super) fn choose(&mut self, journey: usize) {
        self.journey = journey;
        let trace = self.trace.as_ref().map(VisitTrace::id);
        let last_look = self.user.worker.plan().journeys()[journey].last_look();
        self.user.slot.visit.set(SlotVisit { trace, last_look, ..SlotVisit::of(journey) });
    }

    /// Ends; `held` says that every step that was sent did.
    pub(super) fn end(self, held: bool) {
        let tags = self.tags();
        let Self { user, begun, open, journey, sent, paused, .. } = self;
        let slot = &user.slot;
        slot.turn(Life::has_ended);
        // What a pause keeps back, no shopper would have waited.
        let lasted = elapsed_micros(begun + paused, user.clock.read());
        if held && let Some(pace) = user.worker.paces.borrow_mut().get_mut(journey) {
            pace.observe(lasted / sent.max(1));
        }
        let visit = slot.visit.get();
        let mut recorder = user.worker.recorder.borrow_mut();
        recorder.iteration(tags, lasted);
        if visit.failed {
            recorder.iteration_failed(slot.executor);
        }
        if visit.pages > 0 {
            let end = if visit.failed { VisitEnd::Failed } else { VisitEnd::Good };
            let waits = open.then_some(user.waits.as_mut_slice());
            recorder.visit_ended(slot.key(), end, visit.promotion, waits);
        }
    }

    /// It breaks before all that was promised was looked at: what was right so far proves no promotion.
    pub(super) fn leaves_promises(&self) {
        let mut visit = self.user.slot.visit.get();
        visit.promotion = visit.promotion.filter(|right| !right);
        self.user.slot.visit.set(visit);
    }

    /// The tags of the request that is sent now, or was sent last.
    pub(super) fn tags(&self) -> SampleTags {
        SampleTags { load: self.user.slot.executor, journey: self.journey, method: self.method }
    }

    /// A page is asked for, or would have been if it could be sent: from now on an end finds it in the slot. No one waits for what
    /// is asked in the background.
    pub(super) fn page_begins(&mut self, step: &PlannedStep, begun: Instant) {
        self.asked += 1;
        let VirtualUser { worker, slot, .. } = &*self.user;
        let mut visit = slot.visit.get();
        if visit.page.is_some() || step.background {
            return;
        }
        if visit.part == LoadPart::Rest && worker.is_full_load(begun) {
            visit.part = LoadPart::FullLoad;
        }
        visit.page = Some((step.id, begun));
        visit.pages += 1;
        slot.visit.set(visit);
        if !self.open {
            worker.recorder.borrow_mut().asks(begun);
        }
    }

    /// A page has ended with this exchange; `begun` is when it was wanted, without what our own cap or a pause kept back.
    pub(super) fn page_ends(
        &mut self,
        step: &PlannedStep,
        exchange: &Exchange,
        judgement: &Judgement,
        begun: Instant,
        url: &Url,
    ) {
        let pace = self.pace();
        let mut sample = sample(step.id, self.tags(), exchange, judgement.outcome);
        sample.response_time = elapsed_micros(begun, exchange.ended);
        let broke = self.tell_visit(step, judgement);
        let VirtualUser { worker, slot, waits, .. } = &mut *self.user;
        let visit = slot.key();
        let trace = worker.trace_of(slot, step.id);
        let mut recorder = worker.recorder.borrow_mut();
        if step.background {
            recorder.record(&sample);
        } else {
            if self.open {
                waits.push(sample.response_time);
            }
            let shopper = (!self.open).then_some(slot.place);
            let waited = worker.waited(begun, exchange.ended);
            recorder.page(&sample, &PageEnd { visit, shopper, pace, at: exchange.ended, waited, trace });
        }
        if let Some(cause) = broke {
            recorder.visit_broke(visit, step.id, cause, || specimen(exchange, url, trace));
        }
    }

    /// Notes in the visit what became of a step; why the visit breaks, when it does so now. Without a background request that no check
    /// and no later step looks at, a visit is as good.
    fn tell_visit(&self, step: &PlannedStep, judgement: &Judgement) -> Option<Cause> {
        let mut visit = self.user.slot.visit.get();
        visit.page = None;
        let cause = judgement.cause.filter(|_| !step.dispensable);
        if let Some(right) = judgement.promotion {
            visit.promotion = Some(visit.promotion.unwrap_or(true) && right);
        }
        visit.last_look = visit.last_look.filter(|last| *last != step.id);
        let broke = cause.filter(|_| !visit.failed);
        visit.failed |= cause.is_some();
        self.user.slot.visit.set(visit);
        broke
    }

    /// The usual time between two requests of this journey, in microseconds; none in the open model, where the
    /// intended start is known.
    fn pace(&self) -> Option<u64> {
        if self.open {
            return None;
        }
        self.user.worker.paces.borrow().get(self.journey).and_then(Usual::get)
    }
}
