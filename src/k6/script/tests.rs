//! Runs scripts in a JavaScript engine: they send the scenario's requests and make its checks.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use proptest::prelude::*;
use url::{Url, form_urlencoded};

use super::super::engine::{Recorded, ScriptAnswer, Setup, run};
use super::*;
use crate::http::{AddressClass, Site};
use crate::plan::{Environment, Limits, Overrides};
use crate::scenario::{Check, DataSource, Fields, Journey, Pick, Scenario, Step, Template, Values};

const BASE: &str = "http://shop.test:8080";

fn plan_of(scenario: Scenario) -> Plan {
    let night: jiff::Zoned = "2026-11-27T04:00:00[Europe/Paris]".parse().unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, night, None, false);
    Plan::new(scenario, Overrides::default(), limits).unwrap()
}

fn script_of(plan: &Plan) -> Script {
    let settings = Settings {
        reach: ScriptNetwork::default(),
        file_name: "script.js".to_owned(),
        source: "test".to_owned(),
        helpers: None,
        files_allowed: false,
    };
    export(plan, &settings).unwrap()
}

/// Walks one visit; every answer has this body.
fn walk(script: &Script, body: &str, headers: &[(&str, &str)]) -> Recorded {
    let answer = ScriptAnswer {
        headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        ..ScriptAnswer::page(body)
    };
    let setup = Setup {
        export: "shoppers".to_owned(),
        answers: Rc::new(move |_: &str, _: &str| answer.clone()),
        ..Setup::default()
    };
    let recorded = run(&script.text, &setup);
    assert!(recorded.errors.is_empty(), "{:?}\n{}", recorded.errors, script.text);
    recorded
}

fn of(toml: &str) -> Plan {
    let head = format!("schema = 1\nname = 'x'\nbase_url = '{BASE}/'\nmode = 'full'\n");
    plan_of(Scenario::parse(&(head + toml), Path::new("x.toml")).unwrap())
}

/// Texts with quotes, escapes, line ends of JavaScript, ends of literals, and any other characters.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "'",
            "\"",
            "`",
            "\\",
            "${",
            "}",
            "$",
            "\\u0041",
            "\u{2028}",
            "\u{2029}",
            "</script>",
            "<!--",
            "\0",
            "😀",
            "%",
            "%41",
            "\n",
            "\r\n",
            "*/",
            "//",
            "__proto__",
            "\u{feff}",
            "\u{202e}",
            "&",
            "=",
            "+",
            " ",
            "#",
            "é",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn name(text: &str, number: u32) -> String {
    format!("{} {number}", text.replace("::", ":").replace(',', ";"))
}

fn hostile(texts: &[String; 6]) -> Scenario {
    let mut scenario = Scenario::new(texts[0].clone(), Url::parse(BASE).unwrap(), Mode::Full);
    let literal = |text: &str| Template::escape(&text.replace("$${", "$ ${"));
    let visible: String = texts[3].chars().filter(|letter| (' '..='~').contains(letter)).collect();
    let posted = Step {
        name: name(&texts[0], 1),
        path: "/p".to_owned(),
        headers: Fields::from_iter([("X-Any", literal(visible.trim()))]),
        form: Fields::from_iter([
            (texts[1].clone(), literal(&texts[2])),
            ("other".to_owned() + &texts[1], "1".to_owned()),
        ]),
        checks: vec![Check {
            name: name(&texts[4], 1),
            body_contains: Some(literal(&format!("x{}", texts[5]))),
            ..Check::default()
        }],
        ..Step::default()
    };
    let asked = Step {
        name: name(&texts[1], 2),
        path: "/s/${d.v}/t?a=${d.v}&${d.v}".to_owned(),
        method: Some("PUT".to_owned()),
        body: Some(literal(&texts[3])),
        ..Step::default()
    };
    // A row with control characters is refused.
    let cell: String = texts[2].chars().filter(|letter| !letter.is_ascii_control()).collect();
    scenario.data = vec![DataSource::of_rows("d", Pick::Sequential, vec![Fields::from_iter([("v", cell)])])];
    scenario.journeys = vec![Journey { name: name(&texts[2], 3), weight: 1, steps: vec![posted, asked] }];
    scenario
}

