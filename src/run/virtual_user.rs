//! A virtual user: walks journeys, one iteration after the other.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use governor::clock::Clock;
use url::Url;
use url::form_urlencoded;

use super::judge::{Judgement, elapsed_micros, judge, sample};
use super::worker::Worker;
use crate::http::{Client, Exchange, Failure, HeaderValue, Payload, Redirect, Request, same_origin};
use crate::metric::{Outcome, StepId, Usual};
use crate::plan::{PlannedBody, PlannedJourney, PlannedPath, PlannedStep, Quota};
use crate::scenario::{Cookies, TemplateError, Values};

/// k6's default; one more is an answer that was not expected.
const MAX_REDIRECTS: usize = 10;

/// What the thread knows of a virtual user while it walks.
#[derive(Debug, Default)]
pub(crate) struct Slot {
    /// The request it waits for, and since when.
    pub(crate) in_flight: Cell<Option<(StepId, Instant)>>,
    /// Whether it has sent a request: from then on it may hold a connection.
    pub(crate) connected: Cell<bool>,
    /// Whether it is within an iteration.
    pub(crate) iterating: Cell<bool>,
    /// Whether it may begin another iteration.
    pub(crate) wanted: Cell<bool>,
}

/// A virtual user.
pub(crate) struct VirtualUser {
    worker: Rc<Worker>,
    slot: Rc<Slot>,
    client: Client,
    values: Values,
    random: fastrand::Rng,
    id: u32,
    iterations: u64,
    /// When the next request should have been sent, if it was not up to this virtual user.
    intended: Option<Instant>,
    open: bool,
    /// The journey of this iteration, and the requests it has sent.
    journey: usize,
    sent: u64,
}

