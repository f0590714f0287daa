//! What failed: what broke visits, and which requests failed by kind.

use serde::Serialize;

use super::table::{Column, TextTable};
use super::{say, visits};
use crate::metric::{SlowPage, Specimen};
use crate::record::{BrokenRecord, RunRecord};
use crate::words::{self, Lang, Message};

/// A cause with its step, how many visits it broke, and the sample of what the shop sent.
#[derive(Serialize)]
pub(in crate::report) struct BrokenCause {
    pub(in crate::report) what: String,
    pub(in crate::report) visits: String,
    /// What the sample shows; `None` without a sample.
    pub(in crate::report) sample: Option<String>,
    pub(in crate::report) headers: Vec<String>,
    /// The beginning of the body; empty when there was none.
    pub(in crate::report) body: String,
}

/// What broke visits.
pub(super) fn broken(record: &RunRecord, lang: Lang) -> Vec<BrokenCause> {
    let Some(judged) = &record.visits else { return Vec::new() };
    let several = judged.journeys.len() > 1;
    let row = |broken: &BrokenRecord| {
        let what = visits::where_and_what(broken);
        let what = if several {
            Message::new("of-journey").with("what", what).with("journey", broken.journey.as_str())
        } else {
            what
        };
        let specimen = broken.specimen.as_ref();
        BrokenCause {
            what: what.say(lang),
            visits: visits::how_many(broken, judged.at_full_load).say(lang),
            sample: specimen.map(|specimen| sample_of(specimen).say(lang)),
            headers: specimen.map(headers).unwrap_or_default(),
            body: specimen.map(|specimen| specimen.body.clone()).unwrap_or_default(),
        }
    };
    judged.broken.iter().map(row).collect()
}

/// What stands where nothing is known to have broken a visit.
pub(super) fn nothing_broke(record: &RunRecord) -> Message {
    match &record.visits {
        None => Message::new("visits-not-measured"),
        Some(visits) if visits.ended() == 0 => Message::new("no-visit-ended"),
        Some(_) => Message::new("nothing-broke"),
    }
}

/// What a sample is of: `/en/order answered with status 500`.
fn sample_of(specimen: &Specimen) -> Message {
    let told = match specimen.status {
        0 if specimen.path.is_empty() => Message::new("sample-cut-off"),
        0 => Message::new("sample-unanswered"),
        status => Message::new("sample-answered").with("status", status.to_string()),
    };
    let told = told.with("path", specimen.path.as_str());
    match specimen.trace_id {
        Some(trace) => Message::new("sample-traced").with("sample", told).exact("trace", trace),
        None => told,
    }
}

/// A sample's headers, one text each.
fn headers(specimen: &Specimen) -> Vec<String> {
    specimen.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect()
}

/// Step, the longest wait for one of its pages, and the trace of that page. Steps without a trace are left out.
pub(super) fn traces(record: &RunRecord, lang: Lang) -> TextTable {
    let columns = [
        ("step", Column::text(say("column-step", lang))),
        ("longest", Column::number(say("md-longest-wait", lang))),
        ("trace", Column::text(say("md-trace", lang))),
    ];
    let rows = record.steps.iter().filter_map(|step| {
        let SlowPage { waited, trace, .. } = step.slowest_page?;
        let longest = words::millis(waited as f64 / 1e3, lang);
        Some([step.name.as_str().into(), longest.into(), trace.to_string().into()])
    });
    TextTable::new(say("md-traces", lang), columns, rows)
}

/// Step, kind, count, share of the step's requests; the share has two titles, of which one says of what.
pub(super) fn kinds(record: &RunRecord, lang: Lang) -> TextTable {
    let columns = [
        ("step", Column::text(say("column-step", lang))),
        ("kind", Column::text(say("md-kind", lang))),
        ("times", Column::number(say("md-times", lang))),
        ("share", Column::number(say("md-share", lang))),
        ("share of step", Column::number(say("html-share", lang))),
    ];
    let kinds = record.steps.iter().flat_map(|step| step.kinds.iter().map(move |kind| (step, kind)));
    let rows = kinds.map(|(step, kind)| {
        let share = words::share(kind.count as f64 / step.requests.max(1) as f64, lang);
        [
            step.name.as_str().into(),
            kind.outcome.words().say(lang).into(),
            words::count(kind.count, lang).into(),
            share.clone().into(),
            share.into(),
        ]
    });
    TextTable::new(say("md-failures", lang), columns, rows)
}
