//! The demo shop behind a front that writes another origin into one of the places in which its pages have addresses.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use promo_load::shop::DemoShop;

use crate::support::answering::{Asked, answer};

/// Where the other origin stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    Form,
    CartInScript,
    OrderInScript,
    BaseInScript,
    CartPopup,
    BaseTag,
    Canonical,
    OpenGraph,
    JsonLd,
    Links,
    Listing,
    Files,
    LandingRedirect,
    CartRedirect,
    Everywhere,
}

pub(crate) const PLACES: &[Named] = &[
    Named::Form,
    Named::CartInScript,
    Named::OrderInScript,
    Named::BaseInScript,
    Named::CartPopup,
    Named::BaseTag,
    Named::Canonical,
    Named::OpenGraph,
    Named::JsonLd,
    Named::Links,
    Named::Listing,
    Named::Files,
    Named::LandingRedirect,
    Named::CartRedirect,
    Named::Everywhere,
];

impl Named {
    /// Whether nothing can be prepared: the landing page is elsewhere, or a cart that is to be filled.
    pub(crate) fn is_refused(self, full: bool) -> bool {
        match self {
            Self::LandingRedirect => true,
            Self::Form | Self::CartInScript | Self::CartPopup | Self::CartRedirect | Self::Everywhere => full,
            _ => false,
        }
    }

    /// Whether the landing page says that something of its shop or a link is there.
    pub(crate) fn is_on_the_page(self) -> bool {
        !matches!(
            self,
            Self::LandingRedirect | Self::CartRedirect | Self::OpenGraph | Self::JsonLd | Self::Files
        )
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Front {
    pub(crate) base: String,
    shop: String,
    other: String,
    named: Named,
}

impl Front {
    /// A front that listens on a port of its own.
    pub(crate) fn of(shop: &DemoShop, other: &str, named: Named) -> Front {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let front = Front { base, shop: shop.base_url(), other: other.to_owned(), named };
        let own = front.clone();
        thread::spawn(move || {
            for visitor in listener.incoming().flatten() {
                let front = own.clone();
                thread::spawn(move || front.serve(visitor));
            }
        });
        front
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn authority(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// One request for each connection.
    fn serve(&self, mut visitor: TcpStream) -> Option<()> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            if visitor.read(&mut byte).ok()? == 0 {
                return None;
            }
            head.push(byte[0]);
        }
        let mut asked = Asked { head: String::from_utf8_lossy(&head).into_owned(), body: String::new() };
        let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
        let mut body = vec![0; length];
        visitor.read_exact(&mut body).ok()?;
        asked.body = String::from_utf8_lossy(&body).into_owned();
        visitor.write_all(&self.answer(&asked)).ok()
    }

    /// The shop's answer with the addresses of this front, and the other origin in its place.
    pub(crate) fn answer(&self, asked: &Asked) -> Vec<u8> {
        let path = asked.path();
        let is_landing = path.contains("/6-mug");
        let to_other = || {
            let location = format!("location: {}{path}\r\nconnection: close\r\n", self.other);
            answer("302 Found", &location, b"")
        };
        match self.named {
            Named::LandingRedirect if is_landing => return to_other(),
            Named::CartRedirect if asked.head.starts_with("POST ") => return to_other(),
            _ => {}
        }
        let (head, body) = self.ask_shop(asked);
        let status = head.lines().next().unwrap_or_default().split_once(' ').unwrap().1.to_owned();
        let kept = |line: &&str| {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            ["content-type", "set-cookie", "location"].contains(&name.as_str())
        };
        let headers: String =
            head.lines().skip(1).filter(kept).map(|line| format!("{line}\r\n")).collect::<String>()
                + "connection: close\r\n";
        match String::from_utf8(body) {
            Ok(text) => answer(&status, &self.rewritten(&headers), self.rewritten(&text).as_bytes()),
            Err(bytes) => answer(&status, &headers, bytes.as_bytes()),
        }
    }

    fn rewritten(&self, text: &str) -> String {
        let escaped = |base: &str| base.replace('/', "\\/");
        let authority = |base: &str| base.trim_start_matches("http://").to_owned();
        // Some addresses begin with `//`.
        let text = text.replace(&authority(&self.shop), &authority(&self.base));
        let (own, other) = (&self.base, &self.other);
        let (own_json, other_json) = (escaped(own), escaped(other));
        let swap = |before: &str, after: &str| {
            text.replace(&format!("{before}{own}{after}"), &format!("{before}{other}{after}"))
        };
        let swap_json = |name: &str, after: &str| {
            text.replace(
                &format!("\"{name}\":\"{own_json}{after}"),
                &format!("\"{name}\":\"{other_json}{after}"),
            )
        };
        match self.named {
            Named::Form => {
                swap("<form action=\"", "/en/cart\" method=\"post\" id=\"add-to-cart-or-refresh\"")
            }
            Named::CartInScript => swap_json("cart", "\\/en\\/cart"),
            Named::OrderInScript => swap_json("order", ""),
            Named::BaseInScript => swap_json("base_url", ""),
            Named::CartPopup => {
                let popup = |base: &str| format!("data-refresh-url=\"//{}", authority(base));
                text.replace(&popup(own), &popup(other))
            }
            Named::BaseTag => text.replace("<head>", &format!("<head><base href=\"{other}/\">")),
            Named::Canonical => swap("<link rel=\"canonical\" href=\"", ""),
            Named::OpenGraph => swap("<meta property=\"og:url\" content=\"", ""),
            Named::JsonLd => swap("\"url\": \"", ""),
            Named::Links => swap("<a href=\"", ""),
            Named::Listing => swap("product-title\"><a href=\"", ""),
            Named::Files => swap("src=\"", "").replace(
                &format!("<link rel=\"stylesheet\" href=\"{own}"),
                &format!("<link rel=\"stylesheet\" href=\"{other}"),
            ),
            Named::Everywhere => text.replace(&authority(own), &authority(other)),
            Named::LandingRedirect | Named::CartRedirect => text,
        }
    }

    fn ask_shop(&self, asked: &Asked) -> (String, Vec<u8>) {
        let address: SocketAddr = self.shop.trim_start_matches("http://").parse().unwrap();
        let mut shop = TcpStream::connect(address).unwrap();
        let mut lines = asked.head.lines();
        // HTTP/1.0, so that the answer is not chunked.
        let first = lines.next().unwrap().replace("HTTP/1.1", "HTTP/1.0");
        let mut head = format!("{first}\r\nhost: {address}\r\nconnection: close\r\n");
        for line in lines.filter(|line| !line.is_empty()) {
            let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if !["host", "connection", "accept-encoding"].contains(&name.as_str()) {
                head += &format!("{line}\r\n");
            }
        }
        shop.write_all(format!("{head}\r\n{}", asked.body).as_bytes()).unwrap();
        let mut bytes = Vec::new();
        shop.read_to_end(&mut bytes).unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let body = bytes.split_off(end + 4);
        (String::from_utf8(bytes).unwrap(), body)
    }
}
