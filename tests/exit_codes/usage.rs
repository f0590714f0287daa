//! 2, the command line does not make sense: one line, before the first packet.

use crate::exit_codes::run_in_vain;
use crate::support::{Place, promotion, shop};

/// Nothing listens there, and nothing is asked there.
const NOWHERE: &str = "http://127.0.0.1:1/";

#[test]
fn flags_and_targets_that_make_no_sense() {
    for (arguments, parts) in [
        (&["bench"][..], &["URL", "scenario file", "--demo"][..]),
        (&["inspect"], &["<TARGET>", "--help"]),
        (&["bench", "nothing-here"], &["nothing-here", "neither a URL", "nor a file"]),
        (&["bench", "ftp://shop.example/"], &["ftp://shop.example/", "neither a URL"]),
        (&["bench", "http://"], &["`http://` is no URL", "empty host"]),
        (&["bench", "https://[::bad/"], &["is no URL", "IPv6"]),
        (&["bench", "load.js"], &["load.js", "JavaScript", "promo-load compile", ".har"]),
        (&["bench", "missing.toml"], &["cannot read missing.toml", "No such file"]),
        (&["inspect", "missing.html"], &["cannot read missing.html", "No such file"]),
        (&["bench", "--demo", NOWHERE], &["--demo", "cannot be used with"]),
        (&["bench", NOWHERE, "--platform", "woocommerce"], &["--platform", "cannot be used with"]),
        (&["bench", "--platform", "woocommerce"], &["--demo"]),
        (&["bench", "--demo", "--platform", "shopify"], &["`shopify`", "prestashop and woocommerce"]),
        (&["demo-shop", "--theme", "blocks"], &["prestashop has no theme `blocks`"]),
        (&["bench", NOWHERE, "--vus", "many"], &["many", "--vus"]),
        (&["bench", NOWHERE, "--vu", "3"], &["--vu", "--vus"]),
        (&["bench", NOWHERE, "--duration", "1 fortnight"], &["1 fortnight", "--duration", "30s"]),
        (&["bench", NOWHERE, "--stage", "100"], &["--stage", "30s:100"]),
        (&["bench", NOWHERE, "--iterations", "3", "--per-vu-iterations", "2"], &["cannot be used with"]),
        (&["bench", NOWHERE, "--intensity", "brutal"], &["brutal", "--intensity", "heavy"]),
        (&["bench", NOWHERE, "--env", "staging"], &["staging", "preprod"]),
        (&["bench", NOWHERE, "--mode", "wild"], &["wild", "read-only or full"]),
        (&["bench", NOWHERE, "--threshold", "latency:p(95)<3"], &["latency", "http_req_duration"]),
        (&["bench", NOWHERE, "--threshold", "http_req_duration:p(95)"], &["p(95)<2000"]),
        (
            &["bench", NOWHERE, "--threshold", "http_req_duration:p(95) over 11m<3"],
            &["11m", "from 1s to 10m"],
        ),
        (&["bench", NOWHERE, "--header", "no colon"], &["--header", "Name: value"]),
        (&["bench", NOWHERE, "--header", ""], &["it is not a header"]),
        (&["bench", NOWHERE, "--header", "a b: c"], &["a b", "header"]),
        (&["bench", NOWHERE, "--resolve", "host"], &["HOST:ADDRESS"]),
        (&["bench", NOWHERE, "--voucher", "X"], &["--voucher needs --mode full"]),
        (&["inspect", NOWHERE, "--voucher", "X"], &["--voucher needs --mode full"]),
        (&["bench", NOWHERE, "--mode", "full", "--voucher", "BF\n2025"], &["no shopper can type"]),
        (&["inspect", NOWHERE, "--mode", "full", "--voucher", "BF\u{1}"], &["no shopper can type"]),
        (&["frobnicate"], &["frobnicate"]),
        (&["demo-shop", "--listen", "nowhere"], &["nowhere", "--listen"]),
        (&["demo-shop", "--error-rate", "2"], &["share from 0 to 1"]),
        (
            &["demo-shop", "--listen", "127.0.0.1:0", "--reset-rate", "0.6", "--block-rate", "0.6"],
            &["add up to 1.2"],
        ),
    ] {
        let ended = run_in_vain(arguments);
        let problem = ended.assert_code(2).problem();
        for part in parts {
            assert!(problem.contains(part), "{arguments:?}: `{part}` is not in: {problem}");
        }
    }
}

#[test]
fn a_header_value_stays_secret() {
    let ended = run_in_vain(&["bench", NOWHERE, "--header", "Authorization: s3cr\u{7}et"]);
    let problem = ended.assert_code(2).problem();
    assert!(problem.contains("Authorization") && !problem.contains("s3cr"), "{problem}");
}

#[test]
fn credentials_in_an_address_stay_secret() {
    for command in ["bench", "inspect", "compile"] {
        let ended = run_in_vain(&[command, "http://anna:s3cret@127.0.0.1:1/"]);
        let problem = ended.assert_code(2).problem();
        assert!(problem.contains("user name or password") && problem.contains("--header"), "{problem}");
        assert!(!problem.contains("anna") && !problem.contains("s3cret"), "{problem}");
    }
}

#[test]
fn files_of_the_wrong_kind() {
    let place = Place::new();
    place.write("page.html", "<html><body>saved</body></html>");
    place.write("journey.toml", "schema = 1\n");
    for (arguments, part) in [
        (["bench", "page.html"], "only `promo-load inspect` reads"),
        (["compile", "page.html"], "only `promo-load inspect` reads"),
        (["inspect", "journey.toml"], "`promo-load bench` runs"),
    ] {
        let ended = place.run(&arguments);
        let problem = ended.assert_code(2).problem();
        assert!(problem.contains(arguments[1]) && problem.contains(part), "{problem}");
    }
}

#[test]
fn a_taken_port() {
    let shop = shop();
    let address = shop.addr().to_string();
    let ended = run_in_vain(&["demo-shop", "--listen", &address]);
    assert!(ended.assert_code(2).problem().contains(&format!("cannot listen on {address}")));
}

#[test]
fn a_voucher_for_a_scenario_file() {
    let (shop, place) = (shop(), Place::new());
    place.run(&["compile", &promotion(&shop), "-o", "x.toml"]).assert_code(0);
    let ended = place.run(&["bench", "x.toml", "--voucher", "BF2025"]);
    assert!(ended.assert_code(2).problem().contains("in a scenario file the code stands in its step"));
}

#[test]
fn a_window_that_no_load_of_a_search_is_held_for() {
    let shop = shop();
    let search = ["bench", &promotion(&shop), "--find-capacity", "--vus", "4", "--duration", "5s"];
    let ended = run_in_vain(&[&search[..], &["--threshold", "http_reqs:rate over 5s>0"]].concat());
    let problem = ended.assert_code(2).problem();
    assert!(problem.contains("windows of 5s") && problem.contains("hold for 6s or longer"), "{problem}");
}

#[test]
fn without_arguments_the_help_is_shown() {
    let ended = run_in_vain(&[]);
    ended.assert_code(2);
    assert!(ended.stderr.contains("Usage: promo-load [OPTIONS] <COMMAND>"), "{}", ended.stderr);
}
