//! Collects what a page says about its kind: `<body id>`, PrestaShop's page name, the product form, product
//! metadata, and last the address.

use super::dom::{self, Dom, selector};
use super::kind::{Evidence, PageKind, Signal};
use super::links;
use super::metadata::Metadata;
use super::shop_object::ShopObject;
use super::{Page, Platform, address};

/// The signals by rank, and what else was noticed on the way.
pub(super) struct Found {
    pub(super) signals: Vec<Signal>,
    pub(super) remarks: Vec<Evidence>,
    pub(super) platform: Platform,
    pub(super) not_found: bool,
}

pub(super) fn collect(page: &Page, dom: &Dom, object: Option<&ShopObject>, metadata: &Metadata) -> Found {
    let body_id = dom.first(selector!("body[id]")).and_then(|body| body.value().id());
    let (platform, why) = platform(page, dom, object);
    let page_name = object.and_then(|object| object.page_name.as_deref());
    let mut signals = Vec::new();
    let mut push = |name, kind, value: &str, weight| {
        signals.push(Signal { name, kind, value: value.to_owned(), weight });
    };
    if page.maintenance {
        push("maintenance page", PageKind::Other, ".page-maintenance", 90);
    }
    // Any page may have an id on its body; it means something on PrestaShop.
    let body_id = body_id.filter(|_| platform == Platform::PrestaShop);
    for (signal, name, weight) in [("body id", body_id, 90), ("page_name", page_name, 88)] {
        if let Some((name, kind)) = name.and_then(|name| Some((name, PageKind::from_prestashop_name(name)?)))
        {
            push(signal, kind, name, weight);
        }
    }
    product_signals(page, metadata, &mut signals);
    if let Some(title) = page.title.as_deref().filter(|title| signals.is_empty() && is_error_title(title)) {
        signals.push(Signal { name: "title", kind: PageKind::Other, value: title.to_owned(), weight: 80 });
    }
    // An address like a shop's proves no shop.
    if let Some(kind) = address::kind_of(&page.url).filter(|_| platform != Platform::Unknown) {
        signals.push(Signal { name: "URL", kind, value: address::shown(&page.url), weight: 45 });
    }
    // Strongest first.
    signals.sort_by_key(|signal| std::cmp::Reverse(signal.weight));
    if let Some(landing) = landing(page, dom, platform, &signals) {
        signals.insert(0, landing);
    }
    let not_found = body_id == Some("pagenotfound") || page_name == Some("pagenotfound");
    Found { signals, remarks: why.into_iter().collect(), platform, not_found }
}

/// `500 Server Error`, `503 Service Unavailable`: a page of the server, whatever its address promises.
fn is_error_title(title: &str) -> bool {
    let code = title.split(' ').next().unwrap_or_default();
    code.len() == 3 && code.starts_with(['4', '5']) && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn product_signals(page: &Page, metadata: &Metadata, signals: &mut Vec<Signal>) {
    let mut push = |name, value: &str, weight| {
        signals.push(Signal { name, kind: PageKind::Product, value: value.to_owned(), weight });
    };
    if let Some(form) = &page.add_to_cart {
        push("add-to-cart form", form.action.path(), 85);
    }
    if metadata.og_product {
        push("og:type", "product", 75);
    }
    if let Some(linked) = &metadata.linked {
        push("JSON-LD", linked.name.as_deref().unwrap_or("Product"), 75);
    }
    if let Some(price) = metadata.meta_price {
        push("meta product:price:amount", &price.to_string(), 70);
    }
}

/// A text or module page that advertises a promotion and calls to products. Nothing stronger may contradict:
/// a category with a banner stays a category.
fn landing(page: &Page, dom: &Dom, platform: Platform, signals: &[Signal]) -> Option<Signal> {
    let text_page = match signals.first() {
        None => platform != Platform::Unknown,
        Some(first) => first.kind == PageKind::Cms || (first.name == "URL" && first.kind == PageKind::Other),
    };
    if !text_page || page.not_found || page.maintenance {
        return None;
    }
    let call = page.links.iter().find(|link| link.call_to_action)?;
    let content = dom.first(selector!("#content, #main, main, body"))?;
    let words = links::advertises(&dom::text(content))?;
    let value = format!("\"{words}\" and a link to {}", call.url.path());
    Some(Signal { name: "promotion with a call to action", kind: PageKind::Landing, value, weight: 75 })
}

/// Names the platform, and why.
fn platform(page: &Page, dom: &Dom, object: Option<&ShopObject>) -> (Platform, Option<Evidence>) {
    let because = |platform, value: &str| {
        let says = format!("{platform:?}");
        (platform, Some(Evidence { signal: "platform".to_owned(), says, value: value.to_owned() }))
    };
    if object.is_some() {
        return because(Platform::PrestaShop, "var prestashop");
    }
    let generator = dom
        .first(selector!("meta[name=generator], meta[name=description][content*=PrestaShop]"))
        .and_then(|meta| dom::attribute(meta, "content"))
        .unwrap_or_default();
    let body = dom.first(selector!("body"));
    let class =
        |name: &str| body.is_some_and(|body| body.value().classes().any(|class| class.starts_with(name)));
    let marked = dom.first(selector!("#add-to-cart-or-refresh, .js-product-miniature")).is_some();
    let body_id = body.and_then(|body| body.value().id());
    let page_class = body_id.is_some_and(|id| class(&format!("page-{id}"))) && class("lang-");
    if marked || page_class || page.maintenance || generator.contains("PrestaShop") {
        because(Platform::PrestaShop, "PrestaShop's mark-up")
    } else if class("woocommerce") || generator.contains("WooCommerce") {
        because(Platform::WooCommerce, "woocommerce")
    } else if dom.first(selector!("script[src*='cdn.shopify.com'], link[href*='cdn.shopify.com']")).is_some()
    {
        because(Platform::Shopify, "cdn.shopify.com")
    } else if class("catalog-product-view")
        || dom.first(selector!("script[type='text/x-magento-init']")).is_some()
    {
        because(Platform::Magento, "text/x-magento-init")
    } else {
        (Platform::Unknown, None)
    }
}
