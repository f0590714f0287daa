//! Scenario files with a step that places an order are refused: nothing is ever ordered. Values that an answer brings are looked at
//! before each request is sent (`run/fill.rs`).

use std::collections::BTreeSet;
use std::path::Path;

use url::Url;

use super::failure::Failure;
use crate::scenario::{
    DataSet, RecordedRequest, RecordedShops as _, Scenario, Source, Step, Template, Values,
};
use crate::shops::{Shops, carried, flattened};
use crate::words::Message;

/// Refuses a scenario with a step of which a shop's software says that it orders, as it is written or with the values of a row.
///
/// # Errors
///
/// [`Failure::Refused`] with a line for each such step.
pub(super) fn refuse(scenario: &Scenario, file: &Path) -> Result<(), Failure> {
    let data = data_of(scenario);
    let steps =
        scenario.journeys.iter().flat_map(|journey| journey.steps.iter().map(move |step| (journey, step)));
    let found: Vec<_> = steps
        .filter_map(|(journey, step)| {
            let why =
                Message::new("error-step-orders").exact("journey", &journey.name).exact("step", &step.name);
            let parts = StepParts::of(step);
            // The plan refuses what is not an address.
            let written = || Some(parts.request(scenario.base_url.join(&step.path).ok()?, str::to_owned));
            let placed = if written().is_some_and(|request| request.orders()) {
                why
            } else {
                let (source, row) = parts.ordering_row(scenario, &data)?;
                scenario.data.iter().find(|known| known.name == source)?.at_row(row, why)
            };
            Some(Message::new("error-at").exact("place", file.display()).with("why", placed))
        })
        .collect();
    if found.is_empty() { Ok(()) } else { Err(Failure::Refused(Message::lines(found))) }
}

/// The rows of a scenario. One without usable rows is the plan's to refuse.
fn data_of(scenario: &Scenario) -> DataSet {
    let source = |source: &crate::scenario::DataSource| Source {
        name: source.name.clone(),
        secret: source.is_secret(),
        env: source.env.clone(),
        pick: source.pick,
        table: source.table().unwrap_or_default(),
    };
    scenario.data.iter().map(source).collect()
}

/// The texts of a step that a request is made of.
struct StepParts<'s> {
    method: &'s str,
    path: &'s str,
    fields: Vec<(&'s str, &'s str)>,
    /// A body that is a text: a document, or a form.
    body: Option<String>,
}

impl<'s> StepParts<'s> {
    fn of(step: &'s Step) -> Self {
        let multipart = step.multipart.iter();
        let parts = multipart.map(|part| (part.name.as_str(), part.value.as_deref().unwrap_or_default()));
        let form = step.form.0.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        // TOML has nothing that JSON cannot say but dates, of which it makes texts.
        let json = step.json.as_ref().and_then(|table| serde_json::to_string(table).ok());
        Self {
            method: step.method(),
            path: &step.path,
            fields: form.chain(parts).collect(),
            body: json.or_else(|| step.body.clone()),
        }
    }

    /// The request at an address, with its values as `fill` makes them.
    fn request(&self, url: Url, fill: impl Fn(&str) -> String) -> StepRequest<'s> {
        let mut fields: Vec<_> =
            self.fields.iter().map(|(name, value)| ((*name).to_owned(), fill(value))).collect();
        fields.extend(self.body.iter().flat_map(|body| match serde_json::from_str(body) {
            // Values are filled in within the document's texts: they cannot end them.
            Ok(document) => {
                let texts = flattened(&document);
                texts.into_iter().map(|(name, value)| (name, fill(&value))).collect()
            }
            Err(_) => carried(&fill(body)),
        }));
        StepRequest { method: self.method, url, fields }
    }

    /// The first row with which it orders: its source, and its place from 0. Values of other sources are those of their rows of the
    /// same number, values of answers are missing.
    fn ordering_row(&self, scenario: &Scenario, data: &DataSet) -> Option<(String, usize)> {
        let texts = self.fields.iter().map(|(_, value)| *value).chain(self.body.as_deref());
        let mut templates: Vec<Template> =
            std::iter::once(self.path).chain(texts).filter_map(|text| Template::parse(text).ok()).collect();
        templates.iter_mut().for_each(|template| template.bind(data));
        let sources: BTreeSet<usize> = templates.iter().flat_map(Template::sources).collect();
        let mut values = Values::of(data);
        values.begin(1, 0);
        for name in templates.iter().flat_map(Template::names) {
            if values.get(name).is_none() {
                values.set(name, "0".to_owned());
            }
        }
        let rows_of = |source: usize| data.sources()[source].table.rows();
        let longest = sources.iter().copied().max_by_key(|source| rows_of(*source))?;
        let mut path = Template::parse(self.path).ok()?;
        path.bind(data);
        for row in 0..rows_of(longest) {
            for source in &sources {
                values.deal(*source, row % rows_of(*source).max(1));
            }
            let fill = |text: &str| {
                let template = Template::parse(text).ok().map(|mut template| {
                    template.bind(data);
                    template
                });
                template.and_then(|template| template.fill(&values).ok()).unwrap_or_default()
            };
            let address = path.fill_address(&values).unwrap_or_default();
            let filled = templates.iter().filter_map(|template| template.fill(&values).ok());
            if !Shops::may_order(&address) && !filled.into_iter().any(|text| Shops::may_order(&text)) {
                continue;
            }
            let Ok(url) = scenario.base_url.join(&address) else { continue };
            if self.request(url, fill).orders() {
                return Some((data.sources()[longest].name.clone(), row));
            }
        }
        None
    }
}

/// A request of a step, as the shops' software looks at it.
struct StepRequest<'s> {
    method: &'s str,
    url: Url,
    fields: Vec<(String, String)>,
}

impl StepRequest<'_> {
    fn orders(&self) -> bool {
        let request = RecordedRequest { method: self.method, url: &self.url, fields: &self.fields };
        Shops::known().places_order(&request) == Some(true)
    }
}
