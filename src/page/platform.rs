//! Which software a shop runs on, and what that software's own marks say about the page: the classes of `<body>`,
//! and its addresses.

use url::Url;

use super::kind::{Evidence, PageKind, PageRole};
use crate::page::Platform;
use crate::page::dom::{self, Dom, selector};

/// Names the platform, and why. `known` says that PrestaShop's own object or maintenance page was found.
pub(super) fn find(dom: &Dom, known: Option<&'static str>) -> (Platform, Option<Evidence>) {
    let because = |platform, value: &str| {
        let says = format!("{platform:?}");
        (platform, Some(Evidence { signal: "platform".to_owned(), says, value: value.to_owned() }))
    };
    if let Some(why) = known {
        return because(Platform::PrestaShop, why);
    }
    let generators: String = dom
        .all(selector!("meta[name=generator], meta[name=description][content*=PrestaShop]"))
        .filter_map(|meta| dom::attribute(meta, "content"))
        .collect::<Vec<_>>()
        .join(" ");
    let body = dom.first(selector!("body"));
    let class =
        |name: &str| body.is_some_and(|body| body.value().classes().any(|class| class.starts_with(name)));
    let marked = dom.first(selector!("#add-to-cart-or-refresh, .js-product-miniature")).is_some();
    let body_id = body.and_then(|body| body.value().id());
    let page_class = body_id.is_some_and(|id| class(&format!("page-{id}"))) && class("lang-");
    let theme_file = || {
        dom.first(selector!("script[src*='cdn.shopify.com'], link[href*='cdn.shopify.com'], script[src*='/cdn/shop/'], link[href*='/cdn/shop/'], #shopify-features")).is_some()
            || dom.all(selector!("script:not([src])")).any(|script| {
                script.text().any(|text| text.contains("var Shopify =") || text.contains("Shopify.shop ="))
            })
    };
    let magento = || dom.first(selector!("script[type='text/x-magento-init'], [data-mage-init]")).is_some();
    if marked || page_class || generators.contains("PrestaShop") {
        because(Platform::PrestaShop, "PrestaShop's mark-up")
    } else if class("woocommerce") || generators.contains("WooCommerce") {
        because(Platform::WooCommerce, "woocommerce")
    } else if theme_file() {
        because(Platform::Shopify, "Shopify's files")
    } else if class("is-ctl-") || class("is--ctl-") || generators.contains("Shopware") {
        because(Platform::Shopware, "Shopware's mark-up")
    } else if class("catalog-product-view") || magento() {
        because(Platform::Magento, "text/x-magento-init")
    } else {
        (Platform::Unknown, None)
    }
}

/// What a platform's own mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Kind(PageKind),
    Role(PageRole),
    NotFound,
}

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Product, Search};

/// Classes of `<body>`; the first of the list that the page has decides.
type Marks = &'static [(&'static str, Mark)];

/// WordPress's and WooCommerce's (`wc_body_class`).
const WOOCOMMERCE: Marks = &[
    ("error404", NotFound),
    ("single-product", Kind(Product)),
    ("woocommerce-order-received", Role(PageRole::OrderConfirmation)),
    ("woocommerce-cart", Kind(Cart)),
    ("woocommerce-checkout", Kind(Checkout)),
    ("woocommerce-account", Role(PageRole::Account)),
    ("search-results", Kind(Search)),
    ("search-no-results", Kind(Search)),
    ("tax-product_cat", Kind(Category)),
    ("tax-product_tag", Kind(Catalog)),
    ("tax-product_brand", Kind(Catalog)),
    ("home", Kind(Home)),
    ("post-type-archive-product", Kind(Catalog)),
    ("woocommerce-shop", Kind(Catalog)),
    ("page", Kind(Cms)),
    ("single-post", Kind(Cms)),
];

/// Shopify's free themes before 2.0 write the template's name; the later ones often do.
const SHOPIFY: Marks = &[
    ("template-404", NotFound),
    ("template-product", Kind(Product)),
    ("template-collection", Kind(Category)),
    ("template-list-collections", Kind(Catalog)),
    ("template-index", Kind(Home)),
    ("template-cart", Kind(Cart)),
    ("template-search", Kind(Search)),
    ("template-page", Kind(Cms)),
    ("template-article", Kind(Cms)),
    ("template-blog", Kind(Cms)),
    ("template-customers-login", Role(PageRole::Login)),
    ("template-customers-register", Role(PageRole::Registration)),
    ("template-customers-account", Role(PageRole::Account)),
];

/// Magento 2 writes route, controller and action.
const MAGENTO: Marks = &[
    ("cms-noroute-index", NotFound),
    ("catalog-product-view", Kind(Product)),
    ("catalog-category-view", Kind(Category)),
    ("catalogsearch-result-index", Kind(Search)),
    ("catalogsearch-advanced-result", Kind(Search)),
    ("checkout-cart-index", Kind(Cart)),
    ("checkout-onepage-success", Role(PageRole::OrderConfirmation)),
    ("checkout-index-index", Kind(Checkout)),
    ("customer-account-login", Role(PageRole::Login)),
    ("customer-account-create", Role(PageRole::Registration)),
    ("customer-account-forgotpassword", Role(PageRole::Account)),
    ("customer-account-index", Role(PageRole::Account)),
    ("contact-index-index", Role(PageRole::Contact)),
    ("cms-index-index", Kind(Home)),
    ("cms-home", Kind(Home)),
    ("cms-page-view", Kind(Cms)),
];

