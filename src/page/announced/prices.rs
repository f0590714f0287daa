//! Prices that only words tell: for members of the shop's club, and of a pack's parts together.

use super::super::dom::{self, Dom, selector};
use super::super::patterns::{pattern, sum};
use super::{Announced, Announcement};
use crate::units::money::Currency;
use crate::units::price;

/// A shop's words for those who have its card.
macro_rules! members {
    () => {
        r"(?:club ?card|nectar|loyalty(?: card)?|members?(?:hip)?(?:['’]s?)?(?: only)?|rewards?(?: card)?|club|vip|carte (?:de )?fidélité|adhérents?|membres?|mitglieder|kundenkarten?|clubkarten?|socios?|soci|carta fedeltà|leden|klubow\w+|klubo\w+|medlems?|medlemmar)"
    };
}

/// "£7.00 Clubcard Price", "Members: £8.50", "Mit Kundenkarte 7,99 €".
pub(super) fn of_members(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let behind = pattern!(
        sum!("sum"),
        r"[ ,–-]{1,3}(?:with (?:your |a )?|avec (?:la |votre )?|mit |con |met |z )?",
        members!(),
        r"[- ]?(?:price|prix|preis|pris|cena|\b)"
    );
    let before = pattern!(
        r"\b(?:prix |precio |prezzo |cena |avec la |mit |con la )?",
        members!(),
        r"[- ]?(?:price|preis|prijs|pris)?(?: is| of)?[: \u{A0}]{1,3}(?:pay |pays? |zahlen |paient |pagan )?(?:only |just |nur |seulement )?",
        sum!("sum")
    );
    [behind, before].into_iter().flatten().find_map(|pattern| {
        let found = pattern.captures(text)?;
        let sum = price::read_in(found["sum"].trim(), currency).ok()?;
        // A number without a sign may count members.
        price::read(found["sum"].trim()).ok()?.currency?;
        // An amount that is taken off, or given, does not say what the product costs.
        let whole = found.get(0)?.range();
        let is_other = pattern!(r"^ ?(?:(?:off|discount|voucher|gift|points?|punkte|puntos|punti|bonus|rabatt|de remise|de réduction|a (?:month|year)|per (?:month|year))\b|/)|[-−+] ?$|\b(?:save|earn|get|over|above|join for|costs?) ?$");
        let is_other = is_other.is_some_and(|words| words.is_match(&text[whole.end..]) || words.is_match(&text[..whole.start]));
        (!is_other).then(|| Announcement::new(Announced::MembersPrice(sum), text, whole)).flatten()
    })
}

/// "R$ 90,00 no Pix", "R$ 90,00 à vista no boleto", "no Pix por R$ 90,00".
pub(super) fn paid_at_once(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let behind = pattern!(
        sum!("sum"),
        r"[ ,–-]{0,3}(?:à vista )?(?:(?:no|via|com|pelo) (?:o )?(?:pix|boleto)|à vista)\b"
    );
    let before =
        pattern!(r"\b(?:no|via|com|pelo) (?:o )?(?:pix|boleto)(?: por)?[: \u{A0}]{1,3}", sum!("sum"));
    [behind, before].into_iter().flatten().find_map(|pattern| {
        let found = pattern.captures(text)?;
        let sum = price::read_in(found["sum"].trim(), currency).ok()?;
        price::read(found["sum"].trim()).ok()?.currency?;
        let whole = found.get(0)?.range();
        // An amount off, or a part of it.
        let is_other =
            pattern!(r"(?:[-−+]|\b(?:economize|ganhe|desconto de|de desconto|menos|[0-9]+ ?x(?: de)?)) ?$")
                .is_some_and(|words| words.is_match(&text[..whole.start]));
        (!is_other).then(|| Announcement::new(Announced::PaidAtOnce(sum), text, whole)).flatten()
    })
}

/// What themes write below the price of a pack: "Instead of €40.70".
pub(super) fn pack(dom: &Dom, currency: Option<Currency>) -> Option<Announcement> {
    let text = dom::text(
        dom.own(selector!(".product-pack-price, [class*=pack-price i]:not([class*=product-price i])"))?,
    );
    let sum = pattern!(r"^[^0-9]{0,40}?", sum!("sum"), r"[^0-9]{0,20}$")?.captures(&text)?;
    let sum = price::read_in(sum["sum"].trim(), currency).ok()?;
    Announcement::new(Announced::Pack(sum), &text, 0..text.len())
}
