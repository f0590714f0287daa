//! `--assets`: pages come with what they need, every request of it is counted once, and no page looks better for it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use promo_load::shop::{CostModel, Route, ServedAs, ShopConfig};
use serde_json::json;

use crate::bench::{bench, seen};
use crate::support::{Ended, PATIENCE, Place, RunFiles, promotion, shop, shop_with};

/// What the demo shop's product page needs: style sheet, font, script, logo and the product's picture.
const FILES: u64 = 5;

#[test]
fn every_visitor_loads_what_the_page_needs() {
    let (shop, place) = (shop(), Place::new());
    // A product and its shelf, in every visit.
    let flags = ["compile", &promotion(&shop), "--assets", "--think-time", "0", "-o", "x.toml"];
    place.run(&flags).assert_code(0);
    let text = place.read("x.toml");
    let (before, journeys) = text.split_at(text.find("# 6 of 10").unwrap());
    let (_, around) = journeys.split_at(journeys.find("# 4 of 10").unwrap());
    let shelf = &around[..around.rfind("[[journey.step]]").unwrap()];
    // The last product's price is checked no more.
    let before: Vec<&str> = before
        .split_inclusive('\n')
        .filter(|line| !line.contains("9.28") && !line.contains("next_product_page"))
        .collect();
    place.write("x.toml", &format!("{}{shelf}", before.concat()));
    let load = ["--vus", "3", "--per-vu-iterations", "2"];
    let files = bench(&shop, place.path("x.toml").to_str().unwrap(), &load);
    assert_eq!((seen(&shop, Route::Product), seen(&shop, Route::Asset)), (6, 6 * FILES));
    assert_eq!((files.requests("product_page"), files.requests("product_page assets")), (6, 6 * FILES));
    // Each iteration is a new visitor: no browser had any of it before.
    assert_eq!(shop.stats().ended(ServedAs::NotModified), 0);
    // The shelf that is looked at next needs nothing that the product page had not.
    assert_eq!((files.requests("category_page"), files.requests("category_page assets")), (6, 0));
    // All that was sent is counted; what is said of response times is said of pages.
    assert_eq!(files.metric("http_reqs", "count"), 6 * (2 + FILES));
    for metric in ["http_req_duration", "http_req_waiting", "page_load_time"] {
        assert_eq!(files.metric(metric, "count"), 12, "{metric}");
    }
    assert_eq!(files.count("/judged/requests"), 12);
    let steps = files.json["steps"].as_array().unwrap();
    assert_eq!(steps[0]["page_load_time"]["count"], 6);
    assert!(steps[0]["page_load_time"]["max"].as_f64() >= steps[0]["response_time"]["max"].as_f64());
    assert_eq!((&steps[1]["assets"], &steps[1]["method"]), (&json!(true), &json!("GET")));
    // More than one connection each, and no more than a browser opens to a host.
    assert!((4..=3 * 6).contains(&shop.stats().connections), "{}", shop.stats().connections);
    assert_eq!(files.json["elsewhere"], json!([{"host": "cdn.example.test", "files": 1}]));
    for part in ["cdn.example.test (1 file)", "product\\_page with its assets"] {
        assert!(files.report.contains(part), "`{part}` is not in: {}", files.report);
    }
}

#[test]
fn without_the_flag_pages_come_alone() {
    let shop = shop();
    let load = ["--vus", "1", "--iterations", "2", "--think-time", "0"];
    let files = bench(&shop, &promotion(&shop), &load);
    assert_eq!(seen(&shop, Route::Asset), 0);
    assert_eq!(files.json["elsewhere"], json!(null));
    assert!(files.json["steps"].as_array().unwrap().iter().all(|step| step["page_load_time"].is_null()));
    assert!(!files.scenario.contains("assets"), "{}", files.scenario);
}

