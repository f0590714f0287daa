//! Files that are run again: a placeholder stands where a secret was, the command names its variable, and the request is the same.

use std::process::Command;

use crate::canary::mirror::{PAGE, mirror};
use crate::canary::search::{Canary, LEAK, assert_kept, leak};
use crate::support::answering::Answering;
use crate::support::{BINARY, Ended, Place};

const VARIABLE: &str = "PROMO_LOAD_SECRET_TOKEN";
const LOAD: [&str; 6] = ["--vus", "1", "--iterations", "1", "--think-time", "0"];

fn address(shop: &Answering, canary: &Canary) -> String {
    let value: String = url::form_urlencoded::byte_serialize(canary.text.as_bytes()).collect();
    shop.url(&format!("{PAGE}?token={value}&page=2"))
}

fn run(place: &Place, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Ended {
    let mut command = place.command(BINARY);
    command.args(arguments);
    change(&mut command);
    place.start(&mut command).wait()
}

#[test]
fn an_address_with_a_token_is_written_with_a_placeholder() {
    for canary in [
        Canary::plain("the token"),
        Canary::new("the token"),
        Canary { text: "full".into(), ..Canary::plain("a word") },
    ] {
        let (shop, place) = (mirror(), Place::new());
        let target = address(&shop, &canary);
        let compiled = run(&place, &["compile", &target, "-o", "s.toml"], |_| {});
        let exported = run(&place, &[&["export-k6", &target, "-o", "s.js"], &LOAD[..4]].concat(), |_| {});
        let benched = run(&place, &[&["bench", &target], &LOAD[..]].concat(), |_| {});
        let copy = place.runs()[0].join("scenario.toml");
        for (ended, file) in
            [(&compiled, place.path("s.toml")), (&benched, copy.clone()), (&exported, place.path("s.js"))]
        {
            assert!(matches!(ended.code, Some(0 | 99)), "{ended:?}");
            assert!(ended.stderr.contains(VARIABLE), "{}", ended.stderr);
            let text = std::fs::read_to_string(&file).unwrap();
            let executed = text
                .lines()
                .filter(|line| ["path", "request(", "form", "body"].iter().any(|word| line.contains(word)));
            let executed: String = executed.map(|line| format!("{line}\n")).collect();
            assert!(!executed.contains("[secret]"), "{executed}");
            if file.ends_with("s.js") {
                assert!(text.contains(&format!("__ENV.{VARIABLE}")), "{text}");
                assert!(
                    executed.contains("?token=${{ plain: values['secret.token'] }}&page=2"),
                    "{executed}"
                );
            } else {
                assert!(executed.contains("?token=${secret.token}&page=2"), "{executed}");
                assert!(text.contains(&format!("token = \"{VARIABLE}\"")), "{text}");
            }
        }
        if canary.text != "full" {
            for ended in [&compiled, &exported, &benched] {
                assert_kept(std::slice::from_ref(&canary), &place.path(""), &[], ended);
            }
        }

        // Both files ask for the same page as before, and not without the variable.
        for file in [place.path("s.toml"), copy] {
            let file = file.to_str().unwrap();
            let missing = run(&place, &[&["bench", file], &LOAD[..]].concat(), |_| {});
            missing.assert_code(104);
            assert!(missing.problem().contains(VARIABLE), "{}", missing.stderr);
            let before = shop.received().matches(&target[shop.base.len()..]).count();
            let ended = run(&place, &[&["bench", file], &LOAD[..]].concat(), |command| {
                command.env(VARIABLE, &canary.text);
            });
            assert!(matches!(ended.code, Some(0 | 99)), "{ended:?}");
            let received = shop.received();
            let after = received.matches(&target[shop.base.len()..]).count();
            assert!(after > before || canary.text.contains('/'), "{received}");
        }
    }
}

#[test]
fn between_two_loads_the_page_is_asked_for_with_its_token() {
    let (shop, place, canary) = (mirror(), Place::new(), Canary::plain("the token"));
    run(&place, &["compile", &address(&shop, &canary), "-o", "s.toml"], |_| {}).assert_code(0);
    let search =
        ["bench", "s.toml", "--find-capacity", "--vus", "2", "--duration", "1s", "--think-time", "0"];
    let ended = run(&place, &search, |command| {
        command.env(VARIABLE, &canary.text);
    });
    assert!(matches!(ended.code, Some(0 | 99 | 120)), "{ended:?}");
    let received = shop.received();
    let asked = received.lines().filter(|line| line.starts_with("GET ") && line.contains("token="));
    assert!(asked.clone().count() > 3, "{received}");
    asked.for_each(|line| assert!(line.contains(&canary.text), "{line}"));
    assert_kept(std::slice::from_ref(&canary), &place.path(""), &[], &ended);
}

#[test]
fn without_the_scrubber_the_token_is_found() {
    let (shop, place, canary) = (mirror(), Place::new(), Canary::plain("the token"));
    let target = address(&shop, &canary);
    for arguments in [&["compile", &target, "-o", "s.toml"][..], &["export-k6", &target, "-o", "s.js"]] {
        let ended = run(&place, arguments, |command| {
            command.env(LEAK, "1");
        });
        ended.assert_code(0);
        assert!(leak(&canary, &place.path(""), &ended).is_some());
        std::fs::remove_file(place.path(arguments.last().unwrap())).unwrap();
    }
}

#[test]
fn a_page_that_is_called_like_the_voucher_keeps_its_address() {
    let place = Place::new();
    place.write(
        "s.toml",
        "schema = 1\nname = 'Summer'\nbase_url = 'http://127.0.0.1:9/'\nmode = 'full'\n\
         [[data]]\nname = 'secret'\nenv = { voucher = 'PROMO_LOAD_SECRET_VOUCHER' }\n\
         [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'sale'\npath = '/summer/sale?code=SALE&order=sale'\n\
         [[journey.step]]\nname = 'voucher'\npath = '/cart'\nform = { discount_name = '${secret.voucher}' }\n",
    );
    let arguments = ["export-k6", "s.toml", "--vus", "1", "--iterations", "1", "-o", "s.js"];
    run(&place, &arguments, |command| {
        command.env("PROMO_LOAD_SECRET_VOUCHER", "SALE");
    })
    .assert_code(0);
    let script = place.read("s.js");
    assert!(
        script.contains("/summer/sale?code=${{ plain: values['secret.voucher'] }}&order=sale"),
        "{script}"
    );
    assert!(!script.contains("[secret]"), "{script}");
}
