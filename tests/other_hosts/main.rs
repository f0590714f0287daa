//! Pages that name another origin, as a copy does whose base URL is still production's: nothing is sent there, by set-up or
//! by the load, through a proxy or without.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

mod front;

use std::io::ErrorKind;
use std::net::TcpListener;

use crate::support::answering::Answering;
use crate::support::{BINARY, Ended, Place, shop};
use front::{Front, Named, PLACES};

/// An origin that hears everything that is sent to it.
struct Listener {
    socket: TcpListener,
    base: String,
}

impl Listener {
    fn new() -> Listener {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let base = format!("http://{}", socket.local_addr().unwrap());
        Listener { socket, base }
    }

    /// Not one connection was made.
    fn assert_silence(&self, what: &str) {
        let heard = self.socket.accept().map(|(_, from)| from);
        assert!(
            heard.as_ref().is_err_and(|error| error.kind() == ErrorKind::WouldBlock),
            "{what}: {} heard {heard:?}",
            self.base
        );
    }
}

/// A proxy that is the front itself, whatever it is asked for; what it is asked for is kept.
fn proxy_to(front: &Front) -> Answering {
    let front = front.clone();
    Answering::by(move |asked| front.answer(asked))
}

fn run(place: &Place, front: &Front, proxy: Option<&Answering>, arguments: &[&str]) -> Ended {
    let mut command = place.command(BINARY);
    command.args(arguments).args([
        "-H",
        "Authorization: Bearer b34r3r-t0k3n",
        "-H",
        "X-Api-Key: 4p1-k3y-4p1",
    ]);
    if arguments.contains(&"full") {
        command.env("PROMO_LOAD_SECRET_VOUCHER", "BF2025");
    }
    command.envs(proxy.map(|proxy| ("PROMO_LOAD_PROXY", &proxy.base)));
    let host = "schema = 1\n[host.\"127.0.0.1\"]\nallow_full = true\n[host.\"127.0.0.1\".headers]\nX-Door = 's3s4m3-s3s4m3'\n";
    place.write("promo-load.toml", host);
    let ended = place.start(&mut command).wait();
    if let Some(proxy) = proxy {
        // Everything that was asked of the proxy was for the front.
        let own = format!("CONNECT {} HTTP/1.1", front.authority());
        for asked in proxy.asked() {
            let first = asked.head.lines().next().unwrap_or_default();
            assert!(!first.starts_with("CONNECT ") || first == own, "{first}");
        }
    }
    ended
}

const FEW: [&str; 7] = ["--vus", "1", "--iterations", "2", "--think-time", "0", "--quiet"];

/// In each place in turn, in both modes, by every command that looks, with a proxy and without.
#[test]
fn an_origin_that_a_page_names_hears_nothing() {
    let shop = shop();
    for named in PLACES {
        for with_proxy in [false, true] {
            let listener = Listener::new();
            let front = Front::of(&shop, &listener.base, *named);
            let proxy = with_proxy.then(|| proxy_to(&front));
            let page = front.url(shop.promotion_path());
            for mode in ["full", "read-only"] {
                let commands: &[&str] = if with_proxy {
                    &["bench", "inspect"]
                } else {
                    &["bench", "inspect", "compile", "export-k6"]
                };
                for command in commands.iter().copied() {
                    let what = format!("{named:?}, {command}, {mode}, proxy: {with_proxy}");
                    let place = Place::new();
                    let load = if command == "bench" { &FEW[..] } else { &[] };
                    let assets: &[&str] = if command == "bench" { &["--assets"] } else { &[] };
                    let arguments = [&[command, &page, "--mode", mode], load, assets].concat();
                    let ended = run(&place, &front, proxy.as_ref(), &arguments);
                    listener.assert_silence(&what);
                    // `inspect` tells of a cart that cannot be tried, and goes on.
                    let refused = named.is_refused(mode == "full")
                        && (command != "inspect" || *named != Named::CartRedirect);
                    if refused {
                        let problem = ended.assert_code(100).problem();
                        assert!(problem.contains(&listener.base), "{what}: {problem}");
                        if !matches!(named, Named::LandingRedirect | Named::CartRedirect) {
                            for part in
                                [front.base.as_str(), "--base-url", "--resolve", "base URL in its settings"]
                            {
                                assert!(problem.contains(part), "{what}: {part} is not in {problem}");
                            }
                        }
                    } else {
                        assert!(
                            matches!(ended.code, Some(0 | 99 | 120)),
                            "{what}: {:?} {}",
                            ended.code,
                            ended.stderr
                        );
                    }
                    if !refused && command == "bench" && named.is_on_the_page() {
                        let report = place.files().report;
                        let host = listener.base.trim_start_matches("http://");
                        assert!(report.contains(host), "{what}: the report does not name {host}");
                    }
                }
            }
        }
    }
}

/// A copy whose every address is production's, read at home.
#[test]
fn a_copy_is_tested_with_its_own_base_url() {
    let shop = shop();
    let listener = Listener::new();
    let front = Front::of(&shop, &listener.base, Named::Everywhere);
    let page = front.url(shop.promotion_path());
    let place = Place::new();
    let base = ["--base-url", &front.base];
    let bench = [&["bench", &page, "--mode", "full"][..], &base, &FEW].concat();
    let ended = run(&place, &front, None, &bench);
    assert!(matches!(ended.code, Some(0 | 120)), "{:?} {}", ended.code, ended.stderr);
    listener.assert_silence("the copy");
    let files = place.files();
    assert_eq!((files.requests("add_to_cart"), files.requests("voucher")), (2, 2));
    assert!(!files.scenario.contains(&listener.base), "{}", files.scenario);

    let elsewhere = ["inspect", &page, "--base-url", &listener.base];
    let problem = run(&Place::new(), &front, None, &elsewhere).assert_code(2).problem().to_owned();
    assert!(problem.contains("is another host than") && problem.contains(&front.base), "{problem}");
    listener.assert_silence("the other base URL");
}
