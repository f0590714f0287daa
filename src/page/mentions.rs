//! Promotions that stand in a page's text only: codes in banners ("with code LIGHT30"), "the 2nd at -50 %".
//!
//! A text promises, it does not prove: nothing here was tried. Better to miss one than to take a post code for a
//! voucher, so a code must be written in capitals, and next to words that speak of a promotion.

use std::collections::HashSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use regex::{Captures, Regex};
use rust_decimal::Decimal;
use scraper::{ElementRef, Node};

use super::class_words;
use super::dom::{self, Dom, selector};
use crate::units::money;

/// More codes than this are a list of something else.
const MOST_CODES: usize = 20;
/// A paragraph beyond this many characters is read up to here.
const LONGEST_BLOCK: usize = 2_000;

/// A code that the page's text advertises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMention {
    /// The code.
    pub code: String,
    /// The words around it, at most a hundred characters.
    pub quote: String,
}

/// A reduction of the second piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondPiece {
    /// Percent off the second piece.
    pub percent: Decimal,
    /// The words.
    pub quote: String,
}

/// More texts that may promise something are not read. No shop's page has as many.
const MOST_TEXTS: usize = 500;
/// Parts of words without which no text is a promise; those with other letters than ASCII's in both cases.
const STEMS_OF_PROMISES: &[&str] = &[
    "free",
    "frei",
    "gratis",
    "gratuit",
    "grátis",
    "GRÁTIS",
    "offert",
    "cadeau",
    "gift",
    "kostenlos",
    "darmow",
    "bezpłatn",
    "BEZPŁATN",
    "cretsiz",
    "бесплатн",
    "БЕСПЛАТН",
    "Бесплатн",
    "безкоштовн",
    "БЕЗКОШТОВН",
    "Безкоштовн",
    "zdarma",
    "ingyenes",
    "ilmainen",
    "fri frakt",
    "omaggio",
    "regalo",
    "prezent",
    "cadou",
    "spend",
    "buy",
    "%",
    "code",
    "coupon",
    "voucher",
    "codice",
    "digo",
    "kod",
    "second",
    "2nd",
    "2e ",
    "2ème",
    "2eme",
    "2nde",
    "deuxi",
];
/// Words between two numbers of "3 for 2".
const PIECES: [&str; 8] = ["for", "pour", "für", "voor", "por", "per", "al prezzo", "za"];

/// Elements inside a sentence; all others end it.
const INLINE: &[&str] =
    &["a", "abbr", "b", "bdi", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "code"];
/// Words of classes of parts whose words are not the shop's offer: customers' reviews, and what asks about cookies.
const NOT_THE_SHOPS: &[&str] = &[
    "review",
    "reviews",
    "testimonial",
    "testimonials",
    "comment",
    "comments",
    "bewertung",
    "bewertungen",
    "avis",
    "cookie",
    "cookies",
    "cookiebar",
    "consent",
    "gdpr",
];
/// Elements whose text no shopper reads.
const UNSEEN: &[&str] = &["script", "style", "template", "noscript", "textarea", "option", "svg", "head"];

/// The page's visible texts, one for each block, with the descriptions of its pictures.
pub(super) fn blocks(dom: &Dom) -> Vec<String> {
    let mut blocks = vec![String::new()];
    let Some(body) = dom.first(selector!("body")) else { return blocks };
    let about: Vec<_> =
        dom.first(selector!("h1")).into_iter().flat_map(|heading| heading.ancestors()).collect();
    let is_anothers_words = |node: NodeRef<'_, Node>| {
        ElementRef::wrap(node).is_some_and(|part| class_words::has(part, NOT_THE_SHOPS))
            && !about.contains(&node)
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

/// Whether a text is a customer's, or the banner's that asks about cookies.
fn is_of_a_customer(block: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)★{3}|verified (?:buyer|purchase|customer)|acheteur vérifié|achat vérifié|avis vérifié|verifizierter (?:kauf|käufer)|acquisto verificato|compra verificada|\bI (?:got|bought|used|ordered)\b|\bwe use cookies\b|\bcookies (?:pour|um)\b",
        )
        .ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(block))
}

