//! 105, interrupted: nothing is lost, and nobody waits longer than asked. Each signal, once and twice, in each phase.

use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use promo_load::shop::{CostModel, DemoShop, Faults, ShopConfig};

use crate::support::{BINARY, Place, RunFiles, Running, promotion, shop, shop_with, wait_until};

const SIGNALS: [&str; 3] = ["-INT", "-TERM", "-HUP"];
const VUS: u64 = 4;

/// A phase of the load, which has a second of its own in the log before the signal comes.
#[derive(Debug, Clone, Copy)]
enum Phase {
    Ramp,
    Hold,
    Drain,
}

impl Phase {
    const ALL: [Phase; 3] = [Phase::Ramp, Phase::Hold, Phase::Drain];

    /// Longer than any of these tests waits for the end, but for the drain.
    fn load(self) -> &'static [&'static str] {
        match self {
            Phase::Ramp => &["--stage", "5s:4", "--stage", "5m:8"],
            Phase::Hold => &["--vus", "4", "--duration", "5m"],
            Phase::Drain => &["--vus", "4", "--duration", "1s"],
        }
    }

    /// How long a page takes, so that a signal always comes in the middle of an iteration.
    fn page(self) -> Duration {
        match self {
            Phase::Ramp | Phase::Hold => Duration::from_millis(300),
            Phase::Drain => Duration::from_secs(5),
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Phase::Ramp => r#""phase":"ramp""#,
            Phase::Hold => r#""phase":"hold""#,
            Phase::Drain => r#""phase":"drain""#,
        }
    }
}

/// Begins a load from a file, which needs no preparation: the shop may be slow.
fn start<'a>(place: &'a Place, shop: &DemoShop, phase: Phase) -> Running<'a> {
    let (base, path) = (shop.base_url(), shop.promotion_path());
    let head = format!("schema = 1\nname = 'signals'\nbase_url = '{base}'\n[[journey]]\nname = 'look'\n");
    place.write("x.toml", &format!("{head}[[journey.step]]\nname = 'page'\npath = '{path}'\n"));
    let mut command = place.command(BINARY);
    let running = place.start(command.args(["bench", "x.toml"]).args(phase.load()));
    let log = || place.runs().first().and_then(|run| fs::read_to_string(run.join("intervals.log")).ok());
    wait_until("a second of the phase", || log().is_some_and(|log| log.contains(phase.mark())));
    running
}

/// The end that was asked for, with all files, and every request of the shop's in them.
fn interrupted(place: &Place, running: Running<'_>, shop: &DemoShop) -> RunFiles {
    let ended = running.wait();
    ended.assert_code(105);
    assert!(ended.stdout.contains("report.html"), "{}", ended.stdout);
    let files = place.files();
    assert_eq!(files.ending(), "interrupted");
    assert_eq!(files.all_requests(), shop.stats().requests);
    files
}

/// Tries all of these at the same time.
fn at_once<T: Copy + Send>(cases: impl IntoIterator<Item = T>, case: impl Fn(T) + Sync) {
    thread::scope(|scope| {
        for one in cases {
            let case = &case;
            scope.spawn(move || case(one));
        }
    });
}

