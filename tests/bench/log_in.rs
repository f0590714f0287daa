//! Steps that a shopper walks once: the shop counts who logged in, and whose account it showed.

use std::collections::BTreeMap;

use promo_load::shop::{DemoShop, Misbehaviour, Route, ServedAs, ShopConfig};

use crate::bench::{bench, seen};
use crate::support::log_in::{ACCOUNTS, steps};
use crate::support::{Place, RunFiles, shop, shop_with};

const LOAD: &str =
    "[load]\nexecutor = \"per-vu-iterations\"\nvus = 3\niterations = 4\nmax_duration = \"60s\"\n";

/// A scenario of these tables in front of journeys that log in.
fn scenario(shop: &DemoShop, tables: &str, journeys: &[&str]) -> String {
    let base = shop.base_url();
    let journeys: String = journeys
        .iter()
        .map(|name| format!("[[journey]]\nname = \"{name}\"\n{}", steps("p.customer")))
        .collect();
    format!(
        "schema = 1\nname = \"customers\"\nbase_url = \"{base}/\"\nmode = \"full\"\n[http]\ncookies = \"per-vu\"\n\
         [[data]]\nname = \"account\"\nfile = \"accounts.csv\"\n{tables}\n{journeys}"
    )
}

/// Writes both files; returns the scenario's path.
fn write(place: &Place, accounts: &str, scenario: &str) -> String {
    place.write("accounts.csv", accounts);
    place.write("s.toml", scenario);
    place.path("s.toml").to_str().unwrap().to_owned()
}

/// Log-ins and account pages by customer.
fn customers(shop: &DemoShop) -> BTreeMap<String, (u64, u64)> {
    let customers = shop.stats().customers.into_iter();
    customers.map(|(address, counted)| (address, (counted.log_ins, counted.account_pages))).collect()
}

fn counted(expected: &[(&str, u64, u64)]) -> BTreeMap<String, (u64, u64)> {
    expected.iter().map(|(who, log_ins, pages)| ((*who).to_owned(), (*log_ins, *pages))).collect()
}

/// The run of a scenario that need not hold.
fn run(shop: &DemoShop, accounts: &str, text: &str) -> RunFiles {
    let place = Place::new();
    write(&place, accounts, text);
    let ended = place.run(&["bench", "s.toml", "--quiet"]);
    assert!(matches!(ended.code, Some(0 | 99 | 120)), "{ended:?}");
    let files = place.files();
    assert_eq!(files.all_requests(), shop.stats().requests);
    files
}

/// The log-in is followed to the account's page: that is the one page more than visits.
#[test]
fn each_shopper_logs_in_once_and_sees_its_own_account_in_each_visit() {
    let (shop, place) = (shop(), Place::new());
    let file =
        write(&place, ACCOUNTS, &scenario(&shop, &format!("pick = \"unique\"\n{LOAD}"), &["come back"]));
    let files = bench(&shop, &file, &[]);
    assert_eq!(customers(&shop), counted(&[("anna@x", 1, 5), ("ben@x", 1, 5), ("chloe@x", 1, 5)]));
    assert_eq!((seen(&shop, Route::Login), seen(&shop, Route::LogIn)), (3, 3));
    assert_eq!(shop.stats().ended(ServedAs::LoggedIn), 3);
    assert_eq!((files.requests("login_page"), files.requests("log_in")), (3, 6));
    assert_eq!(files.requests("account_page"), 12);
    let note = "each shopper walks once, before its first visit: `log_in`, `login_page`";
    assert!(files.report.contains(note) || files.text.contains(note), "{}", files.text);
    assert_eq!((files.count("/visits/whole/good"), files.count("/visits/whole/failed")), (12, 0));
}

