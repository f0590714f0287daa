//! Packs, sets and "bought together": what several things cost together, and what each of the others costs, is no price of the
//! page's product. And prices of which parts stand in elements of their own.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use promo_load::page::{PageKind, PageNote};
use promo_load::promotion;
use promo_load::shops::Shops;
use url::Url;

use crate::themes::{read, shown};

const FORM: &str = r#"<form action="/cart/add" method="post"><input type="hidden" name="item" value="5"><button>Add to cart</button></form>"#;

/// A page of a product whose price only shoppers are told.
fn kettle(lang: &str, price: &str, set: &str) -> String {
    format!(
        r#"<html lang="{lang}"><body><main><h1>Kettle</h1><div class=buy>{price}{FORM}</div>{set}</main></body></html>"#
    )
}

#[test]
fn a_set_s_price_is_not_the_product_s() {
    let plain = "<p class=price>€45.00</p>";
    for (price, set) in [
        // By its class.
        (
            plain,
            "<div class=fbt-widget><div class=fbt-item>Mug <b class=price>€20.00</b></div><div>Total price: <s>€65.00</s> <b class=price>€59.00</b></div></div>",
        ),
        (
            plain,
            "<div class=bndlr-container><b class=bndlr-old-price>€65.00</b> <b class=bndlr-new-price>€59.00</b></div>",
        ),
        ("<p class=price>€45.00</p>", "<div class='combo deal'><b class=combo-price>€59.00</b></div>"),
        // By its heading.
        (
            plain,
            "<section><h3>Buy it with</h3><img alt=Mug> <b class=price>€20.00</b><p>Both: <del>€65.00</del> <b>€59.00</b></p></section>",
        ),
        (
            plain,
            "<section><h3>Fréquemment achetés ensemble</h3><p class=prix><del>€65.00</del> <b>€45.00</b></p></section>",
        ),
        (
            plain,
            "<section><h2>Wird oft zusammen gekauft</h2><p class=preis><del>€65.00</del> <b>€45.00</b></p></section>",
        ),
        // By its words, even where it costs as much as the product alone.
        (plain, "<div class=pair><p class='total price'>Total price: €120.00</p></div>"),
        (plain, "<div class=pair><p>Bundle price</p><p><s>€65.00</s> <b>€45.00</b></p></div>"),
        (plain, "<div class=pair><p class=prices>Gesamtpreis: <s>€65.00</s> <b>€45.00</b></p></div>"),
    ] {
        let page = read(&kettle("en", price, set));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), "45.00 EUR", "{set}");
    }
}

#[test]
fn a_set_that_is_the_product_has_its_price() {
    for prices in [
        "<div class=set-price>Set price: <s>€65.00</s> <b class=price>€45.00</b></div>",
        "<div class=bundle><span class=price>€45.00</span> <s>€65.00</s></div>",
        "<p class=price>Gesamtpreis: <b>€45.00</b> <s>€65.00</s></p>",
    ] {
        let page = read(&kettle("en", prices, ""));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), "45.00 EUR was 65.00", "{prices}");
    }
}

#[test]
fn the_parts_of_a_pack_have_prices_of_their_own() {
    let woo = |own: &str| {
        format!(
            r#"<html lang=en-US><body class="woocommerce single-product"><div class="product product-type-bundle"><div class="summary"><h1 class=product_title>Kit</h1>
            <p class=price>{own}</p><form class="cart bundle_form"><div class="bundled_product product"><h4>Lens</h4><p class=price>
            <del><span class=amount>$160.00</span></del> <ins><span class=amount>$99.00</span></ins></p></div><div class=bundle_price><p class=price>
            <del><span class=amount>$140.00</span></del> <ins><span class=amount>$119.00</span></ins></p></div>
            <button name=add-to-cart value=77 class=single_add_to_cart_button>Add</button></form></div></div></body></html>"#
        )
    };
    let amount = "<span class=amount>$99.00</span>";
    for (html, expected) in [
        (woo(amount), "99.00 USD"),
        (
            woo(&format!("<del><span class=amount>$120.00</span></del> <ins>{amount}</ins>")),
            "99.00 USD was 120.00 USD",
        ),
        (
            r#"<html lang=en-US><body class=catalog-product-view><h1>Kit</h1><div class=product-info-main><div class=price-box data-product-id=45><span data-price-amount=61
            data-price-type=finalPrice class=price-wrapper><span class=price>$61.00</span></span></div></div><div class=bundle-options-wrapper><ul><li>Ball
            <span class=old-price><span class=price>$83.00</span></span> <span class=special-price><span class=price>$61.00</span></span></li></ul></div>
            <script type=text/x-magento-init>{}</script></body></html>"#
                .to_owned(),
            "61.00 USD",
        ),
        (
            r#"<html lang=fr-FR><body><h1>Coffret</h1><p class=product-price>24,90 €</p><section class=product-pack><div class=pack-product-container>Thé
            <div class=pack-product-price><s>29,90 €</s> <strong>24,90 €</strong></div></div></section><form id=add-to-cart-or-refresh><button>Ajouter</button></form></body></html>"#
                .to_owned(),
            "24.90 EUR",
        ),
    ] {
        let page = read(&html);
        assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{html}");
        assert!(page.notes.iter().all(|note| *note == PageNote::NoToken), "{html}: {:?}", page.notes);
    }
}

