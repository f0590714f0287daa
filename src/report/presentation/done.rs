//! What was done in the whole run: visits, requests, data.

use serde::Serialize;

use crate::metric::MetricName;
use crate::record::RunRecord;
use crate::words::{self, Lang, Message, Value};

#[derive(Serialize)]
pub(in crate::report) struct Done {
    /// All of it in one sentence, with the period.
    pub(in crate::report) sentence: String,
    /// Visits that began.
    visits: String,
    /// Requests that were sent, for pages and their files; one that was sent again counts once.
    requests: String,
    /// How many of them were sent again, when any were: a shop's own count has these twice.
    again: Option<String>,
    /// The same per second.
    rate: String,
    /// Data received, with its unit.
    data: String,
    /// The period.
    period: String,
}

impl Done {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Self {
        let visits = record.iterations.started;
        let requests: u64 = record.steps.iter().map(|step| step.requests).sum();
        let again: u64 = record.steps.iter().map(|step| step.retried).sum();
        let (rate, data) = (rate(record), data(record.steps.iter().map(|step| step.bytes_received).sum()));
        let lasted = Value::Seconds(record.elapsed_s);
        Self {
            visits: words::count(visits, lang),
            requests: words::count(requests, lang),
            again: (again > 0).then(|| Message::new("done-again").with("again", again).say(lang)),
            rate: rate.say(lang),
            data: data.say(lang),
            period: Message::new("html-whole-run").with("lasted", lasted.clone()).say(lang),
            sentence: Message::new("done")
                .with("visits", visits)
                .with("requests", requests)
                .with("again", again)
                .with("rate", rate)
                .with("data", data)
                .with("lasted", lasted)
                .say(lang),
        }
    }
}

/// Requests per second; not measured when the run had no time.
fn rate(record: &RunRecord) -> Message {
    let metric = record.metrics.iter().find(|metric| metric.name == MetricName::HttpReqs.as_str());
    let rate = metric.and_then(|metric| metric.values.get("rate"));
    rate.map_or_else(
        || Message::new("not-measured"),
        |rate| Message::new("per-second").with("number", Value::Number((rate * 10.0).round() / 10.0)),
    )
}

/// Bytes in the greatest unit of which there is one.
fn data(bytes: u64) -> Message {
    let (unit, of_unit) = match bytes {
        0..1_000_000 => ("kb", 1e3),
        1_000_000..1_000_000_000 => ("mb", 1e6),
        _ => ("gb", 1e9),
    };
    let number = (bytes as f64 / of_unit * 10.0).round() / 10.0;
    Message::new("data").with("number", Value::Number(number)).with("unit", unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn what_was_sent_again_is_told_where_there_is_any() {
        let mut record = sample::record();
        for lang in Lang::ALL {
            let done = Done::of(&record, lang);
            assert_eq!(done.again, None);
            assert!(
                !done.sentence.contains("nouvelle connexion") && !done.sentence.contains("new connection")
            );
        }
        for (step, again) in record.steps.iter_mut().zip([3, 4]) {
            step.retried = again;
        }
        for (lang, again) in [
            (Lang::En, "7 of them a second time on a new connection"),
            (Lang::Fr, "dont 7 une deuxième fois sur une nouvelle connexion"),
        ] {
            let done = Done::of(&record, lang);
            assert_eq!(done.again.as_deref(), Some(again));
            let sentence = format!(", {again} ({})", rate(&record).say(lang));
            assert!(done.sentence.contains(&sentence), "{}", done.sentence);
        }
    }
}
