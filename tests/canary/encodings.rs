//! A shop that repeats a secret in every way of writing it: in errors, of which a run keeps samples.

use crate::canary::{Canary, LEAK, encodings, leak};
use crate::support::answering::{Answering, Asked, answer};
use crate::support::{BINARY, Ended, Place};

/// The header in which the shop gets the secret.
const HEADER: &str = "x-api-key: ";

fn secret_of(asked: &Asked) -> String {
    let line = asked.head.lines().find(|line| line.to_ascii_lowercase().starts_with(HEADER));
    line.map_or_else(String::new, |line| line[HEADER.len()..].to_owned())
}

/// An error that repeats the secret in the encoding whose number the address has.
fn mirrored(asked: &Asked) -> Vec<u8> {
    let text = match asked.path().trim_start_matches('/').parse::<usize>() {
        Ok(number) => encodings(&secret_of(asked)).remove(number).1,
        Err(_) => String::new(),
    };
    answer("500 Internal Server Error", "content-type: text/plain\r\n", format!("no, {text} {{}}").as_bytes())
}

/// Walks past every encoding, with a journey for each, so that a sample of each is kept.
fn run(canary: &Canary, leaks: bool) -> (Place, Ended) {
    let (shop, place) = (Answering::by(mirrored), Place::new());
    let journeys: String = (0..encodings("").len())
        .map(|number| {
            format!(
                "[[journey]]\nname = 'j{number}'\n[[journey.step]]\nname = 's{number}'\npath = '/{number}'\n"
            )
        })
        .collect();
    place.write("s.toml", &format!("schema = 1\nname = 's'\nbase_url = '{}'\n{journeys}", shop.base));
    let mut command = place.command(BINARY);
    command.args(["bench", "s.toml", "--intensity", "smoke", "--json", "--header"]);
    command.arg(format!("X-Api-Key: {}", canary.text));
    if leaks {
        command.env(LEAK, "1");
    }
    let ended = place.start(&mut command).wait();
    assert!(matches!(ended.code, Some(99 | 120)), "{ended:?}");
    (place, ended)
}

/// The forms of a canary, each as one of its own.
fn forms(canary: &Canary) -> Vec<(&'static str, Canary)> {
    // What stands in a JSON file has one more backslash for each.
    let form = |text: String| Canary { text: text.replace("?>~", ""), ..canary.clone() };
    encodings(&canary.text).into_iter().map(|(name, text)| (name, form(text))).collect()
}

#[test]
fn every_way_of_writing_is_known() {
    for canary in [
        Canary::plain("random letters and digits"),
        Canary { text: "eight-ch".into(), ..Canary::plain("eight") },
    ] {
        let (place, ended) = run(&canary, false);
        for (name, form) in forms(&canary) {
            assert_eq!(leak(&form, &place.path(""), &ended), None, "{} {name}: {}", canary.kind, form.text);
        }
        let samples = std::fs::read_to_string(place.runs()[0].join("run.json")).unwrap();
        assert!(
            samples.matches("no, [secret]").count() + samples.matches("no, x[secret]").count() >= 8,
            "{samples}"
        );
    }
}

#[test]
fn without_the_scrubber_each_way_is_found() {
    let canary = Canary::plain("a secret");
    let (place, ended) = run(&canary, true);
    for (name, form) in forms(&canary) {
        assert!(leak(&form, &place.path(""), &ended).is_some(), "{name} cannot leak here: {}", form.text);
    }
}
