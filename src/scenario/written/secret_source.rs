//! The data source that placeholders of secrets take their values from.

use std::collections::BTreeSet;

use url::Url;

use crate::scenario::{DataSet, DataSource, Scenario, Source, Template, Values};
use crate::units::secret::Vault;

/// The data source of what a journey needs and may not be written down.
pub(in crate::scenario) const SECRET: &str = "secret";

/// Fills in the placeholders of the tested page's address, which set-up may ask for, once the data was read.
pub(in crate::scenario) fn fill_page(scenario: &mut Scenario) {
    let Some(page) = &mut scenario.page else { return };
    // A URL has its braces encoded in its path.
    let text = page.url.as_str().replace("$%7B", "${");
    if !text.contains("${") {
        return;
    }
    let sources = scenario.data.iter().filter(|source| !source.env.is_empty()).filter_map(|source| {
        let (name, env, pick) = (source.name.clone(), source.env.clone(), source.pick);
        Some(Source { name, secret: true, env, pick, table: source.table().ok()? })
    });
    let data: DataSet = sources.collect();
    let Ok(mut template) = Template::parse(&text.replace("%7D", "}")) else { return };
    template.bind(&data);
    if template.names().next().is_some() {
        return;
    }
    if let Some(url) = template.fill_address(&Values::of(&data)).ok().and_then(|url| Url::parse(&url).ok()) {
        page.url = url;
    }
}

/// The name of the source that the placeholders take their values from: one that is there already for that, or a new one.
pub(super) fn source_name(sources: &[DataSource]) -> String {
    let fits = |name: &String| {
        sources.iter().filter(|source| source.name == *name).all(|source| {
            // Its other fields keep their variables.
            let is_ours = |(field, variable): &(String, String)| *variable == Vault::variable(field);
            let is_read = |(field, _): &(String, String)| source.secret_value(field).is_some();
            !source.env.is_empty() && source.env.0.iter().all(|field| is_ours(field) && is_read(field))
        })
    };
    let numbered = (2..).map(|number| format!("{SECRET}_{number}"));
    std::iter::once(SECRET.to_owned()).chain(numbered).find(fits).unwrap_or_default()
}

/// Adds the fields to the source of this name.
pub(super) fn add_fields(sources: &mut Vec<DataSource>, name: &str, fields: &BTreeSet<(String, String)>) {
    if fields.is_empty() {
        return;
    }
    let known = sources.iter().position(|source| source.name == name);
    let mut all: Vec<(String, String)> = Vec::new();
    if let Some(source) = known.and_then(|place| sources.get(place)) {
        let value = |field: &str| source.secret_value(field).unwrap_or_default().to_owned();
        all.extend(source.env.0.iter().map(|(field, _)| (field.clone(), value(field))));
    }
    for (field, value) in fields {
        if all.iter().all(|(known, _)| known != field) {
            all.push((field.clone(), value.clone()));
        }
    }
    let all: Vec<(String, String, String)> =
        all.into_iter().map(|(field, value)| (Vault::variable(&field), field, value)).collect();
    let source = DataSource::of_secrets(
        name,
        all.iter().map(|(variable, field, value)| (field.as_str(), variable.as_str(), value.as_str())),
    );
    match known.and_then(|place| sources.get_mut(place)) {
        Some(known) => *known = source,
        None => sources.push(source),
    }
}
