//! Pages and answers of 1.6, invented after its theme `default-bootstrap`.

use url::Url;

use super::PrestaShop16;
use crate::page::{AddRefusal, Page, PageKind, VoucherRefusal};
use crate::promotion::{PromotionType, from_cart};
use crate::scenario::Step;
use crate::shops::{CartAnswerError, CartProtocol, Shops};

const TOKEN: &str = "8823e9372f91b0a296baeeede38bb1d5";

fn parse(html: &str, path: &str) -> Page {
    Shops::known().parse(html, &Url::parse("https://shop.example").unwrap().join(path).unwrap())
}

fn head(body: &str) -> String {
    format!(
        "<html lang=fr-fr><head><title>Mug</title><meta name=\"generator\" content=\"PrestaShop\">\
         <script>var static_token = '{TOKEN}';var baseUri = 'https://shop.example/';</script></head>{body}</html>"
    )
}

/// A product's page; `hidden` is the class around the button.
fn product(hidden: &str) -> String {
    head(&format!(
        "<body id=\"product\" class=\"product product-6 lang_fr\"><div class=\"shopping_cart\"><a href=\"https://shop.example/commande\">Panier</a></div>\
         <div itemscope itemtype=\"https://schema.org/Product\"><h1 itemprop=\"name\">Mug</h1>\
         <form id=\"buy_block\" action=\"https://shop.example/panier\" method=\"post\"><p class=\"hidden\">\
         <input type=\"hidden\" name=\"token\" value=\"{TOKEN}\"><input type=\"hidden\" name=\"id_product\" value=\"6\" id=\"product_page_product_id\">\
         <input type=\"hidden\" name=\"add\" value=\"1\"><input type=\"hidden\" name=\"id_product_attribute\" id=\"idCombination\" value=\"\"></p>\
         <div class=\"content_prices\"><p class=\"our_price_display\" itemprop=\"offers\" itemscope itemtype=\"https://schema.org/Offer\">\
         <span id=\"our_price_display\" class=\"price\" itemprop=\"price\" content=\"11.424\">11,42 €</span> TTC\
         <meta itemprop=\"priceCurrency\" content=\"EUR\"></p>\
         <p id=\"reduction_percent\"><span id=\"reduction_percent_display\">-20%</span></p>\
         <p id=\"old_price\"><span id=\"old_price_display\"><span class=\"price\">14,28 €</span> TTC</span></p></div>\
         <input type=\"text\" name=\"qty\" id=\"quantity_wanted\" value=\"1\">\
         <div class=\"{hidden}\"><p id=\"add_to_cart\"><button type=\"submit\" name=\"Submit\" class=\"exclusive\">Ajouter</button></p></div>\
         </form></div></body>"
    ))
}

fn tile(id: u32, old: &str) -> String {
    format!(
        "<li class=\"ajax_block_product col-xs-12\"><div class=\"product-container\" itemscope itemtype=\"http://schema.org/Product\">\
         <a class=\"product_img_link\" href=\"/mugs/{id}-mug.html\"><img alt=\"Mug {id}\"></a>\
         <h5 itemprop=\"name\"><a class=\"product-name\" href=\"/mugs/{id}-mug.html\">Mug {id}</a></h5>\
         <div class=\"content_price\"><span class=\"price product-price\">11,42 €</span>{old}</div>\
         <a class=\"button ajax_add_to_cart_button\" href=\"/panier?add=1&amp;id_product={id}&amp;token={TOKEN}\" data-id-product=\"{id}\">Ajouter</a>\
         </div></li>"
    )
}

#[test]
fn a_hidden_old_price_is_none() {
    let shown = product("");
    for hidden in ["<p id=\"old_price\" class=\"hidden\">", "<p id=\"old_price\" style=\"display:none\">"] {
        let html = shown.replace("<p id=\"old_price\">", hidden);
        assert_ne!(html, shown);
        let price = parse(&html, "/mugs/6-mug.html").product.unwrap().price.unwrap();
        assert_eq!(price.regular, None, "{hidden}");
    }
}

