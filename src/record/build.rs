//! Builds the record from a run's measurements.

use super::judged::{BlockRecord, JudgedRecord, StepKindCount};
use super::run::{
    CheckRecord, ElsewhereRecord, ExecutorRecord, HistogramRecord, IterationRecord, KindCount, MetricRecord,
    MetricType, PhaseMeans, RunRecord, StatusCount, StepBlockRecord, StepRecord,
};
use super::visits::VisitsRecord;
use super::{About, MergedRecord, RecordError, SCHEMA_VERSION, Trend, about};
use crate::grade::{Background, Capacity, PromoCost, Verdict, WeakestRun};
use crate::metric::{
    Block, Ending, ExecutorLine, Filter, GeneratorHealth, HistogramEncoder, IterationTally, MetricKind,
    MetricName, Outcome, Phase, Statistic, StepBlock, StepId, StepSeries, Summary,
};
use crate::threshold::ThresholdResult;
use crate::words::{Message, Value};

/// The parts that a record is built from.
#[derive(Debug)]
pub struct Inputs<'a> {
    /// The test and its target.
    pub about: About,
    /// The measurements of the run.
    pub summary: &'a Summary,
    /// The results of the thresholds.
    pub thresholds: Vec<ThresholdResult>,
    /// The reason why the load stopped.
    pub ending: Ending,
    /// The generator's own condition.
    pub generator: GeneratorHealth,
    /// The measured capacity, if it was searched.
    pub capacity: Option<Capacity>,
    /// The measured costs of the promotion, if they were asked for.
    pub promo_costs: Vec<PromoCost>,
    /// Why requested costs of the promotion are not measured.
    pub promo_unmeasured: Vec<Message>,
    /// Facts that a reader needs to understand the numbers, in addition to those from before the run.
    pub notes: Vec<Message>,
    /// The runs that it was made of; `None` for a single one.
    pub merged: Option<MergedInputs>,
}

/// The runs that a record is made of.
#[derive(Debug)]
pub struct MergedInputs {
    /// What is kept of them.
    pub record: MergedRecord,
    /// The one that did worst by itself, when they were one after the other.
    pub weakest: Option<WeakestRun>,
}

impl RunRecord {
    /// Judges the run and builds its record.
    ///
    /// # Errors
    ///
    /// [`RecordError::Histogram`] when a histogram cannot be written.
    pub fn new(inputs: Inputs<'_>) -> Result<Self, RecordError> {
        let Inputs { about, summary, .. } = inputs;
        let elsewhere = elsewhere(summary);
        let background = Background {
            promotion_checks: &about.promotion_checks,
            landing: about.landing.as_ref(),
            known: &about.known,
            expected_shoppers: about.expected_shoppers,
            capacity: inputs.capacity.as_ref(),
            connections_per_iteration: about.connections_per_iteration,
            left_out: &about.background_left_out,
            weakest: inputs.merged.as_ref().and_then(|merged| merged.weakest.as_ref()),
        };
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            verdict: Verdict::of(summary, &inputs.thresholds, &inputs.ending, &inputs.generator, &background),
            target: about::without_credentials(&about.target).into(),
            visits: Some(VisitsRecord::of(summary, inputs.capacity.is_some(), &about.promotion_checks)),
            capacity: inputs.capacity,
            promo_costs: inputs.promo_costs,
            promo_unmeasured: inputs.promo_unmeasured,
            judged: judged(summary),
            steps: steps(summary, &about.methods)?,
            checks: checks(summary, &about.promotion_checks),
            metrics: MetricName::ALL.map(|metric| metric_record(summary, metric)).into(),
            iterations: iterations(summary.planned_iterations(), summary.total.tally()),
            executors: executors(summary),
            timeline: summary.timeline.clone(),
            vus_max: summary.vus_max,
            elapsed_s: summary.elapsed.as_secs_f64(),
            tool_version: about.tool_version,
            run_id: about.run_id,
            started: about.started,
            page: about.page,
            environment: about.environment,
            mode: about.mode,
            permission: about.permission,
            load: about.load,
            ending: inputs.ending,
            promotions: about.promotions,
            thresholds: inputs.thresholds,
            generator: inputs.generator,
            expected_shoppers: about.expected_shoppers,
            landing: about.landing,
            machine: Some(about.machine),
            merged: inputs.merged.map(|merged| merged.record),
            notes: about.notes.into_iter().chain(inputs.notes).chain(elsewhere_note(&elsewhere)).collect(),
            elsewhere,
        })
    }
}

