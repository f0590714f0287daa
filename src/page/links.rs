//! Where a page leads: the shop's well-known addresses, and the links in its content, calls to action among
//! them.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;
use url::Url;

use super::base::Base;
use super::changing::changes_something;
use super::dom::{self, Dom, selector};
use super::form::AddToCartForm;
use super::kind::PageKind;
use super::language;
use super::platform::{OwnData, Platforms};

/// A link to a page of the same origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageLink {
    /// The target, without fragment.
    pub url: Url,
    /// The link's text, or its picture's alternative text.
    pub text: String,
    /// What the address says about the target; often nothing.
    pub kind: Option<PageKind>,
    /// It looks like a button, or its words ask to buy or discover, and it leads to products.
    pub call_to_action: bool,
}

/// Addresses of the shop's own pages. Always absolute.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShopUrls {
    /// The cart; forms are posted here.
    pub cart: Option<Url>,
    /// The order funnel.
    pub order: Option<Url>,
    /// The front page, in the page's language.
    pub index: Option<Url>,
    /// Search.
    pub search: Option<Url>,
    /// What answers with the price of another combination.
    pub product: Option<Url>,
    /// The products with reduced prices.
    pub prices_drop: Option<Url>,
    /// The pop-up after an add: it renders, it never adds.
    pub cart_popup: Option<Url>,
    /// Where the shop's scripts send what they ask, in the platform's own form.
    pub scripts: Option<Url>,
    /// Where the platform's public interface begins.
    pub interface: Option<Url>,
}

impl ShopUrls {
    /// From the platform's own list, from the form, and from the links of any shop's header. Addresses of another host
    /// are left out: a journey never leaves its shop.
    pub(super) fn read(
        own: Option<&OwnData>,
        form: Option<&AddToCartForm>,
        popup: Option<&str>,
        anchors: &Anchors<'_>,
        base: &Base,
    ) -> Self {
        let known = |address: Option<&String>| base.join(address?);
        let addresses = own.map(|own| &own.addresses);
        let linked = |kind: PageKind| anchors.first(kind);
        Self {
            cart: known(addresses.and_then(|known| known.cart.as_ref()))
                .or_else(|| form.and_then(|form| form.action.clone()))
                .or_else(|| linked(PageKind::Cart)),
            order: known(addresses.and_then(|known| known.order.as_ref()))
                .or_else(|| linked(PageKind::Checkout)),
            index: known(addresses.and_then(|known| known.index.as_ref())),
            search: known(addresses.and_then(|known| known.search.as_ref())),
            product: known(addresses.and_then(|known| known.product.as_ref())),
            prices_drop: known(addresses.and_then(|known| known.prices_drop.as_ref())),
            cart_popup: popup.and_then(|popup| base.join(popup)),
            scripts: known(addresses.and_then(|known| known.scripts.as_ref())),
            interface: known(addresses.and_then(|known| known.interface.as_ref())),
        }
    }
}

/// Whether a link goes to a cart, whatever software its shop runs on.
pub(super) fn leads_to_cart(dom: &Dom) -> bool {
    let cart = selector!(
        "a[href*='cart' i], a[href*='basket' i], a[href*='panier' i], a[href*='warenkorb' i], a[href*='carrito' i], \
         a[href*='carrello' i], a[href*='checkout' i]"
    );
    dom.first(cart).is_some()
}

/// More links of a page are not looked at. No shop's page has as many.
const MOST: usize = 3_000;

/// A page's links to its own origin, each read once for all who ask.
pub(super) struct Anchors<'a> {
    all: Vec<LinkAnchor<'a>>,
    /// How many links were not looked at.
    pub(super) left_out: usize,
}

struct LinkAnchor<'a> {
    element: ElementRef<'a>,
    /// Without its fragment.
    url: Url,
    kind: Option<PageKind>,
}

impl<'a> Anchors<'a> {
    pub(super) fn read(dom: &'a Dom, platforms: Platforms<'_>, base: &Base, root: &Url) -> Self {
        let read = |element: ElementRef<'a>| {
            let mut url = base.join(dom::attribute(element, "href")?)?;
            url.set_fragment(None);
            is_within(&url, root).then(|| LinkAnchor { element, kind: platforms.kind_of(&url, root), url })
        };
        let mut links = dom.all(selector!("a[href]"));
        let all = links.by_ref().take(MOST).filter_map(read).collect();
        Self { all, left_out: links.count() }
    }

    /// The first that leads to a page of this kind, without its query.
    fn first(&self, kind: PageKind) -> Option<Url> {
        let mut url = self.all.iter().find(|anchor| anchor.kind == Some(kind))?.url.clone();
        // `index.php?controller=cart` is nothing without its query.
        if !url.path().ends_with(".php") {
            url.set_query(None);
        }
        Some(url)
    }

    /// The links in the page's content, each target once, in document order. Header, footer and navigation are left out (but for
    /// the breadcrumb, which says where the page belongs), and so is what would change something when followed: log out, delete,
    /// add.
    pub(super) fn of_content(&self) -> Vec<PageLink> {
        let mut seen = HashSet::new();
        self.all
            .iter()
            .filter(|anchor| {
                !dom::within_tag(anchor.element, &["header", "footer", "nav"])
                    || in_breadcrumb(anchor.element)
            })
            .filter_map(link)
            .filter(|link| seen.insert(link.url.clone()))
            .collect()
    }
}

