//! Headers of scripts, languages and lists.

use super::*;

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
