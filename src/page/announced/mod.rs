//! Promotions that a page's text announces and no cart has shown: free shipping, gifts, "2 for 1", "from 3 pieces", "20 % off
//! everything", a price for members.
//!
//! A text promises, it does not prove. The words are those of shops in the languages of Europe, and of Japan; what is denied or
//! says a minimum in another currency than the page's is left out.

mod bare;
mod gifts;
mod off;
mod orders;
mod pieces;
mod prices;
mod products;
mod who;

use std::borrow::Cow;

use regex::Regex;
use rust_decimal::Decimal;

use super::Reduction;
use super::dom::Dom;
use super::mentions::{Promise, only_names_a_code, promise, second_piece, without_idioms};
use super::patterns::pattern;
use crate::units::money::{Currency, Money};

/// More announcements of one kind than this repeat each other.
const MOST: usize = 5;

/// What is announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Announced {
    /// Shipping costs nothing.
    FreeShipping(LeastValue),
    /// A product is given away.
    Gift(LeastValue),
    /// So many pieces cost less, by this percentage where one is named.
    Pieces(u32, Option<Decimal>),
    /// The whole cart is reduced, from this value of it on where one is named.
    Cart(Reduction, Option<Money>),
    /// Some products, or what only the words tell, are reduced; by this, unless it is said of the best of several reductions.
    Products(Option<Reduction>),
    /// Those who have the shop's card, or are its members, pay this.
    MembersPrice(Money),
    /// Those who pay at once, by a transfer or a slip, pay this.
    PaidAtOnce(Money),
    /// A pack costs less than its parts, which cost this together.
    Pack(Money),
}

impl Announced {
    /// The percentage off several pieces.
    const fn percent_of_pieces(&self) -> Option<Decimal> {
        match self {
            Self::Pieces(_, percent) => *percent,
            _ => None,
        }
    }
}

/// The least value of a cart for what is promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeastValue {
    /// The words name none.
    None,
    /// This one.
    Of(Money),
    /// The words speak of a condition and tell no value: "you are £15 away from free shipping", "with 2 serums".
    Untold,
}

/// An announcement, and the words that make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// What it promises.
    pub what: Announced,
    /// The words around it.
    pub promise: Promise,
    /// Whether only some get it: members, students, those who use an app.
    pub is_for_some: bool,
}

impl Announcement {
    /// `None` where the sentence takes it back.
    fn new(what: Announced, text: &str, found: std::ops::Range<usize>) -> Option<Self> {
        let is_for_some = who::is_for_some(text, &found);
        Some(Self { what, promise: promise(text, found)?, is_for_some })
    }
}

/// Words before the least value of a cart.
macro_rules! over {
    () => {
        concat!(
            r"(?:over|above|from|of|exceeding|at least|more than|spend|minimum|min\.|dès|à partir de|au[- ]dessus de|supérieure?s? à|plus de",
            r"|ab|über|mindestens|mindestbestellwert|bij|vanaf|boven|desde|a partir de|superior(?:es)? a|más de|de más de|da|oltre|sopra|superior[ei] a|a partire da",
            r"|almeno|di almeno|(?:una )?spesa minima di|(?:un )?ordine minimo di|(?:un )?(?:pedido|compra) mínim[oa] de|un minimum de|od|powyżej|ponad|nad|peste|de la|acima de|över|fra|over|yli|felett|üzeri|от|від)"
        )
    };
}

use over;

/// Whether a word stands in front of the lowest of several prices as well: "20 % off mugs from £5".
fn may_begin_a_price(over: &str) -> bool {
    let over = over.to_lowercase();
    [
        "from",
        "of",
        "dès",
        "à partir de",
        "ab",
        "vanaf",
        "desde",
        "a partir de",
        "da",
        "a partire da",
        "od",
        "fra",
        "de la",
        "от",
        "від",
    ]
    .contains(&over.as_str())
}