/// Shopware 6 writes controller and action, Shopware 5 with two dashes. Actions first: the home page is one of the
/// navigation controller's.
const SHOPWARE: Marks = &[
    ("is-act-home", Kind(Home)),
    ("is-act-cartpage", Kind(Cart)),
    ("is-act-finishpage", Role(PageRole::OrderConfirmation)),
    ("is-act-checkoutregisterpage", Kind(Checkout)),
    ("is-act-loginpage", Role(PageRole::Login)),
    ("is-ctl-product", Kind(Product)),
    ("is-ctl-navigation", Kind(Category)),
    ("is-ctl-search", Kind(Search)),
    ("is-ctl-checkout", Kind(Checkout)),
    ("is-ctl-auth", Role(PageRole::Login)),
    ("is-ctl-register", Role(PageRole::Registration)),
    ("is-ctl-accountprofile", Role(PageRole::Account)),
    ("is-ctl-accountorder", Role(PageRole::Account)),
    ("is-ctl-landingpage", Kind(Cms)),
    ("is-ctl-error", NotFound),
    ("is--act-cart", Kind(Cart)),
    ("is--ctl-detail", Kind(Product)),
    ("is--ctl-listing", Kind(Category)),
    ("is--ctl-index", Kind(Home)),
    ("is--ctl-search", Kind(Search)),
    ("is--ctl-checkout", Kind(Checkout)),
    ("is--ctl-account", Role(PageRole::Account)),
    ("is--ctl-register", Role(PageRole::Login)),
    ("is--ctl-custom", Kind(Cms)),
    ("is--ctl-error", NotFound),
];

/// What the class of `<body>` says, with the class.
pub(super) fn of_body(platform: Platform, dom: &Dom) -> Option<(&'static str, Mark)> {
    let marks = match platform {
        Platform::WooCommerce => WOOCOMMERCE,
        Platform::Shopify => SHOPIFY,
        Platform::Magento => MAGENTO,
        Platform::Shopware => SHOPWARE,
        Platform::PrestaShop | Platform::Unknown => return None,
    };
    let body = dom.first(selector!("body"))?;
    let classes: Vec<&str> = body.value().classes().collect();
    // Shopify's blocks of account templates: `template-customers/login`.
    let has = |name: &str| classes.iter().any(|class| class.replace('/', "-").eq_ignore_ascii_case(name));
    marks.iter().find(|(class, _)| has(class)).copied()
}

/// What the address says on a platform with fixed routes. Shopify's cannot be changed; the others' are the defaults.
pub(super) fn of_address(platform: Platform, url: &Url) -> Option<Mark> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    // Shopify's markets stand in front: `/en-gb/products/x`.
    let skipped = segments
        .first()
        .is_some_and(|first| matches!(first.len(), 2 | 5) && !matches!(*first, "pages" | "blogs"));
    let path = if skipped && platform == Platform::Shopify { &segments[1..] } else { &segments[..] };
    let has_query = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    match (platform, path) {
        (Platform::Shopify | Platform::Shopware, []) => Some(Kind(Home)),
        (Platform::WooCommerce, []) if has_query("s") => Some(Kind(Search)),
        (Platform::WooCommerce, []) if !has_query("p") => Some(Kind(Home)),
        (Platform::Shopify, [.., "products", _]) => Some(Kind(Product)),
        (Platform::Shopify, ["collections"] | ["collections", "all"]) => Some(Kind(Catalog)),
        (Platform::Shopify, ["collections", ..]) => Some(Kind(Category)),
        (Platform::Shopify | Platform::WooCommerce, ["cart", ..]) => Some(Kind(Cart)),
        (Platform::Shopify, ["checkouts" | "checkout", ..]) => Some(Kind(Checkout)),
        (Platform::WooCommerce, ["checkout", ..]) => Some(Kind(Checkout)),
        (Platform::Shopify, ["search"]) => Some(Kind(Search)),
        (Platform::Shopify, ["account", "register"]) => Some(Role(PageRole::Registration)),
        (Platform::Shopify, ["account", ..]) => Some(Role(PageRole::Login)),
        (Platform::Shopify, ["pages", "contact" | "contact-us"]) => Some(Role(PageRole::Contact)),
        (Platform::Shopify, ["pages" | "blogs" | "policies", ..]) => Some(Kind(Cms)),
        (Platform::WooCommerce, ["product", _]) => Some(Kind(Product)),
        (Platform::WooCommerce, ["product-category", ..]) => Some(Kind(Category)),
        (Platform::WooCommerce, ["shop", ..]) => Some(Kind(Catalog)),
        (Platform::WooCommerce, ["my-account", ..]) => Some(Role(PageRole::Account)),
        (Platform::Magento, []) => Some(Kind(Home)),
        (Platform::Magento, ["catalogsearch", ..]) => Some(Kind(Search)),
        (Platform::Magento | Platform::Shopware, ["checkout", "cart", ..]) => Some(Kind(Cart)),
        (Platform::Magento | Platform::Shopware, ["checkout", ..]) => Some(Kind(Checkout)),
        (Platform::Magento, ["customer", "account", "create", ..]) => Some(Role(PageRole::Registration)),
        (Platform::Magento, ["customer", ..]) => Some(Role(PageRole::Login)),
        (Platform::Magento, ["contact", ..]) => Some(Role(PageRole::Contact)),
        (Platform::Shopware, ["detail", _]) => Some(Kind(Product)),
        (Platform::Shopware, ["navigation", _]) => Some(Kind(Category)),
        (Platform::Shopware, ["search"]) => Some(Kind(Search)),
        (Platform::Shopware, ["account", ..]) => Some(Role(PageRole::Login)),
        _ => None,
    }
}
