//! What a shop gives away: shipping and products, and from which value of a cart on.

use std::ops::Range;

use regex::Regex;

use super::super::mentions::{is_day, sentence_around};
use super::super::patterns::{pattern, sum};
use super::{Announced, Announcement, LeastValue, asks_for, is_bought, may_begin_a_price, over};
use crate::units::money::Currency;
use crate::units::price;

/// The words of a least value behind other numbers are not farther away, in bytes.
const FAR: usize = 80;

/// A shop's words for free shipping.
pub(super) fn ships_free() -> Option<&'static Regex> {
    pattern!(
        r"(?:\b(?:(?:free|complimentary) (?:(?:standard|express|home|worldwide|uk|us|eu|ground|tracked|premium|priority|next[- ]day|same[- ]day|(?:[0-9]|two)(?:-[0-9])?[- ]day) ){0,2}(?:shipping|delivery|postage|freight)|ships? (?:for )?free|deliver(?:s|ed)? (?:it |them )?for free|(?:shipping|delivery|postage) is on us|livraison (?:(?:standard|express|24 ?h|48 ?h|à domicile|en point relais) )?(?:gratuite|offerte)|franco de port|frais de (?:port|livraison) (?:offerts|gratuits)|(?:port|expédition) (?:offerte?|gratuite?)",
        r"|versandkostenfrei\w*|portofrei\w*|(?:kostenlose[rn]?|kostenfreie[rn]?|gratis)[ -]?(?:versand|lieferung)|(?:versand|lieferung) (?:ist )?(?:kostenlos|kostenfrei|gratis)|frei haus|schenken (?:dir|ihnen|euch) (?:den versand|die versandkosten)",
        r"|env[íi]os? (?:gr[áa]tis|gratuitos?)|entrega gratuita|spedizione (?:gratuita|gratis)|consegna (?:gratuita|gratis)",
        r"|gratis (?:verzending|bezorging|bezorgd|levering|frakt|fragt|verzonden)|darmow(?:a|ej) (?:dostaw[ay]|wysyłk[ai])|bezpłatna dostawa|(?:dostawa|wysyłka) gratis|geen verzendkosten",
        r"|transport gratuit|livrare gratuit[ăa]|frete gr[áa]tis|portes gr[áa]tis|fri (?:frakt|fragt)|fraktfritt|ilmainen toimitus|doprava (?:zdarma|zadarmo)|brezplačna (?:poštnina|dostava)|bezmaksas piegāde|tasuta (?:tarne|kohaletoimetamine)|ingyenes (?:ki)?szállítás|ücretsiz kargo|(?:бесплатная|безкоштовна) доставка)",
        r"|送料無料)"
    )
}

/// The first of a shop's words for what is free: "carbon-free delivery" is not.
fn given_in(text: &str, words: &Regex) -> Option<Range<usize>> {
    words.find_iter(text).map(|found| found.range()).find(|found| {
        let is_free = text[found.clone()].get(..4).is_some_and(|word| word.eq_ignore_ascii_case("free"));
        !is_free || !is_without_something(&text[..found.start])
    })
}

/// Whether a promise that begins with "free" is the end of another word: "interest-free credit", "gluten free".
fn is_without_something(lead: &str) -> bool {
    lead.ends_with(['-', '‐', '‑'])
        || pattern!(
            r"\b(?:interest|tax|vat|duty|gluten|lactose|dairy|sugar|fat|nut|lead|hands|carbon|emissions?|contact|stress|hassle|trouble|worry|risk|damage|plastic|cruelty|toxin|chemical|fragrance|smoke|rent|toll|wire|acid|bpa|co2|cordless|is|are|keeps?|it|them) $"
        )
        .is_some_and(|words| words.is_match(lead))
}

