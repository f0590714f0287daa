//! The parsed document and the few questions the readers ask it. Selectors are compiled once.
//!
//! Not here: any knowledge of a shop's mark-up beyond "what is inside a product tile belongs to that tile".

use memchr::memchr_iter;
use scraper::{ElementRef, Html, Selector};

/// How deep unclosed elements may nest before the rest of the document is dropped. Browsers flatten beyond
/// 512 (Chrome) or so; a tree without a bound makes parsing and every look at an element's ancestors
/// quadratic.
const MAX_DEPTH: usize = 1_000;

/// Elements that do not nest: void ones, and those whose end tag authors leave out.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "rt",
    "rp", "html", "head", "body", "colgroup",
];

/// Compiles a selector once per place of use. A selector that does not compile selects nothing, which the
/// tests of its reader notice.
macro_rules! selector {
    ($css:expr) => {{
        static SELECTOR: std::sync::LazyLock<Option<scraper::Selector>> =
            std::sync::LazyLock::new(|| scraper::Selector::parse($css).ok());
        SELECTOR.as_ref()
    }};
}
pub(super) use selector;

/// A parsed document.
pub(super) struct Dom {
    html: Html,
    /// The source nests too deep, and its rest was left out.
    pub(super) cut: bool,
}

impl Dom {
    pub(super) fn new(source: &str) -> Self {
        let kept = shallow(source);
        Self { html: Html::parse_document(kept), cut: kept.len() < source.len() }
    }

    /// All elements that match, in document order.
    pub(super) fn all<'a>(&'a self, selector: Option<&'a Selector>) -> impl Iterator<Item = ElementRef<'a>> {
        selector.into_iter().flat_map(|selector| self.html.select(selector))
    }

    /// The first element that matches.
    pub(super) fn first<'a>(&'a self, selector: Option<&'a Selector>) -> Option<ElementRef<'a>> {
        self.all(selector).next()
    }

    /// The first match outside product tiles, pop-ups and the like: what belongs to the page itself.
    pub(super) fn own<'a>(&'a self, selector: Option<&'a Selector>) -> Option<ElementRef<'a>> {
        self.all(selector).find(|element| !inside(*element, OTHER_PRODUCTS))
    }
}

/// Classes and ids of the containers that speak of other products than the page's.
pub(super) const OTHER_PRODUCTS: &[&str] = &[
    "product-miniature",
    "js-product-miniature",
    "featured-products",
    "product-accessories",
    "products",
    "related",
    "upsells",
    "up-sells",
    "cross-sells",
    "blockcart-modal",
    "quickview",
    "cart-items",
    // WooCommerce's blocks, Shopify's, Magento's and Shopware's tiles and sliders.
    "wc-block-grid",
    "card-wrapper",
    "product-card",
    "product-recommendations",
    "product-item",
    "product-items",
    "upsell",
    "crosssell",
    "product-box",
    "product-slider",
    "product--box",
    "recently-viewed",
    "cart-drawer",
];

/// Whether the element or one of its ancestors has one of the classes or ids.
pub(super) fn inside(element: ElementRef<'_>, names: &[&str]) -> bool {
    let named = |element: ElementRef<'_>| {
        let value = element.value();
        value.classes().any(|class| names.contains(&class))
            || value.id().is_some_and(|id| names.contains(&id))
    };
    named(element) || element.ancestors().filter_map(ElementRef::wrap).any(named)
}

/// Whether one of the ancestors is such an element.
pub(super) fn within_tag(element: ElementRef<'_>, tags: &[&str]) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|ancestor| tags.contains(&ancestor.value().name()))
}

/// The first match below an element.
pub(super) fn below<'a>(element: ElementRef<'a>, selector: Option<&'a Selector>) -> Option<ElementRef<'a>> {
    selector.and_then(|selector| element.select(selector).next())
}

/// The element's text with single plain spaces. No-break spaces inside stay, they mean something in a price.
pub(super) fn text(element: ElementRef<'_>) -> String {
    squeeze(element.text())
}

/// The text that stands directly in the element, without that of its children: the price without its label.
pub(super) fn own_text(element: ElementRef<'_>) -> String {
    squeeze(element.children().filter_map(|node| node.value().as_text().map(|text| &**text)))
}

fn squeeze<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut squeezed = String::new();
    for part in parts {
        for c in part.chars() {
            if c.is_ascii_whitespace() {
                if !squeezed.ends_with(' ') && !squeezed.is_empty() {
                    squeezed.push(' ');
                }
            } else {
                squeezed.push(c);
            }
        }
    }
    squeezed.truncate(squeezed.trim_end_matches(' ').len());
    squeezed
}

/// An attribute's value, trimmed, unless it is empty.
pub(super) fn attribute<'a>(element: ElementRef<'a>, name: &str) -> Option<&'a str> {
    element.value().attr(name).map(str::trim).filter(|value| !value.is_empty())
}

/// The source up to the place where it nests too deep. Counts tags roughly: a wrong count can only cut a
/// document that leaves a thousand elements open.
#[must_use]
pub fn shallow(source: &str) -> &str {
    let bytes = source.as_bytes();
    let mut depth = 0_usize;
    // Scripts are no mark-up, but full of things like `i<n`.
    let mut raw = false;
    for at in memchr_iter(b'<', bytes) {
        let (closes, name) = match bytes.get(at + 1) {
            Some(b'/') => (true, tag_name(bytes, at + 2)),
            Some(_) => (false, tag_name(bytes, at + 1)),
            None => break,
        };
        if name.eq_ignore_ascii_case(b"script") || name.eq_ignore_ascii_case(b"style") {
            raw = !closes;
        } else if !raw
            && !name.is_empty()
            && !FLAT.iter().any(|flat| name.eq_ignore_ascii_case(flat.as_bytes()))
        {
            depth = if closes { depth.saturating_sub(1) } else { depth + 1 };
        }
        if depth > MAX_DEPTH {
            return source.get(..at).unwrap_or_default();
        }
    }
    source
}

fn tag_name(bytes: &[u8], start: usize) -> &[u8] {
    let length = bytes[start..].iter().take(12).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    &bytes[start..start + length]
}
