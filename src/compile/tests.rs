mod background;

use super::*;
use crate::page::CartState;
use crate::scenario::Journey;
use crate::shops::prestashop::PrestaShop;
use crate::shops::{CartProtocol, Purchase};

const SHOP: &str = "https://shop.example";

fn url(path: &str) -> Url {
    Url::parse(SHOP).unwrap().join(path).unwrap()
}

fn stop(path: &str, html: &str) -> Stop {
    Stop {
        asked: url(path),
        page: Shops::known().parse(html, &url(path)),
        source: html.to_owned(),
        again: None,
    }
}

fn page(name: &str, content: &str) -> String {
    format!(
        r#"<html lang="en"><title>T</title><body id="{name}"><script>var prestashop = {{"page":{{"page_name":"{name}"}},
        "static_token":"5ca1ab1e","urls":{{"pages":{{"cart":"/cart","order":"/order","product":"/index.php?controller=product"}}}}}};
        </script><main>{content}</main></body></html>"#
    )
}

fn tile(id: u32, reduced: bool) -> String {
    let regular = if reduced { "<span class=regular-price>€20.00</span>" } else { "" };
    format!(
        "<article class=product-miniature data-id-product={id}><h3 class=product-title><a href=/{id}-p.html>P{id}</a></h3>\
         {regular}<span class=price>€10.00</span></article>"
    )
}

/// A product's page; sold out when it cannot be bought.
fn product(id: u32, orderable: bool, more: &str) -> String {
    let off = if orderable { "" } else { "disabled" };
    page(
        "product",
        &format!(
            r#"<nav class="breadcrumb"><a href="/3-shelf">Shelf</a></nav><h1>P{id}</h1>
            <form id="add-to-cart-or-refresh" action="/cart"><input name="token" value="5ca1ab1e">
            <input name="id_product" value="{id}"><input name="qty" value="1">{more}
            <button data-button-action="add-to-cart" {off}>Add</button></form>"#
        ),
    )
}

/// Fetches as the app does, from these pages; an address that is not among them is a dead link.
fn survey(landing: &Stop, others: &[(&str, String)], mode: Mode) -> (Vec<Stop>, Vec<Url>) {
    let (mut around, mut dead) = (Vec::new(), Vec::new());
    while let Some(next) = next_stop(Shops::known(), landing, &around, &dead, mode) {
        match others.iter().find(|(path, _)| url(path) == next) {
            Some((path, html)) => around.push(stop(path, html)),
            None => dead.push(next),
        }
        assert!(around.len() + dead.len() <= 8, "asks for too much");
    }
    (around, dead)
}

fn journeys(landing: &Stop, around: &[Stop], mode: Mode) -> Vec<Journey> {
    let tried =
        product_to_buy(Shops::known(), landing, around).filter(|_| mode == Mode::Full).map(|product| Tried {
            protocol: &PrestaShop,
            purchase: PrestaShop.purchases(&product.page, &[]).remove(0),
            added: CartState { products_count: 1, ..CartState::default() },
            complaint: None,
            with_voucher: None,
            cart_page: None,
            code_page: None,
            order_page: None,
            add_answer: String::new(),
            review_answer: None,
        });
    let observed =
        Observed { shops: Shops::known(), landing, around, promotions: &[], tried: tried.as_ref() };
    compile(&observed, &CompileOptions { mode, ..CompileOptions::default() }).unwrap().journeys
}

/// `name weight: step step`, one journey a line.
fn shape(journeys: &[Journey]) -> Vec<String> {
    journeys
        .iter()
        .map(|journey| {
            let steps: Vec<&str> = journey.steps.iter().map(|step| step.name.as_str()).collect();
            format!("{} {}: {}", journey.name, journey.weight, steps.join(" "))
        })
        .collect()
}

