//! A recording from a stranger: what is made of it asks the recorded site and nothing else, and nothing in it is obeyed.

use promo_load::scenario::Scenario;
use serde_json::{Value, json};

use crate::support::answering::{Answering, Asked, page};
use crate::support::{Ended, Place};
use crate::untrusted::harmless::{HOSTILE, assert_run, assert_terminal, hostile};
use crate::untrusted::script::assert_script_does_nothing;

/// What a recording may say that a scenario, a script or a terminal would obey.
const BREAKERS: [&str; 12] = [
    "\"\"\"\n[[journey]]\nname = 'pwned'\n\"\"\"",
    "'''\n[load]\nvus = 9\n'''",
    "${vu.id}",
    "$${vu.id}",
    "${account.password}",
    "${secret.voucher}",
    "${",
    "`${globalThis.pwned = 1}`",
    "</script><script>globalThis.pwned=1</script>",
    "a\r\nX-Injected: 1",
    "\\u0024{vu.id}",
    "xn--80ak6aa92e \u{202e}moc.live",
];

/// A site with what was asked of it, and another that must never be asked.
struct World {
    site: Answering,
    elsewhere: Answering,
}

impl World {
    fn new() -> Self {
        let site = Answering::by(|_| page("<body id=\"shop\"><h1>shop</h1>"));
        Self { site, elsewhere: Answering::by(|_| page("<h1>elsewhere</h1>")) }
    }

    fn entry(&self, second: usize, method: &str, path: &str) -> Value {
        entry(second, method, &self.site.url(path))
    }
}

fn entry(second: usize, method: &str, url: &str) -> Value {
    json!({
        "startedDateTime": format!("2026-01-01T{:02}:{:02}:{:02}.000Z", second / 3600, second / 60 % 60, second % 60),
        "time": 10,
        "request": { "method": method, "url": url, "httpVersion": "HTTP/1.1", "headers": [], "queryString": [], "cookies": [] },
        "response": { "status": 200, "headers": [], "content": { "mimeType": "text/html", "text": "<body id=\"shop\">" } },
    })
}

fn post(second: usize, url: &str, mime: &str, text: &str) -> Value {
    let mut entry = entry(second, "POST", url);
    entry["_resourceType"] = json!("xhr");
    entry["request"]["postData"] = json!({ "mimeType": mime, "text": text });
    entry
}

fn recording(entries: &[Value]) -> String {
    json!({ "log": { "version": "1.2", "creator": {}, "pages": [], "entries": entries } }).to_string()
}

/// Compiles a recording. It is refused in one harmless line that names the file, or its scenario holds, and is walked: what
/// the site was then asked. `None` when it was refused.
fn walked(world: &World, what: &str, har: &str) -> Option<String> {
    let place = Place::new();
    place.write("x.har", har);
    let ended = place.run(&["compile", "x.har", "-o", "s.toml"]);
    assert_streams(what, &ended);
    assert!(world.site.asked().is_empty(), "{what}: reading a recording sends nothing");
    if ended.code == Some(104) {
        assert!(
            ended.problems().iter().all(|problem| problem.contains("x.har: ")),
            "{what}: {}",
            ended.stderr
        );
        assert!(!place.path("s.toml").exists(), "{what}");
        return None;
    }
    ended.assert_code(0);
    let text = place.read("s.toml");
    let scenario =
        Scenario::parse(&text, "s.toml".as_ref()).unwrap_or_else(|error| panic!("{what}: {error}\n{text}"));
    assert_eq!(scenario.base_url.as_str().trim_end_matches('/'), world.site.base, "{what}");
    assert_eq!((scenario.journeys.len(), scenario.loads.len()), (1, 0), "{what}:\n{text}");
    if let Some((_, rest)) = ended.stderr.split_once("its first line `") {
        let fields = rest.split('`').next().unwrap();
        let row: Vec<String> = fields.split(',').map(|field| format!("my-{field}")).collect();
        place.write("accounts.csv", &format!("{fields}\n{}\n", row.join(",")));
    }
    let ended = place.run(&["export-k6", "s.toml", "--vus", "1", "--duration", "5s"]);
    assert_streams(what, &ended);
    assert!(matches!(ended.code, Some(0 | 104)), "{what}: {ended:?}");
    if ended.code == Some(0) {
        assert_script_does_nothing(&ended.stdout);
    }
    let load = ["--vus", "1", "--iterations", "1", "--think-time", "0", "--junit"];
    let ended = place.run(&[&["bench", "s.toml"][..], &load].concat());
    assert!(matches!(ended.code, Some(0 | 99 | 120)), "{what}: {ended:?}\n{text}");
    assert_streams(what, &ended);
    assert_terminal(what, &ended.stdout);
    assert_run(&place.runs()[0]);
    assert!(world.elsewhere.asked().is_empty(), "{what}: {:?}", world.elsewhere.asked());
    let own = world.site.base.trim_start_matches("http://");
    assert!(world.site.asked().iter().all(|asked| asked.header("host") == Some(own)), "{what}");
    Some(world.site.received())
}