/// The texts that may promise something, each once, and how many of them were left out.
pub(super) fn promising(blocks: Vec<String>) -> (Vec<String>, usize) {
    static STEMS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
        let counted = (2..=9)
            .flat_map(|count| PIECES.map(|word| [format!("{count}{word}"), format!("{count} {word}")]));
        let stems = STEMS_OF_PROMISES.iter().map(|stem| (*stem).to_owned()).chain(counted.flatten());
        AhoCorasick::builder().ascii_case_insensitive(true).build(stems).ok()
    });
    let mut seen = HashSet::new();
    let may_promise = |block: &String| STEMS.as_ref().is_none_or(|stems| stems.is_match(block));
    let mut promising = blocks.into_iter().filter(may_promise).filter(|block| seen.insert(block.clone()));
    let first: Vec<_> = promising.by_ref().take(MOST_TEXTS).collect();
    (first, promising.count())
}

/// The codes in these texts, each once.
pub(super) fn codes(blocks: &[String]) -> Vec<CodeMention> {
    let mut found: Vec<CodeMention> = Vec::new();
    for mention in blocks.iter().flat_map(|block| codes_in(block)) {
        if found.len() < MOST_CODES && found.iter().all(|known| known.code != mention.code) {
            found.push(mention);
        }
    }
    found
}

/// What stands before a code. The first names a promotion itself; the others need one nearby.
const KINDS: &[(&str, bool)] = &[
    (
        r"(?:promo(?:tion(?:al)?)?|voucher|coupon|discount)[ -]?codes?|codes?[ -](?:promo(?:tionnels?)?|avantage|coupon|remise|privilège|de réduction|réduction)|coupon|voucher|(?:gutschein|rabatt|aktions)[ -]?codes?|codice[ -](?:sconto|promo(?:zionale)?)|código[ -](?:promocional|de descuento|descuento)|(?:kortings|actie)[ -]?code|kod[ -](?:rabatowy|promocyjny)",
        true,
    ),
    (
        r"(?:with|use|using|enter|apply|type|avec|utilisez|utiliser|saisissez|saisir|entrez|grâce)(?: the| this| our| your| le| ce| notre| votre| au)? code",
        false,
    ),
    (r"(?:^|[.!?|(–—-] ?|, )code", false),
];

fn codes_in(block: &str) -> Vec<CodeMention> {
    static PATTERNS: LazyLock<Vec<(Regex, bool)>> = LazyLock::new(|| {
        let compile = |(before, names): &(&str, bool)| {
            let text = format!(
                r#"(?i:(?P<before>(?:^|\b|[^\p{{L}}\p{{N}}])(?:{before})))(?P<between> ?(?:(?i:is|est) )?(?:[:=]|n°)? ?["'«“‘]? ?)(?P<code>[A-Z0-9][A-Z0-9_-]{{2,29}})(?P<after>$|[^\p{{L}}\p{{N}}_])"#
            );
            Regex::new(&text).ok().map(|regex| (regex, *names))
        };
        KINDS.iter().filter_map(compile).collect()
    });
    let mut found = Vec::new();
    for (pattern, names_a_promotion) in PATTERNS.iter() {
        for captures in pattern.captures_iter(block) {
            if let Some(mention) = mention(block, &captures, *names_a_promotion) {
                found.push(mention);
            }
        }
    }
    found
}

fn mention(block: &str, captures: &Captures<'_>, names_a_promotion: bool) -> Option<CodeMention> {
    let code = captures.name("code")?;
    let before = captures.name("before")?;
    let between = captures.name("between")?.as_str();
    // Somewhere a separator must be: `promocodeABC` is a word.
    if between.is_empty() || !code.as_str().bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let has_digit = code.as_str().bytes().any(|byte| byte.is_ascii_digit());
    let is_marked = between.chars().any(|c| ":=\"'«“‘".contains(c));
    // In a shouted sentence every word is in capitals: "CODE PROMO VALABLE".
    let shouted = !before.as_str().chars().any(char::is_lowercase);
    if shouted && !has_digit && !is_marked {
        return None;
    }
    if is_denied(&block[..code.start()])
        || is_taken_back(block, before.start(), code.end())
        || ["AUCUN", "NONE", "NEEDED", "REQUIRED", "KEINER"].contains(&code.as_str())
    {
        return None;
    }
    // "Use code SAVE20" says all there is to say.
    let is_asked_for = has_digit && before.as_str().contains(' ');
    let quote = around(block, before.start(), code.end());
    (names_a_promotion
        || is_asked_for
        || speaks_of_a_promotion(&around_far(block, before.start(), code.end())))
    .then(|| CodeMention { code: code.as_str().to_owned(), quote })
}

