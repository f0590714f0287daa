//! A price before that is told in words, as a text has it: "Was £30 Now £20", "RRP £25.00 £20.00".

use std::ops::Range;

use regex::{Captures, Match, Regex};
use scraper::ElementRef;

use super::beside::PricePair;
use super::mentions::texts;
use super::patterns::{before, is_signed, of_maker, pattern, sum, sums};
use super::price::SeenPrice;
use super::{class_words, dom, lowest, other_amounts, price_words};
use crate::units::money::{Currency, Money};
use crate::units::price as price_text;

/// A pair of prices is told in fewer bytes than this.
const LONGEST: usize = 120;

/// A price before in words.
pub(super) struct ToldPair {
    pub(super) seen: SeenPrice,
    /// Whether it is the price that the maker recommends.
    pub(super) is_recommended: bool,
    /// Whether a currency's sign, or what may be one, stands beside it.
    pub(super) is_signed: bool,
    /// Where its words begin in the text.
    pub(super) at: usize,
    /// The words in front of them, in the same block where it is known.
    pub(super) lead: String,
}

/// The words of a text that lead to an amount that does not read, and that amount, where the current price stands beside it.
pub(super) fn unread_in(text: &str, current: Money, currency: Option<Currency>) -> Option<String> {
    let found = [before(), of_maker()].into_iter().flatten().find_map(|words| words.captures(text))?;
    let (all, amount) = (found.get(0)?, amount_of(text, &found));
    let is_other = lowest::is_lowest(&text[..all.start()]) || is_of_shelf_life(&text[..all.start()]);
    let reads = price_text::read_in(amount, currency).is_ok();
    let rest = text.replacen(amount, "|", 1);
    let is_beside = amounts(&rest)
        .any(|other| price_text::read_in(other, currency).is_ok_and(|other| other.amount == current.amount));
    (!is_other && !reads && is_signed(amount) && is_beside && !texts::is_prose(text))
        .then(|| all.as_str().trim_end_matches(|c: char| !c.is_ascii_digit()).to_owned())
}

/// The amount of a match. The sign that touches the next digit is the next amount's: "RRP 50 £20".
fn amount_of<'t>(text: &'t str, found: &Captures<'t>) -> &'t str {
    let Some(amount) = found.name("sum") else { return "" };
    let is_sign = |c: char| "€$£₹¥₺₩₱₫₪₦₴₽฿".contains(c);
    let touches_next = text[amount.end()..].starts_with(|c: char| c.is_ascii_digit());
    if touches_next { amount.as_str().trim_end_matches(is_sign).trim() } else { amount.as_str().trim() }
}

/// Whether the word in front of others says what cost that much: "Large was £45".
pub(super) fn is_of_a_noun(lead: &str) -> bool {
    let lead = price_text::without_sign_at_end(lead.trim_end_matches([' ', ':', '(', '/']));
    let word = lead.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.ends_with(char::is_alphabetic) && !price_words::is_beside_a_price(word)
}

/// "Was 2019 a new make".
fn is_year(amount: &str) -> bool {
    let amount = amount.trim();
    amount.len() == 4
        && (amount.starts_with("19") || amount.starts_with("20"))
        && amount.bytes().all(|byte| byte.is_ascii_digit())
}

/// A short text in which the words of different elements stand apart.
pub(super) fn text_of(part: ElementRef<'_>) -> Option<String> {
    Some(ToldText::read(part)?.text)
}

/// A short text, and which element says what of it.
pub(super) struct ToldText<'a> {
    pub(super) text: String,
    part: ElementRef<'a>,
    /// Where the words of a text of an element begin.
    begins: Vec<(usize, ElementRef<'a>)>,
}

impl<'a> ToldText<'a> {
    /// The words of different elements stand apart. `None` where it is long.
    pub(super) fn read(part: ElementRef<'a>) -> Option<Self> {
        dom::short_text(part, LONGEST)?;
        let (mut text, mut begins) = (String::new(), Vec::new());
        let mut is_apart = false;
        for node in part.descendants() {
            let Some(words) = node.value().as_text() else { continue };
            let around = || node.ancestors().filter_map(ElementRef::wrap);
            // Themes write an old price that does not hold and hide it; words are hidden for those who see their meaning.
            let is_hidden = |part| class_words::is_hidden(part) || dom::is_hidden(part);
            if words.contains(|c: char| c.is_ascii_digit())
                && around().take_while(|around| *around != part).any(is_hidden)
            {
                continue;
            }
            let (last, next) = (text.chars().next_back(), words.chars().next());
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let is_digit = |c: Option<char>| c.is_some_and(char::is_numeric);
            is_apart |= is_word(last) && is_word(next) && !(is_digit(last) && is_digit(next));
            let mut begin = None;
            for c in words.chars() {
                if c.is_ascii_whitespace() {
                    is_apart = true;
                    continue;
                }
                if std::mem::take(&mut is_apart) && !text.is_empty() {
                    text.push(' ');
                }
                begin = begin.or(Some(text.len()));
                text.push(c);
            }
            begins.extend(begin.zip(around().next()));
        }
        Some(Self { text, part, begins })
    }

