//! Whether the desk is well, and what its API is.

use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use super::openapi;
use crate::desk::health;
use crate::desk::state::DeskState;
use crate::desk::store::JobState;
use crate::desk::store::jobs;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ReplyShape};

/// That the desk is there.
#[derive(Debug, Serialize, JsonSchema)]
struct Health {
    /// `ok`.
    status: &'static str,
    /// The version of the program.
    version: &'static str,
}

/// That the desk can work.
#[derive(Debug, Serialize, JsonSchema)]
struct Readiness {
    /// `ok`.
    status: &'static str,
    /// Runs that wait for their turn.
    queued: i64,
    /// Runs that go on.
    running: i64,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::open("/healthz", |_, _| Box::pin(async { Ok(health()) }))
            .called("health", "Says that the desk is there")
            .replies::<Health>(StatusCode::OK),
        ApiRoute::open("/readyz", |desk, _| Box::pin(readiness(desk)))
            .called(
                "readiness",
                "Says that the desk can work: its disks have room, its database is whole and takes changes",
            )
            .replies::<Readiness>(StatusCode::OK),
        ApiRoute::open("/api/v1/openapi.json", |_, request| Box::pin(async move { document(&request) }))
            .called("openapi", "This document")
            .shaped(StatusCode::OK, ReplyShape::Media(&["application/json"])),
    ]
}

fn health() -> ApiReply {
    ApiReply::json(StatusCode::OK, &Health { status: "ok", version: env!("CARGO_PKG_VERSION") })
}

async fn readiness(desk: Arc<DeskState>) -> Result<ApiReply, ApiProblem> {
    health::examine(&desk).await?;
    let counts = desk.store.read(jobs::counts).await?;
    let in_state = |wanted: &[JobState]| {
        counts.iter().filter(|(state, _)| wanted.contains(state)).map(|(_, count)| count).sum()
    };
    let readiness = Readiness {
        status: "ok",
        queued: in_state(&[JobState::Approval, JobState::Queued, JobState::Waiting]),
        running: in_state(&[JobState::Starting, JobState::Running]),
    };
    Ok(ApiReply::json(StatusCode::OK, &readiness))
}

#[expect(clippy::unnecessary_wraps, reason = "a handler's type")]
fn document(_: &ApiRequest) -> Result<ApiReply, ApiProblem> {
    Ok(ApiReply::json(StatusCode::OK, &openapi::document(&super::routes())))
}
