//! What is taken off a whole cart: "20 % off everything", "-10 € dès 100 € d'achat", "spend $100, get $20 off".

use std::ops::Range;

use regex::Captures;
use rust_decimal::Decimal;

use super::super::patterns::{pattern, sum};
use super::gifts::{gives, ships_free};
use super::off::{is_no_reduction, is_of_the_best, off, on};
use super::{Announced, Announcement, asks_for, is_bought, may_begin_a_price, over};
use crate::page::Reduction;
use crate::units::money::{self, Currency};
use crate::units::price;

pub(super) fn read(text: &str, currency: Option<Currency>) -> Vec<Announcement> {
    let tiers = spend_and_save(text, currency);
    let tiers = if tiers.is_empty() { from_value(text, currency) } else { tiers };
    if tiers.is_empty() { everything(text).into_iter().collect() } else { tiers }
}

/// Whether a text asks for what is told elsewhere, a code, or for what only some do, who leave their address.
pub(super) fn is_on_request(text: &str) -> bool {
    let asks = pattern!(
        r"\b(?:codes?|coupons?|vouchers?|gutschein\w*|kod\w*|kód\w*|código|codice|newsletter\w*|sign(?:ing)? up|subscrib\w+|regist\w+|first (?:order|purchase)|inscri\w+|abonn\w+|anmeld\w+|aanmelden|première commande|erste bestellung|suscr\w+|iscri\w+|zapis\w+)\b"
    );
    asks_for(text, asks)
}

/// A shop's words for all that it sells, or for the whole cart.
macro_rules! everything {
    () => {
        concat!(
            r"(?:everything|(?:the )?(?:whole|entire) (?:site|store|shop|range|order)|all (?:orders|products|items)|site[- ]?wide|store[- ]?wide|your (?:entire |whole )?(?:order|basket|cart|purchase)",
            r"|tout(?: le (?:site|magasin))?|toute (?:la boutique|la collection|votre commande)|tous (?:les|nos) (?:produits|articles)|l['’]ensemble (?:du site|de la boutique|des produits)|votre (?:commande|panier)",
            r"|alles|das (?:gesamte|ganze) sortiment|alle (?:artikel|produkte)|(?:den|ihren|deinen) (?:gesamten |ganzen )?(?:einkauf|warenkorb)",
            r"|tod[ao](?: la (?:web|tienda)| el catálogo)?|todos (?:los|nuestros) (?:productos|artículos)|tu (?:pedido|compra|cesta)",
            r"|tutto(?: il (?:sito|catalogo))?|tutti (?:i|gli) (?:prodotti|articoli)|tutta la collezione|il tuo (?:ordine|carrello)",
            r"|het (?:hele|volledige) assortiment|alle (?:producten|artikelen)|je (?:hele )?bestelling",
            r"|wszystko|cały (?:asortyment|sklep)|wszystkie produkty|vše|všechno|celý (?:sortiment|nákup)|allt|alt|hela sortimentet|hele sortimentet",
            r"|tudo|todo o site|toda a loja|todos os produtos|mindenre|kaikesta|totul)"
        )
    };
}

/// "20 % off everything", "-20 % sur tout le site", "20 % auf alles", "全品20%OFF".
fn everything(text: &str) -> Option<Announcement> {
    let found = pattern!(
        r"(?:(?:^|[^\p{L}\p{N}.,])(?:[-−–] ?)?(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%",
        r"(?: ",
        off!(),
        r"(?: ",
        on!(),
        r")?| ",
        on!(),
        r") (?:absolutely |almost )?",
        everything!(),
        r"\b|[^\p{L}\p{N}.,](?P<wide>[1-9][0-9]?)[ \u{A0}\u{202F}]?% (?:site|store)[- ]?wide",
        r"\b|\b",
        everything!(),
        r":? (?:is |are |now |at |à |ist |jetzt |a |al |nu )?(?:[-−–] ?(?P<less>[1-9][0-9]?)[ \u{A0}\u{202F}]?%|(?P<reduced>[1-9][0-9]?)[ \u{A0}\u{202F}]?% ",
        off!(),
        r"\b|(?:reduced|down) by (?P<by>[1-9][0-9]?) ?%)|(?:^|[^0-9.,])(?P<extra>[1-9][0-9]?)[ \u{A0}\u{202F}]?% ",
        off!(),
        r",? (?:is |will be )?(?:automatically )?(?:applied |taken |deducted |appliquée?s? |déduite?s? |abgezogen )?(?:automatically )?(?:(?:at|in) (?:the |your )?(?:checkout|basket|cart|bag)|(?:au|dans (?:le|votre)) panier|im warenkorb|en el carrito|nel carrello|in (?:je |de )?winkelwagen|w koszyku)\b",
        r"|\b(?:(?:discount|remise|rabatt|descuento|sconto) (?:(?:is |will be )?(?:automatically )?(?:applied|taken)(?: automatically)? (?:at|in) (?:the |your )?(?:checkout|basket|cart|bag): |de ))(?P<auto>[1-9][0-9]?)[ \u{A0}\u{202F}]?%(?: off| (?:appliquée?|déduite?)(?: automatiquement)? (?:au|dans (?:le|votre)) panier)",
        r"|\b(?:zusätzlich|nochmals?|extra) (?P<more>[1-9][0-9]?)[ \u{A0}\u{202F}]?% im warenkorb",
        r"|\breduced by (?P<lower>[1-9][0-9]?) ?% (?:at|in) (?:the |your )?(?:checkout|basket|cart|bag)\b|全品(?P<all>[1-9][0-9]?)[%％](?:off|オフ|引き))"
    )?
    .captures(text);
    let Some(found) = found else { return everything_at_half(text) };
    let percent = ["percent", "wide", "less", "reduced", "by", "extra", "auto", "more", "lower", "all"]
        .into_iter()
        .find_map(|name| found.name(name))?;
    let lead = &text[..percent.start()];
    let is_other = is_of_the_best(lead) || is_no_reduction(lead);
    let whole = found.get(0)?;
    let percent = money::decimal(percent.as_str()).ok()?;
    let what = Announced::Cart(Reduction::Percent(percent), None);
    (!is_other).then(|| Announcement::new(what, text, whole.range())).flatten()
}

