//! What the load generator measured of itself.

use serde::Serialize;

use super::{TextLine, say};
use crate::metric::{GeneratorHealth, Shard, ThreadShare};
use crate::record::RunRecord;
use crate::words::{self, Lang, Message, Value};

/// Whether the generator was fit to measure, and its numbers.
#[derive(Serialize)]
pub(in crate::report) struct Generator {
    /// All of it.
    lines: Vec<TextLine>,
    #[serde(skip)]
    pub(in crate::report) verdict: String,
    /// The numbers of the busiest thread in one line.
    #[serde(skip)]
    pub(in crate::report) numbers: String,
    /// Descriptors and ports in another one.
    #[serde(skip)]
    pub(in crate::report) resources: String,
}

impl Generator {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Self {
        let health = &record.generator;
        let busiest = GeneratorNumbers::of(health, false, lang);
        let numbers = Message::new("generator-numbers")
            .with("late", busiest.late_by)
            .with("cpu", busiest.cpu)
            .with("queue", busiest.run_queue);
        let resources = Message::new("generator-resources")
            .with("descriptors", busiest.descriptors)
            .with("ports", busiest.ports);
        let verdict = verdict(health).say(lang);
        Self {
            lines: lines(health, &verdict, lang),
            verdict,
            numbers: numbers.say(lang),
            resources: resources.say(lang),
        }
    }
}

fn verdict(health: &GeneratorHealth) -> Message {
    let verdict = own_verdict(health);
    if health.shards.is_empty() {
        return verdict;
    }
    let spread = health.start_spread_us();
    Message::new("generators-several")
        .with("count", health.shards.len() as u64)
        .with("lost", health.lost_shards() as u64)
        .exact("known", if spread.is_some() { "yes" } else { "no" })
        .with("spread", Value::Millis(spread.unwrap_or(0) as f64 / 1e3))
        .with("verdict", verdict)
}

fn own_verdict(health: &GeneratorHealth) -> Message {
    health.bottleneck().map_or_else(
        || Message::new("generator-healthy"),
        |reason| match health.withheld {
            0 => Message::new("generator-was-bottleneck").with("reason", reason),
            _ => reason,
        },
    )
}

fn lines(health: &GeneratorHealth, verdict: &str, lang: Lang) -> Vec<TextLine> {
    let line = |label: Message, text: String| TextLine { label: label.say(lang), text };
    let count = |count| words::count(count, lang);
    let numbers = GeneratorNumbers::of(health, true, lang);
    let time_wait = health.time_wait.map_or_else(|| say("not-measured", lang), count);
    let mut lines = vec![
        line(Message::new("md-generator-itself"), verdict.to_owned()),
        line(Message::new("md-generator-late"), numbers.late_by),
        line(Message::new("md-generator-cpu"), numbers.cpu),
        line(Message::new("md-generator-waited"), numbers.run_queue),
        line(Message::new("md-generator-descriptors"), numbers.descriptors),
        line(Message::new("md-generator-ports"), numbers.ports),
        line(Message::new("md-generator-time-wait"), time_wait),
        line(Message::new("md-generator-own"), count(health.own_failures)),
        line(Message::new("md-generator-late-starts"), count(health.late_starts)),
    ];
    lines.extend(health.shards.iter().map(|shard| of_shard(shard, lang)));
    lines
}

/// One process of several, in one line.
fn of_shard(shard: &Shard, lang: Lang) -> TextLine {
    let numbers = GeneratorNumbers::of(&shard.health, false, lang);
    let mut parts = vec![
        own_verdict(&shard.health),
        Message::new("generator-numbers")
            .with("late", numbers.late_by)
            .with("cpu", numbers.cpu)
            .with("queue", numbers.run_queue),
    ];
    if let Some(error) = shard.facts.clock_error_us {
        let late = shard.facts.late_us.unwrap_or(0);
        parts.push(
            Message::new("generator-began")
                .with("late", Value::Millis(late as f64 / 1e3))
                .with("error", Value::Millis(error as f64 / 1e3)),
        );
    }
    if let Some(away) = shard.stood_still_s {
        parts.insert(0, Message::new("generator-stood-still").with("away", Value::Seconds(away)));
    }
    if let Some(lost) = shard.lost_s {
        parts.insert(0, Message::new("generator-lost-after").with("after", Value::Seconds(lost)));
    }
    let said: Vec<String> = parts.iter().map(|part| part.say(lang)).collect();
    TextLine { label: shard.name_in(Message::new("generator-name")).say(lang), text: said.join(" · ") }
}

/// What the generator measured of itself, in words.
struct GeneratorNumbers {
    late_by: String,
    cpu: String,
    run_queue: String,
    descriptors: String,
    ports: String,
}

impl GeneratorNumbers {
    /// Of the busiest thread, and with `each` of every one.
    fn of(health: &GeneratorHealth, each: bool, lang: Lang) -> Self {
        let known = |text: Option<String>| text.unwrap_or_else(|| say("not-measured", lang));
        let late = |micros: u64| words::millis(micros as f64 / 1e3, lang);
        let shares = |pick: fn(&ThreadShare) -> f64| {
            let shown: Vec<String> =
                health.threads.iter().map(|thread| words::share(pick(thread), lang)).collect();
            let greatest = words::share(health.threads.iter().map(pick).reduce(f64::max)?, lang);
            Some(if each && shown.len() > 1 {
                format!("{greatest} ({})", shown.join(", "))
            } else {
                greatest
            })
        };
        let lag = health.lag;
        Self {
            late_by: known(lag.map(|lag| {
                format!("p50 {}, p99 {}, max {}", late(lag.p50_us), late(lag.p99_us), late(lag.max_us))
            })),
            cpu: known(shares(|thread| thread.cpu)),
            run_queue: known(shares(|thread| thread.run_queue)),
            descriptors: known(health.descriptors.map(|usage| usage.words().say(lang))),
            ports: known(health.ports.map(|usage| usage.words().say(lang))),
        }
    }
}
