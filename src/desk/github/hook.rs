//! What a webhook of GitHub leads to, once its signature is verified.

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::address::{PullAddress, repository_name};
use super::ask::{self, AskedPull};
use crate::desk::store::{
    DeliveryChannel, JobState, NewAudit, RepositoryRow, StoreFault, audit, deliveries, jobs, pulls,
    repositories,
};
use crate::words::{Lang, Message};

/// Who asks for the runs of events.
const PERSON: &str = "github";

/// The part of an event that is looked at. Everything else in it is ignored.
#[derive(Debug, Deserialize)]
pub(in crate::desk) struct GithubEvent {
    #[serde(default)]
    action: String,
    repository: Option<EventRepository>,
    pull_request: Option<EventPull>,
    deployment: Option<EventDeployment>,
    deployment_status: Option<EventStatus>,
}

#[derive(Debug, Deserialize)]
struct EventRepository {
    full_name: String,
}

#[derive(Debug, Deserialize)]
struct EventPull {
    number: i64,
    head: EventHead,
}

#[derive(Debug, Deserialize)]
struct EventHead {
    sha: String,
}

#[derive(Debug, Deserialize)]
struct EventDeployment {
    sha: String,
    #[serde(rename = "ref", default)]
    branch: String,
}

#[derive(Debug, Deserialize)]
struct EventStatus {
    state: String,
}

/// Carries out what an event asks for: the numbers of the runs that it asked for or hastened.
///
/// # Errors
///
/// [`StoreFault`] of the database; the event is then as if it had never come.
pub(in crate::desk) fn take(
    database: &Transaction<'_>,
    kind: &str,
    event: GithubEvent,
    pages: &Url,
) -> Result<Vec<i64>, StoreFault> {
    let name = event.repository.as_ref().and_then(|repository| {
        let (owner, name) = repository.full_name.split_once('/')?;
        repository_name(owner, name)
    });
    let Some(name) = name else { return Ok(Vec::new()) };
    // Events of other repositories are none of the desk's business.
    let Some(repository) = repositories::get(database, &name)? else { return Ok(Vec::new()) };
    match (kind, event) {
        ("pull_request", GithubEvent { action, pull_request: Some(pull), .. }) => {
            of_pull(database, &repository, &action, pull, pages)
        }
        (
            "deployment_status",
            GithubEvent { deployment: Some(deployment), deployment_status: Some(status), .. },
        ) if status.state == "success" => of_deployment(database, &repository, &deployment, pages),
        _ => Ok(Vec::new()),
    }
}

/// A pull request has new commits, or is over.
fn of_pull(
    database: &Transaction<'_>,
    repository: &RepositoryRow,
    action: &str,
    event: EventPull,
    pages: &Url,
) -> Result<Vec<i64>, StoreFault> {
    let pull = PullAddress { repository: repository.name.clone(), number: event.number };
    match action {
        "opened" | "reopened" | "synchronize" | "ready_for_review" => {
            queue(database, repository, pull, Some(event.head.sha), pages)
        }
        "closed" => {
            cancel_waiting(database, &pull, &Message::new("desk-outward-closed"))?;
            Ok(Vec::new())
        }
        _ => Ok(Vec::new()),
    }
}

/// A preview is there: the runs that wait for it go on; where none does, one is asked for by the number in its branch's name.
fn of_deployment(
    database: &Transaction<'_>,
    repository: &RepositoryRow,
    deployment: &EventDeployment,
    pages: &Url,
) -> Result<Vec<i64>, StoreFault> {
    let known = pulls::of_commit(database, &repository.name, &deployment.sha)?;
    if !known.is_empty() {
        for run in &known {
            deliveries::hasten(database, DeliveryChannel::PullPage, run.job)?;
        }
        return Ok(known.into_iter().map(|run| run.job).collect());
    }
    // The reference of a pull request's own commit; a branch's name says nothing about its number.
    let number = deployment.branch.strip_prefix("refs/pull/").and_then(|rest| rest.split('/').next());
    let Some(number) = number.and_then(|number| number.parse().ok()) else { return Ok(Vec::new()) };
    let pull = PullAddress { repository: repository.name.clone(), number };
    queue(database, repository, pull, Some(deployment.sha.clone()), pages)
}

/// Asks for a run of a commit that has none, in the place of runs of earlier commits that have not begun.
fn queue(
    database: &Transaction<'_>,
    repository: &RepositoryRow,
    pull: PullAddress,
    sha: Option<String>,
    pages: &Url,
) -> Result<Vec<i64>, StoreFault> {
    let has_run = pulls::of_pull(database, &pull.repository, pull.number)?
        .into_iter()
        .any(|run| run.sha.is_some() && run.sha == sha);
    if has_run {
        return Ok(Vec::new());
    }
    cancel_waiting(database, &pull, &Message::new("desk-outward-newer"))?;
    let options = serde_json::from_value(repository.options.clone())?;
    let name = pull.to_string();
    let asked = AskedPull { pull, options, sha, asked_by: PERSON.to_owned() };
    let job = ask::add(database, asked, pages)?;
    let (subject, detail) = (format!("run {}", job.id), json!({ "pull_request": name }));
    audit::add(database, &NewAudit { person: PERSON, action: "run.submit", subject, detail })?;
    Ok(vec![job.id])
}

fn cancel_waiting(database: &Transaction<'_>, pull: &PullAddress, why: &Message) -> Result<(), StoreFault> {
    for run in pulls::of_pull(database, &pull.repository, pull.number)? {
        if jobs::give_up(database, run.job, JobState::Cancelled, &why.say(Lang::En))? {
            let (subject, detail) = (format!("run {}", run.job), Value::Object(serde_json::Map::new()));
            audit::add(database, &NewAudit { person: PERSON, action: "run.stop", subject, detail })?;
        }
    }
    Ok(())
}
