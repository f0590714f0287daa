//! What the calling thread does for each engine thread once a second: merge what it measured.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]

mod second;

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use promo_load::metric::Measurements;

fn merge(criterion: &mut Criterion) {
    let second = second::busy_second();
    let mut total = Measurements::new(&second::layout());
    criterion.bench_function("merge one second of one thread, 5 steps", |bencher| {
        bencher.iter(|| total.merge(black_box(&second)));
    });
}

criterion_group!(benches, merge);
criterion_main!(benches);
