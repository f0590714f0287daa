//! The order of things in a request's life: its fate, its answer, its time, and what the ledger keeps of it.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderValue, SET_COOKIE};
use hyper::{Method, Request, Response, StatusCode, Uri};
use tokio::sync::Notify;

use super::ShopError;
use super::answer::{ShopAnswer, dynamic, overloaded, plain};
use super::balancer::{Dealer, Dealt};
use super::body::AnswerBody;
use super::compress;
use super::config::{Fault, ShopConfig};
use super::cost::Workers;
use super::faults::{Fate, Fates, challenge, garble, maim};
use super::front::{self, Front, FrontRequest};
use super::journal::{JournalArrival, JournalEntry, Sent};
use super::misbehaviour::{Asked, Chooser, trail};
use super::request::Ask;
use super::routes::Route;
use super::stats::{RequestPhase, ServedAs};
use super::store::Ledger;

/// The longest form that is read; PrestaShop's are a few hundred bytes.
const LONGEST_BODY: usize = 64 * 1024;

/// A connection that [`Fault::Reset`] breaks.
#[derive(Debug, thiserror::Error)]
#[error("reset by a fault")]
pub(super) struct Reset;

/// One connection.
#[derive(Debug)]
pub(super) struct Line {
    /// Counted from 1 in the order in which they were opened.
    pub(super) number: u64,
    /// It has carried a load request.
    seen: Cell<bool>,
    /// The backend it is pinned to, if it is.
    backend: Cell<Option<usize>>,
}

impl Line {
    pub(super) fn new(number: u64) -> Line {
        Line { number, seen: Cell::new(false), backend: Cell::new(None) }
    }
}

/// Everything the connections of one shop share.
pub(super) struct Service {
    front: Box<dyn Front>,
    compress: bool,
    journal: bool,
    opened: Instant,
    slow_time: Duration,
    workers: RefCell<Workers>,
    fates: RefCell<Fates>,
    chooser: RefCell<Chooser>,
    dealer: Option<Dealer>,
    /// Notified by [`super::Faults::die_after_requests`].
    pub(super) death: Notify,
}

/// Leaves when the answer is sent or given up.
struct InFlight<'a> {
    service: &'a Service,
    phase: RequestPhase,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.service.front.ledger().counters.left(self.phase);
    }
}

/// A request that has been read.
struct Job<'a> {
    ask: &'a Ask,
    /// The address as it was asked for.
    uri: &'a Uri,
    request: &'a dyn FrontRequest,
    route: Route,
    phase: RequestPhase,
    fate: Fate,
    /// Its body came, and was not too long.
    is_readable: bool,
}

impl Service {
    pub(super) fn new(
        config: &ShopConfig,
        base: &str,
        ledger: Arc<Mutex<Ledger>>,
    ) -> Result<Service, ShopError> {
        let opened = Instant::now();
        Ok(Service {
            front: front::open(config, base, ledger)?,
            workers: RefCell::new(Workers::new(config.cost.clone(), config.faults.freeze, opened)),
            compress: config.compress,
            journal: config.journal,
            opened,
            slow_time: config.faults.slow_time,
            fates: RefCell::new(Fates::new(config.faults.clone(), config.seed)),
            chooser: RefCell::new(Chooser::new(&config.faults.misbehaviours, config.seed, opened)),
            dealer: config.balancer.map(Dealer::new),
            death: Notify::new(),
        })
    }

