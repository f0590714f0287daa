//! What must be true for a promotion to apply, beside its minimum and its dates: said in English and French, and written into
//! scenario files in English.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::words::Message;

/// A condition of a promotion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Only one customer may use it.
    OneCustomer,
    /// Only certain products are reduced.
    CertainProducts,
    /// Only certain groups of customers.
    CertainGroups,
    /// Only certain countries.
    CertainCountries,
    /// Only certain carriers.
    CertainCarriers,
    /// Only certain shops of the installation.
    CertainShops,
    /// Some other rules exclude it.
    NotWithEveryRule,
    /// Reduced products do not count, as the cart says it.
    NotForReduced,
    /// The minimum includes shipping, as the cart says it.
    MinimumWithShipping,
    /// What is left becomes a new voucher.
    RestBecomesVoucher,
    /// It is off the cheapest product, as the cart says it.
    OffCheapest,
    /// It is off selected products, as the cart says it.
    OffSelected,
    /// It is off the cheapest product.
    CheapestOnly,
    /// It is off selected products.
    SelectedOnly,
    /// Reduced products do not count.
    NotOnReduced,
    /// The amount is without tax.
    AmountWithoutTax,
    /// The minimum is without tax.
    MinimumWithoutTax,
    /// The minimum counts the shipping.
    MinimumCountsShipping,
    /// In some countries.
    SomeCountries,
    /// With some carriers.
    SomeCarriers,
    /// For some groups.
    SomeGroups,
    /// The cart must have certain products.
    ProductsInCart,
    /// In some shops.
    SomeShops,
    /// It is off the second of two pieces.
    SecondPiece,
    /// Two pieces cost as much as one and a half.
    AsSecondAtHalf,
    /// A rule of the cart excludes it.
    NotWithARule,
    /// The higher price is the one that the maker recommends, not one that the shop asked before.
    RecommendedPrice,
    /// The higher price is what the parts of a pack cost one by one.
    PriceOfParts,
    /// It is the price of those who have the shop's card.
    MembersOnly,
    /// Under a condition that the page does not tell as a value of the cart.
    Untold,
    /// It is the price of those who pay at once, by a transfer or a slip.
    PaidAtOnce,
    /// What it reduces, only the page's words tell.
    ProductsInWords,
    /// When it holds, only the page's words tell, without a date that reads in one way.
    TimeInWords,
    /// Only this product is reduced.
    OnlyProduct(u64),
    /// It is off this product, as the cart says it.
    OffProduct(u64),
    /// It gives this product away.
    Gives(u64),
    /// A text of the page says so; no cart proves it.
    Unverified(String),
    /// The page says that it ended on this day.
    Ended(Date),
    /// The page's data for search engines says that the price held until this day.
    HeldUntil(Date),
    /// Its words name a day without a year, which was this one if it is not the coming one.
    DayHasPassed(Date),
    /// The rule of this name, which is in the cart, excludes it.
    NotWith(String),
    /// The shop's own words.
    ShopSays(String),
    /// A condition in a file that has been written by hand, or by another version.
    Other(String),
}

impl Condition {
    /// The conditions without values.
    const PLAIN: [Self; 33] = [
        Self::OneCustomer,
        Self::CertainProducts,
        Self::CertainGroups,
        Self::CertainCountries,
        Self::CertainCarriers,
        Self::CertainShops,
        Self::NotWithEveryRule,
        Self::NotForReduced,
        Self::MinimumWithShipping,
        Self::RestBecomesVoucher,
        Self::OffCheapest,
        Self::OffSelected,
        Self::CheapestOnly,
        Self::SelectedOnly,
        Self::NotOnReduced,
        Self::AmountWithoutTax,
        Self::MinimumWithoutTax,
        Self::MinimumCountsShipping,
        Self::SomeCountries,
        Self::SomeCarriers,
        Self::SomeGroups,
        Self::ProductsInCart,
        Self::SomeShops,
        Self::SecondPiece,
        Self::AsSecondAtHalf,
        Self::NotWithARule,
        Self::RecommendedPrice,
        Self::PriceOfParts,
        Self::MembersOnly,
        Self::Untold,
        Self::PaidAtOnce,
        Self::ProductsInWords,
        Self::TimeInWords,
    ];

