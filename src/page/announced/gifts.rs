//! What a shop gives away: shipping and products, and from which value of a cart on.

use std::ops::Range;

use regex::Regex;

use super::super::patterns::{pattern, sum};
use super::{Announced, Announcement, LeastValue, is_bought, may_begin_a_price, over};
use crate::units::money::Currency;
use crate::units::price;

/// A shop's words for free shipping.
fn ships_free() -> Option<&'static Regex> {
    pattern!(
        r"(?:\b(?:free (?:(?:standard|express|home|worldwide|uk|us|eu|ground|next day) )?(?:shipping|delivery|postage)|ships? (?:for )?free|livraison (?:(?:standard|express|à domicile|en point relais) )?(?:gratuite|offerte)|frais de (?:port|livraison) (?:offerts|gratuits)|(?:port|expédition) (?:offerte?|gratuite?)",
        r"|versandkostenfrei\w*|portofrei\w*|(?:kostenlose[rn]?|kostenfreie[rn]?|gratis)[ -]?(?:versand|lieferung)",
        r"|env[íi]os? (?:gratis|gratuitos?)|spedizione (?:gratuita|gratis)|consegna (?:gratuita|gratis)",
        r"|gratis (?:verzending|bezorging|bezorgd|levering|frakt|fragt|verzonden)|darmow(?:a|ej) (?:dostaw[ay]|wysyłk[ai])|bezpłatna dostawa",
        r"|transport gratuit|livrare gratuit[ăa]|frete gr[áa]tis|portes gr[áa]tis|fri (?:frakt|fragt)|ilmainen toimitus|doprava zdarma|ingyenes (?:ki)?szállítás|ücretsiz kargo|(?:бесплатная|безкоштовна) доставка)",
        r"|送料無料)"
    )
}

pub(super) fn free_shipping(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let found = ships_free()?.find(text)?.range();
    // What a code brings is told with the code.
    if pattern!(r"\b(?:codes?|coupons?|vouchers?|gutschein\w*|bons?)\b")
        .is_some_and(|code| code.is_match(text))
    {
        return None;
    }
    // To fetch something oneself costs nothing anywhere.
    let is_fetched = pattern!(
        r"^ ?(?:en|in|to|im|in der|a|in de|i|v)(?: the| our| notre| nos)? (?:magasins?|stores?|boutiques?|shops?|filialen?|tienda|negozio|winkel|butik\w*)\b"
    )?
    .is_match(&text[found.end..]);
    let least = least_value(text, &found, currency).filter(|_| !is_fetched)?;
    Announcement::new(Announced::FreeShipping(least), text, found)
}

pub(super) fn gift(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let found = pattern!(
        r"\b(?:free gift|gift with purchase|cadeau (?:offert|gratuit)|(?:un|votre) cadeau offert|gratis[- ]?geschenk|geschenk gratis|gratis cadeau|regalo gratis|regalo con la compra|(?:in )?omaggio con|prezent gratis|cadou gratuit)\b"
    )?
    .find(text)?
    .range();
    let is_wrapping = pattern!(r"^[ -]?(?:wrap|card|bag|box|message|voucher|certificate|emballage)")?
        .is_match(&text[found.end..]);
    let least = least_value(text, &found, currency).filter(|_| !is_wrapping)?;
    Announcement::new(Announced::Gift(least), text, found)
}

