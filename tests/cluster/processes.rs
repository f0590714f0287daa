//! The program itself, once for each generator, as on several machines: killed, stopped, late, without its leader.

use std::net::TcpListener;

use promo_load::shop::DemoShop;

use crate::cluster::team::TOKEN;
use crate::support::{BINARY, Place, Running, shop, wait_until};

/// A port of the loopback that nobody listens on.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The folders of a leader and its two followers.
struct Pods {
    places: [Place; 3],
    leader: String,
    scenario: String,
}

impl Pods {
    fn new(shop: &DemoShop, load: &str) -> Pods {
        Self::walking(shop, load, &["page"])
    }

    /// The same with visits of several pages.
    fn walking(shop: &DemoShop, load: &str, steps: &[&str]) -> Pods {
        let step =
            |name: &&str| format!("[[journey.step]]\nname = '{name}'\npath = '/en/'\nthink_time = '30ms'\n");
        let scenario = format!(
            "schema = 1\nname = 'pods'\nbase_url = '{}'\n[load]\n{load}\n[[journey]]\nname = 'look'\n{}[thresholds]\n\
             http_reqs = ['count>=0']\n",
            shop.base_url(),
            steps.iter().map(step).collect::<String>()
        );
        let leader = format!("127.0.0.1:{}", free_port());
        Pods { places: [Place::new(), Place::new(), Place::new()], leader, scenario }
    }

    /// Starts one, as an indexed job does: all have the same command line, and their number in the environment.
    fn start(&self, index: usize, more: &[&str]) -> Running<'_> {
        self.start_by(&[BINARY], index, more)
    }

    /// The same by another program, which has these arguments before the usual ones.
    fn start_by(&self, program: &[&str], index: usize, more: &[&str]) -> Running<'_> {
        let place = &self.places[index];
        place.write("s.toml", &self.scenario);
        let mut command = place.command(program[0]);
        command.args(&program[1..]);
        command.args(["bench", "s.toml", "--cluster", &self.leader, "--shards", "3"]).args(more);
        command.env("PROMO_LOAD_CLUSTER_TOKEN", TOKEN).env("JOB_COMPLETION_INDEX", index.to_string());
        place.start(&mut command)
    }

    /// Waits until the leader has written so many seconds of all.
    fn await_seconds(&self, seconds: usize) {
        wait_until("the seconds of the load", || {
            let log = self.places[0].runs().first().map(|run| run.join("intervals.log"));
            let text = log.and_then(|log| std::fs::read_to_string(log).ok()).unwrap_or_default();
            // The first record is not a second.
            text.lines().count() > seconds
        });
    }

    fn all(&self, more: &[&str]) -> [Running<'_>; 3] {
        // Followers wait for their leader, whoever comes first.
        let last = self.start(2, more);
        [self.start(0, more), self.start(1, more), last]
    }
}

fn await_load(shop: &DemoShop, requests: u64) {
    let before = shop.stats().requests;
    wait_until("the load", || shop.stats().requests >= before + requests);
}

const HOUR: &str = "executor = 'constant-vus'\nvus = 9\nduration = '1h'\nstart_jitter = '0s'";
const COUNTED: &str = "executor = 'per-vu-iterations'\nvus = 9\niterations = 60";

#[test]
fn one_command_runs_three_processes() {
    let (shop, place) = (shop(), Place::new());
    let page = format!("{}/en/", shop.base_url());
    let arguments = ["bench", &page, "--shards", "3", "--vus", "9", "--per-vu-iterations", "4", "--quiet"];
    let ended = place.run(&arguments);
    // On a busy machine the generator is late, and says so.
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    let files = place.files();
    assert_eq!(files.all_requests(), shop.stats().requests);
    let shards = files.json["generator"]["shards"].as_array().unwrap();
    assert_eq!(shards.len(), 3);
    assert!(
        shards.iter().all(|shard| shard["lost_s"].is_null() && shard["health"]["due"] == 12),
        "{shards:?}"
    );
    assert!(files.report.contains("3 generators, which began within"), "{}", files.report);
    assert!(!files.text.contains(TOKEN));
}

