//! Steps that a shopper walks once, and cookies that it sets itself.

use std::collections::{BTreeMap, BTreeSet};

use promo_load::scenario::{Lifetime, Scenario};
use promo_load::shop::{CustomerStats, JournalEntry, Route, ServedAs};

use crate::k6::pair::{Both, Stage, fixed, journal_shop, scenario};
use crate::k6::tool::k6;
use crate::support::Place;
use crate::support::log_in::{ACCOUNTS, steps};

/// What the shop counted of each side: customers, log-ins that were refused, forms that were sent.
type Counted = (BTreeMap<String, CustomerStats>, u64, u64);

fn compared(pick: &str, accounts: &str, thresholds: &str) -> Option<(Both, [Counted; 2])> {
    let k6 = &k6()?;
    let (shop, place) = (journal_shop(), Place::new());
    place.write("accounts.csv", accounts);
    let data = format!("[[data]]\nname = 'account'\nfile = 'accounts.csv'\npick = '{pick}'\n");
    let journey = format!("[[journey]]\nname = 'come back'\n{}", steps("h1"));
    let mut parsed = Scenario { loads: vec![fixed()], ..scenario(&format!("{data}{thresholds}{journey}")) };
    parsed.http.cookies = Lifetime::PerVu;
    let stage = Stage::set(place, parsed, &shop.base_url());
    let counted = || {
        let stats = shop.stats();
        let forms = stats.routes.get(&Route::LogIn).map_or(0, |route| route.requests);
        (stats.customers.clone(), stats.ended(ServedAs::Refused), forms)
    };
    let native = stage.native(&shop);
    let by_native = counted();
    let by_k6 = stage.k6(k6, &shop);
    Some((Both { native, k6: by_k6 }, [by_native, counted()]))
}

#[test]
fn each_shopper_logs_in_once() {
    let Some((both, [native, k6])) = compared("unique", ACCOUNTS, "") else { return };
    assert_eq!(native, k6, "native, then k6");
    let once = CustomerStats { log_ins: 1, account_pages: 4 };
    let expected = BTreeMap::from([("anna@x".to_owned(), once.clone()), ("ben@x".to_owned(), once)]);
    assert_eq!(native, (expected, 0, 2));
    assert_eq!((both.native.checks.clone(), both.native.iterations), (both.k6.checks, both.k6.iterations));
    assert_eq!(both.native.steps, both.k6.steps);
}

#[test]
fn a_log_in_that_fails_is_tried_again() {
    let wrong = ACCOUNTS.replace("demo-ben", "no");
    for thresholds in ["", "[thresholds]\nvisits = ['rate>0.6']\n"] {
        let Some((both, [native, k6])) = compared("unique", &wrong, thresholds) else { return };
        assert_eq!(native, k6, "native, then k6");
        let once = CustomerStats { log_ins: 1, account_pages: 4 };
        assert_eq!(native, (BTreeMap::from([("anna@x".to_owned(), once)]), 3, 4));
        both.assert_same_verdict();
        assert_eq!((both.native.checks.clone(), both.native.steps.clone()), (both.k6.checks, both.k6.steps));
    }
}

/// Which rows are dealt is each program's own; that a shopper stays the customer whom it logged in as is not.
#[test]
fn a_shopper_keeps_its_row() {
    for pick in ["sequential", "random"] {
        let Some((both, counted)) = compared(pick, ACCOUNTS, "") else { return };
        for (customers, refused, forms) in counted {
            assert_eq!((refused, forms), (0, 2));
            assert!(customers.values().all(|one| one.account_pages == 4 * one.log_ins), "{customers:?}");
        }
        for side in [both.native, both.k6] {
            assert!(side.checks.values().all(|(_, fails)| *fails == 0), "{:?}", side.checks);
        }
    }
}

const COOKIE: &str = "
[[journey]]
name = 'j'
[[journey.step]]
name = 'page'
path = '/en/'
[[journey.step]]
name = 'add'
path = '/en/cart'
cookies = { form_key = '${random.alnum(16).form_key}', theme = 'dark%20%C3%A9', odd = '10%' }
form = { form_key = '${random.alnum(16).form_key}', action = 'update', ajax = 1 }
[[journey.step.extract]]
name = 'theme'
cookie = 'theme'
decoded = true
[[journey.step.extract]]
name = 'odd'
cookie = 'odd'
decoded = true
[[journey.step.extract]]
name = 'kept'
cookie = 'form_key'
[[journey.step]]
name = 'again'
path = '/en/cart'
form = { form_key = '${kept}', action = 'update', ajax = 1, theme = '${theme}', odd = '${odd}' }
";

fn keys(journal: &[JournalEntry]) -> BTreeSet<&str> {
    let posts = journal.iter().filter(|entry| entry.method == "POST");
    let of = |pairs: &'_ [(String, String)]| pairs.iter().position(|(name, _)| name == "form_key");
    posts
        .map(|entry| {
            let (field, cookie) = (of(&entry.form).unwrap(), of(&entry.cookies).unwrap());
            assert_eq!(entry.form[field].1, entry.cookies[cookie].1, "{entry:?}");
            entry.form[field].1.as_str()
        })
        .collect()
}

#[test]
fn a_value_of_the_visit_is_cookie_and_field() {
    let Some(k6) = &k6() else { return };
    for cookies in [Lifetime::PerIteration, Lifetime::PerVu] {
        let shop = journal_shop();
        let mut parsed = Scenario { loads: vec![fixed()], ..scenario(COOKIE) };
        parsed.http.cookies = cookies;
        let stage = Stage::set(Place::new(), parsed, &shop.base_url());
        let both = Both { native: stage.native(&shop), k6: stage.k6(k6, &shop) };
        for side in [&both.native, &both.k6] {
            assert_eq!((keys(&side.journal).len(), side.http_reqs), (6, 18));
            for (name, expected) in [("theme", "dark é"), ("odd", "10%")] {
                let fields =
                    side.journal.iter().flat_map(|entry| &entry.form).filter(|(known, _)| known == name);
                assert_eq!(fields.filter(|(_, value)| value == expected).count(), 6, "{name}");
            }
            let before = side.journal.iter().filter(|entry| entry.method == "GET");
            let with_key = before.filter(|entry| entry.cookies.iter().any(|(name, _)| name == "form_key"));
            assert_eq!(with_key.count(), if cookies == Lifetime::PerVu { 4 } else { 0 });
        }
    }
}
