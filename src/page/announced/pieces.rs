//! Fewer to pay for than to take, and what several pieces cost: "3 for 2", "buy 3 save 10 %", "buy 3 for £50".

use regex::Captures;
use rust_decimal::Decimal;

use super::super::patterns::{pattern, sum};
use super::{Announced, Announcement};
use crate::units::money;
use crate::units::price;

/// What a text `on_request` takes off several pieces is told with its code.
pub(super) fn read(text: &str, on_request: bool) -> impl Iterator<Item = Announcement> {
    several_for_fewer(text)
        .into_iter()
        .chain(from_pieces(text))
        .chain(several_for_a_sum(text))
        .chain(if on_request { Vec::new() } else { buy_and_save(text) })
}

/// "2 for 1", "3 pour 2", "nimm 3, zahl 2", "buy 2 get 1 free", "2 achetés = 1 offert".
fn several_for_fewer(text: &str) -> Option<Announcement> {
    let (found, pieces) = counted(text).or_else(|| times(text)).or_else(|| given(text))?;
    let goes_on = pattern!(r"^(?:adapt[eo]rs?|converters?|splitters?|chargers?|returns?\b|shipping|delivery|postage|nights?\b|weeks?\b|hours?\b|minutes?\b|months?\b|exchanges?\b|trials?\b|samples?\b|with|vacanc|teams?|players?|personn?e?s?|people|stars?|mit|avec)")
        .is_some_and(|words| words.is_match(text[found.end..].trim_start()));
    // "It was 3 for 2 at half-time": a score, a ratio.
    let counts = pattern!(
        r"\b(?:scor(?:e[sd]?|ing)|results?|odds|ratio|wickets?|goals?|won|beat|lost|voted?|half[- ]time|mix(?:ed|ture)?|dilut\w+|aspect|verhältnis|mélangez|meng)(?: \p{L}+){0,3}[^\p{L}]{0,3}$"
    )
    .is_some_and(|words| words.is_match(&text[..found.start]));
    if goes_on || counts {
        return None;
    }
    Announcement::new(Announced::Pieces(pieces, None), text, found)
}

type Found = (std::ops::Range<usize>, u32);

/// So many for the price of fewer, in words between the two numbers, around them or behind them.
fn counted(text: &str) -> Option<Found> {
    let between = pattern!(
        r"(?:^|[^\p{L}\p{N}.,$€£])(?P<take>[2-9]) ?(?:for|pour|für|voor|por|per|al prezzo di|za|w cenie|za cenu|zum preis von|pelo preço de|till priset av|til prisen for)(?: the price of| le prix de| den preis von| de prijs van| el precio de)? (?P<pay>[1-8])(?:$|[^\p{L}\p{N}.,%€$£]|[.,!](?:\s|$))"
    );
    let around = pattern!(
        r"\b(?:nimm|nehmen sie|kaufe?n?|prendi|compra|acquista|llévate|lleva|leve|kup|weź|köp|ta|køb|kjøp|tag|koop|haal|vegyél) (?P<take>[2-9])(?: \p{L}+){0,2}?,? ?(?:[-–=:&+] ?|und |y |e |en |och |og |i |a )?(?:zahle?n?|bezahle?n?|zahlen sie|paghi|paga|pagas|pague|zapłać(?: za)?|płać za|betala?(?: för| for)?|betaal|zaplať|fizess)(?: nur| solo| sólo| só)? (?P<pay>[1-8])\b"
    );
    let behind = pattern!(
        r"(?:^|[^\p{L}\p{N}.,])(?P<take>[2-9]) (?:halen|kaufen|nehmen)[ ,:=+–-]{1,3}(?P<pay>[1-8]) (?:betalen|bezahlen|zahlen)\b"
    );
    [between, around, behind].into_iter().flatten().find_map(|pattern| {
        let found = pattern.captures(text).filter(|found| found["take"] > found["pay"])?;
        Some((found.get(0)?.range(), found["take"].parse().ok()?))
    })
}

