//! What a request is counted as.

use serde_json::Value;

use super::address::{WooPage, WooTarget};
use super::batch;
use crate::shop::request::Ask;
use crate::shop::routes::Route;

/// The route of a request; what it does to the cart goes before the page it does it on.
pub(super) fn classify(target: &WooTarget, ask: &Ask) -> Route {
    match target {
        WooTarget::Asset(_) => Route::Asset,
        WooTarget::Redirect(_) => Route::Redirect,
        WooTarget::Store(None) => Route::NotFound,
        WooTarget::Store(Some(route)) if route == "batch" => of_batch(&ask.body),
        WooTarget::Store(Some(route)) => of_store(&ask.method, route),
        WooTarget::Ajax(action) => of_ajax(action),
        _ if ask.method == "POST" && ORDERING.iter().any(|field| ask.has(field)) => Route::PlaceOrder,
        WooTarget::CheckoutLink => Route::CartAdd,
        _ if ask.has("add-to-cart") => Route::CartAdd,
        _ if ask.method == "POST" && ask.has("apply_coupon") => Route::VoucherAdd,
        _ if ask.method == "POST" && ask.has("update_cart") => Route::CartUpdate,
        _ if ask.has("remove_coupon") => Route::VoucherRemove,
        _ if ask.has("remove_item") => Route::CartDelete,
        WooTarget::Search(_) => Route::Search,
        WooTarget::Cart => Route::CartPage,
        WooTarget::Checkout | WooTarget::Received(_) => Route::Order,
        WooTarget::Page(page) => match page {
            WooPage::Home => Route::Home,
            WooPage::Shop(_) => Route::Listing,
            WooPage::Shelf(..) => Route::Category,
            WooPage::Product(_) => Route::Product,
            WooPage::Text(_) => Route::Cms,
            WooPage::Account => Route::Login,
            WooPage::NotFound => Route::NotFound,
        },
    }
}

/// Fields of forms that order, on whichever page.
pub(super) const ORDERING: [&str; 2] = ["woocommerce_checkout_place_order", "woocommerce_pay"];

fn of_store(method: &str, route: &str) -> Route {
    let is_order = route == "checkout" || route.starts_with("checkout/");
    match (method, route) {
        ("POST", "cart/add-item") => Route::CartAdd,
        ("POST", "cart/update-item" | "cart/select-shipping-rate" | "cart/update-customer") => {
            Route::CartUpdate
        }
        ("POST", "cart/remove-item") | ("DELETE", "cart/items") => Route::CartDelete,
        ("POST", "cart/apply-coupon") => Route::VoucherAdd,
        ("POST", "cart/remove-coupon") => Route::VoucherRemove,
        ("GET" | "HEAD", "cart" | "cart/items" | "cart/coupons") => Route::CartRefresh,
        ("GET" | "HEAD", "products") => Route::Listing,
        ("GET" | "HEAD", route) if route.starts_with("products/") => Route::Product,
        ("POST", _) if is_order => Route::PlaceOrder,
        _ if is_order => Route::Order,
        _ => Route::NotFound,
    }
}

/// A batch of one is that one; a batch with an order in it is an order.
fn of_batch(body: &[u8]) -> Route {
    let requests =
        serde_json::from_slice::<Value>(body).map(|body| batch::requests(&body)).unwrap_or_default();
    let routes: Vec<_> = requests.iter().map(|one| of_store(&one.method, &one.route)).collect();
    match routes.as_slice() {
        [one] => *one,
        several if several.contains(&Route::PlaceOrder) => Route::PlaceOrder,
        _ => Route::Batch,
    }
}

fn of_ajax(action: &str) -> Route {
    match action {
        "add_to_cart" => Route::CartAdd,
        "get_refreshed_fragments" => Route::Fragments,
        "remove_from_cart" => Route::CartDelete,
        "apply_coupon" => Route::VoucherAdd,
        "remove_coupon" => Route::VoucherRemove,
        "update_shipping_method" => Route::CartUpdate,
        "get_cart_totals" => Route::CartRefresh,
        "update_order_review" => Route::OrderReview,
        "get_variation" => Route::CombinationRefresh,
        "checkout" => Route::PlaceOrder,
        _ => Route::ModuleAjax,
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::super::address::WooSite;
    use super::*;
    use crate::shop::config::Language;

    #[test]
    fn whatever_orders_is_an_order() {
        let site = WooSite { base: "http://shop".to_owned(), language: Language::En };
        for (method, address, form, body, route) in [
            ("POST", "/wp-json/wc/store/v1/checkout", "", "{}", Route::PlaceOrder),
            ("POST", "/wp-json/wc/store/checkout/149", "", "{}", Route::PlaceOrder),
            ("POST", "/?rest_route=/wc/store/v1/checkout", "", "{}", Route::PlaceOrder),
            ("PUT", "/wp-json/wc/store/v1/checkout", "", "{}", Route::Order),
            ("GET", "/wp-json/wc/store/v1/checkout", "", "", Route::Order),
            ("POST", "/?wc-ajax=checkout", "", "", Route::PlaceOrder),
            ("POST", "/?wc-ajax=update_order_review", "", "", Route::OrderReview),
            ("POST", "/checkout/", "woocommerce_checkout_place_order", "", Route::PlaceOrder),
            ("POST", "/shop/", "woocommerce_pay", "", Route::PlaceOrder),
            ("POST", "/checkout/", "woocommerce_checkout_update_totals", "", Route::Order),
            (
                "POST",
                "/wp-json/wc/store/v1/batch",
                "",
                r#"{"requests":[{"path":"/wc/store/v1/cart/add-item"}]}"#,
                Route::CartAdd,
            ),
            (
                "POST",
                "/wp-json/wc/store/v1/batch",
                "",
                r#"{"requests":[{"path":"/wc/store/v1/cart/add-item"},{"path":"/wc/store/v1/checkout"}]}"#,
                Route::PlaceOrder,
            ),
            (
                "POST",
                "/wp-json/wc/store/v1/batch",
                "",
                r#"{"requests":[{"path":"/wc/store/v1/cart/add-item"},{"path":"/wc/store/v1/cart/apply-coupon"}]}"#,
                Route::Batch,
            ),
            ("GET", "/shop/?add-to-cart=19", "", "", Route::CartAdd),
            ("GET", "/cart/?remove_coupon=fix3", "", "", Route::VoucherRemove),
            ("POST", "/cart/", "apply_coupon", "", Route::VoucherAdd),
        ] {
            let form = if form.is_empty() { Vec::new() } else { vec![(form.to_owned(), "1".to_owned())] };
            let body = Bytes::copy_from_slice(body.as_bytes());
            let ask = Ask { method: method.to_owned(), form, body, ..Ask::get(address) };
            assert_eq!(classify(&site.resolve(&ask), &ask), route, "{method} {address}");
        }
    }
}
