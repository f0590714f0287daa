//! Addresses, statuses, redirects, mark-up, files.

use promo_load::shop::{Language, ShopConfig, Theme};
use scraper::{Html, Selector};
use serde_json::Value;

use crate::shop::client::{ADD_MUG, Client, JSON, MUG, shop, shop_with};

fn texts(html: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let selector = Selector::parse(selector).unwrap();
    page.select(&selector).map(|element| element.text().collect::<String>().trim().to_owned()).collect()
}

fn attribute(html: &str, selector: &str, name: &str) -> String {
    let page = Html::parse_document(html);
    let element = page.select(&Selector::parse(selector).unwrap()).next();
    element.and_then(|element| element.attr(name)).unwrap_or_default().to_owned()
}

/// The object of the page's inline script.
fn prestashop(html: &str) -> Value {
    let start = html.find("var prestashop = ").unwrap() + "var prestashop = ".len();
    let line = html[start..].lines().next().unwrap();
    serde_json::from_str(line.strip_suffix(';').unwrap()).unwrap()
}

#[test]
fn every_address_has_its_status_and_body() {
    let shop = shop();
    let mut client = Client::new(&shop);
    for (path, status, body) in [
        ("/en/", 200, "index"),
        ("/fr/", 200, "index"),
        ("/en/?utm_source=mail", 200, "index"),
        ("/en/3-clothes", 200, "category"),
        ("/en/8-home-accessories", 200, "category"),
        ("/en/2-home?page=2", 200, "category"),
        ("/fr/8-accessoires-de-maison", 200, "category"),
        (MUG, 200, "product"),
        ("/en/men/1-hummingbird-printed-t-shirt.html", 200, "product"),
        ("/en/men/1-4-hummingbird-printed-t-shirt.html", 200, "product"),
        ("/fr/accessoires-de-maison/7-mug-the-adventure-begins.html", 200, "product"),
        ("/en/prices-drop", 200, "prices-drop"),
        ("/en/new-products", 200, "new-products"),
        ("/en/best-sellers", 200, "best-sales"),
        ("/fr/meilleures%20ventes", 200, "best-sales"),
        ("/en/search?s=mug", 200, "search"),
        ("/en/content/1-delivery", 200, "cms"),
        ("/en/cart?action=show", 200, "cart"),
        ("/fr/panier?action=show", 200, "cart"),
        ("/en/login", 200, "authentication"),
        ("/en/no-such-page", 404, "pagenotfound"),
        ("/en/home-accessories/999-nothing.html", 404, "pagenotfound"),
    ] {
        let answer = client.get(path, &[]);
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(attribute(&answer.body, "body", "id"), body, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store, no-cache, must-revalidate", "{path}");
        let name = prestashop(&answer.body)["page"]["page_name"].clone();
        assert_eq!(name, body, "{path}");
    }
}

#[test]
fn other_addresses_are_sent_to_the_right_one() {
    let shop = shop();
    let mut client = Client::new(&shop);
    for (path, to) in [
        ("/", "/en/"),
        ("/en/home-accessories/6-wrong.html", MUG),
        ("/en/index.php?controller=product&id_product=6", MUG),
        ("/index.php?id_product=6&controller=product", MUG),
        ("/en/3-wrong", "/en/3-clothes"),
        ("/fr/3-clothes", "/fr/3-vetements"),
        ("/en/order", "/en/cart?action=show"),
        ("/3-clothes", "/en/3-clothes"),
    ] {
        let answer = client.get(path, &[]);
        assert_eq!(answer.status, 302, "{path}");
        assert_eq!(answer.header("location"), format!("{}{to}", shop.base_url()), "{path}");
    }
}

#[test]
fn a_shop_with_one_language_has_no_prefix() {
    let shop = shop_with(ShopConfig { languages: vec![Language::Fr], ..ShopConfig::default() });
    let mut client = Client::new(&shop);
    for (path, status) in [("/", 200), ("/panier", 200), ("/cart", 404), ("/fr/panier", 404)] {
        assert_eq!(client.get(path, &[]).status, status, "{path}");
    }
    assert_eq!(client.get("/index.php?controller=cart", &[]).status, 200);
    assert_eq!(client.get(shop.promotion_path(), &[]).status, 200);
}

#[test]
fn promotions_are_marked_up_as_the_theme_does() {
    let regular = ["€14.28".to_owned()];
    let classic = shop();
    let page = Client::new(&classic).get(classic.promotion_path(), &[]).body;
    assert_eq!(texts(&page, ".product-container .regular-price"), regular);
    assert_eq!(attribute(&page, ".current-price-value", "content"), "11.42");
    assert_eq!(texts(&page, ".product-container .discount-percentage"), ["Save 20%"]);
    assert_eq!(attribute(&page, "meta[property='product:price:amount']", "content"), "11.42");
    assert_eq!(attribute(&page, "meta[property='product:price:currency']", "content"), "EUR");
    assert_eq!(attribute(&page, "meta[property='og:type']", "content"), "product");
    assert_eq!(attribute(&page, "link[rel='canonical']", "href"), format!("{}{MUG}", classic.base_url()));
    for script in texts(&page, "script[type='application/ld+json']") {
        serde_json::from_str::<Value>(&script).unwrap_or_else(|error| panic!("{error}: {script}"));
    }

    let hummingbird = shop_with(ShopConfig { theme: Theme::Hummingbird, ..ShopConfig::default() });
    let page = Client::new(&hummingbird).get(MUG, &[]).body;
    assert_eq!(texts(&page, ".product__price-regular"), regular);
    assert_eq!(texts(&page, ".product__current-price"), ["€11.42"]);
    assert!(!page.contains("application/ld+json"));
}

#[test]
fn listings_carry_miniatures() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let page = client.get("/fr/8-accessoires-de-maison", &[]).body;
    assert_eq!(
        texts(&page, "article.product-miniature[data-id-product='6'] .regular-price"),
        ["14,28\u{a0}€"]
    );
    assert_eq!(texts(&page, "article.product-miniature[data-id-product='6'] .price"), ["11,42\u{a0}€"]);
    assert_eq!(
        texts(&page, "article.product-miniature[data-id-product='6'] .product-flag.discount"),
        ["-20%"]
    );
    assert_eq!(
        texts(&page, "article.product-miniature[data-id-product='7'] .product-flag.discount"),
        ["-5,00\u{a0}€"]
    );
    assert!(texts(&page, "article[data-id-product='15'] .regular-price").is_empty());

    let hummingbird = shop_with(ShopConfig { theme: Theme::Hummingbird, ..ShopConfig::default() });
    let page = Client::new(&hummingbird).get("/en/prices-drop", &[]).body;
    assert_eq!(texts(&page, "[data-id-product='1'] .product-miniature__regular-price"), ["€28.68"]);
    assert_eq!(texts(&page, "[data-id-product='1'] .product-miniature__price"), ["€22.94"]);
}

