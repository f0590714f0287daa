//! Prices before that stand in words, as each country writes amounts, and product pages that only a button tells.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use promo_load::page::{Blind, PageKind};

use crate::themes::{read, shown};

const FORM: &str = r#"<form action="/cart/add" method="post"><input type="hidden" name="item" value="5"><button>Add to cart</button></form>"#;

/// A page of a product whose price only shoppers are told.
fn kettle(lang: &str, prices: &str) -> String {
    format!(
        r#"<html lang="{lang}"><body><main><h1>Kettle</h1><div>{prices}{FORM}</div></main></body></html>"#
    )
}

#[test]
fn a_space_parts_thousands_beside_any_sign() {
    for (lang, before, now, expected) in [
        ("en-ZA", "R1 299.00", "R999.00", "999.00 ZAR was 1299.00 ZAR"),
        ("en-ZA", "R 12 999", "R 9 999", "9999.00 ZAR was 12999.00 ZAR"),
        ("nb-NO", "kr 1 299", "kr 999", "999.00 NOK was 1299.00 NOK"),
        ("sv-SE", "1 299 kr", "999 kr", "999.00 SEK was 1299.00 SEK"),
        ("cs-CZ", "1 299 Kč", "999 Kč", "999.00 CZK was 1299.00 CZK"),
        ("hu-HU", "1 299 Ft", "999 Ft", "999.00 HUF was 1299.00 HUF"),
        ("en-IN", "Rs 1 299", "Rs 999", "999.00 INR was 1299.00 INR"),
        ("en-IN", "Rs. 1,299", "Rs. 999", "999.00 INR was 1299.00 INR"),
        ("pt-BR", "R$ 1 299,90", "R$ 999,90", "999.90 BRL was 1299.90 BRL"),
    ] {
        for prices in [
            format!("<p class=price><span>Was {before}</span> <span>Now {now}</span></p>"),
            format!("<p class=price>Was {before} Now {now}</p>"),
            format!("<div class=old-price>Was {before}</div><div class=price>Now {now}</div>"),
            format!("<p>Was {before}</p><p class=price>Now {now}</p>"),
            format!("<div class=price>{now} <span class=was>Was {before}</span></div>"),
        ] {
            let page = read(&kettle(lang, &prices));
            assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{prices}");
            assert_eq!(page.blind, [], "{prices}");
        }
    }
}

#[test]
fn an_r_is_a_price_on_pages_in_rand_alone() {
    for (lang, prices) in [
        ("en-ZA", "<p class=price>Model R 2024</p>"),
        ("en-ZA", "<p class=price>size 36 R</p>"),
        ("en-ZA", "<p class=price>size 36 R 500</p>"),
        ("en-GB", "<p class=price>R 2024</p>"),
        ("en-GB", "<p class=price>R 50 £</p>"),
        ("en", "<p class=price>Was R1 299.00 Now R999.00</p>"),
    ] {
        let page = read(&kettle(lang, prices));
        assert_eq!(page.product.unwrap().price, None, "{prices}");
        assert_eq!(page.blind, [Blind::NoPrice], "{prices}");
    }
}

#[test]
fn a_price_before_that_does_not_read_is_told() {
    for (lang, prices, words) in [
        ("en-ZA", "<div>Was R1.299 <b class=price>R999</b></div>", Some("Was R1.299")),
        ("en-GB", "<div>Was R50 <b class=price>£20</b></div>", Some("Was R50")),
        // No amount, or another one.
        ("en-GB", "<div><p>Was 2019 a new make</p> <b class=price>£20</b></div>", None),
        ("en-GB", "<div>Lowest price in 30 days before: R50 <b class=price>£20</b></div>", None),
        ("en-GB", "<div>Was £20 <b class=price>£20</b></div>", None),
    ] {
        let page = read(&kettle(lang, prices));
        assert_eq!(page.product.unwrap().price.unwrap().regular, None, "{prices}");
        let told: Vec<_> = words.into_iter().map(|words| Blind::FlagAlone(words.to_owned())).collect();
        assert_eq!(page.blind, told, "{prices}");
    }
}

