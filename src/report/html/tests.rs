//! The page is well formed, needs nothing from elsewhere, and what a shop writes stays text in it.

use std::sync::LazyLock;

use proptest::prelude::*;
use scraper::{Html, Selector};

use super::*;
use crate::grade::sample_run::SampleCourse;
use crate::grade::{LoadUnit, SearchEnd};
use crate::metric::{Ending, GeneratorHealth, Outcome};
use crate::record::sample;
use crate::report::text::ticked;

fn samples() -> Vec<(&'static str, RunRecord)> {
    let good = sample::record_of(&SampleCourse::default(), Ending::Completed, sample::health());
    let sick = GeneratorHealth { own_failures: 4, threads: Vec::new(), lag: None, ..sample::health() };
    let mut nothing = sample::record_of(
        &SampleCourse { ramp_s: 0, hold_s: 0, ..SampleCourse::default() },
        Ending::Interrupted,
        GeneratorHealth::default(),
    );
    nothing.promotions.clear();
    nothing.checks.clear();
    nothing.thresholds.clear();
    nothing.notes.clear();
    let mut rate = sample::measured();
    if let Some(capacity) = &mut rate.capacity {
        (capacity.unit, capacity.end) = (LoadUnit::VisitsPerSecond, SearchEnd::CeilingHeld);
        (capacity.held, capacity.broke) = (Some(300), None);
    }
    let mut untried = sample::measured();
    if let Some(capacity) = &mut untried.capacity {
        (capacity.held, capacity.broke, capacity.usl) = (None, None, None);
        capacity.steps.clear();
    }
    vec![
        ("good", good),
        ("bad", sample::record()),
        ("inconclusive", sample::record_of(&SampleCourse::default(), Ending::Completed, sick)),
        ("empty", nothing),
        ("measured", sample::measured()),
        ("measured by visits", rate),
        ("a search without a step", untried),
    ]
}

fn texts(page: &Html, selector: &str) -> Vec<String> {
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector)
        .map(|found| found.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn count(page: &Html, selector: &str) -> usize {
    page.select(&Selector::parse(selector).unwrap()).count()
}

#[test]
fn pages_are_well_formed_in_both_languages() {
    for (name, record) in samples() {
        for lang in Lang::ALL {
            let text = render(&record, lang).unwrap();
            let page = Html::parse_document(&text);
            // Attributes of SVG and a doctype in lower case are fine; everything else is a mistake of the template.
            assert!(page.errors.is_empty(), "{name}, {lang}: {:?}", page.errors);
            assert_eq!(texts(&page, "html > head > title").len(), 1);
            assert_eq!(count(&page, &format!("html[lang={lang}]")), 1);
            assert_eq!((count(&page, "h1"), count(&page, "section[aria-labelledby=verdict] h2")), (1, 1));
            let ids: Vec<_> = page
                .select(&Selector::parse("[id]").unwrap())
                .filter_map(|element| element.attr("id"))
                .collect();
            let mut unique = ids.clone();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), ids.len(), "{name}: {ids:?}");
            for heading in page.select(&Selector::parse("[aria-labelledby]").unwrap()) {
                assert!(ids.contains(&heading.attr("aria-labelledby").unwrap()));
            }
            assert!(
                count(&page, "svg:not([role=img][aria-label])") == 0 && count(&page, "svg > title") > 0
                    || name == "empty"
            );
        }
    }
}

#[test]
fn nothing_comes_from_elsewhere() {
    for (name, record) in samples() {
        let text = render(&record, Lang::En).unwrap();
        let page = Html::parse_document(&text);
        for selector in ["script", "link", "img", "iframe", "object", "[src]", "[href]", "[onload]", "form"] {
            assert_eq!(count(&page, selector), 0, "{name}: {selector}");
        }
        for address in ["url(", "@import", "javascript:", "xmlns"] {
            assert!(!text.contains(address), "{name}: {address}");
        }
        let policy = "meta[http-equiv=Content-Security-Policy][content^=\"default-src 'none'\"]";
        assert_eq!(count(&page, policy), 1);
    }
}

#[test]
fn engineers_see_what_was_sent_again() {
    let mut record = sample::record();
    let facts = |record: &RunRecord| {
        let page = Html::parse_document(&render(record, Lang::En).unwrap());
        texts(&page, ".engineers .facts .about").join("; ")
    };
    assert!(!facts(&record).contains("second time"), "{}", facts(&record));
    record.steps[0].retried = 276;
    assert!(facts(&record).contains("276 of them a second time on a new connection"), "{}", facts(&record));
}

