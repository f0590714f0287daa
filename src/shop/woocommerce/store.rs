//! The Store API's way in, `/wp-json/wc/store/v1/…`: the body, the rate limit, and the headers that all answers have.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::batch;
use super::exchange::{StoreAnswer, StoreRequest};
use super::visit::{JSON, WooReply, WooVisit, now};
use crate::shop::json;

/// The rate limit counts the requests of so long.
const WINDOW: Duration = Duration::from_secs(10);

/// Answers one request. `route` stands behind `/wc/store/v1/`; `None` is any other of the REST API.
pub(super) fn answer(visit: &mut WooVisit<'_>, route: Option<&str>) -> WooReply {
    let request = route.ok_or_else(StoreAnswer::no_route);
    let request = request.and_then(|route| StoreRequest::read(visit.ask, route));
    let answer = match request {
        Err(answer) => answer,
        Ok(request) => {
            let (is_over, headers) = limit(visit);
            let mut answer = if is_over { too_many(&headers) } else { batch::answer(visit, &request) };
            answer.headers.extend(headers);
            answer
        }
    };
    let body = vec![Bytes::from(json::encode(&answer.body))];
    let mut reply = WooReply::new(answer.status, JSON, body, answer.outcome, answer.work);
    reply.headers.extend(answer.headers);
    let [nonce, token, hash] = batch::tokens(visit);
    reply
        .with("nonce", nonce)
        .with("nonce-timestamp", now().to_string())
        .with("user-id", "0")
        .with("cart-token", token)
        .with("cart-hash", hash)
        .with("x-robots-tag", "noindex")
}

/// Whether the request is one too many, and the headers that say how many are left.
fn limit(visit: &WooVisit<'_>) -> (bool, Vec<(&'static str, String)>) {
    let Some(most) = visit.shop.settings.rate_limit else { return (false, Vec::new()) };
    let (mut begun, mut count) = visit.shop.window.get();
    if begun.elapsed() >= WINDOW {
        (begun, count) = (Instant::now(), 0);
    }
    count += 1;
    visit.shop.window.set((begun, count));
    let left = WINDOW.saturating_sub(begun.elapsed()).as_secs() + 1;
    let mut headers = vec![
        ("ratelimit-limit", most.to_string()),
        ("ratelimit-remaining", most.saturating_sub(count).to_string()),
        ("ratelimit-reset", (now() + left).to_string()),
    ];
    if count > most {
        headers.push((RETRY_AFTER, left.to_string()));
    }
    (count > most, headers)
}

const RETRY_AFTER: &str = "ratelimit-retry-after";

fn too_many(headers: &[(&'static str, String)]) -> StoreAnswer {
    let left = headers.iter().find(|(name, _)| *name == RETRY_AFTER).map_or("", |(_, left)| left);
    let message = format!("Too many requests. Please wait {left} seconds before trying again.");
    StoreAnswer::error("rate_limit_exceeded", &message, 400)
}
