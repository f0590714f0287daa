//! Amounts that are called prices and are none of the product's own: on pages without data for machines, and beside it.

use crate::themes::{read, shown};
use promo_load::page::{Blind, PageKind};

/// A product page that only its text tells a price of.
pub(crate) fn page(language: &str, prices: &str) -> String {
    format!(
        "<html lang={language}><body><h1>Lamp</h1>{prices}<form action='/cart/add' method=post><button>Add to cart</button>\
         </form></body></html>"
    )
}

/// The price that is read, with the price before.
pub(crate) fn price(html: &str) -> String {
    shown(read(html).product.as_ref().and_then(|product| product.price.as_ref()))
}

#[test]
fn another_amount_is_no_price() {
    for (language, prices) in [
        ("de", "<div class=shipping-info>Versandkosten: <span class=price>9,90 €</span></div>"),
        ("en", "<label><input type=checkbox> 3 year warranty <span class=price>£49.99</span></label>"),
        ("en", "<div class=finance-example>Example: cash price <span class=price>£499.00</span></div>"),
        ("en", "<div class=product-price><span class=save>Save £30.00</span></div>"),
        ("fr", "<div>Dont éco-participation : <span class=price>1,20 €</span></div>"),
        ("pl", "<div>Najniższa cena z ostatnich 30 dni: <span class=price>49,00 zł</span></div>"),
        ("en", "<div><span class=price>£3.50</span> gift wrap</div>"),
        ("en", "<p>Get <span class=price>£150.00</span> when you trade in</p>"),
        ("en", "<div class=product-price><span class=price>Pay £20.00 deposit today</span></div>"),
        ("fr", "<div><span class=price>12,50 €</span>/kg</div>"),
        ("fr", "<div>Plus que <span class=price>20,00 €</span> pour la livraison offerte</div>"),
        ("en", "<div>List Price: <span class=price>£99.99</span></div>"),
        ("en", "<div class=product-price><span>RRP:</span> <span class=price>£99.99</span></div>"),
        // A script fills the price in, so the next amount is another one.
        (
            "en",
            "<div data-price class=product-price></div><ul><li>Tomorrow <span class=price>£4.99</span></li></ul>",
        ),
        ("en", "<b class=price-now>{{ price }}</b><div>Case <span class=price>£4.99</span></div>"),
    ] {
        let page = read(&page(language, prices));
        assert_eq!(page.kind, PageKind::Product, "{prices}");
        assert_eq!(shown(page.product.as_ref().and_then(|product| product.price.as_ref())), "-", "{prices}");
        assert!(page.blind.contains(&Blind::NoPrice), "{prices}");
    }
}

#[test]
fn what_only_looks_alike_is_the_price() {
    for (language, prices, expected) in [
        ("de", "<div><b class=price>12,50 €</b> inkl. MwSt. zzgl. Versandkosten</div>", "12.50 EUR"),
        ("en", "<div class=price-and-shipping><span class=price>£12.00</span></div>", "12.00 GBP"),
        ("en", "<div>Only <span class=price>£12.00</span> with free delivery</div>", "12.00 GBP"),
        ("en", "<s class=price></s><b class=price>£12.00</b>", "12.00 GBP"),
        ("en", "<small class=unit-price></small><b class=price>£12.00</b>", "12.00 GBP"),
        ("en", "<b class=price>£12.00</b><div class=product-price></div>", "12.00 GBP"),
        (
            "pt-BR",
            "<div><span class=price-from>De: <s>R$ 50,00</s></span> <b class=price-to>Por: R$ 40,00</b></div>",
            "40.00 BRL was 50.00 BRL",
        ),
        ("de", "<div class=price><span>Normaler Preis</span><span>Ab 9,90 €</span></div>", "-"),
        ("zh-CN", "<div class=price>¥299</div>", "299.00 CNY"),
        ("ja", "<div class=price>¥299</div>", "299 JPY"),
    ] {
        assert_eq!(price(&page(language, prices)), expected, "{prices}");
    }
}

