//! Pages of a megabyte that no shop has: thousands of tiles, prices or links, in the mark-up of each platform. Reading a page costs
//! what is on it, once; these are where it would show if a reader looked at everything again.

use std::fmt::Write;

/// What the pages are made of: a name, what stands in the head and on `<body>`, and what is repeated, with `#` for its number.
const KINDS: &[(&str, &str, &str, &str)] = &[
    (
        "PrestaShop, tiles",
        "<script>var prestashop = {\"page\":{\"page_name\":\"product\"}};</script>",
        "id=product",
        "<article class='product-miniature js-product-miniature' data-id-product=#><h3 class=product-title><a href=/#-lamp.html>Lamp #</a></h3>\
         <span class=regular-price>50,00 €</span> <span class=price>20,00 €</span></article>",
    ),
    (
        "WooCommerce, tiles",
        "<meta name=generator content='WooCommerce 10.3.6'>",
        "class='single-product woocommerce'",
        "<div class=products><li class=product><a href=/product/lamp-#/>Lamp #</a><span class=price><del>50,00 €</del> <ins>20,00 €</ins></span></li></div>",
    ),
    (
        "Shopify, tiles",
        "<script src=https://cdn.shopify.com/s/a.js></script>",
        "",
        "<div class=card-wrapper><h3 class=card__heading><a href=/products/lamp-#>Lamp #</a></h3><s class=price-item--regular>50,00 €</s>\
         <span class=price-item--sale>20,00 €</span></div>",
    ),
    (
        "Magento, tiles",
        "<script type=text/x-magento-init>{}</script>",
        "class=catalog-product-view",
        "<li class=product-item><a class=product-item-link href=/lamp-#.html>Lamp #</a><span class=old-price>50,00 €</span>\
         <span class=price data-price-type=finalPrice data-price-amount=20>20,00 €</span></li>",
    ),
    (
        "any theme, tiles",
        "",
        "",
        "<div class=cell><a href=/lamp-#.html>Lamp #</a><b class=price><s>50,00 €</s> <i>20,00 €</i></b></div>",
    ),
    ("any theme, prices", "", "", "<b class=price>#,00 €</b>"),
    ("any theme, crossed-out prices", "", "", "<s>#,00 €</s>"),
    ("any theme, classes of their own", "", "", "<i class='a# old-price-#'>#</i>"),
    ("any theme, links", "", "", "<a href=/lamp-#.html>Lamp</a>"),
    ("any theme, announcements", "", "", "<p>Livraison offerte dès # €, 3 pour 2, code promo: A#</p>"),
    ("any theme, elements", "", "", "<i>a</i>"),
];

/// Each page of about so many bytes, with its name.
pub(crate) fn pages(bytes: usize) -> impl Iterator<Item = (&'static str, String)> {
    KINDS.iter().map(move |(name, head, body, unit)| {
        let mut page = format!(
            "<html lang=fr><head>{head}<script type='application/ld+json'>{{\"@type\":\"Product\",\"name\":\"Lamp\",\"offers\":\
             {{\"price\":\"20.00\",\"priceCurrency\":\"EUR\"}}}}</script></head><body {body}><main><h1>Lamp</h1><p class=price>20,00 €</p>"
        );
        for number in 1.. {
            if page.len() >= bytes {
                break;
            }
            let _ = write!(page, "{}", unit.replace('#', &number.to_string()));
        }
        (*name, page + "</main></body></html>")
    })
}
