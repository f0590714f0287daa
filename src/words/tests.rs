//! Both catalogues have the same sentences, and the program uses all of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its own sources should panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use fluent_bundle::FluentArgs;
use regex::Regex;

use super::*;

/// The ids of a catalogue, each with the variables of its sentence.
fn sentences(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let id = Regex::new(r"^([a-z][a-z0-9-]*) =").unwrap();
    let variable = Regex::new(r"\$([a-z0-9-]+)").unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in catalogue::source(lang).lines().filter(|line| !line.starts_with('#')) {
        if let Some(begun) = id.captures(line) {
            current = begun[1].to_owned();
            assert!(found.insert(current.clone(), BTreeSet::new()).is_none(), "`{current}` stands twice");
        }
        for variable in variable.captures_iter(line) {
            found.get_mut(&current).unwrap().insert(variable[1].to_owned());
        }
    }
    found
}

/// Every sentence id that the sources and their templates use.
fn used() -> BTreeSet<String> {
    fn read(folder: &Path, asked: &Regex, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // The demo shop has sentences of its own.
            if path.ends_with("src/shop") {
                continue;
            }
            if path.is_dir() {
                read(&path, asked, found);
            } else if !path.ends_with("words/tests.rs")
                && path.extension().is_some_and(|kind| kind == "rs" || kind == "jinja")
            {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(asked.captures_iter(&text).map(|asked| asked[1].to_owned()));
            }
        }
    }
    let asked = Regex::new(r#"(?:Message::new|\bsay|\bjoined)\(\s*(?:parts, )?"([a-z0-9-]+)""#).unwrap();
    let mut found = BTreeSet::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &asked, &mut found);
    found
}

#[test]
fn both_catalogues_have_the_same_sentences() {
    assert_eq!(sentences(Lang::En), sentences(Lang::Fr));
}

#[test]
fn what_is_asked_for_is_there_and_what_is_there_is_asked_for() {
    let there: BTreeSet<String> = sentences(Lang::En).into_keys().collect();
    let asked = used();
    assert_eq!(asked.difference(&there).collect::<Vec<_>>(), Vec::<&String>::new(), "not in the catalogue");
    assert_eq!(there.difference(&asked).collect::<Vec<_>>(), Vec::<&String>::new(), "never used");
}

#[test]
fn every_sentence_can_be_said() {
    for lang in Lang::ALL {
        for (id, variables) in sentences(lang) {
            for number in [0.0, 1.0, 2.0, 1_000_000.0] {
                let mut values = FluentArgs::new();
                variables.iter().for_each(|variable| values.set(variable.as_str(), number));
                let (text, errors) =
                    catalogue::sentence(&id, &values, lang).unwrap_or_else(|| panic!("{lang}: {id}"));
                assert!(errors.is_empty() && !text.is_empty(), "{lang}: {id}: {errors:?}");
            }
        }
    }
}

/// Sentences whose number is never one where they are said (limits, what a machine has, bytes, quantities from two pieces on), or is not a count (a
/// mean, a rate, a time).
const NEVER_ONE: [&str; 30] = [
    "add-no-fewer-than",
    "compare-some-criteria-held",
    "demand",
    "demand-future",
    "demand-old",
    "doctor-clock",
    "doctor-descriptors",
    "doctor-descriptors-none",
    "doctor-ports",
    "done",
    "generator-descriptors",
    "how-to-prove",
    "live-arrivals",
    "live-descriptors",
    "live-requests",
    "load-arrivals",
    "load-arrivals-poisson",
    "md-law",
    "note-too-few-vus",
    "note-upload",
    "promo-pairs-of",
    "promotion-from",
    "rules-broken-off",
    "rules-newest-only",
    "slow-redirects",
    "small-text-too-long",
    "trial-took-more",
    "uneven-evidence",
    "warm-up-evidence",
    "webservice-cut",
];

