//! What stands in an amount's own line, in front of it and behind it.
//!
//! On a theme that is not known an amount that is called a price may be anything, and what shops call the other amounts cannot be
//! listed. What they say beside the price can: where other words lead to an amount, it is not known to be the price.

use ego_tree::NodeRef;
use regex::Match;
use scraper::{ElementRef, Node};

use super::dom::{self, SENTENCE};
use super::patterns::{is_signed, sums};
use super::price_words::{is_said_behind_a_price, leads_to_a_price, leads_to_a_price_before};
use super::{class_words, other_amounts};
use crate::units::money::Currency;

/// Elements within a line of text.
const IN_LINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "code", "data", "del", "em", "font", "i", "img", "ins", "label", "mark",
    "s", "small", "span", "strike", "strong", "sub", "sup", "svg", "u",
];

/// Cells whose name stands in the cell in front of them.
const CELLS: &[&str] = &["dd", "td"];

/// No more nodes of an element are looked at.
const MOST_PARTS: usize = 200;

/// No more nodes of a line are looked at.
const MOST_NODES: usize = 40;

/// A reader sees from so many bytes what an amount is for, within so many elements around it.
const WORDS_AROUND: usize = 80;
const MOST_AROUND: usize = 4;

/// Whether nothing but what is said of a price leads to an amount, and nothing else is said right behind it.
pub(super) fn says_only_a_price(element: ElementRef<'_>, name: &str) -> bool {
    let text = lines_of(element);
    let Some(amount) = first_amount(&text) else { return true };
    let mut lead = line_before(element);
    let abbreviated = word_before_number(amount.as_str());
    dom::push_apart(&mut lead, &text[..amount.start() + abbreviated.len()]);
    let tail = text[amount.end()..].split(NEW_LINE).next().unwrap_or_default().trim_start();
    let behind = if tail.is_empty() { text_behind(element) } else { tail.to_owned() };
    let is_alone = || sums().is_none_or(|sums| sums.find_iter(&text).nth(1).is_none());
    leads_to_a_price(&lead, name)
        && is_said_behind_a_price(&behind)
        && !(leads_to_a_price_before(&lead, name) && is_alone())
}

/// The first amount with a sign; without one, the first number.
fn first_amount(text: &str) -> Option<Match<'_>> {
    // The sign that touches the next digit is the next amount's: "Art. 10023 £129", "Art. 10023 EUR 129".
    let is_of_next = |sum: &Match<'_>| {
        let rest = &text[sum.end()..];
        let rest = if sum.as_str().ends_with(char::is_alphabetic) { rest.trim_start() } else { rest };
        let in_front = sum.as_str().trim_end_matches(|c: char| !c.is_ascii_digit());
        !is_signed(in_front) && is_signed(sum.as_str()) && rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let (mut first, mut has_sign_before) = (None, false);
    for sum in sums()?.find_iter(text) {
        let is_of_next = is_of_next(&sum);
        if has_sign_before || is_signed(sum.as_str()) && !is_of_next {
            return Some(sum);
        }
        has_sign_before = is_of_next;
        first = first.or(Some(sum));
    }
    first
}

/// An abbreviation of three capitals in front of a number, unless it is a currency's code: "PRP 159,99 lei".
fn word_before_number(amount: &str) -> &str {
    let word = &amount[..amount.find(|c: char| !c.is_ascii_uppercase()).unwrap_or_default()];
    if word.len() == 3 && word.parse::<Currency>().is_err() { word } else { "" }
}

/// What the page says of an amount: the text of the largest element around it below the heading whose text is short, its lines
/// parted by a stroke.
pub(super) fn words_around(element: ElementRef<'_>) -> String {
    let around = element.ancestors().filter_map(ElementRef::wrap).take(MOST_AROUND);
    let has_heading = |around: &ElementRef<'_>| {
        around
            .descendants()
            .take(MOST_PARTS)
            .filter_map(ElementRef::wrap)
            .any(|part| matches!(part.value().name(), "h1" | "body"))
    };
    let short = around
        .take_while(|around| dom::short_text(*around, WORDS_AROUND).is_some())
        .take_while(|around| !has_heading(around));
    let text = lines_of(short.last().unwrap_or(element));
    text.split(NEW_LINE).map(str::trim).collect::<Vec<_>>().join(" / ")
}

