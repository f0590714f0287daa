//! The HTTP client against servers that misbehave: every end of an exchange has its outcome, and none hangs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set up its server should panic")]

#[cfg(test)]
mod answers;
mod heads;
mod large;
#[cfg(test)]
mod packed;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use promo_load::http::{
    AddressClass, Client, ClientSettings, Exchange, HeaderName, HeaderValue, HttpVersion, Method, Network,
    NetworkOptions, Request, RequestTarget, Site, Timeouts,
};
use promo_load::metric::Outcome;
use tokio::task::LocalSet;
use url::Url;

/// What a server does with a connection once a request's head has come.
type Script = fn(&mut TcpStream);

/// Serves each connection with the next of the scripts.
fn server(scripts: Vec<Script>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for script in scripts {
            let (mut stream, _) = listener.accept().unwrap();
            read_head(&mut stream);
            script(&mut stream);
        }
    });
    address
}

/// Reads until the empty line; gives up when the client does. Says whether there was anything.
fn read_head(stream: &mut TcpStream) -> bool {
    !head_of(stream).is_empty()
}

/// The same as text.
fn head_of(stream: &mut TcpStream) -> String {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !seen.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        seen.push(byte[0]);
    }
    String::from_utf8(seen).unwrap()
}

/// Waits for the client to hang up.
fn until_closed(stream: &mut TcpStream) {
    while matches!(stream.read(&mut [0; 64]), Ok(count) if count > 0) {}
}

fn send(stream: &mut TcpStream, text: &str) {
    // The client may have gone: that is often the point.
    let _gone = stream.write_all(text.as_bytes());
}

fn settings(total: Duration) -> ClientSettings {
    ClientSettings {
        user_agent: HeaderValue::from_static("test"),
        headers: Vec::new(),
        timeouts: Timeouts { connect: Duration::from_secs(5), first_byte: None, total },
        max_body: 100_000,
        network: Network::new(nowhere(), &NetworkOptions::default(), HttpVersion::Auto),
    }
}

fn exchanges(urls: &[Url], method: &Method, total: Duration) -> Vec<Exchange> {
    let targets: Vec<_> = urls.iter().map(target).collect();
    let request = |target| Request {
        method: method.clone(),
        target,
        headers: &[],
        extra: None,
        payload: None,
        keep_body: true,
    };
    walk(settings(total), &targets.iter().map(request).collect::<Vec<_>>())
}

fn target(url: &Url) -> RequestTarget {
    site(url).target(url.clone()).unwrap()
}

fn site(url: &Url) -> Site {
    Site::of(url, AddressClass::Private).unwrap()
}

/// The site of settings that are given one when it is known what is asked.
fn nowhere() -> Site {
    site(&Url::parse("http://127.0.0.1:9/").unwrap())
}

/// A request without headers of its own.
fn get(target: &RequestTarget, keep_body: bool) -> Request<'_> {
    Request { method: Method::GET, target, headers: &[], extra: None, payload: None, keep_body }
}

/// One visitor sends one request after the other to the first one's site.
fn walk(mut settings: ClientSettings, requests: &[Request<'_>]) -> Vec<Exchange> {
    let site = site(requests[0].target.url());
    settings.network = Network::new(site, &NetworkOptions::default(), HttpVersion::Auto);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, async {
        let client = Client::new(Rc::new(settings));
        let mut ended = Vec::new();
        for request in requests {
            ended.push(client.exchange(request, Instant::now()).await);
        }
        ended
    })
}

fn url(address: SocketAddr) -> Url {
    Url::parse(&format!("http://{address}/page")).unwrap()
}

const PATIENT: Duration = Duration::from_secs(20);
const HASTY: Duration = Duration::from_millis(200);

fn outcome_of(script: Script, total: Duration) -> Outcome {
    let url = url(server(vec![script]));
    let exchange = exchanges(&[url], &Method::GET, total).remove(0);
    let timings = exchange.timings;
    assert_eq!(timings.duration(), timings.sending + timings.waiting + timings.receiving);
    exchange.result.err().map_or(Outcome::Ok, |failure| failure.outcome)
}

