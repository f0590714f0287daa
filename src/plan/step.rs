//! Planned steps: templates are parsed, checks compiled, everything is validated once.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use super::multipart::{PlannedMultipart, PlannedPart};
use super::problem::Problems;
use crate::http::{
    FRAMING_REASON, HeaderName, HeaderValue, Method, RequestTarget, Site, is_cookie, is_framing,
};
use crate::metric::{CheckId, Layout, StepId};
use crate::page::changing_part;
use crate::scenario::{
    CompiledCheck, CompiledExtract, DataSet, Fields, Mode, OwnValue, Pointer, Scenario, Step, Template,
    TemplateError, TemplatePart, ThinkTime, Values, is_plainly_harmless,
};
use crate::words::Message;

/// The address of a step's request.
#[derive(Debug, Clone)]
pub enum PlannedPath {
    /// The same address for every request.
    Fixed(Box<RequestTarget>),
    /// A template that is filled in and joined to the shop's URL.
    Template(Template),
}

/// The body of a step's request.
#[derive(Debug, Clone)]
pub enum PlannedBody {
    /// The request has no body.
    None,
    /// Form fields, filled in and encoded for each request.
    Form(Vec<(String, Template)>),
    /// A form with files.
    Multipart(Arc<PlannedMultipart>),
    /// A text that is filled in for each request.
    Text(Template),
}

/// A step that is ready to be taken.
#[derive(Debug, Clone)]
pub struct PlannedStep {
    /// The index of the step in the layout.
    pub id: StepId,
    /// The name of the step.
    pub name: String,
    /// The method of the request.
    pub method: Method,
    /// The index of the method in the layout.
    pub method_place: usize,
    /// The address of the request.
    pub path: PlannedPath,
    /// Headers in addition to the client's own.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Headers whose values are filled in for each request.
    pub header_templates: Vec<(HeaderName, Template)>,
    /// The cookies that the visitor gets before the request, filled in for each.
    pub cookies: Vec<(String, Template)>,
    /// The body of the request.
    pub body: PlannedBody,
    /// The expected statuses; empty means 200 to 399.
    pub expect_status: Vec<u16>,
    /// The checks on the answer.
    pub checks: Vec<(CheckId, CompiledCheck)>,
    /// The values that later steps take from the answer.
    pub extracts: Vec<CompiledExtract>,
    /// The places in JSON that checks and extracts look at, each once.
    pub pointers: Vec<Pointer>,
    /// The think time after the step.
    pub think_time: ThinkTime,
    /// Whether a check or an extract looks at the body.
    pub keep_body: bool,
    /// The series of the page's files, when they are loaded with it.
    pub assets: Option<StepId>,
    /// Whether a virtual user walks it once; a check that does not hold ends the visit then, because all that follows needs it.
    pub once_per_vu: bool,
    /// Whether the scripts of the page before send it by themselves.
    pub background: bool,
    /// Whether the visit goes on as well without its answer.
    pub dispensable: bool,
}

impl PlannedStep {
    /// Whether it is sent beside the steps that follow: a read of a page's scripts that nothing depends on.
    #[must_use]
    pub fn goes_aside(&self) -> bool {
        self.background && self.dispensable && matches!(self.method, Method::GET | Method::HEAD)
    }

    /// Whether its address or body has values that are only known when it is sent.
    #[must_use]
    pub fn is_filled_in(&self) -> bool {
        let has_values = |template: &Template| template.constant().is_none();
        let in_body = match &self.body {
            PlannedBody::None => false,
            PlannedBody::Form(fields) => fields.iter().any(|(_, value)| has_values(value)),
            PlannedBody::Multipart(_) => false,
            PlannedBody::Text(text) => has_values(text),
        };
        in_body || matches!(self.path, PlannedPath::Template(_))
    }

    /// Whether one of its checks proves a promotion.
    #[must_use]
    pub fn proves_promotion(&self) -> bool {
        self.checks.iter().any(|(_, check)| check.promotion)
    }

    /// Whether the step expects this status.
    #[must_use]
    pub fn expects(&self, status: u16) -> bool {
        if self.expect_status.is_empty() {
            (200..400).contains(&status)
        } else {
            self.expect_status.contains(&status)
        }
    }

