//! Several loads: their problems, the total number of virtual users, and the phase of a moment.

use super::*;
use crate::metric::RunPhase::{Drain, Hold, Ramp};
use crate::scenario::{Executor, Stage};
use crate::words::Lang;
use proptest::prelude::*;

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn constant(name: &str, vus: u32, start: u64, length: u64) -> Load {
    Load {
        name: Some(name.to_owned()),
        vus: Some(vus),
        start_time: Some(seconds(start)),
        duration: Some(seconds(length)),
        graceful_stop: Some(seconds(3)),
        ..Load::new(Executor::ConstantVus)
    }
}

fn counted(name: &str, executor: Executor, vus: u32, iterations: u64) -> Load {
    Load { name: Some(name.to_owned()), vus: Some(vus), iterations: Some(iterations), ..Load::new(executor) }
}

fn journeys() -> Vec<Journey> {
    [("browse", 3), ("buy", 1), ("rare", 0)]
        .map(|(name, weight)| Journey { name: name.to_owned(), weight, steps: Vec::new() })
        .into()
}

fn timetable(loads: &[Load]) -> Result<Timetable, Vec<String>> {
    let mut problems = Problems::default();
    let timetable = Timetable::new(loads, &journeys(), &mut problems);
    match problems.into_result() {
        Ok(()) => Ok(timetable.unwrap()),
        Err(error) => Err(error.problems.iter().map(ToString::to_string).collect()),
    }
}

#[test]
fn problems_are_named_after_their_load_and_all_at_once() {
    let good = constant("crowd", 2, 0, 9);
    let named = |names: &[&str]| Load {
        journeys: Some(names.iter().map(|name| (*name).to_owned()).collect()),
        ..good.clone()
    };
    let no_vus = Load { vus: Some(0), ..good.clone() };
    let unnamed = Load { duration: Some(seconds(9)), ..Load::new(Executor::ConstantVus) };
    let other = Load { name: Some("other".to_owned()), ..no_vus.clone() };
    let jitter = |time| Load { start_jitter: Some(seconds(time)), ..good.clone() };
    for (loads, expected) in [
        (vec![no_vus.clone()], &["load.vus: 0 VUs would send nothing; give at least 1"][..]),
        (
            vec![no_vus, Load { rate: Some(3), ..other }],
            &[
                "load.crowd.vus: 0 VUs would send nothing",
                "load.other.rate: constant-vus has no such option",
                "load.other.vus: 0 VUs would send nothing",
            ],
        ),
        (vec![good.clone(), good.clone()], &["load.crowd: two loads have this name"]),
        (vec![unnamed.clone(), unnamed.clone()], &["load.constant-vus: two loads have this name"]),
        (
            vec![Load { name: Some("a crowd".to_owned()), ..good.clone() }],
            &["load.name: `a crowd` is not made of"],
        ),
        (
            vec![unnamed, Load { name: Some(String::new()), ..good.clone() }],
            &["load.constant-vus.name: `` is not made of"],
        ),
        (
            vec![named(&["browse", "by"])],
            &["load.journeys: there is no journey `by`; there are `browse`, `buy`, `rare`"],
        ),
        (vec![named(&[])], &["load.journeys: names none; name some of `browse`, `buy`, `rare`"]),
        (vec![named(&["buy", "buy"])], &["load.journeys: `buy` is named twice"]),
        (vec![named(&["rare"])], &["load.journeys: the weight of each of them is 0"]),
        (vec![jitter(10)], &["load.start_jitter: is longer than the load itself"]),
        (
            vec![Load { start_jitter: Some(seconds(1)), ..Load::new(Executor::ConstantArrivalRate) }],
            &[
                "load.start_jitter: constant-arrival-rate has no such option",
                "load.duration: ",
                "load.rate: ",
                "load.max_vus: ",
            ],
        ),
        (
            vec![Load { start_time: Some(Duration::MAX), graceful_stop: Some(Duration::MAX), ..good }],
            &["load.start_time: more than 720h", "load.graceful_stop: more than 720h"],
        ),
        (
            vec![constant("a", 60_000, 0, 9), constant("b", 60_000, 5, 9)],
            &["load: 120000 VUs at one time are more than the 100000"],
        ),
    ] {
        let found = timetable(&loads).unwrap_err();
        assert_eq!(found.len(), expected.len(), "{found:#?}");
        for (found, expected) in found.iter().zip(expected) {
            assert!(found.starts_with(expected), "{found}\nis not\n{expected}");
        }
    }
}

