mod exact;

use std::time::Duration;

use super::super::super::sample;
use super::super::{
    End, Entry, LOG_VERSION, LoggedExecutor, LoggedPlan, LoggedThreshold, PartKind, PlanPart, Second, Start,
    line,
};
use super::*;
use crate::grade::sample_run::{self, SampleCourse};
use crate::metric::{ExecutorLine, IterationTally, Measurements, RunPhase, StoredMeasurements};

type Change = fn(&mut Start);
type LoggedSecond = (Duration, RunPhase, u64, Measurements);

/// A run for the tests, which differ from it in a part.
struct Invented {
    id: &'static str,
    /// Seconds after the beginning of the first run.
    begun_s: i64,
    seed: u64,
    seconds: Vec<LoggedSecond>,
    /// The numbers of the seconds that the log has.
    kept: std::ops::RangeInclusive<usize>,
    ending: Option<Ending>,
    health: GeneratorHealth,
    arrivals: bool,
    change: Change,
}

impl Invented {
    fn new(id: &'static str, begun_s: i64) -> Self {
        Self::of(id, begun_s, &SampleCourse::default())
    }

    fn of(id: &'static str, begun_s: i64, course: &SampleCourse) -> Self {
        Self {
            id,
            begun_s,
            seed: u64::from(id.as_bytes()[0]),
            seconds: sample_run::seconds(course).collect(),
            kept: 1..=usize::MAX,
            ending: Some(Ending::Completed),
            health: sample::health(),
            arrivals: false,
            change: |_| {},
        }
    }

    fn start(&self) -> Start {
        let summary = sample_run::summary(&SampleCourse::default());
        let part = |kind, name: &str| PlanPart { kind, name: name.to_owned(), digest: "0a".to_owned() };
        let begun: jiff::Timestamp = "2026-11-20T03:15:02Z".parse().unwrap();
        let mut about = sample::about();
        about.run_id = self.id.to_owned();
        let mut start = Start {
            version: LOG_VERSION,
            about,
            thresholds: sample::thresholds(&summary)
                .thresholds()
                .map(|threshold| LoggedThreshold { source: threshold.source(), abort_on_fail: false })
                .collect(),
            layout: summary.layout,
            vus_max: 200,
            executors: vec![LoggedExecutor {
                line: ExecutorLine {
                    name: "load".into(),
                    planned: Some(160),
                    arrivals: self.arrivals,
                    needs: None,
                },
                end: Duration::from_secs(16),
            }],
            plan: Some(LoggedPlan {
                begun: begun + jiff::SignedDuration::from_secs(self.begun_s),
                seed: self.seed,
                base_url: "https://shop.example/".into(),
                several: false,
                parts: vec![part(PartKind::Load, ""), part(PartKind::Step, "add_to_cart")],
            }),
        };
        (self.change)(&mut start);
        start
    }

    fn log(&self) -> LoggedRun {
        let numbered = (1..).zip(&self.seconds).filter(|(number, _)| self.kept.contains(number));
        let seconds = numbered.map(|(number, (end, phase, vus, measured))| {
            Entry::Second(Box::new(Second {
                number: number as u64,
                end: *end,
                phase: *phase,
                vus: *vus,
                paused: Duration::ZERO,
                measured: StoredMeasurements::of(measured),
                health: self.health.clone(),
            }))
        });
        let mut tally = IterationTally::default();
        self.seconds.iter().for_each(|(_, _, _, measured)| tally.add(&measured.tally_of(0)));
        let end = self.ending.clone().map(|ending| {
            let seconds = self.seconds.len() as u64;
            Entry::End(Box::new(End {
                ending,
                health: self.health.clone(),
                seconds,
                iterations: vec![tally],
            }))
        });
        let entries = [Entry::Start(Box::new(self.start()))].into_iter().chain(seconds).chain(end);
        let log: String = entries.map(|entry| line(&entry).unwrap()).collect();
        LoggedRun { place: format!("{}/intervals.log", self.id), log: log.into_bytes() }
    }
}

fn merged(runs: &[Invented]) -> RunRecord {
    let logs: Vec<LoggedRun> = runs.iter().map(Invented::log).collect();
    merge(&logs, "merged").unwrap()
}

fn refused(runs: &[Invented]) -> String {
    let logs: Vec<LoggedRun> = runs.iter().map(Invented::log).collect();
    merge(&logs, "merged").unwrap_err().to_string()
}

fn headline(record: &RunRecord) -> String {
    record.verdict.headline.say(Lang::En)
}

