//! By what a page of PrestaShop's is known, and what its mark-up says.

use std::sync::LazyLock;

use regex::Regex;
use scraper::ElementRef;
use serde_json::Value;
use url::Url;

use super::{PrestaShop, address, background, cart, names, object, product};
use crate::page::dom::{self, Dom, selector};
use crate::page::{
    AddToCartForm, BackgroundFound, CartCurrency, CartMarks, CartState, Look, Mark, NamedFor, Own,
    OwnProduct, OwnTile, Page, PageKind, PageRole, Platform, Signal, json,
};
use crate::units::money::Currency;

/// A tile's attribute with the product's id.
const TILE_ID: &str = "data-id-product";

impl Platform for PrestaShop {
    fn name(&self) -> &'static str {
        "PrestaShop"
    }

    fn recognise(&self, look: Look<'_>, own: &Own) -> Option<&'static str> {
        match own {
            Own::Read(_) => Some("var prestashop"),
            Own::Broken(_) => Some("var prestashop, broken"),
            Own::Absent if self.is_maintenance(look.dom) => Some("PrestaShop's maintenance page"),
            Own::Absent => has_its_mark_up(look).then_some("PrestaShop's mark-up"),
        }
    }

    fn signals(&self, look: Look<'_>, own: &Own) -> Vec<Signal> {
        let page_name = own.read().and_then(|own| own.page_name.as_deref());
        let maintenance = self
            .is_maintenance(look.dom)
            .then(|| Signal::new("maintenance page", Mark::Kind(PageKind::Other), ".page-maintenance", 90));
        let named = [("body id", look.body_id(), 90), ("page_name", page_name, 88)];
        let named = named.into_iter().filter_map(|(signal, name, weight)| {
            let name = name?;
            Some(Signal::new(signal, names::mark(name)?, name, weight))
        });
        maintenance.into_iter().chain(named).collect()
    }

    fn address(&self, url: &Url, root: &Url) -> Option<(Mark, i32)> {
        address::known(url, Some(root)).map(|known| (Mark::from(known), 45))
    }

    fn guess(&self, url: &Url, root: Option<&Url>) -> Option<(PageKind, Option<PageRole>)> {
        address::known(url, root)
    }

    fn id_in(&self, url: &Url) -> Option<u64> {
        address::id_of(url)
    }

    fn naming_queries(&self) -> &'static [&'static str] {
        address::NAMING
    }

    fn own_data(&self, source: &str) -> Own {
        object::find(source)
    }

    fn cart_of(&self, data: &Value, known: CartCurrency) -> Option<CartState> {
        Some(cart::read(data, known))
    }

    fn cart_marks<'a>(&self, dom: &'a Dom) -> CartMarks<'a> {
        let attributes = |selector, name: &'static str| {
            dom.all(selector).filter_map(move |element| dom::attribute(element, name))
        };
        let forms = attributes(selector!("form#add-to-cart-or-refresh[action]"), "action")
            .chain(attributes(selector!("form:has(input[name=id_product])[action]"), "action"));
        let blocks = attributes(selector!("[data-refresh-url]"), "data-refresh-url");
        CartMarks {
            form: form(dom),
            named: forms
                .map(|url| (url, NamedFor::CartForm))
                .chain(blocks.map(|url| (url, NamedFor::Cart)))
                .collect(),
            // The block of `ps_shoppingcart`.
            popup: dom
                .first(selector!(".blockcart[data-refresh-url]"))
                .and_then(|block| dom::attribute(block, "data-refresh-url")),
            // On the cart and order pages.
            takes_codes: dom.first(selector!("input[name=discount_name], input#discount_name")).is_some(),
        }
    }

    /// `group[1]`, the choice in an attribute group.
    fn is_choice(&self, field: &str) -> bool {
        field.starts_with("group[")
    }

    fn token<'f>(&self, form: &'f AddToCartForm) -> Option<&'f str> {
        form.field("token").filter(|token| !token.is_empty())
    }

    fn token_of(&self, look: Look<'_>) -> Option<String> {
        token(look)
    }

    fn product(
        &self,
        dom: &Dom,
        form: Option<&AddToCartForm>,
        currency: Option<Currency>,
    ) -> Option<OwnProduct> {
        product::read(dom, form, currency)
    }

    fn category_id(&self, dom: &Dom) -> Option<u64> {
        product::body_class_id(dom, "category-id-")
    }

    fn tiles<'a>(&self, dom: &'a Dom) -> Vec<OwnTile<'a>> {
        let tiles = selector!(".product-miniature[data-id-product], .js-product-miniature[data-id-product]");
        let id = |tile: ElementRef<'_>, name: &str| {
            dom::attribute(tile, name).and_then(json::whole).filter(|id| *id > 0)
        };
        dom.all(tiles)
            .map(|element| OwnTile {
                element,
                id: id(element, TILE_ID),
                attribute_id: id(element, "data-id-product-attribute"),
            })
            .collect()
    }

    fn tile_attribute(&self) -> Option<&'static str> {
        Some(TILE_ID)
    }

    fn background(&self, look: Look<'_>, _: &Page) -> Vec<BackgroundFound> {
        background::read(look.dom)
    }

    fn is_maintenance(&self, dom: &Dom) -> bool {
        dom.first(selector!(".page-maintenance")).is_some()
    }

    fn closes_its_pages(&self) -> bool {
        true
    }

    fn guests_need_no_token(&self) -> bool {
        true
    }
}

