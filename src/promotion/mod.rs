//! Which promotions a shop runs, as its pages and its cart show them: struck-through prices, prices for
//! several pieces, automatic cart rules, vouchers, free shipping, gifts.
//!
//! Not here: reading HTML (`page`), trying a voucher in a cart (`scrape`), and what a journey does about a
//! promotion (`scenario`).

mod cart_rule;
mod detect;
mod impact;
mod merge;
mod rules;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use self::cart_rule::{CartRule, Reduces, RuleAmount, RuleRestriction};
pub use self::detect::{IN_TEXT, detect, detect_on, from_cart};
pub use self::impact::{Complexity, complexity, server_impact};
pub use self::merge::merge;
pub use self::rules::{BackOffice, Enriched, WEBSERVICE, codes_of, day_of_all, enrich};
use crate::page::{Condition, VoucherRefusal};
use crate::units::money::Money;
use crate::words::Message;

/// Where a rule was seen that a cart has.
const APPLIED: &str = "cart.vouchers.added";
/// Where a voucher was seen that the shop refused.
pub const REFUSED: &str = "cart: refused";

/// The six ways a shop takes something off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PromotionType {
    /// A reduced price next to the struck-through one. Costs the server nothing beyond the page.
    StrikeThrough,
    /// A cart rule that applies by itself, evaluated on every change of the cart.
    AutoCartRule,
    /// A rule that applies when its code is entered.
    ManualCode,
    /// A rule, automatic or with a code, whose effect is that shipping is free.
    FreeShipping,
    /// A rule, automatic or with a code, that puts a product into the cart for free.
    Gift,
    /// A lower price from a number of pieces on. "The second at half price" is one, too: from 2 pieces on, with the
    /// condition that it is off the second piece alone; not every platform has a type of its own for it, and shops build
    /// it as a price of two pieces or as a rule off the cheapest product.
    QuantityPrice,
}

impl PromotionType {
    /// The word that files and reports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::StrikeThrough => "strike-through",
            Self::AutoCartRule => "auto-cart-rule",
            Self::ManualCode => "manual-code",
            Self::FreeShipping => "free-shipping",
            Self::Gift => "gift",
            Self::QuantityPrice => "quantity-price",
        }
    }
}

impl std::fmt::Display for PromotionType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// Whether a promotion can be used now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    /// It applies, or its code is accepted.
    Active,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYet,
    /// All its uses are used.
    UsedUp,
    /// The shop has switched it off.
    Disabled,
    /// The shop knows no such code.
    Unknown,
    /// It exists, but not for this cart: `conditions` says what is missing.
    Unmet,
}

impl Availability {
    /// `not yet valid`, as a part of a sentence.
    #[must_use]
    pub fn said(self) -> Message {
        Message::new("promotion-state").with("state", self.as_str())
    }

    /// The word that files and sentences know it by.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::NotYet => "not-yet",
            Self::UsedUp => "used-up",
            Self::Disabled => "disabled",
            Self::Unknown => "unknown",
            Self::Unmet => "unmet",
        }
    }

    /// What a refusal tells of a voucher; `None` when it tells nothing.
    #[must_use]
    pub const fn after(refusal: &VoucherRefusal) -> Option<Self> {
        use VoucherRefusal as R;
        match refusal {
            R::Other | R::NoCode => None,
            R::Unknown => Some(Self::Unknown),
            R::Disabled => Some(Self::Disabled),
            R::UsedUp | R::UsedUpByCustomer => Some(Self::UsedUp),
            R::NotYet => Some(Self::NotYet),
            R::Expired => Some(Self::Expired),
            R::AlreadyInCart => Some(Self::Active),
            R::BelowMinimum(_)
            | R::AboveMaximum(_)
            | R::BelowQuantity
            | R::NotCombinable(_)
            | R::CartIsEmpty
            | R::LoginNeeded
            | R::EmailNeeded
            | R::NotForCustomer
            | R::AddressNeeded
            | R::NotInCountry
            | R::CarrierNeeded
            | R::NotWithCarrier
            | R::NotForProducts
            | R::NotOnSale
            | R::NotForProductsOrOnSale
            | R::CodesOff
            | R::Removed => Some(Self::Unmet),
        }
    }

    /// Whether no shopper can use it, whatever the cart.
    #[must_use]
    pub const fn is_over(self) -> bool {
        match self {
            Self::Expired | Self::NotYet | Self::UsedUp | Self::Disabled | Self::Unknown => true,
            Self::Active | Self::Unmet => false,
        }
    }
}

