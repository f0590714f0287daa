//! What Prometheus reads: the queue, and the last verdict of each host.

use std::fmt::Write as _;
use std::sync::Arc;

use hyper::StatusCode;

use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, JobState, jobs};
use crate::desk::web::{ApiProblem, ApiReply, ApiRoute, ReplyShape};

const MEDIA: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/metrics", TokenScope::Read, |desk, _| Box::pin(show(desk)))
            .called("metrics", "The queue and the last run of each host, in the text format of Prometheus")
            .shaped(StatusCode::OK, ReplyShape::Media(&["text/plain"])),
    ]
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
