//! What the words in front of a day make of it: the first one of a promise, or the last.

use std::ops::Range;

use super::weekdays::day_of_the_week;
use crate::page::patterns::pattern;

/// A shop's words in front of the day on which an offer ends.
macro_rules! until {
    () => {
        concat!(
            r"(?:(?:until|up to|till?|thru|through|end(?:s|ed|ing)?(?: on| at)?|exp(?:ir(?:es|ed|y|ation)(?: on| date)?)?|valid to|extended(?: to)?|verlängert bis(?: zum)?|prolongée?s? jusqu['’]au",
            r"|jusqu['’](?:au|à)|(?:se termine|prend fin|expire|fin|avant) le",
            r"|bis(?: zum| einschließlich| einschl\.| inkl\.)?|endet am|hasta(?: el)?|(?:termina|finaliza|caduca|acaba) el",
            r"|fino al|entro il|(?:scade|termina) il|tot(?: en met)?|t/m|eindigt op|do(?: dnia)?|até(?: a| o dia)?",
            r")\b\.?|t\.?o\.?m\.?|till och med|til og med)"
        )
    };
}

/// An hour between such words and the day: "until 23:59 on 6 December".
macro_rules! hour {
    () => {
        r"(?:(?:[0-9]{1,2}[:.][0-9]{2}(?: ?(?:[ap]\.?m\.?|uhr|h))?|[0-9]{1,2} ?(?:h(?:[0-9]{2})?|uhr|[ap]\.?m\.?)|midnight|noon|minuit|midi),? (?:(?:on|of|le|am|el|il|op) )?)?"
    };
}

/// What may stand between such words and the day: an hour, a day of the week, an article.
macro_rules! then_the_day {
    () => {
        concat!(r"[: \u{A0}]{0,3}", hour!(), r"(?:\p{L}{2,11}[.,]? )?(?:(?:the|den|dem|le|il|el) )?$")
    };
}

pub(super) use {hour, then_the_day, until};

/// The number of the first of several days that are told one by one, in front of the last: "les 4, 5 et", "am 5. und".
pub(super) fn listed(lead: &str) -> Option<i8> {
    let found = pattern!(
        r"(?:^|[^\p{L}])(?:les|am|on|los(?: días)?|op|den|w dniach|dni)(?: \p{L}{3,11}[.,]?)? (?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|\.)?(?:, ?[0-9]{1,2}(?:st|nd|rd|th|er|\.)?)*,? (?:et|und|and|&|y|en|og|och|i) (?:(?:le|the|den) )?$"
    )?
    .captures(lead)?;
    found["day"].parse().ok()
}

/// What stands in front of the words between a first and a last day: "du 25/11 au", "from 25 to".
pub(super) fn before_the_last_day(lead: &str) -> Option<&str> {
    let between = pattern!(
        r"[ \u{A0}]?(?:\b(?:au|to|thru|through|until|till?|bis(?: zum)?|al|tot(?: en met)?|t/m|do|et le|and|und(?: dem)?)|[-–—])[ \u{A0}]?",
        hour!(),
        r"(?:(?:the|den|dem|le|il|el) )?(?:\p{L}{3,11}[.,]? )?$"
    )?
    .find(lead)?;
    Some(&lead[..between.start()])
}

/// Whether the words around a day make it the only one: "nur am 6. Dezember", "6 December only", "On 28 November: …", "Saturday 5
/// December: …", "Black Friday, 27 November".
pub(super) fn is_the_only_day(lead: &str, rest: &str) -> bool {
    let leads = pattern!(
        r"(?:^|[^\p{L}])(?:only(?: on)?|nur am|(?:uniquement|seulement) le|(?:solo|sólo|solamente|únicamente) el|solo il|(?:alleen|enkel) op|tylko|endast|kun|bara|apenas em",
        r"|valid on|gültig am|valables? le|válid[oa]s? el|valid[oa] il|geldig op|gäller den)",
        then_the_day!()
    );
    let follows = pattern!(r"^,? (?:only|seulement|uniquement|solamente|soltanto|apenas)\b");
    let begins_with_it =
        pattern!(r"(?:^|[.!?;:|] )\W*(?:on|am|le|el|il|op|den|em|dnia|w dniu)\b", then_the_day!());
    let tells_more = pattern!(r"^\W*(?:begin|start|commence|débute|is|ist|est|es|è)\p{L}*\b");
    let is_named = pattern!(
        r"\b(?:black friday|cyber monday|singles['’]? day|boxing day|prime day|nikolaustag|saint[- ]nicolas)[,:]? [(–-]?(?:(?:the|den|le|el|il) )?$"
    );
    let names_it = pattern!(r"(?:^|[.!?;:|] )\W*(?P<name>\p{L}{5,11})[.,]? (?:(?:the|den|le) )?$");
    let is_set_apart = pattern!(r"^[ \u{A0}\u{202F}]?[:–—]");
    let is = |words: Option<&regex::Regex>, text: &str| words.is_some_and(|words| words.is_match(text));
    is(leads, lead)
        || is(is_named, lead)
        || is(follows, rest)
        || is(begins_with_it, lead) && !is(tells_more, rest)
        || is(is_set_apart, rest)
            && names_it
                .and_then(|name| name.captures(lead))
                .is_some_and(|found| day_of_the_week(&found["name"]).is_some())
}

