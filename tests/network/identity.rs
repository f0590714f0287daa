//! Who we are, to shops that want to know.

use std::fs;

use promo_load::http::{HttpVersion, Identity, NetworkOptions, TlsOptions, read_authorities};
use promo_load::metric::Outcome;

use crate::authority::{self, Issued};
use crate::network::server::{Server, Tls, VERSIONS};
use crate::network::{failure, get_once, https, options};

fn showing(identity: Identity) -> NetworkOptions {
    let ours = options();
    NetworkOptions { tls: TlsOptions { identity: Some(identity), ..ours.tls.clone() }, ..ours }
}

#[test]
fn a_shop_that_wants_a_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name| folder.path().join(name);
    let issued = Issued::to("visitor.test");
    let (certificate, key) = (issued.certificate.pem(), issued.key.serialize_pem());
    fs::write(path("cert.pem"), &certificate).unwrap();
    fs::write(path("key.pem"), &key).unwrap();
    fs::write(path("both.pem"), key + &certificate).unwrap();
    let identities = [("cert.pem", "key.pem"), ("both.pem", "both.pem")];

    for versions in VERSIONS {
        let server = Server::tls(&Tls { asks: true, versions, ..Tls::default() });
        let url = https(server.address, "/page");
        for version in [HttpVersion::Http1, HttpVersion::Http2] {
            for (certificate, key) in identities {
                let identity = Identity::read(&path(certificate), &path(key)).unwrap();
                let exchange = get_once(&showing(identity), version, &url);
                assert_eq!(exchange.result.unwrap().body, "ok", "{certificate}");
            }
            // In TLS 1.3 the shop says so after the handshake, when the request is already under way.
            let nobody = failure(get_once(&options(), version, &url));
            assert_eq!(nobody.outcome, Outcome::Tls, "{versions:?} {version}: {nobody}");
            assert!(nobody.to_string().contains("--cert"), "{versions:?} {version}: {nobody}");
        }
        assert_eq!(server.seen().requests.len(), 4);
    }
}

#[test]
fn files_that_are_no_identity() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name| folder.path().join(name);
    let (one, other) = (Issued::to("one.test"), Issued::to("other.test"));
    fs::write(path("cert.pem"), one.certificate.pem()).unwrap();
    fs::write(path("other.pem"), other.key.serialize_pem()).unwrap();
    fs::write(path("empty.pem"), "").unwrap();
    fs::write(path("cut.pem"), &one.certificate.pem()[..200]).unwrap();
    fs::write(path("half.pem"), one.key.serialize_pem().replace("-----END", "----")).unwrap();
    let locked =
        |label: &str, head: &str| format!("-----BEGIN {label}-----\n{head}aGVsbG8=\n-----END {label}-----\n");
    fs::write(path("pkcs8.pem"), locked("ENCRYPTED PRIVATE KEY", "")).unwrap();
    let head = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\n";
    fs::write(path("openssl.pem"), locked("RSA PRIVATE KEY", head)).unwrap();
    for (certificate, key, named, part) in [
        ("cert.pem", "pkcs8.pem", "pkcs8.pem", "is encrypted"),
        ("cert.pem", "openssl.pem", "openssl.pem", "openssl pkey -in"),
        ("missing.pem", "other.pem", "missing.pem", "cannot be read"),
        ("cert.pem", "missing.pem", "missing.pem", "cannot be read"),
        ("empty.pem", "other.pem", "empty.pem", "BEGIN CERTIFICATE"),
        ("cut.pem", "other.pem", "cut.pem", "cannot be read"),
        ("cert.pem", "half.pem", "half.pem", "cannot be read"),
        ("cert.pem", "cert.pem", "cert.pem", "--key"),
        ("cert.pem", "other.pem", "cert.pem", "cannot be used with its key"),
    ] {
        let error = Identity::read(&path(certificate), &path(key)).unwrap_err().to_string();
        assert!(error.contains(&path(named).display().to_string()), "{certificate} {key}: {error}");
        assert!(error.contains(part), "{certificate} {key}: {error}");
    }
}

#[test]
fn files_that_are_no_authority() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    fs::write(&path, authority::pem().repeat(2)).unwrap();
    assert_eq!(read_authorities(&path).unwrap(), [authority::certificate(), authority::certificate()]);
    for (text, part) in [
        ("hello", "BEGIN CERTIFICATE"),
        ("-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n", "cannot be trusted"),
    ] {
        fs::write(&path, text).unwrap();
        let error = read_authorities(&path).unwrap_err().to_string();
        assert!(error.contains("ca.pem") && error.contains(part), "{error}");
    }
}