/// Beside data that says 40 euros.
#[test]
fn a_crossed_out_price_of_something_else_is_no_price_before() {
    let data = r#"<script type="application/ld+json">{"@type":"Product","name":"Lamp","offers":{"price":"40.00",
        "priceCurrency":"EUR"}}</script><b class=price>40,00 €</b>"#;
    for (beside, expected) in [
        ("<label><input type=checkbox> Bulb <i class=price><s>50,00 €</s> 40,00 €</i></label>", "40.00 EUR"),
        ("<div data-href=/mug>Mug <i class=price>40,00 €</i> <s>50,00 €</s></div>", "40.00 EUR"),
        ("<section><h2>Customers also bought</h2><p>Mug <s>50 €</s> 40 €</p></section>", "40.00 EUR"),
        ("<div><div><h3>Zuletzt angesehen</h3></div><p>Mug <s>50 €</s> 40 €</p></div>", "40.00 EUR"),
        ("<section><h2>Price</h2><p>Before: <s>50 €</s> 40 €</p></section>", "40.00 EUR was 50.00"),
        ("<cart-drawer><p>Mug <s>50 €</s> 40 €</p></cart-drawer>", "40.00 EUR"),
        ("<p><span class=line-through>50 €</span></p>", "40.00 EUR was 50.00"),
        ("<p><span class=text-decoration-line-through>50 €</span></p>", "40.00 EUR was 50.00"),
        ("<p><span class=hover:line-through>50 €</span></p>", "40.00 EUR"),
    ] {
        assert_eq!(price(&page("de", &format!("{data}{beside}"))), expected, "{beside}");
    }
}

#[test]
fn taxes_are_not_mixed() {
    let data = |price: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@type":"Product","name":"Lamp","offers":{{"price":"{price}","priceCurrency":"EUR"}}}}</script>"#
        )
    };
    let both = "<div><b class='price price-including-tax'>95,20 €</b> <i class='price price-excluding-tax'>80,00 €</i></div>";
    let before = "<div class=old-price><i class=price-including-tax>119,00 €</i> <i class=price-excluding-tax>100,00 €</i></div>";
    for (declared, prices, expected) in [
        ("95.20", format!("{both}{before}"), "95.20 EUR was 119.00"),
        ("80.00", format!("{both}{before}"), "95.20 EUR was 119.00"),
        (
            "100.00",
            "<p><s>144,00 €</s> <b>120,00 € inkl. MwSt.</b> <i>100,00 € zzgl. MwSt.</i></p>".to_owned(),
            "100.00 EUR",
        ),
        // A template's 0 is no price.
        ("0", "<b class=price>30,00 €</b>".to_owned(), "30.00 EUR"),
        ("0", String::new(), "-"),
    ] {
        assert_eq!(
            price(&page("de", &format!("{}{prices}", data(declared)))),
            expected,
            "{declared} {prices}"
        );
    }
}

#[test]
fn a_list_whose_prices_are_read_in_part_is_not_without_promotions() {
    let tile = |name: &str, price: &str| {
        format!("<li class=product-card><a href='/{name}'>{name}</a><span class=price>{price}</span></li>")
    };
    let list = |last: &str| {
        let tiles = [tile("cup", "5,00 €"), tile("mug", "6,00 €"), tile("pot", last)].concat();
        read(&format!("<html lang=de><body><h1>All</h1><ul>{tiles}</ul></body></html>")).blind
    };
    assert_eq!(list("7,00 €"), [Blind::NothingTells]);
    assert_eq!(list("9,00 € 7,00 € 8,00 €"), [Blind::NothingTells, Blind::SomeTilePrices]);
}

/// "All" is no "al l", and the heading of the next part says nothing of the price.
#[test]
fn what_follows_a_price_is_not_of_it() {
    for (behind, expected) in [
        ("<p>All lamps</p>", "49.00 GBP"),
        ("<nav><a href=/>All</a></nav>", "49.00 GBP"),
        ("<footer>All rights reserved</footer>", "49.00 GBP"),
        ("<p>Program notes</p>", "49.00 GBP"),
        ("<ul><li>Saved items</li></ul>", "49.00 GBP"),
        ("<h2>Deposit and payment</h2>", "49.00 GBP"),
        ("<p>deposit</p>", "-"),
        ("<p>per kg</p>", "-"),
        ("<p>a month</p>", "-"),
        ("<p>/ kg</p>", "-"),
    ] {
        let page = read(&page("en-GB", &format!("<p class=price>£49.00</p>{behind}")));
        let own = page.product.as_ref().and_then(|product| product.price.as_ref());
        assert_eq!(shown(own), expected, "{behind}");
    }
}