/// Whether a page without the object has the mark-up of 1.6.
pub(super) fn is_old(look: Look<'_>) -> bool {
    let marked = look.dom.first(selector!(
        "form#buy_block, ul.product_list > li.ajax_block_product, #cart_summary, a.ajax_add_to_cart_button, \
         .ajax_cart_quantity, .shopping_cart .cart_block"
    ));
    marked.is_some() && (look.is_made_by("PrestaShop") || token(look).is_some())
}

fn has_its_mark_up(look: Look<'_>) -> bool {
    let dom = look.dom;
    if is_old(look) {
        return false;
    }
    let marked = dom.first(selector!("#add-to-cart-or-refresh, .js-product-miniature")).is_some();
    let described = || dom.first(selector!("meta[name=description][content*=PrestaShop]")).is_some();
    let page_class = || {
        let page_class = look.body_id().is_some_and(|id| look.has_body_class(&format!("page-{id}")));
        page_class && look.has_body_class("lang-")
    };
    marked || page_class() || look.is_made_by("PrestaShop") || described()
}

/// The page's own form: the theme's by its id, or else one that puts a product into the cart. Tiles of other products may carry
/// one too (hummingbird); those are not it. Of several, the one of the page's product.
fn form(dom: &Dom) -> Option<ElementRef<'_>> {
    dom.first(selector!("form#add-to-cart-or-refresh")).or_else(|| {
        let id = |form: ElementRef<'_>| {
            let field = dom::below(form, selector!("input[name=id_product][value]"))?;
            json::whole(dom::attribute(field, "value")?)
        };
        let own = product::body_class_id(dom, "product-id-");
        let forms =
            || dom.all(selector!("form:has(input[name=id_product])")).filter(|form| is_purchase(dom, *form));
        forms().find(|form| own.is_some() && id(*form) == own).or_else(|| forms().next())
    })
}

/// Whether a form with a product's id puts it into the cart, and is not a tile's.
fn is_purchase(dom: &Dom, form: ElementRef<'_>) -> bool {
    let button = selector!(
        "[data-button-action=add-to-cart], [name=add], [class*=add-to-cart], [class*=add_to_cart], [class*=addtocart]"
    );
    let leads_to_cart = || {
        let here = Url::parse("http://localhost/").ok()?.join(dom::attribute(form, "action")?).ok()?;
        address::known(&here, None).filter(|(kind, _)| *kind == PageKind::Cart)
    };
    (dom::below(form, button).is_some() || leads_to_cart().is_some())
        && !dom::inside(form, &["product-miniature", "js-product-miniature"])
        && !dom.is_of_other_product(form)
}

/// The token of the page's forms, wherever the theme leaves it: in a script, in another form, at an element, in a link to the
/// cart. PrestaShop's is a hash of 32 digits; what else is called a token is not it.
pub(super) fn token(look: Look<'_>) -> Option<String> {
    static SCRIPT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"\bstatic_token["']?\s*[:=]\s*["']([0-9a-f]{32})["']"#).ok());
    let is_token = |text: &str| text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let in_script = || Some(SCRIPT.as_ref()?.captures(look.source)?.get(1)?.as_str().to_owned());
    let in_attribute = |selector, name| {
        let mut values = look.dom.all(selector).filter_map(|element| dom::attribute(element, name));
        values.find(|value| is_token(value)).map(str::to_owned)
    };
    let in_link = || {
        let here = Url::parse("http://localhost/").ok()?;
        let links = look.dom.all(selector!("a[href*='token=']"));
        let mut links = links.filter_map(|link| here.join(dom::attribute(link, "href")?).ok());
        links.find_map(|url| {
            let is_cart = address::known(&url, None).is_some_and(|(kind, _)| kind == PageKind::Cart);
            let (_, token) = url.query_pairs().find(|(name, value)| name == "token" && is_token(value))?;
            is_cart.then(|| token.into_owned())
        })
    };
    in_script()
        .or_else(|| {
            in_attribute(selector!("form:has(input[name=id_product]) input[name=token][value]"), "value")
        })
        .or_else(|| in_attribute(selector!("[data-token]"), "data-token"))
        .or_else(in_link)
}