    /// Whether this redirect is the answer itself and is not followed.
    #[must_use]
    pub fn stops_at(&self, status: u16) -> bool {
        self.expect_status.contains(&status)
    }
}

/// Validates header names and values.
pub(super) fn plan_headers(
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

/// Plans one step.
pub(super) struct StepPlanner<'a> {
    pub(super) scenario: &'a Scenario,
    /// The site of the shop.
    pub(super) site: &'a Site,
    pub(super) data: &'a DataSet,
    pub(super) place: String,
    pub(super) known: &'a HashSet<String>,
    /// The data sources that the journey uses.
    pub(super) used: &'a mut BTreeSet<usize>,
    pub(super) problems: &'a mut Problems,
}

impl StepPlanner<'_> {
    fn problem(&mut self, what: Message) {
        self.problems.add(self.place.clone(), what);
    }

    pub(super) fn plan(&mut self, step: &Step, layout: &mut Layout) -> Option<PlannedStep> {
        let method = self.method(step);
        let method_place = method.as_ref().map_or(0, |method| method_place(method, layout));
        let path = self.path(step);
        let mut constant = Fields::default();
        let header_templates = self.header_templates(step, &mut constant);
        let headers = plan_headers(&constant, &self.place, self.problems);
        let cookies = self.cookies(step);
        let body = self.body(step);
        self.mode(step);
        let known = layout.steps.len();
        let id = step_id(&step.name, layout);
        self.background(step, id, layout.steps.len() > known, layout);
        let assets = self.assets(step, id, layout);
        let checks = self.checks(step, id, layout);
        let extracts = self.extracts(step);
        for extract in &extracts {
            let named = (id, extract.name.clone());
            if !layout.extracts.contains(&named) {
                layout.extracts.push(named);
            }
        }
        if let Some(status) = step.expect_status.iter().find(|status| !(100..600).contains(*status)) {
            self.problem(Message::new("error-plan-no-http-status").exact("status", status));
        }
        let mut pointers: Vec<Pointer> = Vec::new();
        let looked_at = checks.iter().filter_map(|(_, check)| check.pointer());
        for pointer in looked_at.chain(extracts.iter().filter_map(CompiledExtract::pointer)) {
            if !pointers.contains(pointer) {
                pointers.push(pointer.clone());
            }
        }
        Some(PlannedStep {
            id,
            name: step.name.clone(),
            method: method?,
            method_place,
            path: path?,
            headers,
            header_templates,
            cookies,
            body: body?,
            expect_status: step.expect_status.clone(),
            checks,
            extracts,
            pointers,
            think_time: step.think_time,
            keep_body: step.checks.iter().any(crate::scenario::Check::needs_body)
                || step.extracts.iter().any(crate::scenario::Extract::needs_body),
            assets,
            once_per_vu: step.once_per_vu,
            background: step.background,
            dispensable: step.is_dispensable(),
        })
    }

    /// The cookies that the visitor gets. A value that is only known during the run is looked at then.
    fn cookies(&mut self, step: &Step) -> Vec<(String, Template)> {
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
    fn header_templates(&mut self, step: &Step, constant: &mut Fields) -> Vec<(HeaderName, Template)> {
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

    fn checks(&mut self, step: &Step, id: StepId, layout: &mut Layout) -> Vec<(CheckId, CompiledCheck)> {
        let mut names = HashSet::new();
        let mut checks = Vec::new();
        for check in &step.checks {
            if !names.insert(check.name.as_str()) {
                self.problem(Message::new("error-plan-check-twice").exact("name", &check.name));
            }
            match check.compile() {
                Ok(mut compiled) => {
                    if let Some(template) = compiled.template() {
                        self.bind(template);
                    }
                    checks.push((check_id(id, &check.name, layout), compiled));
                }
                Err(error) => self.problem(Message::from(&error)),
            }
        }
        checks
    }

    fn extracts(&mut self, step: &Step) -> Vec<CompiledExtract> {
        let mut extracts = Vec::new();
        for extract in &step.extracts {
            let name = extract.name.as_str();
            if OwnValue::parse(name).is_some() {
                self.problem(Message::new("error-plan-extract-own").exact("name", name));
            } else if let Some(source) = self.data.source_of(name) {
                self.problem(
                    Message::new("error-plan-extract-data").exact("name", name).exact("data", &source.name),
                );
            }
            match extract.compile() {
                Ok(compiled) => extracts.push(compiled),
                Err(error) => self.problem(Message::from(&error)),
            }
        }
        extracts
    }

    /// Keeps the series of background requests apart from those of pages. `is_new` says that the step's name was not known before.
    fn background(&mut self, step: &Step, id: StepId, is_new: bool, layout: &mut Layout) {
        if step.background && is_new {
            layout.background.push(id);
        }
        if step.background != layout.background.contains(&id) {
            self.problem(Message::new("error-plan-background-name"));
        }
        if step.background && !step.think_time.is_zero() {
            self.problem(Message::new("error-plan-background-think-time"));
        }
    }

    /// The series of the files of the step's page. An answer to a script is not a page, even when it is HTML.
    fn assets(&mut self, step: &Step, id: StepId, layout: &mut Layout) -> Option<StepId> {
        if layout.assets.contains(&id) {
            self.problem(Message::new("error-plan-name-of-files"));
            return None;
        }
        let is_script = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("x-requested-with") && value.eq_ignore_ascii_case("XMLHttpRequest")
        };
        let is_page = step.method().eq_ignore_ascii_case("GET") && !step.headers.0.iter().any(is_script);
        if !self.scenario.http.assets || !is_page || step.background {
            return None;
        }
        let name = format!("{} assets", step.name);
        let known = layout.steps.len();
        let assets = step_id(&name, layout);
        if layout.steps.len() > known {
            layout.assets.push(assets);
        } else if !layout.assets.contains(&assets) {
            self.problem(Message::new("error-plan-files-name").exact("name", name));
        }
        Some(assets)
    }

    fn method(&mut self, step: &Step) -> Option<Method> {
        let method = step.sent_method();
        if method.eq_ignore_ascii_case("CONNECT") {
            self.problem(Message::new("error-plan-connect"));
            return None;
        }
        match Method::from_bytes(method.as_bytes()) {
            Ok(method) => Some(method),
            Err(_) => {
                self.problem(Message::new("error-plan-method").exact("method", method));
                None
            }
        }
    }

    fn template(&mut self, text: &str) -> Option<Template> {
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
    fn bind(&mut self, template: &mut Template) {
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

    fn path(&mut self, step: &Step) -> Option<PlannedPath> {
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

    fn body(&mut self, step: &Step) -> Option<PlannedBody> {
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

    /// Checks that a read-only scenario contains no request that could change something.
    fn mode(&mut self, step: &Step) {
        if self.scenario.mode == Mode::ReadOnly && step.changes_state() {
            self.problem(Message::new("error-plan-changes-shop").exact("method", step.method()));
        }
    }
}

/// The index of a method in the layout. A redirect may lead from it to a `GET`.
fn method_place(method: &Method, layout: &mut Layout) -> usize {
    let redirected = (*method != Method::HEAD).then_some(&Method::GET);
    for method in [Some(method), redirected].into_iter().flatten() {
        if !layout.methods.iter().any(|known| known == method.as_str()) {
            layout.methods.push(method.as_str().to_owned());
        }
    }
    layout.method(method.as_str())
}

/// The index of a step in the layout. Steps with the same name share their numbers.
fn step_id(name: &str, layout: &mut Layout) -> StepId {
    let position = layout.steps.iter().position(|known| known == name).unwrap_or_else(|| {
        layout.steps.push(name.to_owned());
        layout.steps.len() - 1
    });
    StepId(u16::try_from(position).unwrap_or(u16::MAX))
}

fn check_id(step: StepId, name: &str, layout: &mut Layout) -> CheckId {
    let position =
        layout.checks.iter().position(|(owner, known)| *owner == step && known == name).unwrap_or_else(
            || {
                layout.checks.push((step, name.to_owned()));
                layout.checks.len() - 1
            },
        );
    CheckId(u16::try_from(position).unwrap_or(u16::MAX))
}
