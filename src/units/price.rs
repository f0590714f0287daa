//! Reads a price from a shop's text: `1 234,56 €`, `€1,234.56`, `CHF 1’234.50`, `99,-`.
//!
//! The reader refuses rather than guesses: an error costs a line in a report, a wrong number costs a wrong verdict.
//! [`super::money::decimal`] reads machine-readable amounts (`content="11.42"`).

mod range;
mod rate;
mod script;
mod signs;

use std::borrow::Cow;

use rust_decimal::Decimal;

pub use self::range::{PriceRange, read_range_in};
use self::signs::{LEAD_INS, LEAD_INS_TO_SIGNED, LETTERS, SIGNS};
use super::money::{self, Currency, Money};

/// Why a text is not read as a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceError {
    /// The text has no digits.
    NoNumber,
    /// The text has more than one number: a range, a price with its discount, `1e3`, `1_000`.
    SeveralNumbers,
    /// The text has one number that can be read in two ways (`1.234`) or that stands in two currencies.
    Ambiguous,
    /// The number is the lowest or highest of several prices: "from 9.90 €". [`read_range_in`] reads those.
    Bound,
    /// The number is below zero, or written as if it were.
    Negative,
    /// The number is the price of a kilogram, a litre or a metre, not of the piece.
    PerUnit,
    /// The number is a percentage.
    Percentage,
    /// The number is not an amount: `A4`, `1.23.456`, `3 pieces`, digits of another script.
    NotAPrice,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The currency that a text shows, and the side of the number it stands on.
#[derive(Debug, Clone, Copy)]
struct Shown {
    currency: Option<Currency>,
    side: Side,
}

/// Reads a text that holds one price. The result has a currency when the text names one.
///
/// # Errors
///
/// [`PriceError`] whenever a second reading is possible.
pub fn read(text: &str) -> Result<Money, PriceError> {
    read_in(text, None)
}

/// Reads a text that holds one price on a page whose currency is known. The page's currency settles what `$` or `kr` means, and
/// applies when the text names none.
///
/// # Errors
///
/// [`PriceError`] whenever a second reading is possible.
pub fn read_in(text: &str, page_currency: Option<Currency>) -> Result<Money, PriceError> {
    if rate::is_per_unit(text) {
        return Err(PriceError::PerUnit);
    }
    let text = script::plain(text)?;
    let text = spelled_out(text.trim(), page_currency);
    let text = text.as_ref();
    let (start, end) = sole_number(text)?;
    if range::bound(text).is_some() {
        return Err(PriceError::Bound);
    }
    let (before, number, after) = (&text[..start], &text[start..end], &text[end..]);
    let after = without_dash(after);
    let shown = shown_currency(before, after, page_currency)?;
    check_surroundings(before, number, after, shown)?;
    // "199 kr" on a page in euros is an amount in unknown crowns, not in euros.
    if page_currency.is_some() && shown.is_some_and(|shown| shown.currency.is_none()) {
        return Err(PriceError::Ambiguous);
    }
    let amount = amount(number, shown)?;
    Ok(Money::new(amount, shown.and_then(|shown| shown.currency).or(page_currency)))
}

/// Writes the code for the single letter that a page's currency is known by: `ZAR 5,100.00` for `R 5,100.00`.
fn spelled_out(text: &str, page: Option<Currency>) -> Cow<'_, str> {
    let letter = page.and_then(|page| LETTERS.iter().find(|(_, code)| *code == page.code()));
    let Some((letter, code)) = letter else { return Cow::Borrowed(text) };
    let stands_alone = |at: &usize| {
        let spaces = [' ', HARD_SPACE];
        let behind = text[at + letter.len()..].trim_start_matches(spaces);
        !text[..*at].ends_with(char::is_alphanumeric)
            && behind.starts_with(|c: char| c.is_ascii_digit())
            // "Model R 2024".
            && !(is_year(behind) && last_word(&text[..*at]).is_some_and(|word| !leads_to_signed(word)))
    };
    match text.match_indices(letter).map(|(at, _)| at).find(stands_alone) {
        Some(at) => Cow::Owned(format!("{}{code} {}", &text[..at], text[at + letter.len()..].trim_start())),
        None => Cow::Borrowed(text),
    }
}

