//! Unknown is public: what the machine cannot see is never taken for local or for a copy, whatever says so silently.

use crate::support::answering::{Answering, answer, page};
use crate::support::{BINARY, Ended, Place, promotion, shop};

const PRODUCT: &str = include_str!("../fixtures/pages/classic-product.html");

/// A proxy that is a shop, too, for any name. `proof` is what it answers when the file of the owner is asked for.
fn shop_behind_a_proxy(proof: &'static str) -> Answering {
    Answering::by(move |asked| match asked.path() {
        "/.well-known/promo-load.txt" if proof.is_empty() => answer("404 Not Found", "", b""),
        "/.well-known/promo-load.txt" => answer("200 OK", "content-type: text/plain\r\n", proof.as_bytes()),
        _ => page("<html><body>a page</body></html>"),
    })
}

/// No machine knows this name (RFC 6761).
const NAME: &str = "shop.invalid";

fn look() -> String {
    format!(
        "schema = 1\nname = \"look\"\nbase_url = \"http://{NAME}/\"\n[[journey]]\nname = \"look\"\n[[journey.step]]\n\
         name = \"page\"\npath = \"/\"\nthink_time = \"0s\"\n"
    )
}

fn bench(place: &Place, proxy: &str, variable: Option<&str>, flags: &[&str]) -> Ended {
    place.write("look.toml", &look());
    let mut command = place.command(BINARY);
    command.args(["bench", "look.toml", "--quiet", "--proxy", proxy]).args(flags);
    command.envs(variable.map(|environment| ("PROMO_LOAD_ENV", environment)));
    place.start(&mut command).wait()
}

const MANY: [&str; 4] = ["--vus", "300", "--duration", "10m"];

#[test]
fn a_name_that_cannot_be_resolved_is_never_local_nor_a_copy() {
    let proxy = shop_behind_a_proxy("");
    for (variable, config, flag, part) in [
        (None, "", Some("local"), "cannot resolve shop.invalid"),
        (None, "", Some("preprod"), "cannot resolve shop.invalid"),
        (Some("local"), "", None, "PROMO_LOAD_ENV = local: shop.invalid is taken for prod"),
        (Some("preprod"), "", None, "PROMO_LOAD_ENV = preprod: shop.invalid is taken for prod"),
        (
            None,
            "[defaults]\nenv = \"local\"\n",
            None,
            "[defaults] env = local: shop.invalid is taken for prod",
        ),
        (
            None,
            "[defaults]\nenv = \"preprod\"\n",
            None,
            "[defaults] env = preprod: shop.invalid is taken for prod",
        ),
        // Listed as a copy it may be tested, but not be called local.
        (
            None,
            "[host.\"shop.invalid\"]\nenvironment = \"preprod\"\n",
            Some("local"),
            "cannot resolve shop.invalid",
        ),
        (Some("local"), "[host.\"shop.invalid\"]\nenvironment = \"preprod\"\n", None, "is taken for preprod"),
    ] {
        let place = Place::new();
        place.write("promo-load.toml", &format!("schema = 1\n{config}"));
        let flags: Vec<&str> =
            MANY.into_iter().chain(flag.into_iter().flat_map(|env| ["--env", env])).collect();
        let ended = bench(&place, &proxy.base, variable, &flags);
        let problem = ended.assert_code(104).problem();
        assert!(problem.contains(part), "{variable:?} {config} {flag:?}: {problem}");
        if !problem.contains("for preprod") {
            assert!(problem.contains("[host.\"shop.invalid\"] environment = \"preprod\""), "{problem}");
        }
    }
    assert_eq!(proxy.asked().len(), 0, "before any packet");
}

