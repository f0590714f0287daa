//! The look into the back office, through the binary: what a key brings, what goes wrong with it, and that it stays
//! where it belongs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

use std::fs;

use crate::support::answering::{Answering, Asked, answer, page};
use crate::support::{BINARY, Ended, Place, promotion, shop, shop_with, url};
use promo_load::shop::{DemoShop, Fault, Faults, Route, ShopConfig, Webservice};
use promo_load::units::secret::Secret;
use serde_json::{Value, json};

const VARIABLE: &str = "PROMO_LOAD_PRESTASHOP_KEY";
const KEY: &str = "SESAMEOPEN0123456789ABCDEFGHIJKL";
/// As it goes over the wire.
const ENCODED: &str = "U0VTQU1FT1BFTjAxMjM0NTY3ODlBQkNERUZHSElKS0w6";

fn open_shop(webservice: Webservice, faults: &[Fault]) -> DemoShop {
    let faults = Faults { webservice: faults.iter().copied().map(Some).collect(), ..Faults::default() };
    shop_with(ShopConfig { webservice: Some(webservice), faults, ..ShopConfig::default() })
}

fn usual() -> Webservice {
    Webservice::open_to(Secret::new(KEY).unwrap())
}

/// Runs the binary with a key and asserts that nothing of it is left anywhere.
fn run(place: &Place, key: &str, arguments: &[&str]) -> Ended {
    let ended = place.start(place.command(BINARY).env(VARIABLE, key).args(arguments)).wait();
    let mut texts = vec![ended.stdout.clone(), ended.stderr.clone()];
    let mut folders = vec![place.path(".")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            texts.push(path.display().to_string());
            if path.is_dir() {
                folders.push(path);
            } else {
                texts.push(String::from_utf8_lossy(&fs::read(path).unwrap()).into_owned());
            }
        }
    }
    for text in texts {
        assert!(!text.contains(key) && !text.contains(ENCODED), "the key shows in: {text}");
    }
    ended
}

fn inspect(shop: &DemoShop, key: &str, flags: &[&str]) -> Value {
    let ended = run(&Place::new(), key, &[&["inspect", &promotion(shop), "--json"], flags].concat());
    assert_eq!(ended.assert_code(0).stderr, "");
    serde_json::from_str(&ended.stdout).unwrap()
}

fn rule(page: &Value, id: u64) -> &Value {
    let mut found = page["promotions"].as_array().unwrap().iter().filter(|found| found["rule_id"] == id);
    let rule = found.next().unwrap_or_else(|| panic!("no rule {id} in {page:#}"));
    assert!(found.next().is_none(), "rule {id} twice in {page:#}");
    rule
}

fn asked(shop: &DemoShop) -> u64 {
    let stats = shop.stats();
    assert!(!stats.routes.contains_key(&Route::Webservice), "the webservice is no load");
    stats.setup.routes.get(&Route::Webservice).map_or(0, |route| route.requests)
}

#[test]
fn the_back_office_completes_the_page() {
    let shop = open_shop(usual(), &[]);
    let page = inspect(&shop, KEY, &[]);
    let sale = rule(&page, 2);
    assert_eq!((&sale["code"], &sale["remaining"]), (&json!("BF2025"), &json!(1_000_000)));
    assert_eq!((&sale["seen"], &sale["state"]), (&json!("cart.discounts"), &Value::Null));
    let expired = rule(&page, 5);
    assert_eq!((&expired["code"], &expired["state"]), (&json!("OLD2024"), &json!("expired")));
    assert_eq!(
        (&expired["valid_until"], &expired["seen"]),
        (&json!("2024-12-31 23:59:59"), &json!("webservice"))
    );
    assert_eq!((&rule(&page, 6)["state"], &rule(&page, 6)["remaining"]), (&json!("used-up"), &json!(0)));
    assert_eq!(rule(&page, 3)["minimum"], "50.00");
    assert_eq!(rule(&page, 9)["conditions"][0], "only product 1");
    assert_eq!(rule(&page, 1)["name"], "Welcome 3 EUR off");
    let note = "the webservice tells of 16 active cart rules: 13 can be used, 1 expired, 1 used up, 1 not yet valid; 1 for single \
                customers, which are not listed";
    assert!(page["notes"].as_array().unwrap().iter().any(|found| found == note), "{:#}", page["notes"]);
    assert_eq!(asked(&shop), 1);

    // The French page has French names, and text says it as JSON does.
    let place = Place::new();
    let french = url(&shop, "/fr/accessoires-de-maison/6-mug-the-best-is-yet-to-come.html");
    let text = run(&place, KEY, &["inspect", &french]).assert_code(0).stdout.clone();
    assert!(text.contains("Soldes de l'an dernier") && text.contains("EXPIRED"), "{text}");
}

