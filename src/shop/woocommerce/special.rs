//! The pages one by one: those that look the same to everybody, cart and checkout, thanks, and the link that fills a cart.

use std::rc::Rc;

use minijinja::context;

use super::address::{WooPage, WooTarget};
use super::basket;
use super::effort::WooWork;
use super::goods::{self, WooProduct};
use super::orders;
use super::pages::WooFrame;
use super::refusal::WooRefusal;
use super::visit::{HTML, WooReply, WooVisit, now};
use super::words::word;
use crate::shop::ShopError;
use crate::shop::json;
use crate::shop::misbehaviour::Rendering;
use crate::shop::stats::ServedAs;

/// A page that looks the same to everybody.
pub(super) fn still(visit: &mut WooVisit<'_>, page: WooPage) -> Result<WooReply, ShopError> {
    let (look, nonces) = (visit.look(), visit.nonces());
    let pages = Rc::clone(&visit.pages);
    let sheet = visit.eye(look, |eye| pages.page(page, eye, &nonces))?;
    if look != Rendering::Right {
        let right = visit.eye(Rendering::Right, |eye| pages.page(page, eye, &nonces))?;
        visit.is_hurt.set(sheet != right);
    }
    let (status, outcome, work) = match page {
        WooPage::NotFound => (404, ServedAs::NotFound, WooWork::NotFound),
        WooPage::Home => (200, ServedAs::Ok, WooWork::Home),
        WooPage::Shop(_) => (200, ServedAs::Ok, WooWork::Shop),
        WooPage::Shelf(..) => (200, ServedAs::Ok, WooWork::Shelf),
        WooPage::Product(id) => (200, ServedAs::Ok, goods::product(id).map_or(WooWork::Product, of_product)),
        WooPage::Text(_) | WooPage::Account => (200, ServedAs::Ok, WooWork::Text),
    };
    visit.page(status, &sheet, outcome, work)
}

fn of_product(product: &WooProduct) -> WooWork {
    match product.variations().len() {
        0 => WooWork::Product,
        1..=30 => WooWork::Variable,
        _ => WooWork::ManyVariations,
    }
}

/// Cart or checkout, which belong to one visitor.
pub(super) fn own(
    visit: &mut WooVisit<'_>,
    template: &str,
    place: &'static str,
    work: WooWork,
) -> Result<WooReply, ShopError> {
    let language = visit.language();
    let bill = visit.bill();
    let nonces = visit.nonces();
    if visit.look() == Rendering::NoToken {
        visit.is_hurt.set(true);
    }
    let title = word(place, language).to_owned();
    let frame = WooFrame {
        body: format!("page woocommerce-{place} woocommerce-page"),
        canonical: visit.pages.site.place(place),
        crumbs: vec![(title.clone(), String::new())],
        linked: String::new(),
        is_cart: place == "cart",
        title,
        nonces: &nonces,
    };
    let fields: Vec<_> = FIELDS
        .iter()
        .map(|&(name, label, kind)| context! { name, label => word(label, language), type => kind })
        .collect();
    let preloaded = serde_json::json!({
        "/wc/store/v1/cart": { "body": visit.cart_json(&bill, &[]), "headers": {} }
    });
    let preloaded = escaped(&json::encode(&preloaded));
    let inside = context! {
        bill => visit.shown(&bill),
        has_coupons => !visit.shop.settings.no_coupons,
        fields,
        preloaded => minijinja::Value::from_safe_string(preloaded),
    };
    let sheet = visit.pages.render(template, &frame, inside)?;
    visit.page(200, &sheet, ServedAs::Ok, work)
}

/// What the checkout asks for: name, label, kind.
const FIELDS: [(&str, &str, &str); 6] = [
    ("billing_first_name", "first_name", "text"),
    ("billing_last_name", "last_name", "text"),
    ("billing_address_1", "address", "text"),
    ("billing_postcode", "postcode", "text"),
    ("billing_city", "city", "text"),
    ("billing_email", "email", "email"),
];

/// Without a cart, back to the cart. The checkout block writes a draft order.
pub(super) fn checkout(visit: &mut WooVisit<'_>) -> Result<WooReply, ShopError> {
    visit.drop_coupons();
    if visit.bill().rows.is_empty() && !visit.is_hurt.get() {
        let cart = visit.pages.site.place("cart");
        return Ok(WooReply::redirect(302, &cart, ServedAs::Redirected, WooWork::Text));
    }
    let mut work = WooWork::Checkout;
    if visit.shop.blocks && orders::draft(visit).1 {
        work = WooWork::Draft;
    }
    own(visit, "checkout.html", "checkout", work)
}

/// The thanks for an order.
pub(super) fn received(visit: &mut WooVisit<'_>, order: u32) -> Result<WooReply, ShopError> {
    let nonces = visit.nonces();
    let title = word("order_received", visit.language()).to_owned();
    let is_right = visit.ask.param("key") == Some(visit.shop.seals.order_key(order).as_str());
    let frame = WooFrame {
        body: "page woocommerce-checkout woocommerce-page woocommerce-order-received".to_owned(),
        canonical: String::new(),
        crumbs: vec![(title.clone(), String::new())],
        linked: String::new(),
        is_cart: false,
        title,
        nonces: &nonces,
    };
    let inside = context! { heading => frame.title.as_str(), order => is_right.then_some(order) };
    let sheet = visit.pages.render("text.html", &frame, inside)?;
    visit.page(200, &sheet, ServedAs::Ok, WooWork::Checkout)
}

/// The page of a shop that opens soon, with the classes of the page that was asked for.
pub(super) fn soon(visit: &WooVisit<'_>, target: &WooTarget) -> Result<WooReply, ShopError> {
    let nonces = context! {};
    let page = if let WooTarget::Page(page) = target { *page } else { WooPage::Home };
    let body = visit.eye(Rendering::Right, |eye| visit.pages.frame(page, eye, &nonces).body);
    let html = visit.pages.bare("soon.html", context! { body })?;
    Ok(WooReply::new(200, HTML, vec![bytes::Bytes::from(html)], ServedAs::Ok, WooWork::Text))
}

/// `?products=17:2,25:1&coupon=BF2025` fills the cart and leads to the checkout, or says in the cart's address what is wrong.
pub(super) fn checkout_link(visit: &mut WooVisit<'_>) -> WooReply {
    let ask = visit.ask;
    let mut refusal = None;
    for wanted in ask.param("products").unwrap_or_default().split(',') {
        let (id, quantity) = wanted.split_once(':').unwrap_or((wanted, "1"));
        let (id, quantity) = (id.parse().unwrap_or(0), quantity.parse::<u32>().unwrap_or(1).max(1));
        let added = basket::posted(id, 0, |_| None).and_then(|choice| visit.add(choice, quantity));
        refusal = refusal.or(added.err());
    }
    if let (None, Some(code)) = (&refusal, ask.param("coupon")) {
        refusal = visit.apply(code).err().map(WooRefusal::Coupon);
    }
    let (to, outcome) = match refusal {
        Some(refusal) => {
            let message = refusal.message(visit.language());
            let message = escaped(&message);
            (format!("{}?wc_error={message}", visit.pages.site.place("cart")), ServedAs::Refused)
        }
        None => {
            let token = visit.shop.seals.token(visit.number, now());
            (format!("{}?session={token}", visit.pages.site.place("checkout")), ServedAs::Added)
        }
    };
    WooReply::redirect(302, &to, outcome, WooWork::FormAdd)
}

/// Text as a part of an address, or of what `decodeURIComponent` reads.
fn escaped(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
