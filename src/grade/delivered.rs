//! The load that was really sent; a verdict claims nothing beyond it.

use super::wording::of_requests;
use crate::metric::{Arrangement, ArrivalNeeds, Measurements, RunPhase, Summary, TimelinePoint};
use crate::words::{Message, Value};

/// The share of planned visits that could not begin above which the planned load was not the one that the shop got.
const UNDELIVERED_LIMIT: f64 = 0.01;
/// The share of requests held up by our own cap above which the cap, and not the shoppers, set the pace.
const CAPPED_LIMIT: f64 = 0.05;
/// The page time, in seconds, above which the shop itself is the reason that its visits take long.
const SLOW_PAGE: f64 = 1.0;

/// Why visits could not begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Blame {
    /// The shop was too slow; otherwise virtual users would have been free.
    Shop,
    /// The plan has too few virtual users for so many visits.
    Plan {
        /// The number of virtual users that the rate needs.
        needed: u64,
        /// The number of virtual users that the plan has.
        max_vus: u64,
    },
    /// The time of the run was too short for them.
    Time,
}

/// Visits that were due and could not begin.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Undelivered {
    /// Their share of the due visits, above [`UNDELIVERED_LIMIT`].
    pub(super) share: f64,
    /// Their number, without those that the generator was late for.
    pub(super) dropped: u64,
    /// The number of due visits.
    due: u64,
    pub(super) blame: Blame,
}

/// The load that was sent in the judged part of the run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Delivered {
    phase: RunPhase,
    /// The number of virtual users: the median of a hold, the greatest of a whole run. `None` without any.
    pub(super) vus: Option<u64>,
    /// Visits begun per second, when the plan asks for visits and not for shoppers.
    rate: Option<f64>,
    /// Requests per second, when our own cap set the pace.
    pub(super) capped: Option<f64>,
    pub(super) undelivered: Option<Undelivered>,
    /// The runs that had this load one after the other, and all runs; `None` for a single run, and for runs side by side.
    in_turn: Option<(u64, u64)>,
}

impl Delivered {
    /// Computes the load that was sent in `measured`, the part in this phase, within `seconds`. With several loads, `alone` says
    /// that only this one counts.
    pub(super) fn of(
        summary: &Summary,
        measured: &Measurements,
        phase: RunPhase,
        seconds: f64,
        alone: bool,
    ) -> Self {
        let held = phase == RunPhase::Hold;
        // The last second of the hold may have no virtual users, and says nothing about it.
        let mut vus: Vec<u64> = summary
            .timeline
            .iter()
            .filter(|point| !held || point.phase == RunPhase::Hold)
            .map(|point| point.vus)
            .filter(|vus| *vus > 0)
            .collect();
        vus.sort_unstable();
        let most = vus.last().copied().unwrap_or(0).max(measured.vus_peak);
        let vus = if held { vus.get(vus.len() / 2).copied().unwrap_or(most) } else { most };
        let arrangement = summary.merged.as_ref().map(|merged| merged.arrangement);
        let is_known = arrangement != Some(Arrangement::Overlapping);
        let requests = measured.requests_with_assets();
        let capped = is_known && measured.held_back as f64 > requests as f64 * CAPPED_LIMIT && seconds > 0.0;
        let due = if alone && held { measured } else { &summary.total };
        Self {
            phase,
            vus: (is_known && vus > 0).then_some(vus),
            rate: rate(summary, measured, seconds).filter(|_| is_known),
            capped: capped.then(|| requests as f64 / seconds),
            undelivered: undelivered(summary, due),
            in_turn: (arrangement == Some(Arrangement::InTurn)).then(|| runs_with(summary, vus, held)),
        }
    }

    /// The load that was left to the end, where processes were lost on the way, the last of them `lost_s` seconds after the start:
    /// this share, 0 to 1, of the virtual users stayed.
    pub(super) fn left(self, summary: &Summary, lost_s: f64, share: f64) -> Self {
        let held = self.phase == RunPhase::Hold;
        let points = || summary.timeline.iter().filter(|point| !held || point.phase == RunPhase::Hold);
        // A point tells of the second before it.
        let (begun, ended) = (
            points().next().map_or(0.0, |point| point.at_s - 1.0),
            points().next_back().map_or(0.0, |point| point.at_s),
        );
        // What came evenly before and, less of it, after the loss.
        let (before, after) = ((lost_s.min(ended) - begun).max(0.0), (ended - lost_s.max(begun)).max(0.0));
        let of_average = share * (before + after) / (before + share * after).max(f64::MIN_POSITIVE);
        let mut vus: Vec<u64> = points()
            .filter(|point| point.at_s - 1.0 > lost_s && point.vus > 0)
            .map(|point| point.vus)
            .collect();
        vus.sort_unstable();
        let last = self.vus.map(|vus| (vus as f64 * share).floor() as u64);
        let left = vus.get(vus.len() / 2).copied().or(last).unwrap_or(0);
        Self {
            vus: self.vus.map(|vus| vus.min(left)).filter(|vus| *vus > 0),
            rate: self.rate.map(|rate| rate * of_average.min(1.0)),
            capped: self.capped.map(|requests| requests * of_average.min(1.0)),
            ..self
        }
    }

