//! What the pages' scripts ask besides, in the journeys.

use super::*;
use crate::threshold::Threshold;

const LISTS: &str = "/module/blockwishlist/action?action=getAllWishlist";

/// What the default modules add to a page that lists these products.
fn modules(ids: &[u32]) -> String {
    let tile = |id: &u32| {
        format!(
            "<article class='js-product-miniature'><div class=product-list-reviews data-id={id} data-url='/module/productcomments/CommentGrade'></div></article>"
        )
    };
    let tiles: String = ids.iter().map(tile).collect();
    format!("<div class=wishlist-add-to data-url='{LISTS}'></div>{tiles}")
}

fn grades(ids: &[u32]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| format!("id_products%5B%5D={id}")).collect();
    format!("/module/productcomments/CommentGrade?{}", ids.join("&"))
}

fn compiled(landing: &Stop, around: &[Stop], options: &CompileOptions) -> Scenario {
    let observed = Observed { shops: Shops::known(), landing, around, promotions: &[], tried: None };
    compile(&observed, options).unwrap()
}

/// `name path` of each step of a journey.
fn steps(journey: &Journey) -> Vec<String> {
    journey.steps.iter().map(|step| format!("{} {}", step.name, step.path)).collect()
}

#[test]
fn they_follow_the_page_at_once_and_have_no_pause_of_their_own() {
    let landing = stop("/3-shelf", &page("category", &modules(&[2, 1])));
    let scenario = compiled(&landing, &[], &CompileOptions::default());
    let journey = &scenario.journeys[0];
    assert_eq!(
        steps(journey),
        [
            "category_page /3-shelf".to_owned(),
            format!("category_page wishlists {LISTS}"),
            format!("category_page grades {}", grades(&[1, 2])),
        ]
    );
    let [page, lists, grades] = &journey.steps[..] else { panic!("{journey:?}") };
    assert!(!page.background && !page.think_time.is_zero());
    assert!(
        [lists, grades]
            .iter()
            .all(|step| step.background && step.think_time.is_zero() && step.is_dispensable())
    );
    let header = |step: &crate::scenario::Step, name: &str| {
        step.headers.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
    };
    assert_eq!(header(grades, "X-Requested-With").as_deref(), Some("XMLHttpRequest"));
    assert_eq!(header(lists, "X-Requested-With"), None);
    assert_eq!(scenario.page.as_ref().unwrap().background, ["wishlists", "grades"]);
    assert_eq!(scenario.background_left_out(), Vec::<&str>::new());
    let again = Scenario::parse(&scenario.to_toml().unwrap(), "x.toml".as_ref()).unwrap();
    assert_eq!(again, scenario);
}

#[test]
fn each_product_that_is_drawn_asks_what_its_own_page_asks() {
    let landing = stop("/3-shelf", &page("category", &(tile(1, true) + &tile(2, true))));
    let others =
        [("/1-p.html", product(1, true, &modules(&[7, 8]))), ("/2-p.html", product(2, true, &modules(&[])))];
    let (around, _) = survey(&landing, &others, Mode::ReadOnly);
    let scenario = compiled(&landing, &around, &CompileOptions::default());
    assert_eq!(
        steps(&scenario.journeys[0])[1..],
        [
            "product_page ${product.path}".to_owned(),
            format!("product_page wishlists {LISTS}"),
            "product_page grades ${product.grades}".to_owned(),
        ],
        "an address that all pages have stays as it is"
    );
    let addresses: Vec<_> = scenario.data[0]
        .rows
        .iter()
        .map(|row| {
            row.0.iter().find(|(name, _)| name == "grades").map(|(_, address)| address.clone()).unwrap()
        })
        .collect();
    assert_eq!(addresses, [grades(&[7, 8]), String::new()]);
    let mut without = scenario.clone();
    without.leave_out_background();
    assert!(without.data[0].rows.iter().flat_map(|row| &row.0).all(|(name, _)| name != "grades"));
    assert_eq!(without.background_left_out(), ["wishlists", "grades"]);
}

#[test]
fn a_page_that_asks_nothing_has_no_such_steps() {
    let landing = stop("/3-shelf", &page("category", &tile(1, true)));
    let scenario = compiled(&landing, &[], &CompileOptions::default());
    assert!(scenario.journeys.iter().flat_map(|journey| &journey.steps).all(|step| !step.background));
    assert_eq!(scenario.page.as_ref().unwrap().background, Vec::<String>::new());
}

const CLASSIC: &str = r#"<body class="woocommerce home"><script>var wc_cart_fragments_params = {"wc_ajax_url":"\/?wc-ajax=%%endpoint%%"};</script>
    <li class="product"><a href="/product/lamp/">Lamp</a></li>"#;

#[test]
fn the_small_cart_is_asked_for_once_in_a_visit_where_posting_is_allowed() {
    let landing = stop("/", CLASSIC);
    for (mode, expected, left_out) in [
        (Mode::Full, &["home_page /", "first_small_cart /?wc-ajax=get_refreshed_fragments"][..], &[][..]),
        (Mode::ReadOnly, &["home_page /"], &["first_small_cart"]),
    ] {
        let scenario = compiled(&landing, &[], &CompileOptions { mode, ..CompileOptions::default() });
        assert_eq!(steps(&scenario.journeys[0]), expected, "{mode}");
        assert_eq!(scenario.background_left_out(), left_out, "{mode}");
    }
}

#[test]
fn what_is_left_out_takes_its_thresholds_along() {
    let landing = stop("/3-shelf", &page("category", &modules(&[1])));
    let thresholds =
        ["http_req_duration{name:category_page grades}", "http_req_duration{name:category_page}"];
    let thresholds = thresholds.map(|key| Threshold::parse(key, "p(95)<500").unwrap()).into();
    let options = CompileOptions { thresholds, without_background: true, ..CompileOptions::default() };
    let scenario = compiled(&landing, &[], &options);
    assert_eq!(steps(&scenario.journeys[0]), ["category_page /3-shelf"]);
    assert_eq!(scenario.background_left_out(), ["wishlists", "grades"]);
    let kept: Vec<_> =
        Vec::from(scenario.thresholds).iter().map(|threshold| threshold.source().to_owned()).collect();
    assert_eq!(kept, ["http_req_duration{name:category_page}: p(95)<500"]);
}
