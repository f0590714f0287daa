//! What typical failures are answered in French: no English sentence is left, and the exit codes are the same.

use regex::Regex;

use crate::support::{Ended, Place, promotion, shop};

/// English words that French does not have.
const ENGLISH: [&str; 25] = [
    "exists", "the", "is", "of", "and", "not", "with", "to", "cannot", "give", "write", "has", "there",
    "that", "be", "by", "for", "it", "no", "was", "name", "use", "are", "from", "found",
];

/// The English words of a text, without what is quoted or typed as it stands.
fn english_words(text: &str) -> Vec<String> {
    let quoted = Regex::new("\\(la boutique dit[^)]*\\)|`[^`]*`|\"[^\"]*\"|«[^»]*»|\\[[^\\]]*\\]|promo-load (compile|inspect)[^;,]*")
            .unwrap();
    let text = quoted.replace_all(text, " ");
    let words =
        text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric() && c != '-'));
    words.filter(|word| ENGLISH.contains(word)).map(str::to_owned).collect()
}

/// Runs a command in both languages; the French of it.
fn assert_french(place: &Place, args: &[&str], code: i32) -> String {
    let said = |lang: &str| -> Ended {
        let ran = place.run(&[args, &["--lang", lang]].concat());
        ran.assert_code(code);
        ran
    };
    let [english, french] = ["en", "fr"].map(said);
    let lines = |ran: &Ended| ran.stderr.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(!english.stderr.is_empty(), "{args:?}");
    assert_eq!(lines(&english).len(), lines(&french).len(), "{args:?}: {} {}", english.stderr, french.stderr);
    for (english, french) in lines(&english).into_iter().zip(lines(&french)) {
        assert_ne!(english, french, "{args:?}");
        assert_eq!(english_words(&french), Vec::<String>::new(), "{args:?}: {french}");
    }
    // The words that are looked for are those that English sentences have.
    assert_ne!(english_words(&english.stderr), Vec::<String>::new(), "{args:?}: {}", english.stderr);
    french.stderr
}

#[test]
fn failures_are_told_in_french() {
    let place = Place::new();
    place.write("key.toml", "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\ntimout = 3\n");
    place.write("address.toml", "schema = 1\nname = 'x'\nbase_url = '127.0.0.1:1'\n");
    place.write(
        "plan.toml",
        "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\n[load]\nexecutor = 'constant-vus'\nvus = 0\n\
         [[journey]]\nname = 'a'\n[[journey.step]]\nname = 'p'\npath = '/${x}'\n",
    );
    place.write("no.har", "{\"log\": {}}");
    std::fs::create_dir(place.path("out")).unwrap();
    place.write("out/run.json", "{}");
    let gone = "http://127.0.0.1:1/promo";
    let table: &[(&[&str], i32)] = &[
        (&["inspect", "http://no-such-host.invalid/"], 100),
        (&["inspect", gone], 100),
        (&["bench", gone], 100),
        (&["bench", "nofile.toml"], 2),
        (&["inspect", "nofile.html"], 2),
        (&["compile", "nofile.har"], 2),
        (&["bench", "key.toml"], 104),
        (&["bench", "address.toml"], 104),
        (&["bench", "plan.toml"], 104),
        (&["compile", "no.har"], 104),
        (&["bench", "www.shop.example/promo"], 2),
        (&["bench"], 2),
        (&["benhc"], 2),
        (&["bench", gone, "--vus", "ten"], 2),
        (&["bench", gone, "--vus", "0"], 104),
        (&["bench", gone, "--vuss", "3"], 2),
        (&["bench", gone, "--users", "3"], 2),
        (&["bench", gone, "--duration", "60"], 2),
        (&["bench", gone, "--mode", "all"], 2),
        (&["bench", gone, "--threshold", "http_req_failed:rate<10%"], 2),
        (&["bench", gone, "--vus", "3", "--rate", "5/s"], 2),
        (&["bench", gone, "--cacert", "nofile.pem"], 2),
        (&["bench", gone, "--voucher", "X", "--mode", "read-only"], 2),
        (&["bench", gone, "--config", "nofile.toml"], 2),
        // Refused before anything is sent.
        (&["bench", "http://203.0.113.7/promo", "--vus", "600", "--mode", "full"], 104),
        (&["report", "nowhere"], 2),
        (&["report", "latest", "--runs", "runs"], 2),
        (&["report", "out"], 104),
        (&["compare", "one", "other"], 2),
    ];
    for (args, code) in table {
        assert_french(&place, args, *code);
    }
}

#[test]
fn what_a_shop_refuses_is_told_in_french() {
    let (place, shop) = (Place::new(), shop());
    let page = promotion(&shop);
    let base = shop.base_url();
    let base = base.trim_end_matches('/');
    assert_french(&place, &["compile", &page, "--mode", "full", "--voucher", "NOPE"], 100);
    assert_french(&place, &["compile", &format!("{base}/no-such-page")], 100);
    assert_french(&place, &["compile", &format!("{base}/__shop/stats")], 100);
    place.write("there.toml", "");
    assert_french(&place, &["compile", &page, "--output", "there.toml"], 2);
    assert_french(&place, &["compile", &page, "--output", "nodir/x.toml"], 1);
}

/// What a recording became is told in notes, and what was written in a line.
#[test]
fn what_was_imported_and_written_is_told_in_french() {
    let place = Place::new();
    place.write("session.har", include_str!("fixtures/har/purchase.har"));
    let ran = place.run(&["compile", "session.har", "--output", "session.toml", "--lang", "fr"]);
    let ran = ran.assert_code(0);
    assert!(ran.stderr.contains("promo-load ne commande jamais") && ran.stdout.contains("étapes"), "{ran:?}");
    for line in ran.stderr.lines().chain(ran.stdout.lines()) {
        assert_eq!(english_words(line), Vec::<String>::new(), "{line}");
    }
}

/// Without a flag it is the configuration that names the language; a flag counts also where the rest cannot be read.
#[test]
fn the_language_of_errors_is_that_of_the_command() {
    let place = Place::new();
    place.write("promo-load.toml", "schema = 1\n[defaults]\nlang = 'fr'\n");
    let said = |args: &[&str]| place.run(args).stderr;
    assert!(said(&["bench"]).contains("indiquez une URL"), "{}", said(&["bench"]));
    assert!(said(&["bench", "--lang", "en"]).contains("give a URL"));
    assert!(said(&["bench", "--vus", "ten"]).contains("refusée"));
    assert!(said(&["bench", "--lang=en", "--vus", "ten"]).contains("invalid value"));
    assert!(said(&["demo-shop", "--listen", "8080"]).contains("indiquez HÔTE:PORT"));
}
