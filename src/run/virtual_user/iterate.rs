//! One iteration: a journey is drawn, and its steps are taken one after the other.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::action::Action;
use super::iteration::{Iteration, VisitArrival};
use super::user::VirtualUser;
use crate::plan::PlannedStep;
use crate::run::choice::draw;
use crate::run::judge::elapsed_micros;

/// While a virtual user thinks for so long, its connections have no buffers: a hundred thousand of them would need 2 GB.
const REST: Duration = Duration::from_secs(1);

impl VirtualUser {
    /// Walks one journey. In the open model its first request is measured from the arrival's intended start.
    /// Tells whether every step that was sent held, and at least one was sent.
    pub(in crate::run) async fn iterate(&mut self, arrival: Option<VisitArrival>) -> bool {
        let worker = Rc::clone(&self.worker);
        let journeys = worker.plan().journeys();
        let mut iteration = Iteration::begin(self, arrival);
        let user = &mut *iteration.user;
        let mut held = true;
        if let Some(chosen) = draw(journeys, &worker.load(user.slot.executor).journeys, &mut user.random) {
            iteration.choose(chosen);
            let journey = &journeys[chosen];
            iteration.user.deal(journey);
            let behind = iteration.user.kept.comes_back(journey, &mut iteration.user.values);
            let steps = &journey.steps;
            for (place, step) in steps.iter().enumerate().skip(behind) {
                let scripts_follow = steps.get(place + 1).is_some_and(|next| next.background);
                held = iteration.take(step, place, scripts_follow).await;
                if !held {
                    if steps[place..].iter().any(PlannedStep::proves_promotion) {
                        iteration.leaves_promises();
                    }
                    break;
                }
                let VirtualUser { kept, values, .. } = &mut *iteration.user;
                kept.has_walked(journey, place + 1, values);
            }
        }
        iteration.settle().await;
        let sent = iteration.sent;
        iteration.end(held);
        held && sent > 0
    }
}

impl Iteration<'_> {
    /// Takes one step, which is at this place of its journey, and thinks about what came; `false` ends the iteration. While the
    /// shopper thinks about a page, its scripts ask what follows it in the background: the last of them waits for the rest of that
    /// time.
    async fn take(&mut self, step: &PlannedStep, place: usize, scripts_follow: bool) -> bool {
        if step.goes_aside() {
            self.ask_aside(step, place).await;
            if !scripts_follow {
                self.think().await;
            }
            return true;
        }
        let (entered, paused) = (self.user.clock.read(), self.paused);
        let asked = self.asked;
        let goes_on = Action::of(step).perform(self).await;
        if !step.think_time.is_zero() {
            self.user.clock.forget();
            let think_time = step.think_time.draw(&mut self.user.random);
            self.thinks_until = Some(Instant::now() + think_time);
        }
        if !(scripts_follow && goes_on) {
            self.think().await;
        }
        // A step that was left out is not a group.
        if self.asked > asked {
            let lasted = elapsed_micros(entered + (self.paused - paused), self.user.clock.read());
            self.user.worker.recorder.borrow_mut().group(step.id, lasted);
        }
        goes_on
    }

    /// Waits for what the scripts of its pages still ask.
    async fn settle(&mut self) {
        if !self.user.asides.is_empty() {
            self.user.asides.settle().await;
            self.user.clock.forget();
        }
    }

    /// Waits until the shopper has thought about the last page, if that takes longer.
    async fn think(&mut self) {
        let Some(until) = self.thinks_until.take() else { return };
        let rest = until.saturating_duration_since(Instant::now());
        if rest >= REST {
            self.user.client.rest();
        }
        self.user.clock.forget();
        tokio::time::sleep_until(until.into()).await;
    }
}
