//! The page of `--live` in a browser: it follows a run to its end without a complaint, and fits phones and screens.

use promo_load::record::RunRecord;
use promo_load::report::live;
use promo_load::words::Lang;
use serde_json::{Value, json};

use crate::report_html::{chromium, dom, open};
use crate::support::{BINARY, Place, wait_until};

/// The text of the element with this key, entities as they are.
fn shown<'a>(dom: &'a str, key: &str) -> &'a str {
    let (_, rest) =
        dom.split_once(&format!("data-key=\"{key}\"")).unwrap_or_else(|| panic!("no {key} in {dom}"));
    rest.split_once('>').unwrap().1.split_once('<').unwrap().0
}

#[test]
fn a_browser_follows_the_run_to_its_end() {
    let Some(chromium) = chromium() else { return };
    let (place, browser) = (Place::new(), Place::new());
    let mut command = place.command(BINARY);
    command.args([
        "bench",
        "--demo",
        "--vus",
        "4",
        "--duration",
        "6s",
        "--think-time",
        "100ms",
        "--lang",
        "fr",
    ]);
    let running = place.start(command.args(["--quiet", "--live", "127.0.0.1:0"]));
    let address = || {
        let said = place.read("stderr");
        Some(format!("http://{}/", said.split_once("http://")?.1.split_once("/\n")?.0))
    };
    wait_until("the address of the page", || address().is_some());
    // The browser's own clock stands still while the events go on, so that it comes back after the last one.
    let page = dom(&browser, chromium, false, &address().unwrap());
    running.wait();
    let record = RunRecord::from_json(&place.files().text).unwrap();

    assert!(page.contains("data-over=\"true\""), "{page}");
    assert_eq!(shown(&page, "state"), "terminé");
    assert_eq!(shown(&page, "title"), record.page.title);
    assert_eq!(shown(&page, "headline"), record.verdict.headline.say(Lang::Fr).replace('&', "&amp;"));
    assert!(shown(&page, "report").starts_with("rapport\u{202f}: "), "{}", shown(&page, "report"));
    let letter = record.verdict.grade.map_or_else(|| "–".to_owned(), |grade| grade.letter.to_string());
    assert_eq!(shown(&page, "mark"), letter);
    let requests: u64 = record.steps.iter().map(|step| step.requests).sum();
    assert_eq!(shown(&page, "requests"), promo_load::words::count(requests, Lang::Fr));
    for curve in ["p95", "vus", "rate"] {
        let (_, path) = page.split_once(&format!("class=\"line {curve}\" d=\"")).unwrap();
        let points = path.split_once('"').unwrap().0.matches('L').count();
        assert!(points >= 3, "{curve}: {points}");
    }
}

/// Plays events to the page from within, because a frame may not show it from the server.
fn played(lang: Lang, events: &[(&str, Value)]) -> String {
    let played: String = events
        .iter()
        .map(|(name, data)| format!("playing[{name:?}]({{ data: JSON.stringify({data}) }});\n"))
        .collect();
    let source = "const playing = {}; window.EventSource = class { \
                  addEventListener(name, listener) { playing[name] = listener; } close() {} };";
    let page = live::render(lang).unwrap().html;
    page.replace("<script>", &format!("<script>{source}</script><script>"))
        .replace("</body>", &format!("<script>{played}</script></body>"))
}

#[test]
fn the_page_fits_phones_and_screens_in_both_languages_and_colours() {
    let Some(chromium) = chromium() else { return };
    let endless = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikverkaufsaktion";
    let points: Vec<Value> = (1..=4_000)
        .map(|at| {
            let gap = at % 7 == 0;
            let times = if gap { Value::Null } else { json!(at * 37 % 98_765) };
            json!({"at": at, "vus": 100_000, "rate": at % 991, "failed": at % 3, "p50": 1, "p95": times, "p99": times})
        })
        .collect();
    let keys = [
        "state",
        "left",
        "vus",
        "rate",
        "requests",
        "failures",
        "p50",
        "p95",
        "p99",
        "slowest",
        "generator",
        "letter",
    ];
    let text: serde_json::Map<String, Value> =
        keys.iter().map(|key| ((*key).to_owned(), json!(endless))).collect();
    let now = json!({"point": points[0], "letter": "B", "text": text});
    let end = json!({"state": endless, "headline": endless, "letter": "F", "about_letter": "x", "meaning": endless,
        "report": format!("/{endless}").repeat(3)});
    let played_all = |lang| {
        let whole = json!({"title": endless, "state": null, "points": points, "now": now});
        played(lang, &[("so-far", whole), ("second", now.clone()), ("end", end.clone())])
    };
    for lang in Lang::ALL {
        for (what, page) in [("before the run", played(lang, &[])), ("long texts", played_all(lang))] {
            let place = Place::new();
            place.write("report.html", &page);
            let mut backgrounds = Vec::new();
            for dark in [false, true] {
                for page in open(&place, chromium, dark) {
                    let told = format!("{what}, {lang}, dark {dark}: {page:#}");
                    assert!(page["scroll"].as_u64() <= page["width"].as_u64(), "{told}");
                    assert_eq!(page["over"], Value::Array(Vec::new()), "{told}");
                    assert_eq!(page["requests"], 0, "{told}");
                    assert_eq!((&page["dark"], &page["plots"]), (&json!(dark), &json!(3)), "{told}");
                    backgrounds.push(page["background"].clone());
                }
            }
            assert_eq!(backgrounds[0], backgrounds[1]);
            assert_ne!(backgrounds[0], backgrounds[2], "dark is another page");
        }
    }
}
