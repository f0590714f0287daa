//! `report.html` in a browser: the four answers are on the first screen, nothing runs over or is cut at the width of a phone, nothing
//! is asked for, nothing is complained about.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot be set up should panic")]

use std::fs;

use crate::support::Place;
pub(crate) use crate::support::chromium::{chromium, dom};
use promo_load::metric::Specimen;
use promo_load::record::{BrokenKind, BrokenRecord, RunRecord, log};
use promo_load::report::html;
use promo_load::words::{Lang, Message};
use serde_json::Value;

/// Measures the page at both widths in frames: a window of Chromium is never as narrow as a phone. The page's own policy
/// forbids every script, so the measuring is done from outside.
const WRAPPER: &str = r##"<!doctype html><meta charset="utf-8"><body style="margin:0">
<pre id="result">not measured</pre>
<script>
const results = [];
const widths = [390, 1280];
function measure(width) {
  return new Promise(resolve => {
    const frame = document.createElement("iframe");
    frame.style = `width:${width}px;height:900px;border:0`;
    frame.onload = () => {
      const page = frame.contentDocument, view = frame.contentWindow;
      // Whether it holds, for how many, whether the promotion was right, and what to do first: where each ends, and where the
      // remedy begins.
      const end = selector => page.querySelector(selector)?.getBoundingClientRect().bottom;
      const answers = [end("#verdict"), end(".shoppers"), end(".graded > :last-child"), end(".findings h3")];
      answers.push(page.querySelector(".remedy span")?.getBoundingClientRect().top);
      page.querySelectorAll("details").forEach(details => { details.open = true; });
      const shown = element => element.getClientRects().length > 0;
      const inside = element => element.closest(".scroll") !== null || element.closest("svg") !== null;
      const over = [...page.querySelectorAll("body *")].filter(element =>
        shown(element) && !inside(element) && element.getBoundingClientRect().right > width + 0.5);
      // Wider inside than outside, and nothing shows it: the shadow is a background.
      const cut = [...page.querySelectorAll("body *")].filter(element => shown(element) && element.closest("svg") === null
        && element.scrollWidth > element.clientWidth + 1
        && ["auto", "scroll", "hidden", "clip"].includes(view.getComputedStyle(element).overflowX)
        && view.getComputedStyle(element).backgroundImage === "none");
      const plots = [...page.querySelectorAll("svg")].filter(shown);
      const sizes = plots.flatMap(plot => [...plot.querySelectorAll("text")].map(text =>
        parseFloat(text.getAttribute("font-size")) * plot.getBoundingClientRect().width / plot.viewBox.baseVal.width));
      const beyond = plots.flatMap(plot => [...plot.querySelectorAll("text")].filter(text => {
        const [box, frame] = [text.getBoundingClientRect(), plot.getBoundingClientRect()];
        return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
      }).map(text => text.textContent.trim()));
      results.push({
        width,
        scroll: page.documentElement.scrollWidth,
        over: over.map(element => element.outerHTML.slice(0, 120)),
        answers,
        cut: cut.map(element => element.outerHTML.slice(0, 120)),
        requests: view.performance.getEntriesByType("resource").length,
        dark: view.matchMedia("(prefers-color-scheme: dark)").matches,
        background: view.getComputedStyle(page.body).backgroundColor,
        ink: view.getComputedStyle(page.body).color,
        plots: plots.length,
        smallest: Math.min(...sizes),
        beyond,
      });
      frame.remove();
      resolve();
    };
    frame.src = "report.html";
    document.body.append(frame);
  });
}
(async () => {
  for (const width of widths) await measure(width);
  document.getElementById("result").textContent = "measured " + JSON.stringify(results);
})();
</script>"##;

/// Opens the page in the wrapper, and gives what was measured.
pub(crate) fn open(place: &Place, chromium: &str, dark: bool) -> Vec<Value> {
    place.write("wrapper.html", WRAPPER);
    let dom = dom(place, chromium, dark, &format!("file://{}", place.path("wrapper.html").display()));
    let measured = dom.split_once("measured [").and_then(|(_, rest)| rest.split_once("]</pre>"));
    let (results, _) = measured.unwrap_or_else(|| panic!("nothing was measured:\n{dom}"));
    let results = results.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str(&format!("[{results}]")).unwrap()
}

