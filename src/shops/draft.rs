//! What steps are drafted from.

use std::str::FromStr as _;
use std::time::Duration;

use rust_decimal::Decimal;
use url::{Position, Url};

use super::seen::Stop;
use crate::page::ShownPrice;
use crate::scenario::{Check, Step, Template, ThinkTime};

/// Path and query of a URL, as a template that stands for just that.
#[must_use]
pub fn path_of(url: &Url) -> String {
    Template::escape(&url[Position::BeforePath..Position::AfterQuery])
}

/// A pause of so many seconds.
#[must_use]
pub fn pause(min: u64, max: u64) -> ThinkTime {
    ThinkTime::between(Duration::from_secs(min), Duration::from_secs(max))
}

/// A step that opens an address about which nothing else is known.
#[must_use]
pub fn look(name: &str, url: &Url) -> Step {
    Step { name: name.to_owned(), path: path_of(url), think_time: pause(1, 3), ..Step::default() }
}

/// A check for a text that stands there.
#[must_use]
pub fn contains(name: &str, text: &str) -> Check {
    Check { name: name.to_owned(), body_contains: Some(Template::escape(text)), ..Check::default() }
}

/// The text that states a price at its place, for every visitor who looked.
#[must_use]
pub fn stated<'a>(stop: &Stop, shown: &'a ShownPrice) -> Option<&'a str> {
    shown.literals.iter().map(String::as_str).find(|literal| stop.says(literal))
}

/// An amount as TOML writes it: 8.42, or 8 without decimals, as JSON does; `None` beyond the range of 64-bit integers.
#[must_use]
pub fn number(amount: Decimal) -> Option<toml::Value> {
    let amount = amount.normalize();
    if amount.is_integer() {
        i64::try_from(amount).ok().map(toml::Value::Integer)
    } else {
        f64::from_str(&amount.to_string()).ok().map(toml::Value::Float)
    }
}

/// The check that a visit cannot go on without: the product is in the cart.
pub const IN_CART: &str = "product is in the cart";
