//! A shop whose friendly addresses are off: every page is `/index.php`, and the query says which.

use crate::support::Place;
use crate::support::answering::{Answering, page};

fn head(kind: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{kind}</title><script>var prestashop = {{\"currency\":{{\"iso_code\":\"EUR\"}},\
         \"page\":{{\"page_name\":\"{kind}\"}}}};</script></head><body id=\"{kind}\">"
    )
}

fn listing() -> String {
    let tile = |id: u32| {
        format!(
            "<article class=\"product-miniature js-product-miniature\" data-id-product=\"{id}\"><h3 class=\"product-title\">\
             <a href=\"/index.php?id_product={id}&amp;controller=product\">Cup {id}</a></h3><div class=\"product-price-and-shipping\">\
             <span class=\"regular-price\">€20.00</span><span class=\"price\">€15.00</span></div></article>"
        )
    };
    format!("{}<main><h1>Cups</h1>{}{}</main>", head("category"), tile(3), tile(4))
}

fn product() -> String {
    format!(
        "{}<main><h1>Cup</h1><div class=\"product-prices\"><span class=\"regular-price\">€20.00</span>\
         <span class=\"current-price-value\" content=\"15\">€15.00</span></div></main>",
        head("product")
    )
}

#[test]
fn products_are_other_pages_than_their_category() {
    let shop =
        Answering::by(|asked| page(&if asked.path().contains("id_product") { product() } else { listing() }));
    let place = Place::new();
    let target = shop.url("/index.php?id_category=8&controller=category");
    let ended = place.run(&["compile", &target]);
    let text = &ended.assert_code(0).stdout;
    for id in [3, 4] {
        assert!(
            text.contains(&format!("/index.php?id_product={id}&controller=product")),
            "{text}\n{}",
            ended.stderr
        );
    }
}
