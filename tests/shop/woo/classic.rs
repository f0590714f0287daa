//! The classic shop: scripts and forms.

use promo_load::shop::{Language, ShopConfig, WooSettings};

use super::shopper::{MUG, Shopper, config, found, notices, set, woo};
use crate::shop::client::shop_with;

/// A nonce of the cart page's script.
fn nonce(page: &str, name: &str) -> String {
    found(page, &format!("\"{name}\":\""))
}

#[test]
fn scripts_fill_change_and_empty_the_cart() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let fragments = shopper.ajax("get_refreshed_fragments", "time=1").json();
    assert_eq!(fragments["cart_hash"], "");
    assert!(shopper.cookies.is_empty());
    let added = shopper.ajax("add_to_cart", "product_id=17&quantity=2");
    assert_eq!(added.header("cache-control"), "no-cache, must-revalidate, max-age=0, no-store, private");
    let added = added.json();
    let hash = added["cart_hash"].as_str().unwrap().to_owned();
    assert_eq!(hash.len(), 32);
    assert!(
        added["fragments"]["div.widget_shopping_cart_content"]
            .as_str()
            .unwrap()
            .contains("Mug The best is yet to come")
    );
    assert_eq!(shopper.cookies["woocommerce_cart_hash"], hash);
    assert_eq!(shopper.cookies["woocommerce_items_in_cart"], "1");
    shopper.ajax("add_to_cart", "product_id=25");
    assert_ne!(shopper.cookies["woocommerce_cart_hash"], hash, "it follows the cart");
    assert_eq!(shopper.cart(), "17x2 25x1 5068");

    let page = shopper.get("/cart/").body;
    let (apply, remove, method) = (
        nonce(&page, "apply_coupon_nonce"),
        nonce(&page, "remove_coupon_nonce"),
        nonce(&page, "update_shipping_method_nonce"),
    );
    for (action, form, status, says) in [
        (
            "apply_coupon",
            format!("security={apply}&coupon_code=BF2025"),
            200,
            "+Coupon code applied successfully.",
        ),
        (
            "apply_coupon",
            format!("security={apply}&coupon_code=bf2025"),
            200,
            "-Coupon code \"bf2025\" already applied!",
        ),
        (
            "apply_coupon",
            format!("security={apply}&coupon_code=NOPE"),
            200,
            "-Coupon \"nope\" cannot be applied because it does not exist.",
        ),
        ("apply_coupon", format!("security={apply}&coupon_code="), 200, "-Please enter a coupon code."),
        (
            "apply_coupon",
            format!("security={apply}&coupon_code=EXPIRED"),
            200,
            "-Coupon \"expired\" has expired.",
        ),
        (
            "apply_coupon",
            format!("security={apply}&coupon_code=MIN50"),
            200,
            "-The minimum spend for coupon \"min50\" is €50.00.",
        ),
        (
            "apply_coupon",
            format!("security={apply}&coupon_code=ONLYME&billing_email=you@example.com"),
            200,
            "-Please enter a valid email at checkout to use coupon code \"onlyme\".",
        ),
        (
            "apply_coupon",
            format!("security={apply}&coupon_code=FREESHIP"),
            200,
            "+Coupon code applied successfully.",
        ),
        ("apply_coupon", "security=0123456789&coupon_code=FIX3".to_owned(), 403, ""),
        ("apply_coupon", "coupon_code=FIX3".to_owned(), 403, ""),
        ("remove_coupon", "security=0123456789&coupon=BF2025".to_owned(), 403, ""),
        ("remove_coupon", format!("security={remove}&coupon=NOPE"), 200, "+Coupon has been removed."),
    ] {
        let answer = shopper.ajax(action, &form);
        assert_eq!((answer.status, notices(&answer.body).join("")), (status, says.to_owned()), "{form}");
        assert_eq!(answer.body == "-1", status == 403, "{form}");
    }
    let totals = shopper.ajax("get_cart_totals", "").body;
    for part in [
        "tr class=\"cart-discount coupon-bf2025\"",
        "tr class=\"order-total\"",
        "tr class=\"woocommerce-shipping-totals shipping\"",
        "Free shipping coupon",
    ] {
        assert!(totals.contains(part), "{part} in {totals}");
    }
    assert_eq!(shopper.cart(), "17x2 25x1 bf2025 freeship 4120");
    let flat =
        shopper.ajax("update_shipping_method", &format!("security={method}&shipping_method[0]=flat_rate:1"));
    assert!(flat.body.contains("order-total"));
    assert_eq!(shopper.cart(), "17x2 25x1 bf2025 freeship 4610");
    shopper.ajax("remove_coupon", &format!("security={remove}&coupon=bf2025"));

    assert_eq!(shopper.ajax("remove_from_cart", "cart_item_key=nothing").body, "{\"success\":false}");
    for key in ["70efdf2ec9b086079795c442636b55fb", "528ec566698ce9409203438109e34eb2"] {
        assert!(shopper.ajax("remove_from_cart", &format!("cart_item_key={key}")).body.contains("fragments"));
    }
    let names: Vec<_> = shopper.cookies.keys().map(String::as_str).collect();
    assert!(matches!(names.as_slice(), [one] if one.starts_with("wp_")), "the session stays: {names:?}");
    assert_eq!(shopper.cart(), "freeship 0", "and so do the coupons");
}

