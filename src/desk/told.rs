//! What people are told of a run in one sentence.

use super::folder::JobFolder;
use super::state::DeskState;
use super::store::{JobRow, JobState};
use crate::words::{Lang, Message};

/// The state of a run in one sentence of the desk's language, as it was at an event: the run itself may be further.
pub(super) fn told(desk: &DeskState, job: &JobRow, state: JobState) -> String {
    let reason = || job.reason.clone().unwrap_or_default();
    let message = match state {
        JobState::Approval => Message::new("desk-outward-approval"),
        JobState::Queued | JobState::Waiting => match &job.reason {
            Some(reason) if job.state == state => {
                Message::new("desk-outward-waiting-for").exact("reason", reason)
            }
            _ => Message::new("desk-outward-waiting"),
        },
        JobState::Starting | JobState::Running => Message::new("desk-outward-running"),
        JobState::Done => match (&job.outcome.letter, headline(desk, job)) {
            (Some(letter), Some(headline)) => {
                Message::new("desk-outward-done").exact("letter", letter).exact("headline", headline)
            }
            (None, Some(headline)) => Message::new("desk-outward-no-letter").exact("headline", headline),
            (_, None) => Message::new("desk-outward-over"),
        },
        JobState::Failed => Message::new("desk-outward-failed").exact("reason", reason()),
        JobState::Cancelled => match &job.reason {
            Some(reason) => Message::new("desk-outward-cancelled-for").exact("reason", reason),
            None => Message::new("desk-outward-cancelled"),
        },
    };
    message.say(desk.lang)
}

/// The verdict in one sentence; the database has it in English.
fn headline(desk: &DeskState, job: &JobRow) -> Option<String> {
    if desk.lang == Lang::En {
        return job.outcome.headline.clone();
    }
    let record = JobFolder::new(&desk.runs, job.folder.as_deref()?).record()?;
    Some(record.verdict.headline.say(desk.lang))
}
