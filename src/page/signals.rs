//! Collects what a page says about its kind: `<body id>`, PrestaShop's page name, the product form, product
//! metadata, and last the address.

use super::kind::{Evidence, PageKind, PageRole, Signal};
use super::platform::{self, Mark};
use crate::page::declared::Metadata;
use crate::page::dom::{self, Dom, selector};
use crate::page::shop_object::{self, ShopObject};
use crate::page::{Page, Platform, address, links};

/// The signals by rank, and what else was noticed on the way.
pub(super) struct Found {
    pub(super) signals: Vec<Signal>,
    pub(super) remarks: Vec<Evidence>,
    pub(super) platform: Platform,
    pub(super) not_found: bool,
}

pub(super) fn collect(page: &Page, dom: &Dom, object: &shop_object::Found, metadata: &Metadata) -> Found {
    let (platform, why) = platform::find(dom, known_prestashop(page, object));
    let (signals, not_found) = match platform {
        Platform::PrestaShop => prestashop_signals(page, dom, object.read()),
        _ => marked_signals(page, dom, platform),
    };
    let mut found = Found { signals, remarks: why.into_iter().collect(), platform, not_found };
    product_signals(page, metadata, &mut found.signals);
    let signals = &mut found.signals;
    if let Some(title) = page.title.as_deref().filter(|title| signals.is_empty() && is_error_title(title)) {
        signals.push(Signal {
            name: "title",
            kind: PageKind::Other,
            value: title.to_owned(),
            role: None,
            weight: 80,
        });
    }
    address_signal(page, platform, signals);
    // The weakest words of all count only where nothing else was said.
    if signals.is_empty()
        && let Some((kind, role, name)) = metadata.page_type
    {
        signals.push(Signal { name: "JSON-LD page", kind, value: name.to_owned(), role, weight: 60 });
    }
    // Strongest first.
    signals.sort_by_key(|signal| std::cmp::Reverse(signal.weight));
    if let Some(landing) = landing(page, dom, platform, not_found, signals) {
        signals.insert(0, landing);
    }
    found
}

/// What proves PrestaShop before any look at the mark-up.
fn known_prestashop(page: &Page, object: &shop_object::Found) -> Option<&'static str> {
    match object {
        shop_object::Found::Read(_) => Some("var prestashop"),
        shop_object::Found::Broken => Some("var prestashop, broken"),
        shop_object::Found::Absent => page.maintenance.then_some("PrestaShop's maintenance page"),
    }
}

/// PrestaShop's own names for the page, and whether it is its "not found" page.
fn prestashop_signals(page: &Page, dom: &Dom, object: Option<&ShopObject>) -> (Vec<Signal>, bool) {
    let body_id = dom.first(selector!("body[id]")).and_then(|body| body.value().id());
    let page_name = object.and_then(|object| object.page_name.as_deref());
    let mut signals = Vec::new();
    if page.maintenance {
        let value = ".page-maintenance".to_owned();
        signals.push(Signal {
            name: "maintenance page",
            kind: PageKind::Other,
            value,
            role: None,
            weight: 90,
        });
    }
    for (signal, name, weight) in [("body id", body_id, 90), ("page_name", page_name, 88)] {
        if let Some((name, kind)) = name.and_then(|name| Some((name, PageKind::from_prestashop_name(name)?)))
        {
            let role = PageRole::from_prestashop_name(name);
            signals.push(Signal { name: signal, kind, value: name.to_owned(), role, weight });
        }
    }
    (signals, [body_id, page_name].contains(&Some("pagenotfound")))
}

/// What another platform writes into `<body class>`, and whether that is its "not found" page.
fn marked_signals(page: &Page, dom: &Dom, platform: Platform) -> (Vec<Signal>, bool) {
    let Some((class, mark)) = platform::of_body(platform, dom) else {
        let not_found = page.title.as_deref().is_some_and(|title| title.starts_with("404 "));
        return (Vec::new(), platform != Platform::Unknown && not_found);
    };
    // A page of WordPress may be anything that a shop builds, its front page and its sales too.
    let weight = if class == "page" { 50 } else { 88 };
    let signal = |kind, role| Signal { name: "body class", kind, value: class.to_owned(), role, weight };
    match mark {
        Mark::Kind(kind) => (vec![signal(kind, None)], false),
        Mark::Role(role) => (vec![signal(PageKind::Other, Some(role))], false),
        Mark::NotFound => (vec![signal(PageKind::Other, None)], true),
    }
}

/// What the address says. An address like a shop's proves no shop.
fn address_signal(page: &Page, platform: Platform, signals: &mut Vec<Signal>) {
    let known = match platform {
        Platform::Unknown => None,
        Platform::PrestaShop => address::known(&page.url, Some(&page.root)),
        _ => match platform::of_address(platform, &page.url) {
            Some(Mark::Kind(kind)) => Some((kind, None)),
            Some(Mark::Role(role)) => Some((PageKind::Other, Some(role))),
            Some(Mark::NotFound) | None => None,
        },
    };
    if let Some((kind, role)) = known {
        // Shopify's routes cannot be changed.
        let weight = if platform == Platform::Shopify { 60 } else { 45 };
        signals.push(Signal { name: "URL", kind, value: address::shown(&page.url), role, weight });
    }
}

/// `500 Server Error`, `503 Service Unavailable`: a page of the server, whatever its address promises.
fn is_error_title(title: &str) -> bool {
    let code = title.split(' ').next().unwrap_or_default();
    code.len() == 3 && code.starts_with(['4', '5']) && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn product_signals(page: &Page, metadata: &Metadata, signals: &mut Vec<Signal>) {
    let mut push = |name, value: &str, weight| {
        signals.push(Signal { name, kind: PageKind::Product, value: value.to_owned(), role: None, weight });
    };
    if let Some(form) = &page.add_to_cart {
        push("add-to-cart form", form.action.as_ref().map_or("on another host", url::Url::path), 85);
    }
    if metadata.og_product {
        push("og:type", "product", 75);
    }
    for (name, declared) in [("JSON-LD", &metadata.linked), ("microdata", &metadata.microdata)] {
        if let Some(declared) = declared {
            push(name, declared.name.as_deref().unwrap_or("Product"), 75);
        }
    }
    if let Some(price) = metadata.meta_price {
        push("meta product:price:amount", &price.to_string(), 70);
    }
    if metadata.twitter_product {
        push("twitter:card", "product", 60);
    }
}

/// A text or module page that advertises a promotion and calls to products. Nothing stronger may contradict:
/// a category with a banner stays a category.
fn landing(
    page: &Page,
    dom: &Dom,
    platform: Platform,
    not_found: bool,
    signals: &[Signal],
) -> Option<Signal> {
    let text_page = match signals.first() {
        None => platform != Platform::Unknown,
        Some(first) => {
            first.kind == PageKind::Cms
                || (first.name == "URL" && first.kind == PageKind::Other && first.role.is_none())
        }
    };
    if !text_page || not_found || page.maintenance {
        return None;
    }
    let call = page.links.iter().find(|link| link.call_to_action)?;
    let content = dom.first(selector!("#content, #main, main, body"))?;
    let words = links::advertises(&dom::text(content))?;
    let value = format!("\"{words}\" and a link to {}", call.url.path());
    Some(Signal {
        name: "promotion with a call to action",
        kind: PageKind::Landing,
        value,
        role: None,
        weight: 75,
    })
}
