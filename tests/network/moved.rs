//! A name that leads to another kind of address than the limits of the run were made for.

use std::io::ErrorKind;
use std::net::TcpListener;

use promo_load::http::{AddressClass, HttpVersion, Resolver};
use promo_load::metric::Outcome;

use crate::network::{NAME, failure, get_once, http, options};

#[test]
fn nothing_is_sent_there() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    for (name, resolver) in [
        // By `--resolve`, by the machine's own names, and by number.
        (NAME, options().resolver),
        ("localhost", Resolver::default()),
        ("127.0.0.1", Resolver::default()),
    ] {
        resolver.keep_to(name, AddressClass::Public);
        let options = promo_load::http::NetworkOptions { resolver, ..options() };
        let url = http(address, "/").replace(NAME, name);
        let failure = failure(get_once(&options, HttpVersion::Auto, &url));
        assert_eq!(failure.outcome, Outcome::Dns, "{failure}");
        for part in [name, "at a public address", "nothing was sent there"] {
            assert!(failure.to_string().contains(part), "{failure}");
        }
        assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock, "{name}");
    }
}