#[test]
fn a_listing_is_paged_and_its_reduced_product_opened() {
    let tiles = tile(1, false) + &tile(2, true) + "<a rel=next href=/2-shelf?page=2>Next</a>";
    // The category's id is one of its products', too.
    let landing = stop("/2-shelf", &page("category", &tiles));
    let others = [
        ("/2-shelf?page=2", page("category", "")),
        ("/1-p.html", product(1, true, "")),
        ("/2-p.html", product(2, true, "")),
    ];
    let (around, dead) = survey(&landing, &others, Mode::ReadOnly);
    assert!(dead.is_empty());
    let journeys = journeys(&landing, &around, Mode::ReadOnly);
    assert_eq!(
        shape(&journeys),
        ["browse 7: category_page product_page", "next-page 3: category_page second_page product_page"]
    );
    assert_eq!(journeys[0].steps[1].path, "${product.path}");
}

#[test]
fn dead_links_are_in_no_journey() {
    let tiles = tile(1, false) + &tile(2, true) + "<a rel=next href=/3-shelf?page=2>Next</a>";
    let landing = stop("/3-shelf", &page("category", &tiles));
    let (around, dead) = survey(&landing, &[], Mode::ReadOnly);
    assert_eq!(dead.len(), 3);
    assert_eq!(shape(&journeys(&landing, &around, Mode::ReadOnly)), ["browse 1: category_page"]);
}

#[test]
fn buyers_take_the_first_product_that_can_be_bought() {
    let landing = stop("/", &page("index", &(tile(1, true) + &tile(2, true) + &tile(3, false))));
    let others = [
        ("/1-p.html", product(1, false, "")),
        ("/2-p.html", product(2, true, "")),
        ("/3-p.html", product(3, true, "")),
    ];
    let (around, _) = survey(&landing, &others, Mode::Full);
    let journeys = journeys(&landing, &around, Mode::Full);
    assert_eq!(
        shape(&journeys),
        [
            "buy 5: home_page product_page add_to_cart cart_page order_page",
            "fill-a-cart 3: home_page product_page add_to_cart cart_page",
            "look 2: home_page"
        ]
    );
    let add = &journeys[0].steps[2];
    assert_eq!(add.form.0[1], ("id_product".into(), "2".into()));
    assert_eq!(add.form.0[0], ("token".into(), "${token}".into()));
    assert_eq!(journeys[0].steps[1].extracts[0].name, "token");
}

#[test]
fn a_shopper_chooses_another_combination_and_as_many_as_the_price_asks_for() {
    let sizes =
        "<select name='group[1]'><option value=1 selected>S</option><option value=2>M</option></select>
        <input type=radio name='group[2]' value=8 checked>";
    let landing = stop("/6-p.html", &product(6, true, sizes));
    let rule = Promotion {
        product_id: Some(6),
        from_quantity: Some(3),
        ..Promotion::new(crate::promotion::PromotionType::QuantityPrice, "test")
    };
    let values = |purchase: &Purchase| {
        ["group[1]", "group[2]", "qty"].map(|name| purchase.field(name).unwrap().to_owned())
    };
    let tries: Vec<_> = PrestaShop.purchases(&landing.page, &[rule]).iter().map(values).collect();
    assert_eq!(tries, [["2", "8", "3"], ["1", "8", "3"], ["1", "8", "1"]]);

    let journeys = journeys(&landing, &[], Mode::Full);
    assert_eq!(
        shape(&journeys)[0],
        "buy 5: product_page choose_combination add_to_cart cart_page order_page"
    );
    assert_eq!(
        journeys[0].steps[1].path,
        "/index.php?controller=product&token=${token}&id_product=6&qty=1&group%5B1%5D=2&group%5B2%5D=8"
    );
}

#[test]
fn a_text_page_leads_where_it_calls_to() {
    let text = "<p>-20% this week</p><a class=btn href=/3-shelf>Shop now</a>";
    let landing = stop("/content/6-sale", &page("cms", text));
    let others = [("/3-shelf", page("category", &tile(2, true))), ("/2-p.html", product(2, true, ""))];
    let (around, _) = survey(&landing, &others, Mode::ReadOnly);
    assert_eq!(
        shape(&journeys(&landing, &around, Mode::ReadOnly)),
        ["look 6: landing_page", "follow 4: landing_page category_page product_page"]
    );
}

