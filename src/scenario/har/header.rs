//! Chooses the headers of a recorded request that a step sends: those of the page's script, and the language.

use std::collections::BTreeSet;

use super::choose::origin;
use super::listed;
use super::log::HarEntry;
use super::secret::is_private;
use super::token::is_token_name;
use crate::http::{HeaderName, HeaderValue, is_framing};
use crate::scenario::{Fields, Step, Template};
use crate::units::secret::is_secret_name;

/// The most headers of a request that are kept.
const MOST_HEADERS: usize = 50;

/// Headers that a browser sets by itself and no script can set, or that control the browser's own cache.
const BROWSER: [&str; 39] = [
    "accept-charset",
    "accept-encoding",
    "alt-used",
    "cache-control",
    "content-encoding",
    "cookie",
    "cookie2",
    "date",
    "device-memory",
    "dnt",
    "downlink",
    "dpr",
    "early-data",
    "ect",
    "expect",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "origin",
    "pragma",
    "priority",
    "purpose",
    "range",
    "referer",
    "rtt",
    "save-data",
    "service-worker",
    "service-worker-navigation-preload",
    "upgrade-insecure-requests",
    "user-agent",
    "viewport-width",
    "width",
    "x-client-data",
    "x-moz",
    "x-purpose",
];

/// Prefixes of names of such headers.
const BROWSER_PARTS: [&str; 4] = ["sec-", "access-control-request-", "attribution-reporting-", "proxy-"];

/// Headers that a proxy between browser and shop adds.
const PROXY: [&str; 5] = ["forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip"];

/// The names of headers that no step has, by the reason for leaving them out.
#[derive(Debug, Default)]
pub(super) struct LeftOutHeaders {
    browser: BTreeSet<String>,
    proxy: BTreeSet<String>,
    secret: BTreeSet<String>,
    unsendable: BTreeSet<String>,
    repeated: BTreeSet<String>,
    surplus: usize,
    /// The places where addresses have a name or password in them.
    accounts: BTreeSet<String>,
}

impl LeftOutHeaders {
    /// The headers that a step sends. `Content-Type` belongs to its body.
    pub(super) fn headers(&mut self, entry: &HarEntry) -> Fields {
        let mut kept = Fields::default();
        let is_script = !entry.is_document();
        for (name, value) in entry.headers() {
            let lower = name.to_ascii_lowercase();
            // HTTP/2's pseudo-headers are the request line.
            let is_own = lower.starts_with(':') || lower == "content-type";
            // A browser accepts the same for every page; scripts state what they need.
            let is_usual = lower == "accept" && (!is_script || value.trim() == "*/*");
            if is_own || is_usual {
                continue;
            }
            if let Some((_, first)) = kept.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)) {
                // A step sends each header once.
                if *first != Template::escape(value) {
                    self.repeated.insert(name.to_owned());
                }
                continue;
            }
            let (Ok(parsed), Ok(_)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
            else {
                self.unsendable.insert(name.to_owned());
                continue;
            };
            let of_proxy = PROXY.contains(&lower.as_str()) || lower.starts_with("x-forwarded-");
            if is_framing(&parsed) || is_browsers(&lower) {
                self.browser.insert(name.to_owned());
            } else if of_proxy || lower.starts_with("x-promo-load-") {
                self.proxy.insert(name.to_owned());
            } else if is_secret(&lower, value) {
                self.secret.insert(name.to_owned());
            } else if kept.0.len() == MOST_HEADERS {
                self.surplus += 1;
            } else {
                kept.0.push((name.to_owned(), Template::escape(value)));
            }
        }
        kept
    }

    /// Notes a name or password in the request's address, which no step's path has.
    pub(super) fn account(&mut self, entry: &HarEntry) {
        if !entry.url.username().is_empty() || entry.url.password().is_some() {
            self.accounts.insert(origin(&entry.url));
        }
    }

    /// Adds notes about the headers that no step has.
    pub(super) fn tell(self, notes: &mut Vec<String>) {
        for (what, names) in [
            ("headers that the browser sets by itself", self.browser),
            ("headers of a proxy", self.proxy),
            ("headers that HTTP cannot carry", self.unsendable),
            ("further values of headers that a request has more than once", self.repeated),
        ] {
            if !names.is_empty() {
                notes.push(format!("left out, {what}: {}", listed(&names)));
            }
        }
        if self.surplus > 0 {
            notes.push(format!("left out, headers beyond {MOST_HEADERS} of a request: {}", self.surplus));
        }
        if !self.accounts.is_empty() {
            notes.push(format!(
                "left out, names and passwords in addresses, which are never written: {}; give yours with \
                 --header Authorization=env:VARIABLE, \"Basic\" and both in Base64",
                listed(&self.accounts)
            ));
        }
        if let Some(name) = self.secret.first() {
            notes.push(format!(
                "left out, headers that carry a secret, which is never written: {}; give yours with --header {name}=env:VARIABLE",
                listed(&self.secret)
            ));
        }
    }
}

fn is_browsers(lower: &str) -> bool {
    BROWSER.contains(&lower) || BROWSER_PARTS.iter().any(|part| lower.starts_with(part))
}

/// Whether a header is a visitor's key. A value that a page gives its own script is searched for in the page instead.
fn is_secret(lower: &str, value: &str) -> bool {
    let scheme = value.trim_start().split(' ').next().unwrap_or_default().to_ascii_lowercase();
    lower == "authorization"
        || ["bearer", "basic", "digest"].contains(&scheme.as_str())
        || (!is_token_name(lower) && (is_secret_name(lower) || is_private(lower)))
}

/// Moves `Accept-Language` to the headers of every request when all steps send the same.
pub(super) fn common_language(steps: &mut [Step]) -> Option<(String, String)> {
    let language = |step: &Step| {
        let mut headers = step.headers.0.iter();
        headers.find(|(name, _)| name.eq_ignore_ascii_case("accept-language")).cloned()
    };
    let (name, value) = steps.first().and_then(language)?;
    if steps.iter().any(|step| language(step).is_none_or(|(_, own)| own != value)) {
        return None;
    }
    for step in steps {
        step.headers.0.retain(|(name, _)| !name.eq_ignore_ascii_case("accept-language"));
    }
    // Headers of every request are not templates.
    Some((name, value.replace("$${", "${")))
}
