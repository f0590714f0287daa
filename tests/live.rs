//! `--live` through the binary: what the page is told, who is refused, and that readers disturb nothing.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;

use promo_load::record::RunRecord;
use promo_load::shop::DemoShop;
use promo_load::words::Lang;
use serde_json::Value;

use crate::support::{BINARY, Place, Running, promotion, shop, wait_until};

/// A run of the shop, and where its page is.
fn start<'a>(place: &'a Place, shop: &DemoShop, more: &[&str]) -> (Running<'a>, SocketAddr) {
    let mut command = place.command(BINARY);
    command.args(["bench", "--vus", "3", "--think-time", "50ms", "--quiet", "--live", "127.0.0.1:0"]);
    let running = place.start(command.args(more).arg(promotion(shop)));
    let address = || -> Option<SocketAddr> {
        let said = place.read("stderr");
        said.split_once("http://")?.1.split_once("/\n")?.0.parse().ok()
    };
    wait_until("the address of the page", || address().is_some());
    (running, address().unwrap())
}

fn asked(address: SocketAddr, head: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(crate::support::PATIENCE)).unwrap();
    write!(stream, "{head}\r\n\r\n").unwrap();
    BufReader::new(stream)
}

/// The status and the whole head of an answer, in small letters.
fn head(reader: &mut impl BufRead) -> (u16, String) {
    let lines = reader.lines().map(|line| line.unwrap().to_lowercase());
    let head: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    (head[0].split(' ').nth(1).unwrap().parse().unwrap(), head.join("\n"))
}

/// Follows the events of a run.
struct Events(BufReader<TcpStream>);

impl Events {
    fn follow(address: SocketAddr) -> Self {
        let mut reader = asked(address, &format!("GET /events HTTP/1.1\r\nHost: {address}"));
        let (status, head) = head(&mut reader);
        assert!(status == 200 && head.contains("content-type: text/event-stream"), "{head}");
        Self(reader)
    }
}

/// Name and data of each event. Each chunk of the body ends an event.
impl Iterator for Events {
    type Item = (String, Value);

    fn next(&mut self) -> Option<Self::Item> {
        let mut name = String::new();
        for line in (&mut self.0).lines() {
            let line = line.unwrap();
            if let Some(event) = line.strip_prefix("event: ") {
                event.clone_into(&mut name);
            } else if let Some(data) = line.strip_prefix("data: ") {
                return Some((name, serde_json::from_str(data).unwrap()));
            }
        }
        None
    }
}

fn number(record: &RunRecord, metric: &str, value: &str) -> f64 {
    record.metrics.iter().find(|known| known.name == metric).unwrap().values[value]
}

#[test]
fn who_follows_is_told_each_second_and_the_verdict() {
    let (place, shop) = (Place::new(), shop());
    let (running, address) = start(&place, &shop, &["--duration", "4s"]);
    let (mut seconds, mut states, mut end, mut late) = (Vec::new(), Vec::new(), None, None);
    let mut events = Events::follow(address);
    let (first, whole) = events.next().unwrap();
    assert_eq!(first, "so-far");
    let before = whole["points"].as_array().unwrap().len();
    for (name, data) in events {
        match name.as_str() {
            "second" => seconds.push(data),
            "state" => states.push(data["state"].clone()),
            "so-far" => assert!(data["title"].as_str().unwrap().starts_with("Mug"), "{data}"),
            "end" => end = Some(data),
            other => panic!("{other}: {data}"),
        }
        if seconds.len() == 3 && late.is_none() {
            late = Events::follow(address).next();
        }
    }
    running.wait();
    let record: RunRecord = serde_json::from_str(&place.files().text).unwrap();
    let (name, late) = late.unwrap();
    assert_eq!(
        (name.as_str(), late["points"].as_array().map(|points| points.len() >= 3)),
        ("so-far", Some(true))
    );
    assert_eq!(late["title"], record.page.title);

    // The last second has the numbers of the record, which are the shop's.
    let last = seconds.last().unwrap();
    let sum = |count: fn(&promo_load::record::StepRecord) -> u64| record.steps.iter().map(count).sum::<u64>();
    assert_eq!(last["requests"], sum(|step| step.requests));
    assert_eq!(last["requests"], shop.stats().requests);
    assert_eq!(last["failures"], sum(|step| step.failures));
    assert_eq!(last["iterations"], record.iterations.completed);
    for (told, kept) in [("p50", "med"), ("p95", "p(95)"), ("p99", "p(99)")] {
        assert_eq!(last["run"][told], number(&record, "response_time", kept), "{told}");
    }
    let at = |second: &Value| second["point"]["at"].as_f64().unwrap();
    assert!(seconds.is_sorted_by(|one, other| at(one) < at(other)), "each second once, in order");
    assert_eq!(before + seconds.len(), record.timeline.len());
    assert_eq!(states, ["the load has ended"]);

    let end = end.unwrap();
    assert_eq!(end["headline"], record.verdict.headline.say(Lang::En));
    let letter = record.verdict.grade.map_or_else(|| "–".to_owned(), |grade| grade.letter.to_string());
    assert_eq!(end["letter"], letter);
    assert_eq!((&end["requests"], &end["failures"]), (&last["requests"], &last["failures"]));
    let report = end["report"].as_str().unwrap().strip_prefix("report: ").unwrap();
    assert!(Path::new(report).is_file(), "{report}");
    assert!(TcpStream::connect(address).is_err(), "with the command the page is gone");
}