#[test]
fn a_voucher_needs_something_to_buy() {
    let landing = stop("/content/1-delivery", &page("cms", "<p>Two days</p>"));
    let observed =
        Observed { shops: Shops::known(), landing: &landing, around: &[], promotions: &[], tried: None };
    let with =
        |mode| CompileOptions { mode, voucher: Some(Voucher::public("BF")), ..CompileOptions::default() };
    assert_eq!(compile(&observed, &with(Mode::ReadOnly)), Err(CompileError::VoucherReadOnly));
    let error = compile(&observed, &with(Mode::Full)).unwrap_err().to_string();
    assert!(error.starts_with("the voucher BF cannot be tried from https://shop.example/content"), "{error}");
}

#[test]
fn what_no_campaign_leads_to_is_refused_with_a_reason() {
    for (name, part) in [
        ("cart", "a cart page"),
        ("checkout", "an order page"),
        ("pagenotfound", "check the address"),
        ("authentication", "is a login page; give the page that the campaign leads to"),
    ] {
        let landing = stop("/x", &page(name, ""));
        let error = refuse(&landing.page).unwrap_err().to_string();
        assert!(error.contains(part), "{name}: {error}");
    }
    let error = refuse(&stop("/x", "<h1>Weather</h1>").page).unwrap_err().to_string();
    assert!(error.contains("no sign of a shop"), "{error}");
}

#[test]
fn a_page_of_no_known_shop_is_known_by_its_title() {
    let html = r#"<html><head><title>Boots &amp; more</title><script type="application/ld+json">{"@type":"Product",
        "name":"Boots","offers":{"@type":"Offer","price":89.9,"priceCurrency":"GBP"}}</script></head></html>"#;
    let landing = stop("/boots", html);
    let journeys = journeys(&landing, &[], Mode::ReadOnly);
    let checks: Vec<_> =
        journeys[0].steps[0].checks.iter().map(|check| check.body_contains.as_deref()).collect();
    assert_eq!(checks, [Some("<title>Boots &amp; more</title>"), Some("\"price\":89.9"), Some("</html>")]);
}

#[test]
fn a_page_is_checked_to_come_to_its_end_where_that_is_written() {
    let boots = r#"<script type="application/ld+json">{"@type":"Product","name":"Boots",
        "offers":{"price":89.9,"priceCurrency":"GBP"}}</script>"#;
    for (behind, is_checked) in [
        ("<p>Boots</p></body></html>", true),
        ("<p>Boots</p></body></HTML>\n<!-- served from the cache -->", true),
        ("<p>Boots</p>", false),
        ("<script>print('</html>')</script></html>", false),
        ("</html>", true),
    ] {
        let html = format!("<html><head><title>Boots</title>{boots}</head><body><h1>Boots</h1>{behind}");
        let checks = journeys(&stop("/boots", &html), &[], Mode::ReadOnly)[0].steps[0].checks.clone();
        assert_eq!(checks.iter().any(|check| check.name == "comes to its end"), is_checked, "{behind}");
    }
    let long = format!("<html><title>Boots</title>{boots}</html>{}", "<p>more</p>".repeat(1_000));
    let checks = journeys(&stop("/boots", &long), &[], Mode::ReadOnly)[0].steps[0].checks.clone();
    assert!(checks.iter().all(|check| check.name != "comes to its end"), "the end is in the middle");
}

/// The checks of a step: `name`, with a star when they are the promotion's.
fn checks_of(scenario: &Scenario, step: &str) -> Vec<String> {
    let mut steps = scenario.journeys.iter().flat_map(|journey| &journey.steps);
    let checks = &steps.find(|known| known.name == step).unwrap().checks;
    checks.iter().map(|check| format!("{}{}", check.name, if check.promotion { "*" } else { "" })).collect()
}

