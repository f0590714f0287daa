//! The cookies of a visitor: RFC 6265 as browsers implement it (draft-ietf-httpbis-rfc6265bis, "bis" below).
//!
//! Names and values are bytes and are returned unchanged. No crate keeps both bytes and order, so the jar is our own: a few
//! rules, each with its section. Deliberately absent: the public-suffix list, because a journey never leaves one origin;
//! `SameSite` and `HttpOnly`, because every request comes from the shop's own pages and no script runs.

mod date;
mod set_cookie;
#[cfg(test)]
mod tests;

use std::time::{Instant, SystemTime};

use hyper::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::{Host, Url};

pub use set_cookie::is_cookie;
use set_cookie::{SetCookie, default_path, path_matches};

/// The most cookies in a jar; Chromium and Firefox have the same limit for a site. The oldest are removed first.
const MOST: usize = 180;
/// The most headers that are kept ready, one for each set of cookies: a journey has few sets.
const READY: usize = 4;

/// The cookies of one visitor. The jar allocates only when a `Set-Cookie` changes it, or when a set of cookies is sent for the
/// first time after that.
#[derive(Debug, Clone, Default)]
pub struct Jar {
    /// The cookies in the order in which they are sent (§5.4): longer paths first, then older ones first.
    cookies: Vec<Cookie>,
    /// The earliest expiry of any cookie.
    next_end: Option<Instant>,
    /// The headers for sets of the cookies that are in the jar now.
    ready: Vec<(Chosen, HeaderValue)>,
    /// The number of cookies created so far, which the next one gets as its age.
    created: u64,
}

/// A stored cookie (§5.3).
#[derive(Debug, Clone)]
struct Cookie {
    /// The bytes to send: `name=value`, or the value alone for a cookie without a name.
    pair: Vec<u8>,
    /// The length of the name, in bytes.
    name: usize,
    /// The domain in lower case.
    domain: Box<str>,
    host_only: bool,
    path: Box<[u8]>,
    secure: bool,
    /// The expiry; `None` keeps the cookie as long as the visitor.
    end: Option<Instant>,
    /// The number of its creation, which a new value does not change.
    created: u64,
}

/// A subset of a jar's cookies, one bit for each in their order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Chosen([u64; MOST.div_ceil(64)]);

impl Chosen {
    fn add(&mut self, place: usize) {
        self.0[place / 64] |= 1 << (place % 64);
    }

    fn has(self, place: usize) -> bool {
        self.0[place / 64] & (1 << (place % 64)) != 0
    }
}

/// The facts about an address that decide which cookies it gets and may set.
#[derive(Debug, Clone, Copy)]
struct CookiePlace<'u> {
    host: &'u str,
    /// Whether a `Domain` can only mean this host, because the host is an IP address or a name without a dot.
    alone: bool,
    /// Whether `Secure` cookies may be sent and set.
    trusted: bool,
    path: &'u [u8],
}

impl<'u> CookiePlace<'u> {
    fn of(url: &'u Url) -> Option<Self> {
        let (loopback, ip) = match url.host()? {
            Host::Ipv4(ip) => (ip.is_loopback(), true),
            Host::Ipv6(ip) => (ip.is_loopback(), true),
            Host::Domain(name) => (name == "localhost" || name.ends_with(".localhost"), false),
        };
        let host = url.host_str()?;
        Some(Self {
            host,
            alone: ip || !host.contains('.'),
            // Bis §5.8.3 leaves to the browser which connections are secure besides TLS. Chromium and Firefox trust the loopback:
            // a shop under development with `Secure` cookies keeps its carts in a browser, so it has to keep them here.
            trusted: url.scheme() == "https" || loopback,
            path: url.path().as_bytes(),
        })
    }
}

impl Jar {
    /// Stores the cookies of an answer. Cookies that are not valid for the URL are ignored, as in a browser. For two cookies with
    /// the same name, domain and path, the last value replaces the first and keeps its position.
    pub fn store(&mut self, headers: &HeaderMap, url: &Url) {
        let mut cookies = headers.get_all(SET_COOKIE).iter().peekable();
        if cookies.peek().is_none() {
            return;
        }
        let Some(place) = CookiePlace::of(url) else { return };
        let (now, clock) = (Instant::now(), SystemTime::now());
        self.evict(now);
        for line in cookies {
            if let Some(cookie) = SetCookie::parse(line.as_bytes()) {
                self.set(&cookie, place, now, clock);
            }
        }
    }

