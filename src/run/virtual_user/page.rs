//! Asks for a page, through its redirects, and for the files that it needs.

use std::borrow::Cow;
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime};

use url::Url;

use super::iteration::Iteration;
use super::user::VirtualUser;
use crate::http::{
    Exchange, ExchangeFailure, HeaderName, HeaderValue, MAX_REDIRECTS, Method, Payload, Redirect, Request,
    RequestTarget, describes_body,
};
use crate::metric::{Cause, Outcome};
use crate::plan::PlannedStep;
use crate::run::assets::PageLoad;
use crate::run::fill::{Filled, Unfillable, fill};
use crate::run::judge::{Judgement, Visitor, judge, sample};
use crate::run::library::Files;
use crate::run::trace::next_header;
use crate::run::worker::Worker;

/// What is asked for: a step's request, or where a redirect leads.
pub(super) struct Hop<'a> {
    pub(super) method: Method,
    pub(super) target: Cow<'a, RequestTarget>,
    pub(super) headers: Cow<'a, [(HeaderName, HeaderValue)]>,
    pub(super) payload: Option<Payload>,
}

impl Hop<'_> {
    /// The same without the plan.
    pub(super) fn into_owned(self) -> Hop<'static> {
        let Self { method, target, headers, payload } = self;
        Hop {
            method,
            target: Cow::Owned(target.into_owned()),
            headers: Cow::Owned(headers.into_owned()),
            payload,
        }
    }

    /// Goes where a redirect leads. A request with another method has no body.
    pub(super) fn follow(&mut self, next: RequestTarget, method: Method) {
        if method != self.method {
            self.payload = None;
            self.headers.to_mut().retain(|(name, _)| !describes_body(name));
        }
        (self.target, self.method) = (Cow::Owned(next), method);
    }
}