pub(super) fn free_shipping(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let words = given_in(text, ships_free()?);
    let own = words.as_ref().map_or(0..text.len(), |found| sentence_around(text, found));
    // What a code brings is told with the code.
    if asks_for(&text[own], pattern!(r"\b(?:codes?|coupons?|vouchers?|gutschein\w*|bons?)\b")) {
        return None;
    }
    let Some(found) = words else { return free_from(text, currency) };
    // To fetch something oneself, or to send it back, costs nothing in many shops; and the next offer's price may stand in front.
    let is_fetched = pattern!(
        r"^ ?(?:(?:en|in|to|im|in der|a|in de|i|v)(?: the| our| notre| nos)? (?:magasins?|stores?|boutiques?|shops?|filialen?|tienda|negozio|winkel|butik\w*)\b",
        r"|des retours|zurück\w*|etikett\w*|rück\w+|labels?\b|(?:on|for|of) (?:exchanges?|returns?|spare parts|repairs?)\b|promotions? (?:apply|do)\b)"
    )?
    .is_match(&text[found.end..]);
    let is_of_an_offer = pattern!(r"\b(?:from|ab|dès|da|desde|vanaf) ", sum!("sum"), r" ?\+ ?$")?
        .is_match(&text[..found.start]);
    let least = least_value(text, &found, currency).filter(|_| !is_fetched && !is_of_an_offer)?;
    Announcement::new(Announced::FreeShipping(least), text, found)
}

/// What shipping costs, and from where on nothing: "Versand 4,95 €, ab 49 € kostenlos", "livraison 3,90 €, gratuite dès 49 €".
fn free_from(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let found = pattern!(
        r"\b(?:versand(?:kosten)?|lieferung|livraison|frais de port|(?:standard )?(?:delivery|shipping|postage)|(?:spese di )?spedizione|gastos de env[ií]o|env[ií]os?|verzendkosten|verzending|bezorging|dostawa|wysyłka|toimituskulut|toimitus|frakt|fragt|doprava)\b[^0-9.!?;]{0,20}",
        sum!("cost"),
        r"[,.;]? ?[(–-]? ?(?:(?:ab|dès|à partir de) ",
        sum!("least"),
        r" (?:kostenlos|kostenfrei|gratis|versandkostenfrei|gratuite?|offerte?)\b|(?:free|gratuit[aeo]s?|offerte?|kostenlos|kostenfrei|gratis|darmow[ay]|ilmainen|zdarma|fri|gratuite) (?:(?:on )?(?:all )?orders )?(?:over|above|from|when you spend|if you spend|ab|dès|à partir de|oltre|sopra|da|a partir de|desde|más de|vanaf|boven|od|powyżej|yli|över|nad|fra) (?:(?:i|the|de) )?",
        sum!("from"),
        r")|",
        sum!("fee"),
        r" (?:delivery|shipping|postage),? (?:(?:or|but) )?free (?:(?:on )?(?:all )?orders )?(?:over|above|from|when you spend) ",
        sum!("over")
    )?
    .captures(text)?;
    let least = ["least", "from", "over"].into_iter().find_map(|name| found.name(name))?.as_str().trim();
    let least = price::read_in(least, currency).ok().filter(|_| is_signed(least))?;
    let is_of_page = currency.is_none() || least.currency == currency;
    let what = Announced::FreeShipping(LeastValue::Of(least));
    if is_of_page { Announcement::new(what, text, found.get(0)?.range()) } else { None }
}

/// A shop's words for a gift.
pub(super) fn gives() -> Option<&'static Regex> {
    pattern!(
        r"\b(?:free gift|gift with purchase|cadeau (?:offert|gratuit)|(?:un|votre) cadeau offert|gratis[- ]?geschenk|geschenk gratis|gratis cadeau|regalo gratis|regalo con (?:la|tu|su) compra|brinde (?:nas|em|na) compras?|brinde grátis|gåva på köpet|gave på kjøpet|prezent do zamówie[nń]\p{L}*|(?:in )?omaggio con|prezent gratis|cadou gratuit)\b"
    )
}

pub(super) fn gift(text: &str, currency: Option<Currency>) -> Option<Announcement> {
    let found = given_in(text, gives()?).or_else(|| given_thing(text)).or_else(|| free_thing(text))?;
    let is_wrapping = pattern!(r"^[ -]?(?:wrap|card|bag|box|message|voucher|certificate|emballage)")?
        .is_match(&text[found.end..])
        || pattern!(r"\b(?:emballage|papier|paquet)s? $")?.is_match(&text[..found.start]);
    // What a code brings is told with the code.
    let is_by_code = pattern!(
        r"^[^.!?]{0,20}\b(?:with|using|avec|mit|con|met|med) (?:the |le |dem |il |el |de )?(?:code|gutscheincode|código|codice|koden?)\b"
    )?
    .is_match(&text[found.end..]);
    let least = least_value(text, &found, currency).filter(|_| !is_wrapping && !is_by_code)?;
    Announcement::new(Announced::Gift(least), text, found)
}

