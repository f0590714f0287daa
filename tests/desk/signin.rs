//! Sessions of browsers: opened with a token, kept from other sites, ended.

use serde_json::json;

use crate::client::{OpenDesk, Reply, bearer, command, open, open_by};
use crate::support::Place;

/// A browser's cookies and what it sends with them.
pub(crate) struct Browser<'a> {
    pub(crate) desk: &'a OpenDesk<'a>,
    /// The pairs of `Cookie`.
    pub(crate) cookies: Vec<String>,
}

impl<'a> Browser<'a> {
    pub(crate) const fn new(desk: &'a OpenDesk<'a>) -> Self {
        Self { desk, cookies: Vec::new() }
    }

    /// Sends a request with the cookies, and keeps those that are set.
    pub(crate) fn send(&mut self, line: &str, headers: &[&str], body: &str) -> Reply {
        let mut all: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        if !self.cookies.is_empty() {
            all.push(format!("Cookie: {}", self.cookies.join("; ")));
        }
        let reply = self.desk.send(line, &all, body);
        for set in values(&reply.raw_head, "set-cookie") {
            let pair = set.split(';').next().unwrap().to_owned();
            let name = pair.split('=').next().unwrap().to_owned();
            self.cookies.retain(|known| known.split('=').next() != Some(&name));
            if !pair.ends_with('=') {
                self.cookies.push(pair);
            }
        }
        reply
    }

    pub(crate) fn form(&mut self, path: &str, fields: &str) -> Reply {
        let headers = ["Content-Type: application/x-www-form-urlencoded", "Sec-Fetch-Site: same-origin"];
        self.send(&format!("POST {path}"), &headers, fields)
    }

    /// The token in the forms of the page that says who is signed in.
    pub(crate) fn csrf(&mut self) -> String {
        let page = self.send("GET /sign-in", &[], "").body;
        let after = page.split("name=\"csrf\" value=\"").nth(1).unwrap_or_else(|| panic!("{page}"));
        after.split('"').next().unwrap().to_owned()
    }
}

/// The values of a header.
pub(crate) fn values(head: &str, name: &str) -> Vec<String> {
    let fields = head.lines().filter_map(|line| line.split_once(": "));
    fields.filter(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).collect()
}

