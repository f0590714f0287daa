//! The same through the command line: what a user types to reach a shop.

use std::process::Command;

use crate::authority::{self, Issued};
use crate::network::relay::Relay;
use crate::network::server::{Server, Tls};
use crate::network::{http, https};
use crate::support::{BINARY, Ended, Place, RunFiles};

const REQUESTS: u64 = 30;

/// A folder with the authority's certificate, one to show with its key, and a journey through the server.
fn place(base: &str, section: &str) -> Place {
    let place = Place::new();
    let visitor = Issued::to("visitor.test");
    place.write("ca.pem", &authority::pem());
    place.write("cert.pem", &visitor.certificate.pem());
    place.write("key.pem", &visitor.key.serialize_pem());
    let steps = ["/page", "/cookies", "/echo"].map(|path| {
        format!("[[journey.step]]\nname = \"{}\"\npath = \"{path}\"\nthink_time = \"0s\"\n", &path[1..])
    });
    place.write(
        "visits.toml",
        &format!(
            "schema = 1\nname = \"visits\"\nbase_url = \"{base}\"\nmode = \"read-only\"\n{section}\
             [load]\nexecutor = \"shared-iterations\"\nvus = 2\niterations = 10\n\
             [[journey]]\nname = \"look\"\n{}",
            steps.concat()
        ),
    );
    place
}

/// What every test says about the shop.
const REACH: [&str; 4] = ["--cacert", "ca.pem", "--resolve", "SHOP.test:127.0.0.1"];

fn run(place: &Place, command: &mut Command) -> Ended {
    place.start(command).wait()
}

/// How many kinds of failures there were.
fn kinds(files: &RunFiles) -> usize {
    files.json["steps"].as_array().unwrap().iter().map(|step| step["kinds"].as_array().unwrap().len()).sum()
}

#[test]
fn bench_over_https_in_every_version() {
    for (section, flags, asks, expected) in [
        ("", &[][..], false, "HTTP/2.0"),
        ("", &["--http1"], false, "HTTP/1.1"),
        ("", &["--http2"], false, "HTTP/2.0"),
        ("[http]\nversion = \"1.1\"\n", &[], false, "HTTP/1.1"),
        ("[http]\nversion = \"1.1\"\n", &["--http2"], false, "HTTP/2.0"),
        ("", &["--cert", "cert.pem", "--key", "key.pem"], true, "HTTP/2.0"),
    ] {
        let server = Server::tls(&Tls { asks, ..Tls::default() });
        let place = place(&https(server.address, "/"), section);
        let mut command = place.command(BINARY);
        let ended = run(&place, command.args(["bench", "visits.toml", "--quiet"]).args(REACH).args(flags));
        let files = place.files();
        // A busy machine rightly doubts itself.
        let late = files.json["verdict"]["inconclusive"].is_object();
        ended.assert_code(if late { 120 } else { 0 });
        assert_eq!((files.all_requests(), kinds(&files)), (REQUESTS, 0), "{section}{flags:?}");
        let seen = server.seen();
        let of_version = seen.requests.iter().filter(|request| request.starts_with(expected)).count();
        assert_eq!(of_version, seen.requests.len(), "{section}{flags:?}: {:?}", seen.requests);
        assert!(of_version as u64 >= REQUESTS);
    }
}

#[test]
fn inspect_through_a_proxy() {
    let server = Server::tls(&Tls::default());
    let place = place("http://unused.test/", "");
    // A name that is not known here would be taken for a live shop's.
    place.write("promo-load.toml", "schema = 1\n[host.\"shop.test\"]\nenvironment = \"preprod\"\n");
    let relay = Relay::to(server.address);
    let url = https(server.address, "/product.html");
    let inspect = |flags: &[&str], variable: Option<String>| {
        let mut command = place.command(BINARY);
        command.args(["inspect", &url, "--cacert", "ca.pem"]).args(flags);
        command.envs(variable.map(|proxy| ("PROMO_LOAD_PROXY", proxy)));
        run(&place, &mut command)
    };
    let with_password = format!("http://us:secret@{}", relay.address);
    for ended in [inspect(&["--proxy", &relay.url()], None), inspect(&[], Some(with_password))] {
        assert!(ended.assert_code(0).stdout.contains("Écharpe en laine"));
    }
    let asked = relay.asked();
    assert_eq!(asked.len(), 2, "{asked:?}");
    assert!(!asked[0].contains("Basic ") && asked[1].contains("Basic "), "{asked:?}");

    let closed = Relay::answering("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    let ended = inspect(&["--proxy", &closed.url()], None);
    let problem = ended.assert_code(100).problem();
    assert!(problem.contains("PROMO_LOAD_PROXY"), "{problem}");
}

#[test]
fn what_cannot_be_used_is_told_before_anything_is_sent() {
    let server = Server::plain();
    let place = place("http://unused.test/", "");
    let url = http(server.address, "/product.html");
    for (flags, variable, parts) in [
        (&["--proxy", "http://us:secret@127.0.0.1:1"][..], None, &["--proxy", "PROMO_LOAD_PROXY"][..]),
        (&["--proxy", "https://us:secret@proxy.test"], None, &["--proxy", "https://"]),
        (&["--proxy", "proxy.test"], None, &["--proxy", "http://proxy.example:3128"]),
        (&[], Some("us:secret@proxy.test"), &["PROMO_LOAD_PROXY", "proxy.test"]),
        (&["--cacert", "missing.pem"], None, &["missing.pem"]),
        (&["--cacert", "key.pem"], None, &["key.pem", "BEGIN CERTIFICATE"]),
        (&["--cert", "cert.pem"], None, &["cert.pem", "--key"]),
        (&["--cert", "ca.pem", "--key", "key.pem"], None, &["ca.pem", "its key"]),
        (&["--key", "key.pem"], None, &["--cert"]),
        (&["--http1", "--http2"], None, &["--http1", "--http2"]),
        (&["--resolve", "shop.test:nowhere"], None, &["HOST:ADDRESS"]),
    ] {
        let mut command = place.command(BINARY);
        command.args(["inspect", &url, "--resolve", "shop.test:127.0.0.1"]).args(flags);
        command.envs(variable.map(|proxy| ("PROMO_LOAD_PROXY", proxy)));
        let ended = run(&place, &mut command);
        let problem = ended.assert_code(2).problem();
        for part in parts {
            assert!(problem.contains(part), "{flags:?}: `{part}` is not in: {problem}");
        }
        assert!(!problem.contains("secret") && !problem.contains("  "), "{problem}");
    }
    assert_eq!(server.seen().connections, 0);
}
