//! What the pages' scripts ask besides: the same requests from k6, which sends them one after the other.

use promo_load::scenario::Scenario;
use promo_load::shop::{Route, ShopConfig};

use crate::k6::pair::{Stage, fixed, scenario, shop_of};
use crate::k6::tool::k6;
use crate::support::{Place, url};

fn compiled(page: &str, flags: &[&str]) -> (Place, Scenario) {
    let place = Place::new();
    place.run(&[&["compile", page, "-o", "x.toml"], flags].concat()).assert_code(0);
    let mut scenario = Scenario::read(&place.path("x.toml")).unwrap();
    // One journey, so that nothing is drawn.
    scenario.journeys.truncate(1);
    scenario.loads = vec![fixed()];
    (place, scenario)
}

#[test]
fn each_page_is_followed_by_the_same_requests() {
    let Some(k6) = &k6() else { return };
    let shop = shop_of(ShopConfig { modules: true, ..ShopConfig::default() });
    for (path, flags) in
        [("/en/2-home", &[][..]), (shop.promotion_path(), &["--mode", "full", "--voucher", "BF2025"])]
    {
        let (place, scenario) = compiled(&url(&shop, path), flags);
        let both = Stage::set(place, scenario, &shop.base_url()).assert_alike(k6, &shop);
        assert_eq!(both.native.iterations, 6, "{path}");
        let stats = shop.stats();
        let asked = |route: Route| stats.routes.get(&route).map_or(0, |known| known.requests);
        assert!(asked(Route::WishLists) >= 6 && asked(Route::Grades) >= 6, "{path}: {stats:?}");
        assert!(both.k6.steps.keys().any(|step| step.ends_with(" grades")), "{path}: {:?}", both.k6.steps);
    }
}

/// A page whose scripts do not ask, among rows whose scripts do; and a request that a check looks at.
#[test]
fn a_row_without_an_address_sends_nothing() {
    let Some(k6) = &k6() else { return };
    let shop = shop_of(ShopConfig { modules: true, ..ShopConfig::default() });
    let text = "[[data]]\nname = 'p'\nrows = [{ path = '/en/2-home', asks = '/en/module/productcomments/CommentGrade?id_products%5B%5D=6' }, { path = '/en/', asks = '' }]\n\
        [thresholds]\n'http_req_duration' = ['p(95)<5000']\n\
        [[journey]]\nname = 'j'\n[[journey.step]]\nname = 'page'\npath = '${p.path}'\n\
        [[journey.step]]\nname = 'page grades'\npath = '${p.asks}'\nbackground = true\n\
        [[journey.step]]\nname = 'page lists'\npath = '/en/module/blockwishlist/action?action=getAllWishlist'\nbackground = true\n\
        [[journey.step.check]]\nname = 'is a guest'\nbody_contains = 'logged in'\n\
        [[journey.step]]\nname = 'next'\npath = '/en/3-clothes'\n";
    let walked = Scenario { loads: vec![fixed()], ..scenario(text) };
    let both = Stage::set(Place::new(), walked, &shop.base_url()).assert_alike(k6, &shop);
    let grades = both.k6.steps["page grades"];
    assert_eq!((grades, both.k6.steps["page lists"], both.k6.steps["next"]), (3, 6, 6));
    assert_eq!(both.k6.checks["is a guest"], (6, 0));
}
