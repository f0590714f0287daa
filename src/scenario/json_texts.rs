//! The texts of a JSON body.

use serde_json::Value;

/// Calls `each` with the texts of a JSON value and their names.
pub(super) fn each_text(value: &Value, name: &str, each: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => each(name, text),
        Value::Array(list) => list.iter().for_each(|value| each_text(value, name, each)),
        Value::Object(members) => members.iter().for_each(|(name, value)| each_text(value, name, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
