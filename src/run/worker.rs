//! One engine thread: its runtime, its recorder, its clockwork.

use std::cell::{Cell, RefCell};
use std::panic::resume_unwind;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tokio::runtime::LocalRuntime;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::charset::Charsets;
use super::control::{Event, Orders};
use super::health::thread_cost;
use super::judge::elapsed_micros;
use super::library::Library;
use super::pause::Gate;
use super::slot::{Sent, Slot};
use crate::http::Timer;
use crate::http::{Cap, ClientSettings};
use crate::metric::{
    Cause, Interval, Measurements, Outcome, PageEnd, Recorder, Sample, Specimen, ThreadCost, Timings, Usual,
    VisitEnd,
};
use crate::plan::{Lane, Plan, PlannedLoad, Quota};

/// How often a thread hands over.
pub(crate) const INTERVAL: Duration = Duration::from_secs(1);
/// How often a thread measures how late its timers are.
const LAG_PROBE: Duration = Duration::from_millis(10);

/// What all threads have in common.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    pub(crate) plan: Arc<Plan>,
    pub(crate) threads: usize,
    pub(crate) start: Instant,
    /// For each executor, iterations that nobody has taken yet (shared-iterations).
    pub(crate) iterations_left: Arc<[AtomicU64]>,
    /// For each data source, rows that iterations have got (sequential).
    pub(crate) rows_dealt: Arc<[AtomicUsize]>,
    /// The hard cap on requests per second, over all threads. Never the pacer.
    pub(crate) cap: Cap,
}

impl Shared {
    pub(crate) fn new(plan: Arc<Plan>, threads: usize, start: Instant) -> Self {
        let shared = |load: &PlannedLoad| match load.schedule.quota() {
            Quota::Shared(iterations) => AtomicU64::new(iterations),
            Quota::Unlimited | Quota::PerVu(_) => AtomicU64::new(0),
        };
        let iterations_left = plan.timetable().loads().iter().map(shared).collect();
        let cap = plan.limits().cap().clone();
        let rows_dealt = plan.data().sources().iter().map(|_| AtomicUsize::new(0)).collect();
        Self { plan, threads, start, iterations_left, rows_dealt, cap }
    }
}

/// One thread's context, used by all its virtual users.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) index: usize,
    pub(crate) shared: Shared,
    pub(crate) client_settings: Rc<ClientSettings>,
    pub(crate) recorder: RefCell<Recorder>,
    /// Virtual users of each executor that are active now.
    pub(crate) active: Box<[Cell<u64>]>,
    /// Whether requests that are cut off now would never have been answered.
    pub(crate) unanswered: Cell<bool>,
    /// The usual time from one request to the next, for each journey.
    pub(crate) paces: RefCell<Vec<Usual>>,
    /// One per virtual user of this thread, in the order of their first start.
    pub(crate) slots: RefCell<Vec<Rc<Slot>>>,
    /// Which files the pages need.
    pub(crate) library: RefCell<Library>,
    /// The charsets of the shop's pages.
    pub(crate) charsets: Charsets,
    /// The longest time that a refusal asked to be left alone, in this interval.
    pub(crate) retry_after: Cell<Option<Duration>>,
    /// Where its virtual users wait while the run is paused.
    pub(crate) gate: Gate,
    /// When the load is at its height and constant, in the time of the plan.
    holds: Box<[(Duration, Duration)]>,
    /// How long the run has been paused.
    paused: Cell<Duration>,
}

/// What kept a request back.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Leave {
    /// How long the run was paused.
    pub(crate) paused: Duration,
    /// Whether our own cap on requests per second made it wait.
    pub(crate) capped: bool,
}

impl Worker {
    pub(crate) fn plan(&self) -> &Plan {
        &self.shared.plan
    }

    /// Whether anything could keep a request back.
    pub(crate) fn may_hold_back(&self) -> bool {
        self.shared.cap.is_set() || self.gate.is_closed()
    }

