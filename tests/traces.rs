//! The trace context of requests, as a server reads it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set its stage has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use promo_load::http::{AddressClass, HeaderName, HeaderValue, Site};
use promo_load::metric::StepId;
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Finished, Run, RunSettings, TraceOrigin};
use promo_load::scenario::Scenario;

use crate::support::answering::{Answering, Asked, answer, page};

/// A page with a file, which is moved; a page that is moved; one that sets the header itself; and one that breaks every fourth visit.
fn shop() -> Answering {
    Answering::by(|asked| match asked.path() {
        "/" => page("<link rel='stylesheet' href='/old.css'><img src='/a.png'>"),
        "/old.css" => answer("301 Moved", "location: /new.css\r\n", b""),
        "/moved" => answer("302 Found", "location: /there\r\n", b""),
        "/last?2" => answer("500 Oops", "content-type: text/html\r\n", b"broken"),
        path if path.contains('.') => answer("200 OK", "content-type: text/css\r\n", b""),
        _ => page("<p>here</p>"),
    })
}

/// Tells the visits apart.
const VISIT: &str = "X-Visit = '${vu.id} ${iteration}'";

fn run(shop: &Answering, settings: RunSettings) -> Finished {
    let text = format!(
        "schema = 1\nname = 'traces'\nbase_url = '{}'\n[http]\nassets = true\n\
         [load]\nexecutor = 'per-vu-iterations'\nvus = 3\niterations = 4\n[[journey]]\nname = 'walk'\n\
         [[journey.step]]\nname = 'home'\npath = '/'\nheaders = {{ {VISIT} }}\n\
         [[journey.step]]\nname = 'moved'\npath = '/moved'\nheaders = {{ {VISIT} }}\n\
         [[journey.step]]\nname = 'own'\npath = '/own'\nheaders = {{ TraceParent = 'of-the-scenario' }}\n\
         [[journey.step]]\nname = 'last'\npath = '/last?${{iteration}}'\nheaders = {{ {VISIT} }}\n",
        shop.base
    );
    let scenario = Scenario::parse(&text, Path::new("traces.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides::default(), limits).unwrap();
    Run::new(Arc::new(plan), settings).go(&mut [&mut |_: &promo_load::run::Tick<'_>| {}]).unwrap()
}

fn traced(sampled: bool) -> RunSettings {
    RunSettings { trace: Some(TraceOrigin::new("run", 0, sampled)), ..RunSettings::default() }
}

/// The trace of each visit.
fn traces(asked: &[Asked], flags: &str) -> BTreeMap<String, String> {
    let form = regex::Regex::new("^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$").unwrap();
    let (mut traces, mut parents) = (BTreeMap::new(), BTreeSet::new());
    let mut of_files = BTreeSet::new();
    for asked in asked.iter().filter(|asked| asked.path() != "/own") {
        let context = asked.header("traceparent").unwrap();
        let parts = form.captures(context).unwrap_or_else(|| panic!("{context}"));
        assert!(parents.insert(parts[2].to_owned()), "{context} has been there");
        assert_eq!((&parts[3], asked.head.matches("traceparent").count()), (flags, 1));
        let trace = parts[1].to_owned();
        match asked.header("x-visit") {
            Some(visit) => {
                let known = traces.entry(visit.to_owned()).or_insert_with(|| trace.clone());
                assert_eq!(*known, trace, "a visit is one trace: {}", asked.head);
            }
            None => {
                of_files.insert(trace);
            }
        }
    }
    let distinct: BTreeSet<&String> = traces.values().collect();
    assert_eq!((traces.len(), distinct.len()), (12, 12));
    assert!(!of_files.is_empty() && of_files.iter().all(|trace| distinct.contains(trace)), "{of_files:?}");
    traces
}

#[test]
fn every_request_of_a_visit_carries_its_trace() {
    let shop = shop();
    let finished = run(&shop, traced(true));
    let asked = shop.asked();
    let paths: BTreeSet<&str> = asked.iter().map(Asked::path).collect();
    for path in ["/", "/old.css", "/new.css", "/a.png", "/moved", "/there", "/own", "/last?1"] {
        assert!(paths.contains(path), "{path}: {paths:?}");
    }
    let traces = traces(&asked, "01");
    for own in asked.iter().filter(|asked| asked.path() == "/own") {
        assert_eq!(own.header("traceparent"), Some("of-the-scenario"));
    }

    // What failed and what was slow is found by the trace that the shop was told.
    let total = &finished.summary.total;
    let broken = &total.broken.all()[0];
    let trace = broken.specimen.as_ref().unwrap().trace_id.unwrap().to_string();
    let of: Vec<&str> =
        traces.iter().filter(|(_, id)| **id == trace).map(|(visit, _)| visit.as_str()).collect();
    assert!(of.len() == 1 && of[0].ends_with(" 2"), "{of:?} broke");
    for (step, name) in (0..).map(StepId).zip(&finished.summary.layout.steps) {
        let slow = total.slow_pages.of(step);
        // Files are waited for beside their page, and one step's trace is its own matter.
        assert_eq!(slow.is_some(), ["home", "moved", "last"].contains(&name.as_str()), "{name}");
        assert!(slow.is_none_or(|slow| traces.values().any(|id| *id == slow.trace.to_string())));
    }
}

#[test]
fn the_same_run_has_the_same_traces_and_may_leave_the_choice_to_the_shop() {
    let (first, second) = (shop(), shop());
    run(&first, traced(true));
    run(&second, traced(false));
    assert_eq!(traces(&first.asked(), "01"), traces(&second.asked(), "00"));
}

#[test]
fn without_traces_there_is_no_header_and_one_of_the_scenarios_is_kept() {
    let silent = shop();
    let finished = run(&silent, RunSettings::default());
    let told = |asked: &Asked| asked.header("traceparent").map(str::to_owned);
    assert!(silent.asked().iter().filter_map(told).all(|value| value == "of-the-scenario"));
    assert_eq!(finished.summary.total.slow_pages.of(StepId(0)), None);

    let given = shop();
    let header = (HeaderName::from_static("traceparent"), HeaderValue::from_static("given"));
    let finished = run(&given, RunSettings { headers: vec![header], ..traced(true) });
    let mut values: Vec<_> = given.asked().iter().filter_map(told).collect();
    values.dedup();
    assert!(values.iter().all(|value| ["given", "of-the-scenario"].contains(&value.as_str())), "{values:?}");
    // A trace that the shop was never told is not shown.
    assert_eq!(finished.summary.total.slow_pages.of(StepId(0)), None);
    assert_eq!(finished.summary.total.broken.all()[0].specimen.as_ref().unwrap().trace_id, None);
}
