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

/// A shop's words for what it asked before, by language, with the amount.
pub(super) fn before() -> Option<&'static Regex> {
    pattern!(
        r"(?:\b(?:was|before|instead of|(?:down|reduced) from|originally|formerly|previously|(?:original|regular|usual|old|previous|typical) price(?: was)?",
        r"|statt|anstatt|bisher(?:iger preis)?|vorher|ursprünglich(?:er preis)?|alter preis|originalpreis|normalpreis|regulärer preis",
        r"|avant|au lieu de|ancien prix|prix (?:initial|normal|habituel|d['’]origine|barré)",
        r"|prima|anziché|anzichè|invece di|al posto di|prezzo (?:originale|precedente|intero|normale|pieno)",
        r"|antes|en lugar de|en vez de|precio (?:anterior|original|habitual|normal)",
        r"|voorheen|in plaats van|normale prijs|oude prijs|van-prijs",
        r"|było|była|zamiast|(?:poprzednia|stara) cena|cena (?:regularna|pierwotna|poprzednia|początkowa|przed obniżką)",
        r"|původně|místo|(?:původní|běžná) cena|pôvodne|namiesto|(?:pôvodná|bežná) cena",
        r"|ord(?:\.|inarie)? ?pris|ord|tidigare(?: pris)?|før(?:pris)?|normalpris|normaalihinta|ennen|eredeti ár|régi ár",
        r"|em vez de|preço (?:original|normal|anterior|antigo)|în loc de|preț (?:vechi|inițial|întreg)|prp|eski fiyat|αρχική τιμή|παλιά τιμή)\b",
        r"|通常(?:販売)?価格|原价|原價)[: .\u{A0}]{0,3}",
        sum!("sum")
    )
}

/// A shop's words for the price that the maker recommends or lists, with the amount.
pub(super) fn of_maker() -> Option<&'static Regex> {
    pattern!(
        r"(?:\b(?:",
        maker_words!(),
        r")\b\.?|(?:メーカー)?希望小売価格|定価)[: .\u{A0}]{0,3}",
        sum!("sum")
    )
}

/// Whether more than digits and what stands between them is there: a sign, or what may be one.
pub(super) fn is_signed(amount: &str) -> bool {
    amount.contains(|c: char| !c.is_ascii_digit() && !c.is_whitespace() && !".,'’".contains(c))
}
