//! Runs that are asked for again and again.

use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::act::act;
use super::ask::{form, like};
use super::fields::FormFields;
use super::rows::{minute_in, options};
use super::shell::{DeskPage, lang, show, then};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{
    RowPage, ScheduleRow, StoreFault, TargetEnvironment, TargetRow, schedules, targets,
};
use crate::desk::web::{AllowedValues, ApiProblem, ApiReply, ApiRequest, ApiRoute, Handler, QueryParameter};
use crate::words::Lang;

/// The schedules of a page.
const SHOWN: usize = 50;
const PARAMETERS: [QueryParameter; 2] = [
    QueryParameter::new("before", AllowedValues::Number(1, i64::MAX), "Only schedules before this one"),
    QueryParameter::new("like", AllowedValues::Number(1, i64::MAX), "The run that is to be repeated"),
];

pub(super) fn routes() -> Vec<ApiRoute> {
    let order = |path, handler: Handler| super::form(path, TokenScope::Run, handler);
    vec![
        super::page("/schedules", TokenScope::Read, |desk, request| Box::pin(list(desk, request)))
            .query(&PARAMETERS[..1]),
        super::page("/schedules/new", TokenScope::Run, |desk, request| Box::pin(blank(desk, request)))
            .query(&PARAMETERS[1..]),
        order("/schedules/new", |desk, request| Box::pin(make(desk, request))),
        order("/schedules/{id}/rest", |desk, request| Box::pin(turn(desk, request, true))),
        order("/schedules/{id}/go-on", |desk, request| Box::pin(turn(desk, request, false))),
        order("/schedules/{id}/approve", |desk, request| {
            Box::pin(tell(desk, request, "approveSchedule", Value::Null))
        }),
        order("/schedules/{id}/remove", |desk, request| {
            Box::pin(tell(desk, request, "removeSchedule", Value::Null))
        }),
    ]
}

async fn list(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let before = request.query("before").and_then(|text| text.parse().ok());
    let wanted = RowPage { before, limit: SHOWN };
    let asked = desk.store.read(move |database| {
        let found = schedules::list(database, wanted)?;
        let mut prod = targets::list(database)?;
        prod.retain(|target| target.environment == TargetEnvironment::Prod);
        Ok::<_, StoreFault>((found, prod))
    });
    let (mut found, prod) = asked.await?;
    let has_more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let person = &request.caller()?.person;
    let page = json!({
        "schedules": found.iter().map(|one| shown(one, person, &prod, lang)).collect::<Vec<_>>(),
        "older": found.last().filter(|_| has_more).map(|last| format!("/schedules?before={}", last.id)),
    });
    show(&request, DeskPage::Schedules, "schedules.html", &DeskPage::Schedules.title(lang), &page)
}

fn shown(schedule: &ScheduleRow, person: &str, prod: &[TargetRow], lang: Lang) -> Value {
    // Its times are in the zone that stands beside its fields.
    let zone = TimeZone::get(&schedule.zone).unwrap_or(TimeZone::UTC);
    let said = |moment| minute_in(moment, zone.clone(), lang);
    json!({
        "id": schedule.id,
        "name": schedule.name,
        "cron": schedule.cron,
        "zone": schedule.zone,
        "host": schedule.host,
        "url": schedule.request.get("url"),
        "options": options(&schedule.request),
        "paused": schedule.paused,
        "next": schedule.next.map(&said),
        "skipped": schedule.skipped.map(&said),
        "created_by": schedule.created_by,
        "approved_by": schedule.approved_by,
        "may_agree": schedule.created_by != person
            && schedule.approved_by.is_none()
            && prod.iter().any(|target| target.host == schedule.host),
    })
}

async fn blank(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let fields = like(&desk, &request).await?;
    form(&desk, &request, DeskPage::Schedules, &fields, None).await
}

async fn make(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let fields = FormFields::of(request.fields());
    let body = json!({
        "name": fields.get("name"),
        "cron": cron(&fields),
        "zone": fields.get("zone"),
        "run": fields.request(),
    });
    match act(&desk, &request, "makeSchedule", &[], &body).await {
        Ok(_) => Ok(ApiReply::see_other("/schedules")),
        Err(problem) => form(&desk, &request, DeskPage::Schedules, &fields, Some(problem)).await,
    }
}

/// The five fields of cron: as they were typed, or those of a day and a time.
fn cron(fields: &FormFields) -> String {
    let typed = fields.get("cron");
    if !typed.is_empty() {
        return typed.to_owned();
    }
    let (hour, minute) = fields.get("time").split_once(':').unwrap_or_default();
    let day = fields.get("day");
    let day = if day.is_empty() { "*" } else { day };
    // What is no number is told by the reader of cron.
    let number =
        |text: &str| text.parse::<u8>().map_or_else(|_| text.to_owned(), |number| number.to_string());
    format!("{} {} * * {day}", number(minute), number(hour))
}

async fn turn(desk: Arc<DeskState>, request: ApiRequest, paused: bool) -> Result<ApiReply, ApiProblem> {
    tell(desk, request, "turnSchedule", json!({ "paused": paused })).await
}

async fn tell(
    desk: Arc<DeskState>,
    request: ApiRequest,
    operation: &'static str,
    body: Value,
) -> Result<ApiReply, ApiProblem> {
    let id = request.number(0)?.to_string();
    then(act(&desk, &request, operation, &[&id], &body), "/schedules").await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_time_become_cron() {
        for (day, time, typed, expected) in [
            ("1", "04:05", "", "5 4 * * 1"),
            ("", "23:00", "", "0 23 * * *"),
            ("1-5", "08:30", "", "30 8 * * 1-5"),
            ("1", "04:05", " 0 3 1 * * ", "0 3 1 * *"),
            ("1", "", "", "  * * 1"),
        ] {
            let sent = [("day", day), ("time", time), ("cron", typed)];
            let sent = sent.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(cron(&FormFields::of(sent.to_vec())), expected, "{day} {time} {typed}");
        }
    }
}