#[test]
fn what_the_maker_recommends_stands_in_any_mark_up() {
    let (list, rrp) = ("List Price", "$99.99");
    for prices in [
        format!("<p class=price>{list} {rrp} / Price $79.99</p>"),
        format!("<div>{list}: <s>{rrp}</s></div><div>Price: <b class=price>$79.99</b></div>"),
        format!("<table><tr><td>{list}:</td><td class=price>{rrp}</td></tr><tr><td>Price:</td><td class=price>$79.99</td></tr></table>"),
        format!("<dl><dt>MSRP</dt><dd class=price>{rrp}</dd><dt>Our price</dt><dd class=price>$79.99</dd></dl>"),
        format!("<dl><dt>UVP</dt><dd class=price>{rrp}</dd><dt>Unser Preis</dt><dd class=price>$79.99</dd></dl>"),
        format!("<div class=price><span>UVP: {rrp}</span> <span>$79.99</span></div>"),
        format!("<div><p class=prix>Prix conseillé : {rrp}</p><p class=prix>Prix : $79.99</p></div>"),
        format!("<div><p class=prezzo>Prezzo di listino: {rrp}</p><p class=prezzo>Prezzo: $79.99</p></div>"),
        format!("<div><p class=prezzo>Listino: {rrp}</p><p class=prezzo>$79.99</p></div>"),
        format!("<div><p class=price>RRP {rrp}</p><p class=price>$79.99</p></div>"),
        // Once for those who see it, once for those who hear it.
        format!(
            "<div><span>{list}: <span class='a-price a-text-price' data-a-strike=true><span class=a-offscreen>{rrp}</span>
            <span aria-hidden=true>{rrp}</span></span></span><span class=a-price><span class=a-offscreen>$79.99</span></span></div>"
        ),
    ] {
        let price = read(&kettle("en-US", &prices)).product.unwrap().price;
        assert_eq!(shown(price.as_ref()), "79.99 USD was 99.99 USD", "{prices}");
        assert!(price.unwrap().is_recommended, "{prices}");
    }
}

#[test]
fn a_button_tells_a_product_page() {
    let button = "<button class=buy><span>Add to bag</span></button>";
    let price = "<p class=price>£9.00</p>";
    let tile = |name: &str| format!("<div class=t><a href=/{name}>{name}</a>{price}{button}</div>");
    for (body, is_product) in [
        (format!("<h1>Mug</h1>{price}{button}"), true),
        (format!("<h1>Mug</h1>{price}{button}<div class=sticky>{button}</div>"), true),
        (format!("<h1>Mug</h1>{price}{button}{}{}", tile("jug"), tile("cup")), true),
        (format!("<h1>Tasse</h1>{price}<input type=submit value='In den Warenkorb'>"), true),
        (format!("<h1>Tasse</h1>{price}<a class=btn href=#>Ajouter au panier</a>"), true),
        (format!("<h1>カップ</h1>{price}<button>カートに入れる</button>"), true),
        // A list, and what is no shop's product.
        (format!("<h1>Mugs</h1>{}", tile("jug")), false),
        (format!("<h1>Mugs</h1>{}", format!("{price}{button}").repeat(3)), false),
        (format!("<h1>Mug</h1>{button}"), false),
        (format!("{price}{button}"), false),
        (format!("<h1>Plan</h1>{price}<button>Buy now</button>"), false),
        (format!("<h1>Help</h1>{price}<button>Read how to add to cart</button>"), false),
    ] {
        let page = read(&format!("<html lang=en><body>{body}</body></html>"));
        assert_eq!(page.kind == PageKind::Product, is_product, "{body}");
        if is_product {
            assert_eq!(shown(page.product.unwrap().price.as_ref()), "9.00 GBP", "{body}");
            assert_eq!(page.evidence[0].signal, "button that adds to a cart", "{body}");
        }
    }
}

