//! Checks and thresholds: what was looked at, and what held. The limit that a check has by default stands in the check's row.

use super::table::{Cell, Column, TextTable};
use super::{period, say};
use crate::compile::CHECK_LIMIT;
use crate::metric::{MetricName, Statistic};
use crate::record::{CheckRecord, RunRecord};
use crate::threshold::{Threshold, ThresholdResult};
use crate::words::{Lang, Message, Value};

/// Check, step, how often it held, and whether its own limit did.
pub(super) fn checks(record: &RunRecord, lang: Lang) -> TextTable {
    let columns = [
        ("check", Column::text(say("md-check", lang))),
        ("step", Column::text(say("column-step", lang))),
        ("held", Column::text(say("md-held", lang))),
        ("limit", Column::text(say("md-check-limit", lang))),
    ];
    let row = |check: &CheckRecord| {
        let class = match (check.wrong(), check.passes) {
            (0, 0) => None,
            (0, _) => Some("held"),
            _ => Some("broke"),
        };
        let limit = own_limit(record, check).map(|result| outcome(result).say(lang));
        [
            Message::plain(&check.name).say(lang).into(),
            check.step.as_str().into(),
            Cell::of_class(check.tally().told().say(lang), class),
            limit.into(),
        ]
    };
    TextTable::new(say("md-checks", lang), columns, record.checks.iter().map(row))
}

/// What was wrong with the promotion, each check that found it with how often.
pub(super) fn broken_promises(record: &RunRecord) -> Vec<Message> {
    let promises = record.checks.iter().filter(|check| check.promotion && check.wrong() > 0);
    promises
        .map(|check| {
            Message::new("promotion-check-wrong")
                .with("check", check.name.as_str())
                .with("wrong", check.wrong())
                .with("all", check.passes + check.wrong())
        })
        .collect()
}

/// The result of a threshold in a sentence. Of a check's own limit it says how often there was a page to look at.
pub(in crate::report) fn told(record: &RunRecord, result: &ThresholdResult) -> Message {
    match checks_with_limit(record, result).next() {
        Some(check) if check.without_page > 0 => check.tally().told(),
        _ => result.told(),
    }
}

/// The threshold that is nothing but the default limit of this check.
fn own_limit<'a>(record: &'a RunRecord, check: &CheckRecord) -> Option<&'a ThresholdResult> {
    record.thresholds.iter().find(|result| checks_with_limit(record, result).any(|own| own == check))
}

/// The checks whose default limit the threshold is; none for every other threshold.
fn checks_with_limit<'a>(
    record: &'a RunRecord,
    result: &ThresholdResult,
) -> impl Iterator<Item = &'a CheckRecord> {
    let threshold = Threshold::parse_flag(&result.source).ok().filter(|threshold| {
        threshold.metric == MetricName::Checks
            && !result.abort_on_fail
            && threshold.expression.to_string() == CHECK_LIMIT
            && threshold.tags.iter().any(|(tag, _)| tag == "check")
    });
    let is_of = move |check: &CheckRecord| {
        threshold.as_ref().is_some_and(|threshold| {
            threshold.tags.iter().all(|(tag, value)| match tag.as_str() {
                "check" => *value == check.name,
                "name" => *value == check.step,
                _ => false,
            })
        })
    };
    record.checks.iter().filter(move |check| is_of(check))
}

/// Whether a threshold held.
fn outcome(result: &ThresholdResult) -> Message {
    match (result.value, result.ok) {
        (None, _) => Message::new("not-measured"),
        (_, true) => Message::new("md-threshold-held"),
        (_, false) => Message::new("md-threshold-crossed"),
    }
}

/// Threshold, of which period, measured value, whether it held. The default limits of checks are left to their rows.
pub(super) fn thresholds(record: &RunRecord, lang: Lang) -> TextTable {
    let columns = [
        ("threshold", Column::text(say("md-threshold", lang))),
        ("period", Column::text(say("md-period", lang))),
        ("measured", Column::number(say("md-measured", lang))),
        ("result", Column::text(say("md-result", lang))),
    ];
    let row = |result: &ThresholdResult| {
        [
            Cell::of_class(result.source.clone(), Some("code")),
            period_of(record, result).say(lang).into(),
            result.measured().say(lang).into(),
            outcome(result).say(lang).into(),
        ]
    };
    let others = record.thresholds.iter().filter(|result| checks_with_limit(record, result).next().is_none());
    TextTable::new(say("md-thresholds", lang), columns, others.map(row))
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
        (Some(window), _) => Message::new("period-window").with("window", Value::planned(window)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::sample;

    #[test]
    fn a_check_reads_alike_in_its_row_and_as_a_threshold() {
        let mut record = sample::record();
        let check = |passes, fails, without_page| CheckRecord {
            step: "product_page".into(),
            name: "price".into(),
            promotion: true,
            passes,
            fails,
            without_page,
        };
        let value = Some(0.0);
        let source = "checks{check:price}: rate>0.99".to_owned();
        record.thresholds =
            vec![ThresholdResult { source, value, ok: false, abort_on_fail: false, worst_at_s: None }];
        for (of, row, threshold) in [
            (
                (0, 390, 390),
                "there was no right page to look at, 390 times of 390, so it counts as 0 %",
                None,
            ),
            (
                (10, 10, 5),
                "10 of 15 (66.7 %); there was no right page to look at 5 times, so it counts as 50 %",
                None,
            ),
            ((0, 390, 0), "0 of 390 (0 %)", Some("measured 0 %")),
        ] {
            record.checks = vec![check(of.0, of.1, of.2)];
            let table = checks(&record, Lang::En);
            let text = |name: &str| table.rows[0][name].text.clone().unwrap_or_default();
            assert_eq!((text("held").as_str(), text("limit").as_str()), (row, "crossed"));
            let said = told(&record, &record.thresholds[0]).say(Lang::En);
            assert_eq!(said, threshold.unwrap_or(row));
        }
    }
}
