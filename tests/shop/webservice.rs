//! The webservice: who is let in, and what the rules look like in both formats.

use promo_load::shop::{Route, ShopConfig, Webservice};
use promo_load::units::secret::Secret;
use serde_json::{Value, json};

use crate::shop::client::{Answer, Client, MUG, SETUP, shop, shop_with};

const KEY: &str = "SESAMEOPEN0123456789ABCDEFGHIJKL";
/// The key as a user name, without a password.
const BASIC: (&str, &str) = ("authorization", "Basic U0VTQU1FT1BFTjAxMjM0NTY3ODlBQkNERUZHSElKS0w6");
/// Another key of the right form, and one of a wrong form.
const OTHER: (&str, &str) = ("authorization", "Basic U0VTQU1FU0hVVDAxMjM0NTY3ODlBQkNERUZHSElKS0w6");
const SHORT: (&str, &str) = ("authorization", "Basic c2hvcnQga2V5ITo=");

fn open(reads_cart_rules: bool) -> ShopConfig {
    let key = Secret::new(KEY).unwrap();
    ShopConfig { webservice: Some(Webservice { key, reads_cart_rules }), ..ShopConfig::default() }
}

fn codes(answer: &Answer) -> Vec<u64> {
    let errors = answer.json()["errors"].as_array().unwrap().clone();
    errors.iter().map(|error| error["code"].as_u64().unwrap()).collect()
}

#[test]
fn every_refusal_in_both_formats() {
    for (config, method, key, path, status, expected) in [
        (ShopConfig::default(), "GET", BASIC, "cart_rules?", 503, &[22][..]),
        (open(true), "GET", SHORT, "cart_rules?", 401, &[18]),
        (open(true), "GET", OTHER, "cart_rules?", 401, &[20, 21]),
        (open(false), "GET", BASIC, "cart_rules?", 401, &[26]),
        (open(true), "GET", BASIC, "products?", 401, &[26]),
        (open(true), "PUT", BASIC, "cart_rules/2?", 405, &[25]),
        (open(true), "GET", BASIC, "cart_rules?filter[nosuch]=1&", 400, &[32]),
    ] {
        let shop = shop_with(config);
        let mut client = Client::new(&shop);
        let json = client.try_send(method, &format!("/api/{path}output_format=JSON"), &[key], "").unwrap();
        assert_eq!((json.status, codes(&json).as_slice()), (status, expected));
        assert_eq!(json.header("content-type"), "application/json");
        assert_eq!(json.header("x-powered-by"), "PrestaShop Webservice");
        // Only a key that is not let in is asked for again.
        let asks = !json.header("www-authenticate").is_empty();
        assert_eq!(asks, status == 401 && expected != [26], "{path}");
        let xml = client.try_send(method, &format!("/api/{path}"), &[key], "").unwrap();
        assert_eq!((xml.status, xml.header("content-type")), (status, "text/xml;charset=utf-8"));
        for code in expected {
            assert!(xml.body.contains(&format!("<code><![CDATA[{code}]]></code>")), "{}", xml.body);
        }
    }
    let shop = shop_with(open(true));
    let nobody = Client::new(&shop).get("/api/cart_rules?output_format=JSON", &[]);
    assert_eq!((nobody.status, nobody.body.as_str()), (401, "401 Unauthorized"));
    assert!(nobody.header("www-authenticate").contains("PrestaShop Webservice"));
}

