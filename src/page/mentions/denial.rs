//! What takes a promise back: words that deny it, ask for it, or tell of another time.

use std::sync::LazyLock;

use regex::Regex;

use super::sentences::sentence_around;

/// Whether the sentence so far denies a code or the need for one.
pub(in crate::page) fn is_denied(before: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:no|without|not need|don't need|sans|pas besoin|pas de|aucun|kein\w*|ohne|senza|sin|geen|zonder|bez|brak|nie ma|não|sem|ingen|inga|intet?|ikke|utan|uden|uten|nem|nincs)\b[^.!?]*$").ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(before))
}

/// Whether the sentence around a promise takes it back, asks for it, or is over.
pub(in crate::page) fn is_taken_back(text: &str, start: usize, end: usize) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:not|never|no longer|excluded|unavailable|ended|expired|is over|wish|dying|nicht|keine?|beendet|abgelaufen|vorbei|ausgeschlossen|pas|plus (?:valable|disponible|en cours)|jamais|hors|exclue?s?|terminée?s?|expirée?s?|nie|niet|verlopen|afgelopen|nunca|ya no|caducad[oa]|finalizad[oa]|non più|scadut[oa]|terminat[oa]|inte|ikke|não|zakończon[aey]|skończył[aoy]|coming soon|bientôt|demnächst|(?:shops?|stores?|retailers?|brands?|we|they|it|which|that|who) (?:offered|gave|had|used to)|used to|last (?:year|week|month|season|summer|winter|christmas)|l['’]an(?:née)? derni(?:er|ère)|letzte[sn]? (?:jahr|woche|monat)|el año pasado|l['’]anno scorso|vorig jaar|offrai(?:t|en|ent)|proposai(?:t|en|ent))\b|n['’]t\b",
        )
        .ok()
    });
    let sentence = sentence_around(text, &(start..end));
    text[sentence.end..].starts_with('?')
        || WORDS.as_ref().is_some_and(|words| words.is_match(&text[sentence]))
}
