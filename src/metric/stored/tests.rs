use std::time::Duration;

use super::*;
use crate::metric::{CheckId, Filter, MetricName, Sample, SampleTags, Specimen, Statistic, StepId, Summary};
use crate::metric::{ExecutorLine, Outcome, Phase, RunPhase, TagSet, Timings};
use crate::metric::{VisitEnd, VisitKey};
use proptest::prelude::*;

fn layout() -> Layout {
    Layout {
        steps: vec!["page".into(), "page assets".into(), "cart".into()],
        checks: vec![(StepId(0), "price".into()), (StepId(2), "price".into())],
        assets: vec![StepId(1)],
        background: Vec::new(),
        journeys: vec!["look".into(), "buy".into()],
        loads: vec!["day".into(), "rush".into()],
        methods: vec!["GET".into(), "POST".into()],
        tagged: vec![
            TagSet { load: Some(1), ..TagSet::default() },
            TagSet { journey: Some(0), status: Some(503), ..TagSet::default() },
            TagSet { step: Some(1), method: Some(1), ..TagSet::default() },
        ],
        extracts: vec![(StepId(0), "token".into())],
    }
}

/// A second in which each of these numbers makes something happen.
fn measured(numbers: &[u64]) -> Measurements {
    measured_of(numbers.iter().copied().enumerate())
}

/// The same of numbers with their places among more of them.
fn measured_of(numbers: impl Iterator<Item = (usize, u64)>) -> Measurements {
    let mut measured = Measurements::new(&layout());
    for (place, number) in numbers {
        let number = &number;
        let step = StepId((number % 3) as u16);
        let tags = SampleTags { load: place % 3, journey: place % 2, method: (number % 2) as usize };
        let timings = Timings {
            blocked: number % 977,
            connecting: number % 31,
            tls_handshaking: number % 7,
            sending: number % 13,
            waiting: *number,
            receiving: number % 1_009,
        };
        let sample = Sample {
            response_time: timings.duration() + number % 5_003,
            bytes_sent: number % 700,
            bytes_received: number % 70_000,
            retried: number % 11 == 0,
            tags,
            ..Sample::new(
                step,
                [0, 200, 302, 503][place % 4],
                Outcome::ALL[(number / 3) as usize % Outcome::ALL.len()],
                timings,
            )
        };
        measured.record(&sample);
        if number % 5 == 0 {
            measured.kept_back(&sample, number / 2, 3);
        }
        let part = LoadPart::ALL[place % 2];
        let visit = VisitKey { part, executor: place % 3, journey: place % 2 };
        measured.visits.record(part, step, *number, 1 + number % 3, 1);
        measured.visits.page_of_arrival(part, step, *number);
        measured.visits.wait_of_arrival(part, &mut [*number, number * 2]);
        let end = [VisitEnd::Good, VisitEnd::Failed, VisitEnd::Unfinished][place % 3];
        measured.visits.ended(visit, end, [None, Some(true), Some(false)][(number % 3) as usize]);
        if end == VisitEnd::Failed {
            let cause =
                [Cause::Status(503), Cause::Check(CheckId(1)), Cause::Extract(0)][(number % 3) as usize];
            let specimen =
                Specimen { path: "/x".into(), status: 503, body: "<h1>".into(), ..Specimen::default() };
            measured.broken.add(visit, step, cause, (number % 2 == 0).then(|| Box::new(specimen)));
        }
        measured.held_back += number % 3;
        if number % 2 == 0 {
            measured.page_load(step, number * 2);
            measured.elsewhere.add(&format!("cdn{}.test", number % 4), &number.to_string());
        }
        measured.check(CheckId((number % 2) as u16), number % 3 > 0);
        measured.lag(number % 40_000);
        measured.tagged.page_load(step, tags, number * 2);
        measured.tagged.checks(CheckId((number % 2) as u16), tags).for_each(|tally| tally.count(true));
        measured.tagged.iteration(tags, *number * 3);
        measured.iteration(place % 3, *number * 3);
        measured.tally_mut(1).dropped += number % 2;
        measured.vus_peak = number % 60;
    }
    measured
}

/// Every number that a report can show, and the form for files, which has the rest.
fn numbers(measured: &Measurements) -> (Vec<Vec<(String, f64)>>, StoredMeasurements) {
    let mut summary = Summary::new(layout(), 7);
    summary.add_second(Duration::from_secs(1), RunPhase::Hold, 5, measured);
    summary.executors =
        vec![ExecutorLine { name: "a".into(), planned: Some(3), arrivals: false, needs: None }];
    let statistics =
        [Statistic::Avg, Statistic::Min, Statistic::Med, Statistic::Max, Statistic::Percentile(99.0)];
    let mut found = Vec::new();
    for metric in MetricName::ALL {
        for step in [None, Some(0), Some(1), Some(2)] {
            found.push(summary.values(metric, &Filter { step, ..Filter::default() }, &statistics));
        }
    }
    for series in measured.steps() {
        found.push(Phase::ALL.map(|phase| (format!("{phase:?}"), series.phase_mean(phase))).into());
    }
    (found, StoredMeasurements::of(measured))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_read_back_gives_the_same_numbers(seconds in prop::collection::vec(prop::collection::vec(0_u64..9_000_000, 0..40), 1..4)) {
        let (mut whole, mut read) = (Measurements::new(&layout()), Measurements::new(&layout()));
        for second in &seconds {
            let second = measured(second);
            let text = serde_json::to_string(&StoredMeasurements::of(&second)).unwrap();
            let stored: StoredMeasurements = serde_json::from_str(&text).unwrap();
            let again = stored.restore(&layout(), 3).unwrap();
            prop_assert_eq!(numbers(&again), numbers(&second));
            whole.merge(&second);
            read.merge(&again);
        }
        prop_assert_eq!(numbers(&read), numbers(&whole));
    }
}

