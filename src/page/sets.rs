//! Amounts of several things that are sold together, or of one of them: bundles, prices by pieces.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;

use super::class_words;
use super::dom::{self, SENTENCE};

/// Words of the classes of offers of several things, or several pieces, together.
const SETS: &[&str] = &[
    "bundle",
    "bundles",
    "bundler",
    "bndlr",
    "fbt",
    "combo",
    "kombi",
    "tier",
    "tiers",
    "tiered",
    "bulk",
    "staffel",
    "staffelpreise",
];

/// So many elements up the part stands that is called an offer of several things.
const SET_DEPTH: usize = 6;

/// Whether an amount is what several things cost together, or one of them: by a class around it, or by the words that lead to it.
pub(super) fn is_of_set(element: ElementRef<'_>) -> bool {
    is_in_set(element) || around(element).take(3).any(leads_to_set)
}

/// The same for an amount in a part of the page, by what stands in that part. Its classes say nothing where all of a set's prices
/// have such ones: `is_set` tells whether the price that holds is called so.
pub(super) fn is_of_set_in(element: ElementRef<'_>, part: ElementRef<'_>, is_set: bool) -> bool {
    let within = || around(element).take_while(|around| *around != part);
    !is_set && is_called_set_in(element, part) || within().take(3).any(leads_to_set)
}

/// Whether an amount stands in something that is called an offer of several things, in a part of the page.
pub(super) fn is_called_set_in(element: ElementRef<'_>, part: ElementRef<'_>) -> bool {
    around(element).take_while(|around| *around != part).take(SET_DEPTH).any(is_called_set)
}

/// Whether an amount stands in a part that is called an offer of several things. A page whose own product is such an offer does not
/// count as a part.
pub(super) fn is_in_set(element: ElementRef<'_>) -> bool {
    around(element).take(SET_DEPTH).any(is_called_set)
}

fn around(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap))
}

/// Whether a part is called an offer of several things.
pub(super) fn is_called_set(part: ElementRef<'_>) -> bool {
    class_words::has(part, SETS) && !class_words::has(part, &["type"])
}

/// Whether the first amount of a part is led to as what several things cost together: "Total price: £65".
fn leads_to_set(part: ElementRef<'_>) -> bool {
    static LEADS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:total(?: price)?|(?:bundle|set|combo) price|price for (?:both|all(?: \w+)?)|prix total|prix du lot|prix pour les (?:deux|trois)|gesamt(?:preis|summe)|(?:set|bundle)-?preis|zusammen(?: nur)?|precio total|prezzo totale|totaalprijs|setprijs|cena zestawu|razem|preço total|preço do kit)[^\p{L}\d]*$",
        )
        .ok()
    });
    dom::short_text(part, SENTENCE)
        .and_then(|text| {
            let digit = text.find(|c: char| c.is_ascii_digit())?;
            Some(LEADS.as_ref().is_some_and(|leads| leads.is_match(&text[..digit])))
        })
        .unwrap_or(false)
}