#[test]
fn without_a_key_nothing_is_asked() {
    let shop = open_shop(usual(), &[]);
    let place = Place::new();
    let plain = place.run(&["inspect", &promotion(&shop), "--json"]);
    for empty in ["", " \n"] {
        let ended = place.start(place.command(BINARY).env(VARIABLE, empty).args([
            "inspect",
            &promotion(&shop),
            "--json",
        ]));
        assert_eq!(ended.wait().stdout, plain.assert_code(0).stdout);
    }
    assert_eq!(asked(&shop), 0);
}

#[test]
fn a_tried_cart_and_the_back_office_agree() {
    let shop = open_shop(usual(), &[]);
    let page = inspect(&shop, KEY, &["--mode", "full", "--voucher", "BF2025"]);
    for id in [1, 2] {
        assert_eq!(
            (&rule(&page, id)["state"], &rule(&page, id)["seen"]),
            (&json!("active"), &json!("cart.vouchers.added"))
        );
        assert_eq!(rule(&page, id)["remaining"], 1_000_000);
    }
    // What they cost together is known before any load, and is advice alone.
    let costs = page["known_costs"].as_array().unwrap();
    assert_eq!((costs.len(), &costs[0]["kind"]), (1, &json!("rules-together")));
    let evidence = costs[0]["evidence"].as_str().unwrap();
    assert!(evidence.contains("rule 1 (\"Welcome 3 EUR off\"), rule 2 (BF2025)"), "{evidence}");
    let notes = page["notes"].to_string();
    assert!(!notes.contains("did not get") && !notes.contains("but the webservice says"), "{notes}");
}

#[test]
fn a_refused_voucher_is_explained() {
    let shop = open_shop(usual(), &[]);
    for (code, reason) in [
        ("DISABLED", "rule 7 (DISABLED): switched off"),
        ("OLD2024", "rule 5 (OLD2024): expired since 2024-12-31 23:59:59"),
        ("NOPE", "the webservice knows no code NOPE"),
    ] {
        let (place, target) = (Place::new(), promotion(&shop));
        let ended = run(&place, KEY, &["compile", &target, "--mode", "full", "--voucher", code]);
        let problem = ended.problem();
        assert!(problem.contains("refuses the voucher") && problem.contains(reason), "{problem}");
    }
    // A page that is only looked at shows it, too.
    let target = url(&shop, "/en/prices-drop");
    for (code, reason) in
        [("DISABLED", "SWITCHED OFF"), ("NOPE", "does not exist"), ("MIN50", "from 50.00 EUR on")]
    {
        let ended = run(&Place::new(), KEY, &["inspect", &target, "--mode", "full", "--voucher", code]);
        assert!(ended.assert_code(0).stdout.contains(reason), "{}", ended.stdout);
    }
}

#[test]
fn what_goes_wrong_is_one_line() {
    let blind = Webservice { reads_cart_rules: false, ..usual() };
    let other = "SESAMESHUT0123456789ABCDEFGHIJKL";
    for (shop, key, says, requests) in [
        (shop(), KEY, "is switched off; switch it on in the back office", 1),
        (open_shop(usual(), &[]), other, "does not accept the key", 1),
        (open_shop(usual(), &[]), "short key!", "has not the form of one", 1),
        (open_shop(blind, &[]), KEY, "has no right to read cart_rules", 1),
        (open_shop(usual(), &[Fault::Block]), KEY, "a CDN or firewall answered 403", 1),
        (open_shop(usual(), &[Fault::BadJson]), KEY, "answered with other text instead of JSON", 1),
        (open_shop(usual(), &[Fault::BadEncoding]), KEY, "did not answer", 1),
        (open_shop(usual(), &[Fault::Error; 3]), KEY, "answered 500: the shop or its server is broken", 3),
    ] {
        let page = inspect(&shop, key, &[]);
        let notes: Vec<&str> =
            page["notes"].as_array().unwrap().iter().map(|note| note.as_str().unwrap()).collect();
        let about: Vec<_> = notes.iter().filter(|note| note.contains("webservice")).collect();
        assert_eq!(about.len(), 1, "{notes:?}");
        assert!(about[0].contains(says) && about[0].lines().count() == 1, "{about:?}");
        // The rest of the page is there all the same.
        assert_eq!((&page["kind"], &page["promotions"][1]["code"]), (&json!("product"), &json!("BF2025")));
        assert_eq!(asked(&shop), requests, "{says}");
    }
}

