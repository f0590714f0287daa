//! Pages of WooCommerce's, read as a whole.

mod captured;

use url::Url;

use super::WooCommerce;
use crate::page::Page;
use crate::scenario::{Step, StepRole};
use crate::shops::{CartProtocol, Shops};

fn parse(html: &str, address: &str) -> Page {
    Shops::known().parse(html, &Url::parse(address).unwrap())
}

const PRODUCT: &str = "https://s.example/product/lamp/";

/// A product's page with this form.
fn product(form: &str) -> Page {
    let html = format!(
        "<body class=\"single-product woocommerce postid-7\"><h1>Lamp</h1>{form}\
         <a href=\"https://s.example/cart/\">Cart</a></body>"
    );
    parse(&html, PRODUCT)
}

/// The fields of the first purchase, and of how many.
fn first(page: &Page) -> (String, usize) {
    let purchases = WooCommerce.purchases(page, &[]);
    let fields = purchases.first().map(|purchase| {
        let fields: Vec<_> = purchase.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("{} {}", purchase.action.path(), fields.join("&"))
    });
    (fields.unwrap_or_default(), purchases.len())
}

const SIMPLE: &str = "<form class=cart action=\"https://s.example/product/lamp/\" method=post><input type=number name=quantity value=1 min=1>\
     <button type=submit name=add-to-cart value=7 class=single_add_to_cart_button>Add</button></form>";

fn variable(variations: &str) -> String {
    format!(
        "<form class=\"variations_form cart\" action=\"https://s.example/product/lamp/\" method=post data-product_id=7 \
         data-product_variations='{variations}'><select name=attribute_size><option value=''>Choose<option value=s>S<option value=m>M</select>\
         <select name=attribute_paper><option value=''>Choose<option value=mat>Mat</select><input name=quantity type=number value=1>\
         <button type=submit>Add</button><input type=hidden name=add-to-cart value=7><input type=hidden name=product_id value=7>\
         <input type=hidden name=variation_id value=0></form>"
    )
}

#[test]
fn a_form_is_posted_as_a_browser_does() {
    let (fields, count) = first(&product(SIMPLE));
    assert_eq!((fields.as_str(), count), ("/product/lamp/ quantity=1&add-to-cart=7", 1));
    let none = SIMPLE.replace("value=1 min=1", "value=0");
    assert!(first(&product(&none)).0.contains("quantity=1"), "0 would add one without a word");

    let variations = r#"[{"variation_id":8,"attributes":{"attribute_size":"s","attribute_paper":"mat"},"display_price":9,"display_regular_price":9},
        {"variation_id":9,"attributes":{"attribute_size":"m","attribute_paper":""},"display_price":7,"display_regular_price":9},
        {"variation_id":10,"attributes":{"attribute_size":"s"},"is_in_stock":false,"display_price":1,"display_regular_price":9}]"#;
    let (fields, count) = first(&product(&variable(variations)));
    let chosen = "attribute_size=m&attribute_paper=mat&quantity=1&add-to-cart=7&product_id=7&variation_id=9";
    assert_eq!(
        (fields, count),
        (format!("/product/lamp/ {chosen}"), 2),
        "the reduced one, with what it leaves open"
    );
}

#[test]
fn an_unlisted_variation_is_asked_for() {
    let page = product(&variable("false"));
    let purchase = &WooCommerce.purchases(&page, &[])[0];
    let before = WooCommerce.before_add(&page, purchase).unwrap();
    assert_eq!((before.name.as_str(), before.path.as_str()), ("choose_variation", "/?wc-ajax=get_variation"));
    let sent: Vec<_> = before.form.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(sent, ["attribute_size=s", "attribute_paper=mat", "product_id=7"]);
    let add = WooCommerce.add(&page, purchase);
    assert!(add.form.0.contains(&("variation_id".to_owned(), "${variation}".to_owned())), "{add:?}");
    assert_eq!(before.extracts[0].name, "variation");
}

