//! What Prometheus reads: the queue, the last verdict of each host, and the runs that go on, each of which has metrics of its own.

use std::fmt::Write as _;
use std::sync::Arc;

use hyper::StatusCode;
use hyper::header::{ACCEPT, CONTENT_TYPE};
use schemars::JsonSchema;
use serde::Serialize;
use url::{Position, Url};

use super::find::{asked, find_run};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, JobState, jobs};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ReplyShape};
use crate::words::Message;

const MEDIA: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What Prometheus's discovery by HTTP reads (Prometheus, "HTTP Service Discovery").
#[derive(Debug, Serialize, JsonSchema)]
struct ScrapeGroup {
    /// Host and port of this desk, as the request reached it.
    targets: [String; 1],
    labels: ScrapeLabels,
}

/// What each series of a run is labelled with, and how it is scraped.
#[derive(Debug, Serialize, JsonSchema)]
struct ScrapeLabels {
    /// `http` or `https`.
    #[serde(rename = "__scheme__")]
    scheme: String,
    /// The path of the run's metrics.
    #[serde(rename = "__metrics_path__")]
    path: String,
    /// The run and its host, by which alerts tell runs apart.
    instance: String,
    /// The number of the run.
    run: String,
    /// The host that is loaded.
    shop: String,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/metrics", TokenScope::Read, |desk, _| Box::pin(show(desk)))
            .called("metrics", "The queue and the last run of each host, in the text format of Prometheus")
            .shaped(StatusCode::OK, ReplyShape::Media(&["text/plain"])),
        ApiRoute::get("/api/v1/scrape-targets", TokenScope::Read, |desk, request| {
            Box::pin(targets(desk, request))
        })
        .called("scrapeTargets", "The runs that go on, as Prometheus discovers them by HTTP")
        .replies::<Vec<ScrapeGroup>>(StatusCode::OK),
        ApiRoute::get("/api/v1/runs/{id}/metrics", TokenScope::Read, |desk, request| {
            Box::pin(of_run(desk, request))
        })
        .called("runMetrics", "The live metrics of a run that goes on, in a format of Prometheus")
        .shaped(
            StatusCode::OK,
            ReplyShape::Media(&["application/openmetrics-text", "application/vnd.google.protobuf"]),
        ),
    ]
}

async fn targets(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let base = Url::parse(&desk.entrance.base(&request.headers));
    let base = base.map_err(|error| ApiProblem::invalid(Message::heard(&error.to_string())))?;
    let running = desk.store.read(|database| jobs::in_states(database, &[JobState::Running])).await?;
    let group = |row: JobRow| ScrapeGroup {
        targets: [base[Position::BeforeHost..Position::AfterPort].to_owned()],
        labels: ScrapeLabels {
            scheme: base.scheme().to_owned(),
            path: format!("{}/api/v1/runs/{}/metrics", base.path().trim_end_matches('/'), row.id),
            instance: format!("run {} of {}", row.id, row.host),
            run: row.id.to_string(),
            shop: row.host,
        },
    };
    Ok(ApiReply::json(StatusCode::OK, &running.into_iter().map(group).collect::<Vec<_>>()))
}

async fn of_run(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let row = find_run(&desk, &request).await?;
    let accept = request.headers.get(ACCEPT).cloned();
    let answer = asked(&desk, &row, move |control| control.metrics(accept)).await?;
    let media = answer.headers.get(CONTENT_TYPE).cloned();
    let reply = ApiReply::bytes(StatusCode::OK, MEDIA, answer.body);
    Ok(match media {
        Some(media) => reply.with(CONTENT_TYPE, media),
        None => reply,
    })
}

async fn show(desk: Arc<DeskState>) -> Result<ApiReply, ApiProblem> {
    let counts = desk.store.read(jobs::counts).await?;
    let last = desk.store.read(jobs::last_of_hosts).await?;
    Ok(ApiReply::bytes(StatusCode::OK, MEDIA, render(&counts, &last)))
}

fn render(counts: &[(JobState, i64)], last: &[JobRow]) -> String {
    let mut text = String::new();
    family(&mut text, "promo_load_desk_runs", "Runs by their state.", counts.iter(), |(state, count)| {
        Some((format!("state=\"{}\"", state.as_str()), *count as f64))
    });
    let of_host =
        |row: &JobRow, value: Option<f64>| Some((format!("host=\"{}\"", escaped(&row.host)), value?));
    family(&mut text, "promo_load_desk_last_p95_seconds", "The p95 of the last run.", last.iter(), |row| {
        of_host(row, row.outcome.p95_ms.map(|millis| millis / 1e3))
    });
    family(
        &mut text,
        "promo_load_desk_last_failures_ratio",
        "Failed requests of the last run.",
        last.iter(),
        |row| of_host(row, row.outcome.failures),
    );
    family(
        &mut text,
        "promo_load_desk_last_run_timestamp_seconds",
        "When the last run began.",
        last.iter(),
        |row| of_host(row, row.started.map(|started| started.as_millisecond() as f64 / 1e3)),
    );
    family(
        &mut text,
        "promo_load_desk_last_letter",
        "1 for the letter of the last run.",
        last.iter(),
        |row| {
            let letter = row.outcome.letter.as_deref().unwrap_or("none");
            Some((format!("host=\"{}\",letter=\"{letter}\"", escaped(&row.host)), 1.0))
        },
    );
    text
}

/// Writes a gauge with a line for each row that has a value.
fn family<T>(
    text: &mut String,
    name: &str,
    help: &str,
    rows: impl Iterator<Item = T>,
    line: impl Fn(T) -> Option<(String, f64)>,
) {
    let _infallible = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
    for (labels, value) in rows.filter_map(line) {
        let _infallible = writeln!(text, "{name}{{{labels}}} {value}");
    }
}

fn escaped(value: &str) -> String {
    value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n")
}