#[test]
fn what_was_not_measured_says_so() {
    let empty = samples().into_iter().find(|(name, _)| *name == "empty").unwrap().1;
    let page = Html::parse_document(&render(&empty, Lang::En).unwrap());
    assert_eq!(texts(&page, ".letter"), ["?"]);
    assert_eq!(count(&page, "svg"), 0);
    for (heading, said) in [
        ("capacity", "Not measured. --find-capacity measures it."),
        ("course", "Not measured: the run had no full second."),
        ("distribution", "Not measured: too few requests."),
        ("failures", "Not measured: no request was sent."),
        ("thresholds", "None were set."),
        ("broke", "Not measured: no visit came to its end."),
    ] {
        assert_eq!(texts(&page, &format!("section[aria-labelledby={heading}] > p")), [said]);
    }
    assert!(texts(&page, ".steps tbody td:not(:nth-child(7))").iter().all(|cell| cell == "–"));
}

#[test]
fn a_measured_run_shows_its_arithmetic_and_its_cost() {
    let record = sample::measured();
    let page = Html::parse_document(&render(&record, Lang::En).unwrap());
    let said = texts(&page, "section[aria-labelledby=capacity] > p");
    assert_eq!(said[0], "It held 300 shoppers and did not hold 350 shoppers.");
    let shoppers = record.capacity.as_ref().unwrap().shoppers().unwrap();
    let visits = crate::units::count::display(shoppers.visits_per_hour.round() as u64);
    assert!(said[1].starts_with("300 shoppers at once, ") && said[1].contains(&visits), "{said:?}");
    assert!(
        said.iter().any(|text| text.contains("236 virtual users") && text.contains("between 205 and 271"))
    );
    assert_eq!(texts(&page, "section[aria-labelledby=capacity] td.broke").len(), 2);
    let cost = texts(&page, "section[aria-labelledby=promotions] p");
    let slower = "With the promotion a visit waits 61 ms longer (95 % sure: between 48 ms and 75 ms), on 412 ms without it.";
    assert!(cost.iter().any(|text| text == slower), "{cost:?}");
    assert_eq!(texts(&page, "td.unsure"), ["+1.00 ms (−2.00 ms to +4.00 ms)"]);
}

#[test]
fn the_three_parts_stand_beside_the_letter_and_one_decides() {
    let page = Html::parse_document(&render(&sample::record(), Lang::En).unwrap());
    let parts = texts(&page, ".graded > div");
    assert_eq!(parts.len(), 3);
    assert!(
        parts[0].starts_with("Response time F 0 decides the letter")
            && parts[0].contains("at add_to_cart, at full load"),
        "{parts:?}"
    );
    assert!(parts[1].contains("of 120 visits at full load 96 were good"), "{parts:?}");
    assert!(parts[2].contains("wrong in 12 of 120 visits at full load"), "{parts:?}");
    assert_eq!(
        (count(&page, ".graded .decides"), texts(&page, ".why-letter")),
        (1, vec!["decides the letter".into()])
    );
    assert_eq!(texts(&page, ".engineers .facts dd")[1], "160the whole run, 16.0 s");
}

#[test]
fn the_shop_comes_first_and_what_engineers_need_after_it() {
    let mut record = sample::measured();
    record.promotions[0].kind = "strike-through".into();
    record.promotions[1].kind = "manual-code".into();
    let text = render(&record, Lang::En).unwrap();
    let page = Html::parse_document(&text);
    assert_eq!(
        texts(&page, "h2")[1..],
        ["What to do", "Promotion", "Capacity", "For engineers", "What the words mean"]
    );
    let engineers = [
        "Response time over time",
        "How the response times spread",
        "Step by step",
        "What broke visits",
        "Failed requests",
        "Where the promotions were found",
        "What the promotion costs, step by step",
        "Checks",
        "Thresholds",
        "The load generator",
        "The plan",
        "Notes",
    ];
    assert_eq!(texts(&page, ".engineers > section > h3"), engineers);
    assert_eq!((count(&page, ".facts"), count(&page, ".engineers .facts")), (1, 1));
    let shown = texts(&page, "main").remove(0);
    let (people, engineers) = shown.split_once("For engineers").unwrap();
    for technical in ["strike-through", "manual-code", ".regular-price", "cart.vouchers.added"] {
        assert!(!people.contains(technical) && engineers.contains(technical), "{technical}: {people}");
    }
    assert!(people.contains("reduced price · checked under load"), "{people}");
    assert!(people.contains("“the rule is applied”: wrong 16 of 144 times"), "{people}");
}

