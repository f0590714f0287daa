//! What `runs` lists: each run with its date, what it tested, its load, and its letter or why it has none.

use console::Style;
use serde_json::{Value, json};

use super::text::{hanging, styled};
use crate::record::RunRecord;
use crate::units::json;
use crate::units::line::plain;
use crate::words::{self, Lang, Message};

/// Narrower terminals get lines of this width all the same.
const NARROWEST: usize = 50;
/// The columns in front of a run's lines: its letter.
const MARGIN: usize = 4;

/// A run as it is listed.
#[derive(Debug)]
pub struct Listed<'a> {
    /// Its name, which begins with its date.
    pub id: &'a str,
    /// Where it is.
    pub folder: String,
    /// What there is of it.
    pub state: RunState<'a>,
}

/// What there is of a run.
#[derive(Debug, Clone, Copy)]
pub enum RunState<'a> {
    /// Its record.
    Finished(&'a RunRecord),
    /// Its load goes on.
    Running,
    /// It has no record: it was killed, or the disk was full.
    Unfinished,
    /// It has a record that cannot be read, and why.
    Damaged(&'a Message),
}

/// The runs on a terminal of `width` columns, in their order; `folder` is where they are.
#[must_use]
pub fn terminal(runs: &[Listed<'_>], folder: &str, width: usize, colour: bool, lang: Lang) -> String {
    let width = width.max(NARROWEST);
    if runs.is_empty() {
        return plain(&Message::new("runs-none").with("folder", folder).say(lang)) + "\n";
    }
    let mut lines = Vec::new();
    for Listed { id, folder, state } in runs {
        let letter = styled(colour, Style::new().bold(), &format!("{:MARGIN$}", letter(state)));
        let dim = |line: String| styled(colour, Style::new().dim(), &line);
        lines.extend(hanging(&letter, MARGIN, &plain(&title(id, state, lang)), width));
        for detail in details(folder, state) {
            lines.extend(hanging(&" ".repeat(MARGIN), MARGIN, &plain(&detail.say(lang)), width));
        }
        lines.push(dim(format!("{:MARGIN$}{}", "", plain(folder))));
    }
    lines.push(String::new());
    lines.extend(hanging("", 0, &Message::new("runs-order").say(lang), width));
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The letter; `?` without one, `–` of a run that has no record.
fn letter(state: &RunState<'_>) -> String {
    match state {
        RunState::Finished(record) => {
            record.verdict.grade.map_or_else(|| "?".to_owned(), |grade| grade.letter.to_string())
        }
        _ => "–".to_owned(),
    }
}

/// The date and what was tested, or the name.
fn title(id: &str, state: &RunState<'_>, lang: Lang) -> String {
    match state {
        RunState::Finished(record) => {
            let date = words::date_time(record.started, lang);
            format!("{date} · {} · {}", record.load.scenario, record.target)
        }
        _ => id.to_owned(),
    }
}

/// The load, and why there is no letter or no record.
fn details(folder: &str, state: &RunState<'_>) -> Vec<Message> {
    match state {
        RunState::Finished(record) => {
            let load = Message::plain(record.load.executor.as_str());
            let reason = record.verdict.inconclusive.clone();
            let reason = reason.map(|reason| Message::new("runs-no-letter").with("reason", reason));
            std::iter::once(load).chain(reason).collect()
        }
        RunState::Running => vec![Message::new("runs-running")],
        RunState::Unfinished => vec![Message::new("runs-unfinished").with("folder", folder)],
        RunState::Damaged(problem) => vec![Message::new("runs-damaged").with("problem", (*problem).clone())],
    }
}

/// The runs for programs, in their order.
///
/// # Errors
///
/// The serializer's own.
pub fn json(runs: &[Listed<'_>]) -> Result<Value, serde_json::Error> {
    runs.iter().map(run).collect()
}

fn run(listed: &Listed<'_>) -> Result<Value, serde_json::Error> {
    let (state, record, problem) = match listed.state {
        RunState::Finished(record) => ("finished", Some(record), None),
        RunState::Running => ("running", None, None),
        RunState::Unfinished => ("unfinished", None, None),
        RunState::Damaged(problem) => ("damaged", None, Some(problem)),
    };
    let mut value = json!({ "run_id": listed.id, "folder": listed.folder, "state": state });
    if let Some(problem) = problem {
        value["problem"] = problem.to_string().into();
    }
    if let Some(record) = record {
        value["started"] = json::to_value(&record.started)?;
        value["target"] = record.target.as_str().into();
        value["scenario"] = record.load.scenario.as_str().into();
        value["load"] = record.load.executor.as_str().into();
        value["vus_max"] = record.vus_max.into();
        value["ended"] = record.ending.reason().into();
        value["letter"] = json::to_value(&record.verdict.grade.map(|grade| grade.letter))?;
        value["inconclusive"] = json::to_value(&record.verdict.inconclusive)?;
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::SampleCourse;
    use crate::metric::{Ending, GeneratorHealth};
    use crate::record::sample;

    #[test]
    fn each_run_says_what_there_is_of_it() {
        let record = sample::record();
        let sick = GeneratorHealth { own_failures: 12, ..GeneratorHealth::default() };
        let doubtful = sample::record_of(&SampleCourse::default(), Ending::Completed, sick);
        let damaged = Message::plain("EOF \u{1b}[2J");
        let listed = |id, state| Listed { id, folder: format!("runs/{id}"), state };
        let runs = [
            listed("a", RunState::Finished(&record)),
            listed("b", RunState::Finished(&doubtful)),
            listed("c", RunState::Unfinished),
            listed("d", RunState::Damaged(&damaged)),
            listed("e", RunState::Running),
        ];
        for (lang, parts) in [
            (
                Lang::En,
                ["no letter: the load generator", "promo-load report runs/c", "EOF", "goes on", "newest"],
            ),
            (
                Lang::Fr,
                ["pas de note\u{a0}: le générateur", "promo-load report runs/c", "EOF", "en cours", "récent"],
            ),
        ] {
            let text = terminal(&runs, "runs", 80, false, lang);
            let letter = record.verdict.grade.unwrap().letter.to_string();
            assert!(
                text.starts_with(&letter) && text.contains("\n?   ") && text.contains("\n–   c"),
                "{text}"
            );
            for part in parts {
                assert!(text.contains(part), "`{part}` is not in:\n{text}");
            }
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        assert!(terminal(&[], "runs", 80, false, Lang::En).contains("no run in runs"));
        let json = json(&runs).unwrap();
        let states: Vec<&str> =
            json.as_array().unwrap().iter().map(|run| run["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["finished", "finished", "unfinished", "damaged", "running"]);
        assert!(
            json[0]["letter"].is_string()
                && json[1]["letter"].is_null()
                && json[1]["inconclusive"]["text"].is_string()
        );
    }
}
