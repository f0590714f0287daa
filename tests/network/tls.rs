//! Whom a visitor trusts.

use promo_load::http::{HttpVersion, NetworkOptions, TlsOptions};
use promo_load::metric::Outcome;

use crate::authority::Issued;
use crate::server::{Server, Tls, VERSIONS};
use crate::{NAME, failure, get_once, https, options};

fn with(tls: TlsOptions) -> NetworkOptions {
    NetworkOptions { tls, ..options() }
}

#[test]
fn an_authority_of_ones_own() {
    let server = Server::tls(&Tls::default());
    let url = https(server.address, "/page");
    let unknown = failure(get_once(&with(TlsOptions::default()), HttpVersion::Auto, &url));
    assert_eq!(unknown.outcome, Outcome::Tls, "{unknown}");
    assert!(unknown.message.contains("UnknownIssuer"), "{unknown}");
    for tls in [options().tls, TlsOptions { insecure: true, ..TlsOptions::default() }] {
        let exchange = get_once(&with(tls), HttpVersion::Auto, &url);
        assert!(exchange.timings.tls_handshaking > 0 && exchange.timings.connecting > 0);
        assert_eq!(exchange.result.unwrap().body, "ok");
    }
    let seen = server.seen();
    assert_eq!(seen.names, [Some(NAME.to_owned()), Some(NAME.to_owned())], "the name is sent (SNI)");
    assert_eq!(seen.requests.len(), 2, "who does not trust sends nothing");
}

#[test]
fn a_certificate_for_another_name_and_an_old_one() {
    for (issued, part) in [
        (Issued::to("other.test"), "not valid for name \"shop.test\""),
        (Issued::expired(NAME), "certificate expired"),
    ] {
        let server = Server::tls(&Tls { issued, ..Tls::default() });
        let url = https(server.address, "/page");
        let refused = failure(get_once(&options(), HttpVersion::Auto, &url));
        assert_eq!(refused.outcome, Outcome::Tls, "{refused}");
        assert!(refused.message.contains(part), "{refused}");
        let insecure = with(TlsOptions { insecure: true, ..TlsOptions::default() });
        assert_eq!(get_once(&insecure, HttpVersion::Auto, &url).result.unwrap().body, "ok");
    }
}

#[test]
fn either_version_of_tls() {
    for versions in VERSIONS {
        let server = Server::tls(&Tls { versions, ..Tls::default() });
        for version in [HttpVersion::Http1, HttpVersion::Http2] {
            let exchange = get_once(&options(), version, &https(server.address, "/page"));
            assert_eq!(exchange.result.unwrap().body, "ok", "{versions:?} {version}");
        }
    }
}

#[test]
fn a_peer_that_hangs_up_in_the_handshake_has_reset_the_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut visitor in listener.incoming().flatten() {
            // What lies unread when a socket is closed makes a reset of it.
            let read = std::io::Read::read(&mut visitor, &mut [0; 64 * 1024]);
            drop(read);
        }
    });
    let ended = failure(get_once(&options(), HttpVersion::Auto, &https(address, "/")));
    assert_eq!(ended.outcome, Outcome::ResetFresh, "{ended}");
}