/// A run that is kept, whose sentences are always the same; a real run of the demo shop; and that with everything that can be measured, with long names from the shop.
fn records() -> [(&'static str, RunRecord); 3] {
    let place = Place::new();
    place.run(&["bench", "--demo", "--vus", "3", "--duration", "4s", "--think-time", "100ms", "--quiet"]);
    let real = RunRecord::from_json(&place.files().text).unwrap();
    let mut full = real.clone();
    let fixture = |name: &str| {
        let path = format!("{}/tests/fixtures/report/{name}", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(path).unwrap()
    };
    full.capacity = Some(serde_json::from_str(&fixture("capacity.json")).unwrap());
    full.promo_costs = vec![serde_json::from_str(&fixture("promo_cost.json")).unwrap()];
    let endless = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikverkaufsaktion";
    full.page.title = endless.to_owned();
    full.notes.push(Message::plain(endless.repeat(3)));
    full.steps.iter_mut().for_each(|step| step.name = format!("{}_{endless}", step.name));
    full.judged.slowest_step = Some(endless.to_owned());
    if let Some(visits) = &mut full.visits {
        let header = ("x-endless".to_owned(), endless.repeat(2));
        let specimen = Specimen {
            path: format!("/{endless}?{endless}"),
            status: 500,
            headers: vec![header],
            body: endless.repeat(4),
            trace_id: None,
        };
        visits.broken.push(BrokenRecord {
            journey: endless.to_owned(),
            step: endless.to_owned(),
            kind: BrokenKind::Check,
            cause: Message::plain(endless),
            judged: 12_345,
            others: 6_789,
            specimen: Some(specimen),
        });
    }
    full.promotions.iter_mut().for_each(|promotion| promotion.text = Message::plain(endless));
    for point in full.timeline.iter_mut().step_by(2) {
        (point.failures, point.vus, point.p95_us) = (12_345, 123_456, 98_765_432);
    }
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/intervals.log");
    let kept = log::read(&fs::read(kept).unwrap()).unwrap().record().unwrap();
    [("kept", kept), ("real", real), ("full", full)]
}

/// The heights of the first screens: of a phone, and of a small laptop without the browser's own bars.
const SCREENS: [(u64, f64); 2] = [(390, 844.0), (1280, 720.0)];

fn has_its_answers_on_the_first_screen(page: &Value) -> bool {
    let screen = SCREENS.iter().find(|(width, _)| page["width"] == *width).unwrap().1;
    let answers: Vec<f64> = page["answers"].as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    answers.len() == 5 && answers.iter().all(|at| *at < screen)
}

#[test]
fn the_report_fits_phones_and_screens_in_both_languages_and_colours() {
    let Some(chromium) = chromium() else { return };
    for (name, record) in records() {
        let place = Place::new();
        for lang in Lang::ALL {
            place.write("report.html", &html::render(&record, lang).unwrap());
            let mut backgrounds = Vec::new();
            for dark in [false, true] {
                for page in open(&place, chromium, dark) {
                    let told = format!("{name}, {lang}, dark {dark}: {page:#}");
                    assert!(page["scroll"].as_u64() <= page["width"].as_u64(), "{told}");
                    assert_eq!(page["over"], Value::Array(Vec::new()), "{told}");
                    assert_eq!(page["cut"], Value::Array(Vec::new()), "{told}");
                    if name == "kept" {
                        assert!(has_its_answers_on_the_first_screen(&page), "{told}");
                    }
                    assert_eq!(page["beyond"], Value::Array(Vec::new()), "{told}");
                    assert_eq!(page["requests"], 0, "{told}");
                    assert_eq!(page["dark"], dark, "{told}");
                    assert_ne!(page["background"], page["ink"], "{told}");
                    // The kept run is too short for a second plot.
                    assert!(page["plots"].as_u64() >= Some(if name == "kept" { 1 } else { 2 }), "{told}");
                    assert!(page["smallest"].as_f64() >= Some(10.0), "text that nobody can read: {told}");
                    backgrounds.push(page["background"].clone());
                }
            }
            assert_eq!(backgrounds[0], backgrounds[1]);
            assert_ne!(backgrounds[0], backgrounds[2], "dark is another page");
        }
    }
}
