//! What one request costs to record: the budget is 50 ns. A page of one of many shoppers costs more, because theirs is more memory
//! than a core's first cache has.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]

use std::hint::black_box;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use promo_load::metric::{
    Layout, LoadPart, Micros, Outcome, PageEnd, Recorder, Sample, StepId, Timings, VisitKey,
};

/// Samples that differ as those of a run do, so that the histograms' cache lines do, too.
fn samples() -> Vec<Sample> {
    let mut random = fastrand::Rng::with_seed(1);
    let mut micros = |to: Micros| random.u64(1..to);
    (0..1024_u16)
        .map(|number| {
            let timings = Timings {
                sending: micros(50),
                waiting: micros(2_000_000),
                receiving: micros(3_000),
                ..Timings::default()
            };
            Sample {
                bytes_sent: 300,
                bytes_received: 100_000,
                ..Sample::new(StepId(number % 5), 200, Outcome::Ok, timings)
            }
        })
        .collect()
}

fn layout() -> Layout {
    Layout { steps: (0..5).map(|step| format!("step {step}")).collect(), ..Layout::default() }
}

fn recording(criterion: &mut Criterion) {
    let mut recorder = Recorder::new(&layout());
    let samples = samples();
    let mut next = samples.iter().cycle();
    criterion.bench_function("record one sample", |bencher| {
        bencher.iter(|| {
            if let Some(sample) = next.next() {
                recorder.record(black_box(sample));
            }
        });
    });
}

/// Pages that last 1 to 20 ms, of 500 shoppers.
fn pages(criterion: &mut Criterion) {
    let mut recorder = Recorder::new(&layout());
    let mut random = fastrand::Rng::with_seed(1);
    let samples: Vec<Sample> = samples()
        .into_iter()
        .map(|sample| Sample { response_time: (1_000.0 * 20_f64.powf(random.f64())) as Micros, ..sample })
        .collect();
    let shoppers: Vec<usize> = (0..4_093).map(|_| random.usize(..500)).collect();
    let mut next = samples.iter().cycle().zip(shoppers.iter().cycle());
    let end = PageEnd {
        visit: VisitKey { part: LoadPart::FullLoad, executor: 0, journey: 0 },
        shopper: None,
        pace: None,
        at: Instant::now(),
        waited: None,
        trace: None,
    };
    criterion.bench_function("record one page", |bencher| {
        bencher.iter(|| {
            if let Some((sample, shopper)) = next.next() {
                recorder.page(black_box(sample), &PageEnd { shopper: Some(*shopper), ..end });
            }
        });
    });
}

criterion_group!(benches, recording, pages);
criterion_main!(benches);