#[test]
fn forms_add_and_say_what_came_of_it() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    for (path, form, says, cart) in [
        (
            MUG,
            "quantity=1&add-to-cart=17",
            "+“Mug The best is yet to come” has been added to your cart. View cart",
            "17x1 1632",
        ),
        (
            MUG,
            "quantity=2&add-to-cart=17",
            "+2 × “Mug The best is yet to come” have been added to your cart. View cart",
            "17x3 3916",
        ),
        (
            "/product/hummingbird-t-shirt/",
            "attribute_pa_size=m&attribute_pa_color=black&quantity=1&add-to-cart=21&product_id=21&variation_id=25",
            "+“Hummingbird printed t-shirt” has been added to your cart. View cart",
            "17x3 25x1 6210",
        ),
        (
            "/product/hummingbird-t-shirt/",
            "attribute_pa_size=m&attribute_pa_color=black&quantity=1&add-to-cart=21&product_id=21",
            "-Please choose product options by visiting Hummingbird printed t-shirt.",
            "17x3 25x1 6210",
        ),
        (
            "/product/hummingbird-t-shirt/",
            "attribute_pa_size=s&attribute_pa_color=white&add-to-cart=21&variation_id=25",
            "-Invalid value posted for Size",
            "17x3 25x1 6210",
        ),
        (
            "/product/hummingbird-t-shirt/",
            "attribute_pa_size=l&attribute_pa_color=white&add-to-cart=21&variation_id=26",
            "-You cannot add \"Hummingbird printed t-shirt - L, White\" to the cart because the product is out of stock.",
            "17x3 25x1 6210",
        ),
        (
            "/product/framed-poster/",
            "add-to-cart=71",
            "-You cannot add \"Framed poster (gone)\" to the cart because the product is out of stock.",
            "17x3 25x1 6210",
        ),
        (
            "/product/last-three-cushions/",
            "quantity=4&add-to-cart=75",
            "-You cannot add that amount of \"Last three cushions\" to the cart because there is not enough stock (3 remaining).",
            "17x3 25x1 6210",
        ),
        (
            "/product/only-one-lamp/",
            "add-to-cart=77",
            "+“Only one lamp” has been added to your cart. View cart",
            "17x3 25x1 77x1 10110",
        ),
        (
            "/product/only-one-lamp/",
            "add-to-cart=77",
            "-You cannot add another \"Only one lamp\" to your cart. View cart",
            "17x3 25x1 77x1 10110",
        ),
        (
            "/product/mug-set/",
            "quantity[17]=0&quantity[79]=0&add-to-cart=85",
            "-Please choose the quantity of items you wish to add to your cart…",
            "17x3 25x1 77x1 10110",
        ),
        (
            "/product/mug-set/",
            "quantity[17]=1&quantity[79]=2&add-to-cart=85",
            "+“Mug The best is yet to come” and “Dated mug” have been added to your cart. View cart",
            "17x4 25x1 77x1 79x2 12252",
        ),
    ] {
        let answer = shopper.post(path, form);
        assert_eq!((answer.status, notices(&answer.body)), (200, vec![says.to_owned()]), "{form}");
        assert_eq!(answer.header("cache-control"), "no-cache, must-revalidate, max-age=0, no-store, private");
        assert_eq!(shopper.cart(), cart, "{form}");
    }
    let mut other = Shopper::new(&shop);
    let parts = other.parts(MUG, &[("quantity", "1"), ("add-to-cart", "17")]);
    assert_eq!(
        notices(&parts.body),
        ["+“Mug The best is yet to come” has been added to your cart. View cart"]
    );
    let link = other.get("/shop/?add-to-cart=19");
    assert_eq!(notices(&link.body), ["+“Mountain fox notebook” has been added to your cart. View cart"]);
    let link = other.get("/?add-to-cart=27");
    assert_eq!(
        notices(&link.body),
        ["+“Hummingbird printed t-shirt – L, Black” has been added to your cart. View cart"]
    );
    assert_eq!(other.cart(), "17x1 19x1 27x1 5790");
}

