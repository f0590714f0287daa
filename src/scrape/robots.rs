//! What a shop tells robots (RFC 9309), as far as it decides whether it may be looked at outside the allowed hours.

use hyper::StatusCode;
use robotxt::Robots;
use url::{Position, Url};

use super::Scraper;
use crate::http::{Method, Redirect};

/// What we are called in `robots.txt`: the product token of our user agent.
const PRODUCT: &str = "promo-load";
/// As many redirects as RFC 9309 §2.3.1.2 asks to be followed.
const MOST_REDIRECTS: usize = 5;

impl Scraper {
    /// Whether the shop's `robots.txt` closes it to us, by our own name or as one of all: neither its front page nor this one
    /// may be looked at. A shop without the file is open; one whose file cannot be had for trouble of its own is closed
    /// (RFC 9309 §2.3.1.3 and §2.3.1.4).
    pub async fn is_closed_to_robots(&mut self, page: &Url) -> bool {
        let Some(mut asked) = page.join("/robots.txt").ok().and_then(|address| self.target(&address).ok())
        else {
            return true;
        };
        for _ in 0..=MOST_REDIRECTS {
            let Ok(answer) = self.send(&asked, &[]).await.result else { return true };
            match Redirect::of(&answer, &asked, &Method::GET) {
                Redirect::Follow(next, _) => asked = *next,
                // What another host says is not this shop's word.
                Redirect::OffOrigin(_) | Redirect::Broken(_) => return false,
                Redirect::None => return closes(answer.status, &answer.body, page),
            }
        }
        false
    }
}

fn closes(status: u16, body: &[u8], page: &Url) -> bool {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if !status.is_success() {
        return status.is_server_error();
    }
    let robots = Robots::from_bytes(body, PRODUCT);
    let is_open = |address: &str| robots.is_relative_allowed(address);
    // Where friendly addresses are off, rules tell pages by their queries.
    !is_open("/") && !is_open(&page[Position::BeforePath..Position::AfterQuery])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_is_closed_when_its_front_page_and_the_page_are() {
        let page = Url::parse("https://shop.example/en/6-mug.html?adtoken=x").unwrap();
        for (status, body, closed) in [
            (200, "", false),
            (200, "User-agent: *\nDisallow:\n", false),
            (200, "User-agent: *\nDisallow: /\n", true),
            (200, "User-agent: *\nDisallow: /\nAllow: /en/\n", false),
            (200, "User-agent: *\nDisallow: /en/\nDisallow: /*?order=\n", false),
            (200, "User-agent: *\nDisallow: /\nAllow: /*adtoken=\n", false),
            (200, "User-agent: badbot\nDisallow: /\n", false),
            (200, "User-agent: promo-load\nDisallow: /\nUser-agent: *\nDisallow:\n", true),
            (200, "User-agent: *\nDisallow: /\nUser-agent: promo-load\nAllow: /\n", false),
            (200, "\u{feff}user-agent: *\r\ndisallow: /\r\n", true),
            (200, "<html>no robots here</html>", false),
            (404, "User-agent: *\nDisallow: /\n", false),
            (403, "", false),
            (503, "", true),
        ] {
            assert_eq!(closes(status, body.as_bytes(), &page), closed, "{status} {body:?}");
        }
    }
}
