//! Money: an exact decimal amount and, where it is known, its currency.
//!
//! Not here: reading a price from a shop's text, which needs rules for ambiguous texts (see [`super::price`]).
//! Nothing here passes through `f64`: 0.1 + 0.2 must be 0.3 on an invoice.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The active codes of ISO 4217, without funds and precious metals. The list keeps `TTC` or `TVA` in a price text from being read
/// as a currency.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD \
    BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB \
    EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK \
    JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA \
    MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK \
    PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
    SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV \
    WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Currencies whose amounts have no decimals, by ISO 4217 or, of coins that have left use (COP, IDR, IRR), in shops.
const NO_DECIMALS: &str = "BIF CLP COP DJF GNF IDR IRR ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

/// Currencies whose amounts have three decimals.
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// An active ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// A text that is not an active ISO 4217 code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a currency; write an ISO 4217 code like EUR")]
pub struct CurrencyError(String);

impl Currency {
    /// The code: three upper-case ASCII letters.
    #[must_use]
    pub fn code(&self) -> &str {
        // The bytes are always ASCII, so the fallback is never used.
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// The number of decimals that amounts are shown with: 0, 2 or 3.
    #[must_use]
    pub fn decimals(self) -> u32 {
        if listed(NO_DECIMALS, self.code()) {
            0
        } else if listed(THREE_DECIMALS, self.code()) {
            3
        } else {
            2
        }
    }
}

fn listed(list: &str, code: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == code)
}

impl FromStr for Currency {
    type Err = CurrencyError;

    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        match text.as_bytes() {
            &[a, b, c] if listed(CODES, text) => Ok(Self([a, b, c])),
            _ => Err(CurrencyError(text.to_owned())),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An exact amount, with its currency where the source names one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount in whole units of the currency: euros, not cents.
    pub amount: Decimal,
    /// The currency; `None` where the source names none.
    pub currency: Option<Currency>,
}

/// A text that is neither `11.42` nor `11.42 EUR`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The amount is not a plain decimal.
    #[error("`{0}` is not an amount; write it like 11.42")]
    Amount(String),
    /// The text behind the amount is not a currency.
    #[error(transparent)]
    Currency(#[from] CurrencyError),
}

impl Money {
    /// Joins an amount and its currency; `None` stands for an unknown currency.
    #[must_use]
    pub fn new(amount: Decimal, currency: Option<Currency>) -> Self {
        Self { amount, currency }
    }

    /// The sum; `None` when both currencies are known and differ, or on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Some(Self::new(self.amount.checked_add(other.amount)?, self.common_currency(other)?))
    }

    /// The difference; `None` when both currencies are known and differ, or on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Some(Self::new(self.amount.checked_sub(other.amount)?, self.common_currency(other)?))
    }

    /// Writes the amount without its currency, with at least the currency's decimals: `11.40`, `3.00`, `1000` (yen).
    #[must_use]
    pub fn plain(&self) -> String {
        let mut amount = self.amount.normalize();
        let decimals = self.currency.map_or(2, Currency::decimals);
        if amount.scale() < decimals {
            amount.rescale(decimals);
        }
        amount.to_string()
    }

    fn common_currency(self, other: Self) -> Option<Option<Currency>> {
        match (self.currency, other.currency) {
            (Some(a), Some(b)) if a != b => None,
            (a, b) => Some(a.or(b)),
        }
    }
}

/// Reads a machine-readable decimal: ASCII digits, at most one point with digits on both sides, an optional minus, at most 28
/// significant digits. Exponents, grouping, spaces and `nan` are refused.
///
/// # Errors
///
/// [`MoneyError::Amount`] for any other text.
pub fn decimal(text: &str) -> Result<Decimal, MoneyError> {
    let refused = || MoneyError::Amount(text.chars().take(40).collect());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return Err(refused());
    }
    Decimal::from_str_exact(text).map_err(|_| refused())
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.currency {
            Some(currency) => f.pad(&format!("{} {currency}", self.plain())),
            None => f.pad(&self.plain()),
        }
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        match text.split_once(' ') {
            Some((amount, currency)) => Ok(Self::new(decimal(amount)?, Some(currency.parse()?))),
            None => Ok(Self::new(decimal(text)?, None)),
        }
    }
}

/// `Currency` and `Money` serialize as their text, so that a scenario file reads `amount = "5.00 EUR"`.
macro_rules! serde_as_text {
    ($name:ty) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

serde_as_text!(Currency);
serde_as_text!(Money);

#[cfg(test)]
super::schema::text_schema!(Money, r"^-?[0-9]+(\.[0-9]+)?( [A-Z]{3})?$", &["11.42", "5.00 EUR"]);

/// The schema of a decimal in a file: a number, or its digits as a text.
#[cfg(test)]
pub(crate) fn decimal_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["number", "string"], "examples": ["20", "12.5"] })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn currencies_are_checked_against_the_standard() {
        assert_eq!("EUR".parse::<Currency>().unwrap().code(), "EUR");
        for text in ["", "eur", "EURO", "TTC", "XXX", "E R", "€", "ÉÉ"] {
            assert!(text.parse::<Currency>().is_err(), "{text}");
        }
        for (code, decimals) in [("EUR", 2), ("JPY", 0), ("KWD", 3)] {
            assert_eq!(code.parse::<Currency>().unwrap().decimals(), decimals);
        }
    }

    #[test]
    fn shows_the_decimals_of_the_currency() {
        for (text, shown) in [
            ("11.42 EUR", "11.42 EUR"),
            ("3.000000 EUR", "3.00 EUR"),
            ("11.4 EUR", "11.40 EUR"),
            ("1000 JPY", "1000 JPY"),
            ("2.856 EUR", "2.856 EUR"),
            ("0.5 KWD", "0.500 KWD"),
            ("7", "7.00"),
            ("-5.00 EUR", "-5.00 EUR"),
        ] {
            assert_eq!(money(text).to_string(), shown);
        }
    }

    #[test]
    fn arithmetic_is_exact_and_keeps_currencies_apart() {
        assert_eq!(money("0.1 EUR").checked_add(money("0.2 EUR")), Some(money("0.3 EUR")));
        assert_eq!(money("14.28 EUR").checked_sub(money("2.86")), Some(money("11.42 EUR")));
        assert_eq!(money("1 EUR").checked_add(money("1 USD")), None);
    }

    #[test]
    fn strict_decimals_only() {
        for text in ["11.42", "0", "-5.00", "0.999", "1234567.89"] {
            assert_eq!(decimal(text).unwrap().to_string(), text);
        }
        for text in [
            "",
            ".5",
            "5.",
            "1e3",
            "1_000",
            "nan",
            "inf",
            " 1",
            "+1",
            "1,5",
            "1.2.3",
            "--1",
            "١",
            "0x1",
            "99999999999999999999999999999999",
        ] {
            assert!(decimal(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn file_form_survives(cents in -1_000_000_000_i64..1_000_000_000) {
            let money = Money::new(Decimal::new(cents, 2), "EUR".parse().ok());
            prop_assert_eq!(money.to_string().parse::<Money>(), Ok(money));
        }

        #[test]
        fn reading_never_panics(text in "\\PC*") {
            let _ = text.parse::<Money>();
        }
    }
}
