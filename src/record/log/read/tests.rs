use super::super::super::sample;
use super::super::{LoggedExecutor, LoggedThreshold, line};
use super::*;
use crate::grade::sample_run::{self, SampleCourse};
use crate::grade::{Counterpart, NoCost};
use crate::metric::{ExecutorLine, Measurements, StoredMeasurements, TimelinePoint};
use proptest::prelude::*;
use std::sync::LazyLock;

/// A short run: two seconds up, two at full load.
fn course() -> SampleCourse {
    SampleCourse { ramp_s: 2, hold_s: 2, wrong: 1, timeouts: 1, ..SampleCourse::default() }
}

fn start(planned: Option<u64>, end_s: u64) -> Entry {
    let summary = sample_run::summary(&course());
    Entry::Start(Box::new(Start {
        version: LOG_VERSION,
        about: sample::about(),
        thresholds: sample::thresholds(&summary)
            .thresholds()
            .map(|threshold| LoggedThreshold {
                source: threshold.source(),
                abort_on_fail: threshold.abort_on_fail,
            })
            .collect(),
        layout: summary.layout,
        vus_max: summary.vus_max,
        executors: vec![LoggedExecutor {
            line: ExecutorLine { name: "load".into(), planned, arrivals: true, needs: None },
            end: Duration::from_secs(end_s),
        }],
        plan: None,
    }))
}

fn seconds() -> Vec<Entry> {
    let course = course();
    let numbered = (1..).zip(sample_run::seconds(&course));
    let entry = |(number, (end, phase, vus, measured))| {
        Entry::Second(Box::new(Second {
            number,
            end,
            phase,
            vus,
            paused: std::time::Duration::ZERO,
            measured: StoredMeasurements::of(&measured),
            health: sample::health(),
        }))
    };
    numbered.map(entry).collect()
}

fn end() -> Entry {
    let iterations = vec![sample_run::summary(&course()).total.tally_of(0)];
    Entry::End(Box::new(End { ending: Ending::Completed, health: sample::health(), seconds: 4, iterations }))
}

fn whole() -> Vec<String> {
    let entries = [vec![start(None, 4)], seconds(), vec![end()]].concat();
    entries.iter().map(|entry| line(entry).unwrap()).collect()
}

fn read_lines(lines: &[String]) -> Rebuilt {
    read(lines.concat().as_bytes()).unwrap()
}

#[test]
fn a_whole_log_gives_the_record_of_the_runs_end() {
    let rebuilt = read_lines(&whole());
    let mut summary = sample_run::summary(&course());
    summary.executors.clone_from(&rebuilt.summary.executors);
    let written = RunRecord::new(Inputs {
        about: sample::about(),
        thresholds: sample::results(&course()),
        summary: &summary,
        ending: Ending::Completed,
        generator: sample::health(),
        capacity: None,
        promo_costs: Vec::new(),
        promo_unmeasured: Vec::new(),
        notes: Vec::new(),
        merged: None,
    });
    assert_eq!(rebuilt.record().unwrap(), written.unwrap());
}

#[test]
fn a_log_may_be_cut_off_anywhere() {
    // Seconds with few numbers, because the test reads the whole log once for each of its bytes.
    let small = |entry: Entry| match entry {
        Entry::Second(mut second) => {
            let mut measured = Measurements::new(&sample_run::layout());
            measured.lag(700 + second.number);
            second.measured = StoredMeasurements::of(&measured);
            Entry::Second(second)
        }
        other => other,
    };
    let entries = [vec![start(None, 4)], seconds()].concat().into_iter().map(small);
    let lines: Vec<String> = entries.map(|entry| line(&entry).unwrap()).collect();
    let text = lines.concat();
    let ends: Vec<usize> = lines
        .iter()
        .scan(0, |end, line| {
            *end += line.len();
            Some(*end - 1)
        })
        .collect();
    for length in 0..=text.len() {
        let complete = ends.iter().filter(|end| **end <= length).count();
        match read(&text.as_bytes()[..length]) {
            Ok(rebuilt) => {
                assert_eq!(rebuilt.summary.timeline.len() + 1, complete, "at {length}");
                assert_eq!((rebuilt.ending, rebuilt.missing), (Ending::Killed, 0), "at {length}");
            }
            Err(error) => assert!(complete == 0 && matches!(error, LogError::Empty), "at {length}: {error}"),
        }
    }
}

