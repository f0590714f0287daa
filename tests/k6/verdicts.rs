//! When something does not hold: the same checks fail, the same thresholds are crossed, with the same exit code.

use std::time::Duration;

use promo_load::scenario::{Executor, Load, Scenario, ThinkTime};
use promo_load::shop::{Fault, Faults, ShopConfig};

use crate::k6::pair::{Both, Stage, fixed, journal_shop, scenario, shop_of};
use crate::k6::tool::{K6, k6};
use crate::support::Place;
use crate::support::answering::{Answering, page};

const JOURNEY: &str = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n\
    [[journey.step.check]]\nname = 'is the home page'\nbody_contains = '<body id=\"index\"'\n\
    [[journey.step.check]]\nname = 'a text that no page has: \"\\ é'\nbody_contains = 'no such text'\n\
    [[journey.step.check]]\nname = 'lacks'\nbody_lacks = 'no such text'\n\
    [[journey.step.check]]\nname = 'no JSON'\njson = '/a'\n\
    [[journey.step.check]]\nname = 'a header'\nheader = 'Cache-Control'\ncontains = 'no-store'\n\
    [[journey.step]]\nname = 'category'\npath = '/en/5-women'\n\
    [[journey.step.check]]\nname = 'is the home page'\nbody_matches = '<body id=.index'\n";

fn alike(k6: &K6, thresholds: &str, config: ShopConfig) -> Both {
    let shop = shop_of(config);
    let text = format!("{thresholds}\n{JOURNEY}");
    let parsed = Scenario { loads: vec![fixed()], ..scenario(&text) };
    Stage::set(Place::new(), parsed, &shop.base_url()).assert_alike(k6, &shop)
}

#[test]
fn failing_checks_alone_cross_nothing() {
    let Some(k6) = &k6() else { return };
    let both = alike(k6, "[thresholds]\nhttp_reqs = ['count>0']\n", ShopConfig::default());
    assert_eq!(both.native.code, 0);
    // The same name in two steps: in one it holds, in the other not.
    assert_eq!(both.k6.checks["is the home page"], (6, 6));
    assert_eq!(both.k6.checks["a text that no page has: \"\\ é"], (0, 6));
    assert_eq!(both.k6.checks.len(), 5);
}

#[test]
fn crossed_thresholds() {
    let Some(k6) = &k6() else { return };
    let thresholds = "[thresholds]\nchecks = ['rate>0.9', 'rate>0.1']\nhttp_req_failed = ['rate<0.01']\n\
        http_req_duration = ['p(95)<0.0001', 'p(99)<60000', 'max>0']\n\
        'http_req_duration{name:category}' = ['avg<0.0001', 'med<60000']\nhttp_reqs = ['count==12']\n\
        iterations = ['count<6']\n'checks{check:lacks}' = ['rate>0.99']\n";
    let both = alike(k6, thresholds, ShopConfig::default());
    assert_eq!(both.native.code, 99);
    let crossed: Vec<_> =
        both.k6.thresholds.iter().filter(|(_, held)| !**held).map(|(source, _)| source.as_str()).collect();
    assert_eq!(
        crossed,
        [
            "checks: rate>0.9",
            "http_req_duration: p(95)<0.0001",
            "http_req_duration{name:category}: avg<0.0001",
            "iterations: count<6",
        ]
    );
}