/// The least value that the words around a promise name; `None` where it is in another currency than the page's.
fn least_value(text: &str, found: &Range<usize>, currency: Option<Currency>) -> Option<LeastValue> {
    let (before, behind) = (&text[..found.start], &text[found.end..]);
    if is_what_is_missing(text) {
        return Some(LeastValue::Untold);
    }
    let behind_it = || {
        let over =
            pattern!(r"^[^0-9]{0,60}?\b", over!(), r"\b[^0-9€$£¥]{0,35}?", sum!("sum"), r"(?P<rest>.{0,16})");
        let up = pattern!(
            r"^[^0-9.!?]{0,40}?",
            sum!("sum"),
            r"(?: ?\+|(?:-ért)? ?(?:or more|and (?:up|over|above|more)|(?:minimum )?(?:purchase|orders?|spend|basket)|minimum|et plus|und mehr|o más|e più|e oltre|en meer|i więcej|felett|fölött|üzeri|ve üzeri|以上))(?P<rest>)"
        );
        over?.captures(behind).or_else(|| up?.captures(behind)).or_else(|| {
            // Behind other numbers only what cannot be the lowest of several prices: "within 24 hours on orders over £50".
            let far = pattern!(
                r"^[^.!?;]{0,80}?\b(?P<over>",
                over!(),
                r")\b[^0-9€$£¥]{0,20}?",
                sum!("sum"),
                r"(?P<rest>.{0,16})"
            );
            far?.captures(behind).filter(|far| {
                is_signed(&far["sum"]) && (!may_begin_a_price(&far["over"]) || is_bought(&far["rest"]))
            })
        })
    };
    let before_it = || {
        let over =
            pattern!(r"\b", over!(), r"\b[^0-9€$£¥]{0,35}?", sum!("sum"), r"(?P<rest>[^0-9.!?]{0,30})$");
        let up = pattern!(
            sum!("sum"),
            r"(?: ?\+|(?:-ért)? ?(?:or more|and (?:up|over|above|more)|et plus|und mehr|o más|e più|en meer|felett|fölött|üzeri|ve üzeri|以上))(?P<rest>[^0-9.!?]{0,30})$"
        );
        over?.captures(before).or_else(|| up?.captures(before))
    };
    let Some(named) = behind_it().or_else(before_it) else {
        let is_told_else = is_beside_an_amount(behind) || is_for_what_is_bought(behind);
        return Some(if is_told_else { LeastValue::Untold } else { LeastValue::None });
    };
    let (sum, rest) = (named["sum"].trim(), named["rest"].trim_start());
    let is_bare = sum.bytes().all(|byte| byte.is_ascii_digit());
    if is_bare && pattern!(r"^(?:%|:|[-–] ?[0-9]|h\b|(?:working |business )?(?:days?|hours?)\b|(?:werk)?tagen?\b|jours?\b|giorni|d[íi]as|dagen|dni\b|dn[íů])")?.is_match(rest) {
        return Some(LeastValue::None);
    }
    // "From 2 items": what counts is not the cart's value.
    let counts = is_bare && pattern!(r"^(?:\p{L}+ )?(?:items?|pieces?|products?|units?|articles?|produits?|pièces?|artikeln?|produkten?|stück|stuks|artikelen|unidades|productos|artículos|pezzi|prodotti|articoli|sztuk|produkty?|kus[ůy]?|db\b)")?.is_match(rest);
    match price::read_in(sum.trim_end_matches('.'), currency) {
        Ok(sum) if currency.is_some() && sum.currency != currency => None,
        Ok(sum) if !counts => Some(LeastValue::Of(sum)),
        _ => Some(LeastValue::Untold),
    }
}

/// Whether a text speaks of the amount that is still missing in this cart: "you are £15 away from". That is not the minimum.
fn is_what_is_missing(text: &str) -> bool {
    let behind = pattern!(
        sum!("sum"),
        r" (?:away\b|short of|more\b|left (?:to|until|for|before)|to go\b|de plus pour|restants?|de más para|in più per|extra voor)"
    );
    let before = pattern!(
        r"(?:plus que|manque\w*(?: (?:que|plus que|encore))?|encore|noch(?: nur| für)?|fehlen(?: dir| ihnen)?(?: noch)?|nur noch|faltan?(?: solo| sólo| só)?|manca(?:no)?(?: solo)?|nog(?: maar)?|brakuje(?: ci| jeszcze)?|jeszcze|chybí(?: vám| ti)?(?: už jen)?|zbývá|still need|only|just|another|an extra|add) ",
        sum!("sum"),
        r" ?(?:more\b|away|left|to (?:get|go|reach|unlock|qualify)|pour |avant |bis |zum |zur |para |per |alla |tot |voor |do |to )"
    );
    let mut found = [behind, before].into_iter().flatten().filter_map(|words| words.captures(text));
    found.any(|found| is_signed(&found["sum"]))
}

/// Whether an amount has a sign or a code: a number alone may count anything.
fn is_signed(sum: &str) -> bool {
    price::read(sum.trim()).is_ok_and(|sum| sum.currency.is_some())
        || sum.chars().any(|c| !c.is_ascii_digit() && !" .,".contains(c))
}

/// Whether something has to be bought that is told in other words than an amount: "when you buy 2 serums".
fn is_for_what_is_bought(behind: &str) -> bool {
    pattern!(
        r"^[^.!?;]{0,40}\b(?:(?:when|if) you (?:buy|order|purchase)|(?:buy|order)ing|purchase of|pour (?:l['’]|tout |un )achat d|beim kauf|bei kauf|al comprar|por la compra de|acquistando|bij aankoop|przy zakupie|při nákupu|vid köp)\b"
    )
    .is_some_and(|words| words.is_match(behind))
}

/// Whether an amount follows that nothing but a minimum explains: "free shipping: $50 minimum". What it costs else is told, too.
fn is_beside_an_amount(behind: &str) -> bool {
    let amount = pattern!(r"^(?P<lead>[^0-9.!?]{0,40}?)", sum!("sum"));
    amount.and_then(|amount| amount.captures(behind)).is_some_and(|found| {
        let is_worth = pattern!(
            r"\b(?:worth|usually|normally|save|saves|saving|was|value|valued|instead|otherwise|statt|sonst|au lieu|valeur|valore|valor|twv|t\.w\.v|zamiast)\b|[(]"
        )
        .is_some_and(|words| words.is_match(&found["lead"]));
        is_signed(&found["sum"]) && !is_worth
    })
}
