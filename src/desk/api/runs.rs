//! Runs: asked for, listed, shown and agreed to.

use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};
use url::Host;

use super::change::{Changed, change};
use super::find::{asked, find_run};
use super::list::ListPage;
use super::run_files;
use super::targets::host_of;
use crate::desk::access::{TokenScope, is_same_person};
use crate::desk::control::RunControl;
use crate::desk::folder::JobFolder;
use crate::desk::github::{self, AskedPull, PullAddress};
use crate::desk::halt::{HaltPoint, halt_at};
use crate::desk::queue::{LONGEST_SCENARIO, RunRequest};
use crate::desk::state::DeskState;
use crate::desk::store::{
    JobFilter, JobOutcome, JobRow, JobState, NewAudit, NewJob, StoreFault, TargetEnvironment, TargetRow,
    audit, jobs, repositories, targets,
};
use crate::desk::web::{
    AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, PAGING, ProblemKind, QueryParameter,
};
use crate::http::AddressClass;
use crate::words::Message;

/// The most bytes of a request: a scenario, whose line breaks JSON doubles, and options.
const LONGEST_REQUEST: usize = 2 * LONGEST_SCENARIO + 16 * 1024;
/// What lists may be narrowed to, and whether all that fit are counted.
const FILTERS: [QueryParameter; 4] = [
    QueryParameter::new(
        "count",
        AllowedValues::Words(&["true"]),
        "Whether `total` and `open` are wanted, too",
    ),
    QueryParameter::new("state", AllowedValues::Words(&STATES), "Only runs in this state"),
    QueryParameter::new("host", AllowedValues::Text(255), "Only runs of this host"),
    QueryParameter::new(
        "letter",
        AllowedValues::Words(&["A", "B", "C", "D", "E", "F"]),
        "Only runs with this letter",
    ),
];
const STATES: [&str; 8] =
    ["approval", "queued", "waiting", "starting", "running", "done", "failed", "cancelled"];

/// A run that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct RunView {
    /// Its number.
    id: i64,
    /// Where it is.
    state: JobState,
    /// The host that is loaded.
    host: String,
    /// What was asked for.
    #[schemars(with = "serde_json::Map<String, Value>")]
    request: Value,
    /// When it was asked for.
    asked: jiff::Timestamp,
    /// Who asked for it.
    asked_by: String,
    /// Whether a second person has to agree.
    needs_approval: bool,
    /// The second person who agreed.
    approved_by: Option<String>,
    /// The number of the schedule that asked for it.
    schedule: Option<i64>,
    /// Whether it was asked to stop.
    stop_asked: bool,
    /// Whether it stands still; `null` in lists, and where its process cannot be asked.
    paused: Option<bool>,
    /// The name of its folder; `null` before it starts.
    folder: Option<String>,
    /// When its process was started.
    started: Option<jiff::Timestamp>,
    /// When its process was gone.
    ended: Option<jiff::Timestamp>,
    /// The exit code of `promo-load bench`, where it is known.
    exit: Option<u8>,
    /// The reason when the run has no verdict.
    reason: Option<String>,
    #[serde(flatten)]
    outcome: JobOutcome,
    /// Files of the run that can be asked for, at `/api/v1/runs/{id}/files/{name}`; `null` in a list, which looks into no folder.
    files: Option<Vec<&'static str>>,
}

impl RunView {
    /// A run with the names of its files.
    pub(super) fn of(desk: &DeskState, row: JobRow) -> Self {
        let folder = row.folder.as_deref().map(|name| JobFolder::new(&desk.runs, name));
        Self::with_files(row, Some(folder.map_or_else(Vec::new, |folder| run_files::present(&folder))))
    }

    fn with_files(row: JobRow, files: Option<Vec<&'static str>>) -> Self {
        Self {
            id: row.id,
            state: row.state,
            host: row.host,
            request: row.request,
            asked: row.asked,
            asked_by: row.asked_by,
            needs_approval: row.needs_approval,
            approved_by: row.approved_by,
            schedule: row.schedule,
            stop_asked: row.stop_asked,
            paused: None,
            folder: row.folder,
            started: row.started,
            ended: row.ended,
            exit: row.exit,
            reason: row.reason,
            outcome: row.outcome,
            files,
        }
    }
}

