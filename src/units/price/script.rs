//! Normalises prices: other scripts' digits, wide signs, and the many kinds of space.

use super::{HARD_SPACE, PriceError};

/// Rewrites a price text in one alphabet. No-break, narrow and thin spaces become [`HARD_SPACE`], which keeps "certainly one
/// number" apart from a plain space; direction marks are removed. Arabic, Persian and full-width digits become ASCII digits, and
/// their separators ASCII separators: `٫` always starts decimals, `٬` always separates thousands.
///
/// # Errors
///
/// [`PriceError::NotAPrice`] when one text mixes digits of several scripts, and for digits of any other script.
pub(super) fn plain(text: &str) -> Result<String, PriceError> {
    let mut script = None;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{61C}')
        {
            continue;
        }
        if c.is_numeric() {
            let (zero, digit) = ascii_digit(c).ok_or(PriceError::NotAPrice)?;
            if script.replace(zero).is_some_and(|known| known != zero) {
                return Err(PriceError::NotAPrice);
            }
            out.push(digit);
            continue;
        }
        out.push(match c {
            '\u{A0}' | '\u{202F}' | '\u{2007}' | '\u{2009}' => HARD_SPACE,
            '\u{2019}' | '\u{02BC}' | '٬' => '\'',
            '٫' | '．' => '.',
            '，' => ',',
            '￥' => '¥',
            '＄' => '$',
            '￡' => '£',
            '￦' => '₩',
            c if c.is_whitespace() => ' ',
            c => c,
        });
    }
    Ok(out)
}

/// The script's zero, which identifies the script, and the digit in ASCII.
fn ascii_digit(c: char) -> Option<(char, char)> {
    ['0', '٠', '۰', '０'].into_iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10)?;
        Some((zero, char::from_digit(value, 10)?))
    })
}