#[test]
fn a_visitor_who_comes_back_has_the_files_already() {
    let (shop, place) = (shop(), Place::new());
    let flags = ["--assets", "--mode", "full", "--think-time", "0", "-o", "x.toml"];
    let compiled = place.run(&[&["compile", &promotion(&shop)], &flags[..]].concat());
    compiled.assert_code(0);
    assert!(compiled.stderr.contains("cdn.example.test"), "{}", compiled.stderr);
    let text = place.read("x.toml");
    assert!(text.contains("assets = true"), "{text}");
    let comes_back = text.replace("cookies = \"per-iteration\"", "cookies = \"per-vu\"");
    assert_ne!(comes_back, text);
    // Their carts grow, so no amount stays what it was.
    let grows = |block: &&str| {
        !["equals = ", "\nname = \"the cart page", "\nname = \"the order page"]
            .iter()
            .any(|part| block.contains(part))
    };
    let comes_back: Vec<&str> = comes_back.split_inclusive("\n\n").filter(grows).collect();
    let cart = ["\"checks{check:the cart", "\"checks{check:the order page"];
    let comes_back = cart.iter().fold(comes_back.concat(), |text, name| text.replace(name, "#"));
    place.write("x.toml", &comes_back);
    let file = place.path("x.toml");
    let limit = "page_load_time{name:product_page}:max<60000";
    let load = ["--vus", "2", "--per-vu-iterations", "5", "--threshold", limit];
    let files = bench(&shop, file.to_str().unwrap(), &load);
    // The cart and order pages need nothing that the product page had not; adding to the cart loads no page.
    assert_eq!(seen(&shop, Route::Asset), 2 * FILES);
    assert_eq!(files.requests("product_page assets"), 2 * FILES);
    assert_eq!((files.requests("cart_page assets"), files.requests("add_to_cart assets")), (0, 0));
    let names: Vec<&str> =
        files.json["steps"].as_array().unwrap().iter().map(|step| step["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"cart_page assets") && !names.contains(&"add_to_cart assets"), "{names:?}");
    let pages =
        ["product_page", "cart_page", "order_page"].iter().map(|page| files.requests(page)).sum::<u64>();
    assert_eq!(files.metric("page_load_time", "count"), pages, "every page, also with nothing to load");
}

#[test]
fn files_that_the_end_cuts_off_are_counted() {
    let per_route = vec![(Route::Asset, Duration::from_secs(9))];
    let cost = CostModel { per_route, ..CostModel::default() };
    let (shop, place) = (shop_with(ShopConfig { cost, ..ShopConfig::default() }), Place::new());
    place.run(&["compile", &promotion(&shop), "--assets", "-o", "x.toml"]).assert_code(0);
    let text = place.read("x.toml");
    let (before, load) = text.split_once("[load]\n").unwrap();
    let after = &load[load.find("\n[thresholds]").unwrap()..];
    let short = "executor = \"constant-vus\"\nvus = 3\nduration = \"2s\"\ngraceful_stop = \"0s\"\n";
    place.write("x.toml", &format!("{before}[load]\n{short}{after}"));
    place.run(&["bench", "x.toml", "--quiet"]);
    let files = place.files();
    // The font is not known before the style sheet has come.
    let under_way = 3 * (FILES - 1);
    assert_eq!((files.outcomes("interrupted"), seen(&shop, Route::Asset)), (under_way, under_way));
    assert_eq!((files.requests("product_page"), files.requests("product_page assets")), (3, under_way));
    assert_eq!(files.all_requests(), shop.stats().requests);
    assert_eq!(files.count("/iterations/interrupted"), 3);
    assert_eq!(files.json["steps"][0]["page_load_time"], json!(null), "no page was there as a whole");
}

#[test]
fn a_step_cannot_have_the_name_of_files() {
    let place = Place::new();
    let step = |name: &str| format!("[[journey.step]]\nname = \"{name}\"\npath = \"/\"\n");
    for (names, part) in [
        (["page", "page assets"], "has the name under which another step's files are counted"),
        (["page assets", "page"], "its files are counted as `page assets`, which is another step's name"),
    ] {
        let steps: String = names.map(step).concat();
        let head =
            "schema = 1\nname = \"x\"\nbase_url = \"http://127.0.0.1:9/\"\n[[journey]]\nname = \"look\"\n";
        place.write("x.toml", &format!("{head}{steps}"));
        let refused = place.run(&["bench", "x.toml", "--assets"]);
        assert!(refused.assert_code(104).problem().contains(part), "{refused:?}");
    }
}

/// Answers a request's head with a whole answer.
pub(crate) type Answering = dyn Fn(&str) -> String + Send + Sync;

/// A shop of files: a thread for each connection, which is kept. Returns its address.
pub(crate) fn serve(answer: Arc<Answering>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || converse(stream, &*answer));
        }
    });
    format!("http://{address}")
}