/// Rows that are dealt in turn or at random: a shopper keeps the first, because it is logged in with it. The other journey
/// logs in by the very same steps, so whoever walked one of them is logged in for both.
#[test]
fn a_shopper_keeps_the_row_that_it_logged_in_with() {
    for pick in ["sequential", "random"] {
        let (shop, place) = (shop(), Place::new());
        let text = scenario(&shop, &format!("pick = \"{pick}\"\n{LOAD}"), &["one", "two"]);
        bench(&shop, &write(&place, ACCOUNTS, &text), &["--seed", "5"]);
        let customers = customers(&shop);
        let sums = customers.values().fold((0, 0), |sums, (ins, pages)| (sums.0 + ins, sums.1 + pages));
        assert_eq!(sums, (3, 15), "{customers:?}");
        assert!(customers.values().all(|(ins, pages)| *pages == 5 * ins), "{customers:?}");
        assert!(pick == "random" || customers.len() == 3, "{customers:?}");
    }
}

#[test]
fn other_steps_are_another_log_in() {
    let shop = shop();
    let text = scenario(
        &shop,
        "pick = \"unique\"\n[load]\nexecutor = \"per-vu-iterations\"\nvus = 1\niterations = 30\n",
        &["one", "two"],
    );
    // The second journey's log-in page has a pause more.
    let place = text.rfind("[[journey.step]]\nname = \"log_in\"").unwrap();
    let text =
        format!("{}{}", &text[..place], text[place..].replacen("submitLogin = 1", "submitLogin = 2", 1));
    let files = run(&shop, ACCOUNTS, &text);
    assert_eq!((seen(&shop, Route::LogIn), files.count("/visits/whole/good")), (2, 30));
}

/// A wrong password is answered with status 200 and a text: the visit is broken by the log-in, goes no further, and the next one
/// tries again.
#[test]
fn a_log_in_that_fails_breaks_its_visit_and_is_tried_again() {
    let shop = shop();
    let text = scenario(&shop, &format!("pick = \"unique\"\n{LOAD}"), &["come back"]);
    // Nothing but the check ends the visit.
    let text = text.replace("css = \"p.customer\"", "css = \"h1\"");
    let files = run(&shop, &ACCOUNTS.replace("demo-ben", "demo-anna"), &text);
    assert_eq!(customers(&shop), counted(&[("anna@x", 1, 5), ("chloe@x", 1, 5)]));
    assert_eq!((seen(&shop, Route::Login), seen(&shop, Route::LogIn)), (6, 6));
    assert_eq!(shop.stats().ended(ServedAs::Refused), 4);
    assert_eq!(files.requests("account_page"), 8);
    assert_eq!((files.count("/visits/whole/good"), files.count("/visits/whole/failed")), (8, 4));
    let broken = &files.json["visits"]["broken"];
    assert_eq!(broken.as_array().unwrap().len(), 1, "{broken}");
    assert_eq!(broken[0]["step"], "log_in");
    assert_eq!(broken[0]["judged"].as_u64().unwrap() + broken[0]["others"].as_u64().unwrap(), 4);
    assert!(broken[0]["cause"].to_string().contains("is logged in"), "{broken}");
    assert!(!files.text.contains("demo-anna"), "a form's values are in no file");
}

/// The shop breaks the first log-ins; then it works, and nothing is walked twice.
#[test]
fn a_shopper_logs_in_as_soon_as_the_shop_can() {
    let fault: Misbehaviour = "log_in:500:2x".parse().unwrap();
    let mut config = ShopConfig::default();
    config.faults.misbehaviours.push(fault);
    let shop = shop_with(config);
    let load = "pick = \"unique\"\n[load]\nexecutor = \"per-vu-iterations\"\nvus = 1\niterations = 5\n";
    let files = run(&shop, ACCOUNTS, &scenario(&shop, load, &["come back"]));
    assert_eq!((seen(&shop, Route::Login), seen(&shop, Route::LogIn)), (3, 3));
    assert_eq!(customers(&shop), counted(&[("anna@x", 1, 4)]));
    assert_eq!((files.count("/visits/whole/good"), files.count("/visits/whole/failed")), (3, 2));
}