/// A page of runs, with how many there are where that was asked for.
#[derive(Debug, Serialize, JsonSchema)]
struct RunList {
    #[serde(flatten)]
    list: ListPage<RunView>,
    /// All runs that fit; `null` where it was not asked for.
    total: Option<i64>,
    /// Of these, those that wait or go on.
    open: Option<i64>,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::post("/api/v1/runs", TokenScope::Run, |desk, request| Box::pin(submit(desk, request)))
            .called("submitRun", "Asks for a run, which waits for its turn")
            .takes_at_most::<RunRequest>(LONGEST_REQUEST)
            .replies::<RunView>(StatusCode::CREATED),
        ApiRoute::get("/api/v1/runs", TokenScope::Read, |desk, request| Box::pin(list(desk, request)))
            .called("listRuns", "Runs, the newest first; files are listed with one run only")
            .query(&PAGING)
            .query(&FILTERS)
            .replies::<RunList>(StatusCode::OK),
        ApiRoute::get("/api/v1/runs/{id}", TokenScope::Read, |desk, request| Box::pin(show(desk, request)))
            .called("showRun", "One run")
            .replies::<RunView>(StatusCode::OK),
        ApiRoute::post("/api/v1/runs/{id}/approve", TokenScope::Run, |desk, request| {
            Box::pin(approve(desk, request))
        })
        .called("approveRun", "Agrees to a run against prod, as a second person")
        .replies::<RunView>(StatusCode::OK),
    ]
}

async fn submit(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let asked: RunRequest = request.body()?;
    if let Some(pull) = pull_of(&desk, &asked)? {
        return submit_pull(desk, request, asked, pull).await;
    }
    let host = checked_host(&desk, &asked)?;
    let who = request.caller()?.person.clone();
    let shared = Arc::clone(&desk);
    let reply = change(&desk, &request, move |database| {
        let target = allowed(database, &host)?;
        let job = jobs::add(
            database,
            &NewJob {
                host: target.host,
                request: serde_json::to_value(&asked).map_err(StoreFault::from)?,
                asked_by: who.clone(),
                needs_approval: target.environment == TargetEnvironment::Prod,
                approved_by: None,
                schedule: None,
            },
        )?;
        let (subject, detail) = (format!("run {}", job.id), json!({ "host": job.host }));
        audit::add(database, &NewAudit { person: &who, action: "run.submit", subject, detail })?;
        Ok(Changed::json(StatusCode::CREATED, &RunView::of(&shared, job)))
    })
    .await?;
    halt_at(HaltPoint::Submitted);
    desk.bell.ring();
    Ok(reply)
}

/// The pull request that is asked for, in its own field or as an address.
fn pull_of(desk: &DeskState, asked: &RunRequest) -> Result<Option<PullAddress>, ApiProblem> {
    let pages = &desk.outward.github.pages;
    let Some(address) = &asked.pull_request else {
        return Ok(asked.url.as_deref().and_then(|url| PullAddress::parse(url, pages)));
    };
    if asked.url.is_some() || asked.scenario.is_some() {
        return Err(ApiProblem::invalid(Message::new("error-desk-url-or-scenario")));
    }
    let no_pull = || ApiProblem::invalid(Message::new("error-outward-no-pull").exact("pages", pages));
    PullAddress::parse(address, pages).map(Some).ok_or_else(no_pull)
}