    /// Stores a cookie as a script of the page at this URL does: for its host, with the path `/`, until the jar is emptied, and
    /// `Secure` where its name asks for that. Returns `false`, and keeps nothing, where a browser would refuse or change it.
    pub fn put(&mut self, url: &Url, name: &str, value: &str) -> bool {
        let Some(place) = CookiePlace::of(url) else { return false };
        let Some(cookie) = SetCookie::of_script(name, value) else { return false };
        let (now, clock) = (Instant::now(), SystemTime::now());
        self.evict(now);
        self.set(&cookie, place, now, clock)
    }

    /// The `Cookie` header for a request to this URL; `None` when no cookie applies.
    pub fn header(&mut self, url: &Url) -> Option<HeaderValue> {
        self.header_at(url, None)
    }

    /// The value of the first cookie of this name that would be sent to this URL, as text: bytes that are not UTF-8 become
    /// U+FFFD.
    #[must_use]
    pub fn value(&self, url: &Url, name: &str) -> Option<String> {
        let place = CookiePlace::of(url)?;
        let now = self.next_end.map(|_| Instant::now());
        let is_there = |cookie: &&Cookie| {
            cookie.name() == name.as_bytes()
                && cookie.goes_to(place)
                && now.is_none_or(|now| !cookie.is_over(now))
        };
        let found = self.cookies.iter().find(is_there)?;
        Some(String::from_utf8_lossy(found.value()).into_owned())
    }

    /// Removes all cookies, as for a new visitor.
    pub fn clear(&mut self) {
        self.cookies.clear();
        self.ready.clear();
        self.next_end = None;
    }

    /// The header at an instant; `None` means now, which is read from the clock only when a cookie has an expiry.
    fn header_at(&mut self, url: &Url, now: Option<Instant>) -> Option<HeaderValue> {
        if self.cookies.is_empty() {
            return None;
        }
        if self.next_end.is_some() {
            self.evict(now.unwrap_or_else(Instant::now));
        }
        let place = CookiePlace::of(url)?;
        let mut chosen = Chosen::default();
        for (number, cookie) in self.cookies.iter().enumerate() {
            if cookie.goes_to(place) {
                chosen.add(number);
            }
        }
        if chosen == Chosen::default() {
            return None;
        }
        if let Some((_, header)) = self.ready.iter().find(|(known, _)| *known == chosen) {
            return Some(header.clone());
        }
        let header = self.rendered(chosen)?;
        if self.ready.len() == READY {
            self.ready.remove(0);
        }
        self.ready.push((chosen, header.clone()));
        Some(header)
    }

    /// Joins the chosen cookies into a header (§5.4, step 4).
    fn rendered(&self, chosen: Chosen) -> Option<HeaderValue> {
        let sent = || self.cookies.iter().enumerate().filter(|(number, _)| chosen.has(*number));
        let mut text = Vec::with_capacity(sent().map(|(_, cookie)| cookie.pair.len() + 2).sum());
        for (_, cookie) in sent() {
            if !text.is_empty() {
                text.extend_from_slice(b"; ");
            }
            text.extend_from_slice(&cookie.pair);
        }
        HeaderValue::from_maybe_shared(bytes::Bytes::from(text)).ok()
    }

    /// Removes the expired cookies (§5.3).
    fn evict(&mut self, now: Instant) {
        if self.next_end.is_some_and(|end| end <= now) {
            self.cookies.retain(|cookie| !cookie.is_over(now));
            self.changed();
        }
    }

    /// Drops everything that was derived from the cookies before a change.
    fn changed(&mut self) {
        self.ready.clear();
        self.next_end = self.cookies.iter().filter_map(|cookie| cookie.end).min();
    }

    /// Stores one cookie, or ignores it (bis §5.7); returns whether it was stored.
    fn set(&mut self, new: &SetCookie<'_>, place: CookiePlace<'_>, now: Instant, clock: SystemTime) -> bool {
        let Some((domain, host_only)) = domain_of(new, place) else { return false };
        let path = new.path.unwrap_or_else(|| default_path(place.path));
        if (new.secure && !place.trusted) || !new.keeps_its_prefix(host_only, path) {
            return false;
        }
        if !new.secure && !place.trusted && self.has_secure(new.name, domain, path) {
            return false;
        }
        // A life that is longer than the clock can represent has no end.
        let end = new.life(clock).and_then(|life| now.checked_add(life));
        let is_over = end.is_some_and(|end| end <= now);
        let known = self.cookies.iter().position(|cookie| {
            cookie.name() == new.name
                && cookie.host_only == host_only
                && cookie.domain.eq_ignore_ascii_case(domain)
                && *cookie.path == *path
        });
        match known {
            Some(known) if is_over => {
                self.cookies.remove(known);
                self.changed();
            }
            Some(known) => {
                let cookie = &mut self.cookies[known];
                let (is_same, had_end) = (cookie.value() == new.value, cookie.end);
                cookie.end = end;
                // Shops send the same cookie with each answer, with a new expiry: the headers that are ready stay valid.
                if !is_same || cookie.secure != new.secure {
                    cookie.secure = new.secure;
                    cookie.fill(new);
                    self.changed();
                } else if had_end != end {
                    self.next_end = self.cookies.iter().filter_map(|cookie| cookie.end).min();
                }
            }
            None if is_over => {}
            None => self.insert(Cookie::new(new, domain, host_only, path, end)),
        }
        true
    }

