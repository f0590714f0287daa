//! How right the tool's answers are: the demo shop's cost model knows the truth, the command that a user types says what it
//! measured. Each takes from seven to twenty minutes:
//!
//! `cargo bench --bench accuracy -- capacity`, `… -- promo`, `… -- compare`; a number behind it is that of the shops.

#![allow(clippy::expect_used, clippy::panic, reason = "a check that cannot begin should panic")]
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

mod capacity;
mod command;
mod compare;
mod promo;

/// Shops, or pairs of runs.
const SHOPS: u32 = 10;

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let shops = wanted.get(1).and_then(|text| text.parse().ok()).unwrap_or(SHOPS);
    match wanted.first().map(String::as_str) {
        Some("capacity") => capacity::check(shops.into()),
        Some("promo") => promo::check(shops.into()),
        Some("compare") => compare::check(shops),
        // `cargo bench` runs every benchmark; these take too long to be run unasked.
        _ => println!("say what to check: cargo bench --bench accuracy -- capacity|promo|compare [SHOPS]"),
    }
}
