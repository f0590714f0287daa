//! The forms that answers have: files, scripts' JSON, redirects, plain statuses.

use bytes::Bytes;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, HeaderValue, LOCATION, RETRY_AFTER, VARY};
use hyper::{Response, StatusCode};
use serde_json::Value;

use super::assets::ShopAsset;
use super::body::AnswerBody;
use super::json;
use super::request::Ask;
use super::stats::ServedAs;

/// The answer to one request, before it has waited for its worker.
pub(super) struct ShopAnswer {
    pub(super) response: Response<AnswerBody>,
    pub(super) outcome: ServedAs,
    /// What it takes beyond its route.
    pub(super) effort: Effort,
}

/// What an answer takes beyond its route.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Effort {
    /// Cart rules, or coupons, that had to be evaluated.
    pub(super) rules: usize,
    /// Queries to the database, where they tell what the answer costs; absent: the route does.
    pub(super) queries: Option<u32>,
}

/// A response that no cache may keep.
pub(super) fn dynamic(
    status: StatusCode,
    content_type: &'static str,
    body: AnswerBody,
) -> Response<AnswerBody> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store, no-cache, must-revalidate"));
    response
}

/// JSON for a script.
pub(super) fn script(content_type: &'static str, value: &Value, outcome: ServedAs) -> ShopAnswer {
    let body = AnswerBody::chunked(vec![Bytes::from(json::encode(value))]);
    ShopAnswer { response: dynamic(StatusCode::OK, content_type, body), outcome, effort: Effort::default() }
}

/// Sends the client to another address.
pub(super) fn redirect(to: &str) -> ShopAnswer {
    let mut response = dynamic(StatusCode::FOUND, "text/html; charset=utf-8", AnswerBody::empty());
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(LOCATION, to);
    }
    ShopAnswer { response, outcome: ServedAs::Redirected, effort: Effort::default() }
}

/// A file of the theme, or that the client's copy is still good.
pub(super) fn file(ask: &Ask, asset: &'static ShopAsset) -> ShopAnswer {
    let etag = asset.etag();
    let same = ask.if_none_match.as_deref().is_some_and(|tags| tags.contains(&etag));
    let (status, body, outcome) = if same {
        (StatusCode::NOT_MODIFIED, AnswerBody::empty(), ServedAs::NotModified)
    } else {
        (StatusCode::OK, AnswerBody::sized(Bytes::from_static(asset.body)), ServedAs::Ok)
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=2592000"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(ETAG, etag);
    }
    ShopAnswer { response, outcome, effort: Effort::default() }
}

/// A status in a word, as text.
pub(super) fn plain(status: StatusCode, outcome: ServedAs) -> ShopAnswer {
    let text = status.canonical_reason().unwrap_or_default();
    let body = AnswerBody::sized(Bytes::from_static(text.as_bytes()));
    ShopAnswer {
        response: dynamic(status, "text/plain; charset=utf-8", body),
        outcome,
        effort: Effort::default(),
    }
}

/// The answer to one request more than can wait.
pub(super) fn overloaded() -> ShopAnswer {
    let mut answer = plain(StatusCode::SERVICE_UNAVAILABLE, ServedAs::Overloaded);
    answer.response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    answer
}
