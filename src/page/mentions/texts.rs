//! The page's visible texts, and which of them may be a promise of the shop.

use std::collections::HashSet;
use std::sync::LazyLock;

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use regex::Regex;
use scraper::{ElementRef, Node};

use super::joined::with_their_conditions;
use super::stems::may_promise;
use crate::page::class_words;
use crate::page::dom::{self, Dom, selector};
use crate::page::patterns::pattern;

/// A paragraph beyond this many characters is read up to here.
const LONGEST_BLOCK: usize = 2_000;

/// More texts that may promise something are not read. No shop's page has as many.
const MOST_TEXTS: usize = 500;
/// Elements inside a sentence; all others end it.
pub(in crate::page) const INLINE: &[&str] =
    &["a", "abbr", "b", "bdi", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "code"];
/// Words of classes of parts whose words are not the shop's offer: customers' reviews, and what asks about cookies.
const NOT_THE_SHOPS: &[&str] = &[
    "review",
    "reviews",
    "testimonial",
    "testimonials",
    "comment",
    "comments",
    "question",
    "questions",
    "answers",
    "qa",
    "qna",
    "forum",
    "bewertung",
    "bewertungen",
    "avis",
    "cookie",
    "cookies",
    "cookiebar",
    "consent",
    "gdpr",
    "filter",
    "filters",
    "facet",
    "facets",
];
/// Elements whose text no shopper reads.
const UNSEEN: &[&str] = &["script", "style", "template", "noscript", "textarea", "option", "svg", "head"];

/// The page's visible texts, one for each block, with the descriptions of its pictures.
pub(in crate::page) fn blocks(dom: &Dom) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let Some(body) = dom.first(selector!("body")) else { return blocks };
    let about: Vec<_> =
        dom.first(selector!("h1")).into_iter().flat_map(|heading| heading.ancestors()).collect();
    let is_anothers_words = |node: NodeRef<'_, Node>| {
        ElementRef::wrap(node).is_some_and(is_part_of_others) && !about.contains(&node)
    };
    let mut left_out = None;
    for edge in body.traverse() {
        let node = match edge {
            Edge::Open(node) => node,
            Edge::Close(node) => {
                left_out = left_out.filter(|outermost| *outermost != node.id());
                continue;
            }
        };
        if left_out.is_none() && node.id() != body.id() && is_anothers_words(node) {
            left_out = Some(node.id());
            blocks.push(String::new());
        }
        if left_out.is_some() {
            continue;
        }
        match node.value() {
            Node::Element(element) if element.name() == "br" => {
                if let Some(block) = blocks.last_mut() {
                    block.push(' ');
                }
            }
            Node::Element(element) if !INLINE.contains(&element.name()) => {
                blocks.extend(element.attr("alt").map(str::to_owned));
                blocks.push(String::new());
            }
            Node::Text(text) => {
                let parents = || node.ancestors().filter_map(|parent| parent.value().as_element());
                if parents().take(3).any(|parent| UNSEEN.contains(&parent.name())) {
                    continue;
                }
                if let Some(block) = blocks.last_mut().filter(|block| block.len() < LONGEST_BLOCK) {
                    block.push_str(between(block, text, parents().next().map(|parent| parent.name())));
                    block.push_str(text);
                }
            }
            _ => {}
        }
    }
    blocks.retain(|block| block.bytes().any(|byte| byte.is_ascii_alphanumeric()));
    blocks.retain(|block| !is_of_a_customer(block));
    let plain = |block: &String| dom::unescaped(block).split_whitespace().collect::<Vec<_>>().join(" ");
    blocks.iter().map(plain).collect()
}

