//! One HTTP exchange with a machine of others.

use std::net::IpAddr;
use std::time::Duration;

use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use url::{Host, Url};

use crate::desk::exchange::DeskExchange;
use crate::http::{AddressClass, Answer, Payload};
use crate::words::Message;

const TOTAL: Duration = Duration::from_secs(15);
/// More than any answer that is read here has, in bytes.
const LONGEST: usize = 4 * 1024 * 1024;

/// Which addresses may be connected to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) enum OutReach {
    /// Public ones only, over TLS.
    Public,
    /// Private ones as well, with or without TLS.
    Anywhere,
}

/// A request to send.
#[derive(Debug, Clone)]
pub(in crate::desk) struct OutCall {
    pub(in crate::desk) method: Method,
    pub(in crate::desk) url: Url,
    pub(in crate::desk) headers: Vec<(HeaderName, HeaderValue)>,
    /// The JSON of the body.
    pub(in crate::desk) body: Option<String>,
    pub(in crate::desk) reach: OutReach,
}

impl OutReach {
    /// Whether an address may be asked, as far as its text says it.
    ///
    /// # Errors
    ///
    /// Why not, without the address itself, which may be a secret.
    pub(in crate::desk) fn allows(self, url: &Url) -> Result<(), Message> {
        if self == Self::Anywhere {
            return match url.scheme() {
                "http" | "https" => Ok(()),
                _ => Err(Message::new("error-outward-scheme")),
            };
        }
        if url.scheme() != "https" {
            return Err(Message::new("error-outward-https"));
        }
        let address: Option<IpAddr> = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        if address.is_some_and(|address| AddressClass::of(address) == AddressClass::Private) {
            return Err(Message::new("error-outward-private"));
        }
        Ok(())
    }
}

/// Sends a request, and reads the whole answer. Redirects are not followed.
///
/// # Errors
///
/// Why there is no answer.
pub(in crate::desk) async fn send(call: OutCall) -> Result<Answer, Message> {
    call.reach.allows(&call.url)?;
    let payload = call.body.map(|body| Payload {
        content_type: HeaderValue::from_static("application/json"),
        bytes: body.into(),
    });
    let exchange = DeskExchange {
        method: call.method,
        url: call.url,
        headers: call.headers,
        payload,
        public_only: call.reach == OutReach::Public,
        total: TOTAL,
        longest: LONGEST,
    };
    exchange.send().await.map_err(|none| none.why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_and_plain_http_need_a_listing() {
        for (url, public, anywhere) in [
            ("https://hooks.example/x", true, true),
            ("https://8.8.8.8/x", true, true),
            ("http://hooks.example/x", false, true),
            ("https://127.0.0.1/x", false, true),
            ("https://0x7f.1/x", false, true),
            ("https://[::ffff:10.0.0.1]/x", false, true),
            ("https://169.254.169.254/latest", false, true),
            ("ftp://hooks.example/x", false, false),
            ("file:///etc/passwd", false, false),
        ] {
            let url = Url::parse(url).unwrap();
            assert_eq!(OutReach::Public.allows(&url).is_ok(), public, "{url}");
            assert_eq!(OutReach::Anywhere.allows(&url).is_ok(), anywhere, "{url}");
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_name_that_leads_to_this_machine_is_refused() {
        let call = OutCall {
            method: Method::POST,
            url: Url::parse("https://localhost:9/x").unwrap(),
            headers: Vec::new(),
            body: None,
            reach: OutReach::Public,
        };
        let refused = send(call).await.unwrap_err().to_string();
        assert!(refused.contains("localhost") && refused.contains("private"), "{refused}");
    }
}
