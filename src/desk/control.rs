//! What the desk asks of a run's process, through the control API that the process offers on the loopback.

use std::net::SocketAddr;
use std::time::Duration;

use hyper::Method;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::exchange::DeskExchange;
use super::folder::JobFolder;
use crate::http::{Answer, Payload};
use crate::words::Message;

/// How long a process may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// More than any answer has, in bytes: the metrics of a scenario with thousands of steps.
const LONGEST: usize = 32 << 20;
const STATUS: &str = "/v1/status";

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
/// answer is `None` when nobody listens there any longer.
#[derive(Debug)]
pub(super) struct RunControl {
    address: SocketAddr,
    token: String,
}

impl RunControl {
    /// Where the process of the run in this folder of this name listens; `None` before it does.
    pub(super) fn of(folder: &JobFolder, name: &str, secret: &ControlSecret) -> Option<Self> {
        Some(Self { address: folder.control()?.address, token: secret.token(name) })
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

/// What the tokens of runs' control APIs are derived from, so that a run that is adopted after a restart can be told to stop.
#[derive(Clone)]
pub(super) struct ControlSecret([u8; 32]);

impl ControlSecret {
    pub(super) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The token of the run in this folder: 64 hexadecimal digits.
    pub(super) fn token(&self, folder: &str) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.0);
        hasher.update(folder.as_bytes());
        hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl std::fmt::Debug for ControlSecret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("ControlSecret")
    }
}
