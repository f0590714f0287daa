//! Pages of shops that are not PrestaShop, of shops in a folder, and in other languages; written by hand after what
//! those platforms' default themes write.

#![allow(clippy::unwrap_used, reason = "a test's helpers are tests")]

use promo_load::compile::{CompileError, CompileOptions, Observed, compile, next_stop};
use promo_load::page::{Page, PageKind, PageRole, PageSource, Reading};
use promo_load::promotion::{self, PromotionType};
use promo_load::scenario::{Mode, Scenario};
use promo_load::shops::{Shops, Stop};
use url::Url;

fn read(html: &str, address: &str) -> Page {
    Shops::known().parse(html, &Url::parse("https://boutique.example").unwrap().join(address).unwrap())
}

/// The read-only journeys of a page with nothing read around it.
fn compiled(page: &Page, html: &str) -> Result<Scenario, CompileError> {
    let landing = Stop { asked: page.url.clone(), page: page.clone(), source: html.to_owned(), again: None };
    let observed =
        Observed { shops: Shops::known(), landing: &landing, around: &[], promotions: &[], tried: None };
    compile(&observed, &CompileOptions::default())
}

const WOO: &str = r#"<meta name="generator" content="WooCommerce 9.1">"#;
const SHOPIFY: &str = r#"<script src="https://cdn.shopify.com/s/x.js"></script>"#;
const MAGENTO: &str = r#"<script type="text/x-magento-init">{}</script>"#;

#[test]
fn platforms_name_their_pages() {
    use PageKind::{Cart, Catalog, Category, Checkout, Cms, Home, Other, Product, Search};
    for (head, class, address, platform, kind) in [
        (WOO, "home woocommerce-no-js", "/", "WooCommerce", Home),
        (WOO, "single-product woocommerce", "/product/hat/", "WooCommerce", Product),
        (WOO, "archive tax-product_cat woocommerce", "/product-category/hats/", "WooCommerce", Category),
        (
            WOO,
            "archive post-type-archive-product woocommerce-shop woocommerce",
            "/shop/",
            "WooCommerce",
            Catalog,
        ),
        (WOO, "search search-results woocommerce", "/?s=hat", "WooCommerce", Search),
        (WOO, "page woocommerce-cart woocommerce-page", "/cart/", "WooCommerce", Cart),
        (WOO, "page woocommerce-checkout woocommerce-page", "/checkout/", "WooCommerce", Checkout),
        (WOO, "page page-id-2", "/about/", "WooCommerce", Cms),
        (SHOPIFY, "template-index", "/", "Shopify", Home),
        (SHOPIFY, "gradient", "/", "Shopify", Home),
        (SHOPIFY, "gradient", "/products/hat", "Shopify", Product),
        (SHOPIFY, "gradient", "/en-gb/collections/hats/products/hat", "Shopify", Product),
        (SHOPIFY, "gradient", "/collections/hats", "Shopify", Category),
        (SHOPIFY, "gradient", "/collections/all", "Shopify", Catalog),
        (SHOPIFY, "gradient", "/search?q=hat", "Shopify", Search),
        (SHOPIFY, "gradient", "/cart", "Shopify", Cart),
        (SHOPIFY, "gradient", "/checkouts/cn/x", "Shopify", Checkout),
        (SHOPIFY, "gradient", "/pages/about", "Shopify", Cms),
        (MAGENTO, "cms-home cms-index-index", "/", "Magento", Home),
        (MAGENTO, "catalog-product-view product-hat", "/hat.html", "Magento", Product),
        (MAGENTO, "catalog-category-view", "/hats.html", "Magento", Category),
        (MAGENTO, "catalogsearch-result-index", "/catalogsearch/result/?q=hat", "Magento", Search),
        (MAGENTO, "checkout-cart-index", "/checkout/cart/", "Magento", Cart),
        (MAGENTO, "checkout-index-index", "/checkout/", "Magento", Checkout),
        (MAGENTO, "cms-page-view", "/about", "Magento", Cms),
        (MAGENTO, "cms-noroute-index", "/gone", "Magento", Other),
        ("", "is-ctl-navigation is-act-home", "/", "Shopware", Home),
        ("", "is-ctl-product is-act-index", "/Hat/SW1", "Shopware", Product),
        ("", "is-ctl-navigation is-act-index", "/Hats/", "Shopware", Category),
        ("", "is-ctl-search is-act-search", "/search", "Shopware", Search),
        ("", "is-ctl-checkout is-act-cartpage", "/checkout/cart", "Shopware", Cart),
        ("", "is-ctl-checkout is-act-confirmpage", "/checkout/confirm", "Shopware", Checkout),
        ("", "is--ctl-detail is--act-index", "/hat", "Shopware", Product),
    ] {
        let html = format!("<html><head>{head}</head><body class=\"{class}\"><h1>Hat</h1></body></html>");
        let page = read(&html, address);
        assert_eq!(
            (page.platform_name(), page.kind),
            (Some(platform), kind),
            "{class} {address}: {:?}",
            page.evidence
        );
        assert!(page.is_shop_page());
    }
}

