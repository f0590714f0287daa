//! What takes a promise back: words that deny it, ask for it, or tell of another time.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::sentences::sentence_around;
use crate::page::patterns::pattern;

/// A text of the same length without the words of advertising that deny nothing: "don't miss", "no code needed".
pub(in crate::page) fn without_idioms(text: &str) -> Cow<'_, str> {
    let idioms = pattern!(
        r"\b(?:do(?:n['’]t| not) miss(?: out)?(?: on)?|(?:it['’]s |it is )?not too late|nicht verpassen|verpassen sie nicht|nichts? verpassen|ne (?:manquez|ratez) pas|à ne pas (?:manquer|rater)|no te (?:lo |la )?pierdas|no se (?:lo |la )?pierda|non (?:perdere|perderti|perdetevi|lasciarti sfuggire)|mis (?:het|dit|deze?) niet|nie przegap|não perca|missa inte|gå ikke glip af|gå ikke glipp av",
        r"|(?:you (?:do not|don['’]t) need|no need for) (?:an? )?(?:\p{L}+ )?(?:codes?|membership|account)|no (?:\p{L}+ )?(?:codes?|membership|account|sign[- ]?up|minimum|card|strings)(?: \p{L}+)? (?:is )?(?:needed|required|necessary|attached)|(?:kein|ohne) (?:gutschein)?code(?: (?:nötig|erforderlich))?|keine (?:anmeldung|mitgliedschaft) (?:nötig|erforderlich)|sans code|sin código|senza codice|geen code nodig|bez kodu|sem código|utan kod)\b",
        // Somewhere it is not to be had, elsewhere it is.
        r"|[-–—,(*] ?(?:not available|unavailable) (?:in|to|on|for) (?:the )?\p{L}+"
    );
    idioms.map_or(Cow::Borrowed(text), |idioms| {
        idioms.replace_all(text, |found: &Captures<'_>| " ".repeat(found[0].len()))
    })
}

/// Whether the sentence behind a promise says that it is over: "This offer has now ended."
pub(in crate::page) fn is_over_behind(text: &str, end: usize) -> bool {
    let over = pattern!(
        r"^\W*(?:sorry,? )?(?:(?:this|the|our|diese[rs]?|die|das|cette|cet|l['’]|la|esta|el|questa|l['’]|deze|dit|de|ta|den här|esta|a) ?)?(?:offer|sale|promotion|promo|deal|campaign|angebot|aktion|rabattaktion|offre|opération|vente|oferta|promoción|promozione|offerta|aanbieding|actie|promocja|oferta|erbjudandet|kampanjen|promoção)\b[^.!?;]{0,25}?\b(?:ended|over|expired|finished|closed|abgelaufen|beendet|vorbei|terminée?|finie?|expirée?|terminad[oa]|terminado|finalizad[oa]|caducad[oa]|scadut[oa]|terminat[oa]|finit[oa]|verlopen|afgelopen|voorbij|zakończ\w+|zakończona|slut|avslutat?|avslutad|encerrad[oa]|terminou)\b",
        r"|^\W*ended (?:on )?[0-9\p{L}]",
        r"|^\W*(?:ended|expired|offer over|abgelaufen|terminée?|expirée?|caducad[oa]|scadut[oa]|verlopen|zakończon[aey])\W*$"
    );
    text.get(end..).is_some_and(|behind| over.is_some_and(|over| over.is_match(behind)))
}

/// Whether the sentence right in front of a promise says that this offer is over: "Sorry, this offer has expired."
fn is_over_in_front(text: &str) -> bool {
    let last = text.trim_end().trim_end_matches(['.', '!', ':', ';']);
    let begin = last.rfind(['.', '!', '?', ';']).map_or(0, |at| at + 1);
    let is_this = pattern!(r"\b(?:this|diese[rs]?|cette|esta|questa|deze|ta|esse|denna) ")
        .is_some_and(|this| this.is_match(&last[begin..]));
    is_this && is_over_behind(&last[begin..], 0)
}

/// Whether the sentence so far denies a code or the need for one.
pub(in crate::page) fn is_denied(before: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:no|without|not need|don't need|sans|pas besoin|pas de|aucun|kein\w*|ohne|senza|sin|geen|zonder|bez|brak|nie ma|não|sem|ingen|inga|intet?|ikke|utan|uden|uten|nem|nincs)\b[^.!?]*$|\b(?:win|gagnez|gewinnen?(?: sie)?|vinci|gana|vinn)\b[^.!?]{0,30}$").ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(before))
}

/// Whether the sentence around a promise takes it back, asks for it, or is over.
pub(in crate::page) fn is_taken_back(text: &str, start: usize, end: usize) -> bool {
    let sentence = sentence_around(text, &(start..end));
    let words = &text[sentence.clone()];
    text[sentence.end..].starts_with('?')
        || is_over_behind(text, sentence.end)
        || is_over_in_front(&text[..sentence.start])
        || names_a_past_year(words)
        || [denies(), is_of_others(), is_of_the_past()].into_iter().flatten().any(|told| told.is_match(words))
}