#[test]
fn a_products_page_says_its_prices_and_can_be_bought() {
    let page = parse(&product(""), "/mugs/6-mug.html");
    assert_eq!((page.platform_name(), page.kind), (Some("PrestaShop 1.6"), PageKind::Product));
    let product = page.product.as_ref().unwrap();
    let price = product.price.as_ref().unwrap();
    assert_eq!((product.id, product.name.as_deref()), (Some(6), Some("Mug")));
    assert_eq!(price.current.to_string(), "11.42 EUR");
    assert_eq!(price.regular.map(|price| price.to_string()).as_deref(), Some("14.28 EUR"));
    assert_eq!(page.static_token.as_deref(), Some(TOKEN));
    assert_eq!(page.urls.order.as_ref().map(Url::path), Some("/commande"));
    assert!(PrestaShop16.can_buy(&page) && page.notes.is_empty(), "{:?}", page.notes);
    let purchase = PrestaShop16.purchases(&page, &[]).remove(0);
    let step = PrestaShop16.add(&page, &purchase);
    let sent: Vec<_> = step.form.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(sent.join("&"), "add=1&ajax=true&qty=1&id_product=6&token=${token}");
    assert_eq!((step.path.as_str(), PrestaShop16.role(&step).is_some()), ("/panier", true));
    // A sold-out product has its button hidden.
    assert!(!PrestaShop16.can_buy(&parse(&self::product("unvisible"), "/mugs/6-mug.html")));
}

#[test]
fn a_list_has_ids_and_prices() {
    let old = "<span class=\"old-price product-price\">14,28 €</span><span class=\"price-percent-reduction\">-20%</span>";
    let html = head(&format!(
        "<body id=\"category\"><ul class=\"product_list grid row\">{}{}</ul></body>",
        tile(6, old),
        tile(7, "")
    ));
    let page = parse(&html, "/3-mugs");
    assert_eq!((page.platform_name(), page.kind), (Some("PrestaShop 1.6"), PageKind::Category));
    let tiles: Vec<_> = page
        .listing
        .iter()
        .map(|tile| {
            (tile.id, tile.name.as_deref().unwrap(), tile.url.as_ref().unwrap().path(), tile.is_reduced())
        })
        .collect();
    assert_eq!(
        tiles,
        [(Some(6), "Mug 6", "/mugs/6-mug.html", true), (Some(7), "Mug 7", "/mugs/7-mug.html", false)]
    );
    let price = page.listing[0].price.as_ref().unwrap();
    assert_eq!((price.current.to_string(), price.label.as_deref()), ("11.42 EUR".to_owned(), Some("-20%")));
    let bought: Vec<_> = PrestaShop16
        .purchases(&page, &[])
        .into_iter()
        .map(|one| (one.product, one.action.path().to_owned()))
        .collect();
    assert_eq!(bought, [(Some(6), "/panier".to_owned()), (Some(7), "/panier".to_owned())]);
}

#[test]
fn the_first_step_of_the_order_shows_the_cart() {
    for (id, body, kind) in [
        ("order", "<table id=\"cart_summary\"></table>", PageKind::Cart),
        ("order-opc", "<table id=\"cart_summary\"></table>", PageKind::Cart),
        ("order-opc", "<p class=\"ajax_cart_quantity\">0</p>", PageKind::Checkout),
    ] {
        let page = parse(&head(&format!("<body id=\"{id}\">{body}</body>")), "/commande");
        assert_eq!((page.platform_name(), page.kind), (Some("PrestaShop 1.6"), kind), "{id} {body}");
    }
}

#[test]
fn later_versions_are_not_taken_for_it() {
    let object = "<script>var prestashop = {\"page\":{\"page_name\":\"product\"}};</script>";
    for html in [
        head(&format!("<body id=product>{object}<form id=\"buy_block\"></form></body>")),
        head("<body id=product><form id=\"add-to-cart-or-refresh\"></form></body>"),
    ] {
        assert_eq!(parse(&html, "/6-mug.html").platform_name(), Some("PrestaShop"), "{html}");
    }
    let other = "<body><form id=\"buy_block\" action=\"/buy\"><button>Buy</button></form></body>";
    assert_eq!(parse(other, "/6-mug.html").platform_name(), None);
}

