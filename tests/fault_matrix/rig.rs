//! A row of the table, and the run that tries it out: two visitors who meet the fault, two who do not.

use std::any::Any;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use promo_load::http::NetworkOptions;
use promo_load::http::{AddressClass, Site};
use promo_load::metric::{Ending, Outcome, Summary};
use promo_load::plan::{Environment, Limits, Overrides, Plan};
use promo_load::run::{Controller, Finished, Run, RunSettings, Tick};
use promo_load::scenario::Scenario;

use crate::support::PATIENCE;

/// Visitors of each journey.
const VISITORS: u64 = 2;
/// What each visitor of the faulty page does.
pub(crate) const TRIES: u64 = 2;
/// What each visitor of the healthy page does, with a pause that makes it last as long as a time-out.
const VISITS: u64 = 10;

/// Complete requests that the server has read, by path.
#[derive(Debug, Default)]
pub(crate) struct Seen(Mutex<BTreeMap<String, u64>>);

impl Seen {
    pub(crate) fn note(&self, path: &str) {
        *self.0.lock().unwrap().entry(path.to_owned()).or_default() += 1;
    }

    pub(crate) fn of(&self, path: &str) -> u64 {
        self.0.lock().unwrap().get(path).copied().unwrap_or_default()
    }
}

/// Where a row's run goes.
pub(crate) struct Origin {
    pub(crate) base_url: String,
    pub(crate) network: NetworkOptions,
    /// What has to live as long as the run.
    pub(crate) held: Option<Box<dyn Any>>,
}

impl Origin {
    pub(crate) fn at(base_url: impl Into<String>) -> Origin {
        Origin { base_url: base_url.into(), network: NetworkOptions::default(), held: None }
    }
}

type Stage = Box<dyn Fn(&Arc<Seen>) -> Origin + Send + Sync>;

/// A fault, and what has to come of it.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    stage: Stage,
    http: &'static str,
    step: String,
    /// How the requests of one visitor end in its two iterations.
    ends: Vec<(Outcome, u64)>,
    /// How many requests of one visitor the server reads.
    seen: u64,
    /// How many of its requests were sent a second time.
    retried: u64,
    /// Whether more may have been: lost, unread, with a connection that was closed at that moment.
    races: bool,
    /// Whether there is a healthy page at the same origin.
    beside: bool,
}

impl Row {
    /// A fault in which both requests of a visitor arrive, once, and end like this.
    pub(crate) fn new(
        name: &'static str,
        outcome: Outcome,
        stage: impl Fn(&Arc<Seen>) -> Origin + Send + Sync + 'static,
    ) -> Row {
        Row {
            name,
            stage: Box::new(stage),
            http: "timeout = '60s'",
            step: String::new(),
            ends: vec![(outcome, TRIES)],
            seen: TRIES,
            retried: 0,
            races: false,
            beside: true,
        }
    }

    /// More of the scenario's `[http]` table instead of patience.
    pub(crate) fn http(self, http: &'static str) -> Row {
        Row { http, ..self }
    }

    /// A second for each request.
    pub(crate) fn hasty(self) -> Row {
        self.http("timeout = '1s'")
    }

    /// More of the faulty step.
    pub(crate) fn step(self, step: impl Into<String>) -> Row {
        Row { step: step.into(), ..self }
    }

    /// The requests of one visitor end in several ways.
    pub(crate) fn ends(self, ends: &[(Outcome, u64)]) -> Row {
        Row { ends: ends.to_vec(), ..self }
    }

    /// The server reads another number of requests of each visitor, of which so many were sent twice.
    pub(crate) fn seen(self, seen: u64, retried: u64) -> Row {
        Row { seen, retried, ..self }
    }

    /// The second request may meet the end of the first one's connection, and then goes out again.
    pub(crate) fn racing(self) -> Row {
        Row { races: true, ..self }
    }

    /// The fault is of the whole origin: no page there is healthy, and no request is read.
    pub(crate) fn alone(self) -> Row {
        Row { beside: false, seen: 0, ..self }
    }

    fn scenario(&self, base_url: &str) -> String {
        let Row { http, step, .. } = self;
        let load = |journey: &str, iterations: u64| {
            format!(
                "[[load]]\nname = '{journey}'\nexecutor = 'per-vu-iterations'\nvus = {VISITORS}\n\
                 iterations = {iterations}\njourneys = ['{journey}']\nstart_jitter = '0s'\n"
            )
        };
        let healthy = if self.beside { load("healthy", VISITS) } else { String::new() };
        format!(
            "schema = 1\nname = 'fault'\nbase_url = '{base_url}'\nmode = 'full'\n[thresholds]\nhttp_reqs = ['count>0']\n[http]\n{http}\n{}{healthy}\
             [[journey]]\nname = 'faulty'\n[[journey.step]]\nname = 'faulty'\npath = '/faulty'\n{step}\n\
             [[journey]]\nname = 'healthy'\n[[journey.step]]\nname = 'healthy'\npath = '/healthy'\n\
             think_time = '100ms'\n[[journey.step.check]]\nname = 'whole'\nbody_contains = 'healthy'\n",
            load("faulty", TRIES),
        )
    }

