//! How right the tool's answers are: the demo shop's cost model knows the truth, the command that a user types says what it
//! measured. `cargo bench --bench accuracy -- capacity` (some twenty minutes).

#![allow(clippy::expect_used, clippy::panic, reason = "a check that cannot begin should panic")]
#![allow(clippy::print_stdout, reason = "its table is what it is for")]

mod capacity;
mod command;
mod promo;

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    match wanted.first().map(String::as_str) {
        Some("capacity") => capacity::run(seeds(&wanted)),
        Some("promo") => promo::run(seeds(&wanted)),
        // `cargo bench` runs every benchmark; these take too long to be run unasked.
        _ => println!("say what to check: cargo bench --bench accuracy -- capacity|promo [SEEDS]"),
    }
}

/// How many different shops are tried.
fn seeds(wanted: &[String]) -> u64 {
    wanted.get(1).and_then(|text| text.parse().ok()).unwrap_or(10)
}
