//! Promotions that a page's text announces and no cart has shown: free shipping, gifts, "2 for 1", "from 3 pieces".
//!
//! A text promises, it does not prove. The words are those of shops in the languages of Europe; what is denied or says a
//! minimum in another currency than the page's is left out.

use std::sync::LazyLock;

use regex::Regex;
use rust_decimal::Decimal;

use super::mentions::{around, is_denied, is_taken_back};
use crate::units::money::{self, Currency, Money};
use crate::units::price;

/// More announcements of one kind than this repeat each other.
const MOST: usize = 5;

/// What is announced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Announced {
    /// Shipping costs nothing, for a cart worth this much where a minimum is named.
    FreeShipping(Option<Money>),
    /// A product is given away.
    Gift,
    /// So many pieces cost less, by this percentage where one is named.
    Pieces(u32, Option<Decimal>),
    /// A cart that is worth the first amount is reduced by the second.
    Spend(Money, Money),
}

/// An announcement, and the words that make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// What it promises.
    pub what: Announced,
    /// The words around it, at most a hundred characters.
    pub quote: String,
}

/// Compiles a pattern once; without regard to letter case.
macro_rules! pattern {
    ($text:expr) => {{
        static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(concat!("(?i)", $text)).ok());
        PATTERN.as_ref()
    }};
}

/// The announcements in these texts, each once.
pub(super) fn read(blocks: &[String], currency: Option<Currency>) -> Vec<Announcement> {
    let mut found: Vec<Announcement> = Vec::new();
    for block in blocks {
        // A bar of several promises is several texts.
        for text in block.split(['|', '•', '·', '★', '✓', '✔']) {
            let new = free_shipping(text, currency)
                .into_iter()
                .chain(gift(text))
                .chain(several_for_fewer(text))
                .chain(from_pieces(text))
                .chain(several_for_a_sum(text))
                .chain(buy_and_save(text))
                .chain(spend_and_save(text, currency));
            for announcement in new {
                let alike = |known: &&Announcement| {
                    std::mem::discriminant(&known.what) == std::mem::discriminant(&announcement.what)
                };
                let is_known = found.iter().any(|known| known.what == announcement.what);
                if !is_known && found.iter().filter(alike).count() < MOST {
                    found.push(announcement);
                }
            }
        }
    }
    found
}

/// A shop's words for free shipping.
fn ships_free() -> Option<&'static Regex> {
    pattern!(
        r"\b(?:free (?:(?:standard|express|home|worldwide|uk|us|eu|ground|next day) )?(?:shipping|delivery|postage)|ships? (?:for )?free|livraison (?:(?:standard|express|à domicile|en point relais) )?(?:gratuite|offerte)|frais de (?:port|livraison) (?:offerts|gratuits)|(?:port|expédition) (?:offerte?|gratuite?)|versandkostenfrei\w*|portofrei\w*|(?:kostenlose[rn]?|kostenfreie[rn]?|gratis)[ -]?(?:versand|lieferung)|env[íi]os? (?:gratis|gratuitos?)|spedizione (?:gratuita|gratis)|consegna (?:gratuita|gratis)|gratis (?:verzending|bezorging|levering|frakt|fragt|verzonden)|darmowa (?:dostawa|wysyłka)|bezpłatna dostawa|transport gratuit|livrare gratuit[ăa]|frete gr[áa]tis|portes gr[áa]tis|fri frakt|ilmainen toimitus|doprava zdarma|ingyenes (?:ki)?szállítás|ücretsiz kargo|(?:бесплатная|безкоштовна) доставка)"
    )
}

/// Words before the least value of a cart.
macro_rules! over {
    () => {
        r"(?:over|above|from|of|dès|à partir de|au[- ]dessus de|supérieure?s? à|ab|über|bij|vanaf|boven|desde|a partir de|superiores a|da|oltre|od|powyżej|nad|peste|de la|acima de|över|fra|yli|felett|üzeri|от|від)"
    };
}

/// An amount with a sign or a code on one side.
macro_rules! sum {
    () => {
        r"(?P<sum>(?:[€$£₹¥]|[A-Z]{3}|R\$|kr|zł|lei)?[ \u{A0}\u{202F}]?[0-9](?:[0-9.,\u{A0}\u{202F}' ]*[0-9])?(?:[ \u{A0}\u{202F}]?(?:[€$£₹¥]|[A-Z]{3}\b|zł|Kč|kr\b|lei\b|Ft\b|TL\b|₽|грн))?)"
    };
}

