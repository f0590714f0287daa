//! A virtual user that has to stop at once: what it was doing is recorded.

use std::time::Instant;

use super::judge::elapsed_micros;
use super::life::Life;
use super::slot::{SentRequest, Slot};
use super::worker::Worker;
use crate::metric::{Cause, Micros, Outcome, PageEnd, Sample, Specimen, Timings, VisitEnd};

/// A page that was asked for so many microseconds before the end was given no time to come.
const LEAST_WAIT: Micros = 1_000_000;

/// Records what a virtual user was doing when it had to stop. A page that would hardly have come was not answered: then its
/// visit failed.
pub(super) fn record_interruption(worker: &Worker, slot: &Slot) {
    let mut recorder = worker.recorder.borrow_mut();
    let open = worker.load(slot.executor).schedule.arrivals().is_some();
    let now = Instant::now();
    let visit = slot.visit.get();
    let mut failed = visit.failed;
    for sent in slot.take() {
        let page = visit.page.filter(|(asked, _)| *asked == sent.step);
        let waited = elapsed_micros(page.map_or(sent.since, |(_, begun)| begun), now);
        // Of a shop that answers nothing, no usual time is known. What was sent just now it had no time to answer.
        let is_silent = worker.unanswered.get() && waited >= LEAST_WAIT;
        let unanswered = is_silent || (page.is_some() && recorder.is_unanswered(sent.step, waited));
        let outcome = if unanswered { Outcome::TimeoutFirstByte } else { Outcome::Interrupted };
        let sample = cut_off(sent, outcome, waited, now);
        if page.is_none() || !unanswered {
            recorder.record(&sample);
            if page.is_some() && !open {
                recorder.page_cut_off();
            }
            continue;
        }
        let shopper = (!open).then_some(slot.place);
        let waited = page.and_then(|(_, begun)| worker.waited(begun, now));
        let trace = worker.trace_of(slot, sent.step);
        recorder.page(&sample, &PageEnd { visit: slot.key(), shopper, pace: None, at: now, waited, trace });
        if !failed {
            recorder.visit_broke(slot.key(), sent.step, Cause::Outcome(outcome), || Specimen {
                trace_id: trace,
                ..Specimen::default()
            });
        }
        failed = true;
    }
    if slot.turn(Life::cut_off).is_iterating() {
        recorder.iteration_interrupted(slot.executor, failed);
        let end = if failed { VisitEnd::Failed } else { VisitEnd::Unfinished };
        recorder.visit_ended(slot.key(), end, visit.proven_so_far(), None);
    }
}

/// The sample of a request that no answer came to until `now`.
fn cut_off(
    SentRequest { step, tags, since }: SentRequest,
    outcome: Outcome,
    waited: u64,
    now: Instant,
) -> Sample {
    Sample {
        response_time: waited,
        tags,
        ..Sample::new(step, 0, outcome, Timings { waiting: elapsed_micros(since, now), ..Timings::default() })
    }
}
