//! Shopware 5 and 6. Its carts are not touched.

use url::Url;

use super::Shop;
use super::orders::{folders, only_looks};
use crate::page::{Look, Mark, Own, PageKind, PageRole, Platform, Signal};
use crate::scenario::RecordedRequest;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shopware;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Category, Checkout, Cms, Home, Product, Search};

/// Classes of `<body>`: Shopware 6 writes controller and action, Shopware 5 with two dashes. Actions first: the home page is
/// one of the navigation controller's.
const CLASSES: &[(&str, Mark)] = &[
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

impl Platform for Shopware {
    fn name(&self) -> &'static str {
        "Shopware"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let is_its_own =
            look.has_body_class("is-ctl-") || look.has_body_class("is--ctl-") || look.is_made_by("Shopware");
        is_its_own.then_some("Shopware's mark-up")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        Signal::of_body(look.dom, CLASSES, |_| 88).into_iter().collect()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        Some((of_address(url)?, 45))
    }
}

impl Shop for Shopware {
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        orders(request).then_some(true)
    }
}

/// Whether a request is the last step, of the page or the interface, or comes back from a payment. What thanks for an order names it;
/// without that, Shopware 5 makes one there.
fn orders(request: &RecordedRequest<'_>) -> bool {
    let folders = folders(request.url);
    let names: Vec<&str> = folders.iter().map(String::as_str).collect();
    let names_order = || request.url.query_pairs().any(|(name, _)| name == "orderId" || name == "sUniqueID");
    match names.as_slice() {
        [.., "payment", "finalize-transaction"] | [.., "handle-payment"] => true,
        [.., "checkout", "order"] => !only_looks(request),
        [.., "checkout", "finish"] => !names_order(),
        _ => false,
    }
}

/// What the default routes say.
fn of_address(url: &Url) -> Option<Mark> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        [] => Some(Kind(Home)),
        ["checkout", "cart", ..] => Some(Kind(Cart)),
        ["checkout", ..] => Some(Kind(Checkout)),
        ["detail", _] => Some(Kind(Product)),
        ["navigation", _] => Some(Kind(Category)),
        ["search"] => Some(Kind(Search)),
        ["account", ..] => Some(Role(PageRole::Login)),
        _ => None,
    }
}
