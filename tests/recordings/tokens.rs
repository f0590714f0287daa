//! Values that the shop gives out: extracted, or said to be missing.

use super::*;

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
        let answer = promo_load::http::Answer {
            status: 200,
            headers: promo_load::http::HeaderMap::new(),
            body: page.into(),
        };
        let places = JsonPlaces::new(&[], &answer.body);
        let extract = extract.compile().unwrap();
        let found = extract.find(&answer, &places, &mut fastrand::Rng::with_seed(1), |_| None).unwrap();
        assert!(["a1b2c3d4e5", "zz99yy88", "Qw12Er34Ty"].contains(&found.as_str()), "{found}");
    }
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
