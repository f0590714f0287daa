//! Tokens.

use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::change::{Changed, change};
use super::list::ListPage;
use crate::desk::access::{FreshToken, TokenScope};
use crate::desk::state::DeskState;
use crate::desk::store::{NewAudit, NewToken, TokenRow};
use crate::desk::store::{audit, tokens};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, PAGING, ProblemKind, ReplyShape};
use crate::words::Message;

/// A token to make.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct TokenRequest {
    /// What it is for.
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// The person who uses it.
    #[schemars(length(min = 1, max = 200))]
    person: String,
    /// What it may do.
    scope: TokenScope,
}

/// A token that was made.
#[derive(Debug, Serialize, JsonSchema)]
struct MadeToken {
    /// The token itself, which is shown this once.
    token: String,
    #[serde(flatten)]
    row: TokenRow,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/tokens", TokenScope::Admin, |desk, request| Box::pin(list(desk, request)))
            .called("listTokens", "Tokens without their texts, the newest first")
            .query(&PAGING)
            .replies::<ListPage<TokenRow>>(StatusCode::OK),
        ApiRoute::post("/api/v1/tokens", TokenScope::Admin, |desk, request| Box::pin(make(desk, request)))
            .called("makeToken", "Makes a token, which is shown this once")
            .each_time()
            .takes::<TokenRequest>()
            .replies::<MadeToken>(StatusCode::CREATED),
        ApiRoute::delete("/api/v1/tokens/{id}", TokenScope::Admin, |desk, request| {
            Box::pin(revoke(desk, request))
        })
        .called("revokeToken", "Ends a token's validity")
        .shaped(StatusCode::NO_CONTENT, ReplyShape::Empty),
    ]
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let page = request.page();
    let rows = desk.store.read(move |database| tokens::list(database, page)).await?;
    Ok(ApiReply::json(StatusCode::OK, &ListPage::of(page, rows, |row| row.id, |row| row)))
}

async fn make(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let TokenRequest { name, person, scope } = request.body()?;
    let who = request.caller()?.person.clone();
    for text in [&name, &person] {
        if text.trim().is_empty() || text.chars().count() > 200 {
            return Err(ApiProblem::invalid(Message::new("error-desk-name")));
        }
    }
    let unavailable = |error| ApiProblem::new(ProblemKind::Unavailable, Message::from(&error));
    let token = FreshToken::make().map_err(unavailable)?;
    let new = NewToken { name, person, scope, hash: token.hash() };
    let work = move |database: &rusqlite::Transaction<'_>| -> Result<TokenRow, ApiProblem> {
        let row = tokens::add(database, &new)?;
        let detail = json!({ "name": row.name, "person": row.person, "scope": row.scope });
        let subject = format!("token {}", row.id);
        audit::add(database, &NewAudit { person: &who, action: "token.make", subject, detail })?;
        Ok(row)
    };
    let row = desk.store.write(work).await?;
    Ok(ApiReply::json(StatusCode::CREATED, &MadeToken { token: token.reveal().to_owned(), row }))
}

async fn revoke(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        let found = tokens::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        let is_last =
            found.scope == TokenScope::Admin && found.revoked.is_none() && tokens::admins(database)? == 1;
        if is_last {
            return Err(ApiProblem::conflict(Message::new("error-desk-last-admin")));
        }
        if tokens::revoke(database, id)? {
            let subject = format!("token {id}");
            audit::add(
                database,
                &NewAudit { person: &who, action: "token.revoke", subject, detail: json!({}) },
            )?;
        }
        Ok(Changed::nothing())
    })
    .await
}
