//! Runs and times as pages write them.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::desk::store::{JobRow, JobState};
use crate::desk::told::told_reason;
use crate::words::{Lang, Message, Value as Said};

/// A moment in UTC to the minute: `2026-11-20 03:15`, in French `20/11/2026 03:15`.
pub(super) fn minute(moment: jiff::Timestamp, lang: Lang) -> String {
    minute_in(moment, TimeZone::UTC, lang)
}

/// The same in another time zone.
pub(super) fn minute_in(moment: jiff::Timestamp, zone: TimeZone, lang: Lang) -> String {
    let form = match lang {
        Lang::En => "%Y-%m-%d %H:%M",
        Lang::Fr => "%d/%m/%Y %H:%M",
    };
    moment.to_zoned(zone).strftime(form).to_string()
}

/// The name of a state.
pub(super) fn state(state: JobState) -> Message {
    match state {
        JobState::Approval => Message::new("desk-state-approval"),
        JobState::Queued => Message::new("desk-state-queued"),
        JobState::Waiting => Message::new("desk-state-waiting"),
        JobState::Starting => Message::new("desk-state-starting"),
        JobState::Running => Message::new("desk-state-running"),
        JobState::Done => Message::new("desk-state-done"),
        JobState::Failed => Message::new("desk-state-failed"),
        JobState::Cancelled => Message::new("desk-state-cancelled"),
    }
}

/// The class of the style sheet that colours a letter.
pub(super) fn grade_class(letter: Option<&str>) -> String {
    letter.map_or_else(String::new, |letter| format!("grade-{}", letter.to_ascii_lowercase()))
}

/// A host as a part of an address.
pub(super) fn in_address(host: &str) -> String {
    url::form_urlencoded::byte_serialize(host.as_bytes()).collect()
}

/// A run in a list.
pub(super) fn row(row: &JobRow, lang: Lang) -> Value {
    let outcome = &row.outcome;
    let said = |value: Option<Said>| value.map(|value| Message::value(value).say(lang));
    json!({
        "id": row.id,
        "state": row.state.as_str(),
        "state_text": state(row.state).say(lang),
        "host": row.host,
        "shop": in_address(&row.host),
        "title": outcome.title.as_deref().or_else(|| asked_of(&row.request)).unwrap_or(&row.host),
        "letter": outcome.letter,
        "class": grade_class(outcome.letter.as_deref()),
        // That of the report, the API and the metrics: a comparison has another one, of what is judged alone.
        "p95": said(outcome.p95_ms.map(Said::Millis)),
        "failures": said(outcome.failures.map(Said::Share)),
        "capacity": said(outcome.capacity.map(Said::Count)),
        "when": minute(row.started.unwrap_or(row.asked), lang),
        "at": row.started.unwrap_or(row.asked).to_string(),
        "asked_by": row.asked_by,
        "reason": row.reason.as_deref().map(|reason| told_reason(reason, lang)),
        "stop_asked": row.stop_asked,
        "has_process": row.state.has_process(),
        "paused": null,
    })
}

/// The page that a run was asked for, without its host.
fn asked_of(request: &Value) -> Option<&str> {
    let (_, rest) = request.get("url")?.as_str()?.split_once("://")?;
    rest.find('/').and_then(|path| rest.get(path..)).filter(|path| *path != "/")
}

/// What was asked for, as the flags of the command line.
pub(super) fn options(request: &Value) -> Vec<String> {
    let options = request.get("options").and_then(Value::as_object);
    let flag = |(name, value): (&String, &Value)| match value {
        Value::Bool(true) => vec![format!("--{name}")],
        Value::String(text) => vec![format!("--{name} {text}")],
        Value::Array(several) => {
            several.iter().filter_map(Value::as_str).map(|text| format!("--{name} {text}")).collect()
        }
        Value::Number(number) => vec![format!("--{name} {number}")],
        _ => Vec::new(),
    };
    options.map(|options| options.iter().flat_map(flag).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short_in_each_language() {
        let moment: jiff::Timestamp = "2026-11-20T03:15:59Z".parse().unwrap();
        assert_eq!(minute(moment, Lang::En), "2026-11-20 03:15");
        assert_eq!(minute(moment, Lang::Fr), "20/11/2026 03:15");
        assert_eq!(minute_in(moment, TimeZone::get("Europe/Paris").unwrap(), Lang::En), "2026-11-20 04:15");
    }

    #[test]
    fn options_are_shown_as_they_are_typed() {
        let request = json!({ "url": "x", "options": {
            "vus": 5, "junit": true, "assets": false, "duration": "2m", "stage": ["10s:5", "20s:0"] } });
        let shown = ["--vus 5", "--junit", "--duration 2m", "--stage 10s:5", "--stage 20s:0"];
        assert_eq!(options(&request), shown);
        assert_eq!(options(&json!({ "url": "x" })), Vec::<String>::new());
    }
}
