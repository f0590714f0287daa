//! The pages: whole in both languages, with a shop's texts as texts, and forms that do what the API does.

use scraper::{Html, Selector};
use serde_json::json;

use crate::client::{OpenDesk, Reply, bearer, json_type, long, open, short};
use crate::signin::{Browser, values};
use crate::support::{Place, promotion, shop};

/// What a shop may call its things.
const HOSTILE: &str = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}";

/// Every page of a desk that has had a run.
const PAGES: [&str; 12] = [
    "/",
    "/new",
    "/runs",
    "/runs/1",
    "/shops",
    "/shops/127.0.0.1",
    "/compare",
    "/schedules",
    "/schedules/new",
    "/targets",
    "/tokens",
    "/audit",
];

/// A page for the first token in a language.
fn page(desk: &OpenDesk<'_>, path: &str, lang: &str) -> Reply {
    let headers = [bearer(&desk.admin), format!("Accept-Language: {lang}")];
    let reply = desk.send(&format!("GET {path}"), &headers, "");
    assert_eq!(reply.status, 200, "{path}: {reply:?}");
    reply
}

/// A page as a person reads its addresses: in attributes a slash may be written as an entity.
fn readable(page: &str) -> String {
    page.replace("&#x2f;", "/")
}

/// The texts of what a selector finds.
fn texts(page: &str, selector: &str) -> Vec<String> {
    let parsed = Html::parse_document(page);
    let selector = Selector::parse(selector).unwrap();
    let text = |found: scraper::ElementRef<'_>| found.text().collect::<String>().trim().to_owned();
    parsed.select(&selector).map(text).collect()
}

/// Asserts that a page is one of ours: sound HTML, in this language, with no element or attribute that a policy without inline
/// code forbids, and with a name for each of its fields.
#[track_caller]
fn assert_sound(path: &str, reply: &Reply, lang: &str) {
    let parsed = Html::parse_document(&reply.body);
    assert!(parsed.errors.is_empty(), "{path}: {:?}\n{}", parsed.errors, reply.body);
    assert!(reply.head.contains("content-security-policy: default-src 'self'"), "{path}: {}", reply.head);
    assert!(reply.head.contains("content-type: text/html; charset=utf-8"), "{path}: {}", reply.head);
    let every = Selector::parse("*").unwrap();
    let mut fields = Vec::new();
    let mut labels = Vec::new();
    for element in parsed.select(&every).map(|found| found.value()) {
        let inline = element.attrs().find(|(name, value)| {
            name.starts_with("on") || *name == "style" || value.starts_with("javascript:")
        });
        assert_eq!(inline, None, "{path}: {element:?}");
        assert_ne!(element.name(), "style", "{path}");
        if element.name() == "script" {
            assert_eq!(element.attr("src"), Some("/assets/desk.js"), "{path}");
        }
        match (element.name(), element.attr("type")) {
            (_, Some("hidden")) => {}
            ("input" | "select" | "textarea", _) => fields.extend(element.attr("id").map(str::to_owned)),
            ("label", _) => labels.extend(element.attr("for").map(str::to_owned)),
            ("html", _) => assert_eq!(element.attr("lang"), Some(lang), "{path}"),
            _ => {}
        }
    }
    assert!(fields.iter().all(|field| labels.contains(field)), "{path}: {fields:?} {labels:?}");
    let ids: Vec<_> =
        parsed.select(&every).filter_map(|found| found.value().id().map(str::to_owned)).collect();
    let once: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "{path}: an id stands twice: {ids:?}");
    assert_eq!(texts(&reply.body, "h1").len(), 1, "{path}");
}

