//! Patterns for the sentences of a shop, and an amount in them.

/// Compiles a pattern once; without regard to letter case.
macro_rules! pattern {
    ($($part:expr),+ $(,)?) => {{
        static PATTERN: std::sync::LazyLock<Option<regex::Regex>> =
            std::sync::LazyLock::new(|| regex::Regex::new(concat!("(?i)", $($part),+)).ok());
        PATTERN.as_ref()
    }};
}

/// A named group for an amount with or without a sign or a code on one side: `£1,250`, `15 000 Ft`, `R$ 199`, `5,500円`. The letter
/// case of a code counts, whatever the pattern around says: `CHF` is one, the end of "only" is none.
macro_rules! sum {
    ($name:literal) => {
        concat!(
            r"(?P<",
            $name,
            r">(?:(?:[€$£₹¥₺₩]|(?:R|US|CA|AU|NZ|[CA])\$|\bkr\.?|\bzł|\blei|(?-i:\b[A-Z]{3}))[ \u{A0}\u{202F}]?)?",
            r"(?:[0-9]{1,3}(?:[ \u{A0}\u{202F}\u{2009}'’][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9](?:[0-9.,]*[0-9])?)",
            r"(?:[,.]?[-–—]|[ \u{A0}\u{202F}]?(?:[€$£₹¥₺₽]|zł|Kč|kr\b\.?|lei\b|Ft\b|TL\b|грн|円|:-|(?-i:[A-Z]{3}\b)))?)"
        )
    };
}

pub(super) use {pattern, sum};