    /// Reads the English words back, as scenario files have them. Words that are not one of these are kept as they are.
    #[must_use]
    pub fn read(text: &str) -> Self {
        if let Some(known) = Self::PLAIN.into_iter().find(|condition| condition.to_string() == text) {
            return known;
        }
        let of_product = |make: fn(u64) -> Self| {
            // No product has this number.
            let frame = make(0).to_string();
            let (before, after) = frame.split_once('0')?;
            text.strip_prefix(before)?.strip_suffix(after)?.parse().ok().map(make)
        };
        let of_text = |make: fn(String) -> Self| {
            let frame = make("\0".to_owned()).to_string();
            let (before, after) = frame.split_once('\0')?;
            Some(make(text.strip_prefix(before)?.strip_suffix(after)?.to_owned()))
        };
        let products = [Self::OnlyProduct, Self::OffProduct, Self::Gives].into_iter().find_map(of_product);
        let texts = || [Self::Unverified, Self::NotWith, Self::ShopSays].into_iter().find_map(of_text);
        let ended = || {
            // The day stands at the end of the sentence.
            let day: Date = text.rsplit(' ').next()?.parse().ok()?;
            let known = [Self::Ended(day), Self::HeldUntil(day), Self::DayHasPassed(day)];
            known.into_iter().find(|condition| condition.to_string() == text)
        };
        products.or_else(ended).or_else(texts).unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl From<&Condition> for Message {
    fn from(condition: &Condition) -> Self {
        match condition {
            Condition::OneCustomer => Message::new("condition-one-customer"),
            Condition::CertainProducts => Message::new("condition-certain-products"),
            Condition::CertainGroups => Message::new("condition-certain-groups"),
            Condition::CertainCountries => Message::new("condition-certain-countries"),
            Condition::CertainCarriers => Message::new("condition-certain-carriers"),
            Condition::CertainShops => Message::new("condition-certain-shops"),
            Condition::NotWithEveryRule => Message::new("condition-not-with-every-rule"),
            Condition::NotForReduced => Message::new("condition-not-for-reduced"),
            Condition::MinimumWithShipping => Message::new("condition-minimum-with-shipping"),
            Condition::RestBecomesVoucher => Message::new("condition-rest-becomes-voucher"),
            Condition::OffCheapest => Message::new("condition-off-cheapest"),
            Condition::OffSelected => Message::new("condition-off-selected"),
            Condition::CheapestOnly => Message::new("condition-cheapest-only"),
            Condition::SelectedOnly => Message::new("condition-selected-only"),
            Condition::NotOnReduced => Message::new("condition-not-on-reduced"),
            Condition::AmountWithoutTax => Message::new("condition-amount-without-tax"),
            Condition::MinimumWithoutTax => Message::new("condition-minimum-without-tax"),
            Condition::MinimumCountsShipping => Message::new("condition-minimum-counts-shipping"),
            Condition::SomeCountries => Message::new("condition-some-countries"),
            Condition::SomeCarriers => Message::new("condition-some-carriers"),
            Condition::SomeGroups => Message::new("condition-some-groups"),
            Condition::ProductsInCart => Message::new("condition-products-in-cart"),
            Condition::SomeShops => Message::new("condition-some-shops"),
            Condition::SecondPiece => Message::new("condition-second-piece"),
            Condition::AsSecondAtHalf => Message::new("condition-as-second-at-half"),
            Condition::NotWithARule => Message::new("condition-not-with-a-rule"),
            Condition::RecommendedPrice => Message::new("condition-recommended-price"),
            Condition::PriceOfParts => Message::new("condition-price-of-parts"),
            Condition::MembersOnly => Message::new("condition-members-only"),
            Condition::Untold => Message::new("condition-untold"),
            Condition::Ended(day) => Message::new("condition-ended").with("day", *day),
            Condition::PaidAtOnce => Message::new("condition-paid-at-once"),
            Condition::TimeInWords => Message::new("condition-time-in-words"),
            Condition::ProductsInWords => Message::new("condition-products-in-words"),
            Condition::HeldUntil(day) => Message::new("condition-held-until").with("day", *day),
            Condition::DayHasPassed(day) => Message::new("condition-day-has-passed").with("day", *day),
            Condition::OnlyProduct(product) => {
                Message::new("condition-only-product").with("product", product.to_string())
            }
            Condition::OffProduct(product) => {
                Message::new("condition-off-product").with("product", product.to_string())
            }
            Condition::Gives(product) => Message::new("condition-gives").with("product", product.to_string()),
            Condition::Unverified(quote) => {
                Message::new("condition-unverified").with("quote", quote.as_str())
            }
            Condition::NotWith(rule) => Message::new("condition-not-with").with("rule", rule.as_str()),
            Condition::ShopSays(sentence) => {
                Message::new("condition-shop-says").with("sentence", sentence.as_str())
            }
            Condition::Other(text) => Message::plain(text.as_str()),
        }
    }
}

/// The English words.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Message::from(self).fmt(f)
    }
}

/// As the English words.
impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A text, not what a type formats by itself: those would keep secrets.
        serializer.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|text| Self::read(&text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn a_condition_survives_a_scenario_file_and_is_said_in_french() {
        let quoted = || "-50 % on the second, \"LIGHT20\"".to_owned();
        let with_values = [
            Condition::OnlyProduct(6),
            Condition::OffProduct(10),
            Condition::Gives(200),
            Condition::Unverified(quoted()),
            Condition::NotWith(quoted()),
            Condition::ShopSays(quoted()),
            Condition::Ended(Date::constant(2025, 10, 31)),
            Condition::HeldUntil(Date::constant(2025, 10, 31)),
            Condition::DayHasPassed(Date::constant(2025, 10, 31)),
        ];
        for condition in Condition::PLAIN.into_iter().chain(with_values) {
            assert_eq!(Condition::read(&condition.to_string()), condition);
            let message = Message::from(&condition);
            assert!(message.is_whole(), "{condition}");
            assert_ne!(message.say(Lang::Fr), condition.to_string());
        }
        let by_hand = "only on Fridays";
        assert_eq!(Condition::read(by_hand), Condition::Other(by_hand.to_owned()));
        assert_eq!(Condition::read("only product 1, 2"), Condition::Other("only product 1, 2".to_owned()));
    }
}
