//! Which addresses of a page are the shop's own, and which other hosts it names.
//!
//! Every address of a page that may become a request comes through [`Base::join`], so a [`Page`](super::Page) holds
//! addresses of its own origin only, whatever its mark-up, its scripts or its `<base>` say.

use std::collections::BTreeMap;

use url::{Origin, Position, Url};

use super::dom::{self, Dom, selector};
use super::naming::PageNaming;
use crate::words::Message;

/// Where relative addresses of a page begin, and the origin that it is reached at.
#[derive(Debug, Clone)]
pub(super) struct Base {
    /// The page's own address.
    page: Url,
    /// `<base href>`, which may be of another origin.
    relative_to: Url,
    /// The other origin whose addresses are read as the page's own.
    alias: Option<Origin>,
    /// What tells its addresses apart.
    naming: PageNaming,
}

impl Base {
    /// Of a page at this address. `at_home`: the base URL that the page declares stands for the origin that it was
    /// reached at (`--base-url`).
    pub(super) fn of_page(dom: &Dom, named: &[Named], page: &Url, naming: PageNaming, at_home: bool) -> Self {
        let alias = || declared(dom, named, page).find(|url| url.origin() != page.origin());
        let alias = if at_home { alias().map(|url| url.origin()) } else { None };
        Self { page: page.clone(), relative_to: relative_to(dom, page), alias, naming }
    }

    /// The absolute form of a reference when it is of the page's own origin; `None` for every other origin, and for what
    /// is not an address.
    pub(super) fn join(&self, reference: &str) -> Option<Url> {
        let url = self.relative_to.join(reference).ok()?;
        if url.origin() == self.page.origin() {
            return Some(url);
        }
        (self.alias.as_ref() == Some(&url.origin())).then(|| at_origin_of(&self.page, &url))
    }

    /// The absolute form of a reference on the page's host, whatever its scheme and port: for what its path tells, never
    /// for a request.
    pub(super) fn on_this_host(&self, reference: &str) -> Option<Url> {
        self.join(reference).or_else(|| {
            let url = self.relative_to.join(reference).ok()?;
            (url.host() == self.page.host()).then_some(url)
        })
    }

    /// What tells addresses of the shop apart.
    pub(super) const fn naming(&self) -> &PageNaming {
        &self.naming
    }

    /// Whether an address leads to another page than this one.
    pub(super) fn leads_elsewhere(&self, url: &Url) -> bool {
        !self.naming.same_page(url, &self.page)
    }

    /// The page's own address.
    pub(super) const fn page(&self) -> &Url {
        &self.page
    }
}

/// Where the relative addresses of a page begin (HTML, "document base URL").
pub(super) fn relative_to(dom: &Dom, page: &Url) -> Url {
    dom.first(selector!("base[href]"))
        .and_then(|base| page.join(dom::attribute(base, "href")?).ok())
        .unwrap_or_else(|| page.clone())
}

/// Path, query and fragment of `url` at the origin of `own`.
fn at_origin_of(own: &Url, url: &Url) -> Url {
    let mut moved = own.clone();
    moved.set_path(url.path());
    moved.set_query(url.query());
    moved.set_fragment(url.fragment());
    moved
}

/// An address that a platform's own data or mark-up has for the shop, as it is written there.
pub(super) type Named = (String, NamedFor);

/// The addresses by which a page says where its shop is, the most certain first.
fn declared<'a>(dom: &'a Dom, named: &'a [Named], page: &'a Url) -> impl Iterator<Item = Url> + 'a {
    let by_platform = |wanted: NamedFor| named.iter().filter(move |(_, named)| *named == wanted);
    let base = by_platform(NamedFor::Base).filter_map(|(url, _)| Url::parse(url).ok());
    let tags = [
        (selector!("base[href]"), "href"),
        (selector!("link[rel=canonical][href]"), "href"),
        (selector!("meta[property='og:url'][content]"), "content"),
    ];
    let tags = tags.into_iter().filter_map(move |(selector, name)| {
        dom.first(selector).and_then(|element| page.join(dom::attribute(element, name)?).ok())
    });
    let forms = by_platform(NamedFor::CartForm).filter_map(|(action, _)| page.join(action).ok());
    base.chain(tags).chain(forms).filter(|url| url.has_host())
}

/// What a page names another host for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NamedFor {
    /// A form posted there fills the cart.
    CartForm,
    /// The cart's page.
    Cart,
    /// The order page.
    Order,
    /// The shop's base URL: `<base>` or the shop's own script.
    Base,
    /// Canonical address.
    Canonical,
    /// Links.
    Links,
}

