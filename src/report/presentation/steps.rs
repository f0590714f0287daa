//! The steps: their percentiles, their whole pages, and where their time goes.

use serde::Serialize;

use super::say;
use super::table::{Column, TextTable};
use crate::record::{PhaseMeans, RunRecord, StepRecord, Trend};
use crate::words::{self, Lang, Message};

/// What is told of the steps.
#[derive(Serialize)]
pub(in crate::report) struct Steps {
    /// Of which period the columns are, in a sentence.
    pub(in crate::report) periods: String,
    /// The period of the times.
    period: String,
    pub(in crate::report) table: TextTable,
    /// Whole pages; without rows when files were not loaded.
    pub(in crate::report) page_loads: TextTable,
    waterfall: Vec<Waterfall>,
}

impl Steps {
    pub(super) fn of(record: &RunRecord, lang: Lang) -> Self {
        let at_full_load = record.visits.as_ref().is_some_and(|visits| visits.at_full_load);
        Self {
            periods: periods(record).say(lang),
            period: super::period(at_full_load).say(lang),
            table: table(record, lang),
            page_loads: page_loads(record, lang),
            waterfall: waterfall(record, lang),
        }
    }
}

/// Of which period the columns of the table are.
fn periods(record: &RunRecord) -> Message {
    match &record.visits {
        Some(visits) if visits.at_full_load => Message::new("steps-full-load"),
        Some(_) => Message::new("steps-whole-run"),
        None => Message::new("steps-of-requests"),
    }
}

/// Requests of the whole run, times of the judged pages. Requests that the end of the run cut off are sent, but neither ok nor
/// failed.
fn table(record: &RunRecord, lang: Lang) -> TextTable {
    let percentile = |title: &str| Column::number(title.to_owned());
    let columns = [
        ("step", Column::text(say("column-step", lang))),
        ("method", Column::text(say("md-method", lang))),
        ("pages", Column::count(say("md-pages", lang))),
        ("p50", percentile("p50")),
        ("p95", percentile("p95")),
        ("p99", percentile("p99")),
        ("p99.9", percentile(&format!("p{}", words::number(99.9, lang)))),
        ("max", percentile("max")),
        ("sent", Column::number(say("column-sent", lang))),
        ("ok", Column::number(say("column-ok", lang))),
        ("http_req_duration", Column::number("http_req_duration p95".to_owned())),
        ("k6", Column::number(say("html-k6-p95", lang))),
        ("waiting", Column::number(say("md-waiting", lang))),
        ("receiving", Column::number(say("md-receiving", lang))),
    ];
    let row = |step: &StepRecord| {
        let ended = step.ok + step.failures;
        let times = step.shown(record.visits.is_some());
        let time = |pick: fn(&Trend) -> f64| times.map(|trend| words::millis(pick(&trend), lang)).into();
        let mean = |pick: fn(&PhaseMeans) -> f64| {
            step.phases.as_ref().map(|phases| words::millis(pick(phases), lang)).into()
        };
        let by_k6 = step.http_req_duration.map(|trend| words::millis(trend.p95, lang));
        [
            step.name.as_str().into(),
            step.method.as_deref().unwrap_or_default().into(),
            times.map(|times| words::count(times.count, lang)).into(),
            time(|trend| trend.med),
            time(|trend| trend.p95),
            time(|trend| trend.p99),
            time(|trend| trend.p99_9),
            time(|trend| trend.max),
            words::count(step.requests, lang).into(),
            (ended > 0).then(|| words::share(step.ok as f64 / ended as f64, lang)).into(),
            by_k6.clone().into(),
            by_k6.into(),
            mean(|phases| phases.waiting),
            mean(|phases| phases.receiving),
        ]
    };
    TextTable::new(say("html-steps", lang), columns, record.steps.iter().map(row))
}

/// How long pages took with their files.
fn page_loads(record: &RunRecord, lang: Lang) -> TextTable {
    let columns = [
        ("step", Column::text(say("column-step", lang))),
        ("pages", Column::number(say("md-pages", lang))),
        ("p50", Column::number("p50".to_owned())),
        ("p95", Column::number("p95".to_owned())),
        ("max", Column::number("max".to_owned())),
    ];
    let row = |step: &StepRecord| {
        let trend = step.page_load_time?;
        let with_files = Message::new("page-with-assets").with("step", step.name.as_str());
        Some([
            with_files.say(lang).into(),
            words::count(trend.count, lang).into(),
            words::millis(trend.med, lang).into(),
            words::millis(trend.p95, lang).into(),
            words::millis(trend.max, lang).into(),
        ])
    };
    TextTable::new(say("html-page-loads", lang), columns, record.steps.iter().filter_map(row))
}

