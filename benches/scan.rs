//! What extracts and checks cost on the measured path: scans of a body of 100 KB.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

mod shop_page;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use promo_load::http::{Answer, HeaderMap};
use promo_load::scenario::{Check, Extract, JsonPlaces, Values};

fn scan(criterion: &mut Criterion) {
    let (html, _) = shop_page::heavy_product_page();
    let answer = Answer { status: 200, headers: HeaderMap::new(), body: html.into() };
    let token = Extract::between("token", "\"static_token\":\"", "\"").compile().unwrap();
    let places = JsonPlaces::new(&[], &answer.body);
    let mut random = fastrand::Rng::with_seed(1);
    let values = Values::default();
    assert!(token.find(&answer, &places, &mut random, |_| None).is_some());
    // The whole body has to be read to know that something is not there.
    let missing = Extract::between("missing", "\"no_such_token\":\"", "\"").compile().unwrap();
    let lacks =
        Check { name: "no error".into(), body_lacks: Some("\"hasError\":true".into()), ..Check::default() };
    let lacks = lacks.compile().unwrap();

    let mut group = criterion.benchmark_group("body of 100 KB");
    group.bench_function("extract the token", |bencher| {
        bencher.iter(|| token.find(black_box(&answer), &places, &mut random, |_| None));
    });
    group.throughput(Throughput::Bytes(answer.body.len() as u64));
    group.bench_function("extract what is not there", |bencher| {
        bencher.iter(|| missing.find(black_box(&answer), &places, &mut random, |_| None));
    });
    group.bench_function("check that a text is not there", |bencher| {
        bencher.iter(|| lacks.holds(black_box(&answer), &values, &places));
    });
    group.finish();
}

criterion_group!(benches, scan);
criterion_main!(benches);
