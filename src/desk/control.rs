//! What the desk asks of a run's process, through the control API that the process offers on the loopback.

use std::fs;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use hyper::Method;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use serde_json::{Value, json};
use url::Url;

use super::access::random_bytes;
use super::exchange::DeskExchange;
use super::folder::JobFolder;
use crate::http::{Answer, Payload};
use crate::words::Message;

/// How long a process may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than any answer has, in bytes: the metrics of a scenario with thousands of steps.
const LONGEST: usize = 32 << 20;
const STATUS: &str = "/v1/status";
/// The file of a run's folder with the token of its control API. It is in no database and in no copy of one, so a desk that has
/// lost its database still reaches the run, and the reader of a copy does not.
const TOKEN_FILE: &str = "control-token";
/// The length of a token: 256 bits in hexadecimal digits.
const TOKEN_LENGTH: usize = 64;

/// What a process is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ControlOrder {
    /// Stand still.
    Pause,
    /// Go on.
    Resume,
    /// End early, with a report.
    Stop,
}

impl ControlOrder {
    fn attributes(self) -> Value {
        match self {
            Self::Pause => json!({ "paused": true }),
            Self::Resume => json!({ "paused": false }),
            Self::Stop => json!({ "stopped": true }),
        }
    }
}

/// Where the process of a run listens. Every question may wait for seconds, so none is asked on a thread that others share; each
/// answer is `None` when the process does not listen any longer.
#[derive(Debug)]
pub(super) struct RunControl {
    address: SocketAddr,
    token: String,
}

impl RunControl {
    /// Where the process of the run in this folder listens; `None` before it does.
    pub(super) fn of(folder: &JobFolder) -> Option<Self> {
        // Without its token the process refuses, which is the truth.
        Some(Self { address: folder.control()?.address, token: token(folder).unwrap_or_default() })
    }

    /// Tells the process something.
    ///
    /// # Errors
    ///
    /// Why it does not obey.
    pub(super) fn tell(&self, order: ControlOrder) -> Result<Option<()>, Message> {
        let body = json!({ "data": { "attributes": order.attributes() } });
        Ok(self.ask(Method::PATCH, STATUS, Vec::new(), Some(body))?.map(drop))
    }

    /// Whether the run stands still.
    ///
    /// # Errors
    ///
    /// Why that cannot be told.
    pub(super) fn is_paused(&self) -> Result<Option<bool>, Message> {
        let Some(answer) = self.ask(Method::GET, STATUS, Vec::new(), None)? else { return Ok(None) };
        let status: Value =
            serde_json::from_slice(&answer.body).map_err(|error| Message::heard(&error.to_string()))?;
        Ok(status["data"]["attributes"]["paused"].as_bool())
    }

    /// The metrics of the second before, in the format of Prometheus that this `Accept` likes best.
    ///
    /// # Errors
    ///
    /// Why there are none.
    pub(super) fn metrics(&self, accept: Option<HeaderValue>) -> Result<Option<Answer>, Message> {
        let headers = accept.into_iter().map(|accept| (ACCEPT, accept)).collect();
        self.ask(Method::GET, "/metrics", headers, None)
    }

    fn ask(
        &self,
        method: Method,
        path: &str,
        mut headers: Vec<(HeaderName, HeaderValue)>,
        body: Option<Value>,
    ) -> Result<Option<Answer>, Message> {
        let heard = |error: &dyn std::error::Error| Message::heard(&error.to_string());
        let url = Url::parse(&format!("http://{}{path}", self.address)).map_err(|error| heard(&error))?;
        let bearer =
            HeaderValue::from_str(&format!("Bearer {}", self.token)).map_err(|error| heard(&error))?;
        headers.push((AUTHORIZATION, bearer));
        let payload = body.map(|body| Payload {
            content_type: HeaderValue::from_static("application/json"),
            bytes: body.to_string().into(),
        });
        let exchange = DeskExchange {
            method,
            url,
            headers,
            payload,
            public_only: false,
            total: PATIENCE,
            longest: LONGEST,
        };
        match exchange.send_now() {
            Ok(answer) if answer.status == 200 => Ok(Some(answer)),
            Ok(answer) => Err(Message::new("error-desk-control-refuses").exact("status", answer.status)),
            Err(none) if none.nobody_listens => Ok(None),
            Err(none) => Err(none.why),
        }
    }
}

/// The token of the run in this folder, made when it has none: a process that an earlier desk started there may have it already.
///
/// # Errors
///
/// The system's, when it writes no file or gives no random numbers.
pub(super) fn kept_token(folder: &JobFolder) -> io::Result<String> {
    if let Some(token) = token(folder) {
        return Ok(token);
    }
    let bytes = random_bytes().map_err(io::Error::other)?;
    let token = const_hex::encode(bytes);
    folder.write_private(TOKEN_FILE, token.as_bytes())?;
    Ok(token)
}

fn token(folder: &JobFolder) -> Option<String> {
    fs::read_to_string(folder.file(TOKEN_FILE)).ok().filter(|token| token.len() == TOKEN_LENGTH)
}

/// Stops the process of a run; whether it was told. One that refuses or does not answer gets a signal, and ends with a report, too.
/// A process that does not listen yet gets the signal only when `is_last` is set: it may be on its way.
///
/// # Errors
///
/// Why it cannot be stopped either way.
pub(super) fn stop(folder: &JobFolder, is_last: bool) -> Result<bool, Message> {
    match RunControl::of(folder).map_or(Ok(None), |control| control.tell(ControlOrder::Stop)) {
        Ok(Some(())) => Ok(true),
        Ok(None) if !is_last => Ok(false),
        Ok(None) => folder.interrupt().map_err(|error| Message::from(&error)),
        Err(why) => {
            tracing::warn!("a run gets a signal instead: {why}");
            folder.interrupt().map_err(|error| Message::from(&error))
        }
    }
}
