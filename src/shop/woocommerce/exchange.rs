//! A request to the Store API and its answer, whether they travel alone or in a batch.

use serde_json::{Map, Value, json};

use super::effort::WooWork;
use crate::shop::request::Ask;
use crate::shop::stats::ServedAs;

/// A request to the Store API, alone or in a batch.
pub(super) struct StoreRequest {
    pub(super) method: String,
    /// Behind `/wc/store/v1/`.
    pub(super) route: String,
    /// Fields of the body, of whatever kind, and of the query.
    pub(super) fields: Map<String, Value>,
    pub(super) nonce: String,
}

/// What one request comes to.
pub(super) struct StoreAnswer {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) outcome: ServedAs,
    pub(super) work: WooWork,
    /// Headers of its own, beside those of every answer.
    pub(super) headers: Vec<(&'static str, String)>,
}

impl StoreAnswer {
    pub(super) fn new(status: u16, body: Value, outcome: ServedAs, work: WooWork) -> StoreAnswer {
        StoreAnswer { status, body, outcome, work, headers: Vec::new() }
    }

    /// A refusal in WordPress's form.
    pub(super) fn error(code: &str, message: &str, status: u16) -> StoreAnswer {
        let body = json!({ "code": code, "message": message, "data": { "status": status } });
        let outcome = if status == 404 { ServedAs::NotFound } else { ServedAs::Refused };
        StoreAnswer::new(status, body, outcome, WooWork::StoreRefusal)
    }

    pub(super) fn no_route() -> StoreAnswer {
        StoreAnswer::error("rest_no_route", "No route was found matching the URL and request method.", 404)
    }
}

impl StoreRequest {
    /// Reads the request itself; an error is the answer to a body that is not JSON.
    pub(super) fn read(ask: &Ask, route: &str) -> Result<StoreRequest, StoreAnswer> {
        let mut fields = Map::new();
        for (name, value) in ask.query.iter().chain(&ask.form) {
            fields.insert(name.clone(), Value::from(value.as_str()));
        }
        if ask.content_type.starts_with("application/json") && !ask.body.is_empty() {
            match serde_json::from_slice(&ask.body) {
                Ok(Value::Object(body)) => fields.extend(body),
                Ok(_) => {}
                Err(_) => {
                    let mut answer =
                        StoreAnswer::error("rest_invalid_json", "Invalid JSON body passed.", 400);
                    if let Some(data) = answer.body.get_mut("data").and_then(Value::as_object_mut) {
                        data.insert("json_error_code".to_owned(), 4.into());
                        data.insert("json_error_message".to_owned(), "Syntax error".into());
                    }
                    return Err(answer);
                }
            }
        }
        Ok(StoreRequest {
            method: ask.method.clone(),
            route: route.to_owned(),
            fields,
            nonce: ask.nonce.clone(),
        })
    }

    pub(super) fn text(&self, name: &str) -> String {
        match self.fields.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Bool(is_set)) => is_set.to_string(),
            _ => String::new(),
        }
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.text(name).trim().parse().ok()
    }

    pub(super) fn count(&self, name: &str, usual: u32) -> u32 {
        self.number(name).map_or(usual, |number| u32::try_from(number).unwrap_or(0))
    }
}