impl Iteration<'_> {
    /// Asks for a step's page; `false` ends the iteration.
    pub(super) async fn ask_for_page(&mut self, step: &PlannedStep) -> bool {
        self.method = step.method_place;
        let mut hop = match fill(step, self.user.worker.plan(), &self.user.values) {
            Ok(Filled { target, headers, cookies, payload }) => {
                if let Err(failure) = self.put_cookies(&cookies, target.url()) {
                    self.record_unsent(step, failure);
                    return false;
                }
                Hop { method: step.method.clone(), target, headers, payload }
            }
            Err(Unfillable::Missing) => return true,
            Err(Unfillable::Unsendable(failure)) => {
                self.record_unsent(step, failure);
                return false;
            }
        };
        let mut redirects = 0;
        // When the page was wanted; put off by what our own cap or a pause keeps back between two hops.
        let mut begun: Option<Instant> = None;
        loop {
            let known = step.assets.and_then(|_| self.user.worker.library.borrow().page(hop.target.url()));
            let request = Request {
                method: hop.method.clone(),
                target: &hop.target,
                headers: &hop.headers,
                extra: next_header(self.user.worker.tracer.as_ref(), self.trace.as_ref(), step.id),
                payload: hop.payload.clone(),
                keep_body: step.keep_body || (step.assets.is_some() && known.is_none()),
            };
            let (exchange, held) = self.exchange(step, &request).await;
            let wanted = begun.map_or(exchange.started, |begun| begun + held);
            begun = Some(wanted);
            let outcome = match redirect(step, &exchange, &hop) {
                Redirect::None => return self.page_came(step, exchange, &hop, known, wanted).await,
                Redirect::Follow(next, method) if redirects < MAX_REDIRECTS => {
                    self.record_hop(step, exchange);
                    redirects += 1;
                    if method != hop.method {
                        self.method = self.user.worker.plan().layout().method(method.as_str());
                    }
                    hop.follow(*next, method);
                    continue;
                }
                Redirect::OffOrigin(_) => Outcome::OffOrigin,
                Redirect::Follow(..) => Outcome::Redirects,
                Redirect::Broken(_) => Outcome::Status,
            };
            self.give_up(step, &exchange, outcome, wanted, hop.target.url());
            return false;
        }
    }

    /// Gives the visitor the cookies that a page's script sets, for the host of this address.
    pub(super) fn put_cookies(&self, cookies: &[(&str, String)], url: &Url) -> Result<(), ExchangeFailure> {
        let refused = cookies.iter().find(|(name, value)| !self.user.client.put_cookie(url, name, value));
        refused.map_or(Ok(()), |(name, _)| Err(Unfillable::cookie(name)))
    }

    /// One exchange of a page, and how long our own cap or a pause kept it back.
    async fn exchange(&mut self, step: &PlannedStep, request: &Request<'_>) -> (Exchange, Duration) {
        let mut held = Duration::ZERO;
        if self.user.worker.may_hold_back() {
            let wanted = self.user.clock.take();
            self.paused += self.user.worker.leave_to_send().await.paused;
            // What our own cap or a pause keeps back is not the shop's doing.
            held = wanted.elapsed();
            self.intended = self.intended.map(|intended| intended + held);
        }
        let started = self.user.clock.take();
        let wanted = self.intended.map_or(started, |intended| intended.min(started));
        self.page_begins(step, wanted);
        let VirtualUser { slot, client, .. } = &*self.user;
        let ticket = slot.sending(step.id, self.tags(), started);
        let mut exchange = client.exchange(request, started).await;
        slot.ended(ticket);
        self.intended = None;
        exchange.started = exchange.started.min(wanted);
        self.sent += u64::from(!step.background);
        (exchange, held)
    }

    /// A redirect was answered, and is followed.
    fn record_hop(&self, step: &PlannedStep, exchange: Exchange) {
        let hop = sample(step.id, self.tags(), &exchange, Outcome::Ok);
        self.user.worker.recorder.borrow_mut().hop(&hop);
        self.recycle(exchange);
    }

    /// The page, or a failure, has come at the end of all redirects. Loads the files of a page; those of one that was not
    /// expected, too, but the list is not taken from it.
    async fn page_came(
        &mut self,
        step: &PlannedStep,
        exchange: Exchange,
        hop: &Hop<'_>,
        known: Option<Files>,
        wanted: Instant,
    ) -> bool {
        let Judgement { outcome, goes_on, .. } = self.finish(step, &exchange, hop.target.url(), wanted);
        if let Some(page) = self.page_load(step, &hop.method, exchange.ended)
            && let Ok(answer) = &exchange.result
            && (outcome == Outcome::Ok || (outcome == Outcome::Check && known.is_some()))
        {
            page.load(&hop.target, answer, known, wanted).await;
            self.paused += page.paused.get();
        }
        if step.assets.is_none() && !step.keep_body {
            self.user.clock.set(exchange.ended);
        }
        self.recycle(exchange);
        goes_on
    }

    /// Judges a page and records it.
    fn finish(&mut self, step: &PlannedStep, exchange: &Exchange, url: &Url, begun: Instant) -> Judgement {
        let tags = self.tags();
        let VirtualUser { worker, values, random, client, .. } = &mut *self.user;
        let mut visitor = Visitor { values, random, client, url, tags, charsets: &worker.charsets };
        let mut recorder = worker.recorder.borrow_mut();
        let judgement = judge(step, exchange, &mut recorder, &mut visitor, worker.plan().layout());
        drop(recorder);
        heed(worker, exchange, judgement.outcome);
        self.page_ends(step, exchange, &judgement, begun, url);
        judgement
    }

    /// What loads the files of the step's page, which had come at `ended`, when that is wanted.
    fn page_load(&self, step: &PlannedStep, method: &Method, ended: Instant) -> Option<PageLoad<'_>> {
        let series = step.assets.filter(|_| method == Method::GET)?;
        let VirtualUser { worker, client, slot, copies, .. } = &*self.user;
        Some(PageLoad {
            worker,
            client,
            slot,
            copies,
            step: step.id,
            series,
            tags: self.tags(),
            trace: self.trace.as_ref(),
            ended: Cell::new(ended),
            paused: Cell::default(),
            capped: Cell::default(),
        })
    }

    /// A redirect that cannot be followed: its answer is a failure and satisfies no check.
    fn give_up(
        &mut self,
        step: &PlannedStep,
        exchange: &Exchange,
        outcome: Outcome,
        begun: Instant,
        url: &Url,
    ) {
        for (id, _) in &step.checks {
            self.user.worker.recorder.borrow_mut().check_without_page(*id, self.tags());
        }
        let cause = match (outcome, &exchange.result) {
            (Outcome::Status, Ok(answer)) => Cause::Status(answer.status),
            _ => Cause::Outcome(outcome),
        };
        self.page_ends(step, exchange, &Judgement::failed(outcome, cause), begun, url);
    }

    /// A request that was never sent: it would have left the shop, or is nothing that HTTP can send.
    pub(super) fn record_unsent(&mut self, step: &PlannedStep, failure: ExchangeFailure) {
        let (worker, now) = (Rc::clone(&self.user.worker), Instant::now());
        self.page_begins(step, now);
        self.finish(step, &Exchange::unsent(now, failure), worker.plan().base_url(), now);
    }

    fn recycle(&self, exchange: Exchange) {
        if let Ok(answer) = exchange.result {
            self.user.client.recycle(answer);
        }
    }
}

/// Keeps how long a firewall asks to be left alone.
pub(super) fn heed(worker: &Worker, exchange: &Exchange, outcome: Outcome) {
    if outcome == Outcome::Blocked
        && let Ok(answer) = &exchange.result
    {
        let known = &worker.retry_after;
        known.set(known.get().max(answer.retry_after(SystemTime::now())));
    }
}

/// Where an answer leads.
pub(super) fn redirect(step: &PlannedStep, exchange: &Exchange, hop: &Hop<'_>) -> Redirect {
    match &exchange.result {
        Ok(answer) if !step.stops_at(answer.status) => Redirect::of(answer, &hop.target, &hop.method),
        _ => Redirect::None,
    }
}
