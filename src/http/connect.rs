//! Makes a connection: DNS, TCP, TLS, HTTP/1.1, each timed.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use url::Url;

use super::failure::Failure;
use super::meter::{Meter, Watch, Watched};
use super::resolve::Resolver;
use crate::metric::{Micros, Outcome};

/// hyper's own strategy lets the buffer grow with the page and keeps it. Measured with a 100-KB page: a fixed 16 KiB
/// costs no CPU time and leaves 26 KiB per idle virtual user instead of 130; 8 KiB costs 15 % CPU time.
const READ_BUFFER: usize = 16 * 1024;

/// A live HTTP/1.1 connection.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) sender: SendRequest<Full<Bytes>>,
    pub(crate) meter: Rc<Meter>,
    /// Exchanges begun on it.
    pub(crate) exchanges: u64,
}

/// How long its parts took.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ConnectTimings {
    pub(crate) connecting: Micros,
    pub(crate) tls_handshaking: Micros,
}

/// The elapsed time as whole microseconds.
pub(crate) fn micros(duration: Duration) -> Micros {
    u64::try_from(duration.as_micros()).unwrap_or(Micros::MAX)
}

/// Connects to the origin of `url` within `limit`.
pub(crate) async fn connect(
    url: &Url,
    resolver: &Resolver,
    tls: &Arc<ClientConfig>,
    limit: Duration,
) -> Result<(Connection, ConnectTimings), Failure> {
    match tokio::time::timeout(limit, connect_unbounded(url, resolver, tls)).await {
        Ok(result) => result,
        Err(_) => Err(Failure::new(
            Outcome::TimeoutConnect,
            format!("no connection within {}", crate::units::duration::format(limit)),
        )),
    }
}

async fn connect_unbounded(
    url: &Url,
    resolver: &Resolver,
    tls: &Arc<ClientConfig>,
) -> Result<(Connection, ConnectTimings), Failure> {
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
    let counted = Watched { inner: tcp, watch: Watch::Bytes, meter: Rc::clone(&meter) };
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
    let marked = Watched { inner: stream, watch: Watch::Instants, meter: Rc::clone(&meter) };
    let (sender, driver) = http1::Builder::new()
        .read_buf_exact_size(Some(READ_BUFFER))
        .handshake(TokioIo::new(marked))
        .await
        .map_err(|error| Failure::exchanging(&error, false, false))?;
    // The driver ends with its connection; what went wrong on it reaches the exchange that was waiting.
    tokio::task::spawn_local(async move {
        let _seen_by_the_exchange = driver.await;
    });
    Ok((Connection { sender, meter, exchanges: 0 }, timings))
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

#[derive(Debug)]
enum Stream {
    Plain(Watched<TcpStream>),
    Tls(Box<TlsStream<Watched<TcpStream>>>),
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Tls(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Tls(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write_vectored(context, slices),
            Self::Tls(stream) => Pin::new(stream).poll_write_vectored(context, slices),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Tls(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Tls(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}
