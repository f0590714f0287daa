//! Comparisons of made-up runs.

use super::*;
use crate::grade::compare::{CompareVerdict, Compared, Difference};
use crate::grade::sample_run::SampleCourse;
use crate::metric::{Ending, GeneratorHealth, Machine};
use crate::record::{RunRecord, sample};
use crate::words::Message;

/// A run with carts of this many milliseconds. A made-up second is like the next: its requests are too few to tell, so each
/// block is given a hundred times as many.
fn run(cart_ms: u64, wrong: u64) -> RunRecord {
    let course = SampleCourse { cart_ms, wrong, ..SampleCourse::default() };
    let mut record = sample::record_of(&course, Ending::Completed, sample::health());
    for block in &mut record.judged.blocks {
        block.ended *= 100;
        block.failures *= 100;
    }
    for block in record.steps.iter_mut().flat_map(|step| &mut step.blocks) {
        block.ended *= 100;
        block.failures *= 100;
    }
    record
}

fn compared(baseline: &RunRecord, run: &RunRecord, criteria: &[&str]) -> Comparison {
    let criteria: Vec<Criterion> = criteria.iter().map(|text| text.parse().unwrap()).collect();
    Comparison::of(baseline, run, &criteria, false).unwrap()
}

fn difference(comparison: &Comparison, step: Option<&str>, statistic: Compared) -> Difference {
    let scope = comparison.differences.scopes.iter().find(|scope| scope.step.as_deref() == step).unwrap();
    *scope.differences.iter().find(|difference| difference.statistic == statistic).unwrap()
}

#[test]
fn a_run_is_no_better_or_worse_than_itself() {
    let comparison = compared(&run(200, 1), &run(200, 1), &[]);
    let all = comparison.differences.scopes.iter().flat_map(|scope| &scope.differences);
    assert!(all.clone().count() > 15);
    assert!(all.clone().all(|difference| difference.verdict == CompareVerdict::NoDifferenceSeen));
    assert!(!comparison.regression);
}

#[test]
fn a_slower_step_is_found_where_it_is() {
    let slower = compared(&run(200, 0), &run(260, 0), &[]);
    assert!(slower.regression);
    let verdict = |comparison, step| difference(comparison, step, Compared::P95).verdict;
    assert_eq!(verdict(&slower, Some("add_to_cart")), CompareVerdict::Worse);
    assert_eq!(verdict(&slower, Some("product_page")), CompareVerdict::NoDifferenceSeen);
    let change = difference(&slower, Some("add_to_cart"), Compared::P95).change.unwrap();
    assert!((change.by - 0.3).abs() < 0.01 && (change.difference - 60.0).abs() < 1.0, "{change:?}");
    let faster = compared(&run(260, 0), &run(200, 0), &[]);
    assert_eq!(verdict(&faster, Some("add_to_cart")), CompareVerdict::Better);
    assert!(!faster.regression);
    let wrong = compared(&run(200, 0), &run(200, 1), &[]);
    let failures = difference(&wrong, None, Compared::Failures);
    assert_eq!((failures.verdict, failures.decides), (CompareVerdict::Worse, true));
    assert!(wrong.regression);
}

#[test]
fn the_users_criteria_decide_alone() {
    let (baseline, slower) = (run(200, 0), run(260, 0));
    for (criteria, regression) in [
        (&["p(95) +20%"][..], true),
        (&["p(95) +40%"], false),
        (&["p(95){name:product_page} +1%"], false),
        (&["p(95){name:product_page} +1%", "avg{step:add_to_cart} +50ms"], true),
        (&["avg{name:add_to_cart} +70ms"], false),
        (&["failures +0pt"], false),
        (&["rps -1%"], false),
    ] {
        assert_eq!(compared(&baseline, &slower, criteria).regression, regression, "{criteria:?}");
    }
    let basket = vec!["p(95){name:basket} +1%".parse().unwrap()];
    let error = Comparison::of(&baseline, &slower, &basket, false).unwrap_err().to_string();
    assert!(error.contains("basket") && error.contains("product_page, add_to_cart"), "{error}");
}

#[test]
fn what_is_too_short_is_not_called_equal() {
    let few = sample::record_of(&SampleCourse::default(), Ending::Completed, sample::health());
    let comparison = compared(&few, &few, &[]);
    assert_eq!(difference(&comparison, None, Compared::P99).verdict, CompareVerdict::TooShort);
    assert_eq!(difference(&comparison, None, Compared::P50).verdict, CompareVerdict::NoDifferenceSeen);
    let mut short = run(200, 0);
    short.judged.blocks.truncate(4);
    short.steps.iter_mut().for_each(|step| step.blocks.truncate(4));
    let comparison = compared(&short, &run(900, 0), &["p(95) +10%"]);
    let all = comparison.differences.scopes.iter().flat_map(|scope| &scope.differences);
    assert!(all.clone().all(|difference| difference.verdict == CompareVerdict::TooShort));
    assert!(!comparison.regression);
    assert_eq!(presentation::CompareReport::of(&comparison, Lang::En).headline, "too short to tell");
}

