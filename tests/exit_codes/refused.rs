//! 104, an invalid scenario or one beyond the limits: every problem at once, one a line, before the first packet.

use crate::support::{BINARY, Ended, Place, promotion, shop};

/// A scenario that is in order but for what a test puts into it. Nothing listens at its address.
fn scenario(top: &str, step: &str) -> String {
    format!(
        "schema = 1\nname = \"test\"\nbase_url = \"http://127.0.0.1:1/\"\n{top}\n\
         [[journey]]\nname = \"look\"\n[[journey.step]]\nname = \"page\"\npath = \"/\"\n{step}\n"
    )
}

/// A shopper comes back with its cookies.
const PER_VU: &str = "[http]\ncookies = \"per-vu\"";

fn bench_file(text: &str, flags: &[&str]) -> Ended {
    let place = Place::new();
    place.write("s.toml", text);
    let ended = place.run(&[&["bench", "s.toml"], flags].concat());
    assert!(!place.path("out").exists(), "a run that never began leaves nothing");
    ended
}

#[test]
fn files_that_are_no_scenario_name_line_and_key() {
    for (text, parts) in [
        (scenario("colour = \"red\"", ""), &["s.toml:4: colour: unknown field `colour`"][..]),
        (scenario("", "metod = \"GET\""), &["s.toml:10: metod: unknown field `metod`", "`method`"]),
        (
            scenario("mode = \"wild\"", ""),
            &["s.toml:4: mode: unknown variant `wild`", "`read-only` or `full`"],
        ),
        (
            scenario("[load]\nexecutor = \"constant-vus\"\nduration = \"1 fortnight\"", ""),
            &["s.toml:6: duration: `1 fortnight` is not a duration"],
        ),
        (
            scenario("[thresholds]\nlatency = [\"p(95)<3\"]", ""),
            &["s.toml:5: latency: unknown metric `latency`"],
        ),
        (
            scenario("[thresholds]\nhttp_req_duration = [\"p95<3\"]", ""),
            &["s.toml:5: http_req_duration: ", "p(N)"],
        ),
        ("schema = 1\nthis is no TOML".to_owned(), &["s.toml:2: "]),
        (
            scenario("[[load]]\nexecutor = \"constant-vus\"\n[[load]]\nvus = 3", ""),
            &["s.toml:6: [[load]]: missing field `executor`"],
        ),
        (String::new(), &["s.toml:1: ", "missing field `schema`"]),
        (scenario("", "once_per_vu = \"yes\""), &["s.toml:10: once_per_vu: invalid type: string"]),
        (scenario("", "cookies = { a = true }"), &["s.toml:10: cookies: a text or a whole number"]),
        (scenario("", "").replace("schema = 1", "schema = 9"), &["s.toml: schema 9 is not known"]),
    ] {
        let ended = bench_file(&text, &[]);
        let problem = ended.assert_code(104).problem();
        for part in parts {
            assert!(problem.contains(part), "`{part}` is not in: {problem}");
        }
    }
}