fn has_note(record: &RunRecord, part: &str) -> bool {
    record.notes.iter().any(|note| note.say(Lang::En).contains(part))
}

#[test]
fn shoppers_add_up_only_when_they_were_there_together() {
    // Each run: 4 s up, 12 s with 200 shoppers.
    for (begun_s, arrangement, headline, held, note) in [
        (
            0,
            Arrangement::SideBySide,
            "holds at 400 shoppers, as far as 240 visits can tell",
            Some(400),
            "add up",
        ),
        (
            1,
            Arrangement::SideBySide,
            "holds at 400 shoppers, as far as 240 visits can tell",
            Some(400),
            "11.0 s of 12.0 s",
        ),
        (
            2,
            Arrangement::Overlapping,
            "inconclusive: the 2 runs overlapped only in part, so it is not known how many shoppers there were at once",
            None,
            "10.0 s of 12.0 s",
        ),
        (
            15,
            Arrangement::Overlapping,
            "inconclusive: the 2 runs overlapped only in part, so it is not known how many shoppers there were at once",
            None,
            "not known",
        ),
        (
            16,
            Arrangement::InTurn,
            "holds at 200 shoppers in each of 2 runs, as far as 240 visits can tell",
            Some(200),
            "never had the shoppers of two",
        ),
        (
            86_400,
            Arrangement::InTurn,
            "holds at 200 shoppers in each of 2 runs, as far as 240 visits can tell",
            Some(200),
            "never had the shoppers of two",
        ),
    ] {
        let record = merged(&[Invented::new("a", 0), Invented::new("b", begun_s)]);
        assert_eq!(self::headline(&record), headline, "{begun_s}");
        assert_eq!(record.verdict.held_at_vus, held, "{begun_s}");
        assert_eq!(record.merged.as_ref().unwrap().arrangement, arrangement, "{begun_s}");
        assert!(has_note(&record, note), "{begun_s}: {:?}", record.notes);
        let most = record.timeline.iter().map(|point| point.vus).max();
        assert_eq!(most, Some(if arrangement == Arrangement::SideBySide { 400 } else { 200 }));
        // Whatever the number of shoppers, every request is there once.
        assert_eq!(record.steps.iter().map(|step| step.requests).sum::<u64>(), 640);
        assert_eq!((record.iterations.planned, record.iterations.started), (Some(320), 320));
        // A report of 400 shoppers who were never there is the worst that can happen.
        let said = serde_json::to_string(&record).unwrap();
        assert_eq!(said.contains("400 shoppers"), arrangement == Arrangement::SideBySide, "{begun_s}");
    }
    let days = [Invented::new("a", 0), Invented::new("c", 200_000), Invented::new("b", 100_000)];
    let record = merged(&days);
    assert_eq!(headline(&record), "holds at 200 shoppers in each of 3 runs, as far as 360 visits can tell");
    let ids: Vec<_> = record.merged.unwrap().runs.into_iter().map(|run| run.run_id).collect();
    assert_eq!(ids, ["a", "b", "c"]);
}

#[test]
fn rates_are_those_of_the_shop() {
    let rate = |begun_s| {
        let arrivals = |id, begun_s| Invented { arrivals: true, ..Invented::new(id, begun_s) };
        let record = merged(&[arrivals("a", 0), arrivals("b", begun_s)]);
        let reqs = record.metrics.iter().find(|metric| metric.name == "http_reqs").unwrap();
        (headline(&record), reqs.values["rate"])
    };
    let (said, rate_together) = rate(0);
    assert_eq!(
        (said.as_str(), rate_together),
        ("holds at 20 visits per second, as far as 240 visits can tell", 40.0)
    );
    let (said, rate_of_each) = rate(60);
    let expected = "holds at 10 visits per second in each of 2 runs, as far as 240 visits can tell";
    assert_eq!((said.as_str(), rate_of_each), (expected, 20.0));
    assert!(rate(8).0.starts_with("inconclusive: the 2 runs overlapped only in part"));
}

#[test]
fn expected_shoppers_are_compared_with_what_was_there() {
    let margin = |begun_s| {
        let expecting = |id, begun_s| Invented {
            change: |start| start.about.expected_shoppers = Some(300),
            ..Invented::new(id, begun_s)
        };
        merged(&[expecting("a", 0), expecting("b", begun_s)]).verdict.margin.unwrap().say(Lang::En)
    };
    assert_eq!(margin(0), "300 expected: held, with a margin of 33.3 %");
    assert_eq!(margin(60), "300 expected: not shown to hold");
    assert_eq!(margin(8), "300 expected: not shown to hold");
}

