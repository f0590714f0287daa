//! The state of a run on its pull request: a check run or commit status, and one comment that is kept up to date.
//!
//! What is sent is what is so when it is sent, so the last delivery is right in whatever order they come. What GitHub did with a
//! request whose answer was lost is looked up before it is made again.

use std::sync::Arc;

use serde_json::{Value, json};

use super::address::PullAddress;
use super::client::{GithubClient, number, text};
use super::comment::{self, PullComment};
use super::page::short;
use crate::desk::outward::OutFault;
use crate::desk::state::DeskState;
use crate::desk::store::{JobRow, JobState, PullRunRow, StoreFault, jobs, pulls, repositories};
use crate::desk::told::told;

/// The name of the check and the status.
const NAME: &str = "promo-load";
/// The exit code of a run whose thresholds were crossed.
const CROSSED: u8 = 99;
/// The most characters of a status's description.
const DESCRIPTION: usize = 140;
/// The comments on a pull request that are looked through, in pages.
const PAGES: usize = 30;
const PAGE: usize = 100;

/// A run with its pull request.
struct Reported<'a> {
    desk: &'a Arc<DeskState>,
    github: &'a GithubClient,
    job: JobRow,
    run: PullRunRow,
    sha: String,
    told: String,
    link: Option<String>,
}

/// Says on the pull request how the run is.
///
/// # Errors
///
/// [`OutFault`] of GitHub.
pub(in crate::desk) async fn report(
    desk: &Arc<DeskState>,
    github: &GithubClient,
    job: i64,
) -> Result<(), OutFault> {
    let ask = move |database: &rusqlite::Connection| {
        Ok::<_, StoreFault>(jobs::get(database, job)?.zip(pulls::get(database, job)?))
    };
    let Some((job, run)) = desk.store.read(ask).await.map_err(OutFault::from)? else { return Ok(()) };
    let sha = match &run.sha {
        Some(sha) => sha.clone(),
        None => {
            let pull = github.get(&run.repository, &format!("/pulls/{}", run.number)).await?;
            text(&pull, "/head/sha")?.to_owned()
        }
    };
    let (told, link) = (told(desk, &job, job.state), desk.outward.link(job.id));
    let reported = Reported { desk, github, job, run, sha, told, link };
    if github.is_app() {
        reported.check().await?;
    } else {
        reported.status().await?;
    }
    reported.comment().await
}