/// Asks for a run of a pull request, whose options the command line would take.
async fn submit_pull(
    desk: Arc<DeskState>,
    request: ApiRequest,
    asked: RunRequest,
    pull: PullAddress,
) -> Result<ApiReply, ApiProblem> {
    let options = asked.options;
    let anywhere = Some("https://preview.example/".to_owned());
    let tried = RunRequest { url: anywhere, scenario: None, pull_request: None, options: options.clone() };
    tried.check(desk.check).map_err(ApiProblem::invalid)?;
    let who = request.caller()?.person.clone();
    let shared = Arc::clone(&desk);
    let reply = change(&desk, &request, move |database| {
        if repositories::get(database, &pull.repository)?.is_none() {
            return Err(ApiProblem::invalid(Message::new("error-outward-not-configured")));
        }
        let name = pull.to_string();
        let asked = AskedPull { pull, options, sha: None, asked_by: who.clone() };
        let job = github::add(database, asked, &shared.outward.github.pages)?;
        let (subject, detail) = (format!("run {}", job.id), json!({ "pull_request": name }));
        audit::add(database, &NewAudit { person: &who, action: "run.submit", subject, detail })?;
        Ok(Changed::json(StatusCode::CREATED, &RunView::of(&shared, job)))
    })
    .await?;
    desk.outbox.notify_one();
    Ok(reply)
}

/// The host of a run that the command line would take.
pub(super) fn checked_host(desk: &DeskState, asked: &RunRequest) -> Result<String, ApiProblem> {
    let checked = asked.check(desk.check).map_err(ApiProblem::invalid)?;
    checked.keeps_secrets(&desk.config).map_err(ApiProblem::invalid)?;
    let host = host_of(&checked.page);
    host.ok_or_else(|| ApiProblem::invalid(Message::new("error-desk-no-address")))
}

/// The target of this host, which has to be listed, and with a private address as such.
pub(super) fn allowed(database: &rusqlite::Connection, host: &str) -> Result<TargetRow, ApiProblem> {
    let not_listed = || ApiProblem::invalid(Message::new("error-desk-not-listed").exact("host", host));
    let target = targets::covering(database, host)?.ok_or_else(not_listed)?;
    // A name is looked up by the run itself, which then keeps to what it found.
    let address = match Host::parse(host) {
        Ok(Host::Ipv4(address)) => Some(address.into()),
        _ => host.parse().ok(),
    };
    let is_private = address.is_some_and(|address| AddressClass::of(address) == AddressClass::Private);
    if is_private && !target.private {
        return Err(ApiProblem::invalid(Message::new("error-desk-private").exact("host", host)));
    }
    Ok(target)
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let page = request.page();
    let filter = JobFilter {
        state: request.query("state").and_then(JobState::of_word),
        host: request.query("host").map(str::to_ascii_lowercase),
        letter: request.query("letter").map(str::to_owned),
    };
    let is_counted = request.query("count").is_some();
    let asked = desk.store.read(move |database| {
        let counted = if is_counted { Some(jobs::count(database, &filter)?) } else { None };
        Ok::<_, StoreFault>((jobs::list(database, &filter, page)?, counted))
    });
    let (rows, counted) = asked.await?;
    let list = ListPage::of(page, rows, |row| row.id, |row| RunView::with_files(row, None));
    let (total, open) = counted.unzip();
    Ok(ApiReply::json(StatusCode::OK, &RunList { list, total, open }))
}

async fn show(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let row = find_run(&desk, &request).await?;
    let paused = if row.state == JobState::Running {
        asked(&desk, &row, RunControl::is_paused).await.ok()
    } else {
        None
    };
    Ok(ApiReply::json(StatusCode::OK, &RunView { paused, ..RunView::of(&desk, row) }))
}

async fn approve(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let who = request.caller()?.person.clone();
    let shared = Arc::clone(&desk);
    let reply = change(&desk, &request, move |database| {
        let job = jobs::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        if is_same_person(&job.asked_by, &who) {
            let detail = Message::new("error-desk-own-approval").exact("person", &who);
            return Err(ApiProblem::new(ProblemKind::Forbidden, detail));
        }
        if !jobs::approve(database, id, &who)? {
            return Err(ApiProblem::conflict(Message::new("error-desk-no-approval")));
        }
        let subject = format!("run {id}");
        audit::add(database, &NewAudit { person: &who, action: "run.approve", subject, detail: json!({}) })?;
        let job = jobs::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        Ok(Changed::json(StatusCode::OK, &RunView::of(&shared, job)))
    })
    .await?;
    desk.bell.ring();
    Ok(reply)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_can_be_asked_for() {
        assert_eq!(STATES, JobState::ALL.map(JobState::as_str));
    }
}
