//! The series of thresholds with tags: k6's sub-metrics.
//!
//! The series of a step answers `name` and `expected_response`. Each other set of tags that a threshold uses has a series of its
//! own, fixed when the plan is made ([`Layout::tagged`]). Without such a set, a request costs a look at an empty list.

use serde::{Deserialize, Serialize};

use super::{CheckId, CheckTally, Histogram, Layout, Micros, Sample, StepId, StepSeries};

/// The tags of a sample beside its step and status, as indices into the plan's [`Layout`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SampleTags {
    /// The load that began the visit.
    pub load: usize,
    /// The journey of the visit.
    pub journey: usize,
    /// The method of the request. Each hop of a redirect has its own.
    pub method: usize,
}

/// The tags that select one series, as indices into the plan's [`Layout`]. An absent tag restricts nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagSet {
    /// Only visits that this load began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub load: Option<usize>,
    /// Only visits of this journey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub journey: Option<usize>,
    /// Only requests of this step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<usize>,
    /// Only requests that were answered with this status; 0 stands for no answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// Only requests with this method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<usize>,
}

/// The measurements that one set of tags selects.
#[derive(Debug, Clone)]
pub(super) struct TaggedSeries {
    tags: TagSet,
    pub(super) pages: StepSeries,
    /// Requests for the files of pages, and in the background.
    pub(super) beside: StepSeries,
    /// The tallies of the checks, in the order of the layout.
    pub(super) checks: Vec<CheckTally>,
    /// The lengths of complete iterations; `None` before the first.
    pub(super) iterations: Option<Box<Histogram>>,
}

/// The series of all sets of tags, in the order of the layout.
#[derive(Debug, Clone)]
pub(super) struct Tagged(Vec<TaggedSeries>);

impl TagSet {
    const fn takes_visit(&self, tags: SampleTags) -> bool {
        is_or_any(self.load, tags.load) && is_or_any(self.journey, tags.journey)
    }

    fn takes(&self, sample: &Sample) -> bool {
        self.status.is_none_or(|status| status == sample.status)
            && is_or_any(self.method, sample.tags.method)
            && is_or_any(self.step, usize::from(sample.step.0))
            && self.takes_visit(sample.tags)
    }

    /// Whether the set uses no tag that only requests have.
    const fn is_of_visits(&self) -> bool {
        self.step.is_none() && self.is_of_steps()
    }

    /// Whether the set uses no tag that only single requests of a page have.
    const fn is_of_steps(&self) -> bool {
        self.status.is_none() && self.method.is_none()
    }
}

const fn is_or_any(wanted: Option<usize>, found: usize) -> bool {
    match wanted {
        Some(wanted) => wanted == found,
        None => true,
    }
}

impl TaggedSeries {
    fn new(tags: TagSet, layout: &Layout) -> Self {
        let checks = if tags.is_of_visits() { layout.checks.len() } else { 0 };
        Self {
            tags,
            pages: StepSeries::default(),
            beside: StepSeries::beside_pages(),
            checks: vec![CheckTally::default(); checks],
            iterations: None,
        }
    }

    /// The requests, those for pages and all others apart.
    pub(super) const fn requests(&self) -> [&StepSeries; 2] {
        [&self.pages, &self.beside]
    }

    fn merge(&mut self, other: &Self) {
        self.pages.merge(&other.pages);
        self.beside.merge(&other.beside);
        self.checks.iter_mut().zip(&other.checks).for_each(|(mine, theirs)| mine.merge(theirs));
        if let Some(theirs) = &other.iterations {
            self.iterations.get_or_insert_default().merge(theirs);
        }
    }

    fn clear(&mut self) {
        self.pages.clear();
        self.beside.clear();
        self.checks.fill(CheckTally::default());
        self.iterations.iter_mut().for_each(|iterations| iterations.clear());
    }
}

impl Tagged {
    pub(super) fn new(layout: &Layout) -> Self {
        Self(layout.tagged.iter().map(|tags| TaggedSeries::new(*tags, layout)).collect())
    }

