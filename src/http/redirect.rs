//! Where a redirect leads.

use hyper::header::LOCATION;
use hyper::{Method, StatusCode};
use url::Url;

use super::request::{Answer, Target};
use crate::metric::Outcome;

/// k6's default; one more is an answer that was not expected.
pub(crate) const MAX_REDIRECTS: usize = 10;

/// The statuses that lead elsewhere (RFC 9110 §15.4).
pub(crate) const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// What to do after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirect {
    /// It is no redirect.
    None,
    /// Ask this address of the same origin with this method; a `GET` carries no body.
    Follow(Box<Target>, Method),
    /// It leads away from the origin: never followed under load.
    OffOrigin(Url),
    /// It names no usable place.
    Broken(String),
}

/// Whether two URLs have the same scheme, host and port.
#[must_use]
pub fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
        // Addresses without a host (`data:`, `javascript:`) have an origin of their own each.
        && one.has_host()
}

impl Redirect {
    /// Reads the redirect of an answer to `method target` (RFC 9110 §15.4; 301, 302 and 303 turn a POST into a
    /// GET, as browsers and k6 do).
    #[must_use]
    pub fn of(answer: &Answer, target: &Target, method: &Method) -> Self {
        if !REDIRECTS.contains(&answer.status) {
            return Self::None;
        }
        let Some(location) = answer.headers.get(LOCATION) else {
            // A 3xx without a place to go is an answer like any other.
            return Self::None;
        };
        let text = String::from_utf8_lossy(location.as_bytes()).into_owned();
        let Ok(mut next) = target.url().join(&text) else {
            return Self::Broken(text);
        };
        next.set_fragment(None);
        let keeps_method = matches!(
            StatusCode::from_u16(answer.status),
            Ok(StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT)
        );
        let method = if keeps_method || *method == Method::HEAD { method.clone() } else { Method::GET };
        match target.beside(next.clone()) {
            Ok(next) => Self::Follow(Box::new(next), method),
            Err(failure) if failure.outcome == Outcome::OffOrigin => Self::OffOrigin(next),
            Err(_) => Self::Broken(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use hyper::header::{HeaderMap, HeaderValue};

    fn redirect(status: u16, location: Option<&str>, method: &Method) -> Redirect {
        let mut headers = HeaderMap::new();
        if let Some(location) = location {
            headers.insert(LOCATION, HeaderValue::from_str(location).unwrap());
        }
        let answer = Answer { status, headers, body: Bytes::new() };
        let asked = Target::new(Url::parse("http://shop.test/en/order").unwrap()).unwrap();
        Redirect::of(&answer, &asked, method)
    }

    #[test]
    fn table() {
        let url = |text| Url::parse(text).unwrap();
        let cart = Box::new(Target::new(url("http://shop.test/en/cart?action=show")).unwrap());
        for status in [301, 302, 303] {
            let found = redirect(status, Some("/en/cart?action=show"), &Method::POST);
            assert_eq!(found, Redirect::Follow(cart.clone(), Method::GET));
        }
        assert_eq!(
            redirect(307, Some("cart?action=show#top"), &Method::POST),
            Redirect::Follow(cart, Method::POST)
        );
        assert_eq!(
            redirect(302, Some("https://shop.test/"), &Method::GET),
            Redirect::OffOrigin(url("https://shop.test/"))
        );
        assert_eq!(
            redirect(302, Some("http://evil.test/"), &Method::GET),
            Redirect::OffOrigin(url("http://evil.test/"))
        );
        assert_eq!(redirect(302, None, &Method::GET), Redirect::None);
        assert_eq!(redirect(304, Some("/"), &Method::GET), Redirect::None);
        assert!(matches!(redirect(302, Some("http://[bad"), &Method::GET), Redirect::Broken(_)));
    }
}
