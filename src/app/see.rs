//! Looks at a page, and at what its products do in a throw-away cart.

use std::borrow::Cow;

use hyper::header::{self, HeaderName};
use jiff::Timestamp;
use url::Url;

use super::failure::Failure;
use super::notes::Note;
use super::other_hosts::other_hosts;
use super::signals::trying_a_cart;
use super::steady::keep_steady;
use crate::grade::Landing;
use crate::http::unknown_codings;
use crate::page::{Page, PageKind};
use crate::promotion::{self, Promotion};
use crate::scenario::Mode;
use crate::scrape::{Arrival, CartTrial, Fetched, Scraper};
use crate::shops::{CartPages, CartProtocol, Shops};
use crate::words::Message;

/// A page with its promotions.
#[derive(Debug)]
pub(super) struct SeenPage {
    pub(super) page: Page,
    /// The page's HTML, first as it was read, then as the next visitor got it when it was fetched twice. A text that
    /// is not in all of them is not for checks.
    pub(super) sources: Vec<String>,
    pub(super) promotions: Vec<Promotion>,
    pub(super) notes: Vec<Note>,
    /// The answer that brought the page; `None` of a saved page.
    pub(super) landing: Option<Landing>,
}

/// What a page is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be shown.
    Show,
    /// To be compiled: it is fetched twice, because checks need texts that stay.
    Compile,
}

/// Fetches a page and finds the promotions that it shows. `kind` is what the user says that it is; in `full` mode its cart
/// must be on its own host.
pub(super) async fn see(
    scraper: &mut Scraper,
    url: &Url,
    purpose: Purpose,
    kind: Option<PageKind>,
    mode: Mode,
) -> Result<SeenPage, Failure> {
    let fetched = scraper.fetch(url, kind).await?;
    let (landing, unknown_coding) = (Some(landing(&fetched.arrival)), unknown_coding(&fetched.arrival));
    let Fetched { mut page, source, redirected_from, .. } = fetched;
    let promotions = promotion::detect_on(&page, promotion::day_of_all(Timestamp::now()));
    let mut notes: Vec<Note> = page.notes.iter().cloned().map(Note::from).collect();
    notes.extend(unknown_coding);
    // Where no cart is filled it may be anywhere.
    let touches_carts = mode == Mode::Full && Shops::known().cart_of(&page).is_some();
    notes.extend(other_hosts(&page, if touches_carts { Mode::Full } else { Mode::ReadOnly })?);
    if let Some(first) = redirected_from.first() {
        notes.push(Note::Redirects { from: first.clone(), to: page.url.clone() });
    }
    let mut sources = vec![source];
    if purpose == Purpose::Compile {
        match scraper.newcomer().fetch(&page.url, kind).await {
            Ok(again) => {
                notes.extend(keep_steady(&mut page, &again.page, &again.source));
                sources.push(again.source);
            }
            Err(error) => {
                notes.push(Note::NoSecondLook(Message::from(&error)));
            }
        }
    }
    Ok(SeenPage { page, sources, promotions, notes, landing })
}

/// Said of a page whose `Content-Encoding` names what no visitor asked for: its body is read as it is.
pub(super) fn unknown_coding(arrival: &Arrival) -> Option<Note> {
    // As long as the shop likes.
    let short = |name: Cow<'_, str>| name.chars().take(40).collect();
    let names: Vec<String> = unknown_codings(&arrival.headers).take(3).map(short).collect();
    (!names.is_empty()).then_some(Note::UnknownCodings(names))
}

/// What the answer tells of its size, its compression and caches.
pub(super) fn landing(arrival: &Arrival) -> Landing {
    let text = |name: HeaderName| {
        let value = arrival.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let length = text(header::CONTENT_LENGTH).and_then(|length| length.trim().parse().ok());
    let caches = ["age", "x-cache", "cache-status", "cf-cache-status", "x-varnish"];
    Landing {
        bytes: arrival.bytes as u64,
        bytes_on_wire: length.unwrap_or(arrival.bytes_received),
        content_encoding: text(header::CONTENT_ENCODING),
        cache_control: text(header::CACHE_CONTROL),
        validator: [header::ETAG, header::LAST_MODIFIED]
            .into_iter()
            .any(|name| arrival.headers.contains_key(name)),
        cache_status: caches.into_iter().find_map(|name| text(HeaderName::from_static(name))),
        sets_cookie: arrival.headers.contains_key(header::SET_COOKIE),
    }
}

/// Whether something on the page could be put into a cart.
pub(super) fn is_for_buying(page: &Page) -> bool {
    page.add_to_cart.is_some() || !page.listing.is_empty()
}

/// Tries a cart as a new visitor. To compile, the pages that show the cart are looked at with it.
pub(super) async fn try_cart(
    scraper: &Scraper,
    protocol: &'static dyn CartProtocol,
    page: &Page,
    purpose: Purpose,
    voucher: Option<&str>,
) -> CartTrial {
    let pages = match purpose {
        Purpose::Show => CartPages::default(),
        Purpose::Compile => protocol.pages(page),
    };
    let mut newcomer = scraper.newcomer();
    trying_a_cart(|leave| newcomer.try_cart(protocol, page, voucher, &pages, leave)).await
}

/// The promotions that a trial cart showed, a refused voucher among them.
pub(super) fn shown_by(trial: &CartTrial) -> Vec<Promotion> {
    let refused = trial.refused.as_ref();
    let refused =
        refused.map(|voucher| Promotion::refused(&voucher.code, &voucher.refusal, &voucher.sentence));
    trial.promotions.iter().cloned().chain(refused).collect()
}

#[cfg(test)]
mod tests {
    use hyper::header::{CONTENT_ENCODING, HeaderMap, HeaderValue};

    use super::*;

    #[test]
    fn a_coding_that_nobody_asked_for_is_a_note() {
        let long = "x".repeat(500);
        for (values, parts) in [
            (&[][..], &[][..]),
            (&["identity", "", "gzip, BR", "x-gzip,deflate , zstd"], &[]),
            (&["UTF-8"], &["says `UTF-8`, which"]),
            (&["gzip, none", "Binary"], &["says `none`, `Binary`, which"]),
            (&[&long], &["says `xxx", "xxx`, which"]),
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, HeaderValue::from_str(value).unwrap());
            }
            let note = unknown_coding(&Arrival { headers, bytes: 1, bytes_received: 1 });
            let note = note.map(|note| note.to_string());
            assert_eq!(note.is_some(), !parts.is_empty(), "{values:?}: {note:?}");
            for part in parts {
                assert!(
                    note.as_ref().is_some_and(|note| note.contains(part) && note.len() < 300),
                    "{note:?}"
                );
            }
        }
    }
}
