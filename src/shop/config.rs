//! What a shop can be asked to be: theme, languages, cost, faults.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::ShopError;
use super::misbehaviour::Misbehaviour;
pub use super::platform::{DemoPlatform, Theme, WooSettings};
use super::routes::Route;
use crate::units::secret::Secret;

/// Everything that makes one demo shop differ from another.
#[derive(Debug, Clone, PartialEq)]
pub struct ShopConfig {
    /// Whose software the shop behaves like.
    pub platform: DemoPlatform,
    /// Whose mark-up the pages carry; one of the platform's own.
    pub theme: Theme,
    /// At least one; the first is the default. With more than one, paths of PrestaShop start with `/en/` or `/fr/`;
    /// WooCommerce speaks the first alone.
    pub languages: Vec<Language>,
    /// How long the shop takes.
    pub cost: CostModel,
    /// What goes wrong, and when.
    pub faults: Faults,
    /// Splits the load over backends, of which a misbehaviour may hurt some; absent: there is one.
    pub balancer: Option<Balancer>,
    /// Who may look into the back office; absent: the webservice is switched off.
    pub webservice: Option<Webservice>,
    /// Packs HTML and JSON with gzip for clients that accept it, which costs CPU time.
    pub compress: bool,
    /// Whether a PrestaShop has the modules of a default installation whose scripts ask for wish lists and grades with each page.
    pub modules: bool,
    /// Settings of WooCommerce's own.
    pub woo: WooSettings,
    /// Keeps what the load's requests said, for [`super::DemoShop::journal`]. Costs memory, so it is off by default.
    pub journal: bool,
    /// Decides the cookie's name, the token, and which requests are hurt at random.
    pub seed: u64,
}

impl Default for ShopConfig {
    fn default() -> ShopConfig {
        ShopConfig {
            platform: DemoPlatform::PrestaShop,
            theme: Theme::Classic,
            languages: vec![Language::En, Language::Fr],
            cost: CostModel::default(),
            faults: Faults::default(),
            balancer: None,
            webservice: None,
            compress: false,
            modules: false,
            woo: WooSettings::default(),
            journal: false,
            seed: 0,
        }
    }
}

impl ShopConfig {
    /// The language of visitors who ask for none.
    pub(super) fn language(&self) -> Language {
        self.languages.first().copied().unwrap_or(Language::En)
    }

    /// Refuses what cannot be a shop.
    pub(super) fn check(&self) -> Result<(), ShopError> {
        if self.languages.is_empty() {
            return Err(ShopError::NoLanguage);
        }
        if !self.platform.themes().contains(&self.theme) {
            return Err(ShopError::ThemeOfOther(self.theme, self.platform));
        }
        if self.platform == DemoPlatform::WooCommerce && self.modules {
            return Err(ShopError::NoModules(self.platform));
        }
        if self.platform == DemoPlatform::WooCommerce && self.webservice.is_some() {
            return Err(ShopError::NoWebservice(self.platform));
        }
        let shares = || self.faults.mix.iter().map(|(_, share)| *share);
        if let Some(share) = shares().find(|share| !(0.0..=1.0).contains(share)) {
            return Err(ShopError::Share(share));
        }
        // Ten times a tenth is a little more than one.
        if shares().sum::<f64>() > 1.0 + 1e-9 {
            return Err(ShopError::Shares(shares().sum()));
        }
        let key = self.webservice.as_ref().map(|service| service.key.expose());
        if key.is_some_and(|key| key.len() != Webservice::KEY_LENGTH) {
            return Err(ShopError::Key);
        }
        self.check_backends()?;
        for misbehaviour in &self.faults.misbehaviours {
            misbehaviour.check()?;
        }
        match self.faults.freeze {
            Some(freeze) if freeze.lasts >= freeze.every => Err(ShopError::Freeze),
            _ => Ok(()),
        }
    }

    /// A shop without a balancer is its only backend.
    fn check_backends(&self) -> Result<(), ShopError> {
        let there_are = self.balancer.map_or(1, |balancer| balancer.backends);
        if there_are == 0 {
            return Err(ShopError::NoBackend);
        }
        let mut hurt = self.faults.misbehaviours.iter().filter_map(|one| one.scope.backends);
        match hurt.find(|hurt| !(1..=there_are).contains(hurt)) {
            Some(hurt) => Err(ShopError::Backends { hurt, there_are }),
            None => Ok(()),
        }
    }
}

/// A balancer in front of the shop, which keeps each shopper on one backend. New ones are dealt out in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balancer {
    /// At least 1.
    pub backends: usize,
    /// What keeps a shopper on a backend.
    pub pin: Pin,
}

