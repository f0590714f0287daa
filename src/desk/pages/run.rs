//! One run: its state, its curves while it goes on, its report, and what can be done with it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::act::act;
use super::now::meanings;
use super::rows::{minute, options, row};
use super::shell::{DeskPage, lang, show, then, worked};
use crate::desk::access::TokenScope;
use crate::desk::folder::JobFolder;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, JobState, jobs};
use crate::desk::told::told_reason;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, Handler, ProblemKind};
use crate::report::html;
use crate::words::{Lang, Message};

/// Runs of the host that are looked at for one to compare with.
const LOOKED_AT: usize = 40;

pub(super) fn routes() -> Vec<ApiRoute> {
    let order = |path, handler: Handler| super::form(path, TokenScope::Run, handler);
    vec![
        super::page("/runs/{id}", TokenScope::Read, |desk, request| Box::pin(one(desk, request))),
        order("/runs/{id}/approve", |desk, request| Box::pin(tell(desk, request, "approveRun"))),
        order("/runs/{id}/stop", |desk, request| Box::pin(tell(desk, request, "stopRun"))),
        order("/runs/{id}/pause", |desk, request| Box::pin(tell(desk, request, "pauseRun"))),
        order("/runs/{id}/resume", |desk, request| Box::pin(tell(desk, request, "resumeRun"))),
    ]
}

/// Carries out an order, and leads back to the run.
async fn tell(
    desk: Arc<DeskState>,
    request: ApiRequest,
    operation: &'static str,
) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?.to_string();
    then(act(&desk, &request, operation, &[&id], &json!({})), &format!("/runs/{id}")).await
}

async fn one(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let id = request.number(0)?;
    let asked = desk.store.read(move |database| {
        let Some(found) = jobs::get(database, id)? else { return Ok(None) };
        let course = jobs::course(database, &found.host, LOOKED_AT)?;
        Ok::<_, ApiProblem>(Some((found, course)))
    });
    let (found, course) = asked.await?.ok_or_else(ApiProblem::not_found)?;
    let shown = act(&desk, &request, "showRun", &[&id.to_string()], &Value::Null).await?;
    let report = report(&desk, &found, lang).await?;
    let person = &request.caller()?.person;
    let mut page = row(&found, lang);
    let more = json!({
        "url": found.request.get("url"),
        "has_request": found.request.get("url").is_some() || found.request.get("scenario").is_some(),
        "options": options(&found.request),
        "asked": minute(found.asked, lang),
        "started": found.started.map(|started| minute(started, lang)),
        "ended": found.ended.map(|ended| minute(ended, lang)),
        "approved_by": found.approved_by,
        "needs_approval": found.needs_approval,
        "waits_for_approval": !found.state.is_over() && found.needs_approval && found.approved_by.is_none(),
        "is_own": found.asked_by == *person,
        "schedule": found.schedule,
        "exit": found.exit,
        "is_over": found.state.is_over(),
        "files": shown["files"],
        "paused": shown["paused"],
        "report": report,
        "before": comparable(&found, &course),
        "meanings": meanings(lang),
    });
    for (name, value) in more.as_object().into_iter().flatten() {
        page[name] = value.clone();
    }
    let title = Message::new("desk-run-title").exact("run", id).exact("host", &found.host).say(lang);
    show(&request, DeskPage::Runs, "run.html", &title, &page)
}

/// The run's report as a part of the page, in the page's language; `None` without a record.
async fn report(desk: &DeskState, run: &JobRow, lang: Lang) -> Result<Option<String>, ApiProblem> {
    if !run.state.is_over() {
        return Ok(None);
    }
    let Some(name) = &run.folder else { return Ok(None) };
    let folder = JobFolder::new(&desk.runs, name);
    let reason = run.reason.clone().filter(|_| run.state == JobState::Failed);
    let body = move || {
        let mut record = folder.record()?;
        // A killed run has no verdict, here as in lists and metrics, although it measured something.
        if let Some(reason) = reason {
            let why = Message::plain(told_reason(&reason, lang));
            let none = Message::new("desk-no-verdict");
            let verdict = &mut record.verdict;
            (verdict.grade, verdict.headline, verdict.inconclusive) = (None, none, Some(why));
            (verdict.reason, verdict.claim) = (None, None);
        }
        Some(html::body(&record, lang))
    };
    let body = worked(body).await?;
    body.transpose().map_err(|error| ApiProblem::new(ProblemKind::Unavailable, Message::from(&error)))
}

/// The newest run before this one whose numbers can be compared with its.
fn comparable(run: &JobRow, course: &[JobRow]) -> Option<i64> {
    let series = run.outcome.series.as_ref()?;
    let mut before = course.iter().filter(|other| (other.asked, other.id) < (run.asked, run.id));
    before.find(|other| other.outcome.series.as_ref() == Some(series)).map(|other| other.id)
}
