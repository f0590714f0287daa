//! Statuses, redirects, and several loads side by side.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use promo_load::scenario::{Executor, Load, Scenario};
use promo_load::shop::{CostModel, ShopConfig};

use crate::k6::pair::{Both, Side, Stage, fixed, journal_shop, scenario, shop_of};
use crate::k6::tool::k6;
use crate::support::Place;
use crate::support::answering::{Answering, Asked, answer, page};

fn walked(text: &str) -> Scenario {
    Scenario { loads: vec![fixed()], ..scenario(text) }
}

#[test]
fn redirects_within_the_shop_are_followed() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    // The first is the language's address, the second a POST that the shop answers with another address.
    let text = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'root'\npath = '/'\n\
        [[journey.step.check]]\nname = 'is the home page'\nbody_contains = '<body id=\"index\"'\n\
        [[journey.step]]\nname = 'order without a cart'\npath = '/en/order'\nform = { a = 'b' }\n\
        [[journey.step]]\nname = 'old address'\npath = '/en/index.php?controller=product&id_product=6'\n\
        [[journey.step.check]]\nname = 'is the product page'\nbody_contains = '<body id=\"product\"'\n";
    let both = Stage::set(Place::new(), walked(text), &shop.base_url()).assert_alike_in_order(k6, &shop);
    assert_eq!(both.native.iterations, 6);
    let redirected = both.k6.journal.iter().filter(|entry| entry.status == Some(302)).count();
    assert_eq!(redirected, 18, "each step was redirected");
    assert!(both.native.checks.values().all(|(passes, fails)| (*passes, *fails) == (6, 0)));
}

/// A server that answers all load in this way, or not at all when there is nothing to say; a look at it in any case. Ends with
/// the test's process.
fn answering(head: String) -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&asked);
    thread::spawn(move || {
        for visitor in listener.incoming().flatten() {
            let (head, counted) = (head.clone(), Arc::clone(&counted));
            thread::spawn(move || {
                let mut lines = BufReader::new(visitor.try_clone().ok()?).lines();
                loop {
                    let mut is_load = true;
                    while let Some(line) = lines.next()?.ok().filter(|line| !line.is_empty()) {
                        is_load &= !line.starts_with("x-promo-load-phase");
                    }
                    counted.fetch_add(u64::from(is_load), Ordering::SeqCst);
                    let looked_at = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
                    let answer = if head.is_empty() && !is_load { looked_at } else { &head };
                    (&visitor).write_all(answer.as_bytes()).ok()?;
                }
                #[expect(unreachable_code, reason = "gives the closure its type")]
                Some(())
            });
        }
    });
    (base, asked)
}

#[test]
fn a_redirect_that_leaves_the_shop_is_not_followed() {
    let Some(k6) = &k6() else { return };
    let (elsewhere, asked_elsewhere) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_owned());
    let away = format!("HTTP/1.1 302 Found\r\nlocation: {elsewhere}/away\r\ncontent-length: 0\r\n\r\n");
    let (base, asked) = answering(away);
    let text = "[thresholds]\nhttp_req_failed = ['rate<0.05']\n\
        [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'leaves'\npath = '/'\n\
        [[journey.step.check]]\nname = 'has a body'\nbody_contains = 'x'\n\
        [[journey.step]]\nname = 'never reached'\npath = '/next'\n";
    let stage = Stage::set(Place::new(), walked(text), &base);
    let shop = journal_shop();
    let native = stage.native(&shop);
    assert_eq!(asked.swap(0, Ordering::SeqCst), 6);
    let script = stage.k6(k6, &shop);
    assert_eq!(asked.load(Ordering::SeqCst), 6);
    assert_eq!(asked_elsewhere.load(Ordering::SeqCst), 0, "somebody left the shop");
    assert_ended_alike(&native, &script, 6, 6);
}

/// After so many answers, and so many redirects that were not followed.
fn assert_ended_alike(native: &Side, k6: &Side, answers: u64, refused: u64) {
    for side in [native, k6] {
        assert_eq!(side.http_reqs, answers);
        // The answer was one, and the request that it asked for failed.
        assert_eq!(side.failed, (refused, answers));
        assert_eq!(side.checks.values().collect::<Vec<_>>(), [&(0, refused)]);
        assert!(!side.thresholds["http_req_failed: rate<0.05"], "{:?}", side.thresholds);
        assert_eq!(side.code, 99);
    }
    assert_eq!(native.iterations, k6.iterations);
}

#[test]
fn the_eleventh_redirect_is_not_followed() {
    let Some(k6) = &k6() else { return };
    let again = "HTTP/1.1 303 See Other\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n".to_owned();
    let (base, asked) = answering(again);
    let text = "[thresholds]\nhttp_req_failed = ['rate<0.05']\n[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'never ends'\npath = '/'\n\
        [[journey.step.check]]\nname = 'has a body'\nbody_contains = 'x'\n";
    let stage = Stage::set(Place::new(), walked(text), &base);
    let shop = journal_shop();
    let native = stage.native(&shop);
    assert_eq!(asked.swap(0, Ordering::SeqCst), 66);
    let script = stage.k6(k6, &shop);
    assert_eq!(asked.load(Ordering::SeqCst), 66);
    assert_ended_alike(&native, &script, 66, 6);
}