    /// The load in words: `200 shoppers`, `30 visits per second`, `5 requests per second, capped`. Runs one after the other had it
    /// each: it is never their sum.
    pub(super) fn words(&self) -> Message {
        let load = self.words_of_one();
        match self.in_turn {
            None => load,
            Some((with, runs)) if with == runs => {
                Message::new("load-in-runs").with("load", load).with("runs", runs)
            }
            Some((with, runs)) => {
                Message::new("load-in-some-runs").with("load", load).with("with", with).with("runs", runs)
            }
        }
    }

    fn words_of_one(&self) -> Message {
        match (self.capped, self.rate, self.phase) {
            (Some(requests), ..) => Message::new("load-capped").with("requests", count_or_tenths(requests)),
            (None, Some(rate), RunPhase::Hold) => {
                Message::new("load-visits").with("visits", count_or_tenths(rate))
            }
            (None, Some(rate), _) => Message::new("load-average").with("visits", count_or_tenths(rate)),
            (None, None, _) => self.vus.map_or_else(
                || Message::new("load-unknown"),
                |vus| Message::new("load-shoppers").with("shoppers", vus),
            ),
        }
    }

    /// Shoppers at once, when the plan asks for shoppers and our own cap did not set the pace.
    pub(super) fn shoppers(&self) -> Option<u64> {
        self.vus.filter(|_| self.rate.is_none() && self.capped.is_none())
    }

    /// Why the requested rate has no grade, when the plan has too few virtual users for it.
    pub(super) fn plan_was_too_small(&self) -> Option<Message> {
        let Undelivered { share, blame: Blame::Plan { needed, max_vus }, .. } = self.undelivered? else {
            return None;
        };
        let told = Message::new("no-grade-too-few-vus").with("share", Value::Share(share));
        Some(told.with("needed", needed).with("max-vus", max_vus).with("load", self.words()))
    }

    /// Whether most of the due visits could not begin for a reason other than a late generator.
    pub(super) fn is_mostly_lost(&self) -> bool {
        self.undelivered.is_some_and(|lost| lost.dropped > lost.due / 2)
    }

    /// Visits that the slowness of the shop turned away: they failed before they began.
    pub(super) fn turned_away(&self) -> u64 {
        self.undelivered.filter(|undelivered| undelivered.blame == Blame::Shop).map_or(0, |lost| lost.dropped)
    }
}

/// The runs of a summary that had so many virtual users (in the hold, if there was one), and all its runs.
fn runs_with(summary: &Summary, vus: u64, held: bool) -> (u64, u64) {
    let had = |seconds: &&[TimelinePoint]| {
        let mut judged = seconds.iter().filter(|point| !held || point.phase == RunPhase::Hold);
        judged.any(|point| point.vus >= vus)
    };
    let stretches = summary.stretches();
    (stretches.iter().filter(|seconds| had(seconds)).count() as u64, stretches.len() as u64)
}

/// `12 of 240 requests (5 %)` that our own cap held up, when it set the pace.
pub(super) fn held_back(measured: &Measurements) -> Option<Message> {
    let requests = measured.requests_with_assets();
    (measured.held_back as f64 > requests as f64 * CAPPED_LIMIT).then(|| {
        Message::new("held-back").with("requests", of_requests(measured.held_back.min(requests), requests))
    })
}

/// Visits begun per second in the judged part, when all of them came at a rate.
fn rate(summary: &Summary, measured: &Measurements, seconds: f64) -> Option<f64> {
    let open = !summary.executors.is_empty() && summary.executors.iter().all(|executor| executor.arrivals);
    (open && seconds > 0.0).then(|| measured.tally().started as f64 / seconds)
}

/// A whole number, or one decimal when a whole number would mislead.
fn count_or_tenths(rate: f64) -> Value {
    let rounded = rate.round();
    if rate >= 10.0 || (rate - rounded).abs() < 0.05 {
        // The value is never negative, and far from the greatest integer.
        Value::Count(rounded as u64)
    } else {
        Value::Number((rate * 10.0).round() / 10.0)
    }
}

/// Share of the due visits that were dropped, when above [`UNDELIVERED_LIMIT`].
pub(super) fn dropped_share(measured: &Measurements) -> Option<f64> {
    let tally = measured.tally();
    let planned = tally.started.saturating_add(tally.dropped);
    let share = tally.dropped as f64 / planned.max(1) as f64;
    (share > UNDELIVERED_LIMIT).then_some(share)
}