/// An address that k6 can send: browsers and promo-load leave a bare percent sign in a path unchanged.
fn without_bare_percent_signs(mut url: Url) -> Url {
    let bare = ::regex::Regex::new("%([^0-9A-Fa-f]|.[^0-9A-Fa-f]|.?$)").unwrap();
    while let Some(found) = bare.find(url.path()) {
        let (path, place) = (url.path().to_owned(), found.start() + 1);
        url.set_path(&format!("{}25{}", &path[..place], &path[place..]));
    }
    url
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_arrives_as_it_was_written(texts in prop::array::uniform6(any_text())) {
        let scenario = hostile(&texts);
        let plan = plan_of(scenario.clone());
        let script = script_of(&plan);
        let contained = format!("x{}", texts[5].replace("$${", "$ ${"));
        let recorded = walk(&script, &format!("before {contained} after"), &[]);

        let steps = &scenario.journeys[0].steps;
        let [posted, asked] = recorded.requests.as_slice() else { panic!("{recorded:?}") };
        prop_assert_eq!(&posted.tags["name"], &steps[0].name);
        let mut meant = form_urlencoded::Serializer::new(String::new());
        meant.append_pair(&texts[1], &texts[2].replace("$${", "$ ${")).append_pair(&format!("other{}", texts[1]), "1");
        prop_assert_eq!(posted.body.clone(), Some(meant.finish()));
        let header = Template::parse(&steps[0].headers.0[0].1).unwrap();
        prop_assert_eq!(Some(posted.headers["X-Any"].as_str()), header.constant());
        prop_assert_eq!(&recorded.checks[0].name, &steps[0].checks[0].name);
        prop_assert!(recorded.checks[0].passed);
        prop_assert_eq!(&recorded.groups, &steps.iter().map(|step| format!("::{}", step.name)).collect::<Vec<_>>());

        let body = texts[3].replace("$${", "$ ${");
        prop_assert_eq!(asked.body.as_deref(), Some(body.as_str()));
        let mut address = Template::parse(&steps[1].path).unwrap();
        address.bind(plan.data());
        let mut values = Values::of(plan.data());
        values.begin(1, 0);
        let native = Url::parse(BASE).unwrap().join(&address.fill_address(&values).unwrap()).unwrap();
        prop_assert_eq!(Url::parse(&asked.url).unwrap(), without_bare_percent_signs(native));
    }

    #[test]
    fn extracted_values_go_into_addresses_as_in_promo_load(text in any_text()) {
        prop_assume!(!text.contains(['<', '>']));
        let plan = of(
            "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n[[journey.step.extract]]\nname = 'v'\n\
             between = ['<', '>']\n[[journey.step]]\nname = 'b'\npath = '/x/${v}?q=${v}&${v}'\n",
        );
        let recorded = walk(&script_of(&plan), &format!("-<{text}>-"), &[]);
        let mut values = Values::default();
        values.begin(1, 0);
        values.set("v", text);
        let address = Template::parse("/x/${v}?q=${v}&${v}").unwrap().fill_address(&values).unwrap();
        let native = Url::parse(BASE).unwrap().join(&address).unwrap();
        prop_assert_eq!(Url::parse(&recorded.requests[1].url).unwrap(), without_bare_percent_signs(native));
    }
}

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

#[test]
fn a_threshold_with_a_window_stands_in_no_script() {
    let plan = of("[thresholds]\nchecks = ['rate>0.9', 'rate over 10s>0.9']\n\
         [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n");
    let script = script_of(&plan);
    let note = "the threshold `checks: rate over 10s>0.9` is left out: k6 looks at the whole run, not at windows of it";
    assert!(script.notes.iter().any(|known| known.to_string() == note), "{:?}", script.notes);
    let options = script.text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let rules: Vec<&str> = options.filter(|line| line.contains("rate")).collect();
    assert!(matches!(rules[..], [rule] if rule.contains("rate>0.9")), "{rules:?}");
}

