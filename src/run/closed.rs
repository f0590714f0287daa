//! The closed model: brings virtual users in and takes them out, as the schedule says; each starts its own iterations.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::control::{Drain, Order, Orders};
use super::interruption::record_interruption;
use super::life::Life;
use super::pause::LoadClock;
use super::slot::Slot;
use super::virtual_user::VirtualUser;
use super::worker::Duty;
use crate::plan::Quota;

/// One thread's virtual users.
struct Users {
    duty: Duty,
    /// By their place among the thread's users.
    known: Vec<User>,
    tasks: JoinSet<usize>,
    /// How many of them are wanted: the first ones.
    wanted: usize,
    /// Users that may finish their iteration until an instant, in the order of the instants.
    leaving: VecDeque<Leaving>,
}

struct User {
    slot: Rc<Slot>,
    /// There while its task runs.
    task: Option<AbortHandle>,
    /// How often it was sent away.
    dismissals: u32,
}

/// A user that was sent away, for as long as it was not wanted again since.
struct Leaving {
    until: Instant,
    place: usize,
    dismissal: u32,
}

/// Drives this thread's share of an executor's virtual users to the executor's end.
pub(super) async fn drive(duty: Duty, mut orders: watch::Receiver<Orders>) {
    let plan = Arc::clone(&duty.worker.shared.plan);
    let schedule = &plan.timetable().loads()[duty.executor].schedule;
    let mut clock = LoadClock::new(duty.start());
    let mut users = Users::none(duty);
    let mut changes = schedule.changes().peekable();
    let mut before = 0;
    let mut drain = Drain::new(schedule.graceful_stop());
    let mut open = true;

    loop {
        let end = clock.at(schedule.duration());
        let next_change = if drain.has_begun() { None } else { changes.peek().map(|(at, _)| clock.at(*at)) };
        let deadline = drain.by().unwrap_or(end);
        let wake = [next_change, users.next_forced()].into_iter().flatten().fold(deadline, Instant::min);
        tokio::select! {
            biased;
            changed = orders.changed(), if open => {
                open = changed.is_ok();
                let Orders { order, pauses } = *orders.borrow_and_update();
                let later = clock.follow(pauses);
                users.postpone(later);
                drain.postpone(later);
                match order {
                    Order::Run => {}
                    Order::Drain => {
                        users.let_all_finish();
                        drain.begin(Instant::now());
                    }
                    Order::Interrupt => return users.interrupt_all(),
                    Order::GiveUp => {
                        users.duty.worker.unanswered.set(true);
                        return users.interrupt_all();
                    }
                }
            }
            Some(ended) = users.tasks.join_next(), if !users.tasks.is_empty() => users.ended(ended),
            () = tokio::time::sleep_until(wake.into()), if !clock.stands_still() => {
                let now = Instant::now();
                while let Some((at, vus)) =
                    changes.next_if(|(at, _)| clock.at(*at) <= now && !drain.has_begun())
                {
                    let forced_at = clock.at(at) + schedule.graceful_ramp_down();
                    users.set_target(vus, schedule.start_jitter(before, vus), forced_at);
                    before = vus;
                }
                users.force(now);
                if drain.is_over(now) {
                    return users.interrupt_all();
                }
                if end <= now && !drain.has_begun() {
                    users.let_all_finish();
                    drain.begin(end);
                }
            }
        }
        let nothing_to_come =
            drain.has_begun() || (schedule.quota() != Quota::Unlimited && changes.peek().is_none());
        if users.tasks.is_empty() && nothing_to_come {
            return;
        }
    }
}

impl Users {
    fn none(duty: Duty) -> Self {
        Self { duty, known: Vec::new(), tasks: JoinSet::new(), wanted: 0, leaving: VecDeque::new() }
    }

    /// Looks only at those that come or go: a ramp to many users has as many changes as users.
    fn set_target(&mut self, vus: u32, jitter: Duration, forced_at: Instant) {
        let target = self.duty.lane.share_of(vus);
        for place in self.wanted..target {
            self.start(place, jitter);
        }
        for place in target..self.wanted {
            if self.dismiss(place) {
                let dismissal = self.known[place].dismissals;
                self.leaving.push_back(Leaving { until: forced_at, place, dismissal });
            }
        }
        self.wanted = target;
    }

    /// Lets a user go; whether it has something to finish before.
    fn dismiss(&mut self, place: usize) -> bool {
        let user = &mut self.known[place];
        user.dismissals += 1;
        match user.slot.turn(Life::sent_away) {
            Life::Hesitating => {
                self.interrupt(place);
                false
            }
            Life::Ready | Life::Walking => true,
            Life::Away | Life::Leaving => false,
        }
    }

    /// A user that is wanted again before it has left simply stays.
    fn start(&mut self, place: usize, jitter: Duration) {
        if place == self.known.len() {
            let slot = self.duty.worker.new_slot(self.duty.executor);
            self.known.push(User { slot, task: None, dismissals: 0 });
        }
        let user = &mut self.known[place];
        user.slot.turn(Life::sent_for);
        if user.task.is_none() {
            let id = self.duty.lane.id_of(place);
            let virtual_user = VirtualUser::new(Rc::clone(&self.duty.worker), Rc::clone(&user.slot), id);
            user.task = Some(self.tasks.spawn_local(async move {
                virtual_user.walk(jitter).await;
                place
            }));
            self.duty.set_active(self.tasks.len());
        }
    }

    fn ended(&mut self, ended: Result<usize, tokio::task::JoinError>) {
        match ended {
            Ok(place) => self.known[place].task = None,
            // A mistake of ours must not look like a shopper who left.
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_interrupted) => {}
        }
        self.duty.set_active(self.tasks.len());
    }

    /// Those that leave get so much more time.
    fn postpone(&mut self, by: Duration) {
        self.leaving.iter_mut().for_each(|leaving| leaving.until += by);
    }

    fn next_forced(&self) -> Option<Instant> {
        self.leaving.front().map(|leaving| leaving.until)
    }

    /// Interrupts those that had their time to leave.
    fn force(&mut self, now: Instant) {
        while self.leaving.front().is_some_and(|leaving| leaving.until <= now)
            && let Some(Leaving { place, dismissal, .. }) = self.leaving.pop_front()
        {
            let user = &self.known[place];
            if user.dismissals == dismissal && !user.slot.life.get().is_wanted() {
                self.interrupt(place);
            }
        }
    }

    fn let_all_finish(&mut self) {
        for place in 0..self.known.len() {
            self.dismiss(place);
        }
        self.leaving.clear();
    }

    fn interrupt_all(&mut self) {
        (0..self.known.len()).for_each(|place| self.interrupt(place));
        self.duty.set_active(0);
    }

    /// Ends a user's task now and records what it was waiting for.
    fn interrupt(&mut self, place: usize) {
        let user = &mut self.known[place];
        let Some(task) = user.task.take() else { return };
        if task.is_finished() {
            return;
        }
        task.abort();
        record_interruption(&self.duty.worker, &user.slot);
    }
}