/// Whether the sentence so far denies a code or the need for one.
pub(super) fn is_denied(before: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)\b(?:no|without|not need|don't need|sans|pas besoin|pas de|aucun|kein\w*|ohne|senza|sin|geen|zonder|bez)\b[^.!?]*$").ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(before))
}

/// Whether the words say what a code would be for.
fn speaks_of_a_promotion(text: &str) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)%|\b(?:off|sale|save|discount|deal|free|offer|gift|promo\w*|reduc\w*|réduc\w*|remise|soldes?|offre|offert\w*|gratuit\w*|cadeau|économi\w*|checkout|profit\w*)\b|[-−] ?[0-9]+ ?€",
        )
        .ok()
    });
    WORDS.as_ref().is_some_and(|words| words.is_match(text))
}

/// The match with some words on both sides, for people.
pub(super) fn around(block: &str, start: usize, end: usize) -> String {
    window(block, start, end, 30)
}

fn around_far(block: &str, start: usize, end: usize) -> String {
    window(block, start, end, 120)
}

/// As much around the match, in whole words.
fn window(block: &str, start: usize, end: usize, reach: usize) -> String {
    let from = (0..=start.saturating_sub(reach)).rev().find(|at| is_word_edge(block, *at)).unwrap_or(0);
    let to = (end + reach..block.len()).find(|at| is_word_edge(block, *at)).unwrap_or(block.len());
    block[from..to].trim().to_owned()
}

fn is_word_edge(block: &str, at: usize) -> bool {
    at == 0 || block.as_bytes().get(at).is_some_and(|byte| *byte == b' ')
}

/// "2nd at -50 %", "le 2e à moitié prix".
pub(super) fn second_piece(blocks: &[String]) -> Option<SecondPiece> {
    static SECOND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:2nd|second|2e|2ème|2eme|2nde|deuxième|seconde?)(?: (?:item|piece|product|one|article|produit|pièce|paire?))?(?: (?:at|for|is|à|est à))? (?:(?:[-−] ?)?(?P<percent>[1-9][0-9]?)[\u{A0}\u{202F} ]?%(?P<off> off)?|(?P<half>half[- ]price|moitié prix))",
        )
        .ok()
    });
    blocks.iter().find_map(|block| {
        let captures = SECOND.as_ref()?.captures(block)?;
        let whole = captures.get(0)?;
        let percent = match captures.name("percent") {
            Some(percent) => money::decimal(percent.as_str()).ok()?,
            None => Decimal::from(50),
        };
        Some(SecondPiece { percent, quote: around(block, whole.start(), whole.end()) })
    })
}

