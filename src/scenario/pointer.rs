//! What stands at one place of a JSON text (RFC 6901), found without building the whole tree: a cart is tens of kilobytes of
//! HTML in JSON strings, of which a check wants one number.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A place in a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pointer {
    tokens: Vec<String>,
}

/// What was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// A scalar as text, the same for `6` and `"6"`: PHP's JSON mixes both.
    Scalar(String),
    /// An object or an array.
    Composite,
}

impl Pointer {
    /// Reads a pointer; `None` when it does not begin with `/`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let tokens = text.strip_prefix('/')?.split('/');
        Some(Self { tokens: tokens.map(|token| token.replace("~1", "/").replace("~0", "~")).collect() })
    }

    /// What stands there; `None` when the text is no JSON, to its end, or has no such place.
    pub(crate) fn find(&self, text: &[u8]) -> Option<Found> {
        // What is skipped would not be looked at otherwise.
        let mut source = serde_json::Deserializer::from_str(std::str::from_utf8(text).ok()?);
        let found = Seek(&self.tokens).deserialize(&mut source).ok()?;
        source.end().ok()?;
        found
    }

    /// The scalar that stands there, as text.
    pub(crate) fn scalar(&self, text: &[u8]) -> Option<String> {
        match self.find(text)? {
            Found::Scalar(text) => Some(text),
            Found::Composite => None,
        }
    }
}

/// A number as PHP and JavaScript write it: 12, not 12.0.
pub(super) fn number_text(number: f64) -> String {
    // Beyond this not every whole number is an `f64`.
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).to_string();
    }
    serde_json::Number::from_f64(number).map_or_else(|| number.to_string(), |number| number.to_string())
}

/// Looks for what is left of a pointer.
struct Seek<'p>(&'p [String]);

impl Seek<'_> {
    /// A scalar is found where the pointer ends; below it there is nothing.
    fn scalar(&self, value: impl fmt::Display) -> Option<Found> {
        self.0.is_empty().then(|| Found::Scalar(value.to_string()))
    }
}

impl<'de> DeserializeSeed<'de> for Seek<'_> {
    type Value = Option<Found>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_> {
    type Value = Option<Found>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.scalar("null"))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Self::Value, E> {
        Ok(self.scalar(number_text(value)))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let Some((wanted, rest)) = self.0.split_first() else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Some(Found::Composite));
        };
        let mut found = None;
        while let Some(is_wanted) = map.next_key_seed(Is(wanted))? {
            if is_wanted {
                // Of two keys of one name the last counts, as everywhere.
                found = map.next_value_seed(Seek(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let Some((wanted, rest)) = self.0.split_first() else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Some(Found::Composite));
        };
        // No leading zeros (RFC 6901 §4).
        let wanted = wanted.parse::<usize>().ok().filter(|index| index.to_string() == *wanted);
        let mut found = None;
        for position in 0.. {
            if Some(position) == wanted {
                match list.next_element_seed(Seek(rest))? {
                    Some(element) => found = element,
                    None => break,
                }
            } else if list.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(found)
    }
}

/// Whether a key is the one that is looked for.
struct Is<'p>(&'p str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<bool, D::Error> {
        source.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// The same by the whole tree.
    fn by_tree(text: &[u8], pointer: &str) -> Option<Found> {
        let tree: Value = serde_json::from_slice(text).ok()?;
        Some(match tree.pointer(pointer)? {
            Value::String(text) => Found::Scalar(text.clone()),
            Value::Array(_) | Value::Object(_) => Found::Composite,
            Value::Number(number) if number.is_f64() => Found::Scalar(number_text(number.as_f64()?)),
            scalar => Found::Scalar(scalar.to_string()),
        })
    }

    #[test]
    fn table() {
        let cart =
            r#"{"a":{"b":[1,"two",{"c":null}],"a/b":{"m~n":-1.50,"o":12.0}},"":{"":true},"x":1,"x":2}"#;
        for (pointer, expected) in [
            ("/a/b/0", Some("1")),
            ("/a/b/1", Some("two")),
            ("/a/b/2/c", Some("null")),
            ("/a/a~1b/m~0n", Some("-1.5")),
            ("/a/a~1b/o", Some("12")),
            ("//", Some("true")),
            ("/x", Some("2")),
            ("/a/b/01", None),
            ("/a/b/3", None),
            ("/a/b/0/c", None),
            ("/nope", None),
            ("/a", None),
        ] {
            assert_eq!(
                Pointer::parse(pointer).unwrap().scalar(cart.as_bytes()).as_deref(),
                expected,
                "{pointer}"
            );
        }
        assert_eq!(Pointer::parse("/a/b").unwrap().find(cart.as_bytes()), Some(Found::Composite));
        assert_eq!(Pointer::parse("a"), None);
        for broken in ["", "<b>Notice</b>{\"a\":1}", "{\"a\":1", "{\"a\":1}x", "{\"a\":1,\"b\":[}"] {
            assert_eq!(Pointer::parse("/a").unwrap().find(broken.as_bytes()), None, "{broken}");
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            "[a-c\"/~ \\\\é]{0,3}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-c/~0]{0,2}", inner), 0..4)
                    .prop_map(|entries| Value::Object(entries.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn it_finds_what_the_tree_holds(value in json(), pointer in "(/([a-c]|~0|~1|0|1|2){0,2}){1,4}") {
            let text = value.to_string();
            prop_assert_eq!(Pointer::parse(&pointer).unwrap().find(text.as_bytes()), by_tree(text.as_bytes(), &pointer));
        }

        #[test]
        fn any_bytes_are_json_or_not(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            prop_assert_eq!(Pointer::parse("/a").unwrap().find(&bytes), by_tree(&bytes, "/a"));
        }
    }
}
