//! Wix's shops. Their carts are not touched.

use serde_json::Value;
use url::Url;

use super::Shop;
use super::orders::{folders, only_looks};
use crate::page::dom::{Dom, selector};
use crate::page::{Declared, Look, Mark, Own, PageKind, PageRole, Platform, Signal, json};
use crate::scenario::RecordedRequest;
use crate::units::money::Money;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wix;

use Mark::{Kind, Role};
use PageKind::{Cart, Category, Checkout, Product};

impl Platform for Wix {
    fn name(&self) -> &'static str {
        "Wix"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let files = selector!("script[src*='static.parastorage.com'], link[href*='static.parastorage.com']");
        (look.is_made_by("Wix.com") || look.dom.first(files).is_some()).then_some("Wix's files")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        let marks = [
            ("product-page", selector!("[data-hook=product-page]"), Kind(Product)),
            (
                "product-list",
                selector!("[data-hook=product-list], [data-hook=product-list-wrapper]"),
                Kind(Category),
            ),
        ];
        let found = marks.into_iter().find(|(_, selector, _)| look.dom.first(*selector).is_some());
        found.map(|(name, _, mark)| Signal::new("data-hook", mark, name, 85)).into_iter().collect()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        let folders = folders(url);
        let mark = match folders.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            [.., "product-page", _] => Kind(Product),
            [.., "cart-page"] => Kind(Cart),
            [.., "checkout"] => Kind(Checkout),
            [.., "thank-you-page", _] => Role(PageRole::OrderConfirmation),
            _ => return None,
        };
        Some((mark, 60))
    }

    fn declares(&self, dom: &Dom) -> Option<(&'static str, Declared)> {
        let script = dom.first(selector!("script#wix-warmup-data"))?;
        let document: Value = serde_json::from_str(script.text().collect::<String>().trim()).ok()?;
        Some(("Wix's warm-up data", product(&document)?))
    }
}

impl Shop for Wix {
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        let folders = folders(request.url);
        let is_interface = folders.first().is_some_and(|folder| folder == "_api");
        let places = folders.last().is_some_and(|folder| folder == "place-order" || folder == "placeorder");
        (is_interface && places && !only_looks(request)).then_some(true)
    }
}

/// The page's product in the data of the page's applications, whose names are numbers of the shop's own.
fn product(document: &Value) -> Option<Declared> {
    let applications = json::members(&document["appsWarmupData"]);
    let pages = applications.into_iter().flat_map(json::members);
    let mut products = pages.map(|page| &page["catalog"]["product"]).filter(|product| product.is_object());
    let product = products.next()?;
    let currency = json::text(&product["currency"]).and_then(|code| code.parse().ok());
    let money = |key: &str| json::price(&product[key]).map(|amount| Money::new(amount, currency));
    // Both are the same where nothing is taken off.
    let (price, reduced) = (money("price"), money("discountedPrice"));
    Some(Declared {
        name: json::text(&product["name"]),
        price: reduced.or(price),
        regular: reduced.and(price),
        currency,
        ..Declared::default()
    })
    .filter(|_| products.next().is_none())
}
