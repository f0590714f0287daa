//! What `doctor` says: each thing that it looked at, how it is, and what to do.

use console::{Style, measure_text_width};
use serde::Serialize;

use super::text::{hanging, styled};
use crate::units::line::plain;
use crate::words::{Lang, Message};

/// Narrower terminals get lines of this width all the same.
const NARROWEST: usize = 50;

/// How a thing is, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExaminationState {
    /// Nothing to do.
    Ok,
    /// It limits a run, or may surprise.
    Warn,
    /// A run is not possible.
    Problem,
}

impl ExaminationState {
    fn word(self) -> Message {
        match self {
            Self::Ok => Message::new("doctor-ok"),
            Self::Warn => Message::new("doctor-warn"),
            Self::Problem => Message::new("doctor-problem"),
        }
    }

    const fn style(self) -> Style {
        match self {
            Self::Ok => Style::new().green(),
            Self::Warn => Style::new().yellow(),
            Self::Problem => Style::new().red(),
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Examination {
    /// What programs know it by.
    pub id: &'static str,
    /// How it is.
    pub state: ExaminationState,
    /// What was found, and what that means for a run.
    pub found: Message,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Message>,
}

impl Examination {
    /// A thing about which nothing is to be done.
    #[must_use]
    pub const fn ok(id: &'static str, found: Message) -> Self {
        Self { id, state: ExaminationState::Ok, found, remedy: None }
    }

    /// A thing with a remedy.
    #[must_use]
    pub const fn bad(id: &'static str, state: ExaminationState, found: Message, remedy: Message) -> Self {
        Self { id, state, found, remedy: Some(remedy) }
    }
}

/// The worst state; ok without any check.
#[must_use]
pub fn worst(checks: &[Examination]) -> ExaminationState {
    checks.iter().map(|check| check.state).max().unwrap_or(ExaminationState::Ok)
}

/// A line for each check on a terminal of `width` columns, with its remedy below it.
#[must_use]
pub fn terminal(checks: &[Examination], width: usize, colour: bool, lang: Lang) -> String {
    let words = [ExaminationState::Ok, ExaminationState::Warn, ExaminationState::Problem]
        .map(|state| measure_text_width(&state.word().say(lang)));
    let states = words.into_iter().max().unwrap_or_default();
    let ids = checks.iter().map(|check| check.id.len()).max().unwrap_or_default();
    let columns = states + ids + 4;
    let width = width.max(NARROWEST);
    let mut lines = Vec::new();
    for Examination { id, state, found, remedy } in checks {
        let word = state.word().say(lang);
        let gap = " ".repeat(states - measure_text_width(&word));
        let head = format!("{}{gap}  {id:ids$}  ", styled(colour, state.style(), &word));
        lines.extend(hanging(&head, columns, &plain(&found.say(lang)), width));
        if let Some(remedy) = remedy {
            let arrow = format!("{:columns$}→ ", "");
            lines.extend(hanging(&arrow, columns + 2, &plain(&remedy.say(lang)), width));
        }
    }
    lines.iter().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The checks for programs, with the worst state of all.
///
/// # Errors
///
/// The serializer's own.
pub fn json(checks: &[Examination]) -> Result<String, serde_json::Error> {
    #[derive(Serialize)]
    struct Report<'a> {
        state: ExaminationState,
        checks: &'a [Examination],
    }
    Ok(serde_json::to_string_pretty(&Report { state: worst(checks), checks })? + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_check_is_a_line_and_its_remedy_another() {
        let checks = [
            Examination::ok(
                "cores",
                Message::new("doctor-cores").with("usable", 2_u64).with("online", 4_u64),
            ),
            Examination::bad(
                "proxy",
                ExaminationState::Warn,
                Message::new("doctor-proxy-ignored").with("names", "HTTP_PROXY\u{1b}[2J"),
                Message::new("doctor-give-proxy"),
            ),
        ];
        let text = terminal(&checks, 80, false, Lang::En);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "ok       cores  2 of 4 cores may be used: a run has up to 2 engine threads");
        assert!(lines[1].starts_with("warn     proxy  HTTP_PROXY"), "{text}");
        assert!(lines[2..].iter().any(|line| line.starts_with("                → ")), "{text}");
        assert!(!text.contains('\u{1b}'), "{text}");
        assert!(terminal(&checks, 80, true, Lang::Fr).contains('\u{1b}'));
        assert_eq!(worst(&checks), ExaminationState::Warn);
        assert_eq!(worst(&[]), ExaminationState::Ok);
        let json: serde_json::Value = serde_json::from_str(&json(&checks).unwrap()).unwrap();
        assert_eq!((&json["state"], &json["checks"][0]["state"]), (&"warn".into(), &"ok".into()));
        assert!(json["checks"][0]["remedy"].is_null() && json["checks"][1]["remedy"]["text"].is_string());
    }
}
