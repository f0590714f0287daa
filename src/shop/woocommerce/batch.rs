//! Several requests to the Store API in one.

use serde_json::{Map, Value, json};

use super::effort::WooWork;
use super::exchange::{StoreAnswer, StoreRequest};
use super::seals::WooNonce;
use super::session::WooSession;
use super::store_api::single;
use super::visit::{WooVisit, now};
use crate::shop::stats::ServedAs;

/// Answers a request: a batch, or one alone.
pub(super) fn answer(visit: &mut WooVisit<'_>, request: &StoreRequest) -> StoreAnswer {
    if request.route != "batch" || request.method != "POST" {
        return single(visit, request);
    }
    // Cart tokens are not passed on: such requests fill another, lost cart.
    let empty = WooSession::new(visit.session.phase);
    let own = visit.by_token.then(|| std::mem::replace(&mut visit.session, empty));
    let by_token = std::mem::replace(&mut visit.by_token, false);
    let answer = all(visit, request);
    visit.by_token = by_token;
    if let Some(own) = own {
        visit.session = own;
    }
    answer
}

/// The requests of a batch, by its body; the outer nonce is not theirs.
pub(super) fn requests(batch: &Value) -> Vec<StoreRequest> {
    let requests = batch.get("requests").and_then(Value::as_array);
    requests.map_or_else(Vec::new, |requests| requests.iter().map(request).collect())
}

fn request(one: &Value) -> StoreRequest {
    let text = |name| one.get(name).and_then(Value::as_str).unwrap_or_default();
    let route = text("path").strip_prefix("/wc/store/").unwrap_or_default();
    let route = route.strip_prefix("v1/").unwrap_or(route);
    let nonce = one.get("headers").and_then(|headers| headers.get("Nonce").or_else(|| headers.get("nonce")));
    StoreRequest {
        method: if text("method").is_empty() { "POST" } else { text("method") }.to_owned(),
        route: route.trim_end_matches('/').to_owned(),
        fields: one.get("body").and_then(Value::as_object).cloned().unwrap_or_default(),
        nonce: nonce.and_then(Value::as_str).unwrap_or_default().to_owned(),
    }
}

/// 207 whatever happened, and the outcome that matters most.
fn all(visit: &mut WooVisit<'_>, batch: &StoreRequest) -> StoreAnswer {
    let mut responses = Vec::new();
    let mut outcome = ServedAs::Ok;
    let mut work = WooWork::StoreRefusal;
    for request in requests(&Value::Object(batch.fields.clone())) {
        let answer = single(visit, &request);
        if rank(answer.outcome) >= rank(outcome) {
            (outcome, work) = (answer.outcome, answer.work);
        }
        let [nonce, token, hash] = tokens(visit);
        let mut headers = Map::new();
        for (name, value) in [
            ("Nonce", Value::from(nonce)),
            ("Nonce-Timestamp", now().into()),
            ("User-ID", 0.into()),
            ("Cart-Token", token.into()),
            ("Cart-Hash", hash.into()),
            ("Allow", request.method.as_str().into()),
        ] {
            headers.insert(name.to_owned(), value);
        }
        responses.push(json!({ "body": answer.body, "status": answer.status, "headers": headers }));
    }
    StoreAnswer::new(207, json!({ "responses": responses }), outcome, work)
}

/// An order matters more than an add, that more than a coupon, and whatever happened more than what was refused.
fn rank(outcome: ServedAs) -> u32 {
    match outcome {
        ServedAs::Ordered => 5,
        ServedAs::Added => 4,
        ServedAs::Applied => 3,
        ServedAs::Updated | ServedAs::Removed => 2,
        ServedAs::Refused => 1,
        _ => 0,
    }
}

/// Nonce, cart token and hash of the cart.
pub(super) fn tokens(visit: &WooVisit<'_>) -> [String; 3] {
    let seals = &visit.shop.seals;
    [visit.nonce(WooNonce::StoreApi), seals.token(visit.number, now()), visit.bill().hash()]
}
