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
        ("x_form_token", None, Some("CODED")),
        ("id", None, None),
    ];
    assert_eq!(extracts, expected);
    assert_eq!(
        steps[0].extracts.iter().map(|found| found.decoded).collect::<Vec<_>>(),
        [false, false, true, false]
    );
    assert_eq!(steps[1].path, "/api/${id}/items");
    let sent: Vec<&str> = steps[1].headers.0.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(sent, ["${x_csrf_token}", "${x_xsrf_token}", "${x_form_token}"]);
    let step = &steps[1].name;
    assert!(imported.notes[0].ends_with(&format!("left out: `X-Auth-Token` of step {step}")));
    assert_eq!(imported.notes.len(), 1, "{:?}", imported.notes);
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

/// The cookies of a request as a browser writes them down.
fn carrying(mut entry: Value, cookies: &str) -> Value {
    let header = json!({ "name": "Cookie", "value": cookies });
    match entry["request"]["headers"].as_array_mut() {
        Some(headers) => headers.push(header),
        None => entry["request"]["headers"] = json!([header]),
    }
    entry
}

/// Magento: the script draws the key, which is cookie and field; the page's own key is the cache's, and the shop repeats the
/// cookie once it got it.
#[test]
fn a_key_that_the_script_draws_is_cookie_and_field() {
    let key = "Ab3dEf6hIj9lMn2p";
    let mut added = carrying(
        post(2, "/checkout/cart/add", FORM, &format!("product=14&form_key={key}&qty=1")),
        &format!("PHPSESSID=zz11yy22xx33; form_key={key}"),
    );
    added["response"]["headers"] =
        json!([{ "name": "Set-Cookie", "value": format!("form_key={key}; path=/") }]);
    let code = carrying(
        post(3, "/checkout/cart/couponPost", FORM, &format!("coupon_code=BF2025&form_key={key}")),
        &format!("PHPSESSID=zz11yy22xx33; form_key={key}"),
    );
    let page = "<input name=\"form_key\" type=\"hidden\" value=\"QQQQcacheQQQQ111\">";
    let imported = imported(&[entry(1, "GET", "/mug.html", 200, page), added, code]);
    let steps = &imported.scenario.journeys[0].steps;
    let drawn = "${random.alnum(16).form_key}".to_owned();
    let cookies: Vec<_> = steps.iter().map(|step| step.cookies.0.clone()).collect();
    assert_eq!(cookies, [vec![], vec![("form_key".to_owned(), drawn.clone())], vec![]]);
    for step in &steps[1..] {
        assert!(step.form.0.contains(&("form_key".to_owned(), drawn.clone())), "{step:?}");
    }
    assert!(steps.iter().all(|step| step.extracts.is_empty()));
    assert!(!imported.scenario.to_toml().unwrap().contains(key));
    let notes = imported.notes.iter().filter(|note| note.contains("each visit draws them"));
    assert_eq!(notes.count(), 1, "{:?}", imported.notes);
    assert!(!imported.notes.iter().any(|note| note.contains("to be solved")), "{:?}", imported.notes);
}

/// Django: the shop sets the cookie, and the script sends it once more as a header.
#[test]
fn a_cookie_of_the_shop_is_extracted_for_the_header() {
    let token = "k3y0fDj4ng0k3y0fDj4ng0k3y0fDj4ng";
    let mut first = entry(1, "GET", "/", 200, "<p>");
    first["response"]["headers"] =
        json!([{ "name": "Set-Cookie", "value": format!("csrftoken={token}; Path=/") }]);
    let headers = json!([{ "name": "X-CSRFToken", "value": token }]);
    let sent = carrying(script(2, "/api/cart", &headers), &format!("csrftoken={token}"));
    let steps = steps(&[first, sent]);
    assert_eq!(steps[0].extracts[0].cookie.as_deref(), Some("csrftoken"));
    assert_eq!(steps[1].headers.0, [("X-CSRFToken".to_owned(), "${x_csrftoken}".to_owned())]);
    assert!(steps.iter().all(|step| step.cookies.is_empty()));
}

/// A page's script stores the page's token in a cookie, too; and a cookie that was there before the recording, as a list.
#[test]
fn a_script_s_cookie_takes_what_the_page_brought() {
    let token = "Qw12Er34Ty56Ui78";
    let page = format!("<meta name=\"csrf\" content=\"{token}\">");
    let id = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff";
    let mut sent = post(2, "/cart", FORM, &format!("token={token}&visitor={id}&auth_like=1"));
    sent["request"]["headers"] = json!([{ "name": "X-Auth-Token", "value": "hunter2hunter2" }]);
    sent["request"]["cookies"] = json!([
        { "name": "csrf", "value": token }, { "name": "visitor", "value": id },
        { "name": "auth", "value": "hunter2hunter2" },
    ]);
    let imported = imported(&[entry(1, "GET", "/", 200, &page), sent]);
    let steps = &imported.scenario.journeys[0].steps;
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(steps[1].cookies.0, [pair("csrf", "${token}"), pair("visitor", "${uuid.visitor}")]);
    assert_eq!(steps[1].form.0[..2], [pair("token", "${token}"), pair("visitor", "${uuid.visitor}")]);
    assert_eq!(steps[0].extracts.len(), 1);
    assert!(steps[1].headers.is_empty(), "a key is never drawn: {steps:?}");
}

/// A cookie that was there before the recording, in a form that no visit draws, and that a page repeats: as ever, the page brings it.
#[test]
fn what_no_visit_can_draw_comes_from_the_page_that_repeats_it() {
    let odd = "v1-Ab3dEf6h_Ij9l";
    let page = format!("<meta name=\"visitor\" content=\"{odd}\">");
    let first = carrying(entry(1, "GET", "/", 200, &page), &format!("visitor={odd}"));
    let sent = carrying(post(2, "/cart", FORM, &format!("visitor={odd}")), &format!("visitor={odd}"));
    let steps = steps(&[first, sent]);
    assert_eq!(steps[0].extracts.len(), 1);
    assert_eq!(steps[1].form.0, [("visitor".to_owned(), "${visitor}".to_owned())]);
    assert!(steps.iter().all(|step| step.cookies.is_empty()), "{steps:?}");
}
