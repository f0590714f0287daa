//! `junit.xml`: a run for programs that show tests.
//!
//! One suite, with a case for each threshold and one for the run itself. The format is the JUnit XML that Jenkins and
//! others read (<https://github.com/testmoapp/junitxml>).

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::ReportError;
use super::presentation::{Advice, Presentation, rules};
use crate::metric::Ending;
use crate::record::RunRecord;
use crate::threshold::ThresholdResult;
use crate::units::line::plain;
use crate::words::Lang;

/// What the case of the run itself is called.
const RUN: &str = "the run can be judged";

/// Renders the run. Whatever a shop wrote stays text.
///
/// # Errors
///
/// [`ReportError::Junit`] when the XML cannot be written.
pub fn render(record: &RunRecord) -> Result<String, ReportError> {
    let shown = Presentation::of(record, Lang::En);
    let mut suite = TestSuite::new(plain(&record.run_id));
    let lasted = Duration::try_from_secs_f64(record.elapsed_s).unwrap_or_default();
    suite.set_time(lasted);
    for (name, value) in [
        ("target", record.target.as_str()),
        ("page", shown.title),
        ("load", &record.load.executor),
        ("started", &record.started.to_string()),
        ("verdict", &shown.verdict.headline),
        ("visits", &shown.verdict.visits_together),
    ] {
        suite.add_property((name, plain(value).as_str()));
    }
    suite.add_test_case(case(record, RUN, of_run(record, &shown)));
    let to_do = to_do(&shown.advice);
    if !to_do.is_empty() {
        suite.set_system_out(to_do);
    }
    suite.add_test_cases(
        record.thresholds.iter().map(|result| case(record, &result.source, of_threshold(record, result))),
    );
    let mut report = Report::new("promo-load");
    report.set_time(lasted).add_test_suite(suite);
    Ok(report.to_string()?)
}

/// What to do, a line for each thing, with everything that asks for it in front.
fn to_do(advice: &[Advice]) -> String {
    let mut lines = String::new();
    for Advice { reasons, remedy } in advice {
        let reasons: Vec<_> = reasons
            .iter()
            .map(|reason| format!("{}: {}", plain(&reason.what), plain(&reason.evidence)))
            .collect();
        lines.push_str(&format!("{} → {}\n", reasons.join("; "), plain(remedy)));
    }
    lines
}

fn case(record: &RunRecord, name: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(plain(name), status);
    case.set_classname(plain(&record.load.scenario));
    case
}

/// A run that tells nothing is an error, whatever its thresholds say; one that the shop brought to its end is a failure, and so is
/// one whose letter fails it.
fn of_run(record: &RunRecord, shown: &Presentation<'_>) -> TestCaseStatus {
    let (kind, name, text) = match (&record.verdict.inconclusive, &record.ending) {
        (_, Ending::WindowClosed | Ending::Interrupted | Ending::Stopped | Ending::Killed) => {
            (NonSuccessKind::Error, "stopped", &shown.plan.ending)
        }
        (Some(reason), _) => (NonSuccessKind::Error, "inconclusive", &reason.say(Lang::En)),
        // Without one that was lost, a run is always inconclusive.
        (None, Ending::GeneratorLost { .. }) => (NonSuccessKind::Error, "inconclusive", &shown.plan.ending),
        (None, Ending::Aborted { .. } | Ending::Silent { .. } | Ending::Blocked { .. }) => {
            (NonSuccessKind::Failure, "aborted", &shown.plan.ending)
        }
        (None, Ending::Completed) if record.letter_fails() => {
            (NonSuccessKind::Failure, "verdict", &shown.verdict.headline)
        }
        (None, Ending::Completed) => return TestCaseStatus::success(),
    };
    told(TestCaseStatus::non_success(kind), name, text)
}

/// Nothing measured crosses nothing, so it is not a failure; but it is not a success either.
fn of_threshold(record: &RunRecord, result: &ThresholdResult) -> TestCaseStatus {
    match (result.value, result.ok) {
        (None, _) => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(result.measured().say(Lang::En));
            skipped
        }
        (Some(_), true) => TestCaseStatus::success(),
        (Some(_), false) => {
            let failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
            told(failure, "threshold", &rules::told(record, result).say(Lang::En))
        }
    }
}

fn told(mut status: TestCaseStatus, kind: &str, text: &str) -> TestCaseStatus {
    status.set_type(kind).set_message(plain(text));
    status
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::sample_run::SampleCourse;
    use crate::metric::GeneratorHealth;
    use crate::record::sample;

    #[test]
    fn text_stays_text() {
        let mut record = sample::record();
        record.page.title = "<script>&\" \u{1b}[31m\u{0}]]>".into();
        record.load.scenario = "<script>&\"".into();
        insta::assert_snapshot!(render(&record).unwrap());
        let mut reader = quick_junit::Report::deserialize_from_str(&render(&record).unwrap()).unwrap();
        let suite = reader.test_suites.remove(0);
        assert_eq!(suite.test_cases[1].classname.as_ref().unwrap().as_str(), "<script>&\"");
        assert_eq!((suite.tests, suite.failures, suite.errors, suite.disabled), (5, 1, 0, None));
    }

    #[test]
    fn a_run_that_tells_nothing_is_no_success() {
        let sick = GeneratorHealth { own_failures: 12, ..sample::health() };
        let record = |ending, health| sample::record_of(&SampleCourse::default(), ending, health);
        let silent = Ending::Silent { lasted: Duration::from_secs(10) };
        for (record, kind) in [
            (record(Ending::Completed, sample::health()), None),
            (
                record(Ending::Completed, sick),
                Some(
                    "<error message=\"the load generator was the bottleneck: 12 requests failed by this machine's own limits",
                ),
            ),
            (record(Ending::Interrupted, sample::health()), Some("<error message=\"interrupted")),
            (record(silent, sample::health()), Some("<failure message=\"")),
        ] {
            let text = render(&record).unwrap();
            let case = text.split("the run can be judged").nth(1).unwrap().split("<testcase").next().unwrap();
            match kind {
                Some(kind) => assert!(case.replace("&apos;", "'").contains(kind), "{case}"),
                None => assert!(
                    case.trim_start_matches(['"', ' ']).contains("/>") && !case.contains("message"),
                    "{case}"
                ),
            }
        }
    }
}
