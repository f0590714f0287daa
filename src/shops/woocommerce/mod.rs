//! WooCommerce, the shop of WordPress. Its carts are not touched.

use url::Url;

use super::{CartProtocol, Shop};
use crate::page::dom::{self, Dom, selector};
use crate::page::{CartMarks, Look, Mark, NamedFor, Own, PageKind, PageRole, Platform, Signal};

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct WooCommerce;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Product, Search};

/// WordPress's and WooCommerce's classes of `<body>` (`wc_body_class`); the first that the page has decides.
const CLASSES: &[(&str, Mark)] = &[
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

impl Platform for WooCommerce {
    fn name(&self) -> &'static str {
        "WooCommerce"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        (look.has_body_class("woocommerce") || look.is_made_by("WooCommerce")).then_some("woocommerce")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        if self.is_coming_soon(look.dom) {
            return vec![Signal::new("coming-soon page", Kind(PageKind::Other), "woo-coming-soon-page", 95)];
        }
        // A page of WordPress may be anything that a shop builds, its front page and its sales too.
        Signal::of_body(look.dom, CLASSES, |class| if class == "page" { 50 } else { 88 })
            .into_iter()
            .collect()
    }

    fn is_coming_soon(&self, dom: &Dom) -> bool {
        dom.first(selector!("meta[name=woo-coming-soon-page], [data-block-name='woocommerce/coming-soon']"))
            .is_some()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        Some((of_address(url)?, 45))
    }

    fn naming_queries(&self) -> &'static [&'static str] {
        &["p", "page_id", "product", "product_cat"]
    }

    fn cart_marks<'a>(&self, dom: &'a Dom) -> CartMarks<'a> {
        let forms = dom.all(selector!("form.cart[action]"));
        let actions = forms.filter_map(|form| dom::attribute(form, "action"));
        CartMarks { named: actions.map(|url| (url, NamedFor::CartForm)).collect(), ..CartMarks::default() }
    }
}

impl Shop for WooCommerce {
    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        None
    }
}

/// What the default routes say.
fn of_address(url: &Url) -> Option<Mark> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let has_query = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    match segments.as_slice() {
        [] if has_query("s") => Some(Kind(Search)),
        [] if !has_query("p") => Some(Kind(Home)),
        ["cart", ..] => Some(Kind(Cart)),
        ["checkout", ..] => Some(Kind(Checkout)),
        ["product", _] => Some(Kind(Product)),
        ["product-category", ..] => Some(Kind(Category)),
        ["shop", ..] => Some(Kind(Catalog)),
        ["my-account", ..] => Some(Role(PageRole::Account)),
        _ => None,
    }
}
