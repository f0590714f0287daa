//! Webhooks that come from GitHub. Their sender has no token: each is signed with the secret that both know.

use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::change::Changed;
use crate::desk::github::{self, GithubEvent};
use crate::desk::outward::github_digest;
use crate::desk::state::DeskState;
use crate::desk::store::pulls;
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ProblemKind};
use crate::words::Message;

/// The largest event that is taken: GitHub's of pull requests have some 30 KB.
const LONGEST: usize = 512 * 1024;
/// The longest `X-GitHub-Delivery`.
const LONGEST_ID: usize = 100;

/// What an event led to.
#[derive(Debug, Serialize, JsonSchema)]
struct HookTaken {
    /// The numbers of the runs that it asked for, or that go on by it.
    runs: Vec<i64>,
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::signed("/hooks/github", |desk, request| Box::pin(take(desk, request)))
            .called("takeGithubHook", "Takes an event of GitHub, signed in X-Hub-Signature-256")
            .takes_at_most::<Map<String, Value>>(LONGEST)
            .replies::<HookTaken>(StatusCode::OK),
    ]
}

async fn take(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let Some(secret) = &desk.outward.github.hook_secret else { return Err(ApiProblem::not_found()) };
    let header = |name: &str| request.headers.get(name).and_then(|field| field.to_str().ok());
    let refused = || ApiProblem::new(ProblemKind::Forbidden, Message::new("error-outward-signature"));
    let digest = header("x-hub-signature-256").and_then(github_digest).ok_or_else(refused)?;
    // Before anything in it is read.
    if !secret.verifies(request.raw_body(), &digest) {
        return Err(refused());
    }
    let id = header("x-github-delivery").filter(|id| !id.is_empty() && id.len() <= LONGEST_ID);
    let nameless = || ApiProblem::new(ProblemKind::BadRequest, Message::new("error-outward-hook"));
    let id = id.ok_or_else(nameless)?.to_owned();
    let kind = header("x-github-event").ok_or_else(nameless)?.to_owned();
    let event: GithubEvent = request.body()?;
    let pages = desk.outward.github.pages.clone();
    let taken = desk
        .store
        .write(move |database| {
            if !pulls::is_new_hook(database, &id, digest)? {
                return Err(ApiProblem::conflict(Message::new("error-outward-replay")));
            }
            let runs = github::take_hook(database, &kind, event, &pages)?;
            Ok(Changed::json(StatusCode::OK, &HookTaken { runs }))
        })
        .await?;
    desk.outbox.notify_one();
    desk.post.ring();
    Ok(taken.reply())
}
