//! What stands at one place of a JSON text (RFC 6901), found without building the whole tree: a cart is tens of kilobytes of
//! HTML in JSON strings, of which a check wants one number.

use std::cell::OnceCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A place in a JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    tokens: Vec<String>,
}

/// What was found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PointedAt {
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
}

impl PointedAt {
    /// The scalar, as text.
    pub(crate) fn scalar(&self) -> Option<&str> {
        match self {
            Self::Scalar(text) => Some(text),
            Self::Composite => None,
        }
    }
}

/// What stands at all of these places, looked for in one pass; nothing when the text is not JSON, to its end.
fn find_all(pointers: &[Pointer], text: &[u8]) -> Vec<Option<PointedAt>> {
    let mut found = vec![None; pointers.len()];
    let wanted = pointers.iter().enumerate().map(|(place, pointer)| (place, &*pointer.tokens)).collect();
    let read = || {
        // What is skipped would not be looked at otherwise.
        let mut source = serde_json::Deserializer::from_str(std::str::from_utf8(text).ok()?);
        Seek { wanted, found: &mut found }.deserialize(&mut source).ok()?;
        source.end().ok()
    };
    if read().is_none() {
        found.fill(None);
    }
    found
}

/// What the checks and extracts of a step look for in one JSON body: it is read once, when the first of them asks.
#[derive(Debug)]
pub struct JsonPlaces<'a> {
    pointers: &'a [Pointer],
    body: &'a [u8],
    found: OnceCell<Vec<Option<PointedAt>>>,
}

impl<'a> JsonPlaces<'a> {
    /// All that is looked for in this body.
    #[must_use]
    pub fn new(pointers: &'a [Pointer], body: &'a [u8]) -> Self {
        Self { pointers, body, found: OnceCell::new() }
    }

    /// What stands where one of the pointers leads; a pointer that is none of them finds nothing.
    pub(crate) fn find(&self, pointer: &Pointer) -> Option<&PointedAt> {
        let place = self.pointers.iter().position(|known| known == pointer)?;
        self.found.get_or_init(|| find_all(self.pointers, self.body)).get(place)?.as_ref()
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

/// A pointer's place among all, and what is left of it.
type Rest<'p> = (usize, &'p [String]);

/// Looks for what is left of pointers.
struct Seek<'p, 'f> {
    wanted: Vec<Rest<'p>>,
    found: &'f mut [Option<PointedAt>],
}

impl<'p> Seek<'p, '_> {
    /// A value is found where a pointer ends; below a scalar there is nothing.
    fn ends(&mut self, value: impl Fn() -> PointedAt) {
        for (place, _) in self.wanted.iter().filter(|(_, rest)| rest.is_empty()) {
            self.found[*place] = Some(value());
        }
    }

    fn scalar(mut self, value: impl fmt::Display) {
        self.ends(|| PointedAt::Scalar(value.to_string()));
    }

    /// Whether a pointer leads further.
    fn leads_on(&self) -> bool {
        self.wanted.iter().any(|(_, rest)| !rest.is_empty())
    }

    /// Goes into a member, for those that lead there. Of two members of one name the last counts, as everywhere.
    fn member(&mut self, wanted: Vec<Rest<'p>>) -> Seek<'p, '_> {
        wanted.iter().for_each(|(place, _)| self.found[*place] = None);
        Seek { wanted, found: self.found }
    }
}

/// Those whose next token is this one, without it.
fn through<'p>(wanted: &[Rest<'p>], is: impl Fn(&str) -> bool) -> Vec<Rest<'p>> {
    let parts = wanted.iter().filter_map(|(place, rest)| Some((*place, rest.split_first()?)));
    parts.filter(|(_, (token, _))| is(token)).map(|(place, (_, rest))| (place, rest)).collect()
}

