//! What is replied.

use std::convert::Infallible;

use bytes::Bytes;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Body;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    SET_COOKIE, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::problem::{self, ApiProblem};

/// What a browser may do with a reply, unless the reply says otherwise: load from the desk alone, run no script of a page's own
/// text, send forms to the desk alone, and show it in no other site's frame.
const POLICY: &str =
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";

/// The body of a reply.
pub(in crate::desk) type ReplyBody = UnsyncBoxBody<Bytes, Infallible>;

/// What is replied to a request.
#[derive(Debug)]
pub(in crate::desk) struct ApiReply {
    pub(in crate::desk) status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: ReplyBody,
}

impl ApiReply {
    /// JSON with this status.
    pub(in crate::desk) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        // Maps with keys that are texts, and numbers, always have a JSON.
        let text = serde_json::to_string(value).unwrap_or_default();
        Self::json_text(status, text)
    }

    /// The same of a text that is JSON.
    pub(in crate::desk) fn json_text(status: StatusCode, text: String) -> Self {
        Self::bytes(status, "application/json", text)
    }

    /// Bytes of this media type.
    pub(in crate::desk) fn bytes(status: StatusCode, media: &'static str, bytes: impl Into<Bytes>) -> Self {
        Self::streamed(status, media, Full::new(bytes.into()).boxed_unsync())
    }

    /// A body that comes by and by.
    pub(in crate::desk) fn streamed(status: StatusCode, media: &'static str, body: ReplyBody) -> Self {
        let headers = vec![(CONTENT_TYPE, HeaderValue::from_static(media))];
        Self { status, headers, body }
    }

    /// A status and nothing else.
    pub(in crate::desk) fn empty(status: StatusCode) -> Self {
        let body = Full::new(Bytes::new()).boxed_unsync();
        Self { status, headers: Vec::new(), body }
    }

    /// A page, as HTML.
    pub(in crate::desk) fn html(status: StatusCode, text: String) -> Self {
        Self::bytes(status, "text/html; charset=utf-8", text)
    }

    /// Leads a browser to this address.
    pub(in crate::desk) fn see_other(address: &str) -> Self {
        // An address has nothing that a header does not take; one that does leads to the desk's own door.
        let to = HeaderValue::from_str(address).unwrap_or_else(|_| HeaderValue::from_static("/"));
        Self::empty(StatusCode::SEE_OTHER).with(LOCATION, to)
    }

    /// A reply that another server made.
    pub(in crate::desk) fn passed<B>(response: Response<B>) -> Self
    where
        B: Body<Data = Bytes, Error = Infallible> + Send + 'static,
    {
        let (head, body) = response.into_parts();
        let headers = head.headers.into_iter().filter_map(|(name, value)| Some((name?, value)));
        Self { status: head.status, headers: headers.collect(), body: body.boxed_unsync() }
    }

    /// With a header.
    pub(in crate::desk) fn with(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// The JSON of its body; `null` for anything else.
    pub(super) async fn json_body(self) -> Value {
        let Ok(body) = self.body.collect().await;
        serde_json::from_slice(&body.to_bytes()).unwrap_or_default()
    }

    /// As hyper sends it. Nothing is kept by browsers and proxies, taken for another type, or named to other sites.
    pub(in crate::desk) fn into_response(self) -> Response<ReplyBody> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        // With `no-referrer` a form's request would not say where it comes from.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        for (name, value) in self.headers {
            if name == SET_COOKIE {
                headers.append(name, value);
            } else {
                headers.insert(name, value);
            }
        }
        response
    }
}

impl From<ApiProblem> for ApiReply {
    fn from(problem: ApiProblem) -> Self {
        let text = serde_json::to_string(&problem.document()).unwrap_or_default();
        let reply = Self::bytes(problem.kind.status(), problem::MEDIA, text);
        if problem.kind.status() == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer realm=\"promo-load\"");
            return reply.with(hyper::header::WWW_AUTHENTICATE, scheme);
        }
        if let Some(seconds) = problem.retry_after {
            return reply.with(hyper::header::RETRY_AFTER, seconds.into());
        }
        reply
    }
}