#[test]
fn a_set_s_total_is_no_tile_s_price_before() {
    let widget = r#"<div class=fbt-widget><div class=fbt-items><div class=fbt-item><span>This item</span> <b class=fbt-price>£45</b></div>
        <div class=fbt-item><a href=/products/cup>Cup</a> <b class=fbt-price>£40</b></div>
        <div class=fbt-item><a href=/products/jug>Jug</a> <b class=fbt-price>£30</b></div>
        <div class=fbt-item><a href=/products/pot>Pot</a> <b class=fbt-price>£20</b></div></div>
        <div class=fbt-total><span>Total price:</span> <s class=fbt-total-compare>£135</s> <b class=fbt-total-price>£99</b></div></div>"#;
    let page = read(&kettle("en-GB", &format!("<p class=price>£45</p>{widget}")));
    let tiles: Vec<_> =
        page.listing.iter().map(|tile| (tile.name.as_deref().unwrap(), shown(tile.price.as_ref()))).collect();
    let own = |name, price: &str| (name, price.to_owned());
    assert_eq!(tiles, [own("Cup", "40.00 GBP"), own("Jug", "30.00 GBP"), own("Pot", "20.00 GBP")]);

    // In a tile; and tiles of which each is a set.
    let tile = |name: &str, prices: &str| {
        format!("<li class=product-card><h3><a href=/{name}>{name}</a></h3>{prices}</li>")
    };
    for (prices, expected) in [
        ("<b class=price>£40</b><div class=bundle><i class=price>£90</i> <s>£99</s></div>", "40.00 GBP"),
        ("<b class=price>£40</b><div>Total price: <s>£99</s></div>", "40.00 GBP"),
        ("<b class=price>£40</b> <s>£50</s>", "40.00 GBP was 50.00 GBP"),
        ("<div class=bundle-prices><b class=price>£40</b> <s>£50</s></div>", "40.00 GBP was 50.00 GBP"),
        ("<b class=bundle-price>£40</b> <s class=bundle-old-price>£50</s>", "40.00 GBP was 50.00 GBP"),
    ] {
        let tiles: String = ["cup", "jug", "pot"].iter().map(|name| tile(name, prices)).collect();
        let page = read(&format!("<html lang=en-GB><body><h1>Sets</h1><ul>{tiles}</ul></body></html>"));
        assert_eq!(page.listing.len(), 3, "{prices}");
        assert!(
            page.listing.iter().all(|tile| shown(tile.price.as_ref()) == expected),
            "{prices}: {:?}",
            page.listing
        );
    }
}

#[test]
fn other_amounts_do_not_hide_the_price_before_in_words() {
    let now = "<p class=price>£20.00</p>";
    for prices in [
        format!("{now}<p>Was £30.00</p><p>Express delivery £5.95</p>"),
        format!("<p>Was £30.00. Save £10.00</p>{now}"),
        format!("{now}<p>RRP £35.00</p><p>Was £30.00</p>").replace("RRP", "£2.50/100g, instead of"),
        format!("{now}<p>Lowest price of the last 30 days: £18.00</p>")
            .replace("£20.00<", "Was £30.00 Now £20.00<"),
    ] {
        let price = read(&kettle("en-GB", &prices)).product.unwrap().price;
        assert!(price.unwrap().regular.is_some(), "{prices}");
    }
}

#[test]
fn another_thing_s_price_before_is_not_the_product_s() {
    let now = "<p class=price>£20.00</p>";
    for prices in [
        format!("<div>{now}</div><div><p>Large was £45</p></div>"),
        format!("<div><div>{now}</div><p>Delivery was £45</p></div>"),
        format!("<div><p>Listino 2024</p>{now}</div>"),
        format!("<div>{now}<p>Trade-in value <span class=old-price>£45</span></p></div>"),
        format!("<div>{now}<p>Elsewhere <span class=price-was>£45</span></p></div>"),
        format!("<div>{now}<p class=omnibus-price><s>£45</s></p></div>"),
        format!("<div>{now}<p><s title='Lowest price in 30 days'>£45</s></p></div>"),
        format!("<div><p>Was 2019 a new make</p>{now}</div>"),
        format!(
            "<div>{now}<p class=no-display><span>Regular Price</span><span><span><b>£45</b></span></span></p></div>"
        ),
        format!("{now}<blockquote>\"Was £45 last year\" – Anna</blockquote>"),
    ] {
        let price = read(&kettle("en-GB", &prices)).product.unwrap().price;
        assert_eq!(shown(price.as_ref()), "20.00 GBP", "{prices}");
    }
    // The words themselves name what it costs now, or have no price of the shop's beside them.
    for words in [
        "Buy the full set for £149.00 (was £199.00)",
        "Matching table: was £299.00 now £249.00",
        "Set of 4 was £199.00",
        "Express delivery £9.95 (was £59.95)",
        "With trade-in: £15.00, was £89.00",
        "“It was £300 well spent” – Anna, Leeds",
        "This kettle was £55.00 when it came out in 2019.",
        "Last year's model was £69.00.",
        "Le lot de 4 : 149,00 £ au lieu de 196,00 £",
        "Pour 2 achetés : 38,00 £ au lieu de 40,00 £.",
        "Garantie 3 ans : 19,00 £ au lieu de 59,00 £.",
        "4er-Set jetzt 149,00 £ statt 196,00 £",
        "Versand 4,95 £ statt 59,00 £ per Spedition.",
    ] {
        let price =
            read(&kettle("en-GB", &format!("{now}<p>A kettle.</p><p>{words}</p>"))).product.unwrap().price;
        assert_eq!(shown(price.as_ref()), "20.00 GBP", "{words}");
    }
    // One text with two amounts that is not about all shoppers' price of one piece.
    for words in [
        "Members £20 was £30",
        "Deposit £20 was £30",
        "Was £30 Now £20 with trade-in",
        "Was £30 Now £20 per month",
        "ab £20 statt £30",
        "Was £30 Now £20 Save £15",
    ] {
        let page = read(&kettle("en-GB", &format!("<p class=price>{words}</p>")));
        assert_eq!(page.blind, [Blind::NoPrice], "{words}");
    }
    let saving = read(&kettle("en-GB", "<p class=price>Was £30 Now £20 Save £10</p>"));
    assert_eq!(shown(saving.product.unwrap().price.as_ref()), "20.00 GBP was 30.00 GBP");
    let own = read(&kettle("en-GB", "<div class=product-pack-price>Was £60 <b class=price>£45</b></div>"));
    assert_eq!(shown(own.product.unwrap().price.as_ref()), "45.00 GBP was 60.00 GBP");
}