/// Whether the sentence around a promise takes it back, asks for it, or is over.
pub(super) fn is_taken_back(text: &str, start: usize, end: usize) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:not|never|no longer|excluded|unavailable|ended|expired|is over|wish|dying|nicht|keine?|beendet|abgelaufen|vorbei|ausgeschlossen|pas|plus (?:valable|disponible|en cours)|jamais|hors|exclue?s?|terminée?s?|expirée?s?|nie|niet|verlopen|afgelopen|nunca|ya no|caducad[oa]|finalizad[oa]|non più|scadut[oa]|terminat[oa])\b|n['’]t\b",
        )
        .ok()
    });
    let ends = ['.', '!', '?', ';'];
    let from = text[..start].rfind(ends).map_or(0, |at| at + 1);
    let to = text[end..].find(ends).map_or(text.len(), |at| end + at);
    text[to..].starts_with('?') || WORDS.as_ref().is_some_and(|words| words.is_match(&text[from..to]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        codes(&[text.to_owned()]).into_iter().map(|mention| mention.code).collect()
    }

    #[test]
    fn codes_that_are_advertised() {
        for (text, code) in [
            ("30 % off all lamps with code LIGHT30 until Sunday", "LIGHT30"),
            ("Use code: WELCOME at checkout", "WELCOME"),
            ("Use the code \"HELLO-5\" and save 5 €", "HELLO-5"),
            ("Save 10% today. Code: SUMMER-10", "SUMMER-10"),
            ("Promo code: BF2025", "BF2025"),
            ("discount code SPRING", "SPRING"),
            ("-25 % avec le code ETE25 !", "ETE25"),
            ("code promo : ETE25", "ETE25"),
            ("Code promo «\u{a0}NOEL\u{a0}»".replace('\u{a0}', " ").leak(), "NOEL"),
            ("CODE PROMO : HIVER", "HIVER"),
            ("LIVRAISON OFFERTE AVEC LE CODE PORT0", "PORT0"),
            ("Code de réduction BIENVENUE10, valable une fois", "BIENVENUE10"),
            ("Saisissez le code RENTREE pour profiter de 15 %", "RENTREE"),
            ("Use code SAVE20.", "SAVE20"),
            ("Discount codes: WELCOME5", "WELCOME5"),
            ("Gutscheincode HERBST10 einlösen", "HERBST10"),
            ("codice sconto: ESTATE5", "ESTATE5"),
        ] {
            assert_eq!(found(text), [code], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_code() {
        for text in [
            "Our postcode 75001",
            "No promo code NEEDED",
            "Code promo : AUCUN",
            "Promo code: NONE NEEDED",
            "Pas besoin de code promo NOEL",
            "Code postal : 75001 PARIS",
            "Zip code: AB1",
            "le code source LINUX",
            "barcode 4006381333931",
            "Code-barres : ABC123",
            "Code EAN: 4006381333931",
            "Product code: DEMO-11",
            "Code : DEMO-11",
            "Error code: E404, please try again",
            "dress code: BLACK tie",
            "Enter the code ABCD that we sent to your phone",
            "Have a promo code?",
            "Promo code Add",
            "CODE PROMO VALABLE JUSQU'AU 31",
            "code de la route ROUSSEAU",
            "Voucher codes are sent by e-mail",
            "promocodeABC",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn a_code_in_mark_up_and_in_pictures() {
        let dom = Dom::new(
            r#"<body><div class=banner>Get 20% off with code <strong>LIGHT<b>20</b></strong></div>
            <img alt="-10 % : code promo FETE10"><script>"promo code: NOTTHIS1"</script><p>promo</p><p>code: NOR2</p>"#,
        );
        let codes: Vec<_> = codes(&blocks(&dom)).into_iter().map(|mention| mention.code).collect();
        assert_eq!(codes, ["LIGHT20", "FETE10"]);
    }

    #[test]
    fn what_customers_and_banners_say_is_not_the_shop_s() {
        for html in [
            "<h1>Mug</h1><div class=product-reviews><p>20% off with code WELCOME5, great!</p></div>",
            "<h1>Mug</h1><section class='js-cookie-consent'><b>Accept and use code COOKIE10</b></section>",
            "<h1>Mug</h1><p>★★★★★ “20% off with code WELCOME5, great!” — Jane, verified buyer</p>",
            "<h1>Mug</h1><p>Promo code SAVE20 has expired</p>",
            "<h1>Mug</h1><p>Gutscheincode HERBST10 gilt nicht mehr</p>",
        ] {
            assert_eq!(codes(&blocks(&Dom::new(html))), [], "{html}");
        }
        let own = "<div class=has-reviews><h1>Mug</h1><p>20% off with code WELCOME5</p></div>";
        assert_eq!(codes(&blocks(&Dom::new(own))).len(), 1);
    }

    #[test]
    fn the_second_piece() {
        for (text, percent) in [
            ("2nd at -50 %", Some(50)),
            ("le 2e à -50 %", Some(50)),
            ("Le deuxième article à moitié prix", Some(50)),
            ("Buy one, get the second 40% off", Some(40)),
            ("second one at half price", Some(50)),
            ("La 2ème à -30\u{a0}%", Some(30)),
            ("the 2nd of May at 50 %", None),
            ("second hand, 50 % cotton", None),
        ] {
            let found = second_piece(&[text.to_owned()]).map(|second| second.percent);
            assert_eq!(found, percent.map(Decimal::from), "{text}");
        }
    }
}
