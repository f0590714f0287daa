//! JSON Schemas of files, made from the types that read and write them. The program only prints the committed schemas, so
//! this is for the tests that write and compare them.

use std::fs;
use std::path::Path;

use schemars::transform::transform_subschemas;
use schemars::{JsonSchema, Schema, generate::SchemaSettings, json_schema};
use serde_json::Value;

/// A text in a file that some type reads: a pattern that no valid text lacks, and examples for editors.
pub(crate) fn text(pattern: &str, examples: &[&str]) -> Schema {
    json_schema!({ "type": "string", "pattern": pattern, "examples": examples })
}

/// The schema of a type that files write as a text: see [`text`].
macro_rules! text_schema {
    ($type:ident, $pattern:expr, $examples:expr) => {
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::units::schema::text($pattern, $examples)
            }
        }
    };
}
pub(crate) use text_schema;

/// One of these words.
pub(crate) fn one_of(words: &[&str]) -> Schema {
    json_schema!({ "type": "string", "enum": words })
}

/// The schema of a TOML file, which has no null, called `title`; `address` is where the released schema lies.
pub(crate) fn of_toml<T: JsonSchema>(title: &str, address: &str) -> String {
    let mut settings = SchemaSettings::draft2020_12();
    settings.transforms.push(Box::new(without_null));
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    schema.insert("$id".into(), address.into());
    schema.insert("title".into(), title.into());
    pretty(&schema)
}

/// The committed form of a schema.
pub(crate) fn pretty(schema: &Schema) -> String {
    let text = serde_json::to_string_pretty(schema).unwrap();
    // Links of our own documentation have no target in a schema.
    text.replace("[`", "`").replace("`]", "`") + "\n"
}

/// Compares a schema with the committed one; rewrites the file when PROMO_LOAD_WRITE_SCHEMA is set.
pub(crate) fn assert_committed(text: &str, committed: &str, file: &str, tests: &str) {
    if std::env::var_os("PROMO_LOAD_WRITE_SCHEMA").is_some() {
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), text).unwrap();
        return;
    }
    assert!(
        text == committed,
        "{file} is not that of the types; write it anew with PROMO_LOAD_WRITE_SCHEMA=1 cargo test --lib {tests}"
    );
}

/// A committed schema, ready to validate values.
pub(crate) struct Validator {
    schemas: boon::Schemas,
    schema: boon::SchemaIndex,
}

impl Validator {
    /// Compiles a schema. Nothing is read from the network.
    pub(crate) fn new(committed: &str) -> Self {
        let mut compiler = boon::Compiler::new();
        compiler.add_resource("file.schema.json", serde_json::from_str(committed).unwrap()).unwrap();
        let mut schemas = boon::Schemas::new();
        let schema = compiler.compile("file.schema.json", &mut schemas).unwrap();
        Self { schemas, schema }
    }

    /// Validates a value. The error has each place that is wrong, and why.
    pub(crate) fn validate(&self, value: &Value) -> Result<(), String> {
        self.schemas.validate(value, self.schema).map_err(|error| error.to_string())
    }

    /// Compares the schema with what reads a file: changes each value and each key of a valid file, one at a time, and asserts
    /// that whatever is read is valid, and that a key that is not known is refused by both, by the schema at its place.
    pub(crate) fn assert_takes_what_is_read(&self, file: &str, is_read: impl Fn(toml::Value) -> bool) {
        let document = toml::Value::Table(toml::from_str(file).unwrap());
        let mut places = Vec::new();
        list(&document, &mut Vec::new(), &mut places);
        for place in &places {
            // A document is a table. For a table inside, serde takes a list or a date, too, which nobody means.
            let is_table = at(&mut document.clone(), place).is_table();
            let is_meant = |value: &toml::Value| !is_table || !(value.is_array() || value.is_datetime());
            let fits = |value: &toml::Value| value.is_table() || !place.is_empty() && is_meant(value);
            for value in others().into_iter().filter(fits) {
                let mut changed = document.clone();
                *at(&mut changed, place) = value;
                if is_read(changed.clone()) {
                    assert_eq!(self.validate(&json(&changed)), Ok(()), "{place:?}:\n{changed}");
                }
            }
            let mut changed = document.clone();
            if let toml::Value::Table(table) = at(&mut changed, place) {
                table.insert("misspelt".to_owned(), toml::Value::Boolean(true));
                let found = self.validate(&json(&changed));
                assert_eq!(is_read(changed), found.is_ok(), "{place:?}: {found:?}");
                // A table of any names refuses the value, others the key.
                let pointer: String = place.iter().map(|part| format!("/{part}")).collect();
                let error = found.unwrap_err();
                let is_there = error.contains(&format!("at '{pointer}'"))
                    || error.contains(&format!("at '{pointer}/misspelt'"));
                assert!(is_there, "{pointer}: {error}");
            }
        }
        assert!(places.len() > 10, "{places:?}");
    }
}

