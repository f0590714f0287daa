//! What the virtual users of one engine thread share: its recorder, its gate, what it knows of the shop's pages.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::time::{Duration, Instant};

use super::charset::Charsets;
use super::library::Library;
use super::pause::{PauseGate, Pauses};
use super::share::RunShare;
use super::slot::Slot;
use super::trace::{TraceOrigin, Tracer};
use crate::http::{Cap, ClientSettings};
use crate::metric::{HeldWait, Recorder, StepId, TraceId, Usual};
use crate::plan::{Lane, Plan, PlannedLoad};

/// What all threads have in common.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) plan: Arc<Plan>,
    pub(super) share: RunShare,
    pub(super) start: Instant,
    /// For each executor, iterations that are not taken yet (shared-iterations).
    pub(super) iterations_left: Arc<[AtomicU64]>,
    /// For each data source, rows that iterations have got (sequential).
    pub(super) rows_dealt: Arc<[AtomicUsize]>,
    /// The hard cap on requests per second, over all threads of the process. Never the pacer.
    pub(super) cap: Cap,
    /// What `${run.id}` stands for.
    pub(super) run_id: Arc<str>,
    /// The source of the trace ids that requests carry.
    pub(super) trace: Option<TraceOrigin>,
}

impl Shared {
    pub(super) fn new(
        plan: Arc<Plan>,
        share: RunShare,
        start: Instant,
        cap: Cap,
        run_id: Arc<str>,
        trace: Option<TraceOrigin>,
    ) -> Self {
        let shared = |load: &PlannedLoad| AtomicU64::new(share.shared_iterations(load));
        let iterations_left = plan.timetable().loads().iter().map(shared).collect();
        let rows_dealt = plan.data().sources().iter().map(|_| AtomicUsize::new(0)).collect();
        Self { plan, share, start, iterations_left, rows_dealt, cap, run_id, trace }
    }
}

/// One thread's context, used by all its virtual users.
#[derive(Debug)]
pub(super) struct Worker {
    pub(super) index: usize,
    pub(super) shared: Shared,
    pub(super) client_settings: Rc<ClientSettings>,
    pub(super) recorder: RefCell<Recorder>,
    /// Virtual users of each executor that are active now.
    pub(super) active: Box<[Cell<u64>]>,
    /// Whether requests that are cut off now would never have been answered.
    pub(super) unanswered: Cell<bool>,
    /// The usual time from one request to the next, for each journey.
    pub(super) paces: RefCell<Vec<Usual>>,
    /// One per virtual user of this thread, in the order of their first start.
    pub(super) slots: RefCell<Vec<Rc<Slot>>>,
    /// Which files the pages need.
    pub(super) library: RefCell<Library>,
    /// The charsets of the shop's pages.
    pub(super) charsets: Charsets,
    /// The longest time that a refusal asked to be left alone, in this interval.
    pub(super) retry_after: Cell<Option<Duration>>,
    /// What gives requests their trace context.
    pub(super) tracer: Option<Tracer>,
    /// Where its virtual users wait while the run is paused.
    pub(super) gate: PauseGate,
    /// When the load is at its height and constant, in the time of the plan.
    holds: Box<[(Duration, Duration)]>,
    /// How long the run has been paused.
    paused: Cell<Duration>,
}

/// What kept a request back.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Leave {
    /// How long the run was paused.
    pub(super) paused: Duration,
    /// Whether our own cap on requests per second made it wait.
    pub(super) capped: bool,
}

impl Worker {
    /// The context of the thread with this number, counted from 0 over all processes, before its first virtual user.
    pub(super) fn new(index: usize, shared: Shared, client_settings: ClientSettings) -> Self {
        let timetable = shared.plan.timetable();
        let tracer =
            shared.trace.and_then(|origin| Tracer::new(origin, &shared.plan, &client_settings.headers));
        Self {
            index,
            client_settings: Rc::new(client_settings),
            recorder: RefCell::new(Recorder::new(shared.plan.layout())),
            active: timetable.loads().iter().map(|_| Cell::new(0)).collect(),
            unanswered: Cell::new(false),
            paces: RefCell::new(vec![Usual::default(); shared.plan.journeys().len()]),
            slots: RefCell::new(Vec::new()),
            library: RefCell::default(),
            charsets: Charsets::default(),
            gate: PauseGate::default(),
            tracer,
            retry_after: Cell::default(),
            holds: timetable.holds().into(),
            paused: Cell::default(),
            shared,
        }
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.shared.plan
    }

