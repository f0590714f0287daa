//! `promo-load demo-shop`: the embedded shop in the foreground.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;

use super::failure::{Ended, Failure};
use super::process::say;
use super::signals::Signals;
use crate::shop::{CostModel, DemoPlatform, DemoShop, ShopConfig};
use crate::words::Message;

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

/// Serves the shop until a signal asks for the end. As the first process of a container it gets no signal that it does not ask for.
///
/// # Errors
///
/// [`Failure`] when the address is not free, or the system gives no thread.
pub fn demo_shop(listen: SocketAddr, config: ShopConfig) -> Result<Ended, Failure> {
    let signals = Signals::install()?;
    let shop = DemoShop::start(listen, config).map_err(|error| Failure::Usage(Message::from(&error)))?;
    let base = shop.base_url();
    let base = base.trim_end_matches('/');
    say(&Message::new("demo-shop-at").exact("base", base).exact("page", shop.promotion_path()))?;
    let (over, ended) = mpsc::channel();
    let told = over.clone();
    thread::Builder::new().name("demo-shop".into()).spawn(move || {
        shop.wait();
        let _gone = over.send(());
    })?;
    let runtime = Builder::new_current_thread().build()?;
    thread::Builder::new().name("demo-shop-end".into()).spawn(move || {
        runtime.block_on(signals.received());
        let _gone = told.send(());
    })?;
    // Both threads end with the process.
    let _one_of_them = ended.recv();
    Ok(Ended::Held)
}