#[test]
fn lists_are_filtered_sorted_and_cut() {
    let shop = shop_with(open(true));
    let mut client = Client::new(&shop);
    let mut ids = |query: &str| {
        let answer = client.get(&format!("/api/cart_rules?output_format=JSON&{query}"), &[BASIC]);
        assert_eq!(answer.status, 200, "{query}");
        let list = answer.json();
        let rules = list["cart_rules"].as_array().cloned().unwrap_or_else(|| {
            assert_eq!(answer.body, "[]", "{query}");
            Vec::new()
        });
        rules.iter().map(|rule| rule["id"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    for (query, expected) in [
        ("", &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17][..]),
        ("filter[active]=1&sort=[id_DESC]&limit=0,3", &[17, 16, 15]),
        ("filter[active]=1&sort=%5Bid_DESC%5D&limit=13,500", &[3, 2, 1]),
        ("filter[active]=0", &[7]),
        ("filter[code]=bf2025", &[2]),
        ("filter[code]=[BF2025]&filter[active]=1", &[2]),
        ("filter[code]=ZZZ", &[]),
        ("limit=2", &[1, 2]),
        ("limit=17,5", &[]),
    ] {
        assert_eq!(ids(query), expected, "{query}");
    }
}

#[test]
fn a_rule_in_every_form() {
    let shop = shop_with(open(true));
    let mut client = Client::new(&shop);
    let list = client.get("/api/cart_rules?display=full&output_format=JSON", &[BASIC]).json();
    let rules = list["cart_rules"].as_array().unwrap();
    let (automatic, expired, used, shirt) = (&rules[0], &rules[4], &rules[5], &rules[8]);
    assert_eq!((&automatic["id"], &automatic["code"]), (&json!(1), &json!("")));
    assert_eq!((&automatic["reduction_amount"], &automatic["active"]), (&json!("3.000000"), &json!("1")));
    assert_eq!(automatic["name"][1], json!({ "id": "2", "value": "Bienvenue : 3 EUR offerts" }));
    assert_eq!((&expired["date_to"], &used["quantity"]), (&json!("2024-12-31 23:59:59"), &json!("0")));
    assert_eq!((&shirt["reduction_percent"], &shirt["reduction_product"]), (&json!("30.00"), &json!("1")));
    // What the page says of a rule is what its back office says.
    let page = client.get(MUG, &[]).body;
    for (name, value) in rules[1].as_object().unwrap() {
        if ["date_from", "date_to", "quantity", "reduction_percent", "priority"].contains(&name.as_str()) {
            assert!(page.contains(&format!("\"{name}\":{value}")), "{name} {value}");
        }
    }

    let some = client.get("/api/cart_rules?display=[id,code]&output_format=JSON&limit=1,1", &[BASIC]);
    assert_eq!(some.json(), json!({ "cart_rules": [{ "id": 2, "code": "BF2025" }] }));
    let alone = client.get("/api/cart_rules/1", &[BASIC, ("accept", "application/json")]).json();
    assert_eq!((&alone["cart_rule"]["id"], &alone["cart_rule"]["code"]), (&json!(1), &Value::Null));
    let xml = client.get("/api/cart_rules/5", &[BASIC]).body;
    assert!(
        xml.contains("<code><![CDATA[OLD2024]]></code>") && xml.contains("<id><![CDATA[5]]></id>"),
        "{xml}"
    );
    let missing = client.get("/api/cart_rules/999?output_format=JSON", &[BASIC]);
    assert_eq!((missing.status, missing.body.as_str()), (404, ""));
    let root = client.get("/api", &[BASIC]);
    assert_eq!((root.status, root.header("location")), (301, format!("{}/api/", shop.base_url()).as_str()));
    assert!(client.get("/api/", &[BASIC]).body.contains("<cart_rules xlink:href="));
}

#[test]
fn one_language_has_plain_names() {
    let languages = vec![promo_load::shop::Language::Fr];
    let shop = shop_with(ShopConfig { languages, ..open(true) });
    let list = Client::new(&shop).get("/api/cart_rules?display=full&output_format=JSON", &[BASIC]).json();
    assert_eq!(list["cart_rules"][0]["name"], "Bienvenue : 3 EUR offerts");
}

#[test]
fn it_is_counted_apart() {
    let shop = shop();
    let mut client = Client::new(&shop);
    client.get("/api/cart_rules", &[BASIC, SETUP]);
    client.get("/api/cart_rules", &[BASIC]);
    let stats = shop.stats();
    assert_eq!((stats.routes[&Route::Webservice].requests, stats.requests), (1, 1));
    assert_eq!(stats.setup.routes[&Route::Webservice].requests, 1);
}
