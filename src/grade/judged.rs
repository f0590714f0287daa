//! The judged part of the run: the visits at full load, and the sentences about them.

use std::time::Duration;

use super::delivered::{Blame, Delivered};
use super::reason::{self, Reason};
use super::steadiness::Rise;
use super::{Background, Component, Grade, Letter, finding};
use crate::metric::{
    Arrangement, Ending, Failing, GeneratorHealth, LoadPart, Measurements, RunPhase, SlowEnd, Summary,
    TimeStatistic, VisitTally, certain_share,
};
use crate::words::{Message, Value};

/// The quantile of the waiting times that is graded.
const GRADED: f64 = 0.95;

/// The part of the run that is graded.
pub(super) struct Judged<'a> {
    summary: &'a Summary,
    measured: &'a Measurements,
    phase: RunPhase,
    pub(super) delivered: Delivered,
    lasted: Duration,
    time: TimeStatistic,
    failing: Option<Failing>,
    pub(super) tally: VisitTally,
    rise: Option<Rise>,
    slow_end: Option<SlowEnd>,
}

impl<'a> Judged<'a> {
    /// Takes the judged part out of a run. With several loads (a search), the visits that other loads could not deliver do not
    /// count.
    pub(super) fn of(summary: &'a Summary, several: bool) -> Self {
        let (measured, phase) = summary.judged();
        let held = phase == RunPhase::Hold;
        let whole = || summary.timeline.last().map_or(0.0, |point| point.at_s);
        let lasted =
            if held { summary.hold_time() } else { Duration::try_from_secs_f64(whole()).unwrap_or_default() };
        let delivered = Delivered::of(summary, measured, phase, lasted.as_secs_f64(), several);
        let visits = &measured.visits;
        Self {
            time: visits.time(GRADED),
            failing: visits.failing(delivered.turned_away()),
            tally: visits.judged().tally(),
            rise: Rise::of(summary),
            slow_end: visits.slow_end(),
            summary,
            measured,
            phase,
            delivered,
            lasted,
        }
    }

    /// The same without the load of processes that were lost on the way: no more is claimed than what was left to the end.
    pub(super) fn left_by(self, health: &GeneratorHealth) -> Self {
        match health.last_loss_s() {
            None => self,
            Some(lost_s) => {
                let delivered = self.delivered.left(self.summary, lost_s, health.share_left());
                Self { delivered, ..self }
            }
        }
    }

    /// Whether too little is judged to say anything: the load has not been at its height, or so few visits have ended that even
    /// without a failure as many may fail as an F has.
    pub(super) fn is_early(&self) -> bool {
        let at_full_load =
            self.phase == RunPhase::Hold && self.measured.visits.judged_part() == LoadPart::FullLoad;
        let possible = Component::of_failures(certain_share(0, self.tally.ended()));
        !at_full_load || possible.letter == Letter::F
    }

    /// Why something else than the shop may have determined the numbers, at whatever point of the run.
    pub(super) fn disturbed(&self, health: &GeneratorHealth) -> Option<Message> {
        // With too few virtual users for its rate, a generator is late on any machine.
        let too_small = || self.delivered.plan_was_too_small().filter(|_| self.delivered.is_mostly_lost());
        if let Some(reason) = health.bottleneck() {
            // What was not sent was not slow.
            let generator = match health.withheld {
                0 => Message::new("no-grade-generator").with("reason", reason),
                _ => reason,
            };
            return Some(too_small().unwrap_or(generator));
        }
        let blocked = finding::mostly_blocked(self.measured)?;
        let told = Message::new("no-grade-blocked").with("blocked", blocked);
        Some(told.with("total", self.measured.requests()))
    }

