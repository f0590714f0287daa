//! Patterns for the sentences of a shop, and an amount in them.

use regex::Regex;

/// Compiles a pattern once; without regard to letter case.
macro_rules! pattern {
    ($($part:expr),+ $(,)?) => {{
        static PATTERN: std::sync::LazyLock<Option<regex::Regex>> =
            std::sync::LazyLock::new(|| regex::Regex::new(concat!("(?i)", $($part),+)).ok());
        PATTERN.as_ref()
    }};
}

/// A named group for an amount with or without a sign or a code on one side: `£1,250`, `15 000 Ft`, `R$ 199`, `5,500円`. The letter
/// case of a code counts, whatever the pattern around says: `CHF` is one, the end of "only" is none. What `R` means, only a page in
/// rand tells: the amount reads there alone.
macro_rules! sum {
    ($name:literal) => {
        concat!(
            r"(?P<",
            $name,
            r">(?:(?:[€$£₹¥₺₩₱₫₪₦₴₽฿]|(?-i:\b(?:R|US|CA|AU|NZ|HK|MX|[CAS])\$)|\bkr\.?|\bzł|\blei|(?-i:\bRs\.?|\bR|\bRM|\bRp|\bKSh|\bS/\.?|\bS?Fr\.|\b[A-Z]{3}))[ \u{A0}\u{202F}]?)?",
            r"(?:[0-9]{1,3}(?:[ \u{A0}\u{202F}\u{2009}'’][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9](?:[0-9.,]*[0-9])?)",
            r"(?:[,.]?[-–—]|[ \u{A0}\u{202F}]?(?:[€$£₹¥₺₽]|zł|Kč|kr\b\.?|lei\b|Ft\b|TL\b|грн|円|:-|(?-i:[A-Z]{3}\b)))?)"
        )
    };
}

/// A shop's words for the price that the maker recommends or lists, by language: the inside of a group, in lower case.
macro_rules! maker_words {
    () => {
        concat!(
            r"rrp|msrp|srp|recommended (?:retail )?price|suggested (?:retail )?price|list price|uvp(?: des herstellers)?|listenpreis",
            r"|(?:unverb(?:indliche|\.)? )?preisempf(?:ehlung|\.)|prix (?:public |de vente )?conseillé|prix (?:public|catalogue)",
            r"|adviesprijs|prezzo (?:consigliato|di listino)|listino|pvpr|avp|(?:pvp|precio) recomendado|preço recomendado",
            r"|rek(?:\.|ommenderat)? ?pris|vejl(?:\.|edende)? ?(?:udsalgs)?pris|veil(?:\.|edende)? ?(?:utsalgs)?pris|ovh",
            r"|cena (?:sugerowana|katalogowa)|sugerowana cena|doporučená cena|odporúčaná cena|ajánlott (?:fogyasztói )?ár|preț recomandat"
        )
    };
}

pub(super) use {maker_words, pattern, sum};

/// Amounts, each with its sign or code.
pub(super) fn sums() -> Option<&'static Regex> {
    pattern!(sum!("sum"))
}

/// Whether more than digits and what stands between them is there: a sign, or what may be one.
pub(super) fn is_signed(amount: &str) -> bool {
    amount.contains(|c: char| !c.is_ascii_digit() && !c.is_whitespace() && !".,'’".contains(c))
}
