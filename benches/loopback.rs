//! The whole engine against the demo shop on this machine. The shop takes its share of the processor, so the figure is a
//! floor for the engine, good for comparing one version with another.

#![allow(missing_docs, reason = "criterion's macros write items without documentation")]
#![allow(clippy::unwrap_used, reason = "a benchmark that cannot begin should panic")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use promo_load::http::{AddressClass, Site};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Run, RunSettings};
use promo_load::scenario::{Executor, Journey, Load, Mode, Scenario, Step};
use promo_load::shop::{DemoShop, ShopConfig};

/// Enough that starting the threads does not count.
const ITERATIONS: u64 = 2_000;

fn plan(shop: &DemoShop) -> Plan {
    let base = shop.base_url().parse().unwrap();
    let step =
        Step { name: "product_page".into(), path: shop.promotion_path().to_owned(), ..Step::default() };
    let mut scenario = Scenario::new("loopback".into(), base, Mode::ReadOnly);
    scenario.journeys = vec![Journey { name: "look".into(), weight: 1, steps: vec![step] }];
    scenario.loads = vec![Load {
        vus: Some(8),
        iterations: Some(ITERATIONS),
        // The pauses would be measured, too.
        start_jitter: Some(Duration::ZERO),
        ..Load::new(Executor::SharedIterations)
    }];
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    Plan::new(scenario, Overrides::default(), limits).unwrap()
}

fn loopback(criterion: &mut Criterion) {
    let shop = DemoShop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), ShopConfig::default()).unwrap();
    let plan = Arc::new(plan(&shop));
    let mut group = criterion.benchmark_group("engine on loopback");
    group.sample_size(10).throughput(Throughput::Elements(ITERATIONS));
    group.bench_function("2,000 product pages, 8 VUs", |bencher| {
        bencher.iter(|| {
            let finished = Run::new(Arc::clone(&plan), RunSettings::default()).go(&mut []).unwrap();
            assert_eq!(finished.summary.total.requests(), ITERATIONS);
        });
    });
    group.finish();
}

criterion_group!(benches, loopback);
criterion_main!(benches);
