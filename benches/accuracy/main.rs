//! How right the tool's answers are: the demo shop's cost model knows the truth, the command that a user types says what it
//! measured. Each takes from seven to twenty-five minutes:
//!
//! `cargo bench --bench accuracy -- capacity`, `… -- promo`, `… -- compare`; a number behind it is that of the shops.
//! `… -- verdict 3` is every shop of its table with three seeds, `… -- verdict quick` a handful in less than a minute,
//! `… -- verdict NAME` those with NAME in theirs; it ends with 1 when a verdict is wrong.
//! `… -- pages FOLDER` reads saved pages whose truth stands beside them, in a second; it ends with 1 when one is read wrongly or
//! something is missed without a word.

#![allow(clippy::expect_used, clippy::panic, reason = "a check that cannot begin should panic")]
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

use std::process::ExitCode;

mod capacity;
mod command;
mod compare;
mod pages;
mod promo;
mod verdict;

/// Shops, or pairs of runs.
const SHOPS: u32 = 10;

fn main() -> ExitCode {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let shops = wanted.get(1).and_then(|text| text.parse().ok()).unwrap_or(SHOPS);
    match wanted.first().map(String::as_str) {
        Some("capacity") => capacity::check(shops.into()),
        Some("promo") => promo::check(shops.into()),
        Some("compare") => compare::check(shops),
        Some("pages") if !pages::check(&wanted[1..]) => return ExitCode::FAILURE,
        Some("pages") => {}
        Some("verdict") if !verdict::check(&wanted[1..]) => return ExitCode::FAILURE,
        Some("verdict") => {}
        // `cargo bench` runs every benchmark; these take too long to be run unasked.
        _ => println!(
            "say what to check: cargo bench --bench accuracy -- capacity|promo|compare [SHOPS], verdict [SEEDS], pages FOLDER…"
        ),
    }
    ExitCode::SUCCESS
}
