//! Collects what a page says about its kind: its platform's own marks, the product form, product metadata, and last the
//! address.

use super::kind::{Evidence, Mark, PageKind, Signal};
use super::platform::{Look, Own, Platform};
use crate::page::declared::Metadata;
use crate::page::dom::{self, Dom, selector};
use crate::page::{Page, buy_button, form, links, list_page};

/// The signals by rank, and what else was noticed on the way.
pub(super) struct FoundSignals {
    pub(super) signals: Vec<Signal>,
    pub(super) remarks: Vec<Evidence>,
    pub(super) platform: Option<&'static dyn Platform>,
    pub(super) not_found: bool,
}

/// `own` has the platforms that are known, each with what it found of its own data.
pub(super) fn collect(
    page: &Page,
    look: Look<'_>,
    own: &[(&'static dyn Platform, Own)],
    metadata: &Metadata,
) -> FoundSignals {
    let known = own.iter().find_map(|(platform, own)| Some((*platform, own, platform.recognise(look, own)?)));
    let mut signals = known.map_or_else(Vec::new, |(platform, own, _)| platform.signals(look, own));
    // A platform without a mark for it says so in the title at best.
    let titled = |title: &str| title.starts_with("404 ");
    let not_found = signals.iter().any(|signal| signal.mark == Mark::NotFound)
        || (known.is_some() && signals.is_empty() && page.title.as_deref().is_some_and(titled));
    product_signals(page, look.dom, metadata, &mut signals);
    if let Some(title) = page.title.as_deref().filter(|title| signals.is_empty() && is_error_title(title)) {
        signals.push(Signal::new("title", Mark::Kind(PageKind::Other), title, 80));
    }
    if signals.is_empty() && (page.maintenance || page.coming_soon) {
        let name = if page.maintenance { "maintenance page" } else { "coming-soon page" };
        let heading = look.dom.first(selector!("h1, h2")).map(dom::text);
        let words = heading.or_else(|| page.title.clone()).unwrap_or_default();
        signals.push(Signal::new(name, Mark::Kind(PageKind::Other), words, 70));
    }
    // An address like a shop's proves no shop.
    if let Some((mark, weight)) = known.and_then(|(platform, ..)| platform.address(&page.url, &page.root)) {
        signals.push(Signal::new("URL", mark, shown(&page.url), weight));
    }
    // The weakest words of all count only where nothing else was said.
    if signals.is_empty()
        && let Some((kind, role, name)) = metadata.page_type
    {
        signals.push(Signal::new("JSON-LD page", Mark::from((kind, role)), name, 60));
    }
    if signals.is_empty() && known.is_none() {
        signals.extend(list_page::signal(page, look.dom));
    }
    // Strongest first.
    signals.sort_by_key(|signal| std::cmp::Reverse(signal.weight));
    let platform = known.map(|(platform, ..)| platform);
    if let Some(landing) = landing(page, look.dom, platform.is_some(), not_found, &signals) {
        signals.insert(0, landing);
    }
    let remarks = known.map(|(platform, _, mark)| Evidence {
        signal: "platform".to_owned(),
        says: platform.name().to_owned(),
        value: mark.to_owned(),
    });
    FoundSignals { signals, remarks: remarks.into_iter().collect(), platform, not_found }
}

/// The part of an address that tells a page from others. The rest of the query may be private.
fn shown(url: &url::Url) -> String {
    let controller = url.query_pairs().find(|(key, _)| key == "controller");
    match controller {
        Some((_, controller)) => format!("{}?controller={controller}", url.path()),
        None => url.path().to_owned(),
    }
}

/// `500 Server Error`, `503 Service Unavailable`: a page of the server, whatever its address promises.
fn is_error_title(title: &str) -> bool {
    let code = title.split(' ').next().unwrap_or_default();
    code.len() == 3 && code.starts_with(['4', '5']) && code.bytes().all(|byte| byte.is_ascii_digit())
}

fn product_signals(page: &Page, dom: &Dom, metadata: &Metadata, signals: &mut Vec<Signal>) {
    let buys = form::sole_purchase(dom);
    // A shop's script may send what no form does. Where a list stands, each button is one of its products'.
    let looks_for_button = page.add_to_cart.is_none() && buys.is_none() && signals.is_empty();
    let button = if looks_for_button { buy_button::label(dom, &page.base) } else { None };
    let mut push = |name, value: &str, weight| {
        signals.push(Signal::new(name, Mark::Kind(PageKind::Product), value, weight));
    };
    if let Some(form) = &page.add_to_cart {
        push("add-to-cart form", form.action.as_ref().map_or("on another host", url::Url::path), 85);
    }
    let is_sold = page.add_to_cart.is_some()
        || metadata.linked.is_some()
        || metadata.microdata.is_some()
        || metadata.meta_price.is_some()
        || buys.is_some()
        || button.is_some();
    // Sites of coupons and news call their pages products, too.
    if metadata.og_product && is_sold {
        push("og:type", "product", 75);
    }
    if let Some(buys) = buys.filter(|_| page.add_to_cart.is_none()) {
        push("form that adds to a cart", buys, 75);
    }
    if let Some(label) = &button {
        push("button that adds to a cart", label, 65);
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
fn landing(page: &Page, dom: &Dom, is_a_shops: bool, not_found: bool, signals: &[Signal]) -> Option<Signal> {
    let text_page = match signals.first() {
        None => is_a_shops,
        Some(first) => {
            first.kind() == PageKind::Cms
                || (first.name == "URL" && first.kind() == PageKind::Other && first.role().is_none())
        }
    };
    if !text_page || not_found || page.maintenance {
        return None;
    }
    let call = page.links.iter().find(|link| link.call_to_action)?;
    let content = dom.first(selector!("#content, #main, main, body"))?;
    let words = links::advertises(&dom::text(content))?;
    let value = format!("\"{words}\" and a link to {}", shown(&call.url));
    Some(Signal::new("promotion with a call to action", Mark::Kind(PageKind::Landing), value, 75))
}