#[test]
fn journeys_are_all_that_have_a_weight_or_those_that_are_named() {
    let named = Load { journeys: Some(vec!["rare".to_owned(), "buy".to_owned()]), ..constant("b", 1, 0, 9) };
    let timetable = timetable(&[constant("a", 1, 0, 9), named]).unwrap();
    let chosen: Vec<_> = timetable.loads().iter().map(|load| load.journeys.clone()).collect();
    assert_eq!(chosen, [vec![0, 1], vec![2, 1]]);
}

#[test]
fn one_line_tells_of_all() {
    let alone = Load { name: None, ..constant("", 2, 0, 9) };
    assert_eq!(timetable(&[alone]).unwrap().describe().say(Lang::En), "2 VUs for 9 s");
    let buyers = Load { journeys: Some(vec!["buy".to_owned()]), ..constant("buyers", 1, 120, 60) };
    let both = timetable(&[constant("crowd", 2, 0, 9), buyers]).unwrap();
    assert_eq!(
        both.describe().say(Lang::En),
        "crowd: 2 VUs for 9 s; buyers: after 2m, 1 VU for 1m, walking buy"
    );
    assert_eq!((both.duration(), both.longest()), (Duration::from_secs(180), Duration::from_secs(183)));
}

#[test]
fn executors_that_never_meet_do_not_add_up() {
    let most = |loads: &[Load]| timetable(loads).unwrap().vus_max();
    // The first executor has ended at 10 s + 3 s of graceful stop.
    assert_eq!(most(&[constant("a", 5, 0, 10), constant("b", 7, 13, 10)]), 7);
    assert_eq!(most(&[constant("a", 5, 0, 10), constant("b", 7, 12, 10)]), 12);
    assert_eq!(most(&[constant("a", 5, 0, 10), constant("b", 7, 13, 9), constant("c", 1, 2, 60)]), 8);
}

#[test]
fn the_hold_is_where_all_hold() {
    let wave = Load {
        name: Some("wave".to_owned()),
        start_time: Some(seconds(10)),
        start_vus: Some(0),
        stages: vec![
            Stage { duration: seconds(5), target: 9 },
            Stage { duration: seconds(10), target: 9 },
            Stage { duration: seconds(5), target: 0 },
        ],
        ..Load::new(Executor::RampingVus)
    };
    let phases = |loads: &[Load], moments: &[u64]| {
        let timetable = timetable(loads).unwrap();
        moments.iter().map(|at| timetable.phase_at(seconds(*at))).collect::<Vec<_>>()
    };
    let background = constant("background", 5, 0, 60);
    assert_eq!(
        phases(&[background, wave.clone()], &[5, 12, 16, 24, 27, 40, 61]),
        [Ramp, Ramp, Hold, Hold, Drain, Drain, Drain]
    );
    let before = constant("before", 5, 0, 12);
    assert_eq!(
        phases(&[before, wave], &[5, 12, 16, 26]),
        [Ramp, Ramp, Drain, Drain],
        "they never hold together"
    );
    assert_eq!(phases(&[constant("late", 5, 10, 9)], &[9, 10, 19, 20]), [Ramp, Hold, Hold, Drain]);
}

#[test]
fn what_is_planned_is_the_sum_of_what_each_plans() {
    let shared = counted("shared", Executor::SharedIterations, 3, 50);
    let each = counted("each", Executor::PerVuIterations, 4, 6);
    let arrivals = Load {
        rate: Some(10),
        duration: Some(seconds(5)),
        max_vus: Some(1),
        ..Load::new(Executor::ConstantArrivalRate)
    };
    let all = timetable(&[shared.clone(), each.clone(), arrivals]).unwrap();
    let planned: Vec<_> = all.loads().iter().map(|load| load.planned_iterations(1)).collect();
    assert_eq!(planned, [Some(50), Some(24), Some(50)]);
    assert_eq!(all.planned_iterations(), None, "arrivals are not worked off");
    let worked_off = timetable(&[shared.clone(), each]).unwrap();
    assert_eq!(worked_off.planned_iterations(), Some(74));
    let endless = counted("endless", Executor::PerVuIterations, 4, u64::MAX);
    assert_eq!(timetable(&[shared, endless]).unwrap().planned_iterations(), Some(u64::MAX));
}

