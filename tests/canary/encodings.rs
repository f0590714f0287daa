//! A shop that repeats a secret in every way of writing it: in errors, of which a run keeps samples.

use crate::canary::search::{Canary, LEAK, encodings, leak};
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

/// A run keeps samples of so many kinds of failures.
const SAMPLES: usize = 8;

/// Walks past these encodings, with a journey for each, so that a sample of each is kept.
fn run(canary: &Canary, numbers: &[usize], leaks: bool) -> (Place, Ended) {
    let (shop, place) = (Answering::by(mirrored), Place::new());
    let journey = |number: &usize| {
        format!("[[journey]]\nname = 'j{number}'\n[[journey.step]]\nname = 's{number}'\npath = '/{number}'\n")
    };
    let journeys: String = numbers.iter().map(journey).collect();
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

/// Each way of writing the canary: whether it leaks into the files or streams of a run.
fn leaking(canary: &Canary, leaks: bool) -> Vec<(&'static str, bool)> {
    let forms = encodings(&canary.text);
    let numbers: Vec<usize> = (0..forms.len()).collect();
    let mut found = Vec::new();
    for numbers in numbers.chunks(SAMPLES) {
        let (place, ended) = run(canary, numbers, leaks);
        for number in numbers {
            let (name, text) = &forms[*number];
            // A file of JSON has its backslashes twice.
            let written = [text.clone(), text.replace('\\', "\\\\")];
            let leak = |text| leak(&Canary { text, ..canary.clone() }, &place.path(""), &ended).is_some();
            found.push((*name, written.into_iter().any(leak)));
        }
        if !leaks {
            let record = std::fs::read_to_string(place.runs()[0].join("run.json")).unwrap();
            assert!(record.matches("[secret]").count() >= numbers.len(), "{record}");
        }
    }
    found
}

#[test]
fn every_way_of_writing_is_known() {
    let eight = Canary { text: "eight-ch".into(), ..Canary::plain("eight characters") };
    for canary in [Canary::plain("random letters and digits"), eight] {
        for (name, leaks) in leaking(&canary, false) {
            assert!(!leaks, "{}: {name}", canary.kind);
        }
    }
}

#[test]
fn without_the_scrubber_each_way_is_found() {
    for (name, leaks) in leaking(&Canary::plain("a secret"), true) {
        assert!(leaks, "{name} cannot leak here");
    }
}
