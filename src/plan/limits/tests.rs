use jiff::Zoned;

use super::*;
use crate::plan::{Confirmation, Overrides, Plan};
use crate::scenario::{Mode, Scenario};

fn shop(class: AddressClass) -> Site {
    Site::of(&Url::parse("https://shop.example/").unwrap(), class).unwrap()
}

#[test]
fn a_rate_beyond_the_cap_is_refused() {
    let night: Zoned = "2026-11-27T04:00:00[Europe/Paris]".parse().unwrap();
    let plan = |rate: u32, environment, ownership| {
        let text = format!(
            "schema = 1\nname = 'x'\nbase_url = 'https://shop.example/'\n[load]\n\
             executor = 'constant-arrival-rate'\nrate = {rate}\nmax_vus = 50\nduration = '10s'\n\
             [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'a'\npath = '/'\n\
             [[journey.step]]\nname = 'b'\npath = '/b'\n"
        );
        let scenario = Scenario::parse(&text, std::path::Path::new("x.toml")).unwrap();
        let site = shop(AddressClass::Public);
        let limits = Limits::new(site, environment, night.clone(), None, false).with_ownership(ownership);
        Plan::new(scenario, Overrides::default(), limits).map(|_| ())
    };
    assert!(plan(25, Environment::Prod, Ownership::File).is_ok());
    let error = plan(26, Environment::Prod, Ownership::File).unwrap_err().to_string();
    assert!(error.contains("up to 52 requests per second, more than the 50 allowed on prod"), "{error}");
    assert!(plan(26, Environment::Preprod, Ownership::File).is_ok());
    // Each visit has two pages: 10 visits are 20 requests, which an unproven shop may get.
    for environment in [Environment::Preprod, Environment::Prod] {
        assert!(plan(10, environment, Ownership::Unproven).is_ok());
        let error = plan(11, environment, Ownership::Unproven).unwrap_err().to_string();
        for part in ["up to 22 requests per second, more than the 20 of an unproven shop", "promo-load.txt"] {
            assert!(error.contains(part), "{error}");
        }
    }
}

#[test]
fn every_default_threshold_can_be_read() {
    let night: Zoned = "2026-11-27T04:00:00[Europe/Paris]".parse().unwrap();
    for environment in [Environment::Local, Environment::Preprod, Environment::Prod] {
        for intensity in [None, Some(Intensity::Heavy)] {
            let limits =
                Limits::new(shop(AddressClass::Private), environment, night.clone(), intensity, false);
            let live = usize::from(environment == Environment::Prod);
            assert_eq!(limits.default_thresholds().len(), 5 + live);
        }
    }
}

fn zoned(text: &str) -> Zoned {
    text.parse().unwrap()
}

fn night() -> Zoned {
    zoned("2026-11-27T04:00:00[Europe/Paris]")
}

/// The limits of an unproven shop, at an hour that is night in Paris and in UTC.
fn at_night(environment: Environment) -> Limits {
    let class = if environment == Environment::Local { AddressClass::Private } else { AddressClass::Public };
    Limits::new(shop(class), environment, night(), None, false)
}

fn number(of: u32) -> Option<NonZeroU32> {
    NonZeroU32::new(of)
}

