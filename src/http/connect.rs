//! Makes a connection: DNS, TCP, TLS, HTTP/1.1, each timed.

use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::connection::Connection;
use super::failure::Failure;
use super::meter::{Meter, Watched};
use super::request::Target;
use super::resolve::Resolver;
use super::stream::Stream;
use crate::metric::{Micros, Outcome};

/// How long its parts took.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ConnectTimings {
    pub(super) connecting: Micros,
    pub(super) tls_handshaking: Micros,
}

/// The elapsed time as whole microseconds.
pub(super) fn micros(duration: Duration) -> Micros {
    u64::try_from(duration.as_micros()).unwrap_or(Micros::MAX)
}

/// Connects to the origin of a target within `limit`.
pub(super) async fn connect(
    target: &Target,
    resolver: &Resolver,
    tls: &Arc<ClientConfig>,
    limit: Duration,
) -> Result<(Connection, ConnectTimings), Failure> {
    match tokio::time::timeout(limit, connect_unbounded(target, resolver, tls)).await {
        Ok(result) => result,
        Err(_) => Err(Failure::new(
            Outcome::TimeoutConnect,
            format!("no connection within {}", crate::units::duration::format(limit)),
        )),
    }
}

async fn connect_unbounded(
    target: &Target,
    resolver: &Resolver,
    tls: &Arc<ClientConfig>,
) -> Result<(Connection, ConnectTimings), Failure> {
    let url = target.url();
    let host = url.host_str().ok_or_else(|| Failure::new(Outcome::Dns, "the URL names no host"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let addresses =
        resolver.resolve(host, port).await.map_err(|error| Failure::new(Outcome::Dns, error.to_string()))?;

    let begun = Instant::now();
    let tcp = connect_first(&addresses).await.map_err(|error| Failure::connecting(&error))?;
    // Small requests must not wait for an acknowledgement of the one before (Nagle).
    tcp.set_nodelay(true).map_err(|error| Failure::connecting(&error))?;
    let connected = Instant::now();

    let meter = Rc::new(Meter::default());
    let counted = Watched::bytes(tcp, Rc::clone(&meter));
    let stream = if url.scheme() == "https" {
        let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let name = ServerName::try_from(bare)
            .map_err(|_| Failure::new(Outcome::Tls, format!("`{host}` is no name that TLS can check")))?;
        let connector = TlsConnector::from(Arc::clone(tls));
        let stream = connector.connect(name, counted).await.map_err(|error| Failure::handshake(&error))?;
        Stream::Tls(Box::new(stream))
    } else {
        Stream::Plain(counted)
    };
    let timings = ConnectTimings {
        connecting: micros(connected - begun),
        tls_handshaking: if url.scheme() == "https" { micros(connected.elapsed()) } else { 0 },
    };
    Ok((Connection::http1(stream, meter, target.origin().clone()).await?, timings))
}

async fn connect_first(addresses: &[std::net::SocketAddr]) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address");
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}