/// Each signal in each phase.
fn in_each_phase(case: impl Fn(&'static str, Phase) + Sync) {
    let all = SIGNALS.into_iter().flat_map(|signal| Phase::ALL.map(|phase| (signal, phase)));
    at_once(all, |(signal, phase)| case(signal, phase));
}

#[test]
fn the_first_signal_lets_iterations_finish() {
    in_each_phase(|signal, phase| {
        let cost = CostModel { page: phase.page(), ..CostModel::default() };
        let (shop, place) = (shop_with(ShopConfig { cost, ..ShopConfig::default() }), Place::new());
        let running = start(&place, &shop, phase);
        running.signal(signal);
        let files = interrupted(&place, running, &shop);
        let iterations = |name| files.count(&format!("/iterations/{name}"));
        assert!(iterations("started") > 0, "{signal} {phase:?}");
        let ended = (iterations("completed"), iterations("interrupted"));
        assert_eq!(ended, (iterations("started"), 0), "{signal} {phase:?}");
    });
}

#[test]
fn the_second_signal_stops_at_once() {
    in_each_phase(|signal, phase| {
        let faults = Faults { freeze_after_requests: Some(2), ..Faults::default() };
        let (shop, place) = (shop_with(ShopConfig { faults, ..ShopConfig::default() }), Place::new());
        let mut running = start(&place, &shop, phase);
        // Two signals of one kind may arrive as one: it is sent until it is heard twice.
        wait_until("the end", || {
            running.has_ended() || {
                running.signal(signal);
                false
            }
        });
        let files = interrupted(&place, running, &shop);
        let cut_off = files.count("/iterations/interrupted");
        assert!((1..=VUS).contains(&cut_off), "{signal} {phase:?}: {cut_off}");
        // Those that had waited for the frozen shop for a second were not answered, the others nobody knows.
        let outcomes = files.outcomes("interrupted") + files.outcomes("timeout_first_byte");
        assert_eq!(outcomes, cut_off, "{signal} {phase:?}");
    });
}

#[test]
fn another_signal_is_a_second_one() {
    let faults = Faults { freeze_after_requests: Some(2), ..Faults::default() };
    let (shop, place) = (shop_with(ShopConfig { faults, ..ShopConfig::default() }), Place::new());
    let running = start(&place, &shop, Phase::Hold);
    running.signal("-INT");
    running.signal("-TERM");
    let files = interrupted(&place, running, &shop);
    assert!(files.outcomes("interrupted") > 0, "it waited for a frozen shop");
}

#[test]
fn while_the_page_is_fetched_it_leaves_nothing() {
    at_once(SIGNALS, |signal| {
        let mute = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = Place::new();
        let target = format!("http://{}/", mute.local_addr().unwrap());
        let running = place.start(place.command(BINARY).args(["bench", &target]));
        let (mut visitor, _) = mute.accept().unwrap();
        assert_ne!(visitor.read(&mut [0; 64]).unwrap(), 0, "it has asked for the page");
        running.signal(signal);
        let ended = running.wait();
        assert!(ended.assert_code(105).problem().contains("interrupted before anything was written"));
        assert!(!place.path("out").exists(), "a run that never began leaves nothing");
    });
}

/// Whatever comes when the load is over: the files are written whole, and the end is the one that was reached.
#[test]
fn after_the_load_the_reports_are_made() {
    at_once(SIGNALS, |signal| {
        let (shop, place) = (shop(), Place::new());
        let load = ["--vus", "4", "--iterations", "60", "--think-time", "0"];
        let mut running = place.start(place.command(BINARY).args(["bench", &promotion(&shop)]).args(load));
        let log = || place.runs().first().and_then(|run| fs::read_to_string(run.join("intervals.log")).ok());
        wait_until("the end of the log", || log().is_some_and(|log| log.contains(r#""record":"end""#)));
        wait_until("the end", || {
            running.has_ended() || {
                running.signal(signal);
                false
            }
        });
        running.wait().assert_code(0);
        let files = place.files();
        assert_eq!((files.ending(), files.all_requests()), ("completed", shop.stats().requests));
        assert_eq!(files.count("/iterations/completed"), 60);
    });
}

/// Starts the binary with these signals ignored, as `nohup` and the `&` of a script do.
fn ignoring<'a>(place: &'a Place, signals: &str, arguments: &[&str]) -> Running<'a> {
    let script = format!("trap '' {signals}; exec \"$0\" \"$@\"");
    place.start(place.command("sh").args(["-c", &script, BINARY]).args(arguments))
}

/// What was told to outlive a signal outlives it: a nightly run goes on when its terminal is closed.
#[test]
fn a_signal_that_was_ignored_at_the_start_stays_ignored() {
    at_once(SIGNALS, |signal| {
        let (shop, place) = (shop(), Place::new());
        let load = ["--vus", "4", "--iterations", "60", "--think-time", "10ms"];
        let page = promotion(&shop);
        let mut running = ignoring(&place, &signal[1..], &[&["bench", &page][..], &load].concat());
        let log = || place.runs().first().and_then(|run| fs::read_to_string(run.join("intervals.log")).ok());
        wait_until("the load", || log().is_some());
        running.signal(signal);
        wait_until("the end", || {
            running.has_ended() || {
                running.signal(signal);
                false
            }
        });
        let ended = running.wait();
        // A machine that was too busy to judge says so.
        assert!(matches!(ended.code, Some(0 | 120)), "{signal} {ended:?}");
        let files = place.files();
        assert_eq!((files.ending(), files.count("/iterations/completed")), ("completed", 60), "{signal}");
        assert_eq!(files.all_requests(), shop.stats().requests, "{signal}");
    });
}

/// The others still end it.
#[test]
fn a_signal_that_was_not_ignored_ends_the_run_beside_one_that_was() {
    let (shop, place) = (shop(), Place::new());
    let page = promotion(&shop);
    let running = ignoring(&place, "HUP INT", &["bench", &page, "--vus", "2", "--duration", "5m"]);
    wait_until("the load", || shop.stats().requests > 0);
    running.signal("-HUP");
    running.signal("-INT");
    running.signal("-TERM");
    let ended = running.wait();
    ended.assert_code(105);
    let files = place.files();
    assert_eq!(files.ending(), "interrupted");
    assert_eq!(files.count("/iterations/interrupted"), 0, "the ignored ones were not counted");
}

#[test]
fn commands_without_a_load_leave_ignored_signals_alone() {
    let place = Place::new();
    let mut running = ignoring(&place, "HUP", &["demo-shop", "--listen", "127.0.0.1:0"]);
    wait_until("the shop", || place.read("stdout").contains("demo shop at"));
    running.signal("-HUP");
    let told = place.read("stdout");
    let base = told.lines().next().unwrap().strip_prefix("demo shop at ").unwrap();
    assert_eq!(status(base), 200);
    assert!(!running.has_ended());
    running.signal("-TERM");
    assert_eq!(
        running.wait().code,
        Some(0),
        "as the first process of a container, too, where no signal ends it by itself"
    );

    // A file that grows too large is an error, whether the signal is ignored or not.
    let (shop, place) = (shop(), Place::new());
    let script = "ulimit -f 16; trap '' XFSZ; exec \"$0\" \"$@\"";
    let load = ["--vus", "4", "--iterations", "200", "--think-time", "0", "--quiet"];
    let mut command = place.command("sh");
    let ended =
        place.start(command.args(["-c", script, BINARY, "bench", &promotion(&shop)]).args(load)).wait();
    ended.assert_code(1);
    assert!(ended.stderr.contains("cannot write"), "{ended:?}");
}

/// How the shop answers when it is asked for its counters.
fn status(base: &str) -> u16 {
    let mut stream = std::net::TcpStream::connect(base.trim_start_matches("http://")).unwrap();
    std::io::Write::write_all(
        &mut stream,
        b"GET /__shop/stats HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}