/// "Everything half price", "tout à moitié prix", "alles zum halben Preis".
fn everything_at_half(text: &str) -> Option<Announcement> {
    let found = pattern!(
        r"\b",
        everything!(),
        r":? (?:(?:is|now|is now|at|jetzt) )?(?:half[- ]price|(?:à )?moitié prix|zum halben preis|a mitad de precio|a metà prezzo|voor de (?:halve|helft van de) prijs|za pół ceny|för halva priset|till halva priset|pela metade do preço)\b",
        r"|\bhalf[- ]price (?:on )?everything\b"
    )?
    .find(text)?;
    let is_best = is_of_the_best(&text[..found.start()]);
    let what = Announced::Cart(Reduction::Percent(Decimal::from(50)), None);
    if is_best { None } else { Announcement::new(what, text, found.range()) }
}

/// "£10 off orders over £100", "-10 € dès 100 € d'achat", "10 € Rabatt ab 100 € Einkaufswert", "10 % off orders over £100".
fn from_value(text: &str, currency: Option<Currency>) -> Vec<Announcement> {
    let first = pattern!(
        r"(?P<lead>\b(?:save|économisez|spare?n?(?: sie)?|ahorra|risparmia|bespaar|oszczędź|spara|ušetřete) )?(?P<minus>[-−–] ?)?(?:(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%|",
        sum!("off"),
        r")",
        r"(?P<word> (?:off|discount|de (?:remise|réduction|rabais|descuento|desconto)|offerts?|di sconto|rabatt?u?|nachlass|sparen|geschenkt|korting|zniżki|taniej|sleva|slevy|kedvezmény)\b)?",
        r"(?P<gap>[^0-9.!?;€$£]{0,30}?) ?\b(?P<over>",
        over!(),
        r")\b[^0-9.!?;€$£]{0,25}?",
        sum!("least")
    );
    let last = pattern!(
        r"(?:^|[^\p{L}])(?P<over>",
        over!(),
        r") [^0-9.!?;€$£]{0,25}?",
        sum!("least"),
        r"(?P<gap>[^0-9.!?;€$£]{0,30}?)(?P<minus>[-−–] ?)?(?:(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%|",
        sum!("off"),
        r")",
        r"(?P<word> (?:off|discount|de (?:remise|réduction|descuento|desconto)|offerts?|di sconto|rabatt?u?|sparen|geschenkt|korting|zniżki|taniej|sleva|slevy|kedvezmény)\b)?"
    );
    // "£10 off £80".
    let alone = pattern!(
        r"(?P<gap>)(?P<over>)",
        sum!("off"),
        r"(?P<word> off) (?:your |an? |orders? of )?",
        sum!("least")
    );
    // The order of words that comes first in the text is that of all its steps: "-10 € dès 50 €, -25 € dès 100 €".
    let steps = |pattern: &regex::Regex| -> Vec<_> {
        let found: Vec<_> = pattern.captures_iter(text).collect();
        let is_ladder = is_ladder(&found, currency);
        found.iter().filter_map(|found| step(text, found, currency, is_ladder)).collect()
    };
    let all = [first, last, alone].into_iter().flatten().map(steps);
    let earliest = all.filter(|steps| !steps.is_empty()).min_by_key(|steps| steps[0].0);
    earliest.into_iter().flatten().map(|(_, step)| step).collect()
}

/// Whether percentages rise from step to step with amounts: "5 % dès 100 €, 10 % dès 200 €". Nothing else is told so.
fn is_ladder(steps: &[Captures<'_>], currency: Option<Currency>) -> bool {
    let step = |found: &Captures<'_>| {
        let least = price::read_in(found.name("least")?.as_str().trim_end_matches('.'), currency).ok()?;
        Some((money::decimal(found.name("percent")?.as_str()).ok()?, least.amount))
    };
    let steps: Option<Vec<_>> = steps.iter().map(step).collect();
    let rises =
        |steps: &[(Decimal, Decimal)]| steps.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1);
    steps.is_some_and(|steps| steps.len() > 1 && rises(&steps))
}

