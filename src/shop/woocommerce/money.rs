//! Amounts as WooCommerce's pages and its API write them. All are cents.

use crate::shop::config::Language;

/// `14.28`, as JSON-LD says it.
pub(super) fn plain(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// `€14.28` or `14,28 €`, with entities.
pub(super) fn short(cents: i64, language: Language) -> String {
    match language {
        Language::En => format!("&euro;{}", plain(cents)),
        Language::Fr => format!("{}&nbsp;&euro;", plain(cents).replace('.', ",")),
    }
}

const SYMBOL: &str = "<span class=\"woocommerce-Price-currencySymbol\">&euro;</span>";

fn marked(cents: i64, language: Language) -> String {
    match language {
        Language::En => format!("{SYMBOL}{}", plain(cents)),
        Language::Fr => format!("{}&nbsp;{SYMBOL}", plain(cents).replace('.', ",")),
    }
}

/// An amount of a page.
pub(super) fn amount(cents: i64, language: Language) -> String {
    format!("<span class=\"woocommerce-Price-amount amount\"><bdi>{}</bdi></span>", marked(cents, language))
}

/// The same without `bdi`, as sentences and the header have it.
pub(super) fn amount_in_text(cents: i64, language: Language) -> String {
    format!("<span class=\"woocommerce-Price-amount amount\">{}</span>", marked(cents, language))
}

/// The old price struck through and the new one; between them what only screen readers say.
pub(super) fn reduced(regular: i64, now: i64, language: Language) -> String {
    let (was, is) = match language {
        Language::En => ("Original price was: ", "Current price is: "),
        Language::Fr => ("Le prix initial était : ", "Le prix actuel est : "),
    };
    let said = |words, cents| {
        format!("<span class=\"screen-reader-text\">{words}{}.</span>", short(cents, language))
    };
    format!(
        "<del aria-hidden=\"true\">{}</del> {}<ins aria-hidden=\"true\">{}</ins>{}",
        amount(regular, language),
        said(was, regular),
        amount(now, language),
        said(is, now)
    )
}

/// From the lowest to the highest price.
pub(super) fn range(lowest: i64, highest: i64, language: Language) -> String {
    let hidden = |cents| amount(cents, language).replacen("amount\">", "amount\" aria-hidden=\"true\">", 1);
    format!(
        "{} <span aria-hidden=\"true\">&ndash;</span> {}<span class=\"screen-reader-text\">Price range: {} {} {}</span>",
        hidden(lowest),
        hidden(highest),
        short(lowest, language),
        if language == Language::En { "through" } else { "to" },
        short(highest, language)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_the_language() {
        for (cents, en, fr) in [
            (0, "&euro;0.00", "0,00&nbsp;&euro;"),
            (1142, "&euro;11.42", "11,42&nbsp;&euro;"),
            (5, "&euro;0.05", "0,05&nbsp;&euro;"),
        ] {
            assert_eq!(short(cents, Language::En), en);
            assert_eq!(short(cents, Language::Fr), fr);
        }
        assert_eq!(
            amount(1428, Language::Fr),
            "<span class=\"woocommerce-Price-amount amount\"><bdi>14,28&nbsp;<span \
             class=\"woocommerce-Price-currencySymbol\">&euro;</span></bdi></span>"
        );
    }
}
