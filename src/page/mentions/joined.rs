//! Texts that belong together although each stands in an element of its own: a promise, and what says more of it.

use super::codes::only_names_a_code;
use super::day_places;
use super::denial::is_over_behind;
use super::sentences::speaks_of_a_promise;
use super::stems::may_promise;
use crate::page::patterns::pattern;

/// "Up to", "members only" and "Starts 4 December 2026" in front of a promise have no more bytes.
const LONGEST_LEAD: usize = 40;
/// A line of a banner has no more bytes.
const LONGEST_LINE: usize = 120;

/// The texts, each with those beside it that only say more of it: "30 % off everything" with "Use code CYBER30", "Ends 29 November
/// 2026", "When you spend £100", "This offer has ended"; and "50 % off" with "Up to" or "Members only" in front of it.
pub(super) fn with_their_conditions(blocks: Vec<String>) -> Vec<String> {
    let mut texts: Vec<String> = Vec::with_capacity(blocks.len());
    for block in blocks {
        // Of a long page most texts promise nothing, and the patterns cost more than the parts of words.
        let may_be_one =
            |last: &String| last.len() <= LONGEST_LEAD || last.len() <= LONGEST_LINE && may_promise(last);
        let last = texts.last_mut().filter(|last| may_be_one(last));
        let link = last.as_ref().and_then(|last| link(last, &block));
        match (last, link) {
            (Some(last), Some(link)) => {
                last.push_str(link);
                last.push_str(&block);
            }
            _ => texts.push(block),
        }
    }
    texts
}

/// What stands between two texts of which one says more of the other; `None` where none does.
fn link(last: &str, block: &str) -> Option<&'static str> {
    if block.len() > LONGEST_LINE {
        return None;
    }
    if only_names_a_code(block) && speaks_of_a_promise(last) {
        return Some(" | ");
    }
    if last.len() <= LONGEST_LEAD && speaks_of_a_promise(block) && tells_when(last) {
        return Some(". ");
    }
    let leads = pattern!(
        r"^\W*(?:up to|bis zu|jusqu['’]à|hasta(?: un)?|fino al?|tot|até|upp till|op til|members only|members|nur für mitglieder|réservé aux membres|coming soon|demnächst|bientôt|próximamente|prossimamente|binnenkort|wkrótce|ended|expired|beendet|terminé|student discounts?|trade (?:accounts?|customers)|(?:expired|past|previous|ended) (?:offers|promotions|deals|sales)|last year|abgelaufene (?:aktionen|angebote)|frühere aktionen|offres (?:expirées|passées|terminées)|ofertas (?:caducadas|anteriores)|offerte (?:scadute|passate)|verlopen (?:acties|aanbiedingen))\W*$"
    )?;
    if last.len() <= LONGEST_LEAD && leads.is_match(last) {
        return Some(" ");
    }
    if !speaks_of_a_promise(last) || speaks_of_a_promise(block) {
        return None;
    }
    let is_minimum = pattern!(
        r"^\W*(?:(?:on|for|with) (?:all )?orders (?:over|above|of)|(?:all )?orders (?:over|above|of|from)|when you spend|if you spend|spend|minimum (?:spend|order)|mindestbestellwert",
        r"|(?:over|above|from|über|ab|au[- ]delà de|dès|à partir de|más de|a partir de|desde|oltre|da|boven|vanaf|od|powyżej|över|fra|over|acima de) (?:[€$£]|R\$|kr)? ?[0-9][0-9.,]*",
        r"|ab (?:einem )?(?:bestell|einkaufs|waren)\w*|dès [0-9]|pour toute commande|en pedidos|por compras|(?:su|per) ordini|bij bestellingen|vid köp|ved køb|ved kjøp)\b",
        // "Orders $50+"
        r"|^\W*orders [€$£]? ?[0-9]+ ?\+"
    )?;
    let is_who = pattern!(
        r"^\W*(?:(?:terms apply|t&cs apply|conditions apply|es gelten bedingungen)\W+)?(?:(?:members|in[- ]store|in[- ]stores|app|new customers) only|(?:only )?for (?:rewards? )?members(?: only)?|(?:online only\W+)?exclud(?:es|ing) [\p{L} ]{3,40}|nur (?:für (?:\w+-)?mitglieder|im laden|in der filiale)|réservé aux (?:membres|adhérents)|solo (?:socios|para socios|per i soci)|alleen voor leden|tylko dla klubowiczów)\W*$"
    )?;
    // A minimum is an amount; "from 5 December" tells when.
    let is_minimum = |block: &str| is_minimum.is_match(block) && !day_places::has_day(block);
    if is_minimum(block) || is_who.is_match(block) {
        return Some(" ");
    }
    (tells_when(block) || is_over_behind(block, 0)).then_some(". ")
}

/// Whether a text begins with the words that lead to a day, or with the first of two, and has one.
fn tells_when(text: &str) -> bool {
    pattern!(
        r"^\W*(?:(?:offer|sale|promotion|angebot|aktion|offre|oferta|offerta|actie|promocja) )?(?:valid|ends?|until|starts?|from|only|on|between|gültig|endet|bis|nur|ab|vom|startet|valable|jusqu['’]au|dès|du|le|fin|válid[oa]|hasta|desde|del|valid[oa]|fino|dal|geldig|tot|vanaf|van|ważn[ay]|do|od|gäller|till|t\.?o\.?m)\b",
        r"|^\W*(?:\p{L}{3,11}\.? )?[0-9]{1,2}(?:st|nd|rd|th|\.)? ?(?:\p{L}{3,11}\.? )?[-–—] ?[0-9]"
    )
    .is_some_and(|words| words.is_match(text))
        && day_places::has_day(text)
}
