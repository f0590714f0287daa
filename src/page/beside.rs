//! Which amount stands beside a price before in a text. A price before belongs to the price that stands there: where that is not
//! the current one, it is another thing's, a set's or what delivery cost.

use rust_decimal::Decimal;

use super::patterns::{is_signed, pattern, sums};
use super::{lowest, price_words};
use crate::units::money::{Currency, Money};
use crate::units::price::{self as price_text, PriceError};

/// Words in front of the price that holds.
const NOW: &[&str] =
    &["now", "jetzt", "nun", "nu", "maintenant", "ora", "ahora", "agora", "por", "teraz", "nyní", "acum"];

/// A price before with what it must stand beside.
#[derive(Clone, Copy)]
pub(super) struct PricePair {
    pub(super) before: Money,
    pub(super) current: Money,
    /// The page's currency.
    pub(super) currency: Option<Currency>,
}

/// An amount of a text that may be the price that holds beside a price before.
struct Neighbour {
    is_current: bool,
    /// Whether nothing stands between the two but words for prices.
    is_direct: bool,
    says_now: bool,
}

impl PricePair {
    /// Whether the current price is the amount beside the price before. `lead` is the text in front of the price before and of the
    /// words that call it so, `tail` the text behind it.
    pub(super) fn stands_together(self, lead: &str, tail: &str) -> bool {
        let front = self.amounts(lead).last().map(|found| self.neighbour(found.1, &lead[found.0.1..]));
        let behind = self.amounts(tail).first().map(|found| self.neighbour(found.1, &tail[..found.0.0]));
        let is_current = |side: &Option<Neighbour>| side.as_ref().is_some_and(|side| side.is_current);
        match (&front, &behind) {
            (_, Some(behind)) if behind.is_direct && behind.says_now => behind.is_current,
            (Some(front), _) if front.is_direct => front.is_current,
            (_, Some(behind)) if behind.is_direct => behind.is_current,
            _ => {
                is_current(&behind)
                    || is_current(&front) && !is_of_shipping_behind(tail) && !ends_with_set(lead)
            }
        }
    }

    /// Whether a text has an amount that may hold.
    pub(super) fn has_amount(self, text: &str) -> bool {
        !self.amounts(text).is_empty()
    }

    fn neighbour(self, amount: Decimal, between: &str) -> Neighbour {
        let mut words = words(between);
        Neighbour {
            is_current: amount == self.current.amount,
            is_direct: words.clone().all(price_words::is_beside_a_price),
            says_now: words.any(|word| NOW.contains(&word.to_lowercase().as_str())),
        }
    }

    /// The amounts that may hold, with where they begin and end: not what is saved, what a kilogram costs, or the lowest price of the
    /// last weeks. A number without a sign is one only where it is the current price.
    fn amounts(self, text: &str) -> Vec<((usize, usize), Decimal)> {
        let sums: Vec<_> = sums().into_iter().flat_map(|sum| sum.find_iter(text)).collect();
        let ends = sums.iter().skip(1).map(regex::Match::start).chain([text.len()]);
        let mut lead = 0;
        let mut found = Vec::new();
        for (sum, end) in sums.iter().zip(ends) {
            let Ok(amount) = price_text::read_in(sum.as_str().trim(), self.currency) else { continue };
            let is_current = amount.amount == self.current.amount;
            if !is_current && !is_signed(sum.as_str()) || text[sum.end()..].starts_with(['%', '％']) {
                continue;
            }
            let (words, behind) = (&text[lead..sum.start()], &text[sum.end()..end]);
            lead = sum.end();
            let is_per_unit =
                price_text::read_in(&text[sum.start()..end], self.currency) == Err(PriceError::PerUnit);
            let saved = self.before.amount.checked_sub(self.current.amount);
            let is_another = amount.amount == self.before.amount
                || !is_current && Some(amount.amount) == saved
                || amount.currency.is_some() && self.currency.is_some() && amount.currency != self.currency
                || lowest::is_lowest(words)
                || leads_to_saved(words)
                || is_levy(words, behind)
                || leads_to_rate(words);
            if !is_per_unit && !is_another {
                found.push(((sum.start(), sum.end()), amount.amount));
            }
        }
        found
    }
}

/// The words of more than a letter.
fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1)
}

/// Whether a text ends with a number that counts things instead of money: "Set of 4".
pub(super) fn ends_with_count(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '%');
    let last = sums().and_then(|sums| sums.find_iter(text).last());
    last.is_some_and(|sum| sum.end() == text.len() && !is_signed(sum.as_str()))
}