/// Every place of a document, by keys and indices; of places that differ in their indices alone the first.
fn list(value: &toml::Value, here: &mut Vec<String>, places: &mut Vec<Vec<String>>) {
    let shape = |place: &[String]| {
        place.iter().filter(|part| part.parse::<usize>().is_err()).cloned().collect::<Vec<_>>()
    };
    if !places.iter().any(|known| known.len() == here.len() && shape(known) == shape(here)) {
        places.push(here.clone());
    }
    let children: Vec<(String, &toml::Value)> = match value {
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), value)).collect(),
        toml::Value::Array(items) => {
            items.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (name, child) in children {
        here.push(name);
        list(child, here, places);
        here.pop();
    }
}

fn at<'a>(document: &'a mut toml::Value, place: &[String]) -> &'a mut toml::Value {
    place.iter().fold(document, |value, part| match value {
        toml::Value::Array(items) => &mut items[part.parse::<usize>().unwrap()],
        other => &mut other[part.as_str()],
    })
}

/// Values of every type, and texts that some key or other takes.
fn others() -> Vec<toml::Value> {
    let texts = [
        "",
        "0",
        " 0 ",
        "30",
        "5s",
        " 1h 30m ",
        "00:01:30",
        "1.5 hours",
        "0..0",
        "0..2s",
        "1s..3s",
        "-5s",
        "ttl",
        "GET",
        "11.42",
        "5.00 EUR",
        "rate>0.9",
        "p(95) over 10s <= 5e3",
        "value===inf",
        "03:00-06:00",
        "3:00 – 6:00",
        "Europe/Paris",
        "fr",
        "local",
        "prod",
        "light",
        "read-only",
        "per-connection",
        "127.0.0.1:80",
        "http://127.0.0.1/",
        "x",
    ];
    let numbers = [-1, 0, 1, 6, 70_000, i64::MAX];
    let mut values: Vec<toml::Value> = texts.map(toml::Value::from).into();
    values.extend(numbers.map(toml::Value::from));
    values.extend([0.5, 2.0].map(toml::Value::from));
    values.push(true.into());
    values.push(toml::Value::Datetime("2026-11-20".parse().unwrap()));
    let lists = [toml::Value::from("03:00-06:00"), toml::Value::from(200), toml::Value::from("rate>0.9")];
    values.extend(lists.map(|item| toml::Value::Array(vec![item])));
    values.push(toml::Value::Array(Vec::new()));
    values.push(toml::Value::Table(toml::Table::new()));
    values
}

/// A TOML document as editors give it to a validator.
pub(crate) fn json_of(toml: &str) -> Value {
    json(&toml::Value::Table(toml::from_str(toml).unwrap()))
}

/// The same of a value: dates are texts.
fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), json(value))).collect(),
    }
}

/// Takes `null` out of the types: an absent key is all that stands for it.
fn without_null(schema: &mut Schema) {
    transform_subschemas(&mut without_null, schema);
    let is_null = |value: &Value| value == "null" || value == &serde_json::json!({ "type": "null" });
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|found| !is_null(found));
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|found| !is_null(found));
        if let [Value::Object(only)] = &choices[..] {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                schema.ensure_object().entry(key).or_insert(value);
            }
        }
    }
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
}
