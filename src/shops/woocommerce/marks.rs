//! By what a page of WooCommerce's is known, and what its mark-up says.

use scraper::ElementRef;
use url::Url;

use super::{WooCommerce, background, own, variants};
use crate::page::dom::{self, Dom, selector};
use crate::page::{
    AddToCartForm, BackgroundFound, CartMarks, FormVariant, Look, Mark, NamedFor, Own, OwnProduct, Page,
    PageKind, PageRole, Platform, Signal, json,
};
use crate::units::money::Currency;

use Mark::{Kind, NotFound, Role};
use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Product, Search};

/// WordPress's and WooCommerce's classes of `<body>` (`wc_body_class`); the first that the page has decides.
const CLASSES: &[(&str, Mark)] = &[
    ("error404", NotFound),
    ("single-product", Kind(Product)),
    ("woocommerce-order-received", Role(PageRole::OrderConfirmation)),
    ("woocommerce-cart", Kind(Cart)),
    ("woocommerce-checkout", Kind(Checkout)),
    ("woocommerce-account", Role(PageRole::Account)),
    ("search-results", Kind(Search)),
    ("search-no-results", Kind(Search)),
    ("tax-product_cat", Kind(Category)),
    ("tax-product_tag", Kind(Catalog)),
    ("tax-product_brand", Kind(Catalog)),
    ("home", Kind(Home)),
    ("post-type-archive-product", Kind(Catalog)),
    ("woocommerce-shop", Kind(Catalog)),
    ("page", Kind(Cms)),
    ("single-post", Kind(Cms)),
];

impl Platform for WooCommerce {
    fn name(&self) -> &'static str {
        "WooCommerce"
    }

    fn recognise(&self, look: Look<'_>, _: &Own) -> Option<&'static str> {
        (look.has_body_class("woocommerce") || look.is_made_by("WooCommerce")).then_some("woocommerce")
    }

    fn signals(&self, look: Look<'_>, _: &Own) -> Vec<Signal> {
        if self.is_coming_soon(look.dom) {
            return vec![Signal::new("coming-soon page", Kind(PageKind::Other), "woo-coming-soon-page", 95)];
        }
        // A page of WordPress may be anything that a shop builds, its front page and its sales too.
        Signal::of_body(look.dom, CLASSES, |class| if class == "page" { 50 } else { 88 })
            .into_iter()
            .collect()
    }

    fn is_group(&self, dom: &Dom) -> bool {
        dom.own(selector!("form.grouped_form")).is_some()
    }

    fn is_coming_soon(&self, dom: &Dom) -> bool {
        dom.first(selector!("meta[name=woo-coming-soon-page], [data-block-name='woocommerce/coming-soon'], .woocommerce-coming-soon-classic"))
            .is_some()
    }

    fn address(&self, url: &Url, _: &Url) -> Option<(Mark, i32)> {
        Some((of_address(url)?, 45))
    }

    fn naming_queries(&self) -> &'static [&'static str] {
        &["p", "page_id", "product", "product_cat"]
    }

    fn own_data(&self, source: &str) -> Own {
        own::find(source)
    }

    fn cart_marks<'a>(&self, dom: &'a Dom) -> CartMarks<'a> {
        let forms = dom.all(selector!("form.cart[action]"));
        let actions = forms.filter_map(|form| dom::attribute(form, "action"));
        CartMarks {
            form: dom.own(selector!("form.cart")),
            named: actions.map(|url| (url, NamedFor::CartForm)).collect(),
            // On the classic cart and order pages; the blocks' field is made by a script.
            takes_codes: dom.first(selector!("input[name=coupon_code]")).is_some(),
            ..CartMarks::default()
        }
    }

    /// `attribute_pa_size`, the choice of an attribute.
    fn is_choice(&self, field: &str) -> bool {
        field.starts_with("attribute_")
    }

    /// A simple product's id is the button's.
    fn button_fields(&self, form: ElementRef<'_>) -> Vec<(String, String)> {
        let button = dom::below(form, selector!("button[name=add-to-cart][value]"));
        let value = button.and_then(|button| dom::attribute(button, "value"));
        value.map(|id| (ADD.to_owned(), id.to_owned())).into_iter().collect()
    }

    fn variants(&self, form: ElementRef<'_>) -> Option<Vec<FormVariant>> {
        variants::read(dom::attribute(form, "data-product_variations")?)
    }

    fn product(&self, dom: &Dom, form: Option<&AddToCartForm>, _: Option<Currency>) -> Option<OwnProduct> {
        let is_sold_out = form.is_none() && dom.own(selector!("p.stock.out-of-stock")).is_some();
        let product = OwnProduct {
            id: form.and_then(|form| json::whole(form.field(ADD)?)),
            stock: is_sold_out.then_some(0),
            ..OwnProduct::default()
        };
        (product != OwnProduct::default()).then_some(product)
    }

    /// The small cart of classic themes, asked for with the first page of a visit; and the cart that the buttons of block themes begin
    /// with, on every page that has one.
    fn background(&self, look: Look<'_>, page: &Page) -> Vec<BackgroundFound> {
        background::read(look, page)
    }

    fn one_click(&self, dom: &Dom) -> Vec<u64> {
        let buttons = dom.all(selector!(".add_to_cart_button.ajax_add_to_cart[data-product_id]"));
        let ids = buttons.filter_map(|button| json::whole(dom::attribute(button, "data-product_id")?));
        let mut known = Vec::new();
        ids.for_each(|id| {
            if id > 0 && !known.contains(&id) {
                known.push(id);
            }
        });
        known
    }
}

/// The field with the product's id.
pub(super) const ADD: &str = "add-to-cart";

/// What the default routes say.
fn of_address(url: &Url) -> Option<Mark> {
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let has_query = |name: &str| url.query_pairs().any(|(key, _)| key == name);
    match segments.as_slice() {
        [] if has_query("s") => Some(Kind(Search)),
        [] if !has_query("p") => Some(Kind(Home)),
        ["cart", ..] => Some(Kind(Cart)),
        ["checkout", ..] => Some(Kind(Checkout)),
        ["product", _] => Some(Kind(Product)),
        ["product-category", ..] => Some(Kind(Category)),
        ["shop", ..] => Some(Kind(Catalog)),
        ["my-account", ..] => Some(Role(PageRole::Account)),
        _ => None,
    }
}