    /// Where the paragraph, or another block of the part, begins and ends that says what stands at a place of the text.
    pub(super) fn block_at(&self, at: usize) -> Range<usize> {
        let Some(holder) = self.begins.iter().rev().find(|(begin, _)| *begin <= at) else {
            return 0..self.text.len();
        };
        let is_block = |element: &ElementRef<'_>| {
            *element == self.part || !texts::INLINE.contains(&element.value().name())
        };
        let around = holder.1.ancestors().filter_map(ElementRef::wrap);
        let block = std::iter::once(holder.1).chain(around).find(is_block).unwrap_or(self.part);
        let is_in_it = |element: ElementRef<'_>| {
            element == block || element.ancestors().any(|around| around.id() == block.id())
        };
        let mut own = self.begins.iter().filter(|(_, element)| is_in_it(*element)).map(|(begin, _)| *begin);
        let begin = own.next().unwrap_or_default();
        let last = own.next_back().unwrap_or(begin);
        let next = self.begins.iter().map(|(begin, _)| *begin).find(|begin| *begin > last);
        begin..next.unwrap_or(self.text.len())
    }
}

/// The price before and the one that holds in a place that tells both in words: "Was £30 Now £20", "List price $45 / Price $30".
/// `None` where it has another amount, too.
pub(super) fn pair_in(place: ElementRef<'_>, currency: Option<Currency>) -> Option<(Money, Money)> {
    let text = text_of(place)?;
    let read = |amount| price_text::read_in(amount, currency).ok();
    let (before, now) = match *amounts(&text).map(read).collect::<Option<Vec<_>>>()? {
        [before, now] => (before, now),
        // "Was £159, now £129 – save £30".
        [before, now, saved] if before.amount.checked_sub(now.amount) == Some(saved.amount) => (before, now),
        _ => return None,
    };
    // "Members £20 was £30" asks others more.
    let mut words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 1);
    if !words.all(price_words::is_of_a_pair) {
        return None;
    }
    let lower = if now.amount < before.amount { now } else { before };
    let told = told_in(&text, lower, currency.or(lower.currency)).find(|_| !texts::is_prose(&text))?;
    let named = lower.currency.or(now.currency).or(before.currency);
    Some((told.seen.1, Money::new(lower.amount, named)))
}

/// The pairs in a text: prices before that have the current price beside them.
pub(super) fn told_in(
    text: &str,
    current: Money,
    currency: Option<Currency>,
) -> impl Iterator<Item = ToldPair> {
    let patterns = [(before(), false), (of_maker(), true), (from_to(), false)];
    patterns.into_iter().flat_map(move |(pattern, is_recommended)| {
        let all = pattern.into_iter().flat_map(|pattern| pattern.captures_iter(text));
        all.filter_map(move |found| {
            let (at, amount) = (found.get(0)?.start(), amount_of(text, &found));
            let lead = &text[..at];
            let is_other =
                lowest::is_lowest(lead) || is_of_shelf_life(lead) || other_amounts::is_about_shipping(lead);
            let before =
                price_text::read_in(amount, currency).ok().filter(|_| !is_other && !is_year(amount))?;
            let tail = &text[found.name("sum")?.start() + amount.len()..];
            let pair = PricePair { before, current, currency };
            let is_beside = !is_elsewhere(tail)
                && before.amount > current.amount
                && pair.stands_together(&without_pairs(lead), &without_pairs(tail));
            let seen = ("text of the page".to_owned(), before);
            is_beside.then_some(ToldPair {
                seen,
                is_recommended,
                is_signed: is_signed(amount),
                at,
                lead: lead.to_owned(),
            })
        })
    })
}

/// The text without the amounts that are called prices before.
fn without_pairs(text: &str) -> String {
    let patterns = [before(), of_maker()].into_iter().flatten();
    patterns.fold(text.to_owned(), |text, pattern| pattern.replace_all(&text, " before ").into_owned())
}

/// Whether the words behind an amount make it another shop's: "instead of £199 elsewhere".
fn is_elsewhere(tail: &str) -> bool {
    let elsewhere = pattern!(
        r"^[^\p{L}\d]*(?:elsewhere|(?:in|at|from) (?:other|most) (?:shops|stores|retailers)|anderswo|woanders|bei anderen|ailleurs|altrove|en otr[ao]s|elders|gdzie indziej|jinde|annanstans|andre steder)\b"
    );
    elsewhere.is_some_and(|elsewhere| elsewhere.is_match(tail))
}