#[test]
fn what_a_shop_writes_is_text_on_every_page() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    let quoted = toml_text(HOSTILE);
    let scenario = format!(
        "schema = 1\nname = {quoted}\nbase_url = '{}'\n[load]\nexecutor = 'shared-iterations'\nvus = 1\niterations = 2\n\
         [[journey]]\nname = {quoted}\n[[journey.step]]\nname = {quoted}\npath = '/'\n",
        shop.base_url()
    );
    let asked =
        desk.tell("POST /api/v1/runs", &json!({ "scenario": scenario, "options": { "think-time": "0" } }));
    let id = asked.assert(201)["id"].as_i64().unwrap();
    desk.wait_for(id, "done");
    // A second one to compare, and everything else that people name.
    let other =
        desk.tell("POST /api/v1/runs", &json!({ "scenario": scenario, "options": { "think-time": "0" } }));
    desk.wait_for(other.assert(201)["id"].as_i64().unwrap(), "done");
    let run =
        json!({ "url": promotion(&shop), "options": { "header": format!("X-A: {HOSTILE}"), "vus": 1 } });
    let schedule = json!({ "name": HOSTILE, "cron": "0 4 * * 1", "zone": "Europe/Paris", "run": run });
    desk.tell("POST /api/v1/schedules", &schedule).assert(201);
    let token = json!({ "name": HOSTILE, "person": HOSTILE, "scope": "run" });
    let hers = desk.tell("POST /api/v1/tokens", &token).assert(201)["token"].as_str().unwrap().to_owned();
    let waits = json!({ "url": promotion(&shop), "options": long() });
    let prod = json!({ "environment": "prod", "private": true });
    desk.tell("PUT /api/v1/targets/127.0.0.1", &prod).assert(200);
    let waiting = desk.tell_as(&hers, "POST /api/v1/runs", &waits).assert(201)["id"].as_i64().unwrap();
    let more = [
        format!("/runs/{waiting}"),
        "/compare?baseline=1&run=2&different=on".to_owned(),
        "/schedules/new?like=1".to_owned(),
        "/new?like=1".to_owned(),
        format!("/runs?host={}", url_text(HOSTILE)),
    ];
    let mut seen = 0;
    for path in PAGES.iter().map(|&path| path.to_owned()).chain(more) {
        for lang in ["en", "fr"] {
            let reply = page(&desk, &path, lang);
            assert_sound(&path, &reply, lang);
            for markup in ["<script>alert", "<img src=x", "49}", "alert(1)</title>"] {
                assert!(!reply.body.contains(markup), "{path}: {markup}\n{}", reply.body);
            }
            seen += usize::from(reply.body.contains("alert(1)"));
        }
    }
    assert!(seen > 20, "the texts stand on the pages, as texts: {seen}");
}