/// "Un coussin offert", unless the words name a service.
fn given_thing(text: &str) -> Option<Range<usize>> {
    let found = pattern!(r"\bune? (?P<thing>\p{L}{3,}) offerte?\b")?.captures(text)?;
    let thing = found["thing"].to_lowercase();
    let is_other = [
        "livraison",
        "expédition",
        "retour",
        "essai",
        "garantie",
        "mois",
        "année",
        "article",
        "produit",
        "prix",
    ];
    if is_other.contains(&thing.as_str()) { None } else { Some(found.get(0)?.range()) }
}

/// "Free tote bag when you spend £35", "a free pillow with every mattress", "get a $10 gift card when you spend $50", unless the words
/// name a service.
fn free_thing(text: &str) -> Option<Range<usize>> {
    let found = pattern!(
        r"\bfree (?P<thing>\p{L}{3,})(?: (?P<more>\p{L}{3,}))?(?P<for> (?:when you (?:spend|buy)|with (?:every|any|all|your (?:order|purchase))\b|on (?:all )?orders (?:over|above)|worth ))|\bget an? ",
        sum!("sum"),
        r" (?:gift ?card|e-?gift ?card)(?P<then> when you spend\b)"
    )?
    .captures(text)?;
    let is_other = pattern!(
        r"^(?:shipping|delivery|postage|returns?|exchanges?|trial|samples?|installation|fitting|assembly|set[- ]?up|advice|quotes?|catalogues?|brochures?|tracking|receipts?|credit|finance|shopping|standing|consultation|support|wifi|parking|entry|admission|download|account|membership|warranty|guarantee|click|collection|standard|express|next|tracked|uk|us|gift|from|and|of|for)$"
    )?;
    let is_thing = ["thing", "more"]
        .into_iter()
        .filter_map(|name| found.name(name))
        .all(|word| !is_other.is_match(word.as_str()));
    let (start, condition) = (found.get(0)?.start(), found.name("for").or_else(|| found.name("then"))?);
    (is_thing && !is_without_something(&text[..start])).then_some(start..condition.start())
}

/// The least value that the words around a promise name; `None` where it is in another currency than the page's.
fn least_value(text: &str, found: &Range<usize>, currency: Option<Currency>) -> Option<LeastValue> {
    if is_what_is_missing(text) {
        return Some(LeastValue::Untold);
    }
    let behind = &text[found.end..];
    let in_front = named_before(text, found.start);
    let of_next = |sum: &Range<usize>| in_front.is_some() && text[found.end..sum.start].contains([',', ';']);
    let is_worth = |sum: &Range<usize>| {
        pattern!(r"\b(?:worth|valued|value|wert|valeur|valore|valor|waarde|wartości)\b[^.!?;0-9]{0,20}$")
            .is_some_and(|words| words.is_match(&text[found.end..sum.start]))
    };
    let end = found.end + worth_in_brackets(behind);
    let named = named_behind(text, end).filter(|sum| !of_next(sum) && !is_worth(sum)).or(in_front);
    let Some(sum) = named else {
        let is_told_else = is_beside_an_amount(behind)
            || is_above_another(&text[..found.start], behind)
            || is_on_some_things(behind)
            || is_for_what_is_bought(behind)
            || is_bought_before(&text[..found.start]);
        return Some(if is_told_else { LeastValue::Untold } else { LeastValue::None });
    };
    let rest = text.get(sum.end..found.start).unwrap_or(&text[sum.end..]);
    let sum = text[sum].trim();
    let is_told = is_signed(sum) || is_amount_before(rest);
    match price::read_in(sum.trim_end_matches('.'), currency) {
        Ok(sum) if currency.is_some() && sum.currency != currency => None,
        Ok(sum) if is_told => Some(LeastValue::Of(sum)),
        _ => Some(LeastValue::Untold),
    }
}

/// The length of what tells in brackets how much a gift is worth: "livraison offerte (valeur 5,90 €) dès 60 €".
fn worth_in_brackets(behind: &str) -> usize {
    pattern!(
        r"^ ?\((?:worth|value|valued at|wert|im wert von|valeur|valore|valor|waarde|twv|wartość)[^()]{0,20}\)"
    )
    .and_then(|worth| worth.find(behind))
    .map_or(0, |worth| worth.end())
}

