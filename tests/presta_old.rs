//! Carts of a small shop that answers as PrestaShop 1.6 does, tried, filled by a load and exported.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::Place;
use crate::support::answering::{Answering, Asked, answer, page};
use crate::support::k6::installed;

/// A visitor's cart: pieces, and whether the code is in it.
type Carts = Arc<Mutex<HashMap<String, (u32, bool)>>>;

const COOKIE: &str = "PrestaShop-cd";
const TOKEN: &str = "8823e9372f91b0a296baeeede38bb1d5";

/// What is odd about the shop.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Made {
    Usual,
    /// Its cart block is a module's, which answers nothing of the kind.
    WithoutBlock,
    /// From the load's first code on, the code is over.
    Ending,
}

fn euros(cents: u32) -> String {
    format!("{},{:02} €", cents / 100, cents % 100)
}

/// Rule 1 takes 3 € off each cart by itself, the code a tenth.
fn totals((pieces, code): (u32, bool)) -> (u32, Vec<Value>) {
    let products = 1142 * pieces;
    let rule = |id: u32, name: &str, code: &str, off: u32| {
        json!({"id": id, "name": name, "code": code, "price": format!("-{}", euros(off)), "price_float": f64::from(off) / 100.0,
            "link": format!("http://shop.example/commande?deleteDiscount={id}")})
    };
    let mut rules = Vec::new();
    let mut total = products;
    if pieces > 0 {
        rules.push(rule(1, "Bienvenue", "", 300));
        total -= 300;
    }
    if pieces > 0 && code {
        rules.push(rule(2, "Dix pour cent", "BF", products / 10));
        total -= products / 10;
    }
    (total, rules)
}

fn block(cart: (u32, bool)) -> Value {
    let (total, rules) = totals(cart);
    let line = json!({"id": 6, "quantity": cart.0, "name": "Mug", "idCombination": 0, "is_gift": false});
    json!({"products": if cart.0 > 0 { vec![line] } else { Vec::new() }, "discounts": rules, "nbTotalProducts": cart.0,
        "total": euros(total), "productTotal": euros(1142 * cart.0), "hasError": false})
}

fn themed(id: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"fr-fr\"><head><title>Boutique</title><meta name=\"generator\" content=\"PrestaShop\">\
         <script>var static_token = '{TOKEN}';</script></head><body id=\"{id}\"><div class=\"shopping_cart\"><a href=\"/commande\">Panier</a>\
         <span class=\"ajax_cart_quantity\">0</span></div>{body}</body></html>"
    )
}

fn product() -> String {
    themed(
        "product",
        &format!(
            "<h1>Mug</h1><form id=\"buy_block\" action=\"/panier\" method=\"post\"><input type=\"hidden\" name=\"token\" value=\"{TOKEN}\">\
             <input type=\"hidden\" name=\"id_product\" value=\"6\"><input type=\"hidden\" name=\"add\" value=\"1\">\
             <input type=\"hidden\" name=\"id_product_attribute\" value=\"\"><p class=\"our_price_display\">\
             <span id=\"our_price_display\" class=\"price\" itemprop=\"price\" content=\"11.42\">11,42 €</span></p>\
             <p id=\"old_price\"><span id=\"old_price_display\"><span class=\"price\">14,28 €</span></span></p>\
             <input type=\"text\" name=\"qty\" value=\"1\"><p id=\"add_to_cart\"><button type=\"submit\" name=\"Submit\">Ajouter</button></p></form>"
        ),
    )
}

/// The order's first step.
fn summary(cart: (u32, bool), refusal: &str) -> String {
    let (total, rules) = totals(cart);
    let rows: String = rules
        .iter()
        .map(|rule| format!("<tr><td><a href=\"/commande?deleteDiscount={}\" class=\"price_discount_delete\">x</a></td></tr>", rule["id"]))
        .collect();
    let alert = if refusal.is_empty() {
        String::new()
    } else {
        format!("<div class=\"alert alert-danger\"><ol><li>{refusal}</li></ol></div>")
    };
    let lines = if cart.0 > 0 { "<tr id=\"product_6_0_0_0\"><td>Mug</td></tr>" } else { "" };
    themed(
        "order",
        &format!(
            "{alert}<table id=\"cart_summary\">{lines}{rows}<tr><td><span id=\"total_price\">{}</span></td></tr></table>\
             <form action=\"/commande\" method=\"post\" id=\"voucher\"><input name=\"discount_name\"><input type=\"hidden\" name=\"submitDiscount\">\
             <button type=\"submit\" name=\"submitAddDiscount\">OK</button></form>",
            euros(total)
        ),
    )
}

