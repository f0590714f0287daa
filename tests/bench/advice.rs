//! What a report says and in which language: the landing page's facts, the shoppers that are expected, `--lang`.

use std::sync::Arc;

use serde_json::json;

use crate::bench::assets::{page, serve};
use crate::bench::bench;
use crate::support::{Place, promotion, shop};
use promo_load::words::{Lang, Message};

#[test]
fn a_french_report_comes_with_a_file_that_can_be_said_in_any_language() {
    let shop = shop();
    let flags = ["--vus", "2", "--iterations", "4", "--think-time", "0", "--lang", "fr"];
    let files = bench(&shop, &promotion(&shop), &[&flags[..], &["--expect-shoppers", "500"]].concat());
    for part in ["\n## Que faire\n", "\n## Vocabulaire\n", "vous en attendez 500\u{202F}: pas démontré"] {
        assert!(files.report.contains(part), "`{part}` is not in: {}", files.report);
    }
    assert!(!files.report.contains("What to do"), "{}", files.report);
    // Other hosts, the cart that was not filled, set-up's own requests: each is said in French, and in English in the file only.
    let report = files.report.replace('\\', "");
    let notes: Vec<Message> = serde_json::from_value(files.json["notes"].clone()).unwrap();
    assert!(notes.len() >= 2, "{notes:?}");
    for note in notes {
        let [english, french] = Lang::ALL.map(|lang| note.say(lang));
        assert!(report.contains(&french), "{french}: {report}");
        assert!(files.text.contains(&english) && !report.contains(&english), "{english}");
    }
    let verdict = &files.json["verdict"];
    assert_eq!(verdict["margin"]["id"], "expected-not-shown");
    assert_eq!(verdict["margin"]["text"], "500 expected: not shown to hold");
    assert_eq!(files.json["expected_shoppers"], 500);
    // The demo shop sends its pages as they are.
    let kinds: Vec<_> =
        verdict["findings"].as_array().unwrap().iter().map(|finding| &finding["kind"]).collect();
    assert!(kinds.contains(&&json!("not-compressed")), "{kinds:?}");
    assert!(files.count("/landing/bytes") > 10_000);
}

#[test]
fn a_language_without_a_catalogue_is_refused() {
    let refused = Place::new().run(&["bench", "--demo", "--lang", "de"]);
    let problem = refused.assert_code(2).problem();
    assert!(problem.contains("`de` is not a language of the reports; use en or fr"), "{problem}");
}

#[test]
fn a_file_whose_page_is_the_shops_front_tells_of_it_too() {
    let base = serve(Arc::new(|_: &str| page(&"<p>promotion</p>".repeat(40_000))));
    for (address, bytes) in [("/", json!(640_000)), ("/page", json!(null))] {
        let place = Place::new();
        let head = format!("schema = 1\nname = \"front\"\nbase_url = \"{base}/\"\n");
        let page =
            format!("[page]\nurl = \"{base}{address}\"\nkind = \"home\"\nconfidence = 1.0\ntitle = \"x\"\n");
        let journey = "[[journey]]\nname = \"look\"\n[[journey.step]]\nname = \"page\"\npath = \"/page\"\n";
        place.write("x.toml", &format!("{head}{page}{journey}"));
        place.run(&["bench", "x.toml", "--vus", "1", "--iterations", "1", "--quiet"]);
        let files = place.files();
        assert_eq!(files.json["landing"]["bytes"], bytes, "{address}");
        assert_eq!(files.report.contains("The page is heavy"), bytes.is_number(), "{}", files.report);
    }
}
