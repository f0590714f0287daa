//! The processes of a run, as the one that merges their seconds knows them: what they measured of themselves, and which are lost.

use std::sync::mpsc::Sender;
use std::time::Duration;

use super::health::{HealthLog, OwnFailures};
use super::machine::MachineUse;
use super::share::RunShare;
use crate::metric::{GeneratorHealth, Histogram, Interval, IterationTally, Measurements, RunPhase, Shard};
use crate::plan::Plan;

/// The processes of a run.
pub(super) struct Crew {
    shares: Vec<RunShare>,
    /// Take emptied measurements back to each thread of this process.
    spares: Vec<Sender<Measurements>>,
    /// Of each process; empty when there is one only.
    logs: Vec<ShardLog>,
    /// How long the process that leads stood still, until the others had given it up.
    stood_still: Option<Duration>,
}

/// What a process measured of itself.
struct ShardLog {
    health: HealthLog,
    /// How late its timers fired: while the load was at its height, and otherwise.
    lag: [Histogram; 2],
    /// By executor.
    tallies: Vec<IterationTally>,
    own_failures: OwnFailures,
    /// When nothing more was heard of it.
    lost: Option<Duration>,
    /// Its virtual users of all executors.
    vus: u64,
}

impl Crew {
    /// The processes with these shares; `spares` are of the threads of the first.
    pub(super) fn new(plan: &Plan, shares: Vec<RunShare>, spares: Vec<Sender<Measurements>>) -> Self {
        let executors = plan.timetable().loads().len();
        let log = |share: &RunShare| ShardLog {
            health: HealthLog::of_threads_from(share.first_thread),
            lag: [Histogram::default(), Histogram::default()],
            tallies: vec![IterationTally::default(); executors],
            own_failures: OwnFailures::default(),
            lost: None,
            vus: plan.timetable().loads().iter().map(|load| u64::from(share.vus(load))).sum(),
        };
        let logs = if shares.len() > 1 { shares.iter().map(log).collect() } else { Vec::new() };
        Self { shares, spares, logs, stood_still: None }
    }

    /// The number of engine threads of all processes.
    pub(super) fn threads(&self) -> usize {
        self.shares.iter().map(|share| share.threads).sum()
    }

    /// Gives a thread emptied measurements; those of another process are given back.
    pub(super) fn give_back(&self, thread: usize, spare: Measurements) -> Option<Measurements> {
        match self.spares.get(thread) {
            Some(own) => {
                // A thread that has ended needs no spare.
                let _ended = own.send(spare);
                None
            }
            None => Some(spare),
        }
    }

    /// Adds a thread's second to what is known of its process.
    pub(super) fn add(&mut self, interval: &Interval, phase: RunPhase) {
        let owner = self.shares.iter().position(|share| share.has(interval.thread));
        let Some(log) = owner.and_then(|shard| self.logs.get_mut(shard)) else { return };
        log.health.add(interval);
        let measured = &interval.measurements;
        log.lag[usize::from(phase != RunPhase::Hold)].merge(measured.schedule_lag());
        log.own_failures.add(OwnFailures::of(measured));
        for (known, tally) in log.tallies.iter_mut().zip(measured.tallies()) {
            known.add(tally);
        }
    }

    /// A process looked at its machine.
    pub(super) fn saw(&mut self, shard: usize, look: MachineUse) {
        if let Some(log) = self.logs.get_mut(shard) {
            log.health.saw(look);
        }
    }

    /// A process is gone since `at`; its threads, for whom no one must wait.
    pub(super) fn lost(&mut self, shard: usize, at: Duration) -> std::ops::Range<usize> {
        if let Some(log) = self.logs.get_mut(shard) {
            log.lost.get_or_insert(at);
        }
        self.shares.get(shard).map_or(0..0, |share| share.first_thread..share.first_thread + share.threads)
    }

    /// The process that leads stood still for so long that the others gave it up: not they are lost, it was.
    pub(super) fn stood_still(&mut self, away: Duration) {
        self.stood_still.get_or_insert(away);
    }

    /// How many of an executor's iterations were under way in the lost processes.
    pub(super) fn under_way(&self, executor: usize) -> u64 {
        let lost = self.logs.iter().filter(|log| log.lost.is_some());
        lost.filter_map(|log| log.tallies.get(executor)).map(IterationTally::under_way).sum()
    }

    /// How many of an executor's planned iterations the lost processes did not get to.
    pub(super) fn left_behind(&self, plan: &Plan, executor: usize) -> u64 {
        let Some(load) = plan.timetable().loads().get(executor) else { return 0 };
        let lost = self.shares.iter().zip(&self.logs).filter(|(_, log)| log.lost.is_some());
        lost.map(|(share, log)| {
            let planned = share.planned_iterations(load, plan.seed()).unwrap_or(0);
            let tally = log.tallies.get(executor).copied().unwrap_or_default();
            planned.saturating_sub(tally.started.saturating_add(tally.dropped))
        })
        .sum()
    }

    /// Each process with its condition; empty when there is one only.
    pub(super) fn shards(&self) -> Vec<Shard> {
        let first_loss = self.logs.iter().filter_map(|log| log.lost).min();
        let shard = |(shard, log): (usize, &ShardLog)| Shard {
            shard: shard as u64,
            vus: log.vus,
            lost_s: match (self.stood_still, shard) {
                (None, _) => log.lost,
                (Some(_), 0) => first_loss,
                (Some(_), _) => None,
            }
            .map(|at| at.as_secs_f64()),
            stood_still_s: self.stood_still.filter(|_| shard == 0).map(|away| away.as_secs_f64()),
            health: log.condition(),
            ..Shard::default()
        };
        self.logs.iter().enumerate().map(shard).collect()
    }
}

impl ShardLog {
    fn condition(&self) -> GeneratorHealth {
        let [held, other] = &self.lag;
        let lag = if held.is_empty() { other } else { held };
        let tally = self.tallies.iter().fold(IterationTally::default(), |mut sum, tally| {
            sum.add(tally);
            sum
        });
        self.health.condition_of(lag, self.own_failures, tally)
    }
}
