//! Runs scripts in a JavaScript engine: they send the scenario's requests and make its checks.

mod measured;
mod redirects;
mod told;
mod values;

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