/// What belongs between a block so far and the text of the next element, which a style sheet sets apart: "Clubcard Price" and "Offer
/// valid until", "£17.00" and "2 for £30", "Sale" and "3 for 2".
fn between(block: &str, text: &str, parent: Option<&str>) -> &'static str {
    let is_raised = matches!(parent, Some("sup" | "sub"));
    let is_price = || {
        pattern!(r"[0-9][.,][0-9]{2}(?: ?[€$£]| ?zł| ?Kč)?$|[0-9] ?[€$£%]$")
            .is_some_and(|price| price.is_match(block))
    };
    let is_number = text.starts_with(|c: char| c.is_ascii_digit());
    let mut letters = text.chars().map(char::is_uppercase);
    let is_word = letters.next() == Some(true) && letters.next() == Some(false);
    if is_number && !is_raised && is_price() {
        " · "
    } else if block.ends_with(char::is_lowercase) && text.starts_with(char::is_uppercase)
        || is_word && !is_raised && block.ends_with(|c: char| c.is_ascii_digit())
        || is_number && !is_raised && block.ends_with(char::is_lowercase)
        || text.starts_with(char::is_alphabetic) && is_price()
    {
        " "
    } else {
        ""
    }
}

/// Whether a text is a customer's, or the banner's that asks about cookies.
fn is_of_a_customer(block: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r#"(?i)★{3}|^["“„«].{3,}["”“»],? ?[-–—] ?\p{L}|verified (?:buyer|purchase|customer)|acheteur vérifié|achat vérifié|avis vérifié|verifizierter (?:kauf|käufer)|acquisto verificato|compra verificada|\bI (?:got|bought|used|ordered)\b|\bwe use cookies\b|\bcookies (?:pour|um)\b"#,
        )
        .ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(block))
}

fn is_part_of_others(part: ElementRef<'_>) -> bool {
    class_words::has(part, NOT_THE_SHOPS)
        || matches!(part.value().name(), "blockquote" | "q")
        || part.value().name() == "dialog" && part.attr("open").is_none() && !may_be_opened(part)
        || dom::hides_itself(part) && !may_be_opened(part)
}

/// Whether what is hidden is shown in its turn, or to who asks for it: a slide, a tab, a drawer.
fn may_be_opened(part: ElementRef<'_>) -> bool {
    const IN_TURN: &[&str] = &[
        "slide",
        "slides",
        "slider",
        "swiper",
        "carousel",
        "slick",
        "announcement",
        "marquee",
        "tab",
        "tabs",
        "panel",
        "accordion",
        "collapse",
        "collapsible",
        "drawer",
        "modal",
        "popup",
        "lightbox",
        "details",
        "content",
    ];
    class_words::has(part, IN_TURN) || part.attr("role").is_some_and(|role| role == "tabpanel")
}

/// Whether an element stands in a part of the page whose words are not the shop's offer. The page itself is none.
pub(in crate::page) fn is_in_part_of_others(element: ElementRef<'_>) -> bool {
    let around = element.ancestors().filter_map(ElementRef::wrap);
    std::iter::once(element)
        .chain(around)
        .take_while(|part| !matches!(part.value().name(), "body" | "main"))
        .any(is_part_of_others)
}

/// Whether a text asks or remembers instead of offering: "Was £200 last week, now £150?"
pub(in crate::page) fn is_prose(text: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\?\W*$|\b(?:in (?:19|20)[0-9]{2}|last changed|last sale price|per person|pro person|par personne|before (?:vat|tax)|last (?:week|month|year|season)|yesterday|(?:la semaine|l['’]an(?:née)?|le mois) derni(?:er|ère)|letzte[sn]? (?:woche|monat|jahr)|gestern|la semana pasada|el año pasado|la settimana scorsa|l['’]anno scorso|vorige week|vorig jaar|w zeszłym roku)\b",
        )
        .ok()
    });
    is_of_a_customer(text) || WORDS.as_ref().is_some_and(|words| words.is_match(text))
}

/// The texts that may promise something, each once, and how many of them were left out.
pub(in crate::page) fn promising(blocks: Vec<String>) -> (Vec<String>, usize) {
    let mut seen = HashSet::new();
    let mut promising = with_their_conditions(blocks)
        .into_iter()
        .filter(|block| may_promise(block))
        .filter(|block| seen.insert(block.clone()));
    let first: Vec<_> = promising.by_ref().take(MOST_TEXTS).collect();
    (first, promising.count())
}