/// The problems of a load with this many virtual users on a shop.
fn problems(limits: &Limits, mode: Mode, vus: u32) -> Vec<String> {
    let load = Load {
        vus: Some(vus),
        duration: Some(Duration::from_secs(30)),
        ..Load::new(crate::scenario::Executor::ConstantVus)
    };
    let text = "schema = 1\nname = 'x'\nbase_url = 'https://shop.example/'\n[[journey]]\nname = 'look'\n\
                [[journey.step]]\nname = 'a'\npath = '/'\n";
    let mut scenario = Scenario::parse(text, std::path::Path::new("x.toml")).unwrap();
    scenario.mode = mode;
    let overrides = Overrides { loads: vec![load], ..Overrides::default() };
    let error = Plan::new(scenario, overrides, limits.clone()).err().unwrap_or_default();
    error.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_agreed_lifts_a_limit_beyond_the_table() {
    let rules = HostRules { max_vus: number(10_000), ..HostRules::default() };
    let cdn = HostRules { cdn_allowlisted: true, ..rules.clone() };
    for (environment, rules, expected) in [
        (Environment::Prod, HostRules::default(), Some(50)),
        (Environment::Prod, rules.clone(), Some(50)),
        (Environment::Prod, cdn.clone(), Some(500)),
        (Environment::Prod, HostRules { max_vus: number(80), ..cdn.clone() }, Some(80)),
        (Environment::Preprod, cdn.clone(), Some(500)),
        (Environment::Preprod, HostRules { max_vus: number(7), ..HostRules::default() }, Some(7)),
        (Environment::Local, HostRules::default(), None),
        (Environment::Local, HostRules { max_vus: number(7), ..HostRules::default() }, Some(7)),
    ] {
        let limits = at_night(environment).with_rules(rules.clone()).with_ownership(Ownership::File);
        assert_eq!(limits.max_vus(), expected, "{environment} {rules:?}");
        if let Some(max) = expected {
            assert_eq!(problems(&limits, Mode::ReadOnly, max), Vec::<String>::new());
            let refused = problems(&limits, Mode::ReadOnly, max + 1);
            assert_eq!(refused.len(), 1, "{refused:?}");
            assert!(refused[0].starts_with(&format!("load: {} VUs are more than", max + 1)), "{refused:?}");
        }
        // Heavy, http and unchecked certificates cannot be agreed.
        let all = Limits { intensity: Some(Intensity::Heavy), insecure: true, ..limits };
        let http = Url::parse("http://shop.example/").unwrap();
        let refused =
            all.preflight(&http, Mode::ReadOnly, Some(Intensity::Smoke.load())).err().unwrap_or_default();
        assert_eq!(refused.problems.len(), if environment == Environment::Prod { 3 } else { 0 }, "{refused}");
    }
}

#[test]
fn carts_of_a_live_shop_are_filled_where_that_is_agreed() {
    let prod = Limits::new(shop(AddressClass::Public), Environment::Prod, night(), None, false);
    assert!(problems(&prod, Mode::Full, 5)[0].starts_with("mode: full would fill real carts"));
    let agreed = prod.with_rules(HostRules { allow_full: true, ..HostRules::default() });
    assert_eq!(problems(&agreed, Mode::Full, 5), Vec::<String>::new());
}

#[test]
fn the_cap_is_agreed_and_only_lowered_by_a_flag() {
    for (environment, agreed, flag, expected) in [
        (Environment::Prod, None, None, Some(50)),
        (Environment::Prod, Some(80), None, Some(80)),
        (Environment::Prod, None, Some(80), Some(50)),
        (Environment::Prod, Some(80), Some(20), Some(20)),
        (Environment::Preprod, None, None, None),
        (Environment::Preprod, Some(80), None, Some(80)),
        (Environment::Local, None, Some(20), Some(20)),
    ] {
        let rules = HostRules { max_requests_per_second: agreed.and_then(number), ..HostRules::default() };
        let unproven = at_night(environment).with_rules(rules).at_most(flag.and_then(number));
        if environment != Environment::Local {
            // Before the proof, agreements do not count; a plan that is only written down is checked when it is run.
            assert!(unproven.is_unproven() && unproven.max_requests_per_second() <= number(20));
            assert_eq!(unproven.clone().for_later().max_requests_per_second().map(NonZeroU32::get), expected);
        }
        let limits = unproven.with_ownership(Ownership::File);
        let cap = limits.max_requests_per_second().map(NonZeroU32::get);
        assert_eq!(cap, expected, "{environment} {agreed:?} {flag:?}");
        assert_eq!(limits.cap().is_set(), expected.is_some());
    }
}

#[test]
fn a_public_shop_with_many_visitors_needs_a_proof() {
    let confirmed = |on: &str| HostRules {
        confirmation: Some(Confirmation { by: "Ada Lovelace".into(), on: on.parse().unwrap() }),
        cdn_allowlisted: true,
        ..HostRules::default()
    };
    for environment in [Environment::Preprod, Environment::Prod] {
        let limits = Limits::new(shop(AddressClass::Public), environment, night(), None, false);
        let unproven = limits.clone().with_rules(HostRules { cdn_allowlisted: true, ..HostRules::default() });
        assert_eq!((unproven.max_vus(), problems(&unproven, Mode::ReadOnly, 50).len()), (Some(50), 0));
        let refused = problems(&unproven, Mode::ReadOnly, 51);
        assert_eq!(refused.len(), 1, "{refused:?}");
        for part in
            ["ownership: nothing shows that shop.example may be tested", "/.well-known/promo-load.txt"]
        {
            assert!(refused[0].contains(part), "{refused:?}");
        }
        // A named load is not reduced for a missing proof.
        assert!(unproven.need_proof(None) && !unproven.need_proof(Some(Intensity::Light.load())));
        for ownership in [Ownership::File, Ownership::Private] {
            let proven = unproven.clone().with_ownership(ownership);
            assert_eq!(problems(&proven, Mode::ReadOnly, 51), Vec::<String>::new());
            assert!(!proven.need_proof(None));
        }
        let proven = limits.clone().with_rules(confirmed("2026-01-01"));
        assert_eq!(problems(&proven, Mode::ReadOnly, 51), Vec::<String>::new());
        for (on, part) in [("2025-11-26", "more than a year ago"), ("2026-11-28", "in the future")] {
            let stale = limits.clone().with_rules(confirmed(on));
            assert!(problems(&stale, Mode::ReadOnly, 51)[0].contains(part), "{on}");
        }
        // A plan that is only written down is checked when it is run.
        assert!(!unproven.for_later().need_proof(None));
    }
    assert!(
        !Limits::new(shop(AddressClass::Private), Environment::Local, night(), None, false)
            .need_proof(Some(Intensity::Heavy.load()))
    );
}

#[test]
fn the_hours_are_those_of_the_shop() {
    let rules = |zone: &str, hours: &str| {
        #[derive(serde::Deserialize)]
        struct Table {
            hours: Hours,
        }
        let table: Table = toml::from_str(&format!("hours = '{hours}'")).unwrap();
        let zone = Some(jiff::tz::TimeZone::get(zone).unwrap());
        HostRules { zone, hours: Some(table.hours), ..HostRules::default() }
    };
    // The machine is in Paris, where it is 04:00; in Montreal it is 22:00 of the day before, in Tokyo noon.
    for (environment, rules, closed) in [
        (Environment::Prod, HostRules::default(), false),
        (Environment::Prod, rules("America/Montreal", "03:00-06:00"), true),
        (Environment::Prod, rules("America/Montreal", "21:00-23:00"), false),
        (Environment::Prod, rules("America/Montreal", "21:00-04:00"), false),
        (Environment::Prod, rules("Asia/Tokyo", "12:00-12:01"), false),
        (Environment::Preprod, HostRules::default(), false),
        (Environment::Preprod, rules("Asia/Tokyo", "03:00-06:00"), true),
        (Environment::Local, rules("Asia/Tokyo", "03:00-06:00"), true),
    ] {
        let limits = Limits::new(shop(AddressClass::Public), environment, night(), None, false)
            .with_rules(rules.clone());
        assert_eq!(limits.must_stop(), closed, "{environment} {rules:?}");
        let refused = problems(&limits, Mode::ReadOnly, 5);
        assert_eq!(refused.len(), usize::from(closed), "{refused:?}");
        assert!(
            refused.iter().all(|problem| problem.starts_with("time: ") && problem.contains("come back then"))
        );
        assert_eq!(problems(&limits.for_later(), Mode::ReadOnly, 5), Vec::<String>::new());
    }
}

#[test]
fn without_a_zone_the_hours_must_hold_in_utc_as_well() {
    for (machine, closed) in [
        // It is 03:00 in UTC.
        ("2026-11-27T04:00:00[Europe/Paris]", false),
        // It is 02:30 in UTC.
        ("2026-11-27T03:30:00[Europe/Paris]", true),
        // It is 03:30 in UTC, but noon in the machine's zone.
        ("2026-11-27T12:30:00[Asia/Tokyo]", true),
        // The zone is set so that it is night there.
        ("2026-11-27T04:00:00[Etc/GMT-9]", true),
        ("2026-11-27T05:59:59[UTC]", false),
        ("2026-11-27T06:00:00[UTC]", true),
    ] {
        let class = AddressClass::Public;
        let limits = Limits::new(shop(class), Environment::Prod, zoned(machine), None, false);
        assert_eq!(limits.must_stop(), closed, "{machine}");
        let refused = problems(&limits, Mode::ReadOnly, 5);
        assert_eq!(refused.len(), usize::from(closed), "{refused:?}");
        for problem in refused {
            for part in ["UTC", "time_zone", "hours = ", "promo-load inspect SAVED.html"] {
                assert!(problem.contains(part), "{part} is not in {problem}");
            }
            assert!(!problem.contains("--env"), "{problem}");
        }
    }
}

#[test]
fn a_shop_at_public_addresses_is_never_local() {
    let limits =
        Limits::new(shop(AddressClass::Public), Environment::Local, night(), Some(Intensity::Heavy), true);
    assert_eq!((limits.environment(), limits.max_vus()), (Environment::Prod, Some(50)));
    assert!(limits.is_unproven());
}

#[test]
fn limits_are_for_one_shop() {
    let limits = at_night(Environment::Preprod).with_ownership(Ownership::File);
    let scenario = |base: &str| {
        let text = format!(
            "schema = 1\nname = 'x'\nbase_url = '{base}'\n[[journey]]\nname = 'look'\n[[journey.step]]\nname = 'a'\npath = '/'\n"
        );
        Scenario::parse(&text, std::path::Path::new("x.toml")).unwrap()
    };
    let plan = |base: &str| Plan::new(scenario(base), Overrides::default(), limits.clone());
    assert_eq!(plan("https://shop.example/").unwrap().site(), limits.site());
    for (beyond, what) in [("fr", "a path"), ("fr/", "a path"), ("?a=1", "a query"), ("#a", "a fragment")] {
        let error = plan(&format!("https://shop.example/{beyond}")).unwrap_err().to_string();
        assert!(error.contains(&format!("has {what}, and is scheme, host and port")), "{error}");
    }
    for other in ["https://www.shop.example/", "http://shop.example/", "https://shop.example:8443/"] {
        let error = plan(other).unwrap_err().to_string();
        assert!(error.contains("base_url: ") && error.contains("for which the limits were made"), "{error}");
    }
}

#[test]
fn the_clock_is_asked_again_and_again() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    let begin = zoned("2026-03-29T01:59:00+01:00[Europe/Paris]").timestamp().as_second();
    let passed = Arc::new(AtomicI64::new(0));
    let source = Arc::clone(&passed);
    let clock = Clock::asking(
        move || jiff::Timestamp::from_second(begin + source.load(Ordering::Relaxed)).unwrap(),
        jiff::tz::TimeZone::get("Europe/Paris").unwrap(),
    );
    let zone = jiff::tz::TimeZone::get("Europe/Paris").ok();
    let limits = Limits::new(shop(AddressClass::Public), Environment::Prod, clock, None, false)
        .with_rules(HostRules { zone, ..HostRules::default() });
    // The clocks of Paris go from 02:00 to 03:00 after a minute, and it is 06:00 three hours later.
    for (seconds, closed) in
        [(0, true), (59, true), (60, false), (60 + 3 * 3600 - 1, false), (60 + 3 * 3600, true)]
    {
        passed.store(seconds, Ordering::Relaxed);
        assert_eq!(limits.must_stop(), closed, "after {seconds} s: {:?}", limits.clock);
    }
}
