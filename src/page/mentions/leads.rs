//! What the words in front of a day make of it: the first one of a promise, or the last.

use std::ops::Range;

use crate::page::patterns::pattern;

/// A shop's words in front of the day on which an offer ends.
macro_rules! until {
    () => {
        concat!(
            r"(?:until|till?|thru|through|end(?:s|ed|ing)?(?: on| at)?|expir(?:es|ed|y|ation)(?: on| date)?|valid to",
            r"|jusqu['’](?:au|à)|(?:se termine|prend fin|expire|fin|avant) le",
            r"|bis(?: zum| einschließlich| einschl\.| inkl\.)?|endet am|hasta(?: el)?|(?:termina|finaliza|caduca|acaba) el",
            r"|fino al|entro il|(?:scade|termina) il|tot(?: en met)?|t/m|eindigt op|do(?: dnia)?|até(?: a| o dia)?",
            r"|t\.?o\.?m\.?|till och med|til og med)"
        )
    };
}

pub(super) use until;

/// What stands in front of the words between a first and a last day: "du 25/11 au", "from 25 to".
pub(super) fn before_the_last_day(lead: &str) -> Option<&str> {
    let between = pattern!(
        r"[ \u{A0}]?(?:\b(?:au|to|thru|through|until|till?|bis(?: zum)?|al|tot(?: en met)?|t/m|do|et le|and|und(?: dem)?)|[-–—])[ \u{A0}]?(?:(?:the|den|dem|le|il|el) )?(?:\p{L}{3,11}[.,]? )?$"
    )?
    .find(lead)?;
    Some(&lead[..between.start()])
}

/// Whether the words in front of a day make it the first one.
pub(super) fn leads_to_a_begin(lead: &str) -> bool {
    pattern!(
        r"(?:^|[^\p{L}])(?:from|as of|start(?:s|ing)?(?: on| from)?|begin(?:s|ning)?(?: on| from)?|à (?:partir|compter) du|dès le|(?:débute|commence) le",
        r"|ab(?: dem)?|(?:startet|beginnt) am|desde(?: el)?|a partir del?|(?:empieza|comienza) el|dal|(?:inizia|comincia) il|vanaf|(?:begint|start) op",
        r"|od(?: dnia)?|fr\.?o\.?m\.?|från(?: och med)?|fra(?: og med)?)[: \u{A0}]{0,3}(?:\p{L}{2,11}[.,]? )?(?:(?:the|den|dem|le|il|el) )?$"
    )
    .is_some_and(|words| words.is_match(lead))
}

/// Whether a first day is not that of something else which is told beside the promise: a delivery, opening hours.
pub(super) fn is_of_promise(text: &str, found: &Range<usize>, place: &Range<usize>) -> bool {
    let between = text.get(found.end..place.start).or_else(|| text.get(..place.start)).unwrap_or_default();
    let is_other = pattern!(
        r"(?:deliver|ship|dispatch|geliefert|liefer|versand|versend|livr|expédi|env[ií]|entreg|spedi|consegn|bezorg|verzend|geleverd|wysył|dostaw|stock|available|disponib|verfügbar|erhältlich|verkrijgbaar|dostępn|returns?\b|retour|opening|ouvert|geöffnet|abiert|apert)\p{L}*[^.!?;]{0,25}$"
    );
    !is_other.is_some_and(|words| words.is_match(between))
}
