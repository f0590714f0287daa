//! By what a page of PrestaShop 1.6 is known, and what its mark-up says.

use scraper::ElementRef;
use url::Url;

use super::PrestaShop16;
use crate::page::dom::{self, Dom, selector};
use crate::page::{
    AddToCartForm, CartMarks, Look, Mark, NamedFor, Own, OwnProduct, OwnTile, PageKind, Platform, Signal,
    json,
};
use crate::shops::prestashop::marks::{is_old, token};
use crate::shops::prestashop::{PrestaShop, address, names, product};
use crate::units::money::Currency;
use crate::units::price;

/// An attribute with a product's id, of the buttons in its tile.
const TILE_ID: &str = "data-id-product";
/// Classes by which its theme hides what does not hold.
const HIDDEN: &[&str] = &["hidden", "unvisible"];

impl Platform for PrestaShop16 {
    fn name(&self) -> &'static str {
        "PrestaShop 1.6"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        let has_object = !matches!(PrestaShop.own_data(look.source), Own::Absent);
        (is_old(look) && !has_object).then_some("PrestaShop 1.6's mark-up")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        let named = look.body_id().and_then(|name| Some((name, names::mark(name)?)));
        let named = named.map(|(name, mark)| Signal::new("body id", mark, name, 90));
        // The first step of the order.
        let summary = look.dom.first(selector!("#cart_summary, #order-detail-content")).is_some();
        let summary = summary.then(|| Signal::new("cart", Mark::Kind(PageKind::Cart), "#cart_summary", 95));
        summary.into_iter().chain(named).collect()
    }

    fn address(&self, url: &Url, root: &Url) -> Option<(Mark, i32)> {
        address::known(url, Some(root)).map(|known| (Mark::from(known), 45))
    }

    fn cart_marks<'a>(&self, dom: &'a Dom) -> CartMarks<'a> {
        let form = dom.first(selector!("form#buy_block"));
        let action = form.and_then(|form| dom::attribute(form, "action"));
        CartMarks {
            form,
            named: action.map(|url| (url, NamedFor::CartForm)).into_iter().collect(),
            popup: None,
            takes_codes: dom.first(selector!("form#voucher input[name=discount_name]")).is_some(),
        }
    }

    fn token<'f>(&self, form: &'f AddToCartForm) -> Option<&'f str> {
        PrestaShop.token(form)
    }

    fn token_of(&self, look: Look<'_>) -> Option<String> {
        token(look)
    }

    /// The price before stands in an element that no class tells from the price now.
    fn product(
        &self,
        dom: &Dom,
        form: Option<&AddToCartForm>,
        currency: Option<Currency>,
    ) -> Option<OwnProduct> {
        dom.first(selector!("form#buy_block"))?;
        let shown = |element| price::read_in(&dom::text(element), currency).ok();
        // The theme writes it on every page, and hides what does not hold.
        let is_shown = |element: &ElementRef<'_>| !dom::is_hidden(*element) && !dom::inside(*element, HIDDEN);
        let before = dom
            .all(selector!("#old_price_display .price, #old_price_display"))
            .find(is_shown)
            .and_then(shown);
        // For machines it is written without rounding.
        let now = dom.own(selector!("#our_price_display")).and_then(shown);
        let known = product::read(dom, form, currency).unwrap_or_default();
        Some(OwnProduct {
            price: now.map(|price| ("#our_price_display", price.amount.normalize())),
            before: before.map(|price| ("#old_price_display", price.amount)),
            ..known
        })
    }

    fn tiles<'a>(&self, dom: &'a Dom) -> Vec<OwnTile<'a>> {
        let id = |tile: ElementRef<'_>| {
            let button = dom::below(tile, selector!("[data-id-product]"))?;
            dom::attribute(button, TILE_ID).and_then(json::whole).filter(|id| *id > 0)
        };
        let tiles = dom.all(selector!("ul.product_list > li.ajax_block_product"));
        tiles.map(|element| OwnTile { element, id: id(element), attribute_id: None }).collect()
    }

    fn tile_attribute(&self) -> Option<&'static str> {
        Some(TILE_ID)
    }

    fn closes_its_pages(&self) -> bool {
        true
    }

    fn guests_need_no_token(&self) -> bool {
        true
    }
}