/// "Best before 2027".
fn is_of_shelf_life(lead: &str) -> bool {
    lead.trim_end().to_ascii_lowercase().ends_with("best")
}

/// "Van € 999 voor € 799", "von 99 € auf 79 €", "De R$ 999 por R$ 799".
fn from_to() -> Option<&'static Regex> {
    pattern!(
        r"\b(?:from|van|von|de|da|från|fra|din)[: \u{A0}]{1,2}",
        sum!("sum"),
        r",?[ \u{A0}](?:now|nu|nun|jetzt|ora|ahora|agora|to|voor|auf|für|por|a|à|till?|la)\b"
    )
}

/// The amounts of a text, with or without a sign, but no shares.
pub(super) fn amounts(text: &str) -> impl Iterator<Item = &str> {
    let all = sums().into_iter().flat_map(|sums| sums.find_iter(text));
    let is_whole = |sum: &Match<'_>| {
        let is_part = |c: char| c.is_ascii_digit() || c == '%';
        !text[..sum.start()].ends_with(|c: char| c.is_ascii_digit() || ".,".contains(c))
            && !text[sum.end()..].starts_with(is_part)
    };
    all.filter(is_whole).map(|sum| sum.as_str().trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_of(text: &str, currency: &str, current: &str) -> Option<(String, bool)> {
        let current = current.parse().unwrap();
        let told = told_in(text, current, currency.parse().ok()).next()?;
        Some((told.seen.1.to_string(), told.is_recommended))
    }

    #[test]
    fn a_price_before_by_language() {
        for (text, currency, current, expected, is_recommended) in [
            ("Was £30 Now £20", "GBP", "20 GBP", "30.00 GBP", false),
            ("Regular price: $59.90 Sale $39.90", "USD", "39.90 USD", "59.90 USD", false),
            ("Reduced from £1,250 to £990", "GBP", "990 GBP", "1250.00 GBP", false),
            ("79 € au lieu de 1 099 €", "EUR", "79 EUR", "1099.00 EUR", false),
            ("Normalpreis 45,00 € jetzt 30,00 €", "EUR", "30 EUR", "45.00 EUR", false),
            ("Von 45,00 € auf 30,00 €", "EUR", "30 EUR", "45.00 EUR", false),
            ("Van € 45,00 voor € 30,00", "EUR", "30 EUR", "45.00 EUR", false),
            ("30,00 € anziché 45,00 €", "EUR", "30 EUR", "45.00 EUR", false),
            ("Prezzo di listino: 45,00 € 30,00 €", "EUR", "30 EUR", "45.00 EUR", true),
            ("Antes 45 € ahora 30 €", "EUR", "30 EUR", "45.00 EUR", false),
            ("PVP recomendado 45 € 30 €", "EUR", "30 EUR", "45.00 EUR", true),
            ("De R$ 450,00 por R$ 300,00", "BRL", "300 BRL", "450.00 BRL", false),
            ("30,00 zł było 45,00 zł", "PLN", "30 PLN", "45.00 PLN", false),
            ("30 zł Cena regularna: 45 zł", "PLN", "30 PLN", "45.00 PLN", false),
            ("1 300 Kč Původně: 1 450 Kč", "CZK", "1300 CZK", "1450.00 CZK", false),
            ("300 kr Ord. pris 450 kr", "SEK", "300 SEK", "450.00 SEK", false),
            ("300:- Ord. 450:-", "SEK", "300 SEK", "450.00 SEK", false),
            ("300 kr Rek. pris 450 kr", "SEK", "300 SEK", "450.00 SEK", true),
            ("300円 通常価格450円", "JPY", "300 JPY", "450 JPY", false),
            ("List price $45.00 $30.00", "USD", "30 USD", "45.00 USD", true),
        ] {
            assert_eq!(
                told_of(text, currency, current),
                Some((expected.to_owned(), is_recommended)),
                "{text}"
            );
        }
    }

    #[test]
    fn no_price_before() {
        for (text, current) in [
            ("From £10 to £30", "30 GBP"),
            ("Was £10, now £30", "30 GBP"),
            ("Best before 2027 £30", "30 GBP"),
            ("Lowest price in 30 days before: £45 £30", "30 GBP"),
            ("Najniższa cena przed obniżką: £45 £30", "30 GBP"),
            ("A jug of £45 and a cup of £30", "30 GBP"),
            ("Was £45, other colours £20", "30 GBP"),
            ("Save £45 before Sunday, £30", "30 GBP"),
            ("£30 instead of £45 elsewhere", "30 GBP"),
        ] {
            assert_eq!(told_of(text, "GBP", current), None, "{text}");
        }
    }
}
