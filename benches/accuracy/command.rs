//! The command as users type it, against a shop in this process.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::process::Command;

use promo_load::record::RunRecord;
use promo_load::shop::{CostModel, DemoShop, ShopConfig};

/// A shop that takes as long as this says.
pub(crate) fn open(cost: CostModel) -> DemoShop {
    open_shop(ShopConfig { cost, ..ShopConfig::default() })
}

/// A shop on a free port of the loopback.
pub(crate) fn open_shop(config: ShopConfig) -> DemoShop {
    DemoShop::start(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), config).expect("a free port")
}

/// Runs `promo-load bench` with these arguments and reads its `run.json`.
pub(crate) fn bench(arguments: &[String], out: &Path) -> RunRecord {
    let output = Command::new(env!("CARGO_BIN_EXE_promo-load"))
        .arg("bench")
        .args(arguments)
        .args(["--quiet", "--json", "--out"])
        .arg(out)
        .output()
        .expect("promo-load starts");
    let text = String::from_utf8_lossy(&output.stdout);
    RunRecord::from_json(&text)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}