fn shop(made: Made) -> Answering {
    let carts = Carts::default();
    let visitors = Arc::new(Mutex::new(0));
    Answering::by(move |asked: &Asked| {
        let known = asked.header("cookie").and_then(|cookies| {
            cookies.split("; ").find_map(|cookie| cookie.strip_prefix(&format!("{COOKIE}=")))
        });
        let is_new = known.is_none();
        let name = known.map_or_else(
            || {
                let mut visitors = visitors.lock().unwrap();
                *visitors += 1;
                visitors.to_string()
            },
            str::to_owned,
        );
        let cookie =
            format!("content-type: text/html; charset=utf-8\r\nset-cookie: {COOKIE}={name}; path=/\r\n");
        let mut carts = carts.lock().unwrap();
        let cart = carts.entry(name).or_default();
        let shown = |text: &str| answer("200 OK", &cookie, text.as_bytes());
        let fields: HashMap<String, String> =
            url::form_urlencoded::parse(asked.body.as_bytes()).into_owned().collect();
        let has = |name: &str, value: &str| fields.get(name).is_some_and(|known| known == value);
        let (path, query) = asked.path().split_once('?').unwrap_or((asked.path(), ""));
        match path {
            "/6-mug.html" => shown(&product()),
            "/panier" if !has("ajax", "true") => answer("302 Found", "location: /\r\n", b""),
            "/panier" if made == Made::WithoutBlock => shown(""),
            "/panier" => {
                // A cart is only changed for visitors who have a cookie.
                if !is_new && has("add", "1") && has("id_product", "6") && has("token", TOKEN) {
                    cart.0 += 1;
                }
                if has("delete", "1") {
                    *cart = (0, false);
                }
                shown(&block(*cart).to_string())
            }
            "/commande" if fields.contains_key("submitAddDiscount") => {
                let is_over = made == Made::Ending && asked.header("x-promo-load-phase").is_none();
                if is_over {
                    return shown(&summary(*cart, "Ce bon de réduction a expiré"));
                }
                if !has("discount_name", "BF") {
                    return shown(&summary(*cart, "Ce bon de réduction n'existe pas"));
                }
                cart.1 = true;
                answer("302 Found", "location: /commande?addingCartRule=1\r\n", b"")
            }
            "/commande" if query.contains("deleteDiscount=2") => {
                cart.1 = false;
                answer("302 Found", "location: /commande\r\n", b"")
            }
            "/commande" => shown(&summary(*cart, "")),
            _ => page("<title>404</title>"),
        }
    })
}

const LOAD: [&str; 6] = ["--vus", "2", "--iterations", "6", "--think-time", "0"];
const CODE: [&str; 4] = ["--mode", "full", "--voucher", "BF"];

fn failing(files: &Value) -> Vec<&str> {
    let checks = files["checks"].as_array().unwrap().iter();
    checks.filter(|check| check["fails"] != 0).map(|check| check["name"].as_str().unwrap()).collect()
}

#[test]
fn a_cart_is_filled_with_its_code_and_emptied_again() {
    let server = shop(Made::Usual);
    let place = Place::new();
    let target = server.url("/6-mug.html");
    place.run(&[&["bench", &target, "--quiet"], &CODE[..], &LOAD].concat());
    let files = place.files();
    assert_eq!(failing(&files.json), [""; 0]);
    let names: Vec<_> = files.json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    for name in [
        "product is in the cart",
        "rule 1 is applied",
        "the cart costs 8.42 EUR",
        "the cart page shows 8.42 EUR",
        "voucher is in the cart",
        "the cart with the voucher costs 7.28 EUR",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    // Both rules are what they are, and proven by a check; the block tells no amounts, and none is made up.
    let promotions = files.json["promotions"].as_array().unwrap();
    let rules: Vec<_> =
        promotions.iter().filter(|found| found["text"].to_string().contains("(rule ")).collect();
    let mut kinds: Vec<_> = rules.iter().map(|rule| rule["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["auto-cart-rule", "manual-code"], "{promotions:#?}");
    assert!(rules.iter().all(|rule| rule["checked"] == true), "{rules:#?}");
    // The trial emptied its cart, and nothing else was ever posted.
    let asked = server.asked();
    let set_up = || asked.iter().filter(|asked| asked.header("x-promo-load-phase").is_some());
    assert!(set_up().any(|asked| asked.path() == "/commande?deleteDiscount=2"));
    assert!(set_up().any(|asked| asked.body.contains("delete=1")));
    let posted = asked.iter().filter(|asked| asked.head.starts_with("POST"));
    assert!(posted.into_iter().all(|asked| ["/panier", "/commande"].contains(&asked.path())));
}

#[test]
fn a_code_that_ends_in_mid_run_is_a_wrong_promotion() {
    let server = shop(Made::Ending);
    let place = Place::new();
    let target = server.url("/6-mug.html");
    place.run(&[&["bench", &target, "--quiet"], &CODE[..], &LOAD].concat()).assert_code(99);
    let files = place.files();
    let failing = failing(&files.json);
    assert!(failing.contains(&"voucher is in the cart"), "{failing:?}");
    assert!(files.count("/visits/judged/promotion_wrong") > 0);
}

#[test]
fn what_cannot_be_told_is_said() {
    let server = shop(Made::Usual);
    let target = server.url("/6-mug.html");
    let refused =
        Place::new().run(&["compile", &target, "--mode", "full", "--voucher", "NOPE", "-o", "x.toml"]);
    assert!(refused.problem().contains("n'existe pas"), "{}", refused.problem());
    let server = shop(Made::WithoutBlock);
    let target = server.url("/6-mug.html");
    let text = Place::new().run(&["inspect", &target, "--mode", "full"]).assert_code(0).stdout.clone();
    assert!(text.contains("carts of other modules are not supported"), "{text}");
    assert!(text.contains("PrestaShop 1.6") && text.contains("14.28"), "{text}");
}

#[test]
fn k6_walks_the_same_cart() {
    let server = shop(Made::Usual);
    let (place, target) = (Place::new(), server.url("/6-mug.html"));
    place.run(&[&["export-k6", &target, "-o", "x.js"], &CODE[..], &LOAD].concat()).assert_code(0);
    let Some(k6) = installed() else { return };
    let output = k6.command(&place).args(["run", "x.js"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text} {}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("voucher is in the cart") && !text.contains('✗'), "{text}");
}