#[test]
fn damage_in_the_middle_costs_what_is_damaged() {
    let mut lines = whole();
    lines[2].replace_range(30..31, "~");
    let rebuilt = read_lines(&lines);
    let at: Vec<f64> = rebuilt.summary.timeline.iter().map(|point| point.at_s).collect();
    assert_eq!((at, rebuilt.missing), (vec![1.0, 3.0, 4.0], 1));
    let notes = rebuilt.record().unwrap().notes;
    assert_eq!(notes[1].to_string(), "the interval log misses 1 second; these numbers are without them");
    // The writer could not keep up: the last seconds are missing, but the end states their number.
    let without_last = [&lines[..1], &lines[5..]].concat();
    assert_eq!(read_lines(&without_last).missing, 4);
    // A record that occurs twice is one second.
    let whole = whole();
    let twice = read_lines(&[&whole[..3], &whole[1..]].concat());
    assert_eq!((twice.summary.timeline.len(), twice.missing), (4, 0));
}

/// The damage that a loss of power does to a file.
#[derive(Debug, Clone)]
enum Damage {
    /// The file is cut off.
    Cut(prop::sample::Index),
    /// One bit is flipped.
    Flip(prop::sample::Index, u8),
    /// A page was never written and reads as zeros.
    Page(prop::sample::Index),
    /// Blocks were allocated to the file before they had content.
    Zeros(usize),
    /// Bytes of another file follow.
    Garbage(Vec<u8>),
    /// A stretch is repeated.
    Again(prop::sample::Index, prop::sample::Index),
}

/// The size of the pages that file systems write.
const PAGE: usize = 4_096;

impl Damage {
    fn of(self, log: &mut Vec<u8>) {
        if log.is_empty() {
            return;
        }
        match self {
            Self::Cut(at) => log.truncate(at.index(log.len())),
            Self::Flip(at, bit) => {
                let at = at.index(log.len());
                log[at] ^= 1 << bit;
            }
            Self::Page(at) => {
                let begin = at.index(log.len()) / PAGE * PAGE;
                let end = log.len().min(begin + PAGE);
                log[begin..end].fill(0);
            }
            Self::Zeros(count) => log.extend(std::iter::repeat_n(0, count)),
            Self::Garbage(bytes) => log.extend(bytes),
            Self::Again(one, other) => {
                let (one, other) = (one.index(log.len()), other.index(log.len()));
                log.extend_from_within(one.min(other)..one.max(other));
            }
        }
    }
}

fn any_damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        any::<prop::sample::Index>().prop_map(Damage::Cut),
        (any::<prop::sample::Index>(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip(at, bit)),
        any::<prop::sample::Index>().prop_map(Damage::Page),
        (1..3 * PAGE).prop_map(Damage::Zeros),
        prop::collection::vec(any::<u8>(), 1..300).prop_map(Damage::Garbage),
        any::<(prop::sample::Index, prop::sample::Index)>()
            .prop_map(|(one, other)| Damage::Again(one, other)),
    ]
}

/// A whole log, and its seconds.
static SOUND: LazyLock<(String, Vec<TimelinePoint>)> = LazyLock::new(|| {
    let lines = whole();
    let timeline = read_lines(&lines).summary.timeline;
    (lines.concat(), timeline)
});

