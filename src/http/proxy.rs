//! Tunnels through an HTTP proxy by CONNECT (RFC 9110 §9.3.6), for http and https alike.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use bytes::Bytes;
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue, PROXY_AUTHORIZATION};
use hyper::{Method, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use url::Url;

use super::failure::ExchangeFailure;
use crate::metric::Outcome;
use crate::units::secret::Secret;

/// The proxy of every connection.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    host: String,
    port: u16,
    authorization: Option<HeaderValue>,
}

/// A text that is not the address of a proxy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProxyError {
    /// The text is not a URL.
    #[error("`{0}` names no proxy; write it like http://proxy.example:3128")]
    Malformed(String),
    /// The scheme is not `http`; other kinds of proxy are not supported.
    #[error(
        "a proxy is reached by http://, not {0}:// (the tunnel inside is as safe as the shop's own https)"
    )]
    Scheme(String),
}

impl FromStr for Proxy {
    type Err = ProxyError;

    /// Reads `http://[user:password@]host[:port]`; the default port is 80. Errors do not contain the credentials.
    fn from_str(text: &str) -> Result<Self, ProxyError> {
        let shown = || text.rsplit_once('@').map_or(text, |(_, host)| host).to_owned();
        let url = Url::parse(text).map_err(|_| ProxyError::Malformed(shown()))?;
        let host = url.host_str().ok_or_else(|| ProxyError::Malformed(shown()))?;
        if url.scheme() != "http" {
            return Err(ProxyError::Scheme(url.scheme().to_owned()));
        }
        Ok(Self {
            host: host.to_owned(),
            port: url.port().unwrap_or(80),
            authorization: basic(&url).ok_or_else(|| ProxyError::Malformed(shown()))?,
        })
    }
}

/// The credentials as in RFC 7617; `None` when a header cannot carry them.
fn basic(url: &Url) -> Option<Option<HeaderValue>> {
    if url.username().is_empty() && url.password().is_none() {
        return Some(None);
    }
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pair = format!("{}:{}", decoded(url.username()), decoded(url.password().unwrap_or_default()));
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let mut value = HeaderValue::from_str(&format!("Basic {encoded}")).ok()?;
    value.set_sensitive(true);
    Some(Some(value))
}

/// Leaves out the credentials.
impl fmt::Debug for Proxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Proxy(http://{}:{})", self.host, self.port)
    }
}

impl Proxy {
    /// The password in the text of a proxy, also when the text is not a valid address.
    #[must_use]
    pub fn password(text: &str) -> Option<Secret> {
        let (credentials, _) = text.rsplit_once('@')?;
        let (_, credentials) = credentials.split_once("://").unwrap_or(("", credentials));
        let (_, password) = credentials.split_once(':').unwrap_or(("", credentials));
        Secret::new(password)
    }

    /// The proxy's own host and port.
    pub(super) fn address(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// The proxy's own port.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Whether the proxy's address has a name and a password.
    #[must_use]
    pub const fn has_credentials(&self) -> bool {
        self.authorization.is_some()
    }

    /// Asks the proxy at the other end of `tcp` for a tunnel to `authority` (`host:port`).
    pub(super) async fn tunnel(&self, tcp: TcpStream, authority: &str) -> Result<TcpStream, ExchangeFailure> {
        let broken = |error: hyper::Error| ExchangeFailure::exchanging(&error, false, false).via_proxy();
        let (mut sender, driver) = http1::handshake(TokioIo::new(tcp)).await.map_err(broken)?;
        // Dropped with this future, so the connection closes when the wait for the proxy ends.
        let mut drivers = JoinSet::new();
        drivers.spawn_local(driver.with_upgrades());
        let response = sender.send_request(self.request(authority)?).await.map_err(broken);
        let upgraded = match response {
            Ok(response) if response.status().is_success() => {
                hyper::upgrade::on(response).await.map_err(broken)
            }
            Ok(response) => Err(refused(response.status())),
            Err(failure) => Err(failure),
        };
        let parts = upgraded?
            .downcast::<TokioIo<TcpStream>>()
            .map_err(|_| ExchangeFailure::new(Outcome::Malformed, "the proxy's tunnel is no socket"))?;
        if parts.read_buf.is_empty() {
            Ok(parts.io.into_inner())
        } else {
            Err(ExchangeFailure::new(Outcome::Malformed, "the proxy sent data before the tunnel was used"))
        }
    }

    fn request(&self, authority: &str) -> Result<hyper::Request<Empty<Bytes>>, ExchangeFailure> {
        let unsendable =
            || ExchangeFailure::new(Outcome::Malformed, format!("`{authority}` cannot be asked of a proxy"));
        let mut request = hyper::Request::new(Empty::new());
        *request.method_mut() = Method::CONNECT;
        *request.uri_mut() = authority.parse::<Uri>().map_err(|_| unsendable())?;
        request.headers_mut().insert(HOST, HeaderValue::from_str(authority).map_err(|_| unsendable())?);
        if let Some(authorization) = &self.authorization {
            request.headers_mut().insert(PROXY_AUTHORIZATION, authorization.clone());
        }
        Ok(request)
    }
}

/// Explains a refusal. A proxy that could not reach the shop answers 502 to 504 (RFC 9110 §15.6); any other status is between it
/// and us.
fn refused(status: StatusCode) -> ExchangeFailure {
    match status.as_u16() {
        502..=504 => {
            ExchangeFailure::new(Outcome::Refused, format!("the proxy cannot reach the shop ({status})"))
        }
        407 => ExchangeFailure::new(
            Outcome::Generator,
            "the proxy wants a name and a password (407); give them in PROMO_LOAD_PROXY",
        ),
        _ => ExchangeFailure::new(Outcome::Generator, format!("the proxy refuses the tunnel ({status})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        let proxy: Proxy = "http://us%40er:p%3Aw@proxy.test".parse().unwrap();
        assert_eq!(proxy.address(), ("proxy.test", 80));
        // The Base64 text encodes us@er:p:w.
        assert_eq!(proxy.authorization.as_ref().unwrap(), "Basic dXNAZXI6cDp3");
        assert_eq!(format!("{proxy:?}"), "Proxy(http://proxy.test:80)");
        assert!(!"http://[::1]:3128".parse::<Proxy>().unwrap().has_credentials());
        for (text, hidden) in [("https://u:secret@p.test", "secret"), ("u:secret@p.test:1", "secret")] {
            let error = text.parse::<Proxy>().unwrap_err().to_string();
            assert!(!error.contains(hidden), "{error}");
        }
        assert!("proxy".parse::<Proxy>().is_err());
    }
}
