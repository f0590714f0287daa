//! The slowest step, and where its time goes.

use super::{Costly, Finding, FindingKind, advice};
use crate::metric::{Micros, Outcome, Phase, SlowPage, StepId, StepSeries, Summary};
use crate::words::{Message, Value};

/// The p95 from which a step is reported: the end of the band of an A.
const SLOW: Micros = 1_000_000;
/// The factor over the exchange itself from which the wait for a turn shows that the step queues behind others.
const LATE_FACTOR: u64 = 2;
/// The number of pages of which at least one must have redirects: rarer ones cannot determine a p95.
const REDIRECTED: u64 = 20;

/// Microseconds in the form of a sentence.
pub(super) fn time(micros: Micros) -> Value {
    Value::Millis(micros as f64 / 1e3)
}

pub(super) fn slowest(summary: &Summary) -> Option<Costly> {
    let (judged, _) = summary.judged();
    let named = summary.layout.steps.iter().map(String::as_str).zip(judged.steps());
    let mut by_p95: Vec<(Micros, StepId, &str, &StepSeries)> = (0..)
        .map(StepId)
        .zip(named)
        .filter_map(|(step, (name, series))| {
            Some((judged.visits.time_of(step, 0.95)?.seen, step, name, series))
        })
        .collect();
    by_p95.sort_by_key(|(p95, ..)| std::cmp::Reverse(*p95));
    let &(p95, step, name, series) = by_p95.first()?;
    if p95 < SLOW {
        return None;
    }
    let mut evidence = vec![Message::new("slow-p95").with("p95", time(p95))];
    if let Some((next, _, other, _)) = by_p95.get(1) {
        evidence.push(Message::new("slow-next").with("step", *other).with("p95", time(*next)));
    }
    let (phase, part) = dominant_phase(series);
    let exchange = series
        .durations(|outcome| outcome == Outcome::Ok)
        .quantile(0.95)
        .max(series.durations(|_| true).quantile(0.95));
    // Of the same pages as the exchange: the p95 of visits may be that of a few shoppers.
    let asked = series.response_times(|_| true).quantile(0.95);
    // Making a connection is not part of the exchange either, but it is not a sign of a queue.
    let waits = phase != Phase::Blocked;
    let remedy = if let Some(requests) = summary.total.step(step).and_then(requests_per_page)
        && waits
        // A page takes at least half as long again as one of its requests.
        && asked.saturating_mul(2) > exchange.saturating_mul(3)
    {
        let redirects = Message::new("slow-redirects").with("requests", Value::Number(requests));
        evidence.push(redirects.with("exchange", time(exchange)));
        advice::for_redirects()
    } else if waits && asked > exchange.saturating_mul(LATE_FACTOR) {
        evidence.push(Message::new("slow-late").with("exchange", time(exchange)));
        advice::for_late()
    } else {
        // Whole per cent: a mean is not more precise.
        let share = Value::Share((part * 100.0).round() / 100.0);
        let phase_share = Message::new("slow-phase").with("share", share);
        evidence.push(phase_share.with("phase", advice::phase_words(phase)));
        advice::for_phase(phase)
    };
    if let Some(SlowPage { waited, trace, .. }) = summary.total.slow_pages.of(step) {
        evidence.push(Message::new("slow-trace").with("time", time(waited)).exact("trace", trace));
    }
    let what = Message::new("slow-step").with("step", name);
    let finding = Finding::new(FindingKind::SlowStep, what, Message::list(evidence), remedy);
    Some((p95 as f64 / 1e3, finding.of_step(name)))
}

/// The requests of a page, when redirects lead to enough of them. The time of a page is that of all its requests, but only the
/// last one records it. Taken over the whole run, because a part of it has pages with requests in another part.
fn requests_per_page(series: &StepSeries) -> Option<f64> {
    let (requests, pages) = (series.requests(), series.response_times(|_| true).count());
    let redirects = requests.saturating_sub(pages);
    // One decimal: the number of requests differs from page to page.
    let per_page = || (requests as f64 / pages as f64 * 10.0).round() / 10.0;
    (pages > 0 && redirects.saturating_mul(REDIRECTED) >= pages).then(per_page)
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::metric::{Layout, LoadPart, Measurements, RunPhase, Sample, Timings, TraceId};
    use crate::words::Lang;

    /// Evidence and remedy for 100 pages of 2.7 s: `redirected` of them are the last of three requests of 900 ms, the others were
    /// answered in 900 ms after they had waited for their turn.
    fn told(redirected: u64) -> (String, String) {
        let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
        let mut second = Measurements::new(&layout);
        for number in 0..100 {
            let sample = |status| Sample {
                response_time: 2_700_000,
                ..Sample::new(
                    StepId(0),
                    status,
                    Outcome::Ok,
                    Timings { waiting: 900_000, ..Timings::default() },
                )
            };
            if number < redirected {
                second.record_hop(&sample(302));
                second.record_hop(&sample(302));
            }
            second.record(&sample(200));
            second.visits.record(LoadPart::FullLoad, StepId(0), 2_700_000, 1, 1);
        }
        let page = SlowPage { at_full_load: true, waited: 2_700_000, trace: TraceId::new(0xaf) };
        second.slow_pages.see(StepId(0), page);
        let mut summary = Summary::new(layout, 1);
        summary.add_second(Duration::from_secs(1), RunPhase::Hold, 1, &second);
        let (_, finding) = slowest(&summary).unwrap();
        (finding.evidence.say(Lang::En), finding.remedy.say(Lang::En))
    }

    #[test]
    fn the_slowest_page_is_found_by_its_trace() {
        let (evidence, _) = told(0);
        assert!(
            evidence.contains("the slowest page took 2.70 s, in trace 000000000000000000000000000000af"),
            "{evidence}"
        );
    }

    #[test]
    fn a_few_slow_shoppers_are_not_called_a_queue() {
        let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
        let mut second = Measurements::new(&layout);
        for number in 0..100 {
            let waiting = if number < 4 { 4_000_000 } else { 1_000 };
            let timings = Timings { waiting, ..Timings::default() };
            second.record(&Sample {
                response_time: waiting,
                ..Sample::new(StepId(0), 200, Outcome::Ok, timings)
            });
            // Most of the visits are of those who wait.
            second.visits.record(LoadPart::FullLoad, StepId(0), 4_000_000, 1, 1);
        }
        let mut summary = Summary::new(layout, 1);
        summary.add_second(Duration::from_secs(1), RunPhase::Hold, 1, &second);
        let (_, finding) = slowest(&summary).unwrap();
        let evidence = finding.evidence.say(Lang::En);
        assert!(evidence.contains("p95 4.00 s") && !evidence.contains("turn"), "{evidence}");
    }

    #[test]
    fn redirects_are_not_called_a_queue() {
        for (redirected, requests) in [(100, "3 requests"), (25, "1.5 requests")] {
            let (evidence, remedy) = told(redirected);
            let expected = format!("a page takes {requests} on average with its redirects, each of up to 90");
            assert!(evidence.contains(&expected), "{evidence}");
            assert!(remedy.starts_with("each redirect costs"), "{remedy}");
        }
        // These are too few to determine the p95.
        for redirected in [0, 2] {
            let (evidence, remedy) = told(redirected);
            assert!(
                evidence.contains("waiting for its turn") && remedy.contains("queue"),
                "{evidence}: {remedy}"
            );
        }
    }
}
