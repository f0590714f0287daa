//! The local control API: k6's `GET` and `PATCH /v1/status`, for scripts that watch, pause and stop a run, and live
//! metrics for Prometheus.
//!
//! Off unless asked for, on loopback unless asked for, and every request carries the token.

mod metrics;
mod protobuf;
mod scrape;
mod text;
mod token;

use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use hyper::{Method, Request, Response, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use self::metrics::Family;
use self::token::{LEAST, Token};
use super::Tick;
use super::control::{Controller, StopReason};
use super::local_server::{ConnectionSlots, Guest, LocalServer};

use crate::units;
use crate::words::Message;

/// More than any command needs.
const MAX_COMMAND: usize = 64 * 1024;
/// A connection is known by the token, so that one without it never keeps the owner out. Those with it are more than scripts and a
/// Prometheus need.
const PLACES: ConnectionSlots =
    ConnectionSlots { strangers: 128, known: 16, known_for: Some(Duration::from_secs(60)) };

/// The API cannot be offered.
#[derive(Debug, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ControlError {
    /// The address can be reached from elsewhere.
    NotLoopback(SocketAddr),
    /// The token is missing, short, or has a character that the header cannot carry.
    Token,
    /// The address is taken.
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
}

impl From<&ControlError> for Message {
    fn from(error: &ControlError) -> Self {
        match error {
            ControlError::NotLoopback(value) => {
                Message::new("error-control-not-loopback").exact("value", value)
            }
            ControlError::Token => Message::new("error-control-token").exact("least", LEAST),
            ControlError::Listen { address, source } => Message::new("error-control-listen")
                .exact("address", address)
                .with("why", Message::from(source)),
        }
    }
}

/// What the API knows of the run.
#[derive(Debug, Default)]
struct ApiState {
    controller: Option<Controller>,
    vus: u64,
    vus_max: u64,
    running: bool,
    /// Whether a run has begun, perhaps ended.
    begun: bool,
    paused: bool,
    stopped: bool,
    /// The last second's metrics.
    metrics: Arc<[Family]>,
}

/// The API of one run; it is gone with the process.
#[derive(Debug, Clone)]
pub struct ControlApi {
    address: SocketAddr,
    state: Arc<Mutex<ApiState>>,
}

#[derive(Deserialize)]
struct ControlCommand {
    data: CommandData,
}

#[derive(Deserialize)]
struct CommandData {
    attributes: Attributes,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Attributes {
    stopped: Option<bool>,
    paused: Option<bool>,
    vus: Option<u64>,
    #[serde(rename = "vus-max")]
    vus_max: Option<u64>,
}

/// Who may reach the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Programs on this machine.
    Loopback,
    /// Every machine that reaches the address; the token crosses the network unencrypted.
    Remote,
}

impl ControlApi {
    /// The most descriptors that an API has open.
    pub const DESCRIPTORS: u64 = PLACES.descriptors();

    /// Listens on an address.
    ///
    /// # Errors
    ///
    /// [`ControlError`] when it cannot be offered safely.
    pub fn listen(address: SocketAddr, token: &str, reach: Reach) -> Result<Self, ControlError> {
        if reach == Reach::Loopback && !address.ip().is_loopback() {
            return Err(ControlError::NotLoopback(address));
        }
        let token = Token::parse(token).ok_or(ControlError::Token)?;
        let cannot = |source| ControlError::Listen { address, source };
        let state: Arc<Mutex<ApiState>> = Arc::default();
        let shared = Arc::clone(&state);
        let serve = async move |server: LocalServer| {
            let answer = move |request, guest: Rc<Guest>| {
                let state = Arc::clone(&shared);
                async move { answer(request, &token, &state, &guest).await }
            };
            server.serve(answer).await;
        };
        let (address, _) = LocalServer::start("control", address, PLACES, serve).map_err(cannot)?;
        Ok(Self { address, state })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it can pause and stop this run. What was asked for before is carried out at once.
    pub fn begin(&self, controller: Controller) {
        self.update(|state| {
            if state.paused {
                controller.pause();
            }
            if state.stopped {
                controller.stop(StopReason::Control);
            }
            (state.controller, state.running, state.begun) = (Some(controller), true, true);
        });
    }

    /// Whether a pause was asked for and not ended yet.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        locked(&self.state).paused
    }

