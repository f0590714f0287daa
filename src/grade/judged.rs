//! The part of the run that the verdict looks at, and the sentences about it.

use std::time::Duration;

use super::{Component, Grade, Letter, finding};
use crate::metric::{Ending, GeneratorHealth, Measurements, RunPhase, Summary};
use crate::units::{count, duration, share};

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
        let (mut vus, mut seconds, mut before) = (measured.vus_peak, 0.0, 0.0);
        for point in &summary.timeline {
            if phase != RunPhase::Hold || point.phase == RunPhase::Hold {
                vus = vus.max(point.vus);
                seconds += point.at_s - before;
            }
            before = point.at_s;
        }
        Self {
            measured,
            phase,
            vus: (vus > 0).then_some(vus),
            rate: rate(summary, measured, seconds),
            lasted: Duration::try_from_secs_f64(seconds).unwrap_or_default(),
            completed: summary.total.iterations(),
            undelivered: undelivered(&summary.total),
        }
    }

    pub(super) fn inconclusive(&self, ending: &Ending, health: &GeneratorHealth) -> Option<String> {
        if let Some(reason) = health.bottleneck() {
            return Some(format!("the load generator was the bottleneck: {reason}"));
        }
        if let Some(blocked) = finding::mostly_blocked(self.measured) {
            return Some(format!(
                "a CDN or firewall answered {} of {} instead of the shop",
                count::display(blocked),
                count::of(self.measured.requests(), "request")
            ));
        }
        match ending {
            Ending::Aborted { .. } | Ending::Silent { .. } => None,
            _ if self.measured.failure_rate().is_none() => Some("no request came to an end".to_owned()),
            _ if self.completed == 0 => Some("no journey was walked to its end".to_owned()),
            Ending::Interrupted | Ending::WindowClosed | Ending::Stopped | Ending::Killed
                if self.phase != RunPhase::Hold =>
            {
                Some("the run was stopped before it reached its full load".to_owned())
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

    pub(super) fn headline(&self, letter: Letter, crossed: u64, ending: &Ending) -> String {
        let load = self.vus.map_or_else(|| "this load".to_owned(), |vus| self.load(vus));
        let judgement = match (letter, self.undelivered) {
            (Letter::A | Letter::B, _) if crossed > 0 => {
                format!("answers {load}, but crosses {}", count::of(crossed, "threshold"))
            }
            (Letter::A | Letter::B, Some(share)) => {
                format!(
                    "answers {load}, but {} of the planned journeys could not start",
                    share::display(share)
                )
            }
            (Letter::A, None) => format!("holds at {load}"),
            (Letter::B, None) => format!("holds at {load}, with little margin"),
            (Letter::C, _) => format!("strains at {load}"),
            (Letter::D, _) => format!("barely copes with {load}"),
            (Letter::F, _) => format!("does not hold at {load}"),
        };
        match ending {
            Ending::Completed => judgement,
            Ending::Aborted { .. } => format!("does not hold: given up at {load}"),
            Ending::Silent { lasted } => {
                format!("stopped answering: no page for {} with {load}", duration::display(*lasted))
            }
            Ending::WindowClosed | Ending::Interrupted | Ending::Stopped | Ending::Killed => {
                format!("{judgement} (seen for {})", duration::display(self.lasted))
            }
        }
    }

    /// The load as the plan asks for it: `200 shoppers`, `30 visits per second`.
    pub(super) fn load(&self, vus: u64) -> String {
        match (self.rate, self.phase) {
            (None, _) => count::of(vus, "shopper"),
            (Some(rate), RunPhase::Hold) => format!("{} per second", visits(rate)),
            (Some(rate), _) => format!("an average of {} per second", visits(rate)),
        }
    }

    pub(super) fn basis(&self) -> String {
        if self.lasted.is_zero() {
            return "nothing: not a second of load was measured".to_owned();
        }
        let lasted = duration::display(self.lasted);
        match self.phase {
            RunPhase::Hold => format!("{lasted} at full load"),
            RunPhase::Ramp | RunPhase::Drain => {
                format!("the whole run, {lasted}: it had no time at constant full load")
            }
        }
    }
}

/// Journeys begun per second of the judged part, when all of them came at a rate.
fn rate(summary: &Summary, measured: &Measurements, seconds: f64) -> Option<f64> {
    let open = !summary.executors.is_empty() && summary.executors.iter().all(|executor| executor.arrivals);
    (open && seconds > 0.0).then(|| measured.tally().started as f64 / seconds)
}

/// `30 visits`, or `2.5 visits` where a whole number would mislead.
fn visits(rate: f64) -> String {
    let rounded = rate.round();
    if rate >= 10.0 || (rate - rounded).abs() < 0.05 {
        // Never negative, and far from the greatest integer.
        count::of(rounded as u64, "visit")
    } else {
        format!("{rate:.1} visits")
    }
}

fn undelivered(total: &Measurements) -> Option<f64> {
    let tally = total.tally();
    let planned = tally.started.saturating_add(tally.dropped);
    let share = tally.dropped as f64 / planned.max(1) as f64;
    (share > UNDELIVERED_LIMIT).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_said_in_whole_visits_where_they_do_not_mislead() {
        for (rate, text) in
            [(0.4, "0.4 visits"), (1.02, "1 visit"), (2.5, "2.5 visits"), (1_234.6, "1,235 visits")]
        {
            assert_eq!(visits(rate), text);
        }
    }
}