#[test]
fn a_bundle_of_which_each_choice_costs_has_a_range() {
    let page = read(
        r#"<html lang=en-US><body class=catalog-product-view><h1>Kit</h1><div class="price-box" data-product-id=45><p class=price-from>From <span class=price>$61.00</span></p>
        <p class=price-to>To <span class=price>$77.00</span></p></div><div class=bundle-info><div class="price-box price-configured_price"><p class=price-as-configured><span class=price>$61.00</span></p></div></div>
        <form id=product_addtocart_form action=/checkout/cart/add/product/45/><input name=product value=45></form><script type=text/x-magento-init>{}</script></body></html>"#,
    );
    let product = page.product.unwrap();
    assert_eq!(
        (product.price, product.range.map(|range| range.from.to_string())),
        (None, Some("61.00 USD".to_owned()))
    );
}

#[test]
fn a_price_in_pieces_is_whole() {
    let vtex = |amount: &str| {
        let (units, cents) = amount.split_once(',').unwrap();
        format!(
            r#"<span class="vtex-product-price-1-x-currencyContainer"><span class="vtex-product-price-1-x-currencyCode">R$</span>&nbsp;<span
            class="vtex-product-price-1-x-currencyInteger">{units}</span><span class="vtex-product-price-1-x-currencyDecimal">,</span><span
            class="vtex-product-price-1-x-currencyFraction">{cents}</span></span>"#
        )
    };
    let list = |amount: &str| {
        format!(r#"<span class="vtex-product-price-1-x-listPriceValue">{}</span>"#, vtex(amount))
    };
    let selling =
        format!(r#"<span class="vtex-product-price-1-x-sellingPriceValue">{}</span>"#, vtex("299,90"));
    let spot = format!(r#"<span class="vtex-product-price-1-x-spotPriceValue">{}</span>"#, vtex("284,90"));
    let ld = r#"<script type="application/ld+json">{"@type":"Product","name":"Tênis","offers":{"price":299.9,"priceCurrency":"BRL"}}</script>"#;
    let state = r#"<script>__STATE__ = {"Product:a":{"productName":"Tênis"},"$Product:a.priceRange.sellingPrice":{"lowPrice":299.9,"highPrice":299.9},
        "$Product:a.priceRange.listPrice":{"lowPrice":399.9,"highPrice":399.9},"Product:b":{"productName":"Meia"}}; x = 1</script>"#;
    let amazon = r#"<div id=corePrice><span class="a-price priceToPay"><span class=a-offscreen>R$ 299,90</span><span aria-hidden=true>R$<span class=a-price-whole>299<span
        class=a-price-decimal>,</span></span><span class=a-price-fraction>90</span></span></span></div>"#;
    for (prices, expected) in [
        (format!("{}{selling}", list("399,90")), "299.90 BRL was 399.90 BRL"),
        (format!("{}{selling}{spot}{ld}", list("399,90")), "299.90 BRL was 399.90 BRL"),
        (format!("{}{selling}", list("299,90")), "299.90 BRL"),
        (format!("{state}{ld}"), "299.90 BRL was 399.90 BRL"),
        (amazon.to_owned(), "299.90 BRL"),
    ] {
        let page = read(&format!(
            r#"<html lang=pt-BR><body><h1 class="vtex-store-components-3-x-productNameContainer">Tênis</h1>{prices}{FORM}</body></html>"#
        ));
        assert_eq!(page.platform.map(|platform| platform.name()), Some("VTEX"));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{prices}");
    }
}

#[test]
fn prices_of_shops_whose_classes_are_numbers() {
    let wix = |body: &str| {
        read(&format!(
            "<html lang=en-US><head><meta name=generator content='Wix.com Website Builder'></head><body><main>{body}</main></body></html>"
        ))
    };
    let prices = |before: &str| {
        format!(
            "<article data-hook=product-page><h1 data-hook=product-title class=x1>Mug</h1><div data-hook=product-prices-wrapper>{before}<span data-hook=sr-formatted-primary-price>Sale Price</span>
            <span class=x2 data-hook=formatted-primary-price data-wix-price='$20.00'>$20.00</span></div><button data-hook=add-to-cart>Add to Cart</button></article>"
        )
    };
    let before =
        "<span class=x3 data-hook=formatted-secondary-price data-wix-original-price='$25.00'>$25.00</span>";
    let related = "<div><a href=/product-page/cup>Cup</a> <b data-hook=product-item-price-before-discount>$30.00</b> <b data-hook=product-item-price-to-pay>$20.00</b></div>";
    let warm = r#"<script type="application/json" id="wix-warmup-data">{"appsWarmupData":{"1380b703":{"page":{"catalog":{"product":{"name":"Mug","price":25,"discountedPrice":20,"currency":"USD"}}}}}}</script>"#;
    for (body, expected) in [
        (prices(before), "20.00 USD was 25.00 USD"),
        (prices(""), "20.00 USD"),
        (prices("") + related, "20.00 USD"),
        (prices("") + warm, "20.00 USD was 25.00 USD"),
    ] {
        let page = wix(&body);
        assert_eq!((page.platform.unwrap().name(), page.kind), ("Wix", PageKind::Product));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{body}");
    }
    let tile = |slug: &str, prices: &str| {
        format!(
            "<li><div data-hook=product-item-root><a href=/product-page/{slug}><h3>{slug}</h3></a><div data-hook=product-item-price-container>{prices}</div></div></li>"
        )
    };
    let now = "<span data-hook=product-item-price-to-pay>$20.00</span>";
    let page = wix(&format!(
        "<ul data-hook=product-list-wrapper>{}{}</ul>",
        tile("mug", &format!("<span data-hook=product-item-price-before-discount>$25.00</span>{now}")),
        tile("cup", now),
    ));
    let prices: Vec<_> = page.listing.iter().map(|tile| shown(tile.price.as_ref())).collect();
    assert_eq!(
        (page.kind, prices),
        (PageKind::Category, vec!["20.00 USD was 25.00 USD".to_owned(), "20.00 USD".to_owned()])
    );
    for (address, kind) in [("/product-page/mug", PageKind::Product), ("/cart-page", PageKind::Cart)] {
        let url = Url::parse("https://s.example").unwrap().join(address).unwrap();
        let html = "<html><head><meta name=generator content='Wix.com Website Builder'></head><body><h1>A</h1></body></html>";
        assert_eq!(Shops::known().parse(html, &url).kind, kind, "{address}");
    }
}

#[test]
fn who_pays_at_once_pays_less_and_that_is_a_condition() {
    let page = |prices: &str| {
        read(&format!(
            r#"<html lang="pt-BR"><body><main><h1>Geladeira</h1><div class=product-price>{prices}</div>{FORM}</main></body></html>"#
        ))
    };
    let card = r#"<span class=price-to>Por: R$ 2.899,00</span>"#;
    let pix = r#"<span class=price-pix>R$ 2.754,05 no Pix</span>"#;
    let rate = "<span class=installments>ou 10x de R$ 289,90 sem juros</span>";
    for (prices, expected) in [
        (
            format!("<span class=price-from>De: <s>R$ 3.299,90</s></span> {card} {pix} {rate}"),
            "2899.00 BRL was 3299.90 BRL",
        ),
        (format!("{card} {pix} {rate}"), "2899.00 BRL"),
        (
            format!("<div>{pix}</div><div class=price-card>R$ 2.899,00 <i>no cartão em até 10x</i></div>"),
            "2899.00 BRL",
        ),
    ] {
        let page = page(&prices);
        let asked = page.product.as_ref().unwrap().price.as_ref();
        assert_eq!(shown(asked), expected, "{prices}");
        let found = promotion::detect(&page);
        let told = found.last().unwrap();
        assert_eq!(told.current.unwrap().to_string(), "2754.05 BRL", "{prices}");
        assert!(told.conditions.contains(&promo_load::page::Condition::PaidAtOnce) && told.is_announced());
    }
    // Which of the two all may pay is not known.
    for prices in [
        pix.to_owned(),
        "<b class=price>R$ 90,00</b> <small>à vista no Pix</small> <span class=card>R$ 100,00 no cartão</span>"
            .to_owned(),
    ] {
        let product = page(&prices).product.unwrap();
        assert_eq!((product.price, product.range), (None, None), "{prices}");
    }
}

#[test]
fn what_ends_one_amount_does_not_lead_to_the_next() {
    for (prices, expected) in [
        ("<b class=price>From £399.00 with trade-in</b><b class=price>£699.00</b>", "699.00 GBP"),
        (
            "<i>from £39.90/month</i> <b class=price>£699.00</b> <small>incl. £1.20 eco fee</small> <em class=price>£499.00 after rebate</em>",
            "699.00 GBP",
        ),
        ("<div class=rate>24 x £41.63 a month</div><div class=price>£999.00</div>", "999.00 GBP"),
        ("<b class=price>£20.00</b> <small>deposit, balance £179.00 on collection</small>", "-"),
    ] {
        let page = read(&kettle("en-GB", &format!("<div class=product-price>{prices}</div>"), ""));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{prices}");
    }
}

#[test]
fn prices_of_platforms_and_countries_that_are_read_without_their_data() {
    for (lang, prices, expected) in [
        // By ids alone.
        (
            "en-US",
            "<span id=product-original-price><del>$79.11</del></span> <span id=product-price>$55.38</span>",
            "55.38 USD was 79.11 USD",
        ),
        // What several pieces cost.
        (
            "en-US",
            "<div class=price-box><span class=price>$29.00</span></div><div class=prices-tier>Buy 3 for <span class=price>$25.00</span> each</div>",
            "29.00 USD",
        ),
        (
            "de-DE",
            "<strong class=price>12,90 €</strong><table class=bulk-prices><tr><td class=bulk-price>11,90 €</td></tr></table><p class=old-price>Alter Preis: <del>15,90 €</del></p>",
            "12.90 EUR was 15.90",
        ),
        // Two amounts, each with its word.
        (
            "en-GB",
            "<div class=price><span class=was>Was £1,299.00</span> <span class=now>Now £999.00</span></div>",
            "999.00 GBP was 1299.00 GBP",
        ),
        // A percentage beside the amount.
        (
            "ro-RO",
            "<p class=product-old-price>PRP: 349<sup>99</sup> Lei <span>(-20%)</span></p><p class=product-new-price>279<sup>99</sup> Lei</p>",
            "279.99 RON was 349.99 RON",
        ),
        ("en-US", "<p class=price>Save -20% $10.00</p>", "-"),
        // Signs that a language's country tells.
        (
            "nb-NO",
            "<div class=price><span class=price-now>799,-</span> <span class=price-before>1 199,-</span></div>",
            "799.00 NOK was 1199.00 NOK",
        ),
        ("sv-SE", "<div class=price><b>799:-</b> <i>Ord. 1 199:-</i></div>", "799.00 SEK was 1199.00 SEK"),
        ("en-ZA", "<div class=price><s>R1 299.00</s> <b>R999.00</b></div>", "999.00 ZAR was 1299.00 ZAR"),
        ("ar", "<div class=price><del>٣٠٠ ر.س</del> <ins>٢٤٠ ر.س</ins></div>", "240.00 SAR was 300.00 SAR"),
        (
            "pl-PL",
            "<div class=cena>19,90 zł <span class=stara>29,90 zł</span></div>",
            "19.90 PLN was 29.90 PLN",
        ),
        (
            "en-US",
            "<div class=price><b class=price-sale>$20.00</b> <i class=price-reg>Reg. $30.00</i></div>",
            "20.00 USD was 30.00 USD",
        ),
        ("nb-NO", "<span class=price-model>2024</span>", "-"),
        ("en-AU", "<span class=price-count>3</span>", "-"),
        // Another model's.
        (
            "en-US",
            "<b class=price>$120.00</b><div class=compare-models>Pro <s>$200.00</s> <b>$120.00</b></div>",
            "120.00 USD",
        ),
    ] {
        let page = read(&kettle(lang, prices, ""));
        assert_eq!(shown(page.product.unwrap().price.as_ref()), expected, "{prices}");
    }
}