    /// The series that a request belongs to; `of_page` says whether it is for a page.
    pub(super) fn of<'a>(
        &'a mut self,
        sample: &'a Sample,
        of_page: bool,
    ) -> impl Iterator<Item = &'a mut StepSeries> {
        let taking = self.0.iter_mut().filter(|series| series.tags.takes(sample));
        taking.map(move |series| if of_page { &mut series.pages } else { &mut series.beside })
    }

    /// Counts a page with its files, in microseconds.
    pub(super) fn page_load(&mut self, step: StepId, tags: SampleTags, lasted: Micros) {
        for series in &mut self.0 {
            let of_step = is_or_any(series.tags.step, usize::from(step.0));
            if series.tags.is_of_steps() && of_step && series.tags.takes_visit(tags) {
                series.pages.page_load(lasted);
            }
        }
    }

    /// The tallies of one check that a visit counts in.
    pub(super) fn checks(
        &mut self,
        check: CheckId,
        tags: SampleTags,
    ) -> impl Iterator<Item = &mut CheckTally> {
        let taking = self.0.iter_mut().filter(move |series| series.tags.takes_visit(tags));
        taking.filter_map(move |series| series.checks.get_mut(usize::from(check.0)))
    }

    /// Counts a complete iteration, in microseconds.
    pub(super) fn iteration(&mut self, tags: SampleTags, lasted: Micros) {
        for series in &mut self.0 {
            if series.tags.is_of_visits() && series.tags.takes_visit(tags) {
                series.iterations.get_or_insert_default().record(lasted);
            }
        }
    }

    /// The series of a set of tags; `None` when no threshold of the plan uses it.
    pub(super) fn get(&self, tags: TagSet) -> Option<&TaggedSeries> {
        self.0.iter().find(|series| series.tags == tags)
    }

    pub(super) fn all(&self) -> &[TaggedSeries] {
        &self.0
    }

    pub(super) fn all_mut(&mut self) -> &mut [TaggedSeries] {
        &mut self.0
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for theirs in &other.0 {
            if let Some(mine) = self.0.iter_mut().find(|mine| mine.tags == theirs.tags) {
                mine.merge(theirs);
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.iter_mut().for_each(TaggedSeries::clear);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Filter, Measurements, MetricName, Outcome, Phase, Recorder, Statistic, Timings};
    use super::*;
    use proptest::prelude::*;

    const STATUSES: [u16; 3] = [0, 200, 503];
    const OUTCOMES: [Outcome; 3] = [Outcome::Truncated, Outcome::Ok, Outcome::Status];

    /// A request for a page (step 0 or 1) or a file (step 2), with the visit's end and a check beside it.
    fn any_sample() -> impl Strategy<Value = Sample> {
        let tags = (0..2_usize, 0..3_usize, 0..2_usize);
        (0..3_u16, 0..3_usize, tags, 1_u64..100_000, any::<bool>()).prop_map(
            |(step, kind, (load, journey, method), waiting, retried)| Sample {
                response_time: waiting + 7,
                bytes_sent: waiting % 11,
                bytes_received: waiting % 101,
                retried,
                tags: SampleTags { load, journey, method },
                ..Sample::new(
                    StepId(step),
                    STATUSES[kind],
                    OUTCOMES[kind],
                    Timings { waiting, ..Timings::default() },
                )
            },
        )
    }

    fn any_filter() -> impl Strategy<Value = Filter> {
        let maybe = |most: usize| prop::option::of(0..most);
        let status = prop::option::of(prop::sample::select(&STATUSES[..]));
        (maybe(2), maybe(3), maybe(2), maybe(3), status, prop::option::of(any::<bool>())).prop_map(
            |(load, journey, method, step, status, expected_response)| Filter {
                load,
                journey,
                method,
                step,
                status,
                expected_response,
                check: None,
            },
        )
    }

    fn takes(filter: &Filter, sample: &Sample, metric: MetricName) -> bool {
        let is = |wanted: Option<usize>, found: usize| wanted.is_none_or(|wanted| wanted == found);
        let of_files =
            matches!(metric, MetricName::HttpReqs | MetricName::HttpReqRetried | MetricName::DataSent);
        is(filter.load, sample.tags.load)
            && is(filter.journey, sample.tags.journey)
            && is(filter.method, sample.tags.method)
            && is(filter.step, usize::from(sample.step.0))
            && filter.status.is_none_or(|status| status == sample.status)
            && (filter.step.is_some() || of_files || sample.step != StepId(2))
    }

    fn layout(filters: &[Filter]) -> Layout {
        let mut tagged: Vec<TagSet> = Vec::new();
        for filter in filters {
            for metric in [MetricName::HttpReqs, MetricName::Checks] {
                tagged.extend(filter.tag_set(metric).filter(|set| !tagged.contains(set)));
            }
        }
        Layout {
            steps: ["page", "cart", "page assets"].map(str::to_owned).into(),
            assets: vec![StepId(2)],
            checks: vec![(StepId(0), "price".into())],
            tagged,
            ..Layout::default()
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn a_series_is_what_counting_the_samples_gives(
            seconds in prop::collection::vec(prop::collection::vec(any_sample(), 0..30), 1..3),
            filters in prop::collection::vec(any_filter(), 1..5),
        ) {
            let layout = layout(&filters);
            let mut recorder = Recorder::new(&layout);
            let mut whole = Measurements::new(&layout);
            let mut spare = Measurements::new(&layout);
            for second in &seconds {
                for sample in second {
                    recorder.record(sample);
                    recorder.check(CheckId(0), sample.retried, sample.tags);
                    recorder.iteration(sample.tags, sample.response_time);
                }
                let mut measured = recorder.hand_over(spare);
                whole.merge(&measured);
                measured.clear();
                spare = measured;
            }
            let samples: Vec<Sample> = seconds.concat();
            let value = |metric: MetricName, filter: &Filter, statistic| {
                whole.value(metric, filter, statistic, Duration::ZERO, 0)
            };
            for filter in &filters {
                let expected = |sample: &Sample| {
                    filter.expected_response.is_none_or(|expected| expected != sample.outcome.is_http_failure())
                };
                let chosen = |metric| samples.iter().filter(move |sample| takes(filter, sample, metric));
                let sum = |metric, of: fn(&Sample) -> u64| Some(chosen(metric).map(of).sum::<u64>() as f64);

                let reqs = chosen(MetricName::HttpReqs).filter(|sample| expected(sample)).count();
                prop_assert_eq!(value(MetricName::HttpReqs, filter, Statistic::Count), Some(reqs as f64));
                prop_assert_eq!(
                    value(MetricName::HttpReqRetried, filter, Statistic::Count),
                    sum(MetricName::HttpReqRetried, |sample| u64::from(sample.retried))
                );
                prop_assert_eq!(
                    value(MetricName::DataSent, filter, Statistic::Count),
                    sum(MetricName::DataSent, |sample| sample.bytes_sent)
                );
                let waiting = MetricName::Phase(Phase::Waiting);
                prop_assert_eq!(whole.histogram(waiting, filter).count(), chosen(waiting).count() as u64);
                prop_assert_eq!(
                    whole.histogram(waiting, filter).sum(),
                    chosen(waiting).map(|sample| sample.timings.waiting).sum::<u64>()
                );
                let times = chosen(MetricName::ResponseTime).filter(|sample| expected(sample));
                prop_assert_eq!(
                    whole.histogram(MetricName::ResponseTime, filter).sum(),
                    times.map(|sample| sample.response_time).sum::<u64>()
                );
                let failed = chosen(MetricName::HttpReqFailed).filter(|sample| expected(sample));
                let (failed, good): (Vec<&Sample>, Vec<&Sample>) = failed.partition(|sample| sample.outcome.is_http_failure());
                prop_assert_eq!(
                    whole.yes_and_no(MetricName::HttpReqFailed, filter),
                    (failed.len() as u64, good.len() as u64)
                );

                let of_visit = Filter { load: filter.load, journey: filter.journey, ..Filter::default() };
                let visits = || samples.iter().filter(|sample| {
                    of_visit.load.is_none_or(|load| load == sample.tags.load)
                        && of_visit.journey.is_none_or(|journey| journey == sample.tags.journey)
                });
                prop_assert_eq!(
                    value(MetricName::Iterations, &of_visit, Statistic::Count),
                    Some(visits().count() as f64)
                );
                let held = visits().filter(|sample| sample.retried).count();
                for check in [None, Some(0)] {
                    prop_assert_eq!(
                        whole.yes_and_no(MetricName::Checks, &Filter { check, ..of_visit.clone() }),
                        (held as u64, (visits().count() - held) as u64)
                    );
                }
            }
        }
    }

    #[test]
    fn what_a_stall_kept_back_and_the_files_of_pages_belong_to_a_visit() {
        let sample = Sample {
            response_time: 1_000,
            tags: SampleTags { load: 1, journey: 1, method: 0 },
            ..Sample::new(StepId(0), 200, Outcome::Ok, Timings::default())
        };
        let of_load = |load| Filter { load: Some(load), ..Filter::default() };
        let of_status = Filter { status: Some(200), ..of_load(1) };
        let mut measured = Measurements::new(&layout(&[of_load(0), of_load(1), of_status.clone()]));
        measured.record(&sample);
        measured.kept_back(&sample, 500, 3);
        measured.tagged.page_load(StepId(0), sample.tags, 2_000);
        let count = |metric, filter: &Filter| measured.histogram(metric, filter).count();
        assert_eq!(count(MetricName::ResponseTime, &of_load(1)), 4);
        assert_eq!(count(MetricName::ResponseTime, &of_status), 4);
        assert_eq!(count(MetricName::PageLoadTime, &of_load(1)), 1);
        assert_eq!(count(MetricName::PageLoadTime, &of_load(0)), 0);
        measured.tally_mut(1).dropped = 3;
        let dropped = |filter| {
            measured.value(MetricName::DroppedIterations, filter, Statistic::Count, Duration::ZERO, 0)
        };
        assert_eq!((dropped(&of_load(1)), dropped(&of_load(0))), (Some(3.0), Some(0.0)));
    }
}
