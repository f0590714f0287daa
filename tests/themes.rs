//! Themes that no one of us has seen: prices, prices before, lists and promotions of small pages, each with a trap of its own.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use promo_load::page::{Blind, Page, PageKind, Price};
use promo_load::promotion;
use promo_load::shops::Shops;
use url::Url;

pub(crate) fn read(html: &str) -> Page {
    Shops::known().parse(html, &Url::parse("https://shop.example/lamp-7").unwrap())
}

pub(crate) fn shown(price: Option<&Price>) -> String {
    match price {
        None => "-".to_owned(),
        Some(price) => match price.regular {
            None => price.current.to_string(),
            Some(regular) => format!("{} was {}", price.current, regular.to_string().replace(" EUR", "")),
        },
    }
}

/// A product page around a block of prices, with linked data for the price that holds.
pub(crate) fn product(prices: &str) -> String {
    format!(
        r#"<html><body><script type="application/ld+json">{{"@type":"Product","name":"Lamp","offers":{{"price":"40.00",
        "priceCurrency":"EUR"}}}}</script><nav><a href="/sale">Sale</a></nav><h1>Lamp</h1>{prices}<p>A lamp.</p></body></html>"#
    )
}

#[test]
fn the_price_before_belongs_to_the_price_beside_it() {
    for (prices, expected) in [
        // By the tag, the style or any class that says so.
        (r#"<ul><li><b class="cost">40,00 €</b></li><li><s>50,00 €</s></li></ul>"#, "40.00 EUR was 50.00"),
        (
            r#"<div class="box"><i>40,00 €</i><i style="text-decoration:line-through">50,00 €</i></div>"#,
            "40.00 EUR was 50.00",
        ),
        (
            r#"<div><span class="NowPrice">40,00 €</span><span class="wasPrice">50,00 €</span></div>"#,
            "40.00 EUR was 50.00",
        ),
        (r#"<div class="Price"><em>40 €</em> <em class="Old">50 €</em></div>"#, "40.00 EUR was 50.00"),
        (
            r#"<p class="price-compare-at">Before: 50,00 €</p><p class="price">40,00 €</p>"#,
            "40.00 EUR was 50.00",
        ),
        // What is saved, and what a kilogram costs, are no rivals.
        (
            r#"<div><b class=price>40 €</b><div class="was-price"><s>50 €</s> <span class=price-save>10 €</span></div></div>"#,
            "40.00 EUR was 50.00",
        ),
        (
            r#"<div><b class=price>40 €</b><small>(80 €/kg)</small> <del>50 €</del></div>"#,
            "40.00 EUR was 50.00",
        ),
        // Another product's.
        (r#"<b class=price>40 €</b><aside><a href="/mug">Mug</a> <s>50 €</s></aside>"#, "40.00 EUR"),
        (
            r#"<b class=price>40 €</b><div class=slide><span class=price>45 €</span><s>50 €</s></div>"#,
            "40.00 EUR",
        ),
        (r#"<div class=mega-menu><s>50 €</s></div><b class=price>40 €</b>"#, "40.00 EUR"),
        (
            r#"<b class=price>40 €</b><div class="regular-price"><a href="/chair"><img></a> 50 €</div>"#,
            "40.00 EUR",
        ),
        (
            r#"<div><div class="section rrp-price">MSRP: <span class="price price--rrp">60 €</span></div>
            <div class="section non-sale-price">Was: <span class="price price--non-sale">50 €</span></div>
            <div class="section">Now: <span class="price">40 €</span></div></div>"#,
            "40.00 EUR was 50.00",
        ),
        // In words.
        (r"<div class=price>Was 50,00 € Now 40,00 €</div>", "40.00 EUR was 50.00"),
        (r"<p>Statt 50,00 € jetzt nur <b>40,00 €</b></p>", "40.00 EUR was 50.00"),
        (r"<div><p>RRP €50.00</p><p>€40.00</p></div>", "40.00 EUR was 50.00"),
        (r"<p class=price>40,00 €</p><p>Was 50,00 € last year</p>", "40.00 EUR"),
        (
            r#"<p class=price>40,00 €</p><div><a href="/b">Plate</a> was 50,00 € now 40,00 €</div>"#,
            "40.00 EUR",
        ),
        // What the maker recommends stands back behind what the shop asked.
        (
            r#"<div><p class=rrp-price>MSRP: <span class="price price--rrp">60 €</span></p><p>Was: <s class=price>50 €</s></p><b class=price>40 €</b></div>"#,
            "40.00 EUR was 50.00",
        ),
        // Another product's that costs as much.
        (
            r#"<div class=price>40 €</div><section><div class=item><a href="/b">Plate</a> <del>50 €</del> <ins>40 €</ins></div></section>"#,
            "40.00 EUR",
        ),
        (
            r#"<p><b>40 €</b></p><ul><li><a href="/b"><img src=b.jpg></a><p>Plate</p><p class=price><s>50 €</s> 40 €</p></li></ul>"#,
            "40.00 EUR",
        ),
        (r#"<section><h3><a href="/b">Plate</a></h3><s>50 €</s> <b>40 €</b></section>"#, "40.00 EUR"),
        (r#"<section><a href="/b">Plate <s>50 €</s> <b>40 €</b></a></section>"#, "40.00 EUR"),
        // The product's own, with links beside it.
        (
            r#"<div class=price>40 € <s>50 €</s> <a href="/delivery">plus delivery</a></div>"#,
            "40.00 EUR was 50.00",
        ),
        (
            r#"<p class=sticky>40 €</p><div class=buy><a href="/brand/3">Acme</a><b class=price>40 €</b><s>50 €</s></div>"#,
            "40.00 EUR was 50.00",
        ),
        (
            r#"<div class=buy><a href="/maker">Acme</a><b class=price>40 €</b><s>50 €</s></div><aside><div class=item><h3><a href="/b">Plate</a></h3>
            <s>60 €</s> <b>40 €</b></div></aside>"#,
            "40.00 EUR was 50.00",
        ),
        // Not what this product cost.
        (
            r"<b class=price>40 €</b><div class=delivery-price>Express delivery <s>49 €</s> 40 €</div>",
            "40.00 EUR",
        ),
        (r"<b class=price>40 €</b><p>Versandkosten <s>49 €</s> 40 €</p>", "40.00 EUR"),
        (r"<b class=price>40 €</b><p>Delivery <del>59,00 €</del> FREE today</p>", "40.00 EUR"),
        (r"<b class=price>40 €</b><p>Lowest price in the last 30 days: <del>50,00 €</del></p>", "40.00 EUR"),
        (r"<b class=price>40 €</b><p>3 x <s>50,00 €</s></p>", "40.00 EUR"),
        (r"<b class=price>40 €</b><p>Model <s>2024</s> 2025</p>", "40.00 EUR"),
        (r"<b class=price>40 €</b><template><s>50 €</s></template>", "40.00 EUR"),
        (r"<b class=price>40 €</b><footer><s>50 €</s></footer>", "40.00 EUR"),
        // The nearest wins.
        (
            r#"<div><div class=p><b class=price>40 €</b><s>50 €</s></div><p><s>99 €</s></p></div>"#,
            "40.00 EUR was 50.00",
        ),
        (r#"<div class=p><b class=price>40 €</b><s>50 €</s><s>60 €</s></div>"#, "40.00 EUR"),
        // Hidden, or not above.
        (r#"<div><b class=price>40 €</b><s class="hide">50 €</s></div>"#, "40.00 EUR"),
        (r#"<div><b class=price>40 €</b><s>35 €</s></div>"#, "40.00 EUR"),
    ] {
        let page = read(&product(prices));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{prices}");
    }
}

#[test]
fn a_price_may_be_a_heading_in_a_list() {
    for list in [
        r#"<li><span style="text-decoration: line-through;">$25.00</span></li><li><h2>$20.00</h2></li><li>Ex Tax: $16.00</li>"#,
        r#"<li><span class="price-old">$25.00</span></li><li><h2><span class="price-new">$20.00</span></h2></li><li>Ex Tax: $16.00</li>"#,
    ] {
        let page = read(&format!(
            r#"<html lang=en-US><body><div id="product-product"><div id="content"><h1>Mug</h1><ul class="list-unstyled">{list}
            <li>10 or more $18.00</li></ul></div></div><script src="catalog/view/javascript/common.js"></script></body></html>"#
        ));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), "20.00 USD was 25.00 USD", "{list}");
    }
}

#[test]
fn a_recommended_price_in_words_is_told_apart_and_names_are_unescaped() {
    let html =
        product("<div class=price>UVP: 50,00 € <b>40,00 €</b></div>").replace("Lamp\"", "12&quot; Lamp\"");
    let product = read(&html).product.unwrap();
    assert_eq!(product.name.as_deref(), Some("12\" Lamp"));
    assert!(product.price.unwrap().is_recommended);
}

#[test]
fn a_neighbour_s_price_before_that_is_left_out_is_told() {
    for (prices, expected) in [
        (r#"<b class=price>40 €</b><div><a href="/b">Plate</a> <s>50 €</s> <b>40 €</b></div>"#, 1),
        (r#"<b class=price>40 €</b><div><a href="/b">Plate</a> <s>50 €</s> <b>45 €</b></div>"#, 0),
        (
            r#"<p><b class=price>40 €</b> <s>60 €</s></p><div><a href="/b">Plate</a> <s>50 €</s> <b>40 €</b></div>"#,
            0,
        ),
    ] {
        let notes = read(&product(prices)).notes;
        assert_eq!(notes.len(), expected, "{prices}: {notes:?}");
    }
}

#[test]
fn a_price_for_machines_that_stands_alone_is_outvoted_by_what_shoppers_read() {
    let page = |declared: &str| {
        let prices = r#"<div class=product-prices><span class=regular-price>50,00 €</span>
            <span class="current-price-value" content="48">40,00 €</span></div>"#;
        read(&product(prices).replace("40.00\",", &format!("{declared}\",")))
    };
    let seen = page("40.00");
    assert_eq!(shown(seen.product.as_ref().unwrap().price.as_ref()), "40.00 EUR was 50.00");
    assert_eq!(seen.notes.len(), 1, "{:?}", seen.notes);
    // Nothing confirms what is shown, or something confirms what is declared.
    for declared in ["48.00", "45.00"] {
        assert_eq!(
            shown(page(declared).product.unwrap().price.as_ref()),
            "48.00 EUR was 50.00",
            "{declared}"
        );
    }
}

#[test]
fn a_price_of_an_unknown_theme_is_read_only_when_all_agree() {
    let form = r#"<form action="/basket/add" method=post><button>Buy</button></form>"#;
    for (prices, expected) in [
        (r#"<div class="ItemPrice">69.<sup>90</sup> €</div>"#, "69.90 EUR"),
        (r#"<b class="preis-jetzt">12,50 €</b><b class="preis-jetzt">12,50 €</b>"#, "12.50 EUR"),
        (r#"<span class="price">20 €</span><span class="price sale">15 €</span>"#, "15.00 EUR"),
        (r#"<span class="price">20 €</span><span class="price">15 €</span>"#, "-"),
        (r#"<span class="price">from 20 €</span>"#, "-"),
        (r#"<div class="price">from <span class="amount">20 €</span></div>"#, "-"),
        (r#"<span class="price">20</span>"#, "-"),
        (r#"<div class="price"><del>20 €</del></div>"#, "-"),
        (r#"<div class="price"><s>20 €</s> <b>15 €</b></div>"#, "15.00 EUR was 20.00"),
        (r#"<div class="shipping-price">4,90 €</div>"#, "-"),
        (
            r#"<div class="box"><a href="/mug">Mug</a><p class="price"><del>30 €</del> <ins>20 €</ins></p></div>"#,
            "-",
        ),
        (r#"<div><a href="/mug">Mug</a><span class="price">20 €</span></div>"#, "-"),
    ] {
        let page = read(&format!("<html><body><h1>Lamp</h1>{prices}{form}</body></html>"));
        assert_eq!(page.kind, PageKind::Product, "{prices}");
        let product = page.product.unwrap();
        assert_eq!(shown(product.price.as_ref()), expected, "{prices}");
        assert_eq!(page.blind.contains(&Blind::NoPrice), expected == "-", "{prices}");
    }
}

#[test]
fn the_price_that_shoppers_read_is_not_a_neighbours() {
    let html = r#"<html><body class="single-product woocommerce"><h1>Lamp</h1><div class="summary"><p class="price">99,00 €</p></div>
        <div class="strip"><div class="cell"><a href="/bulb">Bulb</a><p class="price"><del>140,00 €</del> <ins>130,00 €</ins></p></div></div>
        </body></html>"#;
    let page = read(html);
    assert_eq!(shown(page.product.as_ref().unwrap().price.as_ref()), "99.00 EUR");
    // The check under load looks at the same place.
    assert_eq!(page.shown_price(html).unwrap().price.to_string(), "99.00 EUR");
}

/// Name and prices of each tile.
fn tiles(page: &Page) -> Vec<String> {
    let tile = |tile: &promo_load::page::ListedProduct| {
        format!("{}: {}", tile.name.as_deref().unwrap_or("?"), shown(tile.price.as_ref()))
    };
    page.listing.iter().map(tile).collect()
}

#[test]
fn tiles_are_what_has_a_link_a_name_and_a_price() {
    let tile = |name: &str, prices: &str| {
        format!(r#"<div class="cell"><a href="/{name}"><img alt="{name}"></a><h4>{name}</h4>{prices}</div>"#)
    };
    let list = [
        tile("Mug", r#"<div class="Preis"><span class=PreisAlt></span><span>9 €</span></div>"#),
        tile("Cup", r#"<p class="price"><del>8 €</del> <ins>6 €</ins></p>"#),
        tile("Jug", r#"<p class="price">12 € – 15 €</p>"#),
        tile("Pot", r#"<p class="price">ab <b class="amount">30 €</b></p>"#),
    ]
    .concat();
    let page = read(&format!(
        "<html><body><div><a href=/cart>Cart <b class=amount>0 €</b></a></div>{list}</body></html>"
    ));
    assert_eq!(tiles(&page), ["Mug: 9.00 EUR", "Cup: 6.00 EUR was 8.00", "Jug: -", "Pot: -"]);
    assert!(page.listing[2].range.is_some() && page.listing[3].range.is_some());
    // Two things with a price are not a list yet.
    let two = [tile("Mug", "<b class=price>9 €</b>"), tile("Cup", "<b class=price>8 €</b>")].concat();
    assert_eq!(tiles(&read(&format!("<html><body>{two}</body></html>"))), Vec::<String>::new());
}

#[test]
fn signs_of_a_pages_own_currency() {
    for (currency, text, expected) in [
        ("ZAR", "R 5,100.00", "5100.00 ZAR"),
        ("ZAR", "R199", "199.00 ZAR"),
        ("TND", "400,000 DT", "400.000 TND"),
        ("XOF", "40 000 CFA", "40000 XOF"),
        ("DZD", "1 200,00 DA", "1200.00 DZD"),
        ("IDR", "Rp 145.000", "145000 IDR"),
        ("KES", "KSh 1,500", "1500.00 KES"),
        ("COP", "$ 145.900", "145900 COP"),
        ("EUR", "R 5,100.00", "-"),
    ] {
        let html = format!(
            r#"<html><head><meta property="product:price:currency" content="{currency}"><meta property="product:price:amount"
            content="1"></head><body><ul class=products><li class=product><a href=/a><h2>A</h2></a><span class=price>{text}</span></li></ul></body></html>"#
        );
        let page = read(&html);
        assert_eq!(
            page.listing.first().map(|tile| shown(tile.price.as_ref())).as_deref(),
            Some(expected),
            "{text}"
        );
    }
}

#[test]
fn what_could_not_be_read_is_said() {
    let woo = |body: &str| format!(r#"<html><body class="woocommerce tax-product_cat">{body}</body></html>"#);
    let tile = "<ul class=products><li class=product><a href=/a><h2>A</h2></a></li></ul>";
    assert_eq!(read(&woo("<h1>Lamps</h1>")).blind, [Blind::NoProducts]);
    assert_eq!(read(&woo(tile)).blind, [Blind::NoTilePrices]);
    let flagged = product("<b class=price>40 €</b><span class=discount-percentage>-20 %</span>");
    assert_eq!(read(&flagged).blind, [Blind::FlagAlone("-20 %".to_owned())]);
    for (before, is_told) in [("499 kr", true), ("$50.00", true), ("499", false), ("10 ml", false)] {
        let page = read(&product(&format!("<p class=price><s>{before}</s> <b>40 €</b></p>")));
        let told = is_told.then(|| Blind::FlagAlone(before.to_owned()));
        assert_eq!(page.blind, Vec::from_iter(told), "{before}");
    }
    assert_eq!(
        read("<html><body><h1>A text</h1><p>about nothing</p></body></html>").blind,
        [Blind::NothingTells]
    );
    // A shop's page of another kind has no reduced price of its own; of a list in an unknown theme it would be missed.
    let files = "<script src='https://cdn.shopify.com/s/files/1/theme.js'></script>";
    let tiles = "<div><a href=/products/lamp>Lamp</a> <s>£20</s> <b>£15</b></div>";
    for (body, expected) in [(tiles, vec![Blind::NothingTells]), ("<p>About us</p>", Vec::new())] {
        let page =
            read(&format!("<html lang=en-GB><head>{files}</head><body><h1>Sale</h1>{body}</body></html>"));
        assert_eq!(page.blind, expected, "{body}");
    }
    let group = product("<form class='cart grouped_form'><b class=price>40 €</b></form>");
    let group = read(&group);
    assert!(group.product.is_some_and(|product| product.price.is_none()));
    assert_eq!(group.blind, [Blind::NoPrice]);
    let soon = "<html><head><meta name='woo-coming-soon-page' content='yes'></head><body class='woocommerce single-product'><h1>Soon</h1></body></html>";
    let soon = read(soon);
    assert!(soon.coming_soon && soon.product.is_none());
    assert!(soon.blind.contains(&Blind::ComingSoon), "{:?}", soon.blind);
}

#[test]
fn what_customers_ask_is_no_price_before() {
    for (words, expected) in [
        ("<p>Was 50 €, now 40 €</p>", 1),
        ("<p>Was 50 € last week, now 40 €?</p>", 0),
        ("<div class=questions><p>Was 50 €, now 40 €</p></div>", 0),
        ("<section class=qa><p>Was 50 €, now 40 €</p></section>", 0),
        ("<p>The shop had free delivery over 20 €</p>", 0),
    ] {
        let page = read(&product(&format!("<b class=price>40 €</b>{words}")));
        assert_eq!(promotion::detect(&page).len(), expected, "{words}");
    }
}

#[test]
fn prices_that_only_words_tell() {
    use promo_load::page::Condition::{MembersOnly, PriceOfParts};
    let found = |words: &str| promotion::detect(&read(&product(&format!("<b class=price>40 €</b>{words}"))));
    let pack = found("<p class=product-pack-price>Au lieu de 47,50 €</p>");
    assert_eq!(pack[0].regular.unwrap().to_string(), "47.50 EUR");
    assert_eq!(pack[0].conditions[0], PriceOfParts);
    let members = found("<p>35,00 € with Clubcard</p>");
    assert_eq!(members[0].current.unwrap().to_string(), "35.00 EUR");
    assert_eq!(members[0].conditions[0], MembersOnly);
    // What costs more than the product is another one's.
    assert_eq!(found("<p>45,00 € with Clubcard</p>"), []);
    assert_eq!(found("<p class=product-pack-price>Au lieu de 37,50 €</p>"), []);
}

/// A page in this language about a lamp, with nothing declared but its kind.
fn lamp(lang: &str, prices: &str) -> Page {
    read(&format!(
        "<html lang=\"{lang}\"><head><meta property=\"og:type\" content=\"product\"></head><body><h1>Lamp</h1>\
         <div class=\"product-info\">{prices}<form action=\"/cart/add\"><button>Add to cart</button></form></div></body></html>"
    ))
}

#[test]
fn a_bare_dollar_is_that_of_the_page_s_country() {
    for (lang, text, expected) in [
        ("en", "$20.00", "20.00 USD"),
        ("en-US", "$20.00", "20.00 USD"),
        ("en-AU", "$20.00", "20.00 AUD"),
        ("en_CA", "$20.00", "20.00 CAD"),
        ("en-NZ", "$20.00", "20.00 NZD"),
        ("en-SG", "$20.00", "20.00 SGD"),
        ("es-MX", "$20.00", "20.00 MXN"),
        ("en-CA", "$20.00 USD", "20.00 USD"),
        ("en-AU", "US$20.00", "20.00 USD"),
        ("en-AU", "€20.00", "20.00 EUR"),
        ("ca", "$20.00", "20.00 USD"),
    ] {
        let page = lamp(lang, &format!("<span class=\"price\">{text}</span>"));
        let price = page.product.as_ref().and_then(|product| product.price.as_ref());
        assert_eq!(shown(price), expected, "{lang} {text}");
        assert_eq!(page.currency, price.and_then(|price| price.current.currency), "{lang} {text}");
    }
    // What the page declares holds.
    let declared =
        product("<b class=price>$40.00</b>").replace("EUR", "USD").replace("<html>", "<html lang=en-AU>");
    assert_eq!(shown(read(&declared).product.unwrap().price.as_ref()), "40.00 USD");
}

#[test]
fn a_recommended_price_is_said_to_be_one() {
    use promo_load::page::Condition::RecommendedPrice;
    for (prices, is_recommended) in [
        ("<b class=cost>40,00 €</b> <s>50,00 €</s>", false),
        ("<p>RRP <s>50,00 €</s></p><b class=cost>40,00 €</b>", true),
        ("<i>UVP:</i> <s>50,00 €</s> <b class=cost>40,00 €</b>", true),
        ("<div class=price><b>40,00 €</b> <i class=rrp>50,00 €</i></div>", true),
        ("<div class=price><b>40,00 €</b> <s>Prix conseillé 50,00 €</s></div>", true),
        ("<p>Was <s>50,00 €</s></p><b class=cost>40,00 €</b><p>RRP 60,00 €</p>", false),
    ] {
        let found = promotion::detect(&read(&product(prices)));
        let [reduced] = found.as_slice() else { panic!("{prices}: {found:?}") };
        assert_eq!(reduced.conditions.contains(&RecommendedPrice), is_recommended, "{prices}");
        assert_eq!(reduced.regular.map(|money| money.to_string()).as_deref(), Some("50.00 EUR"), "{prices}");
    }
}

#[test]
fn what_is_not_one_price_is_not_silent() {
    let page = lamp("en", "<span class=\"price\">$20.00 – $35.00</span>");
    let range = page.product.as_ref().and_then(|product| product.range);
    assert_eq!(range.map(|range| range.to_string()).as_deref(), Some("20.00 to 35.00 USD"));
    assert!(page.blind.contains(&Blind::NoPrice), "{:?}", page.blind);

    let flagged = lamp("en", "<span class=\"onsale\">Sale!</span><span class=\"price\">$20.00</span>");
    assert!(flagged.blind.contains(&Blind::FlagAlone("Sale!".to_owned())), "{:?}", flagged.blind);
    let both = lamp(
        "en",
        "<span class=\"onsale\">Sale!</span><div class=\"price\"><del>$30.00</del> <ins>$20.00</ins></div>",
    );
    assert_eq!(both.blind, [], "the pair reads");
}

#[test]
fn of_several_variants_the_one_that_is_shown_tells_the_price_before() {
    let page = |variants: &str, varies: bool| {
        read(&format!(
            "<html><head><link href=\"https://cdn.shopify.com/x.css\"></head><body class=template-product><h1>Lamp</h1>\
             <script type=\"application/json\" data-product-json>{{\"title\":\"Lamp\",\"price\":2000,\"price_varies\":false,\
             \"compare_at_price\":2500,\"compare_at_price_varies\":{varies},\"variants\":[{variants}]}}</script></body></html>"
        ))
    };
    let variant = |before: &str, available: bool| {
        format!("{{\"price\":2000,\"compare_at_price\":{before},\"available\":{available}}}")
    };
    for (variants, varies, expected) in [
        (variant("2500", true), false, "20.00 was 25.00"),
        ([variant("null", false), variant("3000", true)].join(","), true, "20.00 was 30.00"),
        ([variant("null", true), variant("3000", true)].join(","), true, "20.00"),
    ] {
        let page = page(&variants, varies);
        assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{variants}");
    }
}

#[test]
fn other_platforms_are_known_by_their_marks() {
    let known = |html: &str, url: &str| {
        let page = Shops::known().parse(html, &Url::parse(url).unwrap());
        (page.platform.map(|platform| platform.name()), page.kind)
    };
    let opencart = |id: &str| {
        format!(
            "<head><script src=\"catalog/view/javascript/common.js\"></script></head><body><div id=\"{id}\"><h1>Lamp</h1></div>"
        )
    };
    let nop = |class: &str| {
        format!(
            "<html class=\"html-{class}\"><head><meta name=generator content=nopCommerce></head><body>\
             <div class=\"master-wrapper-page\"><div class=\"page {class}\"><h1>Lamp</h1></div></div>"
        )
    };
    let big = |content: &str| {
        format!(
            "<head><link href=\"https://cdn11.bigcommerce.com/s-ab12/stencil/theme.css\"></head><body>{content}"
        )
    };
    let (open, nopc, bigc) = (Some("OpenCart"), Some("nopCommerce"), Some("BigCommerce"));
    for (html, url, expected) in [
        (opencart("product-product"), "https://s.example/lamp", (open, PageKind::Product)),
        (
            opencart("x"),
            "https://s.example/index.php?route=product/category&path=20",
            (open, PageKind::Category),
        ),
        (opencart("common-home"), "https://s.example/", (open, PageKind::Home)),
        (opencart("checkout-cart"), "https://s.example/x", (open, PageKind::Cart)),
        (nop("product-details-page"), "https://s.example/lamp", (nopc, PageKind::Product)),
        (nop("category-page"), "https://s.example/lamps", (nopc, PageKind::Category)),
        (
            big("<div class=productView><h1>Lamp</h1></div>"),
            "https://s.example/lamp/",
            (bigc, PageKind::Product),
        ),
        (
            big("<div id=product-listing-container></div>"),
            "https://s.example/lamps/",
            (bigc, PageKind::Category),
        ),
        (big(""), "https://s.example/cart.php", (bigc, PageKind::Cart)),
    ] {
        assert_eq!(known(&html, url), expected, "{url}: {html}");
    }
    let other = "<body><div id=product-product class=productView><h1>Lamp</h1></div>";
    assert_eq!(known(other, "https://s.example/index.php?route=product/product").0, None);
}

#[test]
fn the_price_that_shoppers_read_is_found_in_any_theme() {
    let old = |text: &str| text.replace("40", "45").replace("50", "55");
    for (prices, current, before) in [
        (r#"<b class="cost-price">40,00 €</b>"#, Some(r#"<b class="cost-price">40,00 €<"#), None),
        // Only the price before tells what the other is.
        ("<p><s>50,00 €</s> <b>40,00 €</b></p>", Some("<b>40,00 €<"), Some("<s>50,00 €<")),
        // Neither a class nor a price before: it stands there once.
        ("<div class=x><i>40,00 €</i></div>", Some("<i>40,00 €<"), None),
        ("<div class=x><i>40,00 €</i> or <u>40,00 €</u></div>", None, None),
        // In several texts.
        (
            r#"<div class="ItemPrice">40.<sup>00</sup> €</div>"#,
            Some(r#"<div class="ItemPrice">40.<sup>00</sup> €<"#),
            None,
        ),
        // In front of it a menu shows the same, and behind it a neighbour.
        (
            r#"<b>40,00 €</b><div class=box><s>50,00 €</s><em>40,00 €</em></div><a href="/mug">Mug <s>50,00 €</s> <em>40,00 €</em></a>"#,
            Some("</s><em>40,00 €<"),
            Some("<div class=box><s>50,00 €<"),
        ),
    ] {
        let html = product(prices);
        let page = read(&html);
        assert_eq!(
            shown(page.product.as_ref().unwrap().price.as_ref()).split(" was").count(),
            1 + usize::from(before.is_some()),
            "{prices}"
        );
        let literal = |seen: Option<promo_load::page::ShownPrice>| {
            seen.and_then(|seen| seen.literals.into_iter().next())
        };
        let found = [literal(page.shown_price(&html)), literal(page.shown_old_price(&html))];
        assert_eq!(found, [current.map(str::to_owned), before.map(str::to_owned)], "{prices}");
        // What machines are told stays; what shoppers read is another price.
        let wrong = product(&old(prices));
        for text in found.into_iter().flatten() {
            assert!(html.contains(&text) && !wrong.contains(&text), "{text}");
        }
    }
}
