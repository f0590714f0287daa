//! What of a step may have placeholders: its path, headers, cookies and body.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::planner::StepPlanner;
use super::{PlannedBody, PlannedPath};
use crate::http::{FRAMING_REASON, HeaderName, HeaderValue, RequestTarget, is_cookie, is_framing};
use crate::page::changing_part;
use crate::plan::multipart::{PlannedMultipart, PlannedPart};
use crate::plan::problem::Problems;
use crate::scenario::{
    Fields, Mode, OwnValue, Step, Template, TemplateError, TemplatePart, Values, is_plainly_harmless,
};
use crate::words::Message;

/// Validates header names and values.
pub(in crate::plan) fn plan_headers(
    fields: &Fields,
    place: &str,
    problems: &mut Problems,
) -> Vec<(HeaderName, HeaderValue)> {
    let mut headers = Vec::new();
    for (name, value) in &fields.0 {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value)) {
            (Ok(name), Ok(_)) if is_framing(&name) => {
                problems.add(
                    place,
                    Message::new("error-plan-cannot-set")
                        .exact("name", name)
                        .with("why", Message::new(FRAMING_REASON)),
                );
            }
            (Ok(name), Ok(value)) => headers.push((name, value)),
            (Err(_), _) => problems.add(place, Message::new("error-plan-header-name").exact("name", name)),
            (_, Err(_)) => problems.add(place, Message::new("error-plan-header-value").exact("name", name)),
        }
    }
    headers
}

/// Where the value of a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CellPlace {
    Path,
    Query,
    Header,
    Cookie,
}

impl CellPlace {
    /// The first control character that cannot stand there. What people type may have several lines, and a query carries them; at
    /// a value's end they are left over from its file.
    fn misplaced(self, cell: &str) -> Option<u8> {
        let is_inner = |at: usize| {
            cell[at + 1..].bytes().any(|byte| byte > b' ') && cell[..at].bytes().any(|byte| byte > b' ')
        };
        let mut controls = cell.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_control());
        let fits = |(at, byte): &(usize, u8)| match self {
            Self::Query => matches!(byte, b'\t' | b'\n' | b'\r') && is_inner(*at),
            Self::Header => *byte == b'\t',
            Self::Path | Self::Cookie => false,
        };
        controls.find(|control| !fits(control)).map(|(_, byte)| byte)
    }
}

