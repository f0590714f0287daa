//! Adds, quantities, vouchers, cookies, and the silent failures.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde_json::Value;

use crate::shop::client::{ADD_MUG, Answer, Client, JSON, MUG, shop};

/// A visitor who keeps the newest cookie, as a browser does.
struct Visitor {
    client: Client,
    cookie: String,
    cart: &'static str,
}

impl Visitor {
    fn new(shop: &promo_load::shop::DemoShop, cart: &'static str) -> Visitor {
        Visitor { client: Client::new(shop), cookie: String::new(), cart }
    }

    fn post(&mut self, query: &str, form: &str) -> Answer {
        let cookie = self.cookie.clone();
        let answer = self.client.post(&format!("{}{query}", self.cart), &[JSON, ("cookie", &cookie)], form);
        if let Some(newest) = answer.cookies().last() {
            self.cookie = (*newest).to_owned();
        }
        answer
    }

    fn voucher(&mut self, code: &str) -> Value {
        self.post("", &format!("addDiscount=1&discount_name={code}&ajax=1&action=update")).json()
    }
}

fn rules(answer: &Value) -> Vec<String> {
    let added = answer["cart"]["vouchers"]["added"].as_object();
    added.map(|added| added.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn a_simple_product_is_added() {
    let shop = shop();
    let answer = Client::new(&shop).post("/en/cart", &[JSON], ADD_MUG);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"));
    let json = answer.json();
    assert_eq!(json["success"], true);
    assert_eq!((&json["id_product"], &json["id_product_attribute"]), (&6.into(), &0.into()));
    assert_eq!((&json["quantity"], &json["errors"]), (&1.into(), &"".into()));
    assert_eq!(json["cart"]["totals"]["total"]["value"], "€8.42");
    assert_eq!(json["cart"]["subtotals"]["discounts"]["amount"], 3);
    assert_eq!(json["cart"]["vouchers"]["added"]["1"]["reduction_formatted"], "-€3.00");
    assert!(answer.body.contains(r#""value":"\u20ac8.42""#) && answer.body.contains(r"http:\/\/127.0.0.1"));
}

#[test]
fn combinations_come_from_the_form() {
    let shop = shop();
    let mut client = Client::new(&shop);
    for (groups, attribute) in [
        ("group%5B1%5D=2&group%5B2%5D=11", 4),
        ("group[1]=4&group[2]=8", 7),
        ("", 1),
        ("id_product_attribute=3", 3),
    ] {
        let form = format!("id_product=1&qty=1&add=1&action=update&{groups}");
        let json = client.post("/en/cart", &[JSON], &form).json();
        assert_eq!(json["id_product_attribute"], attribute, "{groups}");
        assert_eq!(json["cart"]["products_count"], 1);
    }
    let impossible = "id_product=1&qty=1&add=1&action=update&group[1]=99&group[2]=98";
    let answer = client.post("/en/cart", &[JSON], impossible);
    assert_eq!((answer.status, answer.header("content-type")), (500, "text/html; charset=utf-8"));
}

#[test]
fn what_cannot_be_added_is_an_error_with_status_200() {
    let shop = shop();
    let mut client = Client::new(&shop);
    for (form, first) in [
        ("id_product=9999&qty=1", "This product () is no longer available."),
        ("id_product=6&qty=0", "Null quantity."),
        (
            "id_product=6&qty=99999",
            "You can only buy 300 \"Mug The best is yet to come\". Please adjust the quantity in your cart to continue.",
        ),
    ] {
        let answer = client.post("/en/cart", &[JSON], &format!("{form}&add=1&action=update"));
        assert_eq!(answer.status, 200, "{form}");
        let json = answer.json();
        assert_eq!((&json["hasError"], &json["quantity"]), (&true.into(), &0.into()), "{form}");
        assert_eq!(json["errors"][0], first);
    }
}

#[test]
fn robots_are_told_that_all_is_well() {
    let shop = shop();
    for agent in ["wget/1.21", "load tester design", "benchmarks"] {
        let json = Client::new(&shop).post("/en/cart", &[JSON, ("user-agent", agent)], ADD_MUG).json();
        assert_eq!((&json["success"], &json["quantity"]), (&true.into(), &0.into()), "{agent}");
        assert_eq!(json["cart"]["products_count"], 0, "{agent}");
        assert_eq!(json["cart"]["vouchers"]["added"], serde_json::json!([]), "{agent}");
    }
    assert_eq!(shop.stats().carts.with_products, 0);
}

#[test]
fn the_form_of_the_answer_depends_on_accept_and_ajax() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let any = ("accept", "*/*");
    assert!(client.post("/en/cart", &[any], ADD_MUG).body.starts_with("<!doctype html>"));
    assert!(client.post("/en/cart", &[any], &format!("{ADD_MUG}&ajax=1")).json()["success"] == true);
    assert!(client.post("/en/cart", &[JSON], ADD_MUG).json()["success"] == true);
    let get = format!("/en/cart?{ADD_MUG}&ajax=1");
    assert!(client.get(&get, &[]).json()["cart"]["products_count"] == 1);
    for path in ["/cart", "/index.php?controller=cart"] {
        assert!(client.post(path, &[JSON], ADD_MUG).json()["success"] == true, "{path}");
    }
    assert_eq!(shop.stats().carts.products[&6], 6);

    let silent = client.post("/en/cart", &[JSON], "id_product=6&qty=1&add=1");
    assert_eq!((silent.status, silent.body.as_str()), (200, ""));
    let json = [JSON, ("content-type", "application/json")];
    let ignored = client.try_send("POST", "/en/cart", &json, r#"{"id_product":6,"add":1,"action":"update"}"#);
    assert_eq!(ignored.unwrap().body, "");
}

#[test]
fn only_the_newest_cookie_has_the_cart() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let page = client.get(MUG, &[]);
    let cookies: Vec<_> = page.cookies().into_iter().map(str::to_owned).collect();
    assert_eq!(cookies.len(), 2, "PrestaShop sends two, and the last counts");
    assert!(page.headers.iter().any(|(_, value)| value.starts_with("PHPSESSID=")));
    let full = page.headers.iter().rfind(|(_, value)| value.starts_with("PrestaShop-")).unwrap();
    for part in ["Max-Age=1728000", "path=/", "HttpOnly", "SameSite=Lax"] {
        assert!(full.1.contains(part), "{part}");
    }
    let before = page.cookie();
    assert!(client.get(MUG, &[("cookie", &before)]).cookies().is_empty());

    let first = client.post("/en/cart", &[JSON, ("cookie", &before)], ADD_MUG);
    let after = first.cookie();
    let again = client.post("/en/cart", &[JSON, ("cookie", &after)], ADD_MUG);
    assert_eq!((again.json()["quantity"].as_u64(), again.cookies().len()), (Some(2), 0));
    let stale = client.post("/en/cart", &[JSON, ("cookie", &before)], ADD_MUG);
    assert_eq!(stale.json()["quantity"], 1, "a new cart each time");
    assert_eq!(shop.stats().carts.with_products, 2);

    let corrupted = after.replace("def50200", "def50201");
    let stranger = client.get(MUG, &[("cookie", &corrupted)]);
    assert_eq!((stranger.status, stranger.cookies().len()), (200, 2));
    let session = client.get("/en/cart?action=show", &[("cookie", "PHPSESSID=abc")]);
    assert!(session.body.contains("no more items"));
}

#[test]
fn every_refusal_in_both_languages() {
    let shop = shop();
    for (cart, sentences) in [
        (
            "/en/cart",
            [
                "Cart is empty",
                "You must enter a voucher code.",
                "This voucher does not exist.",
                "This voucher has expired",
                "This voucher has already been used",
                "This voucher is disabled",
                "This voucher is already in your cart",
                "The minimum amount to benefit from this promo code is €50.00.",
                "This voucher is not combinable with an other voucher already in your cart: Welcome 3 EUR off",
                "This voucher is not valid yet",
                "You cannot use this voucher - Please log in first",
                "You cannot use this voucher",
                "You must choose a delivery address before applying this voucher to your order",
                "You must choose a carrier before applying this voucher to your order",
                "You cannot use this voucher with these products",
                "You cannot use this voucher on products on sale",
            ],
        ),
        (
            "/fr/panier",
            [
                "Le panier est vide",
                "Vous devez saisir un code promo.",
                "Ce bon de réduction n'existe pas.",
                "Ce bon de réduction a expiré",
                "Ce bon de réduction a déjà été utilisé",
                "Ce bon de réduction est désactivé",
                "Ce bon de réduction est déjà dans votre panier",
                "Le montant minimum pour bénéficier de ce code promo est de 50,00\u{a0}€.",
                "Ce bon de réduction n'est pas cumulable avec un autre bon déjà dans votre panier : Bienvenue : 3 EUR offerts",
                "Ce bon de réduction n'est pas encore valable",
                "Vous ne pouvez pas utiliser ce bon de réduction - Veuillez d'abord vous connecter",
                "Vous ne pouvez pas utiliser ce bon de réduction",
                "Vous devez choisir une adresse de livraison avant d'appliquer ce bon de réduction à votre commande",
                "Vous devez choisir un transporteur avant d'appliquer ce bon de réduction à votre commande",
                "Vous ne pouvez pas utiliser ce bon de réduction avec ces produits",
                "Vous ne pouvez pas utiliser ce bon de réduction sur les produits en promotion",
            ],
        ),
    ] {
        let mut visitor = Visitor::new(&shop, cart);
        assert_eq!(visitor.voucher("BF2025")["errors"][0], sentences[0]);
        visitor.post("", ADD_MUG);
        assert_eq!(visitor.voucher("bf2025")["success"], true, "codes are case-insensitive");
        let codes = [
            "",
            "NOPE",
            "OLD2024",
            "USEDUP",
            "DISABLED",
            "BF2025",
            "MIN50",
            "SOLO25",
            "FUTURE49",
            "ALICE",
            "TRADE",
            "ISLAND",
            "PICKUP",
            "SWEATER",
            "FULLPRICE",
        ];
        assert_eq!(codes.len() + 1, sentences.len());
        for (code, sentence) in codes.into_iter().zip(&sentences[1..]) {
            let json = visitor.voucher(code);
            assert_eq!(json["errors"], serde_json::json!([sentence]), "{code}");
            assert_eq!((&json["hasError"], &json["quantity"]), (&true.into(), &0.into()));
        }
    }
}

#[test]
fn vouchers_join_and_leave() {
    let shop = shop();
    let mut visitor = Visitor::new(&shop, "/en/cart");
    visitor.post("", "id_product=1&qty=3&add=1&action=update");
    for (code, expected) in [
        ("BF2025", &["1", "2"][..]),
        ("MIN50", &["1", "2", "3"]),
        ("FREESHIP", &["1", "2", "3", "4"]),
        ("GIFTMUG", &["8", "1", "2", "3", "4"]),
        ("TSHIRT30", &["8", "1", "2", "3", "4", "9"]),
    ] {
        assert_eq!(rules(&visitor.voucher(code)), expected, "{code}");
    }
    let removed = visitor.post("?deleteDiscount=2", "ajax=1&action=update").json();
    assert_eq!(rules(&removed), ["8", "1", "3", "4", "9"]);
    assert_eq!(removed["cart"]["discounts"][0]["code"], "BF2025", "advertised again");
    assert_eq!(removed["cart"]["products_count"], 4, "three shirts and the gift");
    let automatic = visitor.post("?deleteDiscount=1", "ajax=1&action=update").json();
    assert!(rules(&automatic).contains(&"1".to_owned()));
    let down =
        visitor.post("?update=1&id_product=1&id_product_attribute=1&op=down", "ajax=1&action=update").json();
    assert_eq!(down["quantity"], 2);
    assert_eq!(rules(&down), ["8", "1", "4", "9"], "below the minimum, silently");
    let up =
        visitor.post("?update=1&id_product=1&id_product_attribute=1&op=up", "ajax=1&action=update").json();
    assert_eq!(up["quantity"], 3);
    let gone = visitor.post("?delete=1&id_product=1&id_product_attribute=1", "ajax=1&action=update").json();
    assert_eq!(gone["cart"]["products_count"], 0);
    assert_eq!(gone["cart"]["vouchers"]["added"], serde_json::json!([]));
}

#[test]
fn a_refused_voucher_is_said_on_the_page_too() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    let html = [("accept", "text/html"), ("cookie", cookie.as_str())];
    let page = client.post("/en/cart", &html, "addDiscount=1&discount_name=NOPE");
    assert_eq!(page.status, 200);
    assert!(page.body.contains("This voucher does not exist."));
}

#[test]
fn fragments_and_pop_ups_change_nothing() {
    let shop = shop();
    let mut visitor = Visitor::new(&shop, "/en/cart");
    visitor.post("", ADD_MUG);
    let refresh = visitor.post("?ajax=1&action=refresh", "");
    assert_eq!(refresh.header("content-type"), "application/json");
    assert!(refresh.json()["cart_detailed"].as_str().unwrap().contains("cart-overview"));
    visitor.cart = "/en/module/ps_shoppingcart/ajax";
    let popup =
        visitor.post("", "id_product=6&id_product_attribute=0&id_customization=0&action=add-to-cart").json();
    assert!(popup["modal"].as_str().unwrap().contains("Mug"));
    assert!(popup["preview"].as_str().unwrap().contains("(1)"));
    assert_eq!(shop.stats().carts.products[&6], 1);
    let stranger = Client::new(&shop).post(visitor.cart, &[JSON], "").json();
    assert_eq!(stranger["modal"], Value::Null);
}

#[test]
fn another_combination_refreshes_the_product_page() {
    let shop = shop();
    let path = "/en/index.php?controller=product&id_product=1&group%5B1%5D=2&group%5B2%5D=11";
    let json = Client::new(&shop).post(path, &[JSON], "ajax=1&action=refresh&quantity_wanted=1").json();
    assert_eq!(json["id_product_attribute"], 4);
    assert!(json["product_prices"].as_str().unwrap().contains("content=\"22.94\""));
    assert!(json["product_url"].as_str().unwrap().ends_with("/en/men/1-4-hummingbird-printed-t-shirt.html"));
}

/// The answer of a captured exchange.
fn captured(name: &str) -> Option<Value> {
    let Some(folder) = std::env::var_os("PROMO_LOAD_CAPTURES") else {
        eprintln!("skipped: PROMO_LOAD_CAPTURES is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("transcripts").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let answer = text.split("<<<<<<<< RESPONSE").nth(1).unwrap();
    serde_json::from_str(answer[answer.find("\n{").unwrap()..].trim()).unwrap()
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn answers_have_the_keys_of_a_real_shop() {
    let shop = shop();
    let mut visitor = Visitor::new(&shop, "/en/cart");
    let add = visitor.post("", "id_product=1&qty=1&group[1]=1&group[2]=8&add=1&action=update").json();
    let voucher = visitor.voucher("BF2025");
    let refused = visitor.voucher("NOPE");
    for (name, ours) in [
        ("05-add-to-cart-browser-style.http", add),
        ("12-voucher-BF2025-ok.http", voucher),
        ("16-voucher-unknown.http", refused),
    ] {
        let Some(theirs) = captured(name) else { return };
        assert_eq!(keys(&ours), keys(&theirs), "{name}");
        for place in [
            "/cart",
            "/cart/totals",
            "/cart/subtotals",
            "/cart/totals/total",
            "/cart/vouchers/added",
            "/cart/vouchers/added/1",
        ] {
            let at = |value: &Value| value.pointer(place).cloned().unwrap_or_default();
            assert_eq!(keys(&at(&ours)), keys(&at(&theirs)), "{place} in {name}");
        }
        let unknown: Vec<_> = keys(&ours["cart"]["products"][0])
            .difference(&keys(&theirs["cart"]["products"][0]))
            .map(|key| (*key).to_owned())
            .collect();
        assert!(unknown.is_empty(), "a real shop does not say {unknown:?}");
    }
}
