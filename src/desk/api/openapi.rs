//! The OpenAPI 3.1 document, made of the routes. Its schemas are JSON Schema 2020-12, as OpenAPI 3.1 takes them.

use hyper::Method;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::desk::web::{
    AllowedValues, ApiRoute, PROBLEM_MEDIA, ProblemDocument, ProblemKind, QueryParameter, ReplyShape,
};

/// The document of these routes.
pub(super) fn document(routes: &[ApiRoute]) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
    });
    let mut generator = settings.into_generator();
    let problem = generator.subschema_for::<ProblemDocument>().to_value();
    let mut paths = Map::new();
    for route in routes {
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        item[route.method.as_str().to_lowercase()] = operation(route, &mut generator, &problem);
    }
    let schemas: Map<String, Value> = generator.take_definitions(true);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "promo-load, the team's desk",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn operation(route: &ApiRoute, generator: &mut SchemaGenerator, problem: &Value) -> Value {
    let mut operation = json!({
        "operationId": route.name,
        "summary": route.about,
        "parameters": parameters(route),
        "responses": responses(route, generator, problem),
        "security": route.scope.map_or_else(|| json!([]), |_| json!([{ "token": [] }])),
    });
    if let Some(scope) = route.scope {
        operation["description"] = format!("Needs a token with the scope `{scope}`.").into();
    }
    if let Some(body) = &route.body {
        let schema = (body.schema)(generator).to_value();
        operation["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    }
    operation
}

fn parameters(route: &ApiRoute) -> Vec<Value> {
    let places = route.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let places = places.map(|name| {
        let schema = if name == "id" {
            json!({ "type": "integer", "format": "int64", "minimum": 1 })
        } else {
            json!({ "type": "string", "minLength": 1 })
        };
        json!({ "name": name, "in": "path", "required": true, "schema": schema })
    });
    let query = route.query.iter().map(query_parameter);
    let once = route.once.then(|| {
        json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "A request that is sent again with its key gets the first reply, and changes nothing, for a day",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
        })
    });
    places.chain(query).chain(once).collect()
}

fn query_parameter(parameter: &QueryParameter) -> Value {
    let schema = match parameter.values {
        AllowedValues::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        AllowedValues::Words(words) => json!({ "type": "string", "enum": words }),
        AllowedValues::Text(most) => json!({ "type": "string", "maxLength": most }),
    };
    let QueryParameter { name, about, required, .. } = parameter;
    json!({ "name": name, "in": "query", "required": required, "description": about, "schema": schema })
}

/// The replies of a request that is carried out, and every problem that the way to its handler or the handler may have.
fn responses(route: &ApiRoute, generator: &mut SchemaGenerator, problem: &Value) -> Map<String, Value> {
    let mut responses = Map::new();
    for (status, shape) in &route.replies {
        let reason = status.canonical_reason().unwrap_or_default();
        let content = match shape {
            ReplyShape::Json(schema) => {
                json!({ "application/json": { "schema": schema(generator).to_value() } })
            }
            ReplyShape::Media(media) => media.iter().map(|media| ((*media).to_owned(), json!({}))).collect(),
            ReplyShape::Empty => json!({}),
        };
        let response = json!({ "description": reason, "content": content });
        responses.insert(status.as_str().to_owned(), response);
    }
    for kind in ProblemKind::ALL.into_iter().filter(|kind| may_have(route, *kind)) {
        let content = json!({ PROBLEM_MEDIA: { "schema": problem } });
        let response = json!({ "description": kind.title(), "content": content });
        responses.insert(kind.status().as_str().to_owned(), response);
    }
    responses
}

fn may_have(route: &ApiRoute, kind: ProblemKind) -> bool {
    let has_caller = route.scope.is_some();
    // A signature stands for a token.
    let is_signed = !has_caller && route.method != Method::GET;
    match kind {
        ProblemKind::NoToken => has_caller,
        ProblemKind::Forbidden | ProblemKind::BadRequest => has_caller || is_signed,
        ProblemKind::NotFound => {
            is_signed || has_caller && (route.path.contains('{') || route.method == Method::GET)
        }
        ProblemKind::Conflict | ProblemKind::Invalid => {
            route.method != Method::GET
                || ["/compare", "/{id}/metrics"].iter().any(|end| route.path.ends_with(end))
        }
        // A route without a body takes one of no bytes.
        ProblemKind::TooLarge => true,
        ProblemKind::MediaType => route.body.is_some(),
        ProblemKind::MethodNotAllowed => false,
        ProblemKind::Misdirected | ProblemKind::TooMany | ProblemKind::Unavailable | ProblemKind::NoRoom => {
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::desk::api::routes;

    /// Every reference of a document.
    fn references(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => members.iter().for_each(|(name, value)| match value {
                Value::String(target) if name == "$ref" => {
                    found.insert(target.clone());
                }
                other => references(other, found),
            }),
            Value::Array(members) => members.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }

    #[test]
    fn every_route_is_described_and_every_reference_leads_somewhere() {
        let routes = routes();
        let document = document(&routes);
        let mut names = BTreeSet::new();
        for route in &routes {
            let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
            assert!(operation["operationId"].as_str().is_some_and(|name| !name.is_empty()), "{}", route.path);
            assert!(names.insert(route.name), "{} stands for two", route.name);
            assert!(!route.about.is_empty() && !route.replies.is_empty(), "{}", route.path);
        }
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 5, "{found:?}");
        for target in found {
            let place = target.strip_prefix('#').unwrap();
            assert!(document.pointer(place).is_some(), "{target}");
        }
    }
}
