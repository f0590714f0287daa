//! A visitor's cookies (RFC 6265), kept as a browser keeps them: the newest value of a name wins.

use cookie_store::CookieStore;
use hyper::header::{HeaderMap, HeaderValue, SET_COOKIE};
use url::Url;

/// One visitor's cookies.
#[derive(Debug, Clone, Default)]
pub struct Jar {
    store: CookieStore,
}

impl Jar {
    /// Stores the cookies of an answer; those that are not valid for the URL are ignored, as in a browser.
    /// Two cookies of one name in one answer: the last wins.
    pub fn store(&mut self, headers: &HeaderMap, url: &Url) {
        for cookie in headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            // A refused cookie (wrong domain, malformed) is no error for a browser either.
            let _refused = self.store.parse(cookie, url);
        }
    }

    /// The `Cookie` header for a request to this URL, when there is something to send.
    #[must_use]
    pub fn header(&self, url: &Url) -> Option<HeaderValue> {
        let mut text = String::new();
        for (name, value) in self.store.get_request_values(url) {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(name);
            text.push('=');
            text.push_str(value);
        }
        if text.is_empty() { None } else { HeaderValue::from_str(&text).ok() }
    }

    /// The value of the cookie that would be sent to this URL.
    #[must_use]
    pub fn value(&self, url: &Url, name: &str) -> Option<String> {
        self.store
            .get_request_values(url)
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.to_owned())
    }

    /// Forgets all cookies: a new visitor.
    pub fn clear(&mut self) {
        self.store.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar_after(answers: &[&[&str]]) -> (Jar, Url) {
        let url = Url::parse("http://shop.test/en/cart").unwrap();
        let mut jar = Jar::default();
        for cookies in answers {
            let mut headers = HeaderMap::new();
            for cookie in *cookies {
                headers.append(SET_COOKIE, HeaderValue::from_str(cookie).unwrap());
            }
            jar.store(&headers, &url);
        }
        (jar, url)
    }

    #[test]
    fn the_newest_value_wins() {
        let (jar, url) = jar_after(&[&["P=old; path=/"], &["P=newer; path=/", "P=newest; path=/; HttpOnly"]]);
        assert_eq!(jar.header(&url).unwrap(), "P=newest");
        assert_eq!(jar.value(&url, "P").unwrap(), "newest");
    }

    #[test]
    fn foreign_secure_and_expired_cookies_are_not_sent() {
        let (jar, url) = jar_after(&[&[
            "a=1; domain=other.test",
            "b=2; Secure",
            "c=3; Max-Age=0",
            "d=4; path=/fr",
            "e=5",
            "no equals sign",
        ]]);
        assert_eq!(jar.header(&url).unwrap(), "e=5");
    }

    #[test]
    fn clearing_makes_a_new_visitor() {
        let (mut jar, url) = jar_after(&[&["P=1; path=/"]]);
        jar.clear();
        assert_eq!(jar.header(&url), None);
    }
}
