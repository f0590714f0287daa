//! Whom a visitor trusts.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use promo_load::http::{HttpVersion, NetworkOptions, TlsOptions};
use promo_load::metric::Outcome;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType, date_time_ymd};
use rustls::pki_types::CertificateDer;

use crate::authority::Issued;
use crate::network::server::{Server, Tls, VERSIONS};
use crate::network::{NAME, failure, get_once, https, options};

fn with(tls: TlsOptions) -> NetworkOptions {
    NetworkOptions { tls, ..options() }
}

#[test]
fn an_authority_of_ones_own() {
    let server = Server::tls(&Tls::default());
    let url = https(server.address, "/page");
    let unknown = failure(get_once(&with(TlsOptions::default()), HttpVersion::Auto, &url));
    assert_eq!(unknown.outcome, Outcome::Tls, "{unknown}");
    assert!(unknown.to_string().contains("issuer is not trusted"), "{unknown}");
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
        (Issued::to("other.test"), "is for other.test and not for shop.test"),
        (Issued::expired(NAME), "expired on 1 January 2002"),
    ] {
        let server = Server::tls(&Tls { issued, ..Tls::default() });
        let url = https(server.address, "/page");
        let refused = failure(get_once(&options(), HttpVersion::Auto, &url));
        assert_eq!(refused.outcome, Outcome::Tls, "{refused}");
        assert!(refused.to_string().contains(part), "{refused}");
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

/// Authority and server in one, as `openssl req -x509` makes them.
fn own(params: impl FnOnce(&mut CertificateParams)) -> Issued {
    let mut own = CertificateParams::new([NAME.to_owned()]).unwrap();
    own.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params(&mut own);
    let key = KeyPair::generate().unwrap();
    Issued { certificate: own.self_signed(&key).unwrap(), key }
}

/// Trusts this certificate beside the system's, and no other of ours.
fn trusting(certificate: CertificateDer<'static>) -> NetworkOptions {
    with(TlsOptions { authorities: vec![certificate], ..TlsOptions::default() })
}

#[test]
fn a_certificate_that_is_its_own_authority() {
    let issued = own(|_| ());
    let (itself, other) = (issued.certificate.der().clone(), own(|_| ()).certificate.der().clone());
    let server = Server::tls(&Tls { issued, ..Tls::default() });
    let url = https(server.address, "/page");
    assert_eq!(get_once(&trusting(itself), HttpVersion::Auto, &url).result.unwrap().body, "ok");
    // One of the same name with another key is another one.
    for options in [trusting(other), options()] {
        let refused = failure(get_once(&options, HttpVersion::Auto, &url));
        assert!(refused.to_string().contains("--cacert"), "{refused}");
    }
    for (params, part) in [
        (set_names as fn(&mut CertificateParams), "is for other.test, third.test and not for shop.test"),
        (set_old, "expired on 1 January 2002"),
        (set_future, "not valid before 1 January 2999"),
        (set_nameless, "names no host"),
    ] {
        let issued = own(params);
        let trusted = trusting(issued.certificate.der().clone());
        let server = Server::tls(&Tls { issued, ..Tls::default() });
        let refused = failure(get_once(&trusted, HttpVersion::Auto, &https(server.address, "/page")));
        assert!(refused.to_string().contains(part), "{refused}");
        assert_eq!(server.seen().requests.len(), 0, "{part}");
    }
}

fn set_names(params: &mut CertificateParams) {
    params.subject_alt_names =
        ["other.test", "third.test"].map(|name| SanType::DnsName(name.try_into().unwrap())).into();
}

fn set_old(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2001, 1, 1);
    params.not_after = date_time_ymd(2002, 1, 1);
}

fn set_future(params: &mut CertificateParams) {
    params.not_before = date_time_ymd(2999, 1, 1);
    params.not_after = date_time_ymd(3000, 1, 1);
}

fn set_nameless(params: &mut CertificateParams) {
    params.subject_alt_names.clear();
}

/// A server's certificate that is trusted itself needs no authority.
#[test]
fn a_certificate_that_is_trusted_itself() {
    let authority = CertifiedIssuer::self_signed(
        {
            let mut params = CertificateParams::new(Vec::new()).unwrap();
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params
        },
        KeyPair::generate().unwrap(),
    )
    .unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new([NAME.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let trusted = trusting(certificate.der().clone());
    let server = Server::tls(&Tls { issued: Issued { certificate, key }, ..Tls::default() });
    let url = https(server.address, "/page");
    assert_eq!(get_once(&trusted, HttpVersion::Auto, &url).result.unwrap().body, "ok");
    assert!(failure(get_once(&options(), HttpVersion::Auto, &url)).to_string().contains("of that name"));
    let unknown = failure(get_once(&with(TlsOptions::default()), HttpVersion::Auto, &url));
    assert!(unknown.to_string().contains("issuer is not trusted"), "{unknown}");
}

/// Answers the first bytes of a visitor with these and waits until he is gone.
fn answering(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut visitor in listener.incoming().flatten() {
            let mut came = [0; 16 * 1024];
            let _hello = visitor.read(&mut came);
            let _gone = visitor.write_all(bytes);
            while matches!(visitor.read(&mut came), Ok(read) if read > 0) {}
        }
    });
    address
}

#[test]
fn what_a_server_says_before_it_hangs_up() {
    for (bytes, part) in [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), "does not speak TLS"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "does not speak TLS"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "no TLS newer than 1.1"),
        (b"\x15\x03\x03\x00\x02\x02\x28", "--cert"),
        (b"\x15\x03\x03\x00\x02\x02\x2a", "another client certificate"),
        (b"\x15\x03\x03\x00\x02\x02\x70", "no shop of this name"),
        (b"\x15\x03\x03\x00\x02\x02\x78", "use --http1"),
        (b"\x15\x03\x03\x00\x02\x02\x50", "InternalError"),
    ] {
        let refused = failure(get_once(&options(), HttpVersion::Auto, &https(answering(bytes), "/")));
        assert_eq!(refused.outcome, Outcome::Tls, "{refused}");
        assert!(
            refused.to_string().starts_with("TLS failed: ") && refused.to_string().contains(part),
            "{refused}"
        );
    }
}
