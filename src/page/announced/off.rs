//! How shops say that a price is reduced.

use super::super::patterns::pattern;

/// A shop's words for what is taken off, behind a percentage.
macro_rules! off {
    () => {
        r"(?:off|discount|reduction|de (?:remise|réduction|rabais|descuento|dto\.?|desconto)|dto\.?|di sconto|(?:extra-?)?rabatt?u?|nachlass|reduziert|günstiger|korting|zniżki|taniej|slevy|kedvezmény|alennus|supplémentaires?)"
    };
}

/// A shop's words between that and what it is taken off.
macro_rules! on {
    () => {
        r"(?:on|sur|auf|en|su|op|na|på|em|din)"
    };
}

/// A shop's words for saving, in front of what is saved.
macro_rules! save {
    () => {
        r"(?:save|économisez|spare?n?(?: sie)?|ahorra|risparmia|bespaar|oszczędź|spara|ušetřete|economize)"
    };
}

pub(super) use {off, on, save};

/// Whether the words in front of a reduction say that it is the best of several: "up to".
pub(super) fn is_of_the_best(lead: &str) -> bool {
    // "Jusqu'à dimanche : -20 %" tells when; "20 to 50 %" has two ends.
    pattern!(
        r"\b(?:up to|as much as|jusqu['’]à|bis zu|hasta|fino al?|tot(?: wel)?|do|aż do|až|até|upp till|op til|opp til|ca\.?)[ \u{A0}\u{202F}](?:(?:an?|un[ea]?|de|del|el|al|het|ein\w*|extra|whopping|massive|huge|amazing|incredible|satte|sagenhafte|save|über) )*[-−–€$£]? ?$",
        r"|[0-9] ?%? ?(?:[-–—]|to|bis|à|a|hasta|al?|tot|do|até|till) ?[-−–]?$"
    )
    .is_some_and(|words| words.is_match(lead))
}

/// Whether the words in front of a percentage make it a tax or what is given to others.
pub(super) fn is_no_reduction(lead: &str) -> bool {
    is_of_a_quality(lead)
        || pattern!(
        r"\b(?:vat|tax(?:es?)?|tva|mwst|ust|iva|btw|dph|moms|charity|donat\w+|revers\w+|spende\w*|surcharges?|fees?|charges?|frais|supplément|recargo|impuestos?|tax[ea]s?|aufschlag|zuschlag|gebühr\w*|steuern?|rise|increase[ds]?|erhöh\w*|augment\w*|win|gewinn\w*|gagnez|preiserhöhung\w*|steigen|steigt|sub(?:en|irán?)|aumenta(?:no|rán?|n)|stijg(?:en|t)|stiger|wzrosną|\w*zuschlag)\b\.?[^.!?0-9]{0,25}$"
    )
    .is_some_and(|words| words.is_match(lead))
}

/// Whether something else than a price is made less: "Reduce noise by 30%", "réduit le bruit de 30 %".
fn is_of_a_quality(lead: &str) -> bool {
    let made_less = pattern!(
        r"\b(?:reduc(?:e[sd]?|ing)|cuts?|lowers?|lowered|réduit|réduisent|riduce|riducono|reduce|reduziert|senkt|verringert|verlaagt) (?:(?:the|our|your|le|la|les|il|i|el|den|die|das|de|het) )?(?P<what>\p{L}+) (?:by|de|del|um|met|en(?: un)?) (?:about |up to )?$"
    );
    let is_price = pattern!(
        r"^(?:prices?|everything|all|prix|tout|preise?|alles|precios?|todo|prezz[io]|tutto|prijs|prijzen)$"
    );
    made_less
        .and_then(|words| words.captures(lead))
        .is_some_and(|found| !is_price.is_some_and(|price| price.is_match(&found["what"])))
}
