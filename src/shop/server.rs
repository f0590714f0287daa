//! The listener: connections, the order of things in a request's life, and the shop's end.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{HeaderValue, RETRY_AFTER};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::task::LocalSet;

use super::ShopError;
use super::body::Body;
use super::compress;
use super::config::{Fault, ShopConfig};
use super::cost::Workers;
use super::desk::{Answer, Desk, dynamic, target_language};
use super::faults::{Fate, Fates, challenge, garble, maim};
use super::journal::JournalEntry;
use super::request::Ask;
use super::routes::{Route, classify};
use super::stats::{Outcome, Phase};
use super::store::Ledger;

/// The longest form that is read; PrestaShop's are a few hundred bytes.
const LONGEST_BODY: usize = 64 * 1024;
/// How long to wait when the system has no descriptor left for a new connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// A connection that [`Fault::Reset`] breaks.
#[derive(Debug, thiserror::Error)]
#[error("reset by a fault")]
struct Reset;

/// Everything the connections of one shop share.
struct Server {
    desk: Desk,
    compress: bool,
    journal: bool,
    /// Connections so far.
    connections: Cell<u64>,
    slow_time: Duration,
    workers: RefCell<Workers>,
    fates: RefCell<Fates>,
    death: Notify,
}

/// Serves until told to stop or until a fault kills the shop. Returning closes the listener and drops every
/// connection.
pub(super) fn run(
    listener: std::net::TcpListener,
    base: &str,
    config: &ShopConfig,
    ledger: Arc<Mutex<Ledger>>,
    mut stop: watch::Receiver<bool>,
    ready: impl FnOnce(Result<(), ShopError>),
) {
    let prepared = prepare(listener, base, config, ledger);
    let (runtime, listener, server) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return ready(Err(error)),
    };
    ready(Ok(()));
    LocalSet::new().block_on(&runtime, async move {
        tokio::select! {
            () = accept(&listener, &server) => {}
            () = server.death.notified() => {}
            // The sender is gone when the handle was forgotten: then the shop serves on.
            Ok(_) = stop.wait_for(|stop| *stop) => {}
        }
        // Before the connections go: whoever sees his own dropped must not be let in again.
        drop(listener);
    });
}

type Prepared = (tokio::runtime::Runtime, TcpListener, Rc<Server>);

fn prepare(
    listener: std::net::TcpListener,
    base: &str,
    config: &ShopConfig,
    ledger: Arc<Mutex<Ledger>>,
) -> Result<Prepared, ShopError> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(ShopError::Runtime)?;
    let desk = Desk::new(config, base, ledger)?;
    let listener = {
        let _inside = runtime.enter();
        TcpListener::from_std(listener).map_err(ShopError::Runtime)?
    };
    let server = Rc::new(Server {
        desk,
        workers: RefCell::new(Workers::new(config.cost.clone(), config.faults.freeze, Instant::now())),
        compress: config.compress,
        journal: config.journal,
        connections: Cell::new(0),
        slow_time: config.faults.slow_time,
        fates: RefCell::new(Fates::new(config.faults.clone(), config.seed)),
        death: Notify::new(),
    });
    Ok((runtime, listener, server))
}

async fn accept(listener: &TcpListener, server: &Rc<Server>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::task::spawn_local(connection(stream, Rc::clone(server)));
            }
            Err(_) => tokio::time::sleep(ACCEPT_PAUSE).await,
        }
    }
}

async fn connection(stream: TcpStream, server: Rc<Server>) {
    // Without it, an answer in pieces waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    server.connections.set(server.connections.get() + 1);
    let line = Rc::new(Line { number: server.connections.get(), seen: Cell::new(false) });
    let service = service_fn(move |request| {
        let (server, line) = (Rc::clone(&server), Rc::clone(&line));
        async move { server.handle(request, &line).await }
    });
    let mut served =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A client that hangs up is nobody's error.
    let Err(error) = (&mut served).await else { return };
    if error.source().is_some_and(|source| source.is::<Reset>()) {
        // With it, closing sends RST and not FIN, which a client would take for an orderly end.
        let _ = served.into_parts().io.into_inner().set_zero_linger();
    }
}

/// One connection.
struct Line {
    number: u64,
    /// It has carried a load request.
    seen: Cell<bool>,
}

/// Leaves when the answer is sent or given up.
struct InFlight<'a> {
    server: &'a Server,
    phase: Phase,
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.server.desk.ledger().counters.left(self.phase);
    }
}