#[test]
fn only_this_machine_reads_and_no_one_writes() {
    let (place, shop) = (Place::new(), shop());
    let (running, address) = start(&place, &shop, &["--duration", "60s"]);
    let host = format!("Host: {address}");
    let answer =
        |line: &str, headers: &str| head(&mut asked(address, &format!("{line} HTTP/1.1\r\n{headers}")));
    for (line, headers, expected) in [
        ("GET /", host.as_str(), 200),
        ("GET /", "Host: localhost", 200),
        ("GET /?x=1", "Host: [::1]:80", 200),
        ("GET /events", host.as_str(), 200),
        ("GET /", "Host: shop.example", 421),
        ("GET /events", "Host: rebound.example:6567", 421),
        ("GET /", "Host: 127.0.0.1.nip.io", 421),
        ("GET http://shop.example/", host.as_str(), 421),
        ("GET /", "X-Forwarded-Host: 127.0.0.1", 421),
        ("GET /", &format!("{host}\r\nHost: shop.example"), 421),
        ("POST /", host.as_str(), 405),
        ("POST /events", host.as_str(), 405),
        ("HEAD /", host.as_str(), 405),
        ("OPTIONS /events", &format!("{host}\r\nOrigin: http://shop.example"), 405),
        ("GET /run.json", host.as_str(), 404),
        ("GET /../../etc/passwd", host.as_str(), 404),
        ("GET /events", &format!("{host}\r\nSec-Fetch-Site: cross-site"), 403),
    ] {
        let (status, head) = answer(line, headers);
        assert_eq!(status, expected, "{line} {headers}");
        assert!(!head.contains("access-control"), "{head}");
        for header in [
            "content-security-policy: default-src 'none'; style-src 'sha256-",
            "x-content-type-options: nosniff",
            "x-frame-options: deny",
            "cache-control: no-store",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(head.contains(header), "{header} is missing in\n{head}");
        }
    }
    let mut page = String::new();
    let mut reader = asked(address, &format!("GET / HTTP/1.1\r\nConnection: close\r\n{host}"));
    reader.read_to_string(&mut page).unwrap();
    assert!(page.contains("new EventSource(\"events\")") && page.ends_with("</html>\n"), "{page}");
    running.signal("-INT");
    running.wait();
}

#[test]
fn addresses_that_cannot_be_are_refused() {
    let place = Place::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    for (address, said) in [
        ("0.0.0.0:0", "--live 0.0.0.0:0 is not a loopback address"),
        ("[::]:0", "is not a loopback address"),
        ("192.0.2.1:6567", "is not a loopback address"),
        (taken.as_str(), "cannot listen on"),
        ("6567", "give HOST:PORT, such as 127.0.0.1:6567"),
    ] {
        let ended = place.run(&["bench", "--demo", "--live", address]);
        assert_eq!(ended.code, Some(2), "{address}");
        assert!(ended.stderr.contains(said), "{address}: {}", ended.stderr);
    }
    assert!(place.runs().is_empty(), "nothing was run");
}

/// Two hundred who never read a byte, and as many who say nothing: every request is counted, and the command ends.
#[test]
fn readers_who_do_not_read_hold_up_nothing() {
    let (place, shop) = (Place::new(), shop());
    let (running, address) = start(&place, &shop, &["--duration", "3s"]);
    let deaf: Vec<TcpStream> = (0..200)
        .map(|_| {
            let mut stream = TcpStream::connect(address).unwrap();
            write!(stream, "GET /events HTTP/1.1\r\nHost: {address}\r\n\r\n").unwrap();
            stream
        })
        .collect();
    let silent: Vec<TcpStream> = (0..200).filter_map(|_| TcpStream::connect(address).ok()).collect();
    let events: Vec<String> = Events::follow(address).map(|(name, _)| name).collect();
    assert_eq!((events[0].as_str(), events.last().unwrap().as_str()), ("so-far", "end"));
    running.wait();
    let record: RunRecord = serde_json::from_str(&place.files().text).unwrap();
    let counted: u64 = record.steps.iter().map(|step| step.requests).sum();
    assert_eq!(counted, shop.stats().requests);
    drop((deaf, silent));
}

/// There are 256 places for those who follow; whoever comes then is told so, and takes none away.
#[test]
fn the_places_are_bounded() {
    let (place, shop) = (Place::new(), shop());
    let (running, address) = start(&place, &shop, &["--duration", "60s"]);
    let mut following: Vec<Events> = (0..256).map(|_| Events::follow(address)).collect();
    let one_more = head(&mut asked(address, &format!("GET /events HTTP/1.1\r\nHost: {address}")));
    assert_eq!(one_more.0, 503);
    assert_eq!(head(&mut asked(address, &format!("GET / HTTP/1.1\r\nHost: {address}"))).0, 200);
    assert_eq!(following[0].next().unwrap().0, "so-far", "the first one still follows");
    drop(following.pop());
    wait_until("a place", || {
        head(&mut asked(address, &format!("GET /events HTTP/1.1\r\nHost: {address}"))).0 == 200
    });
    running.signal("-INT");
    running.wait();
}
