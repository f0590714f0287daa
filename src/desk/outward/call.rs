//! One HTTP exchange with a machine of others.

use std::net::IpAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use url::{Host, Url};

use crate::desk::apart::apart;
use crate::http::{
    AddressClass, Answer, Client, ClientSettings, HttpVersion, Network, NetworkOptions, Payload, Request,
    ResolveError, Resolver, Site, Timeouts,
};
use crate::words::Message;

const CONNECT: Duration = Duration::from_secs(5);
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

/// Sends a request, and reads the whole answer. Redirects are not followed: they could lead to other addresses.
///
/// # Errors
///
/// Why there is no answer.
pub(in crate::desk) async fn send(call: OutCall) -> Result<Answer, Message> {
    apart(move || exchange(call)).await
}

async fn exchange(call: OutCall) -> Result<Answer, Message> {
    call.reach.allows(&call.url)?;
    let resolver = resolver_for(&call.url, call.reach).await?;
    let site = Site::of(&call.url, AddressClass::Public).map_err(|error| Message::from(&error))?;
    let target = site.target(call.url).map_err(|error| Message::from(&error))?;
    let options = NetworkOptions { resolver, ..NetworkOptions::default() };
    let client = Client::new(Rc::new(ClientSettings {
        user_agent: HeaderValue::from_static(concat!("promo-load-desk/", env!("CARGO_PKG_VERSION"))),
        headers: Vec::new(),
        timeouts: Timeouts { connect: CONNECT, first_byte: None, total: TOTAL },
        max_body: LONGEST,
        network: Network::new(site, &options, HttpVersion::Auto),
    }));
    let payload = call.body.map(|body| Payload {
        content_type: HeaderValue::from_static("application/json"),
        bytes: body.into(),
    });
    let request = Request {
        method: call.method,
        target: &target,
        headers: &call.headers,
        extra: None,
        payload,
        keep_body: true,
    };
    let exchange = client.exchange(&request, Instant::now()).await;
    exchange.result.map_err(|failure| Message::from(&failure))
}

/// What the connection looks names up with. A name is looked up only now, and one that leads to a private address is refused.
async fn resolver_for(url: &Url, reach: OutReach) -> Result<Resolver, Message> {
    let resolver = Resolver::default();
    if reach == OutReach::Public {
        let host = url.host_str().unwrap_or_default();
        resolver.keep_to(host, AddressClass::Public);
        let looked_up = resolver.resolve(host, url.port_or_known_default().unwrap_or(443)).await;
        looked_up.map_err(|error| match error {
            ResolveError::Moved { host, found, .. } => {
                Message::new("error-private-address").exact("host", host).exact("address", found)
            }
            other => Message::from(&other),
        })?;
    }
    Ok(resolver)
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