/// "3x2" beside words of an offer. Alone it may be the size of something.
fn times(text: &str) -> Option<Found> {
    let found = pattern!(
        r"(?:^|[^\p{L}\p{N}.,])(?P<take>[2-6]) ?[x×] ?(?P<pay>[1-5])(?: (?P<rest>\p{L}+)|$|[^\p{L}\p{N}.,%€$£])"
    )?
    .captures(text)?;
    let number = |name: &str| found[name].parse::<u32>().ok();
    let (take, pay) = (number("take")?, number("pay")?);
    let is_offer = pattern!(
        r"\b(?:promo\w*|offert[ae]|ofertas?|sconti?|tutt[ioae]|tod[oa]s?|prodotti|productos|artículos|articoli|la web|tienda|gratis|seleccionad[oa]s|selezionat[ie]|selected|socks|sale)\b"
    )?
    .is_match(text);
    let is_size = found.name("rest").is_some_and(|unit| {
        ["m", "cm", "mm", "ft", "in", "inch", "l", "ml", "g", "kg", "gb", "tb", "w"]
            .contains(&unit.as_str().to_lowercase().as_str())
            && unit.as_str() != "in"
    });
    // "Rug 3x2 en laine" is one of wool; "3x2 en camisetas" begins with the offer.
    let leads = || {
        let begins = !text[..found.get(0).map_or(0, |whole| whole.start())].contains(char::is_alphanumeric);
        let word = found.name("rest").map(|rest| rest.as_str().to_lowercase());
        begins
            && word.is_some_and(|word| {
                ["en", "em", "su", "sui", "sulle", "sugli", "sur", "auf", "op", "na", "on"]
                    .contains(&word.as_str())
            })
    };
    (take == pay + 1 && (is_offer || leads()) && !is_size).then_some((found.get(0)?.range(), take))
}

/// What is given on top of what is bought.
fn given(text: &str) -> Option<Found> {
    let found = pattern!(
        r"\b(?:buy (?P<buy>[1-9]|one|two|three)(?: \p{L}+)?,? (?:and )?get (?P<get>[1-9]|one|two)(?: \w+)? free|buy (?P<first>[1-9]|one|two|three)(?: \p{L}+)?,? (?:and )?get (?:the|your|a) (?:second|third|fourth|2nd|3rd|4th)(?: \w+)? free",
        r"|(?P<bought>[1-9]) (?:articles? |produits? )?achetés?[ ,:=+]+(?:(?:le|la) \w+ |1 |un )?(?:est )?offerte?|(?P<paid>[1-9]) ?\+ ?(?P<given>[1-9]) (?:gratis|free|offerts?|gratuite?s?|kostenlos|zdarma|za darmo|gratuito)",
        r"|(?:kaufe?n?(?: sie)?|achetez(?:[- ]en)?|compra|acquista|köp|køb|kjøp|koop|kup) (?P<one>[1-9]|en|ett?)(?: \p{L}+)?,? (?:(?:y|e|et|und|och|og|en|i) )?(?:erhalte?n?(?: sie)?|bekomme?n?|llévate|recevez(?:[- ]en)?|ricevi|få|krijg|otrzymaj) (?P<more>[1-9]|en|ett?)(?: \p{L}+)? (?:gratis|free|geschenkt|kostenlos|gratuite?|offert|za darmo)",
        r"|compre (?P<pay>[1-9]),? (?:e )?leve (?P<take>[2-9]))\b"
    )?
    .captures(text)
    .or_else(|| every_other(text))?;
    let named = |name: &str| number(found.name(name)?.as_str());
    let both = |one: &str, other: &str| Some(named(one)? + named(other)?);
    let bought = || named("bought").or_else(|| named("first")).map(|bought| bought + 1);
    let pieces = both("buy", "get")
        .or_else(|| both("paid", "given"))
        .or_else(|| both("one", "more"))
        .or_else(|| named("take").filter(|take| Some(*take) > named("pay")))
        .or_else(bought)
        .or_else(|| named("count"))
        .or_else(|| found.name("two").map(|_| 2))?;
    Some((found.get(0)?.range(), pieces))
}

/// "BOGOF", "get the third one free", "jeder dritte Artikel gratis".
fn every_other(text: &str) -> Option<Captures<'_>> {
    pattern!(
        r"\b(?:(?P<two>bogof|bogo free|bogo)\b(?: [^0-9%]*)?$|(?:get|jede[rns]?|every) (?:the |your )?(?P<count>second|third|fourth|2nd|3rd|4th|zweite|dritte|vierte)(?: (?:one|item|piece|product|pair|artikel|produkt))? (?:free|gratis|kostenlos|geschenkt)\b)"
    )?
    .captures(text)
}

/// A number in digits or as a small word.
fn number(word: &str) -> Option<u32> {
    match word.to_ascii_lowercase().as_str() {
        "one" | "en" | "et" | "ett" => Some(1),
        "two" | "second" | "2nd" | "zweite" => Some(2),
        "three" | "third" | "3rd" | "dritte" => Some(3),
        "fourth" | "4th" | "vierte" => Some(4),
        digits => digits.parse().ok(),
    }
}

