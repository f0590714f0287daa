use std::net::{Ipv4Addr, SocketAddr};

use super::*;
use crate::http::{AddressClass, ClientSettings, HttpVersion, Network, NetworkOptions, Site, Timeouts};
use crate::shop::{DemoShop, Fault, Faults, Route, ShopConfig, Webservice};
use crate::shops::Shops;
use crate::shops::prestashop::PrestaShop;

const KEY: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
/// As the shop is asked in earnest, but without waiting.
const AT_ONCE: Pace = Pace { pauses: [Duration::ZERO; 2], ..PACE };

fn shop(faults: &[Option<Fault>]) -> DemoShop {
    let faults = Faults { webservice: faults.to_vec(), ..Faults::default() };
    let webservice = Some(Webservice::open_to(Secret::new(KEY).unwrap()));
    let config = ShopConfig { webservice, faults, ..ShopConfig::default() };
    DemoShop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).unwrap()
}

fn page(address: &str, html: &str) -> Page {
    Shops::known().parse(html, &Url::parse(address).unwrap())
}

fn scraper(shop: &Url, total: Duration) -> Scraper {
    let site = Site::of(shop, AddressClass::Private).unwrap();
    let settings = ClientSettings {
        user_agent: HeaderValue::from_static("promo-load/test"),
        headers: Vec::new(),
        timeouts: Timeouts { total, ..Timeouts::default() },
        max_body: 1_000_000,
        network: Network::new(site, &NetworkOptions::default(), HttpVersion::Auto),
    };
    Scraper::new(Shops::known(), settings)
}

fn read_within(shop: &DemoShop, codes: &[&str], pace: Pace, patience: Duration) -> (WebserviceReading, u64) {
    let page = page(&shop.base_url(), "");
    let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
    let mut scraper = scraper(&page.url, patience);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let reading = tokio::task::LocalSet::new().block_on(
        &runtime,
        scraper.read_at_pace(&PrestaShop, &page, &Secret::new(KEY).unwrap(), &codes, pace),
    );
    (reading, scraper.requests())
}

fn read(shop: &DemoShop, codes: &[&str], pace: Pace) -> (WebserviceReading, u64) {
    read_within(shop, codes, pace, Duration::from_secs(100))
}

fn ids(reading: &WebserviceReading) -> Vec<u64> {
    reading.told.iter().flat_map(|told| &told.rules).map(|rule| rule.id).collect()
}

/// The English sentences.
fn said(notes: &[Message]) -> Vec<String> {
    notes.iter().map(ToString::to_string).collect()
}

#[test]
fn the_list_comes_in_pages() {
    let shop = shop(&[]);
    let all = [17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 6, 5, 4, 3, 2, 1];
    for (page, requests) in [(500, 1), (16, 2), (7, 3), (5, 4)] {
        let (reading, sent) = read(&shop, &[], Pace { page, ..AT_ONCE });
        assert_eq!((ids(&reading).as_slice(), sent), (&all[..], requests), "pages of {page}");
        assert!(reading.told.unwrap().is_complete);
        assert!(reading.notes.is_empty());
    }
    let (reading, sent) = read(&shop, &[], Pace { page: 2, most: 4, ..AT_ONCE });
    assert_eq!((ids(&reading).as_slice(), sent), (&all[..4], 2));
    assert_eq!(said(&reading.notes), ["only the newest 4 cart rules were read; the shop has more"]);
    assert!(!reading.told.unwrap().is_complete);
}

#[test]
fn codes_outside_the_list_are_looked_up() {
    let shop = shop(&[]);
    let (reading, sent) = read(&shop, &["bf2025", "disabled", "NOPE", "ODD[1|2]"], AT_ONCE);
    assert_eq!(sent, 3, "the list and the two codes that are not in it and can be asked for");
    assert_eq!(ids(&reading).last(), Some(&7));
    let told = reading.told.unwrap();
    assert_eq!(told.unknown_codes, ["NOPE"]);
    assert!(!told.rules.last().unwrap().active);
}

#[test]
fn passing_trouble_is_tried_three_times() {
    use Fault::{BadJson, Block, Error, Reset, Truncate};
    for (faults, sent, told) in [
        (&[Error][..], 2, true),
        (&[Error, Truncate], 3, true),
        (&[Reset, Reset], 3, true),
        (&[Error, Error, Error], 3, false),
        (&[Reset, Truncate, Error], 3, false),
        // These do not pass.
        (&[Block], 1, false),
        (&[BadJson], 1, false),
    ] {
        let shop = shop(&faults.iter().copied().map(Some).collect::<Vec<_>>());
        let (reading, requests) = read(&shop, &[], AT_ONCE);
        assert_eq!((requests, reading.told.is_some()), (sent, told), "{faults:?}: {:?}", reading.notes);
        assert_eq!(reading.notes.len(), usize::from(!told), "{faults:?}");
        let stats = shop.stats();
        assert_eq!((stats.requests, stats.setup.routes[&Route::Webservice].requests), (0, sent));
    }
}

