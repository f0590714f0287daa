//! Several prices in one text: `from €9.90`, `19,99 € – 29,99 €`, `1,000円から`.
//!
//! Not here: taking the lowest for "the price". The price of one piece is unknown.

use std::fmt;

use super::signs::{BETWEEN, HIGHEST_BEFORE, LOWEST_AFTER, LOWEST_BEFORE};
use super::{Currency, HARD_SPACE, Money, PriceError, read_in, script};

/// The prices that a text or an `AggregateOffer` spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceRange {
    /// The lowest price of the range.
    pub from: Money,
    /// The highest price, at least `from` and in the same currency; `None` where the source gives only the lowest.
    pub to: Option<Money>,
}

impl PriceRange {
    /// Builds a range, or a lower bound alone. `None` when the ends contradict each other: `to` is below `from`, or in another
    /// currency.
    #[must_use]
    pub fn new(from: Money, to: Option<Money>) -> Option<Self> {
        let fits =
            to.is_none_or(|to| to.checked_sub(from).is_some_and(|width| !width.amount.is_sign_negative()));
        fits.then_some(Self { from, to })
    }
}

impl fmt::Display for PriceRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{} to {to}", self.from.plain()),
            None => write!(f, "from {}", self.from),
        }
    }
}

/// The end of a range that a single price stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Lowest,
    Highest,
}

/// Reads a text that names the lowest price or both ends of a range, on a page whose currency may be known.
///
/// # Errors
///
/// [`PriceError`] when the text is a single price, several prices that do not make a range, or can be read in two ways.
pub fn read_range_in(text: &str, page_currency: Option<Currency>) -> Result<PriceRange, PriceError> {
    let text = script::plain(text)?;
    let text = text.trim();
    if let Some((bound, rest)) = bound(text) {
        match read_in(rest, page_currency) {
            Ok(from) if bound == Bound::Lowest => return Ok(PriceRange { from, to: None }),
            Ok(_) => return Err(PriceError::Bound),
            // The text may be "From 9.90 € to 19.90 €".
            Err(_) => return both_ends(rest, page_currency),
        }
    }
    both_ends(text, page_currency)
}

fn both_ends(text: &str, page_currency: Option<Currency>) -> Result<PriceRange, PriceError> {
    let mut found = None;
    for (left, right) in cuts(text) {
        // The currency may be written at one end only.
        let Ok(to) = read_in(right, page_currency).or_else(|_| read_in(right, currency_of(left))) else {
            continue;
        };
        let Ok(from) = read_in(left, to.currency.or(page_currency)) else { continue };
        let to = Money::new(to.amount, to.currency.or(from.currency));
        if let Some(range) = PriceRange::new(from, Some(to))
            && found.replace(range).is_some_and(|other| other != range)
        {
            return Err(PriceError::Ambiguous);
        }
    }
    found.ok_or(PriceError::SeveralNumbers)
}

fn currency_of(text: &str) -> Option<Currency> {
    read_in(text, None).ok()?.currency
}

/// The ways to cut a text into two prices. A dash has spaces on both sides or on neither: in `19 € -5 €` it is a minus.
fn cuts(text: &str) -> Vec<(&str, &str)> {
    let is_space = |c: Option<char>| c.is_some_and(|c| c == ' ' || c == HARD_SPACE);
    let dashes = text.char_indices().filter(|(_, c)| "-–—~～〜".contains(*c)).filter_map(|(at, dash)| {
        let (left, right) = (&text[..at], &text[at + dash.len_utf8()..]);
        let even = is_space(left.chars().next_back()) == is_space(right.chars().next());
        even.then_some((left, right))
    });
    let words = BETWEEN.iter().flat_map(|word| {
        text.match_indices(word).filter_map(|(at, word)| {
            let (left, right) = (&text[..at], &text[at + word.len()..]);
            // "R$ 90 à vista R$ 100 no cartão": at once, and on a card.
            let is_at_once = right.trim_start().starts_with("vista");
            (is_space(left.chars().next_back()) && is_space(right.chars().next()) && !is_at_once)
                .then_some((left, right))
        })
    });
    dashes.chain(words).collect()
}

/// Finds the words that make a price one end of a range; returns that end and the text without these words.
pub(super) fn bound(text: &str) -> Option<(Bound, &str)> {
    let digits = text.find(|c: char| c.is_ascii_digit())?;
    // Most prices have no words, so this test saves the search.
    if text[..digits].contains(char::is_alphabetic) {
        let lower = text[..digits].to_lowercase();
        let before = |words: &[&str]| {
            words.iter().filter_map(|word| without_prefix(text, &lower, word)).min_by_key(|rest| rest.len())
        };
        if let Some(rest) = before(LOWEST_BEFORE) {
            return Some((Bound::Lowest, rest));
        }
        if let Some(rest) = before(HIGHEST_BEFORE) {
            return Some((Bound::Highest, rest));
        }
    }
    let rest =
        LOWEST_AFTER.iter().find_map(|word| text.strip_suffix(word).filter(|rest| rest.len() > digits))?;
    Some((Bound::Lowest, rest))
}

/// The text behind the word. The word may follow a lead-in ("Prix : à partir de"), but not another price. `lower` is the text
/// before its first digit, in lower case.
fn without_prefix<'a>(text: &'a str, lower: &str, word: &str) -> Option<&'a str> {
    let at = lower.rfind(word)?;
    let end = at + word.len();
    // Lower case may take more or fewer bytes; then the positions differ.
    let rest = text
        .get(end..)
        .filter(|_| text.get(..end).is_some_and(|head| head.to_lowercase() == lower[..end]))?;
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let whole = !letter(lower[..at].chars().next_back()) && !letter(rest.chars().next());
    whole.then(|| rest.trim_start_matches([' ', ':', HARD_SPACE]))
}
