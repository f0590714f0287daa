//! Removes secrets from values while they are written, whatever the format: a serializer in front of the format's own.

use std::borrow::Cow;
use std::fmt::Display;

use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant,
};
use serde::{Serialize, Serializer};

/// The treatment of a text inside a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// A text that may come from outside: every secret is removed.
    Text,
    /// A name that other texts refer to, or a word of our own formats: only long secrets are removed.
    Name,
    /// A text that is written unchanged.
    Keep,
}

/// Decides how each text of a value is treated.
#[derive(Clone, Copy)]
pub struct Policy<'p> {
    /// Applies a treatment to a text.
    pub scrub: &'p dyn Fn(&str, Treatment) -> Cow<'_, str>,
    /// The treatment of the texts in a type's field, nested ones included, by serde's names of type and field; `None` keeps the
    /// treatment of the surrounding value. A tagged enum has its tag as a field.
    pub field: &'p dyn Fn(&str, &str) -> Option<Treatment>,
}

/// Wraps a value so that it serializes without secrets.
///
/// Texts get the treatment that the policy gives them, otherwise [`Treatment::Text`]. Keys of maps are names. Names of fields and
/// variants, numbers, and what a type formats by itself (a time, an amount) are written unchanged.
pub fn scrubbed<'v, T: Serialize + ?Sized>(value: &'v T, policy: Policy<'v>) -> impl Serialize + 'v {
    Scrubbed { value, policy, treatment: Treatment::Text }
}

struct Scrubbed<'v, T: ?Sized> {
    value: &'v T,
    policy: Policy<'v>,
    treatment: Treatment,
}

impl<T: Serialize + ?Sized> Serialize for Scrubbed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(Scrubbing {
            inner: serializer,
            policy: self.policy,
            treatment: self.treatment,
            owner: "",
        })
    }
}

/// A serializer, or a part of one, that removes secrets from what it passes on.
struct Scrubbing<'p, S> {
    inner: S,
    policy: Policy<'p>,
    treatment: Treatment,
    /// The type whose fields are being written.
    owner: &'static str,
}

impl<'p, S> Scrubbing<'p, S> {
    fn around<'v, T: ?Sized>(&self, value: &'v T) -> Scrubbed<'v, T>
    where
        'p: 'v,
    {
        Scrubbed { value, policy: self.policy, treatment: self.treatment }
    }

    fn field<'v, T: ?Sized>(&self, name: &str, value: &'v T) -> Scrubbed<'v, T>
    where
        'p: 'v,
    {
        let treatment = (self.policy.field)(self.owner, name).unwrap_or(self.treatment);
        Scrubbed { treatment, ..self.around(value) }
    }

    fn part<C>(
        self,
        owner: &'static str,
        begin: impl FnOnce(S) -> Result<C, S::Error>,
    ) -> Result<Scrubbing<'p, C>, S::Error>
    where
        S: Serializer,
    {
        let Self { inner, policy, treatment, .. } = self;
        Ok(Scrubbing { inner: begin(inner)?, policy, treatment, owner })
    }
}

/// Methods that pass a value on unchanged.
macro_rules! as_it_is {
    ($($method:ident: $type:ty),+ $(,)?) => {
        $(fn $method(self, value: $type) -> Result<S::Ok, S::Error> {
            self.inner.$method(value)
        })+
    };
}

