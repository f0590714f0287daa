//! What shoppers lived through, read from the shop's own journal.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use promo_load::shop::{JournalEntry, Route};

use super::bands::{self, Letter};

/// Quirks that make a page late or redirect it, and leave it right.
const LATE: [&str; 5] = ["delay", "rise", "pause", "slow", "hops"];
/// Quirks that show another price, total or promotion than promised.
const WRONG: [&str; 6] = ["total", "no-voucher", "visible-price", "price", "no-old-price", "reduction"];
/// A step with fewer pages says nothing of its p95.
const ENOUGH: usize = 20;
/// The one-sided quantile of the normal distribution at 95 %, for the lower end of a 90 % interval.
const Z: f64 = 1.645;

/// What there is to know about a load.
#[derive(Debug, Default)]
pub(super) struct Truth {
    visits: Share,
    /// The visits that reached the route of the row, when it names one.
    journey: Option<Share>,
    /// Visits that saw another promotion than promised.
    wrong: usize,
    /// The slowest route.
    slowest: P95,
    /// What the shopper in twenty waits who waits longest, by the median of his own pages.
    shopper: Duration,
    by_shopper: bool,
}

#[derive(Debug, Default, Clone, Copy)]
struct Share {
    failed: usize,
    all: usize,
}

/// A p95 and the lower bound that its values carry.
#[derive(Debug, Default, Clone, Copy)]
struct P95 {
    lower: Duration,
    value: Duration,
}

/// One walk of a journey.
#[derive(Debug, Default)]
struct Visit {
    has_failed: bool,
    is_wrong: bool,
    routes: Vec<Route>,
}

/// How a row's truth is to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reading {
    /// Judge the visits that reach this route beside all together.
    pub(super) journey: Option<Route>,
    /// A slow shopper weighs as one, however few pages he sees.
    pub(super) by_shopper: bool,
}

impl Truth {
    /// `landing` is the path of each journey's first page.
    pub(super) fn read(journal: &[JournalEntry], landing: &str, reading: Reading) -> Truth {
        let visits = visits(journal, landing);
        let share = |chosen: &dyn Fn(&Visit) -> bool| {
            let all: Vec<_> = visits.iter().filter(|visit| chosen(visit)).collect();
            Share { failed: all.iter().filter(|visit| visit.has_failed).count(), all: all.len() }
        };
        let chains = chains(journal);
        let mut routes: BTreeMap<Route, Vec<Duration>> = BTreeMap::new();
        let mut shoppers: BTreeMap<u64, Vec<Duration>> = BTreeMap::new();
        for chain in &chains {
            routes.entry(chain.route).or_default().push(chain.took);
            shoppers.entry(chain.connection).or_default().push(chain.took);
        }
        let slowest = routes.into_values().filter(|times| times.len() >= ENOUGH).map(P95::measure);
        let mut medians: Vec<_> = shoppers.into_values().map(|times| quantile(times, 0.5)).collect();
        medians.sort_unstable();
        Truth {
            visits: share(&|_| true),
            journey: reading.journey.map(|route| share(&|visit: &Visit| visit.routes.contains(&route))),
            wrong: visits.iter().filter(|visit| visit.is_wrong).count(),
            slowest: slowest.max_by_key(|p95| p95.value).unwrap_or_default(),
            shopper: quantile(medians, 0.95),
            by_shopper: reading.by_shopper,
        }
    }

    /// The letters that say this truth.
    pub(super) fn letters(&self) -> RangeInclusive<Letter> {
        let time = if self.by_shopper {
            bands::of_time(self.shopper, self.shopper)
        } else {
            bands::of_time(self.slowest.lower, self.slowest.value)
        };
        let of = |share: Share| bands::of_failures(share.failed, share.all);
        let parts = [Some(of(self.visits)), self.journey.map(of)];
        parts.into_iter().flatten().fold(time, |letters, part| bands::worst(&letters, &part))
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: Share| share.failed as f64 * 100.0 / share.all.max(1) as f64;
        write!(f, "{:.1} % of {} visits failed", percent(self.visits), self.visits.all)?;
        if let Some(journey) = self.journey {
            write!(f, " ({:.1} % of {})", percent(journey), journey.all)?;
        }
        if self.wrong > 0 {
            write!(f, ", {} saw another promotion", self.wrong)?;
        }
        if self.by_shopper {
            return write!(f, ", p95 of shoppers {:.2} s", self.shopper.as_secs_f64());
        }
        write!(
            f,
            ", p95 {:.2} s (at least {:.2})",
            self.slowest.value.as_secs_f64(),
            self.slowest.lower.as_secs_f64()
        )
    }
}

