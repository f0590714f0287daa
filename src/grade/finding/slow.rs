//! The slowest step, and where its time goes.

use super::{Costly, Finding, FindingKind, advice};
use crate::metric::{Micros, Outcome, Phase, StepId, StepSeries, Summary};
use crate::words::{Message, Value};

/// A step whose p95 leaves the band of an A is worth a word.
const SLOW: Micros = 1_000_000;
/// Waiting longer for its turn than this many times the exchange itself: the step queues behind others.
const LATE_FACTOR: u64 = 2;

/// Microseconds as what a sentence shows.
pub(super) fn time(micros: Micros) -> Value {
    Value::Millis(micros as f64 / 1e3)
}

pub(super) fn slowest(summary: &Summary) -> Option<Costly> {
    let (judged, _) = summary.judged();
    let named = summary.layout.steps.iter().map(String::as_str).zip(judged.steps());
    let mut by_p95: Vec<(Micros, &str, &StepSeries)> = (0..)
        .map(StepId)
        .zip(named)
        .filter_map(|(step, (name, series))| Some((judged.visits.time_of(step, 0.95)?.seen, name, series)))
        .collect();
    by_p95.sort_by_key(|(p95, ..)| std::cmp::Reverse(*p95));
    let &(p95, name, series) = by_p95.first()?;
    if p95 < SLOW {
        return None;
    }
    let mut evidence = vec![Message::new("slow-p95").with("p95", time(p95))];
    if let Some((next, other, _)) = by_p95.get(1) {
        evidence.push(Message::new("slow-next").with("step", *other).with("p95", time(*next)));
    }
    let (phase, part) = dominant_phase(series);
    let exchange = series
        .durations(|outcome| outcome == Outcome::Ok)
        .quantile(0.95)
        .max(series.durations(|_| true).quantile(0.95));
    // Making a connection is not part of the exchange either, but no sign of a queue.
    let remedy = if phase != Phase::Blocked && p95 > exchange.saturating_mul(LATE_FACTOR) {
        evidence.push(Message::new("slow-late").with("exchange", time(exchange)));
        advice::for_late()
    } else {
        // Whole percent: a mean says no more.
        let share = Value::Share((part * 100.0).round() / 100.0);
        let phase_share = Message::new("slow-phase").with("share", share);
        evidence.push(phase_share.with("phase", advice::phase_words(phase)));
        advice::for_phase(phase)
    };
    let what = Message::new("slow-step").with("step", name);
    let finding = Finding::new(FindingKind::SlowStep, what, Message::list(evidence), remedy);
    Some((p95 as f64 / 1e3, finding.of_step(name)))
}

/// The phase with the greatest mean among those that add up to the whole, and its share of it.
fn dominant_phase(series: &StepSeries) -> (Phase, f64) {
    let means = [Phase::Blocked, Phase::Sending, Phase::Waiting, Phase::Receiving]
        .map(|phase| (phase, series.phase_mean(phase)));
    let whole: f64 = means.iter().map(|(_, mean)| mean).sum();
    let (phase, mean) =
        means.into_iter().fold((Phase::Waiting, 0.0), |most, next| if next.1 > most.1 { next } else { most });
    (phase, if whole > 0.0 { mean / whole } else { 0.0 })
}