/// What two amounts promise, and where that starts.
fn step(
    text: &str,
    found: &Captures<'_>,
    currency: Option<Currency>,
    is_ladder: bool,
) -> Option<(usize, Announcement)> {
    let whole = found.get(0)?.range();
    // Two amounts are a reduction and a minimum where something says which is which.
    let says_which = ["minus", "word", "lead"].into_iter().any(|name| found.name(name).is_some());
    // "20 % auf alles ab 100 €": no price begins there.
    let is_of_all = pattern!(on!(), " ", everything!(), r"\b").is_some_and(|all| all.is_match(&found["gap"]));
    let is_told = is_ladder || is_of_all;
    (says_which || is_told).then_some(())?;
    let (percent, least) = (found.name("percent"), found.name("least")?);
    let is_sum = found.name("off").is_some();
    let rest = if least.end() == whole.end { &text[whole.end..] } else { "" };
    if !is_told && may_begin_a_price(&found["over"]) && !is_about_the_cart(&found["gap"], rest, is_sum) {
        return None;
    }
    let reduction = percent.or_else(|| found.name("off"))?;
    // "£10 off and free delivery when you spend £50" is one minimum of both.
    let is_of_both = found["over"].eq_ignore_ascii_case("spend");
    if !is_of_both && is_of_another(text, &reduction.range(), &least.range()) {
        return None;
    }
    let value = price::read_in(least.as_str().trim_end_matches('.'), currency).ok()?;
    let off = match percent {
        Some(percent) => Reduction::Percent(money::decimal(percent.as_str()).ok()?),
        None => {
            let off = price::read_in(found["off"].trim_end_matches('.'), currency).ok()?;
            value.checked_sub(off).filter(|rest| rest.amount > Decimal::ZERO)?;
            Reduction::Amount(off)
        }
    };
    // A number without a sign may count pieces.
    let is_signed = |sum: &str| sum.chars().any(|c| !c.is_ascii_digit() && !" .,".contains(c));
    let are_amounts = is_signed(least.as_str()) && (percent.is_some() || is_signed(reduction.as_str()));
    let is_other = is_of_the_best(&text[..reduction.start()]);
    let is_of_page = currency.is_none() || value.currency == currency;
    if !are_amounts || !is_of_page || is_other {
        return None;
    }
    let start = whole.start;
    Some((start, Announcement::new(Announced::Cart(off, Some(value)), text, whole)?))
}

/// Whether the amount is the minimum of shipping or of a gift: "20 % off + free shipping over $50", "free delivery over £40 and 20 %
/// off".
fn is_of_another(text: &str, reduction: &Range<usize>, least: &Range<usize>) -> bool {
    let between = reduction.end.min(least.end)..reduction.start.max(least.start);
    let in_front = || {
        let sentence = text[..least.start].rfind(['.', '!', '?', ';']).map_or(0, |at| at + 1);
        let lead = &text[sentence..least.start];
        least.start < reduction.start
            && (ships_free().into_iter().chain(gives()))
                .flat_map(|given| given.find_iter(lead))
                .any(|given| !lead[given.end()..].contains(|c: char| c.is_ascii_digit()))
    };
    let gives = |part: &str| ships_free().into_iter().chain(gives()).any(|given| given.is_match(part));
    text.get(between).is_some_and(gives) || in_front()
}

/// Whether the words between a reduction and an amount, or behind it, are about what is bought. An amount off is, right beside.
fn is_about_the_cart(gap: &str, rest: &str, is_sum: bool) -> bool {
    is_bought(gap) || is_bought(rest) || is_sum && gap.chars().all(|c| " :,–-".contains(c))
}

/// "spend $100 get $20 off", "spend 100 and save 20", "spend £100 save £20, spend £200 save £50".
fn spend_and_save(text: &str, currency: Option<Currency>) -> Vec<Announcement> {
    let pattern = pattern!(
        r"\bspend (?:over |at least )?(?P<least>[€$£]? ?[0-9][0-9.,]*[0-9]|[€$£]? ?[0-9])(?: ?€)?(?: or more)?,? (?:and |& |to )?(?:get|save) (?P<off>[€$£]? ?[0-9][0-9.,]*[0-9]|[€$£]? ?[0-9])(?: ?€)?(?P<rest> ?%|\b)"
    );
    let step = |found: Captures<'_>| {
        let amount = |name: &str| price::read_in(found[name].trim(), currency).ok();
        let (least, off) = (amount("least")?, amount("off")?);
        least.checked_sub(off).filter(|rest| rest.amount > Decimal::ZERO && found["rest"].is_empty())?;
        Announcement::new(Announced::Cart(Reduction::Amount(off), Some(least)), text, found.get(0)?.range())
    };
    pattern.into_iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(step).collect()
}
