//! Scheme, host and port of an address (RFC 6454).

use url::Url;

/// Whether two URLs have the same scheme, host and port.
#[must_use]
pub fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
        // Each address without a host (`data:`, `javascript:`) has an origin of its own.
        && one.has_host()
}
