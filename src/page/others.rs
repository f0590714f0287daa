//! The containers of a page that speak of other products than its own.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use scraper::node::Element;

/// Classes and ids of the containers that speak of other products than the page's.
const OTHER_PRODUCTS: &[&str] = &[
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
    // Blocks, tiles and sliders of themes.
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

/// Parts of the classes and ids of such containers, in lower case.
const OTHER_PARTS: &[&str] = &[
    "related",
    "upsell",
    "up-sell",
    "crosssell",
    "cross-sell",
    "recommend",
    "recently",
    "viewed-products",
    "also-bought",
    "also-viewed",
    "alsobought",
    "minicart",
    "mini-cart",
    "megamenu",
    "mega-menu",
    "product-miniature",
    "cart-drawer",
    "header-cart",
    "cart-summary",
    "bought-together",
];

/// Whether an element is a container that speaks of other products than the page's.
pub(super) fn is_about_others(element: &Element) -> bool {
    static PARTS: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(OTHER_PARTS).ok());
    let says = |name: &str| {
        OTHER_PRODUCTS.contains(&name) || PARTS.as_ref().is_some_and(|parts| parts.is_match(name))
    };
    // The classes of `<body>` tell what the page has.
    matches!(element.name(), "nav" | "footer")
        || !matches!(element.name(), "html" | "body") && element.classes().chain(element.id()).any(says)
}
