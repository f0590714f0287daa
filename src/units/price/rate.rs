//! Numbers beside a price that are not the price: the price of a kilogram, and numbers in millions.

use std::sync::LazyLock;

use regex::Regex;

/// Whether the text gives a price per measure: `€ / kg`, `€/100 g`, `per kg`, `le kilo`, `/ m²`. A price per piece is a price.
pub(super) fn is_per_unit(text: &str) -> bool {
    static PER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)(?:/|(?:^|[^\p{L}])(?:(?:per|par|pro|je|al|el|por|au|le|la|za)[\s\u{A0}\u{202F}]|l['’]))[\s\u{A0}\u{202F}]*(?:[0-9]{1,4}[\s\u{A0}\u{202F}]*)?(?:kg|kilo(?:gram(?:me|m|s)?)?s?|g|gr|mg|l|lt|lit(?:re|er|ro)s?|cl|dl|ml|m²|m2|qm|m³|m3|m|cm|mètres?|met(?:re|er|ro)s?|ft²|ft|sqm|sq|lb|lbs|oz)(?:$|[^\p{L}\p{N}])",
        )
        .ok()
    });
    PER.as_ref().is_some_and(|per| per.is_match(text))
}

/// Whether the word behind the number multiplies it: "1,2 Mio. €".
pub(super) fn is_scaled(after: &str) -> bool {
    const SCALES: &[&str] = &[
        "bn",
        "crore",
        "lakh",
        "m",
        "md",
        "mia",
        "mille",
        "milliard",
        "milliarden",
        "milliards",
        "million",
        "millionen",
        "millions",
        "mio",
        "mld",
        "mln",
        "mrd",
        "tausend",
        "thousand",
        "tsd",
        "tys",
        "k",
        "млн",
        "тыс",
    ];
    let word: String = after
        .trim_start_matches([' ', super::HARD_SPACE])
        .chars()
        .take_while(|c| c.is_alphabetic())
        .collect();
    !word.is_empty() && SCALES.contains(&word.to_lowercase().as_str())
}