#[test]
fn how_many_are_left_is_no_price() {
    for (lang, text, expected) in [
        ("en-AU", "Only 5", "-"),
        ("en-AU", "Only $5", "5.00 AUD"),
        ("sv-SE", "Bara 5", "-"),
        ("sv-SE", "Bara 5 kr", "5.00 SEK"),
        ("sv-SE", "€ 1 299,00", "1299.00 EUR"),
    ] {
        let price = read(&kettle(lang, &format!("<p class=price>{text}</p>"))).product.unwrap().price;
        assert_eq!(shown(price.as_ref()), expected, "{text}");
    }
}

#[test]
fn open_shops_speak_of_maintenance_and_closing_days() {
    for words in [
        "<title>Scheduled maintenance plans</title><h1>Boiler care</h1><p>20% off everything</p>",
        "<h1>Our store is closed on Sunday</h1><p>20% off everything</p>",
        "<h1>Maintenance kit</h1><p>We are back in stock</p>",
    ] {
        let page = read(&format!("<html lang=en><body>{words}</body></html>"));
        assert!(!page.maintenance && !page.coming_soon, "{words}");
    }
    assert!(read("<html lang=en><body><h1>Our store is closed</h1></body></html>").maintenance);
}

/// A list of three products with these prices each.
pub(crate) fn list(lang: &str, prices: &str) -> String {
    let tile = |name: &str| {
        format!(
            "<li class=card><a href=/p/{name}><span class=name>{name}</span></a><div class=prices>{prices}</div></li>"
        )
    };
    let tiles: String = ["cup", "jug", "pot", "pan"].iter().map(|name| tile(name)).collect();
    format!("<html lang={lang}><body><a href=/basket>Basket</a><h1>All</h1><ul>{tiles}</ul></body></html>")
}