    /// Whether the end was asked for.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        locked(&self.state).stopped
    }

    /// Tells it how the run with this id goes.
    pub fn show(&self, run_id: &str, tick: &Tick<'_>) {
        let metrics = metrics::collect(run_id, tick);
        self.update(|state| {
            (state.vus, state.vus_max) = (tick.progress.vus, tick.progress.vus_max);
            state.metrics = metrics;
        });
    }

    /// The run is over.
    pub fn end(&self) {
        self.update(|state| (state.controller, state.running, state.vus) = (None, false, 0));
    }

    fn update(&self, change: impl FnOnce(&mut ApiState)) {
        change(&mut locked(&self.state));
    }
}

impl ApiState {
    /// Carries out a command, or says why not.
    fn obey(&mut self, wanted: &Attributes) -> Result<(), &'static str> {
        if wanted.stopped == Some(false) {
            return Err("a run that was stopped cannot go on");
        }
        if wanted.vus.is_some() || wanted.vus_max.is_some() {
            return Err(
                "how many VUs there are is the plan's matter; a run can be paused, resumed and stopped",
            );
        }
        tracing::info!(paused = wanted.paused, stopped = wanted.stopped, "a command through the control API");
        let controller = self.controller.as_ref();
        match wanted.paused {
            Some(true) => controller.into_iter().for_each(Controller::pause),
            Some(false) => controller.into_iter().for_each(Controller::resume),
            None => {}
        }
        self.paused = wanted.paused.unwrap_or(self.paused);
        if wanted.stopped == Some(true) {
            self.stopped = true;
            if let Some(controller) = &self.controller {
                controller.stop(StopReason::Control);
            }
        }
        Ok(())
    }

    /// The number that k6 has for where a run is (`ExecutionStatus`: 3 initialised, 4 paused before it, 7 running, 9 ended).
    const fn k6_status(&self) -> u8 {
        match (self.running, self.begun, self.paused) {
            (true, ..) => 7,
            (false, true, _) => 9,
            (false, false, true) => 4,
            (false, false, false) => 3,
        }
    }
}

fn locked(state: &Mutex<ApiState>) -> MutexGuard<'_, ApiState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(
    request: Request<Incoming>,
    token: &Token,
    state: &Mutex<ApiState>,
    guest: &Guest,
) -> Response<Full<Bytes>> {
    if !token.is_in(request.headers()) {
        let mut response = refuse(StatusCode::UNAUTHORIZED, "the token is missing or wrong");
        let headers = response.headers_mut();
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"promo-load\""));
        // A guess costs its sender the connection.
        headers.insert(CONNECTION, HeaderValue::from_static("close"));
        return response;
    }
    guest.introduce();
    match (request.uri().path(), request.method()) {
        ("/metrics", &Method::GET) => {
            let families = Arc::clone(&locked(state).metrics);
            return scrape::response(&families, request.headers());
        }
        ("/v1/status", &Method::GET) => {}
        ("/v1/status", &Method::PATCH) => {
            let Ok(body) = Limited::new(request.into_body(), MAX_COMMAND).collect().await else {
                return refuse(StatusCode::BAD_REQUEST, "the body cannot be read");
            };
            let Ok(command) = units::json::from_slice::<ControlCommand>(&body.to_bytes()) else {
                return refuse(StatusCode::BAD_REQUEST, r#"send {"data":{"attributes":{"stopped":true}}}"#);
            };
            if let Err(reason) = locked(state).obey(&command.data.attributes) {
                return refuse(StatusCode::BAD_REQUEST, reason);
            }
        }
        ("/v1/status" | "/metrics", _) => {
            return refuse(StatusCode::METHOD_NOT_ALLOWED, "use GET, or PATCH for /v1/status");
        }
        _ => return refuse(StatusCode::NOT_FOUND, "there are /v1/status and /metrics"),
    }
    let state = locked(state);
    let attributes = json!({
        "status": state.k6_status(),
        "paused": state.paused,
        "vus": state.vus,
        "vus-max": state.vus_max,
        "stopped": state.stopped,
        "running": state.running,
    });
    respond(StatusCode::OK, &json!({"data": {"type": "status", "id": "default", "attributes": attributes}}))
}

fn refuse(status: StatusCode, detail: &str) -> Response<Full<Bytes>> {
    respond(status, &json!({"errors": [{"status": status.as_str(), "detail": detail}]}))
}

fn respond(status: StatusCode, body: &Value) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
