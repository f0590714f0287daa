//! `serve --demo`: the demo shop as a target, and a run of it when there is none.

use serde_json::json;
use url::Url;

use super::error::DeskError;
use super::state::DeskState;
use super::store::{JobFilter, NewJob, RowPage, StoreFault, TargetEnvironment, TargetRow};
use super::store::{jobs, targets};

/// Who asks for the demo's run.
const PERSON: &str = "demo";

/// Lists the demo shop's host, and asks for a run of its promotion page when nothing was ever run.
pub(super) fn prepare(desk: &DeskState, page: &Url) -> Result<(), DeskError> {
    let host = page.host_str().unwrap_or_default().to_owned();
    let request = json!({ "url": page, "options": { "vus": 10, "duration": "15s", "mode": "full", "voucher": "BF2025" } });
    desk.store.write_now(move |database| {
        let target = TargetRow {
            host: host.clone(),
            environment: TargetEnvironment::Local,
            private: true,
            created: jiff::Timestamp::now(),
            created_by: PERSON.to_owned(),
        };
        targets::put(database, &target)?;
        let first = RowPage { before: None, limit: 1 };
        if jobs::list(database, &JobFilter::default(), first)?.is_empty() {
            jobs::add(
                database,
                &NewJob {
                    host,
                    request,
                    asked_by: PERSON.to_owned(),
                    needs_approval: false,
                    approved_by: None,
                    schedule: None,
                },
            )?;
        }
        Ok::<_, StoreFault>(())
    })?;
    Ok(())
}
