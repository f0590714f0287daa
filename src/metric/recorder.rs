//! The recorder of one thread. Nothing is shared while recording; once a second its measurements are handed over.

use std::time::{Duration, Instant};

use super::stall::{Answered, Stalls};
use super::{
    Cause, CheckId, CheckTally, HeldWait, Layout, LoadPart, Measurements, Micros, Sample, SampleTags,
    Shoppers, SlowPage, Specimen, StepId, TraceId, UnknownCodings, Usual, VisitEnd, VisitKey,
};

/// The measurements of one thread between two hand-overs.
#[derive(Debug)]
pub struct Interval {
    /// The number of the thread.
    pub thread: usize,
    /// The number of the interval, from 0; intervals with the same number cover the same second in all threads.
    pub index: u64,
    /// The end of the interval, from the start of the run.
    pub end: Duration,
    /// Virtual users active at its end.
    pub vus: u64,
    /// Virtual users that have or had a connection.
    pub connected: u64,
    /// The age of the longest-waiting request at its end.
    pub oldest_pending: Option<Duration>,
    /// The longest wait that a refusal asked for.
    pub retry_after: Option<Duration>,
    /// The thread's processor time, where the system reports it.
    pub cost: Option<ThreadCost>,
    /// The measurements of the interval.
    pub measurements: Measurements,
}

/// Processor time of one thread within an interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ThreadCost {
    /// The time spent running on a CPU.
    pub running: Duration,
    /// The time spent ready to run but without a CPU.
    pub waiting: Duration,
}

/// Records the samples of one thread.
#[derive(Debug)]
pub struct Recorder {
    current: Measurements,
    /// The usual response time of each step, over the whole run.
    usual: Vec<Usual>,
    stalls: Stalls,
    shoppers: Shoppers,
    /// The kinds of broken visits that have a sample already.
    sampled: Vec<(StepId, Cause)>,
    /// The names in `Content-Encoding` that are not codings, over the whole run.
    codings: UnknownCodings,
}

/// The facts about the end of a page that its last request does not have.
#[derive(Debug, Clone, Copy)]
pub struct PageEnd {
    /// The visit that the page belongs to.
    pub visit: VisitKey,
    /// The shopper's place in this thread; `None` at a rate of arrivals, where each visit is another shopper.
    pub shopper: Option<usize>,
    /// The usual time from one page of the journey to the next, in microseconds, once it is known.
    pub pace: Option<Micros>,
    /// The time of its last byte.
    pub at: Instant,
    /// The seconds in which it was waited for; `None` when it was not asked for at full load.
    pub waited: Option<HeldWait>,
    /// The trace of its requests in the shop's own tracing.
    pub trace: Option<TraceId>,
}

/// The waiting time, in microseconds, from which a page without a usual time counts as unanswered: where the worst grade begins.
const UNANSWERED: Micros = 5_000_000;
/// A page counts as unanswered when it was waited for this many times as long as usual …
const UNANSWERED_FACTOR: Micros = 10;
/// … and at least this long, in microseconds.
const UNANSWERED_LEAST: Micros = 1_000_000;
/// The number of kinds of broken visits of which a sample is kept.
const SPECIMENS: usize = 8;

impl Recorder {
    /// Creates an empty recorder for these steps and checks.
    #[must_use]
    pub fn new(layout: &Layout) -> Self {
        Self {
            current: Measurements::new(layout),
            usual: vec![Usual::default(); layout.steps.len()],
            stalls: Stalls::default(),
            shoppers: Shoppers::default(),
            sampled: Vec::new(),
            codings: UnknownCodings::default(),
        }
    }

    /// Counts one request for a page's file, or in the background.
    pub fn record(&mut self, sample: &Sample) {
        self.current.record(sample);
    }

    /// Counts one request whose answer leads to another request of the same page.
    pub fn hop(&mut self, sample: &Sample) {
        self.current.record_hop(sample);
    }

    /// Notes that a shopper who waits for answers asks for a page. [`Recorder::page`] or [`Recorder::page_cut_off`] follows.
    pub fn asks(&mut self, now: Instant) {
        self.stalls.asks(now);
    }

