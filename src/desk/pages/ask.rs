//! The form that asks for a run, and says what each choice means.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::{Value, json};

use super::act::act;
use super::fields::FormFields;
use super::shell::{DeskPage, lang, show_as};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{jobs, targets};
use crate::desk::web::{
    AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, QueryParameter,
};

const LIKE: [QueryParameter; 1] =
    [QueryParameter::new("like", AllowedValues::Number(1, i64::MAX), "The run that is asked for again")];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        super::page("/new", TokenScope::Run, |desk, request| Box::pin(blank(desk, request))).query(&LIKE),
        super::form("/new", TokenScope::Run, |desk, request| Box::pin(submit(desk, request))),
    ]
}

async fn blank(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let fields = like(&desk, &request).await?;
    form(&desk, &request, DeskPage::Ask, &fields, None).await
}

/// The fields of the run that is asked for again, or of a first one.
pub(super) async fn like(desk: &DeskState, request: &ApiRequest) -> Result<FormFields, ApiProblem> {
    let id: Option<i64> = request.query("like").and_then(|id| id.parse().ok());
    let Some(id) = id else {
        let first = json!({ "options": { "vus": "10", "duration": "1m" } });
        return Ok(FormFields::again(&first));
    };
    let found = desk.store.read(move |database| jobs::get(database, id)).await?;
    Ok(FormFields::again(&found.ok_or_else(ApiProblem::not_found)?.request))
}

async fn submit(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let fields = FormFields::of(request.fields());
    match act(&desk, &request, "submitRun", &[], &fields.request()).await {
        Ok(run) => Ok(ApiReply::see_other(&format!("/runs/{}", run["id"]))),
        Err(problem) => form(&desk, &request, DeskPage::Ask, &fields, Some(problem)).await,
    }
}

/// The form with its fields as they are, and with what is wrong with them. What the desk cannot do now is a page of its own.
///
/// # Errors
///
/// A problem that the fields have nothing to do with.
pub(super) async fn form(
    desk: &DeskState,
    request: &ApiRequest,
    kind: DeskPage,
    fields: &FormFields,
    wrong: Option<ApiProblem>,
) -> Result<ApiReply, ApiProblem> {
    let lang = lang(request);
    let status = match &wrong {
        None => StatusCode::OK,
        Some(problem) if matches!(problem.kind, ProblemKind::Invalid | ProblemKind::BadRequest) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Some(problem) => return Err(problem.clone()),
    };
    let hosts = desk.store.read(targets::list).await?;
    let hosts = hosts.iter().map(|target| json!({ "host": target.host, "environment": target.environment }));
    let page = json!({
        "fields": fields.shown(),
        "wrong": wrong.map(|problem| problem.detail.say(lang)),
        "hosts": hosts.collect::<Vec<Value>>(),
    });
    let template = if kind == DeskPage::Ask { "ask.html" } else { "make-schedule.html" };
    show_as(status, request, kind, template, &kind.title(lang), &page)
}