#[test]
fn three_machines_make_one_report() {
    let shop = shop();
    let pods = Pods::new(&shop, COUNTED);
    let [leader, first, second] = pods.all(&[]);
    leader.wait().assert_code(0);
    for follower in [first, second] {
        let ended = follower.wait();
        ended.assert_code(0);
        assert!(ended.stderr.contains("done; the leader has the report"), "{}", ended.stderr);
    }
    let files = pods.places[0].files();
    // One that the leader asks for itself, before the load.
    assert_eq!(files.all_requests(), 9 * 60);
    assert_eq!(shop.stats().requests, 9 * 60);
    assert!(pods.places[1].runs().is_empty() && pods.places[2].runs().is_empty(), "the leader has the run");
}

#[test]
fn a_follower_that_is_killed_ends_the_run_without_a_letter() {
    let shop = shop();
    let pods = Pods::new(&shop, HOUR);
    let [leader, first, second] = pods.all(&[]);
    await_load(&shop, 300);
    second.signal("-KILL");
    let ended = leader.wait();
    ended.assert_code(120);
    assert!(ended.stdout.contains("generator 2 was lost"), "{}", ended.stdout);
    first.wait().assert_code(0);
    let files = pods.places[0].files();
    assert_eq!(files.ending(), "generator_lost");
    let (counted, arrived) = (files.all_requests(), shop.stats().requests);
    assert!(
        counted <= arrived && counted + 200 > arrived,
        "at most its last second is missing: {counted} of {arrived}"
    );
}

#[test]
fn a_run_may_go_on_without_one() {
    let shop = shop();
    let pods = Pods::walking(&shop, COUNTED, &["one", "two", "three", "four", "five", "six"]);
    let [leader, first, second] = pods.all(&["--on-lost-shard", "continue"]);
    pods.await_seconds(2);
    second.signal("-KILL");
    let ended = leader.wait();
    assert!(ended.stdout.contains("brought by 2 of 3 generators"), "{}", ended.stdout);
    first.wait().assert_code(0);
    let files = pods.places[0].files();
    let of = |count: &str| files.count(&format!("/iterations/{count}"));
    assert_eq!(
        of("planned"),
        of("started") + of("dropped") + of("not_reached"),
        "{}",
        files.json["iterations"]
    );
    assert!(of("not_reached") > 0 && of("started") >= 360);
    assert_eq!(
        of("started"),
        of("completed") + of("interrupted") + of("lost"),
        "{}",
        files.json["iterations"]
    );
    // Each shopper is on a visit nearly all the time.
    let vus = files.count("/generator/shards/2/vus");
    assert!((1..=vus).contains(&of("lost")), "{}", files.json["iterations"]);
    let told = format!("{} under way in a generator when it was lost", of("lost"));
    assert!(files.report.contains(&told), "{}", files.report);
    // Merged with another run of the plan, too, the lost one has a name, and nothing is counted twice or left out.
    pods.places[1].run(&["bench", "s.toml", "--seed", "2", "--quiet"]);
    let log = |place: &Place| place.runs()[0].join("intervals.log").to_str().unwrap().to_owned();
    let (one, other) = (log(&pods.places[0]), log(&pods.places[1]));
    let ended = pods.places[2].run(&["merge", &one, &other, "-o", "merged"]);
    let report = pods.places[2].read("merged/report.md");
    assert!(report.contains("Generator 2 (") && report.contains(") was lost after"), "{ended:?}: {report}");
    let merged: serde_json::Value = serde_json::from_str(&pods.places[2].read("merged/run.json")).unwrap();
    let of = |count: &str| merged["iterations"][count].as_u64().unwrap();
    assert_eq!(of("planned"), 2 * 9 * 60);
    assert_eq!(of("planned"), of("started") + of("dropped") + of("not_reached"), "{}", merged["iterations"]);
    assert_eq!(of("started"), of("completed") + of("interrupted") + of("lost"), "{}", merged["iterations"]);
}

