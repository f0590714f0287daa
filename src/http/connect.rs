//! Makes a connection: DNS, TCP, proxy, TLS, HTTP, each timed.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;

use super::connection::{Connection, Link};
use super::encrypted::Encrypted;
use super::failure::ExchangeFailure;
use super::handshake::NO_HTTP2;
use super::http1::Http1;
use super::http2::Http2;
use super::meter::{ByteTimes, Volume, Watched};
use super::network::Network;
use super::race;
use super::request::RequestTarget;
use super::stream::Stream;
use super::tls::HTTP2;
use super::version::HttpVersion;
use crate::metric::{Micros, Outcome};
use crate::units::secret::shown_address;
use crate::words::Message;

/// The durations of the parts of connecting.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ConnectTimings {
    /// TCP, and the proxy's tunnel if one is used.
    pub(super) connecting: Micros,
    pub(super) tls_handshaking: Micros,
}

/// A duration in whole microseconds.
pub(super) fn micros(duration: Duration) -> Micros {
    u64::try_from(duration.as_micros()).unwrap_or(Micros::MAX)
}

/// Connects to the origin of a target within `limit`, encrypted when `tls` is given.
pub(super) async fn connect(
    target: &RequestTarget,
    network: &Network,
    tls: Option<Arc<ClientConfig>>,
    limit: Duration,
) -> Result<(Connection, ConnectTimings), ExchangeFailure> {
    match tokio::time::timeout(limit, connect_unbounded(target, network, tls)).await {
        Ok(result) => result,
        Err(_) => {
            let through = if network.proxy.is_some() { "proxy" } else { "nothing" };
            let limit = crate::units::duration::format(limit);
            Err(ExchangeFailure::new(
                Outcome::TimeoutConnect,
                Message::new("error-http-no-connection").exact("through", through).exact("limit", limit),
            ))
        }
    }
}

async fn connect_unbounded(
    target: &RequestTarget,
    network: &Network,
    tls: Option<Arc<ClientConfig>>,
) -> Result<(Connection, ConnectTimings), ExchangeFailure> {
    let url = target.url();
    // The last line of defence: requests, and above all credentials, are for this site alone.
    if !network.site.holds_or_upgrades_to(url) {
        let message = Message::new("error-http-elsewhere")
            .exact("url", shown_address(url.as_str()))
            .exact("root", network.site.root());
        return Err(ExchangeFailure::new(Outcome::OffOrigin, message));
    }
    let host = url
        .host_str()
        .ok_or_else(|| ExchangeFailure::new(Outcome::Dns, Message::new("error-http-no-host")))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let (next, next_port) = network.proxy.as_ref().map_or((host, port), |proxy| proxy.address());
    let addresses = network.resolver.resolve(next, next_port).await;
    let addresses = addresses.map_err(|error| ExchangeFailure::new(Outcome::Dns, Message::from(&error)));
    let addresses =
        if network.proxy.is_some() { addresses.map_err(ExchangeFailure::via_proxy) } else { addresses }?;

    let begun = Instant::now();
    let tcp = race::connect(&addresses).await.map_err(|error| ExchangeFailure::connecting(&error));
    let tcp = match &network.proxy {
        Some(proxy) => {
            // The address that the user gave for the host also applies behind the tunnel, because the limits rely on it.
            let authority = network.resolver.said(host).map_or_else(
                || format!("{host}:{port}"),
                |address| SocketAddr::new(address, port).to_string(),
            );
            proxy.tunnel(tcp.map_err(ExchangeFailure::via_proxy)?, &authority).await?
        }
        None => tcp?,
    };
    let connecting = micros(begun.elapsed());

    let volume = Rc::new(Volume::default());
    let counted = Watched::counted(tcp, Rc::clone(&volume));
    let (stream, tls_handshaking) = match tls {
        Some(tls) => {
            let begun = Instant::now();
            (encrypt(counted, host, tls).await?, micros(begun.elapsed()))
        }
        None => (Stream::Plain(counted), 0),
    };
    let marks = Rc::new(ByteTimes::default());
    let is_wide = network.heads.are_wide();
    let link = if speaks_http2(&stream, network.version)? {
        Link::Http2(Http2::handshake(stream).await?)
    } else {
        Link::Http1(Box::new(Http1::new(stream, Rc::clone(&marks), is_wide)))
    };
    let connection = Connection::new(link, volume, marks, target.origin().clone(), is_wide);
    Ok((connection, ConnectTimings { connecting, tls_handshaking }))
}

async fn encrypt(
    tcp: Watched<TcpStream>,
    host: &str,
    tls: Arc<ClientConfig>,
) -> Result<Stream, ExchangeFailure> {
    let bare = host.trim_start_matches('[').trim_end_matches(']').to_owned();
    let name = ServerName::try_from(bare).map_err(|_| {
        ExchangeFailure::new(Outcome::Tls, Message::new("error-http-no-tls-name").exact("host", host))
    })?;
    let stream =
        Encrypted::handshake(tls, name, tcp).await.map_err(|error| ExchangeFailure::handshake(&error))?;
    Ok(Stream::Tls(Box::new(stream)))
}

/// Whether HTTP/2 was negotiated.
fn speaks_http2(stream: &Stream, version: HttpVersion) -> Result<bool, ExchangeFailure> {
    match (stream, version) {
        (Stream::Plain(_), version) => Ok(version == HttpVersion::Http2),
        (Stream::Tls(stream), version) => {
            let agreed = stream.alpn_protocol() == Some(HTTP2);
            if version == HttpVersion::Http2 && !agreed {
                return Err(ExchangeFailure::new(
                    Outcome::Tls,
                    Message::new("error-http-tls-failed").with("why", Message::new(NO_HTTP2)),
                ));
            }
            Ok(agreed)
        }
    }
}
