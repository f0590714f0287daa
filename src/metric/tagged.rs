//! The series of thresholds with tags: k6's sub-metrics.
//!
//! The series of a step answers `name` and `expected_response`. Each other set of tags that a threshold uses has a series of its own,
//! fixed when the plan is made ([`Layout::tagged`]). Without one, a request costs a look at an empty list.

use serde::{Deserialize, Serialize};

use super::{CheckId, CheckTally, Histogram, Layout, Micros, Sample, StepId, StepSeries};

/// The tags of a sample beside its step and status, as places in the plan's [`Layout`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SampleTags {
    /// The load that began the visit.
    pub load: usize,
    /// The journey of the visit.
    pub journey: usize,
    /// The method of the request. Each hop of a redirect has its own.
    pub method: usize,
}

/// The tags that select one series, as places in the plan's [`Layout`]. An absent tag restricts nothing.
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

/// What one set of tags selects.
#[derive(Debug, Clone)]
pub(super) struct TaggedSeries {
    tags: TagSet,
    pub(super) pages: StepSeries,
    /// Requests for the files of pages.
    pub(super) files: StepSeries,
    /// In the order of the layout.
    pub(super) checks: Vec<CheckTally>,
    /// How long complete iterations took; absent before the first.
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

    /// Whether it selects by nothing that only requests have.
    const fn is_of_visits(&self) -> bool {
        self.step.is_none() && self.is_of_steps()
    }

    /// Whether it selects by nothing that only single requests of a page have.
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
            pages: StepSeries::new(false),
            files: StepSeries::new(true),
            checks: vec![CheckTally::default(); checks],
            iterations: None,
        }
    }

    /// The requests, those for pages and those for files apart.
    pub(super) const fn requests(&self) -> [&StepSeries; 2] {
        [&self.pages, &self.files]
    }

    fn merge(&mut self, other: &Self) {
        self.pages.merge(&other.pages);
        self.files.merge(&other.files);
        self.checks.iter_mut().zip(&other.checks).for_each(|(mine, theirs)| mine.merge(theirs));
        if let Some(theirs) = &other.iterations {
            self.iterations.get_or_insert_default().merge(theirs);
        }
    }

    fn clear(&mut self) {
        self.pages.clear();
        self.files.clear();
        self.checks.fill(CheckTally::default());
        self.iterations.iter_mut().for_each(|iterations| iterations.clear());
    }
}

impl Tagged {
    pub(super) fn new(layout: &Layout) -> Self {
        Self(layout.tagged.iter().map(|tags| TaggedSeries::new(*tags, layout)).collect())
    }

    /// The series to which a request belongs; `files` says that it is for a file of a page.
    pub(super) fn of<'a>(
        &'a mut self,
        sample: &'a Sample,
        files: bool,
    ) -> impl Iterator<Item = &'a mut StepSeries> {
        let taking = self.0.iter_mut().filter(|series| series.tags.takes(sample));
        taking.map(move |series| if files { &mut series.files } else { &mut series.pages })
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

    /// The tallies of one check to which a visit counts.
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

    /// What a set of tags selects; `None` when no threshold of the plan uses it.
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