#[test]
fn the_cart_page_applies_removes_and_sends_back() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    shopper.add(17, 1);
    shopper.add(19, 1);
    for (form, says) in [
        ("coupon_code=BF2025&apply_coupon=Apply+coupon", "+Coupon code applied successfully."),
        ("coupon_code=NOPE&apply_coupon=x", "-Coupon \"nope\" cannot be applied because it does not exist."),
        ("coupon_code=&apply_coupon=x", ""),
        ("coupon_code=FIX3&apply_coupon=1", "+Coupon code applied successfully."),
    ] {
        let answer = shopper.post("/cart/", form);
        assert_eq!((answer.status, notices(&answer.body).join("")), (200, says.to_owned()), "{form}");
        assert_eq!(answer.header("cache-control"), "no-cache, must-revalidate, max-age=0, private");
    }
    assert_eq!(shopper.cart(), "17x1 19x1 bf2025 fix3 2379");
    let link = shopper.get("/cart/?remove_coupon=fix3");
    assert_eq!((link.status, notices(&link.body)), (200, Vec::new()));
    assert_eq!(shopper.cart(), "17x1 19x1 bf2025 2679");

    let page = shopper.get("/cart/").body;
    let own = found(&page, "name=\"woocommerce-cart-nonce\" value=\"");
    let (mug, fox) = ("70efdf2ec9b086079795c442636b55fb", "1f0e3dad99908345f7439f8ffabdffc4");
    shopper.get(&format!("/cart/?remove_item={mug}&_wpnonce=0123456789"));
    assert_eq!(shopper.cart(), "17x1 19x1 bf2025 2679", "a wrong nonce removes nothing");
    shopper.referer = format!("{}/cart/", shop.base_url());
    let removed = shopper.get(&format!("/cart/?remove_item={mug}&_wpnonce={own}"));
    assert_eq!(
        (removed.status, removed.header("location")),
        (302, format!("{}/cart/?removed_item=1", shop.base_url()).as_str())
    );
    shopper.referer.clear();
    let removed = shopper.get(&format!("/cart/?remove_item={fox}&_wpnonce={own}"));
    assert_eq!((removed.status, notices(&removed.body).len()), (200, 2), "the first one's notice has waited");
    assert!(removed.body.contains("cart-empty"));

    shopper.add(17, 1);
    let own = found(&shopper.get("/cart/").body, "name=\"woocommerce-cart-nonce\" value=\"");
    shopper.referer = format!("{}/shop/", shop.base_url());
    let form = format!("cart[{mug}][qty]=3&update_cart=1&woocommerce-cart-nonce={own}");
    let back = shopper.post("/cart/", &form);
    assert_eq!((back.status, back.header("location")), (302, shopper.referer.as_str()));
}

#[test]
fn one_variation_of_many_is_asked_for() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let page = shopper.get("/product/big-choice-socks/").body;
    assert!(page.contains("data-product_variations=\"false\""), "{page}");
    let found =
        shopper.ajax("get_variation", "product_id=33&attribute_pa_size=s&attribute_pa_color=white").json();
    assert_eq!((found["variation_id"].as_u64(), found["display_price"].as_f64()), (Some(34), Some(7.9)));
    assert_eq!(found["attributes"]["attribute_pa_size"], "s");
    for form in [
        "product_id=33&attribute_pa_size=zz&attribute_pa_color=white",
        "product_id=33&attribute_pa_size=s",
        "product_id=17",
    ] {
        assert_eq!(shopper.ajax("get_variation", form).body, "false", "{form}");
    }
}