/// Removes the dash that stands for "no cents": `45.– CHF`, `99,- €`.
fn without_dash(after: &str) -> &str {
    let dash = after.strip_prefix(['.', ',']).and_then(|rest| rest.strip_prefix(['-', '–', '—']));
    dash.unwrap_or(after)
}

const HARD_SPACE: char = '\u{1F}';

/// Finds the only number of a text: a run of ASCII digits with single separators between them. A space belongs to the number only
/// when exactly three digits follow it.
fn sole_number(text: &str) -> Result<(usize, usize), PriceError> {
    let bytes = text.as_bytes();
    let mut found = None;
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = number_end(bytes, at);
        if found.replace((at, end)).is_some() {
            return Err(PriceError::SeveralNumbers);
        }
        at = end;
    }
    found.ok_or(PriceError::NoNumber)
}

fn number_end(bytes: &[u8], start: usize) -> usize {
    let digits_from = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = start + digits_from(start);
    while let Some(separator) = bytes.get(end) {
        let following = digits_from(end + 1);
        let belongs = match separator {
            b'.' | b',' | b'\'' => following > 0,
            b' ' | 0x1F => following == 3 && end - start >= 1,
            _ => false,
        };
        if !belongs {
            break;
        }
        end += 1 + following;
    }
    end
}

/// The currency named next to the number. Two different ones make the text ambiguous.
fn shown_currency(before: &str, after: &str, page: Option<Currency>) -> Result<Option<Shown>, PriceError> {
    let left = named(before, Side::Before, page).map(|currency| Shown { currency, side: Side::Before });
    let right = named(after, Side::After, page).map(|currency| Shown { currency, side: Side::After });
    match (left, right) {
        (Some(left), Some(right)) => match (left.currency, right.currency) {
            // "$20 USD" on a page in Australian dollars: a code says which of the sign's currencies it is.
            (Some(_), Some(b)) if named(before, Side::Before, Some(b)) == Some(Some(b)) => Ok(Some(right)),
            (Some(a), Some(_)) if named(after, Side::After, Some(a)) == Some(Some(a)) => Ok(Some(left)),
            (Some(a), Some(b)) if a != b => Err(PriceError::Ambiguous),
            (Some(_), _) => Ok(Some(left)),
            _ => Ok(Some(right)),
        },
        (left, right) => Ok(left.or(right)),
    }
}

/// The currency that one side of the number names; `Some(None)` when several currencies share the name. A code counts only next
/// to the number, because `ALL`, `TOP` and `TRY` are also words; a sign counts anywhere.
fn named(text: &str, side: Side, page: Option<Currency>) -> Option<Option<Currency>> {
    let of_sign = |meanings: &[&str]| {
        let from_page = page.filter(|page| meanings.contains(&page.code()));
        from_page.or_else(|| meanings.first().and_then(|code| code.parse().ok()))
    };
    if let (_, Some(touching)) = strip_currency(text, side) {
        return Some(match touching {
            Touching::Sign(meanings) => of_sign(meanings),
            Touching::Code(currency) => Some(currency),
        });
    }
    SIGNS.iter().find(|(sign, _)| contains_sign(text, sign)).map(|(_, meanings)| of_sign(meanings))
}

/// Whether a text has this sign. A sign of letters must be a whole word: `kr` does not occur in "krone", nor `Ft` in "Gift".
fn contains_sign(text: &str, sign: &str) -> bool {
    text.match_indices(sign).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + sign.len()..].chars().next();
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        !(sign.starts_with(char::is_alphabetic) && is_letter(before)
            || sign.ends_with(char::is_alphabetic) && is_letter(after))
    })
}

