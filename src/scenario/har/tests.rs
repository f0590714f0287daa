//! Recordings as browsers export them, and the scenarios made of them.

use std::path::Path;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::scenario::{Places, Step, ThinkTime};

const FIXTURE: &str = include_str!("../../../tests/fixtures/har/purchase.har");

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
    import(&text, &options()).unwrap()
}

fn options() -> HarOptions {
    HarOptions { name: "r".into(), base_url: None }
}

fn steps(entries: &[Value]) -> Vec<Step> {
    imported(entries).scenario.journeys.remove(0).steps
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn the_fixture_is_the_scenario_in_the_folder() {
    let imported = import(FIXTURE, &options()).unwrap();
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
        let error = import(&text, &options()).unwrap_err().to_string();
        assert!(error.contains(expected) && !error.contains('\n'), "{error}\nis not\n{expected}");
    }
    let elsewhere = HarOptions { base_url: Some("https://other.test/".parse().unwrap()), ..options() };
    let error = import(&entries(&good), &elsewhere).unwrap_err();
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
fn redirects_belong_to_the_request_that_they_answer() {
    let mut first = entry(1, "GET", "/en/", 302, "");
    first["response"]["redirectURL"] = json!("/en/2-home");
    let mut away = entry(5, "GET", "/en/login", 302, "");
    away["response"]["headers"] = json!([{ "name": "Location", "value": "https://sso.test/" }]);
    let steps = steps(&[
        entry(2, "GET", "/en/2-home", 200, "<body id=\"category\">"),
        first,
        entry(3, "GET", "/en/9-gone.html", 404, ""),
        away,
    ]);
    let seen: Vec<_> = steps
        .iter()
        .map(|step| (step.name.as_str(), step.path.as_str(), step.expect_status.as_slice()))
        .collect();
    assert_eq!(
        seen,
        [
            ("home_page", "/en/", &[][..]),
            ("product_page", "/en/9-gone.html", &[404]),
            ("get_en_login", "/en/login", &[302]),
        ]
    );
    assert_eq!(steps[0].checks[0].body_contains.as_deref(), Some("<body id=\"category\""));
    let pauses: Vec<_> = steps.iter().map(|step| step.think_time.mean().as_millis()).collect();
    // From the end of the last hop, 2.25 s, to 3 s; and from 3.25 s to 5 s.
    assert_eq!(pauses, [800, 1_800, 0]);
}

#[test]
fn pauses_are_cut_and_what_ran_side_by_side_waits_for_nothing() {
    let imported = imported(&[
        entry(1, "GET", "/a", 200, ""),
        entry(1, "GET", "/a", 200, ""),
        entry(2, "GET", "/b", 200, ""),
        json!({ "startedDateTime": "2026-11-02T11:00:00Z", "time": -1,
                "request": { "method": "GET", "url": "https://shop.test/c", "headers": null },
                "response": { "status": 200 } }),
    ]);
    let steps = &imported.scenario.journeys[0].steps;
    let names: Vec<&str> = steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["get_a", "get_a_2", "get_b", "get_c"]);
    let minute = std::time::Duration::from_secs(60);
    assert_eq!(steps[2].think_time, ThinkTime::between(minute, minute));
    assert!(steps[0].think_time.is_zero() && !steps[1].think_time.is_zero());
    assert!(imported.notes[0].starts_with("1 pauses of more than a minute"), "{:?}", imported.notes);
    assert_eq!(imported.scenario.mode, Mode::ReadOnly);
}