fn converse(mut stream: TcpStream, answer: &Answering) {
    let mut head = Vec::new();
    let mut byte = [0];
    while matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
        if head.ends_with(b"\r\n\r\n") {
            let text = answer(&String::from_utf8_lossy(&head).to_ascii_lowercase());
            if stream.write_all(text.as_bytes()).is_err() {
                return;
            }
            head.clear();
        }
    }
}

fn reply(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

pub(crate) fn page(html: &str) -> String {
    reply("200 OK", "content-type: text/html; charset=utf-8\r\n", html)
}

/// Runs a journey of one page at this address with `--assets`; visitors come back.
fn visit(base: &str, flags: &[&str]) -> (Ended, RunFiles) {
    let place = Place::new();
    let head =
        format!("schema = 1\nname = \"files\"\nbase_url = \"{base}/\"\n[http]\ncookies = \"per-vu\"\n");
    let limits = "[thresholds]\nhttp_req_failed = [\"rate<0.01\"]\n";
    let journey = "[[journey]]\nname = \"look\"\n[[journey.step]]\nname = \"page\"\npath = \"/page\"\n";
    place.write("x.toml", &format!("{head}{limits}{journey}"));
    let ended = place.run(&[&["bench", "x.toml", "--assets"], flags].concat());
    let files = place.files();
    (ended, files)
}

/// Where a request goes.
fn path(head: &str) -> &str {
    head.split(' ').nth(1).unwrap()
}

#[test]
fn a_file_is_asked_for_again_with_what_it_is_known_by() {
    let log = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&log);
    let base = serve(Arc::new(move |head: &str| {
        let known = head.lines().any(|line| line == "if-none-match: \"v1\"");
        if path(head) != "/" && path(head) != "/page" {
            told.lock().unwrap().push((path(head).to_owned(), known));
        }
        let tag = |control: &str| format!("etag: \"v1\"\r\ncache-control: {control}\r\n");
        match path(head) {
            "/old.css" => reply("302 Found", "location: /new.css\r\n", ""),
            "/new.css" if known => reply("304 Not Modified", &tag("no-cache"), ""),
            "/new.css" => reply("200 OK", &tag("no-cache"), "@import 'more.css';"),
            "/more.css" => reply("200 OK", &tag("max-age=600"), ""),
            "/a.png" => reply("200 OK", &tag("no-store"), "a"),
            _ => page("<link rel=stylesheet href=/old.css><img src=/a.png>"),
        }
    }));
    // The limit is for a series that only the flag brings about.
    let limit = ["--threshold", "http_req_duration{name:page assets}:max<60000"];
    let (ended, files) = visit(&base, &[&["--vus", "1", "--iterations", "3"], &limit[..]].concat());
    assert_ne!(files.json["thresholds"][1]["value"], json!(null));
    let mut log = log.lock().unwrap().clone();
    log.sort();
    let expected = |path: &str, known: bool, times: usize| vec![(path.to_owned(), known); times];
    assert_eq!(
        log,
        [
            expected("/a.png", false, 3),
            expected("/more.css", false, 1),
            expected("/new.css", false, 1),
            expected("/new.css", true, 2),
            expected("/old.css", false, 3),
        ]
        .concat(),
        "{ended:?}"
    );
    assert_eq!(files.requests("page assets"), log.len() as u64);
    let statuses = &files.json["steps"][1]["statuses"];
    assert_eq!(
        statuses,
        &json!([{"status": 200, "count": 5}, {"status": 302, "count": 3}, {"status": 304, "count": 2}])
    );
    assert_eq!(files.steps("failures"), 0, "still good is good");
}

#[test]
fn a_chain_of_style_sheets_without_end_is_cut_off() {
    let base = serve(Arc::new(|head: &str| match path(head).strip_suffix(".css") {
        Some(number) => {
            let next = number[1..].parse::<u32>().unwrap() + 1;
            reply("200 OK", "content-type: text/css\r\n", &format!("@import '/{next}.css';"))
        }
        None => page("<link rel=stylesheet href=/0.css>"),
    }));
    let (_, files) = visit(&base, &["--vus", "1", "--iterations", "1"]);
    assert_eq!((files.requests("page assets"), files.count("/iterations/completed")), (1_000, 1));
}