#[test]
fn what_cannot_be_bought_says_why() {
    let sold_out = "<p class=\"stock out-of-stock\">Gone</p>";
    let external = "<form class=cart action=\"https://s.example/x\" method=get><button type=submit>Buy elsewhere</button></form>";
    let grouped = "<form class=\"cart grouped_form\" action=\"\" method=post><input name=\"quantity[5]\"><input type=hidden name=add-to-cart \
                   value=7><button type=submit>Add</button></form>";
    for (form, part) in [
        (sold_out, "out of stock"),
        ("", "no price"),
        (external, "another shop"),
        (grouped, "several products"),
        (&variable("[]"), "no variant"),
    ] {
        let page = product(form);
        assert_eq!(WooCommerce.purchases(&page, &[]), [], "{form}");
        let why = WooCommerce.explain_unbuyable(&page).unwrap();
        assert!(why.to_string().contains(part) && why.is_whole(), "{form}: {why}");
    }
}

#[test]
fn lists_go_the_way_of_their_buttons() {
    let buttons = "<ul class=products><li class=product><a class=\"button product_type_variable add_to_cart_button\" data-product_id=3 href=x>Choose</a></li>\
        <li class=product><a class=\"button add_to_cart_button ajax_add_to_cart\" data-product_id=7 href=y>Add</a></li></ul>";
    let classic = format!(
        "<body class=\"woocommerce-shop woocommerce\">{buttons}<script>var p = {{\"wc_ajax_url\":\"\\/?wc-ajax=%%endpoint%%\"}};</script>"
    );
    let blocks = format!("<body class=\"woocommerce-shop woocommerce\">{buttons}");
    let page = parse(&classic, "https://s.example/shop/");
    assert_eq!(first(&page), ("/ product_id=7&quantity=1".to_owned(), 1));
    let page = parse(&blocks, "https://s.example/shop/");
    let purchase = &WooCommerce.purchases(&page, &[])[0];
    let [before, add] = [WooCommerce.before_add(&page, purchase).unwrap(), WooCommerce.add(&page, purchase)];
    assert_eq!(before.path, "/wp-json/wc/store/v1/cart");
    assert_eq!(
        (add.path.as_str(), add.body.as_deref()),
        ("/wp-json/wc/store/v1/cart/add-item", Some(r#"{"id":7,"quantity":1}"#))
    );
    assert_eq!(WooCommerce.role(&add), Some(StepRole::Adds));
}

#[test]
fn codes_go_the_way_of_the_cart_s_page() {
    let page = product(SIMPLE);
    let purchase = &WooCommerce.purchases(&page, &[])[0];
    let source =
        "<body class=woocommerce-cart><form class=woocommerce-cart-form><input name=coupon_code></form>";
    let cart = parse(source, "https://s.example/cart/");
    let sight = crate::shops::CartSight { page: &cart, source };
    let [classic, interface] =
        [Some(sight), None].map(|sight| WooCommerce.apply_code(&page, purchase, sight, "A\"B ${x}"));
    let step = |step: &Step| (step.path.clone(), WooCommerce.role(step));
    assert_eq!(step(&classic), ("/?wc-ajax=apply_coupon".to_owned(), Some(StepRole::AppliesCode)));
    assert!(classic.form.0.contains(&("coupon_code".to_owned(), "A\"B ${x}".to_owned())));
    assert_eq!(
        step(&interface),
        ("/wp-json/wc/store/v1/cart/apply-coupon".to_owned(), Some(StepRole::AppliesCode))
    );
    assert_eq!(interface.body.as_deref(), Some(r#"{"code":"A\"B ${x}"}"#));
    assert!(WooCommerce.order_from(sight).is_ok());
    let block = crate::shops::CartSight { page: &cart, source: "<div data-block-name=\"woocommerce/cart\">" };
    assert!(WooCommerce.order_from(block).is_err_and(|why| why.is_whole()));
}
