//! Finds the preview of a pull request, and gives its run a page.

use serde_json::Value;
use url::Url;

use super::client::{GithubClient, text};
use crate::desk::outward::OutFault;
use crate::desk::queue::RunRequest;
use crate::desk::state::DeskState;
use crate::desk::store::{
    JobRow, JobState, PullRunRow, RepositoryRow, StoreFault, TargetEnvironment, jobs, pulls, repositories,
    targets,
};
use crate::words::{Lang, Message};

/// How many deployments of a commit are looked at, the newest first.
const MOST: usize = 10;

/// Finds the page of a run that waits for it. Why it is not there yet is said on the run.
///
/// # Errors
///
/// [`OutFault`] when it has to be asked again, or never can be found.
pub(in crate::desk) async fn find(desk: &DeskState, github: &GithubClient, job: i64) -> Result<(), OutFault> {
    let row = desk.store.read(move |database| jobs::get(database, job)).await.map_err(OutFault::from)?;
    // Meanwhile a person or a newer commit has taken it out of the queue.
    let waits = |row: &JobRow| matches!(row.state, JobState::Queued | JobState::Waiting);
    let Some(row) = row.filter(waits) else { return Ok(()) };
    let found = look(desk, github, row).await;
    if let Err(OutFault::Again { why, .. }) = &found {
        let said = why.say(Lang::En);
        desk.store
            .write(move |database| jobs::explain(database, job, &said))
            .await
            .map_err(OutFault::from)?;
    }
    found
}

/// Ends a run whose page was never found.
pub(in crate::desk) async fn never(desk: &DeskState, job: i64, why: &Message) -> Result<(), StoreFault> {
    let said = why.say(Lang::En);
    desk.store.write(move |database| jobs::give_up(database, job, JobState::Failed, &said)).await?;
    Ok(())
}

async fn look(desk: &DeskState, github: &GithubClient, row: JobRow) -> Result<(), OutFault> {
    let id = row.id;
    let ask = move |database: &rusqlite::Connection| {
        let Some(run) = pulls::get(database, id)? else { return Ok(None) };
        Ok::<_, StoreFault>(repositories::get(database, &run.repository)?.map(|repository| (run, repository)))
    };
    let found = desk.store.read(ask).await.map_err(OutFault::from)?;
    let Some((run, repository)) = found else {
        return Err(OutFault::Never(Message::new("error-outward-not-configured")));
    };
    let pull = github.get(&run.repository, &format!("/pulls/{}", run.number)).await?;
    if pull["state"] == "closed" {
        return Err(OutFault::Never(Message::new("desk-outward-closed")));
    }
    let sha = text(&pull, "/head/sha")?.to_owned();
    let found = sha.clone();
    desk.store
        .write(move |database| pulls::found_commit(database, id, &found))
        .await
        .map_err(OutFault::from)?;
    let pattern = repository.preview_url.as_ref().or(desk.outward.preview_url.as_ref());
    let root = match pattern {
        Some(pattern) => pattern.replace("{number}", &run.number.to_string()).replace("{sha}", &sha),
        None => deployed(github, &run, &repository, &sha).await?,
    };
    let no_address = || OutFault::Never(Message::new("error-outward-no-preview-address").exact("url", &root));
    let page = Url::parse(&root).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let page = page.and_then(|root| root.join(&repository.path).ok()).ok_or_else(no_address)?;
    settle(desk, row, page).await
}

/// The address of the newest deployment of a commit that is there.
async fn deployed(
    github: &GithubClient,
    run: &PullRunRow,
    repository: &RepositoryRow,
    sha: &str,
) -> Result<String, OutFault> {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.append_pair("sha", sha).append_pair("per_page", &MOST.to_string());
    if let Some(environment) = &repository.environment {
        query.append_pair("environment", environment);
    }
    let all = github.get(&run.repository, &format!("/deployments?{}", query.finish())).await?;
    for deployment in all.as_array().into_iter().flatten().take(MOST) {
        let Some(id) = deployment["id"].as_i64() else { continue };
        let path = format!("/deployments/{id}/statuses?per_page=1");
        let statuses = github.get(&run.repository, &path).await?;
        let newest = &statuses[0];
        let address = newest["environment_url"].as_str().filter(|url| !url.is_empty());
        if let Some(address) = address.filter(|_| newest["state"] == "success") {
            return Ok(address.to_owned());
        }
    }
    Err(OutFault::again(Message::new("desk-outward-not-deployed").exact("sha", short(sha))))
}

/// Gives the run its page, when its host may be loaded.
async fn settle(desk: &DeskState, row: JobRow, page: Url) -> Result<(), OutFault> {
    let request: Result<RunRequest, _> = serde_json::from_value(row.request);
    let unreadable = || OutFault::Never(Message::new("error-desk-options"));
    let request = RunRequest { url: Some(page.to_string()), ..request.map_err(|_| unreadable())? };
    let checked = request.check(desk.check).map_err(OutFault::Never)?;
    let host = crate::desk::queue::host_of(&checked.page).ok_or_else(unreadable)?;
    let request: Value = serde_json::to_value(&request).map_err(|_| unreadable())?;
    let (id, name) = (row.id, host.clone());
    let change = move |database: &rusqlite::Transaction<'_>| {
        let Some(target) = targets::covering(database, &name)? else { return Ok(false) };
        let needs_approval = target.environment == TargetEnvironment::Prod;
        jobs::find_page(database, id, &name, &request, needs_approval)?;
        Ok::<_, StoreFault>(true)
    };
    if !desk.store.write(change).await.map_err(OutFault::from)? {
        return Err(OutFault::Never(Message::new("error-desk-not-listed").exact("host", host)));
    }
    desk.bell.ring();
    Ok(())
}

/// A commit as people write it.
pub(super) fn short(sha: &str) -> &str {
    sha.get(..7).unwrap_or(sha)
}
