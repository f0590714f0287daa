//! What the Store API does: reading and changing the cart, listing products.

use serde_json::{Value, json};

use super::basket;
use super::coupons::WooCouponRefusal;
use super::effort::WooWork;
use super::exchange::{StoreAnswer, StoreRequest};
use super::goods::{self, GOODS, WooProduct};
use super::money::short;
use super::orders;
use super::refusal::WooRefusal;
use super::seals::WooNonce;
use super::store_json::{self, WooCart};
use super::visit::WooVisit;
use crate::shop::misbehaviour::Rendering;
use crate::shop::stats::ServedAs;

/// Answers a request that is not a batch.
pub(super) fn single(visit: &mut WooVisit<'_>, request: &StoreRequest) -> StoreAnswer {
    let method = request.method.as_str();
    match (method, request.route.as_str()) {
        ("GET" | "HEAD", "cart") => whole(visit, 200, ServedAs::Ok, WooWork::StoreRead),
        ("GET" | "HEAD", "cart/items") => part(visit, |cart| cart.items()),
        ("GET" | "HEAD", "cart/coupons") => part(visit, |cart| cart.coupons()),
        ("GET" | "HEAD", "products") => products(visit, request),
        ("GET" | "HEAD", route) if route.starts_with("products/") => one_product(visit, route),
        ("POST" | "GET" | "PUT" | "PATCH", route)
            if route == "checkout" || route.starts_with("checkout/") =>
        {
            proven(visit, request).unwrap_or_else(|| orders::store(visit, request))
        }
        ("POST", "cart/add-item" | "cart/update-item" | "cart/remove-item")
        | ("POST", "cart/apply-coupon" | "cart/remove-coupon")
        | ("POST", "cart/select-shipping-rate" | "cart/update-customer")
        | ("DELETE", "cart/items") => proven(visit, request)
            .unwrap_or_else(|| change(visit, request).unwrap_or_else(|refusal| refused(visit, &refusal))),
        _ => StoreAnswer::no_route(),
    }
}

/// The refusal of a write without a proof; `None` with one.
fn proven(visit: &WooVisit<'_>, request: &StoreRequest) -> Option<StoreAnswer> {
    if visit.by_token {
        return None;
    }
    match request.nonce.as_str() {
        "" => Some(StoreAnswer::error(
            "woocommerce_rest_missing_nonce",
            "Missing the Nonce header. This endpoint requires a valid nonce.",
            401,
        )),
        nonce if nonce == visit.nonce(WooNonce::StoreApi) => None,
        _ => Some(StoreAnswer::error("woocommerce_rest_invalid_nonce", "Nonce is invalid.", 403)),
    }
}

/// The whole cart; coupons that it may no longer have are told of once.
fn whole(visit: &mut WooVisit<'_>, status: u16, outcome: ServedAs, work: WooWork) -> StoreAnswer {
    let lost = visit.lost_coupons(short, false);
    let body = visit.cart_json(&visit.bill(), &lost);
    StoreAnswer::new(status, body, outcome, work)
}

fn part(visit: &WooVisit<'_>, choose: impl FnOnce(&WooCart<'_>) -> Vec<Value>) -> StoreAnswer {
    let bill = visit.bill();
    let left = |item| visit.left(item);
    let cart = WooCart { site: &visit.pages.site, session: &visit.session, bill: &bill, left: &left };
    StoreAnswer::new(200, choose(&cart).into(), ServedAs::Ok, WooWork::StoreRead)
}

