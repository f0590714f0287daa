//! How a shop misbehaves on purpose: what goes wrong, where, when, and how often.
//!
//! Here: what can be asked for. Beside it: `grammar` reads it from a flag, `choose` decides which request is hurt,
//! `stand_in` answers in the shop's place, `look` changes what pages show and `bill` what carts claim.

mod bill;
mod choose;
mod grammar;
mod look;
mod stand_in;

use std::time::Duration;

use rust_decimal::Decimal;

use super::config::Fault;
use super::routes::{Route, RouteWork};

pub(super) use bill::misstated;
pub(super) use choose::{Asked, Chooser, Hurt};
pub use grammar::MisbehaviourError;
pub(super) use look::{Prices, Rendering};
pub(super) use stand_in::{stand_in, trail};

/// One thing that goes wrong, for load requests only: those of the `setup` phase are spared.
///
/// Written `ROUTES:QUIRK[:SHARE][:from=WHEN][:until=WHEN][:backends=K]`, see [`Misbehaviour::GRAMMAR`].
#[derive(Debug, Clone, PartialEq)]
pub struct Misbehaviour {
    /// Which requests.
    pub scope: Scope,
    /// What happens to them.
    pub quirk: Quirk,
}

/// Which requests a [`Misbehaviour`] hurts. The default is each page and each request to the cart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scope {
    /// Hurt routes; empty: all but files and the webservice.
    pub routes: Vec<Route>,
    /// The first so many backends of [`super::ShopConfig::balancer`]; `None`: all.
    pub backends: Option<usize>,
    /// The first moment; `None`: from the beginning.
    pub from: Option<Moment>,
    /// The first moment that is spared again; `None`: to the end.
    pub until: Option<Moment>,
    /// How many of the requests that are left.
    pub share: Share,
}

/// A moment of a load, which begins with the first load request since the start or the last reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// So long after the load's first request.
    After(Duration),
    /// The arrival of the load request of this number, counted from 1.
    Request(u64),
}

/// How many of the requests in scope are hurt.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Share {
    /// All.
    #[default]
    All,
    /// The first so many.
    First(u64),
    /// Evenly spread: `hurt` in each `of` that follow one another.
    Every {
        /// From 1 to `of`.
        hurt: u64,
        /// At least 1.
        of: u64,
    },
    /// A share from 0 to 1, drawn anew for each request by a generator seeded with [`super::ShopConfig::seed`].
    Random(f64),
}

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Quirk {
    /// Answered at once with this status, from 400 to 599, and nothing is done.
    Status {
        /// The status.
        code: u16,
        /// Sent as `Retry-After`, in whole seconds.
        retry_after: Option<Duration>,
    },
    /// Answered at once with a page that says that an error occurred, with status 200.
    ErrorPage,
    /// Answered at once by PrestaShop's maintenance page: 503 with `Retry-After: 3600`.
    Maintenance,
    /// Beyond so many requests per second, and one second's worth at once, answered 503 as nginx's `limit_req` does:
    /// at once, without `Retry-After`.
    Limit(u32),
    /// Never answered.
    Hang,
    /// Redirected to its own address, for ever.
    RedirectLoop,
    /// Redirected several times.
    Hops {
        /// Redirects.
        count: u32,
        /// What each redirect takes.
        each: Duration,
        /// The status that the last address answers; `None`: the page.
        then: Option<u16>,
    },
    /// Answered rightly, after an extra time between the two that is drawn evenly.
    Delay {
        /// The shortest extra time.
        least: Duration,
        /// The longest extra time.
        most: Duration,
    },
    /// Answered rightly, after an extra time that grows by so much each second since the misbehaviour began.
    Rise(Duration),
    /// Held back until [`Scope::until`], and then answered rightly: a deploy that loses nothing.
    Pause,
    /// The order page, the cart and the cart's JSON show an empty cart.
    EmptyCart,
    /// They show this total, wherever they speak of it.
    Total(Decimal),
    /// They do not show, nor take off, what was typed in as a voucher.
    NoVoucher,
    /// A voucher is accepted and shown, and the cart has lost it by the next request.
    LoseVoucher,
    /// Adding to the cart is refused for want of stock, and a voucher as disabled, in the shop's own words.
    Refuse,
    /// The prices that people read on product pages and lists are so many percent higher, those for machines right.
    VisiblePrice(i32),
    /// All prices of product pages and lists are so many percent higher.
    Price(i32),
    /// Product pages and lists show the reduced price without the old one and without the reduction.
    NoOldPrice,
    /// Reduced products are reduced by so many percent instead; by 0, they are not reduced.
    Reduction(u32),
    /// The page has no token.
    NoToken,
    /// The answer is damaged on its way, as by [`super::Faults::mix`].
    Damage(Fault),
}

