//! A sentence as an id with values, formatted when a report is rendered.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use fluent_bundle::{FluentArgs, FluentError, FluentValue};
use jiff::civil::{Date, DateTime};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::{Lang, catalogue, names, number};
use crate::units::money::Money;

/// A sentence of the catalogues with its values.
///
/// As JSON: `{"id": "…", "values": {"vus": {"count": 200}}, "text": "…"}`. The text is the English sentence, for people who read
/// the file; it is not read back.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Message {
    id: Cow<'static, str>,
    #[serde(default)]
    values: BTreeMap<Cow<'static, str>, Value>,
}

/// A value in a sentence, formatted as each language writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// A count, which decides about plurals: `14,112`.
    Count(u64),
    /// A number with at most two decimals, which decides about plurals: `2.5`.
    Number(f64),
    /// A share from 0 to 1: `0.3 %`.
    Share(f64),
    /// A time in milliseconds: `84 ms`, `1.31 s`.
    Millis(f64),
    /// A time in seconds: `850 ms`, `12.0 s`, `2m30s`.
    Seconds(f64),
    /// A planned time in seconds: `2.6 s`, `15 s`, `2m30s`.
    Planned(f64),
    /// An amount of money: `11.42 EUR`.
    #[cfg_attr(test, schemars(with = "String"))]
    Money(Money),
    /// An amount of money without its currency: `11.42`.
    #[cfg_attr(test, schemars(with = "String"))]
    Amount(Money),
    /// A day: `2026-11-30`.
    #[cfg_attr(test, schemars(with = "String"))]
    Day(Date),
    /// A day and its time, in a time zone that goes without saying: `2026-11-30 12:00:00`.
    #[cfg_attr(test, schemars(with = "String"))]
    DayTime(DateTime),
    /// Text that is the same in all languages, but for the names of compiled steps and checks.
    Text(String),
    /// Text that is looked for as it stands, in a file or on the command line: the same in all languages.
    Exact(String),
    /// A sentence or phrase inside this one.
    Message(Box<Message>),
    /// Phrases joined by `; `.
    List(Vec<Message>),
    /// Phrases joined by `, `.
    Row(Vec<Message>),
    /// Sentences, each in a line of its own.
    Lines(Vec<Message>),
}

/// No value is NaN: [`Message::with`] takes none, and JSON has none.
impl Eq for Value {}

impl Message {
    /// Builds the sentence with this id, without values.
    #[must_use]
    pub const fn new(id: &'static str) -> Self {
        Self { id: Cow::Borrowed(id), values: BTreeMap::new() }
    }

    /// Builds a sentence from an id that is known only at run time, such as one in a template.
    #[must_use]
    pub const fn of_catalogue(id: String) -> Self {
        Self { id: Cow::Owned(id), values: BTreeMap::new() }
    }

    /// Wraps a text that is not in the catalogues and is said unchanged in both languages.
    #[must_use]
    pub fn plain(text: impl Into<String>) -> Self {
        Message::new("plain").with("text", Value::Text(text.into()))
    }

    /// Wraps a text that is typed or sent as it stands, in back-ticks.
    #[must_use]
    pub fn typed(text: impl Into<String>) -> Self {
        Message::new("typed").with("text", Value::Text(text.into()))
    }

    /// Wraps a number, share or time that stands alone.
    #[must_use]
    pub fn value(value: Value) -> Self {
        Message::new("plain").with("text", value)
    }

    /// Puts sentences into a line each.
    #[must_use]
    pub fn lines(parts: Vec<Self>) -> Self {
        Message::new("lines").with("parts", Value::Lines(parts))
    }

    /// Joins phrases by `; `.
    #[must_use]
    pub fn list(parts: Vec<Self>) -> Self {
        Message::new("list").with("parts", parts)
    }

    /// Adds a value. NaN and infinite numbers become 0, because JSON cannot hold them.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        let value = match value.into() {
            Value::Number(value) => Value::Number(finite(value)),
            Value::Share(value) => Value::Share(finite(value)),
            Value::Millis(value) => Value::Millis(finite(value)),
            Value::Seconds(value) => Value::Seconds(finite(value)),
            Value::Planned(value) => Value::Planned(finite(value)),
            other => other,
        };
        self.values.insert(Cow::Borrowed(name), value);
        self
    }

    /// Adds a text that is the same in all languages: a path, a key, a number as it is typed, what a library says.
    #[must_use]
    pub fn exact(self, name: &'static str, text: impl fmt::Display) -> Self {
        self.with(name, Value::Exact(text.to_string()))
    }

    /// Rewrites the texts that are the same in all languages, those of sentences inside this one included.
    #[must_use]
    pub fn map_texts(mut self, rewrite: &dyn Fn(&str) -> String) -> Self {
        for value in self.values.values_mut() {
            let known = std::mem::replace(value, Value::Count(0));
            *value = known.map_texts(rewrite);
        }
        self
    }

    /// Whether the catalogues have this sentence, and all its variables have values.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        Lang::ALL.iter().all(|lang| self.sentence(*lang).is_some_and(|(_, errors)| errors.is_empty()))
    }

    /// Formats the sentence in a language. A sentence that the catalogue does not have, such as one of a newer promo-load,
    /// becomes its id with its values.
    #[must_use]
    pub fn say(&self, lang: Lang) -> String {
        if let Some((text, _)) = self.sentence(lang) {
            return text;
        }
        let values = self.values.iter().map(|(name, value)| format!("{name}: {}", value.say(lang)));
        let values: Vec<_> = values.collect();
        if values.is_empty() { self.id.to_string() } else { format!("{} ({})", self.id, values.join(", ")) }
    }

    /// Formats the sentence, and lists what was wrong with it.
    pub(super) fn sentence(&self, lang: Lang) -> Option<(String, Vec<FluentError>)> {
        let mut args = FluentArgs::with_capacity(self.values.len());
        for (name, value) in &self.values {
            args.set(name.as_ref(), value.argument(lang));
        }
        catalogue::sentence(&self.id, &args, lang)
    }
}

