//! Journeys that do not go as they should: robots, redirects, missing pages.

use promo_load::shop::{DemoShop, Faults, Route, ShopConfig};
use serde_json::Value;

use crate::bench::servers::{answering, http};
use crate::bench::{bench, seen};
use crate::support::answering::{Answering, answer, page};
use crate::support::{Place, promotion, shop, shop_with};

const LOAD: [&str; 6] = ["--vus", "3", "--iterations", "30", "--think-time", "0"];

/// A read-only scenario of one step.
fn scenario(shop: &DemoShop, path: &str) -> String {
    scenario_at(&shop.base_url(), path)
}

fn scenario_at(base: &str, path: &str) -> String {
    format!(
        "schema = 1\nname = \"one step\"\nbase_url = \"{base}/\"\n\
         [[journey]]\nname = \"look\"\n[[journey.step]]\nname = \"step\"\npath = \"{path}\"\n"
    )
}

#[test]
fn an_add_that_adds_nothing_is_seen_behind_its_status_200() {
    let (shop, place) = (shop(), Place::new());
    place
        .run(&[&["compile", &promotion(&shop), "-o", "x.toml", "--mode", "full"], &LOAD[..]].concat())
        .assert_code(0);
    let compiled = place.read("x.toml");
    let sold_out = compiled.replace("id_product = \"6\"", "id_product = \"9999\"");
    assert_ne!(sold_out, compiled);
    place.write("x.toml", &sold_out);
    let ended = place.run(&["bench", "x.toml"]);
    ended.assert_code(99);
    let files = place.files();
    assert_eq!(shop.stats().carts.with_products, 0);
    let add = files.json["steps"].as_array().unwrap().iter().find(|step| step["name"] == "add_to_cart");
    let kinds = &add.unwrap()["kinds"];
    let all = files.requests("add_to_cart");
    assert_eq!(kinds, &serde_json::json!([{"outcome": "check", "count": all}]), "status 200 is not enough");
    assert_eq!(files.all_requests(), shop.stats().requests);
    let text = ended.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let part = "the shop refuses: “This product () is no longer available.”";
    assert!(text.contains(part), "`{part}` is not in: {text}");
}

#[test]
fn what_ends_in_mid_run_is_said_in_the_shops_words() {
    let voucher = ["--mode", "full", "--voucher", "BF2025"];
    for (rule, words, promotion_wrong) in [
        ("cart_add:refuse:from=#40", "You can only buy 0 \"Mug The best is yet to come\".", false),
        ("voucher_add:refuse:from=#40", "This voucher is disabled", true),
    ] {
        let faults = Faults { misbehaviours: vec![rule.parse().unwrap()], ..Faults::default() };
        let shop = shop_with(ShopConfig { faults, ..ShopConfig::default() });
        let (place, target) = (Place::new(), promotion(&shop));
        place.run(&[&["bench", &target], &voucher[..], &LOAD].concat()).assert_code(99);
        let files = place.files();
        let verdict = &files.json["verdict"];
        let said = |place: &Value| place["text"].as_str().unwrap().contains(words);
        assert!(said(&verdict["reason"]), "{rule}: {:#}", verdict["reason"]);
        assert!(said(&verdict["findings"][0]["what"]), "{rule}: {:#}", verdict["findings"]);
        let broken = &files.json["visits"]["broken"][0];
        assert!(said(&broken["cause"]), "{rule}: {broken:#}");
        let wrong = files.count("/visits/judged/promotion_wrong");
        assert_eq!(
            wrong > 0,
            promotion_wrong,
            "{rule}: an add that is refused proves nothing of the promotion"
        );
    }
}

