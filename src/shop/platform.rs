//! Whose software the shop behaves like, in which theme.

use std::fmt;
use std::str::FromStr;

use super::ShopError;

/// The software that the shop behaves like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DemoPlatform {
    /// PrestaShop, with a webservice.
    #[default]
    PrestaShop,
    /// WooCommerce 10.3, with the Store API.
    WooCommerce,
}

impl DemoPlatform {
    /// What can be chosen, for a command's help.
    pub const HELP: &str = "What the demo shop behaves like: prestashop or woocommerce";

    /// The themes it has.
    pub(super) fn themes(self) -> &'static [Theme] {
        match self {
            DemoPlatform::PrestaShop => &[Theme::Classic, Theme::Hummingbird],
            DemoPlatform::WooCommerce => &[Theme::Classic, Theme::Blocks],
        }
    }
}

impl fmt::Display for DemoPlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DemoPlatform::PrestaShop => "prestashop",
            DemoPlatform::WooCommerce => "woocommerce",
        })
    }
}

impl FromStr for DemoPlatform {
    type Err = ShopError;

    fn from_str(text: &str) -> Result<DemoPlatform, ShopError> {
        match text {
            "prestashop" => Ok(DemoPlatform::PrestaShop),
            "woocommerce" => Ok(DemoPlatform::WooCommerce),
            _ => Err(ShopError::Platform(text.to_owned())),
        }
    }
}

/// What a shop owner sets in WooCommerce. The default is a fresh shop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WooSettings {
    /// Pages say that the shop opens soon, with status 200; the cart works all the same.
    pub coming_soon: bool,
    /// Coupons are switched off.
    pub no_coupons: bool,
    /// An add by form sends the visitor to the cart.
    pub redirects_to_cart: bool,
    /// "Geolocate (with page caching support)": pages are redirected to themselves with a `v`.
    pub geolocates: bool,
    /// Requests to the Store API in 10 seconds, of all visitors together; `None`: as many as come.
    pub rate_limit: Option<u32>,
}

/// The themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Theme {
    /// `classic`: of PrestaShop its own theme of that name, of WooCommerce a theme like Storefront with the classic cart and
    /// checkout.
    Classic,
    /// `hummingbird`, of PrestaShop: block-element class names, no JSON-LD product.
    Hummingbird,
    /// `blocks`, of WooCommerce: a block theme with the cart block and the checkout block.
    Blocks,
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Theme::Classic => "classic",
            Theme::Hummingbird => "hummingbird",
            Theme::Blocks => "blocks",
        })
    }
}

impl FromStr for Theme {
    type Err = ShopError;

    fn from_str(text: &str) -> Result<Theme, ShopError> {
        match text {
            "classic" => Ok(Theme::Classic),
            "hummingbird" => Ok(Theme::Hummingbird),
            "blocks" => Ok(Theme::Blocks),
            _ => Err(ShopError::Theme(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for theme in [Theme::Classic, Theme::Hummingbird, Theme::Blocks] {
            assert_eq!(theme.to_string().parse::<Theme>().unwrap(), theme);
        }
        for platform in [DemoPlatform::PrestaShop, DemoPlatform::WooCommerce] {
            assert_eq!(platform.to_string().parse::<DemoPlatform>().unwrap(), platform);
        }
        assert!("shopify".parse::<DemoPlatform>().is_err());
        assert!("Classic".parse::<Theme>().is_err());
    }
}