/// Whether the words in front of a day make it the first one.
pub(super) fn leads_to_a_begin(lead: &str) -> bool {
    pattern!(
        r"(?:^|[^\p{L}])(?:(?:from|as of|start(?:s|ing)?(?: on| from)?|begin(?:s|ning)?(?: on| from)?|launch(?:es|ing)?(?: on)?|opens(?: on)?|(?:is |are )?back(?: on)?|returns on|drops(?: on)?|after|à (?:partir|compter) du|dès(?: le)?|(?:débute|commence) le|rendez-vous le",
        r"|ab(?: dem)?|(?:startet|beginnt) am|desde(?: el)?|a partir del?|(?:empieza|comienza) el|dal?|(?:inizia|comincia) il|vanaf|(?:begint|start) op",
        r"|od(?: dnia)?|från(?: och med)?|fra(?: og med)?)\b|fr\.?o\.?m\.?)",
        then_the_day!()
    )
    .is_some_and(|words| words.is_match(lead))
}

/// Whether a first day is not that of something else which is told beside the promise: a delivery, opening hours.
pub(super) fn is_of_promise(text: &str, found: &Range<usize>, place: &Range<usize>) -> bool {
    let is_other = pattern!(
        r"(?:deliver|ship|dispatch|geliefert|liefer|versand|versend|livr|expédi|env[ií]|entreg|spedi|consegn|bezorg|verzend|gelever|lever|wysył|dostaw|stock|available|disponib|verfügbar|erhältlich|verkrijgbaar|dostępn|sprzedaży|releas|erschein|paraît|colis|parcel|hos dig|yours)\p{L}*[^.!?;]{0,25}$"
    );
    let leads = is_other.is_some_and(|words| words.is_match(between(text, found, place)));
    let follows = pattern!(r"^,? (?:bei (?:ihnen|dir|euch)|chez vous|hos dig|in huis|a casa tua|en tu casa|delivered|geliefert)\b")
        .is_some_and(|words| words.is_match(&text[place.end..]));
    !leads && !follows && !is_of_something_else(text, found, place)
}

/// Whether a day, the first or the last, is that of returns, of closing and opening, or of an arrival.
pub(super) fn is_of_something_else(text: &str, found: &Range<usize>, place: &Range<usize>) -> bool {
    let lead = between(text, found, place);
    let lead = before_the_last_day(lead).unwrap_or(lead);
    // "Free delivery Wed, 2 December" is when it arrives.
    let is_shipping =
        pattern!(r"(?:delivery|shipping)$").is_some_and(|words| words.is_match(&text[found.clone()]));
    let is_right_behind = place.start >= found.end
        && pattern!(r"^[ \u{A0}]?(?:\p{L}{3,9}[.,]? )?(?:[0-9]{1,2}(?: \p{L}{3,9})?)? ?$")
            .is_some_and(|gap| gap.is_match(lead));
    if is_shipping && is_right_behind {
        return true;
    }
    pattern!(
        r"(?:\b(?:except|excluding|not|sauf|hors|außer|excepto|tranne|eccetto|behalve|utom|get (?:it|yours) by|returns?|retours?|rückgabe\w*|rücksend\w*|devoluci\w+|resi|reso|zwrot\w*|retur\w*|open|ouverte?s?|geöffnet|abiert[oa]s?|apert[oaie]|closed|fermée?s?|geschlossen|gesloten|cerrad[oa]s?|chius[oaie]|betriebsferien|\w*urlaub|congés",
        r"|arriv(?:es?|ing|era)|receive (?:it|them|your (?:order|parcel))|recevez[- ](?:les?|votre (?:colis|commande))|reçue?s?|recíbelo|recibe tu pedido|ricevi(?:lo| il tuo ordine)|in huis|thuis|delivered|geliefert|livrée?s?|zugestellt|geleverd|levereras|leveres)\b[^!?;]{0,40}",
        r"|[,:(–-] ?(?:lieferung|zustellung|delivery|livraison|entrega|consegna|levering|bezorging|dostawa|leverans)(?: \p{L}+)?(?: (?:by|before|avant le))? ?)$"
    )
    .is_some_and(|words| words.is_match(lead))
}

/// The words between a promise and a day, or in front of a day that stands before the promise.
fn between<'t>(text: &'t str, found: &Range<usize>, place: &Range<usize>) -> &'t str {
    text.get(found.end..place.start).or_else(|| text.get(..place.start)).unwrap_or_default()
}
