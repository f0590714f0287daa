//! A shop of a few paths, over TCP or TLS, HTTP/1.1 or HTTP/2, that notes who came and how.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONNECTION, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::TokioIo;
use rustls::server::WebPkiClientVerifier;
use rustls::version::{TLS12, TLS13};
use rustls::{HandshakeKind, RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio_rustls::TlsAcceptor;

use crate::authority::{self, Issued};
use crate::support::wait_until;

/// What came.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Connections whose handshake succeeded, where there was one.
    pub(crate) connections: usize,
    pub(crate) closed: usize,
    pub(crate) handshakes: Vec<HandshakeKind>,
    pub(crate) names: Vec<Option<String>>,
    /// Version, method and path.
    pub(crate) requests: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

/// Size of `/big`, in bytes.
pub(crate) const BIG: usize = 5_000_000;

/// TLS 1.2 alone, and TLS 1.3 alone.
pub(crate) static VERSIONS: [&[&SupportedProtocolVersion]; 2] = [&[&TLS12], &[&TLS13]];

/// What a TLS server is like.
pub(crate) struct Tls {
    pub(crate) issued: Issued,
    pub(crate) versions: &'static [&'static SupportedProtocolVersion],
    pub(crate) protocols: &'static [&'static str],
    /// Whether it wants a certificate of the visitor.
    pub(crate) asks: bool,
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            issued: Issued::to(crate::network::NAME),
            versions: rustls::ALL_VERSIONS,
            protocols: &["h2", "http/1.1"],
            asks: false,
        }
    }
}

impl Tls {
    pub(crate) fn config(&self) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_protocol_versions(self.versions)
            .unwrap();
        let builder = if self.asks {
            let mut roots = RootCertStore::empty();
            roots.add(authority::certificate()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        } else {
            builder.with_no_client_auth()
        };
        let mut config = builder.with_single_cert(self.issued.chain(), self.issued.key()).unwrap();
        config.alpn_protocols = self.protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        config
    }
}

impl Server {
    /// Without TLS; speaks HTTP/2 to those who begin with it.
    pub(crate) fn plain() -> Server {
        Server::start(Ipv4Addr::LOCALHOST.into(), None).unwrap()
    }

    pub(crate) fn tls(tls: &Tls) -> Server {
        Server::start(Ipv4Addr::LOCALHOST.into(), Some(tls)).unwrap()
    }

    /// Ends with the test's process.
    pub(crate) fn start(ip: IpAddr, tls: Option<&Tls>) -> std::io::Result<Server> {
        let listener = TcpListener::bind((ip, 0))?;
        listener.set_nonblocking(true)?;
        let server = Server { address: listener.local_addr()?, seen: Arc::default() };
        let seen = Arc::clone(&server.seen);
        let acceptor = tls.map(|tls| TlsAcceptor::from(Arc::new(tls.config())));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            LocalSet::new().block_on(&runtime, async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                loop {
                    let (tcp, _) = listener.accept().await.unwrap();
                    tokio::task::spawn_local(serve(tcp, acceptor.clone(), Arc::clone(&seen)));
                }
            });
        });
        Ok(server)
    }

    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    pub(crate) fn wait_until(&self, what: &str, holds: impl Fn(&Seen) -> bool) {
        wait_until(what, || holds(&self.seen()));
    }
}

async fn serve(tcp: TcpStream, acceptor: Option<TlsAcceptor>, seen: Arc<Mutex<Seen>>) {
    let Some(acceptor) = acceptor else {
        let mut begun = [0; 3];
        let http2 = tcp.peek(&mut begun).await.is_ok() && begun == *b"PRI";
        return converse(tcp, http2, seen).await;
    };
    match acceptor.accept(tcp).into_fallible().await {
        Ok(stream) => {
            let session = stream.get_ref().1;
            let http2 = session.alpn_protocol() == Some(b"h2");
            let (kind, name) = (session.handshake_kind().unwrap(), session.server_name().map(str::to_owned));
            {
                let mut seen = seen.lock().unwrap();
                seen.handshakes.push(kind);
                seen.names.push(name);
            }
            converse(stream, http2, seen).await;
        }
        // Hears the visitor out, so that no reset overtakes the alert.
        Err((_, mut tcp)) => while matches!(tcp.read(&mut [0; 1024]).await, Ok(read) if read > 0) {},
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, http2: bool, seen: Arc<Mutex<Seen>>) {
    seen.lock().unwrap().connections += 1;
    let noted = Arc::clone(&seen);
    let service = service_fn(move |request| answer(request, Arc::clone(&noted)));
    // How a visitor leaves is its own business.
    let _left = if http2 {
        http2::Builder::new(ThisThread).serve_connection(TokioIo::new(stream), service).await
    } else {
        http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
    };
    seen.lock().unwrap().closed += 1;
}

#[derive(Clone, Copy)]
struct ThisThread;

impl<F: Future<Output: 'static> + 'static> Executor<F> for ThisThread {
    fn execute(&self, task: F) {
        tokio::task::spawn_local(task);
    }
}

async fn answer(
    request: Request<Incoming>,
    seen: Arc<Mutex<Seen>>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let path = head.uri.path();
    seen.lock().unwrap().requests.push(format!("{:?} {} {path}", head.version, head.method));
    let body = body.collect().await.map(|whole| whole.to_bytes()).unwrap_or_default();
    let mut response = Response::new(Full::from("ok"));
    match path {
        "/big" => *response.body_mut() = Full::from(vec![b'x'; BIG]),
        "/echo" => *response.body_mut() = Full::new(body),
        "/cookies" => {
            let sent = head.headers.get(COOKIE).map(|value| value.as_bytes().to_vec());
            *response.body_mut() = Full::from(sent.unwrap_or_default());
            response.headers_mut().append(SET_COOKIE, HeaderValue::from_static("one=1; path=/"));
            response.headers_mut().append(SET_COOKIE, HeaderValue::from_static("two=2; path=/"));
        }
        "/moved" => {
            *response.status_mut() = hyper::StatusCode::FOUND;
            response.headers_mut().insert(LOCATION, HeaderValue::from_static("/page"));
        }
        "/last" if head.version == Version::HTTP_11 => {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        "/product.html" => {
            let page = include_str!("../fixtures/pages/classic-product.html");
            *response.body_mut() = Full::from(page);
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        }
        // So many headers of so many bytes each.
        "/head" => {
            let (count, size) = head.uri.query().and_then(|query| query.split_once(',')).unwrap();
            let value = "x".repeat(size.parse().unwrap());
            for number in 0..count.parse().unwrap() {
                let name: HeaderName = format!("x-{number}").parse().unwrap();
                response.headers_mut().insert(name, HeaderValue::from_str(&value).unwrap());
            }
        }
        // Its answer never comes.
        "/silence" => std::future::pending().await,
        _ => {}
    }
    Ok(response)
}
