//! `doctor`: what this machine means for a run.

use std::process::Command;

use serde_json::Value;

use crate::support::{BINARY, Ended, Place};

const PROXIES: [&str; 3] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

/// The program without the caller's proxies, or a shell that starts it.
fn command(place: &Place, program: &str) -> Command {
    let mut command = place.command(program);
    for name in PROXIES {
        command.env_remove(name).env_remove(name.to_ascii_lowercase());
    }
    command.env("BINARY", BINARY);
    command
}

fn doctor(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    let mut command = command(place, BINARY);
    place.start(command.arg("doctor").args(arguments).envs(variables.iter().copied())).wait()
}

/// A check by its id.
fn check<'a>(report: &'a Value, id: &str) -> &'a Value {
    let checks = report["checks"].as_array().unwrap();
    checks.iter().find(|check| check["id"] == id).unwrap_or_else(|| panic!("no {id} in {report}"))
}

#[test]
fn a_machine_is_described() {
    let place = Place::new();
    let ended = doctor(&place, &["http://127.0.0.1:8080/", "--json"], &[]);
    let report: Value = serde_json::from_str(&ended.assert_code(0).stdout).unwrap();
    for id in ["descriptors", "ports", "cores", "clock", "time", "dns", "proxy", "config", "k6", "browser"] {
        assert!(check(&report, id)["found"]["text"].as_str().is_some_and(|text| !text.is_empty()), "{id}");
    }
    assert_eq!(check(&report, "dns")["state"], "ok");
    let text = doctor(&place, &["--lang", "fr"], &[]);
    let text = &text.assert_code(0).stdout;
    assert!(text.contains("fichiers ouverts autorisés") && !text.contains("dns"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_room_is_unfit_and_told_so_by_bench() {
    let place = Place::new();
    let within = |line: &str| place.start(command(&place, "sh").args(["-c", line])).wait();
    let unfit = within("ulimit -n 15; \"$BINARY\" doctor");
    let text = &unfit.assert_code(1).stdout;
    assert!(text.contains("problem  descriptors") && text.contains("promo-load itself needs"), "{text}");
    let tight = within("ulimit -n 200; \"$BINARY\" doctor --json");
    let report: Value = serde_json::from_str(&tight.assert_code(0).stdout).unwrap();
    let descriptors = check(&report, "descriptors");
    assert_eq!((&descriptors["state"], &report["state"]), (&"warn".into(), &"warn".into()));
    // The number is the one that a run would be refused above.
    let room = descriptors["found"]["values"]["vus"]["count"].as_u64().unwrap();
    let refused = |vus: u64| {
        let scenario = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\n[[journey]]\nname = 'x'\n\
                        [[journey.step]]\nname = 'x'\npath = '/'\n";
        place.write("x.toml", scenario);
        let line = format!(
            "ulimit -n 200; \"$BINARY\" bench x.toml --quiet --vus {vus} --duration 1s --think-time 0"
        );
        within(&line).stderr.contains("open files")
    };
    assert!(!refused(room) && refused(room + 20), "{room}");
}

#[test]
fn what_surrounds_a_run_is_told() {
    let place = Place::new();
    let proxy = doctor(&place, &[], &[("https_proxy", "http://ada:hush@proxy.example:3128")]);
    let text = &proxy.assert_code(0).stdout;
    assert!(text.contains("warn") && text.contains("https_proxy set") && !text.contains("hush"), "{text}");
    let used = doctor(&place, &["nothing.invalid"], &[("PROMO_LOAD_PROXY", "http://proxy.example:3128")]);
    assert!(used.assert_code(0).stdout.contains("nothing.invalid is looked up by the proxy"), "{used:?}");
    let lost = doctor(&place, &["https://nothing.invalid/sale"], &[]);
    assert!(lost.assert_code(1).stdout.contains("`nothing.invalid` was not found"), "{lost:?}");
    place.write("promo-load.toml", "schema = 1\n[defaults]\nlang = 'fr'\n");
    assert!(doctor(&place, &[], &[]).assert_code(0).stdout.contains("promo-load.toml est valide"));
    place.write("promo-load.toml", "schema = 1\nvus = 5\n");
    let wrong = doctor(&place, &[], &[]);
    assert!(wrong.assert_code(1).stdout.contains("promo-load.toml:2: vus: unknown field"), "{wrong:?}");
    let nothing = doctor(&place, &["http://"], &[]);
    assert!(nothing.assert_code(2).problem().contains("it names no host"), "{nothing:?}");
}
