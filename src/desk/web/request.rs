//! What a request brings to its handler.

use std::net::IpAddr;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::HeaderMap;
use hyper::{Method, Request, Uri};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::problem::{ApiProblem, ProblemKind};
use crate::desk::access::{Caller, has_csrf_token};
use crate::desk::store::{OnceKey, RowPage};
use crate::words::Message;

/// The rows of a page where the request does not say.
const USUAL: usize = 50;
/// The longest `Idempotency-Key`.
const LONGEST_KEY: usize = 255;

/// A request whose route, caller and parameters are in order.
#[derive(Debug)]
pub(in crate::desk) struct ApiRequest {
    /// Who calls; `None` on routes that are open to all.
    pub(in crate::desk) caller: Option<Caller>,
    /// The address of the machine that asks.
    pub(in crate::desk) from: IpAddr,
    /// The parts of the path that stand for names in the route, in their order.
    pub(super) places: Vec<String>,
    /// The parameters of the query that the route knows.
    pub(super) query: Vec<(&'static str, String)>,
    /// The headers.
    pub(in crate::desk) headers: HeaderMap,
    /// The body, within the route's bound.
    pub(super) body: Bytes,
    /// Method and path, as `POST /api/v1/runs`.
    pub(super) line: String,
    /// The path and the query.
    pub(in crate::desk) uri: Uri,
}

impl ApiRequest {
    /// A request of the program itself, for who sent another one.
    pub(super) fn within(line: String, sent: &Self, places: Vec<String>, body: &Value) -> Self {
        Self {
            caller: sent.caller.clone(),
            from: sent.from,
            places,
            query: Vec::new(),
            headers: HeaderMap::new(),
            body: body.to_string().into(),
            line,
            uri: Uri::default(),
        }
    }

    /// The fields of the form that is the body.
    pub(in crate::desk) fn fields(&self) -> Vec<(String, String)> {
        let fields = url::form_urlencoded::parse(&self.body);
        fields.map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
    }

    /// The caller of a route that is not open to all.
    pub(in crate::desk) fn caller(&self) -> Result<&Caller, ApiProblem> {
        let nobody = || ApiProblem::new(ProblemKind::NoToken, Message::new("error-desk-no-token"));
        self.caller.as_ref().ok_or_else(nobody)
    }

    /// The part of the path at this place.
    pub(in crate::desk) fn place(&self, at: usize) -> &str {
        self.places.get(at).map_or("", String::as_str)
    }

    /// The number in the path at this place.
    pub(in crate::desk) fn number(&self, at: usize) -> Result<i64, ApiProblem> {
        self.place(at).parse().map_err(|_| ApiProblem::not_found())
    }

    /// A parameter of the query.
    pub(in crate::desk) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// Which rows of a list are wanted.
    pub(in crate::desk) fn page(&self) -> RowPage {
        let number = |name| self.query(name).and_then(|text| text.parse().ok());
        let limit = number("limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(USUAL);
        RowPage { before: number("cursor"), limit }
    }

    /// The body as it came.
    pub(in crate::desk) fn raw_body(&self) -> &[u8] {
        &self.body
    }

    /// The same request for another server: its headers and body.
    pub(in crate::desk) fn passed(self, method: Method, path: &'static str) -> Request<Full<Bytes>> {
        let mut request = Request::new(Full::new(self.body));
        *request.method_mut() = method;
        *request.uri_mut() = Uri::from_static(path);
        *request.headers_mut() = self.headers;
        request
    }

    /// The body, a JSON object, as this type.
    ///
    /// # Errors
    ///
    /// A problem that names the place in the body.
    pub(in crate::desk) fn body<T: DeserializeOwned>(&self) -> Result<T, ApiProblem> {
        // A list would be read as the values of the fields in their order.
        if self.body.trim_ascii_start().starts_with(b"[") {
            return Err(ApiProblem::invalid(Message::new("error-desk-body-list")));
        }
        serde_json::from_slice(&self.body).map_err(|error| {
            let kind = if error.is_data() { ProblemKind::Invalid } else { ProblemKind::BadRequest };
            ApiProblem::new(kind, Message::new("error-desk-body").exact("why", error))
        })
    }

    /// A field of the form that is the body; the first of several.
    pub(in crate::desk) fn field(&self, name: &str) -> Option<String> {
        let mut fields = url::form_urlencoded::parse(&self.body);
        fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    }

    /// Whether the form that is the body has the token of the session that the request names.
    pub(in crate::desk) fn is_own_form(&self) -> bool {
        has_csrf_token(&self.headers, &self.body)
    }

    /// By what the request is known when it is sent again.
    ///
    /// # Errors
    ///
    /// A problem when the header cannot be a key.
    pub(in crate::desk) fn once(&self) -> Result<Option<OnceKey>, ApiProblem> {
        let Some(field) = self.headers.get("idempotency-key") else { return Ok(None) };
        let is_key = |key: &&str| {
            (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
        };
        let key = field.to_str().ok().filter(is_key);
        let Some(key) = key else {
            let detail = Message::new("error-desk-once-key").exact("most", LONGEST_KEY);
            return Err(ApiProblem::new(ProblemKind::BadRequest, detail));
        };
        let mut digest = Sha256::new();
        digest.update(self.line.as_bytes());
        digest.update([0]);
        digest.update(&self.body);
        let token = self.caller()?.token;
        Ok(Some(OnceKey { token, key: key.to_owned(), fingerprint: digest.finalize().into() }))
    }
}
