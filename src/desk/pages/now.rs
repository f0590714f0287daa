//! What runs now, what waits, and what ended last.

use std::sync::Arc;

use serde_json::json;

use super::rows::row;
use super::shell::{DeskPage, lang, show};
use crate::desk::access::TokenScope;
use crate::desk::state::DeskState;
use crate::desk::store::{JobFilter, JobRow, JobState, RowPage, StoreFault, jobs};
use crate::desk::web::{ApiProblem, ApiReply, ApiRequest, ApiRoute};
use crate::grade::Letter;
use crate::words::Lang;

/// The most runs of each state that are shown.
const SHOWN: usize = 25;
/// The runs that ended last.
const LAST: usize = 8;

pub(super) fn routes() -> Vec<ApiRoute> {
    vec![super::page("/", TokenScope::Read, |desk, request| Box::pin(now(desk, request)))]
}

async fn now(desk: Arc<DeskState>, request: ApiRequest) -> Result<ApiReply, ApiProblem> {
    let lang = lang(&request);
    let asked = desk.store.read(|database| {
        let oldest = |states: &[JobState]| -> Result<Vec<JobRow>, StoreFault> {
            let found = states.iter().map(|state| jobs::oldest(database, *state, SHOWN));
            Ok(found.collect::<Result<Vec<_>, _>>()?.concat())
        };
        let running = oldest(&[JobState::Starting, JobState::Running])?;
        let approval = oldest(&[JobState::Approval])?;
        let mut queue = oldest(&[JobState::Queued, JobState::Waiting])?;
        queue.sort_by_key(|row| (row.asked, row.id));
        let newest = RowPage { before: None, limit: SHOWN + LAST };
        let mut last = jobs::list(database, &JobFilter::default(), newest)?;
        last.retain(|row| row.state.is_over());
        last.truncate(LAST);
        Ok::<_, StoreFault>((running, approval, queue, last))
    });
    let (running, approval, queue, last) = asked.await?;
    let rows = |found: &[JobRow]| found.iter().map(|one| row(one, lang)).collect::<Vec<_>>();
    let person = request.caller()?.person.clone();
    let approval =
        approval.iter().map(|one| json!({ "run": row(one, lang), "is_own": one.asked_by == person }));
    let page = json!({
        "running": rows(&running),
        "approval": approval.collect::<Vec<_>>(),
        "queue": rows(&queue),
        "last": rows(&last),
        "meanings": meanings(lang),
    });
    show(&request, DeskPage::Now, "now.html", &DeskPage::Now.title(lang), &page)
}

/// What each letter means, for the script that shows the letter so far.
pub(super) fn meanings(lang: Lang) -> String {
    let pairs = Letter::ALL.into_iter().map(|letter| (letter.to_string(), json!(letter.meaning().say(lang))));
    serde_json::Value::Object(pairs.collect()).to_string()
}