#[test]
fn jitter_spreads_those_that_come_together() {
    let jitter = |load: &Load, before, vus| {
        let spread =
            timetable(std::slice::from_ref(load)).unwrap().loads()[0].schedule.start_jitter(before, vus);
        spread.as_millis()
    };
    let crowd = |length| constant("crowd", 50, 0, length);
    assert_eq!((jitter(&crowd(60), 0, 50), jitter(&crowd(2), 0, 50)), (1_000, 200));
    assert_eq!((jitter(&crowd(60), 0, 1), jitter(&crowd(60), 7, 8)), (0, 0), "one that comes alone");
    let off = Load { start_jitter: Some(Duration::ZERO), ..crowd(60) };
    let own = Load { start_jitter: Some(seconds(5)), ..crowd(60) };
    assert_eq!((jitter(&off, 0, 50), jitter(&own, 0, 50)), (0, 5_000));
    let smoke = counted("smoke", Executor::PerVuIterations, 3, 1);
    let many = counted("many", Executor::SharedIterations, 500, 9_000);
    assert_eq!((jitter(&smoke, 0, 3), jitter(&many, 0, 500)), (30, 1_000));
}

prop_compose! {
    fn several()(list in prop::collection::vec((1_u32..50, 0_u64..40, 1_u64..40, 0_u64..10), 1..6)) -> Vec<Load> {
        let load = |(place, (vus, start, length, grace)): (usize, (u32, u64, u64, u64))| Load {
            graceful_stop: Some(seconds(grace)),
            ..constant(&format!("n{place}"), vus, start, length)
        };
        list.into_iter().enumerate().map(load).collect()
    }
}

proptest! {
    #[test]
    fn vus_max_is_the_most_at_any_moment(loads in several()) {
        let timetable = timetable(&loads).unwrap();
        let there = |load: &Load, at: Duration| {
            let start = load.start_time.unwrap();
            (start..start + load.duration.unwrap() + load.graceful_stop.unwrap()).contains(&at)
        };
        // Everything happens at whole seconds, so half seconds see every state.
        let at = |half: u64| {
            let now = Duration::from_millis(half * 500);
            loads.iter().filter(|load| there(load, now)).map(|load| load.vus.unwrap()).sum::<u32>()
        };
        prop_assert_eq!(timetable.vus_max(), (0..200).map(at).max().unwrap());
        let end = loads.iter().map(|load| load.start_time.unwrap() + load.duration.unwrap()).max();
        prop_assert_eq!(timetable.duration(), end.unwrap());
    }

    #[test]
    fn virtual_users_of_different_executors_have_different_numbers(loads in several(), threads in 1_usize..6) {
        let timetable = timetable(&loads).unwrap();
        let mut ids = Vec::new();
        for (planned, load) in timetable.loads().iter().zip(&loads) {
            for thread in 0..threads {
                let Some(lane) = planned.lane(thread, threads) else { continue };
                ids.extend((0..lane.share_of(load.vus.unwrap())).map(|place| lane.id_of(place)));
            }
        }
        ids.sort_unstable();
        let all: u32 = loads.iter().map(|load| load.vus.unwrap()).sum();
        prop_assert_eq!(ids, (0..all).collect::<Vec<_>>());
    }

    #[test]
    fn arrivals_are_all_dealt_out(rate in 1_u32..90, vus in 1_u32..6, first in 0_u32..6, threads in 1_usize..6, poisson: bool) {
        let spacing = poisson.then_some(crate::scenario::Spacing::Poisson);
        let arrivals = Load {
            rate: Some(rate),
            duration: Some(seconds(3)),
            max_vus: Some(vus),
            spacing,
            ..Load::new(Executor::ConstantArrivalRate)
        };
        let before = constant("before", first.max(1), 0, 3);
        let timetable = timetable(&[before, arrivals]).unwrap();
        let load = &timetable.loads()[1];
        let schedule = load.schedule.arrivals().unwrap();
        let dealt: usize = (0..threads)
            .filter_map(|thread| load.lane(thread, threads))
            .map(|lane| schedule.offsets(lane.index(), lane.of(), load.arrival_seed(7)).count())
            .sum();
        prop_assert_eq!(load.planned_iterations(7), Some(dealt as u64));
        if !poisson {
            prop_assert_eq!(dealt as u64, u64::from(rate) * 3);
        }
    }
}
