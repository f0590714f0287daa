//! How long an answer takes: a queue in front of workers, computed instead of contended for.
//!
//! Each request reserves a worker from its predecessor's *computed* end, so a late timer delays an answer by a
//! millisecond but never lowers the capacity: it stays `workers / service time` exactly.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::time::{Duration, Instant};

use super::answer::Effort;
use super::config::{CostModel, Freeze};
use super::routes::{Route, RouteWork};

/// Queries of WooCommerce's page of a simple product without a cart, which costs [`CostModel::page`].
const QUERIES_OF_A_PAGE: u32 = 121;

/// The workers and who waits for them.
#[derive(Debug)]
pub(super) struct Workers {
    model: CostModel,
    freeze: Option<Freeze>,
    opened: Instant,
    /// When each worker will be free.
    free_at: BinaryHeap<Reverse<Instant>>,
    /// When the waiting requests will begin, in order.
    begins: VecDeque<Instant>,
}

impl Workers {
    /// Idle workers of a shop that opened at `opened`.
    pub(super) fn new(model: CostModel, freeze: Option<Freeze>, opened: Instant) -> Workers {
        let free_at = std::iter::repeat_n(Reverse(opened), model.workers).collect();
        Workers { model, freeze, opened, free_at, begins: VecDeque::new() }
    }

    /// How long a request takes when a worker has it: what its queries cost beside those of a product page, or else what its
    /// route does, and the rules it evaluates.
    pub(super) fn service_time(&self, route: Route, effort: Effort) -> Duration {
        let own = self.model.per_route.iter().find(|(known, _)| *known == route).map(|(_, time)| *time);
        let usual = match (route.work(), effort.queries) {
            (RouteWork::Static, _) => Duration::ZERO,
            (_, Some(queries)) => self.model.page.saturating_mul(queries) / QUERIES_OF_A_PAGE,
            (RouteWork::Page, None) => self.model.page,
            (RouteWork::Cart, None) => self.model.cart,
        };
        let rules = match route.work() {
            RouteWork::Static => 0,
            RouteWork::Page | RouteWork::Cart => u32::try_from(effort.rules).unwrap_or(u32::MAX),
        };
        own.unwrap_or(usual) + self.model.per_rule.saturating_mul(rules)
    }

    /// Whether one more request would have to wait behind a full queue.
    pub(super) fn is_full(&mut self, now: Instant) -> bool {
        while self.begins.front().is_some_and(|begin| *begin <= now) {
            self.begins.pop_front();
        }
        let all_busy = self.free_at.peek().is_some_and(|Reverse(free)| *free > now);
        self.model.queue > 0 && all_busy && self.begins.len() >= self.model.queue
    }

    /// Reserves a worker for `service` and returns when the answer is ready. `spared` requests do not feel the
    /// freezes.
    pub(super) fn reserve(&mut self, now: Instant, service: Duration, spared: bool) -> Instant {
        let freeze = if spared { None } else { self.freeze };
        let finish = |begin| freeze.map_or(begin + service, |freeze| self.thaw(freeze, begin, service));
        if service.is_zero() || self.free_at.is_empty() {
            return finish(now);
        }
        let begin = self.free_at.peek().map_or(now, |Reverse(free)| now.max(*free));
        let end = finish(begin);
        self.free_at.pop();
        self.free_at.push(Reverse(end));
        if begin > now {
            self.begins.push_back(begin);
        }
        end
    }

    /// Workers that have something to do.
    pub(super) fn busy(&self, now: Instant) -> usize {
        self.free_at.iter().filter(|Reverse(free)| *free > now).count()
    }

