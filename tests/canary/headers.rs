//! A secret header by each way to give it: on the command line with a hint, from a file, from the environment.

use crate::canary::mirror::{PAGE, mirror};
use crate::canary::search::{Canary, LEAK, assert_kept, leak};
use crate::support::answering::Answering;
use crate::support::{BINARY, Ended, Place};

const HINT: &str = "can be read by everybody on this machine in the list of processes";

fn run(place: &Place, shop: &Answering, command: &[&str], headers: &[&str], door: &str) -> Ended {
    let given = headers.iter().flat_map(|header| ["-H", header]);
    let mut all = place.command(BINARY);
    place.start(all.args(command).args(given).arg(shop.url(PAGE)).env("DOOR", door)).wait()
}

#[test]
fn each_way_sends_it_and_keeps_it() {
    for command in [
        &["bench", "--vus", "1", "--iterations", "2", "--think-time", "0"][..],
        &["inspect"],
        &["inspect", "--json"],
        &["compile"],
        &["export-k6", "--vus", "1", "--duration", "5s"],
    ] {
        let canaries = [
            Canary::plain("a header on the command line"),
            Canary::new("a header of a file"),
            Canary::plain("a header of a variable"),
        ];
        let [flag, file, door] = canaries.each_ref().map(|canary| canary.text.as_str());
        let (shop, place) = (mirror(), Place::new());
        place.write("headers.txt", &format!("# the gate\n\nX-Api-Key: {file}\r\nX-Plain: as it is\n"));
        let given = [&*format!("X-Auth-Token: {flag}"), "@headers.txt", "X-Door=env:DOOR"];
        let ended = run(&place, &shop, command, &given, door);
        ended.assert_code(0);
        let received = shop.received().to_lowercase();
        for line in [
            format!("x-auth-token: {flag}"),
            format!("x-api-key: {file}"),
            format!("x-door: {door}"),
            "x-plain: as it is".to_owned(),
        ] {
            assert!(received.contains(&line.to_lowercase()), "{line} was never sent:\n{received}");
        }
        assert_kept(&canaries, &place.path(""), &["headers.txt"], &ended);
        assert_eq!(ended.stderr.matches(HINT).count(), 1, "{}", ended.stderr);
        assert!(ended.stderr.contains("note: --header X-Auth-Token can"), "{}", ended.stderr);
    }
}

/// The names of a shop's gates, none of which sounds secret.
const GATES: [&str; 5] =
    ["X-Gate", "X-Bypass-Waf", "x-vercel-protection-bypass", "CF-Access-Client-Id", "X-Basic"];

#[test]
fn a_file_of_headers_is_secret_whatever_they_are_called() {
    for command in [
        &["compile", "-o", "s.toml"][..],
        &["export-k6", "--vus", "1", "--duration", "5s", "-o", "s.js"],
        &["bench", "--vus", "1", "--iterations", "2", "--think-time", "0"],
    ] {
        let canaries = GATES.map(Canary::plain);
        let (shop, place) = (mirror(), Place::new());
        let gates: String =
            canaries.iter().map(|canary| format!("{}: {}\n", canary.kind, canary.text)).collect();
        // Too short to be searched for, a switch, and what a browser sends.
        let others = "X-Pin: 12\nX-Staging: true\nAccept-Language: en-US\nSec-Fetch-Mode: navigate\n";
        place.write("gate.headers", &format!("{gates}{others}"));
        let ended = run(&place, &shop, command, &["@gate.headers"], "");
        assert!(matches!(ended.code, Some(0 | 99)), "{ended:?}");
        assert_kept(&canaries, &place.path(""), &["gate.headers"], &ended);
        let received = shop.received();
        for canary in &canaries {
            assert!(canary.is_in(&received), "{} was never sent:\n{received}", canary.kind);
        }
        let file = match command[0] {
            "bench" => place.runs()[0].join("scenario.toml"),
            "compile" => place.path("s.toml"),
            _ => place.path("s.js"),
        };
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.contains("en-US") && text.contains("navigate"), "{text}");
        assert!(!text.contains("PROMO_LOAD_SECRET_X_STAGING"), "{text}");
        for name in GATES.into_iter().chain(["X-Pin", "X-Staging"]) {
            if command[0] == "export-k6" {
                let variable = format!("PROMO_LOAD_{}", name.to_uppercase().replace('-', "_"));
                assert!(text.contains(&format!("__ENV.{variable}")), "{variable}:\n{text}");
            } else {
                assert!(!text.contains(&format!("{name} = ")), "{name}:\n{text}");
                assert!(ended.stderr.contains(name), "{name}: {}", ended.stderr);
            }
        }
    }
}