fn free_shipping(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let promise = ships_free()?.find(text)?;
    if is_denied(&text[..promise.start()]) || is_taken_back(text, promise.start(), promise.end()) {
        return None;
    }
    // What a code brings is told with the code.
    if pattern!(r"\b(?:codes?|coupons?|vouchers?|gutschein\w*|bons?)\b")
        .is_some_and(|code| code.is_match(text))
    {
        return None;
    }
    let behind = &text[promise.end()..];
    let before = &text[..promise.start()];
    let sentence = |text: &str| text.split(['.', '!', '?', ';']).next().unwrap_or_default().len();
    let least = pattern!(concat!(r"^[^0-9]{0,60}?\b", over!(), r"\b[^0-9€$£]{0,35}", sum!()))?
        .captures(behind)
        .filter(|found| found.get(0).is_some_and(|whole| whole.start() <= sentence(behind)))
        .or_else(|| {
            pattern!(concat!(r"\b", over!(), r"\b[^0-9€$£]{0,35}", sum!(), r"[^0-9.!?]{0,30}$"))?
                .captures(before)
        });
    let minimum = least.and_then(|found| price::read_in(found["sum"].trim(), currency).ok());
    if currency.is_some() && minimum.is_some_and(|minimum| minimum.currency != currency) {
        return None;
    }
    let quote = around(text, promise.start(), promise.end());
    Some(Announcement { what: Announced::FreeShipping(minimum), quote })
}

fn gift(text: &str) -> Option<Announcement> {
    let promise = pattern!(
        r"\b(?:free gift|gift with purchase|cadeau (?:offert|gratuit)|(?:un|votre) cadeau offert|gratis[- ]?geschenk|geschenk gratis|gratis cadeau|regalo gratis|regalo con la compra|(?:in )?omaggio con|prezent gratis|cadou gratuit)\b"
    )?
    .find(text)?;
    let is_wrapping = pattern!(r"^[ -]?(?:wrap|card|bag|box|message|voucher|certificate|emballage)")?
        .is_match(&text[promise.end()..]);
    let denied = is_denied(&text[..promise.start()])
        || is_wrapping
        || is_taken_back(text, promise.start(), promise.end());
    (!denied)
        .then(|| Announcement { what: Announced::Gift, quote: around(text, promise.start(), promise.end()) })
}

/// "2 for 1", "3 pour 2", "buy 2 get 1 free", "2 achetés = 1 offert".
fn several_for_fewer(text: &str) -> Option<Announcement> {
    let counted = pattern!(
        r"(?:^|[^\p{L}\p{N}.,$€£])(?P<take>[2-9]) ?(?:for|pour|für|voor|por|per|al prezzo di|za)(?: the price of| le prix de| den preis von| de prijs van| el precio de)? (?P<pay>[1-8])(?:$|[^\p{L}\p{N}.,%€$£]|[.,!](?:\s|$))"
    )?
    .captures(text)
    .filter(|found| found["take"] > found["pay"]);
    let free = || {
        pattern!(
            r"\b(?:buy (?P<buy>[1-9]|one|two|three),? (?:and )?get (?P<get>[1-9]|one|two)(?: \w+)? free|(?P<bought>[1-9]) (?:articles? |produits? )?achetés?[ ,:=+]+(?:(?:le|la) \w+ |1 |un )?(?:est )?offerte?|(?P<paid>[1-9]) ?\+ ?(?P<given>[1-9]) (?:gratis|free|offerts?|gratuite?s?|kostenlos|zdarma|za darmo|gratuito))\b"
        )?
        .captures(text)
    };
    let number = |word: &str| match word.to_ascii_lowercase().as_str() {
        "one" => Some(1),
        "two" => Some(2),
        "three" => Some(3),
        digits => digits.parse::<u32>().ok(),
    };
    let found = counted.or_else(free)?;
    let whole = found.get(0)?;
    let named = |name: &str| found.name(name).and_then(|word| number(word.as_str()));
    let both = |one: &str, other: &str| Some(named(one)? + named(other)?);
    let bought = || named("bought").map(|bought| bought + 1);
    let pieces =
        named("take").or_else(|| both("buy", "get")).or_else(|| both("paid", "given")).or_else(bought)?;
    let quote = around(text, whole.start(), whole.end());
    let goes_on = pattern!(r"^(?:returns?\b|shipping|delivery|postage|exchanges?\b|trials?\b|samples?\b|with|vacanc|teams?|players?|personn?e?s?|people|stars?|mit|avec)")
        .is_some_and(|words| words.is_match(text[whole.end()..].trim_start()));
    let denied =
        is_denied(&text[..whole.start()]) || is_taken_back(text, whole.start(), whole.end()) || goes_on;
    (!denied).then_some(Announcement { what: Announced::Pieces(pieces, None), quote })
}