#[test]
fn a_check_and_its_default_limit_are_one_row() {
    let mut record = sample::record();
    let limit = |source: &str, ok| crate::threshold::ThresholdResult {
        source: source.into(),
        value: Some(0.5),
        ok,
        abort_on_fail: false,
        worst_at_s: None,
    };
    let stricter = "checks{check:the price is shown}: rate>0.999";
    record.thresholds = vec![
        limit("checks: rate>0.8", true),
        limit("checks{check:the price is shown}: rate>0.99", true),
        limit("checks{check:the rule is applied,name:add_to_cart}: rate>0.99", false),
        limit("checks{check:the rule is applied,name:elsewhere}: rate>0.99", false),
        limit(stricter, true),
    ];
    let page = Html::parse_document(&render(&record, Lang::En).unwrap());
    let rows = |section: &str| texts(&page, &format!("section[aria-labelledby={section}] tbody tr"));
    assert_eq!(
        rows("checks"),
        [
            "the price is shownproduct_page160 of 160 (100 %)held",
            "the rule is appliedadd_to_cart128 of 144 (88.9 %)crossed",
        ]
    );
    let left: Vec<_> = texts(&page, "section[aria-labelledby=thresholds] tbody th");
    assert_eq!(
        left,
        ["checks: rate>0.8", "checks{check:the rule is applied,name:elsewhere}: rate>0.99", stricter]
    );
    let markdown = crate::report::markdown::render(&record, Lang::En).unwrap();
    assert!(markdown.contains("| add\\_to\\_cart | the rule is applied | 128 of 144 (88.9 %) | crossed |"));
    assert_eq!(markdown.matches("the price is shown").count(), 2, "a row, and the stricter threshold");
}

#[test]
fn what_is_typed_is_code_and_the_shop_makes_none() {
    for (sentence, html) in [
        ("raise `ulimit -n`, or `<x>`", "raise <code>ulimit -n</code>, or <code>&lt;x&gt;</code>"),
        ("one ` alone", "one ` alone"),
        ("", ""),
    ] {
        assert_eq!(with_code(sentence), html);
    }
    let hostile = Message::new("check-failed").with("check", "a` <b> `c");
    assert_eq!(
        with_code(&ticked(&hostile, Lang::En)),
        "a page is not as it should be: <code>a\u{2CB} &lt;b&gt; \u{2CB}c</code>"
    );
}

#[test]
fn what_broke_visits_has_its_sample_and_obeys_nothing_of_it() {
    let page = Html::parse_document(&render(&sample::record(), Lang::En).unwrap());
    let broken = texts(&page, ".broken > li");
    assert_eq!(broken.len(), 2, "{broken:?}");
    let failed = broken.iter().find(|broken| broken.starts_with("add_to_cart: status 500")).unwrap();
    for said in [
        "12 visits at full load, 4 before or after it",
        "for example /en/cart?<script>, answered with status 500",
        "x-by: nginx[31m |`1`|",
        "<html> <script>alert(1)</script> [free](https://evil.example) | Internal error",
    ] {
        assert!(failed.contains(said), "{said}: {failed}");
    }
    let good = &samples()[0].1;
    let page = Html::parse_document(&render(good, Lang::En).unwrap());
    assert_eq!(texts(&page, "section[aria-labelledby=broke] > p"), ["No visit broke."]);
    assert_eq!(texts(&page, ".letter"), ["Aat best"]);
}

#[test]
fn no_difference_is_a_result() {
    let mut record = sample::measured();
    let cost = record.promo_costs.first_mut().unwrap();
    (cost.journey_ms.low, cost.shop_time_ms.low, cost.lost_capacity.low) = (-3.0, -2.0, -0.01);
    let page = Html::parse_document(&render(&record, Lang::En).unwrap());
    let said = texts(&page, "section[aria-labelledby=promotions] .lead");
    assert!(
        said.iter().any(|text| text.starts_with("No difference seen") && text.contains("−3.00 ms")),
        "{said:?}"
    );
}

