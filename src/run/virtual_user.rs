//! A virtual user: walks journeys, one iteration after the other.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use url::Url;

use super::assets::{Copies, PageLoad};
use super::choice::{draw, generator, start_delay};
use super::fill::{Filled, Unfillable, fill};
use super::judge::{Judgement, Visitor, elapsed_micros, judge, sample, specimen};
use super::slot::{Slot, Visit};
use super::worker::Worker;
use crate::http::{
    Client, Exchange, Failure, MAX_REDIRECTS, Method, Redirect, Request, Target, describes_body,
};
use crate::metric::{Cause, Micros, Outcome, PageEnd, Part, SampleTags, Usual, VisitEnd};
use crate::plan::{PlannedJourney, PlannedStep, Quota};
use crate::scenario::{Lifetime, Pick, Values};

/// While a virtual user thinks for so long, its connections have no buffers: a hundred thousand of them would need 2 GB.
const REST: Duration = Duration::from_secs(1);

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
    /// The method of the last of them: its place in the layout.
    method: usize,
    /// The times of its pages, in microseconds, of a visit that is a shopper of its own.
    waits: Vec<Micros>,
    /// How long a pause kept this iteration.
    paused: Duration,
    /// The files that its browser keeps.
    copies: Copies,
    /// The clock as it was last read, where nothing but bookkeeping has happened since: reading it costs as much as
    /// recording a whole sample.
    just_now: Option<Instant>,
}

impl VirtualUser {
    /// The virtual user with this number, counted from 0. Its choices depend only on the plan's seed and its
    /// number.
    pub(crate) fn new(worker: Rc<Worker>, slot: Rc<Slot>, id: u32) -> Self {
        let client = Client::new(Rc::clone(&worker.client_settings));
        Self {
            client,
            values: Values::of(worker.plan().data()),
            random: generator(worker.plan().seed().wrapping_add(slot.iterations.get()), id),
            id,
            iterations: slot.iterations.get(),
            intended: None,
            open: false,
            journey: 0,
            sent: 0,
            method: 0,
            waits: Vec::new(),
            paused: Duration::ZERO,
            copies: Copies::default(),
            just_now: None,
            slot,
            worker,
        }
    }

    /// Walks until it is no longer wanted or its iterations are used up, from a random moment within `jitter` on.
    pub(crate) async fn walk(mut self, jitter: Duration) {
        let delay = start_delay(jitter, &mut self.random);
        if !delay.is_zero() {
            self.slot.hesitating.set(true);
            tokio::time::sleep(delay).await;
            self.slot.hesitating.set(false);
        }
        while self.is_wanted().await && self.take_iteration() {
            if !self.iterate(None).await {
                // A shop that refuses connections answers without ever waiting: the others need their turn.
                self.just_now = None;
                tokio::task::yield_now().await;
            }
        }
    }

    /// Whether it may begin another iteration. A pause is waited for: it may be wanted no longer afterwards.
    async fn is_wanted(&mut self) -> bool {
        if !self.worker.gate.pass().await.is_zero() {
            self.just_now = None;
        }
        self.slot.wanted.get()
    }