impl NamedFor {
    /// `the order page`, as a part of a sentence.
    #[must_use]
    pub fn said(self) -> Message {
        match self {
            Self::CartForm => Message::new("named-for-cart-form"),
            Self::Cart => Message::new("named-for-cart"),
            Self::Order => Message::new("named-for-order"),
            Self::Base => Message::new("named-for-base"),
            Self::Canonical => Message::new("named-for-canonical"),
            Self::Links => Message::new("named-for-links"),
        }
    }
}

/// Another origin that a page names. Nothing is ever sent there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherOrigin {
    /// Scheme, host and port, such as `https://www.shop.example`.
    pub origin: String,
    /// What it is named for, the most important first.
    pub named_for: Vec<NamedFor>,
}

impl OtherOrigin {
    /// Whether the page takes it for its own shop: that is where its cart or its base URL is.
    #[must_use]
    pub fn is_the_shops(&self) -> bool {
        self.named_for.iter().any(|named| *named < NamedFor::Canonical)
    }

    /// Whether a cart would be filled there. An order page may be another's: some shops leave the payment to a service.
    #[must_use]
    pub fn has_the_cart(&self) -> bool {
        self.named_for.iter().any(|named| *named <= NamedFor::Cart)
    }
}

/// The other origins that a page names for its shop or links to, those of the shop first, then in alphabetical order.
pub(super) fn other_origins(dom: &Dom, named: &[Named], base: &Base) -> Vec<OtherOrigin> {
    let mut found: BTreeMap<String, Vec<NamedFor>> = BTreeMap::new();
    let mut add = |reference: &str, named: NamedFor| {
        let Ok(url) = base.relative_to.join(reference) else { return };
        if base.join(reference).is_some() || !matches!(url.scheme(), "http" | "https") {
            return;
        }
        let known = found.entry(origin_of(&url)).or_default();
        if !known.contains(&named) {
            known.push(named);
        }
    };
    for (selector, attribute, named) in [
        (selector!("base[href]"), "href", NamedFor::Base),
        (selector!("link[rel=canonical][href]"), "href", NamedFor::Canonical),
        (selector!("a[href]"), "href", NamedFor::Links),
    ] {
        dom.all(selector)
            .filter_map(|element| dom::attribute(element, attribute))
            .for_each(|url| add(url, named));
    }
    named.iter().for_each(|(url, named)| add(url, *named));
    let mut origins: Vec<OtherOrigin> = found
        .into_iter()
        .map(|(origin, mut named_for)| {
            named_for.sort_unstable();
            OtherOrigin { origin, named_for }
        })
        .collect();
    origins.sort_by_key(|other| other.named_for.first().copied());
    origins
}

fn origin_of(url: &Url) -> String {
    url[..Position::BeforePath].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    const COPY: &str = r#"<base href="https://www.shop.example/"><link rel=canonical href="https://www.shop.example/en/6-mug.html">
        <body id=product><form id=add-to-cart-or-refresh action="https://www.shop.example/en/cart"><input name=id_product value=6></form>
        <a href="en/3-clothes">Clothes</a><a href="https://www.shop.example/en/4-men">Men</a><a href="https://social.example/us">us</a>
        <article class=product-miniature data-id-product=7><a href="/en/7-cup.html">Cup</a></article><a rel=next href="?page=2">2</a>"#;

    #[test]
    fn the_declared_base_url_stands_for_the_page_s_own_origin_when_the_user_says_so() {
        let (dom, page) = (Dom::new(COPY), url("http://10.0.0.7:8080/en/6-mug.html"));
        let base = Base::of_page(&dom, &[], &page, PageNaming::default(), true);
        for (reference, expected) in [
            ("en/3-clothes?a=1#x", Some("http://10.0.0.7:8080/en/3-clothes?a=1#x")),
            ("https://www.shop.example/en/4-men", Some("http://10.0.0.7:8080/en/4-men")),
            ("http://10.0.0.7:8080/x", Some("http://10.0.0.7:8080/x")),
            // Another scheme, port or name is another origin.
            ("http://www.shop.example/en/4-men", None),
            ("https://www.shop.example:8443/en/4-men", None),
            ("https://shop.example/en/4-men", None),
            ("javascript:alert(1)", None),
            ("mailto:a@b.example", None),
        ] {
            assert_eq!(base.join(reference).as_ref().map(Url::as_str), expected, "{reference}");
        }
        let origins = other_origins(&dom, &[], &base);
        assert_eq!(origins.len(), 1, "{origins:?}");
    }
}
