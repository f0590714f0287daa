//! What stands between a page and its scenario: parse, find the promotions, compile. Done once per run, before the load.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

mod shop_page;
mod worst_page;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use promo_load::compile::{CompileOptions, Observed, compile};
use promo_load::promotion::{self, Promotion};
use promo_load::shops::{Shops, Stop};
use url::Url;

fn page(criterion: &mut Criterion) {
    let (html, url) = shop_page::heavy_product_page();
    let options = CompileOptions::default();
    let stop = |html: &str| Stop {
        asked: url.clone(),
        page: Shops::known().parse(html, &url),
        source: html.to_owned(),
        again: None,
    };
    let read = stop(&html);
    let promotions = promotion::detect(&read.page);
    let scenario = |landing: &Stop, promotions: &[Promotion]| {
        compile(&Observed { shops: Shops::known(), landing, around: &[], promotions, tried: None }, &options)
            .unwrap()
            .to_toml()
            .unwrap()
    };

    let mut group = criterion.benchmark_group("page of 100 KB");
    group.bench_function("detect", |bencher| bencher.iter(|| promotion::detect(black_box(&read.page))));
    group.bench_function("compile and write", |bencher| {
        bencher.iter(|| scenario(black_box(&read), &promotions));
    });
    group.bench_function("all of it: 5 ms are the budget", |bencher| {
        bencher.iter(|| {
            let read = stop(black_box(&html));
            scenario(&read, &promotion::detect(&read.page))
        });
    });
    group.throughput(Throughput::Bytes(html.len() as u64));
    group.bench_function("parse", |bencher| bencher.iter(|| Shops::known().parse(black_box(&html), &url)));
    group.finish();
}

/// Pages that no shop has; a reader that looks at all of them again for each question shows here.
fn worst(criterion: &mut Criterion) {
    let url = Url::parse("http://localhost/lamp.html").unwrap();
    let mut group = criterion.benchmark_group("worst page of 1 MB");
    group.sample_size(10);
    for (name, html) in worst_page::pages(1_000_000) {
        group.bench_function(name, |bencher| bencher.iter(|| Shops::known().parse(black_box(&html), &url)));
    }
    group.finish();
}

criterion_group!(benches, page, worst);
criterion_main!(benches);