/// "from 3 pieces -10 %", "dès 3 articles achetés", "ab 3 Stück 10 % Rabatt".
fn from_pieces(text: &str) -> Option<Announcement> {
    let found = pattern!(
        r"\b(?:from|buy|dès|à partir de|ab|vanaf|od|desde|a partir de|da) (?P<count>[2-9]|[1-9][0-9]) (?:pieces?|items?|units?|articles?|produits?|pièces?|stück|artikeln?|stuks|sztuk|unidades|pezzi|prodotti)\b"
    )?
    .captures(text)?;
    let whole = found.get(0)?;
    let percent = pattern!(r"(?:^|[^0-9.,])(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%")?
        .captures(text)
        .and_then(|found| money::decimal(&found["percent"]).ok());
    // How many pieces there are says nothing without what they cost.
    percent?;
    let denied = is_denied(&text[..whole.start()]) || is_taken_back(text, whole.start(), whole.end());
    let quote = around(text, whole.start(), whole.end());
    let what = Announced::Pieces(found["count"].parse().ok()?, percent);
    (!denied).then_some(Announcement { what, quote })
}

/// "buy 3 for £50", "any 2 for £30".
fn several_for_a_sum(text: &str) -> Option<Announcement> {
    let found = pattern!(concat!(
        r"\b(?:buy|any|mix|achetez[- ]?en|lot de|kaufe?|nimm|compra|koop) (?P<count>[2-9])(?: \p{L}+){0,3}? (?:for|pour|für|voor|por|per|a) ",
        sum!()
    ))?
    .captures(text)?;
    let whole = found.get(0)?;
    // A number without a sign may count anything.
    price::read_in(found["sum"].trim(), None).ok()?.currency?;
    let denied = is_denied(&text[..whole.start()]) || is_taken_back(text, whole.start(), whole.end());
    let quote = around(text, whole.start(), whole.end());
    let what = Announced::Pieces(found["count"].parse().ok()?, None);
    (!denied).then_some(Announcement { what, quote })
}

/// "buy 3 save 10 %", "buy 2 or more and get 15% off".
fn buy_and_save(text: &str) -> Option<Announcement> {
    let found = pattern!(
        r"\bbuy (?P<count>[2-9]|[1-9][0-9]|two|three)(?: (?:items?|pieces?|products?))?(?: or more)?,? (?:and |& |to )?(?:save|get)(?: an? extra| up to)? (?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%"
    )?
    .captures(text)?;
    let whole = found.get(0)?;
    let count = match found["count"].to_ascii_lowercase().as_str() {
        "two" => 2,
        "three" => 3,
        digits => digits.parse().ok()?,
    };
    let percent = money::decimal(&found["percent"]).ok()?;
    let denied = is_denied(&text[..whole.start()]) || is_taken_back(text, whole.start(), whole.end());
    let quote = around(text, whole.start(), whole.end());
    (!denied).then_some(Announcement { what: Announced::Pieces(count, Some(percent)), quote })
}

