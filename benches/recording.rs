//! What one request costs to record: the budget is 50 ns.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use promo_load::metric::{Layout, Micros, Outcome, Recorder, Sample, StepId, Timings};

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

fn recording(criterion: &mut Criterion) {
    let steps = (0..5).map(|step| format!("step {step}")).collect();
    let mut recorder = Recorder::new(&Layout { steps, ..Layout::default() });
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

criterion_group!(benches, recording);
criterion_main!(benches);
