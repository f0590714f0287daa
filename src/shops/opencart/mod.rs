//! OpenCart. Its carts are not touched.

use url::Url;

use super::Shop;
use crate::page::dom::selector;
use crate::page::{Look, Mark, Own, PageKind, PageRole, Platform, Signal};
use crate::scenario::RecordedRequest;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenCart;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Product, Search};

/// Its routes, which are ids of the page's main element with a hyphen for the slash.
const ROUTES: &[(&str, Mark)] = &[
    ("product/product", Kind(Product)),
    // Of version 4, whose page of a product has an id of its own.
    ("product/info", Kind(Product)),
    ("product/category", Kind(Category)),
    ("product/special", Kind(Catalog)),
    ("product/manufacturer", Kind(Catalog)),
    ("product/search", Kind(Search)),
    ("common/home", Kind(Home)),
    ("checkout/cart", Kind(Cart)),
    ("checkout/checkout", Kind(Checkout)),
    ("checkout/success", Role(PageRole::OrderConfirmation)),
    ("account/login", Role(PageRole::Login)),
    ("account/register", Role(PageRole::Registration)),
    ("account/account", Role(PageRole::Account)),
    ("information/contact", Role(PageRole::Contact)),
    ("information/information", Kind(Cms)),
    ("error/not_found", NotFound),
    ("error/not-found", NotFound),
];

impl Platform for OpenCart {
    fn name(&self) -> &'static str {
        "OpenCart"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let files = selector!("script[src*='catalog/view/javascript/'], link[href*='catalog/view/']");
        look.dom.first(files).map(|_| "catalog/view/")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        let elements = look.dom.all(selector!(
            "body > div[id], body > main > div[id], body > main[id], #container > main > div[id]"
        ));
        let marked = elements.filter_map(|element| {
            let id = element.value().id()?;
            let (route, mark) = ROUTES.iter().find(|(route, _)| route.replace('/', "-") == id)?;
            Some(Signal::new("element", *mark, *route, 88))
        });
        marked.take(1).collect()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        let (_, asked) = url.query_pairs().find(|(name, _)| name == "route")?;
        let (_, mark) = ROUTES.iter().find(|(route, _)| asked == *route)?;
        Some((*mark, 60))
    }

    fn naming_queries(&self) -> &'static [&'static str] {
        &["route", "product_id", "path", "information_id"]
    }
}

impl Shop for OpenCart {
    /// The last step of the checkout writes the order, and a payment's `confirm` completes it; both are links and scripts' GETs.
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        let (_, route) = request.url.query_pairs().find(|(name, _)| name == "route")?;
        let route = route.to_ascii_lowercase();
        let is_last = |name: &str| route.rsplit(['/', '.', '|']).next() == Some(name);
        let is_payment = route.split('/').any(|part| part == "payment");
        ((is_payment && is_last("confirm")) || route.starts_with("checkout/confirm")).then_some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shops::Shops;

    #[test]
    fn what_confirms_a_payment_orders() {
        for (address, expected) in [
            ("/index.php?route=extension/payment/cod/confirm", Some(true)),
            ("/index.php?route=payment/cod/confirm", Some(true)),
            ("/index.php?route=extension/opencart/payment/cod.confirm", Some(true)),
            ("/index.php?route=checkout/confirm", Some(true)),
            ("/index.php?route=checkout/cart", None),
            ("/index.php?route=information/information&information_id=5", None),
        ] {
            let url = Url::parse("https://shop.example").unwrap().join(address).unwrap();
            for method in ["GET", "POST"] {
                let request = RecordedRequest { method, url: &url, fields: &[] };
                let known = Shops::known();
                let told = crate::scenario::RecordedShops::places_order(&known, &request);
                assert_eq!(told, expected, "{method} {address}");
            }
        }
    }
}
