//! The steps: their percentiles, and where their time goes.

use serde::Serialize;

use crate::record::{PhaseMeans, RunRecord, StepRecord, Trend};
use crate::words::{self, Lang, Message};

/// A row of the table.
#[derive(Serialize)]
pub(super) struct StepRow {
    name: String,
    method: String,
    cells: Vec<String>,
}

/// What a step's times are, in the order of the template's columns; "not measured" is a dash in a table of numbers, whose
/// meaning stands below it.
pub(super) fn rows(record: &RunRecord, lang: Lang) -> Vec<StepRow> {
    let row = |step: &StepRecord| {
        let ended = step.ok + step.failures;
        let ok = (ended > 0).then(|| words::share(step.ok as f64 / ended as f64, lang));
        let times = step.shown(record.visits.is_some());
        let time = |pick: fn(&Trend) -> f64| times.as_ref().map(|trend| words::millis(pick(trend), lang));
        let cells = [
            times.map(|times| words::count(times.count, lang)),
            time(|trend| trend.med),
            time(|trend| trend.p95),
            time(|trend| trend.p99),
            time(|trend| trend.max),
            Some(words::count(step.requests, lang)),
            ok,
            step.http_req_duration.as_ref().map(|trend| words::millis(trend.p95, lang)),
        ];
        StepRow {
            name: step.name.clone(),
            method: step.method.clone().unwrap_or_default(),
            cells: cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".to_owned())).collect(),
        }
    };
    record.steps.iter().map(row).collect()
}

/// The mean request of a step, as a bar of its phases.
#[derive(Serialize)]
pub(super) struct Waterfall {
    name: String,
    total: String,
    parts: Vec<Part>,
}

#[derive(Serialize)]
struct Part {
    /// The class of the style sheet that colours it.
    phase: &'static str,
    /// Percent of the slowest step's bar.
    width: String,
    label: String,
    time: String,
}

/// The phases that add up to the whole, in the order of an exchange. `blocked` is what is left of it without connecting and
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
pub(super) fn waterfall(record: &RunRecord, lang: Lang) -> Vec<Waterfall> {
    let whole = |means: &PhaseMeans| phases(means).iter().map(|(.., mean)| mean).sum::<f64>();
    let longest = record.steps.iter().filter_map(|step| step.phases.as_ref()).map(whole).fold(0.0, f64::max);
    let bar = |step: &StepRecord| {
        let means = step.phases.as_ref()?;
        let parts = phases(means).into_iter().filter(|(.., mean)| *mean > SEEN * whole(means));
        Some(Waterfall {
            name: step.name.clone(),
            total: words::millis(whole(means), lang),
            parts: parts
                .map(|(phase, label, mean)| Part {
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
        let rows = rows(&record, Lang::En);
        let row = rows.iter().find(|row| Some(&row.name) == record.judged.slowest_step.as_ref()).unwrap();
        assert_eq!(row.cells[2], p95);
    }

    #[test]
    fn what_was_not_measured_is_no_zero() {
        let mut record = sample::record();
        let step = &mut record.steps[0];
        (step.requests, step.ok, step.failures) = (0, 0, 0);
        (step.judged, step.http_req_duration, step.phases) = (None, None, None);
        assert_eq!(rows(&record, Lang::En)[0].cells, ["–", "–", "–", "–", "–", "0", "–", "–"]);
        assert_eq!(waterfall(&record, Lang::En).len(), 1);
    }
}
