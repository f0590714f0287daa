//! What pages say: kind, prices, forms, headers.

use promo_load::shop::{DemoShop, Route, ShopConfig, Theme};
use scraper::{Html, Selector};
use serde_json::Value;

use super::shopper::{MUG, Shopper, blocks, config, woo};
use crate::shop::client::{Client, shop, shop_with};

/// What an element says, without what only screen readers say.
fn amounts(html: &str, selector: &str) -> String {
    let page = Html::parse_document(html);
    let selector = Selector::parse(&format!("{selector} .amount")).unwrap();
    page.select(&selector).map(|element| element.text().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn count(html: &str, selector: &str) -> usize {
    Html::parse_document(html).select(&Selector::parse(selector).unwrap()).count()
}

fn attribute(html: &str, selector: &str, name: &str) -> String {
    let page = Html::parse_document(html);
    let element = page.select(&Selector::parse(selector).unwrap()).next();
    element.and_then(|element| element.attr(name)).unwrap_or_default().to_owned()
}

/// The offer in JSON-LD.
fn offer(html: &str) -> Value {
    let page = Html::parse_document(html);
    let script = Selector::parse("script[type='application/ld+json']").unwrap();
    let text = page.select(&script).next().map(|element| element.text().collect::<String>()).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["@graph"][1]["offers"][0].clone()
}

#[test]
fn every_address_has_its_status_class_and_headers() {
    for shop in [woo(), blocks()] {
        let mut client = Client::new(&shop);
        for (path, status, class, cache) in [
            ("/", 200, "home", ""),
            ("/shop/", 200, "woocommerce-shop", ""),
            ("/shop/page/2/", 200, "paged-2", ""),
            ("/product-category/mugs/", 200, "tax-product_cat", ""),
            ("/product-category/mugs/page/2/", 200, "tax-product_cat", ""),
            (MUG, 200, "single-product", ""),
            ("/black-friday/", 200, "page", ""),
            ("/?s=mug&post_type=product", 200, "search-results", ""),
            ("/?s=nothing-like-it", 200, "search-no-results", ""),
            ("/cart/", 200, "woocommerce-cart", "no-cache, must-revalidate, max-age=0, private"),
            ("/my-account/", 200, "woocommerce-account", "no-cache, must-revalidate, max-age=0, private"),
            ("/no-such-page/", 404, "error404", "no-cache, must-revalidate, max-age=0, no-store, private"),
        ] {
            for agent in ["Mozilla/5.0", "curl/8.5.0", "Googlebot/2.1", "Wget/1.21"] {
                let answer = client.get(path, &[("user-agent", agent)]);
                assert_eq!(answer.status, status, "{path}");
                assert!(
                    attribute(&answer.body, "body", "class").split(' ').any(|one| one == class),
                    "{path}"
                );
                assert_eq!(answer.header("cache-control"), cache, "{path}");
                assert_eq!(answer.header("set-cookie"), "", "{path}: a look sets no cookie");
                assert_eq!(count(&answer.body, "meta[name=generator]"), 2, "{path}");
            }
        }
        let moved = client.get("/product/mug-the-best", &[]);
        assert_eq!(
            (moved.status, moved.header("location")),
            (301, format!("{}{MUG}", shop.base_url()).as_str())
        );
        let robots = client.get("/robots.txt", &[]);
        assert!(robots.status == 200 && robots.body.contains("User-agent: *"));
        let style = attribute(&client.get("/", &[]).body, "link[rel=stylesheet]", "href");
        let style = style.strip_prefix(&shop.base_url()).unwrap();
        assert_eq!(client.get(style, &[]).header("content-type"), "text/css");
        assert!(!shop.stats().routes.contains_key(&Route::PlaceOrder));
    }
}

#[test]
fn what_visitors_send_stays_text() {
    let shop = woo();
    let mut client = Client::new(&shop);
    let mark = "\"><script>alert";
    for (path, host) in [
        ("/?s=%22%3E%3Cscript%3Ealert", ""),
        ("/cart/?remove_item=%22%3E%3Cscript%3Ealert", ""),
        ("/%22%3E%3Cscript%3Ealert/", ""),
        ("/", "x\"><script>alert"),
    ] {
        let headers = [("host", host)];
        let answer = client.get(path, if host.is_empty() { &[] } else { &headers });
        assert!(!answer.body.contains(mark), "{path} {host}");
    }
    let other = client.get("/", &[("host", "shop.example:8080")]).body;
    assert!(
        other.contains("href=\"http://shop.example:8080/cart/\""),
        "a shop behind another name links to itself"
    );
}

#[test]
fn product_pages_say_prices_to_people_and_machines() {
    for (shop, place) in [(woo(), "p.price"), (blocks(), "h1 + .wp-block-woocommerce-product-price")] {
        let mut client = Client::new(&shop);
        for (path, shown, machine, forms) in [
            (
                "mug-the-best",
                "€14.28 €11.42",
                "11.42 2027-12-31, 14.28 2027-12-31 ListPrice",
                "button[name=add-to-cart][value='17']",
            ),
            ("mountain-fox-notebook", "€12.90", "12.90 2027-12-31", "button[name=add-to-cart][value='19']"),
            (
                "dated-mug",
                "€10.00 €5.00",
                "5.00 2027-01-31, 10.00 2027-12-31 ListPrice",
                "button[name=add-to-cart]",
            ),
            (
                "hummingbird-t-shirt",
                "€22.94 €28.68",
                "22.94 2027-12-31 SalePrice",
                "form.variations_form[data-product_id='21']",
            ),
            (
                "big-choice-socks",
                "€7.90 €9.90",
                "7.90 2027-12-31 SalePrice",
                "form.variations_form[data-product_variations='false']",
            ),
            ("adventure-poster", "€29.00 €49.00", "", "select[name=attribute_paper]"),
            (
                "framed-poster",
                "€59.90 €47.92",
                "47.92 2027-12-31, 59.90 2027-12-31 ListPrice",
                "p.stock.out-of-stock",
            ),
            ("last-three-cushions", "€18.90", "18.90 2027-12-31", "input[name=quantity][max='3']"),
            ("only-one-lamp", "€39.00", "39.00 2027-12-31", "input[name=quantity][type=hidden]"),
            ("vector-graphics", "€9.00", "9.00 2027-12-31", "button[name=add-to-cart]"),
            ("partner-kettle", "€33.00", "33.00 2027-12-31", "form.cart[method=get]"),
            (
                "mug-set",
                "€5.00 €11.42",
                "5.00 2027-12-31, 10.00 2027-12-31 ListPrice",
                "form.grouped_form input[name='quantity[17]']",
            ),
        ] {
            let page = client.get(&format!("/product/{path}/"), &[]).body;
            assert_eq!(amounts(&page, place), shown, "{path}");
            let units: Vec<_> = offer(&page)["priceSpecification"]
                .as_array()
                .unwrap()
                .iter()
                .map(|unit| {
                    let text = |name: &str| {
                        unit[name].as_str().unwrap_or_default().rsplit('/').next().unwrap().to_owned()
                    };
                    [text("price"), text("validThrough"), text("priceType")].join(" ").trim().to_owned()
                })
                .collect();
            assert_eq!(units.join(", "), machine, "{path}");
            assert_eq!(count(&page, forms), 1, "{path}: {forms}");
        }
        let without = client.get("/product/no-price/", &[]).body;
        assert_eq!((amounts(&without, place).as_str(), count(&without, "form.cart")), ("", 0));
        let sold_out = client.get("/product/framed-poster/", &[]).body;
        assert_eq!(
            (count(&sold_out, "form.cart"), count(&sold_out, ".outofstock.sale, .sale.outofstock")),
            (0, 1)
        );
        assert_eq!(offer(&sold_out)["availability"], "https://schema.org/OutOfStock");
    }
}

#[test]
fn a_variable_product_tells_of_its_variations() {
    for shop in [woo(), blocks()] {
        let page = Client::new(&shop).get("/product/hummingbird-t-shirt/", &[]).body;
        let data = attribute(&page, "form.variations_form", "data-product_variations");
        let data: Value = serde_json::from_str(&data).unwrap();
        let told: Vec<_> = data
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                format!(
                    "{} {} {} {}",
                    one["variation_id"],
                    one["display_price"],
                    one["display_regular_price"],
                    one["is_in_stock"]
                )
            })
            .collect();
        assert_eq!(told[3..5], ["25 22.94 28.68 true", "26 28.68 28.68 false"]);
        assert_eq!(data[3]["attributes"]["attribute_pa_color"], "black");
        for field in ["add-to-cart", "product_id", "variation_id"] {
            assert_eq!(count(&page, &format!("input[type=hidden][name={field}]")), 1, "{field}");
        }
        let poster = Client::new(&shop).get("/product/adventure-poster/", &[]).body;
        let data = attribute(&poster, "form.variations_form", "data-product_variations");
        assert!(data.contains("\"attribute_paper\":\"\""), "any paper: {data}");
    }
}