/// Stands between the texts of two lines.
const NEW_LINE: char = '\n';

/// The text of an element, with its paragraphs and other blocks in lines of their own.
fn lines_of(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    let mut last = None;
    for node in element.descendants().take(MOST_PARTS) {
        let Some(words) = node.value().as_text().filter(|words| !words.trim().is_empty()) else { continue };
        let line = node.ancestors().find(|around| !is_in_line(*around)).map(|around| around.id());
        if last.is_some_and(|last| last != line) {
            text.push(NEW_LINE);
        }
        last = Some(line);
        dom::push_apart(&mut text, &words.split_whitespace().collect::<Vec<_>>().join(" "));
        if words.ends_with(char::is_whitespace) {
            text.push(' ');
        }
    }
    text
}

/// The words in front of an element in its line, up to another amount; of a cell, those of the cell in front of it.
fn line_before(element: ElementRef<'_>) -> String {
    let mut parts = Vec::new();
    let mut inner: NodeRef<'_, Node> = *element;
    while is_in_line(inner) {
        for sibling in inner.prev_siblings().take(MOST_NODES) {
            if !is_in_line(sibling) || ElementRef::wrap(sibling).is_some_and(says_its_own) {
                return joined(&parts);
            }
            let text: String = texts_of(sibling);
            if let Some(last) = text.rfind(|c: char| c.is_ascii_digit()) {
                // What an element says belongs to its own amount, and so may the words behind an amount.
                let rest = if sibling.value().is_text() { &text[last + 1..] } else { "" };
                parts.push(other_amounts::without_ending(rest).to_owned());
                return joined(&parts);
            }
            let is_long = text.len() > SENTENCE;
            parts.push(text);
            if is_long {
                return joined(&parts);
            }
        }
        let Some(parent) = inner.parent() else { break };
        inner = parent;
    }
    let is_cell = |cell: &ElementRef<'_>| CELLS.contains(&cell.value().name());
    if parts.iter().all(|part| part.trim().is_empty())
        && let Some(cell) = ElementRef::wrap(inner).filter(is_cell)
        && let Some(named) = cell.prev_siblings().find_map(ElementRef::wrap)
    {
        return dom::short_text(named, SENTENCE).unwrap_or_default();
    }
    joined(&parts)
}

/// Whether an element speaks of itself and not of the amount that it shares a line with: links do, and elements with a class that
/// names no label, like a brand or the stars of a rating.
fn says_its_own(element: ElementRef<'_>) -> bool {
    const LABELS: &[&str] =
        &["label", "labels", "title", "text", "txt", "name", "caption", "heading", "key", "term", "desc"];
    let ends_as_label = || element.text().collect::<String>().trim_end().ends_with(':');
    let has_class = element.value().classes().next().is_some();
    let is_link = element.value().name() == "a";
    let is_apart =
        is_link || has_class && !class_words::has(element, LABELS) && !class_words::is_price(element);
    is_apart && !ends_as_label()
}

/// Texts that were collected from the last to the first, as one.
fn joined(parts: &[String]) -> String {
    let mut line = String::new();
    for part in parts.iter().rev() {
        dom::push_apart(&mut line, part);
    }
    line
}

/// The words right behind an element in its line, up to another amount. An element that begins a sentence says its own.
fn text_behind(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    let siblings = element.next_siblings().take(MOST_NODES).filter(|_| is_in_line(*element));
    for sibling in siblings.take_while(|sibling| is_in_line(*sibling)) {
        let words = texts_of(sibling);
        let begins_sentence = || {
            words.trim_start().starts_with(char::is_uppercase) && words.split_whitespace().nth(2).is_some()
        };
        if ElementRef::wrap(sibling).is_some_and(|own| says_its_own(own) || begins_sentence()) {
            break;
        }
        dom::push_apart(&mut text, words.trim());
        if text.len() > SENTENCE || text.contains(|c: char| c.is_ascii_digit()) {
            break;
        }
    }
    text
}

fn texts_of(node: NodeRef<'_, Node>) -> String {
    node.descendants()
        .take(MOST_NODES)
        .filter_map(|node| node.value().as_text())
        .map(|text| &**text)
        .collect()
}

/// Whether a node is text or an element within a line, and no break of it.
fn is_in_line(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_none_or(|element| IN_LINE.contains(&element.name()))
}
