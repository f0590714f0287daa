//! What the pages' scripts ask besides: as often as pages were visited, in no page's time, and said where it is left out.

use promo_load::shop::{CostModel, DemoPlatform, DemoShop, Misbehaviour, Route, ServedAs, ShopConfig};
use serde_json::{Value, json};

use crate::bench::{bench, seen};
use crate::support::{Place, RunFiles, promotion, shop, shop_with, url};

fn with_modules(config: ShopConfig) -> DemoShop {
    shop_with(ShopConfig { modules: true, ..config })
}

fn finding<'a>(files: &'a RunFiles, kind: &str) -> Option<&'a Value> {
    files.json["verdict"]["findings"].as_array().unwrap().iter().find(|finding| finding["kind"] == kind)
}

/// Two shoppers: three would be a crowd, and a machine that stands still for a moment would add the pages that its stall kept back.
const LOAD: [&str; 6] = ["--vus", "2", "--iterations", "60", "--think-time", "0"];

/// Category pages and the products drawn from them: each view asks for wish lists and for the grades of its tiles, and the shop's own
/// counters say so.
#[test]
fn as_many_arrive_as_pages_are_visited() {
    let shop = with_modules(ShopConfig::default());
    let files = bench(&shop, &url(&shop, "/en/2-home"), &LOAD);
    let pages = seen(&shop, Route::Category) + seen(&shop, Route::Product);
    assert!(pages >= 120, "{pages}");
    assert_eq!((seen(&shop, Route::WishLists), seen(&shop, Route::Grades)), (pages, pages));
    let sum = |end: &str| -> u64 {
        ["category_page", "product_page", "second_page"]
            .map(|page| files.requests(&format!("{page} {end}")))
            .iter()
            .sum()
    };
    assert_eq!((sum("wishlists"), sum("grades")), (pages, pages));
    assert_eq!(shop.stats().requests, 3 * pages, "nothing else was sent");
    // All that was sent is counted; times and visits are of pages.
    assert_eq!(files.metric("http_reqs", "count"), 3 * pages);
    for metric in ["http_req_duration", "response_time"] {
        assert_eq!(files.metric(metric, "count"), pages, "{metric}");
    }
    assert_eq!(files.count("/judged/requests"), pages);
    let steps = files.json["steps"].as_array().unwrap();
    let background: Vec<bool> = steps.iter().map(|step| step["background"] == true).collect();
    assert_eq!(
        background,
        steps.iter().map(|step| step["name"].as_str().unwrap().contains(' ')).collect::<Vec<_>>()
    );
    assert_eq!(finding(&files, "background-left-out"), None);
    assert!(!files.report.contains("without what the pages"), "{}", files.report);
}

#[test]
fn buyers_pages_ask_and_their_writes_do_not() {
    let shop = with_modules(ShopConfig::default());
    let files =
        bench(&shop, &promotion(&shop), &[&LOAD[..], &["--mode", "full", "--voucher", "BF2025"]].concat());
    assert_eq!(files.requests("add_to_cart"), 60);
    let lists = seen(&shop, Route::Product) + seen(&shop, Route::CartPage) + seen(&shop, Route::Order);
    assert_eq!(seen(&shop, Route::WishLists), lists, "pages with the footer have the window");
    assert_eq!(seen(&shop, Route::Grades), seen(&shop, Route::Product), "only lists of products have grades");
    assert_eq!(files.metric("checks", "fails"), 0);
}

