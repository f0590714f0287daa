//! Logs on standard error, a line each, to match a run with the shop's own logs. Off unless asked for: then they
//! take the place of the notes and the progress that people see.

use std::fmt;
use std::io;
use std::str::FromStr;
use std::sync::OnceLock;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;

use super::secrets::{scrub, scrub_json};
use crate::units::line::visible;

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Time, level, run, message, `field=value`.
    Human,
    /// An object with the same.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            _ => Err(format!("`{text}` is no form of log lines; use human or json")),
        }
    }
}

/// The least important lines that are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLevel(Level);

impl Default for LogLevel {
    fn default() -> Self {
        Self(Level::INFO)
    }
}

impl FromStr for LogLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "error" => Ok(Self(Level::ERROR)),
            "warn" => Ok(Self(Level::WARN)),
            "info" => Ok(Self(Level::INFO)),
            "debug" => Ok(Self(Level::DEBUG)),
            _ => Err(format!("`{text}` is no level of logs; use error, warn, info or debug")),
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.as_str().to_ascii_lowercase())
    }
}

static FORMAT: OnceLock<LogFormat> = OnceLock::new();
static RUN: OnceLock<String> = OnceLock::new();

/// Writes logs from now on. Asked for a second time it does nothing.
pub fn log_to_stderr(format: LogFormat, level: LogLevel) {
    // Only our own: libraries write what is on the wire, cookies and keys included.
    let ours = Targets::new().with_target(env!("CARGO_CRATE_NAME"), level.0);
    let lines =
        tracing_subscriber::fmt::layer().event_format(Lines { format, run: &RUN }).with_writer(io::stderr);
    let subscriber = tracing_subscriber::registry().with(ours).with(lines);
    if tracing::subscriber::set_global_default(subscriber).is_err() {
        return;
    }
    let _known = FORMAT.set(format);
}

/// Whether logs are written.
pub(super) fn are_written() -> bool {
    FORMAT.get().is_some()
}

/// Every line from now on names this run.
pub(super) fn of_run(id: &str) {
    // A process has one run.
    let _known = RUN.set(id.to_owned());
}

/// Writes events as lines.
struct Lines {
    format: LogFormat,
    run: &'static OnceLock<String>,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut told = EventFields::default();
        event.record(&mut told);
        told.message = scrub(&told.message).into_owned();
        told.fields.values_mut().for_each(|value| {
            scrub_json(value);
        });
        let run = self.run.get().map(String::as_str);
        let line = line(self.format, Timestamp::now(), *event.metadata().level(), run, &told);
        writeln!(writer, "{line}")
    }
}

/// What an event says.
#[derive(Debug, Default)]
struct EventFields {
    message: String,
    fields: Map<String, Value>,
}

impl EventFields {
    fn add(&mut self, field: &Field, value: Value) {
        self.fields.insert(field.name().to_owned(), value);
    }
}

impl Visit for EventFields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.add(field, json!(format!("{value:?}")));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.add(field, json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, json!(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.add(field, json!((value * 1e3).round() / 1e3));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, json!(value));
    }
}

fn line(format: LogFormat, now: Timestamp, level: Level, run: Option<&str>, told: &EventFields) -> String {
    let time = format!("{now:.3}");
    match format {
        LogFormat::Json => {
            let mut object = Map::new();
            object.insert("time".into(), json!(time));
            object.insert("level".into(), json!(level.as_str().to_ascii_lowercase()));
            object.extend(run.map(|run| ("run".to_owned(), json!(run))));
            object.insert("message".into(), json!(told.message));
            object.extend(told.fields.clone());
            Value::Object(object).to_string()
        }
        LogFormat::Human => {
            let fields: String = told.fields.iter().map(|(name, value)| format!(" {name}={value}")).collect();
            visible(&format!("{time} {level:5} {} {}{fields}", run.unwrap_or("-"), told.message))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> EventFields {
        let fields = json!({"requests": 7, "page": "\u{1b}[31m\"Mug\"\n", "share": 0.5, "ok": true});
        EventFields { message: "a page\nwith \u{1b}[2J".into(), fields: fields.as_object().unwrap().clone() }
    }

    fn at() -> Timestamp {
        "2026-11-27T03:00:00.1239Z".parse().unwrap()
    }

    #[test]
    fn a_human_line_is_one_line_that_a_terminal_does_not_obey() {
        assert_eq!(
            line(LogFormat::Human, at(), Level::WARN, Some("run-1"), &told()),
            "2026-11-27T03:00:00.123Z WARN  run-1 a page with [2J requests=7 page=\"\\u001b[31m\\\"Mug\\\"\\n\" share=0.5 ok=true"
        );
        let none = EventFields { message: "no run yet".into(), ..EventFields::default() };
        let text = line(LogFormat::Human, at(), Level::INFO, None, &none);
        assert_eq!(text, "2026-11-27T03:00:00.123Z INFO  - no run yet");
    }

    #[test]
    fn a_json_line_is_one_object() {
        let text = line(LogFormat::Json, at(), Level::INFO, Some("run-1"), &told());
        assert!(!text.chars().any(char::is_control), "{text}");
        let object: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(object["message"], "a page\nwith \u{1b}[2J");
        assert_eq!((&object["run"], &object["level"]), (&json!("run-1"), &json!("info")));
        assert_eq!((&object["requests"], &object["share"]), (&json!(7), &json!(0.5)));
        let without = line(LogFormat::Json, at(), Level::INFO, None, &told());
        assert_eq!(serde_json::from_str::<Value>(&without).unwrap().get("run"), None);
    }

    #[test]
    fn formats_and_levels_read_back() {
        assert_eq!("json".parse(), Ok(LogFormat::Json));
        assert_eq!("human".parse(), Ok(LogFormat::Human));
        assert!("xml".parse::<LogFormat>().is_err());
        for level in ["error", "warn", "info", "debug"] {
            assert_eq!(level.parse::<LogLevel>().unwrap().to_string(), level);
        }
        assert!("loud".parse::<LogLevel>().is_err());
    }
}
