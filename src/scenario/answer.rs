//! An answer as checks and extracts see it.

use std::cell::OnceCell;

use serde_json::Value;

use crate::http::{Answer, HeaderMap};

/// Looks at an answer; its JSON is parsed once, when the first check asks for it.
#[derive(Debug)]
pub struct AnswerView<'a> {
    answer: &'a Answer,
    json: OnceCell<Option<Value>>,
}

impl<'a> AnswerView<'a> {
    /// A view on this answer.
    #[must_use]
    pub const fn new(answer: &'a Answer) -> Self {
        Self { answer, json: OnceCell::new() }
    }

    /// Its status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.answer.status
    }

    /// Its headers.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    /// Its body.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.answer.body
    }

    /// The value at a JSON pointer (RFC 6901); `None` when the body is no JSON or has no such place.
    #[must_use]
    pub fn json(&self, pointer: &str) -> Option<&Value> {
        self.json.get_or_init(|| serde_json::from_slice(&self.answer.body).ok()).as_ref()?.pointer(pointer)
    }
}

/// A JSON scalar as text, the same for `6` and `"6"`: PHP's JSON mixes both. `None` for objects and arrays.
pub(crate) fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null => Some("null".to_owned()),
        Value::Array(_) | Value::Object(_) => None,
    }
}