/// Where browsers go: the first of two headers, backslashes for slashes, without a name and password.
#[test]
fn odd_redirects_are_followed_alike() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    for location in ["/land\r\nLocation: /other", "\\land", "http://u:p@HOST/land", "/caf\u{e9}, x?a=100%"] {
        let server = Answering::by(move |asked| match (asked.path(), asked.header("host")) {
            ("/start", Some(host)) => {
                answer("303 See Other", &format!("Location: {}\r\n", location.replace("HOST", host)), b"")
            }
            _ => page("landed"),
        });
        let text = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'a'\npath = '/start'\nmethod = 'PUT'\nbody = '{}'\n\
            headers = { content-type = 'application/json', Content-Language = 'fr' }\n\
            [[journey.step.check]]\nname = 'landed'\nbody_contains = 'landed'\n";
        let stage = Stage::set(Place::new(), walked(text), &server.base);
        let loaded = || -> Vec<[Option<String>; 5]> {
            let asked =
                server.asked().into_iter().filter(|asked| asked.header("x-promo-load-phase").is_none());
            let told = |asked: Asked| {
                let names = ["content-type", "content-language", "authorization"];
                let [kind, language, user] = names.map(|name| asked.header(name).map(str::to_owned));
                let line = asked.head.lines().next().map(str::to_owned);
                [line, Some(asked.body.clone()), kind, language, user]
            };
            let mut all: Vec<_> = asked.map(told).collect();
            all.sort();
            all
        };
        let native = stage.native(&shop);
        let natively = loaded();
        let script = stage.k6(k6, &shop);
        let both = loaded();
        assert_eq!(natively.len(), 12, "{location}: {natively:?}");
        let mut twice = [natively.clone(), natively].concat();
        twice.sort();
        assert_eq!(both, twice, "{location}");
        assert_eq!((native.checks["landed"], script.checks["landed"]), ((6, 0), (6, 0)), "{location}");
    }
}

/// What never left is no request, and breaks the visit all the same.
#[test]
fn an_address_off_the_shop_is_not_asked_for() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let text = "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n\
        [[journey.step.extract]]\nname = 'doctype'\nbetween = ['<!', ' html>']\n\
        [[journey.step]]\nname = 'elsewhere'\npath = '//${doctype}.test/'\n\
        [[journey.step.check]]\nname = 'came'\nstatus = 200\n\
        [[journey.step]]\nname = 'never reached'\npath = '/en/5-women'\n";
    let stage = Stage::set(Place::new(), walked(text), &shop.base_url());
    let both = Both { native: stage.native(&shop), k6: stage.k6(k6, &shop) };
    for side in [&both.native, &both.k6] {
        assert_eq!((side.http_reqs, side.failed, side.iterations), (6, (0, 6), 6));
        assert_eq!(side.checks["came"], (0, 6));
        assert!(side.journal.len() == 6 && side.journal.iter().all(|entry| entry.target == "/en/"));
    }
    both.assert_same_verdict();
}

/// A server that never answers, and a load that does not wait for it: neither program counts what it cut off itself.
#[test]
fn requests_that_the_end_cuts_off_are_not_counted() {
    let Some(k6) = &k6() else { return };
    let (base, _) = answering(String::new());
    let load = Load {
        vus: Some(2),
        duration: Some(Duration::from_secs(1)),
        graceful_stop: Some(Duration::ZERO),
        ..Load::new(Executor::ConstantVus)
    };
    let text = "[thresholds]\nhttp_reqs = ['count<1']\nhttp_req_failed = ['rate<0.1']\n\
        [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'waits'\npath = '/'\n";
    let stage = Stage::set(Place::new(), Scenario { loads: vec![load], ..scenario(text) }, &base);
    let shop = journal_shop();
    let both = Both { native: stage.native(&shop), k6: stage.k6(k6, &shop) };
    for side in [&both.native, &both.k6] {
        assert_eq!((side.http_reqs, side.failed, side.iterations), (0, (0, 0), 0));
    }
    both.assert_same_verdict();
}

#[test]
fn odd_addresses_and_forms_arrive_alike() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let text = "[[journey]]\nname = 'j'\n\
        [[journey.step]]\nname = '100% \u{1f600} ${a}'\npath = '/en/100%?q=50%&r=%41'\nexpect_status = [404]\n\
        [[journey.step]]\nname = 'two slashes'\npath = '/en//x'\nexpect_status = [404]\n\
        [[journey.step]]\nname = 'numbers first'\npath = '/en/100%'\nexpect_status = [404]\n\
        form = { z = '1', 10 = 'ten', 2 = 'two', a = '\u{1f600} ~*', __proto__ = 'p' }\n\
        [[journey.step]]\nname = 'values'\npath = '/en/${vu.id}%/${iteration}?${vu.id}'\nexpect_status = [404]\n\
        form = { z = '${vu.id}', a = '' }\n";
    let both = Stage::set(Place::new(), walked(text), &shop.base_url()).assert_alike(k6, &shop);
    assert_eq!((both.native.http_reqs, both.native.code), (24, 0));
}

