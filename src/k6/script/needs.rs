//! Which extracted values a request needs.

use super::value;
use crate::plan::{PlannedBody, PlannedPath, PlannedStep};

/// The extracted values that a step's request needs.
pub(super) fn needs(step: &PlannedStep) -> Vec<String> {
    let path = match &step.path {
        PlannedPath::Fixed(_) => None,
        PlannedPath::Template(template) => Some(template),
    };
    let body: Vec<_> = match &step.body {
        PlannedBody::None => Vec::new(),
        PlannedBody::Form(fields) => fields.iter().map(|(_, template)| template).collect(),
        PlannedBody::Multipart(form) => form.templates().collect(),
        PlannedBody::Text(template) => vec![template],
    };
    let headers = step.header_templates.iter().map(|(_, template)| template);
    let cookies = step.cookies.iter().map(|(_, template)| template);
    let mut names: Vec<String> = Vec::new();
    for name in path.into_iter().chain(body).chain(headers).chain(cookies).flat_map(value::needed) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