    /// Waits until a request may go out: the run is not paused, and the cap allows one more.
    pub(crate) async fn leave_to_send(&self) -> Leave {
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
    pub(crate) fn is_full_load(&self, now: Instant) -> bool {
        let at = now.saturating_duration_since(self.shared.start).saturating_sub(self.paused.get());
        self.holds.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// One of the plan's executors, counted from 0.
    pub(crate) fn load(&self, executor: usize) -> &PlannedLoad {
        &self.plan().timetable().loads()[executor]
    }

    /// So many virtual users of an executor are active now.
    pub(crate) fn set_active(&self, executor: usize, active: u64) {
        self.active[executor].set(active);
        self.recorder.borrow_mut().vus(self.active());
    }

    /// Virtual users of all executors that are active now.
    fn active(&self) -> u64 {
        self.active.iter().map(Cell::get).sum()
    }

    /// A place for a new virtual user of an executor.
    pub(crate) fn new_slot(&self, executor: usize) -> Rc<Slot> {
        let mut slots = self.slots.borrow_mut();
        let slot = Rc::new(Slot::of(executor, slots.len()));
        slots.push(Rc::clone(&slot));
        slot
    }

    /// Records what a virtual user was doing when it had to stop. A page that would hardly have come was not answered: then its
    /// visit failed.
    pub(crate) fn record_interruption(&self, slot: &Slot) {
        let mut recorder = self.recorder.borrow_mut();
        let open = self.load(slot.executor).schedule.arrivals().is_some();
        let now = Instant::now();
        let visit = slot.visit.get();
        let mut failed = visit.failed;
        for Sent { step, tags, since } in slot.take() {
            let page = visit.page.filter(|(asked, _)| *asked == step);
            let waited = elapsed_micros(page.map_or(since, |(_, begun)| begun), now);
            let unanswered =
                self.unanswered.get() || (page.is_some() && recorder.is_unanswered(step, waited));
            let outcome = if unanswered { Outcome::TimeoutFirstByte } else { Outcome::Interrupted };
            let cut_off = Sample {
                step,
                status: 0,
                outcome,
                timings: Timings { waiting: elapsed_micros(since, now), ..Timings::default() },
                response_time: waited,
                bytes_sent: 0,
                bytes_received: 0,
                retried: false,
                tags,
            };
            if page.is_none() || !unanswered {
                recorder.record(&cut_off);
                if page.is_some() && !open {
                    recorder.page_cut_off();
                }
                continue;
            }
            let shopper = (!open).then_some(slot.place);
            recorder.page(&cut_off, &PageEnd { visit: slot.key(), shopper, pace: None, at: now });
            if !failed {
                recorder.visit_broke(slot.key(), step, Cause::Outcome(outcome), Specimen::default);
            }
            failed = true;
        }
        if slot.iterating.replace(false) {
            recorder.iteration_interrupted(slot.executor);
            let end = if failed { VisitEnd::Failed } else { VisitEnd::Unfinished };
            recorder.visit_ended(slot.key(), end, visit.promotion, None);
        }
    }

    /// Virtual users of this thread that have, or had, a connection; a closed one may hold its port for a while.
    fn connected(&self) -> u64 {
        self.slots.borrow().iter().filter(|slot| slot.has_sent()).count() as u64
    }

    fn oldest_pending(&self, now: Instant) -> Option<Duration> {
        self.slots
            .borrow()
            .iter()
            .filter_map(|slot| slot.oldest())
            .map(|since| now.saturating_duration_since(since))
            .max()
    }
}

/// Tells the aggregator that a thread is gone, also when it panics: nobody must wait for it.
pub(super) struct Farewell {
    pub(super) index: usize,
    pub(super) events: mpsc::Sender<Event>,
}

impl Drop for Farewell {
    fn drop(&mut self) {
        let event = if thread::panicking() { Event::Failed(self.index) } else { Event::Done(self.index) };
        // Without an aggregator the run is over anyway.
        let _gone = self.events.send(event);
    }
}

/// Runs one engine thread to its end.
pub(crate) fn work(
    index: usize,
    runtime: &LocalRuntime,
    shared: Shared,
    client_settings: ClientSettings,
    orders: watch::Receiver<Orders>,
    events: &mpsc::Sender<Event>,
    spares: mpsc::Receiver<Measurements>,
) {
    let _farewell = Farewell { index, events: events.clone() };
    let layout = shared.plan.layout().clone();
    let worker = Rc::new(Worker {
        index,
        client_settings: Rc::new(client_settings),
        recorder: RefCell::new(Recorder::new(&layout)),
        active: shared.plan.timetable().loads().iter().map(|_| Cell::new(0)).collect(),
        unanswered: Cell::new(false),
        paces: RefCell::new(vec![Usual::default(); shared.plan.journeys().len()]),
        slots: RefCell::new(Vec::new()),
        library: RefCell::default(),
        charsets: Charsets::default(),
        gate: Gate::default(),
        retry_after: Cell::default(),
        holds: shared.plan.timetable().holds().into(),
        paused: Cell::default(),
        shared,
    });
    let mut clock = Clockwork {
        worker: Rc::clone(&worker),
        spares,
        events: events.clone(),
        index: 0,
        cost: thread_cost(),
    };
    runtime.block_on(async {
        let lag = tokio::task::spawn_local(probe_lag(Rc::clone(&worker)));
        let gate = tokio::task::spawn_local(keep_gate(Rc::clone(&worker), orders.clone()));
        let driver = drive(Rc::clone(&worker), orders);
        tokio::pin!(driver);
        loop {
            let due = clock.due();
            tokio::select! {
                () = &mut driver => break,
                () = tokio::time::sleep_until(due.into()) => clock.hand_over(),
            }
        }
        lag.abort();
        gate.abort();
    });
    clock.hand_over();
}

/// What one thread does for one executor.
#[derive(Debug, Clone)]
pub(crate) struct Duty {
    pub(crate) worker: Rc<Worker>,
    /// The executor's place in the plan.
    pub(crate) executor: usize,
    pub(crate) lane: Lane,
}

impl Duty {
    pub(crate) fn load(&self) -> &PlannedLoad {
        self.worker.load(self.executor)
    }

    /// When the executor begins.
    pub(crate) fn start(&self) -> Instant {
        self.worker.shared.start + self.load().start
    }

    pub(crate) fn set_active(&self, active: usize) {
        self.worker.set_active(self.executor, active as u64);
    }
}

/// Runs the thread's share of all executors side by side, each in its own model, until the last has ended.
async fn drive(worker: Rc<Worker>, orders: watch::Receiver<Orders>) {
    let mut drivers = JoinSet::new();
    let Shared { plan, threads, .. } = worker.shared.clone();
    for (executor, load) in plan.timetable().loads().iter().enumerate() {
        let Some(lane) = load.lane(worker.index, threads) else { continue };
        let duty = Duty { worker: Rc::clone(&worker), executor, lane };
        let orders = orders.clone();
        if load.schedule.arrivals().is_some() {
            drivers.spawn_local(super::open::drive(duty, orders));
        } else {
            drivers.spawn_local(super::closed::drive(duty, orders));
        }
    }
    while let Some(ended) = drivers.join_next().await {
        // A mistake of ours ends the thread, as it would without tasks.
        if let Err(error) = ended
            && error.is_panic()
        {
            resume_unwind(error.into_panic());
        }
    }
}

/// Hands the thread's measurements over once a second.
struct Clockwork {
    worker: Rc<Worker>,
    spares: mpsc::Receiver<Measurements>,
    events: mpsc::Sender<Event>,
    index: u64,
    cost: Option<ThreadCost>,
}

impl Clockwork {
    /// The end of the current interval: whole seconds from the start, the same in all threads.
    fn due(&self) -> Instant {
        let seconds = u32::try_from(self.index + 1).unwrap_or(u32::MAX);
        self.worker.shared.start + INTERVAL * seconds
    }

    fn hand_over(&mut self) {
        let now = Instant::now();
        // After a late second there are more than the next ones need: kept, a stall would be paid for to the end of the run.
        let spare = self.spares.try_iter().last();
        let spare = spare.unwrap_or_else(|| Measurements::new(self.worker.plan().layout()));
        let mut recorder = self.worker.recorder.borrow_mut();
        let measurements = recorder.hand_over(spare);
        recorder.vus(self.worker.active());
        drop(recorder);
        let cost_now = thread_cost();
        let cost = self.cost.zip(cost_now).map(|(before, now)| ThreadCost {
            running: now.running.saturating_sub(before.running),
            waiting: now.waiting.saturating_sub(before.waiting),
        });
        self.cost = cost_now;
        let interval = Interval {
            thread: self.worker.index,
            index: self.index,
            end: now.saturating_duration_since(self.worker.shared.start),
            vus: self.worker.active(),
            connected: self.worker.connected(),
            oldest_pending: self.worker.oldest_pending(now),
            retry_after: self.worker.retry_after.take(),
            cost,
            measurements,
        };
        self.index += 1;
        // Without an aggregator the run is over anyway.
        let _gone = self.events.send(Event::Interval(Box::new(interval)));
    }
}

/// Closes and opens the thread's gate as it is told.
async fn keep_gate(worker: Rc<Worker>, mut orders: watch::Receiver<Orders>) {
    loop {
        let pauses = orders.borrow_and_update().pauses;
        worker.paused.set(pauses.over());
        worker.gate.set_closed(pauses.is_paused());
        if orders.changed().await.is_err() {
            return;
        }
    }
}

/// Measures how late this thread's timers fire. The probes' due times are fixed, so that one long stall
/// counts for every probe it delayed.
async fn probe_lag(worker: Rc<Worker>) {
    let mut due = worker.shared.start;
    let mut timer = Timer::new();
    loop {
        due += LAG_PROBE;
        timer.sleep_until(due).await;
        worker.recorder.borrow_mut().lag(elapsed_micros(due, Instant::now()));
    }
}