#[test]
fn scenarios_that_cannot_be_walked() {
    for (text, part) in [
        (scenario("", "method = \"POST\""), "step `page`: POST may change the shop"),
        (scenario("", "").replace("\"/\"\n", "\"/cart?add=1\"\n"), "`add=` changes the cart"),
        (
            scenario("", "").replace("\"/\"\n", "\"/?add-to-cart=${vu.id}\"\n"),
            "`add-to-cart=` changes the cart",
        ),
        (
            scenario("", "").replace("\"/\"\n", "\"/checkout-link/?products=17\"\n"),
            "`/checkout-link/` changes the cart",
        ),
        (scenario("", "").replace("\"/\"\n", "\"/cart/${vu.id}:1\"\n"), "`/cart/0:1` changes the cart"),
        (scenario("", "").replace("\"/\"\n", "\"/${nothing}\"\n"), "nothing provides `${nothing}`"),
        (scenario("", "").replace("\"/\"\n", "\"http://other.example/\"\n"), "is not on http://127.0.0.1:1/"),
        (scenario("[load]\nexecutor = \"constant-vus\"\nduration = \"5s\"\nvus = 0", ""), "load.vus: 0 VUs"),
        (scenario("[load]\nexecutor = \"constant-vus\"\nvus = 1", ""), "load.duration: "),
        (
            scenario("[load]\nexecutor = \"constant-vus\"\nduration = \"5s\"\njourneys = [\"buy\"]", ""),
            "load.journeys: there is no journey `buy`; there are `look`",
        ),
        (
            scenario(&"[[load]]\nexecutor = \"constant-vus\"\nduration = \"5s\"\n".repeat(2), ""),
            "load.constant-vus: two loads have this name",
        ),
        (scenario("[http]\nfirst_byte_timeout = \"0\"", ""), "http.first_byte_timeout: 0 leaves no time"),
        (
            scenario("", "[[journey.step.extract]]\nname = \"vu.id\"\nheader = \"x\""),
            "an extract cannot be called `vu.id`",
        ),
        (scenario(PER_VU, "once_per_vu = true"), "journey `look`: has only steps with once_per_vu"),
        (
            scenario(PER_VU, "[[journey.step]]\nname = \"log in\"\npath = \"/\"\nonce_per_vu = true"),
            "step `log in`: has once_per_vu behind a step of every visit",
        ),
        (
            scenario("", "once_per_vu = true\n[[journey.step]]\nname = \"on\"\npath = \"/\""),
            "http.cookies: a step with once_per_vu needs cookies = \"per-vu\"",
        ),
        (scenario("", "cookies = { \"a=b\" = \"c\" }"), "step `page`: the cookie `a=b` cannot be set"),
        (scenario("", "cookies = { a = \"b; Path=/\" }"), "step `page`: the cookie `a` cannot be set"),
        (scenario("", "cookies = { a = \"${nothing}\" }"), "nothing provides `${nothing}`"),
        (scenario("[thresholds]\n\"http_reqs{name:cart}\" = [\"count>1\"]", ""), "http_reqs{name:cart}"),
        (scenario("", "[journey.step.headers]\n\"a b\" = \"c\""), "`a b` is no valid header name"),
        (
            "schema = 1\nname = \"test\"\nbase_url = \"http://127.0.0.1:1/\"\n".to_owned(),
            "journey: there is none",
        ),
        (scenario("", "").replace("http://127", "http://anna:s3cret@127"), "base_url: carries a user name"),
    ] {
        let ended = bench_file(&text, &[]);
        let problem = ended.assert_code(104).problem();
        assert!(problem.starts_with("s.toml: ") && problem.contains(part), "`{part}` is not in: {problem}");
    }
}

#[test]
fn all_problems_are_named_at_once() {
    let load = "[load]\nexecutor = \"constant-vus\"\nduration = \"5s\"\nvus = 0";
    let text = scenario(load, "method = \"POST\"\nbody = \"${nothing}\"");
    let ended = bench_file(&text, &[]);
    let problems = ended.assert_code(104).problems();
    assert_eq!(problems.len(), 3, "{problems:#?}");
    for part in ["load.vus", "nothing provides `${nothing}`", "POST may change the shop"] {
        assert_eq!(problems.iter().filter(|problem| problem.contains(part)).count(), 1, "{problems:#?}");
    }
}

#[test]
fn what_flags_say_is_not_blamed_on_the_file() {
    let own = scenario("[load]\nexecutor = \"constant-vus\"\nduration = \"5s\"\nvus = 1", "");
    for (flags, place) in [
        (&["-u", "100000000"][..], "--vus: 100000000 VUs"),
        (&["-d", "99999h"], "--duration: "),
        (&["--vus", "9", "--iterations", "5"], "--iterations: "),
        (&["--rate", "1/s", "--duration", "99999h"], "--duration: "),
        (&["--stage", "0s:10"], "--stage: "),
    ] {
        let ended = bench_file(&own, flags);
        let problems = ended.assert_code(104).problems();
        assert!(problems.iter().any(|problem| problem.starts_with(place)), "{flags:?}: {problems:#?}");
        assert!(!problems.iter().any(|problem| problem.contains("s.toml: load")), "{flags:?}: {problems:#?}");
    }
    // What no flag replaces stays the file's.
    let wrong = own.replace("\"/\"\n", "\"/${nothing}\"\n");
    let ended = bench_file(&wrong, &["-u", "100000000"]);
    let problems = ended.assert_code(104).problems();
    assert!(problems.iter().any(|problem| problem.starts_with("s.toml: journey")), "{problems:#?}");
    let ended = bench_file(&own.replace("vus = 1", "vus = 100000000"), &["--seed", "2"]);
    let problem = ended.assert_code(104).problem();
    assert!(problem.starts_with("s.toml: load.vus: "), "{problem}");
}