/// A run of eight seconds: 160 pages, 80 of each step.
fn few(cart_ms: u64, wrong: u64) -> RunRecord {
    let course = SampleCourse { cart_ms, wrong, hold_s: 8, ..SampleCourse::default() };
    sample::record_of(&course, Ending::Completed, sample::health())
}

#[test]
fn a_median_decides_where_a_p95_is_too_short() {
    let headline = |comparison: &Comparison, lang| presentation::CompareReport::of(comparison, lang).headline;
    let slower = compared(&few(200, 0), &few(400, 0), &[]);
    let cart = |statistic| difference(&slower, Some("add_to_cart"), statistic);
    assert_eq!((cart(Compared::P95).verdict, cart(Compared::P95).decides), (CompareVerdict::TooShort, false));
    assert_eq!((cart(Compared::P50).verdict, cart(Compared::P50).decides), (CompareVerdict::Worse, true));
    assert!(slower.regression);
    assert_eq!(slower.differences.deciding().count(), slower.differences.deciding);
    insta::assert_snapshot!("few_pages", terminal::render(&slower, false, Lang::En));
    insta::assert_snapshot!("few_pages_french", terminal::render(&slower, false, Lang::Fr));
    assert_eq!(
        headline(&slower, Lang::En),
        "worse: p50 of add_to_cart +99.6 %; too short to tell about p95, failures"
    );
    let faster = compared(&few(400, 0), &few(200, 0), &[]);
    assert!(!faster.regression && headline(&faster, Lang::En).starts_with("better: p50 of add_to_cart -"));
    // A long run is asked for its p95, whatever its median says.
    let long = compared(&run(200, 0), &run(400, 0), &[]);
    assert!(long.differences.deciding().all(|(_, found)| found.statistic != Compared::P50));
    // Criteria of the user's own replace the rule.
    let own = compared(&few(200, 0), &few(400, 0), &["p(95) +10%"]);
    assert!(!own.regression);
    let said = headline(&own, Lang::En);
    assert!(
        said.starts_with("too short to tell whether the criteria hold; worse, though the exit code does not depend on it: mean"),
        "{said}"
    );
}

#[test]
fn what_does_not_decide_is_said_where_the_rest_is_silent() {
    // Every page takes as long as before, and half as many visits come to their end.
    let mut other = run(200, 0);
    for block in &mut other.judged.blocks {
        block.iterations /= 2;
    }
    let comparison = compared(&run(200, 0), &other, &[]);
    assert!(!comparison.regression);
    let headline = presentation::CompareReport::of(&comparison, Lang::En).headline;
    assert!(
        headline.starts_with("no difference seen in p95, failures; worse, though the exit code does not depend on it: iterations/s"),
        "{headline}"
    );
}

#[test]
fn every_reason_is_named() {
    let baseline = run(200, 0);
    let mut other = run(200, 0);
    other.load.executor = "constant-vus: 10 for 1m".into();
    other.mode = "read-only".into();
    other.environment = "prod".into();
    other.page.kind = "category".into();
    other.steps[1].name = "basket".into();
    other.tool_version = "9.9.9".into();
    other.machine = Some(Machine { cores: 1, cpu: None });
    other.load.http_version = Some("2".into());
    other.ending = Ending::Interrupted;
    other.verdict.inconclusive = Some(Message::plain("it was late"));
    let error = Comparison::of(&baseline, &other, &[], false).unwrap_err().to_string();
    insta::assert_snapshot!(error);
    let comparison = Comparison::of(&baseline, &other, &[], true).unwrap();
    assert_eq!(comparison.different.len(), 10);
    assert!(comparison.notes.iter().any(|note| note.to_string() == "only the run has the step basket"));
}

#[test]
fn older_files_are_told_apart() {
    let newer = run(200, 0);
    let mut older = run(200, 0);
    (older.machine, older.load.http_version) = (None, None);
    let notes = compared(&older, &newer, &[]).notes;
    assert!(notes.iter().any(|note| note.to_string().contains("which machine")), "{notes:?}");
    older.judged.blocks.clear();
    older.steps.iter_mut().for_each(|step| step.blocks.clear());
    let error = Comparison::of(&older, &newer, &[], true).unwrap_err().to_string();
    assert!(error.contains("the baseline has no blocks") && error.contains("repeat the run"), "{error}");
    let mut damaged = run(200, 0);
    damaged.steps[0].blocks[0].response_time = "AAAA".into();
    let error = Comparison::of(&newer, &damaged, &[], false).unwrap_err().to_string();
    assert!(error.contains("the run's step product_page"), "{error}");
}

#[test]
fn any_counts_are_compared() {
    let mut vast = run(200, 0);
    for block in vast.steps.iter_mut().flat_map(|step| &mut step.blocks) {
        (block.ended, block.failures) = (u64::MAX, u64::MAX);
    }
    vast.judged.blocks.iter_mut().for_each(|block| block.seconds = -1.0);
    let comparison = compared(&vast, &run(200, 0), &[]);
    assert_eq!(difference(&comparison, None, Compared::Requests).baseline, None);
    assert!(json(&comparison).is_ok());
}

