//! `bench --demo`: the embedded shop as the target.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use url::Url;

use super::demo_shop::demo_config;
use super::failure::Failure;
use super::options::BenchOptions;
use super::target::Target;
use crate::plan::ramp;
use crate::scenario::{Load, Mode, Voucher};
use crate::shop::DemoShop;
use crate::words::{Lang, Message};

/// The demo's load: about 20 seconds in all, with the last shoppers finishing.
const VUS: u32 = 20;
const DURATION: Duration = Duration::from_secs(13);
const DOWN: Duration = Duration::from_secs(2);
/// The demo's voucher, one that its shop advertises.
const VOUCHER: &str = "BF2025";

/// Starts the embedded shop and points the options at it.
pub(super) fn start(options: &mut BenchOptions) -> Result<DemoShop, Failure> {
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let shop = DemoShop::start(loopback, demo_config(options.demo_platform))
        .map_err(|error| Failure::Unexpected(Message::from(&error)))?;
    let page = Url::parse(&shop.base_url()).and_then(|base| base.join(shop.promotion_path()));
    options.target = Some(Target::Url(page.map_err(Failure::unforeseen)?));
    let mode = *options.reach.mode.get_or_insert(Mode::Full);
    if mode == Mode::Full {
        options.reach.voucher.get_or_insert_with(|| Voucher::public(VOUCHER));
    }
    Ok(shop)
}

/// What to do after the demo.
pub(super) fn next(lang: Lang) -> Vec<String> {
    [Message::new("demo-next-inspect"), Message::new("demo-next-smoke")].map(|next| next.say(lang)).into()
}

/// The load where no flag says one.
pub(super) fn load() -> Load {
    ramp(VUS, DURATION, DOWN)
}
