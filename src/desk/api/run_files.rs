//! The files of a run, and its seconds while it goes on.

use std::convert::Infallible;
use std::fs;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream;
use http_body_util::{BodyExt as _, StreamBody};
use hyper::HeaderMap;
use hyper::StatusCode;
use hyper::body::Frame;
use hyper::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use tokio::time::timeout;

use super::find::find_run;
use crate::desk::access::{TokenScope, identify};
use crate::desk::folder::{ASKED_SCENARIO_FILE, JOB_FILE, JobFolder, RUN_FILE, STDERR_FILE, STDOUT_FILE};
use crate::desk::live::EventStream;
use crate::desk::state::DeskState;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind, ReplyShape};
use crate::record::log;
use crate::report::html;
use crate::words::Message;

const TEXT: &str = "text/plain; charset=utf-8";
/// The files that can be asked for, and no others, each with its type.
const FILES: [(&str, &str); 11] = [
    (html::FILE, "text/html; charset=utf-8"),
    ("report.md", "text/markdown; charset=utf-8"),
    (RUN_FILE, "application/json"),
    ("timeline.svg", "image/svg+xml"),
    ("junit.xml", "application/xml"),
    ("scenario.toml", "application/toml"),
    (ASKED_SCENARIO_FILE, "application/toml"),
    (log::FILE, TEXT),
    (JOB_FILE, "application/json"),
    (STDOUT_FILE, TEXT),
    (STDERR_FILE, TEXT),
];
/// How often it is looked whether one who listens still may.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// A report has its style within it, and nothing from elsewhere. In a frame of its own origin nothing of it could ask the desk.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups";

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/runs/{id}/files/{name}", TokenScope::Read, |desk, request| {
            Box::pin(file(desk, request))
        })
        .called("runFile", "A file of a run: its report, its record, its log")
        .shaped(
            StatusCode::OK,
            ReplyShape::Media(&[
                "text/html",
                "text/markdown",
                "application/json",
                "image/svg+xml",
                "application/xml",
                "application/toml",
                "text/plain",
            ]),
        ),
        ApiRoute::get("/api/v1/runs/{id}/events", TokenScope::Read, |desk, request| {
            Box::pin(events(desk, request))
        })
        .called(
            "runEvents",
            "Server-sent events of a run: `second` once a second, `pause` when it stands still or goes on, then `end`; \
             `waits` before it starts",
        )
        .shaped(StatusCode::OK, ReplyShape::Media(&["text/event-stream"])),
    ]
}

/// The names of the files that a run's folder has.
pub(super) fn present(folder: &JobFolder) -> Vec<&'static str> {
    FILES.iter().map(|(name, _)| *name).filter(|name| folder.file(name).is_file()).collect()
}

async fn file(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let row = find_run(&desk, &request).await?;
    let missing = || ApiProblem::new(ProblemKind::NotFound, Message::new("error-desk-run-file"));
    let known = FILES.iter().find(|(name, _)| *name == request.place(1));
    let ((name, media), Some(folder)) = (*known.ok_or_else(missing)?, row.folder) else {
        return Err(missing());
    };
    let path = JobFolder::new(&desk.runs, &folder).file(name);
    let read = tokio::task::spawn_blocking(move || fs::read(path)).await;
    match read.unwrap_or_else(|gone| Err(io::Error::other(gone))) {
        Ok(bytes) => {
            let reply = ApiReply::bytes(StatusCode::OK, media, bytes);
            Ok(reply.with(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing()),
        Err(error) => {
            let why = Message::new("error-desk-run-gone").with("why", Message::from(&error));
            Err(ApiProblem::new(ProblemKind::Unavailable, why))
        }
    }
}

async fn events(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let row = find_run(&desk, &request).await?;
    let media = "text/event-stream";
    let Some(name) = row.folder else {
        // A browser comes again by itself, and finds the run started then.
        let text = if row.state.is_over() {
            "event: end\ndata: {}\n\n"
        } else {
            "retry: 2000\nevent: waits\ndata: {}\n\n"
        };
        return Ok(ApiReply::bytes(StatusCode::OK, media, text));
    };
    let known = request.headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let folder = JobFolder::new(&desk.runs, &name);
    let stream = desk.live.listen(&name, folder, known.unwrap_or(0));
    let stream = stream.map_err(|error| ApiProblem::new(ProblemKind::Unavailable, Message::from(&error)))?;
    Ok(ApiReply::streamed(StatusCode::OK, media, while_known(desk, request.headers, stream)))
}

/// Events for a caller who was known when they began.
struct KnownListener {
    desk: Arc<DeskState>,
    headers: HeaderMap,
    events: EventStream,
    /// When the caller was last known.
    known: Instant,
}

impl KnownListener {
    /// What comes next; `None` at the end, and when the caller's token is revoked or the session is over.
    async fn next(&mut self) -> Option<Result<Frame<Bytes>, Infallible>> {
        loop {
            let frame = timeout(LOOK_EVERY, self.events.frame()).await;
            if self.known.elapsed() >= LOOK_EVERY {
                // A database that cannot be asked now ends nothing.
                if matches!(identify(&self.headers, &self.desk.store).await, Ok(None)) {
                    return None;
                }
                self.known = Instant::now();
            }
            if let Ok(frame) = frame {
                return frame;
            }
        }
    }
}

/// The same events as long as the caller is known.
fn while_known(desk: Arc<DeskState>, headers: HeaderMap, events: EventStream) -> EventStream {
    let listener = KnownListener { desk, headers, events, known: Instant::now() };
    let next = async |mut listener: KnownListener| Some((listener.next().await?, listener));
    StreamBody::new(stream::unfold(listener, next)).boxed_unsync()
}