#[test]
fn the_checkout_is_recalculated() {
    let shop = woo();
    let mut shopper = Shopper::new(&shop);
    let empty = shopper.get("/checkout/");
    assert_eq!(
        (empty.status, empty.header("location")),
        (302, format!("{}/cart/", shop.base_url()).as_str())
    );
    shopper.add(17, 2);
    shopper.code("BF2025");
    let page = shopper.get("/checkout/");
    assert_eq!(
        (page.status, page.header("cache-control")),
        (200, "no-cache, must-revalidate, max-age=0, private")
    );
    let security = nonce(&page.body, "update_order_review_nonce");
    let review = shopper.ajax("update_order_review", &format!("security={security}&country=FR")).json();
    assert_eq!(review["result"], "success");
    let table = review["fragments"][".woocommerce-checkout-review-order-table"].as_str().unwrap();
    assert!(table.contains("coupon-bf2025") && table.contains("order-total"), "{table}");
    let wrong = shopper.ajax("update_order_review", "security=0123456789");
    assert_eq!((wrong.status, wrong.body.as_str()), (403, "-1"));
    let gone = Shopper::new(&shop).ajax("update_order_review", &format!("security={security}")).json();
    assert!(
        gone["fragments"]["form.woocommerce-checkout"]
            .as_str()
            .unwrap()
            .contains("Sorry, your session has expired.")
    );
}

#[test]
fn settings_change_what_forms_do() {
    let shop = set(WooSettings { redirects_to_cart: true, no_coupons: true, ..WooSettings::default() });
    let mut shopper = Shopper::new(&shop);
    let sent = shopper.post(MUG, "add-to-cart=17");
    assert_eq!((sent.status, sent.header("location")), (302, format!("{}/cart/", shop.base_url()).as_str()));
    assert!(shopper.ajax("add_to_cart", "product_id=17").body.contains("fragments"));
    let page = shopper.get("/cart/").body;
    let off = shopper
        .ajax("apply_coupon", &format!("security={}&coupon_code=BF2025", nonce(&page, "apply_coupon_nonce")));
    assert_eq!((off.status, off.body.as_str()), (200, ""));

    let shop = set(WooSettings { geolocates: true, ..WooSettings::default() });
    let mut shopper = Shopper::new(&shop);
    let page = shopper.get("/shop/");
    let to = page.header("location").to_owned();
    assert_eq!((page.status, to.starts_with(&format!("{}/shop/?v=", shop.base_url()))), (307, true), "{to}");
    assert_eq!(shopper.get(to.strip_prefix(&shop.base_url()).unwrap()).status, 200);
    assert_eq!(shopper.get("/cart/").status, 200);
    assert_eq!(shopper.post(MUG, "add-to-cart=17").status, 200);
}

#[test]
fn french_forms_say_it_in_french() {
    let shop = shop_with(ShopConfig { languages: vec![Language::Fr], ..config() });
    let mut shopper = Shopper::new(&shop);
    for (path, form, says) in [
        (
            "/produit/mug-the-best/",
            "add-to-cart=17&quantity=1",
            "+«Mug The best is yet to come» a été ajouté à votre panier. Voir le panier",
        ),
        (
            "/produit/framed-poster/",
            "add-to-cart=71",
            "-Vous ne pouvez ajouter \"Framed poster (gone)\" au panier car nous n’en avons plus en stock.",
        ),
        (
            "/produit/hummingbird-t-shirt/",
            "add-to-cart=21&variation_id=0",
            "-Veuillez choisir les options de produit en navigant sur Hummingbird printed t-shirt.",
        ),
        ("/panier/", "coupon_code=BF2025&apply_coupon=x", "+Code promo appliqué avec succès."),
        ("/panier/", "coupon_code=BF2025&apply_coupon=x", "-Coupon code \"bf2025\" already applied!"),
        (
            "/panier/",
            "coupon_code=MIN50&apply_coupon=x",
            "-The minimum spend for coupon \"min50\" is 50,00 €.",
        ),
    ] {
        assert_eq!(notices(&shopper.post(path, form).body), [says], "{form}");
    }
}