    /// Whether a visitor never sees a page there.
    pub(crate) fn has_no_page(&self) -> bool {
        let is_page = |outcome| matches!(outcome, Outcome::Ok | Outcome::Check);
        let last = self.ends.last().map(|(outcome, _)| *outcome);
        last.is_some_and(|outcome| !is_page(outcome) && outcome != Outcome::ResetReused)
    }

    /// Sets up the server.
    pub(crate) fn origin(&self, seen: &Arc<Seen>) -> Origin {
        (self.stage)(seen)
    }

    /// Whether it is about HTTP/2 without TLS.
    pub(crate) fn speaks_http2(&self) -> bool {
        self.http.contains("version = '2'")
    }

    /// Runs it; what is wrong with the result.
    pub(crate) fn try_out(&self) -> Vec<String> {
        let seen = Arc::new(Seen::default());
        let Origin { base_url, network, held: _held } = self.origin(&seen);
        match run(&self.scenario(&base_url), network, |_, _| {}) {
            Some(finished) => self.problems(&finished, &seen),
            None => vec!["the run does not end".to_owned()],
        }
    }

    fn problems(&self, finished: &Finished, seen: &Seen) -> Vec<String> {
        let mut problems = Vec::new();
        let mut expect = |what: &str, found: String, expected: String| {
            if found != expected {
                problems.push(format!("{what}: {found} instead of {expected}"));
            }
        };
        let visitors = |ends: &[(Outcome, u64)]| {
            let mut ends: Vec<_> = ends.iter().map(|(outcome, count)| (*outcome, count * VISITORS)).collect();
            ends.sort_by_key(|(outcome, _)| outcome.index());
            format!("{ends:?}")
        };
        let Finished { summary, ending, .. } = finished;
        expect("ending", format!("{ending:?}"), format!("{:?}", Ending::Completed));
        expect("outcomes", format!("{:?}", ends(summary, 0)), visitors(&self.ends));
        let retried = summary.total.steps()[0].retried();
        if !self.races || retried > VISITORS * (TRIES - 1) {
            expect("sent twice", retried.to_string(), (self.retried * VISITORS).to_string());
        }
        expect("seen", seen.of("/faulty").to_string(), (self.seen * VISITORS).to_string());
        if self.beside {
            expect("the healthy page", format!("{:?}", ends(summary, 1)), visitors(&[(Outcome::Ok, VISITS)]));
            expect("healthy seen", seen.of("/healthy").to_string(), (VISITS * VISITORS).to_string());
        }
        let tally = summary.total.tally();
        let iterations = VISITORS * (TRIES + if self.beside { VISITS } else { 0 });
        expect(
            "iterations started, completed, interrupted and dropped",
            format!("{:?}", (tally.started, tally.completed, tally.interrupted, tally.dropped)),
            format!("{:?}", (iterations, iterations, 0, 0)),
        );
        problems
    }
}

/// How the requests of a step ended.
pub(crate) fn ends(summary: &Summary, step: usize) -> Vec<(Outcome, u64)> {
    let series = &summary.total.steps()[step];
    let counts = Outcome::ALL.into_iter().map(|outcome| (outcome, series.count(outcome)));
    counts.filter(|(_, count)| *count > 0).collect()
}

/// Runs a scenario with one engine thread, so that whatever holds it up holds up everybody; nothing when it does not end.
pub(crate) fn run(
    scenario: &str,
    network: NetworkOptions,
    mut observe: impl FnMut(&Tick<'_>, &Controller) + Send + 'static,
) -> Option<Finished> {
    let scenario = Scenario::parse(scenario, Path::new("fault.toml")).unwrap();
    let site = Site::of(&scenario.base_url, AddressClass::Private).unwrap();
    let limits = Limits::new(site, Environment::Local, jiff::Zoned::now(), None, false);
    let plan = Plan::new(scenario, Overrides::default(), limits).unwrap();
    let run = Run::new(
        Arc::new(plan),
        RunSettings { network, threads: Some(std::num::NonZeroUsize::MIN), ..RunSettings::default() },
    );
    let controller = run.controller();
    let (sender, finished) = mpsc::channel();
    thread::spawn(move || {
        // Nobody waits any more for a run that took too long.
        let _late = sender.send(run.go(&mut [&mut |tick: &Tick<'_>| observe(tick, &controller)]).unwrap());
    });
    finished.recv_timeout(PATIENCE).ok()
}
