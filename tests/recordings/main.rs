//! Recordings as browsers export them, and the scenarios made of them.

mod forms;
mod headers;
mod kept;
mod secrets;
mod tokens;

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use promo_load::scenario::{
    DataSource, HarError, HarOptions, Imported, JsonPlaces, Mode, Pick, Scenario, Step, ThinkTime, import,
};
use promo_load::shops::Shops;

const FIXTURE: &str = include_str!("../fixtures/har/purchase.har");

/// An entry at this second, for a page with this text.
fn entry(second: u32, method: &str, path: &str, status: u16, text: &str) -> Value {
    json!({
        "startedDateTime": format!("2026-11-02T10:00:{second:02}.000+01:00"), "time": 250,
        "request": { "method": method, "url": format!("https://shop.test{path}"), "headers": [] },
        "response": { "status": status, "content": { "mimeType": "text/html; charset=utf-8", "text": text } },
    })
}

/// An entry with a body in its request.
fn post(second: u32, path: &str, mime: &str, text: &str) -> Value {
    let mut entry = entry(second, "POST", path, 200, "{}");
    entry["request"]["postData"] = json!({ "mimeType": mime, "text": text });
    entry
}

fn imported(entries: &[Value]) -> Imported {
    let text = json!({ "log": { "version": "1.2", "entries": entries } }).to_string();
    import(&text, &options(), &Shops::known()).unwrap()
}

fn options() -> HarOptions {
    HarOptions { name: "r".into(), base_url: None }
}

fn steps(entries: &[Value]) -> Vec<Step> {
    imported(entries).scenario.journeys.remove(0).steps
}

const FORM: &str = "application/x-www-form-urlencoded";

fn base64_of(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// A script's request with headers.
fn script(second: u32, path: &str, headers: &Value) -> Value {
    let mut entry = entry(second, "GET", path, 200, "{}");
    entry["_resourceType"] = json!("xhr");
    entry["request"]["headers"] = headers.clone();
    entry
}

#[test]
fn the_fixture_is_the_scenario_in_the_folder() {
    let imported = import(FIXTURE, &options(), &Shops::known()).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/recorded.toml");
    let written = Scenario::read(&file).unwrap();
    assert_eq!(imported.scenario.journeys, written.journeys);
    assert_eq!((imported.scenario.mode, imported.scenario.base_url), (written.mode, written.base_url));
    assert_eq!(
        imported.notes,
        [
            "left out, what the browser did not ask anybody for (data:): 1",
            "left out, files (--assets loads what pages need): 2",
            "left out, requests without an answer: 1",
            "left out, CORS preflights (OPTIONS): 1",
            "left out, requests to other hosts: stats.example",
            "promo-load never orders; left out: POST /en/order, POST /en/module/ps_wirepayment/validation",
            "left out, headers that the browser sets by itself: Cookie, Host, Sec-Fetch-Mode, User-Agent",
            "these requests change something in the shop: POST /en/cart (step add_to_cart), POST /en/cart (step \
             voucher); delete the steps that should not be repeated",
        ]
    );
    assert_eq!(imported.account_fields, Vec::<String>::new());
}

#[test]
fn what_is_no_recording_says_why() {
    let entries = |entries: &str| format!("{{\"log\":{{\"version\":\"1.2\",\"entries\":[{entries}]}}}}");
    let good = entry(1, "GET", "/", 200, "").to_string();
    for (text, expected) in [
        (String::new(), "1:0: ends in the middle"),
        (FIXTURE[..FIXTURE.len() / 2].to_owned(), "ends in the middle; export it again"),
        ("<html>".into(), "1:1: is no HAR: expected value"),
        ("[1,2]".into(), "is no HAR: it is a JSON list; a HAR is an object with `log`"),
        ("{\"log\":{}}".into(), "is no HAR: missing field `entries`"),
        (entries(""), "holds no requests"),
        ("{\"log\":{\"version\":\"2.0\",\"entries\":[]}}".into(), "is HAR 2.0; versions 1.1 to 1.3"),
        (entries("{},{}"), "entry 1: missing field `startedDateTime`"),
        (entries(&good.replace("https://shop.test/", "shop")), "entry 1: `shop` is not a URL"),
        (entries(&good.replace("GET", "CONNECT")), "entry 1: CONNECT is said to a proxy"),
        (entries(&good.replace("2026-11-02T", "yesterday ")), "entry 1: startedDateTime `yesterday "),
        (entries(&good.replace("2026-11-02T", "\\n\\u001b[2J")), "startedDateTime `  [2J10:00"),
        (entries(&good).replace("\"1.2\"", "\"1\\n2\""), "is HAR 1 2; versions"),
        (entries(&good.replace(":200,", ":0,")), "holds no requests"),
    ] {
        let error = import(&text, &options(), &Shops::known()).unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains('\n'), "{error}\nis not\n{expected}");
    }
    let elsewhere = HarOptions { base_url: Some("https://other.test/".parse().unwrap()), ..options() };
    let error = import(&entries(&good), &elsewhere, &Shops::known()).unwrap_err();
    assert_eq!(error, HarError::Nothing("https://other.test/".into()));
}

