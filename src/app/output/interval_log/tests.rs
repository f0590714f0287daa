use std::fs::File;
use std::io;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};

use super::writer::{Medium, WAITING};
use super::*;
use crate::app::secrets::know;
use crate::metric::{
    Cause, Ending, GeneratorHealth, Layout, LoadPart, Machine, Measurements, RunPhase, Specimen, StepId,
    Strain, Summary, VisitEnd, VisitKey,
};
use crate::record::log::{Rebuilt, read};
use crate::record::{LoadLine, PageLine};
use crate::run::Progress;
use crate::threshold::Windows;
use crate::units::secret::Secret;

fn first() -> Start {
    let about = About {
        tool_version: "0".into(),
        run_id: "run".into(),
        started: jiff::Timestamp::UNIX_EPOCH,
        target: "http://shop.test/".parse().unwrap(),
        page: PageLine { title: "Mug".into(), kind: "product".into() },
        environment: "local".into(),
        permission: None,
        mode: "full".into(),
        load: LoadLine {
            scenario: "s".into(),
            executor: "e".into(),
            words: None,
            planned_s: None,
            http_version: None,
        },
        methods: Vec::new(),
        promotions: Vec::new(),
        promotion_checks: Vec::new(),
        expected_shoppers: None,
        landing: None,
        known: Vec::new(),
        connections_per_iteration: false,
        background_left_out: Vec::new(),
        machine: Machine { cores: 1, cpu: None },
        notes: Vec::new(),
    };
    Start {
        version: LOG_VERSION,
        about,
        layout: Layout::default(),
        thresholds: Vec::new(),
        vus_max: 1,
        executors: Vec::new(),
        plan: None,
    }
}

/// Seconds of a run in which the number of virtual users is that of the second.
fn seconds(log: &mut IntervalLog, numbers: std::ops::RangeInclusive<u64>) {
    let measured = Measurements::new(&Layout::default());
    numbers.for_each(|number| second(log, number, &measured, Role::Judged));
}

fn second(log: &mut IntervalLog, number: u64, measured: &Measurements, role: Role) {
    let tick = Tick {
        progress: &Progress {
            elapsed: Duration::ZERO,
            planned: Duration::ZERO,
            phase: RunPhase::Hold,
            stage: None,
            vus: number,
            vus_max: 1,
            arrivals_per_second: None,
            requests_per_second: 0.0,
            requests: 0,
            recent: None,
            failures: 0,
            iterations: 0,
            planned_iterations: None,
            draining: false,
            interrupted: false,
            paused: false,
            generator: Strain::default(),
        },
        summary: &Summary::new(Layout::default(), 1),
        windows: &Windows::default(),
        second: measured,
        end: Duration::from_secs(number),
        phase: RunPhase::Hold,
        vus: number,
        paused: Duration::ZERO,
        health: &GeneratorHealth::default(),
    };
    log.expect(role, Duration::ZERO);
    log.second(&tick);
}

fn end(log: IntervalLog) -> Option<String> {
    let summary = Summary::new(Layout::default(), 1);
    let gaps = log.close(&Measured {
        summary,
        thresholds: Vec::new(),
        ending: Ending::Completed,
        health: GeneratorHealth::default(),
        capacity: None,
        promo_costs: Vec::new(),
        promo_unmeasured: Vec::new(),
        notes: Vec::new(),
    });
    gaps.map(|gaps| gaps.to_string())
}

fn vus(rebuilt: &Rebuilt) -> Vec<u64> {
    rebuilt.summary.timeline.iter().map(|point| point.vus).collect()
}

#[test]
fn everything_is_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("intervals.log");
    let mut log = IntervalLog::begin(&path, first());
    seconds(&mut log, 1..=5);
    assert!(is_being_written(&File::open(&path).unwrap()));
    assert_eq!(end(log), None);
    let rebuilt = read(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!((vus(&rebuilt), rebuilt.missing, rebuilt.ending), (vec![1, 2, 3, 4, 5], 0, Ending::Completed));
}

#[test]
fn samples_are_without_secrets_and_loads_beside_the_judged_one_are_not_judged() {
    know("log", Secret::new("log-canary-5512"));
    let layout = Layout { steps: vec!["page".into()], journeys: vec!["walk".into()], ..Layout::default() };
    let mut measured = Measurements::new(&layout);
    let visit = VisitKey { part: LoadPart::FullLoad, executor: 0, journey: 0 };
    let specimen = Specimen {
        path: "/?token=log-canary-5512".into(),
        status: 500,
        headers: vec![("x-echo".into(), "log-canary-5512".into())],
        body: "<p>log-canary-5512".into(),
        trace_id: None,
    };
    measured.broken.add(visit, StepId(0), Cause::Status(500), Some(Box::new(specimen)));
    measured.visits.ended(visit, VisitEnd::Failed, None);
    measured.tally_mut(0).started = 1;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("intervals.log");
    let executor = LoggedExecutor {
        line: ExecutorLine { name: "wave".into(), planned: None, arrivals: false, needs: None },
        end: Duration::ZERO,
    };
    let mut log = IntervalLog::begin(&path, Start { layout, executors: vec![executor], ..first() });
    second(&mut log, 1, &measured, Role::Judged);
    second(&mut log, 2, &measured, Role::Part);
    assert_eq!(log.abandon(), None);
    let bytes = std::fs::read(&path).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("log-canary-5512"));
    let total = read(&bytes).unwrap().summary.total;
    let broken = &total.broken.all()[0];
    assert_eq!((broken.judged, broken.others), (1, 1));
    assert_eq!(broken.specimen.as_ref().unwrap().body, "<p>[secret]");
    assert_eq!((total.visits.judged().tally().failed, total.visits.whole().failed), (1, 2));
}

