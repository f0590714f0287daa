//! Requests that place an order: those of software whose pages are not told here, and what a request carries.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde_json::Value;
use url::{Url, form_urlencoded};

use super::Shops;
use crate::scenario::{RecordedRequest, RecordedShops as _};

/// Words without one of which no request places an order. What is encoded may be any of them.
const SUSPECT: [&str; 9] =
    ["order", "checkout", "pay", "confirm", "validation", "capture", "finish", "complet", "\\u"];

/// What scripts call the last step, without separators.
const LAST_STEPS: [&str; 12] = [
    "placeorder",
    "saveorder",
    "submitorder",
    "createorder",
    "completeorder",
    "confirmorder",
    "opcconfirmorder",
    "checkoutcomplete",
    "completecheckout",
    "submitforcompletion",
    "processpayment",
    "submitpayment",
];

/// Folders below which such a name is no page that explains how to order.
const FUNNELS: [&str; 9] = [
    "checkout",
    "checkouts",
    "onepage",
    "onestepcheckout",
    "express",
    "payment",
    "order",
    "orders",
    "instantpurchase",
];

impl Shops {
    /// Whether a request with this body, in the form of the scenario, would place an order on any platform that is known. Quick when
    /// nothing in it speaks of one.
    #[must_use]
    pub fn orders(self, method: &str, url: &Url, body: &[u8]) -> bool {
        if !Self::may_order(url.as_str()) && !speaks_of_orders(body) {
            return false;
        }
        let fields = carried(&String::from_utf8_lossy(body));
        self.places_order(&RecordedRequest { method, url, fields: &fields }) == Some(true)
    }
}

impl Shops {
    /// Whether a first look at an address or a text leaves room for an order in it.
    #[must_use]
    pub fn may_order(text: &str) -> bool {
        text.contains('%') || speaks_of_orders(text.as_bytes())
    }
}

fn speaks_of_orders(text: &[u8]) -> bool {
    static WORDS: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(SUSPECT).ok());
    WORDS.as_ref().is_none_or(|words| words.is_match(text))
}

/// Names and values in a body, whether form or JSON.
#[must_use]
pub fn carried(body: &str) -> Vec<(String, String)> {
    match serde_json::from_str(body) {
        Ok(document) => flattened(&document),
        Err(_) => form_urlencoded::parse(body.as_bytes()).into_owned().collect(),
    }
}

/// The texts of a document by their names.
#[must_use]
pub fn flattened(document: &Value) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    flatten("", document, &mut fields);
    fields
}

fn flatten(name: &str, value: &Value, fields: &mut Vec<(String, String)>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| flatten(name, value, fields)),
        Value::Array(members) => members.iter().for_each(|value| flatten(name, value, fields)),
        Value::String(text) => fields.push((name.to_owned(), text.clone())),
        other => fields.push((name.to_owned(), other.to_string())),
    }
}

/// Whether a request only looks, by its method.
pub(super) fn only_looks(request: &RecordedRequest<'_>) -> bool {
    ["GET", "HEAD", "OPTIONS"].iter().any(|method| request.method.eq_ignore_ascii_case(method))
}

/// The folders of an address, decoded and in lower case.
pub(super) fn folders(url: &Url) -> Vec<String> {
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().to_lowercase();
    path.split('/').filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
}

/// Whether a document of GraphQL among the fields runs this mutation, whose name is in lower case.
pub(super) fn runs(request: &RecordedRequest<'_>, mutation: &str) -> bool {
    let says = |(name, text): &(String, String)| {
        let text = text.to_ascii_lowercase();
        name == "query" && text.contains("mutation") && text.contains(mutation)
    };
    request.fields.iter().any(says)
}

