//! Files that a command reads without the network, and files that it does not write over.

use serde_json::{Value, json};

use crate::support::Place;

/// No resolver knows it (RFC 6761, section 6.4).
const UNKNOWN: &str = "https://shop.invalid";

fn entry(second: usize, method: &str, url: &str) -> Value {
    json!({
        "startedDateTime": format!("2026-01-01T00:00:{second:02}.000Z"),
        "time": 10,
        "request": { "method": method, "url": url, "headers": [] },
        "response": { "status": 200, "headers": [], "content": { "mimeType": "text/html", "text": "<p>" } },
    })
}

fn recording(base: &str) -> String {
    let mut post = entry(2, "POST", &format!("{base}/newsletter"));
    post["request"]["postData"] = json!({ "mimeType": "application/x-www-form-urlencoded", "text": "a=1" });
    let entries = [entry(1, "GET", &format!("{base}/")), post];
    json!({ "log": { "version": "1.2", "entries": entries } }).to_string()
}

/// What `compile` writes to standard output.
fn compiled(place: &Place, arguments: &[&str]) -> String {
    place.run(&[&["compile"], arguments].concat()).assert_code(0).stdout.clone()
}

#[test]
fn a_recording_is_compiled_without_the_network() {
    let place = Place::new();
    for (base, live) in [
        (UNKNOWN, true),
        ("http://shop.invalid", true),
        ("https://203.0.113.7", true),
        ("http://127.0.0.1:9", false),
        ("http://localhost:9", false),
        ("http://copy.localhost:9", false),
    ] {
        place.write("x.har", &recording(base));
        let text = compiled(&place, &["x.har"]);
        assert!(
            text.contains(&format!("base_url = \"{base}/\"")) && text.contains("mode = \"full\""),
            "{text}"
        );
        // The thresholds that would spare a live shop.
        assert_eq!(text.contains("p(95)<3000"), live, "{base}: {text}");
    }
    place.write("x.har", &recording(UNKNOWN));
    for flags in [&["--env", "preprod"][..], &["--resolve", "shop.invalid:10.0.0.7"]] {
        let text = compiled(&place, &[&["x.har"], flags].concat());
        assert!(text.contains("p(95)<5000") && !text.contains("p(95)<3000"), "{flags:?}: {text}");
    }
    place.write("promo-load.toml", "schema = 1\n[host.\"shop.invalid\"]\nenvironment = \"preprod\"\n");
    assert!(compiled(&place, &["x.har"]).contains("p(95)<5000"));
}

#[test]
fn a_scenario_file_is_compiled_without_the_network() {
    let place = Place::new();
    let scenario = |steps: &str| {
        format!(
            "schema = 1\nname = 's'\nbase_url = '{UNKNOWN}/'\nmode = 'full'\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\n{steps}"
        )
    };
    place.write("s.toml", &scenario("path = '/a'\nmethod = 'PUT'\n"));
    let text = compiled(
        &place,
        &["s.toml", "--vus", "3", "--duration", "10s", "--base-url", "https://copy.invalid"],
    );
    for part in ["base_url = \"https://copy.invalid/\"", "vus = 3", "method = \"PUT\""] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    // What is wrong with it is still said.
    place.write("s.toml", &scenario("path = '/a?x=${nothing}'\n"));
    let ended = place.run(&["compile", "s.toml"]);
    assert!(ended.assert_code(104).problem().contains("nothing provides `${nothing}`"));
}

