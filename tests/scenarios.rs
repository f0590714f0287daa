//! The journeys in `scenarios/` do what their comments say: each is read, planned and walked against the demo shop, and
//! the shop's own counters are compared with the run's, request by request.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use promo_load::http::{AddressClass, Site};
use promo_load::metric::{CheckTally, Ending, Outcome};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Finished, Run, RunSettings};
use promo_load::scenario::{Executor, Load, Scenario, ThinkTime};
use promo_load::shop::{DemoShop, Route, ShopConfig};

const ITERATIONS: u64 = 40;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

fn read(name: &str) -> Scenario {
    Scenario::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)).unwrap()
}

fn shop() -> DemoShop {
    DemoShop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), ShopConfig::default()).unwrap()
}

fn limits(shop: &url::Url) -> Limits {
    let site = Site::of(shop, AddressClass::Private).unwrap();
    Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false)
}

/// The plan of a few iterations against this shop, without the pauses.
fn plan(mut scenario: Scenario, shop: &DemoShop) -> Plan {
    scenario.base_url = shop.base_url().parse().unwrap();
    for step in scenario.journeys.iter_mut().flat_map(|journey| &mut journey.steps) {
        step.think_time = ThinkTime::default();
    }
    let load = Load { vus: Some(3), iterations: Some(ITERATIONS), ..Load::new(Executor::SharedIterations) };
    let limits = limits(&scenario.base_url);
    Plan::new(scenario, Overrides { loads: vec![load], ..Overrides::default() }, limits).unwrap()
}

fn walk(plan: Plan) -> Finished {
    Run::new(Arc::new(plan), RunSettings::default()).go(&mut []).unwrap()
}

/// What the shop counts a step as. A step that is not listed fails the test: it would be compared with nothing.
fn route(step: &str) -> Option<Route> {
    Some(match step {
        "home_page" => Route::Home,
        "category_page" | "second_page" => Route::Category,
        "sale_page" | "catalog_page" => Route::Listing,
        "cms_page" | "landing_page" => Route::Cms,
        "search_page" => Route::Search,
        "product_page" => Route::Product,
        "choose_combination" => Route::CombinationRefresh,
        "cart_popup" => Route::ModuleAjax,
        "add_to_cart" => Route::CartAdd,
        "cart_page" => Route::CartPage,
        "voucher" => Route::VoucherAdd,
        "order_page" => Route::Order,
        "login_page" => Route::Login,
        "log_in" => Route::LogIn,
        "account_page" => Route::Account,
        _ => return None,
    })
}

/// The run's requests, summed up as the shop sums them up.
fn sent(finished: &Finished) -> BTreeMap<Route, u64> {
    let mut sent = BTreeMap::new();
    for (name, series) in finished.summary.layout.steps.iter().zip(finished.summary.total.steps()) {
        let route = route(name);
        assert!(route.is_some(), "no route is known for the step {name}");
        assert!(series.requests() > 0, "{name} was never reached");
        *sent.entry(route.unwrap()).or_default() += series.requests();
    }
    sent
}

#[test]
fn each_file_survives_being_read_and_written() {
    for file in files() {
        let scenario = Scenario::read(&file).unwrap();
        let again = Scenario::parse(&scenario.to_toml().unwrap(), &file).unwrap();
        assert_eq!(scenario, again, "{}", file.display());
    }
}

#[test]
fn each_file_is_a_run_on_the_demo_shop_as_it_stands() {
    for file in files() {
        let campaign = file.ends_with("campaign.toml");
        let scenario = Scenario::read(&file).unwrap();
        let limits = limits(&scenario.base_url);
        let plan = Plan::new(scenario, Overrides::default(), limits).unwrap();
        assert_eq!(plan.base_url().as_str(), "http://127.0.0.1:8080/", "{}", file.display());
        let (vus, seconds) = if campaign { (110, 360) } else { (10, 30) };
        assert_eq!(plan.timetable().vus_max(), vus, "{}", file.display());
        assert_eq!(plan.timetable().duration().as_secs(), seconds, "{}", file.display());
        assert!(plan.thresholds().thresholds().count() >= 3, "{}", file.display());
    }
}

#[test]
fn every_request_that_was_sent_arrived_and_nothing_failed() {
    for file in files() {
        let shop = shop();
        let finished = walk(plan(Scenario::read(&file).unwrap(), &shop));
        let total = &finished.summary.total;
        assert_eq!(finished.ending, Ending::Completed, "{}", file.display());
        assert_eq!((total.iterations(), total.tally().failed), (ITERATIONS, 0), "{}", file.display());
        assert_eq!(
            total.requests(),
            total.count_where(|outcome| outcome == Outcome::Ok),
            "{}",
            file.display()
        );
        for ((_, name), CheckTally { passes, fails, .. }) in
            finished.summary.layout.checks.iter().zip(total.checks())
        {
            assert!(*passes > 0 && *fails == 0, "{}: {name}: {passes} held, {fails} not", file.display());
        }

        let arrived: BTreeMap<Route, u64> =
            shop.stats().routes.iter().map(|(route, counted)| (*route, counted.requests)).collect();
        assert_eq!(sent(&finished), arrived, "{}", file.display());
    }
}

#[test]
fn the_buyers_leave_carts_and_the_lookers_none() {
    for file in files() {
        let scenario = Scenario::read(&file).unwrap();
        let shop = shop();
        let finished = walk(plan(scenario, &shop));
        let sent = sent(&finished);
        let times = |route| sent.get(&route).copied().unwrap_or(0);
        let carts = shop.stats().carts;
        assert_eq!(carts.with_products, times(Route::CartAdd), "{}", file.display());
        // The automatic rule and BF2025.
        assert_eq!(carts.vouchers[&1], times(Route::CartAdd), "{}", file.display());
        assert_eq!(carts.vouchers[&2], times(Route::VoucherAdd), "{}", file.display());
    }
}

#[test]
fn weights_decide_how_often_a_journey_is_walked() {
    let shop = shop();
    let mut scenario = read("two-kinds-of-visitors.toml");
    for journey in &mut scenario.journeys {
        journey.weight = u32::from(journey.name == "wanderer");
    }
    walk(plan(scenario, &shop));
    let routes = shop.stats().routes;
    assert_eq!(routes[&Route::Home].requests, ITERATIONS);
    assert!(!routes.contains_key(&Route::Listing));
}