#[test]
fn a_load_that_did_not_hold_in_one_run_does_not_hold() {
    let slow = SampleCourse { cart_ms: 2_900, ..SampleCourse::default() };
    let many = |run: Invented| {
        let ids = [
            "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t",
            "u", "v",
        ];
        let good = ids.into_iter().zip(1..).map(|(id, day)| Invented::new(id, day * 86_400));
        merged(&std::iter::once(run).chain(good).collect::<Vec<_>>())
    };
    // One slow run of 22 moves no p95 of all.
    let record = many(Invented::of("a", 0, &slow));
    assert_eq!(
        headline(&record),
        "strains at 200 shoppers in each of 22 runs: one of them, a, strains at 200 shoppers: add_to_cart takes 2.90 s (p95 \
         of 120 pages)"
    );
    assert_eq!((record.verdict.grade.unwrap().letter, record.verdict.held_at_vus), (Letter::C, None));
    assert_eq!(many(Invented::new("a", 0)).verdict.grade.unwrap().letter, Letter::A);
}

#[test]
fn a_run_without_a_letter_leaves_none_to_the_whole() {
    let mut unanswered = Invented::new("b", 60);
    for (_, _, _, measured) in &mut unanswered.seconds {
        // No visit came to its end.
        *measured = Measurements::new(&sample_run::layout());
        measured.tally_mut(0).started = 10;
    }
    let record = merged(&[Invented::new("a", 0), unanswered]);
    assert_eq!(headline(&record), "inconclusive: run b has no letter by itself: no request came to an end");
}

#[test]
fn a_threshold_that_one_run_crossed_takes_the_word_holds_away() {
    // Of 20 product pages in 2 s those of one run are slow; of all pages a twentieth.
    let slow = |id, begun_s| {
        let course = SampleCourse { cart_ms: 1_100, ..SampleCourse::default() };
        Invented::of(id, begun_s, &course)
    };
    let record = merged(&[Invented::new("a", 0), slow("b", 60)]);
    assert_eq!(record.verdict.held_at_vus, None);
    assert!(!headline(&record).starts_with("holds"), "{}", headline(&record));
}

#[test]
fn a_run_that_ended_early_is_told() {
    let cut = |id, begun_s, last| Invented { kept: 1..=last, ending: None, ..Invented::new(id, begun_s) };
    // Killed in the ramp: it never had 200 shoppers.
    let record = merged(&[cut("a", 0, 3), Invented::new("b", 60)]);
    assert_eq!(record.ending, Ending::Killed);
    assert_eq!(
        headline(&record),
        "holds at 200 shoppers in 1 of 2 runs, as far as 120 visits can tell (seen for 12.0 s)"
    );
    assert!(has_note(&record, "run a: it was killed, or its machine lost power, after 3.00 s"));
    // Its load may have gone on for a second that is in no log.
    let at = |begun_s| merged(&[cut("a", 0, 3), Invented::new("b", begun_s)]).merged.unwrap().arrangement;
    assert_eq!((at(4), at(5)), (Arrangement::Overlapping, Arrangement::InTurn));
    // Killed at full load: for most of the time only the other one was there.
    let record = merged(&[cut("a", 0, 8), Invented::new("b", 0)]);
    assert!(
        headline(&record).starts_with("inconclusive: the 2 runs overlapped only in part"),
        "{}",
        headline(&record)
    );
    // What thresholds said of the shop stays said, without a number of shoppers.
    let aborted = Invented {
        ending: Some(Ending::Aborted { thresholds: vec!["checks: rate>0.8".into()] }),
        ..Invented::new("b", 8)
    };
    let record = merged(&[Invented::new("a", 0), aborted]);
    assert_eq!(headline(&record), "does not hold: given up at this load");
}

#[test]
fn seconds_that_a_log_misses_are_told_and_never_counted_as_rest() {
    let without_end = Invented { kept: 1..=14, ..Invented::new("a", 0) };
    let record = merged(&[without_end, Invented::new("b", 16)]);
    assert!(has_note(&record, "run a: the interval log misses 2 seconds"));
    assert_eq!(record.merged.unwrap().runs[0].missing, 2);
    // The load of `a` went on for 16 s, though 14 are in its log: at 15 s they overlapped.
    let without_end = Invented { kept: 1..=14, ..Invented::new("a", 0) };
    let record = merged(&[without_end, Invented::new("b", 15)]);
    assert_eq!(record.merged.unwrap().arrangement, Arrangement::Overlapping);
}

