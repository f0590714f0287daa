//! What `inspect` prints, as a whole.

use promo_load::promotion;
use promo_load::report::inspect;
use promo_load::shops::Shops;
use promo_load::words::Lang;

#[test]
fn a_product_page_for_people() {
    let html = include_str!("fixtures/pages/classic-product.html");
    let page = Shops::known().parse(html, &Shops::known().base_url_from(html).unwrap());
    insta::assert_snapshot!(inspect::text(&page, &promotion::detect(&page), &[], Lang::En), @r#"
    product page (99 % sure)

      address         https://boutique.example/fr/accessoires/21-echarpe.html
      title           Écharpe en laine
      shop            PrestaShop
      language        fr-FR
      product         Écharpe en laine  (id 21)
      price           1234.50 EUR, was 1499.00 EUR   .current-price-value[content]
      can be bought   yes

    promotions (medium complexity; server impact 0.30, an estimate from what was found, not a measurement)
      reduced price  "Écharpe en laine" -264.50 EUR, 1499.00 → 1234.50 EUR     .regular-price
      voucher code   HIVER -5.00 EUR, from 40.00 EUR on, valid from 2026-11-01   cart.discounts
      free shipping  PORT "Port offert };" (rule 9)                            cart.discounts

    why we think so
      body id                     product      product
      page_name                   product      product
      add-to-cart form            product      /fr/panier
      og:type                     product      product
      meta product:price:amount   product      1234.50 EUR
      URL                         product      /fr/accessoires/21-echarpe.html
      platform                    PrestaShop   var prestashop
    "#);
}
