//! HTTP/2 with shops that speak it well: which version is spoken, and how exchanges share a connection.

use promo_load::http::{HttpVersion, Method, Redirect};
use promo_load::metric::Outcome;
use url::Url;

use crate::network::server::{BIG, Server, Tls};
use crate::network::{ask, failure, get, get_once, http, https, options, post, send, settings, visit};

#[test]
fn the_version_is_agreed_on() {
    use HttpVersion::{Auto, Http1, Http2};
    for (protocols, version, expected) in [
        (&["h2", "http/1.1"][..], Auto, "HTTP/2.0 GET /page"),
        (&["http/1.1"], Auto, "HTTP/1.1 GET /page"),
        (&["h2"], Auto, "HTTP/2.0 GET /page"),
        (&[], Auto, "HTTP/1.1 GET /page"),
        (&["h2", "http/1.1"], Http1, "HTTP/1.1 GET /page"),
        (&["h2", "http/1.1"], Http2, "HTTP/2.0 GET /page"),
    ] {
        let server = Server::tls(&Tls { protocols, ..Tls::default() });
        let exchange = get_once(&options(), version, &https(server.address, "/page"));
        assert_eq!(exchange.result.unwrap().body, "ok");
        assert_eq!(server.seen().requests, [expected], "{protocols:?} {version}");
    }
    for protocols in [&["http/1.1"][..], &[]] {
        let server = Server::tls(&Tls { protocols, ..Tls::default() });
        let refused = failure(get_once(&options(), Http2, &https(server.address, "/page")));
        assert_eq!(refused.outcome, Outcome::Tls, "{refused}");
        assert!(refused.to_string().contains("--http1"), "{refused}");
    }
}

#[test]
fn without_tls_by_prior_knowledge_only() {
    for (version, expected) in [
        (HttpVersion::Auto, "HTTP/1.1 GET /page"),
        (HttpVersion::Http1, "HTTP/1.1 GET /page"),
        (HttpVersion::Http2, "HTTP/2.0 GET /page"),
    ] {
        let server = Server::plain();
        let exchange = get_once(&options(), version, &http(server.address, "/page"));
        assert_eq!(exchange.timings.tls_handshaking, 0);
        assert_eq!(exchange.result.unwrap().body, "ok");
        assert_eq!(server.seen().requests, [expected]);
    }
}

#[test]
fn a_visit_over_one_connection() {
    let server = Server::tls(&Tls::default());
    let url = |path| https(server.address, path);
    visit(settings(&options(), HttpVersion::Auto, &url("/")), async |client| {
        assert_eq!(get(&client, &url("/cookies")).await.result.unwrap().body, "");
        let second = get(&client, &url("/cookies")).await;
        assert_eq!((second.timings.connecting, second.timings.tls_handshaking), (0, 0));
        let sent = second.result.unwrap().body;
        let mut cookies: Vec<_> = std::str::from_utf8(&sent).unwrap().split("; ").collect();
        cookies.sort_unstable();
        assert_eq!(cookies, ["one=1", "two=2"]);

        let moved = get(&client, &url("/moved")).await.result.unwrap();
        let from = Url::parse(&url("/moved")).unwrap();
        let Redirect::Follow(next, Method::GET) =
            Redirect::of(&moved, &crate::network::site(&url("/")).target(from).unwrap(), &Method::GET)
        else {
            panic!("{moved:?}");
        };
        assert_eq!(get(&client, next.url().as_str()).await.result.unwrap().body, "ok");

        let form = b"token=1&add=1".to_vec();
        assert_eq!(post(&client, &url("/echo"), form.clone()).await.result.unwrap().body, form);
        // Beyond every window (RFC 9113 §5.2).
        let large = vec![b'y'; 1_000_000];
        let echoed = post(&client, &url("/echo"), large.clone()).await;
        assert!(echoed.bytes_sent > 1_000_000 && echoed.bytes_received > 1_000_000);
        assert!(echoed.result.unwrap().body == large);
        for keep_body in [true, false] {
            let big = ask(&client, Method::GET, &url("/big"), None, keep_body).await;
            assert!(big.bytes_received > BIG as u64 && big.timings.receiving > 0);
            assert_eq!(big.result.unwrap().body.len(), if keep_body { BIG } else { 0 });
        }
    });
    assert_eq!(server.seen().connections, 1);
    server.wait_until("the connection closed with its visitor", |seen| seen.closed == 1);
}

#[test]
fn heads_that_are_too_large_are_called_so() {
    let server = Server::tls(&Tls::default());
    for (count, size, is_read) in [
        (1, 200_000, true),
        (900, 200, true),
        (1, 260_000, true),
        (1, 263_000, false),
        (2_000, 200, false),
        (20_000, 20, false),
        (10, 100_000, false),
        // From here on h2 says goodbye to the peer.
        (1, 10_000_000, false),
        (300, 60_000, false),
    ] {
        let url = https(server.address, &format!("/head?{count},{size}"));
        let exchange = get_once(&options(), HttpVersion::Auto, &url);
        if is_read {
            assert_eq!(exchange.result.unwrap().body, "ok", "{count} of {size}");
            continue;
        }
        let refused = failure(exchange);
        assert_eq!(refused.outcome, Outcome::TooLarge, "{count} of {size}: {refused}");
        let expected = "the head of the answer is larger than promo-load reads (256 KB, 1,000 headers)";
        assert_eq!(refused.to_string(), expected);
    }
}

#[test]
fn exchanges_at_the_same_time_share_the_connection() {
    let server = Server::tls(&Tls::default());
    let url = |path| https(server.address, path);
    visit(settings(&options(), HttpVersion::Auto, &url("/")), async |client| {
        get(&client, &url("/page")).await.result.unwrap();
        let paths = ["/big", "/page", "/big", "/echo"].map(url);
        let [one, two, three, four] = paths.each_ref().map(|url| send(&client, Method::GET, url, None, true));
        let (one, two, three, four) = tokio::join!(one, two, three, four);
        let ended = [one, two, three, four];
        assert!(ended.iter().map(|exchange| exchange.bytes_received).sum::<u64>() > 2 * BIG as u64);
        let lengths = ended.map(|exchange| exchange.result.unwrap().body.len());
        assert_eq!(lengths, [BIG, 2, BIG, 0]);
        get(&client, &url("/page")).await.result.unwrap();
    });
    let seen = server.seen();
    assert_eq!((seen.connections, seen.requests.len()), (1, 6));
}

#[test]
fn one_that_is_given_up_leaves_the_connection_to_the_others() {
    let server = Server::tls(&Tls::default());
    visit(settings(&options(), HttpVersion::Auto, &https(server.address, "/")), async |client| {
        get(&client, &https(server.address, "/page")).await.result.unwrap();
        let silence = https(server.address, "/silence");
        let asked = async {
            while server.seen().requests.len() < 2 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = get(&client, &silence) => panic!("silence was answered"),
            () = asked => {}
        }
        get(&client, &https(server.address, "/page")).await.result.unwrap();
    });
    assert_eq!(server.seen().connections, 1);
}
