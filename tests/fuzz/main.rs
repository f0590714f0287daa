//! A short run of every fuzz target with inputs that are the same each time. libFuzzer runs the same properties for as long
//! as one likes: `cargo +nightly fuzz run TARGET`.
//!
//! `PROMO_LOAD_FUZZ_TIMES=100 cargo test --test reports fuzz` tries a hundred times as many inputs. The one that is being
//! tried lies in `target/tmp/fuzz-TARGET`; it stays there when a property does not hold, and when the process is killed by it.
//! `cargo +nightly fuzz run TARGET target/tmp/fuzz-TARGET` tries it again. `PROMO_LOAD_FUZZ_CORPUS=fuzz/corpus cargo test
//! --test reports fuzz` tries nothing, and writes what libFuzzer starts best from.

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
use promo_load::config::Config;
use promo_load::record::{RunRecord, log};
use promo_load::scenario::{self, HarOptions, Scenario};
use promo_load::shops::Shops;
use promo_load::threshold::Threshold;

/// The inputs' seed: a change of it makes other inputs.
const SEED: u64 = 20_261_127;

fn run(target: &str, property: fn(&[u8]), seeds: &[Vec<u8>], count: usize) {
    if let Some(folder) = std::env::var_os("PROMO_LOAD_FUZZ_CORPUS") {
        return write_seeds(&Path::new(&folder).join(target), seeds);
    }
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

/// The seeds as files, from which libFuzzer starts.
fn write_seeds(folder: &Path, seeds: &[Vec<u8>]) {
    fs::create_dir_all(folder).unwrap();
    for (number, seed) in (1..).zip(seeds) {
        fs::write(folder.join(format!("seed-{number}")), seed).unwrap();
    }
}

/// Mutations of what nobody understands would only try how it is refused.
#[test]
fn the_seeds_are_understood() {
    log::read(&seeds::interval_logs()[0]).unwrap();
    for text in seeds::run_records() {
        RunRecord::from_json(str::from_utf8(&text).unwrap()).unwrap();
    }
    for text in seeds::scenarios() {
        Scenario::parse(str::from_utf8(&text).unwrap(), Path::new("seed.toml")).unwrap();
    }
    for text in seeds::configurations() {
        Config::parse(str::from_utf8(&text).unwrap(), Path::new("seed.toml")).unwrap();
    }
    for text in seeds::thresholds() {
        Threshold::parse_flag(str::from_utf8(&text).unwrap()).unwrap();
    }
    for text in seeds::recordings() {
        let options = HarOptions { name: "seed".to_owned(), base_url: None };
        scenario::import(str::from_utf8(&text).unwrap(), &options, &Shops::known()).unwrap();
    }
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

#[test]
fn scenario() {
    run("scenario", properties::scenario, &seeds::scenarios(), 400);
}

#[test]
fn configuration() {
    run("configuration", properties::configuration, &seeds::configurations(), 1_000);
}

#[test]
fn threshold() {
    run("threshold", properties::threshold, &seeds::thresholds(), 2_000);
}

#[test]
fn run_json() {
    run("run_json", properties::run_json, &seeds::run_records(), 60);
}

#[test]
fn data_file() {
    run("data_file", properties::data_file, &seeds::data_files(), 1_500);
}

#[test]
fn duration() {
    run("duration", properties::duration, &seeds::durations(), 2_000);
}
