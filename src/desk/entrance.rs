//! How the desk is reached from outside.

use std::net::IpAddr;

use hyper::HeaderMap;
use hyper::header::{HOST, ORIGIN};
use url::Url;

/// How the desk is reached from outside.
#[derive(Debug, Clone, Default)]
pub(super) struct Entrance {
    /// Where people reach it, when that is another address than the one where it listens.
    pub(super) public: Option<Url>,
    /// Whether it speaks TLS itself.
    pub(super) has_tls: bool,
    /// Whether every request comes by way of a proxy, which says whose it is.
    pub(super) is_behind_proxy: bool,
}

impl Entrance {
    /// Whether browsers reach the desk by TLS.
    pub(super) fn is_secure(&self) -> bool {
        self.has_tls || self.public.as_ref().is_some_and(|url| url.scheme() == "https")
    }

    /// The address of the machine that asks: the other end of the connection, or the one of which the proxy says that it is its own
    /// connection's other end. What stands before that in `X-Forwarded-For` is anyone's to write.
    pub(super) fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.is_behind_proxy {
            return peer;
        }
        let last =
            headers.get_all("x-forwarded-for").iter().next_back().and_then(|field| field.to_str().ok());
        let last = last.and_then(|field| field.rsplit(',').next()?.trim().parse().ok());
        last.unwrap_or(peer)
    }

    /// The root of the desk's addresses, without a slash at its end. Without a public address it is made of the host that the request
    /// names, which the caller has checked.
    pub(super) fn base(&self, headers: &HeaderMap) -> String {
        if let Some(public) = &self.public {
            return public.as_str().trim_end_matches('/').to_owned();
        }
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let scheme = if self.has_tls { "https" } else { "http" };
        format!("{scheme}://{host}")
    }

    /// Whether a request asks for the host of the public address.
    pub(super) fn is_public_host(&self, headers: &HeaderMap) -> bool {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
        let Some(public) = &self.public else { return false };
        // The scheme's own port is left out by browsers.
        let asked =
            host.to_str().ok().and_then(|host| Url::parse(&format!("{}://{host}", public.scheme())).ok());
        asked.is_some_and(|asked| {
            let is_bare = asked.username().is_empty() && asked.password().is_none() && asked.path() == "/";
            is_bare && asked.query().is_none() && asked.origin() == public.origin()
        })
    }

    /// Whether a request comes from a page of the desk itself, as far as browsers say it: programs and old browsers say nothing, and
    /// pass.
    pub(super) fn is_same_origin(&self, headers: &HeaderMap) -> bool {
        if let Some(site) = headers.get("sec-fetch-site") {
            return matches!(site.as_bytes(), b"same-origin" | b"none");
        }
        let Some(origin) = headers.get(ORIGIN) else { return true };
        let Some(origin) = origin.to_str().ok().and_then(|origin| Url::parse(origin).ok()) else {
            return false;
        };
        if self.public.as_ref().is_some_and(|public| public.origin() == origin.origin()) {
            return true;
        }
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let asked = host.and_then(|host| Url::parse(&format!("{}://{host}", origin.scheme())).ok());
        asked.is_some_and(|asked| asked.origin() == origin.origin())
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(fields: &[(&'static str, &str)]) -> HeaderMap {
        let pair = |(name, value): &(&'static str, &str)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        };
        fields.iter().map(pair).collect()
    }

    #[test]
    fn a_browser_says_where_a_form_comes_from() {
        let public = Url::parse("https://desk.example/").ok();
        let entrance = Entrance { public, ..Entrance::default() };
        for (fields, expected) in [
            (&[][..], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://a:1"), ("host", "a:1")], false),
            (&[("origin", "http://a:1"), ("host", "a:1")], true),
            (&[("origin", "http://a"), ("host", "a:80")], true),
            (&[("origin", "http://a:2"), ("host", "a:1")], false),
            (&[("origin", "null"), ("host", "a:1")], false),
            (&[("origin", "https://desk.example"), ("host", "localhost:7170")], true),
            (&[("origin", "http://desk.example"), ("host", "localhost:7170")], false),
        ] {
            assert_eq!(entrance.is_same_origin(&headers(fields)), expected, "{fields:?}");
        }
    }

    #[test]
    fn a_proxy_says_who_asks_and_nobody_else_does() {
        let (peer, other) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([192, 0, 2, 7]));
        let given = headers(&[("x-forwarded-for", "10.0.0.1, 192.0.2.7")]);
        let behind = Entrance { is_behind_proxy: true, ..Entrance::default() };
        assert_eq!(Entrance::default().visitor(peer, &given), peer);
        assert_eq!(behind.visitor(peer, &given), other);
        for field in ["", "unknown", "192.0.2.7, "] {
            assert_eq!(behind.visitor(peer, &headers(&[("x-forwarded-for", field)])), peer, "{field}");
        }
        let mut twice = given;
        twice.append("x-forwarded-for", "192.0.2.8".parse().unwrap());
        assert_eq!(behind.visitor(peer, &twice), IpAddr::from([192, 0, 2, 8]));
    }

    #[test]
    fn the_public_host_is_the_desks() {
        let public = Url::parse("https://desk.example/").ok();
        let entrance = Entrance { public, ..Entrance::default() };
        for (fields, expected) in [
            (&[("host", "desk.example")][..], true),
            (&[("host", "DESK.example:443")], true),
            (&[("host", "desk.example:80")], false),
            (&[("host", "desk.example.evil.example")], false),
            (&[("host", "evil.example@desk.example")], false),
            (&[("host", "desk.example"), ("host", "desk.example")], false),
            (&[], false),
        ] {
            let mut given = HeaderMap::new();
            for (name, value) in fields {
                given.append(*name, value.parse().unwrap());
            }
            assert_eq!(entrance.is_public_host(&given), expected, "{fields:?}");
        }
        assert!(!Entrance::default().is_public_host(&headers(&[("host", "desk.example")])));
        assert!(entrance.is_secure() && !Entrance::default().is_secure());
    }
}
