//! Text with `${name}` placeholders.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use super::address::encode;
use super::data::DataSet;
use super::json;
use super::own_value::OwnValues;

use crate::words::Message;

/// A template that cannot be read or filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum TemplateError {
    /// A `${` without its `}`.
    Unclosed(String),
    /// A placeholder that nothing fills.
    Unknown(String),
    /// A placeholder for a field that its data source has not.
    UnknownField {
        /// The whole placeholder.
        name: String,
        /// Its data source.
        source_name: String,
        /// The fields there are.
        fields: String,
    },
}

impl From<&TemplateError> for Message {
    fn from(error: &TemplateError) -> Self {
        match error {
            TemplateError::Unclosed(text) => Message::new("error-template-unclosed").exact("text", text),
            TemplateError::Unknown(text) => Message::new("error-template-unknown").exact("text", text),
            TemplateError::UnknownField { name, source_name, fields } => {
                Message::new("error-template-unknown-field")
                    .exact("name", name)
                    .exact("source", source_name)
                    .exact("fields", fields)
            }
        }
    }
}

/// The values of a visitor: what was extracted, its rows of the data sources, and those of [`OwnValue`](super::OwnValue).
#[derive(Debug, Clone, Default)]
pub struct Values {
    known: HashMap<String, String>,
    data: DataSet,
    /// The row of each data source.
    rows: Box<[usize]>,
    own: OwnValues,
}

impl Values {
    /// The values of a visitor who walks with rows of these sources; until they are dealt, with the first.
    #[must_use]
    pub fn of(data: &DataSet) -> Self {
        Self { data: data.clone(), rows: vec![0; data.sources().len()].into(), ..Self::default() }
    }

    /// The same in the run of this id, with what its seed draws.
    #[must_use]
    pub fn in_run(self, seed: u64, run: Arc<str>) -> Self {
        Self { own: OwnValues::of_run(seed, run), ..self }
    }

    /// Deals a row of a data source, counted from 0.
    pub fn deal(&mut self, source: usize, row: usize) {
        if let Some(held) = self.rows.get_mut(source) {
            *held = row;
        }
    }

    /// A value of the row of a data source.
    fn field(&self, source: usize, column: usize) -> Option<&str> {
        self.data.cell(source, *self.rows.get(source)?, column)
    }

    /// Sets a value; the newest wins.
    pub fn set(&mut self, name: &str, value: String) {
        match self.known.get_mut(name) {
            Some(old) => *old = value,
            None => {
                self.known.insert(name.to_owned(), value);
            }
        }
    }

    /// The value of a name; the visitor's own are made on demand.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let known = self.known.get(name).map(|value| Cow::Borrowed(value.as_str()));
        known.or_else(|| self.own.get(name).map(Cow::Owned))
    }

    /// Forgets what was extracted and begins an iteration: `vu` counts from 1, `iteration` from 0.
    pub fn begin(&mut self, vu: u64, iteration: u64) {
        self.known.clear();
        (self.own.vu, self.own.iteration) = (vu, iteration);
    }
}

/// A part of a template, for those who write it in another language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplatePart<'a> {
    /// Stands as it is.
    Text(&'a str),
    /// An extracted value, or one of [`OwnValue`](super::OwnValue).
    Name(&'a str),
    /// A value of a data source: its place among the sources, and the column's among the fields.
    Field {
        /// The source.
        source: usize,
        /// The field.
        column: usize,
    },
}

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<TemplatePiece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TemplatePiece {
    Text(String),
    Name(String, Escape),
    /// A value of a data source, found by its place instead of its name.
    Field {
        source: usize,
        column: usize,
        escape: Escape,
    },
}

impl TemplatePiece {
    const fn escape(&self) -> Escape {
        match self {
            Self::Text(_) => Escape::None,
            Self::Name(_, escape) | Self::Field { escape, .. } => *escape,
        }
    }
}

/// What is done to a placeholder's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    /// What its place needs: nothing in a text, percent signs in an address.
    None,
    /// Nothing, even within JSON: `${raw:name}`.
    Raw,
    /// JSON's escapes, once for each string that it stands in: a string of a document may hold a document.
    Json(u8),
}

/// What makes a placeholder's value stand as it is.
const RAW: &str = "raw:";

impl Escape {
    fn apply(self, value: &str) -> Cow<'_, str> {
        match self {
            Self::Json(depth) => json::escaped(value, depth),
            Self::None | Self::Raw => Cow::Borrowed(value),
        }
    }
}