/// Checks what touches the number: signs, per cent, and letters that make it something other than an amount.
fn check_surroundings(
    before: &str,
    number: &str,
    after: &str,
    shown: Option<Shown>,
) -> Result<(), PriceError> {
    let spaces = [' ', HARD_SPACE];
    let bare = strip_currency(before, Side::Before).0;
    if after.trim_start_matches(spaces).starts_with(['%', '٪', '‰']) {
        return Err(PriceError::Percentage);
    }
    let sign = |text: &str| text.trim_end_matches(spaces).chars().next_back();
    if [sign(before), sign(bare)].iter().any(|c| c.is_some_and(|c| "-−–—".contains(c))) {
        return Err(PriceError::Negative);
    }
    if sign(bare).is_some_and(|c| "+(±~×*/".contains(c)) {
        return Err(PriceError::NotAPrice);
    }
    // "R 50 £": which of the two it is, nothing tells.
    if last_word(bare) == Some("R") {
        return Err(PriceError::Ambiguous);
    }
    let glued = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_.,'#".contains(c));
    if glued(bare.chars().next_back()) {
        return Err(PriceError::NotAPrice);
    }
    if rate::is_scaled(after) {
        return Err(PriceError::NotAPrice);
    }
    let tail = strip_currency(after, Side::After).0;
    if tail.starts_with(|c: char| c.is_alphanumeric() || c == '_') || tail.trim_start().starts_with('×') {
        return Err(PriceError::NotAPrice);
    }
    // Without a currency, a number is a price only alone or after a lead-in ("Prix : 12,50").
    let words =
        |text: &str| text.split(|c: char| !c.is_alphabetic()).any(|word| !word.is_empty() && !leads_in(word));
    if shown.is_none() && (words(before) || words(after)) {
        return Err(PriceError::NotAPrice);
    }
    let leads_to_it = |word: &str| if shown.is_some() { leads_to_signed(word) } else { leads_in(word) };
    if number.contains(' ') && last_word(bare).is_some_and(|word| !leads_to_it(word)) {
        return Err(PriceError::Ambiguous);
    }
    Ok(())
}

fn leads_in(word: &str) -> bool {
    LEAD_INS.contains(&word.to_lowercase().as_str())
}

/// Whether a word leads to a price that has a sign.
fn leads_to_signed(word: &str) -> bool {
    leads_in(word) || LEAD_INS_TO_SIGNED.contains(&word.to_lowercase().as_str())
}

/// Whether a text begins with a number that may be a year.
fn is_year(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 && (text.starts_with("19") || text.starts_with("20")) && !text[4..].starts_with(['.', ','])
}

/// A text without the currency that ends it: "Was" of "Was Rs." and "Was £".
#[must_use]
pub fn without_sign_at_end(text: &str) -> &str {
    let text = text.trim_end();
    let stripped = strip_currency(text, Side::Before).0;
    let letter = LETTERS.iter().find_map(|(letter, _)| text.strip_suffix(letter));
    let letter = letter.filter(|rest| rest.ends_with(char::is_whitespace));
    if stripped.len() < text.len() { stripped } else { letter.unwrap_or(text) }
}

/// The word that ends the text; `None` when a colon or similar punctuation follows it.
fn last_word(text: &str) -> Option<&str> {
    let text = text.trim_end_matches([' ', HARD_SPACE]);
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    (!word.is_empty()).then_some(word)
}

/// Text that touches the number on one side.
enum Touching {
    Sign(&'static [&'static str]),
    Code(Currency),
}

/// Removes the currency that touches the number from that end of the text.
fn strip_currency(text: &str, side: Side) -> (&str, Option<Touching>) {
    let spaces = [' ', HARD_SPACE];
    let trimmed = match side {
        Side::Before => text.trim_end_matches(spaces),
        Side::After => text.trim_start_matches(spaces),
    };
    for (sign, meanings) in SIGNS {
        let rest = match side {
            Side::Before => trimmed.strip_suffix(sign),
            Side::After => trimmed.strip_prefix(sign),
        };
        if let Some(rest) = rest.filter(|_| contains_sign(trimmed, sign)) {
            return (rest, Some(Touching::Sign(meanings)));
        }
    }
    let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
    let (code, rest, beyond) = match side {
        Side::Before => {
            let (rest, code) =
                trimmed.split_at_checked(trimmed.len().wrapping_sub(3)).unwrap_or((trimmed, ""));
            (code, rest, rest.chars().next_back())
        }
        Side::After => {
            let (code, rest) = trimmed.split_at_checked(3).unwrap_or(("", trimmed));
            (code, rest, rest.chars().next())
        }
    };
    match code.parse() {
        Ok(currency) if !letter(beyond) => (rest, Some(Touching::Code(currency))),
        _ => (text, None),
    }
}

