//! The trace context of requests (<https://www.w3.org/TR/trace-context/>): a trace for each visit, so that its pages are found in the
//! shop's own tracing. Ids depend on the run, the virtual user and its visit alone.

use std::cell::{Cell, RefCell};

use bytes::BytesMut;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::http::{HeaderName, HeaderValue};
use crate::metric::{StepId, TraceId};
use crate::plan::Plan;

/// The header that carries the context.
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// The bytes of its value.
const LENGTH: usize = 55;
/// The number of values that are written into one piece of memory.
const BATCH: usize = 64;

/// The source of a run's trace ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TraceOrigin {
    high: u64,
    low: u64,
    sampled: bool,
}

impl TraceOrigin {
    /// The source for one of the runs of a command, counted from 0. `sampled` asks the shop to record every trace; otherwise that
    /// is the shop's choice.
    #[must_use]
    pub fn new(run_id: &str, part: u64, sampled: bool) -> Self {
        let digest = Sha256::new().chain_update(part.to_be_bytes()).chain_update(run_id).finalize();
        let number =
            |from: usize| digest[from..from + 8].iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte));
        Self { high: number(0), low: number(8), sampled }
    }

    /// The trace of a virtual user's visit, both counted from 0. No two visits of a run share one, and the last 8 bytes differ, too:
    /// shops that record a share of traces choose by them.
    fn trace(self, vu: u32, visit: u64) -> TraceId {
        let low = mix(self.low ^ (u64::from(vu) << 32 | visit & u64::from(u32::MAX)));
        TraceId::new(u128::from(mix(self.high ^ low)) << 64 | u128::from(low))
    }
}

/// The output of SplitMix64 for this state: each number has another one.
const fn mix(state: u64) -> u64 {
    let state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}

/// What gives the requests of one thread their trace context.
#[derive(Debug)]
pub(super) struct Tracer {
    origin: TraceOrigin,
    /// For each step, whether the scenario sets the header itself.
    own: Box<[bool]>,
    /// Where values are written. It is used again once the requests that it was for are gone.
    memory: RefCell<BytesMut>,
}

impl Tracer {
    /// `None` when all requests carry the header already.
    pub(super) fn new(
        origin: TraceOrigin,
        plan: &Plan,
        headers: &[(HeaderName, HeaderValue)],
    ) -> Option<Self> {
        if headers.iter().any(|(name, _)| *name == TRACEPARENT) {
            return None;
        }
        let mut own = vec![false; plan.layout().steps.len()];
        for step in plan.journeys().iter().flat_map(|journey| &journey.steps) {
            let fixed = step.headers.iter().map(|(name, _)| name);
            let mut names = fixed.chain(step.header_templates.iter().map(|(name, _)| name));
            if let Some(own) = own.get_mut(usize::from(step.id.0)) {
                *own = names.any(|name| *name == TRACEPARENT);
            }
        }
        Some(Self { origin, own: own.into(), memory: RefCell::default() })
    }

    /// The trace of a virtual user's visit, both counted from 0.
    pub(super) fn begin(&self, vu: u32, visit: u64) -> VisitTrace {
        VisitTrace { id: self.origin.trace(vu, visit), requests: Cell::new(0) }
    }

    /// Whether the requests of a step carry the trace of their visit.
    pub(super) fn traces(&self, step: StepId) -> bool {
        !self.own.get(usize::from(step.0)).copied().unwrap_or(false)
    }

    /// The header of the visit's next request.
    fn header(&self, visit: &VisitTrace) -> Option<(HeaderName, HeaderValue)> {
        let number = visit.requests.get();
        visit.requests.set(number + 1);
        // The standard forbids 0. Each request of a visit has another number.
        let parent = mix(visit.id.get() as u64 ^ number.rotate_left(32)).max(1);
        let mut memory = self.memory.borrow_mut();
        if memory.capacity() < LENGTH {
            memory.reserve(LENGTH * BATCH);
        }
        memory.extend_from_slice(&value_of(visit.id, parent, self.origin.sampled));
        let mut value = HeaderValue::from_maybe_shared(memory.split().freeze()).ok()?;
        // HTTP/2 then leaves it out of its table of headers, where it would drive out those that come again.
        value.set_sensitive(true);
        Some((TRACEPARENT, value))
    }
}

/// `version "-" trace-id "-" parent-id "-" trace-flags` (W3C Trace Context §3.2.2).
fn value_of(trace: TraceId, parent: u64, sampled: bool) -> [u8; LENGTH] {
    let mut value = *b"00-................................-................-00";
    // Each piece has the digits of its number, so none is refused.
    let _trace = const_hex::encode_to_slice(trace.get().to_be_bytes(), &mut value[3..35]);
    let _parent = const_hex::encode_to_slice(parent.to_be_bytes(), &mut value[36..52]);
    value[LENGTH - 1] += u8::from(sampled);
    value
}