/// Whether words behind an amount say that it is what is bought: "50 € d'achat", "100 € Einkaufswert".
fn is_bought(words: &str) -> bool {
    pattern!(
        r"^[ :,–-]*(?:d['’]achats?|de commande|(?:einkaufs|bestell|warenkorb)wert|einkauf|bestellung|(?:purchase|order|spend)s?|(?:de )?compras?|di spesa|d['’]acquisto|besteding|zakup\w*|nákup\w*|köp)\b"
    )
    .is_some_and(|bought| bought.is_match(words))
}

/// Whether a text asks for a code, a coupon or an address. "No code needed" asks for none.
fn asks_for(text: &str, words: Option<&Regex>) -> bool {
    let text = &without_idioms(text);
    let none = pattern!(
        r"\b(?:(?:no|without (?:a|any)|sans|ohne|kein(?:en)?|sin|senza|geen|bez|ingen) (?:promo |discount |voucher )?(?:code|código|codice|kode?|kód)u?)\b"
    );
    let text = none.map_or(Cow::Borrowed(text.as_ref()), |none| none.replace_all(text, ""));
    words.is_some_and(|words| words.is_match(&text))
}

/// The announcements of these texts and of the page's pack, each once.
pub(super) fn read(dom: &Dom, blocks: &[String], currency: Option<Currency>) -> Vec<Announcement> {
    let mut found = Vec::new();
    for block in blocks {
        for text in texts(block) {
            of_text(&text, currency).into_iter().for_each(|new| add(&mut found, new));
        }
    }
    bare::read(dom, blocks).into_iter().for_each(|new| add(&mut found, new));
    prices::pack(dom, currency).into_iter().for_each(|new| add(&mut found, new));
    found
}

/// The texts of a bar of several promises. One that only names a code belongs to the one beside it.
fn texts(block: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let in_words =
        pattern!(r"([0-9]) ?(?:percent|per cent|prozent|pour cent|por ciento|per cento|procent)\b");
    let block = in_words.map_or(Cow::Borrowed(block), |percent| percent.replace_all(block, "$1%"));
    for part in block.split(['|', '•', '·', '★', '✓', '✔']) {
        match texts.last_mut() {
            Some(last) if only_names_a_code(part) || only_names_a_code(last) => {
                last.push_str(" | ");
                last.push_str(part);
            }
            _ => texts.push(part.trim().to_owned()),
        }
    }
    texts
}

fn of_text(text: &str, currency: Option<Currency>) -> Vec<Announcement> {
    let on_request = orders::is_on_request(text);
    let of_orders = if on_request { Vec::new() } else { orders::read(text, currency) };
    let mut found: Vec<_> = gifts::free_shipping(text, currency)
        .into_iter()
        .chain(gifts::gift(text, currency))
        .chain(pieces::read(text, on_request))
        .chain(of_orders)
        .chain(prices::of_members(text, currency))
        .chain(prices::paid_at_once(text, currency))
        .collect();
    // "20 % off everything when you buy 2" is one promise.
    let of_pieces: Vec<_> = found.iter().filter_map(|new| new.what.percent_of_pieces()).collect();
    found.retain(|new| match new.what {
        Announced::Cart(Reduction::Percent(percent), None) => !of_pieces.contains(&percent),
        _ => true,
    });
    let is_reduction = |new: &Announcement| matches!(new.what, Announced::Pieces(..) | Announced::Cart(..));
    let says_how = on_request || found.iter().any(is_reduction) || second_piece(&[text.to_owned()]).is_some();
    if !says_how {
        found.extend(products::read(text, currency));
    }
    found
}

fn add(found: &mut Vec<Announcement>, new: Announcement) {
    let is_alike =
        |known: &&Announcement| std::mem::discriminant(&known.what) == std::mem::discriminant(&new.what);
    let is_known = found.iter().any(|known| known.what == new.what);
    if !is_known && found.iter().filter(is_alike).count() < MOST {
        found.push(new);
    }
}

#[cfg(test)]
mod tests;
