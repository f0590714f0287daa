//! The hours of a shop, and its cap on requests.

use crate::support::{BINARY, Place, promotion, shop, url};

fn second_of_day() -> i64 {
    jiff::Timestamp::now().as_second().rem_euclid(86_400)
}

/// A time zone in which it is so many seconds before this hour now.
fn zone_before(hour: i64, seconds: i64) -> String {
    // POSIX counts west of Greenwich.
    let west = (second_of_day() - (hour * 3600 - seconds)).rem_euclid(86_400);
    format!("TEST+{:02}:{:02}:{:02}", west / 3600, west / 60 % 60, west % 60)
}

/// A place for a shop whose hours end at this hour of the machine's zone, and hold in UTC for another two hours.
fn place_until(hour: i64) -> Place {
    let place = Place::new();
    let utc = second_of_day() / 3600;
    let (opens, closes) = ((utc + 23) % 24, (utc + 2) % 24);
    let hours = format!("[\"{:02}:00-{hour:02}:00\", \"{opens:02}:00-{closes:02}:00\"]", hour - 3);
    place.write("promo-load.toml", &format!("schema = 1\n[host.\"127.0.0.1\"]\nhours = {hours}\n"));
    place
}

/// An hour that is not near the hour in UTC.
fn far_from_utc() -> i64 {
    if (3..=9).contains(&(second_of_day() / 3600)) { 18 } else { 6 }
}

/// A place for a shop whose hours have ended for a while, by its configured time zone.
fn closed_place() -> Place {
    let place = Place::new();
    let east = (7 - second_of_day() / 3600).rem_euclid(24);
    let east = if east > 12 { east - 24 } else { east };
    let zone = format!("Etc/GMT{:+}", -east);
    place.write(
        "promo-load.toml",
        &format!("schema = 1\n[host.\"127.0.0.1\"]\nhours = \"03:00-06:00\"\ntime_zone = \"{zone}\"\n"),
    );
    place
}

#[test]
fn nothing_is_sent_outside_the_hours() {
    let shop = shop();
    let page = promotion(&shop);
    let place = closed_place();
    place.write(
        "look.toml",
        &format!(
            "schema = 1\nname = \"look\"\nbase_url = \"{}\"\n[[journey]]\nname = \"look\"\n[[journey.step]]\n\
             name = \"page\"\npath = \"/en/\"\n",
            url(&shop, "/")
        ),
    );
    for arguments in [
        &["bench", &page, "--vus", "1", "--duration", "1s"][..],
        &["bench", "look.toml", "--vus", "1", "--duration", "1s"],
        &["bench", &page, "--vus", "4", "--find-capacity"],
        &["inspect", &page, "--mode", "full"],
        &["compile", &page, "--mode", "full"],
        &["export-k6", &page, "--mode", "full"],
    ] {
        let ended = place.run(arguments);
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains("time: this shop is only tested at 03:00–06:00 (it is 07:"), "{problem}");
    }
    assert_eq!(shop.stats().setup.requests + shop.stats().requests, 0, "before the first packet");
    // What is only read sends nothing, and is for another time.
    place.run(&["export-k6", "look.toml"]).assert_code(0);
}

#[test]
fn looking_needs_no_hours() {
    let place = closed_place();
    for arguments in [&["inspect"][..], &["compile"], &["export-k6"]] {
        let shop = shop();
        let page = promotion(&shop);
        place.run(&[arguments, &[&page]].concat()).assert_code(0);
        let (setup, load) = (shop.stats().setup.requests, shop.stats().requests);
        assert!((1..=10).contains(&setup) && load == 0, "{arguments:?}: {setup} and {load}");
    }
}

#[test]
fn a_run_ends_with_the_hours() {
    for (search, flags) in [
        (false, &["--vus", "2", "--duration", "10m"][..]),
        (true, &["--vus", "2", "--duration", "5m", "--find-capacity"]),
    ] {
        let shop = shop();
        let closes = far_from_utc();
        let place = place_until(closes);
        place.write(
            "look.toml",
            &format!(
                "schema = 1\nname = \"look\"\nbase_url = \"{}\"\n[[journey]]\nname = \"look\"\n[[journey.step]]\n\
                 name = \"page\"\npath = \"/en/\"\nthink_time = \"20ms\"\n",
                url(&shop, "/")
            ),
        );
        let mut command = place.command(BINARY);
        command.env("TZ", zone_before(closes, 12)).args(["bench", "look.toml", "--quiet"]).args(flags);
        let ended = place.start(&mut command).wait();
        ended.assert_code(105);
        let files = place.files();
        let kind = files.json["ending"].to_string();
        assert!(kind.contains("window_closed"), "{kind}");
        assert_eq!(files.outcomes("interrupted"), 0, "visits that had begun came to their end");
        assert_eq!(files.json.get("capacity").is_some(), search);
        assert_eq!(files.requests("page"), shop.stats().requests, "nothing is lost");
    }
}

#[test]
fn the_cap_holds_in_a_private_network_too() {
    let shop = shop();
    let page = promotion(&shop);
    for (file, flags) in [("max_requests_per_second = 20\n", &[][..]), ("", &["--max-rps", "20"])] {
        let place = Place::new();
        place.write("promo-load.toml", &format!("schema = 1\n[host.\"127.0.0.1\"]\n{file}"));
        let arguments = ["bench", &page, "--quiet", "--vus", "4", "--duration", "2s", "--think-time", "0"];
        let ended = place.run(&[&arguments[..], flags].concat());
        assert!(matches!(ended.code, Some(0 | 99 | 120)), "{:?}: {}", ended.code, ended.stderr);
        let files = place.files();
        let requests: u64 = files.json["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| step["requests"].as_u64().unwrap())
            .sum();
        let allowed = 20.0 * files.json["elapsed_s"].as_f64().unwrap() + 1.0;
        assert!(requests > 0 && requests as f64 <= allowed, "{requests} of {allowed}");
    }
}
