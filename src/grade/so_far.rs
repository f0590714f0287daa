//! The grade while a run goes on: the verdict's own, of what was measured so far.

use super::finding;
use super::judged::Judged;
use super::{Letter, SlowestStep};
use crate::metric::{Ending, GeneratorHealth, Summary};
use crate::words::Message;

/// What can be told of the letter before the run has ended.
#[derive(Debug, Clone, PartialEq)]
pub enum SoFar {
    /// The load is not at its height yet, or fewer visits were judged than can keep an F out.
    TooEarly,
    /// A run that ended now would have no grade, for this reason.
    Inconclusive(Message),
    /// The grade of a run that a person stopped now.
    Graded {
        /// The letter of the verdict's grade.
        letter: Letter,
        /// Whether more visits might bring a worse one.
        at_best: bool,
        /// The judged visits that have ended.
        visits: u64,
    },
}

impl SoFar {
    /// Grades what was measured until now, as [`Verdict::of`](super::Verdict::of) grades a run that is stopped.
    ///
    /// The cost grows with the square of the seconds at full load, because steadiness compares each with all others.
    #[must_use]
    pub fn of(summary: &Summary, health: &GeneratorHealth) -> Self {
        let judged = Judged::of(summary, false);
        let reason = if judged.is_early() {
            judged.disturbed(health)
        } else {
            judged.inconclusive(&Ending::Stopped, health)
        };
        match reason {
            Some(reason) => Self::Inconclusive(reason),
            None if judged.is_early() => Self::TooEarly,
            None => {
                let grade = judged.grade(&Ending::Stopped);
                let visits = judged.tally.ended();
                Self::Graded { letter: grade.letter, at_best: grade.at_best, visits }
            }
        }
    }
}

/// The step whose p95 is the worst of those that the verdict looks at; `None` before a step has enough pages to tell.
#[must_use]
pub fn slowest(summary: &Summary) -> Option<SlowestStep> {
    let worst = summary.judged().0.visits.time(0.95).step?;
    let step = finding::step_name(summary, worst.step?);
    Some(SlowestStep { step: step.to_owned(), p95_ms: worst.at_least as f64 / 1e3 })
}

#[cfg(test)]
mod tests {
    use super::super::sample_run::{self, SampleCourse};
    use super::super::{Background, Verdict};
    use super::*;
    use crate::metric::{ArrivalNeeds, ExecutorLine, Outcome};
    use crate::words::Lang;

    fn healthy() -> GeneratorHealth {
        GeneratorHealth { lag_p99_us: 300, cpu_share: 0.2, ..GeneratorHealth::default() }
    }

    /// What is told after each second, with what a report would say of a run that is stopped then.
    fn course(
        course: &SampleCourse,
        health: &GeneratorHealth,
        needs: Option<ArrivalNeeds>,
    ) -> Vec<(SoFar, Verdict)> {
        let mut summary = Summary::new(sample_run::layout(), 200);
        let line = ExecutorLine { name: "x".into(), planned: None, arrivals: needs.is_some(), needs };
        summary.executors = vec![line];
        let told = sample_run::seconds(course).map(|(end, phase, vus, second)| {
            summary.add_second(end, phase, vus, &second);
            let verdict = Verdict::of(&summary, &[], &Ending::Stopped, health, &Background::default());
            (SoFar::of(&summary, health), verdict)
        });
        told.collect()
    }

    #[test]
    fn whatever_is_told_the_report_of_that_moment_says() {
        let needs = |max_vus| Some(ArrivalNeeds { rate: 10.0, max_vus, think_s: 2.0, pages: 2.0 });
        let late = GeneratorHealth { lag_p99_us: 200_000, ..healthy() };
        let firewall = SampleCourse { outcome: Outcome::Blocked, timeouts: 10, ..SampleCourse::default() };
        let slow = SampleCourse { cart_ms: 3_900, ..SampleCourse::default() };
        let dropping = SampleCourse { dropped: 9, ..SampleCourse::default() };
        for (run, health, needs, last) in [
            (SampleCourse::default(), healthy(), None, "A"),
            (slow, healthy(), None, "D"),
            (SampleCourse { timeouts: 3, ..SampleCourse::default() }, healthy(), None, "F"),
            (SampleCourse { wrong: 1, ..SampleCourse::default() }, healthy(), None, "F"),
            (firewall, healthy(), None, "none"),
            (SampleCourse::default(), late, None, "none"),
            // Those whom the shop kept from beginning have failed; a plan that is too small has no letter.
            (dropping.clone(), healthy(), needs(200), "F"),
            (dropping, healthy(), needs(20), "none"),
        ] {
            let told = course(&run, &health, needs);
            for (so_far, verdict) in &told {
                match so_far {
                    SoFar::TooEarly => {}
                    SoFar::Inconclusive(reason) => assert_eq!(verdict.inconclusive.as_ref(), Some(reason)),
                    SoFar::Graded { letter, at_best, .. } => {
                        let grade = verdict.grade.unwrap();
                        assert_eq!((grade.letter, grade.at_best), (*letter, *at_best), "{run:?}");
                    }
                }
            }
            let said = match &told.last().unwrap().0 {
                SoFar::TooEarly => "early".to_owned(),
                SoFar::Inconclusive(_) => "none".to_owned(),
                SoFar::Graded { letter, .. } => letter.to_string(),
            };
            assert_eq!(said, last, "{run:?} {needs:?}");
        }
    }

    #[test]
    fn a_few_good_visits_have_no_letter() {
        let told = course(&SampleCourse::default(), &healthy(), None);
        let first = told.iter().position(|(so_far, _)| *so_far != SoFar::TooEarly).unwrap();
        // Four seconds of ramp, and ten visits in each second: of 20 good ones, 13.9 % may still fail, of 30 9.5 %.
        assert_eq!(first, 6);
        assert_eq!(told[first].0, SoFar::Graded { letter: Letter::A, at_best: true, visits: 30 });
        let ramp =
            course(&SampleCourse { ramp_s: 60, hold_s: 0, ..SampleCourse::default() }, &healthy(), None);
        assert!(ramp.iter().all(|(so_far, _)| *so_far == SoFar::TooEarly), "the height was never reached");
    }

    #[test]
    fn a_disturbed_run_says_so_before_it_can_be_graded() {
        let own = GeneratorHealth { own_failures: 3, ..healthy() };
        let (first, _) = course(&SampleCourse::default(), &own, None).swap_remove(0);
        let SoFar::Inconclusive(reason) = first else { panic!("{first:?}") };
        assert!(reason.say(Lang::En).contains("own limits"), "{}", reason.say(Lang::En));
    }

    #[test]
    fn the_slowest_step_is_the_verdicts() {
        let summary = sample_run::summary(&SampleCourse { cart_ms: 1_900, ..SampleCourse::default() });
        let slowest = slowest(&summary).unwrap();
        assert_eq!(slowest.step, "add_to_cart");
        assert!((slowest.p95_ms - 1_900.0).abs() < 5.0, "{slowest:?}");
        assert_eq!(super::slowest(&Summary::new(sample_run::layout(), 1)), None);
    }
}