    pub(super) fn inconclusive(&self, ending: &Ending, health: &GeneratorHealth) -> Option<Message> {
        if let Some(reason) = self.disturbed(health) {
            return Some(reason);
        }
        match ending {
            Ending::Aborted { .. } | Ending::Silent { .. } => None,
            Ending::Blocked { .. } => Some(Message::new("no-grade-kept-away")),
            Ending::GeneratorLost { shard } => {
                Some(Message::new("no-grade-generator-lost").with("shard", *shard))
            }
            _ if self.overlapping().is_some() => self.overlapping(),
            Ending::Interrupted | Ending::WindowClosed | Ending::Stopped | Ending::Killed
                if self.phase != RunPhase::Hold =>
            {
                Some(Message::new("no-grade-stopped"))
            }
            _ if self.failing.is_none() && self.measured.failure_rate().is_none() => {
                Some(Message::new("no-grade-no-request"))
            }
            _ if self.failing.is_none() => Some(Message::new("no-grade-no-journey")),
            // A shop that is bad at less than the requested load is bad.
            _ if self.grade(ending).letter >= Letter::B => self.delivered.plan_was_too_small(),
            _ => None,
        }
    }

    /// Why it is not known how many shoppers the shop had at once: runs overlapped in part.
    fn overlapping(&self) -> Option<Message> {
        let merged = self.summary.merged.as_ref()?;
        (merged.arrangement == Arrangement::Overlapping)
            .then(|| Message::new("no-grade-overlapping").with("runs", merged.count()))
    }

    pub(super) fn grade(&self, ending: &Ending) -> Grade {
        let time =
            self.time.graded().map(|micros| Component::of_response_time(Duration::from_micros(micros)));
        let failures = self.failing.map(|failing| Component::of_failures(failing.share));
        let promotion = self.promotion_share().map(Component::of_failures);
        let grade = Grade::of(time, failures, promotion);
        match ending {
            Ending::Aborted { .. } | Ending::Silent { .. } | Ending::Blocked { .. } => {
                grade.no_better_than(Letter::F)
            }
            Ending::Completed
            | Ending::Interrupted
            | Ending::WindowClosed
            | Ending::Stopped
            | Ending::GeneratorLost { .. }
            | Ending::Killed => {
                let grade = if self.is_unsteady() { grade.no_better_than(Letter::C) } else { grade };
                Grade { at_best: self.carried() < grade.letter, ..grade }
            }
        }
    }

    /// Whether the load would not hold for longer.
    const fn is_unsteady(&self) -> bool {
        self.rise.is_some() || self.slow_end.is_some()
    }

    /// The best letter that so many visits can support: with few visits more may fail than were seen to.
    fn carried(&self) -> Letter {
        let Some(failing) = self.failing.filter(|failing| failing.journey.is_none()) else {
            return Letter::A;
        };
        Component::of_failures(certain_share(failing.failed, failing.ended)).letter
    }

    /// Share of the visits in which the promotion was wrong, of those in which it could be looked at.
    fn promotion_share(&self) -> Option<f64> {
        let seen = self.tally.promotion_seen();
        (seen > 0).then(|| self.tally.promotion_wrong as f64 / seen as f64)
    }

    /// The share of failures that so few visits leave possible; `None` when they support the letter.
    pub(super) fn claim(&self, grade: &Grade) -> Option<Message> {
        let Failing { failed, ended, .. } = self.failing.filter(|_| grade.at_best)?;
        let told = Message::new("claim").with("good", ended - failed).with("visits", ended);
        Some(told.with("share", Value::Share(rounded_up(certain_share(failed, ended)))))
    }

    /// The part that decides the letter, with its number; `None` when all parts are excellent.
    pub(super) fn reason(&self, grade: &Grade, background: &Background<'_>) -> Option<Message> {
        let part = |component: Option<Component>| component.map(|component| component.score.points());
        let worst = [part(grade.response_time), part(grade.failures), part(grade.promotion)]
            .into_iter()
            .flatten()
            .fold(f64::INFINITY, f64::min);
        let is_worst = |component: Option<Component>| part(component).is_some_and(|score| score <= worst);
        if grade.letter == Letter::C && worst >= 70.0 {
            let rising = self.rise.map(|rise| reason::rising(rise, self.lasted));
            if let Some(told) = rising.or_else(|| self.slow_end.map(reason::ended_slow)) {
                return Some(told);
            }
        }
        if worst >= 90.0 {
            return None;
        }
        let told = Reason { summary: self.summary, background };
        if is_worst(grade.promotion) {
            Some(told.promotion(&self.tally))
        } else if is_worst(grade.failures) {
            self.failing.map(|failing| told.failures(&failing, self.delivered.turned_away()))
        } else {
            Some(told.time(&self.time))
        }
    }

