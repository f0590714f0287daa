//! What is said when a page names other hosts: nothing is sent to them.

use url::{Position, Url};

use super::failure::Failure;
use crate::page::{NamedFor, OtherOrigin, Page};
use crate::scenario::Mode;

/// Hosts that a note names at most.
const MOST: usize = 8;

/// Refuses a page whose cart is on another host when carts are to be filled; otherwise what the report says of other
/// hosts.
///
/// # Errors
///
/// [`Failure::Target`] with both hosts and the ways on.
pub(super) fn other_hosts(page: &Page, mode: Mode) -> Result<Vec<String>, Failure> {
    let mut notes = Vec::new();
    if let Some(other) = page.other_origins.iter().find(|other| other.is_the_shops()) {
        let text = another_shop(&page.url, other);
        if mode == Mode::Full && page.other_origins.iter().any(OtherOrigin::has_the_cart) {
            return Err(Failure::Target(text));
        }
        notes.push(text);
    }
    notes.extend(left_alone(page));
    Ok(notes)
}

/// Both hosts, and the three ways on.
fn another_shop(page: &Url, other: &OtherOrigin) -> String {
    let named_for: Vec<String> =
        other.named_for.iter().filter(|named| **named != NamedFor::Links).map(ToString::to_string).collect();
    let (own, there) = (&page[..Position::BeforePath], &other.origin);
    let name = there.split_once("://").map_or(there.as_str(), |(_, host)| host);
    let name = name.rsplit_once(':').map_or(name, |(host, _)| host);
    format!(
        "{page} names another host, {there}, for {}; nothing was sent there. If {own} is a copy of the shop, correct the base \
         URL in its settings; or add --base-url {own} to read the addresses of {there} as those of {own}; or test the copy under \
         the shop's name: {there}{} with --resolve {name}:ADDRESS",
        named_for.join(" and "),
        page.path(),
    )
}

/// All other hosts that the page names.
fn left_alone(page: &Page) -> Option<String> {
    let hosts: Vec<&str> = page.other_origins.iter().map(|other| other.origin.as_str()).collect();
    let more = hosts.len().saturating_sub(MOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named = hosts.iter().take(MOST).copied().collect::<Vec<_>>().join(", ");
    (!hosts.is_empty()).then(|| format!("other hosts that the page names, left alone: {named}{more}"))
}