#[test]
fn lists_have_tiles_and_a_next_page() {
    for (shop, tile, button, next) in [
        (woo(), "li.product", "a.add_to_cart_button[data-product_id]", "a.next.page-numbers"),
        (
            blocks(),
            "li.wc-block-product",
            "button.add_to_cart_button[data-product_id]",
            "a.wp-block-query-pagination-next",
        ),
    ] {
        let mut client = Client::new(&shop);
        for (path, tiles, reduced, further) in [
            ("/shop/", 16, 6, "/shop/page/2/"),
            ("/shop/page/3/", 3, 0, ""),
            ("/product-category/mugs/", 16, 4, "/product-category/mugs/page/2/"),
            ("/product-category/mugs/page/2/", 9, 4, ""),
            ("/?s=filler", 16, 3, ""),
        ] {
            let page = client.get(path, &[]).body;
            assert_eq!(count(&page, tile), tiles, "{path}");
            assert_eq!(count(&page, &format!("{tile}.sale")), reduced, "{path}");
            assert!(count(&page, &format!("{tile} {button}")) > 0, "{path}");
            if !further.is_empty() {
                assert_eq!(attribute(&page, next, "href"), format!("{}{further}", shop.base_url()), "{path}");
            }
        }
        let promotion = client.get("/black-friday/", &[]).body;
        assert_eq!(count(&promotion, &format!("{tile}.sale")), 11);
        assert!(promotion.contains("<strong>BF2025</strong>"));
    }
    // Categories among products are not products.
    assert_eq!(count(&Client::new(&woo()).get("/", &[]).body, "li.product-category"), 5);
}