    /// Counts a page by its last request. When the shopper waits for answers, a stall counts for each page that it kept back
    /// (`metric/stall.rs` states the rule).
    ///
    /// A page that failed counts with at least the step's usual time, so that failing fast never makes a shop look fast.
    pub fn page(&mut self, sample: &Sample, end: &PageEnd) {
        self.current.record(sample);
        if let Some(trace) = end.trace {
            let at_full_load = end.visit.part == LoadPart::FullLoad;
            let page = SlowPage { at_full_load, waited: sample.response_time, trace };
            self.current.slow_pages.see(sample.step, page);
        }
        let came = !sample.outcome.is_http_failure();
        let Some(usual) = self.usual.get_mut(usize::from(sample.step.0)) else { return };
        let known = usual.get();
        if came {
            usual.observe(sample.response_time);
        }
        let part = end.visit.part;
        let waited = match (came, known) {
            (true, _) => Some(sample.response_time),
            (false, Some(usual)) => Some(sample.response_time.max(usual)),
            // The usual time of the page is unknown; a failure shows one only when it was waited for.
            (false, None) => Some(sample.response_time).filter(|waited| *waited >= UNANSWERED_LEAST),
        };
        if let Some(waited) = waited {
            let visits = &mut self.current.visits;
            visits.record(part, sample.step, waited, 1, 1);
            match end.shopper {
                Some(shopper) => {
                    self.shoppers.page(shopper, part, sample.step, waited);
                    end.waited.into_iter().for_each(|seconds| visits.waited(seconds, waited));
                }
                None => visits.page_of_arrival(part, sample.step, waited),
            }
        }
        let Some(shopper) = end.shopper else { return };
        if !came {
            return self.stalls.turned_away();
        }
        let page = Answered {
            sample: *sample,
            part,
            shopper,
            ended: end.at,
            // Without a usual time or pace no page can have been kept back.
            usual: known.unwrap_or(Micros::MAX / 4),
            pace: end.pace.unwrap_or(Micros::MAX / 4),
        };
        let Self { current, stalls, shoppers, .. } = self;
        stalls.answered(page, |page, waited, times| {
            let step = page.sample.step;
            current.kept_back(&page.sample, waited, u64::from(times));
            current.visits.record(page.part, step, waited, u64::from(times), 0);
            shoppers.kept_back(page.shopper, page.part, step, waited, times);
        });
    }

    /// Notes that the end of the run cut off a waiting shopper, whose last request [`Recorder::page`] or [`Recorder::record`]
    /// counts.
    pub fn page_cut_off(&mut self) {
        self.stalls.turned_away();
    }

    /// Whether a page that is cut off after this many microseconds counts as unanswered: it was waited for ten times as long as
    /// usual and at least a second, or 5 s where none has come yet.
    #[must_use]
    pub fn is_unanswered(&self, step: StepId, waited: Micros) -> bool {
        let usual = self.usual.get(usize::from(step.0)).and_then(Usual::get);
        waited
            >= usual.map_or(UNANSWERED, |usual| {
                usual.saturating_mul(UNANSWERED_FACTOR).clamp(UNANSWERED_LEAST, UNANSWERED.max(usual * 2))
            })
    }

    /// Counts the end of a visit. `promotion` says whether the promotion was right on every page that shows it, `None` when there
    /// was no such page; `pages` are the times of its pages, in microseconds, when the visit is a shopper of its own.
    pub fn visit_ended(
        &mut self,
        visit: VisitKey,
        end: VisitEnd,
        promotion: Option<bool>,
        pages: Option<&mut [Micros]>,
    ) {
        self.current.visits.ended(visit, end, promotion);
        if let Some(pages) = pages {
            self.current.visits.wait_of_arrival(visit.part, pages);
        }
    }

    /// Counts a visit that failed, with the first step at which it did. `specimen` is called only while a sample of this kind is
    /// wanted.
    pub fn visit_broke(
        &mut self,
        visit: VisitKey,
        step: StepId,
        cause: Cause,
        specimen: impl FnOnce() -> Specimen,
    ) {
        let is_wanted = self.sampled.len() < SPECIMENS && !self.sampled.contains(&(step, cause));
        if is_wanted {
            self.sampled.push((step, cause));
        }
        self.current.broken.add(visit, step, cause, is_wanted.then(|| Box::new(specimen())));
    }

    /// Counts a request that waited because of our own cap.
    pub fn held_back(&mut self) {
        self.current.held_back += 1;
    }

    /// Counts a step's page with its files, from the step's intended start on, in microseconds.
    pub fn page_load(&mut self, step: StepId, tags: SampleTags, lasted: Micros) {
        self.current.page_load(step, lasted);
        self.current.tagged.page_load(step, tags, lasted);
    }

    /// Counts a step with its think time, in microseconds.
    pub fn group(&mut self, step: StepId, lasted: Micros) {
        self.current.group(step, lasted);
    }

    /// Notes a file of another host that a page needs and no visitor loads.
    pub fn elsewhere(&mut self, host: &str, file: &str) {
        self.current.elsewhere.add(host, file);
    }

    /// Notes a name in the `Content-Encoding` of a step's answer that is not a coding of the request.
    pub fn unknown_coding(&mut self, step: StepId, name: &str) {
        if self.codings.add(step, name) {
            self.current.codings.add(step, name);
        }
    }

