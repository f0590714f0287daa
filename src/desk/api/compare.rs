//! Two runs beside each other, as `promo-load compare` has them.

use std::sync::Arc;

use hyper::StatusCode;

use crate::desk::access::TokenScope;
use crate::desk::folder::JobFolder;
use crate::desk::state::DeskState;
use crate::desk::store::jobs;
use crate::desk::web::{
    AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, QueryParameter, ReplyShape,
};
use crate::record::RunRecord;
use crate::report::compare::{self, Comparison};
use crate::words::{Lang, Message};

const RUN: AllowedValues = AllowedValues::Number(1, i64::MAX);
const SWITCH: AllowedValues = AllowedValues::Words(&["true", "false"]);
const PARAMETERS: [QueryParameter; 5] = [
    QueryParameter::new("baseline", RUN, "The run that the other is measured by").required(),
    QueryParameter::new("run", RUN, "The run that may be better or worse").required(),
    QueryParameter::new("even_if_different", SWITCH, "Compare runs of different journeys or loads, too"),
    QueryParameter::new("format", AllowedValues::Words(&["json", "markdown"]), "json when nothing is said"),
    QueryParameter::new(
        "lang",
        AllowedValues::Words(&["en", "fr"]),
        "The language of the Markdown; en when nothing is said",
    ),
];

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/compare", TokenScope::Read, |desk, request| Box::pin(show(desk, request)))
            .called("compareRuns", "Says what got better or worse from one run to another, beyond noise")
            .query(&PARAMETERS)
            .shaped(StatusCode::OK, ReplyShape::Media(&["application/json", "text/markdown"])),
    ]
}

async fn show(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let baseline = record(&desk, request.query("baseline")).await?;
    let run = record(&desk, request.query("run")).await?;
    let even_if_different = request.query("even_if_different") == Some("true");
    // Its blocks are drawn anew thousands of times.
    let compared =
        tokio::task::spawn_blocking(move || Comparison::of(&baseline, &run, &[], even_if_different)).await;
    let unavailable = |why: &dyn std::fmt::Display| {
        ApiProblem::new(ProblemKind::Unavailable, Message::heard(&why.to_string()))
    };
    let compared = compared.map_err(|gone| unavailable(&gone))?;
    let comparison = compared.map_err(|error| ApiProblem::conflict(Message::from(&error)))?;
    if request.query("format") == Some("markdown") {
        let lang = request.query("lang").and_then(|lang| lang.parse().ok()).unwrap_or(Lang::En);
        let text = compare::markdown::render(&comparison, lang);
        return Ok(ApiReply::bytes(StatusCode::OK, "text/markdown; charset=utf-8", text));
    }
    let text = compare::json(&comparison).map_err(|error| unavailable(&error))?;
    Ok(ApiReply::json_text(StatusCode::OK, text))
}

/// The record of a run, read from its folder.
async fn record(desk: &DeskState, id: Option<&str>) -> Result<RunRecord, ApiProblem> {
    let id: i64 = id.and_then(|id| id.parse().ok()).ok_or_else(ApiProblem::not_found)?;
    let row = desk.store.read(move |database| jobs::get(database, id)).await?;
    let row = row.ok_or_else(ApiProblem::not_found)?;
    let folder = row.folder.map(|name| JobFolder::new(&desk.runs, &name));
    let read = tokio::task::spawn_blocking(move || folder?.record()).await;
    let none = || ApiProblem::conflict(Message::new("error-desk-no-record").exact("run", id));
    read.ok().flatten().ok_or_else(none)
}