/// Whether the words around an amount say that it is a part of the price that goes elsewhere: for recycling, for a bottle.
fn is_levy(lead: &str, tail: &str) -> bool {
    let leads =
        pattern!(r"\b(?:éco-?(?:part(?:icipation)?|taxe)|ecotaxe|eco[ -]?(?:tax|fee)|pfand)[^\p{L}\d]*$");
    let ends = pattern!(r"^[^\p{L}\d/]*(?:(?:d['’])?(?:éco|eco)[ -]?(?:part|tax|fee)|pfand\b)");
    leads.is_some_and(|leads| leads.is_match(lead)) || ends.is_some_and(|ends| ends.is_match(tail))
}

/// Whether words lead to one of several payments: "or 3 payments of", "4 x".
fn leads_to_rate(words: &str) -> bool {
    let leads = pattern!(
        r"\b[1-9]?[0-9] ?(?:x|×|(?:interest[ -]free |monthly )?(?:payments?|instal?lments?)(?: of)?|fois|mensualités(?: de)?|",
        r"(?:monats)?raten(?: (?:von|à|zu))?|rate da|cuotas de|pagos de|termijnen van)[^\p{L}\d]*$"
    );
    leads.is_some_and(|leads| leads.is_match(words))
}

/// Whether words lead to what several pieces cost: "Set of 4:", "Le lot de 4 :", "4er-Set".
fn ends_with_set(words: &str) -> bool {
    let set = pattern!(
        r"(?:\b(?:set|pack|box|case|lot|paquet|pack|bundle|caja|confezione) (?:of|de|von|di|van) (?:[0-9]{1,3}|two|three|four|deux|trois|quatre)",
        r"|\b[0-9]{1,3}(?:er)?[- ]?(?:set|pack|pièces|stück|pieces)|\bpour [0-9]{1,3}(?: achetés)?)[^\p{L}\d]*$"
    );
    set.is_some_and(|set| set.is_match(words))
}

/// Whether the words behind an amount say that delivery costs it.
fn is_of_shipping_behind(words: &str) -> bool {
    let shipping = pattern!(
        r"^[^\p{L}\d]*(?:shipping|delivery|postage|versand|lieferung|livraison|frais de port|spedizione|envío|envio|verzending|frakt|dostawa|wysyłka)\b"
    );
    shipping.is_some_and(|shipping| shipping.is_match(words))
}

fn leads_to_saved(words: &str) -> bool {
    let leads = pattern!(
        r"\b(?:sav(?:e|ed|ings?)|spar(?:e|en|t)?(?: sie)?|ersparnis|économi(?:sez|e)|remise|ahorr(?:as?|o)|risparmi(?:a|o)?|bespaar|",
        r"oszczędzasz|ušetříte)[^\p{L}\d]*$"
    );
    leads.is_some_and(|leads| leads.is_match(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_before_belongs_to_the_amount_beside_it() {
        // The text around a price before of 199 pounds that is called so; 49 pounds hold.
        for (lead, tail, expected) in [
            ("£49.00", "", true),
            ("", "£49.00", true),
            ("", "49.00", true),
            ("Sale price £49.00", "Delivery £5.00", true),
            ("Delivery £5.00", "now £49.00", true),
            ("£49.00", "or 4 payments of £12.25", true),
            ("£49.00 or 4 payments of £12.25 with Klarna", "", true),
            ("£49.00 or 3 x £16.33", "", true),
            ("£49.00 (£12.25/kg)", "", true),
            ("£49.00 dont £0.50 d'éco-part.", "", true),
            ("£49.00", "£150.00 off", true),
            ("", "Save £150.00 £49.00", true),
            ("", "You save £151 (75%) £49.00", true),
            ("", "£199.00 £49.00", true),
            ("", "Lowest price of the last 30 days: £45.00. Now £49.00", true),
            ("£49.00 Add to basket Buy the set for £149.00 (", ")", false),
            ("£49.00 Matching table:", "now £149.00", false),
            ("£49.00", "now £149.00", false),
            ("£49.00 Delivery £9.95", "", false),
            ("£49.00 Set of 4:", "", false),
            ("£49.00 plus", "Delivery", false),
            ("", ", in other colours £20.00", false),
            ("A fleece of", "and a throw", false),
        ] {
            let money = |text: &str| text.parse().unwrap();
            let pair = PricePair {
                before: money("199 GBP"),
                current: money("49 GBP"),
                currency: "GBP".parse().ok(),
            };
            assert_eq!(pair.stands_together(lead, tail), expected, "{lead} | {tail}");
        }
    }

    #[test]
    fn a_count_is_no_amount() {
        for (text, expected) in
            [("Set of 4 ", true), ("Pack of 6:", true), ("£49", false), ("-20%", false), ("", false)]
        {
            assert_eq!(ends_with_count(text), expected, "{text}");
        }
    }
}