/// A text as TOML and as a part of an address.
fn toml_text(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn url_text(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[test]
fn forms_do_what_the_api_does() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    let mut browser = Browser::new(&desk);
    // Without a session every page leads to the sign-in, and comes back.
    let led = browser.send("GET /runs?state=done", &[], "");
    let to = values(&led.raw_head, "location");
    assert_eq!((led.status, to), (303, vec!["/sign-in?next=%2Fruns%3Fstate%3Ddone".to_owned()]));
    let admin = desk.admin.clone();
    let back = browser.form("/sign-in", &format!("token={admin}&next=/runs?state=done"));
    assert_eq!(values(&back.raw_head, "location"), ["/runs?state=done"]);
    assert_eq!(browser.send("GET /", &[], "").status, 200);
    let csrf = browser.csrf();
    // A form that is not the page's own changes nothing.
    for fields in ["host=127.0.0.1&environment=prod", "csrf=00&host=127.0.0.1&environment=prod"] {
        let refused = browser.form("/targets", fields);
        assert!(refused.status == 403 && refused.body.contains("<html"), "{refused:?}");
    }
    assert_eq!(desk.ask("GET /api/v1/targets").json()["items"], json!([]));
    let send = |browser: &mut Browser<'_>, path: &str, fields: &str| {
        let reply = browser.form(path, &format!("csrf={csrf}&{fields}"));
        (reply.status, values(&reply.raw_head, "location").pop().unwrap_or_default(), reply.body)
    };
    let (status, to, _) = send(&mut browser, "/targets", "host=127.0.0.1&environment=prod&private=on");
    assert_eq!((status, to.as_str()), (303, "/targets"));
    let (status, _, body) = send(&mut browser, "/targets", "host=a/b&environment=prod");
    assert!(status == 422 && body.contains("a&#x2f;b") && body.contains("is not a host"), "{body}");
    // What is wrong is said in the command line's words, and nothing that was typed is lost.
    let address = url_text(&promotion(&shop));
    let (status, _, body) =
        send(&mut browser, "/new", &format!("url={address}&load=shoppers&vus=ten&voucher=A%26B"));
    assert_eq!((status, texts(&body, "[role=alert]").len()), (422, 1), "{body}");
    assert!(
        body.contains("--vus") && body.contains("value=\"ten\"") && body.contains("value=\"A&amp;B\""),
        "{body}"
    );
    let fields = format!("url={address}&load=shoppers&vus=1&duration=&more=iterations%3D1&think-time=0");
    let (status, run, _) = send(&mut browser, "/new", &fields);
    assert_eq!((status, run.as_str()), (303, "/runs/1"));
    // Nobody agrees to their own run; a second person does.
    let shown = readable(&browser.send("GET /runs/1", &[], "").body);
    assert!(shown.contains("another person has to agree") && !shown.contains("/runs/1/approve"), "{shown}");
    assert_eq!(send(&mut browser, "/runs/1/approve", "").0, 403);
    let mut ada = Browser::new(&desk);
    let token = desk.token("ada", "run");
    ada.form("/sign-in", &format!("token={token}"));
    let hers = ada.csrf();
    assert!(readable(&ada.send("GET /", &[], "").body).contains("action=\"/runs/1/approve\""));
    assert_eq!(ada.form("/runs/1/approve", &format!("csrf={hers}")).status, 303);
    // The run's own process has a word in it, too, and the page says it.
    desk.wait_for(1, "failed");
    let shown = browser.send("GET /runs/1", &[], "").body;
    assert!(shown.contains("a live shop is only tested over https"), "{shown}");
    assert_eq!(send(&mut browser, "/targets", "host=127.0.0.1&environment=local&private=on").0, 303);
    assert_eq!(send(&mut browser, "/new", &fields).1, "/runs/2");
    desk.wait_for(2, "done");
    let report = readable(&browser.send("GET /runs/2", &[], "").body);
    assert!(
        report.contains("id=\"verdict\"") && report.contains("/api/v1/runs/2/files/report.html"),
        "{report}"
    );
    assert_eq!(browser.send("GET /api/v1/runs/2/files/report.html", &[], "").status, 200);
    // A schedule by a day and a time.
    let fields =
        format!("name=Monday&day=1&time=04:30&zone=Europe/Paris&url={address}&load=named&intensity=smoke");
    assert_eq!(send(&mut browser, "/schedules/new", &fields).1, "/schedules");
    let schedule = &desk.ask("GET /api/v1/schedules").json()["items"][0];
    assert_eq!(
        (&schedule["cron"], &schedule["request"]["options"]),
        (&json!("30 4 * * 1"), &json!({ "intensity": "smoke" }))
    );
    let (status, _, body) = send(&mut browser, "/schedules/new", &fields.replace("Europe/Paris", "Mars"));
    assert!(status == 422 && body.contains("Mars is not a time zone"), "{body}");
    for (order, paused) in [("rest", true), ("go-on", false)] {
        assert_eq!(send(&mut browser, &format!("/schedules/1/{order}"), "").0, 303);
        assert_eq!(desk.ask("GET /api/v1/schedules/1").json()["paused"], paused);
    }
    assert_eq!(ada.form("/schedules/1/approve", &format!("csrf={hers}")).status, 303);
    assert_eq!(send(&mut browser, "/schedules/1/remove", "").0, 303);
    // A token is on the page that made it, and on no other.
    let (status, _, body) = send(&mut browser, "/tokens", "name=ci&person=robot&scope=read");
    let made = texts(&body, ".secret").pop().unwrap();
    assert!(status == 200 && made.starts_with("pldesk_"), "{body}");
    assert!(!browser.send("GET /tokens", &[], "").body.contains(&made));
    // One that may only look sees no button, and the forms do not take theirs.
    let mut robot = Browser::new(&desk);
    robot.form("/sign-in", &format!("token={made}"));
    let (seen, own) = (readable(&robot.send("GET /runs/2", &[], "").body), robot.csrf());
    assert!(!seen.contains("action=\"/runs") && !seen.contains("/tokens"), "{seen}");
    assert_eq!(robot.send("GET /tokens", &[], "").status, 403);
    for path in ["/new", "/runs/2/stop", "/schedules/new", "/targets", "/tokens", "/targets/127.0.0.1/remove"]
    {
        let refused = robot.form(path, &format!("csrf={own}&url={address}&host=b.example&environment=local"));
        assert!(refused.status == 403 && refused.body.contains("<html"), "{path}: {refused:?}");
    }
    let tokens = desk.ask("GET /api/v1/tokens").json();
    let id = &tokens["items"][0]["id"];
    assert_eq!(send(&mut browser, &format!("/tokens/{id}/revoke"), "").0, 303);
    assert_eq!(robot.send("GET /", &[], "").status, 303);
    assert_eq!(send(&mut browser, "/targets/127.0.0.1/remove", "").0, 303);
    assert_eq!(desk.ask("GET /api/v1/targets").json()["items"], json!([]));
}