    /// Whether anything could keep a request back.
    pub(super) fn may_hold_back(&self) -> bool {
        self.shared.cap.is_set() || self.gate.is_closed()
    }

    /// Waits until a request may go out: the run is not paused, and the cap allows one more.
    pub(super) async fn leave_to_send(&self) -> Leave {
        let mut leave = Leave::default();
        loop {
            leave.paused += self.gate.pass().await;
            leave.capped |= self.shared.cap.leave_to_send().await;
            // A pause may have begun while the cap kept it back.
            if !self.gate.is_closed() {
                if leave.capped {
                    self.recorder.borrow_mut().held_back();
                }
                return leave;
            }
        }
    }

    /// Whether the load is at its height and constant at this moment.
    pub(super) fn is_full_load(&self, now: Instant) -> bool {
        self.hold_at(self.load_time(now)).is_some()
    }

    /// The trace that a virtual user's requests for a step carry.
    pub(super) fn trace_of(&self, slot: &Slot, step: StepId) -> Option<TraceId> {
        self.tracer.as_ref().filter(|tracer| tracer.traces(step)).and(slot.visit.get().trace)
    }

    /// The time of the plan at this moment.
    fn load_time(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.shared.start).saturating_sub(self.paused.get())
    }

    fn hold_at(&self, at: Duration) -> Option<(Duration, Duration)> {
        self.holds.iter().copied().find(|(from, to)| (*from..*to).contains(&at))
    }

    /// The seconds of full load in which a page was waited for; `None` when it was not asked for at full load.
    pub(super) fn waited(&self, begun: Instant, ended: Instant) -> Option<HeldWait> {
        let begun = self.load_time(begun);
        let (_, hold_ends) = self.hold_at(begun)?;
        let second = |at: Duration| u32::try_from(at.as_secs()).unwrap_or(u32::MAX);
        // The load's end itself belongs to the second before it.
        let last = hold_ends.saturating_sub(Duration::from_nanos(1));
        Some(HeldWait { asked: second(begun), until: second(self.load_time(ended).min(last)) })
    }

    /// One of the plan's executors, counted from 0.
    pub(super) fn load(&self, executor: usize) -> &PlannedLoad {
        &self.plan().timetable().loads()[executor]
    }

    /// So many virtual users of an executor are active now.
    pub(super) fn set_active(&self, executor: usize, active: u64) {
        self.active[executor].set(active);
        self.recorder.borrow_mut().vus(self.active());
    }

    /// Virtual users of all executors that are active now.
    pub(super) fn active(&self) -> u64 {
        self.active.iter().map(Cell::get).sum()
    }

    /// Lets the thread's virtual users go on, or keeps them, as the run's pauses say.
    pub(super) fn follow(&self, pauses: Pauses) {
        self.paused.set(pauses.over());
        self.gate.set_closed(pauses.is_paused());
    }

    /// A place for a new virtual user of an executor.
    pub(super) fn new_slot(&self, executor: usize) -> Rc<Slot> {
        let mut slots = self.slots.borrow_mut();
        let slot = Rc::new(Slot::of(executor, slots.len()));
        slots.push(Rc::clone(&slot));
        slot
    }

    /// Virtual users of this thread that have, or had, a connection; a closed one may hold its port for a while.
    pub(super) fn connected(&self) -> u64 {
        self.slots.borrow().iter().filter(|slot| slot.has_sent()).count() as u64
    }

    /// How long the request has waited that waits longest.
    pub(super) fn oldest_pending(&self, now: Instant) -> Option<Duration> {
        self.slots
            .borrow()
            .iter()
            .filter_map(|slot| slot.oldest(&self.plan().layout().background))
            .map(|since| now.saturating_duration_since(since))
            .max()
    }
}

/// What one thread does for one executor.
#[derive(Debug, Clone)]
pub(super) struct Duty {
    pub(super) worker: Rc<Worker>,
    /// The executor's place in the plan.
    pub(super) executor: usize,
    pub(super) lane: Lane,
}

impl Duty {
    pub(super) fn load(&self) -> &PlannedLoad {
        self.worker.load(self.executor)
    }

    /// When the executor begins.
    pub(super) fn start(&self) -> Instant {
        self.worker.shared.start + self.load().start
    }

    pub(super) fn set_active(&self, active: usize) {
        self.worker.set_active(self.executor, active as u64);
    }
}
