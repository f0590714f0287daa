//! The JSON Schema of a table of thresholds, for the schema of scenario files.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::ThresholdTable;
use crate::units::duration;
use crate::units::schema::text;

impl JsonSchema for ThresholdTable {
    fn schema_name() -> Cow<'static, str> {
        "Thresholds".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let expression = text("[<>=]=?.*[0-9Ii]", &["p(95)<2000", "rate>0.95", "p(95) over 10s<2000"]);
        let delay = duration::schema(generator);
        let abort = json_schema!({ "type": "boolean" });
        let options = json_schema!({
            "type": "object",
            "description": "A threshold with options; k6's names are accepted as well.",
            "properties": {
                "threshold": expression,
                "abort_on_fail": abort,
                "abortOnFail": abort,
                "delay_abort_eval": delay,
                "delayAbortEval": delay,
            },
            "required": ["threshold"],
            "additionalProperties": false,
        });
        json_schema!({
            "type": "object",
            "description": "Metric, if wanted with tags in braces, and what must hold of it.",
            "additionalProperties": { "type": "array", "items": { "anyOf": [expression, options] } },
        })
    }
}
