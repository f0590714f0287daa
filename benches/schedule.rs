//! When iterations start and virtual users come: computed on the fly by each thread, so it must cost next to nothing.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use promo_load::http::{AddressClass, Site};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::scenario::Scenario;

/// The plan of a load as a scenario file states it.
fn plan(load: &str) -> Plan {
    let text = format!(
        "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:9/'\n[load]\n{load}\n\
         [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '/'\n"
    );
    let scenario = Scenario::parse(&text, Path::new("schedule.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    Plan::new(scenario, Overrides::default(), limits).unwrap()
}

fn arrivals(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("arrivals of one of two threads");
    for (name, load) in [
        ("even", "executor = 'constant-arrival-rate'\nrate = 2000\nmax_vus = 1\nduration = '10s'"),
        (
            "poisson",
            "executor = 'constant-arrival-rate'\nrate = 2000\nmax_vus = 1\nduration = '10s'\nspacing = 'poisson'",
        ),
        (
            "ramping",
            "executor = 'ramping-arrival-rate'\nstart_rate = 0\nmax_vus = 1\n\
             stages = [{ duration = '5s', target = 4000 }, { duration = '5s', target = 0 }]",
        ),
    ] {
        let plan = plan(load);
        let arrivals = plan.timetable().loads()[0].schedule.arrivals().unwrap();
        group.throughput(Throughput::Elements(arrivals.offsets(0, 2, 1).count() as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                black_box(arrivals).offsets(0, 2, 1).fold(Duration::ZERO, |_, (_, at)| black_box(at))
            });
        });
    }
    group.finish();
}

fn changes(criterion: &mut Criterion) {
    let plan = plan(
        "executor = 'ramping-vus'\nstages = [{ duration = '5m', target = 5000 }, { duration = '10m', target = 5000 }, \
         { duration = '1m', target = 0 }]",
    );
    let mut group = criterion.benchmark_group("changes of virtual users");
    group.throughput(Throughput::Elements(plan.timetable().loads()[0].schedule.changes().count() as u64));
    group.bench_function("ramp to 5,000 and back", |bencher| {
        bencher.iter(|| {
            black_box(&plan.timetable().loads()[0].schedule).changes().fold(0, |_, (_, vus)| black_box(vus))
        });
    });
    group.finish();
}

criterion_group!(benches, arrivals, changes);
criterion_main!(benches);