/// The English sentence.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.say(Lang::En))
    }
}

fn finite(value: f64) -> f64 {
    if value.is_finite() { value } else { 0.0 }
}

/// A text as a sentence of this language has it.
fn in_language(text: &str, lang: Lang) -> Cow<'_, str> {
    match lang {
        Lang::En => Cow::Borrowed(text),
        Lang::Fr => names::french(text).map_or(Cow::Borrowed(text), Cow::Owned),
    }
}

impl Value {
    /// Builds a planned time.
    #[must_use]
    pub const fn planned(lasts: Duration) -> Self {
        Self::Planned(lasts.as_secs_f64())
    }

    /// A date as a shop or its page writes it, such as `2026-11-30 23:59:59`; in all languages the same when it is written otherwise.
    #[must_use]
    pub fn of_date(text: &str) -> Self {
        // A day alone is read as its first moment, too.
        match (text.parse(), text.parse()) {
            (Ok(day), _) if !text.contains(':') => Self::Day(day),
            (_, Ok(moment)) => Self::DayTime(moment),
            _ => Self::Text(text.to_owned()),
        }
    }

    fn say(&self, lang: Lang) -> String {
        let joined_by = |parts: &[Message], separator: &str| {
            let said: Vec<_> = parts.iter().map(|part| part.say(lang)).collect();
            said.join(separator)
        };
        let joined = |parts: &[Message], id: &'static str| joined_by(parts, &Message::new(id).say(lang));
        match self {
            Self::Count(value) => number::count(*value, lang),
            Self::Number(value) => number::number(*value, lang),
            Self::Share(value) => number::share(*value, lang),
            Self::Millis(value) => number::millis(*value, lang),
            Self::Seconds(value) => number::seconds(*value, lang),
            Self::Planned(value) => number::planned(*value, lang),
            Self::Money(value) => number::money(*value, lang),
            Self::Amount(value) => number::amount(*value, lang),
            Self::Day(day) => number::day(*day, lang),
            Self::DayTime(moment) => number::day_time(*moment, lang),
            Self::Text(text) => in_language(text, lang).into_owned(),
            Self::Exact(text) => text.clone(),
            Self::Message(message) => message.say(lang),
            Self::List(parts) => joined(parts, "between-parts"),
            Self::Row(parts) => joined(parts, "between-things"),
            Self::Lines(parts) => joined_by(parts, "\n"),
        }
    }

    fn map_texts(self, rewrite: &dyn Fn(&str) -> String) -> Self {
        let each = |parts: Vec<Message>| parts.into_iter().map(|part| part.map_texts(rewrite)).collect();
        match self {
            Self::Text(text) => Self::Text(rewrite(&text)),
            Self::Exact(text) => Self::Exact(rewrite(&text)),
            Self::Message(message) => Self::Message(Box::new(message.map_texts(rewrite))),
            Self::List(parts) => Self::List(each(parts)),
            Self::Row(parts) => Self::Row(each(parts)),
            Self::Lines(parts) => Self::Lines(each(parts)),
            other => other,
        }
    }

    /// Converts the value for Fluent: a number where it decides about plurals, text elsewhere.
    fn argument(&self, lang: Lang) -> FluentValue<'_> {
        match self {
            // Counts beyond 2^53 lose digits that no reader needs.
            Self::Count(value) => FluentValue::from(*value as f64),
            Self::Number(value) => FluentValue::from(*value),
            Self::Text(text) => FluentValue::from(in_language(text, lang)),
            Self::Exact(text) => FluentValue::from(text.as_str()),
            _ => FluentValue::from(self.say(lang)),
        }
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut message = serializer.serialize_struct("Message", 3)?;
        message.serialize_field("id", &self.id)?;
        message.serialize_field("values", &self.values)?;
        message.serialize_field("text", &self.say(Lang::En))?;
        message.end()
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::Count(value)
    }
}

impl From<Money> for Value {
    fn from(value: Money) -> Self {
        Self::Money(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Self {
        Self::Message(Box::new(message))
    }
}

impl From<Vec<Message>> for Value {
    fn from(parts: Vec<Message>) -> Self {
        Self::List(parts)
    }
}
