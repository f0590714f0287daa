//! A thread that panics: no one waits for it, the others stop, and what was measured is not lost.

use std::path::Path;
use std::thread;

use super::super::control::Order;
use super::super::engine_thread::Farewell;
use super::super::progress::Tick;
use super::*;
use crate::http::{AddressClass, Site};
use crate::metric::{Ending, Interval, Measurements};
use crate::plan::{Environment, Limits, Overrides};
use crate::scenario::Scenario;

fn plan() -> Plan {
    plan_with("")
}

/// The plan with these lines of `[http]`.
fn plan_with(http: &str) -> Plan {
    let text = format!(
        "schema = 1\nname = 'x'\nbase_url = 'http://127.0.0.1:1/'\n[http]\n{http}\n\
         [load]\nexecutor = 'constant-vus'\nvus = 2\nduration = '100s'\n\
         [[journey]]\nname = 'look'\n[[journey.step]]\nname = 'page'\npath = '/'\n"
    );
    let scenario = Scenario::parse(&text, Path::new("x.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    Plan::new(scenario, Overrides::default(), limits).unwrap()
}

/// The threads of one process.
fn crew(plan: &Plan, spares: Vec<mpsc::Sender<Measurements>>) -> Crew {
    Crew::new(plan, vec![RunShare::whole(spares.len())], spares)
}

/// A thread's second with one probe of its timer in it.
fn second(plan: &Plan, thread: usize, index: u64) -> Event {
    let mut measurements = Measurements::new(plan.layout());
    measurements.lag(100);
    Event::Interval(Box::new(Interval {
        thread,
        index,
        end: Duration::from_secs(index + 1),
        vus: 1,
        connected: 0,
        oldest_pending: None,
        retry_after: None,
        cost: None,
        measurements,
    }))
}

#[test]
fn a_thread_that_panics_stops_the_others_and_loses_nothing() {
    let plan = plan();
    let (orders, order) = watch::channel(Orders::default());
    let (events, received) = mpsc::channel();
    let (spares, _kept): (Vec<_>, Vec<_>) = (0..2).map(|_| mpsc::channel()).unzip();
    let aggregator = Aggregator::new(&plan, Instant::now(), orders, crew(&plan, spares), Ports::towards(0));
    events.send(second(&plan, 0, 0)).unwrap();
    events.send(second(&plan, 1, 0)).unwrap();
    let thrown = thread::Builder::new().name("vus-1".into()).spawn({
        let events = events.clone();
        move || {
            let _farewell = Farewell { index: 1, events };
            std::panic::resume_unwind(Box::new("a mistake"));
        }
    });
    let handles = vec![thread::spawn(|| ()), thrown.unwrap()];
    assert!(matches!(join(handles), Err(RunError::Panicked { thread }) if thread == "vus-1"));
    // The other thread hears of it, hands over what it has, and goes.
    events.send(second(&plan, 0, 1)).unwrap();
    drop(Farewell { index: 0, events });

    let mut seen = Vec::new();
    let finished = aggregator.collect(&received, &mut [&mut |tick: &Tick<'_>| seen.push(tick.end.as_secs())]);
    assert_eq!(order.borrow().order, Order::Interrupt);
    assert_eq!(seen, [1, 2]);
    assert_eq!(finished.summary.total.schedule_lag().count(), 3);
}

/// How a run ends in which nothing is answered, from its beginning on, for so many seconds.
fn ending_of_silence(plan: &Plan, seconds: u64) -> Ending {
    let (orders, _order) = watch::channel(Orders::default());
    let (events, received) = mpsc::channel();
    let (spares, _kept) = mpsc::channel();
    let aggregator =
        Aggregator::new(plan, Instant::now(), orders, crew(plan, vec![spares]), Ports::towards(0));
    for index in 0..seconds {
        let Event::Interval(mut interval) = second(plan, 0, index) else { unreachable!() };
        interval.oldest_pending = Some(interval.end);
        events.send(Event::Interval(interval)).unwrap();
    }
    events.send(Event::Done(0)).unwrap();
    aggregator.collect(&received, &mut []).ending
}

#[test]
fn a_silence_is_as_long_as_a_page_may_take() {
    let silent = |seconds| Ending::Silent { lasted: Duration::from_secs(seconds) };
    for (http, held, given_up) in [
        ("", 9, 10),
        ("timeout = '2s'", 9, 10),
        ("timeout = '12s'", 11, 12),
        ("timeout = '1m'", 59, 60),
        // Only the time for the whole answer is asked.
        ("first_byte_timeout = '1m'", 9, 10),
    ] {
        let plan = plan_with(http);
        assert_eq!(ending_of_silence(&plan, held), Ending::Completed, "{http}");
        assert_eq!(ending_of_silence(&plan, given_up), silent(given_up), "{http}");
    }
}