/// What a [`Balancer`] knows a shopper by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pin {
    /// The connection.
    #[default]
    Connection,
    /// A cookie, so that a new visitor over a kept connection may come to another backend.
    Cookie,
}

impl FromStr for Pin {
    type Err = ShopError;

    fn from_str(text: &str) -> Result<Pin, ShopError> {
        match text {
            "connection" => Ok(Pin::Connection),
            "cookie" => Ok(Pin::Cookie),
            _ => Err(ShopError::Pin(text.to_owned())),
        }
    }
}

/// The webservice of the back office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webservice {
    /// The key that opens it.
    pub key: Secret,
    /// Whether that key may read cart rules, the only resource there is.
    pub reads_cart_rules: bool,
}

impl Webservice {
    /// Characters of a key.
    pub const KEY_LENGTH: usize = 32;

    /// One whose key may read what there is.
    #[must_use]
    pub fn open_to(key: Secret) -> Webservice {
        Webservice { key, reads_cart_rules: true }
    }
}

/// A language of the storefront.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English, prices like `€22.94`.
    En,
    /// French, prices like `22,94 €` with a no-break space.
    Fr,
}

impl Language {
    /// PrestaShop's id of it.
    pub(super) fn id(self) -> u32 {
        match self {
            Language::En => 1,
            Language::Fr => 2,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Language::En => "en",
            Language::Fr => "fr",
        })
    }
}

impl FromStr for Language {
    type Err = ShopError;

    fn from_str(text: &str) -> Result<Language, ShopError> {
        match text {
            "en" => Ok(Language::En),
            "fr" => Ok(Language::Fr),
            _ => Err(ShopError::Language(text.to_owned())),
        }
    }
}

/// How long an answer takes and how many are worked on at once. The default costs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CostModel {
    /// Requests served at the same time; 0 means as many as come. Capacity is `workers / service time`.
    pub workers: usize,
    /// Requests that may wait for a worker; one more is answered 503 at once. 0 means as many as come.
    pub queue: usize,
    /// Service time of a page.
    pub page: Duration,
    /// Service time of whatever works on the cart: adds, updates, vouchers, refreshes, the cart and order
    /// pages.
    pub cart: Duration,
    /// Added for each cart rule evaluated: on a cart with products the automatic rule, and each voucher.
    pub per_rule: Duration,
    /// Service times that replace `page` or `cart` on single routes.
    pub per_route: Vec<(Route, Duration)>,
}

/// A way in which a single request is hurt. A request has at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// Answered 500, and nothing is done.
    Error,
    /// The connection is reset before an answer, and nothing is done.
    Reset,
    /// Half of the answer comes, and then nothing.
    Stall,
    /// Half of the answer comes, and then the connection closes.
    Truncate,
    /// The answer dribbles in pieces that take [`Faults::slow_time`] altogether.
    Slow,
    /// The answer's JSON has a PHP notice in front; pages are spared.
    BadJson,
    /// A firewall answers in the shop's place: 403 with a challenge page.
    Block,
    /// The answer says that it is packed with gzip, and is not.
    BadEncoding,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 8] = [
        Fault::Error,
        Fault::Reset,
        Fault::Stall,
        Fault::Truncate,
        Fault::Slow,
        Fault::BadJson,
        Fault::Block,
        Fault::BadEncoding,
    ];

    /// The word for it in a flag and in the journal.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Fault::Error => "error",
            Fault::Reset => "reset",
            Fault::Stall => "stall",
            Fault::Truncate => "truncate",
            Fault::Slow => "slow",
            Fault::BadJson => "bad-json",
            Fault::Block => "block",
            Fault::BadEncoding => "bad-encoding",
        }
    }
}

/// What goes wrong. Only load requests are hurt, never those of the `setup` phase, but for [`Faults::webservice`]. The
/// default is health.
#[derive(Debug, Clone, PartialEq)]
pub struct Faults {
    /// Shares of requests that are hurt, each from 0.0 to 1.0 and together at most 1.0, chosen by a generator seeded
    /// with [`ShopConfig::seed`]. What cannot be hurt in the drawn way, such as a redirect without a body to cut, is
    /// served and counted as served.
    pub mix: Vec<(Fault, f64)>,
    /// What goes wrong in single places or times; a request that [`Faults::mix`] spares is hurt by the first that fits.
    pub misbehaviours: Vec<Misbehaviour>,
    /// What hurts the first requests to the webservice, one after the other, whatever their phase; `None` lets one pass.
    pub webservice: Vec<Option<Fault>>,
    /// How long an answer takes that is hurt by [`Fault::Slow`].
    pub slow_time: Duration,
    /// Windows in which nothing is answered and no work is done.
    pub freeze: Option<Freeze>,
    /// After so many requests the shop accepts more but never answers.
    pub freeze_after_requests: Option<u64>,
    /// After so many requests the next one closes the listener and drops every connection.
    pub die_after_requests: Option<u64>,
}