#[test]
fn a_page_of_another_kind_gets_no_key() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}/", server.local_addr().unwrap());
    let served = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut stream, _) = server.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<p>Hello</p>\r\n";
        stream.write_all(&answer.as_bytes()[..answer.len() - 1]).unwrap();
        String::from_utf8(head).unwrap()
    });
    let ended = run(&Place::new(), KEY, &["inspect", &target]);
    assert!(
        ended.assert_code(0).stdout.contains("was not used: the page is not a PrestaShop's"),
        "{ended:?}"
    );
    assert!(!served.join().unwrap().to_lowercase().contains("authorization"));
}

#[test]
fn a_run_keeps_the_rules_and_not_the_key() {
    let load =
        ["--vus", "2", "--iterations", "4", "--think-time", "0", "--mode", "full", "--voucher", "BF2025"];
    for (shop, told) in [
        (open_shop(usual(), &[]), "the webservice tells of 16 active cart rules"),
        (shop(), "webservice is switched off"),
    ] {
        let place = Place::new();
        let ended = run(&place, KEY, &[&["bench", &promotion(&shop), "--quiet"], &load[..]].concat());
        let files = place.files();
        let late =
            files.json["verdict"]["inconclusive"].is_object() && files.count("/generator/own_failures") == 0;
        ended.assert_code(if late { 120 } else { 0 });
        assert_eq!(asked(&shop), 1);
        let findings = files.json["verdict"]["findings"].as_array().unwrap();
        let together = findings.iter().filter(|finding| finding["kind"] == "rules-together").count();
        assert_eq!(together, usize::from(told.contains("16")), "{findings:?}");
        assert_eq!(
            files.report.contains("2 cart rules apply to one cart"),
            together == 1,
            "{}",
            files.report
        );
        let setup = shop.stats().setup.requests;
        let note = format!("set-up sent {setup} requests of its own");
        assert!(files.report.contains(&note) && files.report.contains(told), "{}", files.report);
        assert_eq!(files.all_requests(), shop.stats().requests);
    }
}

/// A shop with one automatic rule that is kept for certain countries; `countries` are those that a key may read of.
fn shop_with_islands(countries: Option<usize>) -> Answering {
    let rule = json!({"id": 1, "name": "For the islands", "active": "1", "quantity": "9", "country_restriction": "1"});
    Answering::by(move |asked: &Asked| {
        let told = |status: &str, body: Value| {
            answer(status, "content-type: application/json\r\n", body.to_string().as_bytes())
        };
        match (asked.path().split('?').next().unwrap(), countries) {
            ("/api/cart_rules", _) => told("200 OK", json!({ "cart_rules": [rule] })),
            ("/api/countries", Some(count)) => {
                let ids: Vec<Value> = (1..=count).map(|id| json!({ "id": id })).collect();
                told("200 OK", json!({ "countries": ids }))
            }
            ("/api/countries", None) => {
                let error = json!({"code": 26, "message": "Resource of type \"countries\" is not allowed"});
                told("401 Unauthorized", json!({ "errors": [error] }))
            }
            _ => page(
                "<!doctype html><html><body id=\"index\"><script>var prestashop = {\"page\":{\"page_name\":\"index\"}};</script></body></html>",
            ),
        }
    })
}

#[test]
fn a_rule_by_country_is_named_with_what_the_key_may_count() {
    for (countries, lang, says) in [
        (Some(50), "en", "at most 50 countries, as many as the shop sells to"),
        (None, "en", "cannot tell how many countries"),
        (None, "fr", "nombre de pays inconnu"),
        (Some(3), "en", ""),
    ] {
        let server = shop_with_islands(countries);
        let target = server.url("/");
        let ended = run(&Place::new(), KEY, &["inspect", &target, "--lang", lang]);
        let text = &ended.assert_code(0).stdout;
        assert_eq!(
            text.contains("(\"For the islands\")") || text.contains("(«\u{202f}For the islands\u{202f}»)"),
            !says.is_empty(),
            "{text}"
        );
        assert!(text.contains(says), "{text}");
        let questions =
            server.asked().iter().filter(|asked| asked.path().starts_with("/api/countries")).count();
        assert_eq!(questions, 1);
    }
}

#[test]
fn a_compiled_file_tells_of_the_rules() {
    let shop = open_shop(usual(), &[]);
    let (place, target) = (Place::new(), promotion(&shop));
    run(&place, KEY, &["compile", &target, "--mode", "full", "-o", "x.toml"]).assert_code(0);
    let text = place.read("x.toml");
    assert!(text.contains("seen = \"webservice\"") && text.contains("state = \"expired\""), "{text}");
    // What was only read of is not checked.
    assert!(text.contains("rule 1 is applied") && !text.contains("rule 4 is applied"), "{text}");
    place.run(&["bench", "x.toml", "--quiet", "--vus", "1", "--iterations", "1", "--think-time", "0"]);
    assert!(place.files().all_requests() > 0);
}
