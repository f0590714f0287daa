//! What is taken off some of the shop's products, or off what only the words tell: "20 % off all lamps", "jusqu'à -50 % sur les
//! robes", "Black Friday: 30 % off", "£5 off every mug".
//!
//! Such words often announce prices that are reduced already; whether they are, the prices say.

use regex::{Captures, Regex};

use super::super::mentions::{has_day, sentence_around};
use super::super::patterns::{is_signed, pattern, sum, sums};
use super::off::{is_no_reduction, is_of_the_best, off, on, save};
use super::{Announced, Announcement};
use crate::page::Reduction;
use crate::units::money::{self, Currency};
use crate::units::price;

pub(super) fn read(text: &str, currency: Option<Currency>) -> Vec<Announcement> {
    let named: Vec<_> = percent_off_something(text).chain(amount_off_something(text, currency)).collect();
    if named.is_empty() { of_campaign(text).into_iter().collect() } else { named }
}

/// What stands between a reduction and what it is taken off, in its first word.
macro_rules! thing {
    () => {
        concat!(
            "(?P<on> (?:",
            on!(),
            r"|sui|sulle|sugli|sulla|sul))? (?:(?:all|any|every|each|selected|our|the|alle|ausgewählte|jede[nsr]?|unsere|tou(?:te)?s les|les|nos|une sélection de|chaque|todos los|todas las|nuestr[oa]s|las?|los|tutt[ei] (?:le|gli|i)|wszystkie) )?",
            r"(?P<thing>\p{L}[\p{L}’'-]+)"
        )
    };
}

/// "20 % off all lamps", "-20 % sur les lampes", "20 % auf Lampen", "up to 50 % off everything", "half-price lamps".
fn percent_off_something(text: &str) -> impl Iterator<Item = Announcement> {
    let percent = pattern!(
        r"(?:^|[^0-9.,])(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%(?P<off> ",
        off!(),
        r")?",
        thing!()
    );
    let behind = pattern!(
        r"\b(?:all|selected|every|our|alle|ausgewählte|unsere|tou(?:te)?s (?:les|nos)|todos los|todas las|tutt[ei] (?:le|gli|i)) (?P<thing>\p{L}[\p{L}’'-]+)(?: \p{L}[\p{L}’'-]+)?[ \u{A0}\u{202F}]?:? ?(?:(?:is|are|now|at|à|ist|sind|jetzt|nu) ){0,2}(?P<minus>[-−–] ?)?(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%(?P<off> ",
        off!(),
        r"\b)?"
    );
    let part = pattern!(
        r"\b(?:(?P<off>half[- ]price|half off|halber preis|moitié prix)|(?P<third>(?:1/3|a third|one third) off))",
        thing!()
    );
    let of = move |found: Captures<'_>| {
        // "20 % wool" takes nothing off.
        ["off", "on", "minus", "third"].into_iter().find_map(|name| found.name(name))?;
        let part = if found.name("third").is_some() { "33.33" } else { "50" };
        let percent = found.name("percent").map_or(part, |percent| percent.as_str());
        let off = Reduction::Percent(money::decimal(percent).ok()?);
        of_thing(text, &found, off)
    };
    matches_of([percent, behind, part], text).filter_map(of)
}

/// "£5 off every mug", "5 € Rabatt auf jede Lampe", "save €10 on lamps".
fn amount_off_something(text: &str, currency: Option<Currency>) -> impl Iterator<Item = Announcement> {
    let sum = pattern!(
        r"(?P<lead>\b",
        save!(),
        r" (?:(?:up to|bis zu|jusqu['’]à|hasta|fino a|tot) )?|[-−–] ?)?",
        sum!("sum"),
        r"(?P<off> ",
        off!(),
        r")?",
        thing!()
    );
    let of = move |found: Captures<'_>| {
        found.name("lead").or_else(|| found.name("off"))?;
        let sum = found["sum"].trim_end_matches(['.', ',']);
        let sum = price::read_in(sum, currency).ok().filter(|_| is_signed(sum))?;
        let is_of_page = currency.is_none() || sum.currency == currency;
        is_of_page.then(|| of_thing(text, &found, Reduction::Amount(sum))).flatten()
    };
    matches_of([sum], text).filter_map(of)
}

fn matches_of<'t, const N: usize>(
    patterns: [Option<&'static Regex>; N],
    text: &'t str,
) -> impl Iterator<Item = Captures<'t>> {
    patterns.into_iter().flatten().flat_map(move |pattern| pattern.captures_iter(text))
}

