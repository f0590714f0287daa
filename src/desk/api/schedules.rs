//! Runs that are asked for again and again.

use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;

use super::change::{Changed, change};
use super::list::ListPage;
use super::runs::{allowed, checked_host};
use crate::desk::access::{TokenScope, is_same_person};
use crate::desk::queue::{CronTimes, LONGEST_SCENARIO, RunRequest};
use crate::desk::state::DeskState;
use crate::desk::store::{NewAudit, NewSchedule, ScheduleRow, StoreFault, audit, schedules};
use crate::desk::web::{
    ApiProblem, ApiReply, ApiRequest, ApiRoute, PAGING, ProblemKind, ReplyShape, ShortText,
};
use crate::words::Message;

/// A schedule to make.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScheduleRequest {
    /// Its name.
    #[schemars(length(min = 1, max = 200))]
    name: String,
    /// When, as five fields of cron: minute, hour, day of the month, month, day of the week.
    cron: ShortText<200>,
    /// The IANA time zone of those fields, such as `Europe/Paris`. Changes of its clocks are kept.
    zone: ShortText<100>,
    /// What is asked for each time.
    run: RunRequest,
}

/// Whether a schedule rests.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct ScheduleTurn {
    /// Whether it rests.
    paused: bool,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::post("/api/v1/schedules", TokenScope::Run, |desk, request| Box::pin(make(desk, request)))
            .called("makeSchedule", "Makes a schedule; its runs keep the hours of their host")
            .takes_at_most::<ScheduleRequest>(2 * LONGEST_SCENARIO + 16 * 1024)
            .replies::<ScheduleRow>(StatusCode::CREATED),
        ApiRoute::get("/api/v1/schedules", TokenScope::Read, |desk, request| Box::pin(list(desk, request)))
            .called("listSchedules", "Schedules, the newest first")
            .query(&PAGING)
            .replies::<ListPage<ScheduleRow>>(StatusCode::OK),
        ApiRoute::get("/api/v1/schedules/{id}", TokenScope::Read, |desk, request| {
            Box::pin(show(desk, request))
        })
        .called("showSchedule", "One schedule")
        .replies::<ScheduleRow>(StatusCode::OK),
        ApiRoute::put("/api/v1/schedules/{id}", TokenScope::Run, |desk, request| {
            Box::pin(turn(desk, request))
        })
        .called("turnSchedule", "Lets a schedule rest or go on")
        .takes::<ScheduleTurn>()
        .replies::<ScheduleRow>(StatusCode::OK),
        ApiRoute::post("/api/v1/schedules/{id}/approve", TokenScope::Run, |desk, request| {
            Box::pin(approve(desk, request))
        })
        .called("approveSchedule", "Agrees to a schedule's runs against prod, as a second person")
        .replies::<ScheduleRow>(StatusCode::OK),
        ApiRoute::delete("/api/v1/schedules/{id}", TokenScope::Run, |desk, request| {
            Box::pin(remove(desk, request))
        })
        .called("removeSchedule", "Removes a schedule; runs that were asked for stay")
        .shaped(StatusCode::NO_CONTENT, ReplyShape::Empty),
    ]
}

async fn make(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let ScheduleRequest { name, cron, zone, run } = request.body()?;
    if name.trim().is_empty() || name.chars().count() > 200 {
        return Err(ApiProblem::invalid(Message::new("error-desk-name")));
    }
    let times = CronTimes::parse(&cron, &zone).map_err(|error| ApiProblem::invalid(Message::from(&error)))?;
    let next = times.after(jiff::Timestamp::now());
    if next.is_none() {
        return Err(ApiProblem::invalid(Message::new("error-desk-never-due")));
    }
    let host = checked_host(&desk, &run)?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        let host = allowed(database, &host)?.host;
        let request = serde_json::to_value(&run).map_err(StoreFault::from)?;
        let (cron, zone) = (cron.into_text(), zone.into_text());
        let new = NewSchedule { name, cron, zone, request, host, next, created_by: who.clone() };
        let row = schedules::add(database, &new)?;
        let detail = json!({ "host": row.host, "cron": row.cron, "zone": row.zone });
        note(database, &who, "schedule.make", row.id, detail)?;
        Ok(Changed::json(StatusCode::CREATED, &row))
    })
    .await
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let page = request.page();
    let rows = desk.store.read(move |database| schedules::list(database, page)).await?;
    Ok(ApiReply::json(StatusCode::OK, &ListPage::of(page, rows, |row| row.id, |row| row)))
}

async fn show(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let row = desk.store.read(move |database| schedules::get(database, id)).await?;
    Ok(ApiReply::json(StatusCode::OK, &row.ok_or_else(ApiProblem::not_found)?))
}

async fn turn(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let ScheduleTurn { paused } = request.body()?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        let row = schedules::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        let times = CronTimes::parse(&row.cron, &row.zone).ok().filter(|_| !paused);
        let next = times.and_then(|times| times.after(jiff::Timestamp::now()));
        schedules::turn(database, id, paused, next)?;
        note(database, &who, "schedule.turn", id, json!({ "paused": paused }))?;
        let row = schedules::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        Ok(Changed::json(StatusCode::OK, &row))
    })
    .await
}

async fn approve(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        let row = schedules::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        if is_same_person(&row.created_by, &who) {
            let detail = Message::new("error-desk-own-approval").exact("person", &who);
            return Err(ApiProblem::new(ProblemKind::Forbidden, detail));
        }
        schedules::approve(database, id, &who)?;
        note(database, &who, "schedule.approve", id, json!({}))?;
        let row = schedules::get(database, id)?.ok_or_else(ApiProblem::not_found)?;
        Ok(Changed::json(StatusCode::OK, &row))
    })
    .await
}

async fn remove(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        if !schedules::remove(database, id)? {
            return Err(ApiProblem::not_found());
        }
        note(database, &who, "schedule.remove", id, json!({}))?;
        Ok(Changed::nothing())
    })
    .await
}

fn note(
    database: &rusqlite::Connection,
    person: &str,
    action: &'static str,
    id: i64,
    detail: serde_json::Value,
) -> Result<(), StoreFault> {
    audit::add(database, &NewAudit { person, action, subject: format!("schedule {id}"), detail })
}
