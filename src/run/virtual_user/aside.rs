//! What a page's scripts ask while the shopper thinks, sent beside what follows, as browsers do: several at a time, and the next
//! page waits for none of them.
//!
//! Only reads that nothing depends on ([`PlannedStep::goes_aside`]). What a visit needs is asked in its turn, and so is what writes:
//! the writes of one visitor stay in their order. A visit waits for its own at its end, so that the next one begins as a new visitor.

use std::rc::Rc;
use std::time::Instant;

use super::iteration::Iteration;
use super::page::{Hop, heed, redirect};
use crate::http::{Client, Exchange, MAX_REDIRECTS, Redirect, Request};
use crate::metric::{Outcome, SampleTags};
use crate::plan::PlannedStep;
use crate::run::assets::most_at_once;
use crate::run::choice::generator;
use crate::run::fill::{Filled, Unfillable, fill};
use crate::run::judge::{Visitor, elapsed_micros, judge, sample};
use crate::run::slot::Slot;
use crate::run::trace::{VisitTrace, next_header};
use crate::run::worker::Worker;
use crate::scenario::Values;

impl Iteration<'_> {
    /// Sends a step's request aside; `place` is the step's in its journey.
    pub(super) async fn ask_aside(&mut self, step: &PlannedStep, place: usize) {
        self.method = step.method_place;
        let hop = match fill(step, self.user.worker.plan(), &self.user.values) {
            Ok(Filled { target, headers, cookies, payload }) => {
                if let Err(failure) = self.put_cookies(&cookies, target.url()) {
                    return self.record_unsent(step, failure);
                }
                Hop { method: step.method.clone(), target, headers, payload }.into_owned()
            }
            Err(Unfillable::Missing) => return,
            Err(Unfillable::Unsendable(failure)) => return self.record_unsent(step, failure),
        };
        let most = most_at_once(&self.user.client, &hop.target);
        self.user.asides.fewer_than(most).await;
        let aside = Aside {
            worker: Rc::clone(&self.user.worker),
            client: Rc::clone(&self.user.client),
            slot: Rc::clone(&self.user.slot),
            place,
            tags: self.tags(),
            trace: self.trace.as_ref().map(VisitTrace::aside),
        };
        self.user.asides.send(aside.ask(hop));
    }
}

/// One request, with what it needs while the visitor goes on.
struct Aside {
    worker: Rc<Worker>,
    client: Rc<Client>,
    slot: Rc<Slot>,
    /// The step's place in the journey.
    place: usize,
    tags: SampleTags,
    /// The trace of its visit.
    trace: Option<VisitTrace>,
}

impl Aside {
    fn step(&self) -> &PlannedStep {
        &self.worker.plan().journeys()[self.tags.journey].steps[self.place]
    }

    /// Asks, through the redirects within the shop, and records it.
    async fn ask(self, mut hop: Hop<'static>) {
        let mut begun: Option<Instant> = None;
        for redirects in 0.. {
            let exchange = self.exchange(&hop).await;
            let begun = *begun.get_or_insert(exchange.started);
            let given_up = match redirect(self.step(), &exchange, &hop) {
                Redirect::None => None,
                Redirect::Follow(next, method) if redirects < MAX_REDIRECTS => {
                    let sample = sample(self.step().id, self.tags, &exchange, Outcome::Ok);
                    self.worker.recorder.borrow_mut().hop(&sample);
                    self.recycle(exchange);
                    hop.follow(*next, method);
                    continue;
                }
                Redirect::OffOrigin(_) => Some(Outcome::OffOrigin),
                Redirect::Follow(..) => Some(Outcome::Redirects),
                Redirect::Broken(_) => Some(Outcome::Status),
            };
            let outcome = given_up.unwrap_or_else(|| self.judge(&exchange, &hop));
            return self.record(exchange, outcome, begun);
        }
    }

    async fn exchange(&self, hop: &Hop<'_>) -> Exchange {
        let request = Request {
            method: hop.method.clone(),
            target: &hop.target,
            headers: &hop.headers,
            extra: next_header(self.worker.tracer.as_ref(), self.trace.as_ref(), self.step().id),
            payload: hop.payload.clone(),
            keep_body: false,
        };
        self.worker.leave_to_send().await;
        let started = Instant::now();
        let ticket = self.slot.sending(self.step().id, self.tags, started);
        let exchange = self.client.exchange(&request, started).await;
        self.slot.ended(ticket);
        exchange
    }

    /// What came of it: nothing looks at the answer, and no value of it is kept.
    fn judge(&self, exchange: &Exchange, hop: &Hop<'_>) -> Outcome {
        let mut visitor = Visitor {
            values: &mut Values::default(),
            random: &mut generator(0, 0),
            client: &self.client,
            url: hop.target.url(),
            tags: self.tags,
            charsets: &self.worker.charsets,
        };
        let mut recorder = self.worker.recorder.borrow_mut();
        judge(self.step(), exchange, &mut recorder, &mut visitor, self.worker.plan().layout()).outcome
    }

    fn record(&self, exchange: Exchange, outcome: Outcome, begun: Instant) {
        heed(&self.worker, &exchange, outcome);
        let lasted = elapsed_micros(begun, exchange.ended);
        let mut sample = sample(self.step().id, self.tags, &exchange, outcome);
        sample.response_time = lasted;
        let mut recorder = self.worker.recorder.borrow_mut();
        recorder.record(&sample);
        recorder.group(self.step().id, lasted);
        drop(recorder);
        self.recycle(exchange);
    }

    fn recycle(&self, exchange: Exchange) {
        if let Ok(answer) = exchange.result {
            self.client.recycle(answer);
        }
    }
}