#[test]
fn criteria_are_read_or_refused_with_a_reason() {
    for text in ["p(95) +10%", "p(50)+50ms", "avg -1s", "failures +0.5pt", "rps -5%", "rps{name:a-b+c} +5/s"]
    {
        let criterion: Criterion = text.parse().unwrap();
        assert_eq!(criterion.to_string(), text);
    }
    for (text, part) in [
        ("", "no `+` or `-`"),
        ("p(95) 10%", "no `+` or `-`"),
        ("p95 +10%", "use p(50), p(95), p(99), avg, failures or rps"),
        ("iterations -10%", "`iterations` is not compared"),
        ("p(95) +10", "a percentage like 10% or a time like 50ms"),
        ("p(95) +NaN%", "`NaN%` is no bound"),
        ("p(95) +-5%", "`-5%` is no bound"),
        ("failures +10%", "points, like 0.5pt"),
        ("rps -50ms", "a rate like 5/s"),
        ("p(95){name} +10%", "tag:value"),
        ("p(95){check:x} +10%", "take one step"),
        ("p(95){name:x +10%", "closing `}`"),
    ] {
        let error = text.parse::<Criterion>().unwrap_err().to_string();
        assert!(error.contains(part) && !error.contains('\n'), "{text}: {error}");
    }
}

#[test]
fn every_form() {
    let mut slower = run(260, 1);
    slower.run_id = "2026-11-21T031502Z-shop.example-<b>".into();
    let comparison = compared(&run(200, 0), &slower, &[]);
    insta::assert_snapshot!("terminal", terminal::render(&comparison, false, Lang::En));
    insta::assert_snapshot!("markdown", markdown::render(&comparison, Lang::En));
    let criteria = compared(&run(200, 0), &slower, &["p(95) +20%", "failures{name:product_page} +1pt"]);
    insta::assert_snapshot!("criteria", terminal::render(&criteria, false, Lang::En));
}

#[test]
fn every_form_in_french() {
    let slower = run(260, 1);
    let mut other = slower.clone();
    (other.mode, other.machine) = ("read-only".into(), None);
    let comparison = Comparison::of(&run(200, 0), &other, &[], true).unwrap();
    insta::assert_snapshot!("terminal_french", terminal::render(&comparison, false, Lang::Fr));
    insta::assert_snapshot!("markdown_french", markdown::render(&comparison, Lang::Fr));
    let criteria = compared(&run(200, 0), &slower, &["p(95) +20%", "failures{name:product_page} +1pt"]);
    insta::assert_snapshot!("criteria_french", terminal::render(&criteria, false, Lang::Fr));
}

#[test]
fn programs_get_all_numbers() {
    let comparison = compared(&run(200, 0), &run(260, 0), &["p(95){name:add_to_cart} +20%"]);
    let value: serde_json::Value = serde_json::from_str(&json(&comparison).unwrap()).unwrap();
    for (pointer, expected) in [
        ("/schema_version", serde_json::json!(1)),
        ("/regression", true.into()),
        ("/different", serde_json::json!([])),
        ("/deciding", 1.into()),
        ("/scopes/0/step", serde_json::Value::Null),
        ("/scopes/2/step", "add_to_cart".into()),
        ("/scopes/2/differences/1/statistic", "p(95)".into()),
        ("/scopes/2/differences/1/baseline", 200.959.into()),
        ("/scopes/2/differences/1/verdict", "worse".into()),
        ("/criteria/0/outcome", "crossed".into()),
        ("/criteria/0/difference/change/confidence", 0.95.into()),
    ] {
        assert_eq!(value.pointer(pointer), Some(&expected), "{pointer}");
    }
}

#[test]
fn the_terminal_gets_80_columns_and_no_commands() {
    let mut record = run(200, 0);
    record.run_id = "\u{1b}[31m".repeat(40);
    record.steps[0].name = "a long name ".repeat(20);
    record.verdict.inconclusive = Some(Message::plain("\u{1b}[2J"));
    let comparison = Comparison::of(&record, &run(2_000_000, 3), &[], true).unwrap();
    let text = terminal::render(&comparison, false, Lang::En);
    assert!(!text.contains('\u{1b}'));
    assert!(text.lines().all(|line| console::measure_text_width(line) <= 80), "{text}");
    let coloured = terminal::render(&comparison, true, Lang::En);
    assert_eq!(console::strip_ansi_codes(&coloured), text);
}

#[test]
fn a_sick_generator_is_no_reference() {
    let sick = GeneratorHealth { own_failures: 12, ..sample::health() };
    let record = sample::record_of(&SampleCourse::default(), Ending::Completed, sick);
    assert!(matches!(
        Comparison::of(&record, &record, &[], false),
        Err(CompareError::Different(reasons)) if reasons.len() == 2
    ));
}