impl<'p, S: Serializer> Serializer for Scrubbing<'p, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Scrubbing<'p, S::SerializeSeq>;
    type SerializeTuple = Scrubbing<'p, S::SerializeTuple>;
    type SerializeTupleStruct = Scrubbing<'p, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Scrubbing<'p, S::SerializeTupleVariant>;
    type SerializeMap = Scrubbing<'p, S::SerializeMap>;
    type SerializeStruct = Scrubbing<'p, S::SerializeStruct>;
    type SerializeStructVariant = Scrubbing<'p, S::SerializeStructVariant>;

    as_it_is! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_f32: f32, serialize_f64: f64, serialize_char: char,
        serialize_bytes: &[u8], serialize_unit_struct: &'static str,
    }

    fn serialize_str(self, value: &str) -> Result<S::Ok, S::Error> {
        self.inner.serialize_str(&(self.policy.scrub)(value, self.treatment))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_none()
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = self.around(value);
        self.inner.serialize_some(&value)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.around(value);
        self.inner.serialize_newtype_struct(name, &value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.around(value);
        self.inner.serialize_newtype_variant(name, index, variant, &value)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.part("", |inner| inner.serialize_seq(length))
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.part("", |inner| inner.serialize_tuple(length))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.part(name, |inner| inner.serialize_tuple_struct(name, length))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.part(name, |inner| inner.serialize_tuple_variant(name, index, variant, length))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        self.part("", |inner| inner.serialize_map(length))
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Self::SerializeStruct, S::Error> {
        self.part(name, |inner| inner.serialize_struct(name, length))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.part(name, |inner| inner.serialize_struct_variant(name, index, variant, length))
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

impl<C: SerializeSeq> SerializeSeq for Scrubbing<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let value = self.around(value);
        self.inner.serialize_element(&value)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: SerializeTuple> SerializeTuple for Scrubbing<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let value = self.around(value);
        self.inner.serialize_element(&value)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: SerializeTupleStruct> SerializeTupleStruct for Scrubbing<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let value = self.around(value);
        self.inner.serialize_field(&value)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: SerializeTupleVariant> SerializeTupleVariant for Scrubbing<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let value = self.around(value);
        self.inner.serialize_field(&value)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: SerializeMap> SerializeMap for Scrubbing<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        let treatment = match self.treatment {
            Treatment::Text | Treatment::Name => Treatment::Name,
            Treatment::Keep => Treatment::Keep,
        };
        let key = Scrubbed { treatment, ..self.around(key) };
        self.inner.serialize_key(&key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        let value = self.around(value);
        self.inner.serialize_value(&value)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: SerializeStruct> SerializeStruct for Scrubbing<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), C::Error> {
        let value = self.field(name, value);
        self.inner.serialize_field(name, &value)
    }

    fn skip_field(&mut self, name: &'static str) -> Result<(), C::Error> {
        self.inner.skip_field(name)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

impl<C: SerializeStructVariant> SerializeStructVariant for Scrubbing<'_, C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), C::Error> {
        let value = self.field(name, value);
        self.inner.serialize_field(name, &value)
    }

    fn skip_field(&mut self, name: &'static str) -> Result<(), C::Error> {
        self.inner.skip_field(name)
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;

    #[derive(Serialize)]
    enum Word {
        Full,
        Sized { name: String },
        Pair(String, u32),
        One(String),
    }

    #[derive(Serialize)]
    struct Holder {
        full: Word,
        name: String,
        text: Option<String>,
        rest: Vec<Word>,
        map: BTreeMap<String, (String, f64)>,
    }

    fn scrub(text: &str, treatment: Treatment) -> Cow<'_, str> {
        match treatment {
            Treatment::Text => text.replace("full", "-").into(),
            Treatment::Name => text.replace("full", "name").into(),
            Treatment::Keep => text.into(),
        }
    }

    #[test]
    fn texts_are_scrubbed_and_the_words_of_the_format_stay() {
        let word = |text: &str| format!("{text} full");
        let holder = Holder {
            full: Word::Full,
            name: word("a"),
            text: Some(word("b")),
            rest: vec![Word::Sized { name: word("c") }, Word::Pair(word("d"), 1), Word::One(word("e"))],
            map: BTreeMap::from([(word("f"), (word("g"), 0.5))]),
        };
        let field =
            |owner: &str, name: &str| (owner == "Holder" && name == "name").then_some(Treatment::Keep);
        let value = serde_json::to_value(scrubbed(&holder, Policy { scrub: &scrub, field: &field })).unwrap();
        assert_eq!(
            value,
            json!({
                "full": "Full", "name": "a full", "text": "b -",
                "rest": [{"Sized": {"name": "c -"}}, {"Pair": ["d -", 1]}, {"One": "e -"}],
                "map": {"f name": ["g -", 0.5]},
            })
        );
    }
}