#[test]
fn service_pages_are_named_and_refused() {
    let prestashop = |id: &str| format!("<body id=\"{id}\" class=\"lang-en page-{id}\"><h1>x</h1></body>");
    let other = |head: &str, class: &str| format!("{head}<body class=\"{class}\"><h1>x</h1></body>");
    for (html, role, what) in [
        (prestashop("authentication"), Some(PageRole::Login), "a login page"),
        (prestashop("registration"), Some(PageRole::Registration), "a registration page"),
        (prestashop("my-account"), Some(PageRole::Account), "a customer's account page"),
        (prestashop("contact"), Some(PageRole::Contact), "a contact page"),
        (prestashop("order-confirmation"), Some(PageRole::OrderConfirmation), "an order confirmation"),
        (prestashop("stores"), Some(PageRole::Stores), "the list of the shop's branches"),
        (prestashop("sitemap"), Some(PageRole::Sitemap), "the shop's site map"),
        (prestashop("cart"), None, "a cart page"),
        (prestashop("checkout"), None, "an order page"),
        (prestashop("pagenotfound"), None, "a page-not-found page"),
        (other(MAGENTO, "customer-account-login"), Some(PageRole::Login), "a login page"),
        (other(WOO, "woocommerce-account"), Some(PageRole::Account), "a customer's account page"),
        (other(WOO, "error404"), None, "a page-not-found page"),
        (other("", "is-ctl-auth is-act-loginpage"), Some(PageRole::Login), "a login page"),
    ] {
        let page = read(&html, "/en/x");
        assert_eq!(page.role, role, "{html}");
        let refused = compiled(&page, &html).unwrap_err().to_string();
        assert!(refused.contains(what) && refused.contains("; "), "{refused}");
    }
}

#[test]
fn a_woocommerce_product_with_a_price_before() {
    let html = r#"<body class="single-product woocommerce"><script type="application/ld+json">{"@context":"https:\/\/schema.org\/",
        "@graph":[{"@type":"BreadcrumbList"},{"@type":"Product","name":"Hat","offers":[{"@type":"Offer","priceSpecification":[
        {"@type":"UnitPriceSpecification","price":"25.00","priceCurrency":"EUR"},
        {"@type":"UnitPriceSpecification","price":"30.00","priceType":"https:\/\/schema.org\/ListPrice"}]}]}]}</script>
        <div class="summary"><p class="price"><del><bdi>30,00&nbsp;€</bdi></del> <ins><bdi>25,00&nbsp;€</bdi></ins></p></div></body>"#;
    let page = read(html, "/product/hat/");
    let found = promotion::detect(&page);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].kind, PromotionType::StrikeThrough);
    assert_eq!(
        (found[0].regular.unwrap().to_string(), found[0].current.unwrap().to_string()),
        ("30.00 EUR".to_owned(), "25.00 EUR".to_owned())
    );
    // A crossed-out price beside another price is another product's.
    let other = html.replace("25,00&nbsp;", "24,00&nbsp;").replace("ListPrice", "SalePrice");
    assert!(promotion::detect(&read(&other, "/product/hat/")).is_empty());
}

#[test]
fn a_shopify_product_compares_prices() {
    let html = format!(
        r#"{SHOPIFY}<meta property="og:price:currency" content="GBP"><meta property="og:price:amount" content="80.00">
        <script type="application/json" data-product-json>{{"title":"Boots","price":8000,"price_varies":false,
        "compare_at_price":10000,"compare_at_price_varies":false}}</script><h1>Boots</h1>"#
    );
    let page = read(&html, "/products/boots");
    let price = page.product.as_ref().unwrap().price.as_ref().unwrap();
    assert_eq!(
        (price.current.to_string(), price.regular.unwrap().to_string()),
        ("80.00 GBP".to_owned(), "100.00 GBP".to_owned())
    );
    let varies = html
        .replace("\"price_varies\":false", "\"price_varies\":true,\"price_min\":8000,\"price_max\":9000")
        .replace("og:price:amount", "x");
    let product = read(&varies, "/products/boots").product.unwrap();
    assert_eq!((product.price, product.range.unwrap().to_string()), (None, "80.00 to 90.00".to_owned()));
}