#[test]
fn a_visit_that_is_cut_off_proves_a_promotion_only_if_it_saw_all_of_it() {
    let server = Answering::by(|_| page("<h1>Mug</h1><p>10.76</p>"));
    let check = "[[journey.step.check]]\nname = \"price\"\nbody_contains = \"10.76\"\npromotion = true\n";
    for (later, proves) in [("", true), (check, false)] {
        let place = Place::new();
        // Everybody thinks about the first page until the end.
        let scenario = format!(
            "schema = 1\nname = \"cut\"\nbase_url = \"{}/\"\n[load]\nexecutor = \"constant-vus\"\nvus = 2\nduration = \"1s\"\n\
             graceful_stop = \"0s\"\n[[journey]]\nname = \"look\"\n[[journey.step]]\nname = \"first\"\npath = \"/a\"\n\
             think_time = \"10m\"\n{check}[[journey.step]]\nname = \"second\"\npath = \"/b\"\n{later}",
            server.base
        );
        place.write("x.toml", &scenario);
        place.run(&["bench", "x.toml"]);
        let files = place.files();
        assert_eq!(files.count("/visits/judged/unfinished"), 2);
        assert_eq!(files.count("/visits/judged/promotion_right"), if proves { 2 } else { 0 }, "{later}");
    }
}

#[test]
fn visits_that_break_before_the_voucher_prove_no_promotion() {
    let (shop, place) = (shop(), Place::new());
    let voucher = ["compile", &promotion(&shop), "-o", "x.toml", "--mode", "full", "--voucher", "BF2025"];
    place.run(&[&voucher[..], &LOAD[..]].concat()).assert_code(0);
    let grade = |file: &str| {
        place.run(&["bench", file, "--out", file.trim_end_matches(".toml")]);
        let run =
            std::fs::read_dir(place.path(file.trim_end_matches(".toml"))).unwrap().next().unwrap().unwrap();
        let json = std::fs::read_to_string(run.path().join("run.json")).unwrap();
        serde_json::from_str::<serde_json::Value>(&json).unwrap()["verdict"]["grade"].clone()
    };
    assert_eq!(grade("x.toml")["promotion"]["letter"], "A");
    place.write("y.toml", &place.read("x.toml").replace("id_product = \"6\"", "id_product = \"9999\""));
    let broken = grade("y.toml");
    assert_eq!(broken["failures"]["letter"], "F", "{broken}");
    assert!(broken["promotion"].is_null(), "the price was right, and no visit came to the voucher: {broken}");
}

#[test]
fn every_hop_of_a_redirect_is_a_request() {
    let (shop, place) = (shop(), Place::new());
    place.write("x.toml", &scenario(&shop, "/"));
    let file = place.path("x.toml");
    let files = bench(&shop, file.to_str().unwrap(), &LOAD);
    assert_eq!((seen(&shop, Route::Redirect), seen(&shop, Route::Home)), (30, 30));
    assert_eq!(files.requests("step"), 60);
    assert_eq!(files.count("/iterations/completed"), 30);
    assert_eq!(
        files.json["steps"][0]["statuses"],
        serde_json::json!([{"status": 200, "count": 30}, {"status": 302, "count": 30}])
    );
}

#[test]
fn a_page_that_is_not_there_fails_the_run() {
    let (shop, place) = (shop(), Place::new());
    let text = scenario(&shop, "/en/no-such-page");
    place.write("x.toml", &format!("{text}\n[thresholds]\nhttp_req_failed = [\"rate<0.01\"]\n"));
    let ended = place.run(&[&["bench", "x.toml"], &LOAD[..]].concat());
    ended.assert_code(99);
    let files = place.files();
    assert_eq!((files.outcomes("status"), files.count("/iterations/failed")), (30, 30));
    assert_eq!(seen(&shop, Route::NotFound), 30);
    assert!(ended.stdout.contains("status 404 — 30 of 30 visits"), "{}", ended.stdout);
}