/// Whether shipping is free on some things alone: "on selected items", "with Kubo 4".
fn is_on_some_things(behind: &str) -> bool {
    let things =
        pattern!(r"^ (?:on|with|für|auf|sur|op|su|na) (?:les |des |de |die |our |unsere )?(?P<thing>\p{L}+)");
    let is_all = pattern!(
        r"^(?:all|any|every|everything|each|your|this|the|orders?|purchases?|us|online|alle[nsr]?|jede[nrs]?|bestellungen|ihre[nr]?|tout(?:e|es)?|tous|votre|vos|notre|nos|commandes?|le|la|alles|bestellingen|tutt[oaie]|gli|ogni|ordini|wszystk\p{L}+|zamówienia|dem|den|einen|mainland|uk)$"
    );
    let thing = things.and_then(|things| things.captures(behind));
    thing.is_some_and(|found| is_all.is_some_and(|all| !all.is_match(&found["thing"])))
}

/// Whether a promise begins where another one ends: "£3.99 under £50, free delivery above".
fn is_above_another(lead: &str, behind: &str) -> bool {
    let above = pattern!(
        r"^ ?(?:above|otherwise|beyond|sonst|au[- ]delà|oltre|daarboven|powyżej|därutöver)\W*(?:$|[.;!])"
    );
    let before =
        pattern!(r"\b(?:darüber|au[- ]delà|anything (?:over|above)|above (?:that|this))\b[^.!?;]{0,30}$");
    above.is_some_and(|above| above.is_match(behind)) || before.is_some_and(|before| before.is_match(lead))
}

/// Where the words behind a promise, which ends here, have its least value. "£20+" is one, "£20 + free delivery" two things.
fn named_behind(text: &str, end: usize) -> Option<Range<usize>> {
    let behind = &text[end..];
    let place = |found: regex::Match<'_>| end + found.start()..end + found.end();
    let is_minimum = |sum: &Range<usize>| !is_time(text, sum);
    let lowered = pattern!(
        r"^[^0-9.!?]{0,40}\b(?:lowered|reduced|dropped|cut|down|gesenkt|abaissée?|ramenée?|ridott[oa]|verlaagd|obniżon\p{L}+) (?:from|von|de|da|van|z) ",
        sum!("former"),
        r" (?:to|auf|à|a|naar|do) ",
        sum!("sum")
    );
    let over = pattern!(r"^[^0-9]{0,60}?\b(?P<over>", over!(), r")\b[^0-9€$£¥]{0,35}?", sum!("sum"));
    let up = pattern!(
        r"^[^0-9.!?]{0,40}?",
        sum!("sum"),
        r"(?:\+| \+\W*$|(?:-ért)? ?(?:or more|and (?:up|over|above|more)|(?:minimum )?(?:purchase|orders?|spend|basket)|minimum|et plus|und mehr|o más|e più|e oltre|en meer|i więcej|felett|fölött|üzeri|ve üzeri|以上))"
    );
    // The next sentence may be about another amount: "free shipping on all orders. Charges of Rs50 …".
    let is_beyond = |found: &regex::Captures<'_>| {
        let over = found.name("over");
        over.is_some_and(|over| may_begin_a_price(over.as_str()) && behind[..over.start()].contains(". "))
    };
    let near = [lowered, over, up].into_iter().flatten().find_map(|pattern| {
        let found = pattern.captures(behind).filter(|found| !is_beyond(found))?;
        found.name("sum").map(place).filter(is_minimum)
    });
    near.or_else(|| {
        // Behind other numbers only what cannot be the lowest of several prices: "within 24 hours on orders over £50".
        let far = pattern!(r"\b(?P<over>", over!(), r")\b[^0-9€$£¥]{0,20}?", sum!("sum"))?;
        far.captures_iter(behind).find_map(|far| {
            let (over, sum) = (far.name("over")?, far.name("sum").map(place)?);
            let is_near = over.start() <= FAR && !behind[..over.start()].contains(['.', '!', '?', ';']);
            let is_least = !may_begin_a_price(over.as_str()) || is_bought(&text[sum.end..]);
            (is_near && is_least && is_signed(&text[sum.clone()])).then_some(sum)
        })
    })
}

