//! Looking at a live shop, as any visitor may.

use crate::support::Place;
use crate::support::answering::{Answering, answer, page};

const PRODUCT: &str = include_str!("../fixtures/pages/classic-product.html");

/// A live shop behind a proxy at noon; what it says to robots.
fn shop(robots: &'static str) -> (Answering, Place) {
    let html = PRODUCT.replace("https://boutique.example", "").replace("https:\\/\\/boutique.example", "");
    let shop = Answering::by(move |asked| match asked.path() {
        "/robots.txt" => answer("200 OK", "content-type: text/plain\r\n", robots.as_bytes()),
        _ => page(&html),
    });
    let place = Place::new();
    let hour = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour();
    let east = (12 - i32::from(hour)).rem_euclid(24);
    let east = if east > 12 { east - 24 } else { east };
    place.write(
        "promo-load.toml",
        &format!("schema = 1\n[host.\"shop.invalid\"]\ntime_zone = \"Etc/GMT{:+}\"\n", -east),
    );
    (shop, place)
}

const PAGE: &str = "http://shop.invalid/fr/accessoires/21-echarpe.html";

#[test]
fn a_live_shop_is_looked_at_in_office_hours() {
    for command in ["inspect", "compile"] {
        let (shop, place) = shop("User-agent: *\nDisallow: /panier\n");
        let ended = place.run(&[command, PAGE, "--proxy", &shop.base]);
        let asked = shop.asked();
        let pages = asked.iter().filter(|asked| asked.head.starts_with("GET ")).count();
        // A scenario of a plain http page of a live shop would not be run, and is not written.
        if command == "inspect" {
            assert!(ended.assert_code(0).stdout.contains("Écharpe"), "{}", ended.stdout);
        } else {
            assert!(ended.assert_code(104).problem().contains("only tested over https"), "{}", ended.stderr);
        }
        assert!((2..=11).contains(&pages), "{command}: {pages} with robots.txt");
        assert!(asked.iter().any(|asked| asked.path() == "/robots.txt"));
        assert!(asked.iter().all(|asked| !asked.head.starts_with("POST ")), "{command}");
    }
}

#[test]
fn a_shop_that_is_closed_to_robots_keeps_its_hours() {
    let (shop, place) = shop("User-agent: *\nDisallow: /\n");
    let ended = place.run(&["inspect", PAGE, "--proxy", &shop.base]);
    let problem = ended.assert_code(104).problem();
    for part in ["robots.txt", "03:00–06:00", "hours = ", "promo-load inspect SAVED.html"] {
        assert!(problem.contains(part), "{part} is not in {problem}");
    }
    assert!(!problem.contains("--env"), "{problem}");
    let paths: Vec<String> = shop
        .asked()
        .iter()
        .filter(|asked| asked.head.starts_with("GET "))
        .map(|asked| asked.path().to_owned())
        .collect();
    assert_eq!(paths, ["/robots.txt"]);
}

#[test]
fn the_load_and_the_trial_cart_keep_the_hours() {
    let (shop, place) = shop("");
    for arguments in [
        &["bench", PAGE, "--vus", "1", "--iterations", "1"][..],
        &["inspect", PAGE, "--mode", "full"],
        &["compile", PAGE, "--mode", "full"],
        &["export-k6", PAGE, "--mode", "full"],
    ] {
        let ended = place.run(&[arguments, &["--proxy", &shop.base]].concat());
        let problems = ended.assert_code(104).problems();
        let time = problems.iter().find(|problem| problem.starts_with("time: ")).unwrap();
        for part in ["03:00–06:00 (it is 12:", "hours = ", "promo-load inspect SAVED.html"] {
            assert!(time.contains(part), "{part} is not in {time}");
        }
        assert!(!time.contains("--env"), "{time}");
    }
    assert_eq!(shop.asked().len(), 0);
}
