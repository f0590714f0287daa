//! The runs of one command: watched, stopped by signals and the control API, counted from one beginning.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::Serialize;

use super::failure::Failure;
use super::interval_log::IntervalLog;
use super::measured::{Measured, Role};
use super::options::BenchOptions;
use super::prepare::Prepared;
use super::process::warn;
use super::progress::View;
use super::signals::Signals;
use crate::http::{HeaderName, HeaderValue};
use crate::metric::UnknownCodings;
use crate::plan::Plan;
use crate::record::log::{UNKNOWN_CODINGS, pause_note};
use crate::run::{ControlApi, Controller, Finished, Run, RunSettings, Tick};

/// What the runs of a command share.
pub(super) struct Session<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) signals: &'a Signals,
    pub(super) control: Option<&'a ControlApi>,
    quiet: bool,
    run_id: &'a str,
    /// What every request carries beside the plan's headers.
    headers: Vec<(HeaderName, HeaderValue)>,
    begun: Instant,
    log: RefCell<IntervalLog>,
    /// How long its runs stood still.
    paused: Cell<Duration>,
    /// What `Content-Encoding` said that is not a coding.
    codings: RefCell<UnknownCodings>,
}

impl<'a> Session<'a> {
    pub(super) fn new(
        prepared: &'a Prepared,
        signals: &'a Signals,
        control: Option<&'a ControlApi>,
        options: &BenchOptions,
        run_id: &'a str,
        log: IntervalLog,
    ) -> Self {
        let headers = options.reach.run_header().into_iter().collect();
        let quiet = options.quiet;
        Self {
            prepared,
            signals,
            control,
            quiet,
            run_id,
            headers,
            begun: Instant::now(),
            log: RefCell::new(log),
            paused: Cell::default(),
            codings: RefCell::default(),
        }
    }

    /// Says something to whoever watches.
    pub(super) fn say(&self, text: &str) {
        View::new(self.quiet).say(text);
    }

    /// Since the first run began.
    pub(super) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Carries out a plan; `watch` sees every second and may end the run.
    pub(super) fn run(
        &self,
        plan: &Arc<Plan>,
        role: Role,
        watch: &mut dyn FnMut(&Tick<'_>, &Controller),
    ) -> Result<Finished, Failure> {
        let settings = RunSettings {
            network: self.prepared.network.clone(),
            headers: [&self.headers[..], &self.prepared.headers].concat(),
            ..RunSettings::default()
        };
        let run = Run::new(Arc::clone(plan), settings);
        let controller = run.controller();
        tracing::info!(vus_max = plan.timetable().vus_max(), "the load begins");
        self.signals.stop_run(controller.clone());
        if let Some(control) = self.control {
            control.begin(controller.clone());
        }
        let mut view = View::new(self.quiet);
        let begin = if role == Role::Judged { Duration::ZERO } else { self.elapsed() };
        let finished = run.go(&mut [&mut |tick: &Tick<'_>| {
            let paused = self.paused.get() + tick.paused;
            self.log.borrow_mut().second(tick, begin, role, paused);
            self.learn_codings(&tick.second.codings);
            view.show(tick.progress);
            if let Some(control) = self.control {
                control.show(self.run_id, tick);
            }
            watch(tick, &controller);
        }])?;
        view.finish();
        let (requests, elapsed_s) =
            (finished.summary.total.requests_with_assets(), finished.summary.elapsed.as_secs_f64());
        tracing::info!(requests, elapsed_s, "the load has ended: {}", finished.ending.reason());
        self.paused.set(self.paused.get() + finished.paused);
        Ok(finished)
    }

    /// Logs a finished part, so that a command that is killed later still has it.
    pub(super) fn log_part(&self, name: &str, part: &impl Serialize) {
        self.log.borrow_mut().part(name, part);
    }

    /// Logs what is new, so that a command that is killed later still has it.
    fn learn_codings(&self, met: &UnknownCodings) {
        if self.codings.borrow_mut().merge(met) {
            self.log_part(UNKNOWN_CODINGS, &*self.codings.borrow());
        }
    }

    /// Nothing more will be run. What the log lacks becomes a note.
    pub(super) fn end(self, measured: &mut Measured) {
        if let Some(control) = self.control {
            control.end();
        }
        measured.notes.extend(pause_note(self.paused.get()));
        measured.notes.extend(self.codings.borrow().note(&measured.summary.layout));
        if let Some(gaps) = self.log.into_inner().end(measured) {
            warn(&gaps);
            measured.notes.push(gaps);
        }
    }

    /// A run failed: what was measured until then is written down.
    pub(super) fn abandon(self) {
        if let Some(gaps) = self.log.into_inner().abandon() {
            warn(&gaps);
        }
    }
}
