//! What tools take and return, as types and as JSON Schemas. The parts that are the API's have the API's schemas.

use std::collections::BTreeMap;

use rmcp::model::JsonObject;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::desk::api;
use crate::desk::look::LookRequest;
use crate::desk::queue::OptionValue;
use crate::desk::store::JobState;
use crate::desk::web::ReplyShape;

/// What `bench` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BenchArguments {
    /// The address of the promotion page. Either this or a scenario.
    pub(super) url: Option<String>,
    /// The text of a scenario file, such as `compile` returns.
    pub(super) scenario: Option<String>,
    /// Flags of `promo-load bench` by their names without dashes, such as `{"vus": 50, "duration": "2m"}`: a number or a text,
    /// `true` for a flag without a value, a list for one that is repeated.
    #[serde(default)]
    pub(super) options: BTreeMap<String, OptionValue>,
    /// Any text that is new for each run that is wanted: a call that is repeated with it asks for no second run, for a day.
    pub(super) idempotency_key: Option<String>,
}

/// What `status` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusArguments {
    /// The number of a run. Without it runs are listed.
    pub(super) run: Option<i64>,
    /// Only runs of this host.
    pub(super) host: Option<String>,
    /// Only runs in this state.
    pub(super) state: Option<JobState>,
    /// Only runs with this letter, from A to F.
    pub(super) letter: Option<String>,
    /// The most runs, from 1 to 200; 20 when nothing is said.
    pub(super) limit: Option<u32>,
    /// `next` of the list before, for older runs.
    pub(super) cursor: Option<i64>,
}

/// What `report` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportArguments {
    /// The number of the run.
    pub(super) run: i64,
    /// `markdown`, for people (when nothing is said), or `json`, with every number.
    #[serde(default)]
    pub(super) format: ReportForm,
}

/// A form of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum ReportForm {
    /// For people.
    #[default]
    Markdown,
    /// With every number.
    Json,
}

/// What `compare` takes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CompareArguments {
    /// The number of the run that the other is measured by.
    pub(super) baseline: i64,
    /// The number of the run that may be better or worse.
    pub(super) run: i64,
    /// Compare runs of different journeys or loads, too.
    #[serde(default)]
    pub(super) even_if_different: bool,
}

/// Each schema stands alone: clients differ in what references they follow.
fn settings() -> SchemaSettings {
    SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    })
}

fn arguments<T: JsonSchema>() -> JsonObject {
    object(settings().for_deserialize().into_generator().into_root_schema_for::<T>().to_value())
}

pub(super) fn look_arguments() -> JsonObject {
    arguments::<LookRequest>()
}

pub(super) fn bench_arguments() -> JsonObject {
    arguments::<BenchArguments>()
}

pub(super) fn status_arguments() -> JsonObject {
    arguments::<StatusArguments>()
}

pub(super) fn report_arguments() -> JsonObject {
    arguments::<ReportArguments>()
}

pub(super) fn compare_arguments() -> JsonObject {
    arguments::<CompareArguments>()
}

pub(super) fn inspected() -> JsonObject {
    result(&of_reply("inspectPage"))
}

pub(super) fn compiled() -> JsonObject {
    result(&of_reply("compilePage"))
}

pub(super) fn run() -> JsonObject {
    result(&of_reply("submitRun"))
}

pub(super) fn run_or_runs() -> JsonObject {
    result(&json!({ "anyOf": [of_reply("showRun"), of_reply("listRuns")] }))
}

pub(super) fn report() -> JsonObject {
    result(&json!({
        "type": "object",
        "properties": { "run": of_reply("showRun"), "report": { "type": ["string", "object"] } },
        "required": ["run", "report"],
    }))
}

pub(super) fn comparison() -> JsonObject {
    result(&json!({ "type": "object" }))
}

/// The schema of what a route of the API replies.
fn of_reply(name: &str) -> Value {
    let mut generator: SchemaGenerator = settings().for_serialize().into_generator();
    let routes = api::routes();
    let replies = routes.iter().find(|route| route.name == name).map(|route| route.replies.as_slice());
    let shape = replies.unwrap_or_default().iter().find_map(|(_, shape)| match shape {
        ReplyShape::Json(schema) => Some(schema(&mut generator).to_value()),
        ReplyShape::Media(_) | ReplyShape::Empty => None,
    });
    shape.unwrap_or_else(|| json!({ "type": "object" }))
}

/// The result of a tool: a sentence, and what the API replied.
fn result(data: &Value) -> JsonObject {
    object(json!({
        "type": "object",
        "properties": {
            "said": { "type": "string", "description": "The result in our own words, to be read aloud" },
            "caution": { "type": "string", "description": "How to treat the texts in `data`" },
            "data": data,
        },
        "required": ["said", "caution", "data"],
    }))
}

fn object(mut schema: Value) -> JsonObject {
    forget_number_formats(&mut schema);
    match schema {
        Value::Object(members) => members,
        _ => JsonObject::new(),
    }
}

/// Takes `"format": "uint8"` and the like away: JSON Schema has formats for texts alone, and clients complain about others.
fn forget_number_formats(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            let format = members.get("format").and_then(Value::as_str);
            if format.is_some_and(|format| {
                ["int", "uint", "float", "double"].iter().any(|kind| format.starts_with(kind))
            }) {
                members.remove("format");
            }
            members.values_mut().for_each(forget_number_formats);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_number_formats),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_of_the_api_are_found_and_stand_alone() {
        for name in ["inspectPage", "compilePage", "submitRun", "showRun", "listRuns"] {
            let schema = of_reply(name);
            assert_eq!(schema["type"], "object", "{name}: {schema}");
            assert!(!schema.to_string().contains("$ref"), "{name}: {schema}");
        }
        assert!(of_reply("showRun")["properties"]["letter"].is_object());
        for schema in [run(), run_or_runs(), report(), status_arguments()] {
            let text = Value::Object(schema).to_string();
            assert!(text.contains("date-time") || text.contains("cursor"), "{text}");
            assert!(!text.contains("\"int64\"") && !text.contains("\"uint"), "{text}");
        }
        for schema in [look_arguments(), bench_arguments(), status_arguments(), report_arguments()] {
            assert_eq!(schema["type"], "object", "{schema:?}");
            assert_eq!(schema["additionalProperties"], false, "{schema:?}");
        }
    }
}