#[test]
fn a_browser_is_shown_that_a_page_is_not_there() {
    let place = Place::new();
    let desk = open(&place);
    let html = ["Accept: text/html,application/xhtml+xml".to_owned()];
    for (path, status) in [("/nothing", 404), ("/runs/1/stop", 405), ("/runs/", 404)] {
        let shown = desk.send(&format!("GET {path}"), &html, "");
        assert!(shown.status == status && shown.body.contains("<html"), "{path}: {shown:?}");
        desk.send(&format!("GET {path}"), &[], "").problem(status);
    }
    assert!(desk.send("GET /runs/1/stop", &html, "").head.contains("allow: post"));
    desk.send("GET /api/v1/nothing", &html, "").problem(404);
}

#[test]
fn a_person_chooses_the_language() {
    let place = Place::new();
    let desk = open(&place);
    let title = |headers: &[String]| {
        let reply = desk.send("GET /", &[&[bearer(&desk.admin)], headers].concat(), "");
        texts(&reply.body, "h1").remove(0)
    };
    assert_eq!(title(&[]), "Now");
    assert_eq!(title(&["Accept-Language: fr-FR, en;q=0.5".to_owned()]), "En cours");
    let mut browser = Browser::new(&desk);
    browser.form("/sign-in", &format!("token={}", desk.admin));
    let page = browser.send("GET /runs?host=a%26b", &[], "").body;
    let link =
        page.split("href=\"").find(|rest| rest.contains("language")).unwrap().split('"').next().unwrap();
    let link = readable(link);
    let chosen = browser.send(&format!("GET {link}"), &[], "");
    assert_eq!(values(&chosen.raw_head, "location"), ["/runs?host=a%26b"]);
    assert_eq!(texts(&browser.send("GET /", &[], "").body, "h1"), ["En cours"]);
    for (back, expected) in [("//evil.example", "/"), ("https://evil.example/", "/"), ("/runs", "/runs")] {
        let led = browser.send(&format!("GET /language/en?back={back}"), &[], "");
        assert_eq!(values(&led.raw_head, "location"), [expected], "{back}");
    }
    browser.send("GET /language/de", &[], "").problem(404);
    // What goes wrong is a page, too, in the person's language.
    let missing = desk.send("GET /runs/77", &[bearer(&desk.admin), "Accept-Language: fr".to_owned()], "");
    assert!(missing.status == 404 && missing.body.contains("n’existe pas"), "{missing:?}");
    assert_sound("/runs/77", &missing, "fr");
}

#[test]
fn lists_are_narrowed_and_turned() {
    let (place, shop) = (Place::new(), shop());
    let desk = open(&place);
    desk.allow("127.0.0.1");
    // Runs that wait behind one that lasts.
    let first = desk.submit(&promotion(&shop), &long());
    for _ in 0..55 {
        desk.submit(&promotion(&shop), &short());
    }
    let rows = |path: &str| texts(&page(&desk, path, "en").body, "table.runs tbody th a").len();
    assert_eq!((rows("/runs"), rows("/runs?before=7"), rows("/runs?state=&host=&letter=")), (50, 6, 50));
    assert_eq!((rows("/runs?host=none.example"), rows("/runs?letter=f")), (0, 0));
    let body = readable(&page(&desk, "/runs?host=127.0.0.1", "en").body);
    assert!(body.contains("/runs?host=127.0.0.1&amp;before=7"), "{body}");
    let home = page(&desk, "/", "en").body;
    assert!(home.contains(&format!("data-events=\"/api/v1/runs/{first}/events\"")), "{home}");
    assert!(texts(&home, "ol.rows > li").len() <= 50);
    let headers = [bearer(&desk.admin), json_type()];
    desk.send(&format!("POST /api/v1/runs/{first}/stop"), &headers[..1], "").assert(200);
}