/// What was asked by the load, and not before it.
fn load(world: &World) -> Vec<Asked> {
    let mut asked = world.site.asked();
    asked.retain(|asked| asked.header("x-promo-load-phase").is_none());
    asked
}

/// Nothing on standard error does anything, and it is short.
fn assert_streams(what: &str, ended: &Ended) {
    assert_terminal(what, &ended.stderr);
    assert!(ended.stderr.len() < 20_000, "{what}: {} bytes of {:.500}", ended.stderr.len(), ended.stderr);
    assert!(!ended.stderr.contains("panicked"), "{what}: {}", ended.stderr);
}

#[test]
fn addresses_lead_nowhere_else() {
    let other = World::new().elsewhere;
    let (_, port) = other.base.rsplit_once(':').unwrap();
    for address in [
        other.url("/x"),
        format!("http://us:hunter2@127.0.0.1:{port}/x"),
        format!("http://localhost:{port}/x"),
        format!("http://[::1]:{port}/x"),
        format!("http://[::ffff:127.0.0.1]:{port}/x"),
        "https://shop.example/x".to_owned(),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
        "data:text/html,<script>alert(1)</script>".to_owned(),
        "blob:http://127.0.0.1/1".to_owned(),
        "view-source:http://127.0.0.1/".to_owned(),
        "chrome-extension://abc/x".to_owned(),
        "ftp://127.0.0.1/x".to_owned(),
        "ws://127.0.0.1/x".to_owned(),
        "http://xn--80ak6aa92e.com/x".to_owned(),
        "http://\u{430}\u{440}\u{440}le.com/x".to_owned(),
        "http://exa\u{202e}mple.com/x".to_owned(),
        "http://example.com\u{9b}31m/x".to_owned(),
        "http://example.com:99999/x".to_owned(),
        format!("http://{}/x", "a".repeat(1_000_000)),
        "http://".to_owned(),
        String::new(),
        "//other.example/x".to_owned(),
        "http:/\\other.example/x".to_owned(),
    ] {
        let world = World { site: World::new().site, elsewhere: other.clone() };
        let har = recording(&[
            world.entry(1, "GET", "/en/"),
            entry(2, "GET", &address),
            post(3, &address, "application/json", "{}"),
            world.entry(4, "GET", "/en/last"),
        ]);
        if let Some(received) = walked(&world, &address, &har) {
            assert!(
                received.contains("GET /en/ ") && received.contains("GET /en/last "),
                "{address}: {received}"
            );
            assert_eq!(load(&world).len(), 2, "{address}: {received}");
            assert!(!received.contains("hunter2"), "{address}");
        }
    }
}