proptest! {
    /// What several processes measure and send is what one would have measured: not about the same, but the same buckets.
    #[test]
    fn what_processes_send_is_what_one_would_have_measured(
        all in prop::collection::vec((0_u64..9_000_000, 0_usize..8), 0..120),
        processes in 1_usize..9,
    ) {
        let numbered = || all.iter().enumerate().map(|(place, (number, owner))| (place, *number, owner % processes));
        let whole = measured_of(numbered().map(|(place, number, _)| (place, number)));
        let mut merged = Measurements::new(&layout());
        for process in 0..processes {
            let own = numbered().filter(|(.., owner)| *owner == process);
            let interval = crate::metric::Interval {
                thread: process,
                index: 0,
                end: Duration::from_secs(1),
                vus: 1,
                connected: 1,
                oldest_pending: None,
                retry_after: None,
                cost: None,
                measurements: measured_of(own.map(|(place, number, _)| (place, number))),
            };
            let sent = serde_json::to_string(&StoredInterval::of(&interval)).unwrap();
            let arrived: StoredInterval = serde_json::from_str(&sent).unwrap();
            merged.merge(&arrived.restore(&layout(), 3).unwrap().measurements);
        }
        // The peaks of processes that run at once add up, and are not those of one.
        let counted = |measured: &Measurements| StoredNumbers { vus_peak: 0, ..StoredMeasurements::of(measured).numbers };
        prop_assert_eq!(counted(&merged), counted(&whole));
        prop_assert_eq!(numbers(&merged).0, numbers(&whole).0);
    }
}

#[test]
fn what_is_of_another_run_or_of_none_is_refused() {
    let stored = StoredMeasurements::of(&measured(&[6, 9]));
    let smaller = |steps: usize, checks: usize| Layout {
        steps: layout().steps[..steps].to_vec(),
        checks: layout().checks[..checks].to_vec(),
        ..layout()
    };
    assert!(matches!(stored.restore(&smaller(0, 2), 3), Err(StoredError::Layout(0))));
    assert!(matches!(stored.restore(&smaller(3, 1), 3), Err(StoredError::Layout(1))));
    assert!(matches!(stored.restore(&layout(), 1), Err(StoredError::Layout(2))));
    let untagged = Layout { tagged: Vec::new(), ..layout() };
    assert!(matches!(stored.restore(&untagged, 3), Err(StoredError::Layout(3))));
    let text = serde_json::to_string(&stored.numbers).unwrap();
    for (from, to) in [
        (r#""vus_peak":9"#, r#""vus_peak":18446744073709551615"#),
        (r#""completed":1"#, r#""completed":2000000000000"#),
        (r#""count":1"#, r#""count":2000000000000"#),
        (r#""fails":1"#, r#""fails":2000000000000"#),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        let numbers = serde_json::from_str(&text.replace(from, to)).unwrap();
        let hostile = StoredMeasurements { numbers, ..stored.clone() };
        assert!(matches!(hostile.restore(&layout(), 3), Err(StoredError::Number(_))), "{to}");
    }
}

#[test]
fn packed_numbers_are_a_text_and_nothing_else_unpacks() {
    let stored = StoredMeasurements::of(&measured(&[6, 9]));
    let text = serde_json::to_string(&stored).unwrap();
    let read = |packed: &str| {
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        value["numbers"] = packed.into();
        serde_json::from_value::<StoredMeasurements>(value).map_err(|error| error.to_string())
    };
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        base64::Engine::encode(&base64::engine::general_purpose::STANDARD, encoder.finish().unwrap())
    };
    let numbers = serde_json::to_vec(&stored.numbers).unwrap();
    assert_eq!(read(&packed(&numbers)).unwrap(), stored);
    assert!(packed(&numbers).len() < numbers.len() / 2, "{} of {}", packed(&numbers).len(), numbers.len());
    for hostile in ["", "?", "AAAA", &packed(b"{"), &packed(b"[1]")] {
        assert!(read(hostile).is_err(), "{hostile}");
    }
    // Spaces may stand before the numbers, but not more of them than a second has bytes.
    let padded = |spaces: usize| packed(&[vec![b' '; spaces], numbers.clone()].concat());
    assert!(read(&padded(1_000)).is_ok());
    assert!(read(&padded(64 << 20)).is_err());
}
