//! Adds a run of a pull request to the queue. It waits there until its preview is found.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use url::Url;

use super::address::PullAddress;
use crate::desk::queue::{OptionValue, RunRequest};
use crate::desk::store::{
    DeliveryChannel, JobRow, NewDelivery, NewJob, PullRunRow, StoreFault, deliveries, jobs, pulls,
};

/// What is asked for.
#[derive(Debug, Clone)]
pub(in crate::desk) struct AskedPull {
    pub(in crate::desk) pull: PullAddress,
    pub(in crate::desk) options: BTreeMap<String, OptionValue>,
    /// The commit, where an event names it.
    pub(in crate::desk) sha: Option<String>,
    pub(in crate::desk) asked_by: String,
}

/// Adds the run, and the question where its preview is.
pub(in crate::desk) fn add(
    database: &Transaction<'_>,
    asked: AskedPull,
    pages: &Url,
) -> Result<JobRow, StoreFault> {
    let AskedPull { pull, options, sha, asked_by } = asked;
    let request = RunRequest { url: None, scenario: None, pull_request: Some(pull.url(pages)), options };
    let job = jobs::add(
        database,
        &NewJob {
            // Until its own host is known; a run without a page is never started.
            host: pages.host_str().unwrap_or_default().to_owned(),
            request: serde_json::to_value(&request)?,
            asked_by,
            needs_approval: false,
            approved_by: None,
            schedule: None,
        },
    )?;
    let row =
        PullRunRow { job: job.id, repository: pull.repository, number: pull.number, sha, check_run: None };
    pulls::add(database, &row)?;
    let question =
        NewDelivery { channel: DeliveryChannel::PullPage, subject: job.id, event: None, body: String::new() };
    deliveries::add(database, &question)?;
    Ok(job)
}
