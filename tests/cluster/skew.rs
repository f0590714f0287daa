//! Machines whose clocks say another time of day. The program has no switch for that: libfaketime lies to it about the wall clock,
//! and leaves the monotonic one alone, as a machine does whose clock was never set.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::cluster::team::TOKEN;
use crate::support::answering::{Answering, Asked, page};
use crate::support::{BINARY, Place, Running};

/// Set to 1 where a missing libfaketime is a failure.
const NEEDED: &str = "PROMO_LOAD_NEED_FAKETIME";

/// The library, where Debian's package `libfaketime` puts it; says so if it is not there.
fn library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let found =
        folders.map(|folder| folder.path().join("faketime/libfaketime.so.1")).find(|path| path.exists());
    assert!(
        found.is_some() || std::env::var(NEEDED).as_deref() != Ok("1"),
        "{NEEDED} is 1, and there is no libfaketime"
    );
    if found.is_none() {
        // Past the harness, which keeps what a passed test prints to itself.
        let _unseen = writeln!(std::io::stderr(), "skipped: there is no libfaketime to turn clocks with");
    }
    found
}

/// The hour of the leader's day in UTC in which the runs begin.
const HOUR: i64 = 4;

/// The processes of a run, and a shop that is told what time each of them has.
struct Skewed {
    places: [Place; 3],
    shop: Answering,
    leader: String,
}

impl Skewed {
    fn new(load: &str, hours: &str) -> Skewed {
        let shop = Answering::by(|_| page("<title>x</title>"));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let places = [Place::new(), Place::new(), Place::new()];
        for place in &places {
            place.write(
                "s.toml",
                &format!(
                    "schema = 1\nname = 'skew'\nbase_url = '{}'\n[load]\n{load}\n[[journey]]\nname = 'j'\n[[journey.step]]\n\
                     name = 's'\npath = '/?at=${{now.unix}}'\nthink_time = '100ms'\n[thresholds]\nhttp_reqs = ['count>=0']\n",
                    shop.base
                ),
            );
            place.write(
                "promo-load.toml",
                &format!("schema = 1\n[host.\"127.0.0.1\"]\nhours = \"{hours}\"\ntime_zone = \"UTC\"\n"),
            );
        }
        Skewed { places, shop, leader: format!("127.0.0.1:{port}") }
    }

    /// Starts one whose clock says these seconds of a day in UTC.
    fn start(&self, library: &Path, index: usize, second_of_day: i64) -> Running<'_> {
        let now = jiff::Timestamp::now().as_second();
        let ahead = second_of_day - now.rem_euclid(86_400);
        let mut command = self.places[index].command(BINARY);
        command.args([
            "bench",
            "s.toml",
            "--cluster",
            &self.leader,
            "--shards",
            "3",
            "--shard",
            &index.to_string(),
        ]);
        command.env("PROMO_LOAD_CLUSTER_TOKEN", TOKEN).env("LD_PRELOAD", library);
        command.env("FAKETIME", format!("{ahead:+}")).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        self.places[index].start(&mut command)
    }

    /// The leader so many seconds before the next hour, one follower nine hours ahead of it, and one as much behind.
    fn start_all(&self, library: &Path, before: i64) -> [Running<'_>; 3] {
        let leader = (HOUR + 1) * 3_600 - before;
        [leader, leader + 9 * 3_600, leader - 9 * 3_600]
            .map(|second| second.rem_euclid(86_400))
            .into_iter()
            .enumerate()
            .map(|(index, second)| self.start(library, index, second))
            .collect::<Vec<_>>()
            .try_into()
            .unwrap_or_else(|_| panic!("three"))
    }

    /// What the load told the shop of the time, in seconds since 1970.
    fn times_told(&self) -> impl Iterator<Item = i64> {
        let told = |asked: Asked| asked.path().strip_prefix("/?at=").map(|at| at.parse().unwrap());
        self.shop.asked().into_iter().filter_map(told)
    }

    /// The hours of the day that the shop was told.
    fn hours_told(&self) -> BTreeSet<i64> {
        self.times_told().map(|at| at.rem_euclid(86_400) / 3_600).collect()
    }
}

/// It is night at the leader, in the hours that were agreed; noon and evening at the others.
#[test]
fn clocks_that_are_hours_off_change_no_number() {
    let Some(library) = library() else { return };
    let run = Skewed::new("executor = 'per-vu-iterations'\nvus = 9\niterations = 20", "03:00-06:00");
    // Half an hour before the hour, so that no hour changes meanwhile.
    let [leader, first, second] = run.start_all(&library, 1_800);
    let ended = leader.wait();
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    for follower in [first, second] {
        follower.wait().assert_code(0);
    }
    assert_eq!(
        run.hours_told(),
        BTreeSet::from([4, 13, 19]),
        "all three clocks are what they are said to be"
    );
    let files = run.places[0].files();
    assert_eq!((files.ending(), files.all_requests()), ("completed", 9 * 20));
    let started: jiff::Timestamp = files.json["started"].as_str().unwrap().parse().unwrap();
    assert_eq!(started.as_second().rem_euclid(86_400) / 3_600, HOUR, "the leader's clock");
    // The seconds of all three lie on each other: two seconds of pages and pauses, and not nine hours.
    let elapsed = files.number("/elapsed_s");
    assert!(elapsed < 120.0, "{elapsed}");
    let seconds = files.json["timeline"].as_array().unwrap();
    let ends: Vec<f64> = seconds.iter().map(|second| second["at_s"].as_f64().unwrap()).collect();
    assert!(ends.is_sorted() && ends.last().is_some_and(|last| *last <= elapsed + 1.0), "{ends:?}");
    let spread = files.json["generator"]["shards"].as_array().unwrap();
    let late = |shard: &serde_json::Value| shard["late_us"].as_u64().unwrap_or(0);
    assert!(spread.iter().all(|shard| late(shard) < 60_000_000), "{spread:?}");
}

/// The hours are over when the leader's clock says so, whatever the others' clocks say.
#[test]
fn the_hours_are_over_by_the_leaders_clock() {
    let Some(library) = library() else { return };
    let load = "executor = 'constant-vus'\nvus = 6\nduration = '1h'\nstart_jitter = '0s'";
    let run = Skewed::new(load, "03:00-05:00");
    let [leader, first, second] = run.start_all(&library, 12);
    leader.wait().assert_code(105);
    for follower in [first, second] {
        follower.wait().assert_code(0);
    }
    let files = run.places[0].files();
    assert_eq!(files.ending(), "window_closed");
    assert_eq!(files.all_requests(), run.times_told().count() as u64, "each request is counted once");
}