#[test]
fn every_price_is_the_promotions_where_there_is_one() {
    let priced = "<span class=current-price-value content=10.00>€10.00</span>";
    let plain = stop("/6-p.html", &product(6, true, priced));
    let beside = stop("/6-p.html", &product(6, true, &(priced.to_owned() + &tile(7, true))));
    let rule = [Promotion::new(crate::promotion::PromotionType::AutoCartRule, "test")];
    for (landing, promotions, mark) in
        [(&plain, &[][..], ""), (&plain, &rule[..], "*"), (&beside, &[][..], "*")]
    {
        let observed = Observed { shops: Shops::known(), landing, around: &[], promotions, tried: None };
        let scenario = compile(&observed, &CompileOptions::default()).unwrap();
        let mut expected =
            ["price is 10.00", "visible price is 10.00 EUR"].map(|name| format!("{name}{mark}")).to_vec();
        expected.push("comes to its end".to_owned());
        assert_eq!(checks_of(&scenario, "product_page")[1..], expected);
    }
}

#[test]
fn pages_of_a_cart_that_could_not_be_looked_at_are_checked_for_its_answers() {
    let landing = stop("/6-p.html", &product(6, true, ""));
    let cart = |count, total: &str| CartState {
        products_count: count,
        total: total.parse().ok(),
        ..CartState::default()
    };
    let tried = Tried {
        protocol: &PrestaShop,
        purchase: PrestaShop.purchases(&landing.page, &[]).remove(0),
        added: cart(1, "8.42 EUR"),
        complaint: None,
        // With a gift.
        with_voucher: Some(cart(2, "7.58 EUR")),
        cart_page: None,
        code_page: None,
        order_page: None,
        add_answer: String::new(),
        review_answer: None,
    };
    let observed = Observed {
        shops: Shops::known(),
        landing: &landing,
        around: &[],
        promotions: &[],
        tried: Some(&tried),
    };
    let voucher = Some(Voucher::public("BF"));
    let options = CompileOptions { mode: Mode::Full, voucher, ..CompileOptions::default() };
    let scenario = compile(&observed, &options).unwrap();
    assert_eq!(
        checks_of(&scenario, "cart_page"),
        ["is the cart page", "the cart page has the product", "the cart page says 8.42 EUR*"]
    );
    assert_eq!(
        checks_of(&scenario, "order_page"),
        ["is the order page", "the order page has the product*", "the order page says 7.58 EUR*"]
    );
    let order = scenario.journeys[0].steps.last().unwrap();
    let texts: Vec<_> = order.checks.iter().map(|check| check.body_contains.as_deref().unwrap()).collect();
    assert_eq!(texts[1..], ["\"products_count\":2,", "\"amount\":7.58,\"value\""]);
}

#[test]
fn a_price_that_changes_between_visitors_is_not_checked() {
    let listing = |price: &str| page("category", &tile(1, true).replace("€10.00", price));
    let mut landing = stop("/2-shelf", &listing("€10.00"));
    for (again, expected) in [
        ("€10.00", &["old price of product 1 is 20.00", "reduced price of product 1 is 10.00"][..]),
        ("€11.00", &["old price of product 1 is 20.00"]),
    ] {
        landing.again = Some(listing(again));
        let observed =
            Observed { shops: Shops::known(), landing: &landing, around: &[], promotions: &[], tried: None };
        let scenario = compile(&observed, &CompileOptions::default()).unwrap();
        let found = checks_of(&scenario, "category_page");
        let prices: Vec<_> = found.iter().filter(|name| name.contains("price")).collect();
        let expected: Vec<_> = expected.iter().map(|name| format!("{name} EUR*")).collect();
        assert_eq!(prices, expected.iter().collect::<Vec<_>>(), "{again}");
    }
}
