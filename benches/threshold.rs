//! What the default thresholds and those with a window cost, looked at once a second.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

mod second;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use promo_load::http::{AddressClass, Site};
use promo_load::metric::RunPhase;
use promo_load::plan::{Environment, Limits};
use promo_load::threshold::{Threshold, ThresholdSet, Windows};

fn threshold(criterion: &mut Criterion) {
    let shop = "http://127.0.0.1/".parse().unwrap();
    let site = Site::of(&shop, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    let set = ThresholdSet::new(limits.default_thresholds(), &second::layout()).unwrap();
    let measured = second::busy_second();
    let elapsed = Duration::from_secs(60);
    criterion.bench_function("evaluate the default thresholds, 5 steps", |bencher| {
        bencher.iter(|| set.evaluate(black_box(&measured), elapsed, 200, &[]));
    });
    let windows = Windows::new(&set);
    criterion.bench_function("look for one that ends the run, 5 steps", |bencher| {
        bencher.iter(|| set.crossed_abort(black_box(&measured), elapsed, 200, &windows));
    });
    for window in ["1s", "10s", "10m"] {
        criterion.bench_function(&format!("a second of a window of {window}"), |bencher| {
            let mut windows = filled(&format!("response_time:p(95) over {window}<2000"));
            let mut end = MINUTES;
            bencher.iter(|| {
                end += Duration::from_secs(1);
                windows.add(end, Duration::ZERO, RunPhase::Hold, black_box(&measured), 200);
            });
        });
    }
}

/// Long enough for every window to be full.
const MINUTES: Duration = Duration::from_secs(600);

fn filled(flag: &str) -> Windows {
    let set = ThresholdSet::new(vec![Threshold::parse_flag(flag).unwrap()], &second::layout()).unwrap();
    let mut windows = Windows::new(&set);
    let measured = second::busy_second();
    for end in 1..=MINUTES.as_secs() {
        windows.add(Duration::from_secs(end), Duration::ZERO, RunPhase::Hold, &measured, 200);
    }
    windows
}

criterion_group!(benches, threshold);
criterion_main!(benches);
