//! The containers of a page that speak of other products than its own.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::Regex;
use scraper::ElementRef;
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
    // What opens from a list.
    "quickview",
    "quick-view",
    "product-popup",
    "product-quickview",
    "product-quick-view",
    "quickview-modal",
    "quickview-popup",
    "quickview-product",
    "quickViewModal",
    "quick-view-modal",
    "quick-view-popup",
    "modal-quickview",
    "modal-quick-view",
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
    "cart-item",
];

/// A heading has fewer words than this.
const MOST_WORDS: usize = 12;

/// Elements of their own that such containers are.
const OTHER_ELEMENTS: &[&str] =
    &["nav", "footer", "cart-drawer", "cart-notification", "mini-cart", "product-recommendations"];

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
    "frequently-bought",
    "sims-fbt",
    "fbt-",
    "fbt_",
    "bndlr",
    "compare-models",
    "compare-products",
    "compare-table",
    "comparison-table",
    "product-comparison",
    // Parts of packs.
    "bundled_product",
    "bundled-product",
    "bundled_item",
    "pack-product-container",
    "bundle-options-wrapper",
    "fieldset-bundle-options",
    "price-as-configured",
    "price-configured_price",
];

/// Whether an element is a container that speaks of other products than the page's.
pub(super) fn is_about_others(element: &Element) -> bool {
    static PARTS: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(OTHER_PARTS).ok());
    let says = |name: &str| {
        OTHER_PRODUCTS.contains(&name) || PARTS.as_ref().is_some_and(|parts| parts.is_match(name))
    };
    // The classes of `<body>` tell what the page has.
    OTHER_ELEMENTS.contains(&element.name())
        || !matches!(element.name(), "html" | "body")
            // A block theme's collections have no class that tells them apart.
            && element.classes().chain(element.id()).chain(element.attr("data-block-name")).any(says)
}

/// Whether a heading says that what follows it is about other products: "Customers also bought".
pub(super) fn is_about_what_follows(heading: ElementRef<'_>) -> bool {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)recently viewed|also (?:bought|viewed|liked?|love|purchased)|(?:may|might) (?:also )?(?:like|love)|(?:related|similar|recommended|more) (?:products|items)|frequently bought|bought together|buy (?:it|them|this) with|(?:fréquemment|souvent) achetés? ensemble|(?:oft|häufig) zusammen gekauft|comprados? juntos|(?:spesso comprati|acquistati) insieme|samen gekocht|kupowane razem|(?:společně|spolu) kupované|kupované (?:společně|spolu)|compre junto|köps ofta tillsammans|købes ofte sammen|goes well with|complete the look|zuletzt (?:angesehen|gesehen)|kunden (?:kauften|haben)|ähnliche (?:produkte|artikel)|(?:ihnen|dir) (?:auch )?gefallen|passt? (?:gut )?dazu|passend(?:es)? (?:dazu|zubehör)|vous aimerez|aussi aim|produits (?:similaires|associés|complémentaires|vus)|(?:vus|consultés) récemment|récemment (?:vus|consultés)|ont (?:aussi|également) (?:acheté|vu|aimé)|dans la même catégorie|prodotti (?:simili|correlati)|visti di recente|potrebbe(?:ro)? (?:anche )?piacer|productos (?:relacionados|similares)|también te (?:puede|gust)|vistos recientemente|(?:vergelijkbare|gerelateerde) producten|anderen (?:kochten|bekeken)|recent bekeken|(?:podobne|polecane) produkty|inni kupili|ostatnio (?:oglądane|widziane)",
        )
        .ok()
    });
    let words = heading.text().flat_map(str::split_whitespace).take(MOST_WORDS).collect::<Vec<_>>();
    words.len() < MOST_WORDS && WORDS.as_ref().is_some_and(|known| known.is_match(&words.join(" ")))
}
