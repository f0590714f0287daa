//! The journeys of a WooCommerce: JSON, nonces from headers and pages, times of the visitor's own.

use promo_load::scenario::Scenario;
use promo_load::shop::{DemoPlatform, Route, ServedAs, ShopConfig, Theme};

use crate::k6::pair::{Stage, fixed, shop_of};
use crate::k6::tool::k6;
use crate::support::{Place, promotion};

#[test]
fn carts_of_both_themes_are_filled_alike() {
    let Some(k6) = &k6() else { return };
    for theme in [Theme::Classic, Theme::Blocks] {
        let shop =
            shop_of(ShopConfig { platform: DemoPlatform::WooCommerce, theme, ..ShopConfig::default() });
        let place = Place::new();
        let page = promotion(&shop);
        let arguments = ["compile", &page, "--mode", "full", "--voucher", "BF2025", "-o", "woo.toml"];
        place.run(&arguments).assert_code(0);
        let mut scenario = Scenario::read(&place.path("woo.toml")).unwrap();
        // One journey, so that nothing is drawn.
        scenario.journeys.truncate(1);
        scenario.loads = vec![fixed()];
        let both = Stage::set(place, scenario, &shop.base_url()).assert_alike(k6, &shop);
        assert_eq!(both.native.iterations, 6);
        assert!(both.native.checks.values().all(|(_, fails)| *fails == 0), "{:?}", both.native.checks);
        let stats = shop.stats();
        assert_eq!(stats.routes[&Route::VoucherAdd].outcomes[&ServedAs::Applied], 6, "{theme}");
    }
}
