//! Our own types out of JSON trees and bytes, and into trees, by way of text.
//!
//! serde_json reads each of them without the text, too; but for each kind of source our types are compiled once more: three hundredths
//! of what the compiler has to make of this crate.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::{Error, Result, Value};

/// A value of one of our types out of a tree.
///
/// # Errors
///
/// The parser's own, when the tree is of another shape.
pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T> {
    serde_json::from_str(&value.to_string())
}

/// A value of one of our types out of the bytes of a document.
///
/// # Errors
///
/// The parser's own, when the bytes are not UTF-8 or the document is of another shape.
pub fn from_slice<'de, T: Deserialize<'de>>(bytes: &'de [u8]) -> Result<T> {
    serde_json::from_str(str::from_utf8(bytes).map_err(Error::custom)?)
}

/// The tree of one of our values.
///
/// # Errors
///
/// The serialiser's own, when the value has no JSON.
pub fn to_value(value: &(impl Serialize + ?Sized)) -> Result<Value> {
    serde_json::from_str(&serde_json::to_string(value)?)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Numbers {
        largest: u64,
        least: i64,
        exact: f64,
        text: String,
    }

    #[test]
    fn nothing_is_lost() {
        let text = "\"\u{0}\u{2028}é".to_owned();
        let numbers = Numbers { largest: u64::MAX, least: i64::MIN, exact: 0.1 + 0.2, text };
        let tree = to_value(&numbers).unwrap();
        assert_eq!(tree, serde_json::to_value(&numbers).unwrap());
        assert_eq!(from_value::<Numbers>(&tree).unwrap(), numbers);
        assert!(from_value::<Numbers>(&Value::Null).is_err());
        assert_eq!(from_slice::<Numbers>(tree.to_string().as_bytes()).unwrap(), numbers);
        assert!(from_slice::<String>(b"\"\xff\"").is_err());
    }
}
