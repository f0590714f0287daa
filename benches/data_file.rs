//! What reading a data file of a million rows costs: well below a second, and below 100 MB beside the file.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

use std::hint::black_box;
use std::path::Path;

use allocation_counter::measure;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use promo_load::scenario::Table;

const ROWS: usize = 1_000_000;

/// A catalogue's export: a number, an address, and a name that is quoted where it needs to be.
fn catalogue() -> Vec<u8> {
    let mut text = String::from("sep=;\nid;path;name;;\n");
    for row in 0..ROWS {
        let name = if row % 10 == 0 { "\"15\"\" screen\"" } else { "mug" };
        text.push_str(&format!("{row};/en/{row}-mug.html;{name};;\n"));
    }
    text.into_bytes()
}

fn read(criterion: &mut Criterion) {
    let (bytes, path) = (catalogue(), Path::new("catalogue.csv"));
    let copy = bytes.clone();
    let taken = measure(|| {
        assert_eq!(Table::parse(path, copy, None).unwrap().rows(), ROWS);
    });
    // The file's own bytes are not in it: they were there before.
    let megabytes = taken.bytes_max.div_ceil(1 << 20);
    assert!(megabytes + (bytes.len() as u64).div_ceil(1 << 20) < 100, "{megabytes} MB beside the file");

    let mut group = criterion.benchmark_group("data file of a million rows");
    group.sample_size(10).throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("read", |bencher| {
        bencher.iter_batched(
            || bytes.clone(),
            |bytes| Table::parse(path, black_box(bytes), None).unwrap().rows(),
            BatchSize::PerIteration,
        );
    });
    // What the same file costs when its bytes are only looked at.
    group.bench_function("count its line ends", |bencher| {
        bencher.iter(|| memchr::memchr_iter(b'\n', black_box(&bytes)).count());
    });
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
