//! Tokens and the audit log, for administrators.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::act::act;
use super::fields::FormFields;
use super::rows::minute;
use super::shell::{DeskPage, lang, show, show_as, then};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{AuditRow, RowPage, TokenRow, audit, tokens};
use crate::desk::web::{
    AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, QueryParameter,
};
use crate::words::{Lang, Message};

/// The rows of a page.
const SHOWN: usize = 50;
const BEFORE: [QueryParameter; 1] =
    [QueryParameter::new("before", AllowedValues::Number(1, i64::MAX), "Only rows before this one")];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        super::page("/tokens", TokenScope::Admin, |desk, request| Box::pin(list(desk, request)))
            .query(&BEFORE),
        super::form("/tokens", TokenScope::Admin, |desk, request| Box::pin(make(desk, request))),
        super::form("/tokens/{id}/revoke", TokenScope::Admin, |desk, request| {
            Box::pin(revoke(desk, request))
        }),
        super::page("/audit", TokenScope::Admin, |desk, request| Box::pin(log(desk, request))).query(&BEFORE),
    ]
}

/// The rows that a request asks for.
fn wanted(request: &ApiRequest) -> RowPage {
    RowPage { before: request.query("before").and_then(|text| text.parse().ok()), limit: SHOWN }
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    tokens_page(&desk, &request, &FormFields::default(), None, None).await
}

/// The token is on this page and nowhere else, so the browser is not led elsewhere.
async fn make(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let fields = FormFields::of(request.fields());
    let wish = json!({
        "name": fields.get("name"),
        "person": fields.get("person"),
        "scope": fields.get("scope"),
    });
    match act(&desk, &request, "makeToken", &[], &wish).await {
        Ok(made) => tokens_page(&desk, &request, &FormFields::default(), Some(made), None).await,
        Err(problem) if problem.kind == ProblemKind::Invalid => {
            tokens_page(&desk, &request, &fields, None, Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn revoke(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?.to_string();
    then(act(&desk, &request, "revokeToken", &[&id], &json!(null)), "/tokens").await
}

async fn tokens_page(
    desk: &DeskState,
    request: &ApiRequest,
    fields: &FormFields,
    made: Option<Value>,
    wrong: Option<ApiProblem>,
) -> Result<ApiReply, ApiProblem> {
    let lang = lang(request);
    let wanted = wanted(request);
    let mut found = desk.store.read(move |database| tokens::list(database, wanted)).await?;
    let has_more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = json!({
        "tokens": found.iter().map(|token| shown(token, lang)).collect::<Vec<_>>(),
        "older": found.last().filter(|_| has_more).map(|last| format!("/tokens?before={}", last.id)),
        "made": made,
        "fields": fields.shown(),
        "wrong": wrong.map(|problem| problem.detail.say(lang)),
    });
    show_as(status, request, DeskPage::Tokens, "tokens.html", &DeskPage::Tokens.title(lang), &page)
}

fn shown(token: &TokenRow, lang: Lang) -> Value {
    json!({
        "id": token.id,
        "name": token.name,
        "person": token.person,
        "scope": scope(token.scope).say(lang),
        "created": minute(token.created, lang),
        "revoked": token.revoked.map(|revoked| minute(revoked, lang)),
    })
}

fn scope(scope: TokenScope) -> Message {
    match scope {
        TokenScope::Read => Message::new("desk-scope-read"),
        TokenScope::Run => Message::new("desk-scope-run"),
        TokenScope::Admin => Message::new("desk-scope-admin"),
    }
}

async fn log(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let wanted = wanted(&request);
    let mut found = desk.store.read(move |database| audit::list(database, wanted)).await?;
    let has_more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let page = json!({
        "entries": found.iter().map(|entry| written(entry, lang)).collect::<Vec<_>>(),
        "older": found.last().filter(|_| has_more).map(|last| format!("/audit?before={}", last.id)),
    });
    show(&request, DeskPage::Audit, "audit.html", &DeskPage::Audit.title(lang), &page)
}

fn written(entry: &AuditRow, lang: Lang) -> Value {
    let details = entry.detail.as_object().into_iter().flatten();
    let details: Vec<String> = details
        .map(|(name, value)| match value {
            Value::String(text) => format!("{name}: {text}"),
            other => format!("{name}: {other}"),
        })
        .collect();
    json!({
        "at": minute(entry.at, lang),
        "person": entry.person,
        "action": entry.action,
        "subject": entry.subject,
        "detail": details.join(", "),
    })
}
