//! The shop's own counters: what really arrived, was answered, and lies in the carts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::routes::Route;

/// Who sent a request: the load, or the preparation that says so in a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestPhase {
    Load,
    Setup,
}

/// How a request ended, in the shop's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServedAs {
    /// A page or fragment was answered.
    Ok,
    /// Pieces were added to a cart.
    Added,
    /// A quantity was changed.
    Updated,
    /// A line or a voucher was taken off.
    Removed,
    /// A voucher was accepted.
    Applied,
    /// An order was placed.
    Ordered,
    /// A customer logged in.
    LoggedIn,
    /// An add was answered with success and did nothing, because a robot sent it.
    IgnoredBot,
    /// The shop said no with status 200: a voucher, the stock, an unknown product.
    Refused,
    /// An AJAX request without `action`: status 200 and an empty body.
    NoAction,
    /// A combination that does not exist: status 500.
    Impossible,
    /// Answered with another address.
    Redirected,
    /// The browser's copy is still good: status 304.
    NotModified,
    /// No such page.
    NotFound,
    /// Answered 500 by `Fault::Error`.
    FaultError,
    /// Reset by `Fault::Reset`, without an answer.
    FaultReset,
    /// Half answered by `Fault::Stall`.
    FaultStalled,
    /// Half answered by `Fault::Truncate`.
    FaultTruncated,
    /// Answered slowly by `Fault::Slow`.
    FaultSlow,
    /// Answered with broken JSON by `Fault::BadJson`.
    FaultBadJson,
    /// Answered 403 by `Fault::Block`.
    FaultBlocked,
    /// Answered in another encoding than the head says by `Fault::BadEncoding`.
    FaultBadEncoding,
    /// Never answered because of `Faults::freeze_after_requests` or `Quirk::Hang`.
    FaultFrozen,
    /// Never answered because of `Faults::die_after_requests`.
    FaultDied,
    /// Answered wrongly by one of `Faults::misbehaviours`.
    Misbehaved,
    /// Answered 503 because too many were waiting.
    Overloaded,
    /// A page of the shop itself does not render: status 500.
    Broken,
    /// The request's body never came, or was too long.
    BadBody,
}

impl ServedAs {
    /// Whether something that was asked for in [`super::Faults`] made the answer another one, or prevented it.
    pub(super) fn is_hurt(self) -> bool {
        match self {
            ServedAs::FaultError
            | ServedAs::FaultReset
            | ServedAs::FaultStalled
            | ServedAs::FaultTruncated
            | ServedAs::FaultSlow
            | ServedAs::FaultBadJson
            | ServedAs::FaultBlocked
            | ServedAs::FaultBadEncoding
            | ServedAs::FaultFrozen
            | ServedAs::FaultDied
            | ServedAs::Misbehaved => true,
            ServedAs::Ok
            | ServedAs::Added
            | ServedAs::Updated
            | ServedAs::Removed
            | ServedAs::Applied
            | ServedAs::Ordered
            | ServedAs::LoggedIn
            | ServedAs::IgnoredBot
            | ServedAs::Refused
            | ServedAs::NoAction
            | ServedAs::Impossible
            | ServedAs::Redirected
            | ServedAs::NotModified
            | ServedAs::NotFound
            | ServedAs::Overloaded
            | ServedAs::Broken
            | ServedAs::BadBody => false,
        }
    }
}

/// Everything the shop knows about its traffic. `/__shop/` requests are never counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Load requests whose head was read.
    pub requests: u64,
    /// The same per route.
    pub routes: BTreeMap<Route, RouteStats>,
    /// Requests that carried `X-Promo-Load-Phase: setup`; they appear nowhere else.
    pub setup: PhaseStats,
    /// Connections that carried at least one load request.
    pub connections: u64,
    /// What lies in the carts that load requests made.
    pub carts: CartStats,
    /// What customers did, by their addresses.
    #[serde(default)]
    pub customers: BTreeMap<String, CustomerStats>,
    /// The most load requests that were being answered at once, those waiting for a worker included.
    pub in_flight_peak: u64,
    /// The most workers that were busy at once.
    pub in_service_peak: u64,
}