#[test]
fn a_tile_s_price_before_belongs_to_its_price() {
    let lowest = "Niedrigster Preis der letzten 30 Tage:";
    for (lang, prices, expected) in [
        // In words.
        ("de", "statt 69,00 € <b>49,00 €</b>".to_owned(), "49.00 EUR was 69.00"),
        ("de", "<span>49,00 €</span> <small>UVP 69,00 €</small>".to_owned(), "49.00 EUR was 69.00"),
        ("en-GB", "<b>£49.00</b> <small>was £69.00</small>".to_owned(), "49.00 GBP was 69.00 GBP"),
        ("fr", "<b>49,00 €</b> au lieu de 69,00 €".to_owned(), "49.00 EUR was 69.00"),
        ("de", "<b>49,00 €</b> <small>4er-Set 149,00 € statt 196,00 €</small>".to_owned(), "49.00 EUR"),
        ("en-GB", "<b>£49.00</b> <small>delivery was £69.00</small>".to_owned(), "49.00 GBP"),
        ("it", "<b>49,00 €</b> <small>prima 500 ml</small>".to_owned(), "49.00 EUR"),
        // Crossed out.
        ("de", "<b>49,00 €</b> <s>69,00 €</s>".to_owned(), "49.00 EUR was 69.00"),
        ("de", format!("<s>69 €</s> <b>49 €</b> <i>{lowest} 45 €</i>"), "49.00 EUR was 69.00"),
        ("de", format!("<b>49 €</b> <s>69 €</s> <i>{lowest} <u>49 €</u></i>"), "49.00 EUR was 69.00"),
        ("fr", "<b>49 €</b> <i>dont 0,50 € d’éco-part.</i> <s>69 €</s>".to_owned(), "49.00 EUR was 69.00"),
        ("de", "<b>49<sup>50</sup> €</b> <s>69<sup>50</sup> €</s>".to_owned(), "49.50 EUR was 69.50"),
        ("en-GB", "<b>£49.00</b> <small>Set of 4: <s>£196.00</s> £176.00</small>".to_owned(), "49.00 GBP"),
        ("en-GB", "<b>£49.00</b> <small>Set of 4: <s>£196.00</s></small>".to_owned(), "49.00 GBP"),
        ("de", "<b>1,99 €</b> <small>zzgl. <s>4,95 €</s> 0,00 € Versand</small>".to_owned(), "1.99 EUR"),
        ("de", "<b>1,99 €</b> <small>zzgl. <s>4,95 €</s> Versand</small>".to_owned(), "1.99 EUR"),
    ] {
        let page = read(&list(lang, &prices));
        assert_eq!(page.listing.len(), 4, "{prices}");
        for tile in &page.listing {
            assert_eq!(shown(tile.price.as_ref()), expected, "{prices}");
        }
        let is_recommended = page.listing[0].price.as_ref().unwrap().is_recommended;
        assert_eq!(is_recommended, prices.contains("UVP"), "{prices}");
    }
}

#[test]
fn the_lowest_price_of_30_days_hides_no_price_before() {
    let amount = |text: &str| format!("<span class=amount><bdi>{text}&nbsp;<span>&euro;</span></bdi></span>");
    let prices = format!(
        "<p class=price><del>{}</del> <ins>{}</ins><span class=omnibus>Niedrigster Preis der letzten 30 Tage: {}</span></p>",
        amount("69,00"),
        amount("49,00"),
        amount("45,00")
    );
    let own = format!(
        "<html lang=de-DE><body class='single-product woocommerce'><div class=product><h1 class=product_title>Decke</h1>{prices}
        <form class=cart method=post><button name=add-to-cart value=12>Kaufen</button></form></div></body></html>"
    );
    assert_eq!(shown(read(&own).product.unwrap().price.as_ref()), "49.00 EUR was 69.00");
    let tile =
        format!("<li class='product type-product'><a href=/product/decke/><h2>Decke</h2>{prices}</a></li>");
    let list = format!(
        "<html lang=de-DE><body class='woocommerce tax-product_cat'><ul class=products>{tile}</ul></body></html>"
    );
    assert_eq!(shown(read(&list).listing[0].price.as_ref()), "49.00 EUR was 69.00");
}

#[test]
fn a_flag_alone_in_a_list_is_said() {
    for (prices, expected) in [
        ("<i class=flag>-20%</i> <span>49,00 €</span>", Some("-20%")),
        ("<span class=onsale>-29%</span> <span>49,00 €</span>", Some("-29%")),
        ("<i class=badge>20% off</i> <span>49,00 €</span>", Some("20% off")),
        ("<s>69,00 € – 99,00 €</s> <b class=price>49,00 € – 89,00 €</b>", Some("69,00 € – 99,00 €")),
        ("<i class=flag>-20%</i> <s>61,25 €</s> <b>49,00 €</b>", None),
        ("<i class='flag hidden'>-20%</i> <b>49,00 €</b>", None),
        ("<i class=flag>100% Wolle</i> <b>49,00 €</b>", None),
        ("<b>49,00 € – 89,00 €</b>", None),
    ] {
        let page = read(&list("de", prices));
        let told: Vec<_> = expected.map(|words| Blind::FlagAlone(words.to_owned())).into_iter().collect();
        assert_eq!((page.listing.len(), page.blind), (4, told), "{prices}");
    }
}