#[test]
fn thresholds_with_tags_are_k6s_where_k6_has_the_tag() {
    let head = "[load]\nname = 'rush'\nexecutor = 'shared-iterations'\nvus = 1\niterations = 1\n[thresholds]\n\
         'http_reqs{load:rush,status:200}' = ['count>1']\n'iterations{scenario:rush}' = ['count>2']\n";
    let journey = "[[journey]]\nname = 'buy'\n[[journey.step]]\nname = 'a'\npath = '/a'\n\
         check = [{ name = 'x', body_contains = 'x' }]\n";
    let untagged = walk(&script_of(&of(&format!("{head}{journey}"))), "x", &[]);
    assert!(!untagged.requests[0].tags.contains_key("journey"), "no threshold asks for it");

    let more = "'data_sent{journey:buy}' = ['count>3']\n'data_sent{method:GET}' = ['count>4']\n\
         'visits{journey:buy}' = ['rate>0.5']\n";
    let script = script_of(&of(&format!("{head}{more}{journey}")));
    for key in ["http_reqs{scenario:rush,status:200}", "iterations{scenario:rush}", "data_sent{journey:buy}"]
    {
        assert!(script.text.contains(key), "{key}: {}", script.text);
    }
    assert!(script.text.contains("'visits{journey:buy}': ['rate>0.5']"), "{}", script.text);
    let left_out = "`data_sent{method:GET}: count>4` is left out";
    assert!(script.notes.iter().any(|note| note.to_string().contains(left_out)), "{:?}", script.notes);
    let recorded = walk(&script, "x", &[]);
    assert_eq!(recorded.requests[0].tags["journey"], "buy");
    assert_eq!(recorded.checks[0].tags["journey"], "buy");
}

/// A visit is good when each of its pages came and was right; its promotion is judged on pages that are right otherwise.
#[test]
fn visits_are_counted_as_in_promo_load() {
    let thresholds = "[load]\nexecutor = 'constant-vus'\nvus = 1\nduration = '5s'\n\
         [thresholds]\nvisits = ['rate>0.99']\npromotion = ['rate>0.99']\n";
    let plan = of(&format!(
        "{thresholds}[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n\
         check = [{{ name = 'page', body_contains = 'page' }}, {{ name = 'price', body_contains = 'price', promotion = true }}]\n\
         extract = [{{ name = 'v', between = ['<', '>'] }}]\n\
         [[journey.step]]\nname = 'b'\npath = '/b'\n"
    ));
    let script = script_of(&plan);
    for (first, second, counted) in [
        ("page price <v>", Some(200), &["visits: true", "promotion: true"][..]),
        ("page <v>", Some(200), &["visits: false", "promotion: false"]),
        ("price <v>", Some(200), &["visits: false"]),
        ("page price", None, &["visits: false", "promotion: true"]),
        ("page price <v>", Some(500), &["visits: false", "promotion: true"]),
    ] {
        let first = first.to_owned();
        let answers = move |_: &str, url: &str| {
            if url.ends_with("/a") {
                ScriptAnswer::page(&first)
            } else {
                ScriptAnswer { status: second.unwrap(), ..ScriptAnswer::page("") }
            }
        };
        let setup = Setup { export: "shoppers".to_owned(), answers: Rc::new(answers), ..Setup::default() };
        let recorded = run(&script.text, &setup);
        assert!(recorded.errors.is_empty(), "{:?}\n{}", recorded.errors, script.text);
        assert_eq!(recorded.added, counted, "{second:?}\n{}", script.text);
        assert_eq!(recorded.requests.len(), 1 + usize::from(second.is_some()));
    }
    assert!(!script.notes.iter().any(|note| note.to_string().contains("visits")), "{:?}", script.notes);
    let setup = Setup {
        export: "shoppers".to_owned(),
        answers: Rc::new(|_: &str, _: &str| ScriptAnswer::lost("reset")),
        ..Setup::default()
    };
    assert_eq!(run(&script.text, &setup).added, ["visits: false"]);
}

