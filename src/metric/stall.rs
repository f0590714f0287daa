//! Stalls: times in which shoppers wait and the shop answers none of a thread's shoppers.
//!
//! A shopper who waits sends nothing meanwhile. A shop that freezes for 7 s therefore gets fewer requests in this time, and its
//! slow pages are a smaller share than the lost time (coordinated omission). The pages that the freeze kept back are added: one
//! page for each usual pace of the journey, each with the rest of the freeze as its waiting time (HdrHistogram's correction by an
//! expected interval).
//!
//! One slow page is not a freeze, however few other requests are in flight. A freeze is recognised by its end: several shoppers
//! waited, none was answered for longer than usual, and then most of them are answered one right after the other: closer together
//! than they had asked, or as fast as the shop works off the backlog. Slow pages that are unrelated end as far apart as they
//! began, so the same share of slow pages counts the same in any order.

use std::time::{Duration, Instant};

use super::{LoadPart, Micros, Sample};

/// The fewest shoppers that must wait at once; fewer may just wait for pages that are slow by themselves.
const CROWD: usize = 3;
/// After a freeze the answers follow each other within this many usual times of a page …
const FOLLOW: u64 = 4;
/// … or within this time, while the shop works off the backlog.
const FOLLOW_LEAST: Duration = Duration::from_millis(20);
/// The most pages that one freeze adds one by one for one shopper; beyond that several are added at a time.
const MOST_PER_STALL: u64 = 4_000;

/// A page that was answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    /// The page's last request.
    pub(super) sample: Sample,
    pub(super) part: LoadPart,
    pub(super) shopper: usize,
    pub(super) ended: Instant,
    /// The usual time of the step, in microseconds; the pace below is the usual time from one page of the journey to the next.
    pub(super) usual: Micros,
    pub(super) pace: Micros,
}

/// The end of a silence, while it is unknown whether the other shoppers are answered as well.
#[derive(Debug)]
struct Release {
    from: Instant,
    to: Instant,
    until: Instant,
    /// The number of shoppers that waited through it.
    waited: usize,
    /// The number of them that have been answered.
    back: usize,
}

/// Watches the waiting shoppers of a thread.
#[derive(Debug, Default)]
pub(super) struct Stalls {
    waiting: usize,
    /// The time since which a crowd waits without an answer to any of them.
    silent_since: Option<Instant>,
    release: Option<Release>,
    /// The pages answered since the release.
    held: Vec<Answered>,
}

impl Stalls {
    /// Notes that a shopper asks for a page.
    pub(super) fn asks(&mut self, now: Instant) {
        self.waiting += 1;
        if self.waiting == CROWD {
            self.silent_since = Some(now);
        }
    }

    /// Notes that a shopper's wait ended without a page. A refused connection does not end a silence: the shop did not answer.
    pub(super) fn turned_away(&mut self) {
        self.waiting = self.waiting.saturating_sub(1);
        if self.waiting < CROWD {
            self.silent_since = None;
        }
    }

    /// Notes that a waiting shopper got a page. `keep_back` receives the pages that a freeze kept back: the page that was
    /// delayed, a waiting time, and the number of such pages.
    pub(super) fn answered(&mut self, page: Answered, mut keep_back: impl FnMut(&Answered, Micros, u32)) {
        let waited = self.waiting;
        self.waiting = waited.saturating_sub(1);
        let silent_since = self.silent_since.take();
        if self.waiting >= CROWD {
            self.silent_since = Some(page.ended);
        }
        let noticeable = Duration::from_micros(page.usual.saturating_add(page.pace));
        match &mut self.release {
            Some(release) if page.ended <= release.until => {
                if page.begun() + noticeable < release.to {
                    release.back += 1;
                    release.until = page.ended + page.follow();
                    self.held.push(page);
                }
            }
            _ => {
                self.held.clear();
                self.release = None;
                let Some(from) = silent_since else { return };
                let silence = page.ended.saturating_duration_since(from);
                if silence <= noticeable {
                    return;
                }
                let until = page.ended + page.follow();
                self.release = Some(Release { from, to: page.ended, until, waited, back: 1 });
                self.held.push(page);
            }
        }
        let Some(release) = &self.release else { return };
        if release.back >= CROWD && release.back * 2 > release.waited && self.ended_together() {
            let Self { held, release: Some(release), .. } = self else { return };
            held.drain(..).for_each(|page| page.kept_back(release.from, release.to, &mut keep_back));
        }
    }
}

impl Stalls {
    /// Whether the pages since the silence came closer together than they had been asked for, or as fast as the shop works.
    fn ended_together(&self) -> bool {
        let spread = |of: fn(&Answered) -> Instant| {
            let first = self.held.iter().map(of).min();
            let last = self.held.iter().map(of).max();
            first.zip(last).map_or(Duration::ZERO, |(first, last)| last.saturating_duration_since(first))
        };
        let work: Micros = self.held.iter().map(|page| page.usual.min(Micros::from(u32::MAX))).sum();
        let ends = spread(|page| page.ended);
        ends <= spread(Answered::begun) / 2 || ends <= FOLLOW_LEAST + Duration::from_micros(work)
    }
}

impl Answered {
    /// The time within which the next answer comes while a shop works off its backlog.
    fn follow(&self) -> Duration {
        FOLLOW_LEAST.max(Duration::from_micros(self.usual.saturating_mul(FOLLOW).min(Micros::MAX / 4)))
    }

    fn begun(&self) -> Instant {
        self.ended.checked_sub(Duration::from_micros(self.sample.response_time)).unwrap_or(self.ended)
    }

    /// The pages that this shopper would have asked for during a silence, each with the rest of the waiting time.
    fn kept_back(&self, from: Instant, to: Instant, keep_back: &mut impl FnMut(&Self, Micros, u32)) {
        let silent = to.saturating_duration_since(from.max(self.begun()));
        let silent = Micros::try_from(silent.as_micros()).unwrap_or(Micros::MAX);
        // An hour's stall of a shop that is asked every microsecond must not cost an hour's work, so the pages are thinned out
        // evenly.
        let together = silent / self.pace.max(1) / MOST_PER_STALL + 1;
        let every = together.saturating_mul(self.pace.max(1));
        for turn in 1..=silent / every {
            let waited = self.sample.response_time.saturating_sub(turn * every);
            if waited <= self.usual {
                return;
            }
            keep_back(self, waited, u32::try_from(together).unwrap_or(u32::MAX));
        }
    }
}
