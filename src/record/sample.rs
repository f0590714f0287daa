//! An invented record for the tests of the renderers, with hostile text from the shop.

use super::visits::BrokenKind;
use super::{About, Inputs, LoadLine, PageLine, Permission, PromotionLine, RunRecord};
use crate::grade::sample_run::{self, SampleCourse};
use crate::metric::{
    Ending, GeneratorHealth, Lag, Machine, Outcome, Specimen, Summary, ThreadShare, TraceId, Usage,
};
use crate::threshold::{Threshold, ThresholdResult, ThresholdSet, Windows};
use crate::words::Message;

pub(crate) fn health() -> GeneratorHealth {
    GeneratorHealth {
        lag_p99_us: 320,
        cpu_share: 0.21,
        run_queue_share: 0.02,
        lag: Some(Lag { p50_us: 110, p99_us: 320, max_us: 2_400 }),
        threads: vec![
            ThreadShare { cpu: 0.21, run_queue: 0.02 },
            ThreadShare { cpu: 0.19, run_queue: 0.011 },
        ],
        descriptors: Some(Usage { used: 231, limit: 20_000 }),
        ports: Some(Usage { used: 200, limit: 28_232 }),
        time_wait: Some(12),
        ..GeneratorHealth::default()
    }
}

pub(crate) fn thresholds(summary: &Summary) -> ThresholdSet {
    let flags = [
        "http_req_duration{name:add_to_cart}:p(95)<1000",
        "checks:rate>0.8",
        "http_req_duration{name:product_page}:p(95)<1000",
        "http_req_duration{name:product_page}:p(95) over 2s<1000",
    ];
    let thresholds = flags.map(|flag| Threshold::parse_flag(flag).unwrap());
    ThresholdSet::new(thresholds.into(), &summary.layout).unwrap()
}

/// The results of the thresholds for a course.
pub(crate) fn results(course: &SampleCourse) -> Vec<ThresholdResult> {
    let summary = sample_run::summary(course);
    let thresholds = thresholds(&summary);
    let mut windows = Windows::new(&thresholds);
    for (end, phase, _, second) in sample_run::seconds(course) {
        windows.add(end, std::time::Duration::ZERO, phase, &second, summary.vus_max);
    }
    thresholds.evaluate(&summary.total, summary.elapsed, summary.vus_max, &windows.over_run())
}

pub(crate) fn about() -> About {
    let line = |kind: &str, text: &str, seen: &str| PromotionLine {
        kind: kind.into(),
        text: Message::plain(text),
        seen: seen.into(),
        checked: kind.starts_with("strike"),
    };
    About {
        tool_version: "0.1.0".into(),
        run_id: "2026-11-20T031502Z-shop.example-7f3a".into(),
        started: "2026-11-20T03:15:02Z".parse().unwrap(),
        target: "https://admin:secret@shop.example/en/6-mug.html".parse().unwrap(),
        page: PageLine {
            title: "Mug <script>alert(1)</script> | `best`\n# -20 %".into(),
            kind: "product".into(),
        },
        environment: "preprod".into(),
        mode: "full".into(),
        permission: Some(Permission::Confirmed {
            by: "Ada <b>|Lovelace".into(),
            on: jiff::civil::Date::constant(2026, 11, 19),
        }),
        load: LoadLine {
            scenario: "product_with_cart".into(),
            executor: "ramping-vus: up to 200 over 4s, hold 12s".into(),
            words: None,
            planned_s: Some(16.0),
            http_version: Some("auto".into()),
        },
        methods: vec![Some("GET".into()), Some("POST".into())],
        promotions: vec![
            line("strike-through price", "19,12 € instead of 23,90 €", ".regular-price"),
            line("automatic cart rule", "a|b \u{1b}[31m[free](https://evil.example)", "cart.vouchers.added"),
        ],
        promotion_checks: vec![true, true],
        expected_shoppers: Some(150),
        landing: None,
        known: Vec::new(),
        connections_per_iteration: false,
        background_left_out: Vec::new(),
        machine: Machine { cores: 4, cpu: Some("Some CPU @ 2.10GHz".into()) },
        notes: vec![Message::new("note-set-up").with("requests", 3)],
    }
}

pub(crate) fn record_of(course: &SampleCourse, ending: Ending, generator: GeneratorHealth) -> RunRecord {
    let summary = sample_run::summary(course);
    let inputs = Inputs {
        about: about(),
        thresholds: results(course),
        summary: &summary,
        ending,
        generator,
        capacity: None,
        promo_costs: Vec::new(),
        promo_unmeasured: Vec::new(),
        notes: Vec::new(),
        merged: None,
    };
    RunRecord::new(inputs).unwrap()
}

/// A sample of what the shop of [`record`] answers in broken visits.
fn specimen() -> Specimen {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Specimen {
        path: "/en/cart?<script>".into(),
        status: 500,
        headers: vec![header("content-type", "text/html"), header("x-by", "nginx\u{1b}[31m |`1`|")],
        body: "<html>\n<script>alert(1)</script> [free](https://evil.example) | \u{202e}Internal error"
            .into(),
        trace_id: Some(TraceId::new(0x4bf9_2f35_77b3_4da6_a3ce_929d_0e0e_4736)),
    }
}

pub(crate) fn record() -> RunRecord {
    let course = SampleCourse {
        cart_ms: 1_400,
        wrong: 1,
        timeouts: 1,
        outcome: Outcome::Status,
        ..SampleCourse::default()
    };
    let mut record = record_of(&course, Ending::Completed, health());
    let broken = record.visits.iter_mut().flat_map(|visits| &mut visits.broken);
    for broken in broken.filter(|broken| broken.kind == BrokenKind::Status) {
        broken.specimen = Some(specimen());
    }
    record
}

/// A run with a measured capacity and a measured cost of the promotion.
pub(crate) fn measured() -> RunRecord {
    let capacity = include_str!("../../tests/fixtures/report/capacity.json");
    let promo_cost = include_str!("../../tests/fixtures/report/promo_cost.json");
    RunRecord {
        capacity: Some(serde_json::from_str(capacity).unwrap()),
        promo_costs: vec![serde_json::from_str(promo_cost).unwrap()],
        ..record()
    }
}