/// The usual time of a page in seconds, limited to that of a good shop.
fn usual_page(summary: &Summary) -> f64 {
    let steps = summary.total.visits.judged().steps().iter();
    let (time, pages) = steps.filter(|step| step.pages > 0).fold((0.0, 0.0), |(time, pages), step| {
        let usual = step.times().map_or(0.0, |times| times.quantile(0.5) as f64 / 1e6);
        (time + usual.min(SLOW_PAGE) * step.pages as f64, pages + step.pages as f64)
    });
    time / f64::max(pages, 1.0)
}

fn undelivered(summary: &Summary, due: &Measurements) -> Option<Undelivered> {
    let share = dropped_share(due)?;
    let tally = due.tally();
    let needs: Vec<ArrivalNeeds> = summary.executors.iter().filter_map(|executor| executor.needs).collect();
    let page_s = usual_page(summary);
    let short = needs.iter().find(|needs| needs.vus(page_s) > f64::from(needs.max_vus));
    let blame = match (short, needs.is_empty()) {
        (Some(needs), _) => {
            Blame::Plan { needed: needs.vus(page_s).ceil() as u64, max_vus: u64::from(needs.max_vus) }
        }
        (None, false) => Blame::Shop,
        (None, true) => Blame::Time,
    };
    let due = tally.started.saturating_add(tally.dropped);
    Some(Undelivered { share, dropped: tally.dropped.saturating_sub(tally.overdue), due, blame })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::{self, SampleCourse};
    use crate::metric::ExecutorLine;
    use crate::words::Lang;

    #[test]
    fn a_rate_is_said_in_whole_visits_where_they_do_not_mislead() {
        for (rate, text) in
            [(0.4, "0.4 visits"), (1.02, "1 visit"), (2.5, "2.5 visits"), (1_234.6, "1,235 visits")]
        {
            let said = Message::new("load-visits").with("visits", count_or_tenths(rate)).say(Lang::En);
            assert_eq!(said, format!("{text} per second"));
        }
    }

    /// Ten seconds of a hold, in which a third of the load may be lost at some moment.
    #[test]
    fn what_was_left_is_what_there_was_after_the_loss() {
        for (vus_by_second, lost_s, vus, rate) in [
            // Nine until 4.2 s, six from then on; 30 and 20 visits a second are 24.2 on the average.
            ([9, 9, 9, 9, 8, 6, 6, 6, 6, 6], 4.2, 6, 20.0),
            // Lost in the ramp: all of the hold had what was left.
            ([6; 10], -2.0, 6, 24.2),
            // Lost when the hold was over.
            ([9; 10], 10.0, 6, 24.2 * 2.0 / 3.0),
        ] {
            let mut summary = Summary::new(crate::metric::Layout::default(), 9);
            for (second, vus) in (1..).zip(vus_by_second) {
                let end = std::time::Duration::from_secs(second);
                let measured = Measurements::new(&crate::metric::Layout::default());
                summary.add_second(end, RunPhase::Hold, vus, &measured);
            }
            let delivered = Delivered {
                phase: RunPhase::Hold,
                vus: Some(9),
                rate: Some(24.2),
                capped: None,
                undelivered: None,
                in_turn: None,
            };
            let left = delivered.left(&summary, lost_s, 2.0 / 3.0);
            assert_eq!(left.vus, Some(vus), "{lost_s}");
            assert!((left.rate.unwrap() - rate).abs() < 1e-9, "{:?} for {rate} at {lost_s}", left.rate);
        }
    }

    #[test]
    fn who_is_to_blame_follows_from_littles_law() {
        // Visits of two pages of 100 ms and 2 s of thinking, ten a second: 22 shoppers are enough.
        for (max_vus, cart_ms, blame) in [
            (200, 100, Blame::Shop),
            (20, 100, Blame::Plan { needed: 23, max_vus: 20 }),
            // With pages of a second there would be room: the shop is slower than that.
            (45, 9_000, Blame::Shop),
            (30, 9_000, Blame::Plan { needed: 32, max_vus: 30 }),
        ] {
            let mut summary =
                sample_run::summary(&SampleCourse { dropped: 9, cart_ms, ..SampleCourse::default() });
            let needs = ArrivalNeeds { rate: 10.0, max_vus, think_s: 2.0, pages: 2.0 };
            summary.executors =
                vec![ExecutorLine { name: "x".into(), planned: None, arrivals: true, needs: Some(needs) }];
            let found = undelivered(&summary, &summary.hold).unwrap();
            assert_eq!(found.blame, blame, "{max_vus} {cart_ms}");
            assert!((found.share - 9.0 / 19.0).abs() < 1e-9);
        }
        let summary = sample_run::summary(&SampleCourse { dropped: 9, ..SampleCourse::default() });
        assert_eq!(undelivered(&summary, &summary.hold).unwrap().blame, Blame::Time);
        assert_eq!(
            undelivered(&sample_run::summary(&SampleCourse::default()), &summary.hold).map(|_| ()),
            Some(())
        );
    }
}