    /// The end of `work` begun at `begin` when no work is done during the freezes.
    fn thaw(&self, freeze: Freeze, begin: Instant, work: Duration) -> Instant {
        let every = freeze.every.as_nanos().max(1);
        let lasts = freeze.lasts.as_nanos();
        let begun = begin.saturating_duration_since(self.opened).as_nanos();
        let (cycle, within) = (begun / every, begun % every);
        // Time that could be worked in so far: the first cycle has no freeze at its beginning.
        let worked = if cycle == 0 {
            within
        } else {
            every + (cycle - 1) * (every - lasts) + within.saturating_sub(lasts)
        };
        let due = worked + work.as_nanos();
        let end = if due < every {
            due
        } else {
            let later = due - every;
            let (cycles, rest) = (later / (every - lasts), later % (every - lasts));
            every + cycles * every + lasts + rest
        };
        self.opened + Duration::from_nanos(u64::try_from(end).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    fn workers(workers: usize, queue: usize, freeze: Option<Freeze>) -> (Workers, Instant) {
        let opened = Instant::now();
        let model =
            CostModel { workers, queue, page: ms(10), cart: ms(20), per_rule: ms(5), ..CostModel::default() };
        (Workers::new(model, freeze, opened), opened)
    }

    #[test]
    fn capacity_is_workers_by_service_time() {
        let (mut workers, opened) = workers(4, 0, None);
        let last = (0..1000).map(|_| workers.reserve(opened, ms(10), false)).max().unwrap();
        assert_eq!(last - opened, ms(2500));
        assert_eq!(workers.busy(opened), 4);
        assert_eq!(workers.busy(opened + ms(2500)), 0);
    }

    #[test]
    fn without_workers_nobody_waits() {
        let (mut workers, opened) = workers(0, 0, None);
        for _ in 0..100 {
            assert_eq!(workers.reserve(opened, ms(10), false) - opened, ms(10));
        }
    }

    #[test]
    fn the_queue_has_an_end() {
        let (mut workers, opened) = workers(2, 3, None);
        for _ in 0..5 {
            assert!(!workers.is_full(opened));
            workers.reserve(opened, ms(10), false);
        }
        assert!(workers.is_full(opened));
        assert!(!workers.is_full(opened + ms(10)), "two have moved up");
    }

    #[test]
    fn rules_cost_extra() {
        let (workers, _) = workers(1, 0, None);
        for (route, rules, queries, expected) in [
            (Route::Product, 0, None, 10),
            (Route::CartAdd, 2, None, 30),
            (Route::Asset, 2, None, 0),
            (Route::Product, 0, Some(121), 10),
            (Route::CartAdd, 1, Some(242), 25),
            (Route::Asset, 1, Some(121), 0),
        ] {
            let time = workers.service_time(route, Effort { rules, queries });
            assert_eq!(time, ms(expected), "{route:?}, {rules} rules, {queries:?} queries");
        }
    }

    #[test]
    fn routes_can_have_their_own_time() {
        let model =
            CostModel { per_route: vec![(Route::Search, ms(70))], page: ms(10), ..CostModel::default() };
        let workers = Workers::new(model, None, Instant::now());
        assert_eq!(workers.service_time(Route::Search, Effort::default()), ms(70));
        assert_eq!(workers.service_time(Route::Home, Effort::default()), ms(10));
    }

    #[test]
    fn work_stands_still_while_frozen() {
        let freeze = Freeze { every: ms(1000), lasts: ms(200) };
        let (mut workers, opened) = workers(0, 0, Some(freeze));
        for (begin, work, end) in [
            (0, 0, 0),
            (990, 5, 995),
            (990, 20, 1210),
            (1000, 0, 1200),
            (1100, 0, 1200),
            (1100, 50, 1250),
            (1200, 0, 1200),
            (1250, 10, 1260),
            (1990, 20, 2210),
            (990, 820, 2210),
        ] {
            let ended = workers.reserve(opened + ms(begin), ms(work), false);
            assert_eq!(ended - opened, ms(end), "{begin} + {work}");
        }
        assert_eq!(workers.reserve(opened + ms(1100), ms(0), true) - opened, ms(1100));
    }
}