#[test]
fn silence_is_tried_three_times() {
    let shop = shop(&[Some(Fault::Stall); 3]);
    let (reading, sent) = read_within(&shop, &[], AT_ONCE, Duration::from_millis(40));
    assert_eq!((reading.told, sent), (None, 3));
    assert_eq!(reading.notes.len(), 1);
    assert!(said(&reading.notes)[0].contains("did not answer"), "{:?}", reading.notes);
}

#[test]
fn what_came_before_the_trouble_counts() {
    let error = Some(Fault::Error);
    // The second page, and all its further attempts.
    let shop = shop(&[None, error, error, error]);
    let (reading, sent) = read(&shop, &[], Pace { page: 4, ..AT_ONCE });
    assert_eq!((ids(&reading).as_slice(), sent), (&[17, 16, 15, 14][..], 4));
    assert!(
        said(&reading.notes)[0]
            .starts_with("only the newest 4 cart rules were read: the webservice answered 500")
    );
}

/// Answers every request with this head, on a connection of its own.
fn server(head: String) -> SocketAddr {
    let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _request = stream.read(&mut [0; 4096]).unwrap();
            write!(stream, "HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
        }
    });
    address
}

#[test]
fn no_redirect_leads_the_key_away() {
    let elsewhere = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let to = elsewhere.local_addr().unwrap();
    for (head, says, sent) in [
        (
            format!("302 Found\r\nLocation: http://{to}/api/?secret"),
            format!("redirects to http://{to}, where"),
            1,
        ),
        ("301 Moved\r\nLocation: /api/cart_rules/".to_owned(), "without end".to_owned(), 4),
        ("301 Moved\r\nLocation: http://[bad".to_owned(), "unreadable address".to_owned(), 1),
        ("307 Moved".to_owned(), "answered 307".to_owned(), 1),
    ] {
        let address = server(head);
        let page = page(&format!("http://{address}/"), "");
        let mut scraper = scraper(&page.url, Duration::from_secs(100));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let key = Secret::new(KEY).unwrap();
        let reading = tokio::task::LocalSet::new()
            .block_on(&runtime, scraper.read_at_pace(&PrestaShop, &page, &key, &[], AT_ONCE));
        assert_eq!((reading.notes.len(), scraper.requests()), (1, sent), "{:?}", reading.notes);
        assert!(
            said(&reading.notes)[0].contains(&says) && !said(&reading.notes)[0].contains("secret"),
            "{:?}",
            reading.notes
        );
    }
    assert_eq!(elsewhere.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "nobody came");
}

#[test]
fn the_root_is_the_pages() {
    let shop = |base: &str, index: &str| {
        let pages = if index.is_empty() { String::new() } else { format!(r#""index":"{index}""#) };
        format!(
            r#"<script>var prestashop = {{"urls":{{"base_url":"{base}","pages":{{{pages}}}}}}};</script>"#
        )
    };
    for (at, base, index, expected) in [
        ("https://a.example/en/6-mug.html?x=1#y", "", "", "https://a.example/api/cart_rules"),
        (
            "https://a.example/s/en/6-mug.html",
            "https://a.example/s/",
            "",
            "https://a.example/s/api/cart_rules",
        ),
        // Not every shop knows that it is behind TLS, or by which port.
        ("https://a.example:8443/s/", "http://a.example/s/", "", "https://a.example:8443/s/api/cart_rules"),
        ("https://a.example/s/", "https://evil.example/s/", "", "https://a.example/api/cart_rules"),
        ("https://a.example/s/x", "", "https://a.example/s/en/", "https://a.example/s/api/cart_rules"),
        ("https://a.example/s/x", "", "https://a.example/s/pt-br/", "https://a.example/s/api/cart_rules"),
        ("https://a.example/s/x", "", "https://a.example/s/index.php", "https://a.example/s/api/cart_rules"),
        ("https://a.example/x", "", "https://a.example/", "https://a.example/api/cart_rules"),
    ] {
        assert_eq!(
            PrestaShop.address(&page(at, &shop(base, index))).as_str(),
            expected,
            "{at} {base} {index}"
        );
    }
}

#[test]
fn the_key_does_not_show() {
    let key = Secret::new(KEY).unwrap();
    let sent = PrestaShop.sent_key(&key);
    let shown = format!("{:?}", PrestaShop.headers(&key));
    assert!(shown.contains("authorization") && !shown.contains(&sent), "{shown}");
    assert_eq!(redacted(&format!("no {KEY} and no {sent} here"), &PrestaShop, &key), "no … and no … here");
}

#[test]
fn the_shops_clock_is_in_the_answer() {
    let with = |date: &'static str| {
        let headers = [(DATE, HeaderValue::from_static(date))].into_iter().collect();
        clock(&Answer { status: 200, headers, body: bytes::Bytes::new() })
    };
    assert_eq!(with("Sat, 21 Nov 2026 01:53:06 GMT"), "2026-11-21T01:53:06Z".parse().ok());
    assert_eq!(with("yesterday"), None);
}
