//! The target of a redirect.

use hyper::Method;
use hyper::header::LOCATION;
use percent_encoding::{AsciiSet, percent_encode};
use url::Url;

use super::request::{Answer, RequestTarget};
use crate::metric::Outcome;

/// The most redirects that are followed, as in k6; one more is an unexpected answer.
pub(crate) const MAX_REDIRECTS: usize = 10;

/// The statuses of redirects (RFC 9110 §15.4).
pub(crate) const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];

/// The next request after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirect {
    /// The answer is not a redirect.
    None,
    /// Ask this address of the same origin with this method; a `GET` has no body.
    Follow(Box<RequestTarget>, Method),
    /// The redirect leads away from the origin; it is never followed under load.
    OffOrigin(Url),
    /// The `Location` is not a usable address.
    Broken(String),
}

impl Redirect {
    /// Reads the redirect of an answer to `method target`. As in browsers (WHATWG Fetch, "HTTP-redirect fetch"), 301 and 302 turn
    /// a POST into a GET, and 303 every method but GET and HEAD; every other method stays, with its body.
    #[must_use]
    pub fn of(answer: &Answer, target: &RequestTarget, method: &Method) -> Self {
        if !REDIRECTS.contains(&answer.status) {
            return Self::None;
        }
        let Some(location) = answer.headers.get(LOCATION) else {
            // A 3xx without a `Location` is an answer like any other.
            return Self::None;
        };
        let text = encoded(location.as_bytes());
        let Ok(mut next) = target.url().join(&text) else {
            return Self::Broken(text);
        };
        next.set_fragment(None);
        let becomes_get = match answer.status {
            301 | 302 => *method == Method::POST,
            303 => *method != Method::GET && *method != Method::HEAD,
            _ => false,
        };
        let method = if becomes_get { Method::GET } else { method.clone() };
        match target.beside(next.clone()) {
            Ok(next) => Self::Follow(Box::new(next), method),
            Err(failure) if failure.outcome == Outcome::OffOrigin => Self::OffOrigin(next),
            Err(_) => Self::Broken(text),
        }
    }
}

/// The text of a `Location`. Bytes beyond ASCII are percent-encoded unchanged, whatever their charset.
fn encoded(location: &[u8]) -> String {
    percent_encode(location, NON_ASCII).to_string()
}

/// No ASCII character; bytes beyond ASCII are always encoded.
const NON_ASCII: &AsciiSet = &AsciiSet::EMPTY;

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use hyper::header::{HeaderMap, HeaderValue};
    use url::Position;

    fn redirect(status: u16, location: Option<&str>, method: &Method) -> Redirect {
        let mut headers = HeaderMap::new();
        if let Some(location) = location {
            headers.insert(LOCATION, HeaderValue::from_str(location).unwrap());
        }
        let answer = Answer { status, headers, body: Bytes::new() };
        let asked = RequestTarget::new(Url::parse("http://shop.test/en/order").unwrap()).unwrap();
        Redirect::of(&answer, &asked, method)
    }

    #[test]
    fn table() {
        let url = |text| Url::parse(text).unwrap();
        let cart = Box::new(RequestTarget::new(url("http://shop.test/en/cart?action=show")).unwrap());
        for status in [301, 302, 303] {
            let found = redirect(status, Some("/en/cart?action=show"), &Method::POST);
            assert_eq!(found, Redirect::Follow(cart.clone(), Method::GET));
        }
        assert_eq!(
            redirect(307, Some("cart?action=show#top"), &Method::POST),
            Redirect::Follow(cart.clone(), Method::POST)
        );
        assert_eq!(
            redirect(302, Some("https://shop.test/"), &Method::GET),
            Redirect::OffOrigin(url("https://shop.test/"))
        );
        assert_eq!(
            redirect(302, Some("http://evil.test/"), &Method::GET),
            Redirect::OffOrigin(url("http://evil.test/"))
        );
        // WHATWG Fetch: 301 and 302 change a POST alone, 303 every method but GET and HEAD, 307 and 308 none.
        for (status, method, becomes) in [
            (302, Method::PUT, Method::PUT),
            (301, Method::DELETE, Method::DELETE),
            (303, Method::PUT, Method::GET),
            (303, Method::HEAD, Method::HEAD),
            (308, Method::PATCH, Method::PATCH),
            (301, Method::HEAD, Method::HEAD),
        ] {
            let found = redirect(status, Some("/en/cart?action=show"), &method);
            assert_eq!(found, Redirect::Follow(cart.clone(), becomes), "{status} {method}");
        }
        for (location, asked) in [
            (&b"/land/caf\xe9"[..], "/land/caf%E9"),
            (b"/land/caf\xc3\xa9?x=\xc3\xa9", "/land/caf%C3%A9?x=%C3%A9"),
            (b"?x=\xe9", "/en/order?x=%E9"),
            (b"/land/%7Ea%2Fb?u=%c3%a9&v=a+b&w[]=1", "/land/%7Ea%2Fb?u=%c3%a9&v=a+b&w[]=1"),
            (b"/a b?c=d e", "/a%20b?c=d%20e"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(LOCATION, HeaderValue::from_bytes(location).unwrap());
            let answer = Answer { status: 302, headers, body: Bytes::new() };
            let from = RequestTarget::new(url("http://shop.test/en/order")).unwrap();
            let Redirect::Follow(next, _) = Redirect::of(&answer, &from, &Method::GET) else {
                panic!("{location:?}");
            };
            assert_eq!(&next.url()[Position::BeforePath..], asked);
        }
        assert_eq!(redirect(302, None, &Method::GET), Redirect::None);
        assert_eq!(redirect(304, Some("/"), &Method::GET), Redirect::None);
        assert!(matches!(redirect(302, Some("http://[bad"), &Method::GET), Redirect::Broken(_)));
    }
}
