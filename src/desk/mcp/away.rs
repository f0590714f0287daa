//! A desk at an address, asked with a token.

use std::net::IpAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HeaderName, HeaderValue};
use tokio::sync::{mpsc, oneshot};
use url::Url;

use super::ask::{ApiAsk, ApiSaid};
use crate::desk::exchange::keeps_secrets;
use crate::http::{
    AddressClass, Client, ClientSettings, HttpVersion, Network, NetworkOptions, Payload, Request,
    RequestTarget, Site, StatusCode, Timeouts,
};
use crate::units::secret::Secret;
use crate::words::Message;

/// Requests that wait to be sent.
const WAITING: usize = 64;
/// The most bytes of a reply.
const LONGEST: usize = 64 << 20;
/// A desk that looks at a page for us replies late.
const TIMEOUTS: Timeouts =
    Timeouts { connect: Duration::from_secs(10), first_byte: None, total: Duration::from_secs(120) };

/// A request, and where its reply is waited for.
type Waiting = (ApiAsk, oneshot::Sender<Result<ApiSaid, Message>>);

/// A desk at an address. Its client lives on one thread, and is asked from any.
#[derive(Debug, Clone)]
pub struct AwayDesk {
    asks: mpsc::Sender<Waiting>,
}

/// What every request has.
struct AwayClient {
    client: Client,
    base: RequestTarget,
    authorization: HeaderValue,
}

impl AwayDesk {
    /// Gets ready to ask the desk at this address, from within a `LocalSet`. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// A sentence when the address or the token cannot be used: a token is not sent without TLS, but on this machine.
    pub async fn at(address: &Url, token: &Secret, network: &NetworkOptions) -> Result<Self, Message> {
        let base = base_of(address)?;
        let host = base.host_str().unwrap_or_default().to_owned();
        let port = base.port_or_known_default().unwrap_or(80);
        let place = |why: Message| Message::new("error-at").exact("place", &base).with("why", why);
        let addresses: Vec<IpAddr> = match network.resolver.resolve(&host, port).await {
            Ok(found) => found.into_iter().map(|address| address.ip()).collect(),
            // Behind a proxy names need not be known here.
            Err(_) if network.proxy.is_some() => Vec::new(),
            Err(error) => return Err(place((&error).into())),
        };
        let site =
            Site::of(&base, AddressClass::of_all(&addresses)).map_err(|error| place((&error).into()))?;
        let target = site.target(base.clone()).map_err(|error| place((&error).into()))?;
        let header = HeaderValue::from_str(&format!("Bearer {}", token.expose()));
        let mut authorization = header.map_err(|_| Message::new("error-mcp-token"))?;
        authorization.set_sensitive(true);
        let settings = ClientSettings {
            user_agent: HeaderValue::from_static(concat!("promo-load/", env!("CARGO_PKG_VERSION"), " mcp")),
            headers: Vec::new(),
            timeouts: TIMEOUTS,
            max_body: LONGEST,
            network: Network::new(site, network, HttpVersion::Auto),
        };
        let client = AwayClient { client: Client::new(Rc::new(settings)), base: target, authorization };
        let (asks, asked) = mpsc::channel(WAITING);
        tokio::task::spawn_local(attend(Rc::new(client), asked));
        Ok(Self { asks })
    }

    /// Sends a request.
    pub(super) async fn ask(&self, ask: ApiAsk) -> Result<ApiSaid, Message> {
        let gone = || Message::new("error-desk-store-gone");
        let (reply, replied) = oneshot::channel();
        self.asks.send((ask, reply)).await.map_err(|_| gone())?;
        replied.await.map_err(|_| gone())?
    }
}

/// The address that paths are joined to.
fn base_of(address: &Url) -> Result<Url, Message> {
    let mut base = address.clone();
    base.set_query(None);
    base.set_fragment(None);
    if !base.path().ends_with('/') {
        let path = format!("{}/", base.path());
        base.set_path(&path);
    }
    if !keeps_secrets(&base) {
        return Err(Message::new("error-mcp-no-tls"));
    }
    Ok(base)
}

async fn attend(client: Rc<AwayClient>, mut asked: mpsc::Receiver<Waiting>) {
    while let Some((ask, reply)) = asked.recv().await {
        let client = Rc::clone(&client);
        tokio::task::spawn_local(async move {
            let _no_longer_waited_for = reply.send(client.send(ask).await);
        });
    }
}

impl AwayClient {
    async fn send(&self, ask: ApiAsk) -> Result<ApiSaid, Message> {
        let url = self.base.url().join(ask.path.trim_start_matches('/'));
        let url = url.map_err(|error| Message::heard(&error.to_string()))?;
        let target = self.base.beside(url).map_err(|failure| Message::from(&failure))?;
        let mut headers = vec![(AUTHORIZATION, self.authorization.clone())];
        if let Some(key) = ask.key {
            let key = HeaderValue::from_str(&key).map_err(|_| Message::new("error-mcp-key"))?;
            headers.push((HeaderName::from_static("idempotency-key"), key));
        }
        let content_type = HeaderValue::from_static("application/json");
        headers.push((CONTENT_TYPE, content_type.clone()));
        let payload = ask.body.map(|body| Payload { content_type, bytes: body.to_string().into() });
        let request = Request {
            method: ask.method,
            target: &target,
            headers: &headers,
            extra: None,
            payload,
            keep_body: true,
        };
        let answer = self.client.exchange(&request, Instant::now()).await.result;
        let answer = answer.map_err(|failure| Message::from(&failure))?;
        let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
        Ok(ApiSaid { status, body: answer.body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_sent_without_tls() {
        for (address, base) in [
            ("http://127.0.0.1:7170", Some("http://127.0.0.1:7170/")),
            ("http://localhost:7170/", Some("http://localhost:7170/")),
            ("http://[::1]:7170/", Some("http://[::1]:7170/")),
            ("https://desk.example/team?x#y", Some("https://desk.example/team/")),
            ("http://desk.example/", None),
            ("http://10.0.0.7:7170/", None),
            ("http://localhost.desk.example/", None),
            ("file:///etc/passwd", None),
        ] {
            let found = base_of(&Url::parse(address).unwrap()).ok().map(String::from);
            assert_eq!(found.as_deref(), base, "{address}");
        }
    }
}
