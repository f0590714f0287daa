//! What the Store API refuses, and how it says so.

use promo_load::shop::{Language, ShopConfig};

use super::shopper::{Shopper, config, seen, woo};
use crate::shop::client::{Answer, shop_with};

/// Status, code and sentence of a refusal.
pub(crate) fn said(answer: &Answer) -> (u16, String, String) {
    let body = answer.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    assert_eq!(body["data"]["status"], answer.status, "{body}");
    (answer.status, text("code"), text("message").replace("&quot;", "'").replace("&euro;", "€"))
}

#[test]
fn what_is_refused_has_a_code_a_status_and_a_sentence() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 3);
    shopper.code("BF2025");
    for (method, route, body, status, code, message) in [
        (
            "POST",
            "cart/add-item",
            r#"{"id":999999}"#,
            400,
            "woocommerce_rest_cart_invalid_product",
            "Product with ID '999999' was not found and cannot be added to the cart.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":71}"#,
            400,
            "woocommerce_rest_product_out_of_stock",
            "You cannot add 'Framed poster (gone)' to the cart because the product is out of stock.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":26}"#,
            400,
            "woocommerce_rest_product_out_of_stock",
            "You cannot add 'Hummingbird printed t-shirt - L, White' to the cart because the product is out of stock.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":75,"quantity":4}"#,
            400,
            "woocommerce_rest_product_partially_out_of_stock",
            "You cannot add that amount of 'Last three cushions' to the cart because there is not enough stock (3 remaining).",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":81}"#,
            400,
            "woocommerce_rest_product_not_purchasable",
            "'Gift card without price' is not available for purchase.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":83}"#,
            400,
            "woocommerce_rest_product_not_purchasable",
            "'Partner kettle' is not available for purchase.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":85}"#,
            400,
            "woocommerce_rest_product_not_purchasable",
            "'Mug set' is not available for purchase.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":21}"#,
            400,
            "woocommerce_rest_missing_attributes",
            "Missing attributes for variable product.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":30}"#,
            400,
            "woocommerce_rest_missing_variation_data",
            "Missing variation data for variable product. Paper is a required field",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":21,"variation":[{"attribute":"pa_size","value":"zz"},{"attribute":"pa_color","value":"black"}]}"#,
            400,
            "woocommerce_rest_variation_id_from_variation_data",
            "No matching variation found.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":17,"quantity":0}"#,
            400,
            "woocommerce_rest_product_invalid_quantity",
            "You cannot add 'Mug The best is yet to come' with a quantity less than or equal to 0 to the cart.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":17,"quantity":-2}"#,
            400,
            "woocommerce_rest_product_invalid_quantity",
            "You cannot add 'Mug The best is yet to come' with a quantity less than or equal to 0 to the cart.",
        ),
        (
            "POST",
            "cart/add-item",
            r#"{"id":17,"quantity":99999999999}"#,
            400,
            "invalid_quantity",
            "The maximum quantity of 'Mug The best is yet to come' allowed in the cart is 9999",
        ),
        (
            "POST",
            "cart/update-item",
            r#"{"key":"70efdf2ec9b086079795c442636b55fb","quantity":99999}"#,
            400,
            "invalid_quantity",
            "The maximum quantity of 'Mug The best is yet to come' allowed in the cart is 9999",
        ),
        (
            "POST",
            "cart/update-item",
            r#"{"key":"nothing","quantity":1}"#,
            409,
            "woocommerce_rest_cart_invalid_key",
            "Cart item does not exist.",
        ),
        (
            "POST",
            "cart/remove-item",
            r#"{"key":"nothing"}"#,
            409,
            "woocommerce_rest_cart_invalid_key",
            "Cart item no longer exists or is invalid.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"bf2025"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Coupon code 'bf2025' has already been applied.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":""}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Coupon code '' has already been applied.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"NOPE"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Coupon 'nope' cannot be applied because it does not exist.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"EXPIRED"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Coupon 'expired' has expired.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"MIN50"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "The minimum spend for coupon 'min50' is €50.00.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"MAX20"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "The maximum spend for coupon 'max20' is €20.00.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"USEDUP"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Usage limit for coupon 'usedup' has been reached. Please try again after some time, or contact us for help.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"SHIRT30"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Sorry, coupon 'shirt30' is not applicable to selected products.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"NOSALE10"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Sorry, coupon 'nosale10' is not applicable to selected products.",
        ),
        (
            "POST",
            "cart/apply-coupon",
            r#"{"code":"ONLYME"}"#,
            400,
            "woocommerce_rest_cart_coupon_error",
            "Please enter a valid email at checkout to use coupon code 'onlyme'.",
        ),
        (
            "POST",
            "cart/remove-coupon",
            r#"{"code":"FIX3"}"#,
            409,
            "woocommerce_rest_cart_coupon_invalid_code",
            "Coupon cannot be removed because it is not already applied to the cart.",
        ),
        (
            "POST",
            "checkout",
            "{}",
            400,
            "rest_missing_callback_param",
            "Missing parameter(s): billing_address",
        ),
        ("POST", "cart/add-item", r#"{"id":19,"#, 400, "rest_invalid_json", "Invalid JSON body passed."),
        (
            "GET",
            "cart/add-item?id=19&quantity=1",
            "",
            404,
            "rest_no_route",
            "No route was found matching the URL and request method.",
        ),
        ("GET", "products/999999", "", 404, "woocommerce_rest_product_invalid_id", "Invalid product ID."),
    ] {
        let answer = shopper.store(method, route, body);
        assert_eq!(said(&answer), (status, code.to_owned(), message.to_owned()), "{route} {body}");
        if status == 409 {
            assert_eq!(seen(&answer.json()["data"]["cart"]), "17x3 bf2025 3573", "{route}");
        }
    }
    assert_eq!(shopper.cart(), "17x3 bf2025 3573", "nothing happened");
    shopper.code("SOLO25");
    let answer = shopper.code("BF2025");
    assert_eq!(
        said(&answer).2,
        "'solo25' has already been applied and cannot be used in conjunction with other coupons."
    );
}

#[test]
fn french_shops_say_it_in_french_where_it_is_translated() {
    let shop = shop_with(ShopConfig { languages: vec![Language::Fr], ..config() });
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 3);
    shopper.code("BF2025");
    for (id, code, message) in [
        (0, "BF2025", "Le code promo «\u{a0}bf2025\u{a0}» a déjà été appliqué."),
        (0, "NOPE", "Coupon 'nope' cannot be applied because it does not exist."),
        (0, "MIN50", "The minimum spend for coupon 'min50' is 50,00&nbsp;€."),
        (
            71,
            "",
            "Vous ne pouvez ajouter 'Framed poster (gone)' au panier car nous n’en avons plus en stock.",
        ),
        (81, "", "«\u{a0}Gift card without price\u{a0}» n’est pas disponible à l’achat."),
        (30, "", "Données manquantes sur la variation du produit. Paper est un champ obligatoire"),
    ] {
        let answer = if id == 0 { shopper.code(code) } else { shopper.add(id, 1) };
        assert_eq!(said(&answer).2, message, "{id} {code}");
    }
}