/// The trace of one visit.
#[derive(Debug)]
pub(super) struct VisitTrace {
    id: TraceId,
    /// The requests that have been sent in it.
    requests: Cell<u64>,
}

impl VisitTrace {
    pub(super) const fn id(&self) -> TraceId {
        self.id
    }

    /// The same trace for a request that goes beside the others, and for where it is redirected to: their numbers are no others'.
    pub(super) fn aside(&self) -> Self {
        let number = self.requests.get() + 1;
        self.requests.set(number);
        Self { id: self.id, requests: Cell::new(number << 32) }
    }
}

/// The header of a visit's next request; `None` where its step sets it itself, or without traces.
pub(super) fn next_header(
    tracer: Option<&Tracer>,
    visit: Option<&VisitTrace>,
    step: StepId,
) -> Option<(HeaderName, HeaderValue)> {
    tracer.filter(|tracer| tracer.traces(step))?.header(visit?)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use allocation_counter::measure;

    use super::*;

    fn tracer(sampled: bool) -> Tracer {
        let origin = TraceOrigin::new("2026-11-27T090000Z-shop.test-7f3a", 0, sampled);
        Tracer { origin, own: Box::new([false, true]), memory: RefCell::default() }
    }

    fn value(tracer: &Tracer, visit: &VisitTrace) -> String {
        let (_, value) = next_header(Some(tracer), Some(visit), StepId(0)).unwrap();
        value.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_value_has_the_form_of_the_standard() {
        let form = regex::Regex::new("^00-[0-9a-f]{32}-[0-9a-f]{16}-(00|01)$").unwrap();
        for (sampled, flags) in [(true, "01"), (false, "00")] {
            let tracer = tracer(sampled);
            let value = value(&tracer, &tracer.begin(3, 7));
            assert!(form.is_match(&value) && value.ends_with(flags), "{value}");
            assert_eq!(value.len(), LENGTH);
        }
    }

    #[test]
    fn a_visit_has_one_trace_and_each_request_a_parent_of_its_own() {
        let tracer = tracer(true);
        let (mut traces, mut ends, mut parents) = (HashSet::new(), HashSet::new(), HashSet::new());
        for vu in 0..40 {
            for visit in 0..50 {
                let begun = tracer.begin(vu, visit);
                for _ in 0..5 {
                    let value = value(&tracer, &begun);
                    assert_eq!(value[3..35], begun.id().to_string());
                    parents.insert(value[36..52].to_owned());
                }
                // Two that go beside it, each with a redirect.
                for aside in [begun.aside(), begun.aside()] {
                    parents.extend((0..2).map(|_| value(&tracer, &aside)[36..52].to_owned()));
                }
                parents.insert(value(&tracer, &begun)[36..52].to_owned());
                traces.insert(begun.id());
                ends.insert(begun.id().get() as u64);
            }
        }
        assert_eq!((traces.len(), ends.len(), parents.len()), (2_000, 2_000, 20_000));
        assert_eq!(tracer.begin(3, 7).id(), tracer.begin(3, 7).id(), "the same run has the same traces");
    }

    #[test]
    fn runs_and_the_runs_of_one_command_have_other_traces() {
        let traces = [("a", 0), ("a", 1), ("b", 0), ("b", 1)];
        let ids: HashSet<TraceId> =
            traces.map(|(run, part)| TraceOrigin::new(run, part, true).trace(0, 0)).into();
        assert_eq!(ids.len(), 4);
    }

    #[test]
    fn a_step_that_sets_the_header_itself_keeps_its_own() {
        let tracer = tracer(true);
        let visit = tracer.begin(0, 0);
        assert!(next_header(Some(&tracer), Some(&visit), StepId(0)).is_some());
        // Files have a step behind those of the plan.
        assert!(next_header(Some(&tracer), Some(&visit), StepId(9)).is_some());
        assert_eq!(next_header(Some(&tracer), Some(&visit), StepId(1)), None);
        assert_eq!(next_header(None, None, StepId(0)), None);
    }

    #[test]
    fn headers_of_requests_that_end_allocate_nothing() {
        let tracer = tracer(true);
        let visit = tracer.begin(1, 1);
        drop(tracer.header(&visit));
        let allocated = measure(|| (0..10_000).for_each(|_| drop(tracer.header(&visit))));
        assert_eq!((allocated.count_total, allocated.bytes_total), (0, 0), "{allocated:?}");
        // Those of requests that wait side by side share their memory.
        let mut waiting = Vec::with_capacity(64 * BATCH);
        let allocated = measure(|| (0..64 * BATCH).for_each(|_| waiting.extend(tracer.header(&visit))));
        assert!(allocated.count_total <= 2 * 64, "{allocated:?}");
    }
}
