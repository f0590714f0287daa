//! Runs that an older promo-load wrote are still rendered and compared.

use super::compare::Comparison;
use super::{html, markdown, terminal};
use crate::grade::Letter;
use crate::record::{RunRecord, SCHEMA_VERSION, sample};
use crate::words::Lang;

/// A run as promo-load wrote it before it judged visits.
const OLD: &str = include_str!("../../tests/fixtures/report/run_v2.json");

#[test]
fn version_2_is_read_and_says_requests() {
    let record = RunRecord::from_json(OLD).unwrap();
    assert_eq!((record.schema_version, record.visits.as_ref()), (SCHEMA_VERSION, None));
    assert_eq!(record.verdict.grade.map(|grade| (grade.letter, grade.promotion)), Some((Letter::D, None)));
    let text = terminal::render(&record, "report.html", 100, false, false, Lang::En);
    for said in [
        "barely copes with 200 shoppers",
        "10 % of the requests (4 × wrong content on add_to_cart, 4 others)",
        "promotion         –      correct in 60 of 60 checks",
        "sent, ok and times: the whole run",
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }
    assert!(!text.contains("were good"), "{text}");
    for lang in Lang::ALL {
        assert!(markdown::render(&record, lang).unwrap().contains("60"));
        assert!(html::render(&record, lang).unwrap().contains("60"));
    }
}

#[test]
fn an_old_baseline_can_be_compared() {
    let (old, new) = (RunRecord::from_json(OLD).unwrap(), sample::record());
    assert!(!Comparison::of(&old, &old, &[], false).unwrap().regression);
    let both = Comparison::of(&old, &new, &[], true).unwrap();
    assert!(both.baseline.headline.contains("barely copes"), "{}", both.baseline.headline);
}