/// Words that deny a promise, or say that it is over or used up.
fn denies() -> Option<&'static Regex> {
    pattern!(
        r"\b(?:not|never|no longer|excluded|unavailable|ended|expired|is over|wish|dying|nicht|keine?|beendet|abgelaufen",
        r"|vorbei|ausgeschlossen|pas|plus (?:valable|disponible|en cours)|jamais|hors|exclue?s?|terminée?s?",
        r"|expirée?s?|nie|niet|verlopen|afgelopen|nunca|ya no|caducad[oa]|finalizad[oa]|non più|scadut[oa]",
        r"|terminat[oa]|inte|ikke|não|zakończon[aey]|skończył[aoy]|coming soon|bientôt|demnächst|próximamente|prossimamente|binnenkort|wkrótce|brevemente|kommer snart|sold out",
        r"|all (?:gifts )?gone|ausverkauft|vergriffen|épuisée?s?|agotad[oa]s?|esaurit[oi]|uitverkocht|wyprzedan[ey]",
        r"|finished|discontinued|withdrawn|suspended|(?:have|has) stopped|stopped offering|cannot be|can't be",
        r"|a pris fin|non (?:disponible|comprise?|vale)|no se aplica|ha terminado|avslutad|slut|terminou",
        r"|encerrad[oa]|expirado|(?:sale|offer|promotion) is closed|now closed|thank you for shopping|voorbij",
        r"|est finie|sont finies|è finit[ao]|sono finit[ei]|terminad[oa]s?|lejárt|véget ért|päättynyt|sona erdi|s-a încheiat)\b",
        r"|n['’]t\b|終了しました|終了いたしました"
    )
}

/// Words of what others offer, or offer others than shoppers: rivals, frauds, an employer, a competition.
fn is_of_others() -> Option<&'static Regex> {
    pattern!(
        r"\b(?:competitors?|rivals?|most (?:shops|stores|retailers)|(?:our|all) (?:staff|employees)",
        r"|shoppers expect(?:ed)?|beware|fake ?shops?|fausses boutiques|amazon (?:offers|gives)|bei amazon",
        r"|other (?:shops|stores)|andere shops|autres boutiques|shareholders|job perks|mitarbeiter|salariés",
        r"|(?:expired|past|previous|ended) (?:offers|promotions|deals|sales)|abgelaufene (?:aktionen|angebote)",
        r"|frühere aktionen|offres (?:expirées|passées)|ofertas (?:caducadas|anteriores)|offerte (?:scadute|passate)",
        r"|verlopen (?:acties|aanbiedingen)|first prize|sorteio|tentez de gagner|how to (?:plan|run)|may break the law|(?:turn|switch)(?:s|es|ed|ing)? [0-9]+ ?% off|shops? that says?)\b"
    )
}

/// Whether a sentence tells of a year that is over: "In 2019 we gave 20% off everything".
fn names_a_past_year(sentence: &str) -> bool {
    static THIS_YEAR: LazyLock<i16> = LazyLock::new(|| jiff::Zoned::now().year());
    let years =
        pattern!(r"\b(?:in|en|nel|w|im jahr|i) (?P<year>20[0-9]{2})\b|\b(?P<year_of>20[0-9]{2}) hade\b");
    let is_past = |found: Captures<'_>| {
        let year = found.name("year").or_else(|| found.name("year_of"));
        year.and_then(|year| year.as_str().parse().ok()).is_some_and(|year: i16| year < *THIS_YEAR)
    };
    years.is_some_and(|years| years.captures_iter(sentence).any(is_past))
}

/// Words of a time that is over.
fn is_of_the_past() -> Option<&'static Regex> {
    pattern!(
        r"\b(?:(?:shops?|stores?|retailers?|brands?|we|they|it|which|that|who) (?:offered|gave|had|used to)|bisher gab",
        r"|gab es|(?:offer|sale|deal|promotion|discount) was|thing of the past",
        r"|used to",
        r"|(?:last|past) (?:year|week(?:end)?|month|season|summer|winter|christmas|(?:mon|tues|wednes|thurs|fri|satur|sun)day)",
        r"|(?:until|till?|was|ended) yesterday|(?:bis|war) gestern|früher (?:gab|hatten|boten)|jusqu['’]à hier",
        r"|(?:hasta|fue) ayer|fino a ieri|(?:tot|was) gisteren|do wczoraj|até ontem|t\.?o\.?m\.? igår",
        r"|l['’]an(?:née)? derni(?:er|ère)|letzte[sn]? (?:jahr|woche|monat)|el año pasado|l['’]anno scorso",
        r"|vorig jaar|offrai(?:t|en|ent)|proposai(?:t|en|ent))\b"
    )
}