/// Computes the amount from the number's text, whose separators decide about thousands and decimals.
fn amount(number: &str, shown: Option<Shown>) -> Result<Decimal, PriceError> {
    let groups: Vec<&str> = number.split(|c: char| !c.is_ascii_digit()).collect();
    let separators: Vec<char> = number
        .chars()
        .filter(|c| !c.is_ascii_digit())
        .map(|c| if c == HARD_SPACE { ' ' } else { c })
        .collect();
    let (whole, fraction) = match (separators.first(), separators.last()) {
        (Some(first), Some(last)) if first != last => {
            let (fraction, whole) = groups.split_last().ok_or(PriceError::NotAPrice)?;
            let thousands = &separators[..separators.len() - 1];
            if !matches!(last, '.' | ',') || thousands.iter().any(|c| c != first) || !grouped(whole, *first) {
                return Err(PriceError::NotAPrice);
            }
            (whole, *fraction)
        }
        (Some(only), _) if separators.len() == 1 && is_decimal(&groups, *only, shown)? => {
            (&groups[..1], groups[1])
        }
        (Some(only), _) if !grouped(&groups, *only) => return Err(PriceError::NotAPrice),
        _ => (&groups[..], "0"),
    };
    let whole = whole.concat();
    // Twelve digits can be a price even in rials; more are an article number or a bar code.
    if whole.len() > 12 || fraction.len() > 4 || (whole.len() > 1 && whole.starts_with('0')) {
        return Err(PriceError::NotAPrice);
    }
    money::decimal(&format!("{whole}.{fraction}")).map_err(|_| PriceError::NotAPrice).map(|exact| {
        // `100` has no decimals, so the amount gets none.
        if fraction == "0" { exact.trunc() } else { exact }
    })
}

/// Whether the only kind of separator in a number starts its decimals.
fn is_decimal(groups: &[&str], separator: char, shown: Option<Shown>) -> Result<bool, PriceError> {
    if !matches!(separator, '.' | ',') {
        return Ok(false);
    }
    match (groups[0].len(), groups[1].len()) {
        (_, 1 | 2) => Ok(true),
        (1..=3, 3) => three_digits(groups[0], separator, shown),
        _ => Err(PriceError::NotAPrice),
    }
}

/// Whether `1.234` is 1234 or 1.234. A currency with no or three decimals decides; otherwise the side of the currency sign, where
/// both habits agree (`$1,234` is English, `1.234 €` is not).
fn three_digits(whole: &str, separator: char, shown: Option<Shown>) -> Result<bool, PriceError> {
    let Some(Shown { currency: Some(currency), side }) = shown else {
        return Err(PriceError::Ambiguous);
    };
    match (currency.decimals(), separator, side) {
        (3, '.', _) => Ok(true),
        // Tunisia writes numbers as France does.
        (3, ',', Side::After) if currency.code() == "TND" => Ok(true),
        _ if whole == "0" => Err(PriceError::Ambiguous),
        (0, _, _) | (2, ',', Side::Before) | (2, '.', Side::After) => Ok(false),
        _ => Err(PriceError::Ambiguous),
    }
}

/// Whether the groups are thousands (`1,234,567`), or lakhs and crores (`1,23,456`).
fn grouped(groups: &[&str], separator: char) -> bool {
    let Some((first, rest)) = groups.split_first() else { return false };
    let Some((last, middle)) = rest.split_last() else { return true };
    let western = (1..=3).contains(&first.len()) && middle.iter().all(|group| group.len() == 3);
    let indian =
        separator == ',' && (1..=2).contains(&first.len()) && middle.iter().all(|group| group.len() == 2);
    last.len() == 3 && (western || indian) && !first.starts_with('0')
}

#[cfg(test)]
mod tests;