proptest! {
    // Judging a run takes the most time.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_damage_invents_anything(damages in prop::collection::vec(any_damage(), 1..6)) {
        let (text, timeline) = &*SOUND;
        let mut log = text.clone().into_bytes();
        damages.into_iter().for_each(|damage| damage.of(&mut log));
        let Ok(rebuilt) = read(&log) else { return Ok(()) };
        let mut real = timeline.iter();
        let mut requests = 0;
        for second in &rebuilt.summary.timeline {
            // The seconds are in order, each at most once.
            prop_assert!(real.any(|known| known == second), "{second:?}");
            requests += second.requests;
        }
        prop_assert_eq!(rebuilt.summary.total.requests(), requests);
        prop_assert!(rebuilt.record().is_ok());
    }
}

#[test]
fn parts_are_kept_and_what_is_not_known_is_passed_over() {
    let part = Part { name: "capacity step".into(), value: serde_json::json!({ "vus": 20, "held": true }) };
    let json = r#"{"record":"of tomorrow","x":[1]}"#;
    let unknown = format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()));
    let mut lines = whole();
    lines.insert(2, line(&Entry::Part(part.clone())).unwrap());
    lines.insert(3, unknown);
    let rebuilt = read_lines(&lines);
    assert_eq!((rebuilt.parts, rebuilt.missing, rebuilt.summary.timeline.len()), (vec![part], 0, 4));
}

#[test]
fn iterations_of_a_killed_run_are_accounted_for() {
    let tally = |planned, end_s| {
        let lines: Vec<String> = [vec![start(Some(planned), end_s)], seconds()]
            .concat()
            .iter()
            .map(|e| line(e).unwrap())
            .collect();
        read_lines(&lines).summary.total.tally()
    };
    let early = tally(100, 60);
    assert_eq!((early.started, early.dropped, early.not_reached), (40, 0, 60));
    let late = tally(100, 4);
    assert_eq!((late.started, late.dropped, late.overdue, late.not_reached), (40, 60, 60, 0));
    assert_eq!(tally(u64::MAX, 60).not_reached, u64::MAX - 40);
}

#[test]
fn a_log_without_a_beginning_says_so() {
    let error = |text: &str| read(text.as_bytes()).unwrap_err().to_string();
    assert!(error("").contains("is empty"), "{}", error(""));
    assert!(error("no log at all\n").contains("damaged from its beginning"));
    assert!(error(&whole()[1..].concat()).contains("first record"));
    let mut newer = start(None, 4);
    if let Entry::Start(start) = &mut newer {
        start.version = 4;
    }
    assert_eq!(
        error(&line(&newer).unwrap()),
        "the interval log has version 4; this promo-load reads version 3"
    );
}

#[test]
fn no_password_travels_with_a_log() {
    let text = line(&start(None, 4)).unwrap();
    assert!(text.contains("https://shop.example/en/6-mug.html") && !text.contains("secret"), "{text}");
}

#[test]
fn the_last_word_on_a_cost_counts() {
    let cost = |steps: &[&str], pairs: u32| {
        let mut cost = sample::measured().promo_costs.remove(0);
        let left_out = steps.iter().map(|step| (*step).to_owned()).collect();
        (cost.comparison, cost.pairs) = (Counterpart::WithoutItsSteps { left_out }, pairs);
        cost
    };
    let parts = [cost(&["code"], 3), cost(&["code"], 4), cost(&["gift"], 3)]
        .map(|cost| (PROMO_COST, serde_json::to_value(cost).unwrap()));
    let why = NoCost::Few(1).words(&Counterpart::WithoutItsSteps { left_out: Vec::new() });
    let unmeasured = (PROMO_UNMEASURED, serde_json::to_value(&why).unwrap());
    let entry = |(name, value): (&str, _)| line(&Entry::Part(Part { name: name.to_owned(), value })).unwrap();
    let lines = [whole(), parts.into_iter().chain([unmeasured]).map(entry).collect()].concat();
    let record = read_lines(&lines).record().unwrap();
    let pairs: Vec<_> = record.promo_costs.iter().map(|cost| cost.pairs).collect();
    assert_eq!((pairs, record.promo_unmeasured), (vec![4, 3], vec![why]));
}