impl StepPlanner<'_> {
    /// The cookies that the visitor gets. A value that is only known during the run is looked at then.
    pub(super) fn cookies(&mut self, step: &Step) -> Vec<(String, Template)> {
        let mut cookies = Vec::new();
        for (name, value) in &step.cookies.0 {
            let Some(template) = self.outside_body(value) else { continue };
            self.has_controls(&template, CellPlace::Cookie);
            if !is_cookie(name, template.constant().unwrap_or_default()) {
                self.problem(Message::new("error-plan-cookie").exact("name", name));
            }
            cookies.push((name.clone(), template));
        }
        cookies
    }

    /// The headers that have to be filled in; constant ones are added to `constant`.
    pub(super) fn header_templates(
        &mut self,
        step: &Step,
        constant: &mut Fields,
    ) -> Vec<(HeaderName, Template)> {
        let mut templates = Vec::new();
        for (name, value) in &step.headers.0 {
            let Some(template) = self.outside_body(value) else { continue };
            self.has_controls(&template, CellPlace::Header);
            match template.constant() {
                Some(text) => constant.0.push((name.clone(), text.to_owned())),
                // The name is validated as for any header; the value when there is one.
                None => templates.extend(
                    plan_headers(&Fields::from_iter([(name, "")]), &self.place, self.problems)
                        .into_iter()
                        .map(|(name, _)| (name, template.clone())),
                ),
            }
        }
        templates
    }

    pub(super) fn template(&mut self, text: &str) -> Option<Template> {
        match Template::parse(text) {
            Ok(mut template) => {
                self.bind(&mut template);
                Some(template)
            }
            Err(error) => {
                self.problem(Message::from(&error));
                None
            }
        }
    }

    /// Looks up the meaning of each placeholder of a template.
    pub(super) fn bind(&mut self, template: &mut Template) {
        template.bind(self.data);
        self.used.extend(template.sources());
        let unknown: Vec<String> =
            template.names().filter(|name| !self.is_known(name)).map(str::to_owned).collect();
        for name in unknown {
            match self.data.source_of(&name) {
                // Its missing rows are a problem already.
                Some(source) if source.table.fields().is_empty() => {}
                Some(source) => self.problem(Message::from(&TemplateError::UnknownField {
                    name,
                    source_name: source.name.clone(),
                    fields: source.table.fields().join(", "),
                })),
                None => self.problem(Message::from(&TemplateError::Unknown(name))),
            }
        }
    }

    /// Whether a visit has a value of this name by now.
    fn is_known(&self, name: &str) -> bool {
        self.known.contains(name) || OwnValue::parse(name).is_some()
    }

    /// Parses a template outside a body.
    fn outside_body(&mut self, text: &str) -> Option<Template> {
        let template = self.template(text)?;
        if template.has_raw() {
            self.problem(Message::new("error-plan-raw").exact("text", text));
            return None;
        }
        Some(template)
    }

    pub(super) fn path(&mut self, step: &Step) -> Option<PlannedPath> {
        let template = self.outside_body(&step.path)?;
        let Some(constant) = template.constant() else {
            if !self.has_controls(&template, CellPlace::Path) && !self.changes_as_written(&template) {
                self.rows(&template);
            }
            return Some(PlannedPath::Template(template));
        };
        match self.target(constant) {
            Ok(target) => Some(PlannedPath::Fixed(Box::new(target))),
            Err(problem) => {
                self.problem(problem);
                None
            }
        }
    }

    /// Makes an address of the shop. The error says that it is not one, or that it must not be asked for.
    fn target(&self, path: &str) -> Result<RequestTarget, Message> {
        let base = &self.scenario.base_url;
        let url = base.join(path).map_err(|error| {
            Message::new("error-plan-no-path")
                .exact("path", path)
                .with("why", Message::heard(&error.to_string()))
        })?;
        let target = self.site.target(url).map_err(|error| Message::from(&error))?;
        if self.scenario.mode == Mode::ReadOnly
            && let Some(name) = changing_part(target.url())
        {
            return Err(Message::new("error-plan-changes-cart").exact("name", name));
        }
        Ok(target)
    }

    /// Whether an address changes a cart whatever its values are, by a name of its query or a folder; that is a problem in a
    /// read-only scenario.
    fn changes_as_written(&mut self, template: &Template) -> bool {
        let part = |part: TemplatePart<'_>| match part {
            TemplatePart::Text(text) => text.to_owned(),
            _ => "0".to_owned(),
        };
        let written: String = template.parts().map(part).collect();
        let url = self.scenario.base_url.join(&written).ok().filter(|_| self.scenario.mode == Mode::ReadOnly);
        let part = url.and_then(|url| changing_part(&url));
        if let Some(part) = &part {
            self.problem(Message::new("error-plan-changes-cart").exact("name", part));
        }
        part.is_some()
    }

    /// Whether a row has a control character where it cannot stand; that is a problem of the row, and no shop's.
    fn has_controls(&mut self, template: &Template, place: CellPlace) -> bool {
        let (mut place, mut found) = (place, false);
        for part in template.parts() {
            let (source, column) = match part {
                TemplatePart::Field { source, column } => (source, column),
                TemplatePart::Text(text) if place == CellPlace::Path && text.contains('?') => {
                    place = CellPlace::Query;
                    continue;
                }
                TemplatePart::Text(_) | TemplatePart::Name(_) => continue,
            };
            let table = &self.data.sources()[source].table;
            let misplaced = |row| Some((row, place.misplaced(table.cell(row, column)?)?));
            let Some((row, byte)) = (0..table.rows()).find_map(misplaced) else { continue };
            let why = Message::new("error-plan-row-control")
                .exact("field", &table.fields()[column])
                .exact("code", format!("U+{byte:04X}"));
            let problem = self.scenario.data[source].at_row(row, why);
            self.problem(problem);
            found = true;
        }
        found
    }

    /// Checks the addresses that the rows of data produce. The values of extracts are only known during the run.
    fn rows(&mut self, template: &Template) {
        let sources: BTreeSet<usize> = template.sources().collect();
        let (Some(only), 1) = (sources.first().copied(), sources.len()) else { return };
        let source = &self.data.sources()[only];
        let mut values = Values::of(self.data);
        values.begin(1, 0);
        for row in 0..source.table.rows() {
            values.deal(only, row);
            let Ok(path) = template.fill_address(&values) else { return };
            if is_plainly_harmless(&path) {
                continue;
            }
            if let Err(problem) = self.target(&path) {
                let problem = self.scenario.data[only].at_row(row, problem);
                // One problem is enough: there may be as many as the file has lines.
                return self.problem(problem);
            }
        }
    }

    pub(super) fn body(&mut self, step: &Step) -> Option<PlannedBody> {
        if step.json.is_some() {
            self.problem(Message::new("error-plan-json-beside-body"));
            return None;
        }
        if !step.multipart.is_empty() {
            return self.multipart(step);
        }
        match (&step.body, step.form.is_empty()) {
            (None, true) => Some(PlannedBody::None),
            (Some(text), true) => {
                let template = self.template(text)?;
                let is_json = self.is_json(step).unwrap_or_else(|| template.is_json());
                Some(PlannedBody::Text(if is_json { template.within_json() } else { template }))
            }
            (None, false) => {
                let fields: Option<Vec<_>> = step
                    .form
                    .0
                    .iter()
                    .map(|(name, value)| Some((name.clone(), self.outside_body(value)?)))
                    .collect();
                Some(PlannedBody::Form(fields?))
            }
            (Some(_), false) => {
                self.problem(Message::new("error-plan-form-and-body"));
                None
            }
        }
    }

    /// Whether a step's body is JSON by its `Content-Type`; `None` when the scenario has none, or one that is filled in later.
    fn is_json(&self, step: &Step) -> Option<bool> {
        let mut headers = step.headers.0.iter().chain(&self.scenario.http.headers.0);
        let (_, value) = headers.find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
        let template = Template::parse(value).ok()?;
        let kind = template.constant()?.split(';').next()?.trim().to_ascii_lowercase();
        let (_, kind) = kind.split_once('/')?;
        Some(
            kind.ends_with("+json")
                || ["json", "x-ndjson", "jsonl", "json-seq", "csp-report"].contains(&kind),
        )
    }

    fn multipart(&mut self, step: &Step) -> Option<PlannedBody> {
        if !step.form.is_empty() || step.body.is_some() {
            self.problem(Message::new("error-plan-two-forms"));
            return None;
        }
        if step.headers.0.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            self.problem(Message::new("error-plan-content-type"));
            return None;
        }
        let mut parts = Vec::new();
        for part in &step.multipart {
            let text = match &part.value {
                Some(value) => Some(self.outside_body(value)?),
                None => None,
            };
            match PlannedPart::new(part, text) {
                Ok(part) => parts.push(part),
                Err(problem) => self.problem(problem),
            }
        }
        Some(PlannedBody::Multipart(Arc::new(PlannedMultipart::new(parts))))
    }
}