#[test]
fn a_token_opens_a_session_that_looks_and_with_its_page_acts() {
    let place = Place::new();
    let desk = open(&place);
    let token = desk.token("ada", "run");
    let mut browser = Browser::new(&desk);
    let page = browser.send("GET /sign-in?next=/runs", &["Accept-Language: fr"], "");
    assert!(
        page.status == 200 && page.body.contains("Votre jeton") && page.body.contains("value=\"&#x2f;runs\""),
        "{page:?}"
    );
    let refused = browser.form("/sign-in", "token=pldesk_wrong");
    assert!(refused.status == 401 && refused.body.contains("not valid"), "{refused:?}");
    assert_eq!(browser.cookies, [""; 0]);
    let opened = browser.form("/sign-in", &format!("token=+{token}+&next=/runs"));
    assert_eq!((opened.status, values(&opened.raw_head, "location")), (303, vec!["/runs".to_owned()]));
    let set = values(&opened.raw_head, "set-cookie").remove(0);
    assert!(set.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax"), "{set}");
    assert!(!set.contains(&token), "the cookie is not the token");
    assert!(browser.send("GET /sign-in", &[], "").body.contains("signed in as ada"));
    browser.send("GET /api/v1/runs", &[], "").assert(200);
    browser.send("GET /api/v1/tokens", &[], "").problem(403);
    // Another site's page can send the cookie, and does not know the token of forms.
    let stop = "POST /api/v1/runs/7/stop";
    assert!(browser.send(stop, &[], "").problem(403).contains("page of this desk"));
    browser.send(stop, &["X-CSRF-Token: 00"], "").problem(403);
    let csrf = browser.csrf();
    browser.send(stop, &[&format!("X-CSRF-Token: {csrf}")], "").problem(404);
    // Keys of a session are others than those of its token.
    let as_json = ["Content-Type: application/json", &format!("X-CSRF-Token: {csrf}"), "Idempotency-Key: a"];
    browser.send("POST /api/v1/runs", &as_json, "{}").problem(422);
    // A request with a token is judged by the token.
    browser.send("GET /api/v1/runs", &[&bearer("pldesk_wrong")], "").problem(401);
    // Nobody else's form signs a person out.
    browser.form("/sign-out", "").problem(403);
    let out = browser.form("/sign-out", &format!("csrf={csrf}"));
    assert_eq!((out.status, browser.cookies.len()), (303, 0));
    let audit = desk.ask("GET /api/v1/audit").assert(200);
    let said: Vec<_> =
        audit["items"].as_array().unwrap().iter().map(|row| (&row["person"], &row["action"])).collect();
    assert_eq!(said[..2], [(&json!("ada"), &json!("session.end")), (&json!("ada"), &json!("session.open"))]);
}

#[test]
fn a_session_ends_at_the_desk_and_not_only_in_the_browser() {
    let place = Place::new();
    let desk = open(&place);
    let made = desk
        .tell("POST /api/v1/tokens", &json!({ "name": "x", "person": "ada", "scope": "read" }))
        .assert(201);
    let token = made["token"].as_str().unwrap();
    let sign_in = || {
        let mut browser = Browser::new(&desk);
        browser.form("/sign-in", &format!("token={token}"));
        browser
    };
    let (mut one, mut other) = (sign_in(), sign_in());
    let kept = Browser { desk: &desk, cookies: one.cookies.clone() };
    let csrf = one.csrf();
    one.form("/sign-out", &format!("csrf={csrf}"));
    let mut stolen = kept;
    stolen.send("GET /api/v1/runs", &[], "").problem(401);
    other.send("GET /api/v1/runs", &[], "").assert(200);
    // A new sign-in of a browser ends its old session.
    let mut old = Browser { desk: &desk, cookies: other.cookies.clone() };
    other.form("/sign-in", &format!("token={token}"));
    old.send("GET /api/v1/runs", &[], "").problem(401);
    desk.ask(&format!("DELETE /api/v1/tokens/{}", made["id"])).assert(204);
    other.send("GET /api/v1/runs", &[], "").problem(401);
    // Neither cookie nor token is in the database as it is.
    for file in ["desk.sqlite", "desk.sqlite-wal"] {
        let Ok(bytes) = std::fs::read(place.path("data").join(file)) else { continue };
        let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(!has(token) && !has(other.cookies[0].split('=').nth(1).unwrap()), "{file}");
    }
}

#[test]
fn another_sites_form_is_refused_and_every_page_says_what_browsers_may_do() {
    let place = Place::new();
    let desk = open(&place);
    let fields = format!("token={}", desk.admin);
    let form = "Content-Type: application/x-www-form-urlencoded";
    for from in [
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Origin: https://evil.example",
        "Origin: null",
    ] {
        let mut browser = Browser::new(&desk);
        browser.send("POST /sign-in", &[form, from], &fields).problem(403);
        assert_eq!(browser.cookies, [""; 0]);
    }
    desk.send("POST /sign-in", &["Content-Type: text/plain".to_owned()], &fields).problem(415);
    for path in ["/sign-in", "/api/v1/openapi.json", "/nothing", "/assets/sign-in.css"] {
        let reply = desk.send(&format!("GET {path}"), &[], "");
        for header in [
            "content-security-policy: default-src 'self'; ",
            "frame-ancestors 'none'",
            "x-content-type-options: nosniff",
            "referrer-policy: same-origin",
            "cache-control: no-store",
        ] {
            assert!(reply.head.contains(header), "{path}: {}", reply.head);
        }
    }
    assert!(
        !desk.send("GET /sign-in", &[], "").body.contains("style="),
        "the policy allows no style of a page's own text"
    );
}

#[test]
fn behind_tls_the_cookie_goes_by_tls_only() {
    let place = Place::new();
    let desk = open_by(&place, command(&place).args(["--public-url", "https://desk.example"]));
    assert!(place.read("stdout").contains("open: https://desk.example/, and listens at http://127.0.0.1:"));
    let mut browser = Browser::new(&desk);
    let headers = ["Content-Type: application/x-www-form-urlencoded", "Origin: https://desk.example"];
    let opened = browser.send("POST /sign-in", &headers, &format!("token={}", desk.admin));
    let set = values(&opened.raw_head, "set-cookie").remove(0);
    assert!(set.starts_with("__Host-promo-load-session=") && set.ends_with("; Secure"), "{set}");
    // A proxy that passes the public name on is answered.
    assert_eq!(desk.send("GET /healthz", &["Host: desk.example".to_owned()], "").status, 200);
    desk.send("GET /healthz", &["Host: evil.example".to_owned()], "").problem(421);
}