    /// Counts the result of one check on a page that came.
    pub fn check(&mut self, check: CheckId, held: bool, tags: SampleTags) {
        self.current.check(check, held);
        self.current.tagged.checks(check, tags).for_each(|tally| tally.count(held));
    }

    /// Counts a check without a page.
    pub fn check_without_page(&mut self, check: CheckId, tags: SampleTags) {
        self.current.check_without_page(check);
        self.current.tagged.checks(check, tags).for_each(CheckTally::count_without_page);
    }

    /// Counts the beginning of an iteration. Executors are counted from 0 in the order of the plan.
    pub fn iteration_started(&mut self, executor: usize) {
        self.current.tally_mut(executor).started += 1;
    }

    /// Counts an iteration that was completed after this many microseconds.
    pub fn iteration(&mut self, tags: SampleTags, duration: Micros) {
        self.current.iteration(tags.load, duration);
        self.current.tagged.iteration(tags, duration);
    }

    /// Counts a completed iteration that failed: a page did not come or was wrong.
    pub fn iteration_failed(&mut self, executor: usize) {
        self.current.tally_mut(executor).failed += 1;
    }

    /// Counts an iteration that the end of the run cut off; `failed` when a page had not come or was wrong before.
    pub fn iteration_interrupted(&mut self, executor: usize, failed: bool) {
        let tally = self.current.tally_mut(executor);
        tally.interrupted += 1;
        tally.interrupted_failed += u64::from(failed);
        tally.failed += u64::from(failed);
    }

    /// Counts an iteration that was due and will not run; `overdue` when the generator was too late for it.
    pub fn iteration_dropped(&mut self, executor: usize, overdue: bool) {
        let tally = self.current.tally_mut(executor);
        tally.dropped += 1;
        tally.overdue += u64::from(overdue);
    }

    /// Counts how late one of the generator's timers fired, in microseconds.
    pub fn lag(&mut self, lag: Micros) {
        self.current.lag(lag);
    }

    /// Sets the number of virtual users that are active now.
    pub fn vus(&mut self, active: u64) {
        self.current.vus_peak = self.current.vus_peak.max(active);
    }

