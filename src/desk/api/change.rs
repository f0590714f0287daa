//! Changes that a request asks for: one transaction with what they write down, and once for each `Idempotency-Key`.

use hyper::StatusCode;
use hyper::header::{HeaderName, HeaderValue};
use rusqlite::Transaction;
use serde::Serialize;

use crate::desk::state::DeskState;
use crate::desk::store::once;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest};
use crate::words::Message;

/// What a change replies.
#[derive(Debug)]
pub(super) struct Changed {
    status: StatusCode,
    json: String,
}

impl Changed {
    /// JSON with this status.
    pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Self {
        Self { status, json: serde_json::to_string(value).unwrap_or_default() }
    }

    /// Nothing but that it is done.
    pub(super) fn nothing() -> Self {
        Self { status: StatusCode::NO_CONTENT, json: String::new() }
    }

    /// As it is sent.
    pub(super) fn reply(self) -> ApiReply {
        if self.json.is_empty() {
            ApiReply::empty(self.status)
        } else {
            ApiReply::json_text(self.status, self.json)
        }
    }
}

/// Carries out a change; a request with the key of an earlier one gets that one's reply, and changes nothing.
///
/// # Errors
///
/// The change's own problem, or one of the key: another request had it.
pub(super) async fn change(
    desk: &DeskState,
    request: &ApiRequest,
    carry_out: impl FnOnce(&Transaction<'_>) -> Result<Changed, ApiProblem> + Send + 'static,
) -> Result<ApiReply, ApiProblem> {
    let key = request.once()?;
    let work = move |transaction: &Transaction<'_>| {
        let Some(key) = key else { return Ok((carry_out(transaction)?, false)) };
        if let Some(found) = once::find(transaction, &key)? {
            if !found.is_same {
                return Err(ApiProblem::invalid(Message::new("error-desk-once-other")));
            }
            let status = StatusCode::from_u16(found.status).unwrap_or(StatusCode::OK);
            return Ok((Changed { status, json: found.body }, true));
        }
        let changed = carry_out(transaction)?;
        once::keep(transaction, &key, changed.status.as_u16(), &changed.json)?;
        Ok((changed, false))
    };
    let (changed, is_again) = desk.store.write(work).await?;
    let reply = changed.reply();
    if !is_again {
        return Ok(reply);
    }
    Ok(reply.with(HeaderName::from_static("idempotent-replay"), HeaderValue::from_static("true")))
}