#[test]
fn block_pages_hide_the_cart_in_data() {
    let shop = blocks();
    let mut shopper = Shopper::new(&shop);
    let nonce = shopper.nonce.clone();
    shopper.add(17, 2);
    let cart = shopper.get("/cart/").body;
    assert_eq!(count(&cart, "input[name=coupon_code], .woocommerce-cart-form"), 0);
    assert!(
        cart.contains(&format!("storeApiNonce: '{nonce}'")) && cart.contains("woocommerce-uses-block-theme")
    );
    assert!(cart.contains("decodeURIComponent( '%7B%22%5C%2Fwc%5C%2Fstore%5C%2Fv1%5C%2Fcart%22"), "{cart}");
    let page = shopper.get(MUG);
    assert_eq!(page.header("cache-control"), "no-cache, must-revalidate, max-age=0, no-store, private");
    let data = Html::parse_document(&page.body)
        .select(&Selector::parse("script[id='wp-script-module-data-@wordpress/interactivity']").unwrap())
        .next()
        .map(|element| element.text().collect::<String>())
        .unwrap();
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(data["state"]["woocommerce"]["cart"]["items"][0]["quantity"], 2);
    assert_eq!(data["state"]["woocommerce"]["nonce"], nonce.as_str());
    assert!(!Client::new(&woo()).get(MUG, &[]).body.contains(&nonce), "classic pages have none");
}

#[test]
fn addresses_stand_in_the_pages_own_script() {
    for (theme, languages, cart) in [
        (Theme::Classic, config().languages, "/cart/"),
        (Theme::Blocks, config().languages, "/cart/"),
        (Theme::Classic, vec![promo_load::shop::Language::Fr], "/panier/"),
    ] {
        let shop = shop_with(ShopConfig { theme, languages, ..config() });
        let page = Client::new(&shop).get("/", &[]).body;
        let url = format!("{}{cart}", shop.base_url()).replace('/', "\\/");
        assert!(page.contains(&format!("\"cart_url\":\"{url}\"")), "{cart}");
        assert!(page.contains("\"wc_ajax_url\":\"\\/?wc-ajax=%%endpoint%%\""));
    }
}

#[test]
fn pages_lie_about_what_they_are_told_to() {
    for (rule, path, shown, is_hurt) in [
        ("product:visible-price=+10%", MUG, "€14.28 €12.56", true),
        ("product:price=+10%", MUG, "€14.28 €12.56", true),
        ("product:no-old-price", MUG, "€11.42", true),
        ("product:reduction=10%", MUG, "€14.28 €12.85", true),
        ("product:no-old-price", "/product/mountain-fox-notebook/", "€12.90", false),
    ] {
        let mut config = config();
        config.faults.misbehaviours = vec![rule.parse().unwrap()];
        let shop = shop_with(config);
        let page = Client::new(&shop).get(path, &[]).body;
        assert_eq!(amounts(&page, "p.price"), shown, "{rule}");
        assert_eq!(
            shop.stats().ended(promo_load::shop::ServedAs::Misbehaved),
            u64::from(is_hurt),
            "{rule} {path}"
        );
    }
    for (rule, cart) in [
        ("all:empty-cart", "0"),
        ("all:total=9.99", "17x1 bf2025 999"),
        ("all:no-voucher", "17x1 1632"),
        ("all:refuse", "0"),
    ] {
        let mut config = config();
        config.faults.misbehaviours = vec![rule.parse().unwrap()];
        let shop = shop_with(config);
        let mut shopper = Shopper::new(&shop);
        shopper.add(17, 1);
        shopper.code("BF2025");
        assert_eq!(shopper.cart(), cart, "{rule}");
    }
}

#[test]
fn a_shop_names_its_promotion_page() {
    let path = |shop: DemoShop| shop.promotion_path();
    assert_eq!(path(woo()), MUG);
    let languages = vec![promo_load::shop::Language::Fr];
    let french = shop_with(ShopConfig { languages, ..config() });
    assert_eq!(Client::new(&french).get(french.promotion_path(), &[]).status, 200);
    let presta = shop();
    assert_eq!(Client::new(&presta).get(presta.promotion_path(), &[]).status, 200);
}
