//! Pages in the shop's place: WordPress under maintenance, without its database, or broken.

use bytes::Bytes;
use minijinja::{Value as Shown, context};
use serde_json::json;

use super::effort::WooWork;
use super::pages::WooPages;
use super::visit::{HTML, JSON, NO_STORE, WooReply};
use crate::shop::ShopError;
use crate::shop::json;
use crate::shop::misbehaviour::Quirk;
use crate::shop::stats::ServedAs;

/// What WordPress says when PHP breaks.
const CRITICAL: &str = "<p>There has been a critical error on this website.</p><p><a \
    href=\"https://wordpress.org/documentation/article/faq-troubleshooting/\">Learn more about troubleshooting \
    WordPress.</a></p>";

/// The page for what goes wrong, HTML for scripts as well; `None` when it is not WordPress that answers.
pub(super) fn page(pages: &WooPages, quirk: Quirk) -> Option<Result<WooReply, ShopError>> {
    let (status, title, message) = match quirk {
        Quirk::Maintenance => {
            (503, "Maintenance", "Briefly unavailable for scheduled maintenance. Check back in a minute.")
        }
        Quirk::Status { code: 500, .. } => {
            (500, "Database Error", "<h1>Error establishing a database connection</h1>")
        }
        Quirk::ErrorPage => (200, "WordPress &rsaquo; Error", CRITICAL),
        _ => return None,
    };
    let safe = |text: &str| Shown::from_safe_string(text.to_owned());
    let html = pages.bare("trouble.html", context! { title => safe(title), message => safe(message) });
    Some(html.map(|html| {
        let body = vec![Bytes::from(html)];
        let reply = WooReply::new(status, HTML, body, ServedAs::Misbehaved, WooWork::Text)
            .with("cache-control", NO_STORE);
        if status == 503 { reply.with("retry-after", "600") } else { reply }
    }))
}

/// PHP breaks: JSON for the Store API, HTML for everything else.
pub(super) fn fatal(is_store: bool, outcome: ServedAs) -> WooReply {
    let (kind, body) = if is_store {
        let value =
            json!({ "code": "internal_server_error", "message": CRITICAL, "data": { "status": 500 } });
        (JSON, json::encode(&value))
    } else {
        (HTML, CRITICAL.to_owned())
    };
    WooReply::new(500, kind, vec![Bytes::from(body)], outcome, WooWork::Text).with("cache-control", NO_STORE)
}