#[test]
fn tokens_come_from_the_answer_that_brought_them() {
    let page = "<body id=\"authentication\"><input name=\"q\" value=\"\"><input type=\"hidden\" name=\"token\" value=\"a1b2c3d4e5\">\
                <script>var x = {\"nonce\":\"zz99yy88\",\"id\":\"12345678\"}</script><meta name=\"csrf\" content=\"Qw12Er34Ty\">";
    let mut coded = entry(1, "GET", "/en/login", 200, "");
    coded["response"]["content"] =
        json!({ "mimeType": "text/html", "encoding": "base64", "text": base64_of(page) });
    let mut json_post = post(3, "/api", "application/json", "{\"n\":\"zz99yy88\",\"product\":\"12345678\"}");
    json_post["request"]["headers"] = json!([{ "name": "X-CSRF-Token", "value": "Qw12Er34Ty" }]);
    let steps = steps(&[
        coded,
        post(2, "/en/login?t=a1b2c3d4e5&id=7", FORM, "token=a1b2c3d4e5&a%5B%5D=1&a%5B%5D=2"),
        json_post,
    ]);
    let extracts: Vec<_> = steps[0]
        .extracts
        .iter()
        .map(|extract| (extract.name.as_str(), extract.between.clone().unwrap()))
        .collect();
    let literals = |before: &str| [before.to_owned(), "\"".to_owned()];
    assert_eq!(
        extracts,
        [
            ("t", literals("name=\"token\" value=\"")),
            ("x_csrf_token", literals("content=\"")),
            ("n", literals("\"nonce\":\"")),
        ]
    );
    assert_eq!(steps[1].path, "/en/login?t=${t}&id=7");
    assert_eq!(
        steps[1].body.as_deref(),
        Some("token=${t}&a%5B%5D=1&a%5B%5D=2"),
        "a name that is there twice"
    );
    assert_eq!(steps[2].body.as_deref(), Some("{\"n\":\"${n}\",\"product\":\"12345678\"}"));
    assert!(steps[2].headers.0.contains(&("X-CSRF-Token".into(), "${x_csrf_token}".into())));
    for extract in &steps[0].extracts {
        let answer =
            crate::http::Answer { status: 200, headers: crate::http::HeaderMap::new(), body: page.into() };
        let places = Places::new(&[], &answer.body);
        let extract = extract.compile().unwrap();
        let found = extract.find(&answer, &places, &mut fastrand::Rng::with_seed(1), |_| None).unwrap();
        assert!(["a1b2c3d4e5", "zz99yy88", "Qw12Er34Ty"].contains(&found.as_str()), "{found}");
    }
}