#[test]
fn no_journey_leaves_the_shop() {
    let (shop, place) = (shop(), Place::new());
    // A link of the page, as a journey may follow them.
    let text = scenario(&shop, "/en/");
    let follow = "[[journey.step.extract]]\nname = \"link\"\nregex = '(https?://schema.org)'\n\
                  [[journey.step]]\nname = \"away\"\npath = \"${link}\"\n";
    place.write("link.toml", &format!("{text}{follow}[thresholds]\niterations = [\"count==30\"]\n"));
    place.run(&[&["bench", "link.toml"], &LOAD[..]].concat());
    let files = place.files();
    assert_eq!((files.outcomes("off_origin"), files.requests("away")), (30, 30));
    assert_eq!(shop.stats().requests, 30, "what would leave the shop is not sent");

    let elsewhere = answering(|_| http("302 Found", "location: http://elsewhere.invalid/\r\n", ""));
    let place = Place::new();
    place.write("redirect.toml", &scenario_at(elsewhere.trim_end_matches("/page"), "/page"));
    let ended = place.run(&[&["bench", "redirect.toml"], &LOAD[..]].concat());
    assert_eq!(place.files().outcomes("off_origin"), 30);
    assert!(ended.stdout.contains("redirected to another site"), "{}", ended.stdout);
}

/// A shop without known classes: what machines are told stays right, what shoppers read is `main`, by whether it is asked by the
/// load.
fn unknown_theme(main: impl Fn(bool) -> &'static str + Send + Sync + 'static) -> Answering {
    Answering::by(move |asked| {
        let main = main(asked.header("x-promo-load-phase").is_none());
        page(&format!(
            "<!doctype html><html lang=en><title>Lamp</title><body><script type=\"application/ld+json\">{{\"@type\":\"Product\",\
             \"name\":\"Lamp\",\"offers\":{{\"price\":\"40.00\",\"priceCurrency\":\"EUR\"}}}}</script><h1>Lamp</h1>{main}\
             <form action=/basket method=post><button>Add to basket</button></form></body></html>"
        ))
    })
}

#[test]
fn a_price_that_is_shown_wrong_is_wrong_in_any_theme() {
    let right = "<p><s>50,00 €</s> <b>40,00 €</b></p>";
    for (wrong, check) in [
        ("<p><s>50,00 €</s> <b>50,00 €</b></p>", "visible price is 40.00 EUR"),
        ("<p><s>45,00 €</s> <b>40,00 €</b></p>", "old price 50.00 EUR is shown"),
    ] {
        let shop = unknown_theme(move |is_load| if is_load { wrong } else { right });
        let place = Place::new();
        place.run(&[&["bench", &shop.url("/lamp-7")], &LOAD[..]].concat()).assert_code(99);
        let files = place.files();
        let failed = |check: &&Value| check["fails"] != 0;
        let failed: Vec<_> = files.json["checks"].as_array().unwrap().iter().filter(failed).collect();
        assert!(
            matches!(failed[..], [one] if one["name"] == check && one["promotion"] == true),
            "{failed:#?}"
        );
        assert_eq!(files.json["verdict"]["grade"]["promotion"]["letter"], "F");
        assert!(!files.report.contains("data that the page has for machines"), "{}", files.report);
    }
}

#[test]
fn a_price_that_only_machines_are_told_is_said_to_be_no_more() {
    // Two places show it, and nothing tells which is the product's.
    let shop = unknown_theme(|_| "<p>40,00 €</p><p>40,00 €</p>");
    let (place, said) = (Place::new(), "only in the data that the page has for machines");
    let target = shop.url("/lamp-7");
    let compiled = place.run(&["compile", &target, "-o", "x.toml"]);
    assert!(compiled.assert_code(0).stderr.contains(said), "{compiled:?}");
    assert!(place.read("x.toml").contains("price_in_data_only = true"), "{}", place.read("x.toml"));
    let seen = place.run(&["inspect", &target]).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(seen.contains(said), "{seen}");
    place.run(&[&["bench", "x.toml"], &LOAD[..]].concat()).assert_code(0);
    assert!(place.files().report.contains(said));
}

