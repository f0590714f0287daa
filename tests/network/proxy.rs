//! Through a proxy.

use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc;
use std::time::Duration;

use promo_load::http::{ExchangeFailure, HttpVersion, NetworkOptions, Proxy, Resolver};
use promo_load::metric::Outcome;

use crate::network::relay::{Relay, until_gone};
use crate::network::server::{Server, Tls};
use crate::network::{failure, get, get_once, http, https, options, settings, visit};

/// Only the proxy knows where the shop is.
fn through(proxy: &str) -> NetworkOptions {
    let proxy: Proxy = proxy.parse().unwrap();
    NetworkOptions { proxy: Some(proxy), resolver: Resolver::default(), ..options() }
}

#[test]
fn http_and_https_in_either_version() {
    for (server, secure) in [(Server::plain(), false), (Server::tls(&Tls::default()), true)] {
        for version in [HttpVersion::Http1, HttpVersion::Http2] {
            let relay = Relay::to(server.address);
            let url = |path| if secure { https(server.address, path) } else { http(server.address, path) };
            visit(settings(&through(&relay.url()), version, &url("/")), async |client| {
                let first = get(&client, &url("/page")).await;
                assert!(first.timings.connecting > 0);
                assert_eq!(first.timings.tls_handshaking > 0, secure);
                assert_eq!(first.result.unwrap().body, "ok");
                assert_eq!(get(&client, &url("/page")).await.timings.connecting, 0);
            });
            let asked = relay.asked();
            assert_eq!(asked.len(), 1, "the tunnel is kept: {asked:?}");
            let port = server.address.port();
            assert!(asked[0].starts_with(&format!("CONNECT shop.test:{port} HTTP/1.1\r\n")), "{asked:?}");
            assert!(asked[0].to_lowercase().contains(&format!("host: shop.test:{port}\r\n")), "{asked:?}");
            assert!(!asked[0].to_lowercase().contains("proxy-authorization"), "{asked:?}");
        }
    }
}

#[test]
fn name_and_password_are_for_the_proxy_only() {
    let shop = Relay::answering("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
    let relay = Relay::to(shop.address);
    let proxy = format!("http://us:p%40ss@{}", relay.address);
    let exchange = get_once(&through(&proxy), HttpVersion::Auto, &http(shop.address, "/"));
    assert_eq!(exchange.result.unwrap().body, "ok");
    // us:p@ss
    assert!(relay.asked()[0].contains("Basic dXM6cEBzcw=="), "{:?}", relay.asked());
    assert!(!shop.asked()[0].contains("Basic"), "{:?}", shop.asked());
}

#[test]
fn an_address_that_the_user_gave_for_the_shop_is_asked_of_the_proxy() {
    let server = Server::plain();
    let relay = Relay::to(server.address);
    let options = NetworkOptions { resolver: options().resolver, ..through(&relay.url()) };
    get_once(&options, HttpVersion::Auto, &http(server.address, "/")).result.unwrap();
    let expected = format!("CONNECT 127.0.0.1:{} HTTP/1.1\r\n", server.address.port());
    assert!(relay.asked()[0].starts_with(&expected), "{:?}", relay.asked());
}

fn refused_by(proxy: SocketAddr) -> ExchangeFailure {
    let proxy = format!("http://us:secret@{proxy}");
    let failure = failure(get_once(&through(&proxy), HttpVersion::Auto, "https://shop.test/"));
    assert!(failure.message.contains("proxy"), "{failure}");
    assert!(!failure.message.contains("secret"), "{failure}");
    failure
}

#[test]
fn proxies_that_do_not_help() {
    for (text, outcome, part) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
            Outcome::Generator,
            "PROMO_LOAD_PROXY",
        ),
        ("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 3\r\n\r\nbad", Outcome::Refused, "502"),
        ("HTTP/1.1 504 Gateway Timeout\r\n\r\n", Outcome::Refused, "504"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", Outcome::Generator, "403"),
        ("HTTP/1.1 200", Outcome::ResetFresh, "reset"),
        ("", Outcome::ResetFresh, "reset"),
        ("SOCKS?\r\n\r\n", Outcome::Malformed, "not HTTP"),
        ("HTTP/1.1 200 OK\r\n\r\nhello", Outcome::Malformed, "before the tunnel was used"),
    ] {
        let refused = refused_by(Relay::answering(text).address);
        assert_eq!(refused.outcome, outcome, "{text}: {refused}");
        assert!(refused.message.contains(part), "{text}: {refused}");
    }
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(refused_by(free).outcome, Outcome::Refused);
    let unknown = through("http://no-such-proxy.invalid:3128");
    let unknown = failure(get_once(&unknown, HttpVersion::Auto, "https://shop.test/"));
    assert_eq!(unknown.outcome, Outcome::Dns);
    assert!(unknown.message.contains("proxy:"), "{unknown}");
}

#[test]
fn a_proxy_that_never_answers_is_hung_up_on() {
    let (gone, has_gone) = mpsc::channel();
    let relay = Relay::doing(move |mut visitor| {
        until_gone(&mut visitor);
        gone.send(()).unwrap();
    });
    let mut settings = settings(&through(&relay.url()), HttpVersion::Auto, "https://shop.test/");
    settings.timeouts.connect = Duration::from_millis(300);
    visit(settings, async |client| {
        let exchange = get(&client, "https://shop.test/").await;
        assert_eq!(exchange.timings.duration(), 0, "nothing was sent to the shop");
        let late = failure(exchange);
        assert_eq!(late.outcome, Outcome::TimeoutConnect);
        assert!(late.message.contains("through the proxy"), "{late}");
        // While the visitor still lives.
        let hung_up = tokio::task::spawn_blocking(move || has_gone.recv_timeout(crate::support::PATIENCE));
        hung_up.await.unwrap().unwrap();
    });
}

#[test]
fn a_tunnel_that_breaks() {
    let server = Server::tls(&Tls::default());
    let relay = Relay::doing(|mut visitor| {
        use std::io::Write;
        visitor.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
    });
    let broken =
        failure(get_once(&through(&relay.url()), HttpVersion::Auto, &https(server.address, "/page")));
    assert_eq!(broken.outcome, Outcome::ResetFresh, "{broken}");
}