/// One promotion. What the shop does not say is absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// How it takes something off.
    #[serde(rename = "type")]
    pub kind: PromotionType,
    /// The rule's name, or the reduced product's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The rule's id on its platform.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<u64>,
    /// The code a shopper enters; a rule without one is automatic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The reduced product; for a gift, the product given away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_id: Option<u64>,
    /// Percent off, 20 for 20 %, as the shop states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(schema_with = "crate::units::money::decimal_schema"))]
    pub percent: Option<Decimal>,
    /// Amount off, as the shop states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The price before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regular: Option<Money>,
    /// The price now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Money>,
    /// The cart must be worth at least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Money>,
    /// Applies from this many pieces on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_quantity: Option<u32>,
    /// Beginning of validity in the shop's time, `2026-10-22 03:52:54`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<String>,
    /// End of validity in the shop's time, `2029-11-20 02:52:54`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// How often it can still be used, by all customers together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<u64>,
    /// How often one customer may use it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_customer: Option<u64>,
    /// Its place among rules: 1 comes first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u64>,
    /// Whether it goes together with other rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub combinable: Option<bool>,
    /// It pays the shipping on top of what it takes off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub free_shipping: bool,
    /// What else must be true for it to apply. Files have it in words: `only product 1`, `the cheapest product only`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    pub conditions: Vec<Condition>,
    /// Whether it can be used now, when that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Availability>,
    /// Where it was seen: an element or a JSON path.
    pub seen: String,
}

impl Promotion {
    /// A promotion about which only the type and the place are known.
    #[must_use]
    pub fn new(kind: PromotionType, seen: &str) -> Self {
        Self {
            kind,
            name: None,
            rule_id: None,
            code: None,
            product_id: None,
            percent: None,
            amount: None,
            regular: None,
            current: None,
            minimum: None,
            from_quantity: None,
            valid_from: None,
            valid_until: None,
            remaining: None,
            per_customer: None,
            priority: None,
            combinable: None,
            free_shipping: false,
            conditions: Vec::new(),
            state: None,
            seen: seen.to_owned(),
        }
    }

    /// A voucher that was tried and refused; `sentence` is the shop's.
    #[must_use]
    pub fn refused(code: &str, refusal: &VoucherRefusal, sentence: &str) -> Self {
        let reason = match refusal {
            VoucherRefusal::BelowMinimum(_) => None,
            VoucherRefusal::NotCombinable(Some(other)) => Some(Condition::NotWith(other.clone())),
            VoucherRefusal::NotCombinable(None) => Some(Condition::NotWithARule),
            _ => Some(Condition::ShopSays(sentence.to_owned())),
        };
        Self {
            code: Some(code.to_owned()),
            minimum: match refusal {
                VoucherRefusal::BelowMinimum(minimum) => *minimum,
                _ => None,
            },
            conditions: reason.into_iter().collect(),
            state: Availability::after(refusal),
            ..Self::new(PromotionType::ManualCode, REFUSED)
        }
    }

    /// Whether it is a code that a trial cart refused.
    #[must_use]
    pub fn was_tried(&self) -> bool {
        self.seen == REFUSED
    }

    /// Whether it may work for some cart: nothing says that it is expired, not yet valid, used up or switched off.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        !self.state.is_some_and(Availability::is_over)
    }

    /// Whether it is a cart rule that applies without a code.
    #[must_use]
    pub fn is_automatic_rule(&self) -> bool {
        match self.kind {
            _ if self.is_announced() => false,
            PromotionType::AutoCartRule => true,
            PromotionType::FreeShipping | PromotionType::Gift => self.code.is_none(),
            PromotionType::StrikeThrough | PromotionType::ManualCode | PromotionType::QuantityPrice => false,
        }
    }

    /// Whether only a text of the page promises it.
    #[must_use]
    pub fn is_announced(&self) -> bool {
        self.seen == IN_TEXT
    }

    /// Whether it is a rule that a cart was seen to have.
    #[must_use]
    pub fn is_in_cart(&self) -> bool {
        self.seen == APPLIED
    }

    /// Whether a shopper has to enter a code for it.
    #[must_use]
    pub fn needs_code(&self) -> bool {
        self.kind == PromotionType::ManualCode || self.code.is_some()
    }
}
