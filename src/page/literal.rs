//! Literals of the page's source that a cheap scan can look for under load, instead of a parser: one that
//! proves the price, and two that enclose the token. Each is verified on the source it is taken from.

use super::PageEncoding;
use super::price::Price;
use crate::units::money::Money;
use crate::units::price as price_text;

/// Longer literals, or those over several lines, are less likely to survive a change of the page around them.
const MAX_LENGTH: usize = 100;

/// How many places of a class are looked at; the page's own price is among the first.
const MAX_ANCHORS: usize = 50;

/// A literal that occurs in the source, and as it is in its bytes, and proves that the current price is shown.
pub(super) fn of_price(source: &str, price: &Price, encoding: PageEncoding) -> Option<String> {
    let kept = |literal: &String| encoding.keeps(literal);
    let anchor = price.source.trim_start_matches('.').split('[').next().unwrap_or_default();
    let amounts = amount_forms(&price.current);
    let quoted =
        amounts.iter().flat_map(|amount| [format!("content=\"{amount}\""), format!("content='{amount}'")]);
    let json = amounts.iter().flat_map(|amount| {
        ["\"price\": \"", "\"price\":\"", "\"price\":", "\"price\": "]
            .map(|key| format!("{key}{amount}{}", if key.ends_with('"') { "\"" } else { "" }))
    });
    let text = shown_forms(source, anchor, &price.current);
    if price.source.ends_with("[content]") || price.source.starts_with("meta") {
        quoted.chain(json).chain(text).find_map(|literal| anchored(source, anchor, &literal).filter(kept))
    } else if price.source.starts_with("JSON-LD") {
        json.chain(quoted).find_map(|literal| anchored(source, "", &literal).filter(kept))
    } else {
        // The sign may not stand in the bytes as it stands in the text, but the digits do.
        let digits: Vec<String> = text.iter().filter_map(|text| digits_of(text)).collect();
        let whole = text.into_iter().chain(quoted);
        let found = whole.filter_map(|literal| anchored(source, anchor, &literal)).find(kept);
        found.or_else(|| {
            let near = |literal: &String| anchored(source, anchor, literal).filter(|found| found != literal);
            digits.iter().filter_map(near).find(kept)
        })
    }
}

/// A literal that proves that the old price is shown next to its class, as shoppers see it.
pub(super) fn of_old_price(source: &str, price: &Price, encoding: PageEncoding) -> Option<String> {
    let (regular, place) = (price.regular.as_ref()?, price.regular_source.as_deref()?);
    let anchor = place.rsplit('.').next().filter(|class| !class.contains([' ', '[']))?;
    let shown = shown_forms(source, anchor, regular);
    let mut found = shown.iter().filter_map(|literal| anchored(source, anchor, literal));
    found.find(|literal| encoding.keeps(literal))
}

/// `11.42`, and what PHP writes for round amounts: `12`, `12.0`, `12.00`, `12.5`, `12.50`.
fn amount_forms(money: &Money) -> Vec<String> {
    let mut forms = vec![money.plain(), money.amount.normalize().to_string()];
    // Not by `{:.6}`: of an amount with more digits than a decimal holds with them, that panics.
    forms.extend([1, 6].map(|decimals| {
        let mut amount = money.amount;
        amount.rescale(decimals);
        amount.to_string()
    }));
    forms.retain(|form| form.parse() == Ok(money.amount));
    forms.dedup();
    forms
}

/// The price's text as it stands in the source after its element's class: the texts between the next few tags
/// (a theme may speak to screen readers first) that read as the amount.
fn shown_forms(source: &str, anchor: &str, price: &Money) -> Vec<String> {
    if anchor.is_empty() {
        return Vec::new();
    }
    source
        .match_indices(anchor)
        .take(MAX_ANCHORS)
        .flat_map(|(at, _)| source[at..].split('<').take(4))
        .filter_map(|piece| piece.split_once('>').map(|(_, text)| text.trim()))
        .filter(|text| text.len() <= MAX_LENGTH)
        .filter(|text| {
            let read = price_text::read_in(&unescaped(text), price.currency);
            read.is_ok_and(|read| read.amount == price.amount)
        })
        .map(str::to_owned)
        .collect()
}

