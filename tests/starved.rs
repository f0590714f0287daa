//! A generator that gets no CPU says so, and does not blame the shop. In a crate of its own: it starves whatever runs
//! beside it.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use crate::support::{BINARY, Place, promotion, shop};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

/// With so many threads beside it on its core, the generator gets a seventeenth of it.
const RIVALS: usize = 16;

/// The first core that this process may use.
fn one_core() -> CpuSet {
    let allowed = sched_getaffinity(None).unwrap();
    let first = (0..CpuSet::MAX_CPU).find(|core| allowed.is_set(*core)).unwrap();
    let mut core = CpuSet::new();
    core.set(first);
    core
}

/// Only looking at a million arrivals a second takes more of a core than it gets here, on any machine.
#[test]
fn a_generator_without_a_cpu_accuses_itself() {
    let (shop, place, core) = (shop(), Place::new(), one_core());
    let over = AtomicBool::new(false);
    let ended = thread::scope(|scope| {
        for _ in 0..RIVALS {
            scope.spawn(|| {
                sched_setaffinity(None, &core).unwrap();
                while !over.load(Ordering::Relaxed) {
                    spin_loop();
                }
            });
        }
        let generator = scope.spawn(|| {
            // What this thread starts inherits its core.
            sched_setaffinity(None, &core).unwrap();
            let mut command = place.command(BINARY);
            command.args(["bench", &promotion(&shop), "--rate", "1000000/s", "--max-vus", "200"]);
            command.args(["--duration", "2s", "--think-time", "0"]);
            place.start(&mut command).wait()
        });
        let ended = generator.join();
        over.store(true, Ordering::Relaxed);
        ended.unwrap()
    });
    ended.assert_code(120);
    let files = place.files();
    let verdict = &files.json["verdict"];
    assert_eq!(verdict["grade"], serde_json::Value::Null);
    let reason = verdict["inconclusive"]["text"].as_str().unwrap();
    assert!(reason.contains("could not start") && reason.contains("arrivals in time"), "{reason}");
    assert!(files.count("/generator/late_starts") > 1_000_000, "{reason}");
    assert_eq!(files.count("/generator/own_failures"), 0);
    // Every arrival is accounted for, also those that the generator never came to look at.
    let iterations = |name| files.count(&format!("/iterations/{name}"));
    assert_eq!(iterations("planned"), 2_000_000);
    assert_eq!(iterations("started") + iterations("dropped"), 2_000_000);
    let findings = verdict["findings"].to_string();
    assert!(
        findings.contains("because the generator was late") && !findings.contains("--max-vus"),
        "{findings}"
    );
    assert_eq!(files.all_requests(), shop.stats().requests);
}
