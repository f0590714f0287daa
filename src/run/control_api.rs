//! The local control API: k6's `GET` and `PATCH /v1/status`, for scripts that watch and stop a run.
//!
//! Off unless asked for, on loopback only, and every request carries the token. Not here: pausing, metrics.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::LocalSet;

use super::Progress;
use super::control::{Controller, StopReason};

/// More than any command needs.
const MAX_COMMAND: usize = 64 * 1024;

/// The API cannot be offered.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The address can be reached from elsewhere.
    #[error("--control {0} is not a loopback address; anybody could stop the run, use 127.0.0.1 or [::1]")]
    NotLoopback(SocketAddr),
    /// No token, or one that no header can carry.
    #[error(
        "--control needs a token in PROMO_LOAD_CONTROL_TOKEN; requests carry it as `Authorization: Bearer …`"
    )]
    Token,
    /// The address is taken.
    #[error("--control cannot listen on {address}: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        source: io::Error,
    },
}

/// What the API knows of the run.
#[derive(Debug, Default)]
struct State {
    controller: Option<Controller>,
    vus: u64,
    vus_max: u64,
    running: bool,
    stopped: bool,
}

/// The API of one run; it is gone with the process.
#[derive(Debug, Clone)]
pub struct ControlApi {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Deserialize)]
struct Command {
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
}

impl ControlApi {
    /// Listens on a loopback address.
    ///
    /// # Errors
    ///
    /// [`ControlError`] when it cannot be offered safely.
    pub fn listen(address: SocketAddr, token: &str) -> Result<Self, ControlError> {
        if !address.ip().is_loopback() {
            return Err(ControlError::NotLoopback(address));
        }
        let expected = HeaderValue::from_str(&format!("Bearer {token}")).map_err(|_| ControlError::Token)?;
        if token.is_empty() {
            return Err(ControlError::Token);
        }
        let cannot = |source| ControlError::Listen { address, source };
        let listener = std::net::TcpListener::bind(address).map_err(cannot)?;
        listener.set_nonblocking(true).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(cannot)?;
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = Arc::clone(&state);
        thread::Builder::new()
            .name("control".into())
            .spawn(move || LocalSet::new().block_on(&runtime, serve(listener, expected, shared)))
            .map_err(cannot)?;
        Ok(Self { address, state })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it can stop this run. A stop that came before is carried out at once.
    pub fn begin(&self, controller: Controller) {
        self.update(|state| {
            if state.stopped {
                controller.stop(StopReason::Control);
            }
            (state.controller, state.running) = (Some(controller), true);
        });
    }

    /// Tells it how the run goes.
    pub fn show(&self, progress: &Progress) {
        self.update(|state| (state.vus, state.vus_max) = (progress.vus, progress.vus_max));
    }

    /// The run is over.
    pub fn end(&self) {
        self.update(|state| (state.controller, state.running, state.vus) = (None, false, 0));
    }

    fn update(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

async fn serve(listener: std::net::TcpListener, expected: HeaderValue, state: Arc<Mutex<State>>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let expected = Rc::new(expected);
    // An error of one connection attempt says nothing about the next.
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        let (expected, state) = (Rc::clone(&expected), Arc::clone(&state));
        tokio::task::spawn_local(async move {
            let service = service_fn(|request| {
                let (expected, state) = (Rc::clone(&expected), Arc::clone(&state));
                async move { Ok::<_, Infallible>(answer(request, &expected, &state).await) }
            });
            // A client that breaks off has no one to report to.
            let _broken = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    expected: &HeaderValue,
    state: &Mutex<State>,
) -> Response<Full<Bytes>> {
    if request.headers().get(AUTHORIZATION) != Some(expected) {
        return refuse(StatusCode::UNAUTHORIZED, "the token is missing or wrong");
    }
    if request.uri().path() != "/v1/status" {
        return refuse(StatusCode::NOT_FOUND, "there is only /v1/status");
    }
    match *request.method() {
        Method::GET => {}
        Method::PATCH => {
            let Ok(body) = Limited::new(request.into_body(), MAX_COMMAND).collect().await else {
                return refuse(StatusCode::BAD_REQUEST, "the body cannot be read");
            };
            let Ok(command) = serde_json::from_slice::<Command>(&body.to_bytes()) else {
                return refuse(StatusCode::BAD_REQUEST, r#"send {"data":{"attributes":{"stopped":true}}}"#);
            };
            let attributes = command.data.attributes;
            if attributes.paused.is_some() || attributes.stopped == Some(false) {
                return refuse(StatusCode::BAD_REQUEST, "a run can be stopped, not paused or resumed");
            }
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            if attributes.stopped == Some(true) {
                state.stopped = true;
                if let Some(controller) = &state.controller {
                    controller.stop(StopReason::Control);
                }
            }
        }
        _ => return refuse(StatusCode::METHOD_NOT_ALLOWED, "use GET or PATCH"),
    }
    let state = state.lock().unwrap_or_else(PoisonError::into_inner);
    let attributes = json!({
        "paused": false,
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
