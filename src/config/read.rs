//! Readers for values that serde does not read by itself. Errors never repeat a value that may be secret.

use std::fmt::Display;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error};

use crate::units::secret::Secret;
use crate::words::Message;

/// Reads a value that is written as on the command line.
pub(super) fn from_text<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
}

/// Reads a secret text.
pub(super) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let text = hidden_text(toml::Value::deserialize(deserializer)?)?;
    Secret::new(&text).map(Some).ok_or_else(|| D::Error::custom(Message::new("error-secret-empty")))
}

/// The text of a value. Serde's own error would repeat a value of another type.
pub(super) fn hidden_text<E: Error>(value: toml::Value) -> Result<String, E> {
    match value {
        toml::Value::String(text) => Ok(text),
        other => Err(E::custom(Message::new("error-text-in-quotes").exact("found", other.type_str()))),
    }
}
