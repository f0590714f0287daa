//! From a step of the scenario to a planned one.

use std::collections::HashSet;

use super::PlannedStep;
use super::filled::plan_headers;
use super::planner::StepPlanner;
use crate::http::Method;
use crate::metric::{CheckId, Layout, StepId};
use crate::scenario::{CompiledCheck, CompiledExtract, Fields, Mode, OwnValue, Pointer, Step};
use crate::words::Message;

impl StepPlanner<'_> {
    pub(in crate::plan) fn plan(&mut self, step: &Step, layout: &mut Layout) -> Option<PlannedStep> {
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
