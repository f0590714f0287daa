//! Merged logs are, to the last bucket, the log of one generator with all visits.

use std::time::Duration;

use proptest::prelude::*;

use super::*;

/// A visit, and which of two generators walks it.
type SharedVisit = (u64, u64, bool, Option<bool>, bool);

/// Seconds with these visits: two of ramp, the others at full load.
fn seconds(visits: &[Vec<SharedVisit>], mine: impl Fn(bool) -> bool, vus: u64) -> Vec<LoggedSecond> {
    let second = |(at, visits): (u64, &Vec<SharedVisit>)| {
        let mut measured = Measurements::new(&sample_run::layout());
        measured.vus_peak = vus;
        for (page_ms, cart_ms, failed, promotion, second) in visits.iter().filter(|visit| mine(visit.4)) {
            measured.tally_mut(0).started += 1;
            measured.lag(page_ms * 7 + u64::from(*second));
            sample_run::walk(&mut measured, 0, [*page_ms, *cart_ms], *failed, *promotion);
        }
        let phase = if at <= 2 { RunPhase::Ramp } else { RunPhase::Hold };
        (Duration::from_secs(at), phase, vus, measured)
    };
    (1..).zip(visits).map(second).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// To the last bucket: steps, checks, metrics, visits, blocks, timeline and verdict.
    #[test]
    fn two_generators_logs_are_that_of_one_with_all_visits(
        visits in prop::collection::vec(prop::collection::vec(
            (1_u64..9_000, 1_u64..9_000, prop::bool::weighted(0.1), prop::option::of(prop::bool::weighted(0.9)), any::<bool>()),
            0..8,
        ), 1..30),
    ) {
        let run = |id, vus, mine: fn(bool) -> bool| Invented { seconds: seconds(&visits, mine, vus), ..Invented::new(id, 0) };
        let halves = merged(&[run("a", 120, |second| !second), run("b", 80, |second| second)]);
        let whole = {
            let log = run("w", 200, |_| true).log();
            super::super::super::read(&log.log).unwrap().record().unwrap()
        };
        let steps: Vec<_> = halves.steps.iter().zip(&whole.steps).filter(|(one, other)| one != other).collect();
        prop_assert!(steps.is_empty(), "{:?}", steps);
        // They allocate and plan twice as much as one of them.
        let vus_max = halves.metrics.iter().position(|metric| metric.name == "vus_max").unwrap();
        prop_assert_eq!(halves.vus_max, 400);
        let mut metrics = halves.metrics.clone();
        metrics[vus_max] = whole.metrics[vus_max].clone();
        prop_assert_eq!(metrics, whole.metrics.clone());
        prop_assert_eq!(halves.iterations.planned, Some(320));
        let iterations = crate::record::IterationRecord { planned: Some(160), ..halves.iterations };
        prop_assert_eq!(iterations, whole.iterations);
        prop_assert!(halves.merged.is_some());
        let rest = RunRecord {
            run_id: whole.run_id.clone(),
            started: whole.started,
            load: whole.load.clone(),
            notes: whole.notes.clone(),
            metrics: whole.metrics.clone(),
            steps: whole.steps.clone(),
            vus_max: whole.vus_max,
            iterations,
            merged: None,
            ..halves
        };
        prop_assert_eq!(rest, whole);
    }

    /// In a row, too, nothing is lost or counted twice: what has no time in it is that of one run with all visits.
    #[test]
    fn runs_in_turn_have_all_visits_once(
        visits in prop::collection::vec(prop::collection::vec(
            (1_u64..9_000, 1_u64..9_000, prop::bool::weighted(0.1), prop::option::of(prop::bool::weighted(0.9)), any::<bool>()),
            0..8,
        ), 1..20),
    ) {
        let run = |id, begun_s, mine: fn(bool) -> bool| Invented { seconds: seconds(&visits, mine, 100), ..Invented::new(id, begun_s) };
        let both = merged(&[run("a", 0, |second| !second), run("b", 500, |second| second)]);
        let log = run("w", 0, |_| true).log();
        let whole = super::super::super::read(&log.log).unwrap().record().unwrap();
        for (one, other) in both.steps.iter().zip(&whole.steps) {
            prop_assert_eq!(&one.histograms, &other.histograms);
            prop_assert_eq!((one.requests, one.judged, &one.statuses), (other.requests, other.judged, &other.statuses));
        }
        prop_assert_eq!(&both.checks, &whole.checks);
        prop_assert_eq!(both.visits, whole.visits);
        let twice = whole.elapsed_s * 2.0;
        prop_assert!((both.elapsed_s - twice).abs() < 1e-9);
        prop_assert!(both.timeline.iter().all(|point| point.vus == 100));
    }
}
