//! The desk's own variables of the environment, which no process that it starts gets: what it tells others by, and the secrets of
//! sign-in, are none of a run's business.

use std::ffi::OsString;

use super::access::SECRETS;
use super::outward::OWN_VARIABLES;

/// The variables of this process that are the desk's own.
pub(super) fn kept_back() -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        OWN_VARIABLES.iter().chain([&SECRETS]).any(|own| name.starts_with(own))
    })
}
