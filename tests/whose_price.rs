//! Whose a price is: the product's and for all, or another's, of members, of history.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use promo_load::page::PageKind;

use crate::amounts::{page, price};
use crate::themes::read;

/// Templates indent by as much as they are deep.
#[test]
fn what_stands_in_deep_templates_is_read() {
    let deep = "\n".to_owned() + &" ".repeat(90);
    let of_deposit =
        page("en", &format!("<div>{deep}Deposit:{deep}<span class=price>{deep}£20.00{deep}</span></div>"));
    assert_eq!(price(&of_deposit), "-");
    let html = format!(
        "<html lang=en><body><div><h1>Lamp</h1>{deep}<b class=price>{deep}£12.00{deep}</b>\
         <button>{deep}<i></i>{deep}<span>Add to cart</span>{deep}</button></div></body></html>"
    );
    let page = read(&html);
    assert_eq!((page.kind, price(&html).as_str()), (PageKind::Product, "12.00 GBP"));
}

/// A pop-up that shows a product of a list is not the page's.
#[test]
fn a_quick_view_is_not_the_page() {
    for popup in ["product product-single product-popup", "modal quickview"] {
        let html = format!(
            "<html lang=en><body><h1>Shop</h1><a href='/cart'>Cart</a><ul>{}</ul><div class='{popup}'><h2>Wrist Watch</h2>\
             <div class=product-price>$40.00</div><button>Add to Cart</button></div></body></html>",
            ["bag", "hat", "lamp", "rug"]
                .map(|name| format!(
                    "<li class=tile><a href='/p/{name}'><h3>{name}</h3></a><div class=tile-price>$30.00</div></li>"
                ))
                .concat()
        );
        let page = read(&html);
        assert_eq!((page.kind, page.listing.len()), (PageKind::Category, 4), "{popup}");
        assert!(page.product.is_none(), "{popup}");
    }
}

/// A home page hides its heading and sells what it shows above all.
#[test]
fn a_hidden_heading_names_no_product() {
    let kind = |class: &str| {
        let html = format!(
            "<html lang=en><body><h1 class='{class}'>Shop</h1><div><b class=price>£12.00</b><button>Add to cart</button></div></body></html>"
        );
        read(&html).kind
    };
    assert_eq!(
        ["d-none", "", "d-none d-md-block"].map(kind),
        [PageKind::Other, PageKind::Product, PageKind::Product]
    );
}

/// What only some pay stands beside the price, and so does what another seller asks.
#[test]
fn the_price_is_that_for_all() {
    for (language, prices, expected) in [
        ("en", "<b class=price>£149.00</b><b class='price price--member'>£129.00</b>", "149.00 GBP"),
        ("en", "<div class=price>£149.00</div><div class='price trade'>£119.00 trade</div>", "149.00 GBP"),
        ("en", "<div data-testid=price>£149.00</div>", "149.00 GBP"),
        ("en", "<b class=seller-price>£65.27</b><b id=priceblock_deal>£66.75</b>", "-"),
        ("de", "<p>zzgl. 25,00 € Pfand</p><div class=price>149,00 €</div>", "149.00 EUR"),
        ("nl", "<p>Excl. € 4,95 verzendkosten</p><div class=price>€ 149,00</div>", "149.00 EUR"),
        ("sv", "<div class=price>1 490 kr</div>", "1490.00 SEK"),
        ("sv", "<div class=price>149:-</div>", "149.00 SEK"),
        ("nb", "<div class=price>1 490 kr</div>", "1490.00 NOK"),
        ("da", "<div class=price>1.490 kr.</div>", "1490.00 DKK"),
        ("sv", "<div class=price>149 €</div>", "149.00 EUR"),
        ("en", "<div class=price>£149.00 <em>down from £199.00</em></div>", "149.00 GBP was 199.00 GBP"),
        ("en", "<div class=price>£149.00 <em>reduced from £199.00</em></div>", "149.00 GBP was 199.00 GBP"),
        (
            "de",
            "<div class=price>149,00 € <span>Originalpreis: 199,00 €</span></div>",
            "149.00 EUR was 199.00",
        ),
        (
            "en",
            "<p class=price>£149.00 <small class=price-suffix>incl. VAT (<b class=amount>£124.17</b> ex VAT)</small></p>",
            "149.00 GBP",
        ),
    ] {
        assert_eq!(price(&page(language, prices)), expected, "{prices}");
    }
}

/// A label and the price before may have no element of their own.
#[test]
fn a_price_before_in_bare_text_is_not_the_price() {
    for (language, block) in [
        ("sv", "Ord. pris 1 590 kr <b>1 290 kr</b>"),
        ("fr", "Prix habituel 159,00 € <strong>129,00 €</strong>"),
        ("it", "Prezzo di listino 159,00 € <b>129,00 €</b>"),
        ("pl", "Cena regularna: 159,00 zł <b>129,00 zł</b>"),
        ("de", "Normalpreis 159,00 € <b>129,00 €</b>"),
        ("es", "Precio anterior 159,00 € <b>129,00 €</b>"),
        ("nl", "Adviesprijs € 159,00 <b>€ 129,00</b>"),
    ] {
        let read = price(&page(language, &format!("<p class=price>{block}</p>")));
        assert!(!read.starts_with("15"), "{block}: {read}");
    }
}

