//! A shop in which everything goes wrong: each fault has its outcome, none hangs, and both sides count the same.

use std::time::Duration;

use promo_load::shop::{DemoShop, Fault, Faults, ServedAs, ShopConfig};

use crate::bench::{bench, seen};
use crate::support::{Place, promotion, shop, shop_with};

/// Half of the visitors look at a page, half put something into a cart; one request each.
fn scenario(shop: &DemoShop) -> String {
    format!(
        r#"
schema = 1
name = "faults"
base_url = "{}/"
mode = "full"
[http]
timeout = "3s"
[thresholds]
iterations = ["count==300"]
[[journey]]
name = "look"
[[journey.step]]
name = "page"
path = "{}"
[[journey.step.check]]
name = "it is whole"
body_contains = "</html>"
[[journey]]
name = "buy"
[[journey.step]]
name = "add"
path = "/en/cart"
form = {{ id_product = 6, id_customization = 0, qty = 1, add = 1, action = "update" }}
headers = {{ Accept = "application/json" }}
[[journey.step.check]]
name = "it is in the cart"
json = "/success"
equals = true
"#,
        shop.base_url(),
        shop.promotion_path()
    )
}

#[test]
fn each_fault_has_its_outcome_and_both_sides_count_the_same() {
    let mix = Fault::ALL.into_iter().map(|fault| (fault, 0.1)).collect();
    let faults = Faults { mix, slow_time: Duration::from_millis(100), ..Faults::default() };
    for compress in [false, true] {
        let shop = shop_with(ShopConfig { faults: faults.clone(), compress, ..ShopConfig::default() });
        let place = Place::new();
        place.write("x.toml", &scenario(&shop));
        place.run(&["bench", "x.toml", "--vus", "20", "--iterations", "300", "--think-time", "0", "--quiet"]);
        let (files, stats) = (place.files(), shop.stats());
        assert_eq!(files.ending(), "completed");
        assert_eq!(files.all_requests(), 300);
        // What the client sent once more on its own arrived, too.
        assert_eq!(stats.requests, 300 + files.steps("retried"));
        let resets = files.outcomes("reset_fresh") + files.outcomes("reset_reused") + files.steps("retried");
        let good =
            stats.ended(ServedAs::Ok) + stats.ended(ServedAs::Added) + stats.ended(ServedAs::FaultSlow);
        for (what, run, shop) in [
            ("error", files.outcomes("status"), stats.ended(ServedAs::FaultError)),
            ("reset", resets, stats.ended(ServedAs::FaultReset)),
            ("stall", files.outcomes("timeout_total"), stats.ended(ServedAs::FaultStalled)),
            ("truncate", files.outcomes("truncated"), stats.ended(ServedAs::FaultTruncated)),
            ("bad JSON", files.outcomes("check"), stats.ended(ServedAs::FaultBadJson)),
            ("block", files.outcomes("blocked"), stats.ended(ServedAs::FaultBlocked)),
            ("bad encoding", files.outcomes("encoding"), stats.ended(ServedAs::FaultBadEncoding)),
            ("good and slow", files.steps("ok"), good),
        ] {
            assert_eq!(run, shop, "{what}");
            assert!(run > 0, "{what} never happened");
        }
        assert!(stats.ended(ServedAs::FaultSlow) > 0);
        assert!(files.steps("retried") > 0 && files.outcomes("reset_reused") > 0);
    }
}

#[test]
fn the_first_byte_has_its_own_limit() {
    let faults = Faults { freeze_after_requests: Some(3), ..Faults::default() };
    let (shop, place) = (shop_with(ShopConfig { faults, ..ShopConfig::default() }), Place::new());
    let text = scenario(&shop).replace("timeout = \"3s\"", "first_byte_timeout = \"500ms\"");
    place.write("x.toml", &text);
    place.run(&["bench", "x.toml", "--vus", "1", "--iterations", "5", "--think-time", "0", "--quiet"]);
    let files = place.files();
    assert_eq!((files.steps("ok"), files.outcomes("timeout_first_byte")), (3, 2));
    assert_eq!(shop.stats().ended(ServedAs::FaultFrozen), 2);
    assert!(files.scenario.contains("first_byte_timeout = \"500ms\""), "{}", files.scenario);
}

#[test]
fn a_firewall_is_not_taken_for_a_shop_that_fails() {
    let faults = Faults::only(Fault::Block, 1.0);
    let (shop, place) = (shop_with(ShopConfig { faults, ..ShopConfig::default() }), Place::new());
    let load = ["--vus", "3", "--iterations", "30", "--think-time", "0"];
    let ended = place.run(&[&["bench", &promotion(&shop)], &load[..]].concat());
    ended.assert_code(120);
    let files = place.files();
    assert_eq!((files.outcomes("blocked"), shop.stats().ended(ServedAs::FaultBlocked)), (30, 30));
    for part in [
        "a CDN or firewall answered 30 of 30 requests instead of the shop",
        "allow-list this machine's address",
    ] {
        assert!(files.report.contains(part), "`{part}` is not in: {}", files.report);
    }
    for part in ["stopped answering", "does not hold", "is the slowest step"] {
        assert!(!files.report.contains(part), "`{part}` is in: {}", files.report);
    }
}

#[test]
fn packed_pages_are_read_and_counted_as_they_came() {
    let flags = [
        "--mode",
        "full",
        "--voucher",
        "BF2025",
        "--vus",
        "4",
        "--per-vu-iterations",
        "10",
        "--think-time",
        "0",
    ];
    let run = |shop: &DemoShop| bench(shop, &promotion(shop), &flags);
    let plain = run(&shop());
    let shop = shop_with(ShopConfig { compress: true, ..ShopConfig::default() });
    let packed = run(&shop);
    assert_eq!(packed.json["promotions"], plain.json["promotions"]);
    assert_eq!(packed.json["checks"], plain.json["checks"]);
    assert!(packed.json["checks"].as_array().unwrap().iter().any(|check| check["promotion"] == true));
    assert_eq!(seen(&shop, promo_load::shop::Route::Product), 40);
    let [packed, plain] = [packed, plain].map(|files| files.metric("data_received", "count"));
    assert!(packed > 0 && packed < plain / 2, "{packed} of {plain} bytes");
}