/// A disk that is full for some of its writes, and then tears them.
struct Full {
    file: Arc<Mutex<Vec<u8>>>,
    writes: u64,
    full: std::ops::RangeInclusive<u64>,
}

impl Medium for Full {
    fn put(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.writes += 1;
        let mut file = self.file.lock().unwrap();
        let is_full = self.full.contains(&self.writes);
        let bytes = if is_full { &bytes[..bytes.len() / 2] } else { bytes };
        let end = at as usize + bytes.len();
        let length = file.len().max(end);
        file.resize(length, b'?');
        file[at as usize..end].copy_from_slice(bytes);
        if is_full { Err(io::Error::from(io::ErrorKind::StorageFull)) } else { Ok(()) }
    }
}

fn on_a_full_disk(full: std::ops::RangeInclusive<u64>) -> (Option<String>, Rebuilt) {
    let file = Arc::default();
    let mut log = IntervalLog::by(Writer::on(Full { file: Arc::clone(&file), writes: 0, full }), first());
    seconds(&mut log, 1..=6);
    let gaps = end(log);
    let file = file.lock().unwrap();
    (gaps, read(&file).unwrap())
}

#[test]
fn a_disk_that_is_full_for_a_while_costs_those_seconds() {
    let (gaps, rebuilt) = on_a_full_disk(3..=5);
    assert_eq!(gaps.unwrap(), "the interval log misses 3 seconds: No space left on device");
    assert_eq!((vus(&rebuilt), rebuilt.missing), (vec![1, 5, 6], 3));
    // From the beginning: the first record comes with the first second that has room.
    let (gaps, rebuilt) = on_a_full_disk(1..=3);
    assert!(gaps.unwrap().contains("misses 2 seconds"));
    assert_eq!((vus(&rebuilt), rebuilt.missing), (vec![3, 4, 5, 6], 2));
    // Only the last record is lost: the run looks killed, and nothing is missing.
    let (gaps, rebuilt) = on_a_full_disk(8..=8);
    assert_eq!(gaps.unwrap(), "the interval log is not complete: No space left on device");
    assert_eq!((vus(&rebuilt).len(), rebuilt.missing, rebuilt.ending), (6, 0, Ending::Killed));
}

#[test]
fn a_full_device_stops_nothing() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut log = IntervalLog::by(Writer::on(full), first());
    seconds(&mut log, 1..=3);
    let gaps = end(log).unwrap();
    assert!(gaps.starts_with("the interval log misses 3 seconds: No space left"), "{gaps}");
}

#[test]
fn a_place_that_cannot_be_written_stops_nothing() {
    let mut log = IntervalLog::begin(Path::new("/nowhere/intervals.log"), first());
    seconds(&mut log, 1..=2);
    let gaps = end(log).unwrap();
    assert!(gaps.starts_with("the interval log misses 2 seconds: No such file"), "{gaps}");
}

#[test]
fn a_run_that_fails_has_its_seconds_and_no_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("intervals.log");
    let mut log = IntervalLog::begin(&path, first());
    seconds(&mut log, 1..=5);
    assert_eq!(log.abandon(), None);
    let rebuilt = read(&std::fs::read(&path).unwrap()).unwrap();
    assert_eq!((vus(&rebuilt).len(), rebuilt.missing, rebuilt.ending), (5, 0, Ending::Killed));
}

/// A disk that takes nothing until it is let.
struct Stuck(Receiver<()>);

impl Medium for Stuck {
    fn put(&mut self, _: u64, _: &[u8]) -> io::Result<()> {
        // Let go of, it is as fast as any.
        let _let_go = self.0.recv();
        Ok(())
    }
}

#[test]
fn nobody_waits_for_a_slow_disk() {
    let (let_go, stuck) = mpsc::channel();
    let mut log = IntervalLog::by(Writer::on(Stuck(stuck)), first());
    // More than there is room for. Would any of them wait, the test would never end.
    seconds(&mut log, 1..=WAITING as u64 + 10);
    let missed = log.writer.gaps.seconds;
    // The thread has taken at most one off the queue.
    assert!((9..=11).contains(&missed), "{missed}");
    drop(let_go);
    let gaps = end(log).unwrap();
    assert!(
        gaps.starts_with(&format!("the interval log misses {missed} seconds: the disk is too slow")),
        "{gaps}"
    );
}