/// Fast files hide no slow page: of a hundred requests a few are pages, and only they are looked at.
#[test]
fn thresholds_look_at_pages_and_not_at_their_files() {
    let Some(k6) = &k6() else { return };
    let page = Duration::from_millis(400);
    let shop = shop_of(ShopConfig {
        cost: CostModel { page, cart: page, workers: 0, ..CostModel::default() },
        ..ShopConfig::default()
    });
    let text = "[http]\nassets = true\n[thresholds]\nhttp_req_duration = ['med<300', 'max<60000']\n\
        http_req_failed = ['rate<0.01']\n'http_req_waiting{status:200}' = ['min>300']\n\
        [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n\
        [[journey.step]]\nname = 'category'\npath = '/en/5-women'\n";
    let stage = Stage::set(Place::new(), walked(text), &shop.base_url());
    let both = Both { native: stage.native(&shop), k6: stage.k6(k6, &shop) };
    both.assert_same_verdict();
    for side in [&both.native, &both.k6] {
        assert_eq!(side.code, 99);
        let crossed: Vec<_> =
            side.thresholds.iter().filter(|(_, held)| !**held).map(|(source, _)| source).collect();
        assert_eq!(crossed, ["http_req_duration: med<300"]);
        assert_eq!((side.steps["home"], side.steps["category"]), (6, 6));
        assert!(side.steps["home assets"] > 12, "{:?}", side.steps);
    }
}

#[test]
fn an_expected_404_is_no_failure_and_an_unexpected_one_ends_the_visit() {
    let Some(k6) = &k6() else { return };
    let text = |expected: &str| {
        format!(
            "[[journey]]\nname = 'j'\n[[journey.step]]\nname = 'gone'\npath = '/en/no-such-page'\n{expected}\n\
             [[journey.step.check]]\nname = 'says so'\nstatus = 404\n\
             [[journey.step]]\nname = 'home'\npath = '/en/'\n"
        )
    };
    for (expected, failed) in [("expect_status = [404]", (0, 12)), ("", (6, 0))] {
        let shop = journal_shop();
        let both = Stage::set(Place::new(), walked(&text(expected)), &shop.base_url())
            .assert_alike_in_order(k6, &shop);
        assert_eq!((both.native.failed, both.native.checks["says so"]), (failed, (6, 0)), "{expected}");
    }
}

#[test]
fn bodies_methods_and_headers_arrive_as_they_were_written() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let text = "[http]\nuser_agent = 'Parity/1.0 (\"quoted\")'\nheaders = { X-All = 'a', Accept-Language = 'fr' }\n\
        [[journey]]\nname = 'j'\n\
        [[journey.step]]\nname = 'put'\nmethod = 'PUT'\npath = '/en/no-such-page'\nexpect_status = [404]\n\
        headers = { Content-Type = 'application/json', X-All = 'b' }\n\
        body = '{\"a\":\"\\u2028 </script> ${vu.id}/${iteration} $${x}\"}'\n\
        [[journey.step]]\nname = 'head'\nmethod = 'HEAD'\npath = '/en/'\n\
        [[journey.step]]\nname = 'form'\npath = '/en/no-such-page?a=1&b=%20c'\nexpect_status = [404]\n\
        form = { z = '1 2', a = 'é&=+%', 'group[1]' = '' }\n";
    let both = Stage::set(Place::new(), walked(text), &shop.base_url()).assert_alike(k6, &shop);
    assert_eq!(both.native.iterations, 6);
    let puts: Vec<_> = both.k6.journal.iter().filter(|entry| entry.method == "PUT").collect();
    assert_eq!(puts.len(), 6);
    assert!(puts.iter().all(|put| put.header("x-all") == Some("b")), "{puts:?}");
    assert!(both.k6.journal.iter().all(|one| one.header("user-agent") == Some("Parity/1.0 (\"quoted\")")));
}

#[test]
fn loads_begin_at_their_times_and_walk_their_own_journeys() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let text = "[[journey]]\nname = 'one'\n[[journey.step]]\nname = 'home'\npath = '/en/'\n\
        [[journey]]\nname = 'two'\n[[journey.step]]\nname = 'category'\npath = '/en/5-women'\n";
    let load = |name: &str, journey: &str, start: Option<u64>| Load {
        name: Some(name.to_owned()),
        journeys: Some(vec![journey.to_owned()]),
        start_time: start.map(Duration::from_secs),
        ..fixed()
    };
    let loads =
        vec![load("early", "one", None), load("late-wave", "two", Some(1)), load("third", "one", Some(1))];
    let stage = Stage::set(Place::new(), Scenario { loads, ..scenario(text) }, &shop.base_url());
    let both = stage.assert_alike(k6, &shop);
    assert_eq!((both.native.steps["home"], both.native.steps["category"]), (12, 6));
    // The early ones are all gone when the others come.
    for side in [&both.native, &both.k6] {
        let first: Vec<_> = side.journal.iter().take(6).map(|entry| entry.target.as_str()).collect();
        assert_eq!(first, ["/en/"; 6]);
    }
}