    fn take_iteration(&self) -> bool {
        let executor = self.slot.executor;
        match self.worker.load(executor).schedule.quota() {
            Quota::Unlimited => true,
            Quota::PerVu(iterations) => self.iterations < iterations,
            Quota::Shared(_) => self.worker.shared.iterations_left[executor]
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1))
                .is_ok(),
        }
    }

    /// Walks one journey. In the open model it was intended to begin at `intended`, and its first request is
    /// measured from then.
    /// Tells whether every step that was sent held, and at least one was sent.
    pub(crate) async fn iterate(&mut self, intended: Option<Instant>) -> bool {
        if intended.is_some() {
            // It has been waiting for its turn.
            self.just_now = None;
        }
        let begun = self.now();
        self.just_now = Some(begun);
        (self.intended, self.open) = (intended, intended.is_some());
        if self.worker.plan().cookies() == Lifetime::PerIteration {
            self.client.forget_cookies();
            self.copies.clear();
        }
        if self.worker.plan().connections() == Lifetime::PerIteration {
            self.client.forget_connections();
        }
        self.values.begin(u64::from(self.id) + 1, self.iterations);
        self.iterations += 1;
        self.slot.iterations.set(self.iterations);
        self.slot.iterating.set(true);
        self.worker.recorder.borrow_mut().iteration_started(self.slot.executor);

        let worker = Rc::clone(&self.worker);
        let mut held = true;
        (self.sent, self.paused) = (0, Duration::ZERO);
        self.waits.clear();
        let journeys = worker.plan().journeys();
        if let Some(chosen) = draw(journeys, &worker.load(self.slot.executor).journeys, &mut self.random) {
            self.journey = chosen;
            self.slot.visit.set(Visit::of(chosen));
            self.deal(&journeys[chosen]);
            for step in &journeys[chosen].steps {
                let (entered, paused, pages) = (self.now(), self.paused, self.slot.visit.get().pages);
                self.just_now = Some(entered);
                held = self.take(step).await;
                if !step.think_time.is_zero() {
                    self.just_now = None;
                    let think_time = step.think_time.draw(&mut self.random);
                    if think_time >= REST {
                        self.client.rest();
                    }
                    tokio::time::sleep(think_time).await;
                }
                // A step that was left out is no group.
                if self.slot.visit.get().pages > pages {
                    let left = self.now();
                    self.just_now = Some(left);
                    let lasted = elapsed_micros(entered + (self.paused - paused), left);
                    self.worker.recorder.borrow_mut().group(step.id, lasted);
                }
                if !held {
                    break;
                }
            }
        }
        self.slot.iterating.set(false);
        let ended = self.now();
        self.just_now = Some(ended);
        // What a pause keeps back, no shopper would have waited.
        let lasted = elapsed_micros(begun + self.paused, ended);
        if held && let Some(pace) = self.worker.paces.borrow_mut().get_mut(self.journey) {
            pace.observe(lasted / self.sent.max(1));
        }
        let visit = self.slot.visit.get();
        let mut recorder = self.worker.recorder.borrow_mut();
        recorder.iteration(self.tags(), lasted);
        if visit.failed {
            recorder.iteration_failed(self.slot.executor);
        }
        if visit.pages > 0 {
            let end = if visit.failed { VisitEnd::Failed } else { VisitEnd::Good };
            let waits = self.open.then_some(self.waits.as_mut_slice());
            recorder.visit_ended(self.slot.key(), end, visit.promotion, waits);
        }
        held && self.sent > 0
    }

    /// A page is asked for, or would have been if it could be sent: from now on an end finds it in the slot.
    fn page_begins(&mut self, step: &PlannedStep, begun: Instant) {
        let mut visit = self.slot.visit.get();
        if visit.page.is_some() {
            return;
        }
        if visit.part == Part::Rest && self.worker.is_full_load(begun) {
            visit.part = Part::FullLoad;
        }
        visit.page = Some((step.id, begun));
        visit.pages += 1;
        self.slot.visit.set(visit);
        if !self.open {
            self.worker.recorder.borrow_mut().asks(begun);
        }
    }

    /// A page has ended with this exchange; `begun` is when it was wanted, without what our own cap or a pause kept back.
    fn page_ends(
        &mut self,
        step: &PlannedStep,
        exchange: &Exchange,
        judgement: &Judgement,
        begun: Instant,
        url: &Url,
    ) {
        let mut visit = self.slot.visit.get();
        visit.page = None;
        if let Some(right) = judgement.promotion {
            visit.promotion = Some(visit.promotion.unwrap_or(true) && right);
        }
        let broke = judgement.cause.filter(|_| !visit.failed);
        visit.failed |= judgement.cause.is_some();
        self.slot.visit.set(visit);
        let mut sample = sample(step.id, self.tags(), exchange, judgement.outcome);
        sample.response_time = elapsed_micros(begun, exchange.ended);
        if self.open {
            self.waits.push(sample.response_time);
        }
        let end = PageEnd {
            visit: self.slot.key(),
            shopper: (!self.open).then_some(self.slot.place),
            pace: self.pace(),
            at: exchange.ended,
        };
        let mut recorder = self.worker.recorder.borrow_mut();
        recorder.page(&sample, &end);
        if let Some(cause) = broke {
            recorder.visit_broke(end.visit, step.id, cause, || specimen(exchange, url));
        }
    }

    /// The tags of the request that is sent now, or was sent last.
    fn tags(&self) -> SampleTags {
        SampleTags { load: self.slot.executor, journey: self.journey, method: self.method }
    }

    /// Gets its rows of the data sources that the journey uses.
    fn deal(&mut self, journey: &PlannedJourney) {
        for source in &journey.data {
            let data = &self.worker.plan().data().sources()[*source];
            let rows = data.table.rows();
            let row = match data.pick {
                Pick::Sequential => {
                    let dealt = self.worker.shared.rows_dealt[*source].fetch_add(1, Ordering::Relaxed);
                    dealt.checked_rem(rows).unwrap_or(0)
                }
                Pick::Random => self.random.usize(..rows.max(1)),
                Pick::Unique => self.id as usize,
            };
            self.values.deal(*source, row);
        }
    }

    /// The clock, read only when something has happened since it was last read.
    fn now(&mut self) -> Instant {
        self.just_now.take().unwrap_or_else(Instant::now)
    }

    /// Takes one step; `false` ends the iteration.
    async fn take(&mut self, step: &PlannedStep) -> bool {
        self.method = step.method_place;
        let Filled { mut target, mut headers, mut payload } =
            match fill(step, self.worker.plan(), &self.values) {
                Ok(filled) => filled,
                Err(Unfillable::Missing) => return true,
                Err(Unfillable::Unsendable(failure)) => {
                    self.record_unsent(step, failure);
                    return false;
                }
            };
        let mut method = step.method.clone();
        let mut redirects = 0;
        // When the page was wanted; put off by what our own cap or a pause keeps back between two hops.
        let mut begun: Option<Instant> = None;
        loop {
            let known = step.assets.and_then(|_| self.worker.library.borrow().page(target.url()));
            let request = Request {
                method: method.clone(),
                target: &target,
                headers: &headers,
                payload: payload.clone(),
                keep_body: step.keep_body || (step.assets.is_some() && known.is_none()),
            };
            let (exchange, held) = self.exchange(step, &request).await;
            let wanted = begun.map_or(exchange.started, |begun| begun + held);
            begun = Some(wanted);
            match self.redirect(step, &exchange, &target, &method) {
                Redirect::Follow(next, next_method) if redirects < MAX_REDIRECTS => {
                    let hop = sample(step.id, self.tags(), &exchange, Outcome::Ok);
                    self.worker.recorder.borrow_mut().hop(&hop);
                    self.recycle(exchange);
                    redirects += 1;
                    if next_method != method {
                        payload = None;
                        headers.to_mut().retain(|(name, _)| !describes_body(name));
                        self.method = self.worker.plan().layout().method(next_method.as_str());
                    }
                    (target, method) = (Cow::Owned(*next), next_method);
                }
                Redirect::None => {
                    let Judgement { outcome, goes_on, .. } =
                        self.finish(step, &exchange, target.url(), wanted);
                    if let Some(page) = self.page_load(step, &method, exchange.ended)
                        && let Ok(answer) = &exchange.result
                        // A page that is not what was expected loads its files, but the list is not taken from it.
                        && (outcome == Outcome::Ok || (outcome == Outcome::Check && known.is_some()))
                    {
                        page.load(&target, answer, known, wanted).await;
                        self.paused += page.paused.get();
                    }
                    if step.assets.is_none() && !step.keep_body {
                        self.just_now = Some(exchange.ended);
                    }
                    self.recycle(exchange);
                    return goes_on;
                }
                Redirect::OffOrigin(_) => {
                    return self.give_up(step, &exchange, Outcome::OffOrigin, wanted, target.url());
                }
                Redirect::Follow(..) => {
                    return self.give_up(step, &exchange, Outcome::Redirects, wanted, target.url());
                }
                Redirect::Broken(_) => {
                    return self.give_up(step, &exchange, Outcome::Status, wanted, target.url());
                }
            }
        }
    }

    /// One exchange of a page, and how long our own cap or a pause kept it back.
    async fn exchange(&mut self, step: &PlannedStep, request: &Request<'_>) -> (Exchange, Duration) {
        let mut held = Duration::ZERO;
        if self.worker.may_hold_back() {
            let wanted = self.now();
            self.paused += self.worker.leave_to_send().await.paused;
            // What our own cap or a pause keeps back is not the shop's doing.
            held = wanted.elapsed();
            self.intended = self.intended.map(|intended| intended + held);
        }
        let started = self.now();
        let wanted = self.intended.map_or(started, |intended| intended.min(started));
        self.page_begins(step, wanted);
        let ticket = self.slot.sending(step.id, self.tags(), started);
        let mut exchange = self.client.exchange(request, started).await;
        self.slot.ended(ticket);
        self.intended = None;
        exchange.started = exchange.started.min(wanted);
        self.sent += 1;
        (exchange, held)
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
        target: &Target,
        method: &Method,
    ) -> Redirect {
        match &exchange.result {
            Ok(answer) if !step.stops_at(answer.status) => Redirect::of(answer, target, method),
            _ => Redirect::None,
        }
    }

    fn finish(&mut self, step: &PlannedStep, exchange: &Exchange, url: &Url, begun: Instant) -> Judgement {
        let (worker, tags) = (Rc::clone(&self.worker), self.tags());
        let Self { values, random, client, .. } = self;
        let charsets = &worker.charsets;
        let mut visitor = Visitor { values, random, client, url, tags, charsets };
        let layout = worker.plan().layout();
        let judgement = judge(step, exchange, &mut worker.recorder.borrow_mut(), &mut visitor, layout);
        if judgement.outcome == Outcome::Blocked
            && let Ok(answer) = &exchange.result
        {
            let known = &self.worker.retry_after;
            known.set(known.get().max(answer.retry_after(SystemTime::now())));
        }
        self.page_ends(step, exchange, &judgement, begun, url);
        judgement
    }

    /// What loads the files of the step's page, which had come at `ended`, when that is wanted.
    fn page_load(&self, step: &PlannedStep, method: &Method, ended: Instant) -> Option<PageLoad<'_>> {
        let series = step.assets.filter(|_| method == Method::GET)?;
        let Self { worker, client, slot, copies, .. } = self;
        Some(PageLoad {
            worker,
            client,
            slot,
            copies,
            step: step.id,
            series,
            tags: self.tags(),
            ended: Cell::new(ended),
            paused: Cell::default(),
            capped: Cell::default(),
        })
    }

    fn recycle(&self, exchange: Exchange) {
        if let Ok(answer) = exchange.result {
            self.client.recycle(answer);
        }
    }

    /// A redirect that cannot be followed: its answer is a failure and satisfies no check.
    fn give_up(
        &mut self,
        step: &PlannedStep,
        exchange: &Exchange,
        outcome: Outcome,
        begun: Instant,
        url: &Url,
    ) -> bool {
        for (id, _) in &step.checks {
            self.worker.recorder.borrow_mut().check_without_page(*id, self.tags());
        }
        let cause = match (outcome, &exchange.result) {
            (Outcome::Status, Ok(answer)) => Cause::Status(answer.status),
            _ => Cause::Outcome(outcome),
        };
        self.page_ends(step, exchange, &Judgement::failed(outcome, cause), begun, url);
        false
    }

    /// A request that was never sent: it would have left the shop, or is nothing that HTTP can send.
    fn record_unsent(&mut self, step: &PlannedStep, failure: Failure) {
        let (worker, now) = (Rc::clone(&self.worker), Instant::now());
        self.page_begins(step, now);
        self.finish(step, &Exchange::unsent(now, failure), worker.plan().base_url(), now);
    }
}