/// Addresses of the site's own that read like those of others when they are taken apart and put together again.
#[test]
fn paths_stay_paths() {
    let other = World::new().elsewhere;
    let authority = other.base.trim_start_matches("http://").to_owned();
    for path in [
        format!("//{authority}/x"),
        format!("///{authority}/x"),
        format!("/\\{authority}/x"),
        format!("/.//{authority}/x"),
        format!("/..//{authority}/x"),
        format!("/@{authority}/x"),
        format!("/{}/x", other.base),
        format!("/a?next={}", other.url("/x")),
        "/a?b=${vu.id}&${iteration}=1".to_owned(),
        "/a?${vu.id}pass=1&${vu.id}".to_owned(),
        "/a?b=$${vu.id}".to_owned(),
        "/${vu.id}/b".to_owned(),
        "/a#${vu.id}".to_owned(),
        "/a?\u{202e}\u{9b}2J=\u{2028}".to_owned(),
        format!("/{}", "long/".repeat(12_000)),
        format!("/a?{}", "b=1&".repeat(10_000)),
    ] {
        let world = World { site: World::new().site, elsewhere: other.clone() };
        let what: String = path.chars().take(60).collect();
        let har = recording(&[world.entry(1, "GET", "/en/"), world.entry(2, "GET", &path)]);
        let received = walked(&world, &what, &har).unwrap_or_else(|| panic!("{what} was refused"));
        let asked = url::Url::parse(&world.site.url(&path)).unwrap();
        let expected = &asked[url::Position::BeforePath..url::Position::AfterQuery];
        let found = world.site.asked().into_iter().any(|asked| {
            asked.path() == expected
                || expected.contains("pass=1")
                    && asked.path() == expected.replace("pass=1", "pass=my-password")
        });
        assert!(found, "{what}: {:.3000}", received);
    }
}