/// "spend $100 get $20 off", "spend 100 and save 20".
fn spend_and_save(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let found = pattern!(
        r"\bspend (?:over |at least )?(?P<least>[€$£]? ?[0-9][0-9.,]*[0-9]|[€$£]? ?[0-9])(?: ?€)?(?: or more)?,? (?:and |& |to )?(?:get|save) (?P<off>[€$£]? ?[0-9][0-9.,]*[0-9]|[€$£]? ?[0-9])(?: ?€)?(?P<rest> ?%|\b)"
    )?
    .captures(text)?;
    let whole = found.get(0)?;
    let amount = |name: &str| price::read_in(found[name].trim(), currency).ok();
    let (least, off) = (amount("least")?, amount("off")?);
    let is_more = least.checked_sub(off).is_some_and(|rest| rest.amount > Decimal::ZERO);
    let denied = is_denied(&text[..whole.start()]) || is_taken_back(text, whole.start(), whole.end());
    let quote = around(text, whole.start(), whole.end());
    (is_more && !denied && found["rest"].is_empty())
        .then_some(Announcement { what: Announced::Spend(least, off), quote })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, currency: &str) -> Vec<String> {
        let said = |announcement: Announcement| match announcement.what {
            Announced::FreeShipping(None) => "free".to_owned(),
            Announced::FreeShipping(Some(minimum)) => format!("free over {minimum}"),
            Announced::Gift => "gift".to_owned(),
            Announced::Pieces(count, None) => format!("{count} pieces"),
            Announced::Pieces(count, Some(percent)) => format!("{count} pieces {percent} %"),
            Announced::Spend(least, off) => format!("{off} off {least}"),
        };
        read(&[text.to_owned()], currency.parse().ok()).into_iter().map(said).collect()
    }

    #[test]
    fn promises() {
        for (text, currency, expected) in [
            ("EVERYTHING SHIPS FREE", "USD", "free"),
            ("FREE SHIPPING on orders over $45", "USD", "free over 45.00 USD"),
            ("Free standard delivery on all orders over £1,250!", "GBP", "free over 1250.00 GBP"),
            ("Orders over $50 ship free", "USD", "free over 50.00 USD"),
            ("Livraison offerte dès 49 € d'achat", "EUR", "free over 49.00 EUR"),
            ("Dès 60 € : livraison gratuite", "EUR", "free over 60.00 EUR"),
            ("Versandkostenfrei ab 75 €", "EUR", "free over 75.00 EUR"),
            ("Kostenloser Versand ab einem Bestellwert von 29,90 €", "EUR", "free over 29.90 EUR"),
            ("Transport gratuit peste 500 RON", "RON", "free over 500.00 RON"),
            ("Darmowa dostawa od 199 zł", "PLN", "free over 199.00 PLN"),
            ("Spedizione gratuita oltre 39 €", "EUR", "free over 39.00 EUR"),
            ("Envío gratis a partir de 40 €", "EUR", "free over 40.00 EUR"),
            ("Free gift with every order", "USD", "gift"),
            ("Un cadeau offert dès 3 produits", "EUR", "gift"),
            ("2 for 1 on all mugs", "GBP", "2 pieces"),
            ("Lampes : 3 pour 2 !", "EUR", "3 pieces"),
            ("Buy one get one free", "GBP", "2 pieces"),
            ("2 achetés = 1 offert", "EUR", "3 pieces"),
            ("From 3 pieces -10 %", "EUR", "3 pieces 10 %"),
            ("Ab 5 Stück 15 % Rabatt", "EUR", "5 pieces 15 %"),
            ("Buy 3 save 10 %", "USD", "3 pieces 10 %"),
            ("Buy 2 or more and get 15% off", "USD", "2 pieces 15 %"),
            ("1+1 gratis", "EUR", "2 pieces"),
            ("3 + 1 offert sur les mugs", "EUR", "4 pieces"),
            ("Ab 50 € gratis Versand", "EUR", "free over 50.00 EUR"),
            ("Spend $100, get $20 off", "USD", "20.00 USD off 100.00 USD"),
            ("spend 100 get 20 off", "AUD", "20.00 AUD off 100.00 AUD"),
            ("Livraison gratuite à partir de 50 €", "EUR", "free over 50.00 EUR"),
            ("Livraison offerte dès 50 €", "EUR", "free over 50.00 EUR"),
            ("Kostenloser Versand ab 50 €", "EUR", "free over 50.00 EUR"),
            ("Spedizione gratuita da 50 €", "EUR", "free over 50.00 EUR"),
            ("Envío gratis desde 50 €", "EUR", "free over 50.00 EUR"),
            ("Gratis verzending vanaf 50 €", "EUR", "free over 50.00 EUR"),
            ("Buy 3 for £50", "GBP", "3 pieces"),
            ("Any 2 mugs for £30", "GBP", "2 pieces"),
        ] {
            assert_eq!(found(text, currency), [expected], "{text}");
        }
    }

    #[test]
    fn what_promises_nothing() {
        for text in [
            "No free shipping on sale items",
            "Free shipping is not available to Alaska",
            "Versandkostenfrei ab 75 CHF",
            "Shipping costs 4.90",
            "Free returns",
            "10% off with the code BF2025, free shipping with the code FREESHIP",
            "Free shipping coupon",
            "We do not offer free shipping to islands",
            "Can I get a free gift? No",
            "Do you offer free shipping? Unfortunately not.",
            "Nicht versandkostenfrei",
            "Our free shipping offer has ended",
            "I wish they had free shipping",
            "we never do 2 for 1",
            "Mix 2 for 1 with water",
            "Careers: 3 for 2 vacancies",
            "2 pour 1 personne",
            "Free gift wrapping",
            "Free gift card holder",
            "Rated 4 for 5 stars",
            "A table for 4, 2 chairs",
            "2 for 1.50 €",
            "Sold from 3 pieces",
            "delivered from 3 items",
            "Buy 3 and read 10 % of the rules",
            "Spend 100 days and get 20 % more",
            "Spend 20 get 100 friends",
            "1+1 is 2",
            "You can not buy 3 save 10 %",
            "Kostenloser Versand ab 50 € gilt nicht mehr",
            "Livraison gratuite terminée",
            "Livraison offerte dès 50 € : offre expirée",
            "Spedizione gratuita: offerta scaduta",
            "Ab 3 Stück 10 % Rabatt gilt nicht mehr",
            "Buy 3 for £50 has ended",
            "Buy 3 for 50 friends",
            "Buy 1 get 1 free returns",
        ] {
            assert_eq!(found(text, "EUR"), Vec::<String>::new(), "{text}");
        }
    }
}
