//! Secrets that are words: of our formats, of the shop, of every text.
//!
//! Such a word tells nothing where a format has it: in `mode = "full"`, in the name of a step. It leaks where it comes from outside
//! or was sent: in a title, a promotion, an error of the shop. There it is looked for as a whole word, in any case of its letters.

use serde_json::Value;

use crate::canary::mirror::{PAGE, mirror};
use crate::canary::search::LEAK;
use crate::support::{BINARY, Ended, Place};

/// Words of formats, of four letters and of eight, and one in another case.
const WORDS: [&str; 7] = ["auto", "page", "full", "name", "Name", "READ-ONLY", "standard"];

fn run(place: &Place, arguments: &[&str], leaks: bool) -> Ended {
    let mut command = place.command(BINARY);
    command.args(arguments);
    if leaks {
        command.env(LEAK, "1");
    }
    place.start(&mut command).wait()
}

/// Whether a text has the word as a whole one.
fn has(text: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    text.match_indices(&word)
        .any(|(at, _)| !text[..at].ends_with(is_word) && !text[at + word.len()..].starts_with(is_word))
}

/// What the mirror says of a header in this text. That is the shop's; all others are ours.
fn said(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("x-api-key: ").map(move |(at, name)| {
        let rest = &text[at + name.len()..];
        rest.split(" | ").next().unwrap_or(rest)
    })
}

#[test]
fn a_word_is_hidden_where_it_comes_from_outside_and_stays_where_it_is_ours() {
    for word in WORDS {
        for leaks in [false, true] {
            let (shop, place) = (mirror(), Place::new());
            let key = format!("X-Api-Key: {word}");
            let target = shop.url(PAGE);
            let common = ["--header", &key, "--header", "Cookie: theme=auto; PHPSESSID=0123456789abcdef"];
            let compiled = run(&place, &[&["compile", &target, "-o", "s.toml"], &common[..]].concat(), leaks);
            compiled.assert_code(0);
            let load = ["--vus", "1", "--iterations", "1", "--think-time", "0", "--json"];
            let benched = run(&place, &[&["bench", &target], &common[..], &load].concat(), leaks);
            assert!(matches!(benched.code, Some(0 | 99)), "{word}: {benched:?}");

            let scenario = place.read("s.toml");
            let copy = std::fs::read_to_string(place.runs()[0].join("scenario.toml")).unwrap();
            let record: Value = serde_json::from_str(&benched.stdout).unwrap();
            for (kind, text) in
                [("s.toml", &scenario), ("scenario.toml", &copy), ("run.json", &benched.stdout)]
            {
                let repeated: Vec<&str> = said(text).collect();
                assert!(!repeated.is_empty(), "{kind} has nothing of the shop:\n{text}");
                assert_eq!(
                    repeated.iter().any(|said| has(said, word)),
                    leaks,
                    "{word} in {kind}: {repeated:?}"
                );
                assert_eq!(text.contains("0123456789abcdef"), leaks, "{word}: {kind}");
            }
            // Ours, as ever.
            let table: toml::Table = scenario.parse().unwrap();
            assert_eq!(table["mode"].as_str(), Some("read-only"), "{word}");
            assert_eq!(table["http"]["version"].as_str(), Some("auto"), "{word}");
            let step = &table["journey"][0]["step"][0];
            assert_eq!(step["name"].as_str(), Some("product_page"), "{word}");
            assert_eq!(step["path"].as_str(), Some(PAGE), "{word}");
            assert_eq!(table["page"]["url"].as_str(), Some(target.as_str()), "{word}");
            assert_eq!(record["mode"], "read-only");
            assert_eq!(record["target"], target.as_str());
            assert_eq!(record["steps"][0]["name"], "product_page");
            // What was written is a scenario.
            let again = run(&place, &["bench", "s.toml", "--vus", "0"], false);
            again.assert_code(104);
            assert!(again.problem().contains("nothing would be tested"), "{word}: {}", again.stderr);
        }
    }
}

#[test]
fn the_report_is_where_it_is_said_to_be() {
    // Each is a word of its path, or of the page.
    let (shop, place) = (mirror(), Place::new());
    let target = shop.url(PAGE);
    for secret in ["promo", "load", "report", "html", "full"] {
        let key = format!("X-Api-Key: {secret}");
        let arguments =
            ["bench", &target, "--header", &key, "--vus", "1", "--iterations", "1", "--think-time", "0"];
        let ended = run(&place, &arguments, false);
        let path =
            ended.stdout.split_whitespace().find(|word| word.ends_with("report.html")).unwrap_or_default();
        assert!(place.path(path).is_file(), "{secret}: {}", ended.stdout);
        assert!(ended.stdout.contains("at full load"), "{secret}: {}", ended.stdout);
        assert!(
            said(&ended.stdout.split_whitespace().collect::<Vec<_>>().join(" "))
                .all(|said| !has(said, secret))
        );
    }
}

#[test]
fn what_cannot_be_scrubbed_is_not_written() {
    let (shop, place) = (mirror(), Place::new());
    let target = shop.url(PAGE);
    // An address without its host is not an address.
    let arguments = ["bench", &target, "--header", "X-Api-Key: 127.0.0.1", "--vus", "1", "--iterations", "1"];
    let ended = run(&place, &arguments, false);
    ended.assert_code(1);
    assert!(ended.problem().contains("so this is not written"), "{}", ended.stderr);
}
