//! OpenCart. Its carts are not touched.

use url::Url;

use super::{CartProtocol, Shop};
use crate::page::dom::selector;
use crate::page::{Look, Mark, Own, PageKind, PageRole, Platform, Signal};

/// The platform.
#[derive(Debug, Clone, Copy)]
pub(super) struct OpenCart;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Product, Search};

/// Its routes, which are ids of the page's main element with a hyphen for the slash.
const ROUTES: &[(&str, Mark)] = &[
    ("product/product", Kind(Product)),
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
        let elements = look.dom.all(selector!("body > div[id], body > main > div[id], body > main[id]"));
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
    fn cart(&self) -> Option<&'static dyn CartProtocol> {
        None
    }
}
