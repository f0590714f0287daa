//! Servers that only OpenSSL can be: keys and versions that our own library refuses to serve with.

use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use promo_load::http::{HttpVersion, TlsOptions, read_authorities};
use promo_load::metric::Outcome;

use crate::network::{NAME, failure, get_once, options};

/// `openssl s_server`, which ends with the test.
struct Server {
    process: Child,
    url: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _gone = self.process.wait();
    }
}

fn openssl(folder: &Path, arguments: &str) -> bool {
    let mut command = Command::new("openssl");
    command.args(arguments.split(' ')).current_dir(folder).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// Whether there is an OpenSSL to try; says so when there is none.
fn is_here(folder: &Path) -> bool {
    let is_here = openssl(folder, "version");
    if !is_here {
        // Past the harness, which keeps what a passed test prints to itself.
        let _unseen = writeln!(std::io::stderr(), "not tried: there is no openssl on PATH");
    }
    is_here
}

/// A key with a certificate of these kinds, self-signed, as `NAME.pem` and `NAME.key`.
fn issue(folder: &Path, name: &str, key: &str, more: &str) -> bool {
    openssl(
        folder,
        &format!("req -x509 -newkey {key} -nodes -keyout {name}.key -out {name}.pem -subj /CN={NAME} {more}"),
    )
}

/// `None` when this OpenSSL does not serve with these options any more.
fn serve(folder: &Path, name: &str, more: &str) -> Option<Server> {
    let arguments = format!("s_server -accept 0 -www -cert {name}.pem -key {name}.key {more}");
    let mut command = Command::new("openssl");
    command.args(arguments.split_whitespace()).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut process = command.spawn().unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    // `ACCEPT [::]:40123`
    let port = lines.map_while(Result::ok).find_map(|line| {
        let place = line.strip_prefix("ACCEPT ")?;
        place.rsplit(':').next()?.trim().parse::<u16>().ok()
    });
    let Some(port) = port else {
        let _gone = process.wait();
        let _unseen = writeln!(std::io::stderr(), "not tried: this openssl does not serve with {more}");
        return None;
    };
    Some(Server { process, url: format!("https://{NAME}:{port}/") })
}

const SAN: &str = "-addext subjectAltName=DNS:shop.test";

#[test]
fn the_usual_self_signed_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !is_here(folder) {
        return;
    }
    assert!(issue(folder, "own", "rsa:2048", SAN) && issue(folder, "other", "rsa:2048", SAN));
    let server = serve(folder, "own", "").unwrap();
    for (file, is_trusted) in [("own.pem", true), ("other.pem", false)] {
        let authorities = read_authorities(&folder.join(file)).unwrap();
        let tls = TlsOptions { authorities, ..TlsOptions::default() };
        let options = promo_load::http::NetworkOptions { tls, ..options() };
        let exchange = get_once(&options, HttpVersion::Auto, &server.url);
        if is_trusted {
            assert_eq!(exchange.result.unwrap().status, 200);
        } else {
            assert!(failure(exchange).to_string().contains("--cacert"));
        }
    }
}

#[test]
fn any_certificate_is_any_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !is_here(folder) {
        return;
    }
    // Version 1 is what a certificate without extensions has, where `req` does not add any.
    let plain = "[req]\ndistinguished_name = dn\n[dn]\n";
    std::fs::write(folder.join("plain.cnf"), plain).unwrap();
    let request = format!(
        "req -new -newkey rsa:2048 -nodes -keyout v1.key -out v1.csr -subj /CN={NAME} -config plain.cnf"
    );
    assert!(openssl(folder, &request));
    assert!(openssl(folder, "x509 -req -in v1.csr -signkey v1.key -out v1.pem -days 9"));
    assert!(issue(folder, "short", "rsa:1024", "-sha1"));
    assert!(issue(folder, "other", "rsa:2048", "-addext subjectAltName=DNS:other.test"));
    assert!(issue(folder, "curve", "ec -pkeyopt ec_paramgen_curve:secp521r1", SAN));
    let tls = TlsOptions { insecure: true, ..TlsOptions::default() };
    let insecure = promo_load::http::NetworkOptions { tls, ..options() };
    for (name, more) in [
        ("v1", "-tls1_2"),
        ("v1", "-tls1_3"),
        ("short", "-tls1_2 -cipher DEFAULT@SECLEVEL=0"),
        ("short", "-tls1_3 -cipher DEFAULT@SECLEVEL=0"),
        ("short", "-tls1_2 -sigalgs RSA+SHA1 -cipher DEFAULT@SECLEVEL=0"),
        ("other", ""),
        // In TLS 1.2 a curve has to be one that keys are agreed on by, too.
        ("curve", "-tls1_3"),
    ] {
        let Some(server) = serve(folder, name, more) else { continue };
        let exchange = get_once(&insecure, HttpVersion::Auto, &server.url);
        let answer = exchange.result.unwrap_or_else(|failure| panic!("{name} {more}: {failure}"));
        assert_eq!(answer.status, 200, "{name} {more}");
        let refused = failure(get_once(&options(), HttpVersion::Auto, &server.url));
        assert_eq!(refused.outcome, Outcome::Tls, "{name} {more}: {refused}");
        // A server that can only sign with SHA-1 or P-521 finds nothing in common with those who verify signatures.
        let part =
            if more.contains("SHA1") || name == "curve" { "agrees to no cipher" } else { "--insecure" };
        assert!(refused.to_string().contains(part), "{name} {more}: {refused}");
    }
}

#[test]
fn what_openssl_refuses() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    if !is_here(folder) {
        return;
    }
    assert!(issue(folder, "own", "rsa:2048", SAN));
    let authorities = read_authorities(&folder.join("own.pem")).unwrap();
    let tls = TlsOptions { authorities, ..TlsOptions::default() };
    let trusting = promo_load::http::NetworkOptions { tls, ..options() };
    for (more, part) in [
        ("-tls1 -cipher DEFAULT@SECLEVEL=0", "no TLS newer than 1.1"),
        ("-tls1_1 -cipher DEFAULT@SECLEVEL=0", "no TLS newer than 1.1"),
        ("-tls1_2 -cipher AES128-SHA", "agrees to no cipher"),
        ("-tls1_2 -Verify 1", "--cert"),
        ("-tls1_3 -Verify 1", "wants a client certificate (--cert)"),
    ] {
        let Some(server) = serve(folder, "own", more) else { continue };
        let refused = failure(get_once(&trusting, HttpVersion::Auto, &server.url));
        assert_eq!(refused.outcome, Outcome::Tls, "{more}: {refused}");
        assert!(refused.to_string().contains(part), "{more}: {refused}");
    }
}