/// The mean request of a step, as a bar of its phases.
#[derive(Serialize)]
struct Waterfall {
    name: String,
    total: String,
    parts: Vec<StepPart>,
}

#[derive(Serialize)]
struct StepPart {
    /// The class of the style sheet that colours it.
    phase: &'static str,
    /// Percent of the slowest step's bar.
    width: String,
    label: String,
    time: String,
}

/// The phases that add up to the whole, in the order of an exchange. `blocked` is the rest of it without connecting and
/// the handshake: waiting for a free connection.
fn phases(means: &PhaseMeans) -> [(&'static str, Message, f64); 6] {
    [
        (
            "blocked",
            Message::new("html-phase-blocked"),
            (means.blocked - means.connecting - means.tls_handshaking).max(0.0),
        ),
        ("connecting", Message::new("html-phase-connecting"), means.connecting),
        ("tls", Message::new("html-phase-tls"), means.tls_handshaking),
        ("sending", Message::new("html-phase-sending"), means.sending),
        ("waiting", Message::new("html-phase-waiting"), means.waiting),
        ("receiving", Message::new("html-phase-receiving"), means.receiving),
    ]
}

/// Smaller parts of a bar cannot be seen, and only clutter its legend.
const SEEN: f64 = 0.01;

/// The steps that sent something.
fn waterfall(record: &RunRecord, lang: Lang) -> Vec<Waterfall> {
    let whole = |means: &PhaseMeans| phases(means).iter().map(|(.., mean)| mean).sum::<f64>();
    let longest = record.steps.iter().filter_map(|step| step.phases.as_ref()).map(whole).fold(0.0, f64::max);
    let bar = |step: &StepRecord| {
        let means = step.phases.as_ref()?;
        let parts = phases(means).into_iter().filter(|(.., mean)| *mean > SEEN * whole(means));
        Some(Waterfall {
            name: step.name.clone(),
            total: words::millis(whole(means), lang),
            parts: parts
                .map(|(phase, label, mean)| StepPart {
                    phase,
                    width: format!("{:.2}", mean / longest * 100.0),
                    label: label.say(lang),
                    time: words::millis(mean, lang),
                })
                .collect(),
        })
    };
    record.steps.iter().filter_map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn bars_add_up_and_the_longest_is_the_whole_width() {
        let mut record = sample::record();
        record.steps[0].phases = Some(PhaseMeans {
            blocked: 30.0,
            connecting: 10.0,
            tls_handshaking: 15.0,
            sending: 1.0,
            waiting: 60.0,
            receiving: 9.0,
        });
        let bars = waterfall(&record, Lang::En);
        let width =
            |bar: &Waterfall| bar.parts.iter().map(|part| part.width.parse::<f64>().unwrap()).sum::<f64>();
        assert_eq!(bars.len(), 2);
        assert_eq!(bars[0].total, "100 ms");
        let named: Vec<_> = bars[0].parts.iter().map(|part| (part.phase, part.time.as_str())).collect();
        assert_eq!(named[..3], [("blocked", "5.00 ms"), ("connecting", "10 ms"), ("tls", "15 ms")]);
        assert!((bars.iter().map(width).fold(0.0, f64::max) - 100.0).abs() < 0.05);
    }

    #[test]
    fn the_tile_is_a_row_of_the_table() {
        let record = sample::record();
        let p95 = words::millis(record.judged.response_time.unwrap().p95, Lang::En);
        let rows = table(&record, Lang::En).rows;
        let row = rows.iter().find(|row| row["step"].text == record.judged.slowest_step).unwrap();
        assert_eq!(row["p95"].text, Some(p95));
    }

    #[test]
    fn what_was_not_measured_is_no_zero() {
        let mut record = sample::record();
        let step = &mut record.steps[0];
        (step.requests, step.ok, step.failures) = (0, 0, 0);
        (step.judged, step.http_req_duration, step.phases) = (None, None, None);
        let row = table(&record, Lang::En).rows.swap_remove(0);
        let measured: Vec<_> = row.into_iter().filter_map(|(name, cell)| Some((name, cell.text?))).collect();
        let [method, sent, step] = [("method", "GET"), ("sent", "0"), ("step", "product_page")];
        assert_eq!(measured, [method, sent, step].map(|(name, text)| (name, text.to_owned())));
        assert_eq!(waterfall(&record, Lang::En).len(), 1);
    }
}
