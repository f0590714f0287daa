//! Files from a stranger: scenarios, data, runs, recordings, pages.

use std::fs;

use crate::support::answering::{Answering, page};
use crate::support::{Ended, Place};
use crate::untrusted::harmless::assert_terminal;

/// Far deeper than any parser should follow.
const DEEP: usize = 100_000;

/// A refusal: an exit code of its own, and one problem in harmless words.
fn assert_refused(ended: &Ended, code: i32) {
    ended.assert_code(code);
    assert_terminal("stderr", &ended.stderr);
    assert!(ended.stderr.len() < 3_000, "{} bytes of {:.300}", ended.stderr.len(), ended.stderr);
    assert_eq!(ended.problems().len(), 1);
}

fn scenario(base: &str, data: &str) -> String {
    format!(
        "schema = 1\nname = 's'\nbase_url = '{base}'\n[[data]]\nname = 'd'\n{data}\n\
         [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/?v=${{d.v}}'\n"
    )
}

#[test]
fn a_scenario_reads_no_file_but_its_own() {
    let shop = Answering::by(|_| page("<h1>shop</h1>"));
    let place = Place::new();
    fs::create_dir_all(place.path("theirs/data")).unwrap();
    fs::create_dir_all(place.path("mine")).unwrap();
    place.write("mine/private.csv", "v\nmine\n");
    place.write("theirs/data/rows.csv", "v\nrow\n");
    std::os::unix::fs::symlink(place.path("mine/private.csv"), place.path("theirs/link.csv")).unwrap();
    std::os::unix::fs::symlink(place.path("mine"), place.path("theirs/folder")).unwrap();
    let absolute = place.path("mine/private.csv").display().to_string();
    let run = |file: &str, more: &[&str]| {
        place.write("theirs/s.toml", &scenario(&shop.base, &format!("file = '{file}'")));
        place.run(&[&["bench", "theirs/s.toml", "--vus", "1", "--iterations", "1"], more].concat())
    };
    for file in [
        absolute.as_str(),
        "../mine/private.csv",
        "data/../../mine/private.csv",
        "link.csv",
        "folder/private.csv",
    ] {
        let ended = run(file, &[]);
        assert_refused(&ended, 104);
        assert!(ended.problem().contains("--data-folder"), "{}", ended.problem());
        assert!(shop.asked().is_empty(), "{:?}", shop.asked());
    }
    run("data/rows.csv", &[]).assert_code(0);
    assert!(shop.received().contains("v=row"));
    run("../mine/private.csv", &["--data-folder", "mine"]).assert_code(0);
    assert!(shop.received().contains("v=mine"));
}

#[test]
fn a_scenario_reads_no_variable_but_those_for_it() {
    let place = Place::new();
    place.write("s.toml", &scenario("http://127.0.0.1:9/", "env = { v = 'HOME' }"));
    let ended = place.run(&["bench", "s.toml", "--vus", "1", "--iterations", "1"]);
    assert_refused(&ended, 104);
    assert!(ended.problem().contains("PROMO_LOAD_SECRET_"), "{}", ended.problem());
}

#[test]
fn what_is_too_deep_is_refused() {
    let place = Place::new();
    let json = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    for (name, text) in [
        ("a.toml", format!("a = {json}")),
        ("b.toml", format!("[{}b]", "b.".repeat(DEEP))),
        ("c.toml", format!("a = {}", "{a=".repeat(DEEP))),
    ] {
        place.write(name, &text);
        assert_refused(&place.run(&["bench", name]), 104);
    }
    for (name, text) in
        [("a.har", &json), ("b.har", &objects), ("c.har", &format!("{{\"log\":{{\"entries\":{json}}}}}"))]
    {
        place.write(name, text);
        assert_refused(&place.run(&["compile", name]), 104);
    }
    for text in [json.clone(), objects.clone(), format!("{{\"schema_version\":1,\"page\":{json}}}")] {
        fs::create_dir_all(place.path("run")).unwrap();
        place.write("run/run.json", &text);
        assert_refused(&place.run(&["report", "run"]), 104);
        let ended = place.run(&["compare", "run", "run"]);
        ended.assert_code(2);
        assert_terminal("stderr", &ended.stderr);
    }
    place.write("d.toml", &scenario("http://127.0.0.1:9/", "file = 'd.jsonl'"));
    place.write("d.jsonl", &format!("{{\"v\":{json}}}\n"));
    assert_refused(&place.run(&["bench", "d.toml"]), 104);
}

