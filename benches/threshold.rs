//! What the default thresholds cost, looked at once a second.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

mod second;

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use promo_load::plan::{Environment, Limits};
use promo_load::threshold::ThresholdSet;

fn threshold(criterion: &mut Criterion) {
    let limits = Limits::new(Environment::Local, jiff::Zoned::now(), None, false);
    let set = ThresholdSet::new(limits.default_thresholds(), &second::layout()).unwrap();
    let measured = second::busy_second();
    let elapsed = Duration::from_secs(60);
    criterion.bench_function("evaluate the default thresholds, 5 steps", |bencher| {
        bencher.iter(|| set.evaluate(black_box(&measured), elapsed, 200));
    });
    criterion.bench_function("look for one that ends the run, 5 steps", |bencher| {
        bencher.iter(|| set.crossed_abort(black_box(&measured), elapsed, 200));
    });
}

criterion_group!(benches, threshold);
criterion_main!(benches);
