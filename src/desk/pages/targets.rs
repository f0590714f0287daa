//! The hosts that may be loaded.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::act::act;
use super::fields::FormFields;
use super::rows::{in_address, minute};
use super::shell::{DeskPage, lang, show_as, then};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{TargetEnvironment, TargetRow, targets};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind};
use crate::words::{Lang, Message};

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        super::page("/targets", TokenScope::Read, |desk, request| Box::pin(list(desk, request))),
        super::form("/targets", TokenScope::Admin, |desk, request| Box::pin(put(desk, request))),
        super::form("/targets/{host}/remove", TokenScope::Admin, |desk, request| {
            Box::pin(remove(desk, request))
        }),
    ]
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    page(&desk, &request, &FormFields::default(), None).await
}

async fn put(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let fields = FormFields::of(request.fields());
    let decision =
        json!({ "environment": fields.get("environment"), "private": !fields.get("private").is_empty() });
    match act(&desk, &request, "putTarget", &[fields.get("host")], &decision).await {
        Ok(_) => Ok(ApiReply::see_other("/targets")),
        Err(problem) if problem.kind == ProblemKind::Invalid => {
            page(&desk, &request, &fields, Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn remove(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let host = request.place(0);
    then(act(&desk, &request, "removeTarget", &[host], &json!(null)), "/targets").await
}

async fn page(
    desk: &DeskState,
    request: &ApiRequest,
    fields: &FormFields,
    wrong: Option<ApiProblem>,
) -> Result<ApiReply, ApiProblem> {
    let lang = lang(request);
    let found = desk.store.read(targets::list).await?;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = json!({
        "targets": found.iter().map(|target| shown(target, lang)).collect::<Vec<_>>(),
        "fields": fields.shown(),
        "wrong": wrong.map(|problem| problem.detail.say(lang)),
    });
    show_as(status, request, DeskPage::Targets, "targets.html", &DeskPage::Targets.title(lang), &page)
}

fn shown(target: &TargetRow, lang: Lang) -> serde_json::Value {
    json!({
        "host": target.host,
        "address": in_address(&target.host),
        "environment": target.environment,
        "environment_text": environment(target.environment).say(lang),
        "private": target.private,
        "created": minute(target.created, lang),
        "created_by": target.created_by,
    })
}

fn environment(environment: TargetEnvironment) -> Message {
    match environment {
        TargetEnvironment::Local => Message::new("desk-environment-local"),
        TargetEnvironment::Preprod => Message::new("desk-environment-preprod"),
        TargetEnvironment::Prod => Message::new("desk-environment-prod"),
    }
}