#[test]
fn every_misbehaviour_has_its_outcome() {
    let cases: [(&str, Script, Outcome); 9] = [
        ("a good answer", |s| send(s, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), Outcome::Ok),
        ("closed before any byte", |_| {}, Outcome::ResetFresh),
        ("closed in the head", |s| send(s, "HTTP/1.1 200 OK\r\nContent-"), Outcome::ResetFresh),
        ("not HTTP", |s| send(s, "SSH-2.0-OpenSSH_9.2\r\n\r\n"), Outcome::Malformed),
        ("a body cut off", |s| send(s, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok"), Outcome::Truncated),
        (
            "chunks cut off",
            |s| send(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
            Outcome::Truncated,
        ),
        (
            "a chunk that is none",
            |s| {
                send(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n");
                until_closed(s);
            },
            Outcome::Malformed,
        ),
        (
            "a body without end",
            |s| {
                send(s, "HTTP/1.1 200 OK\r\n\r\n");
                while s.write_all(&[b'x'; 10_000]).is_ok() {}
            },
            Outcome::TooLarge,
        ),
        (
            "a head without end",
            |s| {
                send(s, "HTTP/1.1 200 OK\r\n");
                while s.write_all(format!("X-A: {}\r\n", "y".repeat(1_000)).as_bytes()).is_ok() {}
            },
            Outcome::TooLarge,
        ),
    ];
    for (name, script, expected) in cases {
        assert_eq!(outcome_of(script, PATIENT), expected, "{name}");
    }
}

#[test]
fn silence_is_told_from_a_stall() {
    assert_eq!(outcome_of(until_closed, HASTY), Outcome::TimeoutFirstByte);
    let stalls = |s: &mut TcpStream| {
        send(s, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok");
        until_closed(s);
    };
    assert_eq!(outcome_of(stalls, HASTY), Outcome::TimeoutTotal);
}

#[test]
fn the_first_byte_has_a_limit_of_its_own() {
    let first_byte = |script: Script, limit: Duration| {
        let url = url(server(vec![script]));
        let mut settings = settings(PATIENT);
        settings.timeouts.first_byte = Some(limit);
        let request = Request {
            method: Method::GET,
            target: &target(&url),
            headers: &[],
            extra: None,
            payload: None,
            keep_body: true,
        };
        walk(settings, &[request]).remove(0).result
    };
    let failure = first_byte(until_closed, HASTY).unwrap_err();
    assert_eq!(failure.outcome, Outcome::TimeoutFirstByte);
    assert!(failure.to_string().contains("200ms"), "{failure}");
    // Once the answer has begun, in time, only the limit of the whole exchange counts.
    let dribbles = |s: &mut TcpStream| {
        send(s, "HTTP/1.1 200 OK\r\nContent-Le");
        thread::sleep(Duration::from_millis(1_200));
        send(s, "ngth: 2\r\n\r\nok");
    };
    assert_eq!(first_byte(dribbles, Duration::from_secs(1)).unwrap().body, "ok");
}

#[test]
fn a_handshake_that_never_ends_is_no_connection() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let https = Url::parse(&format!("https://{}/", silent.local_addr().unwrap())).unwrap();
    let mut settings = settings(PATIENT);
    settings.timeouts.connect = HASTY;
    let request = Request {
        method: Method::GET,
        target: &target(&https),
        headers: &[],
        extra: None,
        payload: None,
        keep_body: true,
    };
    let exchange = walk(settings, &[request]).remove(0);
    assert_eq!(exchange.result.unwrap_err().outcome, Outcome::TimeoutConnect);
    assert_eq!(exchange.timings.duration(), 0, "nothing was sent");
}

#[test]
fn nobody_listening_and_no_such_host() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let unknown = Url::parse("http://no-such-host.invalid/").unwrap();
    let mut ended = exchanges(&[url(free)], &Method::GET, PATIENT);
    ended.extend(exchanges(&[unknown], &Method::GET, PATIENT));
    let outcomes: Vec<_> =
        ended.iter().map(|exchange| exchange.result.as_ref().unwrap_err().outcome).collect();
    assert_eq!(outcomes, [Outcome::Refused, Outcome::Dns]);
    assert!(ended.iter().all(|exchange| exchange.timings.duration() == 0), "nothing was sent");
}

#[test]
fn tls_with_somebody_who_does_not_speak_it() {
    // Not `server`: a TLS hello has no empty line to wait for.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let talks = plain.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = plain.accept().unwrap();
        send(&mut stream, "HTTP/1.1 400 Bad Request\r\n\r\n");
        until_closed(&mut stream);
    });
    let https = Url::parse(&format!("https://{talks}/")).unwrap();
    let failure = exchanges(&[https], &Method::GET, PATIENT).remove(0).result.unwrap_err();
    assert_eq!(failure.outcome, Outcome::Tls);
}

const KEPT: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nSet-Cookie: seen=yes; path=/\r\n\r\nok";

#[test]
fn a_connection_is_kept_and_its_second_request_has_no_connecting() {
    let address = server(vec![|s| {
        send(s, KEPT);
        read_head(s);
        send(s, KEPT);
        until_closed(s);
    }]);
    let ended = exchanges(&[url(address), url(address)], &Method::GET, PATIENT);
    assert!(ended.iter().all(|exchange| exchange.result.is_ok()));
    assert!(ended[0].timings.connecting > 0 && ended[0].timings.blocked >= ended[0].timings.connecting);
    assert_eq!(ended[1].timings.connecting, 0);
    assert!(ended[1].bytes_sent > ended[0].bytes_sent, "the second request carries the cookie");
    assert_eq!(ended[1].bytes_received, KEPT.len() as u64);
}

#[test]
fn a_cookie_that_the_user_gives_stays_beside_the_shops() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heads = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        [0; 2].map(|_| {
            let head = head_of(&mut stream);
            send(&mut stream, KEPT);
            head
        })
    });
    let mut settings = settings(PATIENT);
    settings.headers.push((HeaderName::from_static("cookie"), HeaderValue::from_static("gate=open")));
    let target = target(&url(address));
    let request = || get(&target, false);
    walk(settings, &[request(), request()]);
    let [first, second] = heads.join().unwrap();
    assert!(first.contains("cookie: gate=open\r\n"), "{first}");
    assert!(second.contains("cookie: gate=open; seen=yes\r\n"), "{second}");
}

/// Answers once, then closes after reading the next head: a reset on a reused connection.
fn answers_once(stream: &mut TcpStream) {
    send(stream, KEPT);
    read_head(stream);
}

#[test]
fn a_get_on_a_stale_connection_is_sent_once_more() {
    let address = server(vec![answers_once, |s| {
        send(s, KEPT);
        until_closed(s);
    }]);
    let ended = exchanges(&[url(address), url(address)], &Method::GET, PATIENT);
    assert!(ended[1].result.is_ok());
    assert!(ended[1].retried && !ended[0].retried);
}

#[test]
fn a_post_on_a_stale_connection_is_not_sent_twice() {
    let address = server(vec![answers_once, |s| send(s, KEPT)]);
    let ended = exchanges(&[url(address), url(address)], &Method::POST, PATIENT);
    assert_eq!(ended[1].result.as_ref().unwrap_err().outcome, Outcome::ResetReused);
    assert!(!ended[1].retried);
}