#[test]
fn six_files_at_a_time() {
    #[derive(Default)]
    struct Crowd {
        now: usize,
        most: usize,
    }
    let crowd = Arc::new((Mutex::new(Crowd::default()), Condvar::new()));
    let watched = Arc::clone(&crowd);
    let base = serve(Arc::new(move |head: &str| {
        if !path(head).ends_with(".png") {
            return page(&(0..40).map(|number| format!("<img src=/{number}.png>")).collect::<String>());
        }
        let (crowd, changed) = &*watched;
        let mut inside = crowd.lock().unwrap();
        inside.now += 1;
        inside.most = inside.most.max(inside.now);
        changed.notify_all();
        // Nobody is served before six have come.
        let (mut inside, _) = changed.wait_timeout_while(inside, PATIENCE, |inside| inside.most < 6).unwrap();
        inside.now -= 1;
        reply("200 OK", "cache-control: no-store\r\n", "x")
    }));
    let (_, files) = visit(&base, &["--vus", "1", "--iterations", "5"]);
    assert_eq!(files.requests("page assets"), 5 * 40);
    assert_eq!(files.steps("failures"), 0);
    assert_eq!(crowd.0.lock().unwrap().most, 6);
}

/// Serves pages with 40 pictures over HTTP/2, no picture before 40 are asked for. Counts connections that asked for any.
fn serve_http2(connections: Arc<Mutex<usize>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let serve = async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let all_asked = Arc::new(tokio::sync::Barrier::new(40));
            let (connections, first) = (Arc::clone(&connections), Arc::new(AtomicBool::new(true)));
            let service = service_fn(move |request: hyper::Request<Incoming>| {
                let (all_asked, connections, first) = (all_asked.clone(), connections.clone(), first.clone());
                async move {
                    let page = !request.uri().path().ends_with(".png");
                    let html: String = (0..40).map(|number| format!("<img src=/{number}.png>")).collect();
                    let body = if page { html } else { "x".to_owned() };
                    if !page {
                        *connections.lock().unwrap() += usize::from(first.swap(false, Ordering::Relaxed));
                        all_asked.wait().await;
                    }
                    let response = hyper::Response::builder().header("cache-control", "no-store");
                    response.header("content-type", "text/html").body(Full::new(Bytes::from(body)))
                }
            });
            let http = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
            tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
        }
    };
    thread::spawn(move || runtime.block_on(serve));
    format!("http://{address}")
}

#[test]
fn over_http2_all_files_share_the_page_s_connection() {
    let connections = Arc::new(Mutex::new(0));
    let base = serve_http2(Arc::clone(&connections));
    let (ended, files) = visit(&base, &["--http2", "--vus", "1", "--iterations", "3"]);
    assert_eq!((files.requests("page"), files.requests("page assets")), (3, 3 * 40), "{ended:?}");
    assert_eq!((files.steps("failures"), *connections.lock().unwrap()), (0, 1));
}

#[test]
fn files_that_fail_are_a_finding_and_no_failure_of_the_page() {
    let base = serve(Arc::new(|head: &str| match path(head) {
        "/page" | "/" => {
            page("<img src=/good.png><img src=/gone.png><img src=/away.png><img src=/round.png>")
        }
        "/gone.png" => reply("404 Not Found", "content-type: text/html\r\n", "<img src=/never.png>"),
        "/away.png" => reply("302 Found", "location: http://elsewhere.invalid/x.png\r\n", ""),
        "/round.png" => reply("302 Found", "location: /round.png\r\n", ""),
        "/good.png" => reply("200 OK", "cache-control: no-store\r\n", "x"),
        other => panic!("nobody should ask for {other}"),
    }));
    let (ended, files) = visit(&base, &["--vus", "1", "--iterations", "4"]);
    assert_ne!(ended.code, Some(99), "{ended:?}");
    // The redirect that leads to itself is followed ten times.
    assert_eq!(files.requests("page assets"), 4 * (3 + 11));
    assert_eq!((files.outcomes("status"), files.outcomes("off_origin")), (4 * 2, 4));
    assert_eq!(files.count("/judged/failures"), 0);
    assert_eq!(files.metric("http_req_failed", "fails"), 4);
    for part in ["page assets: files of the page fail", "404 × 4"] {
        assert!(files.report.contains(part), "`{part}` is not in: {}", files.report);
    }
}