impl Stats {
    /// Load requests that ended in this way, over all routes.
    #[must_use]
    pub fn ended(&self, outcome: ServedAs) -> u64 {
        self.routes.values().filter_map(|route| route.outcomes.get(&outcome)).sum()
    }
}

/// Requests of one phase.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseStats {
    /// Requests whose head was read.
    pub requests: u64,
    /// The same per route.
    pub routes: BTreeMap<Route, RouteStats>,
}

/// Requests of one route.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RouteStats {
    /// Requests that arrived.
    pub requests: u64,
    /// Answers per status; fewer than requests while some are unanswered.
    pub status: BTreeMap<u16, u64>,
    /// Endings per kind.
    pub outcomes: BTreeMap<ServedAs, u64>,
}

/// The carts that load requests made and that still exist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartStats {
    /// Carts with at least one product.
    pub with_products: u64,
    /// Paid pieces per product id, over all carts; gifts are not counted.
    pub products: BTreeMap<u32, u64>,
    /// Carts per id of a rule that applies to them; every rule is listed.
    pub vouchers: BTreeMap<u32, u64>,
}

/// What the load did as one customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerStats {
    /// How often the customer logged in.
    pub log_ins: u64,
    /// How often the account's page was answered.
    pub account_pages: u64,
}

/// The counting half of [`Stats`]; the carts are counted on demand.
#[derive(Debug, Default)]
pub(super) struct Counters {
    load: PhaseStats,
    setup: PhaseStats,
    connections: u64,
    in_flight: u64,
    in_flight_peak: u64,
    in_service_peak: u64,
}

impl Counters {
    fn phase(&mut self, phase: RequestPhase) -> &mut PhaseStats {
        match phase {
            RequestPhase::Load => &mut self.load,
            RequestPhase::Setup => &mut self.setup,
        }
    }

    /// A head was read. Returns how many of this phase there have been, this one included.
    pub(super) fn arrived(&mut self, phase: RequestPhase, first_on_connection: bool) -> u64 {
        if phase == RequestPhase::Load {
            self.connections += u64::from(first_on_connection);
            self.in_flight += 1;
            self.in_flight_peak = self.in_flight_peak.max(self.in_flight);
        }
        let counted = self.phase(phase);
        counted.requests += 1;
        counted.requests
    }

    /// The request is answered or given up.
    pub(super) fn left(&mut self, phase: RequestPhase) {
        if phase == RequestPhase::Load {
            self.in_flight = self.in_flight.saturating_sub(1);
        }
    }

    /// What was asked for is known.
    pub(super) fn routed(&mut self, phase: RequestPhase, route: Route) {
        self.phase(phase).routes.entry(route).or_default().requests += 1;
    }

    /// The request ended; without a status it was never answered.
    pub(super) fn ended(
        &mut self,
        phase: RequestPhase,
        route: Route,
        status: Option<u16>,
        outcome: ServedAs,
    ) {
        let counted = self.phase(phase).routes.entry(route).or_default();
        if let Some(status) = status {
            *counted.status.entry(status).or_default() += 1;
        }
        *counted.outcomes.entry(outcome).or_default() += 1;
    }

    /// So many workers are busy.
    pub(super) fn busy(&mut self, workers: usize) {
        self.in_service_peak = self.in_service_peak.max(workers as u64);
    }

    /// Forgets everything but the requests that are being answered.
    pub(super) fn reset(&mut self) {
        *self = Counters { in_flight: self.in_flight, in_flight_peak: self.in_flight, ..Counters::default() };
    }

    /// A copy for the asker.
    pub(super) fn stats(&self, carts: CartStats, customers: BTreeMap<String, CustomerStats>) -> Stats {
        Stats {
            requests: self.load.requests,
            routes: self.load.routes.clone(),
            setup: self.setup.clone(),
            connections: self.connections,
            carts,
            customers,
            in_flight_peak: self.in_flight_peak,
            in_service_peak: self.in_service_peak,
        }
    }
}