#[test]
fn listings_of_other_platforms() {
    for (html, platform) in [
        (
            r#"<body class="tax-product_cat woocommerce"><ul class="products"><li class="product"><a href="/product/a">
            <h2 class="woocommerce-loop-product__title">A</h2><span class="price"><del>€30.00</del> <ins>€25.00</ins></span></a></li>
            <li class="product"><a href="/product/b"><h2 class="woocommerce-loop-product__title">B</h2><span class="price">€9.00 – €12.00</span></a></li></ul>"#,
            "WooCommerce",
        ),
        (
            r#"<script type="text/x-magento-init">{}</script><body class="catalog-category-view"><ol><li class="product-item">
            <a class="product-item-link" href="/product/a">A</a><span data-price-type="finalPrice" data-price-amount="25" class="price-wrapper"><span class="price">€25.00</span></span>
            <span class="old-price"><span data-price-amount="30" class="price-wrapper">€30.00</span></span></li>
            <li class="product-item"><a class="product-item-link" href="/product/b">B</a><span class="price">from €9.00</span></li></ol>"#,
            "Magento",
        ),
    ] {
        let page = read(html, "/hats");
        assert_eq!((page.platform_name(), page.kind), (Some(platform), PageKind::Category));
        let names: Vec<_> = page.listing.iter().map(|tile| tile.name.as_deref()).collect();
        assert_eq!(names, [Some("A"), Some("B")]);
        assert_eq!(page.listing[0].url.as_ref().unwrap().path(), "/product/a");
        let price = page.listing[0].price.as_ref().unwrap();
        assert_eq!((price.current.plain(), price.regular.unwrap().plain()), ("25.00".into(), "30.00".into()));
        assert!(page.listing[1].price.is_none() && page.listing[1].range.is_some());
        let url = page.url.clone();
        let landing = Stop { asked: url.clone(), page, source: html.to_owned(), again: None };
        let next = next_stop(Shops::known(), &landing, &[], &[], Mode::ReadOnly);
        assert_eq!(next, Some(url.join("/product/a").unwrap()), "{html}");
    }
}

#[test]
fn declared_data_is_enough() {
    let broken = r#"<script type="application/ld+json">{"@type":"Organization","name":</script>"#;
    let product = r#"<script type="application/ld+json">/*<![CDATA[*/{"@type":"Product","name":"Hat","offers":
        {"@type":"AggregateOffer","lowPrice":"9.90","highPrice":"19.90","priceCurrency":"EUR",},}/*]]>*/</script>"#;
    let page = read(&format!("{broken}{product}<h1>Hat</h1>"), "/x");
    assert_eq!((page.kind, page.platform_name()), (PageKind::Product, None));
    let read_product = page.product.as_ref().unwrap();
    assert_eq!((read_product.price.as_ref(), read_product.name.as_deref()), (None, Some("Hat")));
    assert_eq!(read_product.range.unwrap().to_string(), "9.90 to 19.90 EUR");
    assert!(
        page.notes.iter().any(|note| note.to_string().contains("1 of the page's JSON-LD scripts")),
        "{:?}",
        page.notes
    );

    let list = r#"<script type="application/ld+json">{"@type":"CollectionPage","mainEntity":{"@type":"ItemList","itemListElement":[
        {"@type":"ListItem","url":"https://boutique.example/a","name":"A"},{"@type":"ListItem","url":"https://boutique.example/b"}]}}</script>"#;
    let page = read(list, "/x");
    assert_eq!((page.kind, page.listing.len()), (PageKind::Category, 2));

    let marked = r#"<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">Hat</h1><p itemprop="offers" itemscope>
        <meta itemprop="priceCurrency" content="EUR"><b itemprop="price" content="12.5">12,50</b></p></div>"#;
    let page = read(marked, "/x");
    assert_eq!(page.kind, PageKind::Product);
    assert_eq!(page.product.unwrap().price.unwrap().current.to_string(), "12.50 EUR");

    let card = r#"<meta name="twitter:card" content="product"><meta name="twitter:label1" content="Price"><meta name="twitter:data1" content="$20.00">"#;
    let page = read(card, "/x");
    assert_eq!(page.kind, PageKind::Product);
    assert_eq!(page.product.unwrap().price.unwrap().current.to_string(), "20.00 USD");
}

