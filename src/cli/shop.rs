//! Flags of the demo shop.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

use super::values;
use crate::shop::{
    Balancer, CostModel, DemoPlatform, Fault, Faults, Freeze, Language, Misbehaviour, MisbehaviourError, Pin,
    ShopConfig, Theme, Webservice, WooSettings,
};
use crate::units::duration;
use crate::units::secret::Secret;
use crate::words::Message;

#[derive(Debug, Args)]
#[command(after_help = Misbehaviour::GRAMMAR)]
pub(super) struct DemoShopArgs {
    /// Address to listen on
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080", value_parser = values::listen)]
    pub(super) listen: SocketAddr,
    #[arg(long, value_name = "NAME", default_value_t, help = DemoPlatform::HELP)]
    platform: DemoPlatform,
    /// Mark-up: classic, and hummingbird or blocks as the platform has them
    #[arg(long, default_value = "classic")]
    theme: Theme,
    /// Languages: en, fr; repeatable. One alone has no /en/ in front of its addresses
    #[arg(long = "language", value_name = "LANG", default_values = ["en", "fr"])]
    languages: Vec<Language>,
    /// Requests worked on at once; 0 is unlimited
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = values::number::<usize>, allow_negative_numbers = true, help_heading = "Cost")]
    workers: usize,
    /// Requests that may wait for a worker before 503 is answered; 0 is unlimited
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = values::number::<usize>, allow_negative_numbers = true, help_heading = "Cost")]
    queue: usize,
    /// Time to make a page
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = duration::parse, help_heading = "Cost")]
    page_time: Duration,
    /// Time to change a cart
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = duration::parse, help_heading = "Cost")]
    cart_time: Duration,
    /// Extra time for each cart rule that is evaluated
    #[arg(long, value_name = "TIME", default_value = "0", value_parser = duration::parse, help_heading = "Cost")]
    rule_time: Duration,
    /// Pack pages and JSON with gzip for clients that accept it
    #[arg(long, help_heading = "Cost")]
    compress: bool,
    /// Have the usual modules whose scripts ask for wish lists and grades with each page
    #[arg(long)]
    modules: bool,
    /// Switch the webservice on (/api/cart_rules), for this key of 32 characters
    #[arg(long, value_name = "KEY", value_parser = key)]
    webservice_key: Option<Secret>,
    /// Share of requests answered 500, from 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    error_rate: f64,
    /// Share of requests whose connection is reset
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    reset_rate: f64,
    /// Share of answers that stop in the middle, with the connection open
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    stall_rate: f64,
    /// Share of answers that are cut off in the middle
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    truncate_rate: f64,
    /// Share of answers that dribble
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    slow_rate: f64,
    /// How long an answer dribbles
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = duration::parse, help_heading = "Faults")]
    slow_time: Duration,
    /// Share of requests whose JSON comes with a PHP notice in front
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    bad_json_rate: f64,
    /// Share of requests that a firewall answers
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    block_rate: f64,
    /// Share of answers that say they are packed, and are not
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = values::share, help_heading = "Faults")]
    bad_encoding_rate: f64,
    /// Answer nothing for LASTS in every EVERY, such as 1s/5s
    #[arg(long, value_name = "LASTS/EVERY", value_parser = freeze, help_heading = "Faults")]
    freeze: Option<Freeze>,
    /// From this request on, answer nothing
    #[arg(long, value_name = "N", value_parser = values::number::<u64>, allow_negative_numbers = true, help_heading = "Faults")]
    freeze_after: Option<u64>,
    /// From this request on, be gone
    #[arg(long, value_name = "N", value_parser = values::number::<u64>, allow_negative_numbers = true, help_heading = "Faults")]
    die_after: Option<u64>,
    /// Make load requests go wrong, such as order:500:1/12; repeatable, its grammar stands below
    #[arg(long, value_name = "RULE", value_parser = misbehaviour, help_heading = "Faults")]
    misbehave: Vec<Misbehaviour>,
    /// Backends behind a balancer that keeps each shopper on one of them
    #[arg(long, value_name = "N", value_parser = values::count::<usize>, allow_negative_numbers = true, help_heading = "Faults")]
    backends: Option<usize>,
    /// What the balancer knows a shopper by: connection or cookie
    #[arg(
        long,
        value_name = "BY",
        default_value = "connection",
        requires = "backends",
        help_heading = "Faults"
    )]
    pinned_by: Pin,
    /// Seed of the faults
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = values::number::<u64>, allow_negative_numbers = true, help_heading = "Faults")]
    seed: u64,
}

