//! The part of the run that the verdict looks at, and the sentences about it.

use std::time::Duration;

use super::{Component, Grade, Letter, finding};
use crate::metric::{Ending, GeneratorHealth, Measurements, RunPhase, Summary};
use crate::words::{Message, Value};

/// When more of the planned journeys than this could not start, the planned load was not what the shop held.
const UNDELIVERED_LIMIT: f64 = 0.01;

/// The part of the run that the grade looks at.
pub(super) struct Judged<'a> {
    measured: &'a Measurements,
    phase: RunPhase,
    /// Most virtual users active at once; `None` when none were seen.
    pub(super) vus: Option<u64>,
    /// Journeys begun per second, when that is what the plan asks for, and not for shoppers.
    rate: Option<f64>,
    lasted: Duration,
    /// Journeys walked to their end in the whole run.
    completed: u64,
    /// Share of the planned journeys that could not start, when above [`UNDELIVERED_LIMIT`].
    pub(super) undelivered: Option<f64>,
}

impl<'a> Judged<'a> {
    pub(super) fn of(summary: &'a Summary) -> Self {
        let (measured, phase) = summary.judged();
        let held = phase == RunPhase::Hold;
        let looked_at = summary.timeline.iter().filter(|point| !held || point.phase == RunPhase::Hold);
        let vus = looked_at.map(|point| point.vus).fold(measured.vus_peak, u64::max);
        let whole = || summary.timeline.last().map_or(0.0, |point| point.at_s);
        let lasted =
            if held { summary.hold_time() } else { Duration::try_from_secs_f64(whole()).unwrap_or_default() };
        Self {
            measured,
            phase,
            vus: (vus > 0).then_some(vus),
            rate: rate(summary, measured, lasted.as_secs_f64()),
            lasted,
            completed: summary.total.iterations(),
            undelivered: undelivered(&summary.total),
        }
    }

    /// The same for the best of several loads: what others could not deliver says nothing of it.
    pub(super) fn of_several(self) -> Self {
        Self { undelivered: undelivered(self.measured), ..self }
    }

    pub(super) fn inconclusive(&self, ending: &Ending, health: &GeneratorHealth) -> Option<Message> {
        if let Some(reason) = health.bottleneck() {
            return Some(Message::new("no-grade-generator").with("reason", reason));
        }
        if let Some(blocked) = finding::mostly_blocked(self.measured) {
            let told = Message::new("no-grade-blocked").with("blocked", blocked);
            return Some(told.with("total", self.measured.requests()));
        }
        match ending {
            Ending::Aborted { .. } | Ending::Silent { .. } => None,
            Ending::Blocked { .. } => Some(Message::new("no-grade-kept-away")),
            _ if self.measured.failure_rate().is_none() => Some(Message::new("no-grade-no-request")),
            _ if self.completed == 0 => Some(Message::new("no-grade-no-journey")),
            Ending::Interrupted | Ending::WindowClosed | Ending::Stopped | Ending::Killed
                if self.phase != RunPhase::Hold =>
            {
                Some(Message::new("no-grade-stopped"))
            }
            _ => None,
        }
    }

    pub(super) fn grade(&self, ending: &Ending) -> Grade {
        let time =
            self.measured.honest_p95().map(|p95| Component::of_response_time(Duration::from_micros(p95)));
        let failures = self.measured.failure_rate().map(Component::of_failures);
        match (ending, time, failures) {
            (
                Ending::Completed
                | Ending::Interrupted
                | Ending::WindowClosed
                | Ending::Stopped
                | Ending::Killed,
                Some(time),
                Some(failures),
            ) => Grade::of(time, failures),
            // Without a request that ended, a p95 would be that of requests our own end cut off.
            (_, time, failures) => Grade::given_up(time.filter(|_| failures.is_some()), failures),
        }
    }