impl P95 {
    fn measure(times: Vec<Duration>) -> P95 {
        let count = times.len() as f64;
        // The rank below which the p95 lies in one of twenty series of this length.
        let rank = 0.95 * count - Z * (0.95 * 0.05 * count).sqrt();
        P95 { lower: quantile(times.clone(), (rank / count).max(0.0)), value: quantile(times, 0.95) }
    }
}

/// By the nearest rank.
fn quantile(mut times: Vec<Duration>, share: f64) -> Duration {
    times.sort_unstable();
    let rank = (share * times.len() as f64).ceil() as usize;
    times.get(rank.max(1) - 1).copied().unwrap_or_default()
}

fn is_hop(entry: &JournalEntry) -> bool {
    entry.target.contains("_hop=")
}

/// Whether shoppers did not get the right page.
fn has_failed(entry: &JournalEntry) -> bool {
    // A late page that the load's end cut off has not failed.
    let is_error = entry.status.is_some_and(|status| status >= 400);
    is_error || entry.quirk.is_some_and(|quirk| !LATE.contains(&quirk))
}

/// A visit begins at its landing page without a cookie; what follows belongs to the visitor, or, while he has no cookie, to
/// the connection.
fn visits(journal: &[JournalEntry], landing: &str) -> Vec<Visit> {
    let mut visits: Vec<Visit> = Vec::new();
    let mut of_visitor: BTreeMap<u64, usize> = BTreeMap::new();
    let mut of_connection: BTreeMap<u64, usize> = BTreeMap::new();
    for entry in journal.iter().filter(|entry| entry.route != Route::Asset) {
        let is_new = !entry.cookies.iter().any(|(name, _)| name.starts_with("PrestaShop-"));
        let lands = entry.target.split('?').next() == Some(landing) && !is_hop(entry);
        let known = if is_new {
            of_connection.get(&entry.connection).filter(|_| !lands)
        } else {
            entry
                .visitor
                .and_then(|visitor| of_visitor.get(&visitor))
                .or(of_connection.get(&entry.connection))
        };
        let place = known.copied().unwrap_or_else(|| {
            visits.push(Visit::default());
            visits.len() - 1
        });
        of_connection.insert(entry.connection, place);
        if let Some(visitor) = entry.visitor {
            of_visitor.insert(visitor, place);
        }
        let visit = &mut visits[place];
        visit.routes.push(entry.route);
        visit.has_failed |= has_failed(entry);
        visit.is_wrong |= entry.quirk.is_some_and(|quirk| WRONG.contains(&quirk));
    }
    visits
}

/// A page with its redirects.
struct Chain {
    connection: u64,
    route: Route,
    took: Duration,
}

/// The pages that came, whatever they said. A redirect of our own is part of the page that it leads to.
fn chains(journal: &[JournalEntry]) -> Vec<Chain> {
    let mut begun: BTreeMap<u64, Duration> = BTreeMap::new();
    let mut chains = Vec::new();
    for entry in journal.iter().filter(|entry| entry.route != Route::Asset) {
        let start = if is_hop(entry) { begun.get(&entry.connection).copied() } else { None };
        let start = start.unwrap_or(entry.arrived);
        begun.insert(entry.connection, start);
        let leads_on = entry.status == Some(302) && matches!(entry.quirk, Some("hops" | "loop"));
        if let Some(sent) = entry.sent.filter(|_| !leads_on) {
            chains.push(Chain {
                connection: entry.connection,
                route: entry.route,
                took: sent.saturating_sub(start),
            });
        }
    }
    chains
}
