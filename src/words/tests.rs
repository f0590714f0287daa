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
    fn read(folder: &Path, asked: &[Regex], found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, asked, found);
            } else if !path.ends_with("words/tests.rs")
                && path.extension().is_some_and(|kind| kind == "rs" || kind == "jinja")
            {
                let text = fs::read_to_string(&path).unwrap();
                let ids = asked.iter().flat_map(|asked| asked.captures_iter(&text));
                found.extend(ids.map(|asked| asked[1].to_owned()));
            }
        }
    }
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sentence = r#"(?:Message::new|\bsay|\bjoined)\(\s*(?:parts, )?"([a-z0-9-]+)""#;
    // The id of an error or of a recording's note may be chosen before its sentence is made.
    let chosen = r#""((?:error|har)-[a-z0-9-]+)""#;
    let asked = [sentence, chosen].map(|asked| Regex::new(asked).unwrap());
    let error = [Regex::new(r#"Message::new\(\s*"(error-[a-z0-9-]+)""#).unwrap()];
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(&sources).unwrap() {
        let path = entry.unwrap().path();
        // The demo shop's pages have sentences of their own; its errors are like all others.
        if path.ends_with("shop") {
            read(&path, &error, &mut found);
        } else if path.is_dir() {
            read(&path, &asked, &mut found);
        }
    }
    found
}

#[test]
fn both_catalogues_have_the_same_sentences() {
    assert_eq!(sentences(Lang::En), sentences(Lang::Fr));
}

#[test]
fn what_is_asked_for_is_there_and_what_is_there_is_asked_for() {
    // What other libraries say is read back, and never asked for.
    let there: BTreeSet<String> =
        sentences(Lang::En).into_keys().filter(|id| !id.starts_with("heard-")).collect();
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
const NEVER_ONE: [&str; 72] = [
    "add-no-fewer-than",
    "compare-some-criteria-held",
    "cost-countries-at-most",
    "cost-rules-together",
    "demand",
    "demand-future",
    "demand-old",
    "doctor-clock",
    "doctor-descriptors",
    "doctor-descriptors-none",
    "doctor-ports",
    "done",
    "error-control-token",
    "error-duration-fraction",
    "error-har-too-many",
    "error-http-many-codings",
    "error-k8s-name",
    "error-merge-no-plan",
    "error-plan-arrivals",
    "error-plan-descriptors",
    "error-plan-few-iterations",
    "error-plan-many-at-start",
    "error-plan-random-arrivals",
    "error-cluster-missing",
    "error-cluster-small-cap",
    "error-plan-rate-not-allowed",
    "error-plan-rate-unproven",
    "error-plan-too-few-rows",
    "error-plan-too-long",
    "error-plan-too-many-vus",
    "error-plan-vus-of-generator",
    "error-plan-vus-together",
    "error-regex-class",
    "error-row-ragged",
    "error-search-too-long",
    "error-shards-most",
    "error-shop-backends",
    "error-shop-key",
    "error-stored-layout",
    "error-token-weak",
    "error-value-key",
    "generator-began",
    "generator-descriptors",
    "generators-several",
    "headline-some-lost",
    "har-long-pauses",
    "how-to-prove",
    "live-arrivals",
    "live-descriptors",
    "live-requests",
    "load-arrivals",
    "load-arrivals-poisson",
    "load-in-runs",
    "load-in-some-runs",
    "load-merged",
    "md-law",
    "merge-lacks",
    "no-grade-overlapping",
    "note-merged",
    "note-too-few-vus",
    "note-upload",
    "promo-pairs-of",
    "promotion-from",
    "rules-broken-off",
    "reason-slow-end",
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
    let fine = "1 (fois|des|is|was|has|less|takes|applies|answers|shows|says|fills|redirects|names|opens|runs|lists|carries|needs|holds|empties|ends|unpacks|address|après|sans|dans|parcours)\\b";
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
    for (date, english, french) in [
        ("2026-12-01", "2026-12-01", "1er décembre 2026"),
        ("2026-11-30 12:00:00", "2026-11-30 12:00:00", "30 novembre 2026, 12:00:00"),
        ("0000-00-00 00:00:00", "0000-00-00 00:00:00", "0000-00-00 00:00:00"),
        ("next week", "next week", "next week"),
    ] {
        let said = Message::value(Value::of_date(date));
        assert_eq!(Lang::ALL.map(|lang| said.say(lang)), [english, french], "{date}");
        assert_eq!(serde_json::from_value::<Message>(serde_json::to_value(&said).unwrap()).unwrap(), said);
    }
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

/// Files of before errors were messages have their English text as a value.
#[test]
fn a_note_with_an_english_cause_is_still_read() {
    let older = r#"{"id": "note-left-out", "values": {"error": {"text": "no answer"}}, "text": "?"}"#;
    let older: Message = serde_json::from_str(older).unwrap();
    assert!(older.is_whole() && older.to_string().contains("no answer"), "{older}");
    let newer = Message::new("note-left-out").with("error", Message::new("error-http-no-host"));
    let read: Message = serde_json::from_value(serde_json::to_value(&newer).unwrap()).unwrap();
    assert_eq!(read, newer);
    assert!(read.say(Lang::Fr).contains("l’URL ne désigne aucun hôte"));
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

/// Sentences that have no word of their own, or one that both languages have.
const ALIKE: [&str; 6] = [
    "error-data-row",
    "error-refused-because",
    "error-timed-out",
    "error-toml",
    "har-with-cookie",
    "heard-unit",
];

#[test]
fn every_error_is_said_in_both_languages() {
    let said = |id: &str, variables: &BTreeSet<String>, lang| {
        let mut values = FluentArgs::new();
        variables.iter().for_each(|variable| values.set(variable.as_str(), format!("<{variable}>")));
        catalogue::sentence(id, &values, lang).unwrap().0
    };
    let errors: Vec<_> = sentences(Lang::En)
        .into_iter()
        .filter(|(id, _)| ["error-", "har-", "heard-"].iter().any(|kind| id.starts_with(kind)))
        .collect();
    assert!(errors.len() > 400, "only {} errors were looked at", errors.len());
    let alike = errors.iter().filter(|(id, variables)| {
        let [english, french] = Lang::ALL.map(|lang| said(id, variables, lang));
        english == french
    });
    assert_eq!(alike.map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ALIKE);
}

#[test]
fn one_good_visit_is_one() {
    let said = |good: u64, lang| {
        let claim = Message::new("claim").with("good", good).with("visits", good);
        claim.with("share", Value::Share(0.95)).say(lang).replace(['\u{202F}', '\u{a0}'], " ")
    };
    for (good, english, french) in [
        (1, "after 1 good visit of 1, up to", "après 1 visite réussie sur 1, jusqu’à"),
        (2, "after 2 good visits of 2, up to", "après 2 visites réussies sur 2, jusqu’à"),
    ] {
        assert!(said(good, Lang::En).starts_with(english), "{}", said(good, Lang::En));
        assert!(said(good, Lang::Fr).starts_with(french), "{}", said(good, Lang::Fr));
    }
}

#[test]
fn what_other_libraries_carry_is_read_back() {
    for (english, french) in [
        (
            "`60` is not a duration; write it like 300ms, 30s, 1m30s or 2h",
            "`60` n’est pas une durée_; écrivez-la",
        ),
        (
            "invalid value 'ten' for '--vus <N>': give a whole number of at least 1, such as 20",
            "valeur «_ten_» refusée pour «_--vus <N>_»_: indiquez un nombre entier d’au moins 1",
        ),
        (
            "unrecognized subcommand 'benhc'; tip: a similar subcommand exists: 'bench'",
            "commande inconnue «_benhc_»_; une commande semblable existe_: «_bench_»",
        ),
        (
            "invalid type: string \"6\", expected a whole number of at least 0",
            "mauvais type_: le texte \"6\", attendu_: un nombre entier d’au moins 0",
        ),
        (
            "invalid value: integer `256`, expected a whole number from 0 to 255",
            "mauvaise valeur_: le nombre entier `256`, attendu_: un nombre entier de 0 à 255",
        ),
        ("unknown field `a`, expected one of `b`, `c`", "champ inconnu `a`, les champs connus sont `b`, `c`"),
        (
            "nothing provides `${x}`; extract it in an earlier step, take it from a [[data]] source, or use vu.id, iteration, run.id, now, uuid or random.alnum(16)",
            "rien ne fournit `${x}`_; extrayez-le",
        ),
        ("a sentence that nobody knows", "a sentence that nobody knows"),
        ("", ""),
    ] {
        let heard = Message::heard(english);
        assert_eq!(heard.to_string(), english);
        let said = heard.say(Lang::Fr).replace('\u{202F}', "_");
        assert!(said.starts_with(french), "{said}");
    }
    let endless = "`".repeat(10_000);
    assert_eq!(Message::heard(&endless), Message::verbatim(&endless));
}

/// What the system says has our words in both languages; what a library wraps is kept.
#[test]
fn the_system_is_said_in_both_languages() {
    let said = |error: &std::io::Error| Lang::ALL.map(|lang| Message::from(error).say(lang));
    let refused = std::io::Error::from_raw_os_error(13);
    assert_eq!(said(&refused), ["Permission denied", "accès refusé"].map(str::to_owned));
    let wrapped = std::io::Error::other("the tunnel is closed");
    assert_eq!(said(&wrapped), ["the tunnel is closed", "the tunnel is closed"].map(str::to_owned));
}

/// Errors that no user reads: they are always turned into others.
const INTERNAL: [&str; 3] =
    ["http/decode/unpack.rs", "shop/service.rs", "shops/prestashop/webservice/rules.rs"];

#[test]
fn errors_have_their_sentences_in_the_catalogues() {
    fn look(folder: &Path, own: &Regex, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                look(&path, own, found);
            } else if path.extension().is_some_and(|kind| kind == "rs")
                && !path.ends_with("words/tests.rs")
                && own.is_match(&fs::read_to_string(&path).unwrap())
            {
                let name = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
                found.insert(name.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    // The only text of an error that is not the sentence of its message.
    let own = Regex::new(r#"#\[error\(\s*(?:"[^"{]|"\{[^}]|fmt|transparent)"#).unwrap();
    assert!(own.is_match(r#"#[error("no such thing")]"#) && own.is_match(r#"#[error("{0}")]"#));
    assert!(!own.is_match(r#"#[error("{}", Message::from(self))]"#));
    let mut found = BTreeSet::new();
    look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &own, &mut found);
    assert_eq!(found, INTERNAL.map(str::to_owned).into());
}
