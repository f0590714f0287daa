//! The parts of a product page that are about its neighbours. One that costs as much as the page's own product shows its price
//! before beside the very price that holds, so nearness alone would give it to the product.

use std::cell::OnceCell;

use scraper::ElementRef;

use super::base::Base;
use super::dom::{self, Dom};
use super::{changing, other_amounts, price, sets};

/// A neighbour's part of the page has fewer elements than this.
const LARGEST: usize = 150;

/// Words of links that a product's own part has beside its price.
const OF_THE_OFFER: &[&str] = &[
    "shipping",
    "delivery",
    "versand",
    "versandkosten",
    "lieferung",
    "livraison",
    "spedizione",
    "envío",
    "envio",
    "verzending",
    "vat",
    "tax",
    "taxes",
    "mwst",
    "size",
    "sizes",
    "review",
    "reviews",
    "rating",
    "ratings",
    "bewertungen",
    "avis",
    "return",
    "returns",
    "warranty",
    "garantie",
    "finance",
    "financing",
    "klarna",
    "paypal",
    "afterpay",
    "installments",
    "instalments",
    "faq",
    "wishlist",
    "compare",
    "brand",
    "brands",
    "vendors",
    "manufacturer",
    "hersteller",
    "marque",
    "marques",
    "terms",
    "policies",
    "policy",
    "cms",
];

/// Tells a neighbour's prices from the product's own.
pub(super) struct Neighbours<'a, F> {
    dom: &'a Dom,
    base: &'a Base,
    heading: Option<ElementRef<'a>>,
    /// Whether shoppers read the product's price in an element.
    shows_price: F,
    /// Whether they read it outside every neighbour's part.
    is_shown_apart: OnceCell<bool>,
}

impl<'a, F: Fn(ElementRef<'_>) -> bool> Neighbours<'a, F> {
    pub(super) fn of(dom: &'a Dom, base: &'a Base, shows_price: F) -> Self {
        let heading = dom.heading();
        Self { dom, base, heading, shows_price, is_shown_apart: OnceCell::new() }
    }

    /// Whether an element shows a neighbour's price: it stands in a link to it, or with one, and the product's own price stands
    /// elsewhere. The product's own part may have links, too: to its maker, to what delivery costs.
    pub(super) fn have(&self, element: ElementRef<'_>) -> bool {
        match self.link_beside(element) {
            None => other_amounts::is_extra(element) || sets::is_of_set(element) && self.is_shown_apart(),
            Some(link) => self.names_a_product(link, element) || self.is_shown_apart(),
        }
    }

    /// The first link to another page that may be a product's, in the smallest part around an element that has one; `None` where
    /// that part has the page's heading.
    fn link_beside(&self, element: ElementRef<'a>) -> Option<ElementRef<'a>> {
        for part in std::iter::once(element).chain(element.ancestors().filter_map(ElementRef::wrap)) {
            let elements: Vec<_> = part.descendants().filter_map(ElementRef::wrap).take(LARGEST).collect();
            let has_heading = self.heading.is_some_and(|heading| elements.contains(&heading));
            if elements.len() == LARGEST || has_heading || matches!(part.value().name(), "body" | "main") {
                return None;
            }
            let leads = |element: &ElementRef<'_>| {
                leads_elsewhere(*element, self.base) && !is_about_the_offer(*element)
            };
            if let Some(link) = elements.into_iter().find(leads) {
                return Some(link);
            }
        }
        None
    }

    /// Whether a link is a product's name as lists have it: in a heading, around one, or around the price itself.
    fn names_a_product(&self, link: ElementRef<'_>, price: ElementRef<'_>) -> bool {
        let is_heading = |name: &str| matches!(name, "h2" | "h3" | "h4" | "h5" | "h6");
        let in_heading =
            || link.ancestors().filter_map(ElementRef::wrap).take(3).any(|at| is_heading(at.value().name()));
        let has = |wanted: &dyn Fn(ElementRef<'_>) -> bool| {
            link.descendants().skip(1).filter_map(ElementRef::wrap).take(LARGEST).any(wanted)
        };
        in_heading() || has(&|part| is_heading(part.value().name()) || part.id() == price.id())
    }

    fn is_shown_apart(&self) -> bool {
        *self.is_shown_apart.get_or_init(|| {
            let behind = |element: &ElementRef<'_>| {
                self.heading.is_none_or(|heading| element.id() > heading.id())
                    && !self.dom.is_of_other_product(*element)
            };
            self.dom.with_digits().any(|element| {
                (self.shows_price)(element)
                    && behind(&element)
                    && price::may_be_price(element)
                    && !sets::is_of_set(element)
                    && self.link_beside(element).is_none()
            })
        })
    }
}

/// Whether a link's text or address says that it leads to what comes with the offer: its delivery, its reviews, its maker.
pub(super) fn is_about_the_offer(link: ElementRef<'_>) -> bool {
    let says = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphabetic());
        words.any(|word| OF_THE_OFFER.contains(&word.to_lowercase().as_str()))
    };
    says(dom::attribute(link, "href").unwrap_or_default()) || says(&dom::text(link))
}

/// Whether an element is a link to another page of the shop.
pub(super) fn leads_elsewhere(element: ElementRef<'_>, base: &Base) -> bool {
    // A tile without a link may have its address in `data-href`, for a script.
    let attribute = if element.value().name() == "a" { "href" } else { "data-href" };
    dom::attribute(element, attribute)
        .filter(|href| !href.starts_with('#'))
        .and_then(|href| base.join(href))
        .is_some_and(|url| base.leads_elsewhere(&url) && !changing::changes_something(&url))
}