#[test]
fn a_page_that_is_too_deep_is_read_or_refused() {
    let place = Place::new();
    for (name, text) in [
        ("divs.html", "<div>".repeat(DEEP)),
        ("tables.html", "<table><tr><td>".repeat(DEEP / 10)),
        ("marks.html", "<b><i><a href=x>".repeat(DEEP / 10)),
        ("json.html", format!("<script>var prestashop = {};</script>", "{\"a\":[".repeat(DEEP))),
        ("ld.html", format!("<script type=\"application/ld+json\">{}</script>", "[".repeat(DEEP))),
    ] {
        place.write(name, &text);
        let ended = place.run(&["inspect", name]);
        assert!(matches!(ended.code, Some(0 | 2)), "{name}: {:?} {:.500}", ended.code, ended.stderr);
        assert_terminal(name, &ended.stderr);
        assert_terminal(name, &ended.stdout);
    }
}

#[test]
fn numbers_beyond_all_bounds_are_refused() {
    let place = Place::new();
    let shop = Answering::by(|_| page("<h1>shop</h1>"));
    let with = |load: &str| {
        scenario(&shop.base, "rows = [{ v = 'x' }]").replace("[[data]]", &format!("{load}\n[[data]]"))
    };
    for load in [
        "[load]\nexecutor = 'constant-vus'\nvus = 4294967295\nduration = '1s'",
        "[load]\nexecutor = 'constant-vus'\nvus = 99999999999999999999\nduration = '1s'",
        "[load]\nexecutor = 'constant-vus'\nvus = -1\nduration = '1s'",
        "[load]\nexecutor = 'constant-vus'\nvus = 1\nduration = '999999999999h'",
        "[load]\nexecutor = 'shared-iterations'\nvus = 1\niterations = 1\nmax_duration = '9223372036854775807s'",
        "[load]\nexecutor = 'constant-arrival-rate'\nrate = 4294967295\ntime_unit = '1ms'\nduration = '1s'\nmax_vus = 1",
        "[http]\ntimeout = '9223372036854775807s'\n[load]\nexecutor = 'constant-vus'\nvus = 9999999\nduration = '1s'",
    ] {
        place.write("s.toml", &with(load));
        let ended = place.run(&["bench", "s.toml"]);
        ended.assert_code(104);
        assert_terminal("stderr", &ended.stderr);
    }
    assert!(shop.asked().is_empty());
}

#[test]
fn a_run_stays_in_its_folder() {
    let shop = Answering::by(|_| page("<h1>shop</h1>"));
    let text =
        scenario(&shop.base, "rows = [{ v = 'x' }]").replace("name = 's'", "name = \"../../up\\u001b[2J\"");
    for name in ["...toml", "..%2f..%2fx.toml", "a b\u{202e}c.toml", &format!("{}.toml", "n".repeat(240))] {
        let place = Place::new();
        place.write(name, &text);
        let ended = place.run(&["bench", name, "--vus", "1", "--iterations", "1"]);
        ended.assert_code(0);
        assert_terminal("stdout", &ended.stdout);
        assert_eq!(place.runs().len(), 1, "{name}");
        let mut there: Vec<String> = fs::read_dir(place.path(""))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        there.sort();
        let mut expected = vec![name.to_owned(), "out".to_owned(), "stderr".to_owned(), "stdout".to_owned()];
        expected.sort();
        assert_eq!(there, expected);
    }
}
