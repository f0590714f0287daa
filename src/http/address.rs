//! Classes of addresses: this machine or a private network, or the internet.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The kind of network that an address belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClass {
    /// This machine, its link, or a network that the internet does not reach (RFC 1122, 1918, 3927, 4193, 4291).
    Private,
    /// Every other address, also those that only look harmless: carriers' shared addresses (100.64.0.0/10, RFC 6598) belong to
    /// others, some proxies hide the whole internet behind 198.18.0.0/15 (RFC 2544), and addresses for documentation (RFC 5737,
    /// 3849) have no owner. The configuration can declare a shop at such an address.
    Public,
}

impl AddressClass {
    /// The class of one address. An IPv4 address inside an IPv6 one (::ffff:0:0/96 of RFC 4291, and 64:ff9b::/96 of RFC 6052,
    /// which translators forward to it) has the class of the IPv4 address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        let is_private = match address {
            IpAddr::V4(v4) => is_private_v4(v4),
            IpAddr::V6(v6) => match v6.to_ipv4_mapped().or_else(|| translated(v6)) {
                Some(inner) => is_private_v4(inner),
                // `::` is this machine, like 0.0.0.0.
                None => {
                    v6.is_loopback()
                        || v6.is_unspecified()
                        || v6.is_unique_local()
                        || v6.is_unicast_link_local()
                }
            },
        };
        if is_private { Self::Private } else { Self::Public }
    }

    /// The class of a host with these addresses. One public address makes the host public; so does an empty list.
    #[must_use]
    pub fn of_all(addresses: &[IpAddr]) -> Self {
        if !addresses.is_empty() && addresses.iter().all(|address| Self::of(*address) == Self::Private) {
            Self::Private
        } else {
            Self::Public
        }
    }
}

impl fmt::Display for AddressClass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Private => "private",
            Self::Public => "public",
        })
    }
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    address.is_loopback() || address.is_private() || address.is_link_local() || address.is_unspecified()
}

/// The IPv4 address inside an address of a NAT64 translator.
fn translated(address: Ipv6Addr) -> Option<Ipv4Addr> {
    match address.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            Some(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_has_a_class() {
        for (text, class) in [
            ("127.0.0.1", AddressClass::Private),
            ("127.9.9.9", AddressClass::Private),
            ("0.0.0.0", AddressClass::Private),
            ("10.1.2.3", AddressClass::Private),
            ("172.16.0.0", AddressClass::Private),
            ("172.31.255.255", AddressClass::Private),
            ("192.168.7.7", AddressClass::Private),
            ("169.254.1.1", AddressClass::Private),
            ("::1", AddressClass::Private),
            ("::", AddressClass::Private),
            ("fd00::7", AddressClass::Private),
            ("fe80::7", AddressClass::Private),
            ("::ffff:10.0.0.1", AddressClass::Private),
            ("64:ff9b::10.0.0.1", AddressClass::Private),
            ("172.32.0.0", AddressClass::Public),
            ("11.0.0.0", AddressClass::Public),
            ("8.8.8.8", AddressClass::Public),
            ("100.64.0.1", AddressClass::Public),
            ("198.18.0.1", AddressClass::Public),
            ("192.0.2.1", AddressClass::Public),
            ("198.51.100.1", AddressClass::Public),
            ("203.0.113.1", AddressClass::Public),
            ("224.0.0.1", AddressClass::Public),
            ("255.255.255.255", AddressClass::Public),
            ("::ffff:8.8.8.8", AddressClass::Public),
            ("64:ff9b::8.8.8.8", AddressClass::Public),
            // Local NAT64 (RFC 8215) and 6to4: the address does not say who is behind them.
            ("64:ff9b:1::10.0.0.1", AddressClass::Public),
            ("2002:a00:1::", AddressClass::Public),
            ("2001:db8::1", AddressClass::Public),
            ("2001:4860::8888", AddressClass::Public),
        ] {
            assert_eq!(AddressClass::of(text.parse().unwrap()), class, "{text}");
        }
    }

    #[test]
    fn one_public_address_makes_a_host_public() {
        let of = |texts: &[&str]| {
            AddressClass::of_all(&texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>())
        };
        assert_eq!(of(&["10.0.0.1", "fd00::1"]), AddressClass::Private);
        assert_eq!(of(&["10.0.0.1", "8.8.8.8"]), AddressClass::Public);
        assert_eq!(of(&[]), AddressClass::Public);
    }
}
