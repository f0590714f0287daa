//! Magento, 1 and 2. Its carts are not touched.

use url::Url;

use super::Shop;
use super::orders::{folders, only_looks};
use crate::page::dom::{Dom, selector};
use crate::page::{
    BackgroundFound, BackgroundMoment, Look, Mark, Own, Page, PageKind, PageRole, Platform, Signal,
};
use crate::scenario::RecordedRequest;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct Magento;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Category, Checkout, Cms, Home, Product, Search};

/// Classes of `<body>`: route, controller and action.
const CLASSES: &[(&str, Mark)] = &[
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

impl Platform for Magento {
    fn name(&self) -> &'static str {
        "Magento"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let scripts = selector!("script[type='text/x-magento-init'], [data-mage-init]");
        if look.has_body_class("catalog-product-view") || look.dom.first(scripts).is_some() {
            return Some("text/x-magento-init");
        }
        // Magento 1: routes as classes of `<body>`, and its own scripts or folders.
        let has_route = ["catalog-", "cms-", "catalogsearch-", "checkout-", "customer-"]
            .iter()
            .any(|route| look.has_body_class(route));
        let marks = ["Mage.Cookies", "skin/frontend/", "js/mage/", "/catalog/product/view/"];
        let mark = marks.into_iter().find(|mark| look.source.contains(mark))?;
        has_route.then_some(mark)
    }

    /// Its parts have prices of their own, and it has none.
    fn is_group(&self, dom: &Dom) -> bool {
        dom.own(selector!("#super-product-table, .table-wrapper.grouped")).is_some()
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        Signal::of_body(look.dom, CLASSES, |_| 88).into_iter().collect()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        Some((of_address(url)?, 45))
    }

    /// The visitor's own sections, which `customer-data` keeps in the browser: a guest's are asked for after a change of the cart
    /// only. Its settings, with the address, stand in Magento 2's pages.
    fn background(&self, look: Look<'_>, _: &Page) -> Vec<BackgroundFound> {
        let begun = look.source.split_once("\"sectionLoadUrl\":\"");
        let written = begun.and_then(|(_, rest)| rest.split_once('"')).map(|(written, _)| written);
        let known = written.map(|written| written.replace("\\/", "/"));
        let known = known.filter(|address| address.ends_with("/customer/section/load/"));
        let sections = known.map(|address| BackgroundFound {
            name: "sections".to_owned(),
            address: address + SECTIONS,
            headers: JQUERY_JSON,
            form: &[],
            moment: BackgroundMoment::AfterChange,
        });
        sections.into_iter().collect()
    }
}

/// The sections that a change of the cart concerns.
const SECTIONS: &str = "?sections=cart%2Cmessages&force_new_section_timestamp=true";
/// What `jQuery.getJSON` sends.
const JQUERY_JSON: &[(&str, &str)] =
    &[("Accept", "application/json, text/javascript, */*; q=0.01"), ("X-Requested-With", "XMLHttpRequest")];

impl Shop for Magento {
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        if changes_cart(request) {
            return Some(false);
        }
        orders(request).then_some(true)
    }
}

/// Whether a request is the last step: of the page, of its checkout with several addresses, or of the interface.
fn orders(request: &RecordedRequest<'_>) -> bool {
    let folders = folders(request.url);
    let names: Vec<&str> = folders.iter().map(String::as_str).collect();
    let is_interface = names.contains(&"rest") && names.contains(&"v1");
    match names.as_slice() {
        [.., "multishipping", "checkout", "overviewpost"] => true,
        [.., "payment-information"] => is_interface && !only_looks(request),
        [.., "guest-carts" | "carts", _, "order"] => is_interface && !only_looks(request),
        _ => false,
    }
}

/// Whether a request changes the cart, whose addresses lie below the checkout's and would be taken for orders.
fn changes_cart(request: &RecordedRequest<'_>) -> bool {
    const ACTIONS: [&str; 6] = ["add", "addgroup", "updatePost", "updateItemOptions", "delete", "couponPost"];
    let segments: Vec<&str> = request.url.path_segments().into_iter().flatten().collect();
    let is_cart = segments
        .windows(3)
        .any(|part| matches!(part, ["checkout", "cart", action] if ACTIONS.contains(action)));
    is_cart && request.fields.iter().any(|(name, _)| name == "form_key")
}

/// What the default routes say.
fn of_address(url: &Url) -> Option<Mark> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    match segments.as_slice() {
        [] => Some(Kind(Home)),
        ["catalogsearch", ..] => Some(Kind(Search)),
        ["checkout", "cart", ..] => Some(Kind(Cart)),
        ["checkout", ..] => Some(Kind(Checkout)),
        ["customer", "account", "create", ..] => Some(Role(PageRole::Registration)),
        ["customer", ..] => Some(Role(PageRole::Login)),
        ["contact", ..] => Some(Role(PageRole::Contact)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shops::Shops;

    #[test]
    fn sections_are_asked_for_after_a_change_where_the_page_says() {
        let page = |url: &str| {
            let html = format!(
                r#"<body class=catalog-product-view><script type="text/x-magento-init">{{"*":{{"Magento_Customer\/js\/customer-data":
                {{"sectionLoadUrl":"{url}","expirableSectionLifetime":60}}}}}}</script>"#
            );
            Shops::known().parse(&html, &Url::parse("https://shop.example/x.html").unwrap()).background
        };
        let asked = page(r"https:\/\/shop.example\/fr\/customer\/section\/load\/");
        let expected = "https://shop.example/fr/customer/section/load/?sections=cart%2Cmessages&force_new_section_timestamp=true";
        let found: Vec<_> = asked.iter().map(|asked| (asked.url.as_str(), asked.moment)).collect();
        assert_eq!(found, [(expected, BackgroundMoment::AfterChange)]);
        assert_eq!(page(r"https:\/\/other.example\/customer\/section\/load\/"), []);
    }

    #[test]
    fn changes_of_the_cart_are_no_orders() {
        let key = [("form_key".to_owned(), "x".to_owned())];
        for (path, fields, expected) in [
            ("/checkout/cart/add/uenc/aHR0/product/14/", &key[..], Some(false)),
            ("/index.php/fr/checkout/cart/couponPost/", &key[..], Some(false)),
            ("/checkout/cart/add/product/14/", &[], None),
            ("/checkout/onepage/saveOrder/", &key[..], None),
            ("/instantpurchase/button/placeOrder/", &key[..], None),
            ("/checkout/cart/", &key[..], None),
        ] {
            let url = Url::parse("https://shop.test").unwrap().join(path).unwrap();
            let request = RecordedRequest { method: "POST", url: &url, fields };
            assert_eq!(Magento.places_order(&request), expected, "{path}");
        }
    }
}
