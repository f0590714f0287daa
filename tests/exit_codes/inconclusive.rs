//! 120, the generator was the bottleneck, or a firewall answered in the shop's place: no grade, whatever the numbers look
//! like. What is certain not to fit is refused instead.

use rustix::process::{Pid, Resource, Rlimit, prlimit};

use promo_load::shop::{Fault, Faults, ShopConfig};

use crate::support::{BINARY, Place, promotion, shop, shop_with, wait_until};

/// The limit was enough when the run began, and then it was not any more.
#[test]
fn a_generator_that_runs_out_of_descriptors_accuses_itself() {
    let (shop, place) = (shop(), Place::new());
    let mut command = place.command(BINARY);
    command.args(["bench", &promotion(&shop), "--stage", "3s:100", "--think-time", "200ms"]);
    let running = place.start(&mut command);
    wait_until("the first visitors", || shop.stats().connections >= 3);
    let limit = Rlimit { current: Some(20), maximum: Some(20) };
    prlimit(Some(Pid::from_raw(running.id()).unwrap()), Resource::Nofile, limit).unwrap();
    let ended = running.wait();
    ended.assert_code(120);
    let files = place.files();
    let verdict = &files.json["verdict"];
    assert_eq!(verdict["grade"], serde_json::Value::Null);
    assert!(
        verdict["inconclusive"]["text"].as_str().unwrap().contains("this machine's own limits"),
        "{verdict}"
    );
    assert!(files.count("/generator/own_failures") > 0);
    assert!(ended.stdout.contains("inconclusive") && ended.stdout.contains("ulimit -n"), "{}", ended.stdout);
    let headline = ended.stdout.lines().find(|line| line.contains("inconclusive")).unwrap();
    let mark = headline.trim_start().chars().next().unwrap();
    assert!(!"ABCDF".contains(mark), "a grade stands in: {headline}");
    // What the shop saw is all that was sent: the machine's own failures are no requests of the shop's.
    assert_eq!(files.all_requests() - files.count("/generator/own_failures"), shop.stats().requests);
}

#[test]
fn the_generators_condition_is_reported() {
    let (shop, place) = (shop(), Place::new());
    let mut command = place.command("sh");
    // The soft limit is too low, the hard one is not.
    command.args(["-c", r#"ulimit -S -n 60 && exec "$0" "$@""#, BINARY, "bench", &promotion(&shop)]);
    command.args(["--vus", "50", "--duration", "2s", "--think-time", "200ms"]);
    let ended = place.start(&mut command).wait();
    let files = place.files();
    assert_eq!(files.count("/generator/own_failures"), 0, "{}", ended.stdout);
    assert!(files.count("/generator/descriptors/used") >= 50);
    assert!(files.count("/generator/descriptors/limit") > 60);
    // Those that set-up has left may not be free again.
    let ports = files.count("/generator/ports/used");
    assert!((50..60).contains(&ports), "{ports}");
    assert!(files.count("/generator/ports/limit") > 50);
    assert!(files.number("/generator/lag/max_us") >= files.number("/generator/lag/p50_us"));
    assert!(files.report.contains("| Descriptors in use, at most |"), "{}", files.report);
    assert!(ended.stdout.contains(&format!("local ports {ports} of ")), "{}", ended.stdout);
}

#[test]
fn more_visitors_than_descriptors_are_refused_before_the_first_packet() {
    let (shop, place) = (shop(), Place::new());
    for target in [&promotion(&shop), "--demo"] {
        let mut command = place.command("sh");
        command.args(["-c", r#"ulimit -n 64 && exec "$0" "$@""#, BINARY, "bench", target]);
        command.args(["--vus", "100", "--duration", "2s"]);
        let ended = place.start(&mut command).wait();
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains("100 VUs need") && problem.contains("allows 64"), "{problem}");
        assert!(problem.contains("ulimit -n"), "{problem}");
    }
    assert_eq!(shop.stats().requests + shop.stats().connections, 0, "not even the page was fetched");
    assert!(place.runs().is_empty());
}

/// A limit below what the program needs for itself: no number of visitors can be advised.
#[test]
fn no_advice_is_to_use_no_visitors() {
    let (shop, place) = (shop(), Place::new());
    let mut command = place.command("sh");
    command.args(["-c", r#"ulimit -n 15 && exec "$0" "$@""#, BINARY, "bench", &promotion(&shop)]);
    let ended = place.start(command.args(["--vus", "3", "--duration", "2s"])).wait();
    let problem = ended.assert_code(104).problem();
    assert!(problem.contains("allows 15, which leaves none for a VU; raise the hard limit"), "{problem}");
    assert!(!problem.contains(" 0 VU"), "{problem}");
}

/// A minute is planned. Whether half of all are refused, or a few and a threshold on failures is crossed by that: the run
/// ends soon, and it is not the shop that failed.
#[test]
fn a_firewall_ends_the_run_and_the_shop_is_not_blamed() {
    for (share, thresholds) in [
        (1.0, ""),
        (0.2, "[thresholds]\nhttp_req_failed = [{ threshold = 'rate<0.1', abort_on_fail = true }]\n"),
    ] {
        let faults = Faults { mix: vec![(Fault::Block, share)], ..Faults::default() };
        let (shop, place) = (shop_with(ShopConfig { faults, ..ShopConfig::default() }), Place::new());
        place.write(
            "run.toml",
            &format!(
                "schema = 1\nname = 'blocked'\nbase_url = '{}'\n\
                 [load]\nexecutor = 'constant-vus'\nvus = 4\nduration = '60s'\n{thresholds}\
                 [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '{}'\nthink_time = '20ms'\n",
                shop.base_url(),
                shop.promotion_path()
            ),
        );
        let ended = place.run(&["bench", "run.toml"]);
        ended.assert_code(120);
        let files = place.files();
        assert_eq!(files.ending(), "blocked", "{}", ended.stdout);
        assert!(files.number("/elapsed_s") < 30.0, "{}", ended.stdout);
        // What each visitor was sending when it was cut off may not have arrived.
        let (counted, arrived) = (files.all_requests(), shop.stats().requests);
        assert!((arrived..=arrived + 4).contains(&counted), "{counted} counted, {arrived} arrived");
        assert!(files.outcomes("blocked") > 0);
        let verdict = &files.json["verdict"];
        assert_eq!(verdict["grade"], serde_json::Value::Null);
        assert!(ended.stdout.contains("a CDN or firewall"), "{}", ended.stdout);
        let findings = verdict["findings"].to_string();
        assert!(findings.contains("it asks to be left alone for 2m"), "{findings}");
    }
}