impl Quirk {
    /// The word for it in a flag and in the journal.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Quirk::Status { .. } => "status",
            Quirk::ErrorPage => "error-page",
            Quirk::Maintenance => "maintenance",
            Quirk::Limit(_) => "limit",
            Quirk::Hang => "hang",
            Quirk::RedirectLoop => "loop",
            Quirk::Hops { .. } => "hops",
            Quirk::Delay { .. } => "delay",
            Quirk::Rise(_) => "rise",
            Quirk::Pause => "pause",
            Quirk::EmptyCart => "empty-cart",
            Quirk::Total(_) => "total",
            Quirk::NoVoucher => "no-voucher",
            Quirk::LoseVoucher => "lose-voucher",
            Quirk::Refuse => "refuse",
            Quirk::VisiblePrice(_) => "visible-price",
            Quirk::Price(_) => "price",
            Quirk::NoOldPrice => "no-old-price",
            Quirk::Reduction(_) => "reduction",
            Quirk::NoToken => "no-token",
            Quirk::Damage(fault) => fault.name(),
        }
    }

    /// Whether the answer is the healthy shop's, only later or by a detour.
    pub(super) fn is_delay(self) -> bool {
        matches!(self, Quirk::Delay { .. } | Quirk::Rise(_) | Quirk::Pause | Quirk::Hops { .. })
    }

    /// Whether it can be seen on this route: what a cart claims, only where a cart is shown.
    pub(super) fn applies_to(self, route: Route) -> bool {
        match self {
            Quirk::EmptyCart | Quirk::Total(_) | Quirk::NoVoucher | Quirk::LoseVoucher | Quirk::Refuse => {
                route.work() == RouteWork::Cart
            }
            _ => true,
        }
    }
}

impl Misbehaviour {
    /// This quirk wherever it can happen, always.
    #[must_use]
    pub fn everywhere(quirk: Quirk) -> Misbehaviour {
        Misbehaviour { scope: Scope::default(), quirk }
    }

    /// Refuses what cannot happen.
    ///
    /// # Errors
    ///
    /// [`MisbehaviourError`] when a status, share, rate or time is out of its range, or a pause without an end.
    pub fn check(&self) -> Result<(), MisbehaviourError> {
        let wrong_status = |code: u16| (!(400..=599).contains(&code)).then_some(code);
        let status = match self.quirk {
            Quirk::Status { code, .. } => wrong_status(code),
            Quirk::Hops { then, .. } => then.and_then(wrong_status),
            _ => None,
        };
        if let Some(code) = status {
            return Err(MisbehaviourError::Status(code));
        }
        match self.quirk {
            Quirk::Limit(0) => return Err(MisbehaviourError::NoRate),
            Quirk::Delay { least, most } if least > most => return Err(MisbehaviourError::Backwards),
            Quirk::Reduction(101..) => return Err(MisbehaviourError::Percent),
            Quirk::Price(percent) | Quirk::VisiblePrice(percent) if !(-100..=1000).contains(&percent) => {
                return Err(MisbehaviourError::Percent);
            }
            Quirk::Pause if !matches!(self.scope.until, Some(Moment::After(_))) => {
                return Err(MisbehaviourError::EndlessPause);
            }
            _ => {}
        }
        let is_share = match self.scope.share {
            Share::All | Share::First(_) => true,
            Share::Every { hurt, of } => (1..=of).contains(&hurt),
            Share::Random(share) => (0.0..=1.0).contains(&share),
        };
        if is_share { Ok(()) } else { Err(MisbehaviourError::Range) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_happen_is_refused() {
        let zero = Duration::ZERO;
        let second = Duration::from_secs(1);
        let until = |until| Scope { until, ..Scope::default() };
        let share = |share| Scope { share, ..Scope::default() };
        let all = Scope::default;
        for (scope, quirk, is_ok) in [
            (all(), Quirk::Status { code: 503, retry_after: None }, true),
            (all(), Quirk::Status { code: 302, retry_after: None }, false),
            (all(), Quirk::Hops { count: 2, each: zero, then: Some(500) }, true),
            (all(), Quirk::Hops { count: 2, each: zero, then: Some(200) }, false),
            (all(), Quirk::Limit(0), false),
            (all(), Quirk::Delay { least: second, most: second }, true),
            (all(), Quirk::Delay { least: second, most: zero }, false),
            (all(), Quirk::Reduction(100), true),
            (all(), Quirk::Reduction(101), false),
            (all(), Quirk::Price(-101), false),
            (all(), Quirk::Pause, false),
            (until(Some(Moment::Request(4))), Quirk::Pause, false),
            (until(Some(Moment::After(second))), Quirk::Pause, true),
            (share(Share::Every { hurt: 9, of: 10 }), Quirk::Hang, true),
            (share(Share::Every { hurt: 2, of: 1 }), Quirk::Hang, false),
            (share(Share::Every { hurt: 0, of: 1 }), Quirk::Hang, false),
            (share(Share::Random(1.1)), Quirk::Hang, false),
            (share(Share::Random(f64::NAN)), Quirk::Hang, false),
        ] {
            let misbehaviour = Misbehaviour { scope, quirk };
            assert_eq!(misbehaviour.check().is_ok(), is_ok, "{misbehaviour:?}");
        }
    }
}