#[test]
fn a_sale_price_in_metas_tells_what_it_was_before() {
    let html = r#"<meta property="og:type" content="product"><meta property="product:price:amount" content="30">
        <meta property="product:price:currency" content="EUR"><meta property="product:sale_price:amount" content="25">"#;
    let price = read(html, "/x").product.unwrap().price.unwrap();
    assert_eq!(
        (price.current.to_string(), price.regular.unwrap().to_string()),
        ("25.00 EUR".into(), "30.00 EUR".into())
    );
}

/// What the address cannot tell, the page does; and the address alone is right where the Python original was wrong.
#[test]
fn the_page_decides_where_the_address_cannot() {
    let page = |id: &str, address: &str| {
        read(&format!("<body id=\"{id}\" class=\"lang-fr page-{id}\"><h1>x</h1></body>"), address)
    };
    for (id, address, kind) in [
        ("category", "/3-clothes", PageKind::Category),
        ("category", "/fr/3-vetements", PageKind::Category),
        ("cms", "/content/3-terms-and-conditions-of-use", PageKind::Cms),
        ("manufacturer", "/brand/2-graphic-corner", PageKind::Catalog),
        ("supplier", "/fournisseur/1-x", PageKind::Catalog),
        ("cms", "/2024-11-soldes", PageKind::Cms),
        ("prices-drop", "/promotions/2", PageKind::Catalog),
        ("cms", "/a/promotions-faq", PageKind::Cms),
        ("index", "/en/", PageKind::Home),
        ("index", "/?utm_source=x", PageKind::Home),
        ("prices-drop", "/prices-drop", PageKind::Catalog),
        ("product", "/index.php?id_product=12&controller=product", PageKind::Product),
        ("product", "/product-123.html", PageKind::Product),
        ("category", "/c42-electronique", PageKind::Category),
        ("product", "/cat/123-456", PageKind::Product),
        ("category", "/0-zero", PageKind::Category),
        ("product", "/99999999999999999999-x", PageKind::Product),
        ("cart", "/cart?action=show", PageKind::Cart),
        ("checkout", "/commande/2024", PageKind::Checkout),
    ] {
        assert_eq!(page(id, address).kind, kind, "{address}");
    }
}

#[test]
fn a_shop_in_a_folder() {
    let html = r#"<body id="category" class="lang-en page-category"><script>var prestashop = {"page":{"page_name":"category"},
        "urls":{"base_url":"https:\/\/boutique.example\/shop\/","pages":{"cart":"https:\/\/boutique.example\/shop\/en\/cart",
        "order":"https:\/\/elsewhere.example\/order"}}};</script><a href="/blog/3-x">Blog</a><a href="/shop/en/4-mugs">Mugs</a></body>"#;
    let page = read(html, "/shop/en/3-clothes");
    assert_eq!(page.root.as_str(), "https://boutique.example/shop/");
    assert_eq!(page.kind, PageKind::Category);
    assert!(
        page.evidence.iter().any(|one| one.signal == "URL" && one.says == "category"),
        "{:?}",
        page.evidence
    );
    assert_eq!(page.urls.cart.unwrap().path(), "/shop/en/cart");
    assert_eq!(page.urls.order, None, "a journey never leaves its shop");
    assert_eq!(page.links.iter().map(|link| link.url.path()).collect::<Vec<_>>(), ["/shop/en/4-mugs"]);
}

#[test]
fn the_user_may_know_better() {
    let html = r#"<h1>Hat</h1><p class="price">19,90 €</p><p class="current-price">19,90 €</p>"#;
    let url = Url::parse("https://boutique.example/x").unwrap();
    let source = PageSource::decode(html.as_bytes(), None).unwrap();
    assert_eq!(Shops::known().parse_source(&source, &url, Reading::default()).kind, PageKind::Other);
    let page =
        Shops::known().parse_source(&source, &url, Reading { kind: Some(PageKind::Product), at_home: false });
    assert_eq!((page.kind, page.evidence[0].signal.as_str()), (PageKind::Product, "--page-type"));
    assert_eq!(page.product.as_ref().unwrap().price.as_ref().unwrap().current.to_string(), "19.90 EUR");
    let scenario = compiled(&page, html).unwrap();
    assert_eq!(scenario.journeys[0].steps[0].name, "product_page");
}

#[test]
fn a_broken_object_is_no_missing_promotion() {
    let html = r#"<body id="product" class="lang-en page-product"><script>var prestashop = {"cart":{"discounts":[{"code":"BF"</script></body>"#;
    let page = read(html, "/en/6-mug.html");
    assert_eq!((page.platform_name(), page.kind), (Some("PrestaShop"), PageKind::Product));
    assert!(
        page.blind.len() == 2 && page.blind[0].to_string().contains("`prestashop` object is broken"),
        "{:?}",
        page.blind
    );
}
