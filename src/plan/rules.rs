//! The user's configuration for one shop.

use std::num::NonZeroU32;

use jiff::tz::TimeZone;

use super::{Confirmation, Environment, Hours};

/// The agreements with the operator of a shop. They never lift a limit beyond the table of [`Limits`](super::Limits).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostRules {
    /// The environment of the shop.
    pub environment: Option<Environment>,
    /// The time zone of its hours; `None` is the machine's.
    pub zone: Option<TimeZone>,
    /// The hours in which it may be tested; `None` is 03:00–06:00 on prod, any time elsewhere.
    pub hours: Option<Hours>,
    /// Whether its CDN knows of the tests, so that prod may have 500 virtual users.
    pub cdn_allowlisted: bool,
    /// Whether carts may be filled on prod.
    pub allow_full: bool,
    /// The hard cap on requests per second; `None` is 50 on prod, unlimited elsewhere.
    pub max_requests_per_second: Option<NonZeroU32>,
    /// The most virtual users; it can only lower the limit.
    pub max_vus: Option<NonZeroU32>,
    /// The person who confirms that the shop may be tested.
    pub confirmation: Option<Confirmation>,
}
