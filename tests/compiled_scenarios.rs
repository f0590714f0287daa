//! The scenarios that are named after a kind of page are what `compile` writes for such a page of the demo shop. To write them
//! anew after a change: `PROMO_LOAD_WRITE_SCENARIOS=1 cargo test --test reading compiled_scenarios`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test's helpers are tests")]

use std::path::Path;

use crate::support::{Place, shop, url};

/// The file, the page, and what shoppers do there.
const FILES: [(&str, &str, &[&str]); 7] = [
    (
        "product",
        "/en/home-accessories/6-mug-the-best-is-yet-to-come.html",
        &["--mode", "full", "--voucher", "BF2025"],
    ),
    ("category", "/en/2-home", &[]),
    ("catalog", "/en/prices-drop", &[]),
    ("home", "/en/", &[]),
    ("search", "/en/search?s=mug", &[]),
    ("landing", "/en/content/6-black-friday", &["--mode", "full"]),
    ("cms", "/en/content/1-delivery", &[]),
];

#[test]
fn each_is_what_compile_writes() {
    let shop = shop();
    for (name, page, flags) in FILES {
        let place = Place::new();
        let target = url(&shop, page);
        let load = ["compile", &target, "--vus", "10", "--duration", "30s", "-o", "x.toml"];
        place.run(&[&load[..], flags].concat()).assert_code(0);
        let written = place.read("x.toml").replace(&shop.base_url(), "http://127.0.0.1:8080");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name).with_extension("toml");
        if std::env::var_os("PROMO_LOAD_WRITE_SCENARIOS").is_some() {
            std::fs::write(&path, &written).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), written, "{name}");
    }
}
