//! The end of the allowed hours during a run, by a clock that the test sets.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use promo_load::http::{AddressClass, Site};
use promo_load::metric::{Ending, Outcome};
use promo_load::plan::{Clock, Environment, HostRules, Hours, Limits, Overrides, Plan};
use promo_load::run::{Run, RunSettings, Tick};
use promo_load::scenario::Scenario;
use promo_load::shop::{CostModel, DemoShop, ShopConfig};

/// A scenario that would go on for ten minutes; each visit takes a while.
fn scenario(shop: &DemoShop) -> Scenario {
    let text = format!(
        "schema = 1\nname = \"look\"\nbase_url = \"{}\"\n[load]\nexecutor = \"constant-vus\"\nvus = 4\n\
         duration = \"10m\"\n[[journey]]\nname = \"look\"\n[[journey.step]]\nname = \"page\"\npath = \"{}\"\n\
         think_time = \"200ms\"\n[[journey.step]]\nname = \"again\"\npath = \"{}\"\n",
        shop.base_url(),
        shop.promotion_path(),
        shop.promotion_path()
    );
    Scenario::parse(&text, Path::new("look.toml")).unwrap()
}

#[test]
fn the_end_of_the_hours_ends_a_run_and_loses_nothing() {
    let config = ShopConfig {
        cost: CostModel { page: std::time::Duration::from_millis(50), ..CostModel::default() },
        ..ShopConfig::default()
    };
    let shop = DemoShop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).unwrap();
    // 05:59 in Paris for so many looks at the clock, then 06:00.
    let looks = Arc::new(AtomicU32::new(u32::MAX));
    let left = Arc::clone(&looks);
    let source = move || {
        let is_night = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        let text = if is_night.is_ok() { "2026-11-27T04:59:00Z" } else { "2026-11-27T05:00:00Z" };
        text.parse::<Timestamp>().unwrap()
    };
    let zone = TimeZone::get("Europe/Paris").unwrap();
    let rules = HostRules { hours: Some(Hours::default()), zone: Some(zone.clone()), ..HostRules::default() };
    let scenario = scenario(&shop);
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits =
        Limits::new(site, Environment::Local, Clock::asking(source, zone), None, false).with_rules(rules);
    let plan = Plan::new(scenario, Overrides::default(), limits).unwrap();
    // The run looks once a second.
    looks.store(2, Ordering::Relaxed);
    let mut seconds = 0;
    let finished =
        Run::new(Arc::new(plan), RunSettings::default()).go(&mut [&mut |_: &Tick<'_>| seconds += 1]).unwrap();

    assert_eq!(finished.ending, Ending::WindowClosed);
    assert!(seconds >= 3, "it was stopped at the third look, in second {seconds}");
    let total = &finished.summary.total;
    assert!(total.iterations() > 0);
    assert_eq!(
        total.count_where(|outcome| outcome == Outcome::Interrupted),
        0,
        "visits that had begun came to their end"
    );
    assert_eq!((total.tally().interrupted, total.tally().started), (0, total.iterations()));
    assert_eq!(total.requests(), total.iterations() * 2, "every visit has both of its pages");
    assert_eq!(shop.stats().requests, total.requests(), "the shop saw just what was counted");
}