/// Announces that a thing is reduced; `None` where the word is nothing to sell, such as "with" or "delivery".
fn of_thing(text: &str, found: &Captures<'_>, off: Reduction) -> Option<Announcement> {
    let is_none = pattern!(
        r"^(?:with|when|if|for|until|till|to|today|now|only|at|this|your|next|of|in|and|or|as|by|rrp|list|retail|original|regular|recommended|request|average|top|bills?|orders?|purchases?|shipping|delivery|postage|returns?|returned|refunds?|fares?|rates?",
        r"|bis|ab|beim?|mit|für|nur|und|oder|ihre?n?|deine?n?|anfrage|versand|lager|den|dem|der|das|nächste\w*|erste\w*",
        r"|jusqu\p{L}*|dès|avec|pour|si|et|ou|votre|présent\w*|simple|demande|frais|une?|facture|l['’]\w*",
        r"|hasta|con|para|por|tu|su|fino|per|met|voor|tot|vanaf|je|uw|do|od|dla|z|até|n[ao]s?|pix|boleto)$"
    )?;
    if is_none.is_match(&found["thing"]) {
        return None;
    }
    announce(text, found, off)
}

/// "Black Friday: 30 % off", "Soldes d'hiver : jusqu'à -50 %", "20 % Rabatt nur dieses Wochenende": the campaign is named, what it
/// reduces is not.
fn of_campaign(text: &str) -> Option<Announcement> {
    let names_campaign = pattern!(
        r"\b(?:black friday|black week|cyber (?:monday|week)|singles['’]? day|boxing day|flash sale|vente flash|oferta flash|(?:winter|summer|spring|autumn|christmas|xmas|easter|flash|mid[- ]season|end[- ]of[- ]season|clearance)[- ]sale|sale (?:ends|starts|now on)|this week(?:end)?|today only|until|ends",
        r"|winterschlussverkauf|sommerschlussverkauf|wsv|ssv|(?:winter|sommer|weihnachts|frühlings|herbst)-?(?:sale|angebote?|aktion)|dieses wochenende|diese woche|nur heute|bis (?:zum|sonntag|montag|[0-9])",
        r"|soldes?(?: d['’](?:hiver|été))?|ventes privées|ce week[- ]end|cette semaine|aujourd['’]hui seulement|jusqu['’]au",
        r"|rebajas|saldi|este fin de semana|questo weekend|solo hoy|solo oggi|dit weekend|alleen vandaag)\b"
    )?;
    let reduction = pattern!(
        r"(?P<lead>\b(?:sconti|saldi|descuentos|rebajas|remises|rabatte|kortingen|rabaty|slevy|descontos) (?:de |von )?(?:(?:up to|bis zu|jusqu['’]à|hasta el|hasta|fino al|tot|do|až|até) )|\b",
        save!(),
        r" |[-−–] ?)?\b(?P<percent>[1-9][0-9]?)[ \u{A0}\u{202F}]?%(?P<off> ",
        off!(),
        r"\b)?"
    )?;
    // Beside amounts it is a product's.
    let has_amounts =
        sums()?.find_iter(text).any(|sum| is_signed(sum.as_str().trim_end_matches(['-', '–', '—'])));
    if has_amounts {
        return None;
    }
    let found = reduction.captures(text)?;
    // "Up to -50 %" is said of a campaign, never of one product.
    let is_best = is_of_the_best(&text[..found.name("percent")?.start()]);
    if !is_best && !names_campaign.is_match(text) && !has_day(text) {
        return None;
    }
    // "50-80%" has no minus.
    let is_range = |lead: &regex::Match<'_>| text[..lead.start()].ends_with(|c: char| c.is_ascii_digit());
    found.name("lead").filter(|lead| !is_range(lead)).or_else(|| found.name("off"))?;
    let off = Reduction::Percent(money::decimal(&found["percent"]).ok()?);
    announce(text, &found, off)
}

