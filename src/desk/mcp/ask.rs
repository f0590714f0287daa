//! A request of the API, and its reply.

use bytes::Bytes;
use hyper::{Method, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::words::Message;

/// A request of the API, without the token.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ApiAsk {
    pub(super) method: Method,
    /// Path and query.
    pub(super) path: String,
    pub(super) body: Option<Value>,
    /// The `Idempotency-Key`.
    pub(super) key: Option<String>,
}

impl ApiAsk {
    pub(super) fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: None, key: None }
    }

    pub(super) fn post(path: &str, body: Value) -> Self {
        Self { method: Method::POST, path: path.to_owned(), body: Some(body), key: None }
    }
}

/// What was replied.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ApiSaid {
    pub(super) status: StatusCode,
    pub(super) body: Bytes,
}

/// The part of a problem that is told.
#[derive(Debug, Deserialize)]
struct ToldProblem {
    detail: String,
}

impl ApiSaid {
    /// The body of a request that was carried out.
    ///
    /// # Errors
    ///
    /// The detail of the problem, in the API's words.
    pub(super) fn carried_out(self) -> Result<Bytes, Message> {
        if self.status.is_success() {
            return Ok(self.body);
        }
        let told = serde_json::from_slice::<ToldProblem>(&self.body);
        Err(told.map_or_else(
            |_| Message::new("error-mcp-status").exact("status", self.status.as_u16()),
            |problem| Message::plain(problem.detail),
        ))
    }

    /// The same as JSON.
    ///
    /// # Errors
    ///
    /// Also when it is not JSON, as of a server that is no desk.
    pub(super) fn json<T: DeserializeOwned>(self) -> Result<T, Message> {
        let body = self.carried_out()?;
        serde_json::from_slice(&body).map_err(|_| Message::new("error-mcp-no-desk-there"))
    }
}