impl Default for Faults {
    fn default() -> Faults {
        Faults {
            mix: Vec::new(),
            misbehaviours: Vec::new(),
            webservice: Vec::new(),
            slow_time: Duration::from_secs(2),
            freeze: None,
            freeze_after_requests: None,
            die_after_requests: None,
        }
    }
}

impl Faults {
    /// One fault alone.
    #[must_use]
    pub fn only(fault: Fault, share: f64) -> Faults {
        Faults { mix: vec![(fault, share)], ..Faults::default() }
    }
}

/// Regular windows of standstill, counted from the shop's start; the first begins after `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Freeze {
    /// From the beginning of one window to the beginning of the next.
    pub every: Duration,
    /// How long a window lasts; shorter than `every`.
    pub lasts: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_back() {
        for language in [Language::En, Language::Fr] {
            assert_eq!(language.to_string().parse::<Language>().unwrap(), language);
        }
        assert!("de".parse::<Language>().is_err());
    }

    #[test]
    fn impossible_shops_are_refused() {
        assert!(ShopConfig::default().check().is_ok());
        assert!(ShopConfig { languages: vec![], ..ShopConfig::default() }.check().is_err());
        let key = Secret::new("0123456789ABCDEF0123456789ABCDEF").map(Webservice::open_to);
        for (platform, is_ok) in [(DemoPlatform::PrestaShop, true), (DemoPlatform::WooCommerce, false)] {
            let config = ShopConfig { platform, webservice: key.clone(), ..ShopConfig::default() };
            assert_eq!(config.check().is_ok(), is_ok, "{platform}");
        }
        let short = Secret::new("SHORT").map(Webservice::open_to);
        assert!(ShopConfig { webservice: short, ..ShopConfig::default() }.check().is_err());
        for share in [-0.1, 1.1, f64::NAN] {
            let faults = Faults::only(Fault::Stall, share);
            assert!(ShopConfig { faults, ..ShopConfig::default() }.check().is_err(), "{share}");
        }
        for (share, is_ok) in [(0.125, true), (0.13, false)] {
            let mix = Fault::ALL.into_iter().map(|fault| (fault, share)).collect();
            let faults = Faults { mix, ..Faults::default() };
            assert_eq!(ShopConfig { faults, ..ShopConfig::default() }.check().is_ok(), is_ok, "{share}");
        }
        let freeze = Some(Freeze { every: Duration::from_secs(1), lasts: Duration::from_secs(1) });
        let faults = Faults { freeze, ..Faults::default() };
        assert!(ShopConfig { faults, ..ShopConfig::default() }.check().is_err());
    }

    #[test]
    fn a_platform_has_its_own_themes() {
        for (platform, theme, is_ok) in [
            (DemoPlatform::PrestaShop, Theme::Classic, true),
            (DemoPlatform::PrestaShop, Theme::Hummingbird, true),
            (DemoPlatform::PrestaShop, Theme::Blocks, false),
            (DemoPlatform::WooCommerce, Theme::Classic, true),
            (DemoPlatform::WooCommerce, Theme::Hummingbird, false),
            (DemoPlatform::WooCommerce, Theme::Blocks, true),
        ] {
            let config = ShopConfig { platform, theme, ..ShopConfig::default() };
            assert_eq!(config.check().is_ok(), is_ok, "{platform} with {theme}");
        }
    }

    #[test]
    fn only_backends_that_exist_are_hurt() {
        for (backends, rule, is_ok) in [
            (None, "all:hang", true),
            (None, "all:hang:backends=1", true),
            (None, "all:hang:backends=2", false),
            (Some(10), "all:hang:backends=10", true),
            (Some(10), "all:hang:backends=11", false),
            (Some(10), "all:hang:backends=0", false),
            (Some(0), "all:hang", false),
        ] {
            let config = ShopConfig {
                balancer: backends.map(|backends| Balancer { backends, pin: Pin::Cookie }),
                faults: Faults { misbehaviours: vec![rule.parse().unwrap()], ..Faults::default() },
                ..ShopConfig::default()
            };
            assert_eq!(config.check().is_ok(), is_ok, "{backends:?} {rule}");
        }
    }
}