#[test]
fn a_visit_that_asks_for_nothing_is_not_counted() {
    let plan = of(
        "[thresholds]\nvisits = ['rate>0.99']\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n",
    );
    let text = script_of(&plan).text;
    // The only step of this script is left out.
    let empty = text.replace(
        "return judge(isExpected(answer));\n});",
        "return judge(isExpected(answer));\n}, ['never']);",
    );
    assert_ne!(text, empty, "{text}");
    let setup = Setup { export: "shoppers".to_owned(), ..Setup::default() };
    for (script, counted) in [(text, &["visits: true"][..]), (empty, &[])] {
        let recorded = run(&script, &setup);
        assert!(recorded.errors.is_empty(), "{recorded:?}");
        assert_eq!(recorded.added, counted, "{script}");
    }
}

#[test]
fn visits_outside_full_load_are_said_to_be_counted() {
    let journey = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    let constant = "[load]\nexecutor = 'constant-vus'\nvus = 2\nduration = '10s'\n";
    let ramping = "[load]\nexecutor = 'ramping-vus'\nstart_vus = 0\n\
         stages = [{ duration = '10s', target = 5 }, { duration = '20s', target = 5 }]\n";
    for (load, expected) in [(constant, false), (ramping, true)] {
        let script = script_of(&of(&format!("{load}[thresholds]\nvisits = ['rate>0.99']\n{journey}")));
        let is_said =
            script.notes.iter().any(|note| note.to_string().contains("not those at full load alone"));
        assert_eq!(is_said, expected, "{load}: {:?}", script.notes);
    }
}

/// The notes mention k6's different treatment of answers exactly when such answers are possible.
fn is_said(toml: &str, part: &str) -> bool {
    script_of(&of(toml)).notes.iter().any(|note| note.to_string().contains(part))
}

#[test]
fn redirects_that_k6_cannot_follow_are_named() {
    let step = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    assert!(is_said(step, "bare percent sign fails in k6"));
    assert!(!is_said(&format!("{step}expect_status = [302]\n"), "bare percent sign fails in k6"));
}

#[test]
fn what_k6s_cookie_jar_drops_is_named_where_cookies_come_back() {
    let step = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    for (toml, expected) in [
        (step.to_owned(), false),
        (format!("{step}[[journey.step]]\nname = 'b'\npath = '/b'\n"), true),
        (format!("[http]\ncookies = 'per-vu'\n{step}"), true),
    ] {
        assert_eq!(is_said(&toml, "k6's cookie jar"), expected, "{toml}");
    }
}

#[test]
fn pages_in_other_charsets_are_named_where_letters_beyond_ascii_matter() {
    let step = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n";
    let next = "[[journey.step]]\nname = 'b'\npath = '/b?q=${v}'\n";
    for (more, expected) in [
        (String::new(), false),
        ("check = [{ name = 'c', body_contains = 'cafe' }]\n".to_owned(), false),
        ("check = [{ name = 'c', body_lacks = 'café' }]\n".to_owned(), true),
        ("extract = [{ name = 'v', between = ['<', '>'] }]\n".to_owned(), false),
        ("extract = [{ name = 'v', between = ['é', '>'] }]\n".to_owned(), true),
        (format!("extract = [{{ name = 'v', regex = '<(.*)>' }}]\n{next}"), true),
        (format!("extract = [{{ name = 'v', header = 'X' }}]\n{next}"), false),
    ] {
        assert_eq!(is_said(&format!("{step}{more}"), "reads every page as UTF-8"), expected, "{more}");
    }
}

