//! VTEX: its store framework, and what is left of its older themes. Its carts are not touched.

use serde_json::Value;
use url::Url;

use super::Shop;
use super::orders::{folders, only_looks};
use crate::page::dom::{self, Dom, selector};
use crate::page::{Declared, Look, Mark, Own, PageKind, PageRole, Platform, Signal, json};
use crate::scenario::RecordedRequest;
use crate::units::money::Money;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vtex;

use Mark::{Kind, Role};
use PageKind::{Category, Checkout, Product};

impl Platform for Vtex {
    fn name(&self) -> &'static str {
        "VTEX"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let marks = selector!(
            "[class*='vtex-store-components-'], [class*='vtex-flex-layout-'], [class*='vtex-product-price-'], \
             script[src*='vtexassets.com'], link[href*='vtexassets.com'], script[src*='vteximg.com.br'], link[href*='vteximg.com.br']"
        );
        look.dom.first(marks).map(|_| "VTEX's mark-up")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        let marks = [
            (
                "productNameContainer",
                selector!("h1[class*='vtex-store-components-'][class*=productNameContainer], .skuBestPrice"),
                Kind(Product),
            ),
            ("galleryItem", selector!("[class*='vtex-search-result-'][class*=galleryItem]"), Kind(Category)),
        ];
        let found = marks.into_iter().find(|(_, selector, _)| look.dom.own(*selector).is_some());
        found.map(|(name, _, mark)| Signal::new("element", mark, name, 80)).into_iter().collect()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        let folders = folders(url);
        let mark = match folders.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [.., _, "p"] => Kind(Product),
            ["checkout", "orderplaced", ..] => Role(PageRole::OrderConfirmation),
            ["checkout", ..] => Kind(Checkout),
            ["account" | "_secure", ..] => Role(PageRole::Account),
            ["login"] => Role(PageRole::Login),
            _ => return None,
        };
        Some((mark, 60))
    }

    fn declares(&self, dom: &Dom) -> Option<(&'static str, Declared)> {
        let state = dom.all(selector!("script:not([src])")).find_map(|script| {
            let text: String = script.text().collect();
            let (_, object) = text.split_once("__STATE__ =")?;
            serde_json::Deserializer::from_str(object).into_iter::<Value>().next()?.ok()
        })?;
        let heading = dom.heading().map(dom::text)?;
        Some(("VTEX's state", product(&state, &heading)?))
    }
}

impl Shop for Vtex {
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        orders(request).then_some(true)
    }
}

/// Whether a request closes a cart or pays for it.
fn orders(request: &RecordedRequest<'_>) -> bool {
    let folders = folders(request.url);
    let names: Vec<&str> = folders.iter().map(String::as_str).collect();
    match names.as_slice() {
        [.., "orderform", _, "transaction"] | ["checkout", "gatewaycallback", ..] => true,
        ["api", "checkout", "pub", "orders", ..] => !only_looks(request),
        _ => false,
    }
}

/// The product of this name in the state that a page hands to its scripts. Other products stand there, too.
fn product(state: &Value, name: &str) -> Option<Declared> {
    let entries = state.as_object()?;
    let mut named = entries.iter().filter(|(key, entry)| {
        key.starts_with("Product:") && json::text(&entry["productName"]).is_some_and(|own| own == name)
    });
    let (key, entry) = named.next().filter(|_| named.next().is_none())?;
    // Where its articles' prices differ there is none for all.
    let price = |which: &str| {
        let range = &state[format!("${key}.priceRange.{which}")];
        let low = json::price(&range["lowPrice"])?;
        (json::price(&range["highPrice"]) == Some(low)).then(|| Money::new(low, None))
    };
    Some(Declared {
        name: json::text(&entry["productName"]),
        price: price("sellingPrice"),
        regular: price("listPrice"),
        ..Declared::default()
    })
}
