//! The way to the shop, against real sockets: TLS, HTTP/2, proxies, IPv6, and one task that drives a connection.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot set its stage has failed"
)]

mod commands;
mod connections;
mod driving;
mod http2;
mod http2_ends;
mod identity;
mod moved;
mod openssl;
mod proxy;
mod relay;
mod server;
mod sessions;
mod tls;

use std::net::SocketAddr;
use std::rc::Rc;
use std::time::{Duration, Instant};

use promo_load::http::{
    AddressClass, Client, ClientSettings, Exchange, ExchangeFailure, HeaderValue, HttpVersion, Method,
    Network, NetworkOptions, Payload, Request, Resolver, Site, Timeouts, TlsOptions,
};
use tokio::task::LocalSet;
use url::Url;

/// The name that certificates are for.
const NAME: &str = "shop.test";

/// Trusts the tests' authority, and finds the shop's name on the loopback.
fn options() -> NetworkOptions {
    NetworkOptions {
        tls: TlsOptions { authorities: vec![crate::authority::certificate()], ..TlsOptions::default() },
        resolver: Resolver::with_overrides([(NAME.to_owned(), [127, 0, 0, 1].into())]),
        proxy: None,
        ..NetworkOptions::default()
    }
}

fn site(url: &str) -> Site {
    Site::of(&Url::parse(url).unwrap(), AddressClass::Private).unwrap()
}

/// Of a visitor of the site that this address is on.
fn settings(options: &NetworkOptions, version: HttpVersion, url: &str) -> ClientSettings {
    ClientSettings {
        user_agent: HeaderValue::from_static("test"),
        headers: Vec::new(),
        timeouts: Timeouts {
            connect: Duration::from_secs(20),
            first_byte: None,
            total: Duration::from_secs(60),
        },
        max_body: 10_000_000,
        network: Network::new(site(url), options, version),
    }
}

/// A visitor's life, from the first request to the last.
fn visit<T>(settings: ClientSettings, life: impl AsyncFnOnce(Client) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, life(Client::new(Rc::new(settings))))
}

/// The same for a single `GET`.
fn get_once(options: &NetworkOptions, version: HttpVersion, url: &str) -> Exchange {
    visit(settings(options, version, url), async |client| get(&client, url).await)
}

async fn get(client: &Client, url: &str) -> Exchange {
    ask(client, Method::GET, url, None, true).await
}

async fn post(client: &Client, url: &str, body: Vec<u8>) -> Exchange {
    let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    ask(client, Method::POST, url, Some(Payload { content_type, bytes: body.into() }), true).await
}

async fn ask(
    client: &Client,
    method: Method,
    url: &str,
    payload: Option<Payload>,
    keep_body: bool,
) -> Exchange {
    let exchange = send(client, method, url, payload, keep_body).await;
    if exchange.result.is_ok() {
        assert!(exchange.bytes_sent > 0 && exchange.bytes_received > 0, "{exchange:?}");
    }
    exchange
}

/// The same beside others, whose bytes on a shared connection are not told from its own.
async fn send(
    client: &Client,
    method: Method,
    url: &str,
    payload: Option<Payload>,
    keep_body: bool,
) -> Exchange {
    let target = site(url).target(Url::parse(url).unwrap()).unwrap();
    let request = Request { method, target: &target, headers: &[], extra: None, payload, keep_body };
    let exchange = client.exchange(&request, Instant::now()).await;
    assert_phases_add_up(&exchange);
    exchange
}

/// Blocked, sending, waiting and receiving follow one another without a gap; connecting is a part of blocked.
fn assert_phases_add_up(exchange: &Exchange) {
    let timings = exchange.timings;
    let whole = (exchange.ended - exchange.started).as_micros() as u64;
    let sum = timings.blocked + timings.duration();
    // Each of the four is cut to whole microseconds.
    assert!(sum <= whole && whole - sum <= 4, "{whole}: {timings:?}");
    assert!(timings.connecting + timings.tls_handshaking <= timings.blocked, "{timings:?}");
}

fn failure(exchange: Exchange) -> ExchangeFailure {
    exchange.result.expect_err("this cannot be answered")
}

fn https(address: SocketAddr, path: &str) -> String {
    format!("https://{NAME}:{}{path}", address.port())
}

fn http(address: SocketAddr, path: &str) -> String {
    format!("http://{NAME}:{}{path}", address.port())
}