#[test]
fn how_long_an_answer_of_dns_is_used() {
    for (written, expected) in [
        ("", None),
        ("[http]\ndns = 'ttl'\n", None),
        ("[http]\ndns = '90s'\n", Some("dns:{ttl:'1m30s'}")),
        ("[http]\ndns = 'per-connection'\n", Some("dns:{ttl:'0'}")),
    ] {
        let plan =
            of(&format!("{written}[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/a'\n"));
        let script = script_of(&plan).text;
        let dense: String = script.replace('"', "'").split_whitespace().collect();
        let found =
            dense.find("dns:{").map(|begin| &dense[begin..=begin + dense[begin..].find('}').unwrap()]);
        assert_eq!(found.map(|found| found.replace(",}", "}")).as_deref(), expected, "{written}");
    }
}

/// The plan's own body with these values.
fn own_body(plan: &Plan, step: usize, values: &Values) -> String {
    let bytes: Vec<u8> = match &plan.journeys()[0].steps[step].body {
        crate::plan::PlannedBody::Text(template) => template.fill(values).unwrap().into_bytes(),
        crate::plan::PlannedBody::Multipart(form) => form.fill(values).unwrap().to_vec(),
        _ => Vec::new(),
    };
    // The engine shows bytes as characters.
    bytes.into_iter().map(char::from).collect()
}

#[test]
fn values_in_json_are_escaped_as_in_promo_load() {
    for value in ["15\" screen", "back\\slash", "two\nlines\u{1}", "mug"] {
        let mut plan = of(&format!(
            "[[data]]\nname = 'd'\nrows = [{{ v = {} }}]\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\n\
             body = '{{\"q\":\"a ${{d.v}}\",\"in\":\"{{\\\"x\\\":\\\"${{d.v}}\\\"}}\",\"n\":${{iteration}},\"raw\":[\"${{raw:d.v}}\"]}}'\n",
            toml::Value::from(value)
        ));
        let recorded = walk(&script_of(&plan), "", &[]);
        let mut values = Values::of(plan.data());
        values.begin(1, 0);
        let own = own_body(&plan, 0, &values);
        assert_eq!(recorded.requests[0].body.as_deref(), Some(own.as_str()));
        plan = of("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/'\nbody = 'q=${vu.id}'\n");
        assert!(!script_of(&plan).text.contains("escapeJson"), "only where it is needed");
    }
}

#[test]
fn a_json_table_is_the_same_document() {
    let plan = of(
        "[[data]]\nname = 'd'\nrows = [{ v = '15\" screen' }]\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\n\
         path = '/'\n[journey.step.json]\nid = 17\nprice = 1.5\nterm = '${d.v}'\noptions = [{ on = true, of = '${vu.id}' }]\n",
    );
    let recorded = walk(&script_of(&plan), "", &[]);
    let mut values = Values::of(plan.data());
    values.begin(1, 0);
    let own = own_body(&plan, 0, &values);
    let meant = serde_json::json!({ "id": 17, "price": 1.5, "term": "15\" screen", "options": [{ "on": true, "of": "1" }] });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&own).unwrap(), meant);
    let asked = &recorded.requests[0];
    assert_eq!(asked.body.as_deref(), Some(own.as_str()));
    assert_eq!((asked.method.as_str(), asked.headers["Content-Type"].as_str()), ("POST", "application/json"));
}

#[test]
fn values_of_a_visit_have_the_same_forms() {
    let plan = of("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/?t=${now.unix}'\n\
         headers = { X-Key = '${uuid}', X-Run = '${run.id}', X-Now = '${now}' }\n\
         form = { key = '${uuid}', other = '${uuid.b}', text = '${random.alnum(20)}', ms = '${now.unix_ms}' }\n");
    let script = script_of(&plan);
    let recorded = walk(&script, "", &[]);
    let asked = &recorded.requests[0];
    let body = asked.body.clone().unwrap();
    let field = |name: &str| {
        let mut fields = form_urlencoded::parse(body.as_bytes());
        fields.find(|(field, _)| field == name).map(|(_, value)| value.into_owned()).unwrap()
    };
    assert_eq!(asked.headers["X-Key"], field("key"), "one value in one visit");
    assert_ne!(field("key"), field("other"));
    let uuid =
        regex::Regex::new("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$").unwrap();
    assert!(uuid.is_match(&field("key")) && uuid.is_match(&field("other")), "{body}");
    assert!(field("text").len() == 20 && field("text").chars().all(|c| c.is_ascii_alphanumeric()), "{body}");
    assert!(asked.headers["X-Now"].ends_with('Z') && asked.headers["X-Now"].len() == 24);
    assert!(!asked.headers["X-Run"].is_empty());
    assert!(field("ms").parse::<u64>().unwrap() > 1_000_000_000_000);
}