impl VirtualUser {
    /// The virtual user with this number, counted from 0. Its choices depend only on the plan's seed and its
    /// number.
    pub(crate) fn new(worker: Rc<Worker>, slot: Rc<Slot>, id: u32) -> Self {
        let seed = worker.plan().seed() ^ (u64::from(id) + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let client = Client::new(Rc::clone(&worker.client_settings));
        Self {
            slot,
            client,
            values: Values::default(),
            random: fastrand::Rng::with_seed(seed),
            id,
            iterations: 0,
            intended: None,
            open: false,
            journey: 0,
            sent: 0,
            worker,
        }
    }

    /// Walks until it is no longer wanted or its iterations are used up.
    pub(crate) async fn walk(mut self) {
        while self.slot.wanted.get() && self.take_iteration() {
            self.iterate(None).await;
            // A shop that refuses connections answers without ever waiting: the others need their turn.
            tokio::task::yield_now().await;
        }
    }

    fn take_iteration(&self) -> bool {
        match self.worker.plan().schedule().quota() {
            Quota::Unlimited => true,
            Quota::PerVu(iterations) => self.iterations < iterations,
            Quota::Shared(_) => self
                .worker
                .shared
                .iterations_left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                .is_ok(),
        }
    }

    /// Walks one journey. In the open model it was intended to begin at `intended`, and its first request is
    /// measured from then.
    pub(crate) async fn iterate(&mut self, intended: Option<Instant>) {
        let begun = Instant::now();
        (self.intended, self.open) = (intended, intended.is_some());
        if self.worker.plan().cookies() == Cookies::PerIteration {
            self.client.jar().clear();
        }
        self.values.clear();
        self.values.set("vu.id", (self.id + 1).to_string());
        self.values.set("iteration", self.iterations.to_string());
        self.iterations += 1;
        self.slot.iterating.set(true);
        self.worker.recorder.borrow_mut().iteration_started();

        let worker = Rc::clone(&self.worker);
        let mut held = true;
        self.sent = 0;
        if let Some(chosen) = draw(worker.plan().journeys(), &mut self.random) {
            self.journey = chosen;
            for step in &worker.plan().journeys()[chosen].steps {
                held = self.take(step).await;
                if !step.think_time.is_zero() {
                    tokio::time::sleep(step.think_time.draw(&mut self.random)).await;
                }
                if !held {
                    break;
                }
            }
        }
        self.slot.iterating.set(false);
        let lasted = elapsed_micros(begun, Instant::now());
        if held && let Some(pace) = self.worker.paces.borrow_mut().get_mut(self.journey) {
            pace.observe(lasted / self.sent.max(1));
        }
        let mut recorder = self.worker.recorder.borrow_mut();
        recorder.iteration(lasted);
        if !held {
            recorder.iteration_failed();
        }
    }

    /// Takes one step; `false` ends the iteration.
    async fn take(&mut self, step: &PlannedStep) -> bool {
        let (mut url, payload) = match self.fill(step) {
            Ok(filled) => filled,
            Err(Unfillable::Missing) => return true,
            Err(Unfillable::Elsewhere(failure)) => {
                self.record_unsent(step, failure);
                return false;
            }
        };
        let mut method = step.method.clone();
        let mut payload = payload;
        let mut redirects = 0;
        loop {
            let request = Request {
                method: method.clone(),
                url: &url,
                headers: &step.headers,
                payload: payload.clone(),
                keep_body: step.keep_body,
            };
            let exchange = self.exchange(step, &request).await;
            match self.redirect(step, &exchange, &url, &method) {
                Redirect::Follow(next, next_method) if redirects < MAX_REDIRECTS => {
                    self.record(step, &exchange, Outcome::Ok);
                    redirects += 1;
                    if next_method != method {
                        payload = None;
                    }
                    (url, method) = (next, next_method);
                }
                Redirect::None => return self.finish(step, &exchange),
                Redirect::OffOrigin(_) => return self.give_up(step, &exchange, Outcome::OffOrigin),
                Redirect::Follow(..) | Redirect::Broken(_) => {
                    return self.give_up(step, &exchange, Outcome::Status);
                }
            }
        }
    }

    async fn exchange(&mut self, step: &PlannedStep, request: &Request<'_>) -> Exchange {
        if let Some(cap) = &self.worker.shared.cap {
            while let Err(not_yet) = cap.check() {
                tokio::time::sleep(not_yet.wait_time_from(governor::clock::DefaultClock::default().now()))
                    .await;
            }
        }
        self.slot.in_flight.set(Some((step.id, Instant::now())));
        self.slot.connected.set(true);
        let mut exchange = self.client.exchange(request).await;
        self.slot.in_flight.set(None);
        if let Some(intended) = self.intended.take() {
            exchange.started = exchange.started.min(intended);
        }
        self.sent += 1;
        exchange
    }

    /// The usual time between two requests of this journey, in microseconds; none in the open model, where the
    /// intended start is known.
    fn pace(&self) -> Option<u64> {
        if self.open {
            return None;
        }
        self.worker.paces.borrow().get(self.journey).and_then(Usual::get)
    }

    fn redirect(
        &self,
        step: &PlannedStep,
        exchange: &Exchange,
        url: &Url,
        method: &crate::http::Method,
    ) -> Redirect {
        match &exchange.result {
            Ok(answer) if !step.stops_at(answer.status) => Redirect::of(answer, url, method),
            _ => Redirect::None,
        }
    }

    fn finish(&mut self, step: &PlannedStep, exchange: &Exchange) -> bool {
        let Judgement { outcome, goes_on } =
            judge(step, exchange, &mut self.worker.recorder.borrow_mut(), &mut self.values);
        self.record(step, exchange, outcome);
        goes_on
    }

    /// A redirect that cannot be followed: its answer is a failure and satisfies no check.
    fn give_up(&mut self, step: &PlannedStep, exchange: &Exchange, outcome: Outcome) -> bool {
        step.checks.iter().for_each(|(id, _)| self.worker.recorder.borrow_mut().check(*id, false));
        self.record(step, exchange, outcome);
        false
    }

    fn record(&self, step: &PlannedStep, exchange: &Exchange, outcome: Outcome) {
        let sample = sample(step.id, exchange, outcome);
        self.worker.recorder.borrow_mut().record_paced(&sample, exchange.ended, self.pace());
    }

    /// A request that was never sent because it would have left the shop.
    fn record_unsent(&mut self, step: &PlannedStep, failure: Failure) {
        let now = Instant::now();
        let exchange = Exchange {
            started: now,
            ended: now,
            timings: crate::metric::Timings::default(),
            bytes_sent: 0,
            bytes_received: 0,
            retried: false,
            result: Err(failure),
        };
        self.finish(step, &exchange);
    }

    fn fill(&self, step: &PlannedStep) -> Result<(Url, Option<Payload>), Unfillable> {
        let base = self.worker.plan().base_url();
        let url = match &step.path {
            PlannedPath::Fixed(url) => url.clone(),
            PlannedPath::Template(template) => {
                let path = template.fill(&self.values)?;
                let url = base.join(&path).map_err(|_| Unfillable::elsewhere(&path))?;
                if !same_origin(&url, base) {
                    return Err(Unfillable::elsewhere(&path));
                }
                url
            }
        };
        let payload = match &step.body {
            PlannedBody::None => None,
            PlannedBody::Form(fields) => {
                let mut form = form_urlencoded::Serializer::new(String::new());
                for (name, value) in fields {
                    form.append_pair(name, &value.fill(&self.values)?);
                }
                Some(Payload {
                    content_type: HeaderValue::from_static("application/x-www-form-urlencoded"),
                    bytes: form.finish().into(),
                })
            }
            PlannedBody::Text(template) => Some(Payload {
                content_type: HeaderValue::from_static("text/plain; charset=utf-8"),
                bytes: template.fill(&self.values)?.into(),
            }),
        };
        Ok((url, payload))
    }
}

/// A request that cannot be made from the values at hand.
enum Unfillable {
    /// An optional value is not there: the step is left out.
    Missing,
    /// It would leave the shop.
    Elsewhere(Failure),
}

impl Unfillable {
    fn elsewhere(path: &str) -> Self {
        let message = format!("`{path}` is not on the shop; the request was not sent");
        Self::Elsewhere(Failure { outcome: Outcome::OffOrigin, message })
    }
}

impl From<TemplateError> for Unfillable {
    fn from(_: TemplateError) -> Self {
        Self::Missing
    }
}

/// Draws a journey by weight: its place in the plan.
fn draw(journeys: &[PlannedJourney], random: &mut fastrand::Rng) -> Option<usize> {
    let total: u64 = journeys.iter().map(|journey| u64::from(journey.weight)).sum();
    if total == 0 {
        return None;
    }
    let mut ticket = if journeys.len() == 1 { 0 } else { random.u64(0..total) };
    journeys.iter().position(|journey| {
        let weight = u64::from(journey.weight);
        let drawn = ticket < weight;
        ticket = ticket.saturating_sub(weight);
        drawn
    })
}
