//! What people are told of a run in one sentence.

use super::folder::JobFolder;
use super::state::DeskState;
use super::store::{JobRow, JobState};
use crate::words::{Lang, Message};

/// The state of a run in one sentence of the desk's language, as it was at an event: the run itself may be further.
pub(super) fn told(desk: &DeskState, job: &JobRow, state: JobState) -> String {
    let reason = || told_reason(job.reason.as_deref().unwrap_or_default(), desk.lang);
    let message = match state {
        JobState::Approval => Message::new("desk-outward-approval"),
        JobState::Queued | JobState::Waiting => match &job.reason {
            Some(reason) if job.state == state => {
                Message::new("desk-outward-waiting-for").exact("reason", told_reason(reason, desk.lang))
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
            Some(reason) => {
                Message::new("desk-outward-cancelled-for").exact("reason", told_reason(reason, desk.lang))
            }
            None => Message::new("desk-outward-cancelled"),
        },
    };
    message.say(desk.lang)
}

/// Sentences of the desk's own among reasons, and what is a value in each.
const REASONS: [(&str, Option<&str>); 5] = [
    ("desk-run-killed", None),
    ("desk-run-unapproved", None),
    ("desk-run-hours", None),
    ("desk-run-last-words", Some("words")),
    ("desk-run-waits-hours", Some("hours")),
];

/// A reason, of which the database has the English sentence. What is none of ours, such as the words of a process, stays as it is.
pub(super) fn told_reason(reason: &str, lang: Lang) -> String {
    let ours = REASONS.iter().find_map(|(id, value)| {
        let Some(name) = value else {
            let message = Message::new(id);
            return (message.say(Lang::En) == reason).then_some(message);
        };
        let sentence = Message::new(id).exact(name, MARK).say(Lang::En);
        let (before, after) = sentence.split_once(MARK)?;
        let value = reason.strip_prefix(before)?.strip_suffix(after)?;
        Some(Message::new(id).exact(name, value))
    });
    ours.map_or_else(|| reason.to_owned(), |message| message.say(lang))
}

/// Stands for a value in a sentence that is taken apart.
const MARK: &str = "MARK";

/// The verdict in one sentence; the database has it in English.
fn headline(desk: &DeskState, job: &JobRow) -> Option<String> {
    if desk.lang == Lang::En {
        return job.outcome.headline.clone();
    }
    let record = JobFolder::new(&desk.runs, job.folder.as_deref()?).record()?;
    Some(record.verdict.headline.say(desk.lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_our_own_are_told_in_each_language() {
        for (id, value) in REASONS {
            let message =
                value.map_or_else(|| Message::new(id), |name| Message::new(id).exact(name, "run.json: full"));
            let kept = message.say(Lang::En);
            assert_eq!(told_reason(&kept, Lang::En), kept);
            assert_eq!(told_reason(&kept, Lang::Fr), message.say(Lang::Fr), "{kept}");
            assert_ne!(told_reason(&kept, Lang::Fr), kept);
        }
        assert_eq!(told_reason("the shop is away", Lang::Fr), "the shop is away");
    }
}