#[test]
fn without_the_scrubber_a_gate_is_found() {
    let canary = Canary::plain("X-Gate");
    let (shop, place) = (mirror(), Place::new());
    place.write("gate.headers", &format!("X-Gate: {}\n", canary.text));
    let mut command = place.command(BINARY);
    command.env(LEAK, "1").args(["compile", "-o", "s.toml", "-H", "@gate.headers"]).arg(shop.url(PAGE));
    let ended = place.start(&mut command).wait();
    std::fs::remove_file(place.path("gate.headers")).unwrap();
    assert!(leak(&canary, &place.path(""), &ended).is_some(), "{ended:?}");
}

#[test]
fn only_a_secret_on_the_command_line_gets_the_hint() {
    for headers in [
        &["X-Test: 1"][..],
        &["@headers.txt"],
        &["Authorization=env:DOOR"],
        &["Accept-Language: fr", "@headers.txt", "Cookie=env:DOOR"],
    ] {
        let (shop, place) = (mirror(), Place::new());
        place.write("headers.txt", "Authorization: Bearer abcdefgh\n");
        let ended = run(&place, &shop, &["inspect"], headers, "ijklmnop");
        ended.assert_code(0);
        assert!(!ended.stderr.contains(HINT), "{headers:?}: {}", ended.stderr);
    }
    let (shop, place) = (mirror(), Place::new());
    let headers = ["Authorization: Bearer abcdefgh", "Cookie: a=env:DOOR"];
    let ended = run(&place, &shop, &["inspect"], &headers, "ijklmnop");
    assert!(ended.assert_code(0).stderr.contains("--header Authorization, Cookie can"), "{}", ended.stderr);
    assert!(shop.received().to_lowercase().contains("cookie: a=env:door"), "{}", shop.received());
}

#[test]
fn what_is_wrong_is_named_and_not_repeated() {
    let canary = Canary::plain("what was refused");
    let text = &canary.text;
    for (header, file, door, named) in [
        ("@gone.txt", String::new(), "", "cannot read gone.txt: No such file"),
        ("@headers.txt", format!("X-A: 1\n{text}\n"), "", "headers.txt, line 2: it is not a header"),
        ("@headers.txt", format!("X Key: {text}\n"), "", "headers.txt, line 1: what stands before the colon"),
        (
            "@headers.txt",
            format!("\nX-Key: {text}\u{1}\n"),
            "",
            "headers.txt, line 2: the value has a character",
        ),
        ("X-Key=env:DOOR", String::new(), "", "the variable DOOR is not set, or is empty"),
        ("X-Key=env:NO_SUCH_DOOR", String::new(), text, "the variable NO_SUCH_DOOR is not set"),
        ("X-Key=env:DOOR", String::new(), &format!("{text}\u{1}"), "the variable DOOR has a character"),
        (text, String::new(), "", "it is not a header; write 'Name: value'"),
    ] {
        let (shop, place) = (mirror(), Place::new());
        place.write("headers.txt", &file);
        let ended = run(&place, &shop, &["bench"], &[header], door);
        let problem = ended.assert_code(2).problem();
        assert!(problem.contains(named) && problem.contains("--header"), "{header}: {problem}");
        assert_kept(std::slice::from_ref(&canary), &place.path(""), &["headers.txt"], &ended);
        assert!(shop.asked().is_empty());
    }
}