/// `None` where it is of something else than a price.
fn announce(text: &str, found: &Captures<'_>, off: Reduction) -> Option<Announcement> {
    let whole = found.get(0)?.range();
    let is_other = pattern!(
        r"\b(?:vat|tax(?:es)?|tva|mwst|ust|iva|btw|dph|moms|charity|energy|electricity|heating|fuel|carbon|co2|recycled|interest|apr|gst|business purchases|cashback|deposit|acompte|anzahlung|humidity|calories|strom|energie\w*|heizkosten|électricité|chauffage|énergi\w*|energía|energia|survey|study|studie|étude|customers? (?:say|agree)|less (?:fat|sugar|water|waste)|gift ?cards?|réchauffement|planète|consommation|pollution|émissions|emissions|bollett\w+|rachunk\w+|elräkning\w*|strømregning\w*|(?:shelf |storage )?space|weight|gewicht|peso|grid|batteri\w*|garant\w*|imports?)\b"
    )?;
    let number = ["percent", "sum", "off", "third"].into_iter().find_map(|name| found.name(name))?;
    let lead = &text[..number.start()];
    if is_no_reduction(lead) || is_other.is_match(&text[sentence_around(text, &whole)]) {
        return None;
    }
    let off = if is_of_the_best(lead) { None } else { Some(off) };
    Announcement::new(Announced::Products(off), text, whole)
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    /// "No promotion" would be wrong beside such words, whatever they are said of.
    #[test]
    fn some_products_are_reduced() {
        for (text, currency, expected) in [
            ("Up to 50% off everything", "EUR", &["up to ? off some"][..]),
            ("Jusqu'à -50 % sur tout le site", "EUR", &["up to ? off some"]),
            ("Bis zu 50 % auf alles", "EUR", &["up to ? off some"]),
            ("Fino al 50% su tutto", "EUR", &["up to ? off some"]),
            ("20% off mugs, now from €5", "EUR", &["20 % off some"]),
            ("-20 % sur les robes dès 15 €", "EUR", &["20 % off some"]),
            ("Save €10 on lamps from €80", "EUR", &["10.00 EUR off some"]),
            ("€12 off lamps, €90 off sofas", "EUR", &["12.00 EUR off some", "90.00 EUR off some"]),
            ("20% off all lamps", "GBP", &["20 % off some"]),
            ("20% off selected lamps and 30% off shades", "GBP", &["20 % off some", "30 % off some"]),
            ("Save 20% on all lamps this week", "GBP", &["20 % off some"]),
            ("Take an extra 20% off sale items", "GBP", &["20 % off some"]),
            ("£5 off every lamp", "GBP", &["5.00 GBP off some"]),
            ("Half price lamps", "GBP", &["50 % off some"]),
            ("20 % Rabatt auf alle Decken", "EUR", &["20 % off some"]),
            ("10 % Rabatt auf alle Decken ab 50 €", "EUR", &["10 % off some"]),
            ("20 % auf Lampen", "EUR", &["20 % off some"]),
            ("5 € Rabatt auf jede Lampe", "EUR", &["5.00 EUR off some"]),
            ("20 % de remise sur les lampes", "EUR", &["20 % off some"]),
            ("20% de descuento en lámparas", "EUR", &["20 % off some"]),
            ("Sconto 20% sulle lampade", "EUR", &["20 % off some"]),
            ("20% korting op lampen", "EUR", &["20 % off some"]),
            ("-20% na lampy", "PLN", &["20 % off some"]),
            ("All lamps 20% off", "GBP", &["20 % off some"]),
            ("All table lamps now 20% off", "GBP", &["20 % off some"]),
            ("Toutes les lampes : -20 %", "EUR", &["20 % off some"]),
            ("All lamps use 20% of the energy", "EUR", &[]),
            ("Alle Lampen 20 % Wolle", "EUR", &[]),
            ("Black Friday: 30% off", "GBP", &["30 % off some"]),
            ("20% off this weekend", "GBP", &["20 % off some"]),
            ("Soldes d'hiver : jusqu'à -50 %", "EUR", &["up to ? off some"]),
            ("20 % Rabatt nur dieses Wochenende", "EUR", &["20 % off some"]),
            // Of something else than a price, or of one of another text.
            ("Save 20% energy with all lamps", "GBP", &[]),
            ("Save up to 60% on heating bills", "GBP", &[]),
            ("Our lamps use 20% less", "GBP", &[]),
            ("20 % Strom sparen mit allen Lampen", "EUR", &[]),
            ("80% cotton on the outside", "GBP", &[]),
            ("5 % de la vente sur chaque lampe reversés à la recherche", "EUR", &[]),
            ("Half off all boots", "USD", &["50 % off some"]),
            ("1/3 off all coats", "GBP", &["33.33 % off some"]),
            ("20% reduction on all coats", "GBP", &["20 % off some"]),
            ("20 Prozent auf alle Teppiche", "EUR", &["20 % off some"]),
            ("20 % Extra-Rabatt auf bereits reduzierte Ware", "EUR", &["20 % off some"]),
            ("-10 % supplémentaires sur les articles déjà remisés", "EUR", &["10 % off some"]),
            ("Vente flash : -30 % jusqu'à 18h", "EUR", &["30 % off some"]),
            ("Sconti fino al 50%", "EUR", &["up to ? off some"]),
            ("Save up to £300 on mattresses", "GBP", &["up to ? off some"]),
            ("20% off 27–30 November", "GBP", &["20 % off some"]),
            ("20% off", "GBP", &[]),
            ("Sale 20% off", "GBP", &[]),
            ("Save 20%", "GBP", &[]),
            ("Statistics show that 50-80% of people do so", "GBP", &[]),
            ("Lamp £5 was £8 20% off until Sunday", "GBP", &[]),
            ("20% off delivery", "GBP", &[]),
            ("20% off all lamps has ended", "GBP", &[]),
            ("Not 20% off lamps", "GBP", &[]),
            ("20% off lamps with code LAMP20", "GBP", &[]),
            ("5 € pour toute commande", "EUR", &[]),
            ("€5 lamps", "EUR", &[]),
            ("95% of lamps are in stock", "EUR", &[]),
            ("10 % auf Anfrage", "EUR", &[]),
        ] {
            assert_eq!(found(text, currency), expected, "{text}");
        }
    }
}
