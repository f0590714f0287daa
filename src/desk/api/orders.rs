//! What a run is told: to stop, to stand still, to go on. Its process is told whatever can be stored.

use std::sync::Arc;

use hyper::StatusCode;
use serde_json::json;

use super::change::{Changed, change};
use super::find::{asked, find_run};
use super::runs::RunView;
use crate::desk::access::TokenScope;
use crate::desk::control::{self, ControlOrder};
use crate::desk::folder::JobFolder;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, NewAudit, StoreFault, audit, jobs};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, ReplyShape};
use crate::words::Message;

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::post("/api/v1/runs/{id}/stop", TokenScope::Run, |desk, request| {
            Box::pin(stop(desk, request))
        })
        .called("stopRun", "Takes a run out of the queue, or lets it end early with a report")
        .replies::<RunView>(StatusCode::OK),
        ApiRoute::post("/api/v1/runs/{id}/pause", TokenScope::Run, |desk, request| {
            Box::pin(tell(desk, request, ControlOrder::Pause))
        })
        .each_time()
        .called("pauseRun", "Lets a run stand still: nothing is sent, and its clock stops")
        .shaped(StatusCode::NO_CONTENT, ReplyShape::Empty),
        ApiRoute::post("/api/v1/runs/{id}/resume", TokenScope::Run, |desk, request| {
            Box::pin(tell(desk, request, ControlOrder::Resume))
        })
        .each_time()
        .called("resumeRun", "Lets a paused run go on")
        .shaped(StatusCode::NO_CONTENT, ReplyShape::Empty),
    ]
}

async fn stop(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let who = request.caller()?.person.clone();
    let shared = Arc::clone(&desk);
    let stored = change(&desk, &request, move |database| {
        jobs::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        if !jobs::cancel(database, id)? && !jobs::ask_to_stop(database, id)? {
            return Err(ApiProblem::conflict(Message::new("error-desk-over")));
        }
        let subject = format!("run {id}");
        audit::add(database, &NewAudit { person: &who, action: "run.stop", subject, detail: json!({}) })?;
        let job = jobs::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        Ok(Changed::json(StatusCode::OK, &RunView::of(&shared, job)))
    })
    .await;
    match stored {
        Err(problem) if problem.is_trouble() => stop_now(&desk, &request, problem).await,
        stored => {
            desk.bell.ring();
            stored
        }
    }
}

/// Stops the process of a run though nothing of that can be stored. A run without one cannot be taken out of the queue then.
async fn stop_now(
    desk: &DeskState,
    request: &ApiRequest,
    problem: ApiProblem,
) -> Result<ApiReply, ApiProblem> {
    desk.troubles.tell(problem.detail());
    let row = find_run(desk, request).await?;
    let Some(name) = row.folder.clone().filter(|_| row.state.has_process()) else { return Err(problem) };
    let folder = JobFolder::new(&desk.runs, &name);
    let stopped = tokio::task::spawn_blocking(move || control::stop(&folder, true)).await;
    match stopped {
        Ok(Ok(true)) => {
            let row = JobRow { stop_asked: true, ..row };
            Ok(ApiReply::json(StatusCode::OK, &RunView::of(desk, row)))
        }
        Ok(Err(why)) => Err(ApiProblem::new(ProblemKind::Unavailable, why)),
        _ => Err(problem),
    }
}

/// Tells the process of a run something that is not kept: what it does then shows in its seconds.
async fn tell(
    desk: Arc<DeskState>,
    request: ApiRequest,
    order: ControlOrder,
) -> Result<ApiReply, ApiProblem> {
    let row = find_run(&desk, &request).await?;
    asked(&desk, &row, move |control| control.tell(order)).await?;
    let who = request.caller()?.person.clone();
    let action = if order == ControlOrder::Pause { "run.pause" } else { "run.resume" };
    let subject = format!("run {}", row.id);
    let noted = desk.store.write(move |database| {
        audit::add(database, &NewAudit { person: &who, action, subject, detail: json!({}) })
    });
    // It is done, whether or not that can be written down.
    if let Err(fault) = noted.await {
        let fault: StoreFault = fault;
        desk.troubles.tell(&Message::from(&fault));
    }
    Ok(ApiReply::empty(StatusCode::NO_CONTENT))
}
