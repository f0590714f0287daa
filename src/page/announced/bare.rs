//! "3x2" alone on a flag or a banner: three for the price of two, unless it is the size of something.

use scraper::ElementRef;

use super::super::dom::{self, Dom};
use super::super::patterns::pattern;
use super::super::{class_words, price};
use super::{Announced, Announcement};

/// Words of classes of what advertises.
const ADVERTISES: &[&str] = &[
    "promo",
    "promos",
    "promotion",
    "promotions",
    "offer",
    "offers",
    "oferta",
    "ofertas",
    "offre",
    "offerta",
    "offerte",
    "deal",
    "deals",
    "badge",
    "badges",
    "flag",
    "flags",
    "label",
    "labels",
    "sticker",
    "stickers",
    "ribbon",
    "tag",
    "banner",
    "hero",
    "discount",
    "sale",
    "campaign",
    "sconto",
    "descuento",
    "aktion",
    "angebot",
    "announcement",
    "marquee",
    "callout",
];
/// Words of classes of what tells sizes, or has a shopper choose among them.
const CHOICES: &[&str] = &[
    "size",
    "sizes",
    "dimension",
    "dimensions",
    "variant",
    "variants",
    "variation",
    "variations",
    "swatch",
    "swatches",
    "option",
    "options",
    "attribute",
    "attributes",
    "format",
    "formats",
    "taille",
    "tailles",
    "talla",
    "tallas",
    "taglia",
    "taglie",
    "filter",
    "filters",
    "facet",
    "spec",
    "specs",
];
/// Elements of choices and tables.
const CHOOSES: &[&str] = &["label", "button", "select", "option", "td", "th", "dd", "dt", "fieldset", "form"];
/// A flag has fewer bytes.
const LONGEST: usize = 40;
/// So many elements up what advertises is looked for.
const REACH: usize = 4;

/// The offer of a page that has "3x2" alone somewhere, and no other size.
pub(super) fn read(dom: &Dom, blocks: &[String]) -> Option<Announcement> {
    let may_have = |block: &String| {
        pattern!(r"(?:^|[^0-9.,])[2-6] ?[x×] ?[1-5](?:$|[^0-9])").is_some_and(|pair| pair.is_match(block))
    };
    if !blocks.iter().any(may_have) {
        return None;
    }
    let pairs: Vec<_> = dom
        .with_digits()
        .filter_map(|element| {
            let text = dom::short_text(element, LONGEST)?;
            Some((element, pair(&text)?, text))
        })
        .collect();
    if pairs.iter().any(|(_, (take, pay), _)| *take != pay + 1) {
        return None;
    }
    let (_, (take, _), text) = pairs.into_iter().find(|(element, ..)| advertises(dom, *element))?;
    Announcement::new(Announced::Pieces(take, None), &text, 0..text.len())
}

/// The two numbers of a text that says nothing else.
fn pair(text: &str) -> Option<(u32, u32)> {
    let found =
        pattern!(r"^[^\p{L}\p{N}]*(?P<take>[1-9][0-9]?) ?[x×] ?(?P<pay>[1-9][0-9]?)[^\p{L}\p{N}%€$£]*$")?
            .captures(text)?;
    Some((found["take"].parse().ok()?, found["pay"].parse().ok()?))
}

fn advertises(dom: &Dom, element: ElementRef<'_>) -> bool {
    let around = || std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap));
    let is_choice =
        |part: ElementRef<'_>| CHOOSES.contains(&part.value().name()) || class_words::has(part, CHOICES);
    let is_headline = || matches!(element.value().name(), "h1" | "h2");
    !dom.is_of_other_product(element)
        && price::may_be_price(element)
        && !class_words::is_hidden(element)
        && !around().take(2 * REACH).any(is_choice)
        && (is_headline() || around().take(REACH).any(|part| class_words::has(part, ADVERTISES)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::mentions::{blocks, promising};

    fn found(html: &str) -> Option<u32> {
        let dom = Dom::new(html);
        let (texts, _) = promising(blocks(&dom));
        match read(&dom, &texts)?.what {
            Announced::Pieces(count, None) => Some(count),
            _ => None,
        }
    }

    #[test]
    fn on_a_flag_or_a_banner_it_is_an_offer() {
        for (html, expected) in [
            ("<h1>Mug</h1><ul class=product-flags><li class='product-flag promo'>3x2</li></ul>", Some(3)),
            ("<h1>Mug</h1><span class=badge>2 x 1</span>", Some(2)),
            ("<h1>Mug</h1><div class=promo-tag><b>¡4×3!</b></div>", Some(4)),
            ("<section class=hero><h2>3x2</h2><a href=/lamps>Ver</a></section>", Some(3)),
            ("<h1>3 x 2</h1>", Some(3)),
            // The size of something.
            ("<h1>Rug</h1><p>3x2</p>", None),
            ("<h1>Rug</h1><label class=tag>3x2</label>", None),
            ("<h1>Rug</h1><div class='promo size'><span>3x2</span></div>", None),
            ("<h1>Rug</h1><span class=badge>3x2</span><span class=badge>60x40</span>", None),
            ("<h1>Rug</h1><span class=badge>3x2 m</span>", None),
            ("<h1>Rug</h1><span class=badge>60x40</span>", None),
            ("<h1>Rug</h1><table class=offer><tr><td>3x2</td></tr></table>", None),
            ("<h1>Rug</h1><span class=badge>3x1</span>", None),
            ("<h1>Rug</h1><span class=badge hidden>3x2</span>", None),
            ("<h1>Rug</h1><div class=related><span class=badge>3x2</span></div>", None),
        ] {
            assert_eq!(found(html), expected, "{html}");
        }
    }
}