impl<'de> DeserializeSeed<'de> for Seek<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seek<'_, '_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar("null");
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.scalar(number_text(value));
        Ok(())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.scalar(value);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        self.ends(|| PointedAt::Composite);
        if !self.leads_on() {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        while let Some(wanted) = map.next_key_seed(Through(&self.wanted))? {
            if wanted.is_empty() {
                map.next_value::<IgnoredAny>()?;
            } else {
                map.next_value_seed(self.member(wanted))?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        self.ends(|| PointedAt::Composite);
        // No leading zeros (RFC 6901 §4).
        let index = |token: &String| token.parse::<usize>().ok().filter(|index| index.to_string() == *token);
        let led_on = self.wanted.iter().filter_map(|(place, rest)| Some((*place, rest.split_first()?)));
        let indexed: Vec<(usize, Rest<'_>)> =
            led_on.filter_map(|(place, (token, rest))| Some((index(token)?, (place, rest)))).collect();
        for position in 0_usize.. {
            let here = indexed.iter().filter(|(index, _)| *index == position);
            let wanted: Vec<Rest<'_>> = here.map(|(_, rest)| *rest).collect();
            let element = if wanted.is_empty() {
                list.next_element::<IgnoredAny>()?.map(|_| ())
            } else {
                list.next_element_seed(self.member(wanted))?
            };
            if element.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// Which pointers lead through a key.
struct Through<'w, 'p>(&'w [Rest<'p>]);

impl<'de, 'p> DeserializeSeed<'de> for Through<'_, 'p> {
    type Value = Vec<Rest<'p>>;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Self::Value, D::Error> {
        source.deserialize_str(self)
    }
}

impl<'p> Visitor<'_> for Through<'_, 'p> {
    type Value = Vec<Rest<'p>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(through(self.0, |token| token == key))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn find(pointer: &str, text: &[u8]) -> Option<PointedAt> {
        find_all(&[Pointer::parse(pointer).unwrap()], text).pop().unwrap()
    }

    /// The same by the whole tree.
    fn by_tree(text: &[u8], pointer: &str) -> Option<PointedAt> {
        let tree: Value = serde_json::from_slice(text).ok()?;
        Some(match tree.pointer(pointer)? {
            Value::String(text) => PointedAt::Scalar(text.clone()),
            Value::Array(_) | Value::Object(_) => PointedAt::Composite,
            Value::Number(number) if number.is_f64() => PointedAt::Scalar(number_text(number.as_f64()?)),
            scalar => PointedAt::Scalar(scalar.to_string()),
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
                find(pointer, cart.as_bytes()).as_ref().and_then(PointedAt::scalar),
                expected,
                "{pointer}"
            );
        }
        assert_eq!(find("/a/b", cart.as_bytes()), Some(PointedAt::Composite));
        assert_eq!(Pointer::parse("a"), None);
        for broken in ["", "<b>Notice</b>{\"a\":1}", "{\"a\":1", "{\"a\":1}x", "{\"a\":1,\"b\":[}"] {
            assert_eq!(find("/a", broken.as_bytes()), None, "{broken}");
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
            prop_assert_eq!(find(&pointer, text.as_bytes()), by_tree(text.as_bytes(), &pointer));
        }

        #[test]
        fn several_are_found_as_each_alone(
            value in json(),
            pointers in prop::collection::vec("(/([a-c]|~0|0|1|2){0,2}){1,4}", 0..6),
            twice in any::<bool>(),
        ) {
            // Two members of one name.
            let text = if twice { format!(r#"{{"a":1,"a":{value},"b":{value},"a":{{"a":{value}}}}}"#) } else { value.to_string() };
            let parsed: Vec<Pointer> = pointers.iter().map(|pointer| Pointer::parse(pointer).unwrap()).collect();
            let places = JsonPlaces::new(&parsed, text.as_bytes());
            for (pointer, text_of) in parsed.iter().zip(&pointers) {
                prop_assert_eq!(places.find(pointer).cloned(), by_tree(text.as_bytes(), text_of));
            }
        }

        #[test]
        fn any_bytes_are_json_or_not(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            prop_assert_eq!(find("/a", &bytes), by_tree(&bytes, "/a"));
        }
    }
}