/// What no request and no check tells: the visits alone cross the threshold.
#[test]
fn visits_that_fail_cross_their_threshold() {
    let Some(k6) = &k6() else { return };
    let journey = |rest: &str| {
        format!("[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n{rest}")
    };
    let gone = "[[journey.step.extract]]\nname = 'gone'\nbetween = ['no such text', '\"']\n";
    let wrong = "[[journey.step.check]]\nname = 'price'\nbody_contains = 'no such price'\npromotion = true\n";
    let of_promotion = "[thresholds]\npromotion = ['rate>0.99']\nhttp_reqs = ['count>0']\n";
    for (thresholds, rest, crossed) in [
        // Those that stand in no scenario, and are there all the same.
        ("", gone, "visits: rate>0.99"),
        (of_promotion, wrong, "promotion: rate>0.99"),
        ("[thresholds]\n'visits{journey:j}' = ['rate>0.5']\n", gone, "visits{journey:j}: rate>0.5"),
    ] {
        let shop = journal_shop();
        let parsed = Scenario { loads: vec![fixed()], ..scenario(&format!("{thresholds}{}", journey(rest))) };
        let both = Stage::set(Place::new(), parsed, &shop.base_url()).assert_alike(k6, &shop);
        assert_eq!((both.native.code, both.k6.code), (99, 99));
        let failed = both.k6.thresholds.iter().filter(|(_, held)| !**held).map(|(source, _)| source);
        assert_eq!(failed.collect::<Vec<_>>(), [crossed]);
    }
}

#[test]
fn a_shop_that_answers_nothing_but_errors() {
    let Some(k6) = &k6() else { return };
    let config = ShopConfig { faults: Faults::only(Fault::Error, 1.0), ..ShopConfig::default() };
    let both = alike(k6, "[thresholds]\nhttp_req_failed = ['rate<0.5']\n", config);
    assert_eq!((both.native.code, both.native.failed), (99, (6, 0)), "the second step is never reached");
}

/// How many requests were sent until it was noticed is for each program's clock to say: k6 looks every two seconds.
#[test]
fn a_run_is_given_up() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let thresholds = "[thresholds]\nchecks = [{ threshold = 'rate>0.9', abort_on_fail = true, delay_abort_eval = '1s' }]\n";
    let load =
        Load { vus: Some(1), duration: Some(Duration::from_secs(60)), ..Load::new(Executor::ConstantVus) };
    let parsed = Scenario { loads: vec![load], ..scenario(&format!("{thresholds}\n{JOURNEY}")) };
    let pause: ThinkTime = "50ms".parse().unwrap();
    let stage = Stage::paced(Place::new(), parsed, &shop.base_url(), pause);
    let both = Both { native: stage.native(&shop), k6: stage.k6(k6, &shop) };
    both.assert_same_verdict();
    assert_eq!(both.k6.code, 99);
    for side in [&both.native, &both.k6] {
        // 60 seconds of 100 ms each would be 600.
        assert!((1..300).contains(&side.iterations), "{}", side.iterations);
    }
}

#[test]
fn a_price_that_is_shown_wrong_in_any_theme() {
    let Some(k6) = &k6() else { return };
    let shop = Answering::by(|asked| {
        let now = if asked.header("x-promo-load-phase").is_some() { "40" } else { "44" };
        page(&format!(
            "<!doctype html><title>Lamp</title><script type=\"application/ld+json\">{{\"@type\":\"Product\",\"name\":\"Lamp\",\
             \"offers\":{{\"price\":\"40.00\",\"priceCurrency\":\"EUR\"}}}}</script><h1>Lamp</h1><p><s>50,00 €</s> <b>{now},00 €</b></p>"
        ))
    });
    let place = Place::new();
    place.run(&["compile", &shop.url("/lamp-7"), "-o", "x.toml"]).assert_code(0);
    let compiled = Scenario::parse(&place.read("x.toml"), "x.toml".as_ref()).unwrap();
    let stage = Stage::set(Place::new(), Scenario { loads: vec![fixed()], ..compiled }, &shop.base);
    let unasked = journal_shop();
    let both = Both { native: stage.native(&unasked), k6: stage.k6(k6, &unasked) };
    both.assert_same_verdict();
    for side in [&both.native, &both.k6] {
        let failed: Vec<_> = side.checks.iter().filter(|(_, (_, fails))| *fails > 0).collect();
        assert_eq!(failed, [(&"visible price is 40.00 EUR".to_owned(), &(0, 6))]);
        assert!(side.checks.len() > 2, "{:?}", side.checks);
    }
}
