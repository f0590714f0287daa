//! What stands between a page and its scenario: parse, find the promotions, compile. Done once per run, before the load.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

mod shop_page;

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use promo_load::page::Page;
use promo_load::promotion;
use promo_load::scenario::{CompileOptions, Mode, compile};

fn page(criterion: &mut Criterion) {
    let (html, url) = shop_page::heavy_product_page();
    let options = CompileOptions { mode: Mode::Full, ..CompileOptions::default() };
    let read = Page::parse(&html, &url);
    let promotions = promotion::detect(&read);

    let mut group = criterion.benchmark_group("page of 100 KB");
    group.bench_function("detect", |bencher| bencher.iter(|| promotion::detect(black_box(&read))));
    group.bench_function("compile", |bencher| {
        bencher.iter(|| compile(black_box(&read), &html, &promotions, &options).unwrap());
    });
    group.bench_function("all of it: 5 ms are the budget", |bencher| {
        bencher.iter(|| {
            let page = Page::parse(black_box(&html), &url);
            compile(&page, &html, &promotion::detect(&page), &options).unwrap()
        });
    });
    group.throughput(Throughput::Bytes(html.len() as u64));
    group.bench_function("parse", |bencher| bencher.iter(|| Page::parse(black_box(&html), &url)));
    group.finish();
}

criterion_group!(benches, page);
criterion_main!(benches);