/// Whether a request places an order by words that many shops' software shares: Sylius, Spree, Medusa, Salesforce and others. A
/// `GET` does where a payment's address is opened, or the last step of a funnel.
pub(super) fn of_any_software(request: &RecordedRequest<'_>) -> bool {
    let folders = folders(request.url);
    let names: Vec<&str> = folders.iter().map(String::as_str).collect();
    let squashed = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let looks = only_looks(request);
    let is_last_step = |at: usize, name: &str| {
        let is_below = names[..at].iter().any(|folder| FUNNELS.contains(folder));
        // `COPlaceOrder-Submit`: controller and action in one name.
        let mut words = name.split(['-', '.']).map(squashed);
        (is_below || !looks) && words.any(|word| LAST_STEPS.iter().any(|last| word.ends_with(last)))
    };
    let by_name = names.iter().enumerate().any(|(at, name)| is_last_step(at, name));
    let by_end = match names.as_slice() {
        [.., "checkout" | "checkouts", "complete"] => !looks,
        [.., "orders" | "carts" | "checkout", _, "complete"] => !looks,
        [.., "checkout", "update", "confirm"] => !looks,
        [.., "payment", "capture", _] => true,
        _ => false,
    };
    by_name || by_end || LAST_STEPS.iter().any(|mutation| runs(request, mutation))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_told_on_many_platforms() {
        let graphql =
            r#"{"query":"mutation { placeOrder(input: {cart_id: \"x\"}) { order { order_number } } }"}"#;
        let looked = r#"{"query":"query { placeOrderHelp }"}"#;
        for (request, body, expected) in [
            // Magento, and what it has of PayPal.
            ("POST /checkout/onepage/saveOrder/", "payment[method]=checkmo", true),
            ("GET /paypal/express/placeOrder/", "", true),
            ("POST /instantpurchase/button/placeOrder/", "form_key=x", true),
            ("POST /rest/fr/V1/guest-carts/abc/payment-information", r#"{"email":"a@b.c"}"#, true),
            ("GET /rest/V1/guest-carts/abc/payment-information", "", false),
            ("PUT /rest/V1/guest-carts/abc/order", "{}", true),
            ("POST /multishipping/checkout/overviewPost/", "", true),
            ("POST /graphql", graphql, true),
            ("POST /graphql", looked, false),
            ("POST /checkout/cart/add/product/7/", "form_key=x", false),
            ("GET /checkout/", "", false),
            // Shopify.
            ("GET /checkouts/cn/Z2NwLWV1cm9wZQ", "", true),
            ("POST /cart", "updates[]=1&checkout=", true),
            ("POST /cart/add.js", r#"{"items":[{"id":7}]}"#, false),
            // Shopware, 5 and 6.
            ("POST /checkout/order", "tos=on", true),
            ("POST /store-api/checkout/order", "{}", true),
            ("GET /payment/finalize-transaction?_sw_payment_token=x", "", true),
            ("GET /checkout/finish?sAGB=1", "", true),
            ("GET /checkout/finish?orderId=7", "", false),
            ("GET /checkout/confirm", "", false),
            // BigCommerce.
            ("POST /internalapi/v1/checkout/order", "{}", true),
            ("GET /checkout.php?action=process_payment", "", true),
            ("GET /finishorder.php", "", true),
            ("GET /cart.php", "", false),
            // nopCommerce.
            ("POST /checkout/OpcConfirmOrder/", "", true),
            ("GET /checkout/OpcCompleteRedirectionPayment", "", true),
            ("POST /checkout/confirm", "nextstep=Confirm", true),
            ("POST /orderdetails/7", "repost-payment=Retry", true),
            // Wix, VTEX.
            ("POST /_api/wix-ecommerce-storefront-web/checkouts/7/place-order", "{}", true),
            ("GET /checkout", "", false),
            ("POST /api/checkout/pub/orderForm/7/transaction", "{}", true),
            ("POST /checkout/gatewayCallback/7/Success", "", true),
            ("POST /api/checkout/pub/orderForm/7/items", "{}", false),
            // Sylius, Spree, Medusa, Salesforce.
            ("PUT /en_US/checkout/complete", "", true),
            ("POST /en_US/checkout/complete", "_method=PUT", true),
            ("GET /en_US/checkout/complete", "", false),
            ("PATCH /api/v2/shop/orders/tok/complete", "{}", true),
            ("GET /payment/capture/tok", "", true),
            ("POST /store/carts/cart_01/complete", "", true),
            ("POST /on/demandware.store/Sites-X/en/COPlaceOrder-Submit", "", true),
            // Pages that only speak of orders, and what is not told from them.
            ("GET /help/how-to-place-order", "", false),
            ("GET /place-order", "", false),
            ("GET /order/history", "", false),
            ("POST /index.php?route=checkout/cart/add", "product_id=7", false),
        ] {
            let (method, path) = request.split_once(' ').unwrap();
            let url = Url::parse("https://shop.example").unwrap().join(path).unwrap();
            assert_eq!(Shops::known().orders(method, &url, body.as_bytes()), expected, "{request} {body}");
        }
    }
}