/// The price's digits alone, where they stand in one piece: `22,94` of `22,94 €`.
fn digits_of(text: &str) -> Option<String> {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    let piece = text.split(|c: char| !c.is_ascii()).find(|piece| digits(piece) == digits(text))?;
    Some(piece.trim().to_owned()).filter(|piece| !piece.is_empty())
}

/// With the entities that shops write in prices.
fn unescaped(text: &str) -> String {
    const ENTITIES: &[(&str, &str)] = &[
        ("&nbsp;", "\u{A0}"),
        ("&#160;", "\u{A0}"),
        ("&#xA0;", "\u{A0}"),
        ("&#8239;", "\u{202F}"),
        ("&#x202F;", "\u{202F}"),
        ("&thinsp;", "\u{2009}"),
        ("&euro;", "€"),
        ("&#8364;", "€"),
        ("&#x20AC;", "€"),
        ("&pound;", "£"),
        ("&yen;", "¥"),
        ("&dollar;", "$"),
    ];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// The literal, with the class in front when that is near: `current-price-value' content="11.42"` proves more
/// than `content="11.42"` alone.
fn anchored(source: &str, anchor: &str, literal: &str) -> Option<String> {
    let near = |at: usize| {
        let end = at + source[at..].find(literal)? + literal.len();
        let whole = &source[at..end];
        (whole.len() <= MAX_LENGTH && !whole.contains(['\n', '\r', '\t'])).then(|| whole.to_owned())
    };
    let with_anchor = (!anchor.is_empty())
        .then(|| source.match_indices(anchor).take(MAX_ANCHORS).find_map(|(at, _)| near(at)))
        .flatten();
    with_anchor.or_else(|| {
        (source.contains(literal) && literal.len() <= MAX_LENGTH && !literal.contains('\n'))
            .then(|| literal.to_owned())
    })
}

/// What stands before and after the token, so that the first scan for it finds exactly the token.
pub(super) fn of_token(source: &str, token: &str) -> Option<(String, String)> {
    const DELIMITERS: &[(&str, &str)] = &[
        ("\"static_token\":\"", "\""),
        ("\"static_token\": \"", "\""),
        ("name=\"token\" value=\"", "\""),
        ("name='token' value='", "'"),
        ("static_token = '", "'"),
        ("static_token='", "'"),
        ("static_token = \"", "\""),
        ("static_token=\"", "\""),
        ("data-token=\"", "\""),
    ];
    DELIMITERS
        .iter()
        .find(|(before, after)| !token.is_empty() && enclosed(source, before, after) == Some(token))
        .map(|(before, after)| ((*before).to_owned(), (*after).to_owned()))
        .or_else(|| around(source, token))
}

/// The shortest text in front of the token that stands nowhere before, where none of the usual ones does, as in a link.
fn around(source: &str, token: &str) -> Option<(String, String)> {
    const LONGEST: usize = 80;
    let at = source.find(token).filter(|_| !token.is_empty())?;
    let after = source[at + token.len()..].chars().next().filter(|next| matches!(next, '"' | '\'' | '&'))?;
    let line = source[..at].rfind(['\n', '\r', '\t']).map_or(0, |end| end + 1);
    let begins = source[line..at].char_indices().map(|(begin, _)| line + begin);
    let before = begins.rev().take(LONGEST).map(|begin| &source[begin..at]);
    let before = before.into_iter().find(|before| {
        before.len() >= "token=".len() && enclosed(source, before, &after.to_string()) == Some(token)
    });
    before.map(|before| (before.to_owned(), after.to_string()))
}

fn enclosed<'a>(source: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let (_, rest) = source.split_once(before)?;
    rest.split_once(after).map(|(token, _)| token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_of_any_length_has_a_form() {
        let forms = |amount: &str| amount_forms(&Money::new(amount.parse().unwrap(), None));
        assert_eq!(forms("12"), ["12.00", "12", "12.0", "12.000000"]);
        for long in ["9999999999999999999999999999", "79228162514264337593543950335"] {
            assert!(forms(long).contains(&long.to_owned()));
        }
        assert_eq!(forms("0.0000000000000000000000000001"), ["0.0000000000000000000000000001"]);
    }
    use crate::page::PageSource;

    fn literal(source: &str, place: &str, amount: &str) -> Option<String> {
        let price = Price::new((place.to_owned(), amount.parse().unwrap()), None, None);
        of_price(source, &price, PageEncoding::default())
    }

    #[test]
    fn proves_the_price_as_it_stands_in_the_source() {
        for (source, place, amount, expected) in [
            (
                r#"<meta content="11.42"><span class='current-price-value' content="11.42">€11.42"#,
                ".current-price-value[content]",
                "11.42",
                Some(r#"current-price-value' content="11.42""#),
            ),
            (
                "<span class='current-price-value'\n content=\"12\">",
                ".current-price-value[content]",
                "12",
                Some("content=\"12\""),
            ),
            (
                "<p class=\"product__current-price\">€11.42 <b>",
                ".product__current-price",
                "11.42",
                Some("product__current-price\">€11.42"),
            ),
            (
                "<p class=\"product__current-price\">\n  22,94&nbsp;&euro;\n<b>",
                ".product__current-price",
                "22.94 EUR",
                Some("22,94&nbsp;&euro;"),
            ),
            (r#"{"price": "11.42"}"#, "JSON-LD offers.price", "11.42", Some(r#""price": "11.42""#)),
            ("nothing", ".current-price-value[content]", "11.42", None),
        ] {
            assert_eq!(literal(source, place, amount).as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn only_what_stands_in_the_bytes_proves_anything() {
        let read = |bytes: &[u8]| PageSource::decode(bytes, None).unwrap();
        let latin = read(b"<meta charset=iso-8859-15><p class=current-price>22,94 \xa4</p>");
        let price = Price::new((".current-price".to_owned(), "22.94 EUR".parse().unwrap()), None, None);
        assert_eq!(of_price(&latin.text, &price, latin.encoding).as_deref(), Some("current-price>22,94"));
        let wide: Vec<u8> =
            "\u{FEFF}<p class=current-price>22,94 €".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let wide = read(&wide);
        assert_eq!(of_price(&wide.text, &price, wide.encoding), None);
    }

    #[test]
    fn an_old_price_is_proved_where_it_is_shown() {
        let old = |source| {
            let seen = |place: &str, amount: &str| (place.to_owned(), amount.parse().unwrap());
            let regular = Some(seen(".regular-price", "28.68 EUR"));
            of_old_price(source, &Price::new(seen("x", "22.94 EUR"), regular, None), PageEncoding::default())
        };
        let shown = r#"{"was":28.68}<span class="regular-price">€28.68</span>"#;
        assert_eq!(old(shown).as_deref(), Some("regular-price\">€28.68"));
        assert_eq!(old(r#"{"was":28.68}<span class="price">€28.68</span>"#), None);
    }

    #[test]
    fn the_first_match_must_be_the_token() {
        let token = |source| of_token(source, "abc").map(|(before, _)| before);
        assert_eq!(token(r#"{"static_token":"abc","token":"x"}"#).as_deref(), Some("\"static_token\":\""));
        assert_eq!(token(r#"<input name="token" value="abc">"#).as_deref(), Some("name=\"token\" value=\""));
        assert_eq!(token(r#"{"static_token":"xyz"} abc"#), None);
    }
}