#[test]
fn the_form_and_the_script_say_where_to_add() {
    let shop = shop();
    let page = Client::new(&shop).get("/en/men/1-4-hummingbird-printed-t-shirt.html", &[]).body;
    let cart = format!("{}/en/cart", shop.base_url());
    let object = prestashop(&page);
    assert_eq!(attribute(&page, "form#add-to-cart-or-refresh", "action"), cart);
    assert_eq!(object["urls"]["pages"]["cart"], cart);
    assert_eq!(attribute(&page, "form input[name='token']", "value"), object["static_token"]);
    assert_eq!(attribute(&page, "form input[name='id_product']", "value"), "1");
    assert_eq!(attribute(&page, "select[name='group[1]'] option[selected]", "value"), "2");
    assert_eq!(attribute(&page, "input[name='group[2]'][checked]", "value"), "11");
    assert_eq!(object["cart"]["discounts"][0]["code"], "BF2025");
    assert_eq!(object["cart"]["vouchers"]["added"], serde_json::json!([]));
    assert_eq!(object["customer"]["is_logged"], false);
    let module = attribute(&page, ".blockcart", "data-refresh-url");
    assert!(
        module.starts_with("//127.0.0.1:") && module.ends_with("/en/module/ps_shoppingcart/ajax"),
        "{module}"
    );
}

#[test]
fn pages_carry_the_visitors_cart() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    for path in [MUG, "/en/", "/en/cart?action=show"] {
        let page = client.get(path, &[("cookie", &cookie)]).body;
        let object = prestashop(&page);
        assert_eq!(object["cart"]["products_count"], 1, "{path}");
        assert_eq!(object["cart"]["vouchers"]["added"]["1"]["code"], "", "{path}");
        assert_eq!(texts(&page, "#header .cart-products-count"), ["(1)"], "{path}");
    }
    let order = client.get("/en/order", &[("cookie", &cookie)]);
    assert_eq!((order.status, attribute(&order.body, "body", "id").as_str()), (200, "checkout"));
}

#[test]
fn the_voucher_field_is_on_the_cart_page_only() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let cookie = client.post("/en/cart", &[JSON], ADD_MUG).cookie();
    let cart = client.get("/en/cart?action=show", &[("cookie", &cookie)]).body;
    assert_eq!(texts(&cart, "input[name='discount_name']").len(), 1);
    assert!(!client.get(MUG, &[("cookie", &cookie)]).body.contains("discount_name"));
}

#[test]
fn the_shop_links_to_itself_under_every_name() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let page = client.get(MUG, &[("host", "shop.example")]).body;
    assert_eq!(attribute(&page, "form#add-to-cart-or-refresh", "action"), "http://shop.example/en/cart");
    for number in 0..20 {
        assert_eq!(client.get(MUG, &[("host", &format!("h{number}.example"))]).status, 200);
    }
}

#[test]
fn no_link_leads_nowhere() {
    let shop = shop();
    let mut client = Client::new(&shop);
    let base = shop.base_url();
    for start in ["/en/", "/fr/", MUG, "/en/2-home"] {
        let page = Html::parse_document(&client.get(start, &[]).body);
        let links = Selector::parse("a[href], link[rel='stylesheet'], script[src], img[src]").unwrap();
        for link in page.select(&links) {
            let address = link.attr("href").or(link.attr("src")).unwrap();
            let Some(path) = address.strip_prefix(&base) else { continue };
            let path = path.split('#').next().unwrap().replace(' ', "%20");
            assert_eq!(client.get(&path, &[]).status, 200, "{path} on {start}");
        }
    }
}

#[test]
fn files_may_be_cached() {
    let shop = shop();
    let mut client = Client::new(&shop);
    for path in [
        "/themes/classic/assets/css/theme.css",
        "/themes/classic/assets/js/theme.js",
        "/img/logo.svg",
        "/themes/classic/assets/fonts/icons.woff2",
        "/6-home_default/mug.svg",
        "/robots.txt",
    ] {
        let first = client.get(path, &[]);
        assert_eq!((first.status, first.cookies().len()), (200, 0), "{path}");
        assert!(first.header("cache-control").contains("max-age"), "{path}");
        let again = client.get(path, &[("if-none-match", first.header("etag"))]);
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
    }
}

#[test]
fn a_missing_page_answers_scripts_with_a_string() {
    let shop = shop();
    let answer = Client::new(&shop).get("/en/no-such-page?ajax=1", &[]);
    assert_eq!(answer.status, 404);
    assert!(answer.json().is_string());
}