/// Six of nine shoppers are left: no more are said to be held.
#[test]
fn no_more_is_claimed_than_what_was_left() {
    let shop = shop();
    let load = "executor = 'constant-vus'\nvus = 9\nduration = '8s'\nstart_jitter = '0s'";
    let pods = Pods::new(&shop, load);
    let [leader, first, second] = pods.all(&["--on-lost-shard", "continue"]);
    // More than half of the time all nine are there.
    pods.await_seconds(6);
    second.signal("-KILL");
    let ended = leader.wait();
    first.wait().assert_code(0);
    assert!(ended.stdout.contains("brought by 2 of 3 generators"), "{}", ended.stdout);
    let verdict = pods.places[0].files().json["verdict"].to_string();
    // Each has a share by its cores.
    let shards = pods.places[0].files().json["generator"]["shards"].clone();
    let left = shards[0]["vus"].as_u64().unwrap() + shards[1]["vus"].as_u64().unwrap();
    assert!(left < 9 && verdict.contains(&format!("{left} shoppers")), "{left}: {verdict}");
    assert!(!verdict.contains("9 shoppers"), "{verdict}");
}

#[test]
fn followers_stop_without_their_leader() {
    let shop = shop();
    let pods = Pods::new(&shop, HOUR);
    let [leader, first, second] = pods.all(&[]);
    await_load(&shop, 300);
    leader.signal("-KILL");
    for follower in [first, second] {
        let ended = follower.wait();
        ended.assert_code(1);
        assert!(ended.stderr.contains("the leader is gone"), "{}", ended.stderr);
    }
    let (sent, again) = (shop.stats().requests, shop.stats().requests);
    assert_eq!(sent, again);
    // What was merged until then is in the log.
    let run = pods.places[0].runs().remove(0);
    let report = pods.places[0].run(&["report", run.to_str().unwrap()]);
    assert!(report.stdout.contains("was killed"), "{report:?}");
}

#[test]
fn a_leader_that_stands_still_is_gone() {
    let shop = shop();
    let pods = Pods::new(&shop, HOUR);
    let [leader, first, second] = pods.all(&[]);
    await_load(&shop, 300);
    leader.signal("-STOP");
    for follower in [first, second] {
        follower.wait().assert_code(1);
    }
    leader.signal("-CONT");
    let ended = leader.wait();
    ended.assert_code(120);
    // It names itself, and not those that gave it up.
    assert!(ended.stdout.contains("the leader (generator 0) stood still"), "{}", ended.stdout);
    assert!(
        !ended.stdout.contains("generator 1") && !ended.stdout.contains("generator 2"),
        "{}",
        ended.stdout
    );
    let shards = pods.places[0].files().json["generator"]["shards"].clone();
    let away = shards[0]["stood_still_s"].as_f64().unwrap();
    assert!(away > 3.0 && shards[0]["lost_s"].is_f64(), "{shards}");
    assert!(shards[1]["lost_s"].is_null() && shards[2]["lost_s"].is_null(), "{shards}");
    assert!(pods.places[0].files().report.contains("for which the others gave it up"));
}

/// It is named, and does not go on when it can again.
#[test]
fn a_follower_that_stands_still_is_given_up() {
    let shop = shop();
    let pods = Pods::new(&shop, HOUR);
    let [leader, first, second] = pods.all(&[]);
    await_load(&shop, 300);
    second.signal("-STOP");
    let ended = leader.wait();
    ended.assert_code(120);
    assert!(ended.stdout.contains("generator 2 was lost"), "{}", ended.stdout);
    first.wait().assert_code(0);
    second.signal("-CONT");
    let ended = second.wait();
    ended.assert_code(1);
    assert!(ended.stderr.contains("has given it up"), "{}", ended.stderr);
    assert_eq!(shop.stats().requests, shop.stats().requests);
}

#[test]
fn a_follower_that_stands_still_for_a_moment_stays() {
    let shop = shop();
    let pods = Pods::new(&shop, COUNTED);
    let [leader, first, second] = pods.all(&[]);
    await_load(&shop, 60);
    second.signal("-STOP");
    // The others go on meanwhile.
    await_load(&shop, 60);
    second.signal("-CONT");
    let ended = leader.wait();
    assert!(matches!(ended.code, Some(0 | 120)), "late, perhaps, but there: {ended:?}");
    [first, second].into_iter().for_each(|follower| {
        follower.wait().assert_code(0);
    });
    assert_eq!(pods.places[0].files().all_requests(), 9 * 60);
    assert_eq!(shop.stats().requests, 9 * 60);
}

#[test]
fn a_follower_that_is_told_to_stop_says_so() {
    let shop = shop();
    let pods = Pods::new(&shop, HOUR);
    let [leader, first, second] = pods.all(&[]);
    await_load(&shop, 100);
    second.signal("-TERM");
    second.wait().assert_code(105);
    leader.wait().assert_code(120);
    first.wait().assert_code(0);
}