/// "from 3 pieces -10 %", "dès 3 articles achetés", "ab 3 Stück 10 % Rabatt", "2点購入で10%OFF".
fn from_pieces(text: &str) -> Option<Announcement> {
    let found = pattern!(
        r"(?:\b(?:from|buy|dès|à partir de|pour l['’]achat de|ab|bij|vanaf|od|desde|a partir de|da) (?P<count>[2-9]|[1-9][0-9]) (?:pieces?|items?|units?|articles?|produits?|pièces?|stück|artikeln?|stuks|sztuk|unidades|pezzi|prodotti)\b|(?:^|[^0-9])(?P<points>[2-9])点(?:以上)?(?:の?ご?購入|お?買い上げ|で))"
    )?
    .captures(text)?;
    let percent = pattern!(r"(?:^|[^0-9.,])(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%")?
        .captures(text)
        .and_then(|found| money::decimal(&found["percent"]).ok());
    // How many pieces there are says nothing without what they cost; "10% more stable" and a surcharge cost nothing less.
    percent?;
    let is_other = pattern!(
        r"%\W{0,3}(?:more|mehr|plus|gewicht\w*|weight)\b|\w*zuschlag|surcharge|supplément|recargo|toeslag"
    )?;
    if is_other.is_match(text) {
        return None;
    }
    let count = found.name("count").or_else(|| found.name("points"))?.as_str().parse().ok()?;
    Announcement::new(Announced::Pieces(count, percent), text, found.get(0)?.range())
}

/// "buy 3 for £50", "any 2 for £30", "2 for £30" at the start of a sentence.
fn several_for_a_sum(text: &str) -> Option<Announcement> {
    let asked = pattern!(
        r"\b(?:buy|any|mix|achetez[- ]?en|lot de|kaufe?|nimm|compra|koop) (?P<count>[2-9])(?: \p{L}+){0,3}? (?:for|pour|für|voor|por|per|a) ",
        sum!("sum")
    );
    let alone = pattern!(
        r"(?:^|[.!:–] )(?P<count>[2-9]) (?:(?:items?|articles?|pièces?|stück|stuks) )?(?:for|pour|für|voor) (?:(?:only|just|seulement|nur|maar) )?",
        sum!("sum")
    );
    [asked, alone].into_iter().flatten().find_map(|pattern| {
        let found = pattern.captures(text)?;
        // A number without a sign may count anything.
        price::read_in(found["sum"].trim(), None).ok()?.currency?;
        let is_off = pattern!(r"^ ?(?:%|(?:off|discount|de (?:remise|réduction)|rabatt|korting)\b)")?
            .is_match(&text[found.get(0)?.end()..]);
        if is_off { None } else { pieces_of(text, &found, None) }
    })
}

/// "buy 3 save 10 %", "buy 2 or more and get 15% off", "10 % off when you buy 3", "2 items 10% off, 3 items 15% off"; each step of
/// several.
fn buy_and_save(text: &str) -> Vec<Announcement> {
    let bought_first = pattern!(
        r"\bbuy (?P<count>[2-9]|[1-9][0-9]|two|three)(?: (?:items?|pieces?|products?))?(?: or more)?,? (?:and |& |to )?(?:save|get)(?: an? extra| up to)? (?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%"
    );
    let saved_first = pattern!(
        r"(?:^|[^0-9.,])(?P<percent>[1-9][0-9]?) ?%(?: (?:off|discount))?(?: \p{L}+){0,2} (?:when|if) you (?:buy|order|purchase) (?P<count>[2-9]|[1-9][0-9]|two|three)\b"
    );
    let steps = pattern!(
        r"\b(?P<count>[2-9]|[1-9][0-9])\+? (?:items?|pieces?|products?|articles?|produits?)(?: ou plus| or more)?[ :=–-]{1,3}(?:[-−])?(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%(?: off| discount| de remise|$|[,;.])"
    );
    let found = [bought_first, saved_first, steps]
        .into_iter()
        .flatten()
        .flat_map(|pattern| pattern.captures_iter(text));
    found.filter_map(|found| pieces_of(text, &found, Some(money::decimal(&found["percent"]).ok()?))).collect()
}

fn pieces_of(text: &str, found: &Captures<'_>, percent: Option<Decimal>) -> Option<Announcement> {
    let what = Announced::Pieces(number(&found["count"])?, percent);
    Announcement::new(what, text, found.get(0)?.range())
}
