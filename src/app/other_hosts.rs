//! What is said when a page names other hosts: nothing is sent to them.

use super::failure::Failure;
use super::notes::Note;
use crate::page::{OtherOrigin, Page};
use crate::scenario::Mode;
use crate::words::Message;

/// Hosts that a note names at most.
const MOST: usize = 8;

/// Refuses a page whose cart is on another host when carts are to be filled; otherwise what the report says of other
/// hosts.
///
/// # Errors
///
/// [`Failure::Target`] with both hosts and the ways on.
pub(super) fn other_hosts(page: &Page, mode: Mode) -> Result<Vec<Note>, Failure> {
    let mut notes = Vec::new();
    if let Some(other) = page.other_origins.iter().find(|other| other.is_the_shops()) {
        let note = Note::AnotherShop { page: page.url.clone(), other: other.clone() };
        if mode == Mode::Full && page.other_origins.iter().any(OtherOrigin::has_the_cart) {
            return Err(Failure::Target(Message::from(&note)));
        }
        notes.push(note);
    }
    notes.extend(left_alone(page));
    Ok(notes)
}

/// All other hosts that the page names.
fn left_alone(page: &Page) -> Option<Note> {
    let mut hosts: Vec<String> = page.other_origins.iter().map(|other| other.origin.clone()).collect();
    let more = hosts.len().saturating_sub(MOST);
    hosts.truncate(MOST);
    (!hosts.is_empty()).then_some(Note::LeftAlone { hosts, more })
}