/// A percentage, a tax, the price of a measure or one without tax beside the price in one text.
#[test]
fn a_note_beside_a_price_does_not_hide_it() {
    for (price, expected, flag) in [
        ("£149.00 incl. 20% VAT", "149.00 GBP", None),
        ("£149.00 (VAT 20% incl.)", "149.00 GBP", None),
        ("£149.00 <small>(£14.90 / 100 ml)</small>", "149.00 GBP", None),
        ("£149.00 <small>(£124.17 ex VAT)</small>", "149.00 GBP", None),
        ("<del>£199.00</del> £149.00 -25%", "149.00 GBP was 199.00 GBP", None),
        ("<del>£199.00</del> £149.00 incl. 20% VAT", "149.00 GBP was 199.00 GBP", None),
        ("£149.00 Save 25%", "149.00 GBP", Some("Save 25%")),
        ("£149.00 -3% Skonto", "149.00 GBP", None),
        ("£149.00 – £199.00", "-", None),
        ("£14.90 / 100 ml", "-", None),
    ] {
        let page = read(&page("en-GB", &format!("<div class=price>{price}</div>")));
        let own = page.product.as_ref().and_then(|product| product.price.as_ref());
        assert_eq!(shown(own), expected, "{price}");
        let told = page.blind.iter().find_map(|reason| match reason {
            Blind::FlagAlone(text) => Some(text.as_str()),
            _ => None,
        });
        assert_eq!(told, flag, "{price}");
    }
    // What a paragraph behind it says is of its own amount.
    for behind in ["<p>Deposit £20.00</p>", "<p>Gift wrap +£3.50</p>", "<p>Recycling fee £2.00</p>"] {
        let page = read(&page("en-GB", &format!("<div class=price>£149.00</div>{behind}")));
        let own = page.product.as_ref().and_then(|product| product.price.as_ref());
        assert_eq!(shown(own), "149.00 GBP", "{behind}");
    }
}

/// Both prices of a tile in one text, and what is saved in an element that is called money.
#[test]
fn a_tile_s_prices_in_one_text_are_read() {
    let list = |last: &str| {
        let tile = |name: &str, price: &str| {
            format!("<li class=tile><a href='/p/{name}'><h3>{name}</h3></a>{price}</li>")
        };
        let plain =
            ["oak", "pine", "elm", "ash"].map(|name| tile(name, "<div class=tile-price>£99.00</div>"));
        let tiles = [plain.concat(), tile("teak", last)].concat();
        let html = format!(
            "<html lang=en-GB><body><header><a href=/cart>Basket</a></header><h1>Tables</h1><ul>{tiles}</ul></body></html>"
        );
        let listing = read(&html).listing;
        listing.last().map(|tile| shown(tile.price.as_ref())).unwrap_or_default()
    };
    for (price, expected) in [
        ("<div class=tile-price>Was £199.00 Now £149.00</div>", "149.00 GBP was 199.00 GBP"),
        ("<div class=tile-price>£149.00 was £199.00</div>", "149.00 GBP was 199.00 GBP"),
        (
            "<div class=factory-price><b>£149.00</b> <i class=regular-price>£199.00</i></div><div class=money-saved>Save £50.00</div>",
            "149.00 GBP was 199.00 GBP",
        ),
    ] {
        assert_eq!(list(price), expected, "{price}");
    }
}

/// A theme that shows a badge and no price before.
#[test]
fn a_tile_that_is_only_called_reduced_is_one_that_could_not_be_read() {
    let list = |badge: &str| {
        let tile = |name: &str, badge: &str| {
            format!(
                "<li class=product-card><a href='/{name}'>{name}</a>{badge}<span class=price>5,00 €</span></li>"
            )
        };
        let tiles = [tile("cup", ""), tile("mug", badge), tile("pot", ""), tile("jar", "")].concat();
        read(&format!(
            "<html lang=de><body class=category><h1>All</h1><nav class=breadcrumb><a href=/>Shop</a></nav><ul class=products>{tiles}</ul></body></html>"
        ))
    };
    for (badge, expected) in [
        ("<span class=onsale>Sale!</span>", Some("Sale!")),
        ("<span class=badge>Soldes</span>", Some("Soldes")),
        ("<span class=badge>-20 %</span>", Some("-20 %")),
        ("<span class=badge>Neu</span>", None),
        ("<span class='badge hidden'>Sale</span>", None),
        ("<span class=badge>Sales advice</span>", None),
    ] {
        let blind = list(badge).blind;
        let flag = blind.into_iter().find_map(|reason| match reason {
            Blind::FlagAlone(text) => Some(text),
            _ => None,
        });
        assert_eq!(flag.as_deref(), expected, "{badge}");
    }
}

