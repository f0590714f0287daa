//! One iteration: a journey is drawn, and its steps are taken one after the other.

use std::rc::Rc;
use std::time::Duration;

use super::action::Action;
use super::iteration::{Arrival, Iteration};
use super::user::VirtualUser;
use crate::plan::PlannedStep;
use crate::run::choice::draw;
use crate::run::judge::elapsed_micros;

/// While a virtual user thinks for so long, its connections have no buffers: a hundred thousand of them would need 2 GB.
const REST: Duration = Duration::from_secs(1);

impl VirtualUser {
    /// Walks one journey. In the open model its first request is measured from the arrival's intended start.
    /// Tells whether every step that was sent held, and at least one was sent.
    pub(in crate::run) async fn iterate(&mut self, arrival: Option<Arrival>) -> bool {
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
                held = iteration.take(step).await;
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
        let sent = iteration.sent;
        iteration.end(held);
        held && sent > 0
    }
}

impl Iteration<'_> {
    /// Takes one step, and thinks about what came; `false` ends the iteration.
    async fn take(&mut self, step: &PlannedStep) -> bool {
        let (entered, paused) = (self.user.clock.read(), self.paused);
        let pages = self.user.slot.visit.get().pages;
        let goes_on = Action::of(step).perform(self).await;
        let user = &mut *self.user;
        if !step.think_time.is_zero() {
            user.clock.forget();
            let think_time = step.think_time.draw(&mut user.random);
            if think_time >= REST {
                user.client.rest();
            }
            tokio::time::sleep(think_time).await;
        }
        // A step that was left out is not a group.
        if user.slot.visit.get().pages > pages {
            let lasted = elapsed_micros(entered + (self.paused - paused), user.clock.read());
            user.worker.recorder.borrow_mut().group(step.id, lasted);
        }
        goes_on
    }
}
