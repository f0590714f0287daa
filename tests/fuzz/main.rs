//! A short run of every fuzz target with inputs that are the same each time. libFuzzer runs the same properties for as long
//! as one likes: `cargo +nightly fuzz run TARGET`.
//!
//! `PROMO_LOAD_FUZZ_TIMES=100 cargo test --test fuzz` tries a hundred times as many inputs. The one that is being tried lies in
//! `target/tmp/fuzz-TARGET`; it stays there when a property does not hold, and when the process is killed by it.
//! `cargo +nightly fuzz run TARGET target/tmp/fuzz-TARGET` tries it again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a property that does not hold panics"
)]

mod mutate;
mod properties;
mod seeds;

use std::fs;
use std::panic::catch_unwind;
use std::path::Path;

use fastrand::Rng;

/// The inputs' seed: a change of it makes other inputs.
const SEED: u64 = 20_261_127;

fn run(target: &str, property: fn(&[u8]), seeds: &[Vec<u8>], count: usize) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{target}"));
    let times = std::env::var("PROMO_LOAD_FUZZ_TIMES").map_or(1, |times| times.parse().unwrap());
    let mut random = Rng::with_seed(SEED);
    let mutated = (0..count * times).map(|_| mutate::input(&mut random, seeds));
    for input in seeds.iter().cloned().chain(mutated) {
        fs::write(&file, &input).unwrap();
        assert!(
            catch_unwind(|| property(&input)).is_ok(),
            "the input is in {}; try it again: cargo +nightly fuzz run {target} {}",
            file.display(),
            file.display()
        );
    }
    fs::remove_file(&file).unwrap();
}

#[test]
fn page() {
    run("page", properties::page, &seeds::pages(), 300);
}

#[test]
fn price() {
    run("price", properties::price, &seeds::prices(), 1_500);
}

#[test]
fn inline_json() {
    run("inline_json", properties::inline_json, &seeds::inline_json(), 500);
}

#[test]
fn set_cookie() {
    run("set_cookie", properties::set_cookie, &seeds::cookies(), 1_500);
}

#[test]
fn cart_answer() {
    run("cart_answer", properties::cart_answer, &seeds::cart_answers(), 1_500);
}

#[test]
fn webservice() {
    run("webservice", properties::webservice, &seeds::webservice(), 1_000);
}

#[test]
fn interval_log() {
    run("interval_log", properties::interval_log, &seeds::interval_logs(), 300);
}

#[test]
fn har() {
    run("har", properties::har, &seeds::recordings(), 300);
}