#[test]
fn numbers_that_are_too_large_are_answered_with_the_largest() {
    for (vus, given) in [("99999999999999999999", "99999999999999999999"), ("5_000_000_000", "5000000000")] {
        let load = format!("[load]\nexecutor = \"constant-vus\"\nduration = \"5s\"\nvus = {vus}");
        let ended = bench_file(&scenario(&load, ""), &[]);
        let problem = ended.assert_code(104).problem();
        let expected =
            format!("vus: invalid value: integer `{given}`, expected a whole number from 0 to 4294967295");
        assert!(problem.contains(&expected), "{problem}");
    }
}

#[test]
fn loads_that_are_none() {
    let shop = shop();
    for (flags, part) in [
        (&["--vus", "0"][..], "nothing would be tested"),
        (&["--vus", "0", "--duration", "5s"], "0 VUs would send nothing"),
        (&["--stage", "30s:0"], "nothing would be tested"),
        (&["--stage", "0s:10"], "less than 1s"),
        (&["--vus", "9", "--iterations", "5"], "5 iterations cannot be shared by 9 VUs"),
        (&["--per-vu-iterations", "0"], "at least 1"),
        (&["--duration", "0s"], "at least 1s"),
        (&["--vus", "4000000", "--duration", "5s"], "more than the 100000"),
    ] {
        let place = Place::new();
        let ended = place.run(&[&["bench", &promotion(&shop)], flags].concat());
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains(part), "{flags:?}: {problem}");
        assert!(!place.path("out").exists(), "{flags:?}");
    }
    assert_eq!(shop.stats().setup.requests, 0, "before the first packet");
}

#[test]
fn new_folders_go_away_again() {
    let place = Place::new();
    let ended = place.run(&["bench", "--demo", "--vus", "4000000", "--out", "one/two/three"]);
    ended.assert_code(104);
    assert!(!place.path("one").exists());
    std::fs::create_dir(place.path("mine")).unwrap();
    place.run(&["bench", "--demo", "--vus", "4000000", "--out", "mine/two"]).assert_code(104);
    assert!(place.path("mine").exists() && !place.path("mine/two").exists());
}

/// A time zone of the IANA database in which it is now this hour.
fn zone_at(hour: i8) -> String {
    let shift = (hour - jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).hour()).rem_euclid(24);
    // From 12 hours west of Greenwich to 14 east; the names count west.
    let east = if shift > 12 { shift - 24 } else { shift };
    format!("Etc/GMT{:+}", -east)
}

fn bench_prod(hour: i8, target: &str, flags: &[&str]) -> Ended {
    let place = Place::new();
    let mut command = place.command(BINARY);
    let zone = zone_at(hour);
    place.write("promo-load.toml", &format!("schema = 1\n[host.\"127.0.0.1\"]\ntime_zone = \"{zone}\"\n"));
    command.args(["bench", target, "--env", "prod"]).args(flags);
    let ended = place.start(&mut command).wait();
    assert!(!place.path("out").exists(), "{flags:?}");
    ended
}

#[test]
fn a_live_shop_is_protected() {
    let https = "https://127.0.0.1:1/";
    let light = ["--vus", "5", "--duration", "30s"];
    for (hour, target, flags, part) in [
        (12, https, &light[..], "time: a live shop is only tested at 03:00–06:00 (it is 12:"),
        (4, "http://127.0.0.1:1/", &light, "base_url: a live shop is only tested over https"),
        (
            4,
            https,
            &["--vus", "5", "--duration", "30s", "--mode", "full"],
            "mode: full would fill real carts",
        ),
        (4, https, &["--vus", "5", "--duration", "30s", "--insecure"], "--insecure: certificates are always"),
        (4, https, &["--intensity", "heavy", "--vus", "50"], "intensity: heavy is not allowed"),
        (
            4,
            https,
            &["--vus", "51", "--duration", "30s"],
            "load: 51 VUs are more than the 50 allowed on prod",
        ),
        (4, https, &["--vus", "5", "--duration", "3h"], "load: 3h is longer than the 2h allowed on prod"),
    ] {
        let ended = bench_prod(hour, target, flags);
        let problem = ended.assert_code(104).problem();
        assert!(problem.starts_with(part), "{flags:?}: {problem}");
    }
    // A named load is cut down to what is allowed. Within the limits the next thing that is wrong is that nobody listens there.
    bench_prod(4, https, &["--intensity", "medium"]).assert_code(100);
    bench_prod(4, https, &light).assert_code(100);
    let all = ["--intensity", "heavy", "--vus", "500", "--mode", "full", "--insecure"];
    let ended = bench_prod(12, "http://127.0.0.1:1/", &all);
    assert_eq!(ended.assert_code(104).problems().len(), 6, "{}", ended.stderr);
}

