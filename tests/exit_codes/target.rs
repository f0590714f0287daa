//! 100, the target cannot be prepared: one line that says what it is, and what to do.

use std::net::TcpListener;

use crate::exit_codes::run_in_vain;
use crate::exit_codes::servers::{answering, http};
use crate::support::{Place, shop, url};

const HTML: &str = "content-type: text/html\r\n";

/// Asserts that neither `bench` nor `compile` nor `inspect` begins anything, and what they say.
fn refused(target: &str, parts: &[&str]) {
    for command in ["bench", "compile", "inspect"] {
        let ended = run_in_vain(&[command, target]);
        let problem = ended.assert_code(100).problem();
        for part in parts {
            assert!(problem.contains(part), "{command}: `{part}` is not in: {problem}");
        }
    }
}

#[test]
fn nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    refused(&target, &[&target, "Connection refused", "is the shop running"]);
}

#[test]
fn no_such_host() {
    refused("http://no-such-host.invalid/", &["no-such-host.invalid", "was not found", "check the spelling"]);
}

#[test]
fn a_status_that_is_no_page() {
    for (status, headers, parts) in [
        ("404 Not Found", "", &["answered 404", "check the address"][..]),
        ("403 Forbidden", "", &["answered 403", "password or a firewall"]),
        ("500 Internal Server Error", "", &["answered 500", "broken"]),
        ("503 Service Unavailable", "retry-after: 120\r\n", &["answered 503", "maintenance", "120 s"]),
        ("503 Service Unavailable", "", &["answered 503", "try again"]),
        ("302 Found", "", &["answered 302", "not a page"]),
    ] {
        refused(&answering(|_| http(status, &format!("{HTML}{headers}"), "<p>sorry</p>")), parts);
    }
}

#[test]
fn a_firewall_that_asks_for_a_browser() {
    let ours = ["a CDN or firewall answered", "allow-list this machine's address"];
    for (status, headers, body) in [
        ("403 Forbidden", "cf-mitigated: challenge\r\n", ""),
        ("503 Service Unavailable", "", "<title>Just a moment...</title>"),
        ("202 Accepted", "x-amzn-waf-action: challenge\r\n", ""),
        ("429 Too Many Requests", "", ""),
    ] {
        refused(&answering(|_| http(status, &format!("{HTML}{headers}"), body)), &ours);
    }
}

#[test]
fn a_page_in_another_encoding_than_it_says() {
    let gzip = format!("{HTML}content-encoding: gzip\r\n");
    refused(
        &answering(|_| http("200 OK", &gzip, "<p>plain</p>")),
        &["wrong encoding", "gzip", "misconfigured?"],
    );
}

/// Servers name a charset there, or nothing.
#[test]
fn a_coding_that_nobody_asked_for_is_left_out_with_a_note() {
    let unknown = format!("{HTML}content-encoding: utf-8\r\n");
    let page = include_str!("../fixtures/pages/classic-product.html");
    let target = answering(move |_| http("200 OK", &unknown, page));
    let ended = Place::new().run(&["inspect", &target]);
    let words = ended.assert_code(0).stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["Écharpe en laine", "note: the page's Content-Encoding says `utf-8`, which is not a coding"]
    {
        assert!(words.contains(part), "`{part}` is not in: {words}");
    }
}

#[test]
fn an_answer_that_is_no_page() {
    refused(&answering(|_| http("200 OK", HTML, " \r\n ")), &["an empty page"]);
    refused(
        &answering(|_| http("200 OK", "content-type: image/png\r\n", "png")),
        &["is image/png", "not an HTML page"],
    );
    refused(&answering(|_| b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()), &["does a web server listen there?"]);
    refused(&answering(|_| Vec::new()), &["connection reset", "the shop's log"]);
    let endless = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n".to_owned();
    refused(
        &answering(|_| (endless + &"x".repeat(17_000_000)).into()),
        &["larger than 16 MB", "check the address"],
    );
}

#[test]
fn an_answer_that_is_cut_off() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 500\r\n\r\n<html>".to_vec();
    refused(&answering(|_| cut), &["/page", "cut off", "the shop's log"]);
}

#[test]
fn redirects_that_lead_nowhere() {
    let to = |place: &str| http("302 Found", &format!("location: {place}\r\n"), "");
    refused(&answering(|_| to("/page")), &["redirects without end", "give the final address"]);
    refused(&answering(|_| to("http://[bad")), &["redirects", "unreadable address"]);
    refused(
        &answering(|_| to("http://elsewhere.invalid/sale")),
        &["redirects to another site", "http://elsewhere.invalid/sale", "give that address"],
    );
    let secret =
        "https://jo:pw@elsewhere.invalid/checkout?session=t0k3n-8842&lang=fr#access_token=t0k3n-8842";
    let address = answering(|_| to(secret));
    refused(&address, &["https://elsewhere.invalid/checkout?session=[secret]&lang=fr"]);
    for command in ["inspect", "bench"] {
        let ended = crate::exit_codes::run_in_vain(&[command, &address]);
        assert!(
            !ended.stderr.contains("t0k3n") && !ended.stderr.contains("jo:"),
            "{command}: {}",
            ended.stderr
        );
    }
    refused(
        &answering(|here| to(&format!("http://localhost:{}/", here.port()))),
        &["redirects to another site"],
    );
}

#[test]
fn a_page_that_no_journey_begins_on() {
    let shop = shop();
    let blog =
        answering(|_| http("200 OK", HTML, "<html><body><h1>My garden</h1><p>Roses.</p></body></html>"));
    for (target, part) in [
        (blog.as_str(), "no sign of a shop page"),
        (&url(&shop, "/en/cart?action=show"), "is a cart page"),
        (&url(&shop, "/en/no-such-page"), "answered 404"),
    ] {
        for command in ["bench", "compile"] {
            let ended = run_in_vain(&[command, target]);
            let problem = ended.assert_code(100).problem();
            assert!(problem.contains(part) && problem.contains(target), "{problem}");
        }
    }
}

#[test]
fn a_voucher_that_the_shop_refuses() {
    let shop = shop();
    let ended =
        run_in_vain(&["bench", &url(&shop, shop.promotion_path()), "--mode", "full", "--voucher", "NOPE"]);
    let problem = ended.assert_code(100).problem();
    assert!(problem.contains("refuses the voucher NOPE"), "{problem}");
}