#[test]
fn a_note_is_one_line_whatever_was_recorded() {
    let good = entry(1, "GET", "/", 200, "");
    let order = entry(2, "POST", "/en/order", 200, "");
    let odd = entry(3, "PO\u{1b}\nST", "/en/order", 200, "");
    assert_eq!(
        imported(&[good, order, odd]).notes,
        [
            "entry 3 is left out: `PO  ST` is not a method",
            "promo-load never orders; left out: POST /en/order",
        ]
    );
}

#[test]
fn one_odd_entry_spoils_no_other() {
    let good = |second| entry(second, "GET", "/", 200, "<p>");
    let changed = |field: &str, value: &str| {
        let mut entry = good(2);
        match field {
            "startedDateTime" => entry[field] = json!(value),
            field => entry["request"][field] = json!(value),
        }
        entry
    };
    for (odd, reason) in [
        (changed("method", "CONNECT"), "CONNECT is said to a proxy"),
        (changed("method", "purge"), "purge empties a cache"),
        (changed("method", "a b"), "`a b` is not a method"),
        (changed("url", "/p"), "`/p` is not a URL"),
        (changed("url", "http://[bad/"), "is not a URL"),
        (changed("startedDateTime", "2026-11-02T10:00:02"), "its startedDateTime has no time zone"),
        (changed("startedDateTime", "noon"), "startedDateTime `noon` is not a time"),
        (json!({}), "missing field"),
        (json!(null), "invalid type: null"),
    ] {
        let imported = imported(&[good(1), odd, good(3)]);
        assert_eq!(imported.scenario.journeys[0].steps.len(), 2, "{reason}");
        assert!(imported.notes[0].starts_with("entry 2 is left out: "), "{:?}", imported.notes);
        assert!(imported.notes[0].contains(reason), "{:?}", imported.notes);
    }
    let many: Vec<Value> = (0..30).map(|_| json!({})).chain([good(1)]).collect();
    let notes = imported(&many).notes;
    assert_eq!(notes.len(), 11);
    assert_eq!(notes[10], "20 more entries that cannot be read are left out");
}

#[test]
fn a_recording_whose_times_have_no_zone_at_all_has_one_clock() {
    let local = |second: u32| {
        let mut entry = entry(second, "GET", "/", 200, "<p>");
        entry["startedDateTime"] = json!(format!("2026-11-02T10:00:{second:02}"));
        entry
    };
    let steps = steps(&[local(5), local(1)]);
    assert_eq!(steps[0].think_time.mean().as_millis(), 3_800);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_makes_it_panic(at in 0..FIXTURE.len(), length in 0_usize..40, with in "[\"{}\\[\\]:,0-9a-z\\\\ $é]{0,12}") {
        let end = (at + length).min(FIXTURE.len());
        prop_assume!(FIXTURE.is_char_boundary(at) && FIXTURE.is_char_boundary(end));
        let text = format!("{}{with}{}", &FIXTURE[..at], &FIXTURE[end..]);
        if let Ok(imported) = import(&text, &options(), &Shops::known()) {
            prop_assert!(imported.scenario.to_toml().is_ok());
        }
    }
}