#[test]
fn a_public_host_is_never_local() {
    let target = "http://shop.example/";
    let place = Place::new();
    let ended = place.run(&["bench", target, "--env", "local", "--resolve", "shop.example:192.0.2.7"]);
    let problem = ended.assert_code(104).problem();
    assert!(problem.contains("192.0.2.7 is a public address"), "{problem}");
}

#[test]
fn a_step_that_places_an_order_is_refused_whatever_its_body() {
    for (step, orders) in [
        ("path = '/?wc-ajax=checkout'\nmethod = 'POST'", true),
        ("path = '/wp-json/wc/store/v1/checkout'\n[journey.step.json]\npayment_method = 'cod'", true),
        ("path = '/checkout/'\nform = { woocommerce_checkout_place_order = '1' }", true),
        ("path = '/checkout/'\nmethod = 'POST'\nbody = 'a=1&woocommerce_pay=1'", true),
        (
            "path = '/wp-json/wc/store/v1/batch'\nmethod = 'POST'\nbody = '{\"requests\":[{\"path\":\"/wc/store/v1/checkout\"}]}'",
            true,
        ),
        ("path = '/?wc-ajax=update_order_review'\nmethod = 'POST'", false),
        ("path = '/wp-json/wc/store/v1/cart/add-item'\n[journey.step.json]\nid = 17", false),
    ] {
        let text = format!("{}\n[[journey.step]]\nname = 'last'\n{step}\n", scenario("mode = \"full\"", ""));
        let ended = bench_file(&text, &["--vus", "1", "--iterations", "1"]);
        let said = ended.stderr.contains("step `last` of journey `look` places an order");
        assert_eq!((ended.code == Some(104), said), (orders, orders), "{step}: {}", ended.stderr);
    }
}

#[test]
fn an_address_that_changes_a_cart_is_refused_before_it_is_opened() {
    for command in [&["inspect"][..], &["bench"]] {
        let shop = shop();
        for (path, part) in
            [("/en/?add-to-cart=17", "add-to-cart="), ("/checkout-link/?products=17", "/checkout-link/")]
        {
            let url = shop.base_url() + path;
            let ended = crate::exit_codes::run_in_vain(&[command, &[&url]].concat());
            let expected = format!("`{part}` in the address changes the cart");
            assert!(ended.assert_code(104).problem().contains(&expected), "{path}: {}", ended.stderr);
        }
        assert_eq!(shop.stats().setup.requests, 0);
    }
}

#[test]
fn a_control_character_in_a_row_is_the_rows_mistake() {
    for (step, rows, place) in [
        ("path = '/x?q=${u.a}'", "a,b\nok,1\n\n\"xy\n\",2\n", Some("u.csv:4: the field `a`")),
        ("path = '/x/${u.a}?q=1'", "a,b\nok,1\n\n\"x\ny\",2\n", Some("u.csv:4: the field `a`")),
        ("path = '/x?q=${u.a}'", "a,b\nok,1\n\n\"x\ny\",2\n", None),
        ("path = '${u.a}'", "a,b\n/ok,1\n\"/x\r\n\",2\n", Some("u.csv:3: the field `a`")),
        (
            "path = '/'\nheaders = { X-A = '${u.b}' }",
            "a,b\n/ok,1\n/,\"x\rSet-Cookie: y\"\n",
            Some("u.csv:3: the field `b`"),
        ),
        (
            "path = '/'\ncookies = { c = '${u.b}' }",
            "a,b\n/ok,\"x\ty\"\n",
            Some("u.csv:2: the field `b` has a control character (U+0009)"),
        ),
        // A tab may stand in a header, and anything in a form.
        ("path = '/'\nheaders = { X-A = '${u.b}' }", "a,b\n/ok,\"x\ty\"\n", None),
        ("path = '/'\nform = { q = '${u.b}' }", "a,b\n/ok,\"x\ny\"\n", None),
    ] {
        let place_of_run = Place::new();
        place_of_run.write("u.csv", rows);
        let head = "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\nmode = 'full'\n[[data]]\nname = 'u'\nfile = 'u.csv'\n";
        place_of_run.write(
            "s.toml",
            &format!("{head}[[journey]]\nname = 'j'\n[[journey.step]]\nname = 's'\n{step}\n"),
        );
        let ended = place_of_run.run(&["bench", "s.toml", "--vus", "1", "--iterations", "1"]);
        let said = ended.stderr.contains("control character");
        assert_eq!(said, place.is_some(), "{step}: {}", ended.stderr);
        if let Some(place) = place {
            assert!(ended.assert_code(104).problem().contains(place), "{step}: {}", ended.stderr);
        }
    }
}