/// Whether an address belongs to the shop: its origin, and below its folder.
pub(super) fn is_within(url: &Url, root: &Url) -> bool {
    url.origin() == root.origin()
        && (url.path().starts_with(root.path()) || url.path() == root.path().trim_end_matches('/'))
}

/// Where the shop begins, on the page's own origin: as the platform's own data says; or else the folder that its home page
/// or its home link (the logo) and the page share; or else the origin. Only the folder is taken, so the scheme and port that
/// a shop gives itself may be others.
pub(super) fn root(dom: &Dom, own: Option<&OwnData>, base: &Base) -> Url {
    let page = base.page();
    let on_origin = |path: &str| {
        let mut url = page.clone();
        url.set_path(&format!("{}/", path.trim_end_matches('/')));
        url.set_query(None);
        url.set_fragment(None);
        url
    };
    let folder = |url: Url| Some(on_origin(url.path()));
    let known = || folder(base.on_this_host(own?.base_url.as_ref()?.as_str())?);
    let home = || folder(language::left_out(base.on_this_host(own?.addresses.index.as_ref()?)?));
    let logo = || {
        let home = dom.first(selector!("#_desktop_logo a[href], .header__logo[href], .header__logo a[href], a.navbar-brand[href], a.logo[href], .logo a[href], a[rel=home][href]"))?;
        let url = base.on_this_host(dom::attribute(home, "href")?)?;
        folder(language::left_out(url))
    };
    let fits = |root: &Url| is_within(page, root);
    known()
        .filter(fits)
        .or_else(|| home().filter(fits))
        .or_else(|| logo().filter(fits))
        .unwrap_or_else(|| on_origin("/"))
}

/// Themes call it `breadcrumb`.
fn in_breadcrumb(anchor: ElementRef<'_>) -> bool {
    anchor
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|element| element.value().classes().any(|class| class.starts_with("breadcrumb")))
}

fn link(anchor: &LinkAnchor<'_>) -> Option<PageLink> {
    let LinkAnchor { element, url, kind } = anchor;
    let leads_within = dom::attribute(*element, "href").is_some_and(|href| href.starts_with('#'));
    if leads_within || !matches!(url.scheme(), "http" | "https") || changes_something(url) {
        return None;
    }
    let text = words(*element);
    let to_products =
        matches!(kind, Some(PageKind::Product | PageKind::Category | PageKind::Catalog | PageKind::Search));
    let call_to_action = to_products && (looks_like_button(*element) || calls(&text));
    Some(PageLink { url: url.clone(), text, kind: *kind, call_to_action })
}

/// The link's text, or what stands in for it: its picture's alternative text, `aria-label`, `title`.
fn words(anchor: ElementRef<'_>) -> String {
    let alternative = || {
        let image = dom::below(anchor, selector!("img[alt]")).and_then(|image| dom::attribute(image, "alt"));
        image.or_else(|| dom::attribute(anchor, "aria-label")).or_else(|| dom::attribute(anchor, "title"))
    };
    let text = dom::text(anchor);
    if text.is_empty() { alternative().unwrap_or_default().to_owned() } else { text }
}

fn looks_like_button(anchor: ElementRef<'_>) -> bool {
    anchor.value().classes().any(|class| {
        matches!(class, "btn" | "button" | "cta") || class.starts_with("btn-") || class.ends_with("-cta")
    })
}

/// Words that ask a shopper to go on, in English and French.
fn calls(text: &str) -> bool {
    static CALLS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?ix) \b (
                shop \s now | buy | discover | see \s (all|the|offers?) | view \s (all|offers?)
                | get \s (the|your) \s (deal|offer) | grab
                | j['’]en \s profite | profitez | d[ée]couvr(ir|ez) | voir \s (tou[ts]|les|la|l['’])
                | acheter | achetez | je \s veux | commandez
            ) \b",
        )
        .ok()
    });
    CALLS.as_ref().is_some_and(|calls| calls.is_match(text))
}

/// Whether a text advertises a promotion: a percentage off, a sale by name, a code.
pub(super) fn advertises(text: &str) -> Option<String> {
    static WORDS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?ix)
                [-−] \s? [0-9]{1,2} \s? %
                | \b [0-9]{1,2} \s? % \s? (off | de \s r[ée]duction | de \s remise | sur) \b
                | \b (black \s friday | cyber \s monday | flash \s sale | soldes) \b
                | \b ventes? \s (priv[ée]es? | flash) \b
                | \b (promo | discount | voucher | coupon) \s codes? \b
                | \b codes? \s (promo | avantage) \b
                | \b code \s [A-Z]{2,} [0-9]{2,} \b",
        )
        .ok()
    });
    WORDS.as_ref()?.find(text).map(|found| found.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_an_advertisement() {
        for text in
            ["-20% on mugs", "20 % de réduction", "Black Friday", "Votre code promo : X", "Les soldes !"]
        {
            assert!(advertises(text).is_some(), "{text}");
        }
        for text in ["100% cotton", "Delivery in 2 days", "Our promise", "Postcode 75001", "20% wool"] {
            assert_eq!(advertises(text), None, "{text}");
        }
    }
}