#[test]
fn a_capacity_without_them_is_said_to_be_without_them() {
    let shop = with_modules(ShopConfig::default());
    let files = bench(&shop, &url(&shop, "/en/2-home"), &[&LOAD[..], &["--no-background"]].concat());
    assert_eq!((seen(&shop, Route::WishLists), seen(&shop, Route::Grades)), (0, 0));
    let finding = finding(&files, "background-left-out").unwrap();
    assert_eq!(finding["evidence"]["id"], "background-left-out-names");
    let notes = files.json["notes"].to_string();
    for (part, text) in [
        (
            "without what the pages' scripts ask the shop by themselves: wishlists, grades",
            files.report.as_str(),
        ),
        ("note-without-background", notes.as_str()),
        ("background = [", files.scenario.as_str()),
    ] {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
    // The file knows what it leaves out.
    let place = Place::new();
    place.write("x.toml", &files.scenario);
    let ended =
        place.run(&["bench", "x.toml", "--vus", "1", "--iterations", "1", "--think-time", "0", "--quiet"]);
    assert!(matches!(ended.code, Some(0 | 120)), "{ended:?}");
    assert!(place.files().json["notes"].to_string().contains("note-without-background"));
}

#[test]
fn a_file_can_be_run_without_them() {
    let (shop, place) = (with_modules(ShopConfig::default()), Place::new());
    place.run(&["compile", &url(&shop, "/en/2-home"), "-o", "x.toml"]).assert_code(0);
    assert!(place.read("x.toml").contains("background = true"));
    let file = place.path("x.toml");
    let files = bench(&shop, file.to_str().unwrap(), &[&LOAD[..], &["--no-background"]].concat());
    assert_eq!(
        (seen(&shop, Route::WishLists), files.metric("http_reqs", "count")),
        (0, shop.stats().requests)
    );
    assert!(finding(&files, "background-left-out").is_some());
}

/// The shopper hardly sees it; the shop has the costs, and a finding says what fails.
#[test]
fn a_visit_is_as_good_when_they_fail() {
    let mut config = ShopConfig::default();
    config.faults.misbehaviours = vec!["wish_lists:500".parse::<Misbehaviour>().unwrap()];
    let shop = with_modules(config);
    let files = bench(&shop, &promotion(&shop), &LOAD);
    let pages = seen(&shop, Route::Product) + seen(&shop, Route::Category);
    assert_eq!(shop.stats().routes[&Route::WishLists].outcomes[&ServedAs::Misbehaved], pages);
    assert_eq!(files.json["judged"]["failure_rate"], json!(0.0));
    assert_eq!(files.json["verdict"]["grade"]["letter"], "A");
    assert_eq!(files.count("/iterations/failed"), 0);
    let failed = finding(&files, "background-failed").unwrap();
    assert!(failed["step"].as_str().unwrap().ends_with(" wishlists"), "{failed}");
}

/// A page's own time stays its own, however long its scripts wait.
#[test]
fn their_time_is_in_no_page() {
    let slow = std::time::Duration::from_millis(400);
    let cost = CostModel {
        per_route: vec![(Route::Grades, slow), (Route::WishLists, slow)],
        ..CostModel::default()
    };
    let shop = with_modules(ShopConfig { cost, ..ShopConfig::default() });
    let load = ["--vus", "2", "--iterations", "4", "--think-time", "0"];
    let files = bench(&shop, &promotion(&shop), &load);
    let max = |metric: &str| -> f64 {
        let metrics = files.json["metrics"].as_array().unwrap();
        metrics.iter().find(|known| known["name"] == metric).unwrap()["values"]["max"].as_f64().unwrap()
    };
    let step = |name: &str| {
        let steps = files.json["steps"].as_array().unwrap();
        steps.iter().find(|step| step["name"] == name).unwrap()["response_time"]["min"].as_f64().unwrap()
    };
    assert!(step("product_page grades") >= 400.0 && step("product_page wishlists") >= 400.0);
    // Both were waited for before the next visit, side by side.
    assert!(max("iteration_duration") >= 400.0);
    assert!(max("response_time") < max("iteration_duration") - 400.0, "{}", max("response_time"));
}

#[test]
fn a_shop_without_the_modules_is_asked_for_nothing_more() {
    let shop = shop();
    let files = bench(&shop, &url(&shop, "/en/2-home"), &LOAD);
    assert_eq!((seen(&shop, Route::WishLists), seen(&shop, Route::Grades)), (0, 0));
    assert!(!files.scenario.contains("background"), "{}", files.scenario);
    assert_eq!(finding(&files, "background-left-out"), None);
}

/// A `POST` is not sent in `read-only`, and that is said.
#[test]
fn the_small_cart_is_left_out_of_a_load_that_may_not_post() {
    let woo = || shop_with(ShopConfig { platform: DemoPlatform::WooCommerce, ..ShopConfig::default() });
    let shop = woo();
    let files = bench(&shop, &promotion(&shop), &LOAD);
    assert_eq!(seen(&shop, Route::Fragments), 0);
    assert!(finding(&files, "background-left-out").is_some());
    let shop = woo();
    let files = bench(&shop, &promotion(&shop), &[&LOAD[..], &["--mode", "full"]].concat());
    let buyers = files.requests("add_to_cart");
    assert_eq!((files.requests("first_small_cart"), files.requests("small_cart")), (60, buyers));
    assert_eq!(seen(&shop, Route::Fragments), 60 + buyers);
    assert_eq!(finding(&files, "background-left-out"), None);
}

fn scenario(shop: &DemoShop, steps: &str) -> Place {
    let place = Place::new();
    let head =
        format!("schema = 1\nname = 'x'\nbase_url = '{}'\n[[journey]]\nname = 'look'\n", shop.base_url());
    place.write("x.toml", &format!("{head}{steps}"));
    place
}

const PAGE: &str = "[[journey.step]]\nname = 'page'\npath = '/en/'\n";
const LISTS: &str =
    "[[journey.step]]\nname = 'page lists'\npath = '/en/module/blockwishlist/action'\nbackground = true\n";

#[test]
fn what_a_check_looks_at_breaks_the_visit() {
    let shop = with_modules(ShopConfig::default());
    for (more, failed) in [
        ("", 0),
        ("expect_status = [404]\n", 0),
        ("[[journey.step.check]]\nname = 'c'\nbody_contains = 'logged in'\n", 0),
        ("[[journey.step.check]]\nname = 'c'\nbody_contains = 'no such text'\n", 3),
        ("[[journey.step.extract]]\nname = 'v'\nbetween = ['no such text', 'x']\n", 3),
    ] {
        let place = scenario(&shop, &format!("{PAGE}{LISTS}{more}"));
        place.run(&["bench", "x.toml", "--vus", "1", "--iterations", "3", "--quiet"]);
        let files = place.files();
        assert_eq!(files.count("/iterations/failed"), failed, "{more}");
        assert_eq!((files.requests("page"), files.requests("page lists")), (3, 3), "{more}");
    }
}

#[test]
fn what_makes_no_sense_is_refused() {
    let shop = with_modules(ShopConfig::default());
    let again = "[[journey]]\nname = 'other'\n[[journey.step]]\nname = 'page lists'\npath = '/en/'\n";
    let pause = format!("{PAGE}{LISTS}think_time = '1s'\n");
    for (steps, problem) in [
        (LISTS.to_owned(), "is a background request without a page before it"),
        (pause, "write the think_time there"),
        (format!("{PAGE}{LISTS}{again}"), "is a background request here and another step elsewhere"),
    ] {
        let place = scenario(&shop, &steps);
        let ended = place.run(&["bench", "x.toml", "--vus", "1", "--iterations", "1"]);
        assert!(ended.code != Some(0) && ended.problem().contains(problem), "{}", ended.stderr);
    }
    assert_eq!(shop.stats().requests, 0);
}

#[test]
fn inspect_lists_them_in_both_languages() {
    let shop = with_modules(ShopConfig::default());
    let page = url(&shop, "/en/3-clothes");
    let place = Place::new();
    for (lang, title, moment) in [
        ("en", "what the page's scripts ask the shop by themselves:", "with every view"),
        ("fr", "ce que les scripts de la page demandent d’eux-mêmes à la boutique", "à chaque affichage"),
    ] {
        let text = place.run(&["inspect", &page, "--lang", lang]).stdout;
        let lists = "GET /en/module/blockwishlist/action?action=getAllWishlist";
        for part in [title, moment, lists, "GET /en/module/productcomments/CommentGrade?id_products%5B%5D="] {
            assert!(text.contains(part), "`{part}` is not in: {text}");
        }
    }
    let json: Value = serde_json::from_str(&place.run(&["inspect", &page, "--json"]).stdout).unwrap();
    let asked: Vec<_> = json["background"].as_array().unwrap().iter().map(|asked| &asked["name"]).collect();
    assert_eq!(asked, ["wishlists", "grades"]);
}