impl Reported<'_> {
    async fn status(&self) -> Result<(), OutFault> {
        let state = match (self.job.state, self.job.exit) {
            (JobState::Done, Some(0)) => "success",
            (JobState::Done, Some(CROSSED)) => "failure",
            (state, _) if state.is_over() => "error",
            _ => "pending",
        };
        let description: String = self.told.chars().take(DESCRIPTION).collect();
        let mut body = json!({ "state": state, "context": NAME, "description": description });
        if let Some(link) = &self.link {
            body["target_url"] = link.as_str().into();
        }
        let path = format!("/statuses/{}", self.sha);
        self.github.post(&self.run.repository, &path, &body).await.map(drop)
    }

    async fn check(&self) -> Result<(), OutFault> {
        let body = self.check_body();
        let known = match self.run.check_run {
            Some(id) => Some(id),
            None => self.find_check().await?,
        };
        let id = match known {
            Some(id) => {
                self.github.patch(&self.run.repository, &format!("/check-runs/{id}"), &body).await?;
                id
            }
            None => number(&self.github.post(&self.run.repository, "/check-runs", &body).await?, "/id")?,
        };
        let job = self.job.id;
        let keep = move |database: &rusqlite::Transaction<'_>| pulls::found_check(database, job, id);
        self.desk.store.write(keep).await.map_err(OutFault::from)
    }

    fn check_body(&self) -> Value {
        let title: String = self.told.chars().take(DESCRIPTION).collect();
        let mut body = json!({
            "name": NAME,
            "head_sha": self.sha,
            "external_id": self.job.id.to_string(),
            "output": { "title": title, "summary": crate::report::markdown_text(&self.told) },
        });
        if let Some(link) = &self.link {
            body["details_url"] = link.as_str().into();
        }
        if self.job.state.is_over() {
            // What was not measured has not held: a neutral check would let it pass.
            let conclusion = match (self.job.state, self.job.exit) {
                (JobState::Done, Some(0)) => "success",
                (JobState::Cancelled, _) => "cancelled",
                _ => "failure",
            };
            body["status"] = "completed".into();
            body["conclusion"] = conclusion.into();
        } else {
            body["status"] = if self.job.state.has_process() { "in_progress" } else { "queued" }.into();
        }
        body
    }

    /// The check run of this run, when its number was lost with an answer.
    async fn find_check(&self) -> Result<Option<i64>, OutFault> {
        let path = format!("/commits/{}/check-runs?check_name={NAME}&filter=all&per_page=100", self.sha);
        let found = self.github.get(&self.run.repository, &path).await?;
        let own = self.job.id.to_string();
        let all = found["check_runs"].as_array().into_iter().flatten();
        Ok(all.filter(|check| check["external_id"] == own.as_str()).find_map(|check| check["id"].as_i64()))
    }

    async fn comment(&self) -> Result<(), OutFault> {
        let (repository, pull) = (self.run.repository.clone(), self.run.number);
        let ask = move |database: &rusqlite::Connection| {
            let newest = pulls::of_pull(database, &repository, pull)?.first().map(|run| run.job);
            Ok::<_, StoreFault>((newest, pulls::comment(database, &repository, pull)?))
        };
        let (newest, known) = self.desk.store.read(ask).await.map_err(OutFault::from)?;
        // The comment is the newest run's.
        if newest != Some(self.job.id) {
            return Ok(());
        }
        let address = PullAddress { repository: self.run.repository.clone(), number: pull };
        let marker = comment::marker(self.desk, &address.to_string());
        let compared = self.compared().await?;
        let text = PullComment {
            marker: &marker,
            told: &self.told,
            page: self.job.request["url"].as_str(),
            commit: short(&self.sha),
            link: self.link.as_deref(),
            compared: compared.as_deref(),
        };
        let body = json!({ "body": text.render(self.desk.lang) });
        if let Some(id) = known {
            match self.change_comment(id, &body).await {
                // A person has deleted it: there is a new one.
                Err(OutFault::Never(_)) => self.keep_comment(None).await?,
                other => return other,
            }
        }
        if let Some(id) = self.find_comment(&marker).await? {
            self.change_comment(id, &body).await?;
            return self.keep_comment(Some(id)).await;
        }
        let path = format!("/issues/{pull}/comments");
        let made = self.github.post(&self.run.repository, &path, &body).await?;
        self.keep_comment(Some(number(&made, "/id")?)).await
    }

    async fn change_comment(&self, id: i64, body: &Value) -> Result<(), OutFault> {
        self.github.patch(&self.run.repository, &format!("/issues/comments/{id}"), body).await.map(drop)
    }

    async fn keep_comment(&self, id: Option<i64>) -> Result<(), OutFault> {
        let (repository, pull) = (self.run.repository.clone(), self.run.number);
        let keep =
            move |database: &rusqlite::Transaction<'_>| pulls::found_comment(database, &repository, pull, id);
        self.desk.store.write(keep).await.map_err(OutFault::from)
    }

    /// The oldest comment with the marker: a later one with it is a copy.
    async fn find_comment(&self, marker: &str) -> Result<Option<i64>, OutFault> {
        for page in 1..=PAGES {
            let path = format!("/issues/{}/comments?per_page={PAGE}&page={page}", self.run.number);
            let found = self.github.get(&self.run.repository, &path).await?;
            let all = found.as_array().map(Vec::as_slice).unwrap_or_default();
            let is_own =
                |comment: &&Value| comment["body"].as_str().is_some_and(|body| body.starts_with(marker));
            if let Some(id) = all.iter().find(is_own).and_then(|comment| comment["id"].as_i64()) {
                return Ok(Some(id));
            }
            if all.len() < PAGE {
                break;
            }
        }
        Ok(None)
    }

    /// The comparison with the last run of the default branch's host.
    async fn compared(&self) -> Result<Option<String>, OutFault> {
        if self.job.state != JobState::Done {
            return Ok(None);
        }
        let (name, id) = (self.run.repository.clone(), self.job.id);
        let ask = move |database: &rusqlite::Connection| {
            let host = repositories::get(database, &name)?.and_then(|repository| repository.baseline_host);
            host.map_or(Ok(None), |host| jobs::last_done(database, &host, id))
        };
        let baseline: Option<JobRow> = self.desk.store.read(ask).await.map_err(OutFault::from)?;
        let Some(baseline) = baseline else { return Ok(None) };
        let (desk, job) = (Arc::clone(self.desk), self.job.clone());
        let compared = tokio::task::spawn_blocking(move || comment::compare(&desk, &baseline, &job)).await;
        Ok(compared.ok().flatten())
    }
}
