//! The page looks right in both languages and at any width, and obeys nothing of the shop.

use super::*;
use crate::grade::sample_run::SampleCourse;
use crate::metric::GeneratorHealth;
use crate::record::{ExecutorRecord, IterationRecord, sample};

const PATH: &str = "promo-load-runs/2026-11-20T031502Z-shop.example-7f3a/report.md";

#[test]
fn wide() {
    insta::assert_snapshot!(render(&sample::record(), PATH, 100, false, false, Lang::En));
}

#[test]
fn french() {
    insta::assert_snapshot!(render(&sample::record(), PATH, 100, false, false, Lang::Fr));
}

#[test]
fn narrow() {
    insta::assert_snapshot!(render(&sample::record(), PATH, 60, false, false, Lang::En));
}

#[test]
fn inconclusive() {
    let sick = GeneratorHealth { own_failures: 12, ..sample::health() };
    let record = sample::record_of(&SampleCourse::default(), Ending::Completed, sick);
    insta::assert_snapshot!(render(&record, PATH, 100, false, false, Lang::En));
}

#[test]
fn nothing_measured() {
    let course = SampleCourse { ramp_s: 0, hold_s: 0, ..SampleCourse::default() };
    let record = sample::record_of(&course, Ending::Interrupted, sample::health());
    insta::assert_snapshot!(render(&record, PATH, 100, false, false, Lang::En));
}

#[test]
fn what_broke_visits_is_shown_on_demand() {
    let shown = render(&sample::record(), PATH, 100, false, true, Lang::En);
    insta::assert_snapshot!(shown.split_once("What broke visits").unwrap().1);
    let hidden = render(&sample::record(), PATH, 100, false, false, Lang::En);
    assert!(!hidden.contains("What broke visits"));
    let good = sample::record_of(&SampleCourse::default(), Ending::Completed, sample::health());
    assert!(render(&good, PATH, 100, false, true, Lang::En).contains("No visit broke."));
}

#[test]
fn a_letter_that_few_visits_cannot_carry_says_what_is_open() {
    let record = sample::record_of(&SampleCourse::default(), Ending::Completed, sample::health());
    assert!(record.verdict.grade.unwrap().at_best);
    let text = render(&record, PATH, 100, false, false, Lang::En);
    assert!(
        text.contains("at best           after 120 good visits of 120, up to 3 % may still fail\n"),
        "{text}"
    );
    assert!(closing(&record, PATH).starts_with("  promo-load A at best: "), "{text}");
}

#[test]
fn one_remedy_has_all_its_reasons_above_it() {
    let mut record = sample::record();
    let [first, second] = [0, 1].map(|place| record.verdict.findings[place].clone());
    let alike = crate::grade::Finding { remedy: first.remedy.clone(), ..second };
    record.verdict.findings = vec![first; 5];
    record.verdict.findings.push(alike);
    let text = render(&record, PATH, 100, false, false, Lang::En);
    assert_eq!(text.matches('→').count(), 1, "{text}");
    assert_eq!(text.matches('▲').count(), 3);
    assert!(text.contains("and 3 more of this kind"));
}

#[test]
fn the_closing_line_names_doubt_and_an_early_end() {
    let sick = GeneratorHealth { own_failures: 12, ..sample::health() };
    let record = sample::record_of(&SampleCourse::default(), Ending::Interrupted, sick);
    let text = closing(&record, PATH);
    assert!(text.starts_with("  promo-load ?: inconclusive: ") && text.ends_with("/report.md\n"), "{text}");
    assert!(text.contains("; interrupted after 16.0 s; report: "), "{text}");
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn the_path_is_a_link_where_escape_sequences_are_understood() {
    let closing = || Closing {
        next: vec!["try \u{1b}[31mthis".into(), "then that".into()],
        report: "runs/a b/report.html".into(),
        link: Some(Url::from_file_path("/home/a b/runs/\u{1b}[31m/report.html").unwrap()),
    };
    let plain = render(&sample::record(), closing(), 100, false, false, Lang::En);
    assert!(
        plain.ends_with("\n\n  →   try [31mthis\n  →   then that\n\n  runs/a b/report.html\n"),
        "{plain}"
    );
    let linked = render(&sample::record(), closing(), 100, true, false, Lang::En);
    let link = "\n  \u{1b}]8;;file:///home/a%20b/runs/%1B[31m/report.html\u{1b}\\runs/a b/report.html\u{1b}]8;;\u{1b}\\\n";
    assert!(linked.ends_with(link), "{linked:?}");
}

#[test]
fn several_executors_are_told_apart() {
    let mut record = sample::record();
    let walks = |started, planned| IterationRecord { started, planned, ..record.iterations };
    record.executors = vec![
        ExecutorRecord { name: "background".into(), iterations: walks(1_234, None) },
        ExecutorRecord { name: "wave".into(), iterations: walks(800, Some(800)) },
    ];
    let text = render(&record, PATH, 100, false, false, Lang::En);
    assert!(text.contains("executor          background: 1,234 visits started\n"), "{text}");
    let planned = "executor          wave: 800 planned = 800 started + 0 dropped + 0 not reached\n";
    assert!(text.contains(planned), "{text}");
}

#[test]
fn lines_fit_and_only_our_own_colours_are_in_them() {
    for (width, lang) in [60, 80, 100].into_iter().flat_map(|width| Lang::ALL.map(|lang| (width, lang))) {
        let text = render(&sample::record(), PATH, width, false, true, lang);
        assert!(!text.contains('\u{1b}'));
        for line in text.lines().filter(|line| !line.contains(PATH)) {
            assert!(console::measure_text_width(line) <= width, "{width}: {line}");
        }
        let coloured = render(&sample::record(), PATH, width, true, true, lang);
        assert!(coloured.contains('\u{1b}'));
        assert_eq!(console::strip_ansi_codes(&coloured), text);
    }
}