fn judged(summary: &Summary) -> JudgedRecord {
    let (measured, phase) = summary.judged();
    JudgedRecord {
        phase,
        requests: measured.requests(),
        failures: measured.count_where(Outcome::is_failure),
        failure_rate: measured.failure_rate(),
        kinds: failure_kinds(summary),
        slowest_step: measured
            .visits
            .time(0.95)
            .step
            .and_then(|time| summary.layout.steps.get(usize::from(time.step?.0)).cloned()),
        response_time: Trend::of_worst(&measured.visits),
        blocks: summary.judged_blocks().iter().map(|block| whole_block(summary, block)).collect(),
    }
}

fn whole_block(summary: &Summary, block: &Block) -> BlockRecord {
    let named = block.steps.iter().zip(summary.total.steps());
    let pages = || named.clone().filter(|(_, series)| series.is_of_pages()).map(|(step, _)| step);
    BlockRecord {
        seconds: block.lasted.as_secs_f64(),
        iterations: block.iterations,
        ended: pages().map(|step| step.ended).sum(),
        failures: pages().map(|step| step.failures).sum(),
    }
}

/// A note on the files of other hosts that were left out; `None` without any.
fn elsewhere_note(hosts: &[ElsewhereRecord]) -> Option<Message> {
    let of_host = |host: &ElsewhereRecord| {
        Message::new("files-of-host").with("host", host.host.as_str()).with("files", host.files)
    };
    let parts: Vec<Message> = hosts.iter().map(of_host).collect();
    (!parts.is_empty()).then(|| Message::new("note-not-loaded").with("hosts", Value::Row(parts)))
}

fn failure_kinds(summary: &Summary) -> Vec<StepKindCount> {
    let (measured, _) = summary.judged();
    let mut kinds: Vec<_> = summary
        .layout
        .steps
        .iter()
        .zip(measured.steps())
        .filter(|(_, series)| series.is_of_pages())
        .flat_map(|(step, series)| {
            let failures = Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure());
            failures.map(|outcome| StepKindCount {
                step: step.clone(),
                outcome,
                count: series.count(outcome),
            })
        })
        .filter(|kind| kind.count > 0)
        .collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.count));
    kinds
}

fn steps(summary: &Summary, methods: &[Option<String>]) -> Result<Vec<StepRecord>, RecordError> {
    let methods = methods.iter().cloned().chain(std::iter::repeat(None));
    let visits = &summary.judged().0.visits;
    let named = summary.layout.steps.iter().zip(summary.total.steps());
    let mut encoder = HistogramEncoder::new();
    named
        .zip(methods)
        .enumerate()
        .map(|(position, ((name, series), method))| {
            let blocks = summary.judged_blocks().iter().filter_map(|block| block.steps.get(position));
            let blocks =
                blocks.map(|block| step_block(block, &mut encoder)).collect::<Result<_, RecordError>>()?;
            let id = u16::try_from(position).map(StepId);
            let judged = id.ok().and_then(|id| Trend::of_pages(visits, id));
            let slowest_page = id.ok().and_then(|id| summary.total.slow_pages.of(id));
            Ok(StepRecord { judged, blocks, slowest_page, ..step(name, method, series, &mut encoder)? })
        })
        .collect()
}

fn step_block(block: &StepBlock, encoder: &mut HistogramEncoder) -> Result<StepBlockRecord, RecordError> {
    Ok(StepBlockRecord {
        ended: block.ended,
        failures: block.failures,
        response_time: encoder.encode(&block.response_times)?,
    })
}