/// Files may have 16 blocks at the leader, as if its disk was full: files are missing, and no number.
#[test]
fn a_full_disk_at_the_leader_costs_files_and_not_the_result() {
    let shop = shop();
    let pods = Pods::new(&shop, COUNTED);
    let full = ["sh", "-c", "ulimit -f 16; exec \"$0\" \"$@\"", BINARY];
    let leader = pods.start_by(&full, 0, &["--quiet"]);
    let followers = [pods.start(1, &[]), pods.start(2, &[])];
    let ended = leader.wait();
    ended.assert_code(1);
    assert!(ended.stdout.contains("540 planned = 540 started + 0 dropped"), "{}", ended.stdout);
    assert!(ended.stdout.contains("3 generators, which began within"), "{}", ended.stdout);
    for missing in ["run.json", "report.html"] {
        let told = |line: &&str| line.contains("cannot write") && line.contains(missing);
        assert_eq!(ended.stderr.lines().filter(told).count(), 1, "{missing}: {}", ended.stderr);
    }
    for follower in followers {
        follower.wait().assert_code(0);
    }
    assert_eq!(shop.stats().requests, 9 * 60);
}

/// A Ctrl-C at the leader ends the run as on one machine.
#[test]
fn a_signal_to_the_leader_ends_all() {
    let shop = shop();
    let pods = Pods::new(&shop, HOUR);
    let [leader, first, second] = pods.all(&[]);
    await_load(&shop, 300);
    leader.signal("-INT");
    leader.wait().assert_code(105);
    [first, second].into_iter().for_each(|follower| {
        follower.wait().assert_code(0);
    });
    assert_eq!(pods.places[0].files().all_requests(), shop.stats().requests);
}

#[test]
fn one_who_does_not_come_is_named() {
    let shop = shop();
    let pods = Pods::new(&shop, COUNTED);
    let (leader, first) = (pods.start(0, &["--join-timeout", "3s"]), pods.start(1, &[]));
    let ended = leader.wait();
    ended.assert_code(1);
    assert!(ended.stderr.contains("2 of 3 generators came in time; missing: 2"), "{}", ended.stderr);
    assert!(pods.places[0].runs().is_empty(), "a run that never began leaves no folder");
    first.wait();
    assert_eq!(shop.stats().requests, 0);
}

#[test]
fn what_does_not_fit_is_said_before_the_shop_is_asked() {
    let (shop, place) = (shop(), Place::new());
    let page = format!("{}/en/", shop.base_url());
    for (arguments, token, code, says) in [
        (&["--cluster", "127.0.0.1"][..], TOKEN, 2, "--shards"),
        (&["--cluster", "127.0.0.1", "--shards", "3"], TOKEN, 2, "--shard"),
        (&["--cluster", "127.0.0.1", "--shards", "3", "--shard", "3"], TOKEN, 2, "numbered from 0"),
        (&["--cluster", "127.0.0.1:1", "--shards", "3", "--shard", "1"], "short", 2, "at least 16"),
        (&["--cluster", "127.0.0.1:1", "--shards", "3", "--shard", "1"], "", 2, "is not set"),
        (&["--shards", "1001"], TOKEN, 2, "at most 1,000"),
        (&["--shards", "0"], TOKEN, 2, "at least 1"),
        (
            &["--shards", "2", "--on-lost-shard", "continue", "--find-capacity"],
            TOKEN,
            2,
            "need all generators",
        ),
        (&["--shards", "2", "--on-lost-shard", "panic"], TOKEN, 2, "neither stop nor continue"),
        (
            &["--cluster", "127.0.0.1:1", "--shards", "2", "--shard", "1", "--join-timeout", "1s"],
            TOKEN,
            1,
            "cannot be reached",
        ),
    ] {
        let mut command = place.command(BINARY);
        command.args(["bench", &page, "--quiet"]).args(arguments).env("PROMO_LOAD_CLUSTER_TOKEN", token);
        let ended = place.start(&mut command).wait();
        ended.assert_code(code);
        assert!(ended.problem().contains(says), "{arguments:?}: {}", ended.stderr);
    }
    assert_eq!(shop.stats().requests + shop.stats().setup.requests, 0);
}