/// Changes the cart.
fn change(visit: &mut WooVisit<'_>, request: &StoreRequest) -> Result<StoreAnswer, WooRefusal> {
    let key = request.text("key");
    let (status, outcome, work) = match request.route.as_str() {
        "cart/add-item" => {
            let choice = basket::meant(request.count("id", 0), &pairs(request))?;
            let quantity = request.number("quantity").unwrap_or(1);
            if quantity <= 0 {
                return Err(WooRefusal::BadQuantity(choice.0.product.name.clone()));
            }
            let quantity = u32::try_from(quantity).unwrap_or(u32::MAX);
            visit.add(choice, quantity)?;
            (201, ServedAs::Added, WooWork::StoreAdd)
        }
        "cart/update-item" => {
            visit.set(&key, request.count("quantity", 1))?;
            (200, ServedAs::Updated, WooWork::StoreAdd)
        }
        "cart/remove-item" => {
            basket::remove(&mut visit.session, &key)?;
            (200, ServedAs::Removed, WooWork::StoreAdd)
        }
        "cart/apply-coupon" if visit.shop.settings.no_coupons => return Err(WooRefusal::CouponsOff),
        "cart/apply-coupon" => {
            visit.apply(&request.text("code")).map_err(WooRefusal::Coupon)?;
            (200, ServedAs::Applied, WooWork::StoreCoupon)
        }
        "cart/remove-coupon" => {
            if !basket::take_off(&mut visit.session, &request.text("code")) {
                return Err(WooRefusal::CouponNotThere);
            }
            (200, ServedAs::Removed, WooWork::StoreCoupon)
        }
        "cart/select-shipping-rate" => {
            visit.session.ships_free = Some(request.text("rate_id").starts_with("free_shipping"));
            (200, ServedAs::Updated, WooWork::StoreAdd)
        }
        "cart/update-customer" => {
            customer(visit, request);
            (200, ServedAs::Updated, WooWork::StoreAdd)
        }
        _ => {
            visit.session.lines.clear();
            visit.session.coupons.clear();
            return Ok(StoreAnswer::new(200, json!([]), ServedAs::Removed, WooWork::StoreAdd));
        }
    };
    Ok(whole(visit, status, outcome, work))
}

/// `variation: [{attribute, value}]`, as JSON or as fields of a form.
fn pairs(request: &StoreRequest) -> Vec<(String, String)> {
    let listed = request.fields.get("variation").and_then(Value::as_array);
    let pair = |one: &Value| {
        let text = |name| one.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("attribute")?, text("value")?))
    };
    listed.map_or_else(Vec::new, |list| list.iter().filter_map(pair).collect())
}

fn customer(visit: &mut WooVisit<'_>, request: &StoreRequest) {
    let session = &mut visit.session;
    for (name, is_billing) in [("billing_address", true), ("shipping_address", false)] {
        let text = |field| request.fields.get(name)?.get(field)?.as_str().map(str::to_owned);
        if let Some(country) = text("country") {
            session.country = country;
        }
        if let Some(postcode) = text("postcode") {
            session.postcode = postcode;
        }
        if let Some(city) = text("city") {
            session.city = city;
        }
        if let Some(email) = text("email").filter(|_| is_billing) {
            session.email = email;
        }
    }
}

fn refused(visit: &WooVisit<'_>, refusal: &WooRefusal) -> StoreAnswer {
    let language = visit.language();
    let (code, status) = refusal.code();
    let mut answer = StoreAnswer::error(code, &refusal.message(language), status);
    answer.outcome = ServedAs::Refused;
    let details = match refusal {
        WooRefusal::Coupon(refusal) => WooCouponRefusal::details(refusal, language),
        _ => None,
    };
    if let Some(data) = answer.body.get_mut("data").and_then(Value::as_object_mut) {
        if let Some([cart, checkout]) = details {
            data.insert("details".to_owned(), json!({ "cart": cart, "checkout": checkout }));
        }
        if status == 409 {
            data.insert("cart".to_owned(), visit.cart_json(&visit.bill(), &[]));
        }
    }
    answer
}

/// The newest first, as WordPress lists posts.
fn products(visit: &WooVisit<'_>, request: &StoreRequest) -> StoreAnswer {
    let is_on = |name: &str| matches!(request.text(name).as_str(), "true" | "1");
    let mut found: Vec<&'static WooProduct> =
        GOODS.iter().filter(|one| !is_on("on_sale") || one.is_listed_on_sale()).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.id));
    let size = request.count("per_page", 10).clamp(1, 100) as usize;
    let from = (request.count("page", 1).max(1) as usize - 1) * size;
    let shown = found.iter().skip(from).take(size);
    let body: Vec<_> =
        visit.eye(Rendering::Right, |eye| shown.map(|one| store_json::product(eye, one)).collect());
    let headers = vec![
        ("x-wp-total", found.len().to_string()),
        ("x-wp-totalpages", found.len().div_ceil(size).to_string()),
    ];
    StoreAnswer { headers, ..StoreAnswer::new(200, body.into(), ServedAs::Ok, WooWork::StoreProducts) }
}

fn one_product(visit: &WooVisit<'_>, route: &str) -> StoreAnswer {
    let id = route.strip_prefix("products/").and_then(|id| id.parse().ok());
    match id.and_then(goods::product) {
        Some(product) => {
            let body = visit.eye(Rendering::Right, |eye| store_json::product(eye, product));
            StoreAnswer::new(200, body, ServedAs::Ok, WooWork::StoreProducts)
        }
        None => StoreAnswer::error("woocommerce_rest_product_invalid_id", "Invalid product ID.", 404),
    }
}
