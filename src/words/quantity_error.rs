//! The sentences of the errors of `units`, which is a floor below and knows no sentences: what is wrong with a duration, an amount,
//! a price.

use std::error::Error;
use std::fmt;

use super::Message;
use crate::units::duration::DurationError;
use crate::units::money::{CurrencyError, MoneyError};
use crate::units::price::PriceError;

/// Makes a type an error that says the English sentence of its message.
macro_rules! said {
    ($($error:ty),+) => {
        $(
            impl fmt::Display for $error {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    Message::from(self).fmt(f)
                }
            }

            impl Error for $error {}
        )+
    };
}

said!(DurationError, CurrencyError, MoneyError, PriceError);

impl From<&DurationError> for Message {
    fn from(error: &DurationError) -> Self {
        match error {
            DurationError::Malformed(text) => Message::new("error-duration").exact("text", text),
            DurationError::NoUnit(number) => Message::new("error-duration-no-unit").exact("number", number),
            DurationError::NoUnitFraction { number, millis } => {
                Message::new("error-duration-fraction").exact("number", number).exact("millis", millis)
            }
        }
    }
}

impl From<&CurrencyError> for Message {
    fn from(error: &CurrencyError) -> Self {
        Message::new("error-currency").exact("text", &error.0)
    }
}

impl From<&MoneyError> for Message {
    fn from(error: &MoneyError) -> Self {
        match error {
            MoneyError::Amount(text) => Message::new("error-money-amount").exact("text", text),
            MoneyError::Currency(error) => Message::from(error),
        }
    }
}

impl From<&PriceError> for Message {
    fn from(error: &PriceError) -> Self {
        match error {
            PriceError::NoNumber => Message::new("error-price-no-number"),
            PriceError::SeveralNumbers => Message::new("error-price-several-numbers"),
            PriceError::Ambiguous => Message::new("error-price-ambiguous"),
            PriceError::Bound => Message::new("error-price-bound"),
            PriceError::Negative => Message::new("error-price-negative"),
            PriceError::PerUnit => Message::new("error-price-per-unit"),
            PriceError::Percentage => Message::new("error-price-percentage"),
            PriceError::NotAPrice => Message::new("error-price-not-a-price"),
        }
    }
}
