//! Checks and thresholds: what was looked at, and what held.

use super::table::{Cell, Column, Table};
use super::{period, say};
use crate::metric::{MetricName, Statistic};
use crate::record::{CheckRecord, RunRecord};
use crate::threshold::{Threshold, ThresholdResult};
use crate::units::duration;
use crate::words::{Lang, Message, Value};

/// Step, check, how often it held.
pub(super) fn checks(record: &RunRecord, lang: Lang) -> Table {
    let columns = [
        ("step", Column::text(say("column-step", lang))),
        ("check", Column::text(say("md-check", lang))),
        ("held", Column::phrase(say("md-held", lang))),
    ];
    let row = |check: &CheckRecord| {
        [check.step.as_str().into(), check.name.as_str().into(), held(check).say(lang).into()]
    };
    Table::new(say("md-checks", lang), columns, record.checks.iter().map(row))
}

/// The checks that prove a promotion; one that always held stands out.
pub(super) fn proofs(record: &RunRecord, lang: Lang) -> Table {
    let title = say("html-promotion-checks", lang);
    let columns = [
        ("check", Column::text(title.clone())),
        ("step", Column::text(say("column-step", lang))),
        ("held", Column::text(say("html-correct", lang))),
    ];
    let row = |check: &CheckRecord| {
        let right = check.wrong() == 0 && check.passes > 0;
        let held = Cell::of_class(held(check).say(lang), right.then_some("held"));
        [check.name.as_str().into(), check.step.as_str().into(), held]
    };
    Table::new(title, columns, record.checks.iter().filter(|check| check.promotion).map(row))
}

/// How often a check held of the pages that came, and for how many none did.
fn held(check: &CheckRecord) -> Message {
    let looked = check.passes + check.wrong();
    let told = if looked == 0 {
        Message::new("not-measured")
    } else {
        let rate = Value::Share(check.passes as f64 / looked as f64);
        Message::new("held-of").with("held", check.passes).with("all", looked).with("share", rate)
    };
    match check.without_page {
        0 => told,
        times => Message::new("held-without-page").with("held", told).with("times", times),
    }
}

/// Threshold, of which period, measured value, whether it held.
pub(super) fn thresholds(record: &RunRecord, lang: Lang) -> Table {
    let columns = [
        ("threshold", Column::text(say("md-threshold", lang))),
        ("period", Column::text(say("md-period", lang))),
        ("measured", Column::number(say("md-measured", lang))),
        ("result", Column::text(say("md-result", lang))),
    ];
    let row = |result: &ThresholdResult| {
        let held = match (result.value, result.ok) {
            (None, _) => Message::new("not-measured"),
            (_, true) => Message::new("md-threshold-held"),
            (_, false) => Message::new("md-threshold-crossed"),
        };
        [
            Cell::of_class(result.source.clone(), Some("code")),
            period_of(record, result).say(lang).into(),
            result.measured().say(lang).into(),
            held.say(lang).into(),
        ]
    };
    Table::new(say("md-thresholds", lang), columns, record.thresholds.iter().map(row))
}

/// What a threshold looks at: the verdict's own numbers are those of the verdict's period.
fn period_of(record: &RunRecord, result: &ThresholdResult) -> Message {
    let Ok(threshold) = Threshold::parse_flag(&result.source) else { return period(false) };
    let expected = threshold.tags.iter().any(|(tag, _)| tag == "expected_response");
    let is_judged = match (threshold.metric, threshold.expression.statistic) {
        (MetricName::Visits | MetricName::Promotion, _) => true,
        (MetricName::ResponseTime, Statistic::Percentile(_) | Statistic::Med) => !expected,
        _ => false,
    };
    match (threshold.expression.window, &record.visits) {
        (Some(window), _) => Message::new("period-window").with("window", duration::format(window)),
        (None, Some(judged)) if is_judged => period(judged.at_full_load),
        _ => period(false),
    }
}

/// How many thresholds held; those that nothing was measured for are counted apart.
pub(super) fn summary(record: &RunRecord) -> Message {
    let all = record.thresholds.len() as u64;
    let crossed = record.thresholds.iter().filter(|result| !result.ok).count() as u64;
    let unmeasured = record.thresholds.iter().filter(|result| result.value.is_none()).count() as u64;
    let told = match crossed {
        _ if all == 0 => Message::new("thresholds-none"),
        0 if unmeasured == 0 => Message::new("thresholds-all-held"),
        0 => Message::new("thresholds-some-held").with("held", all - unmeasured).with("all", all),
        _ => Message::new("thresholds-some-crossed").with("crossed", crossed).with("all", all),
    };
    if unmeasured == 0 {
        return told;
    }
    Message::new("thresholds-and-unmeasured").with("text", told).with("unmeasured", unmeasured)
}