/// The ramp fails more than the hold, and two journeys fail in different places.
#[test]
fn a_share_is_one_number_in_a_report() {
    let asked = std::sync::atomic::AtomicU32::new(0);
    let shop = Answering::by(move |request| {
        let number = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let fails = number < 40 || number.is_multiple_of(3);
        let is_load = request.header("x-promo-load-phase").is_none();
        if is_load && fails { answer("500 Oops", "", b"no") } else { page("<p>ok</p>") }
    });
    let step = |journey: &str, step: &str| {
        format!(
            "[[journey]]\nname = '{journey}'\n[[journey.step]]\nname = '{step}'\npath = '/'\nthink_time = '10ms'\n"
        )
    };
    let head = format!("schema = 1\nname = 'x'\nbase_url = '{}/'\n", shop.base);
    let journeys = step("one", "page") + &step("two", "page") + &step("three", "other");
    let place = Place::new();
    place.write("x.toml", &(head + &journeys));
    place.run(&["bench", "x.toml", "--stage", "1s:4", "--stage", "2s:4"]);
    let files = place.files();
    let tally = |name: &str| files.count(&format!("/visits/judged/{name}"));
    let (failed, ended) = (tally("failed"), tally("failed") + tally("good"));
    let of = format!("{failed} of {ended} visits");
    let finding = &files.json["verdict"]["findings"][0]["evidence"]["text"];
    assert!(finding.as_str().unwrap().starts_with(&of), "{of}: {finding}");
    let broken = files.json["visits"]["broken"].as_array().unwrap().iter();
    let at_page: u64 = broken
        .filter(|broken| broken["step"] == "page")
        .map(|broken| broken["judged"].as_u64().unwrap())
        .sum();
    let said = format!("most often broken at page: status 500 ({at_page})");
    assert!(files.report.contains(&said), "{said}: {}", files.report);
}

#[test]
fn a_list_that_changes_its_reduced_price_in_mid_run_is_wrong() {
    // One of two products is reduced; from the tenth request on its price is another one, in the list and on its page.
    let tile = |id: u32, old: &str, now: &str| {
        format!(
            "<article class=\"product-miniature\" data-id-product=\"{id}\"><h3 class=\"product-title\">\
             <a href=\"/{id}-mug.html\">Mug {id}</a></h3>{old}<span class=\"price\">€{now}</span></article>"
        )
    };
    let html = |kind: &str, main: &str| {
        page(&format!(
            "<!doctype html><html lang=\"en\"><title>Mugs</title><body id=\"{kind}\"><script>var prestashop = \
             {{\"currency\":{{\"iso_code\":\"EUR\"}},\"page\":{{\"page_name\":\"{kind}\"}}}};</script>{main}</body></html>"
        ))
    };
    let asked = std::sync::atomic::AtomicU32::new(0);
    let shop = Answering::by(move |request| {
        let before = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) < 9;
        let now = if before { "12.14" } else { "13.57" };
        let old = "<span class=\"regular-price\">€14.28</span>";
        if request.path().starts_with("/8-") {
            return html("category", &(tile(6, old, now) + &tile(7, "", "14.28")));
        }
        let (old, now) = if request.path().starts_with("/6-") { (old, now) } else { ("", "14.28") };
        html("product", &format!("{old}<span class=\"current-price-value\" content=\"{now}\">€{now}</span>"))
    });
    let place = Place::new();
    let load = ["--vus", "1", "--iterations", "20", "--think-time", "0"];
    let ended = place.run(&[&["bench", &shop.url("/8-mugs")], &load[..]].concat());
    ended.assert_code(99);
    let checks = place.files().json["checks"].as_array().unwrap().clone();
    let wrong: Vec<_> = checks
        .iter()
        .filter(|check| check["fails"] != 0)
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    assert!(wrong.contains(&"reduced price of product 6 is 12.14 EUR"), "{checks:#?}");
    assert!(checks.iter().all(|check| check["fails"] == 0 || check["promotion"] == true), "{checks:#?}");
}
