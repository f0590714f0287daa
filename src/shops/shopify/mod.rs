//! Shopify. Its carts are not touched.

use rust_decimal::Decimal;
use serde_json::Value;
use url::Url;

use super::Shop;
use super::orders::{folders, only_looks};
use crate::page::dom::{self, Dom, selector};
use crate::page::{
    CartMarks, Declared, Look, Mark, NamedFor, Own, PageKind, PageRole, Platform, Signal, json,
};
use crate::scenario::RecordedRequest;
use crate::units::money::{Currency, Money};
use crate::units::price::PriceRange;

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shopify;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Product, Search};

/// Classes of `<body>`: the free themes before 2.0 write the template's name, the later ones often do.
const CLASSES: &[(&str, Mark)] = &[
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

impl Platform for Shopify {
    fn name(&self) -> &'static str {
        "Shopify"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        has_its_files(look.dom).then_some("Shopify's files")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        Signal::of_body(look.dom, CLASSES, |_| 88).into_iter().collect()
    }

    fn is_coming_soon(&self, dom: &Dom) -> bool {
        has_its_files(dom) && dom.first(selector!("form[action$='/password'] input[type=password]")).is_some()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        Some((of_address(url)?, 60))
    }

    fn cart_marks<'a>(&self, dom: &'a Dom) -> CartMarks<'a> {
        let forms = dom.all(selector!("form[action*='/cart/add']"));
        let actions = forms.filter_map(|form| dom::attribute(form, "action"));
        CartMarks { named: actions.map(|url| (url, NamedFor::CartForm)).collect(), ..CartMarks::default() }
    }

    /// `Shopify.currency = {"active":"CAD","rate":"1.0"}`, which each of its pages has.
    fn shown_currency(&self, dom: &Dom) -> Option<Currency> {
        let mut scripts = dom.all(selector!("script:not([src])"));
        scripts.find_map(|script| {
            let text: String = script.text().collect();
            let (_, object) = text.split_once("Shopify.currency =")?;
            let mut values = serde_json::Deserializer::from_str(object).into_iter::<Value>();
            values.next()?.ok()?["active"].as_str()?.parse().ok()
        })
    }

    fn declares(&self, dom: &Dom) -> Option<(&'static str, Declared)> {
        Some(("Shopify's product JSON", product_json(dom)?))
    }
}

impl Shop for Shopify {
    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        orders(request).then_some(true)
    }
}

/// Whether a request belongs to its checkout, which is a system of its own with a protection against robots, or leads there.
fn orders(request: &RecordedRequest<'_>) -> bool {
    let folders = folders(request.url);
    let leads_there = || request.fields.iter().any(|(name, _)| name == "checkout");
    folders.iter().any(|folder| folder == "checkouts")
        || (!only_looks(request) && folders.last().is_some_and(|folder| folder == "cart") && leads_there())
}

/// What the routes say, which no shop can change.
fn of_address(url: &Url) -> Option<Mark> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    // Markets stand in front: `/en-gb/products/x`.
    let is_market = |first: &&str| matches!(first.len(), 2 | 5) && !matches!(*first, "pages" | "blogs");
    let skipped = usize::from(segments.first().is_some_and(is_market));
    match &segments[skipped..] {
        [] => Some(Kind(Home)),
        [.., "products", _] => Some(Kind(Product)),
        ["collections"] | ["collections", "all"] => Some(Kind(Catalog)),
        ["collections", ..] => Some(Kind(Category)),
        ["cart", ..] => Some(Kind(Cart)),
        ["checkouts" | "checkout", ..] => Some(Kind(Checkout)),
        ["search"] => Some(Kind(Search)),
        ["account", "register"] => Some(Role(PageRole::Registration)),
        ["account", ..] => Some(Role(PageRole::Login)),
        ["pages", "contact" | "contact-us"] => Some(Role(PageRole::Contact)),
        ["pages" | "blogs" | "policies", ..] => Some(Kind(Cms)),
        _ => None,
    }
}

fn has_its_files(dom: &Dom) -> bool {
    dom.first(selector!("script[src*='cdn.shopify.com'], link[href*='cdn.shopify.com'], script[src*='/cdn/shop/'], link[href*='/cdn/shop/'], #shopify-features")).is_some()
        || dom.all(selector!("script:not([src])")).any(|script| {
            script.text().any(|text| text.contains("var Shopify =") || text.contains("Shopify.shop ="))
        })
}

/// The variant that a product's page shows when it opens: the first that is to be had.
fn selected(product: &Value) -> Option<&Value> {
    let variants = product["variants"].as_array()?;
    variants.iter().find(|variant| variant["available"] == true).or_else(|| variants.first())
}

fn hundredths(amount: &Value) -> Option<Money> {
    let hundredths = i64::try_from(json::count(amount)?).ok()?;
    Some(Money::new(Decimal::new(hundredths, 2).normalize(), None))
}

/// The product that a theme hands to its scripts. Its amounts are whole hundredths, whatever the currency.
fn product_json(dom: &Dom) -> Option<Declared> {
    let script = dom.first(selector!(
        "script[type='application/json'][data-product-json], script[type='application/json'][id^=ProductJson]"
    ))?;
    let document: Value = serde_json::from_str(script.text().collect::<String>().trim()).ok()?;
    let product = if document["product"].is_object() { &document["product"] } else { &document };
    let money = |key: &str| hundredths(&product[key]);
    let varies = product["price_varies"].as_bool().unwrap_or(false);
    Some(Declared {
        name: json::text(&product["title"]),
        price: money("price").filter(|_| !varies),
        regular: money("compare_at_price")
            .filter(|_| !varies && product["compare_at_price_varies"] != true)
            .or_else(|| {
                selected(product)
                    .and_then(|variant| hundredths(&variant["compare_at_price"]))
                    .filter(|_| !varies)
            }),
        range: money("price_min")
            .filter(|_| varies)
            .and_then(|least| PriceRange::new(least, money("price_max"))),
        ..Declared::default()
    })
}