#[test]
fn a_variable_and_a_default_only_make_a_run_stricter() {
    let shop = shop();
    let page = promotion(&shop);
    let few = ["--vus", "1", "--iterations", "1", "--think-time", "0", "--quiet"];
    for (variable, config, flags, expected) in [
        (Some("prod"), "", &[][..], "a live shop is only tested over https"),
        (None, "[defaults]\nenv = \"prod\"\n", &[], "a live shop is only tested over https"),
        (Some("preprod"), "", &[], ""),
        (Some("local"), "", &[], ""),
        (Some("auto"), "", &[], ""),
        (Some(""), "", &[], ""),
        // What is said on the command line is meant.
        (Some("prod"), "", &["--env", "local"], ""),
        (Some("wild"), "", &[], "PROMO_LOAD_ENV: `wild`"),
    ] {
        let place = Place::new();
        place.write("promo-load.toml", &format!("schema = 1\n{config}"));
        let mut command = place.command(BINARY);
        command.args(["bench", &page]).args(few).args(flags);
        command.envs(variable.map(|environment| ("PROMO_LOAD_ENV", environment)));
        let ended = place.start(&mut command).wait();
        if expected.is_empty() {
            assert!(matches!(ended.code, Some(0 | 120)), "{variable:?} {config}: {}", ended.stderr);
        } else {
            let problems = ended.problems();
            assert!(problems.iter().any(|problem| problem.contains(expected)), "{problems:?}");
        }
    }
}

#[test]
fn an_unproven_copy_gets_fifty_shoppers_and_twenty_requests_a_second() {
    let listed = "schema = 1\n[host.\"shop.invalid\"]\nenvironment = \"preprod\"\n";
    let proxy = shop_behind_a_proxy("");
    let place = Place::new();
    place.write("promo-load.toml", listed);
    let ended = bench(&place, &proxy.base, None, &["--vus", "10", "--duration", "3s"]);
    assert!(matches!(ended.code, Some(0 | 99 | 120)), "{:?} {}", ended.code, ended.stderr);
    let files = place.files();
    let allowed = 20.0 * files.json["elapsed_s"].as_f64().unwrap() + 1.0;
    let sent = files.requests("page");
    assert!(sent > 0 && sent as f64 <= allowed, "{sent} of {allowed}");
    for part in ["20 requests per second", "promo-load.txt", "or say who allows it in promo-load.toml"] {
        assert!(files.report.contains(part), "{part} is not in {}", files.report);
    }
    for flags in [
        &["--vus", "51", "--duration", "10m"][..],
        &["--rate", "21/s", "--max-vus", "40", "--duration", "10m"],
    ] {
        let place = Place::new();
        place.write("promo-load.toml", listed);
        let ended = bench(&place, &proxy.base, None, flags);
        let problems = ended.assert_code(104).problems();
        assert!(
            problems.iter().all(|problem| problem.contains("nothing shows that") || problem.contains("404")),
            "{problems:?}"
        );
    }

    // printf 'promo-load ownership 1\nshop.invalid' | sha256sum
    let proven = shop_behind_a_proxy("1bd7742d2c34d1a4fe521369bae9aa465973dd8be6852f97420741cbbc690fd9");
    let place = Place::new();
    place.write("promo-load.toml", listed);
    let ended = bench(&place, &proven.base, None, &["--vus", "10", "--duration", "3s"]);
    assert!(matches!(ended.code, Some(0 | 99 | 120)), "{:?} {}", ended.code, ended.stderr);
    let files = place.files();
    let most = 20.0 * files.json["elapsed_s"].as_f64().unwrap() + 1.0;
    assert!(files.requests("page") as f64 > most, "the proof lifts the cap");
}

#[test]
fn a_robot_s_name_is_only_refused_where_the_shop_is_known_to_refuse_it() {
    let (presta, other) = (
        PRODUCT.replace("https://boutique.example", "").replace("https:\\/\\/boutique.example", ""),
        "<html><body class=\"woocommerce single-product\"><h1>Mug</h1><p class=price>€9.90</p></body></html>",
    );
    for (html, is_prestashop) in [(presta, true), (other.to_owned(), false)] {
        let shop = Answering::by(move |asked| match asked.head.starts_with("GET ") {
            true => page(&html),
            false => answer("404 Not Found", "", b""),
        });
        let ended = Place::new().run(&[
            "compile",
            &shop.url("/fr/accessoires/21-echarpe.html"),
            "--mode",
            "full",
            "--user-agent",
            "Mozilla/5.0 (compatible; Googlebot/2.1)",
        ]);
        assert_eq!(ended.stderr.contains("for a robot"), is_prestashop, "{}", ended.stderr);
        assert!(shop.asked().iter().all(|asked| asked.head.starts_with("GET ")) || !is_prestashop);
        assert!(!shop.asked().is_empty(), "the platform is only known when the page was looked at");
    }
}
