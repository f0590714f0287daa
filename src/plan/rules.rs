//! What the user's configuration says of one shop.

use std::num::NonZeroU32;

use jiff::tz::TimeZone;

use super::{Confirmation, Environment, Hours};

/// What is agreed with whoever runs a shop. Nothing here lifts a limit beyond the table of [`Limits`](super::Limits).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostRules {
    /// Where it runs.
    pub environment: Option<Environment>,
    /// The time zone of its hours; absent: the machine's.
    pub zone: Option<TimeZone>,
    /// When it may be tested; absent: 03:00–06:00 on prod, any time elsewhere.
    pub hours: Option<Hours>,
    /// Whether its CDN knows of the tests, so that prod may have 500 virtual users.
    pub cdn_allowlisted: bool,
    /// Whether carts may be filled on prod.
    pub allow_full: bool,
    /// The hard cap on requests per second; absent: 50 on prod, any number elsewhere.
    pub max_requests_per_second: Option<NonZeroU32>,
    /// The most virtual users; never more than without it.
    pub max_vus: Option<NonZeroU32>,
    /// Who says that the shop may be tested.
    pub confirmation: Option<Confirmation>,
}