/// A script runs elsewhere: which addresses its shop has, and whether any, is not asked.
#[test]
fn a_scenario_file_is_exported_without_the_network() {
    let place = Place::new();
    let load = "[load]\nexecutor = 'constant-vus'\nvus = 200\nduration = '3h'\n";
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 's'\nbase_url = 'http://shop.invalid/'\nmode = 'full'\n{load}\
             [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n"
        ),
    );
    let exported = |flags: &[&str]| {
        let ended = place.run(&[&["export-k6", "s.toml"], flags].concat());
        ended.assert_code(0);
        (ended.stdout.clone(), ended.stderr.clone())
    };
    // What may be a live shop is asked as carefully as one.
    for (flags, host) in
        [(&[][..], "http://shop.invalid"), (&["--base-url", "https://copy.invalid"], "https://copy.invalid")]
    {
        let (script, said) = exported(flags);
        assert!(script.contains(host) && script.contains("rps: 50"), "{flags:?}: {script}");
        assert!(said.contains("--env preprod"), "{flags:?}: {said}");
    }
    for flags in [
        &["--env", "preprod"][..],
        &["--env", "local"],
        &["--env", "preprod", "--base-url", "https://copy.invalid"],
        &["--resolve", "shop.invalid:10.0.0.7"],
    ] {
        let (script, said) = exported(flags);
        assert!(!script.contains("rps:"), "{flags:?}: {script}");
        assert!(!said.contains("live shop"), "{flags:?}: {said}");
    }
    // Where it is said that it is one, its limits hold.
    let refused = |flags: &[&str]| {
        let ended = place.run(&[&["export-k6", "s.toml"], flags].concat());
        ended.assert_code(104).stderr.clone()
    };
    assert!(refused(&["--env", "prod"]).contains("200 VUs are more than the 50 allowed on prod"));
    place.write("promo-load.toml", "schema = 1\n[host.\"shop.invalid\"]\nenvironment = \"prod\"\n");
    assert!(refused(&[]).contains("200 VUs are more than the 50 allowed on prod"));
    assert!(refused(&["--env", "preprod"]).contains("a flag cannot change that"));
    place.write("promo-load.toml", "schema = 1\n[host.\"shop.invalid\"]\nenvironment = \"preprod\"\n");
    assert!(!exported(&[]).0.contains("rps:"));
}

#[test]
fn nothing_is_written_over_unless_that_is_said() {
    let place = Place::new();
    place.write("x.har", &recording("http://127.0.0.1:9"));
    let rows: String = (0..60).map(|row| format!("{row}\n")).collect();
    place.write("rows.csv", &format!("id\n{rows}"));
    place.write(
        "s.toml",
        "schema = 1\nname = 's'\nbase_url = 'http://127.0.0.1:9/'\n[[data]]\nname = 'row'\nfile = 'rows.csv'\n\
         [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/${row.id}'\n",
    );
    for (arguments, own) in [
        (&["compile", "x.har", "-o", "mine"][..], "mine"),
        (&["compile", "s.toml", "-o", "mine"], "mine"),
        (&["export-k6", "s.toml", "-o", "mine"], "mine"),
        (&["export-k6", "s.toml", "-o", "new.js"], "new.row.json"),
    ] {
        place.write(own, "by hand");
        let ended = place.run(arguments);
        let problem = ended.assert_code(2).problem();
        assert!(
            problem.contains(&format!("{own} is there already")) && problem.contains("--force"),
            "{problem}"
        );
        assert_eq!(place.read(own), "by hand");
        assert!(!place.path("new.js").exists(), "nothing of it is written");
        place.run(&[arguments, &["--force"]].concat()).assert_code(0);
        assert_ne!(place.read(own), "by hand");
        for name in ["mine", "new.js", "new.row.json"] {
            let _not_there = std::fs::remove_file(place.path(name));
        }
    }
    place.run(&["compile", "x.har", "--force"]).assert_code(2);
}

#[test]
fn shoppers_beside_a_rate_are_refused() {
    let place = Place::new();
    for (command, target) in [("bench", "http://127.0.0.1:1/"), ("compile", "x.har"), ("export-k6", "s.toml")]
    {
        let ended = place.run(&[command, target, "--rate", "5/s", "--vus", "10", "--max-vus", "20"]);
        let problem = ended.assert_code(2).problem();
        for part in ["--vus", "--rate", "--max-vus", "pre_allocated_vus"] {
            assert!(problem.contains(part), "{problem}");
        }
    }
}

#[test]
fn a_base_url_is_scheme_host_and_port() {
    let place = Place::new();
    place.write(
        "s.toml",
        "schema = 1\nname = 's'\nbase_url = 'http://127.0.0.1:9/fr'\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/x'\n",
    );
    for command in ["bench", "export-k6", "compile"] {
        let ended = place.run(&[command, "s.toml"]);
        let problem = ended.assert_code(104).problem();
        assert!(problem.starts_with("s.toml: base_url: http://127.0.0.1:9/fr has a path"), "{problem}");
        assert!(problem.contains("path = \"/fr/…\""), "{problem}");
    }
}