#[test]
fn words_are_sent_as_they_are_and_never_obeyed() {
    let long = hostile();
    for text in HOSTILE.into_iter().chain(BREAKERS).chain([&*long]) {
        let world = World::new();
        // What is called a password is one.
        let is_private = ["password", "secret"].iter().any(|word| text.contains(word));
        let name = if is_private { "name" } else { text };
        let mut first = world.entry(1, "GET", "/en/");
        first["pageref"] = json!(text);
        first["comment"] = json!(text);
        first["response"]["statusText"] = json!(text);
        first["response"]["content"]["text"] = json!(format!("<title>{text}</title><body id=\"{text}\">"));
        let coded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let coded_name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let form = "application/x-www-form-urlencoded";
        let har = json!({ "log": {
            "version": "1.2", "creator": { "name": text }, "browser": { "name": text }, "comment": text,
            "pages": [{ "id": text, "title": text, "startedDateTime": "2026-01-01T00:00:00Z", "pageTimings": {} }],
            "entries": [
                first,
                post(2, &world.site.url("/form"), form, &format!("a={coded}&b=1")),
                post(3, &world.site.url("/twice"), form, &format!("a={coded}&a=2&{coded_name}=3")),
                post(4, &world.site.url("/secret"), form, &format!("a={coded}&a=2&password=hunter2hunter2")),
                post(5, &world.site.url("/json"), "application/json", &json!({ "a": text, name: 1 }).to_string()),
                post(6, &world.site.url("/both"), "application/json",
                    &json!({ "a": text, "password": "hunter2hunter2", name: 1 }).to_string()),
                post(7, &world.site.url("/escaped"), "application/json",
                    r#"{"a":"\u0024{vu.id}","\u0024{iteration}":"x","password":"hunter2hunter2"}"#),
                post(8, &world.site.url("/text"), "text/plain", text),
            ],
        }})
        .to_string();
        let Some(received) = walked(&world, text, &har) else { panic!("{text:?} was refused") };
        assert!(!received.contains("hunter2"), "{text:?}");
        let asked = world.site.asked();
        assert!(asked.iter().all(|asked| asked.header("x-injected").is_none()), "{text:?}");
        let body = |path: &str| {
            let found = asked.iter().find(|asked| asked.path() == path);
            found.unwrap_or_else(|| panic!("{text:?}: {path}\n{received}")).body.clone()
        };
        let fields = |path: &str| -> Vec<(String, String)> {
            url::form_urlencoded::parse(body(path).as_bytes()).into_owned().collect()
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(fields("/form"), [pair("a", text), pair("b", "1")], "{text:?}");
        assert_eq!(fields("/twice"), [pair("a", text), pair("a", "2"), pair(name, "3")], "{text:?}");
        let secret = [pair("a", text), pair("a", "2"), pair("password", "my-password")];
        assert_eq!(fields("/secret"), secret, "{text:?}");
        let parsed = |path: &str| serde_json::from_str::<Value>(&body(path)).unwrap();
        assert_eq!(parsed("/json"), json!({ "a": text, name: 1 }), "{text:?}");
        assert_eq!(parsed("/both"), json!({ "a": text, "password": "my-password", name: 1 }), "{text:?}");
        let escaped = json!({ "a": "${vu.id}", "${iteration}": "x", "password": "my-password" });
        assert_eq!(parsed("/escaped"), escaped);
        // A text about passwords may hold one.
        assert_eq!(body("/text"), if is_private { "" } else { text });
    }
}

#[test]
fn headers_frame_nothing_and_carry_no_secret() {
    for (name, value) in [
        ("Host", "other.example"),
        ("host", "other.example"),
        (":authority", "other.example"),
        ("Content-Length", "0"),
        ("content-length", "999999"),
        ("Transfer-Encoding", "chunked"),
        ("Connection", "close, X-Csrf-Token"),
        ("Upgrade", "h2c"),
        ("Expect", "100-continue"),
        ("TE", "trailers"),
        ("X-Forwarded-Host", "other.example"),
        ("Proxy-Authorization", "Basic aHVudGVyMg=="),
        ("Authorization", "Bearer hunter2hunter2"),
        ("Cookie", "a=hunter2hunter2"),
        ("X-Api-Token", "hunter2hunter2"),
        ("X-Csrf-Token", "a\r\nX-Injected: 1"),
        ("X-Csrf-Token\r\nX-Injected", "1"),
        ("X-Csrf-Token: 1\r\nX-Injected", "1"),
        ("X-Csrf-Token", "\u{e9}\u{202e}\u{9b}"),
        ("X-\u{e9}-Token", "abcdefgh"),
        ("X-Csrf-Token", "${vu.id}"),
        ("X-Csrf-Token", "${account.password}"),
        ("Accept", "${iteration}"),
        ("Accept", "text/html\nX-Injected: 1"),
        ("X-Requested-With", "\u{0}"),
        ("X-Csrf-Token", &"t".repeat(1_000_000)),
        ("", "x"),
        (" ", ""),
    ] {
        let world = World::new();
        let mut asking = world.entry(2, "GET", "/api");
        asking["_resourceType"] = json!("xhr");
        asking["request"]["headers"] = json!([{ "name": name, "value": value }]);
        let har = recording(&[world.entry(1, "GET", "/en/"), asking]);
        let what = format!("{name:?}: {value:.40?}");
        let Some(received) = walked(&world, &what, &har) else { continue };
        let lower = received.to_lowercase();
        for never in [
            "other.example",
            "hunter2",
            "ahvudgvymg",
            "x-injected",
            "chunked",
            "999999",
            "h2c",
            "100-continue",
        ] {
            assert!(!lower.contains(never), "{what}: {never} is in\n{received:.2000}");
        }
        // A header with a secret's name is not written at all.
        if value.starts_with("${") && lower.contains(&format!("{}: ", name.to_lowercase())) {
            assert!(received.contains(value), "{what} is not sent as it was recorded:\n{received:.2000}");
        }
    }
    // What a body is, and what its sender calls it.
    for mime in [
        "application/json\r\nX-Injected: 1",
        "application/json; ${vu.id}",
        "text/plain; \u{202e}\u{9b}",
        "${account.password}",
        &"m".repeat(1_000_000),
    ] {
        let world = World::new();
        let sent = post(2, &world.site.url("/api"), mime, "{\"a\":1}");
        let har = recording(&[world.entry(1, "GET", "/en/"), sent]);
        if let Some(received) = walked(&world, mime, &har) {
            assert!(!received.to_lowercase().contains("x-injected"), "{mime}");
            assert!(!mime.contains("${") || received.contains(mime), "{mime}: {received}");
        }
    }
}

#[test]
fn methods_statuses_and_times_of_no_kind_are_survived() {
    let texts =
        [json!("\u{1b}[2J"), json!("x".repeat(1_000_000)), json!([]), json!({}), json!(null), json!(true)];
    let numbers = [
        json!(-1),
        json!(0),
        json!(1e308),
        json!(-1e308),
        json!(99_999),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(0.5),
    ];
    let paths = [
        "/startedDateTime",
        "/time",
        "/request",
        "/request/method",
        "/request/url",
        "/request/headers",
        "/request/postData",
        "/response",
        "/response/status",
        "/response/headers",
        "/response/redirectURL",
        "/response/content",
        "/response/content/text",
        "/response/content/mimeType",
        "/response/content/encoding",
        "/_resourceType",
    ];
    let mut survived = 0;
    for path in paths {
        for value in texts.iter().chain(&numbers) {
            let world = World::new();
            let mut odd = world.entry(2, "GET", "/odd");
            odd["_resourceType"] = json!("document");
            odd["request"]["postData"] = json!(null);
            odd["response"]["redirectURL"] = json!("");
            odd["response"]["content"]["encoding"] = json!("");
            *odd.pointer_mut(path).unwrap() = value.clone();
            let har = recording(&[world.entry(1, "GET", "/en/"), odd, world.entry(3, "GET", "/en/last")]);
            let what = format!("{path}: {:.40}", value.to_string());
            survived += usize::from(walked(&world, &what, &har).is_some());
        }
    }
    assert!(survived > 40, "{survived}");
    for method in [
        "CONNECT",
        "TRACE",
        "get",
        "GET / HTTP/1.1\r\nX-Injected: 1\r\n\r\nGET",
        "G T",
        "",
        "\u{202e}",
        "PURGE",
        "***",
    ] {
        let world = World::new();
        let har = recording(&[world.entry(1, "GET", "/en/"), world.entry(2, method, "/odd")]);
        if let Some(received) = walked(&world, method, &har) {
            assert!(!received.to_lowercase().contains("x-injected"), "{method}: {received}");
            assert!(!received.contains("CONNECT "), "{method}: {received}");
        }
    }
    for (started, time) in [
        ("-009999-01-01T00:00:00Z", "1e300"),
        ("9999-12-31T23:00:00Z", "-1e300"),
        ("2026-01-01T00:00:00+25:00", "1"),
        ("2026-01-01", "1"),
        ("now", "1"),
        ("2026-01-01T00:00:02Z", "1e999"),
        ("2026-01-01T00:00:02Z", "NaN"),
        ("2026-01-01T00:00:02Z", "Infinity"),
        ("2026-01-01T00:00:02Z", "-0.0"),
    ] {
        let world = World::new();
        let mut odd = world.entry(2, "GET", "/odd");
        odd["startedDateTime"] = json!(started);
        odd["time"] = json!("TIME");
        let har = recording(&[world.entry(1, "GET", "/en/"), odd]).replace("\"TIME\"", time);
        walked(&world, &format!("{started} {time}"), &har);
    }
}

#[test]
fn what_is_no_recording_is_refused_with_its_place() {
    for (har, place) in [
        ("", "x.har: 1:"),
        ("null", "x.har: 1:"),
        ("[]", "x.har: 1:1"),
        ("{\"log\":{\"entries\":{}}}", "x.har: 1:"),
        ("{\"log\":{\"entries\":[]}}", "x.har: holds no requests"),
        ("{\"log\":{\"version\":\"\u{9b}2J\",\"entries\":[{}]}}", "x.har: is HAR"),
        ("{\"log\":{\"entries\":[{}]}}", "x.har: entry 1: "),
        ("{\"log\":{\"entries\":[7]}}", "x.har: entry 1: "),
        ("{\"log\":{\"entries\":[\n{\"request\":", "x.har: 2:"),
        ("{\"log\":{\"entries\":[{\"a\":\"\u{1}\"}]}}", "x.har: 1:"),
        ("{\"log\":{\"entries\":[{\"a\":\"\\ud800\"}]}}", "x.har: entry 1: "),
    ] {
        let place_ = Place::new();
        place_.write("x.har", har);
        let ended = place_.run(&["compile", "x.har"]);
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains(place), "{har:?}: {problem}");
        assert_streams(har, &ended);
    }
}

/// Sizes that cost no attacker much. What is made of them is a scenario or a refusal, after as much work as for a large page.
#[test]
fn much_of_anything_is_cut_short() {
    let world = World::new();
    let base = &world.site.base;
    let page = |second: usize, path: String| world.entry(second, "GET", &path);
    let many = |count: usize, entry: &dyn Fn(usize) -> String| {
        let first = world.entry(0, "GET", "/en/").to_string();
        let rest: Vec<String> = (1..=count).map(entry).collect();
        format!("{{\"log\":{{\"entries\":[{first},{}]}}}}", rest.join(","))
    };
    let small = |path: &str| {
        format!(
            "{{\"startedDateTime\":\"2026-01-01T00:00:00Z\",\"request\":{{\"method\":\"GET\",\"url\":\"{path}\"}},\
             \"response\":{{\"status\":200}}}}"
        )
    };
    let redirect = |from: usize, to: usize| {
        format!(
            "{{\"startedDateTime\":\"2026-01-01T00:00:00Z\",\"request\":{{\"method\":\"GET\",\"url\":\"{base}/{from}\"}},\
             \"response\":{{\"status\":302,\"redirectURL\":\"{base}/{to}\"}}}}"
        )
    };
    let token = |number: usize| format!("tok{number:08}en");
    let form = |pairs: usize| {
        (0..pairs).map(|pair| format!("n{pair}_token={}", token(pair))).collect::<Vec<_>>().join("&")
    };
    let answer = |text: &str| {
        let mut entry = page(1, "/brings".into());
        entry["response"]["content"]["text"] = json!(text);
        entry
    };
    let sends = |text: &str| post(2, &world.site.url("/form"), "application/x-www-form-urlencoded", text);
    for (what, har) in [
        ("pages", many(100_000, &|number| small(&format!("{base}/{number}")))),
        ("the same page", many(100_000, &|_| small(&format!("{base}/a")))),
        ("other hosts", many(100_000, &|number| small(&format!("http://h{number}.example/")))),
        ("redirects", many(60_000, &|number| redirect(number, number + 1_000_000))),
        ("a long way round", many(60_000, &|number| redirect(number, number + 1))),
        ("a circle", many(50_000, &|_| redirect(1, 1))),
        ("orders", many(50_000, &|number| small(&format!("{base}/order-confirmation/{number}")))),
        ("fields", recording(&[page(1, "/a".into()), sends(&form(100_000))])),
        ("values", recording(&[answer(&form(20_000)), sends(&form(20_000))])),
        (
            "places",
            recording(&[
                answer(&format!(
                    "{}{}",
                    " x=tok00000001en ".repeat(500_000),
                    "<input name=\"a_token\" value=\"tok00000001en\">"
                )),
                sends("a_token=tok00000001en"),
            ]),
        ),
        (
            "spaces",
            recording(&[
                answer(&format!("{}tok00000001en\"", "<a <a <a ".repeat(2_000_000))),
                sends("a_token=tok00000001en&b_token=tok00000002en&c_token=tok00000003en"),
            ]),
        ),
        (
            "a long name",
            recording(&[page(1, "/a".into()), sends(&format!("{}token=abcdefgh", "x".repeat(2_000_000)))]),
        ),
        (
            "a long address of an order",
            recording(&[
                page(1, "/a".into()),
                post(
                    2,
                    &world.site.url(&format!("/order/{}", "x".repeat(2_000_000))),
                    "application/json",
                    "{}",
                ),
            ]),
        ),
        (
            "a deep body",
            recording(&[
                page(1, "/a".into()),
                post(
                    2,
                    &world.site.url("/b"),
                    "application/json",
                    &format!("{}{}", "[".repeat(50_000), "]".repeat(50_000)),
                ),
            ]),
        ),
        (
            "uploads",
            many(20_000, &|number| {
                post(number % 80_000, &world.site.url("/up"), "multipart/form-data; boundary=x", "filename")
                    .to_string()
            }),
        ),
    ] {
        let place = Place::new();
        place.write("x.har", &har);
        let ended = place.run(&["compile", "x.har", "-o", "s.toml"]);
        assert!(matches!(ended.code, Some(0 | 104)), "{what}: {:?} {:.500}", ended.code, ended.stderr);
        assert_streams(what, &ended);
        if ended.code == Some(0) {
            Scenario::parse(&place.read("s.toml"), "s.toml".as_ref()).unwrap();
        }
    }
    assert!(world.site.asked().is_empty());
}

/// Clicks through a shop are not what is refused.
#[test]
fn a_recording_as_they_are_is_walked() {
    let world = World::new();
    let entries: Vec<Value> = (0..300).map(|page| world.entry(page, "GET", &format!("/en/{page}"))).collect();
    walked(&world, "300 pages", &recording(&entries)).unwrap();
    assert_eq!(load(&world).len(), 300);
}