    /// Hands over the measurements and goes on with `spare`, which must be empty and of the same layout.
    pub fn hand_over(&mut self, spare: Measurements) -> Measurements {
        self.shoppers.settle(&mut self.current.visits);
        std::mem::replace(&mut self.current, spare)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{LoadPart, Outcome, StepId, Timings};
    use super::*;

    fn sample(millis: u64) -> Sample {
        Sample::new(StepId(0), 200, Outcome::Ok, Timings { waiting: millis * 1_000, ..Timings::default() })
    }

    /// Virtual users of one thread, each with its own clock.
    struct Users {
        recorder: Recorder,
        layout: Layout,
        start: Instant,
    }

    /// A page: the user that asks, the time in milliseconds from the start, and the time that the user waits.
    type Asked = (usize, u64, u64);

    impl Users {
        fn new() -> Self {
            let layout = Layout { steps: vec!["page".into()], ..Layout::default() };
            Self { recorder: Recorder::new(&layout), layout, start: Instant::now() }
        }

        /// Records all these pages in the order of time.
        fn live(&mut self, pages: &[Asked], pace: u64, refusals: &[u64]) {
            let asks = pages.iter().map(|&(_, at, _)| (at, 1, None));
            let ends = pages.iter().map(|&page| (page.1 + page.2, 0, Some(page)));
            let refused = refusals.iter().map(|at| (*at, 2, None));
            let mut events: Vec<_> = asks.chain(ends).chain(refused).collect();
            events.sort_unstable_by_key(|(at, kind, _)| (*at, *kind));
            for (at, kind, page) in events {
                let now = self.start + Duration::from_millis(at);
                match (kind, page) {
                    (1, _) => self.recorder.asks(now),
                    (0, Some((user, _, millis))) => self.end(&sample(millis), user, now, pace),
                    _ => {
                        self.recorder.asks(now);
                        self.end(
                            &Sample { outcome: Outcome::Status, status: 503, ..sample(1) },
                            99,
                            now,
                            pace,
                        );
                    }
                }
            }
        }

        fn end(&mut self, sample: &Sample, user: usize, at: Instant, pace: u64) {
            let visit = VisitKey { part: LoadPart::FullLoad, executor: 0, journey: 0 };
            self.recorder.page(
                sample,
                &PageEnd {
                    visit,
                    shopper: Some(user),
                    pace: Some(pace * 1_000),
                    at,
                    waited: None,
                    trace: None,
                },
            );
        }

        fn measured(&mut self) -> Measurements {
            self.recorder.hand_over(Measurements::new(&self.layout))
        }
    }

    /// Users without think time at a shop that needs 10 ms and freezes for 1 s in every 5 s.
    fn freezing(users: usize) -> Vec<Asked> {
        let mut pages = Vec::new();
        for cycle in 0..20 {
            for user in 0..users {
                let begin = cycle * 5_000 + user as u64;
                pages.extend((0..399).map(|turn| (user, begin + turn * 10, 10)));
                pages.push((user, begin + 3_990, 1_010 - user as u64));
            }
        }
        pages
    }

    fn p95_of_shoppers(measured: &Measurements) -> u64 {
        let step = &measured.visits.judged().steps()[0];
        step.spread.quantile(0.95, step.times().unwrap()).unwrap() / 1_000
    }

    /// Of all the pages that the users wanted, a fifth fell into a freeze and waited 500 ms on average.
    #[test]
    fn a_stall_counts_for_every_page_it_kept_back() {
        let mut users = Users::new();
        let pages = freezing(6);
        users.live(&pages, 10, &[]);
        let measured = users.measured();
        let p90 = measured.response_times(|_| true).quantile(0.9) / 1_000;
        assert!((480..=540).contains(&p90), "p90 is {p90} ms");
        let p95 = p95_of_shoppers(&measured);
        assert!((730..=780).contains(&p95), "p95 is {p95} ms");
        assert_eq!(measured.requests(), pages.len() as u64, "what was not sent is not counted as sent");
        assert_eq!(measured.durations(|_| true).quantile(0.99) / 1_000, 10, "k6's clock stays k6's");
    }

    #[test]
    fn a_refusal_at_once_is_no_sign_of_life() {
        let p95 = |refusals: &[u64]| {
            let mut users = Users::new();
            users.live(&freezing(6), 10, refusals);
            users.measured().response_times(|outcome| outcome == Outcome::Ok).quantile(0.95) / 1_000
        };
        let refusals: Vec<u64> =
            (0..20).flat_map(|cycle| (1..190).map(move |turn| cycle * 5_000 + 4_010 + turn * 5)).collect();
        assert!(p95(&refusals).abs_diff(p95(&[])) <= 10, "{} {}", p95(&refusals), p95(&[]));
    }

    /// The same share of slow pages, in several orders and for several users.
    #[test]
    fn slow_pages_count_as_they_are_whatever_their_order() {
        for users in [1, 2, 5, 10, 20] {
            for slow_every in [28_u64, 100] {
                let mut pages = Vec::new();
                let mut random = fastrand::Rng::with_seed(slow_every);
                for user in 0..users {
                    let mut at = user as u64 * 3;
                    for turn in 0..400_u64 {
                        let millis =
                            if (turn + random.u64(..slow_every)) % slow_every == 3 { 7_000 } else { 20 };
                        pages.push((user, at, millis));
                        at += millis + 5;
                    }
                }
                let mut all = Users::new();
                all.live(&pages, 25, &[]);
                let measured = all.measured();
                let p95 = p95_of_shoppers(&measured);
                assert_eq!(p95, 20, "{users} users, one page of {slow_every} slow");
            }
        }
    }

    #[test]
    fn an_endless_stall_is_thinned_out_but_keeps_its_weight() {
        let mut users = Users::new();
        let warm = (0..6).flat_map(|user| (0..20).map(move |turn| (user, turn * 2, 1)));
        let pages: Vec<Asked> = warm.chain((0..6).map(|user| (user, 100, 60_000))).collect();
        users.live(&pages, 1, &[]);
        let count = users.measured().response_times(|_| true).count() - 126;
        assert!((6 * 59_000..=6 * 60_010).contains(&count), "{count}");
    }

    #[test]
    fn a_page_that_is_cut_off_was_not_answered_when_it_took_ten_times_as_long() {
        let mut users = Users::new();
        let unanswered = |users: &Users, millis: u64| users.recorder.is_unanswered(StepId(0), millis * 1_000);
        assert_eq!((unanswered(&users, 4_000), unanswered(&users, 5_000)), (false, true));
        users.live(&[(0, 0, 20)], 5, &[]);
        assert_eq!((unanswered(&users, 900), unanswered(&users, 1_000)), (false, true));
        let mut slow = Users::new();
        slow.live(&[(0, 0, 7_000)], 5, &[]);
        assert_eq!((unanswered(&slow, 10_000), unanswered(&slow, 14_000)), (false, true));
    }

    #[test]
    fn failing_fast_never_makes_a_shop_look_fast() {
        let mut users = Users::new();
        users.live(&[(0, 0, 400), (0, 500, 400), (1, 0, 400)], 100, &[1_000, 1_100, 1_200, 1_300]);
        let measured = users.measured();
        let times = measured.visits.judged().steps()[0].times().unwrap();
        assert!(times.min() >= 399_000, "{}", times.min());
        assert_eq!((times.count(), measured.response_times(|_| true).min() / 1_000), (7, 1));
    }
}