impl DemoShopArgs {
    pub(super) fn config(&self) -> ShopConfig {
        ShopConfig {
            platform: self.platform,
            theme: self.theme,
            languages: self.languages.clone(),
            cost: CostModel {
                workers: self.workers,
                queue: self.queue,
                page: self.page_time,
                cart: self.cart_time,
                per_rule: self.rule_time,
                ..CostModel::default()
            },
            faults: Faults {
                mix: self.mix(),
                misbehaviours: self.misbehave.clone(),
                webservice: Vec::new(),
                slow_time: self.slow_time,
                freeze: self.freeze,
                freeze_after_requests: self.freeze_after,
                die_after_requests: self.die_after,
            },
            balancer: self.backends.map(|backends| Balancer { backends, pin: self.pinned_by }),
            webservice: self.webservice_key.clone().map(Webservice::open_to),
            compress: self.compress,
            modules: self.modules,
            woo: WooSettings::default(),
            journal: false,
            seed: self.seed,
        }
    }

    fn mix(&self) -> Vec<(Fault, f64)> {
        let rates = [
            (Fault::Error, self.error_rate),
            (Fault::Reset, self.reset_rate),
            (Fault::Stall, self.stall_rate),
            (Fault::Truncate, self.truncate_rate),
            (Fault::Slow, self.slow_rate),
            (Fault::BadJson, self.bad_json_rate),
            (Fault::Block, self.block_rate),
            (Fault::BadEncoding, self.bad_encoding_rate),
        ];
        rates.into_iter().filter(|(_, share)| *share > 0.0).collect()
    }
}

/// Parses the key; the error does not repeat it.
fn key(text: &str) -> Result<Secret, String> {
    Secret::new(text)
        .ok_or_else(|| Message::new("error-value-key").exact("length", Webservice::KEY_LENGTH).to_string())
}

fn misbehaviour(text: &str) -> Result<Misbehaviour, MisbehaviourError> {
    text.parse()
}

fn freeze(text: &str) -> Result<Freeze, String> {
    let malformed = || Message::new("error-value-freeze").exact("text", text).to_string();
    let (lasts, every) = text.split_once('/').ok_or_else(malformed)?;
    let lasts = duration::parse(lasts).map_err(|error| error.to_string())?;
    let every = duration::parse(every).map_err(|error| error.to_string())?;
    if lasts >= every { Err(malformed()) } else { Ok(Freeze { every, lasts }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{Command, FromArgMatches};

    fn config(flags: &[&str]) -> Result<ShopConfig, String> {
        let command = DemoShopArgs::augment_args(Command::new("demo-shop").no_binary_name(true));
        let matches = command.try_get_matches_from(flags).map_err(|error| error.to_string())?;
        DemoShopArgs::from_arg_matches(&matches).map(|args| args.config()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_platform_comes_from_a_flag() {
        for (flags, platform, theme) in [
            (&[][..], DemoPlatform::PrestaShop, Theme::Classic),
            (&["--platform", "woocommerce"], DemoPlatform::WooCommerce, Theme::Classic),
            (&["--platform", "woocommerce", "--theme", "blocks"], DemoPlatform::WooCommerce, Theme::Blocks),
        ] {
            let shop = config(flags).unwrap();
            assert_eq!((shop.platform, shop.theme), (platform, theme), "{flags:?}");
        }
        assert!(config(&["--platform", "shopify"]).is_err());
    }

    #[test]
    fn misbehaviours_and_backends_come_from_flags() {
        let flags = ["--misbehave", "order:500:1/12", "--misbehave", "all:delay=7s:backends=1"];
        let shop = config(&[&flags[..], &["--backends", "10", "--pinned-by", "cookie"]].concat()).unwrap();
        let expected = ["order:500:1/12", "all:delay=7s:backends=1"].map(|rule| rule.parse().unwrap());
        assert_eq!(shop.faults.misbehaviours, expected);
        assert_eq!(shop.balancer, Some(Balancer { backends: 10, pin: Pin::Cookie }));
        for flags in [&["--misbehave", "order:slowly"][..], &["--pinned-by", "cookie"]] {
            assert!(config(flags).is_err(), "{flags:?}");
        }
        assert_eq!(config(&[]).unwrap().balancer, None);
    }
}
