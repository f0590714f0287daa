//! The open model: iterations start when they are due, whether or not the ones before have ended.

use std::iter::Peekable;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use super::control::{Drain, Order, Orders};
use super::interruption::record_interruption;
use super::judge::elapsed_micros;
use super::life::Life;
use super::pause::LoadClock;
use super::slot::Slot;
use super::virtual_user::{VirtualUser, VisitArrival};
use super::worker::Duty;
use crate::http::Timer;
use crate::plan::Arrivals;
use crate::scenario::AfterStall;

/// Later than this an arrival is overdue, and left out when the plan says so.
const OVERDUE: Duration = Duration::from_millis(50);

/// Between two looks at what is due: many arrivals a second cost at most 5,000 wake-ups.
const REST: Duration = Duration::from_micros(200);

/// Arrivals looked at in one go. Orders and returning virtual users are heeded between two goes, however far the thread
/// is behind.
const AT_ONCE: usize = 1_000;

/// One thread's virtual users: waiting for an arrival, or busy with one.
struct Pool {
    duty: Duty,
    idle: Vec<VirtualUser>,
    busy: JoinSet<VirtualUser>,
    slots: Vec<Rc<Slot>>,
    most: usize,
    after_stall: AfterStall,
}

/// Starts this thread's share of an executor's arrivals.
pub(super) async fn drive(duty: Duty, mut orders: watch::Receiver<Orders>) {
    let plan = Arc::clone(&duty.worker.shared.plan);
    let load = &plan.timetable().loads()[duty.executor];
    let Some(arrivals) = load.schedule.arrivals() else { return };
    let mut clock = LoadClock::new(duty.start());
    let mut due =
        arrivals.offsets(duty.lane.index(), duty.lane.of(), load.arrival_seed(plan.seed())).peekable();
    let mut pool = Pool::new(duty, arrivals);
    let mut drain = Drain::new(load.schedule.graceful_stop());
    let mut open = true;
    let mut timer = Timer::new();
    let mut rested = clock.at(Duration::ZERO);
    loop {
        let end = clock.at(load.schedule.duration());
        let wake = drain.by().unwrap_or_else(|| due.peek().map_or(end, |(_, at)| clock.at(*at).min(end)));
        tokio::select! {
            biased;
            changed = orders.changed(), if open => {
                open = changed.is_ok();
                let Orders { order, pauses } = *orders.borrow_and_update();
                drain.postpone(clock.follow(pauses));
                match order {
                    Order::Run => {}
                    Order::Drain => drain.begin(Instant::now()),
                    Order::Interrupt => return pool.interrupt_all(),
                    Order::GiveUp => {
                        pool.duty.worker.unanswered.set(true);
                        return pool.interrupt_all();
                    }
                }
            }
            Some(ended) = pool.busy.join_next(), if !pool.busy.is_empty() => pool.take_back(ended),
            () = timer.sleep_until(wake.max(rested)), if !clock.stands_still() => {
                let now = Instant::now();
                rested = now + REST;
                if drain.is_over(now) {
                    return pool.interrupt_all();
                }
                if !drain.has_begun() {
                    pool.release(&mut due, &clock, now);
                    // What is still due so long after the end will not run: the plan accounts for it.
                    if end + OVERDUE < now || (end <= now && due.peek().is_none()) {
                        drain.begin(end);
                    }
                }
            }
        }
        if drain.has_begun() && pool.busy.is_empty() {
            return;
        }
    }
}

impl Pool {
    fn new(duty: Duty, arrivals: &Arrivals) -> Self {
        let mut pool = Self {
            idle: Vec::new(),
            busy: JoinSet::new(),
            slots: Vec::new(),
            most: duty.lane.share_of(arrivals.max_vus()),
            after_stall: arrivals.after_stall(),
            duty,
        };
        for _ in 0..pool.duty.lane.share_of(arrivals.pre_allocated_vus()) {
            let user = pool.hire();
            pool.idle.push(user);
        }
        pool
    }

    /// A new virtual user.
    fn hire(&mut self) -> VirtualUser {
        let slot = self.duty.worker.new_slot(self.duty.executor);
        slot.turn(Life::sent_for);
        self.slots.push(Rc::clone(&slot));
        let id = self.duty.lane.id_of(self.slots.len() - 1);
        VirtualUser::new(Rc::clone(&self.duty.worker), slot, id)
    }

    /// Releases the arrivals that are due, each with its own intended start. One that finds no free virtual user is the
    /// shop's or the plan's matter when it was looked at in time; otherwise it is the generator's.
    fn release(
        &mut self,
        due: &mut Peekable<impl Iterator<Item = (u64, Duration)>>,
        clock: &LoadClock,
        now: Instant,
    ) {
        for _ in 0..AT_ONCE {
            let Some((number, offset)) = due.next_if(|(_, offset)| clock.at(*offset) <= now) else { return };
            let at = clock.at(offset);
            let overdue = now.saturating_duration_since(at) > OVERDUE;
            self.duty.worker.recorder.borrow_mut().lag(elapsed_micros(at, now));
            let left_out = overdue && self.after_stall == AfterStall::Skip;
            match if left_out { None } else { self.free() } {
                Some(user) => self.start(user, VisitArrival { number, intended: at }),
                None => self.duty.worker.recorder.borrow_mut().iteration_dropped(self.duty.executor, overdue),
            }
        }
    }

    /// A virtual user that has nothing to do, a new one while there may be more.
    fn free(&mut self) -> Option<VirtualUser> {
        match self.idle.pop() {
            Some(user) => Some(user),
            None => (self.slots.len() < self.most).then(|| self.hire()),
        }
    }

    fn start(&mut self, mut user: VirtualUser, arrival: VisitArrival) {
        self.busy.spawn_local(async move {
            user.iterate(Some(arrival)).await;
            user
        });
        self.duty.set_active(self.busy.len());
    }

    fn take_back(&mut self, ended: Result<VirtualUser, JoinError>) {
        match ended {
            Ok(user) => self.idle.push(user),
            // A mistake of ours must not look like a shopper who left.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_interrupted) => {}
        }
        self.duty.set_active(self.busy.len());
    }

    fn interrupt_all(&mut self) {
        self.busy.abort_all();
        self.slots.iter().for_each(|slot| record_interruption(&self.duty.worker, slot));
        self.duty.set_active(0);
    }
}
