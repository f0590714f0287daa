//! 100 again: a shop whose certificate cannot be trusted, and what --insecure changes.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::exit_codes::servers::http;
use crate::support::{BINARY, Ended, Place};

/// A page of a shop, over TLS, with a certificate for this name. Returns its port and the certificate.
fn shop_for(name: &str) -> (u16, String) {
    let certified = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for visitor in listener.incoming() {
            // A visitor who does not trust the certificate hangs up.
            let _gone = visitor.and_then(|visitor| serve(visitor, Arc::clone(&config)));
        }
    });
    (port, certified.cert.pem())
}

fn serve(visitor: TcpStream, config: Arc<ServerConfig>) -> std::io::Result<()> {
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut stream = StreamOwned::new(connection, visitor);
    let mut asked = [0; 4096];
    if stream.read(&mut asked)? > 0 {
        let page = include_str!("../fixtures/pages/classic-product.html");
        stream.write_all(&http("200 OK", "content-type: text/html\r\n", page))?;
        stream.conn.send_close_notify();
        stream.flush()?;
    }
    Ok(())
}

/// Inspects the page with this certificate among the trusted ones.
fn inspect(port: u16, trusted: Option<&str>, flags: &[&str]) -> Ended {
    let place = Place::new();
    let mut command = place.command(BINARY);
    if let Some(pem) = trusted {
        place.write("trusted.pem", pem);
        command.env("SSL_CERT_FILE", place.path("trusted.pem"));
    }
    let target = format!("https://localhost:{port}/");
    place.start(command.args(["inspect", &target]).args(flags)).wait()
}

#[test]
fn a_certificate_that_nobody_vouches_for() {
    let (port, _) = shop_for("localhost");
    let ended = inspect(port, None, &[]);
    let problem = ended.assert_code(100).problem();
    for part in [&format!("https://localhost:{port}/"), "TLS failed", "certificate", "--insecure"] {
        assert!(problem.contains(part), "`{part}` is not in: {problem}");
    }
}

#[test]
fn a_certificate_for_another_name() {
    let (port, pem) = shop_for("other.example");
    let ended = inspect(port, Some(&pem), &[]);
    let problem = ended.assert_code(100).problem();
    for part in ["TLS failed", "other.example", "check the host name"] {
        assert!(problem.contains(part), "`{part}` is not in: {problem}");
    }
}

#[test]
fn a_trusted_certificate_and_an_ignored_one() {
    let (port, pem) = shop_for("localhost");
    for ended in [inspect(port, Some(&pem), &[]), inspect(port, None, &["--insecure"])] {
        assert!(ended.assert_code(0).stdout.contains("Écharpe en laine"));
    }
}
