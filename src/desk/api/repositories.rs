//! The repositories whose pull requests may be asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use hyper::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use url::Url;

use super::change::{Changed, change};
use crate::desk::access::TokenScope;
use crate::desk::github::repository_name;
use crate::desk::queue::{OptionValue, RunRequest};
use crate::desk::state::DeskState;
use crate::desk::store::{NewAudit, RepositoryRow, StoreFault, audit, repositories};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute, ReplyShape, ShortText};
use crate::words::Message;

/// What is decided about a repository.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RepositoryDecision {
    /// The address of a pull request's preview, with `{number}` and `{sha}`; without one its deployments are asked.
    #[serde(default)]
    preview_url: Option<ShortText<2_000>>,
    /// The environment of its deployments; any when nothing is said.
    #[serde(default)]
    environment: Option<ShortText<255>>,
    /// The promotion page below that address.
    #[serde(default = "root")]
    path: ShortText<2_000>,
    /// The host of the default branch, with whose last run a pull request is compared.
    #[serde(default)]
    baseline_host: Option<ShortText<255>>,
    /// The options of runs that its events ask for, as those of a run.
    #[serde(default)]
    options: BTreeMap<String, OptionValue>,
}

/// All repositories.
#[derive(Debug, Serialize, JsonSchema)]
struct RepositoryList {
    /// The repositories, by name.
    items: Vec<RepositoryRow>,
}

fn root() -> ShortText<2_000> {
    ShortText::root()
}

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![
        ApiRoute::get("/api/v1/repositories", TokenScope::Read, |desk, _| Box::pin(list(desk)))
            .called("listRepositories", "The repositories whose pull requests may be asked for, by name")
            .replies::<RepositoryList>(StatusCode::OK),
        ApiRoute::put("/api/v1/repositories/{owner}/{name}", TokenScope::Admin, |desk, request| {
            Box::pin(put(desk, request))
        })
        .called("putRepository", "Lets the pull requests of a repository be asked for")
        .takes::<RepositoryDecision>()
        .replies::<RepositoryRow>(StatusCode::OK),
        ApiRoute::delete("/api/v1/repositories/{owner}/{name}", TokenScope::Admin, |desk, request| {
            Box::pin(remove(desk, request))
        })
        .called("removeRepository", "Lets the pull requests of a repository be asked for no longer")
        .shaped(StatusCode::NO_CONTENT, ReplyShape::Empty),
    ]
}

async fn list(desk: Arc<DeskState>) -> Result<ApiReply, ApiProblem> {
    let items = desk.store.read(repositories::list).await?;
    Ok(ApiReply::json(StatusCode::OK, &RepositoryList { items }))
}

async fn put(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let no_name = || ApiProblem::invalid(Message::new("error-outward-repository"));
    let name = repository_name(request.place(0), request.place(1)).ok_or_else(no_name)?;
    let decision: RepositoryDecision = request.body()?;
    check(&desk, &decision).map_err(ApiProblem::invalid)?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        let before = repositories::get(database, &name)?;
        let (created, created_by) =
            before.map_or_else(|| (jiff::Timestamp::now(), who.clone()), |row| (row.created, row.created_by));
        let RepositoryDecision { preview_url, environment, path, baseline_host, options } = decision;
        let row = RepositoryRow {
            name,
            preview_url: preview_url.map(ShortText::into_text),
            environment: environment.map(ShortText::into_text),
            path: path.into_text(),
            baseline_host: baseline_host.map(|host| host.to_ascii_lowercase()),
            options: serde_json::to_value(options).map_err(StoreFault::from)?,
            created,
            created_by,
        };
        repositories::put(database, &row)?;
        let detail =
            json!({ "preview_url": row.preview_url, "environment": row.environment, "path": row.path });
        let subject = format!("repository {}", row.name);
        audit::add(database, &NewAudit { person: &who, action: "repository.put", subject, detail })?;
        Ok(Changed::json(StatusCode::OK, &row))
    })
    .await
}

/// Checks all of it with an address such as a pull request's preview would have.
fn check(desk: &DeskState, decision: &RepositoryDecision) -> Result<(), Message> {
    let pattern = decision.preview_url.as_deref().or(desk.outward.preview_url.as_deref());
    let root = pattern.unwrap_or("https://preview.example/").replace("{number}", "1").replace("{sha}", "0");
    let wrong = |id: &'static str, text: &str| Message::new(id).exact("url", text);
    let url = Url::parse(&root).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let url = url.ok_or_else(|| wrong("error-outward-no-preview-address", &root))?;
    let page = url.join(&decision.path).ok().filter(|page| page.origin() == url.origin());
    let page = page.ok_or_else(|| wrong("error-outward-no-preview-address", &decision.path))?;
    let request = RunRequest {
        url: Some(page.to_string()),
        scenario: None,
        pull_request: None,
        options: decision.options.clone(),
    };
    request.check(desk.check).map(drop)
}

async fn remove(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let name = repository_name(request.place(0), request.place(1)).ok_or_else(ApiProblem::not_found)?;
    let who = request.caller()?.person.clone();
    change(&desk, &request, move |database| {
        if !repositories::remove(database, &name)? {
            return Err(ApiProblem::not_found());
        }
        let subject = format!("repository {name}");
        audit::add(
            database,
            &NewAudit { person: &who, action: "repository.remove", subject, detail: json!({}) },
        )?;
        Ok(Changed::nothing())
    })
    .await
}
