//! How the sentences of shops are read.

use crate::units::money::{Currency, Money};
use crate::units::price;

/// In lower case with plain spaces and apostrophes.
pub(super) fn plain(sentence: &str) -> String {
    let plain = |c: char| match c {
        '\u{2019}' | '\u{02BC}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    sentence.chars().map(plain).collect::<String>().to_lowercase()
}

/// The amount at the end of the sentence.
pub(super) fn amount(sentence: &str, currency: Option<Currency>) -> Option<Money> {
    let sentence = sentence.trim().trim_end_matches('.');
    price::read_in(sentence, currency).ok().or_else(|| {
        // The whole sentence may name another number; the amount stands last.
        let (at, _) = sentence
            .match_indices(' ')
            .rev()
            .find(|(at, _)| price::read_in(&sentence[*at..], currency).is_ok())?;
        price::read_in(&sentence[at..], currency).ok()
    })
}

/// The amount with which the sentence ends, whatever numbers stand before it.
pub(super) fn last_amount(sentence: &str, currency: Option<Currency>) -> Option<Money> {
    let sentence = sentence.trim().trim_end_matches('.');
    let words = sentence.match_indices(' ').map(|(at, _)| &sentence[at..]);
    let mut ends = words.filter_map(|end| price::read_in(end, currency).ok());
    ends.next_back()
}

/// The whole number in the last brackets of the sentence, or else its last word.
pub(super) fn number_in(sentence: &str) -> Option<u32> {
    let digits = |text: &str| {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let bracketed = sentence.rsplit_once('(').and_then(|(_, rest)| digits(rest.split(')').next()?));
    bracketed.or_else(|| digits(sentence.trim().trim_end_matches('.').rsplit(' ').next()?))
}
