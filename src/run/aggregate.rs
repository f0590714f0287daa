//! Merges the threads' seconds, watches the thresholds, reports progress.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::clockwork::INTERVAL;
use super::control::{Event, Loss, OnLostShard, Order, Orders, StopReason};
use super::crew::Crew;
use super::executors::executors;
use super::finished::Finished;
use super::firewall::Firewall;
use super::health::HealthLog;
use super::listener::Listener;
use super::machine::MachineUse;
use super::pause::PauseLog;
use super::ports::Ports;
use super::progress::{Progress, Tick};
use super::recent::Recent;
use super::silence::Silence;
use crate::metric::{
    Ending, GeneratorHealth, Interval, Measurements, MetricName, Outcome, RunPhase, Strain, Summary,
};
use crate::plan::Plan;
use crate::threshold::Windows;

/// A thread that has not handed over for this long after its due time does so when it can; progress goes on.
const PATIENCE: Duration = Duration::from_millis(500);

/// A second that not all threads have handed over yet.
struct MergedSecond {
    begin: Duration,
    merged: Measurements,
    vus: u64,
    connected: u64,
    /// Of the busiest thread, 0 to 1.
    busy: f64,
    oldest_pending: Option<Duration>,
    end: Duration,
    /// Threads that have handed theirs over.
    from: Vec<bool>,
}

pub(super) struct Aggregator<'a> {
    plan: &'a Plan,
    start: Instant,
    orders: watch::Sender<Orders>,
    pauses: PauseLog,
    crew: Crew,
    /// Empty ones, with the room that earlier seconds needed.
    empty: Vec<Measurements>,
    summary: Summary,
    windows: Windows,
    health: HealthLog,
    ports: Ports,
    recent: Recent,
    firewall: Firewall,
    seconds: BTreeMap<u64, MergedSecond>,
    /// Which threads have handed over their last interval.
    done: Vec<bool>,
    ending: Option<Ending>,
    /// When the run was told to end before its time.
    stopped_at: Option<Duration>,
    silence: Silence,
}

impl<'a> Aggregator<'a> {
    pub(super) fn new(
        plan: &'a Plan,
        start: Instant,
        orders: watch::Sender<Orders>,
        crew: Crew,
        ports: Ports,
    ) -> Self {
        let mut summary = Summary::new(plan.layout().clone(), u64::from(plan.timetable().vus_max()));
        // While it goes on, too, a run is graded by what its executors ask for.
        summary.executors = executors(plan);
        Self {
            plan,
            start,
            orders,
            pauses: PauseLog::default(),
            done: vec![false; crew.threads()],
            crew,
            empty: Vec::new(),
            summary,
            windows: Windows::new(plan.thresholds()),
            health: HealthLog::default(),
            ports,
            recent: Recent::default(),
            firewall: Firewall::default(),
            seconds: BTreeMap::new(),
            ending: None,
            stopped_at: None,
            silence: Silence::default(),
        }
    }

