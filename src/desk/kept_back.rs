//! The variables of the desk's environment that a process which it starts does not get: what it tells others by, the secrets of
//! sign-in, and the secrets of other shops.

use std::ffi::OsString;

use super::access::SECRETS;
use super::outward::OWN_VARIABLES;
use crate::units::secret::VARIABLES;

/// The variables of this process that one for a shop does not get, which may have these secrets.
pub(super) fn kept_back(allowed: &[String]) -> impl Iterator<Item = OsString> {
    std::env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        let is_own = OWN_VARIABLES.iter().chain([&SECRETS]).any(|own| name.starts_with(own));
        is_own || name.starts_with(VARIABLES) && allowed.iter().all(|allowed| *allowed != name)
    })
}