fn base64_of(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn what_could_not_be_replaced_is_said() {
    let token = post(2, "/en/cart", FORM, "token=a1b2c3d4e5&add=1");
    for (body, reason) in
        [("", "has no response bodies"), ("<p>", "no earlier answer of the recording holds these tokens")]
    {
        let imported = imported(&[entry(1, "GET", "/", 200, body), token.clone()]);
        assert!(imported.notes[0].contains(reason), "{:?}", imported.notes);
        assert!(
            imported.notes[0].starts_with("error to be solved before the first run"),
            "{:?}",
            imported.notes
        );
        assert!(imported.notes[0].ends_with("`token` of step add_to_cart"), "{:?}", imported.notes);
    }
}

#[test]
fn secrets_are_never_written() {
    let mut login = post(2, "/en/login", FORM, "email=a%40b.test&password=hunter2hunter2&stay=1");
    login["request"]["headers"] = json!([
        { "name": "Authorization", "value": "Bearer hunter2hunter2" },
        { "name": "Cookie", "value": "s=hunter2hunter2" },
        { "name": "User-Agent", "value": "hunter2" },
    ]);
    let imported = imported(&[
        entry(1, "GET", "/en/login?passwd=hunter2", 200, "<input value=\"hunter2hunter2\">"),
        login,
        post(
            3,
            "/api",
            "application/json",
            "{\"user\":{\"password\":\"hunter2\\\"x\"},\"card_number\":\"4111hunter2\",\"cvc\":123454321}",
        ),
        post(4, "/api/list", FORM, "password=hunter2&password=hunter2"),
        post(5, "/upload", "multipart/form-data; boundary=x", "hunter2"),
    ]);
    let text = imported.scenario.to_toml().unwrap();
    assert!(!text.contains("hunter2") && !text.contains("a@b.test"), "{text}");
    assert!(
        text.contains("email = \"${account.email}\"") && text.contains("password = \"${account.password}\""),
        "{text}"
    );
    assert!(text.contains("/en/login?passwd=${account.password}"), "{text}");
    assert!(
        text.contains(r#"{"user":{"password":"${account.password}"},"card_number":"${account.cardnumber}","cvc":"${account.cvc}"}"#),
        "{text}"
    );
    assert_eq!(imported.account_fields, ["cardnumber", "cvc", "email", "password"]);
    assert_eq!(
        imported.scenario.data,
        [DataSource::of_file("account", "accounts.csv", Pick::Unique).kept_secret()]
    );
    let notes = imported.notes.join("\n");
    for part in [
        "the body of step post_upload is a multipart form that cannot be read",
        "left out, headers that carry a secret, which is never written: Authorization; give yours with --header \
         Authorization=env:VARIABLE",
        "its first line `cardnumber,cvc,email,password`",
    ] {
        assert!(notes.contains(part), "`{part}` is not in {notes}");
    }
}

#[test]
fn nothing_that_may_place_an_order_is_kept() {
    let json = "application/json";
    for (path, mime, text) in [
        ("/?wc-ajax=checkout", FORM, "billing_city=x"),
        ("/", FORM, "woocommerce_checkout_place_order=Place+order"),
        ("/index.php", FORM, "action=placeOrder"),
        ("/index.php?controller=commande", FORM, ""),
        ("/rest/default/V1/guest-carts/x1/payment-information", json, "{}"),
        ("/rest/default/V1/guest-carts/x1/order", json, "{}"),
        ("/rest/V1/carts/mine/order", json, "{}"),
        ("/api/orders", json, "{}"),
        ("/order/confirm", FORM, ""),
        ("/kasse/bestellen", FORM, ""),
        ("/jetzt-kaufen", FORM, ""),
        ("/zam%C3%B3wienie", FORM, ""),
        ("/onepage/saveOrder", FORM, ""),
        ("/store-api/checkout/order", json, "{}"),
        ("/12/checkouts/ab", FORM, ""),
        ("/pedido", FORM, ""),
        ("/pay", FORM, ""),
        ("/graphql", json, "{\"operationName\":\"placeOrder\"}"),
        ("/graphql", json, "{\"query\":\"mutation { placeOrder(input: {}) { order } }\"}"),
    ] {
        let imported = imported(&[entry(1, "GET", "/", 200, ""), post(2, path, mime, text)]);
        assert_eq!(imported.scenario.journeys[0].steps.len(), 1, "{path} {text}");
        let name = path.split('?').next().unwrap();
        let expected = format!("promo-load never orders; left out: POST {name}");
        assert!(imported.notes[0].starts_with(&expected), "{path}: {:?}", imported.notes);
    }
    let with_query = imported(&[entry(1, "GET", "/", 200, ""), post(2, "/?wc-ajax=checkout", FORM, "")]);
    assert!(with_query.notes[0].ends_with("POST /?wc-ajax=checkout"), "{:?}", with_query.notes);
}

#[test]
fn pages_of_the_checkout_are_kept_but_not_those_that_thank() {
    for (path, kept) in [
        ("/checkout/", true),
        ("/en/order", true),
        ("/en/order-history", true),
        ("/kasse", true),
        ("/en/7-how-to-success.html", true),
        ("/checkout/onepage/success", false),
        ("/checkout/order-received/12", false),
        ("/thank-you", false),
        ("/en/order-confirmation?id_cart=1", false),
        ("/index.php?controller=order-confirmation", false),
        ("/en/confirmation-commande", false),
        ("/en/module/pay/validation", false),
    ] {
        let steps = steps(&[entry(1, "GET", "/", 200, ""), entry(2, "GET", path, 200, "")]);
        assert_eq!(steps.len() == 2, kept, "{path}");
    }
}

#[test]
fn no_name_of_a_secret_is_overlooked() {
    let json = "application/json";
    for name in [
        "pass",
        "passwd",
        "pw",
        "pwd",
        "pin",
        "passphrase",
        "secret",
        "api_key",
        "apikey",
        "access_key",
        "client_secret",
        "refresh_token",
        "otp",
        "cvv",
        "iban",
        "user[pass]",
        "newPass",
        "userpass",
        "mot_de_passe",
    ] {
        let coded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        for (path, mime, text) in [
            ("/a", FORM, format!("x=1&{coded}=hunter2x9")),
            ("/a", FORM, format!("x[]=1&x[]=2&{coded}=hunter2x9")),
            ("/a", json, format!("{{\"a\":[{{\"{name}\":\"hunter2x9\"}}],\"b\":1}}")),
            ("/a", json, format!("{{\"{name}\":[\"hunter2x9\"]}}")),
            (&format!("/a?{coded}=hunter2x9"), json, "{}".to_owned()),
        ] {
            let imported = imported(&[post(1, path, mime, &text)]);
            let written = imported.scenario.to_toml().unwrap();
            assert!(
                !written.contains("hunter2x9") && written.contains("${account."),
                "{path} {text}: {written}"
            );
        }
    }
}

#[test]
fn a_body_with_a_secret_that_cannot_be_replaced_is_left_out() {
    let json = "application/json";
    for (mime, text, kept) in [
        ("text/xml", "<l><password>hunter2</password></l>", false),
        ("text/plain", "pin hunter2", false),
        (json, "{\"user\":{\"passphrase\":\"hunter2\"},\"t\":\"not json", false),
        (json, r#"{"query":"mutation { login(email: \"a\", password: \"hunter2\") { id } }"}"#, false),
        (json, r#"{"inner":"{\"password\":\"hunter2\"}"}"#, false),
        (FORM, "data=%7B%22password%22%3A%22hunter2%22%7D", false),
        (json, r#"{"query":"mutation ($password: String!) { login(password: $password) { id } }"}"#, true),
        ("text/xml", "<l><mug>1</mug></l>", true),
    ] {
        let imported = imported(&[post(1, "/login", mime, text)]);
        let step = &imported.scenario.journeys[0].steps[0];
        assert_eq!(step.body.is_some(), kept, "{text}");
        assert!(step.form.is_empty() && step.method() == "POST", "{text}");
        let said = imported.notes.iter().any(|note| note.starts_with("the body of step post_login may hold"));
        assert_eq!(said, !kept, "{text}: {:?}", imported.notes);
        assert!(!imported.scenario.to_toml().unwrap().contains("hunter2"), "{text}");
    }
}

/// A script's request with headers.
fn script(second: u32, path: &str, headers: &Value) -> Value {
    let mut entry = entry(second, "GET", path, 200, "{}");
    entry["_resourceType"] = json!("xhr");
    entry["request"]["headers"] = headers.clone();
    entry
}

#[test]
fn values_of_headers_cookies_and_paths_are_extracted() {
    let mut first = entry(1, "GET", "/", 200, "{\"cart\": \"c_9988776655\",\"n\":\"a\"}");
    first["response"]["headers"] = json!([
        { "name": "X-CSRF-Token", "value": "hdrtok-55667788" },
        { "name": "Set-Cookie", "value": "XSRF-TOKEN=cook1a2b3c; Path=/\nCODED=abc%3D1234%3D; Path=/" },
    ]);
    let headers = json!([
        { "name": "X-CSRF-Token", "value": "hdrtok-55667788" },
        { "name": "X-XSRF-TOKEN", "value": "cook1a2b3c" },
        { "name": "X-Form-Token", "value": "abc=1234=" },
        { "name": "X-Auth-Token", "value": "hunter2hunter2" },
    ]);
    let imported = imported(&[first, script(2, "/api/c_9988776655/items", &headers)]);
    let steps = &imported.scenario.journeys[0].steps;
    let extracts: Vec<_> = steps[0]
        .extracts
        .iter()
        .map(|found| (found.name.as_str(), found.header.as_deref(), found.cookie.as_deref()))
        .collect();
    let expected = [
        ("x_csrf_token", Some("X-CSRF-Token"), None),
        ("x_xsrf_token", None, Some("XSRF-TOKEN")),
        ("id", None, None),
    ];
    assert_eq!(extracts, expected);
    assert_eq!(steps[1].path, "/api/${id}/items");
    let sent: Vec<&str> = steps[1].headers.0.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(sent, ["${x_csrf_token}", "${x_xsrf_token}"]);
    let step = &steps[1].name;
    assert!(
        imported.notes[0].ends_with(&format!("refuse them: `X-Form-Token` of step {step} (cookie CODED)"))
    );
    assert!(imported.notes[1].ends_with(&format!("left out: `X-Auth-Token` of step {step}")));
    assert_eq!(imported.notes.len(), 2, "{:?}", imported.notes);
}

#[test]
fn parts_of_paths_that_nothing_marks_are_said_and_pages_keep_theirs() {
    let brought =
        |text: &str, path: &str| imported(&[entry(1, "GET", "/", 200, text), script(2, path, &json!([]))]);
    let unmarked = brought("c_9988776655", "/api/c_9988776655");
    assert!(
        unmarked.notes[0].contains("`c_9988776655` of step get_api_c_9988776655"),
        "{:?}",
        unmarked.notes
    );
    for path in ["/en/10-art-posters", "/api/iphone-case-256gb", "/api/short1"] {
        let kept = brought(&format!("<a href=\"{path}\">"), path);
        assert_eq!(kept.scenario.journeys[0].steps[1].path, path);
        assert_eq!(kept.notes, Vec::<String>::new());
    }
}

#[test]
fn what_changes_the_shop_is_said() {
    let imported = imported(&[
        entry(1, "GET", "/en/cart?add=1&id_product=3", 200, ""),
        post(2, "/newsletter", FORM, "a=1"),
        entry(3, "DELETE", "/api/cart/1", 200, ""),
    ]);
    let expected = [
        "GET /en/cart (step add_to_cart)",
        "POST /newsletter (step post_newsletter)",
        "DELETE /api/cart/1 (step delete_api_cart_1)",
    ];
    assert_eq!(imported.changing, expected);
    assert_eq!(imported.scenario.mode, Mode::Full);
    assert!(imported.notes[0].contains(&expected.join(", ")), "{:?}", imported.notes);
}

#[test]
fn what_has_no_answer_is_left_out() {
    let mut cut = entry(2, "GET", "/b", 200, "");
    cut.as_object_mut().unwrap().remove("response");
    let imported = imported(&[entry(1, "GET", "/a", 200, ""), cut]);
    assert_eq!(imported.notes, ["left out, requests without an answer: 1"]);
    assert_eq!(imported.scenario.journeys[0].steps.len(), 1);
}

#[test]
fn a_multipart_form_keeps_its_fields_and_names_its_files() {
    let mime = "multipart/form-data; boundary=\"x-1\"";
    let part = |head: &str, value: &str| {
        format!("--x-1\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n")
    };
    let text = part("name=\"qty\"", "3")
        + &part("name=\"say\"", "a\r\n${vu.id} --x")
        + &part("name=\"pass\"", "hunter2")
        + &part("name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream", "")
        + &part("name=\"f\"; filename=\"../../etc/a%22b.png\"\r\nContent-Type: image/png", "\u{89}PNG")
        + "--x-1--\r\n";
    let imported = imported(&[entry(1, "GET", "/a", 200, ""), post(2, "/form", mime, &text)]);
    let step = &imported.scenario.journeys[0].steps[1];
    assert_eq!((step.method(), step.body.as_deref(), step.headers.0.len()), ("POST", None, 0));
    let shown: Vec<_> = step
        .multipart
        .iter()
        .map(|part| (part.name.as_str(), part.value.as_deref(), part.file.as_deref().and_then(Path::to_str)))
        .collect();
    assert_eq!(
        shown,
        [
            ("qty", Some("3"), None),
            ("say", Some("a\r\n$${vu.id} --x"), None),
            ("pass", Some("${account.password}"), None),
            ("none", Some(""), None),
            ("f", None, Some("uploads/a_b.png")),
        ]
    );
    assert_eq!(step.multipart[4].filename.as_deref(), Some("../../etc/a\"b.png"));
    assert_eq!(step.multipart[4].content_type.as_deref(), Some("image/png"));
    assert!(
        imported.notes[0].ends_with("beside the scenario: uploads/a_b.png (step post_form)"),
        "{:?}",
        imported.notes
    );
    // Writing and reading it changes nothing.
    let toml = imported.scenario.to_toml().unwrap();
    assert_eq!(
        Scenario::parse(&toml, Path::new("x.toml")).unwrap().journeys,
        imported.scenario.journeys,
        "{toml}"
    );

    let firefox = json!({ "mimeType": mime, "params": [
        { "name": "qty", "value": "3" }, { "name": "f", "fileName": "a.png", "contentType": "image/png", "value": "x" } ] });
    let mut entry = entry(2, "POST", "/form", 200, "");
    entry["request"]["postData"] = firefox;
    let steps = steps(&[entry]);
    assert_eq!(steps[0].multipart.len(), 2);
    assert_eq!(steps[0].multipart[1].file.as_deref(), Some(Path::new("uploads/a.png")));
}

#[test]
fn a_multipart_form_that_is_cut_off_or_hides_a_secret_is_left_out() {
    let mime = "multipart/form-data; boundary=x";
    for text in [
        "",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n",
        "--x\r\nContent-Type: text/plain\r\n\r\n1\r\n--x--",
        "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{\"password\":\"hunter2\"}\r\n--x--",
    ] {
        let imported = imported(&[entry(1, "GET", "/a", 200, ""), post(2, "/form", mime, text)]);
        let step = &imported.scenario.journeys[0].steps[1];
        assert!(step.multipart.is_empty() && step.body.is_none(), "{text}");
        let said = "the body of step post_form is a multipart form that cannot be read";
        assert!(imported.notes.iter().any(|note| note.starts_with(said)), "{text}: {:?}", imported.notes);
    }
}

#[test]
fn the_shop_is_where_the_first_page_came_from() {
    let at = |mut entry: Value, url: &str| {
        entry["request"]["url"] = json!(url);
        entry
    };
    let door = |url: &str, to: &str, inside: bool| {
        let mut entry = at(entry(1, "GET", "/", 301, ""), url);
        if inside {
            entry["response"]["redirectURL"] = json!(to);
        } else {
            entry["redirectURL"] = json!(to);
        }
        entry
    };
    for (from, shop) in [
        ("https://shop.test/", "https://www.shop.test/"),
        ("http://shop.test/", "https://shop.test/"),
        ("http://shop.test/", "https://www.shop.test/"),
    ] {
        for inside in [true, false] {
            let imported = imported(&[
                door(from, shop, inside),
                at(entry(2, "GET", "/", 200, "<p>"), shop),
                at(entry(3, "GET", "/", 200, "<p>"), &format!("{shop}p")),
            ]);
            assert_eq!(imported.scenario.base_url.as_str(), shop);
            let paths: Vec<_> =
                imported.scenario.journeys[0].steps.iter().map(|step| step.path.as_str()).collect();
            assert_eq!(paths, ["/", "/p"], "{from}");
            let door = from.trim_end_matches('/');
            assert!(
                imported.notes[0].starts_with(&format!("{door} redirects to the shop")),
                "{:?}",
                imported.notes
            );
        }
    }
    // Neither an error of another host nor a script's answer is a page.
    let mut json = at(entry(1, "GET", "/", 200, "{}"), "https://api.test/x");
    json["response"]["content"]["mimeType"] = json!("application/json");
    let imported = imported(&[
        json,
        at(entry(2, "GET", "/", 404, ""), "https://old.test/"),
        entry(3, "GET", "/", 200, ""),
    ]);
    assert_eq!(imported.scenario.base_url.as_str(), "https://shop.test/");
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

#[test]
fn half_a_character_is_read_as_browsers_send_it() {
    let text = |body: &str| {
        let good = entry(1, "GET", "/a", 200, "BODY").to_string();
        good.replace("BODY", body).replace("/a", &format!("/{body}"))
    };
    for (written, path) in [
        ("x\\ud83d y", "/x%EF%BF%BD%20y"),
        ("\\udc00", "/%EF%BF%BD"),
        ("\\ud83d\\ud83d\\ude00", "/%EF%BF%BD%F0%9F%98%80"),
        ("\\ud83d\\\\", "/%EF%BF%BD%5C"),
    ] {
        let har = format!("{{\"log\":{{\"version\":\"1.2\",\"entries\":[{}]}}}}", text(written));
        let imported = import(&har, &options()).unwrap();
        let found = imported.scenario.journeys[0].steps[0].path.replace("/%EF%BF%BD/", "/%EF%BF%BD%5C");
        assert_eq!(found, path, "{written}");
        assert!(imported.notes[0].starts_with("half a character"), "{:?}", imported.notes);
    }
    // An escaped backslash before the u is plain text.
    let har = format!("{{\"log\":{{\"version\":\"1.2\",\"entries\":[{}]}}}}", text("\\\\ud83d"));
    assert_eq!(import(&har, &options()).unwrap().notes, Vec::<String>::new());
}

#[test]
fn what_stays_open_is_named_and_left_out() {
    let with = |path: &str, field: &str, value: &str| {
        let mut entry = entry(2, "GET", path, 200, "");
        entry[field] = json!(value);
        entry
    };
    let mut typed = entry(3, "GET", "/news", 200, "");
    typed["response"]["content"]["mimeType"] = json!("text/event-stream;charset=utf-8");
    let mut socket = with("/s?key=hunter2", "_resourceType", "websocket");
    socket["request"]["url"] = json!("wss://shop.test/s?key=hunter2");
    let imported = imported(&[
        entry(1, "GET", "/", 200, ""),
        with("/live", "_resourceType", "eventsource"),
        typed,
        socket,
    ]);
    assert_eq!(imported.scenario.journeys[0].steps.len(), 1);
    assert_eq!(
        imported.notes,
        [
            "left out, WebSockets, which promo-load does not speak: wss://shop.test/s",
            "left out, event streams (EventSource), which never end: https://shop.test/live, https://shop.test/news",
        ]
    );
}

#[test]
fn headers_of_the_page_s_script_are_kept_and_others_named() {
    let headers = json!([
        { "name": "Store", "value": "fr" },
        { "name": "X-Shop-Id", "value": "${vu.id}" },
        { "name": "x-api-version", "value": "2" },
        { "name": "Content-Currency", "value": "EUR" },
        { "name": "Accept-Language", "value": "fr-FR,fr;q=0.9" },
        { "name": "X-CSRF-Token", "value": "abc123def456" },
        { "name": "Authorization", "value": "Bearer hunter2" },
        { "name": "X-Api-Key", "value": "hunter2" },
        { "name": "X-Customer", "value": "Bearer hunter2" },
        { "name": "X-Forwarded-For", "value": "10.0.0.1" },
        { "name": "X-Odd", "value": "a\nb" },
        { "name": ":authority", "value": "shop.test" },
        { "name": "Origin", "value": "https://shop.test" },
        { "name": "Sec-Fetch-Mode", "value": "cors" },
        { "name": "Range", "value": "bytes=0-99" },
        { "name": "If-None-Match", "value": "\"x\"" },
        { "name": "Cache-Control", "value": "no-cache" },
        { "name": "Content-Length", "value": "7" },
    ]);
    let mut page = entry(1, "GET", "/", 200, "<p>");
    page["request"]["headers"] = json!([{ "name": "Accept-Language", "value": "fr-FR,fr;q=0.9" }]);
    let imported = imported(&[page, script(2, "/api", &headers)]);
    let step = &imported.scenario.journeys[0].steps[1];
    let kept: Vec<_> = step.headers.0.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(kept, ["Store: fr", "X-Shop-Id: $${vu.id}", "x-api-version: 2", "Content-Currency: EUR"]);
    assert_eq!(
        imported.scenario.http.headers.0,
        [("Accept-Language".to_owned(), "fr-FR,fr;q=0.9".to_owned())],
        "all requests have the same"
    );
    let notes = &imported.notes;
    assert!(notes[0].starts_with("error to be solved before the first run"), "{notes:?}");
    assert!(notes[0].ends_with("headers, left out: `X-CSRF-Token` of step get_api"), "{notes:?}");
    assert_eq!(
        notes[1..],
        [
            "left out, headers that the browser sets by itself: Cache-Control, Content-Length, If-None-Match, Origin, Range, \
             Sec-Fetch-Mode",
            "left out, headers of a proxy: X-Forwarded-For",
            "left out, headers that HTTP cannot carry: X-Odd",
            "left out, headers that carry a secret, which is never written: Authorization, X-Api-Key, X-Customer; give yours \
             with --header Authorization=env:VARIABLE",
        ]
    );
    let toml = imported.scenario.to_toml().unwrap();
    assert!(!toml.contains("hunter2") && !toml.contains("abc123def456"), "{toml}");
}

#[test]
fn a_language_that_changes_stays_with_its_step() {
    let in_language = |second: u32, language: &str| {
        let mut entry = entry(second, "GET", "/", 200, "<p>");
        entry["request"]["headers"] = json!([{ "name": "accept-language", "value": language }]);
        entry
    };
    let imported = imported(&[in_language(1, "fr"), in_language(2, "de")]);
    let steps = &imported.scenario.journeys[0].steps;
    assert!(imported.scenario.http.headers.is_empty());
    assert_eq!(steps[0].headers.0, [("accept-language".to_owned(), "fr".to_owned())]);
    assert_eq!(steps[1].headers.0, [("accept-language".to_owned(), "de".to_owned())]);
}

#[test]
fn a_name_and_password_in_the_address_are_not_written() {
    let text = entry(1, "GET", "/a", 200, "").to_string().replace("https://", "https://jane:hunter2@");
    let imported = imported(&[serde_json::from_str(&text).unwrap()]);
    assert_eq!(imported.scenario.base_url.as_str(), "https://shop.test/");
    assert_eq!(
        imported.notes,
        [
            "left out, names and passwords in addresses, which are never written: https://shop.test; give yours with \
             --header Authorization=env:VARIABLE, \"Basic\" and both in Base64"
        ]
    );
}

#[test]
fn a_header_with_several_values_keeps_the_first_and_says_so() {
    let headers = json!([
        { "name": "X-Shop", "value": "one" },
        { "name": "x-shop", "value": "two" },
        { "name": "Store", "value": "${fr}" },
        { "name": "store", "value": "${fr}" },
    ]);
    let imported = imported(&[entry(1, "GET", "/", 200, "<p>"), script(2, "/api", &headers)]);
    let kept = &imported.scenario.journeys[0].steps[1].headers.0;
    assert_eq!(*kept, [("X-Shop".into(), "one".into()), ("Store".to_owned(), "$${fr}".to_owned())]);
    assert_eq!(
        imported.notes,
        ["left out, further values of headers that a request has more than once: x-shop"]
    );
}

#[test]
fn what_the_browser_has_itself_is_counted() {
    let urls =
        ["data:image/png;base64,AA", "blob:https://shop.test/1", "chrome-extension://abc/x.js", "data:,x"];
    let local = urls.into_iter().chain(["about:blank", "file:///home/jane/x.html"]).map(|url| {
        let mut entry = entry(2, "GET", "/", 200, "");
        entry["request"]["url"] = json!(url);
        entry
    });
    let imported = imported(&[entry(1, "GET", "/", 200, "<p>")].into_iter().chain(local).collect::<Vec<_>>());
    assert_eq!(imported.scenario.journeys[0].steps.len(), 1);
    assert_eq!(
        imported.notes,
        [
            "left out, what the browser did not ask anybody for (about:, blob:, chrome-extension:, data:, file:): 6"
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_damage_makes_it_panic(at in 0..FIXTURE.len(), length in 0_usize..40, with in "[\"{}\\[\\]:,0-9a-z\\\\ $é]{0,12}") {
        let end = (at + length).min(FIXTURE.len());
        prop_assume!(FIXTURE.is_char_boundary(at) && FIXTURE.is_char_boundary(end));
        let text = format!("{}{with}{}", &FIXTURE[..at], &FIXTURE[end..]);
        if let Ok(imported) = import(&text, &options()) {
            prop_assert!(imported.scenario.to_toml().is_ok());
        }
    }
}