    /// Collects until every thread is done.
    pub(super) fn collect(
        mut self,
        events: &Receiver<Event>,
        listeners: &mut [&mut dyn Listener],
    ) -> Finished {
        while !self.done.iter().all(|done| *done) {
            match events.recv_timeout(INTERVAL + PATIENCE) {
                Ok(Event::Interval(interval)) => self.add(*interval),
                Ok(Event::Done(thread)) => self.done[thread] = true,
                Ok(Event::Failed(thread)) => {
                    self.done[thread] = true;
                    self.order(Order::Interrupt);
                }
                Ok(Event::Machine(shard, look)) => self.crew.saw(shard, look),
                Ok(Event::Lost(loss)) => self.lose(loss),
                Ok(Event::Stop(reason)) => self.stop(reason),
                Ok(Event::Pause(wanted)) => self.pause(wanted),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            while let Some(second) = self.next_complete() {
                let generator = self.look(&second);
                let phase = self.close(&second);
                self.watch();
                self.tell(&second, phase, generator, listeners);
                self.empty.push(cleared(second.merged));
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Finished {
        let ending = self.ending.take().unwrap_or(Ending::Completed);
        let stopped_at = self.stopped_at.unwrap_or(Duration::MAX);
        let Summary { executors, total, .. } = &mut self.summary;
        for (executor, (line, load)) in executors.iter().zip(self.plan.timetable().loads()).enumerate() {
            total.tally_mut(executor).lost += self.crew.under_way(executor);
            if let Some(planned) = line.planned {
                let over = load.end() <= stopped_at;
                let left_behind = self.crew.left_behind(self.plan, executor);
                let tally = total.tally_mut(executor);
                tally.account_for(planned.saturating_sub(left_behind), over, line.arrivals);
                tally.not_reached += left_behind;
            }
        }
        let health = self.condition();
        let paused = self.pauses.until(self.summary.elapsed);
        Finished { ending, health, summary: self.summary, windows: self.windows, paused }
    }

    /// The condition of all processes together, and of each.
    fn condition(&self) -> GeneratorHealth {
        GeneratorHealth { shards: self.crew.shards(), ..self.health.condition(&self.summary) }
    }

    /// A process is gone: the others go on without it, or end.
    fn lose(&mut self, loss: Loss) {
        let Loss { shard, then, stood_still } = loss;
        let at = self.start.elapsed().saturating_sub(stood_still.unwrap_or_default());
        for thread in self.crew.lost(shard, at) {
            self.done[thread] = true;
        }
        if let Some(away) = stood_still {
            self.crew.stood_still(away);
            self.end(Ending::GeneratorLost { shard: 0 }, Order::Interrupt);
        } else if then == OnLostShard::Stop {
            self.end(Ending::GeneratorLost { shard: shard as u64 }, Order::Interrupt);
        }
    }

    fn order(&self, order: Order) {
        self.orders.send_if_modified(|current| {
            let stronger = order > current.order;
            if stronger {
                current.order = order;
            }
            stronger
        });
    }

    fn end(&mut self, ending: Ending, order: Order) {
        if self.ending.is_none() {
            self.ending = Some(ending);
            self.stopped_at = Some(self.pauses.plan_time(self.start.elapsed()));
        }
        // One who waits for a pause to end would have to send again to finish.
        let paused = self.orders.borrow().pauses.is_paused();
        self.order(if paused { order.max(Order::Interrupt) } else { order });
    }

    fn stop(&mut self, reason: StopReason) {
        let already = self.orders.borrow().order != Order::Run;
        let ending = match reason {
            StopReason::Signal => Ending::Interrupted,
            StopReason::Control => Ending::Stopped,
            StopReason::Enough => Ending::Completed,
        };
        self.end(ending, if already { Order::Interrupt } else { Order::Drain });
    }

    /// Lets the load stand still, or go on.
    fn pause(&mut self, wanted: bool) {
        let now = Instant::now();
        let at = now.saturating_duration_since(self.start);
        let changed = self.orders.send_if_modified(|current| {
            if wanted { current.pauses.begin(now) } else { current.pauses.end(now) }
        });
        match (changed, wanted) {
            (true, true) => self.pauses.begin(at),
            (true, false) => self.pauses.end(at),
            (false, _) => {}
        }
    }

    /// The earliest second, when every thread has handed it over or ended before it.
    fn next_complete(&mut self) -> Option<MergedSecond> {
        let entry = self.seconds.first_entry()?;
        let complete = entry.get().from.iter().zip(&self.done).all(|(here, done)| *here || *done);
        complete.then(|| entry.remove())
    }

    /// Adds a thread's second.
    fn add(&mut self, interval: Interval) {
        let busy = self.health.add(&interval);
        let middle = INTERVAL * u32::try_from(interval.index).unwrap_or(u32::MAX) + INTERVAL / 2;
        self.crew.add(&interval, self.plan.timetable().phase_at(self.pauses.plan_time(middle)));
        let Interval {
            thread, index, end, vus, connected, oldest_pending, retry_after, measurements, ..
        } = interval;
        self.firewall.asks_to_wait(retry_after);
        let begin = INTERVAL * u32::try_from(index).unwrap_or(u32::MAX);
        let (second, spare) = match self.seconds.entry(index) {
            Entry::Occupied(entry) => {
                let second = entry.into_mut();
                // Peaks of different threads happen together: they add up.
                let peak = second.merged.vus_peak + measurements.vus_peak;
                second.merged.merge(&measurements);
                second.merged.vus_peak = peak;
                (second, cleared(measurements))
            }
            // The others' are added to the first one, which is not copied.
            Entry::Vacant(entry) => {
                let second = MergedSecond {
                    begin,
                    merged: measurements,
                    vus: 0,
                    connected: 0,
                    busy: 0.0,
                    oldest_pending: None,
                    end: Duration::ZERO,
                    from: vec![false; self.done.len()],
                };
                let empty = self.empty.pop().unwrap_or_else(|| Measurements::new(self.plan.layout()));
                (entry.insert(second), empty)
            }
        };
        second.vus += vus;
        second.connected += connected;
        second.busy = second.busy.max(busy);
        second.oldest_pending = second.oldest_pending.max(oldest_pending);
        second.end = second.end.max(end);
        second.from[thread] = true;
        if let Some(spare) = self.crew.give_back(thread, spare)
            && self.empty.len() < self.done.len()
        {
            self.empty.push(spare);
        }
    }

    /// Looks at the machine at the end of a second.
    fn look(&mut self, second: &MergedSecond) -> Strain {
        // Visitors who load files have connections that are not counted.
        let connected = (!self.plan.assets()).then_some(second.connected);
        let look = MachineUse::now(&mut self.ports, connected);
        self.health.saw(look);
        self.crew.saw(0, look);
        Strain {
            busy: second.busy,
            lag_p99_us: second.merged.schedule_lag().quantile(0.99),
            descriptors: look.descriptors,
        }
    }

    /// Adds the second to the summary and looks whether the shop is silent; the phase that it counts for.
    fn close(&mut self, second: &MergedSecond) -> RunPhase {
        let MergedSecond { begin, ref merged, vus, oldest_pending, end, .. } = *second;
        let middle = self.pauses.plan_time((begin + end) / 2);
        let phase = match self.plan.timetable().phase_at(middle) {
            // Not all of it is what the plan asks for.
            RunPhase::Hold if self.pauses.touches(begin, end) => RunPhase::Drain,
            phase => phase,
        };
        // After a silence the last requests are what the shop did to its full load; after all other ends, ours.
        let phase = match self.ending {
            None | Some(Ending::Silent { .. }) => phase,
            Some(_) => RunPhase::Drain,
        };
        let is_over = self.pauses.plan_time(begin) >= self.plan.timetable().duration();
        self.silence.add(merged, begin, end, oldest_pending.is_some(), is_over);
        self.recent.add(self.summary.add_second(end, phase, vus, merged));
        self.windows.add(end, self.pauses.until(end), phase, merged, self.summary.vus_max);
        if self.firewall.answers(merged) {
            self.end(self.blocked(), Order::Interrupt);
        }
        if let Some(lasted) = self.silence.lasts(end, self.plan.silence(), oldest_pending) {
            let ending = match self.firewall.is_all_that_answers() {
                true => self.blocked(),
                false => Ending::Silent { lasted: Duration::from_secs(lasted.as_secs()) },
            };
            self.end(ending, Order::GiveUp);
        }
        phase
    }

    /// A CDN or firewall answers in the shop's place.
    const fn blocked(&self) -> Ending {
        Ending::Blocked { retry_after: self.firewall.retry_after() }
    }

    /// Stops the run when a threshold says so, or the hours are over.
    fn watch(&mut self) {
        if self.ending.is_some() {
            return;
        }
        let Self { summary, windows, .. } = &*self;
        let thresholds = self.plan.thresholds();
        // While the run was paused, the shop could not be asked.
        let active = self.pauses.plan_time(summary.elapsed);
        let crossed = thresholds.crossed_abort(&summary.total, active, summary.vus_max, windows);
        if !crossed.is_empty() {
            // Refusals of a firewall are failures, too, but not the shop's.
            let ending = match about_failures(&crossed) && Firewall::failed_most(&summary.total) {
                true => self.blocked(),
                false => Ending::Aborted { thresholds: crossed },
            };
            self.end(ending, Order::Interrupt);
        } else if self.plan.limits().must_stop() {
            self.end(Ending::WindowClosed, Order::Drain);
        }
    }

    /// Tells the listeners of a second.
    fn tell(
        &self,
        second: &MergedSecond,
        phase: RunPhase,
        generator: Strain,
        listeners: &mut [&mut dyn Listener],
    ) {
        let tick = Tick {
            progress: &self.progress(second, phase, generator),
            summary: &self.summary,
            windows: &self.windows,
            second: &second.merged,
            end: second.end,
            phase,
            vus: second.vus,
            paused: self.pauses.until(second.end),
            health: &self.condition(),
        };
        listeners.iter_mut().for_each(|listener| listener.second(&tick));
    }

    fn progress(&self, second: &MergedSecond, phase: RunPhase, generator: Strain) -> Progress {
        let timetable = self.plan.timetable();
        let elapsed = self.start.elapsed();
        let plan_time = self.pauses.plan_time(elapsed);
        let open = timetable.loads().iter().all(|load| load.schedule.arrivals().is_some());
        Progress {
            elapsed,
            planned: timetable.duration() + self.pauses.until(elapsed),
            phase,
            stage: timetable.stage_at(plan_time),
            vus: second.vus,
            vus_max: self.summary.vus_max,
            arrivals_per_second: open.then(|| second.merged.tally().started as f64 / INTERVAL.as_secs_f64()),
            requests_per_second: second.merged.requests_with_assets() as f64 / INTERVAL.as_secs_f64(),
            requests: self.summary.total.requests_with_assets(),
            recent: self.recent.times(),
            failures: self.summary.total.count_where(Outcome::is_failure),
            iterations: self.summary.total.iterations(),
            planned_iterations: timetable.planned_iterations(),
            draining: self.ending.is_some() || plan_time > timetable.duration(),
            interrupted: self.ending == Some(Ending::Interrupted),
            paused: self.orders.borrow().pauses.is_paused(),
            generator,
        }
    }
}

fn cleared(mut measurements: Measurements) -> Measurements {
    measurements.clear();
    measurements
}

/// Whether these thresholds speak of failed requests and checks alone.
fn about_failures(sources: &[String]) -> bool {
    let metrics = [MetricName::HttpReqFailed, MetricName::Checks];
    sources.iter().all(|source| metrics.iter().any(|metric| source.starts_with(metric.as_str())))
}