    fn insert(&mut self, mut cookie: Cookie) {
        if self.cookies.len() == MOST {
            let oldest = self.cookies.iter().enumerate().min_by_key(|(_, cookie)| cookie.created);
            if let Some((oldest, _)) = oldest {
                self.cookies.remove(oldest);
            }
        }
        cookie.created = self.created;
        self.created += 1;
        let place = self.cookies.partition_point(|known| known.path.len() >= cookie.path.len());
        self.cookies.insert(place, cookie);
        self.changed();
    }

    /// Whether a `Secure` cookie would be replaced or hidden, which plain HTTP must not do (bis §5.7, step 9).
    fn has_secure(&self, name: &[u8], domain: &str, path: &[u8]) -> bool {
        self.cookies.iter().any(|cookie| {
            cookie.secure
                && cookie.name() == name
                && (domain_matches(&cookie.domain, domain) || domain_matches(domain, &cookie.domain))
                && path_matches(path, &cookie.path)
        })
    }
}

impl Cookie {
    fn new(new: &SetCookie<'_>, domain: &str, host_only: bool, path: &[u8], end: Option<Instant>) -> Self {
        let mut cookie = Self {
            pair: Vec::with_capacity(new.name.len() + 1 + new.value.len()),
            name: 0,
            domain: domain.to_ascii_lowercase().into(),
            host_only,
            path: path.into(),
            secure: new.secure,
            end,
            created: 0,
        };
        cookie.fill(new);
        cookie
    }

    /// Fills in the bytes to send: a cookie without a name is sent as its value alone (bis §5.8.3, step 4).
    fn fill(&mut self, new: &SetCookie<'_>) {
        self.name = new.name.len();
        self.pair.clear();
        if !new.name.is_empty() {
            self.pair.extend_from_slice(new.name);
            self.pair.push(b'=');
        }
        self.pair.extend_from_slice(new.value);
    }

    fn name(&self) -> &[u8] {
        &self.pair[..self.name]
    }

    fn value(&self) -> &[u8] {
        &self.pair[if self.name == 0 { 0 } else { self.name + 1 }..]
    }

    fn is_over(&self, now: Instant) -> bool {
        self.end.is_some_and(|end| end <= now)
    }

    /// Whether the cookie is sent to this address (§5.4, step 1).
    fn goes_to(&self, place: CookiePlace<'_>) -> bool {
        let host = if self.host_only {
            *self.domain == *place.host
        } else {
            domain_matches(place.host, &self.domain)
        };
        host && (place.trusted || !self.secure) && path_matches(place.path, &self.path)
    }
}

/// The cookie's domain, and whether it is for this host alone; `None` when it is for another host (§5.3, steps 4 to 6).
fn domain_of<'c>(new: &SetCookie<'c>, place: CookiePlace<'c>) -> Option<(&'c str, bool)> {
    let Some(domain) = new.domain.filter(|domain| !domain.is_empty()) else {
        return Some((place.host, true));
    };
    let domain = std::str::from_utf8(domain).ok()?;
    if domain.eq_ignore_ascii_case(place.host) {
        // Such a host has no subdomains: browsers store its cookies as if there were no `Domain`.
        return Some((place.host, place.alone));
    }
    // A name without a dot is a public suffix by the list's default rule.
    (!place.alone && domain.contains('.') && domain_matches(place.host, domain)).then_some((domain, false))
}

/// Whether the host is in the domain (§5.1.3). The host is not an IP address when the two texts differ.
fn domain_matches(host: &str, domain: &str) -> bool {
    let Some(before) = host.len().checked_sub(domain.len()) else { return false };
    let (rest, end) = host.as_bytes().split_at(before);
    end.eq_ignore_ascii_case(domain.as_bytes()) && (rest.is_empty() || rest.ends_with(b"."))
}
