//! The price where shoppers read it.

use scraper::ElementRef;

use super::base::Base;
use super::current;
use super::declared::Metadata;
use super::dom::{Dom, selector};
use super::price::{self, SeenPrice};
use super::sets;
use crate::units::money::Currency;

/// The price of a product page as its text shows it.
pub(super) struct VisiblePrice<'a> {
    /// Where it stands, and the amount.
    pub(super) seen: SeenPrice,
    /// The element, where only its place below the heading says that it is the product's: the theme is not known.
    pub(super) guessed: Option<ElementRef<'a>>,
}

impl<'a> VisiblePrice<'a> {
    /// Reads it. What the page declares as a range must not become one price by a look at its text.
    pub(super) fn read(
        dom: &'a Dom,
        base: &Base,
        metadata: &Metadata,
        currency: Option<Currency>,
    ) -> Option<Self> {
        if has_range(metadata) {
            return None;
        }
        let asked = |selector| current::asked(dom, base, selector, currency);
        let single = |selector| asked(selector).filter(|element| !sets::is_in_set(*element));
        let known = price::first_of(&shown_places(), single, currency)
            .or_else(|| price::first_of(&shown_places(), asked, currency));
        if let Some(seen) = known {
            return Some(Self { seen, guessed: None });
        }
        let (place, seen) = current::of_any_theme(dom, base, currency)?;
        Some(Self { seen, guessed: Some(place) })
    }
}

/// Whether the page declares several prices of its product.
pub(super) fn has_range(metadata: &Metadata) -> bool {
    metadata.products().any(|(_, product)| product.range.is_some())
}

/// Where themes show the price.
pub(super) fn shown_places() -> [price::PricePlace; 15] {
    [
        (".current-price-value", selector!(".current-price-value")),
        (".product__current-price", selector!(".product__current-price")),
        (".product__price", selector!(".product__price")),
        (".current-price", selector!(".current-price")),
        (".product-price", selector!(".product-price")),
        (".product-detail-price", selector!(".product-detail-price")),
        (".price ins", selector!(".price ins")),
        // Shopify's themes write both, and show one by a class around them.
        (".price-item--sale", selector!(".price--on-sale .price-item--sale")),
        (
            ".price-item--regular",
            selector!(".price:not(.price--on-sale) .price__regular .price-item--regular"),
        ),
        // A block theme's own product; the products around it have blocks of the same make.
        (
            ".wc-block-components-product-price ins",
            selector!(
                "[data-is-descendent-of-single-product-template] .wc-block-components-product-price ins"
            ),
        ),
        (
            ".wc-block-components-product-price",
            selector!("[data-is-descendent-of-single-product-template] .wc-block-components-product-price"),
        ),
        // A theme's price may be a heading in a list below the product's name, with no class that calls it one.
        (".price-new", selector!("#content .price-new")),
        ("ul.list-unstyled h2", selector!("#content ul.list-unstyled > li > h2:only-child")),
        (".price", selector!(".summary .price, .product-info-main .price, .product__info-container .price")),
        (".special-price .price", selector!("#product_addtocart_form .special-price .price")),
    ]
}