/// Where the words in front of a promise, which starts here, have its least value.
fn named_before(text: &str, start: usize) -> Option<Range<usize>> {
    let over = pattern!(r"\b", over!(), r"\b[^0-9€$£¥]{0,35}?", sum!("sum"), r"[^0-9.!?]{0,30}$");
    let up = pattern!(
        sum!("sum"),
        r"(?:\+|(?:-ért)? ?(?:or more|and (?:up|over|above|more)|et plus|und mehr|o más|e più|en meer|felett|fölött|üzeri|ve üzeri|以上))[^0-9.!?]{0,30}$"
    );
    [over, up].into_iter().flatten().find_map(|pattern| {
        let sum = pattern.captures(&text[..start])?.name("sum")?.range();
        Some(sum).filter(|sum| !is_time(text, sum))
    })
}

/// Whether a number tells a day, an hour or how long something lasts: "from 1 December", "from 8am", "from 2 days".
fn is_time(text: &str, number: &Range<usize>) -> bool {
    let rest = text[number.end..].trim_start();
    let lasts = pattern!(
        r"^(?:%|:[0-9]|(?:[-–]|to|à|bis|a|al|tot|do) ?[0-9]|[ap]\.?m\b|h(?:[0-9]{2})?\b|uhr\b|(?:working |business |week)?(?:days?|hours?)\b|(?:werk)?tagen?\b|stunden?\b|jours?\b|heures?\b|giorni|d[íi]as|horas?\b|dagen|uur\b|dni\b|dn[íů])"
    );
    !is_signed(&text[number.clone()])
        && (lasts.is_some_and(|lasts| lasts.is_match(rest)) || is_day(text, number.start))
}

/// Whether a number without a sign is an amount before these words: nothing goes on, or they say so. Others name what is counted.
fn is_amount_before(rest: &str) -> bool {
    let says = pattern!(
        r"^ ?(?:(?:ttc|euros?|pounds|dollars|kronor|kroner|złotych)\b|(?:or more|and (?:up|over|above|more)|minimum|et plus|und mehr|o más|e più|e oltre|en meer|i więcej|felett|fölött|以上)[^\p{L}]*(?:$|[.,;!?)]))"
    );
    is_bought(rest)
        || !rest.trim_start_matches([' ', '\u{A0}']).starts_with(char::is_alphanumeric)
        || says.is_some_and(|says| says.is_match(rest))
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
    // The bar of an empty cart, before scripts fill it.
    if pattern!(r"\bplus que[ \u{A0}]?[€$£]? ?(?:pour|avant)\b").is_some_and(|empty| empty.is_match(text))
    {
        return true;
    }
    let mut found = [behind, before].into_iter().flatten().filter_map(|words| words.captures(text));
    found.any(|found| is_signed(&found["sum"]))
}

/// Whether an amount has a sign or a code: a number alone may count anything.
fn is_signed(sum: &str) -> bool {
    price::read(sum.trim()).is_ok_and(|sum| sum.currency.is_some())
        || sum.chars().any(|c| !c.is_ascii_digit() && !" .,".contains(c))
}

/// A shop's words in front of what has to be bought.
macro_rules! bought {
    () => {
        r"(?:when|if) you (?:buy|order|purchase)|buy (?:any|an?|the|one)|pour (?:l['’]|tout |un )achat d(?:e|es|u)?|beim kauf|bei kauf|al comprar|por la compra de|acquistando|bij aankoop|przy zakupie|při nákupu|vid köp"
    };
}

/// Whether something has to be bought that is told in other words than an amount: "when you buy 2 serums".
fn is_for_what_is_bought(behind: &str) -> bool {
    let with = pattern!(r"^ with (?:every|any) (?P<thing>\p{L}+)").and_then(|with| with.captures(behind));
    let is_order = |thing: &str| ["order", "purchase", "parcel"].contains(&thing.to_lowercase().as_str());
    if with.is_some_and(|with| !is_order(&with["thing"])) {
        return true;
    }
    pattern!(
        r"^[^.!?;]{0,40}\b(?:(?:buy|order)ing|purchase of|",
        bought!(),
        r")\b|^[^.!?;0-9]{0,20}\b[0-9]+ \p{L}+ (?:or more|et plus|oder mehr|o más|o più|of meer)\b"
    )
    .is_some_and(|words| words.is_match(behind))
}

/// The same in front of the promise: "pour l'achat de ce plaid, un coussin offert".
fn is_bought_before(before: &str) -> bool {
    pattern!(r"\b(?:", bought!(), r")\b[^.!?;]{0,60}$").is_some_and(|words| words.is_match(before))
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
