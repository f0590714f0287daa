//! The only site that may receive requests: an origin, and the class of its addresses.

use url::{Host, Url};

use super::address::AddressClass;
use super::failure::ExchangeFailure;
use super::origin::same_origin;
use super::request::RequestTarget;

use crate::units::secret::shown_address;
use crate::words::Message;

/// A shop's origin (scheme, host and port) with the class of addresses that its limits apply to.
///
/// Requests go to a [`RequestTarget`] only, and only a site makes the first one: an address in a page, a file or a redirect becomes a
/// request only when it belongs to this site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The URL of the origin, with the path `/` and without credentials, query and fragment.
    root: Url,
    class: AddressClass,
}

/// Why an address is not a target of the site.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum NotOfSite {
    /// The address has another scheme, host or port.
    Elsewhere {
        /// The address in question.
        url: Box<Url>,
        /// The root of the site.
        site: Box<Url>,
    },
    /// HTTP cannot send a request to the address.
    Unsendable(ExchangeFailure),
}

impl From<&NotOfSite> for Message {
    fn from(error: &NotOfSite) -> Self {
        match error {
            NotOfSite::Elsewhere { url, site } => Message::new("error-not-of-site-elsewhere")
                .exact("url", shown_address(url.as_str()))
                .exact("site", site),
            NotOfSite::Unsendable(error) => Message::from(error),
        }
    }
}

/// An address without a host, or with a scheme other than http and https.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct NoSite(Box<Url>);

impl From<&NoSite> for Message {
    fn from(error: &NoSite) -> Self {
        Message::new("error-no-site").exact("url", shown_address(error.0.as_str()))
    }
}

impl Site {
    /// The site of an address.
    ///
    /// # Errors
    ///
    /// [`NoSite`] when it is not an http or https address with a host.
    pub fn of(url: &Url, class: AddressClass) -> Result<Self, NoSite> {
        let mut root = url.clone();
        root.set_path("/");
        root.set_query(None);
        root.set_fragment(None);
        let is_bare = root.set_username("").is_ok() && root.set_password(None).is_ok();
        if !is_bare || !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(NoSite(Box::new(url.clone())));
        }
        Ok(Self { root, class })
    }

    /// The root of the site: `https://www.shop.example/`.
    #[must_use]
    pub const fn root(&self) -> &Url {
        &self.root
    }

    /// The class of addresses at which the host may be reached.
    #[must_use]
    pub const fn class(&self) -> AddressClass {
        self.class
    }

    /// Whether an address is of this site.
    #[must_use]
    pub(super) fn holds(&self, url: &Url) -> bool {
        same_origin(&self.root, url)
    }

    /// Makes a target of an address.
    ///
    /// # Errors
    ///
    /// [`NotOfSite`] when the address is of another site, or HTTP cannot send a request to it.
    pub fn target(&self, url: Url) -> Result<RequestTarget, NotOfSite> {
        if !self.holds(&url) {
            return Err(NotOfSite::Elsewhere { url: Box::new(url), site: Box::new(self.root.clone()) });
        }
        RequestTarget::new(url).map_err(NotOfSite::Unsendable)
    }

    /// Makes a target of an address of this site, or of the same host over TLS, at the default ports.
    ///
    /// # Errors
    ///
    /// As [`Self::target`].
    pub fn target_or_upgraded(&self, url: Url) -> Result<RequestTarget, NotOfSite> {
        match self.upgraded(&url) {
            Some(over_tls) => over_tls.target(url),
            None => self.target(url),
        }
    }

    /// Whether an address is of this site, or of the same host over TLS, at the default ports.
    #[must_use]
    pub fn holds_or_upgrades_to(&self, url: &Url) -> bool {
        self.holds(url) || self.upgraded(url).is_some()
    }

    /// The same host over TLS, to which a shop with a certificate redirects: only when this site is plain HTTP at the default
    /// port and `to` is https at its default port. `None` for everything else.
    #[must_use]
    pub(super) fn upgraded(&self, to: &Url) -> Option<Self> {
        let usual = self.root.port().is_none() && to.port().is_none();
        let is_upgrade = self.root.scheme() == "http" && to.scheme() == "https";
        let same_host = self.root.host().map(|host: Host<&str>| host.to_owned())
            == to.host().map(|host: Host<&str>| host.to_owned());
        if usual && is_upgrade && same_host { Self::of(to, self.class).ok() } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn site(text: &str) -> Site {
        Site::of(&url(text), AddressClass::Public).unwrap()
    }

    #[test]
    fn nothing_but_the_site_becomes_a_target() {
        let shop = site("https://user:word@www.shop.example/en/?a=1#x");
        assert_eq!(shop.root().as_str(), "https://www.shop.example/");
        for (address, is_here) in [
            ("https://www.shop.example/", true),
            ("https://WWW.shop.example:443/cart?x=1", true),
            ("http://www.shop.example/", false),
            ("https://www.shop.example:8443/", false),
            ("https://shop.example/", false),
            ("https://www.shop.example.evil.example/", false),
            ("https://www.shop.example@evil.example/", false),
            ("https://www.shop.example./", false),
            ("ftp://www.shop.example/", false),
            ("javascript:alert(1)", false),
            ("data:text/html,x", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(shop.target(url(address)).is_ok(), is_here, "{address}");
        }
        let why = shop.target(url("https://evil.example/x")).unwrap_err().to_string();
        assert!(why.contains("https://evil.example/x") && why.contains("https://www.shop.example/"), "{why}");
    }

    #[test]
    fn plain_http_becomes_tls_of_the_same_host_at_the_usual_ports_only() {
        for (from, to, allowed) in [
            ("http://shop.example/", "https://shop.example/en/", true),
            ("http://shop.example/", "https://shop.example:8443/", false),
            ("http://shop.example:8080/", "https://shop.example/", false),
            ("http://shop.example/", "https://www.shop.example/", false),
            ("https://shop.example/", "http://shop.example/", false),
            ("https://shop.example/", "https://shop.example/", false),
        ] {
            assert_eq!(site(from).upgraded(&url(to)).is_some(), allowed, "{from} → {to}");
        }
    }

    #[test]
    fn what_names_no_host_has_no_site() {
        for address in ["file:///x", "data:x", "ftp://shop.example/", "mailto:a@b.example"] {
            assert!(Site::of(&url(address), AddressClass::Private).is_err(), "{address}");
        }
    }
}