fn step(
    name: &str,
    method: Option<String>,
    series: &StepSeries,
    encoder: &mut HistogramEncoder,
) -> Result<StepRecord, RecordError> {
    let seen = || Outcome::ALL.into_iter().filter(|outcome| series.count(*outcome) > 0);
    let histograms = seen().map(|outcome| {
        let durations = series.durations(|other| other == outcome);
        let response_times = series.response_times(|other| other == outcome);
        let http_req_duration = encoder.encode(&durations)?;
        // Where nothing waits in a queue, both clocks tell the same.
        let response_time = if response_times == durations {
            http_req_duration.clone()
        } else {
            encoder.encode(&response_times)?
        };
        Ok(HistogramRecord { outcome, http_req_duration, response_time })
    });
    Ok(StepRecord {
        name: name.to_owned(),
        method,
        requests: series.requests(),
        ok: series.count(Outcome::Ok),
        failures: series.failures(),
        kinds: seen()
            .filter(|outcome| *outcome != Outcome::Ok)
            .map(|outcome| KindCount { outcome, count: series.count(outcome) })
            .collect(),
        statuses: series
            .statuses()
            .into_iter()
            .map(|(status, count)| StatusCount { status, count })
            .collect(),
        http_req_duration: Trend::of(&series.durations(|_| true)),
        response_time: Trend::honest(
            &series.response_times(|outcome| outcome == Outcome::Ok),
            &series.response_times(|_| true),
        ),
        judged: None,
        assets: series.is_assets(),
        background: series.is_background(),
        page_load_time: series.page_loads().and_then(Trend::of),
        phases: (series.requests() > 0).then(|| phases(series)),
        retried: series.retried(),
        bytes_sent: series.bytes_sent(),
        bytes_received: series.bytes_received(),
        slowest_page: None,
        histograms: histograms.collect::<Result<_, RecordError>>()?,
        blocks: Vec::new(),
    })
}

fn phases(series: &StepSeries) -> PhaseMeans {
    let mean = |phase| series.phase_mean(phase) / 1e3;
    PhaseMeans {
        blocked: mean(Phase::Blocked),
        connecting: mean(Phase::Connecting),
        tls_handshaking: mean(Phase::TlsHandshaking),
        sending: mean(Phase::Sending),
        waiting: mean(Phase::Waiting),
        receiving: mean(Phase::Receiving),
    }
}

fn checks(summary: &Summary, promotion: &[bool]) -> Vec<CheckRecord> {
    let tallies = summary.layout.checks.iter().zip(summary.total.checks());
    let promotion = promotion.iter().copied().chain(std::iter::repeat(false));
    tallies
        .zip(promotion)
        .map(|(((step, name), tally), promotion)| CheckRecord {
            promotion,
            step: summary.layout.steps.get(usize::from(step.0)).cloned().unwrap_or_default(),
            name: name.clone(),
            passes: tally.passes,
            fails: tally.fails,
            without_page: tally.without_page,
        })
        .collect()
}

fn iterations(planned: Option<u64>, tally: IterationTally) -> IterationRecord {
    IterationRecord {
        started: tally.started,
        planned,
        not_reached: tally.not_reached,
        completed: tally.completed,
        failed: tally.failed,
        interrupted: tally.interrupted,
        dropped: tally.dropped,
        lost: tally.lost,
        interrupted_failed: tally.interrupted_failed,
    }
}

fn elsewhere(summary: &Summary) -> Vec<ElsewhereRecord> {
    let hosts = summary.total.elsewhere.hosts();
    hosts.map(|(host, files)| ElsewhereRecord { host: host.to_owned(), files }).collect()
}

/// The records of the executors; empty for a single one, which is the whole run.
fn executors(summary: &Summary) -> Vec<ExecutorRecord> {
    if summary.executors.len() < 2 {
        return Vec::new();
    }
    let record = |(executor, line): (usize, &ExecutorLine)| ExecutorRecord {
        name: line.name.clone(),
        iterations: iterations(line.planned, summary.total.tally_of(executor)),
    };
    summary.executors.iter().enumerate().map(record).collect()
}

fn metric_record(summary: &Summary, metric: MetricName) -> MetricRecord {
    let r#type = match metric.kind() {
        MetricKind::Counter => MetricType::Counter,
        MetricKind::Gauge => MetricType::Gauge,
        MetricKind::Rate => MetricType::Rate,
        MetricKind::Trend => MetricType::Trend,
    };
    let values = summary.values(metric, &Filter::default(), &TREND);
    MetricRecord { name: metric.to_string(), r#type, values: values.into_iter().collect() }
}

const TREND: [Statistic; 9] = [
    Statistic::Count,
    Statistic::Avg,
    Statistic::Min,
    Statistic::Med,
    Statistic::Max,
    Statistic::Percentile(90.0),
    Statistic::Percentile(95.0),
    Statistic::Percentile(99.0),
    Statistic::Percentile(99.9),
];
