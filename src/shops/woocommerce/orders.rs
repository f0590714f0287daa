//! Which recorded requests place an order, and which only seem to.

use percent_encoding::percent_decode_str;

use super::routes;
use crate::scenario::RecordedRequest;

/// Fields that no request has but one that orders: the buttons of the order page and of that on which an order is paid.
const BUTTONS: [&str; 2] = ["woocommerce_checkout_place_order", "woocommerce_pay"];

/// Actions of `wc-ajax` that order nothing. Plugins for payments have others.
const HARMLESS: [&str; 10] = [
    "add_to_cart",
    "apply_coupon",
    "get_cart_totals",
    "get_customer_location",
    "get_refreshed_fragments",
    "get_variation",
    "remove_coupon",
    "remove_from_cart",
    "update_order_review",
    "update_shipping_method",
];

/// Whether a request places an order; `None`: WooCommerce itself does not tell.
pub(super) fn places(request: &RecordedRequest<'_>) -> Option<bool> {
    let looks = ["GET", "HEAD", "OPTIONS"].iter().any(|method| request.method.eq_ignore_ascii_case(method));
    // PHP decodes names and values before anything looks at them.
    let address = percent_decode_str(request.url.as_str()).decode_utf8_lossy().into_owned();
    if !looks && request.fields.iter().any(|(name, _)| BUTTONS.contains(&name.as_str())) {
        return Some(true);
    }
    if let Some(action) = routes::action_of(&address) {
        return if action == "checkout" { Some(true) } else { HARMLESS.contains(&action).then_some(false) };
    }
    // To look at the order writes a draft of it.
    let is_order = |route: &str| route == "checkout" || route.starts_with("checkout/");
    match routes::route_of(&address)? {
        route if is_order(route) => Some(true),
        // The parts of a batch name their routes by themselves.
        "batch" => {
            let mut inner = request.fields.iter().filter_map(|(_, text)| routes::route_of(text)).peekable();
            inner.peek()?;
            Some(inner.any(is_order))
        }
        route => (route == "cart" || route.starts_with("cart/")).then_some(false),
    }
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::*;

    #[test]
    fn orders_are_told_from_what_only_reckons() {
        let field = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        let none = Vec::new;
        for (method, path, fields, expected) in [
            ("POST", "/wp-json/wc/store/v1/checkout", none(), Some(true)),
            ("GET", "/wp-json/wc/store/v1/checkout", none(), Some(true)),
            ("PUT", "/wp-json/wc/store/checkout/7", none(), Some(true)),
            ("POST", "/?rest_route=%2Fwc%2Fstore%2Fv1%2Fcheckout", none(), Some(true)),
            ("POST", "/wp-json/wc/store/v1/batch", field("path", "/wc/store/v1/checkout"), Some(true)),
            ("POST", "/wp-json/wc/store/v1/batch", field("path", "/wc/store/v1/cart/add-item"), Some(false)),
            (
                "POST",
                "/wp-json/wc/store/v1/batch",
                field("requests[0][path]", "/wc/store/v1/checkout/7"),
                Some(true),
            ),
            ("POST", "/wp-json/wc/store/v1/batch", none(), None),
            ("POST", "/wp-json/wc/store/v1/cart/apply-coupon", field("code", "X"), Some(false)),
            ("POST", "/?wc-ajax=checkout", none(), Some(true)),
            ("POST", "/?wc%2Dajax=check%6Fut", none(), Some(true)),
            ("POST", "/?wc-ajax=update_order_review", field("payment_method", "bacs"), Some(false)),
            ("POST", "/?wc-ajax=plugin_create_order", none(), None),
            ("POST", "/panier/", field("woocommerce_checkout_place_order", "1"), Some(true)),
            ("POST", "/x/", field("woocommerce_pay", "1"), Some(true)),
            ("POST", "/checkout/", none(), None),
            ("GET", "/product/lamp/", none(), None),
        ] {
            let url = Url::parse("https://s.example").unwrap().join(path).unwrap();
            let request = RecordedRequest { method, url: &url, fields: &fields };
            assert_eq!(places(&request), expected, "{method} {path}");
        }
    }
}
