//! Names, addresses and certificates: what goes wrong before a request is sent.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::sync::Arc;

use promo_load::http::{NetworkOptions, Resolver, TlsOptions};
use promo_load::metric::Outcome;
use rcgen::generate_simple_self_signed;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

use crate::authority::{self, Issued};
use crate::fault_matrix::rig::{Origin, Row, Seen};
use crate::fault_matrix::server::{CLOSE, raw, serve, until_gone};

/// The name that the certificates are for.
const NAME: &str = "shop.test";

/// Trusts the tests' authority, and finds the name at this address.
fn network(address: impl Into<IpAddr>) -> NetworkOptions {
    NetworkOptions {
        tls: TlsOptions { authorities: vec![authority::certificate()], ..TlsOptions::default() },
        resolver: Resolver::with_overrides([(NAME.to_owned(), address.into())]),
        proxy: None,
        ..NetworkOptions::default()
    }
}

/// The same origin under its name.
fn named(origin: Origin) -> Origin {
    let base_url = origin.base_url.replace("127.0.0.1", NAME);
    Origin { base_url, network: network(Ipv4Addr::LOCALHOST), ..origin }
}

/// Shakes hands with this certificate; nobody gets any further.
fn showing(
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> impl Fn(&Arc<Seen>) -> Origin {
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let config = Arc::new(config);
    let stage = raw("https", move |mut stream| {
        let mut session = ServerConnection::new(Arc::clone(&config)).unwrap();
        // The visitor does not trust us, and says so.
        let _refused = session.complete_io(&mut stream);
        until_gone(&mut stream);
    });
    move |seen| named(stage(seen))
}

fn issued(issued: &Issued) -> impl Fn(&Arc<Seen>) -> Origin + use<> {
    showing(issued.chain(), issued.key())
}

fn talking(bytes: &'static [u8]) -> impl Fn(&Arc<Seen>) -> Origin {
    raw("https", move |mut stream| {
        let _gone = stream.write_all(bytes);
        until_gone(&mut stream);
    })
}

pub(crate) fn rows() -> Vec<Row> {
    use Outcome::{Dns, Refused, ResetFresh, Tls};
    let own = generate_simple_self_signed([NAME.to_owned()]).unwrap();
    let own_key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.signing_key.serialize_der()));
    let mut rows = vec![
        Row::new("nobody listens", Refused, |_| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            Origin::at(format!("http://{}/", listener.local_addr().unwrap()))
        })
        .alone(),
        Row::new("no such name", Dns, |_| Origin::at("http://no-such-host.invalid/")).alone(),
        Row::new("closed at once", ResetFresh, raw("http", drop)).alone(),
        Row::new(
            "reset before the request is read",
            ResetFresh,
            raw("http", |stream| {
                let _came = stream.peek(&mut [0]);
            }),
        )
        .alone(),
        Row::new("an old certificate", Tls, issued(&Issued::expired(NAME))).alone(),
        Row::new("a certificate for another name", Tls, issued(&Issued::to("other.test"))).alone(),
        Row::new(
            "a certificate that nobody vouches for",
            Tls,
            showing(vec![own.cert.der().clone()], own_key),
        )
        .alone(),
        Row::new("garbage instead of TLS", Tls, talking(&[0x16, 0x03, 0xff, 0xff, 0xff, 0, 1, 2, 3])).alone(),
        Row::new(
            "HTTP where TLS should be",
            Tls,
            talking(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
        )
        .alone(),
        Row::new(
            "closed in the TLS handshake",
            ResetFresh,
            raw("https", |mut stream| {
                let _came = stream.peek(&mut [0]);
                let _gone = stream.write_all(&[0x16, 0x03]);
            }),
        )
        .alone(),
    ];
    rows.extend(ipv6());
    rows
}

/// No fault, but a shop without any IPv4 address; where the machine has IPv6.
fn ipv6() -> Option<Row> {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).ok()?;
    let stage = |seen: &Arc<Seen>| {
        let listener = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).unwrap();
        let base_url = format!("http://{NAME}:{}/", listener.local_addr().unwrap().port());
        let answer = Arc::new(|visit: &mut crate::fault_matrix::server::Visit| {
            visit.read_all();
            visit.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            CLOSE
        });
        serve(listener, Arc::clone(seen), answer);
        Origin { network: network(Ipv6Addr::LOCALHOST), ..Origin::at(base_url) }
    };
    Some(Row::new("IPv6 alone", Outcome::Ok, stage))
}