/// A price before is one of this product in this shop, and not history.
#[test]
fn what_was_otherwise_is_no_price_before() {
    for (beside, expected) in [
        ("<p>In 2019 the price was £199.</p>", "149.00 GBP"),
        ("<p>Price was last changed from £199 to £149 on 3 March 2024.</p>", "149.00 GBP"),
        ("<p>Before: £199 per person</p>", "149.00 GBP"),
        ("<p>The price was £199 before VAT was cut.</p>", "149.00 GBP"),
        ("<div class=old-price>Chair £199</div>", "149.00 GBP"),
        ("<div class=price__compare>Set £199</div>", "149.00 GBP"),
        ("<div class=compare-price>£199 at John Lewis</div>", "149.00 GBP"),
        ("<div class=price-before-tax>£199</div>", "149.00 GBP"),
        ("<div class=price-original-currency>£199</div>", "149.00 GBP"),
        ("<p>The chair was £199, now £149</p>", "149.00 GBP"),
        ("<p>The chair: £149 instead of £199</p>", "149.00 GBP"),
        ("<p>The lamp: £149 instead of £199</p>", "149.00 GBP was 199.00 GBP"),
        ("<p>Only £149 instead of £199</p>", "149.00 GBP was 199.00 GBP"),
        ("<p>Refurbished £149, new was £199</p>", "149.00 GBP"),
        ("<p>The lamp was £199, now £149</p>", "149.00 GBP was 199.00 GBP"),
        ("<p>It was £199, now £149</p>", "149.00 GBP was 199.00 GBP"),
        ("<div class=old-price>Was £199</div>", "149.00 GBP was 199.00 GBP"),
        ("<div class=old-price>Regular price: £199</div>", "149.00 GBP was 199.00 GBP"),
        ("<div class=old-price>RRP £199</div>", "149.00 GBP was 199.00 GBP"),
    ] {
        assert_eq!(price(&page("en", &format!("<b class=price>£149</b>{beside}"))), expected, "{beside}");
    }
}

/// What machines are told, where a range is none, or a price is a maker's or without tax.
#[test]
fn data_for_machines_has_one_price() {
    let offer = |offers: &str| {
        let data = format!(
            r#"{{"@context":"https://schema.org","@type":"Product","name":"Lamp","offers":{offers}}}"#
        );
        format!("<script type='application/ld+json'>{data}</script>")
    };
    let of_one = offer(
        r#"{"@type":"AggregateOffer","priceCurrency":"GBP","lowPrice":"50","highPrice":"60","offers":[{"@type":"Offer","priceCurrency":"GBP","price":"50"}]}"#,
    );
    assert_eq!(price(&page("en", &of_one)), "50.00 GBP");
    let of_two =
        offer(r#"{"@type":"AggregateOffer","priceCurrency":"GBP","lowPrice":"50","highPrice":"60"}"#);
    assert_eq!(price(&page("en", &of_two)), "-");
    let recommended = offer(
        r#"{"@type":"Offer","price":"149","priceCurrency":"GBP","priceSpecification":{"priceType":"https://schema.org/MSRP","price":"199","priceCurrency":"GBP"}}"#,
    );
    let read_of = read(&page("en", &recommended));
    assert!(read_of.product.unwrap().price.unwrap().is_recommended);
    let agreeing = offer(r#"{"@type":"Offer","price":"41.30","priceCurrency":"EUR"}"#)
        + "<div><i>16% off</i><div><i>€41.30</i><div><i>€49.10</i><i>VAT included</i></div></div></div>";
    assert_eq!(price(&page("en", &agreeing)), "41.30 EUR was 49.10");
    let without_tax = "<meta property='product:price:amount' content='67.84'><meta property='product:price:currency' content=EUR>\
         <div class=price-regular>71,91 €</div><div class=old-price>79,90 €</div>";
    assert_eq!(price(&page("pt", without_tax)), "71.91 EUR was 79.90");
    let bid = "<div><i itemprop=price content='12.99'>GBP 12.99</i> <a href='/bids'>0 bids</a></div>\
         <div><a>item 5 Large</a><p>EUR 13.33 <i class=strikethrough>EUR 16.66</i></p></div>";
    assert!(!price(&page("it", bid)).contains("13.33"));
}

/// A pop-up that nobody opened has a heading, too; what stands below the page's own is its price.
#[test]
fn a_hidden_pop_up_is_not_the_heading() {
    let popup = "<div style='display:none'><h1>Free trial</h1></div>";
    let page = |price: &str| {
        format!(
            "<html lang=fr><body>{popup}<div><b class=price>65,27 €</b></div><h1>Siège</h1>{price}\
             <button>Ajouter au panier</button></body></html>"
        )
    };
    let read_of = read(&page("<p class=price>66,75 €</p>"));
    let product = read_of.product.unwrap();
    assert_eq!(product.name.as_deref(), Some("Siège"));
    assert_eq!(price(&page("<p class=price>66,75 €</p>")), "66.75 EUR");
    assert_eq!(price(&page("")), "-");
}

/// Machines may be told the price without tax; the place that only a reduced price has holds what shoppers pay, on pages without a
/// heading, too.
#[test]
fn a_place_of_reduced_prices_outweighs_what_is_shown_nowhere() {
    let page = |beside: &str| {
        format!(
            "<html lang=pt><head><meta property='og:type' content=product><meta property='product:price:amount' content='67.84'>\
             <meta property='product:price:currency' content=EUR></head><body class=catalog-product-view>\
             <form id=product_addtocart_form method=post action=/x><span class=special-price><span class=price>71,91 €</span></span>\
             <span class=old-price><span class=price>79,90 €</span></span>{beside}<button>Adicionar</button></form></body></html>"
        )
    };
    assert_eq!(price(&page("")), "71.91 EUR was 79.90");
    assert!(price(&page("<p>67,84 €</p>")).starts_with("67.84 EUR"));
}
