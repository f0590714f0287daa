//! Texts of a bounded length in bodies.

use std::borrow::Cow;
use std::ops::Deref;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error};

/// A text of at most `MOST` characters. The bound that the API's document has is the one that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct ShortText<const MOST: usize>(String);

impl<const MOST: usize> ShortText<MOST> {
    /// The path `/`.
    pub(in crate::desk) fn root() -> Self {
        Self("/".to_owned())
    }

    /// The text.
    pub(in crate::desk) fn into_text(self) -> String {
        self.0
    }
}

impl<const MOST: usize> Deref for ShortText<MOST> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de, const MOST: usize> Deserialize<'de> for ShortText<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        match text.chars().count() {
            count if count <= MOST => Ok(Self(text)),
            count => Err(D::Error::custom(format!("a text of {count} characters, at most {MOST} are taken"))),
        }
    }
}

impl<const MOST: usize> JsonSchema for ShortText<MOST> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("ShortText{MOST}").into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "maxLength": MOST })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted() {
        let read = |text: &str| serde_json::from_value::<ShortText<3>>(text.into()).map(ShortText::into_text);
        assert_eq!(read("éàü").unwrap(), "éàü");
        assert!(read("abcd").unwrap_err().to_string().contains("at most 3"));
    }
}
