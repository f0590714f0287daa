//! A shop's words, and a scenario's, through every command to every form that they are shown in.

use crate::support::answering::{Answering, answer, page};
use crate::support::{Ended, Place};
use crate::untrusted::harmless::{
    HOSTILE, assert_html, assert_markdown, assert_run, assert_terminal, assert_xml, hostile,
};
use crate::untrusted::script::assert_script_does_nothing;

const PRODUCT: &str = include_str!("../fixtures/pages/classic-product.html");
const PAGE: &str = "/fr/accessoires/21-echarpe.html";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// A shop whose every name is hostile.
fn shop(text: &'static str) -> Answering {
    let html = escaped(text);
    let json = serde_json::Value::from(text).to_string();
    let product = PRODUCT
        .replace("Écharpe en laine", &html)
        .replace("\"Port offert };\"", &json.replace("</", "<\\/"))
        .replace("\"HIVER\"", &json.replace("</", "<\\/"))
        .replace("https://boutique.example", "")
        .replace("Accessoires</a>", &format!("{html}</a>"));
    Answering::by(move |asked| match asked.path().split('?').next().unwrap() {
        PAGE => page(&product),
        _ => answer(
            "500 Broken",
            "content-type: text/html\r\nserver: \u{9b}31m<script>\r\nlocation: javascript:alert(1)\r\n",
            html.as_bytes(),
        ),
    })
}

fn assert_streams(ended: &Ended, is_data: bool) {
    assert_terminal("stderr", &ended.stderr);
    if !is_data {
        assert_terminal("stdout", &ended.stdout);
    }
}

#[test]
fn a_shop_cannot_do_more_than_speak() {
    let texts = HOSTILE.into_iter().chain([&*hostile().leak(), "long ".repeat(50_000).leak()]);
    for text in texts {
        let (shop, place) = (shop(text), Place::new());
        let url = shop.url(PAGE);
        for arguments in [&["inspect"][..], &["compile"], &["export-k6", "--vus", "1", "--duration", "5s"]] {
            let ended = place.run(&[arguments, &[&url]].concat());
            ended.assert_code(0);
            assert_streams(&ended, arguments[0] != "inspect");
            match arguments[0] {
                "export-k6" => assert_script_does_nothing(&ended.stdout),
                "compile" => {
                    promo_load::scenario::Scenario::parse(&ended.stdout, "s.toml".as_ref()).unwrap();
                }
                _ => {}
            }
        }
        let ended = place.run(&["inspect", "--json", &url]);
        assert!(serde_json::from_str::<serde_json::Value>(&ended.stdout).is_ok(), "{text:?}");
        let ended =
            place.run(&["bench", "--vus", "1", "--iterations", "2", "--think-time", "0", "--junit", &url]);
        assert!(matches!(ended.code, Some(0 | 99)), "{text:?}: {ended:?}");
        assert_streams(&ended, false);
        assert_run(&place.runs()[0]);
    }
}

#[test]
fn a_scenario_cannot_do_more_than_be_run() {
    let shop = Answering::by(|_| page("<h1>shop</h1>"));
    for (number, text) in HOSTILE.into_iter().chain([&*hostile().leak()]).enumerate() {
        let place = Place::new();
        let quoted = toml::Value::from(text).to_string();
        let literal = toml::Value::from(text.replace("${", "$${")).to_string();
        place.write(
            "s.toml",
            &format!(
                "schema = 1\nname = {quoted}\nbase_url = '{}'\n\
                 [[data]]\nname = 'rows'\nrows = [{{ a = {quoted} }}]\n\
                 [[journey]]\nname = {quoted}\n\
                 [[journey.step]]\nname = {quoted}\npath = '/a?b=${{rows.a}}'\n\
                 [[journey.step.check]]\nname = {quoted}\nbody_contains = {literal}\n",
                shop.base
            ),
        );
        let ended = place.run(&[
            "bench",
            "s.toml",
            "--vus",
            "1",
            "--iterations",
            "2",
            "--junit",
            "--k6-summary",
            "k6.json",
            "--summary-json",
            "data.json",
        ]);
        // A name may be refused; then it says so in harmless words.
        assert!(matches!(ended.code, Some(0 | 99 | 104)), "{number} {text:?}: {ended:?}");
        assert_streams(&ended, false);
        if ended.code != Some(104) {
            assert_run(&place.runs()[0]);
            let run = place.runs()[0].display().to_string();
            let ended = place.run(&["compare", &run, &run, "--markdown"]);
            assert_markdown(&ended.stdout);
            assert_streams(&place.run(&["compare", &run, &run]), false);
        }
        let ended = place.run(&["bench", "s.toml", "--vus", "1", "--iterations", "1", "--summary", "k6"]);
        assert_streams(&ended, false);
        let ended = place.run(&["export-k6", "s.toml", "--vus", "1", "--duration", "5s"]);
        assert_streams(&ended, true);
        if ended.code == Some(0) {
            assert_script_does_nothing(&ended.stdout);
        }
    }
}

/// Puts a text in the place of every text of a value that is shown as it is.
fn poison(value: &mut serde_json::Value, text: &str) {
    const FREE: [&str; 12] = [
        "title",
        "name",
        "scenario",
        "executor",
        "text",
        "seen",
        "step",
        "kind_text",
        "run_id",
        "notes",
        "detail",
        "cpu",
    ];
    match value {
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                match member {
                    serde_json::Value::String(shown) if FREE.contains(&name.as_str()) => {
                        text.clone_into(shown);
                    }
                    serde_json::Value::Array(items) if name == "notes" => items.push(text.into()),
                    member => poison(member, text),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(|item| poison(item, text)),
        _ => {}
    }
}

#[test]
fn a_strangers_run_can_be_looked_at() {
    let shop = Answering::by(|_| page("<h1>shop</h1>"));
    let place = Place::new();
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 's'\nbase_url = '{}'\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\n\
             [[journey.step.check]]\nname = 'c'\nbody_contains = 'shop'\n",
            shop.base
        ),
    );
    place.run(&["bench", "s.toml", "--vus", "1", "--iterations", "2", "--junit"]).assert_code(0);
    let run = place.runs().remove(0);
    let own = std::fs::read_to_string(run.join("run.json")).unwrap();
    for text in HOSTILE.into_iter().chain([&*hostile().leak()]) {
        let mut record: serde_json::Value = serde_json::from_str(&own).unwrap();
        // The names of metrics are k6's.
        let metrics = record["metrics"].take();
        poison(&mut record, text);
        record["metrics"] = metrics;
        std::fs::write(run.join("run.json"), record.to_string()).unwrap();
        let folder = run.display().to_string();
        let ended = place.run(&["report", &folder]);
        assert!(matches!(ended.code, Some(0 | 99)), "{text:?}: {ended:?}");
        assert_streams(&ended, false);
        assert_html(&std::fs::read_to_string(run.join("report.html")).unwrap());
        assert_markdown(&std::fs::read_to_string(run.join("report.md")).unwrap());
        assert_xml("timeline.svg", &std::fs::read_to_string(run.join("timeline.svg")).unwrap());
        assert_streams(&place.run(&["compare", &folder, &folder]), false);
        assert_markdown(&place.run(&["compare", &folder, &folder, "--markdown"]).stdout);
    }
}
