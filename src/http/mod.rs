//! One HTTP exchange at a time: connection, TLS, cookies, timings.
//!
//! A [`Client`] belongs to one virtual user, as a browser belongs to one shopper: it owns its connection and
//! its cookie jar and shares nothing that is written. Not here: what to send (`scenario`), when (`run`), and
//! what an answer means. Redirects are returned as what they are; [`Redirect::of`] says where they lead.

mod blocked;
mod client;
mod connect;
mod cookies;
mod decode;
mod failure;
mod meter;
mod redirect;
mod resolve;
mod tls;

pub use client::{
    Answer, Client, ClientSettings, Exchange, FRAMING_REASON, Payload, Request, Timeouts, is_framing,
};
pub use cookies::Jar;
pub use failure::Failure;
pub use redirect::{Redirect, same_origin};
pub use resolve::{ResolveError, Resolver};
pub use tls::{TlsError, client_config};

pub use hyper::header::{HeaderMap, HeaderName, HeaderValue};
pub use hyper::{Method, StatusCode};
