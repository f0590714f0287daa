//! The pages in a browser: they fit phones and screens, light and dark, in both languages; their policy is kept; and the page of a
//! run that goes on draws it, and shows its report when it is over.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value, json};

use crate::client::{OpenDesk, long, open, short};
use crate::support::chromium::{chromium, dom};
use crate::support::{Place, promotion, shop, wait_until};

/// Measures pages in frames at two widths: a window of Chromium is never as narrow as a phone.
const WRAPPER: &str = r#"<!doctype html><meta charset="utf-8"><body style="margin:0"><pre id="result">not measured</pre>
<script>
const results = [];
function measure(path, width) {
  return new Promise(resolve => {
    const frame = document.createElement("iframe");
    frame.style = `width:${width}px;height:900px;border:0`;
    frame.onload = () => {
      const page = frame.contentDocument, view = frame.contentWindow;
      page.querySelectorAll("details").forEach(details => { details.open = true; });
      const shown = element => element.getClientRects().length > 0;
      const inside = element => element.closest(".scroll, svg, .skip") !== null;
      const over = [...page.querySelectorAll("body *")].filter(element =>
        shown(element) && !inside(element) && element.getBoundingClientRect().right > width + 0.5);
      const small = [...page.querySelectorAll("button, .button, nav a")].filter(element =>
        shown(element) && element.getBoundingClientRect().height < 24);
      results.push({ path, width, title: page.title, scroll: page.documentElement.scrollWidth,
        over: over.map(element => element.outerHTML.slice(0, 120)),
        small: small.map(element => element.outerHTML.slice(0, 120)),
        background: view.getComputedStyle(page.body).backgroundColor });
      frame.remove();
      resolve();
    };
    frame.src = path;
    document.body.append(frame);
  });
}
(async () => {
  for (const path of PATHS) for (const width of [390, 1280]) await measure(path, width);
  document.getElementById("result").textContent = "measured " + JSON.stringify(results);
})();
</script>"#;

/// A server that passes everything on to the desk with a token, as a browser with a session would ask, and has the wrapper. The
/// policy stays as it is, but that the wrapper may have the pages in its frames.
///
/// A page is replied once only: then the browser is told to stay where it is, and its page can be looked at.
fn relay(desk: &OpenDesk<'_>, lang: &'static str, wrapper: String) -> String {
    let seen: Arc<Mutex<BTreeSet<String>>> = Arc::default();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (desk, token) = (desk.address.clone(), desk.admin.clone());
    // Ends with the test's process.
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (desk, token, wrapper, seen) =
                (desk.clone(), token.clone(), wrapper.clone(), Arc::clone(&seen));
            let is_new = move |line: &str| seen.lock().unwrap().insert(line.to_owned());
            thread::spawn(move || pass_on(stream, [&desk, &token, lang, &wrapper], is_new));
        }
    });
    address
}

fn pass_on(
    mut browser: TcpStream,
    [desk, token, lang, wrapper]: [&str; 4],
    is_new: impl Fn(&str) -> bool,
) -> Option<()> {
    let line = head(&mut browser)?.lines().next()?.to_owned();
    if line.contains(" /runs/") && wrapper.is_empty() && !is_new(&line) {
        return browser.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").ok();
    }
    if line.contains(" /wrapper ") {
        let reply =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n{wrapper}");
        return browser.write_all(reply.as_bytes()).ok();
    }
    let mut upstream = TcpStream::connect(desk).ok()?;
    let asked = format!(
        "{line}\r\nHost: {desk}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nAccept-Language: {lang}\r\n\r\n"
    );
    upstream.write_all(asked.as_bytes()).ok()?;
    let replied = head(&mut upstream)?.replace("frame-ancestors 'none'", "frame-ancestors 'self'");
    browser.write_all(replied.as_bytes()).ok()?;
    std::io::copy(&mut upstream, &mut browser).ok()?;
    Some(())
}

/// The head of a message with its empty line.
fn head(stream: &mut TcpStream) -> Option<String> {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        read.push(byte[0]);
    }
    String::from_utf8(read).ok()
}

