//! HTTP exchanges of one visitor: connection, TLS, cookies, timings.
//!
//! A [`Client`] belongs to one virtual user, as a browser belongs to one shopper: it owns its connections and its cookie jar, and
//! shares nothing that is written. Not here: what to send (`scenario`), when (`run`), and the meaning of an answer. Redirects are
//! returned as answers; [`Redirect::of`] says where they lead.

mod address;
mod blocked;
mod buffers;
mod cache;
mod cap;
mod client;
mod connect;
mod connection;
mod cookies;
mod decode;
mod discard;
mod encrypted;
mod failure;
mod gate;
mod handshake;
mod http1;
mod http2;
mod meter;
mod network;
mod origin;
mod proxy;
mod race;
mod redirect;
mod request;
mod resolve;
mod site;
mod stream;
mod timeouts;
mod timer;
mod tls;
mod transfer;
mod version;

pub use address::AddressClass;
pub use blocked::is_challenge;
pub use cache::{Kept, Validators};
pub use cap::Cap;
pub use client::{Client, ClientSettings};
pub use cookies::{Jar, is_cookie};
pub(crate) use decode::ACCEPTED;
pub use decode::unknown_codings;
pub use failure::ExchangeFailure;
pub use network::{Heads, Network, NetworkOptions};
pub use origin::same_origin;
pub use proxy::{Proxy, ProxyError};
pub use redirect::Redirect;
pub(crate) use redirect::{MAX_REDIRECTS, REDIRECTS};
pub use request::{
    Answer, Exchange, FRAMING_REASON, Payload, Request, RequestTarget, describes_body, is_framing,
};
pub use resolve::{DnsUse, ResolveError, Resolver, UnknownDnsUse};
pub use site::{NoSite, NotOfSite, Site};
pub use timeouts::Timeouts;
pub(crate) use timer::Timer;
pub use tls::{CertificateError, Identity, TlsError, TlsOptions, read_authorities};
pub use version::{HttpVersion, UnknownVersion};

pub use hyper::header::{HeaderMap, HeaderName, HeaderValue};
pub use hyper::{Method, StatusCode};