#[test]
fn answers_are_carts_refusals_and_redirects() {
    let read = |status, body: &str| PrestaShop16.read(status, body, "EUR".parse().ok());
    let block = r#"{"products": [{"id": 6, "quantity": 2, "name": "Mug", "priceByLine": "22,84 €", "price_float": 19.04,
        "idCombination": 3, "is_gift": false}], "discounts": [{"id": 2, "name": "Dix", "code": "BF", "price": "-2,28 €",
        "price_float": 2.28}], "nbTotalProducts": 2, "total": "20,56 €", "productTotal": "22,84 €", "hasError" : false}"#;
    let answer = read(200, block).unwrap();
    let cart = answer.cart.as_ref().unwrap();
    assert!(answer.success);
    assert_eq!((cart.products_count, cart.quantity_of(6), cart.lines[0].attribute_id), (2, 2, Some(3)));
    assert_eq!(cart.total.unwrap().to_string(), "20.56 EUR");
    assert_eq!(
        (cart.discount.unwrap().to_string(), cart.total_text.as_deref()),
        ("2.28 EUR".into(), Some("20,56 €"))
    );
    assert_eq!((cart.vouchers_added[0].id, cart.vouchers_added[0].code.as_deref()), (Some(2), Some("BF")));

    // A share, an amount or a gift: the block does not tell, and none is claimed.
    let found = &from_cart(cart)[0];
    assert_eq!((found.kind, found.amount, found.percent), (PromotionType::ManualCode, None, None));

    let refused =
        read(200, r#"{"hasError":true,"errors":["There isn't enough product in stock."]}"#).unwrap();
    assert!(refused.has_error() && refused.cart.is_none());
    assert_eq!(PrestaShop16.explain_add(&refused), AddRefusal::OutOfStock(None));
    let least = read(200, r#"{"hasError":true,"errors":["You must add 3 minimum quantity"]}"#).unwrap();
    assert_eq!(PrestaShop16.explain_add(&least), AddRefusal::MinimumQuantity(Some(3)));
    assert!(read(200, r#"{"hasError":true,"errors":[]}"#).unwrap().has_error());

    // A code that is accepted redirects; one that is not brings the order page with the reason.
    assert!(PrestaShop16.answers_with(302, "") && read(302, "").unwrap().success);
    let page = "<html><div class=\"alert alert-danger\"><ol><li>This voucher has expired</li></ol></div><table id=\"cart_summary\"></table></html>";
    let refused = read(200, page).unwrap();
    assert_eq!(refused.errors, ["This voucher has expired"]);
    assert_eq!(PrestaShop16.explain_code(&refused, None), VoucherRefusal::Expired);
    assert!(read(200, "<html><table id=\"cart_summary\"></table></html>").unwrap().success);

    let none = read(200, "").unwrap_err();
    assert!(none.to_string().contains("carts of other modules are not supported"), "{none}");
    assert!(matches!(read(200, "<html><title>Oops</title></html>"), Err(CartAnswerError::Html { .. })));
    assert!(matches!(read(200, "[]"), Err(CartAnswerError::NotACart { .. })));
    assert!(matches!(read(200, "oops"), Err(CartAnswerError::NotJson { .. })));
}

#[test]
fn steps_of_a_file_are_told_from_those_of_later_versions() {
    let step = |form: &[(&str, &str)]| Step { form: form.iter().copied().collect(), ..Step::default() };
    let add = step(&[("add", "1"), ("ajax", "true"), ("id_product", "6")]);
    let code = step(&[("discount_name", "BF"), ("submitAddDiscount", "")]);
    let later = step(&[("add", "1"), ("id_product", "6"), ("action", "update")]);
    for (step, is_old) in [(&add, true), (&code, true), (&later, false)] {
        assert_eq!(PrestaShop16.role(step).is_some(), is_old, "{step:?}");
        assert_eq!(crate::shops::prestashop::PrestaShop.role(step).is_some(), !is_old, "{step:?}");
    }
    assert_eq!((PrestaShop16.entered_code(&code), PrestaShop16.entered_code(&add)), (Some("BF"), None));
}
