//! Answers that are made to break whoever reads them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::support::answering::{Answering, Asked, answer, page};
use crate::support::{Place, Running, wait_until};
use crate::untrusted::harmless::assert_terminal;

/// Unpacks to this many megabytes.
const BOMB_MB: usize = 512;
/// What the program may need at most, in kilobytes; a bomb that goes off needs more.
const MOST_KB: u64 = 400_000;

fn bomb(begin: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(begin.as_bytes()).unwrap();
    let megabyte = vec![b' '; 1 << 20];
    for _ in 0..BOMB_MB {
        packed.write_all(&megabyte).unwrap();
    }
    packed.finish().unwrap()
}

/// The most memory that the process has had, in kilobytes.
fn peak(running: &Running<'_>) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", running.id())).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Runs a command to its end; the exit code, and the most memory it was seen to have.
fn run(place: &Place, arguments: &[&str]) -> (crate::support::Ended, u64) {
    let mut running = place.start(place.command(crate::support::BINARY).args(arguments));
    let mut most = 0;
    wait_until("the end", || {
        most = most.max(peak(&running).unwrap_or(0));
        running.has_ended()
    });
    (running.wait(), most)
}

fn packed(content_type: &str, body: &[u8]) -> Vec<u8> {
    answer("200 OK", &format!("content-type: {content_type}\r\ncontent-encoding: gzip\r\n"), body)
}

#[test]
fn a_bomb_does_not_go_off() {
    let html = bomb("<html><head><title>Hat</title></head><body id=product>");
    let css = bomb("a { b: url(/x.png) }");
    let shop = Answering::by(move |asked: &Asked| match asked.path() {
        "/bomb" => packed("text/html", &html),
        "/style.css" => packed("text/css", &css),
        "/x.png" => page("x"),
        _ => {
            page("<html><head><link rel=stylesheet href=/style.css></head><body><h1>shop</h1></body></html>")
        }
    });
    let place = Place::new();
    for command in ["inspect", "compile"] {
        let (ended, most) = run(&place, &[command, &shop.url("/bomb")]);
        ended.assert_code(100);
        assert_terminal("stderr", &ended.stderr);
        assert!(most < MOST_KB, "{command} had {most} kB");
    }
    // Under load: bodies that a check looks at, and style sheets that name further files.
    place.write(
        "s.toml",
        &format!(
            "schema = 1\nname = 's'\nbase_url = '{}'\n[http]\nassets = true\n[[journey]]\nname = 'j'\n\
             [[journey.step]]\nname = 'page'\npath = '/'\n\
             [[journey.step]]\nname = 'bomb'\npath = '/bomb'\n\
             [[journey.step.check]]\nname = 'c'\nbody_contains = 'never'\n",
            shop.base
        ),
    );
    let (ended, most) = run(&place, &["bench", "s.toml", "--vus", "1", "--iterations", "2"]);
    assert!(matches!(ended.code, Some(0 | 99 | 120)), "{ended:?}");
    assert!(shop.asked().iter().any(|asked| asked.path() == "/style.css"));
    assert!(most < MOST_KB, "{most} kB");
}

#[test]
fn heads_and_redirects_are_taken_as_they_are() {
    let long = "x".repeat(1 << 20);
    let answers: [(&str, Vec<u8>); 9] = [
        ("a head without an end", format!("HTTP/1.1 200 OK\r\nx: {long}\r\n\r\n").into_bytes()),
        ("no HTTP", b"\x1b]0;pwned\x07\x00\xff\xfe\r\n\r\n".to_vec()),
        ("a status of its own", b"HTTP/1.1 999 \x1b[2J<script>\r\ncontent-length: 0\r\n\r\n".to_vec()),
        ("a script as address", answer("302 Found", "location: javascript:alert(1)\r\n", b"")),
        ("a file as address", answer("302 Found", "location: file:///etc/passwd\r\n", b"")),
        ("control characters", answer("302 Found", "location: http://\u{9b}31m.example/\u{202e}\r\n", b"")),
        ("a password", answer("302 Found", "location: http://us:pw@127.0.0.2/\r\n", b"")),
        ("a long address", answer("302 Found", &format!("location: /{}\r\n", &long[..60_000]), b"")),
        ("in circles", answer("302 Found", "location: /\r\n", b"")),
    ];
    for (what, bytes) in answers {
        let shop = Answering::by(move |_| bytes.clone());
        let place = Place::new();
        let ended = place.run(&["bench", &shop.url("/"), "--vus", "1", "--iterations", "1"]);
        ended.assert_code(100);
        assert_terminal(what, &ended.stderr);
        assert!(ended.stderr.len() < 3_000, "{what}: {} bytes", ended.stderr.len());
        assert_eq!(ended.problems().len(), 1, "{what}");
        assert!(place.runs().is_empty(), "{what}");
    }
}