impl Server {
    async fn handle(&self, request: Request<Incoming>, line: &Line) -> Result<Response<Body>, Reset> {
        if let Some(response) = self.own(&request) {
            return Ok(response);
        }
        let phase = match request.headers().get("x-promo-load-phase") {
            Some(value) if value == "setup" => Phase::Setup,
            _ => Phase::Load,
        };
        let first = phase == Phase::Load && !line.seen.replace(line.seen.get() || phase == Phase::Load);
        let number = self.desk.ledger().counters.arrived(phase, first);
        let _in_flight = InFlight { server: self, phase };
        let fate = match phase {
            Phase::Load => self.fates.borrow_mut().draw(number),
            Phase::Setup => Fate::Served,
        };
        let (parts, body) = request.into_parts();
        let body = Limited::new(body, LONGEST_BODY).collect().await;
        let (form, readable) = match body {
            Ok(body) => (body.to_bytes(), true),
            Err(_) => (Bytes::new(), false),
        };
        let ask = Ask::new(&parts, &form);
        if !self.journal || phase == Phase::Setup {
            return self.serve(&ask, phase, fate, readable).await;
        }
        let entry = JournalEntry::new(line.number, &parts, &ask, form);
        let number = self.desk.ledger().journal.arrived(entry);
        let answer = self.serve(&ask, phase, fate, readable).await;
        if let Ok(answer) = &answer {
            self.desk.ledger().journal.answered(number, answer.status());
        }
        answer
    }

    async fn serve(
        &self,
        ask: &Ask,
        phase: Phase,
        fate: Fate,
        readable: bool,
    ) -> Result<Response<Body>, Reset> {
        let pages = self.desk.pages(ask);
        let target = pages.site.resolve(ask);
        let route = classify(&target, ask);
        self.desk.ledger().counters.routed(phase, route);
        let fate = match route {
            Route::Webservice => self.fates.borrow_mut().next_of_webservice().map_or(fate, Fate::Hurt),
            _ => fate,
        };
        let now = Instant::now();
        let answer = match fate {
            Fate::Death => {
                self.ended(phase, route, None, Outcome::FaultDied);
                self.death.notify_one();
                return std::future::pending().await;
            }
            Fate::Frozen => {
                self.ended(phase, route, None, Outcome::FaultFrozen);
                return std::future::pending().await;
            }
            // These two happen in front of the shop, so they cost it nothing.
            Fate::Hurt(Fault::Reset) => {
                self.ended(phase, route, None, Outcome::FaultReset);
                return Err(Reset);
            }
            Fate::Hurt(Fault::Block) => challenge(),
            _ if !readable => plain(StatusCode::BAD_REQUEST, Outcome::BadBody),
            _ if route != Route::Asset && self.workers.borrow_mut().is_full(now) => overloaded(),
            Fate::Hurt(Fault::Error) => {
                let language = target_language(&target, &pages.site);
                let answer = self.desk.error(&pages, language, Outcome::FaultError);
                self.work(route, phase, now, answer).await
            }
            Fate::Served | Fate::Hurt(_) => {
                let answer = self.desk.answer(ask, &target, route, phase, pages);
                self.send(ask, fate, self.work(route, phase, now, answer).await)
            }
        };
        // The answer is refined by what came of it: a product asked for by its old address is a redirect.
        self.ended(phase, route, Some(answer.response.status().as_u16()), answer.outcome);
        Ok(answer.response)
    }

    /// Packs an answer when that is wanted, and hurts it when that is its fate.
    fn send(&self, ask: &Ask, fate: Fate, mut answer: Answer) -> Answer {
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
    async fn work(&self, route: Route, phase: Phase, now: Instant, answer: Answer) -> Answer {
        let ready = {
            let mut workers = self.workers.borrow_mut();
            let service = workers.service_time(route, answer.rules);
            let ready = workers.reserve(now, service, phase == Phase::Setup);
            let busy = workers.busy(now);
            self.desk.ledger().counters.busy(busy);
            ready
        };
        if ready > now {
            tokio::time::sleep_until(ready.into()).await;
        }
        answer
    }

    fn ended(&self, phase: Phase, route: Route, status: Option<u16>, outcome: Outcome) {
        self.desk.ledger().counters.ended(phase, route, status, outcome);
    }

    /// The shop's own two addresses, which are never counted and never fail.
    fn own(&self, request: &Request<Incoming>) -> Option<Response<Body>> {
        let name = request.uri().path().strip_prefix("/__shop/")?;
        let mut ledger = self.desk.ledger();
        match (name, request.method()) {
            ("stats", _) => {}
            ("reset", &Method::POST) => ledger.reset(),
            _ => return Some(plain(StatusCode::NOT_FOUND, Outcome::NotFound).response),
        }
        let text = serde_json::to_string_pretty(&ledger.stats()).unwrap_or_default();
        Some(dynamic(StatusCode::OK, "application/json", Body::sized(Bytes::from(text))))
    }
}

fn plain(status: StatusCode, outcome: Outcome) -> Answer {
    let text = status.canonical_reason().unwrap_or_default();
    let body = Body::sized(Bytes::from_static(text.as_bytes()));
    Answer { response: dynamic(status, "text/plain; charset=utf-8", body), outcome, rules: 0 }
}

fn overloaded() -> Answer {
    let mut answer = plain(StatusCode::SERVICE_UNAVAILABLE, Outcome::Overloaded);
    answer.response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}

/// The address under which a listening shop is reached.
pub(super) fn base_url(addr: SocketAddr) -> String {
    let ip = match addr {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => "127.0.0.1".to_owned(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => "[::1]".to_owned(),
        SocketAddr::V4(v4) => v4.ip().to_string(),
        SocketAddr::V6(v6) => format!("[{}]", v6.ip()),
    };
    match addr.port() {
        80 => format!("http://{ip}"),
        port => format!("http://{ip}:{port}"),
    }
}
