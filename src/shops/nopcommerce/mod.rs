//! nopCommerce. Its carts are not touched.

use super::Shop;
use super::orders::{folders, only_looks};
use crate::page::dom::selector;
use crate::page::{Look, Mark, Own, PageKind, PageRole, Platform, Signal};
use crate::scenario::RecordedRequest;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct NopCommerce;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Product, Search};

/// Classes of the page's main element.
const CLASSES: &[(&str, Mark)] = &[
    ("not-found-page", NotFound),
    ("product-details-page", Kind(Product)),
    ("category-page", Kind(Category)),
    ("manufacturer-page", Kind(Catalog)),
    ("search-page", Kind(Search)),
    ("home-page", Kind(Home)),
    ("shopping-cart-page", Kind(Cart)),
    ("order-completed-page", Role(PageRole::OrderConfirmation)),
    ("checkout-page", Kind(Checkout)),
    ("login-page", Role(PageRole::Login)),
    ("registration-page", Role(PageRole::Registration)),
    ("account-page", Role(PageRole::Account)),
    ("contact-page", Role(PageRole::Contact)),
    ("topic-page", Kind(Cms)),
];

impl Platform for NopCommerce {
    fn name(&self) -> &'static str {
        "nopCommerce"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let classes = || look.dom.first(selector!("html[class*='html-'] .master-wrapper-page"));
        (look.is_made_by("nopCommerce") || classes().is_some()).then_some("nopCommerce's mark-up")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        let Some(main) = look.dom.first(selector!(".master-wrapper-page .page")) else { return Vec::new() };
        let has = |class: &str| main.value().classes().any(|known| known == class);
        let found = CLASSES.iter().find(|(class, _)| has(class));
        found.map(|(class, mark)| Signal::new("element", *mark, *class, 88)).into_iter().collect()
    }
}

impl Shop for NopCommerce {
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        orders(request).then_some(true)
    }
}

/// Whether a request is the last step, or the payment of an order.
fn orders(request: &RecordedRequest<'_>) -> bool {
    let folders = folders(request.url);
    let names: Vec<&str> = folders.iter().map(String::as_str).collect();
    let pays_again = || request.fields.iter().any(|(name, _)| name == "repost-payment");
    match names.as_slice() {
        [.., "checkout", "opccompleteredirectionpayment"] => true,
        [.., "checkout", "confirm"] => !only_looks(request),
        [.., "orderdetails", _] => pays_again(),
        _ => false,
    }
}