#[test]
fn pages_fit_phones_and_screens_in_both_languages_and_colours() {
    let Some(chromium) = chromium() else { return };
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let options = json!({ "vus": 4, "iterations": 120, "think-time": "0", "mode": "full", "assets": true });
    for _ in 0..2 {
        let id = desk.submit(&promotion(&shop), &options);
        desk.wait_for(id, "done");
    }
    let endless = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikverkaufsaktion".repeat(2);
    let run =
        json!({ "url": promotion(&shop), "options": { "header": format!("X-A: {endless}"), "vus": 1 } });
    let schedule = json!({ "name": endless, "cron": "0 4 * * 1", "zone": "Europe/Paris", "run": run });
    desk.tell("POST /api/v1/schedules", &schedule).assert(201);
    desk.token(&endless, "read");
    desk.tell(&format!("PUT /api/v1/targets/{}.example", "a".repeat(60)), &json!({ "environment": "prod" }))
        .assert(200);
    let goes_on = desk.submit(&promotion(&shop), &long());
    desk.wait_for(goes_on, "running");
    desk.submit(&promotion(&shop), &short());
    let live = format!("/runs/{goes_on}");
    let paths = [
        "/",
        "/new?like=2",
        "/runs",
        "/runs/1",
        &live,
        "/shops",
        "/shops/127.0.0.1",
        "/compare?baseline=1&run=2",
        "/schedules",
        "/schedules/new",
        "/targets",
        "/tokens",
        "/audit",
        "/sign-in",
    ];
    let mut backgrounds = Vec::new();
    for (lang, dark) in [("en", false), ("fr", true)] {
        let wrapper = WRAPPER.replace("PATHS", &json!(paths).to_string());
        let (browser, address) = (Place::new(), relay(&desk, lang, wrapper));
        let shown = dom(&browser, chromium, dark, &format!("http://{address}/wrapper"));
        let measured = shown.split_once("measured [").and_then(|(_, rest)| rest.split_once("]</pre>"));
        let (results, _) = measured.unwrap_or_else(|| panic!("nothing was measured:\n{shown}"));
        let results = results.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        let results: Vec<Value> = serde_json::from_str(&format!("[{results}]")).unwrap();
        assert_eq!(results.len(), 2 * paths.len());
        for page in results {
            let told = format!("{lang}, dark {dark}: {page:#}");
            assert!(page["scroll"].as_u64() <= page["width"].as_u64(), "{told}");
            assert_eq!((&page["over"], &page["small"]), (&json!([]), &json!([])), "{told}");
            if page["path"] == "/" {
                backgrounds.push(page["background"].clone());
            }
        }
    }
    assert_ne!(backgrounds[0], backgrounds[2], "dark is another page");
    desk.ask(&format!("POST /api/v1/runs/{goes_on}/stop")).assert(200);
}

#[test]
fn a_run_is_followed_to_its_end() {
    let Some(chromium) = chromium() else { return };
    let (place, browser, shop) = (Place::new(), Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let options = json!({ "vus": 3, "duration": "5s", "think-time": "100ms" });
    let id = desk.submit(&promotion(&shop), &options);
    desk.wait_for(id, "running");
    let log = || desk.ask(&format!("GET /api/v1/runs/{id}/files/intervals.log")).body.lines().count();
    wait_until("the log has seconds", || log() > 3);
    let address = relay(&desk, "fr", String::new());
    // The browser's own clock stands still while events come, and goes on after the last.
    let page = dom(&browser, chromium, false, &format!("http://{address}/runs/{id}"));
    desk.wait_for(id, "done");
    assert!(page.contains("lang=\"fr\"") && page.contains("data-over=\"true\""), "{page}");
    for curve in ["vus", "p95", "p50"] {
        let drawn = page.split_once(&format!("class=\"line {curve}\" d=\""));
        let (_, path) = drawn.unwrap_or_else(|| panic!("no {curve}: {page}"));
        let points = path.split('"').next().unwrap().matches('L').count();
        assert!(points >= 3, "{curve}: {points}: {page}");
    }
    // What is shown at the end is what the record has.
    let record = desk.ask(&format!("GET /api/v1/runs/{id}/files/run.json")).json();
    let requests: u64 =
        record["steps"].as_array().unwrap().iter().map(|step| step["requests"].as_u64().unwrap()).sum();
    assert!(page.contains(&format!("data-key=\"requests\">{requests}<")), "{requests}: {page}");
    let report = desk.ask(&format!("GET /runs/{id}")).body;
    assert!(report.contains("id=\"verdict\"") && !report.contains("data-events"), "{report}");
}