/// Data for machines that is of yesterday, or without tax.
#[test]
fn a_sale_that_shoppers_read_holds_beside_other_data() {
    use promo_load::page::PageNote;
    let data = |price: &str| {
        format!(
            r#"<script type="application/ld+json">{{"@type":"Product","name":"Lamp","offers":{{"price":"{price}","priceCurrency":"GBP"}}}}</script>"#
        )
    };
    for (declared, prices, expected, is_noted) in [
        ("69.00", "<p>Was £69.00 Now £49.00</p>", "49.00 GBP was 69.00 GBP", true),
        ("69.00", "<p><span>Was £69.00</span> <span>Now £49.00</span></p>", "49.00 GBP was 69.00 GBP", true),
        ("69.00", "<p class=price>Was £69.00 Now £49.00</p>", "49.00 GBP was 69.00 GBP", true),
        ("69.00", "<p><s>£69.00</s> <b>£49.00</b></p>", "49.00 GBP was 69.00 GBP", true),
        ("40.83", "<p><s>£69.00</s> <b>£49.00</b> inc. VAT</p>", "49.00 GBP was 69.00 GBP", true),
        // Of another thing, or not the declared one's.
        ("69.00", "<p class=price>£69.00</p><p>Was £69.00 Now £49.00</p>", "69.00 GBP", false),
        ("69.00", "<p>Matching cup: was £69.00 now £49.00</p>", "69.00 GBP", false),
        ("40.00", "<p>Was £69.00 Now £49.00</p>", "40.00 GBP", false),
        ("40.00", "<p>£40.00</p><p><s>£69.00</s> <b>£49.00</b></p>", "40.00 GBP", false),
        ("40.00", "<p><a href=/cup>Cup</a> <s>£69.00</s> <b>£49.00</b></p>", "40.00 GBP", false),
        ("40.00", "<p>Express delivery <s>£69.00</s> <b>£49.00</b></p>", "40.00 GBP", false),
    ] {
        let page = read(&page("en-GB", &format!("{}{prices}", data(declared))));
        let own = page.product.as_ref().and_then(|product| product.price.as_ref());
        assert_eq!(shown(own), expected, "{declared} {prices}");
        let differs = |note: &PageNote| matches!(note, PageNote::ShownPriceDiffers { .. });
        assert_eq!(page.notes.iter().any(differs), is_noted, "{declared} {prices}: {:?}", page.notes);
    }
}

#[test]
fn what_signing_up_costs_is_no_price() {
    let details = "<span class=subscription-details> / month with a 14-day free trial and a <span class=amount>£10.00</span> sign-up fee</span>";
    let monthly = format!("<p class=price><span class=amount>£20.00</span>{details}</p>");
    assert_eq!(price(&page("en-GB", &monthly)), "-");
    let data = r#"<script type="application/ld+json">{"@type":"Product","name":"Lamp","offers":{"price":"20.00","priceCurrency":"GBP"}}</script>"#;
    let page_with_data = read(&page("en-GB", &format!("{monthly}{data}")));
    assert_eq!(shown(page_with_data.product.unwrap().price.as_ref()), "20.00 GBP");
    assert_eq!(page_with_data.notes, []);
    for prices in [
        "<p>Sign-up fee: <span class=price>£10.00</span></p>",
        "<p><span class=price>£10.00</span> set-up fee</p>",
        "<p><span class=price>£10.00</span> Einrichtungsgebühr</p>",
    ] {
        assert_eq!(price(&page("en-GB", prices)), "-", "{prices}");
        assert_eq!(
            price(&page("en-GB", &format!("<p class=price>£49.00</p>{prices}"))),
            "49.00 GBP",
            "{prices}"
        );
    }
}