#[test]
fn the_worst_generator_decides_and_is_named() {
    let late = GeneratorHealth { late_starts: 30, due: 160, ..sample::health() };
    for begun_s in [0, 60] {
        let sick = Invented { health: late.clone(), ..Invented::new("b", begun_s) };
        let record = merged(&[Invented::new("a", 0), sick, Invented::new("c", begun_s * 2)]);
        assert_eq!(record.generator, late);
        assert!(record.verdict.inconclusive.is_some() && record.verdict.grade.is_none());
        assert!(has_note(&record, "run b: the load generator was the bottleneck"), "{:?}", record.notes);
    }
}

#[test]
fn the_same_seed_is_told() {
    let seeded = |id, seed| Invented { seed, ..Invented::new(id, 0) };
    let record = merged(&[seeded("a", 7), seeded("b", 8), seeded("c", 7)]);
    assert!(has_note(&record, "make the same visits, which are there twice: a, c"));
    assert!(!has_note(&merged(&[seeded("a", 7), seeded("b", 8)]), "seed"));
}

#[test]
fn what_differs_is_named() {
    let cases: [(Change, &str); 9] = [
        (
            |start| start.plan.as_mut().unwrap().parts[1].digest.push('1'),
            "b/intervals.log: the step `add_to_cart` is not as in a/intervals.log",
        ),
        (
            |start| start.plan.as_mut().unwrap().parts[0].digest.push('1'),
            "b/intervals.log: the load is not as in a/intervals.log",
        ),
        (
            |start| start.plan.as_mut().unwrap().parts[1].name = "gift".into(),
            "b/intervals.log lacks the step `add_to_cart` of a/intervals.log\n\
             a/intervals.log lacks the step `gift` of b/intervals.log",
        ),
        (
            |start| start.thresholds.truncate(3),
            "b/intervals.log lacks the threshold `http_req_duration{name:product_page}: p(95) over 2s<1000` of a/intervals.log",
        ),
        (
            |start| start.plan.as_mut().unwrap().base_url = "https://other.example/".into(),
            "b/intervals.log: another shop (https://other.example/) than a/intervals.log (https://shop.example/)",
        ),
        (
            |start| start.about.load.executor = "constant-vus: 10 for 1m".into(),
            "b/intervals.log: another load (constant-vus: 10 for 1m) than a/intervals.log (ramping-vus: up to 200 over 4s, hold 12s)",
        ),
        (
            |start| start.about.tool_version = "0.2.0".into(),
            "b/intervals.log: another version of promo-load (0.2.0) than a/intervals.log (0.1.0)",
        ),
        (
            |start| start.about.mode = "read-only".into(),
            "b/intervals.log: another mode (read-only) than a/intervals.log (full)",
        ),
        (
            |start| start.layout.checks.swap(0, 1),
            "b/intervals.log: the steps, checks or thresholds are not in the order of a/intervals.log",
        ),
    ];
    for (change, expected) in cases {
        let said = refused(&[Invented::new("a", 0), Invented { change, ..Invented::new("b", 0) }]);
        let (differences, advice) = said.rsplit_once('\n').unwrap();
        assert_eq!(differences, expected);
        assert!(advice.starts_with("only runs of the same plan can be merged"), "{advice}");
    }
}

#[test]
fn what_is_no_run_of_its_own_is_refused() {
    let changed = |change| [Invented::new("a", 0), Invented { change, ..Invented::new("b", 0) }];
    for (runs, part) in [
        (vec![Invented::new("a", 0)], "two runs or more"),
        (Vec::new(), "two runs or more"),
        (vec![Invented::new("a", 0), Invented::new("a", 90)], "are the same run, a"),
        (changed(|start| start.plan = None).into(), "b/intervals.log does not state the plan"),
        (changed(|start| start.plan.as_mut().unwrap().several = true).into(), "measured in several runs"),
        (changed(|start| start.version = 2).into(), "b/intervals.log: the interval log has version 2"),
    ] {
        let said = refused(&runs);
        assert!(said.contains(part), "{said}");
    }
    let garbage = LoggedRun { place: "x".into(), log: b"no log at all\n".into() };
    let error = merge(&[Invented::new("a", 0).log(), garbage], "merged").unwrap_err();
    assert!(error.to_string().starts_with("x: the interval log is empty or damaged"), "{error}");
}