    pub(super) async fn handle(
        &self,
        request: Request<Incoming>,
        line: &Line,
    ) -> Result<Response<AnswerBody>, Reset> {
        if let Some(response) = self.own(&request) {
            return Ok(response);
        }
        let at = Instant::now();
        let phase = match request.headers().get("x-promo-load-phase") {
            Some(value) if value == "setup" => RequestPhase::Setup,
            _ => RequestPhase::Load,
        };
        let (number, fate) = self.arrived(phase, line, at);
        let _in_flight = InFlight { service: self, phase };
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, LONGEST_BODY).collect().await;
        let (form, is_readable) = match body {
            Ok(body) => (body.to_bytes(), true),
            Err(_) => (Bytes::new(), false),
        };
        let mut ask = Ask::new(&parts, &form);
        let request = self.front.read(&mut ask);
        let route = request.route();
        self.front.ledger().counters.routed(phase, route);
        let dealt = self.deal(phase, line, &ask);
        let backend = dealt.as_ref().map(|dealt| dealt.backend);
        let fate = self.fate(fate, phase, &Asked { route, backend, number, at, trail: trail(&ask) });
        let entry = (self.journal && phase == RequestPhase::Load).then(|| {
            let arrived = at.saturating_duration_since(self.opened);
            let arrival =
                JournalArrival { connection: line.number, arrived, route, backend, quirk: fate.name() };
            JournalEntry::new(arrival, &parts, &ask, form)
        });
        let entry = entry.and_then(|entry| self.front.ledger().journal.arrived(entry));
        let request = request.as_ref();
        let job = Job { ask: &ask, uri: &parts.uri, request, route, phase, fate, is_readable };
        let mut answer = self.serve(&job).await?;
        // The answer is refined by what came of it: a product asked for by its old address is a redirect.
        self.ended(&job, Some(answer.response.status().as_u16()), answer.outcome);
        if let Some(cookie) = dealt.and_then(|dealt| dealt.cookie)
            && let Ok(cookie) = HeaderValue::from_str(&cookie)
        {
            answer.response.headers_mut().append(SET_COOKIE, cookie);
        }
        if entry.is_some() {
            let sent = Sent {
                status: answer.response.status(),
                after: self.opened.elapsed(),
                quirk: fate.name().filter(|_| fate.is_delay() || answer.outcome.is_hurt()),
                visitor: self.front.guest(&ask, &answer.response),
            };
            self.front.ledger().journal.answered(entry, &sent);
        }
        Ok(answer.response)
    }

    /// Counts a request whose head was read. Returns its number and what [`super::Faults::mix`] has in store for it.
    fn arrived(&self, phase: RequestPhase, line: &Line, at: Instant) -> (u64, Fate) {
        let first = phase == RequestPhase::Load && !line.seen.replace(true);
        let number = self.front.ledger().counters.arrived(phase, first);
        if phase == RequestPhase::Setup {
            return (number, Fate::Served);
        }
        if number == 1 {
            self.chooser.borrow_mut().begin(at);
        }
        (number, self.fates.borrow_mut().draw(number))
    }

    /// The backend of a load request.
    fn deal(&self, phase: RequestPhase, line: &Line, ask: &Ask) -> Option<Dealt> {
        let dealer = self.dealer.as_ref().filter(|_| phase == RequestPhase::Load)?;
        Some(dealer.deal(&line.backend, &ask.cookies))
    }

    /// What happens to a request whose route is known.
    fn fate(&self, drawn: Fate, phase: RequestPhase, asked: &Asked) -> Fate {
        if asked.route == Route::Webservice
            && let Some(fault) = self.fates.borrow_mut().next_of_webservice()
        {
            return Fate::Hurt(fault);
        }
        if phase == RequestPhase::Setup || drawn != Fate::Served {
            return drawn;
        }
        self.chooser.borrow_mut().choose(asked).map_or(Fate::Served, Fate::misbehaved)
    }

    async fn serve(&self, job: &Job<'_>) -> Result<ShopAnswer, Reset> {
        let Job { ask, request, route, phase, fate, .. } = *job;
        if let Fate::Misbehaved(hurt) = fate {
            let address = job.uri.path_and_query().map_or("/", |address| address.as_str());
            if let Some(answer) = request.stand_in(hurt, address) {
                wait(hurt.extra).await;
                return Ok(answer);
            }
        }
        let now = Instant::now();
        match fate {
            Fate::Death => {
                self.ended(job, None, ServedAs::FaultDied);
                self.death.notify_one();
                pending().await
            }
            Fate::Frozen => {
                self.ended(job, None, ServedAs::FaultFrozen);
                pending().await
            }
            // These two happen in front of the shop, so they cost it nothing.
            Fate::Hurt(Fault::Reset) => {
                self.ended(job, None, ServedAs::FaultReset);
                Err(Reset)
            }
            Fate::Hurt(Fault::Block) => Ok(challenge()),
            _ if !job.is_readable => Ok(plain(StatusCode::BAD_REQUEST, ServedAs::BadBody)),
            _ if route != Route::Asset && self.workers.borrow_mut().is_full(now) => Ok(overloaded()),
            Fate::Hurt(Fault::Error) => {
                let answer = request.error(ServedAs::FaultError);
                Ok(self.work(route, phase, now, answer).await)
            }
            Fate::Served | Fate::Hurt(_) => {
                let answer = self.work(route, phase, now, request.answer(ask, None, phase)).await;
                request.done();
                Ok(self.send(ask, fate, answer))
            }
            Fate::Misbehaved(hurt) => {
                let answer = request.answer(ask, Some(hurt.quirk), phase);
                let answer = self.work(route, phase, now, answer).await;
                request.done();
                let answer = self.send(ask, fate, answer);
                wait(hurt.extra).await;
                Ok(answer)
            }
        }
    }

    /// Packs an answer when that is wanted, and hurts it when that is its fate.
    fn send(&self, ask: &Ask, fate: Fate, mut answer: ShopAnswer) -> ShopAnswer {
        let fault = match fate {
            Fate::Hurt(fault) if !ask.head => Some(fault),
            _ => None,
        };
        if let Some(fault) = fault {
            answer = garble(answer, fault);
        }
        if self.compress && ask.gzip {
            answer.response = compress::gzip(answer.response);
        }
        match fault {
            Some(fault) => maim(answer, fault, self.slow_time),
            None => answer,
        }
    }

    /// Holds an answer back until its worker is done with it.
    async fn work(&self, route: Route, phase: RequestPhase, now: Instant, answer: ShopAnswer) -> ShopAnswer {
        let ready = {
            let mut workers = self.workers.borrow_mut();
            let service = workers.service_time(route, answer.effort);
            let ready = workers.reserve(now, service, phase == RequestPhase::Setup);
            let busy = workers.busy(now);
            self.front.ledger().counters.busy(busy);
            ready
        };
        if ready > now {
            tokio::time::sleep_until(ready.into()).await;
        }
        answer
    }

    fn ended(&self, job: &Job<'_>, status: Option<u16>, outcome: ServedAs) {
        self.front.ledger().counters.ended(job.phase, job.route, status, outcome);
    }

    /// The shop's own two addresses, which are never counted and never fail.
    fn own(&self, request: &Request<Incoming>) -> Option<Response<AnswerBody>> {
        let name = request.uri().path().strip_prefix("/__shop/")?;
        let mut ledger = self.front.ledger();
        match (name, request.method()) {
            ("stats", _) => {}
            ("reset", &Method::POST) => ledger.reset(),
            _ => return Some(plain(StatusCode::NOT_FOUND, ServedAs::NotFound).response),
        }
        let text = serde_json::to_string_pretty(&ledger.stats()).unwrap_or_default();
        Some(dynamic(StatusCode::OK, "application/json", AnswerBody::sized(Bytes::from(text))))
    }
}

/// The extra time of a hurt request, which keeps no worker busy.
async fn wait(extra: Duration) {
    if !extra.is_zero() {
        tokio::time::sleep(extra).await;
    }
}
