//! The hours of a shop, and its cap on requests.

use crate::support::{BINARY, Place, promotion, shop, url};

/// A time zone in which it is so many seconds before 06:00 now.
fn zone_before_six(seconds: i64) -> String {
    let of_day = jiff::Timestamp::now().as_second().rem_euclid(86_400);
    // POSIX counts west of Greenwich.
    let west = (of_day - (6 * 3600 - seconds)).rem_euclid(86_400);
    format!("TEST+{:02}:{:02}:{:02}", west / 3600, west / 60 % 60, west % 60)
}

fn closed_place() -> Place {
    let place = Place::new();
    place.write("promo-load.toml", "schema = 1\n[host.\"127.0.0.1\"]\nhours = \"03:00-06:00\"\n");
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
        &["inspect", &page],
        &["compile", &page],
        &["export-k6", &page],
    ] {
        let mut command = place.command(BINARY);
        // An hour after they ended.
        let ended = place.start(command.env("TZ", zone_before_six(-3600)).args(arguments)).wait();
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains("time: this shop is only tested at 03:00–06:00 (it is 07:"), "{problem}");
    }
    assert_eq!(shop.stats().setup.requests + shop.stats().requests, 0, "before the first packet");
    // What is only read sends nothing, and is for another time.
    let mut command = place.command(BINARY);
    place
        .start(command.env("TZ", zone_before_six(-3600)).args(["export-k6", "look.toml"]))
        .wait()
        .assert_code(0);
}

#[test]
fn a_run_ends_with_the_hours() {
    for (search, flags) in [
        (false, &["--vus", "2", "--duration", "10m"][..]),
        (true, &["--vus", "2", "--duration", "5m", "--find-capacity"]),
    ] {
        let shop = shop();
        let place = closed_place();
        place.write(
            "look.toml",
            &format!(
                "schema = 1\nname = \"look\"\nbase_url = \"{}\"\n[[journey]]\nname = \"look\"\n[[journey.step]]\n\
                 name = \"page\"\npath = \"/en/\"\nthink_time = \"20ms\"\n",
                url(&shop, "/")
            ),
        );
        let mut command = place.command(BINARY);
        command.env("TZ", zone_before_six(12)).args(["bench", "look.toml", "--quiet"]).args(flags);
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