    pub(super) fn headline(&self, letter: Letter, crossed: u64, ending: &Ending) -> Message {
        let load = || self.vus.map_or_else(|| Message::new("load-unknown"), |vus| self.load(vus));
        let judgement = match (letter, self.undelivered) {
            (Letter::A | Letter::B, _) if crossed > 0 => {
                Message::new("headline-crosses").with("thresholds", crossed)
            }
            (Letter::A | Letter::B, Some(share)) => {
                Message::new("headline-undelivered").with("share", Value::Share(share))
            }
            (Letter::A, None) => Message::new("headline-holds"),
            (Letter::B, None) => Message::new("headline-little-margin"),
            (Letter::C, _) => Message::new("headline-strains"),
            (Letter::D, _) => Message::new("headline-barely"),
            (Letter::F, _) => Message::new("headline-fails"),
        }
        .with("load", load());
        match ending {
            Ending::Completed => judgement,
            Ending::Aborted { .. } => Message::new("headline-given-up").with("load", load()),
            Ending::Silent { lasted } => {
                let told =
                    Message::new("headline-silent").with("lasted", Value::Seconds(lasted.as_secs_f64()));
                told.with("load", load())
            }
            Ending::Blocked { .. }
            | Ending::WindowClosed
            | Ending::Interrupted
            | Ending::Stopped
            | Ending::Killed => {
                let seen = Message::new("headline-seen-for").with("headline", judgement);
                seen.with("lasted", Value::Seconds(self.lasted.as_secs_f64()))
            }
        }
    }

    /// The load as the plan asks for it: `200 shoppers`, `30 visits per second`.
    pub(super) fn load(&self, vus: u64) -> Message {
        match (self.rate, self.phase) {
            (None, _) => Message::new("load-shoppers").with("shoppers", vus),
            (Some(rate), RunPhase::Hold) => Message::new("load-visits").with("visits", visits(rate)),
            (Some(rate), _) => Message::new("load-average").with("visits", visits(rate)),
        }
    }

    /// Most shoppers at once, when shoppers are what the plan asks for.
    pub(super) fn shoppers(&self) -> Option<u64> {
        self.vus.filter(|_| self.rate.is_none())
    }

    pub(super) fn basis(&self) -> Message {
        if self.lasted.is_zero() {
            return Message::new("basis-nothing");
        }
        let basis = match self.phase {
            RunPhase::Hold => Message::new("basis-hold"),
            RunPhase::Ramp | RunPhase::Drain => Message::new("basis-whole-run"),
        };
        basis.with("lasted", Value::Seconds(self.lasted.as_secs_f64()))
    }
}

/// Journeys begun per second of the judged part, when all of them came at a rate.
fn rate(summary: &Summary, measured: &Measurements, seconds: f64) -> Option<f64> {
    let open = !summary.executors.is_empty() && summary.executors.iter().all(|executor| executor.arrivals);
    (open && seconds > 0.0).then(|| measured.tally().started as f64 / seconds)
}

/// A whole number, or one decimal where a whole number would mislead.
fn visits(rate: f64) -> Value {
    let rounded = rate.round();
    if rate >= 10.0 || (rate - rounded).abs() < 0.05 {
        // Never negative, and far from the greatest integer.
        Value::Count(rounded as u64)
    } else {
        Value::Number((rate * 10.0).round() / 10.0)
    }
}

/// Share of the due journeys that were dropped, when above [`UNDELIVERED_LIMIT`].
pub(super) fn undelivered(total: &Measurements) -> Option<f64> {
    let tally = total.tally();
    let planned = tally.started.saturating_add(tally.dropped);
    let share = tally.dropped as f64 / planned.max(1) as f64;
    (share > UNDELIVERED_LIMIT).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_rate_is_said_in_whole_visits_where_they_do_not_mislead() {
        for (rate, text) in
            [(0.4, "0.4 visits"), (1.02, "1 visit"), (2.5, "2.5 visits"), (1_234.6, "1,235 visits")]
        {
            let said = Message::new("load-visits").with("visits", visits(rate)).say(Lang::En);
            assert_eq!(said, format!("{text} per second"));
        }
    }
}
