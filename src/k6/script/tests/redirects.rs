//! What is followed, and what is read of an answer.

use super::*;

#[test]
fn redirects_are_followed_as_in_promo_load() {
    for (location, asked) in [
        ("/en/cart?action=show#top", Some("/en/cart?action=show")),
        ("cart", Some("/en/cart")),
        ("../fr/./x/", Some("/fr/x/")),
        ("?a=1", Some("/en/start?a=1")),
        ("http://shop.test:8080/z", Some("/z")),
        ("HTTP://SHOP.test:8080/z", Some("/z")),
        ("//shop.test:8080/y", Some("/y")),
        ("//other.test/y", None),
        ("https://shop.test:8080/z", None),
        ("http://shop.test/z", None),
        ("http://shop.test:8080.evil.test/z", None),
        ("http://user@evil.test/z", None),
        ("http://u:p@shop.test:8080/z", Some("/z")),
        ("//u@shop.test:8080/z?a=b@c", Some("/z?a=b@c")),
        ("http://shop.test:8080@evil.test/z", None),
        ("http://shop.test:8080\\@evil.test/z", Some("/@evil.test/z")),
        ("\\land\\x?y=\\z", Some("/land/x?y=\\z")),
        ("..\\fr", Some("/fr")),
        ("\\\\evil.test\\x", None),
        ("/la\tnd", Some("/land")),
        // Two headers, as k6 joins them.
        ("/first, /second", Some("/first")),
        ("http://shop.test:8080/first, http://evil.test/", Some("/first")),
        ("land, land", Some("/en/land")),
        ("/s?q=red, blue", Some("/s?q=red,%20blue")),
    ] {
        let plan = of(
            "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/en/start'\nform = { a = '1' }\n",
        );
        let answers = move |_: &str, url: &str| {
            let first = url.ends_with("/en/start");
            let headers = BTreeMap::from([("Location".to_owned(), location.to_owned())]);
            if first {
                ScriptAnswer { status: 302, headers, ..ScriptAnswer::page("") }
            } else {
                ScriptAnswer::page("")
            }
        };
        let setup = Setup { export: "shoppers".to_owned(), answers: Rc::new(answers), ..Setup::default() };
        let recorded = run(&script_of(&plan).text, &setup);
        let next = recorded
            .requests
            .get(1)
            .map(|request| (request.method.as_str(), Url::parse(&request.url).unwrap()));
        let expected = asked.map(|path| ("GET", Url::parse(BASE).unwrap().join(path).unwrap()));
        assert_eq!(next, expected, "{location}");
        let counted: &[&str] =
            if asked.is_none() { &["http_req_failed: true", "visits: false"] } else { &["visits: true"] };
        assert_eq!(recorded.added, counted, "{location}");
    }
}

/// WHATWG Fetch, "HTTP-redirect fetch": the headers that describe a body are dropped with it.
#[test]
fn a_redirect_to_a_get_leaves_the_headers_of_the_body_behind() {
    for (method, status, becomes) in [
        ("POST", 301, "GET"),
        ("POST", 302, "GET"),
        ("POST", 303, "GET"),
        ("PUT", 303, "GET"),
        ("DELETE", 303, "GET"),
        ("OPTIONS", 303, "GET"),
        ("PUT", 301, "PUT"),
        ("POST", 307, "POST"),
    ] {
        let plan = of(&format!(
            "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/start'\nmethod = '{method}'\nbody = '{{}}'\n\
             headers = {{ content-type = 'application/json', Content-Language = 'fr', CONTENT-ENCODING = 'x', \
             Content-Location = '/x', X-Own = 'kept' }}\n"
        ));
        let answers = move |_: &str, url: &str| {
            let headers = BTreeMap::from([("Location".to_owned(), "/land".to_owned())]);
            if url.ends_with("/start") {
                ScriptAnswer { status, headers, ..ScriptAnswer::page("") }
            } else {
                ScriptAnswer::page("")
            }
        };
        let setup = Setup { export: "shoppers".to_owned(), answers: Rc::new(answers), ..Setup::default() };
        let recorded = run(&script_of(&plan).text, &setup);
        let [start, land] = recorded.requests.as_slice() else { panic!("{recorded:?}") };
        let of_body = |request: &crate::k6::engine::ScriptRequest| {
            let names = request.headers.keys().map(|name| name.to_ascii_lowercase());
            names.filter(|name| name.starts_with("content-")).collect::<std::collections::BTreeSet<_>>().len()
        };
        assert_eq!((of_body(start), start.body.as_deref()), (4, Some("{}")), "{method} {status}");
        let expected = if becomes == "GET" { (0, None) } else { (4, Some("{}")) };
        assert_eq!((of_body(land), land.body.as_deref()), expected, "{method} {status}");
        assert_eq!((land.method.as_str(), land.headers["X-Own"].as_str()), (becomes, "kept"));
    }
}

#[test]
fn a_value_that_is_missing_skips_what_needs_it() {
    let plan = of("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n\
         extract = [{ name = 'maybe', between = ['<', '>'], optional = true }]\n\
         [[journey.step]]\nname = 'b'\npath = '/b/${maybe}'\nextract = [{ name = 'then', json = '/x' }]\n\
         [[journey.step]]\nname = 'c'\npath = '/c/${then}'\n\
         [[journey.step]]\nname = 'd'\npath = '/d'\ncheck = [{ name = 'x', body_lacks = '${maybe}' }]\n\
         extract = [{ name = 'needed', header = 'X-Needed' }]\n\
         [[journey.step]]\nname = 'e'\npath = '/e'\n");
    let recorded = walk(&script_of(&plan), "nothing", &[]);
    let asked: Vec<&str> = recorded.requests.iter().map(|request| &request.url[BASE.len()..]).collect();
    assert_eq!(asked, ["/a", "/d"]);
    assert!(!recorded.checks[0].passed, "without its value a check proves nothing");
}

#[test]
fn json_is_read_as_in_promo_load() {
    let body = r#"{"n":12.0,"s":"6","t":true,"z":null,"l":[1,{"a/b":2}],"o":{}}"#;
    for (check, holds) in [
        ("json = '/n'\nequals = 12", true),
        ("json = '/n'\nequals = 12.0", true),
        ("json = '/s'\nequals = 6", true),
        ("json = '/t'\nequals = 'true'", true),
        ("json = '/z'", true),
        ("json = '/o'\nequals = 'x'", false),
        ("json = '/l/1/a~1b'\nat_least = 2", true),
        ("json = '/l/01'", false),
        ("json = '/l/length'", false),
        ("json = '/constructor'", false),
        ("header = 'x-one'\ncontains = 'TWO'", true),
        ("header = 'X-Two'", false),
        ("body_matches = '\"s\":\"[0-9]\"'", true),
        ("body_lacks = 'nope'", true),
    ] {
        let plan = of(&format!(
            "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n[[journey.step.check]]\nname = 'c'\n{check}\n"
        ));
        let recorded = walk(&script_of(&plan), body, &[("X-One", "one TWO")]);
        assert_eq!(recorded.checks[0].passed, holds, "{check}");
    }
}
