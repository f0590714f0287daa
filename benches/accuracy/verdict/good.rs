//! Shops that deserve a good letter.

use std::time::Duration;

use promo_load::shop::CostModel;

use super::row::{MUG, Row};

/// One page, many visits.
const LOOK: &[&str] = &["--vus", "20", "--duration", "15s", "--think-time", "50ms..150ms"];
/// What a report may not say of a shop that answered.
const ALARM: &[&str] = &["stopped answering", "barely copes"];

/// Every row.
pub(super) fn rows() -> Vec<Row> {
    let full = |vus, time, think| {
        ["--mode", "full", "--voucher", "BF2025", "--vus", vus, "--duration", time, "--think-time", think]
    };
    let page = Duration::from_millis(20);
    let rows = vec![
        Row::full("uniform", &[])
            .cost(CostModel { workers: 16, page, cart: page, ..CostModel::default() })
            .quick(),
        Row::full("bimodal, both fast", &["all:delay=20ms:1/2", "all:delay=400ms"]),
        Row::page("one second and a half", MUG, LOOK, &["all:delay=1500ms"]),
        Row::page("1 % at 12 s", MUG, &[LOOK, &["--duration", "60s"]].concat(), &["all:delay=12s:1%"]),
        Row::page("4 % at 7 s", MUG, &[LOOK, &["--duration", "60s"]].concat(), &["product:delay=7s:1/25"]),
        Row::page(
            "4 % at 7 s, at random",
            MUG,
            &[LOOK, &["--duration", "60s"]].concat(),
            &["product:delay=7s:4%"],
        ),
        Row::page("1 failure of thousands", MUG, LOOK, &["all:500:1x:from=#1000"]),
        Row::page(
            "cold start",
            MUG,
            &[LOOK, &["--duration", "40s"]].concat(),
            &["all:delay=1500ms:until=2s"],
        ),
        Row::page(
            "deploy with a clean drain",
            MUG,
            &[LOOK, &["--duration", "40s"]].concat(),
            &["all:pause:from=15s:until=16s"],
        ),
        Row::page("three shoppers", MUG, &full("3", "20s", "100ms..300ms"), &[]),
        Row::page(
            "two shoppers, a few visits",
            MUG,
            &["--vus", "2", "--iterations", "40", "--think-time", "200ms"],
            &[],
        )
        .says(&["at best|up to 7"])
        .quick(),
        Row::page("long think times", MUG, &full("20", "40s", "3s..5s"), &[]),
        Row::page("one request lost at the end", MUG, LOOK, &["all:hang:1x:from=14700ms"]),
        Row::page("one slow page in the drain", MUG, LOOK, &["all:delay=6s:1x:from=14800ms"]),
        Row::full("a fast detour", &["product+cart_page+order:hops=1x50ms"]),
    ];
    rows.into_iter().map(|row| row.never_says(ALARM)).collect()
}
