//! The trace context: one trace for each visit, in the native run and in k6's.

use std::collections::{BTreeMap, BTreeSet};

use promo_load::scenario::Scenario;
use promo_load::shop::JournalEntry;

use crate::k6::pair::{Stage, fixed, journal_shop, scenario};
use crate::k6::tool::k6;
use crate::support::Place;

const OWN: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

/// Tells the visits apart.
const VISIT: &str = "X-Visit = '${vu.id} ${iteration}'";

/// Two steps and one that sets the header itself.
fn staged(base: &str) -> Stage {
    let text = format!(
        "[[journey]]\nname = 'j'\n\
         [[journey.step]]\nname = 'home'\npath = '/en/'\nheaders = {{ {VISIT} }}\n\
         [[journey.step]]\nname = 'search'\npath = '/en/search?s=${{vu.id}}'\nheaders = {{ {VISIT} }}\n\
         [[journey.step]]\nname = 'own'\npath = '/en/?own'\nheaders = {{ Traceparent = '{OWN}' }}\n"
    );
    Stage::set(Place::new(), Scenario { loads: vec![fixed()], ..scenario(&text) }, base)
}

/// Asserts the form of all contexts, and that a trace is one visit's; returns the traces.
fn assert_traced(journal: &[JournalEntry], flags: &str) -> BTreeSet<String> {
    let mut traces: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut parents = BTreeSet::new();
    let form = regex::Regex::new("^00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])$").unwrap();
    for entry in journal {
        let contexts: Vec<_> = entry.headers.iter().filter(|(name, _)| name == "traceparent").collect();
        assert_eq!(contexts.len(), 1, "{entry:?}");
        let context = &contexts[0].1;
        if entry.target == "/en/?own" {
            assert_eq!(context, OWN);
            continue;
        }
        let parts = form.captures(context).unwrap_or_else(|| panic!("{context}"));
        assert_eq!(&parts[3], flags);
        assert_ne!(parts[1], "0".repeat(32));
        assert_ne!(parts[2], "0".repeat(16));
        assert!(parents.insert(parts[2].to_owned()), "{context} has been there");
        let visit = entry.header("x-visit").unwrap().to_owned();
        traces.entry(visit).or_default().insert(parts[1].to_owned());
    }
    assert_eq!(traces.len(), 6, "two visitors who come three times");
    assert!(traces.values().all(|traces| traces.len() == 1), "{traces:?}");
    let all: BTreeSet<String> = traces.into_values().flatten().collect();
    assert_eq!(all.len(), 6, "{all:?}");
    all
}

#[test]
fn each_visit_is_a_trace_of_its_own() {
    let Some(k6) = &k6() else { return };
    let shop = journal_shop();
    let stage = staged(&shop.base_url());
    let native = assert_traced(&stage.native(&shop).journal, "01");
    let scripted = assert_traced(&stage.k6(k6, &shop).journal, "01");
    assert!(native.is_disjoint(&scripted));
    shop.reset_stats();
    k6.run(&stage.place, "s.js", &[("TRACEPARENT_UNSAMPLED", "1")]);
    assert_traced(&shop.journal(), "00");
    shop.reset_stats();
    k6.run(&stage.place, "s.js", &[("NO_TRACEPARENT", "1")]);
    let journal = shop.journal();
    assert_eq!(journal.len(), 18);
    assert!(journal.iter().all(|entry| entry.header("traceparent").is_none_or(|own| own == OWN)));
}