#[test]
fn one_of_a_thing_has_no_plural() {
    // Verbs after the name of a step or page, and words that end like a plural.
    let fine = "1 (fois|des|is|was|has|less|takes|answers|shows|says|fills|redirects|names|opens|runs|après|sans|dans|parcours)\\b";
    let fine = Regex::new(fine).unwrap();
    let plural = Regex::new(r"\b1 [\p{L}]{3,}[sx]\b").unwrap();
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for (id, variables) in sentences(lang) {
            let mut values = FluentArgs::new();
            variables.iter().for_each(|variable| values.set(variable.as_str(), 1.0));
            let (text, _) = catalogue::sentence(&id, &values, lang).unwrap();
            if plural.is_match(&fine.replace_all(&text, "")) && !NEVER_ONE.contains(&id.as_str()) {
                wrong.push(format!("{lang} {id}: {text}"));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn french_marks_have_their_space_and_no_other() {
    let bare = Regex::new(r"[^\u{202F}{(\s]%|[^\u{202F}][;!?»]|«[^\u{202F}]| :").unwrap();
    for line in catalogue::source(Lang::Fr).lines().filter(|line| !line.starts_with('#')) {
        let wrong = bare.find(line).map(|found| found.as_str().to_owned());
        assert_eq!(wrong, None, "{line}");
    }
}

#[test]
fn numbers_are_written_as_each_language_does() {
    type Form = fn(f64, Lang) -> String;
    for (form, value, english, french) in [
        (number as Form, 1_234.5, "1,234.5", "1_234,5"),
        (number, 2.0, "2", "2"),
        (number, 0.999, "1", "1"),
        (number, -0.25, "-0.25", "-0,25"),
        (number, -0.001, "0", "0"),
        (share, 0.003, "0.3 %", "0,3_%"),
        (share, 0.000_001, "< 0.01 %", "<_0,01_%"),
        (millis, 84.2, "84 ms", "84_ms"),
        (millis, 1_310.0, "1.31 s", "1,31_s"),
        (seconds, 150.0, "2m30s", "2_min 30_s"),
        (planned, 2.6, "2.6 s", "2,6_s"),
        (planned, 150.0, "2m30s", "2_min 30_s"),
        (seconds, 7_322.0, "2h2m2s", "2_h 2_min 2_s"),
        (|value, lang| count(value as u64, lang), 12_804.0, "12,804", "12_804"),
        (|value, lang| clock(Duration::from_millis(value as u64), lang), 90_000.0, "1m30s", "1_min 30_s"),
        (
            |value, lang| clock(Duration::from_millis(value as u64), lang),
            3_600_250.0,
            "1h250ms",
            "1_h 250_ms",
        ),
        (|value, lang| clock(Duration::from_millis(value as u64), lang), 0.0, "0s", "0_s"),
    ] {
        let said = Lang::ALL.map(|lang| form(value, lang));
        assert_eq!(said, [english.to_owned(), french.replace('_', "\u{202F}")]);
    }
    let moment = "2026-08-01T03:15:02Z".parse().unwrap();
    assert_eq!(
        Lang::ALL.map(|lang| date_time(moment, lang)),
        ["2026-08-01 03:15:02 UTC", "1er août 2026, 03:15:02 UTC"]
    );
}

#[test]
fn a_message_survives_a_file_and_says_itself_there() {
    let message = Message::list(vec![
        Message::plain("<b>the shop's</b>"),
        Message::new("plain").with("text", Value::Row(vec![Message::plain("1"), Message::plain("2")])),
        Message::new("plain").with("text", Value::Share(f64::NAN)),
    ]);
    let written = serde_json::to_value(&message).unwrap();
    assert_eq!(written["text"], "<b>the shop's</b>; 1, 2; 0 %");
    assert_eq!(written["id"], "list");
    assert_eq!(serde_json::from_value::<Message>(written).unwrap(), message);
    let french = "<b>the shop's</b>_; 1, 2_; 0_%".replace('_', "\u{202F}");
    assert_eq!(message.say(Lang::Fr), french);
}

#[test]
fn a_sentence_of_a_newer_version_is_said_as_far_as_it_can_be() {
    let newer =
        r#"{"id": "from-tomorrow", "values": {"n": {"count": 1200}, "what": {"text": "x"}}, "text": "?"}"#;
    let message: Message = serde_json::from_str(newer).unwrap();
    assert_eq!(message.say(Lang::En), "from-tomorrow (n: 1,200, what: x)");
    // The sentence lacks a value.
    assert_eq!(Message::new("plain").say(Lang::En), "{$text}");
}

#[test]
fn languages_have_two_letters() {
    assert_eq!("fr".parse(), Ok(Lang::Fr));
    let error = "de".parse::<Lang>().unwrap_err().to_string();
    assert_eq!(error, "`de` is not a language of the reports; use en or fr");
    assert_eq!((Lang::default().to_string(), Lang::En.code()), ("en".to_owned(), "en"));
}