impl Template {
    /// Reads a template. `$${` stands for a literal `${`, and `${raw:name}` for a value that stands as it is in a JSON document,
    /// too.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Unclosed`] when a placeholder does not end.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(at) = rest.find("${") {
            if let Some(before) = rest[..at].strip_suffix('$') {
                literal.push_str(before);
                literal.push_str("${");
                rest = &rest[at + 2..];
                continue;
            }
            literal.push_str(&rest[..at]);
            let Some(length) = rest[at..].find('}') else {
                return Err(TemplateError::Unclosed(text.to_owned()));
            };
            if !literal.is_empty() {
                parts.push(TemplatePiece::Text(std::mem::take(&mut literal)));
            }
            let name = rest[at + 2..at + length].trim();
            parts.push(match name.strip_prefix(RAW) {
                Some(name) => TemplatePiece::Name(name.trim().to_owned(), Escape::Raw),
                None => TemplatePiece::Name(name.to_owned(), Escape::None),
            });
            rest = &rest[at + length + 1..];
        }
        literal.push_str(rest);
        if !literal.is_empty() {
            parts.push(TemplatePiece::Text(literal));
        }
        Ok(Self { parts })
    }

    /// The text when there is nothing to fill in.
    #[must_use]
    pub fn constant(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [] => Some(""),
            [TemplatePiece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether one of its own texts holds this one.
    pub(crate) fn holds(&self, text: &str) -> bool {
        self.parts.iter().any(|part| matches!(part, TemplatePiece::Text(own) if own.contains(text)))
    }

    /// The same for a JSON document: values within its strings are written with JSON's escapes, but for those of
    /// `${raw:name}`. Values outside of strings stand as they are: numbers, or documents of their own.
    #[must_use]
    pub fn within_json(mut self) -> Self {
        let mut place = json::Place::default();
        for part in &mut self.parts {
            match part {
                TemplatePiece::Text(text) => place.pass(text),
                TemplatePiece::Name(_, escape) | TemplatePiece::Field { escape, .. } => {
                    let depth = place.depth();
                    if *escape == Escape::None && depth > 0 {
                        *escape = Escape::Json(depth);
                    }
                    place.pass_value();
                }
            }
        }
        self
    }

    /// Whether it is a JSON object or list, whatever its placeholders stand for.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let mut place = json::Place::default();
        let mut document = String::new();
        for part in &self.parts {
            match part {
                TemplatePiece::Text(text) => {
                    place.pass(text);
                    document.push_str(text);
                }
                TemplatePiece::Name(..) | TemplatePiece::Field { .. } => {
                    place.pass_value();
                    document.push('0');
                }
            }
        }
        document.trim_start().starts_with(['{', '['])
            && serde_json::from_str::<serde::de::IgnoredAny>(&document).is_ok()
    }

    /// How many times each of its parts gets JSON's escapes, in their order; 0 for most.
    pub fn json_escapes(&self) -> impl Iterator<Item = u8> {
        self.parts.iter().map(|part| match part.escape() {
            Escape::Json(depth) => depth,
            Escape::None | Escape::Raw => 0,
        })
    }

    /// Whether it has a placeholder whose value is wanted as it is.
    #[must_use]
    pub fn has_raw(&self) -> bool {
        self.parts.iter().any(|part| part.escape() == Escape::Raw)
    }

    /// Its parts in order.
    pub fn parts(&self) -> impl Iterator<Item = TemplatePart<'_>> {
        self.parts.iter().map(|part| match part {
            TemplatePiece::Text(text) => TemplatePart::Text(text),
            TemplatePiece::Name(name, _) => TemplatePart::Name(name),
            TemplatePiece::Field { source, column, .. } => {
                TemplatePart::Field { source: *source, column: *column }
            }
        })
    }

    /// Whether it holds nothing but values, behind the name of a scheme of authentication.
    #[must_use]
    pub fn is_made_of_values(&self) -> bool {
        let only_schemes = self.parts.iter().all(|part| match part {
            TemplatePiece::Text(text) => ["Bearer", "Basic", "Token", ""].contains(&text.trim()),
            TemplatePiece::Name(..) | TemplatePiece::Field { .. } => true,
        });
        only_schemes && self.constant().is_none()
    }

    /// The names it needs, but for those of data that are bound.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePiece::Name(name, _) => Some(name.as_str()),
            TemplatePiece::Text(_) | TemplatePiece::Field { .. } => None,
        })
    }

    /// Binds its placeholders to the fields of the data sources.
    pub fn bind(&mut self, data: &DataSet) {
        for part in &mut self.parts {
            if let TemplatePiece::Name(name, escape) = part
                && let Some((source, column)) = data.find(name)
            {
                *part = TemplatePiece::Field { source, column, escape: *escape };
            }
        }
    }

    /// The data sources that it is bound to.
    pub fn sources(&self) -> impl Iterator<Item = usize> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePiece::Field { source, .. } => Some(*source),
            TemplatePiece::Text(_) | TemplatePiece::Name(..) => None,
        })
    }

    /// Fills in the values.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Unknown`] naming the first value that is missing.
    pub fn fill(&self, values: &Values) -> Result<String, TemplateError> {
        self.fill_by(values, |filled, value, _| filled.push_str(value))
    }

    /// Fills in the values of an address, encoded as their places need it.
    ///
    /// # Errors
    ///
    /// [`TemplateError::Unknown`] naming the first value that is missing.
    pub fn fill_address(&self, values: &Values) -> Result<String, TemplateError> {
        self.fill_by(values, encode)
    }

    /// `add` gets what is filled so far, a value, and whether that came from a data source.
    fn fill_by(
        &self,
        values: &Values,
        mut add: impl FnMut(&mut String, &str, bool),
    ) -> Result<String, TemplateError> {
        let mut filled = String::new();
        for part in &self.parts {
            match part {
                TemplatePiece::Text(text) => filled.push_str(text),
                TemplatePiece::Name(name, escape) => {
                    let value = values.get(name).ok_or_else(|| TemplateError::Unknown(name.clone()))?;
                    add(&mut filled, &escape.apply(&value), false);
                }
                TemplatePiece::Field { source, column, escape } => {
                    let value = values.field(*source, *column);
                    let value = value.ok_or_else(|| TemplateError::Unknown("data".to_owned()))?;
                    add(&mut filled, &escape.apply(value), true);
                }
            }
        }
        Ok(filled)
    }

    /// Writes a literal text so that [`Template::parse`] reads it back as that text.
    #[must_use]
    pub fn escape(text: &str) -> String {
        text.replace("${", "$${")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn filled(template: &str) -> Result<String, TemplateError> {
        let mut values = Values::default();
        values.begin(7, 0);
        values.set("token", "abc".into());
        Template::parse(template)?.fill(&values)
    }

    #[test]
    fn table() {
        for (template, expected) in [
            ("/en/cart", "/en/cart"),
            ("", ""),
            ("t=${token}&v=${ vu.id }", "t=abc&v=7"),
            ("cost: $5 {x}", "cost: $5 {x}"),
            ("$${token} ${token}", "${token} abc"),
        ] {
            assert_eq!(filled(template).unwrap(), expected, "{template}");
        }
        assert_eq!(filled("${nope}"), Err(TemplateError::Unknown("nope".into())));
        assert!(matches!(filled("a ${token"), Err(TemplateError::Unclosed(_))));
    }

    fn json(template: &str, value: &str) -> String {
        let mut values = Values::default();
        values.set("v", value.into());
        Template::parse(template).unwrap().within_json().fill(&values).unwrap()
    }

    #[test]
    fn values_within_json() {
        let odd = "15\" \\ \n\u{1}é\u{2028}";
        for (template, value, expected) in [
            (r#"{"q":"${v}"}"#, "mug", r#"{"q":"mug"}"#),
            (r#"{"q":"${v}"}"#, "15\" screen", r#"{"q":"15\" screen"}"#),
            (r#"{"q":"a ${v} b"}"#, "back\\slash", r#"{"q":"a back\\slash b"}"#),
            (r#"{"q":"\"${v}\\"}"#, "\n", r#"{"q":"\"\n\\"}"#),
            (r#"{"q":${v},"${v}":1}"#, "[\"a\"]", r#"{"q":["a"],"[\"a\"]":1}"#),
            (r#"{"q":"${raw:v}"}"#, r#"\u00e9"#, r#"{"q":"\u00e9"}"#),
            (r#"{"in":"{\"q\":\"${v}\"}"}"#, "1\"", r#"{"in":"{\"q\":\"1\\\"\"}"}"#),
            (r#"{"query":"query { a(b: \"${v}\") }"}"#, "1\"", r#"{"query":"query { a(b: \"1\\\"\") }"}"#),
            (r#"{"say":"he said \"${v}\""}"#, "1\"", r#"{"say":"he said \"1\"\""}"#),
        ] {
            assert_eq!(json(template, value), expected, "{template} {value}");
        }
        let whole: serde_json::Value = serde_json::from_str(&json(r#"{"q":"${v}"}"#, odd)).unwrap();
        assert_eq!(whole["q"], odd);
    }

    #[test]
    fn what_is_json_by_its_own_shape() {
        for (template, expected) in [
            (r#"{"q":"${v}"}"#, true),
            (r#" [${v}, "${v}"]"#, true),
            (r#"{"q":${raw:v}}"#, true),
            ("q=${v}", false),
            ("${v}", false),
            ("\"${v}\"", false),
            (r#"{"q":"${v}""#, false),
            ("{ ${v} }", false),
        ] {
            assert_eq!(Template::parse(template).unwrap().is_json(), expected, "{template}");
        }
    }

    proptest! {
        #[test]
        fn any_value_within_json_is_that_value(value in ".*", before in "[a-z \u{e9}]*") {
            let made = json(&format!("{{\"q\":\"{before}${{v}}\"}}"), &value);
            let read: serde_json::Value = serde_json::from_str(&made).unwrap();
            prop_assert_eq!(read["q"].as_str().unwrap(), before + &value);
        }

        #[test]
        fn escaped_text_is_constant(text in ".*") {
            prop_assume!(!text.contains("$${"));
            let template = Template::parse(&Template::escape(&text)).unwrap();
            prop_assert_eq!(template.constant(), Some(text.as_str()));
        }

        #[test]
        fn any_text_parses_or_says_why(text in ".*") {
            let _parsed = Template::parse(&text);
        }
    }
}
