//! `promo-load demo-shop`: the embedded shop in the foreground.

use std::net::SocketAddr;
use std::time::Duration;

use super::failure::{Ended, Failure};
use super::process::print;
use crate::shop::{CostModel, DemoPlatform, DemoShop, ShopConfig};

/// The demo's shop: two workers and honest prices, so that twenty shoppers can be felt.
pub(super) fn demo_config(platform: DemoPlatform) -> ShopConfig {
    ShopConfig {
        platform,
        cost: CostModel {
            workers: 2,
            page: Duration::from_millis(30),
            cart: Duration::from_millis(45),
            per_rule: Duration::from_millis(15),
            ..CostModel::default()
        },
        ..ShopConfig::default()
    }
}

/// Serves the shop until a signal ends the process.
///
/// # Errors
///
/// [`Failure`] when the address is not free.
pub fn demo_shop(listen: SocketAddr, config: ShopConfig) -> Result<Ended, Failure> {
    let shop = DemoShop::start(listen, config).map_err(|error| Failure::Usage(error.to_string()))?;
    let base = shop.base_url();
    let base = base.trim_end_matches('/');
    print(&format!(
        "demo shop at {base}\n  promotion page  {base}{}\n  its own counters  {base}/__shop/stats\n",
        shop.promotion_path()
    ))?;
    shop.wait();
    Ok(Ended::Held)
}
