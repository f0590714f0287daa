//! 0, all held; 1, something that should not happen.

use crate::support::{Place, promotion, shop, url};

#[test]
fn a_healthy_shop_is_held() {
    let (shop, place) = (shop(), Place::new());
    let ended =
        place.run(&["bench", &promotion(&shop), "--vus", "2", "--iterations", "8", "--think-time", "0"]);
    ended.assert_code(0);
    let files = place.files();
    assert_eq!(files.ending(), "completed");
    assert_eq!(files.json["verdict"]["inconclusive"], serde_json::Value::Null);
    assert_eq!(files.json["verdict"]["grade"]["letter"], "A");
    assert!(ended.stdout.contains("holds at 2 shoppers"), "{}", ended.stdout);
    let path = ended.stdout.lines().last().unwrap().trim();
    assert_eq!(place.runs()[0].join("report.html").to_str(), Some(path), "the last line is the report");
}

#[test]
fn the_demo_needs_no_shop() {
    let place = Place::new();
    let arguments = ["bench", "--demo", "--vus", "2", "--iterations", "4", "--think-time", "0", "--quiet"];
    let ended = place.run(&arguments);
    assert_eq!(ended.assert_code(0).stderr, "", "--quiet");
    let files = place.files();
    assert_eq!((files.requests("add_to_cart"), files.requests("voucher")), (4, 4));
}

#[test]
fn the_demo_may_be_of_another_platform() {
    let place = Place::new();
    let arguments = ["bench", "--demo", "--platform", "woocommerce", "--vus", "2", "--iterations", "4"];
    let ended =
        place.run(&[&arguments[..], &["--mode", "read-only", "--think-time", "0", "--quiet"]].concat());
    assert_eq!(ended.assert_code(0).stderr, "", "--quiet");
    assert_eq!(place.files().requests("product_page"), 4);
    place.run(&arguments).assert_code(0);
}

#[test]
fn other_commands_end_well() {
    let (shop, place) = (shop(), Place::new());
    for arguments in [
        &["inspect", &url(&shop, "/en/3-clothes")][..],
        &["compile", &promotion(&shop)],
        &["compile", &promotion(&shop), "-o", "x.toml"],
        &["--help"],
        &["--version"],
        &["bench", "--help"],
    ] {
        let ended = place.run(arguments);
        ended.assert_code(0);
        assert_ne!(ended.stdout, "", "{arguments:?}");
        let expected = ["note: read-only", "note: other hosts that the page names, left alone: "];
        let is_expected = |line: &str| expected.iter().any(|begin| line.starts_with(begin));
        assert!(ended.stderr.lines().all(is_expected), "{}", ended.stderr);
    }
    assert!(!place.path("out").exists(), "only bench has a folder for runs");
}

#[test]
fn a_folder_that_cannot_be_is_unexpected() {
    let shop = shop();
    let place = Place::new();
    let ended = place.run(&["bench", &promotion(&shop), "--out", "/dev/null/x"]);
    let problem = ended.assert_code(1).problem();
    assert!(problem.contains("/dev/null/x") && problem.contains("--out"), "{problem}");
    assert_eq!(shop.stats().setup.requests, 0, "before the first packet");

    let ended = place.run(&["compile", &promotion(&shop), "-o", "/dev/null/x.toml"]);
    let problem = ended.assert_code(1).problem();
    assert!(problem.contains("cannot write /dev/null/x.toml"), "{problem}");
}