#[test]
fn failures_are_drawn_and_counted() {
    let course = SampleCourse { timeouts: 2, outcome: Outcome::Status, ..SampleCourse::default() };
    let record = sample::record_of(&course, Ending::Completed, sample::health());
    let page = Html::parse_document(&render(&record, Lang::En).unwrap());
    assert_eq!(
        texts(&page, "section[aria-labelledby=failures] figcaption"),
        ["32 requests failed in the whole run, the first 1.00 s after the start."]
    );
    assert_eq!(count(&page, "section[aria-labelledby=failures] svg"), 2);
    assert_eq!(texts(&page, "section[aria-labelledby=failures] tbody td:nth-child(3)"), ["32"]);
}

/// What holds text that is not ours; in a message, its values.
const FREE: [&str; 23] = [
    "target",
    "title",
    "name",
    "text",
    "seen",
    "step",
    "scenario",
    "executor",
    "source",
    "environment",
    "mode",
    "run_id",
    "tool_version",
    "url",
    "unknown",
    "host",
    "left_out",
    "notes",
    "journey",
    "slowest_step",
    "path",
    "body",
    "headers",
];

/// Replaces every text of the record that a shop, a scenario or a machine may have written.
fn poisoned(mut record: RunRecord, text: &str) -> RunRecord {
    fn poison(value: &mut serde_json::Value, text: &str) {
        match value {
            serde_json::Value::Object(map) => {
                // Elsewhere a kind is one of our own words.
                let is_shop = map.contains_key("seen") || map.contains_key("title");
                let is_person = map.contains_key("on");
                for (key, value) in map {
                    let free = FREE.contains(&key.as_str())
                        || (is_shop && key == "kind")
                        || (is_person && key == "by");
                    match value {
                        serde_json::Value::String(old) if free => text.clone_into(old),
                        serde_json::Value::Array(list)
                            if free && list.iter().all(serde_json::Value::is_string) =>
                        {
                            list.iter_mut().for_each(|item| *item = text.into());
                        }
                        serde_json::Value::Array(pairs) if free => {
                            let texts =
                                pairs.iter_mut().filter_map(serde_json::Value::as_array_mut).flatten();
                            texts.filter(|item| item.is_string()).for_each(|item| *item = text.into());
                        }
                        _ => poison(value, text),
                    }
                }
            }
            serde_json::Value::Array(list) => list.iter_mut().for_each(|value| poison(value, text)),
            _ => {}
        }
    }
    record.run_id = text.to_owned();
    let mut value = serde_json::to_value(&record).unwrap();
    poison(&mut value, text);
    serde_json::from_value(value).unwrap()
}

#[test]
fn text_of_the_shop_stays_text() {
    let hostile = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\" ' {{ 7*7 }} {$x} &lt; \u{202e}\u{0}";
    let tame = render(&sample::measured(), Lang::En).unwrap();
    let text = render(&poisoned(sample::measured(), hostile), Lang::En).unwrap();
    let (tame, page) = (Html::parse_document(&tame), Html::parse_document(&text));
    assert!(page.errors.is_empty(), "{:?}", page.errors);
    assert_eq!(count(&page, "*"), count(&tame, "*"));
    let shown =
        "</title></style><script>alert(1)</script><img src=x onerror=alert(1)>\" ' {{ 7*7 }} {$x} &lt;";
    assert_eq!(texts(&page, "h1"), [shown]);
    assert!(texts(&page, ".findings h3").iter().any(|what| what.contains(shown)));
    assert!(!text.contains('\u{202e}'));
}

/// Made once: that takes longer than its page.
static MEASURED: LazyLock<RunRecord> = LazyLock::new(sample::measured);
/// How many elements its page has.
static ELEMENTS: LazyLock<usize> =
    LazyLock::new(|| count(&Html::parse_document(&render(&MEASURED, Lang::Fr).unwrap()), "*"));

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_text_leaves_the_page_as_it_is(text in r#"[ -~"'<>&\u{0}-\u{ff}\u{2000}-\u{206f}]{1,40}"#) {
        let page = render(&poisoned(MEASURED.clone(), &text), Lang::Fr).unwrap();
        let page = Html::parse_document(&page);
        prop_assert!(page.errors.is_empty(), "{:?}", page.errors);
        prop_assert_eq!(count(&page, "*"), *ELEMENTS);
    }
}