#[test]
fn a_form_with_a_file_is_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a b.png"), b"PNG\r\n\xff\x00").unwrap();
    let path = folder.path().join("x.toml");
    let toml = format!(
        "schema = 1\nname = 'x'\nbase_url = '{BASE}/'\nmode = 'full'\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\n\
         path = '/'\nmultipart = [{{ name = 'n', value = 'é ${{vu.id}}' }}, {{ name = 'f\"', file = 'a b.png' }}]\n"
    );
    std::fs::write(&path, toml).unwrap();
    let plan = plan_of(Scenario::read(&path).unwrap());
    let script = script_of(&plan);
    let file = std::path::absolute(folder.path().join("a b.png")).unwrap().to_string_lossy().into_owned();
    let setup = Setup {
        export: "shoppers".to_owned(),
        files: BTreeMap::from([(file.clone(), "PNG\r\n\u{ff}\0".to_owned())]),
        ..Setup::default()
    };
    let recorded = run(&script.text, &setup);
    assert!(recorded.errors.is_empty(), "{:?}\n{}", recorded.errors, script.text);
    let mut values = Values::default();
    values.begin(1, 0);
    assert_eq!(recorded.requests[0].body.as_deref(), Some(own_body(&plan, 0, &values).as_str()));
    assert!(
        recorded.requests[0].headers["Content-Type"]
            .starts_with("multipart/form-data; boundary=----promo-load-")
    );
    assert_eq!(recorded.opened, [file]);
    assert!(
        script.notes.iter().any(|note| note.to_string().contains("each VU of k6 keeps a copy")),
        "{:?}",
        script.notes
    );
}

#[test]
fn what_the_pages_scripts_ask_goes_out_while_the_shopper_thinks() {
    let script = |think: &str, check: &str| {
        let toml = format!(
            "[thresholds]\nhttp_req_duration = ['p(95)<500']\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'page'\npath = '/'\nthink_time = '{think}'\n\
             [[journey.step]]\nname = 'page lists'\npath = '/lists'\nbackground = true\n{check}\
             [[journey.step]]\nname = 'page grades'\npath = '/grades'\nbackground = true\n\
             [[journey.step]]\nname = 'next'\npath = '/next'\nthink_time = '2s'\n"
        );
        script_of(&of(&toml)).text.split_whitespace().collect::<String>().replace('"', "'")
    };
    let text = script("3s", "");
    for part in [
        "think(3);return(isExpected(answer))||thinkOn();",
        "conststep_page_lists=step('pagelists'",
        "thinkOn();returntrue;",
        "sleep(2);",
        "tags:{kind:'background'}",
        "'http_req_duration{kind:page}'",
    ] {
        let part = part.replace("conststep_page_lists=step(", "step(");
        assert!(text.contains(&part), "`{part}` is not in {text}");
    }
    assert_eq!(text.matches("returntrue;").count(), 3, "both, and a helper: {text}");
    let checked = script("3s", "[[journey.step.check]]\nname = 'c'\nbody_contains = 'x'\n");
    assert!(checked.contains("{'c':(r)=>") || checked.contains("{c:(r)=>"), "{checked}");
    assert!(checked.matches("||thinkOn();").count() == 2, "{checked}");
    let hasty = script("0s", "");
    assert!(!hasty.contains("think(") && !hasty.contains("thinkOn"), "{hasty}");
}