    pub(super) fn headline(
        &self,
        grade: &Grade,
        crossed: u64,
        ending: &Ending,
        reason: Option<&Message>,
    ) -> Message {
        let load = || self.delivered.words();
        let undelivered = self.delivered.undelivered.filter(|lost| lost.blame != Blame::Shop);
        let judgement = match (grade.letter, undelivered) {
            (Letter::A | Letter::B, _) if crossed > 0 => {
                Message::new("headline-crosses").with("thresholds", crossed)
            }
            (Letter::A | Letter::B, Some(lost)) => {
                Message::new("headline-undelivered").with("share", Value::Share(lost.share))
            }
            (Letter::C, _) if self.is_unsteady() => Message::new("headline-unsteady"),
            (Letter::A, None) => Message::new("headline-holds"),
            (Letter::B, None) => Message::new("headline-little-margin"),
            (Letter::C, _) => Message::new("headline-strains"),
            (Letter::D, _) => Message::new("headline-barely"),
            (Letter::F, _) => Message::new("headline-fails"),
        }
        .with("load", load());
        let judgement = match (reason, self.failing.filter(|_| grade.at_best)) {
            (Some(reason), _) => {
                Message::new("headline-because").with("headline", judgement).with("reason", reason.clone())
            }
            (None, Some(failing)) if crossed == 0 && undelivered.is_none() => {
                Message::new("headline-as-far").with("headline", judgement).with("visits", failing.ended)
            }
            _ => judgement,
        };
        match ending {
            Ending::Completed => judgement,
            Ending::Aborted { .. } => {
                let given_up = Message::new("headline-given-up").with("load", load());
                match reason {
                    Some(reason) => Message::new("headline-because")
                        .with("headline", given_up)
                        .with("reason", reason.clone()),
                    None => given_up,
                }
            }
            Ending::Silent { lasted } => {
                let told =
                    Message::new("headline-silent").with("lasted", Value::Seconds(lasted.as_secs_f64()));
                told.with("load", load())
            }
            Ending::Blocked { .. }
            | Ending::WindowClosed
            | Ending::Interrupted
            | Ending::Stopped
            | Ending::GeneratorLost { .. }
            | Ending::Killed => {
                let seen = Message::new("headline-seen-for").with("headline", judgement);
                seen.with("lasted", Value::Seconds(self.lasted.as_secs_f64()))
            }
        }
    }

    pub(super) fn basis(&self) -> Message {
        if self.lasted.is_zero() {
            return Message::new("basis-nothing");
        }
        let basis = match self.phase {
            RunPhase::Hold => Message::new("basis-hold"),
            RunPhase::Ramp | RunPhase::Drain => Message::new("basis-whole-run"),
        };
        basis.with("lasted", Value::Seconds(self.lasted.as_secs_f64())).with("visits", self.tally.ended())
    }
}

/// Visits that were due in the judged part and that the shop's slowness turned away; they count as failed. `several` says that
/// the run had several loads, of which one is judged.
#[must_use]
pub fn turned_away(summary: &Summary, several: bool) -> u64 {
    Judged::of(summary, several).delivered.turned_away()
}

/// A bound in whole per cent, in tenths below ten, always rounded up.
fn rounded_up(share: f64) -> f64 {
    let unit = if share >= 0.01 { 100.0 } else { 10_000.0 };
    ((share * unit).ceil() / unit).min(1.0)
}
