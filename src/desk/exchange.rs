//! One HTTP exchange of the desk with another machine, by the program's own client.

use std::rc::Rc;
use std::time::{Duration, Instant};

use hyper::Method;
use hyper::header::{HeaderName, HeaderValue};
use tokio::runtime::Builder;
use tokio::task;
use url::{Host, Url};

use crate::http::{
    AddressClass, Answer, Client, ClientSettings, HttpVersion, Network, NetworkOptions, Payload, Request,
    ResolveError, Resolver, Site, Timeouts,
};
use crate::metric::Outcome;
use crate::words::Message;

const CONNECT: Duration = Duration::from_secs(5);

/// A request to another machine.
#[derive(Debug)]
pub(super) struct DeskExchange {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) payload: Option<Payload>,
    /// Whether a name that leads to a private address is refused. It is looked up only when the request is sent.
    pub(super) public_only: bool,
    /// The longest time from the connection to the last byte.
    pub(super) total: Duration,
    /// The most bytes of the answer's body.
    pub(super) longest: usize,
}

impl DeskExchange {
    /// Sends the request, and reads the whole answer. Redirects are not followed: they could lead to other addresses. The client is
    /// made for one thread, and the caller may move between threads, so it has a thread and a runtime of its own.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] when the exchange fails, or the system gives no thread.
    pub(super) async fn send(self) -> Result<Answer, NoAnswer> {
        let carried_out = task::spawn_blocking(move || self.send_now());
        carried_out.await.map_err(|error| NoAnswer::from(Message::heard(&error.to_string())))?
    }

    /// [`send`](Self::send) for a thread that may wait, and has no runtime.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`] when the exchange fails.
    pub(super) fn send_now(self) -> Result<Answer, NoAnswer> {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| Message::heard(&error.to_string()))?.block_on(self.exchange())
    }

    async fn exchange(self) -> Result<Answer, NoAnswer> {
        let resolver = self.resolver().await?;
        let site = Site::of(&self.url, AddressClass::Public).map_err(|error| Message::from(&error))?;
        let target = site.target(self.url).map_err(|error| Message::from(&error))?;
        let options = NetworkOptions { resolver, ..NetworkOptions::default() };
        let client = Client::new(Rc::new(ClientSettings {
            user_agent: HeaderValue::from_static(concat!("promo-load-desk/", env!("CARGO_PKG_VERSION"))),
            headers: Vec::new(),
            timeouts: Timeouts { connect: CONNECT, first_byte: None, total: self.total },
            max_body: self.longest,
            network: Network::new(site, &options, HttpVersion::Auto),
        }));
        let request = Request {
            method: self.method,
            target: &target,
            headers: &self.headers,
            extra: None,
            payload: self.payload,
            keep_body: true,
        };
        let exchange = client.exchange(&request, Instant::now()).await;
        exchange.result.map_err(|failure| NoAnswer {
            nobody_listens: matches!(failure.outcome, Outcome::Refused | Outcome::ResetFresh),
            why: Message::from(&failure),
        })
    }

    /// What the connection looks names up with.
    async fn resolver(&self) -> Result<Resolver, Message> {
        let resolver = Resolver::default();
        if self.public_only {
            let host = self.url.host_str().unwrap_or_default();
            resolver.keep_to(host, AddressClass::Public);
            let looked_up = resolver.resolve(host, self.url.port_or_known_default().unwrap_or(443)).await;
            looked_up.map_err(|error| match error {
                ResolveError::Moved { host, found, .. } => {
                    Message::new("error-private-address").exact("host", host).exact("address", found)
                }
                other => Message::from(&other),
            })?;
        }
        Ok(resolver)
    }
}

/// An exchange that failed.
#[derive(Debug)]
pub(super) struct NoAnswer {
    /// Whether the address has no listener, or lost it before an answer came.
    pub(super) nobody_listens: bool,
    /// The reason in one sentence.
    pub(super) why: Message,
}

impl From<Message> for NoAnswer {
    fn from(why: Message) -> Self {
        Self { nobody_listens: false, why }
    }
}

/// Whether secrets may be sent to an address: by TLS, or to this machine itself.
pub(super) fn keeps_secrets(url: &Url) -> bool {
    let is_here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || url.scheme() == "http" && is_here
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_go_by_tls_or_stay_here() {
        for (url, expected) in [
            ("https://login.example/", true),
            ("http://127.0.0.1:9/", true),
            ("http://[::1]:9/", true),
            ("http://localhost/", true),
            ("http://login.example/", false),
            ("http://10.0.0.1/", false),
            ("http://localhost.evil.example/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(keeps_secrets(&Url::parse(url).unwrap()), expected, "{url}");
        }
    }
}
