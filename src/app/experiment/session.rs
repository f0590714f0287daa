//! The runs of one command: the same listeners hear of all of them, and their times are counted from one beginning.

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::recovery::{Recovery, Waited};
use crate::app::failure::Failure;
use crate::app::generators::Team;
use crate::app::measured::{Measured, Role};
use crate::app::options::{BenchOptions, Traces};
use crate::app::output::{Follower, IntervalLog, View};
use crate::app::prepare::Prepared;
use crate::app::process::warn;
use crate::app::signals::Signals;
use crate::app::target::TargetOptions;
use crate::http::{HeaderName, HeaderValue};
use crate::plan::Plan;
use crate::run::{ControlApi, Finished, Listener, Run, RunSettings};
use crate::words::Lang;

/// What the runs of a command share.
pub(in crate::app) struct Session<'a> {
    pub(super) prepared: &'a Prepared,
    reach: &'a TargetOptions,
    signals: &'a Signals,
    control: Option<&'a ControlApi>,
    quiet: bool,
    /// What people are told in.
    pub(super) lang: Lang,
    /// What every request carries beside the plan's headers.
    headers: Vec<(HeaderName, HeaderValue)>,
    begun: Instant,
    log: RefCell<IntervalLog>,
    run_id: &'a str,
    traces: Traces,
    /// The runs that have begun.
    runs: Cell<u64>,
    listeners: RefCell<Vec<Box<dyn Follower + 'a>>>,
    /// The other processes that carry out the runs.
    team: RefCell<Option<&'a mut Team>>,
    /// There once the shop was looked at.
    recovery: OnceCell<Recovery<'a>>,
}

impl<'a> Session<'a> {
    pub(in crate::app) fn new(
        prepared: &'a Prepared,
        options: &'a BenchOptions,
        signals: &'a Signals,
        control: Option<&'a ControlApi>,
        log: IntervalLog,
        run_id: &'a str,
        listeners: Vec<Box<dyn Follower + 'a>>,
    ) -> Self {
        Self {
            prepared,
            reach: &options.reach,
            signals,
            control,
            quiet: options.quiet,
            lang: options.lang,
            headers: options.reach.run_header().into_iter().collect(),
            begun: Instant::now(),
            log: RefCell::new(log),
            run_id,
            traces: options.traces,
            runs: Cell::default(),
            listeners: RefCell::new(listeners),
            team: RefCell::new(None),
            recovery: OnceCell::new(),
        }
    }

    /// The same with other processes.
    pub(in crate::app) fn with(self, team: Option<&'a mut Team>) -> Self {
        Self { team: RefCell::new(team), ..self }
    }

    /// Says something on standard error, unless that is not wanted.
    pub(super) fn say(&self, text: &str) {
        View::new(self.quiet, self.lang).say(text);
    }

    /// Since the first run began.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Looks how fast the shop is, before the first load: afterwards it may be slower than it is.
    pub(super) fn see_shop_at_rest(&self) -> Result<(), Failure> {
        self.at_rest().map(drop)
    }

    /// Waits until the shop is as fast as before the first load.
    pub(super) fn wait_for_recovery(&self, broke: bool) -> Result<Waited, Failure> {
        self.at_rest()?.wait(self.signals, self.control, broke)
    }

    fn at_rest(&self) -> Result<&Recovery<'a>, Failure> {
        if let Some(known) = self.recovery.get() {
            return Ok(known);
        }
        let seen = Recovery::new(self.prepared, self.reach)?;
        Ok(self.recovery.get_or_init(|| seen))
    }

    /// Carries out a plan; `watch` hears of this run only.
    pub(super) fn run(
        &self,
        plan: &Arc<Plan>,
        role: Role,
        watch: Option<&mut dyn Listener>,
    ) -> Result<Finished, Failure> {
        let mut team = self.team.borrow_mut();
        let settings = RunSettings {
            threads: team.as_ref().map(|team| team.threads()),
            network: self.prepared.network.clone(),
            headers: [&self.headers[..], &self.prepared.headers].concat(),
            run_id: self.run_id.to_owned(),
            trace: self.traces.of_run(self.run_id, self.runs.replace(self.runs.get() + 1)),
        };
        tracing::info!(vus_max = plan.timetable().vus_max(), "the load begins");
        let (mut log, mut others) = (self.log.borrow_mut(), self.listeners.borrow_mut());
        let begin = if role == Role::Judged { Duration::ZERO } else { self.elapsed() };
        log.expect(role, begin);
        others.iter_mut().for_each(|listener| listener.expect(role, begin));
        let mut listeners: Vec<&mut dyn Listener> = vec![&mut *log];
        for listener in others.iter_mut() {
            listeners.push(&mut **listener);
        }
        if let Some(watch) = watch {
            listeners.push(watch);
        }
        let others = team.as_mut().map(|team| team.generators());
        let finished = Run::new(Arc::clone(plan), settings).go_with(others, &mut listeners)?;
        let (requests, elapsed_s) =
            (finished.summary.total.requests_with_assets(), finished.summary.elapsed.as_secs_f64());
        tracing::info!(requests, elapsed_s, "the load has ended: {}", finished.ending.reason());
        Ok(finished)
    }

    /// Logs a finished part, so that a command that is killed later still has it.
    pub(super) fn log_part(&self, name: &str, part: &impl Serialize) {
        self.log.borrow_mut().part(name, part);
    }

    /// Nothing more will be run. What the log lacks becomes a note.
    pub(in crate::app) fn end(self, mut measured: Measured) -> Measured {
        measured.notes.extend(self.recovery.get().map(Recovery::note));
        if let Some(control) = self.control {
            control.end();
        }
        let log = self.log.into_inner();
        measured.notes.extend(log.notes(&measured));
        if let Some(gaps) = log.close(&measured) {
            warn(&gaps);
            measured.notes.push(gaps);
        }
        measured
    }

    /// A run failed: what was measured until then is written down.
    pub(in crate::app) fn abandon(self) {
        // With them goes the live line, before anything else is said.
        drop(self.listeners);
        if let Some(gaps) = self.log.into_inner().abandon() {
            warn(&gaps);
        }
    }
}
