//! Writes the parts of a scenario: common headers, data, steps, thresholds.

use std::collections::BTreeSet;

use super::text::{LostSecret, TextWriter, WrittenPlace};
use super::{FilePurpose, NotWritten};
use crate::metric::MetricName;
use crate::scenario::{Check, DataSource, Extract, Fields, Scenario, Step, Template, is_secret_header};
use crate::threshold::Threshold;
use crate::words::Message;

pub(super) struct ScenarioWriter<'v> {
    pub(super) texts: TextWriter<'v>,
    pub(super) notes: Vec<Message>,
    /// The names of checks that were left out.
    gone: BTreeSet<String>,
}

impl<'v> ScenarioWriter<'v> {
    pub(super) const fn new(texts: TextWriter<'v>) -> Self {
        Self { texts, notes: Vec::new(), gone: BTreeSet::new() }
    }

    fn note(&mut self, note: Message) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    pub(super) fn http(&mut self, scenario: &mut Scenario, purpose: FilePurpose) {
        let mut headers = std::mem::take(&mut scenario.http.headers);
        headers.0.retain(|(name, value)| {
            let secret = scenario.http.is_secret(name);
            let keep =
                if secret { purpose == FilePurpose::Script } else { self.texts.find(value).is_empty() };
            if !keep {
                self.note(Message::new("left-out-header").with("name", name.as_str()));
            }
            keep
        });
        scenario.http.headers = headers;
        if scenario.http.user_agent.as_ref().is_some_and(|agent| self.texts.has_long(agent)) {
            scenario.http.user_agent = None;
            self.note(Message::new("left-out-user-agent"));
        }
    }

    pub(super) fn data(&mut self, data: &mut DataSource, purpose: FilePurpose) -> Result<(), NotWritten> {
        if data.is_secret() {
            if purpose == FilePurpose::Scenario {
                let hidden = data.hidden();
                if let (None, Some(file)) = (&data.file, &hidden.file) {
                    let rows = Message::new("left-out-secret-rows").with("data", data.name.as_str());
                    self.note(rows.with("file", file.display().to_string()));
                }
                *data = hidden;
            }
            return Ok(());
        }
        let rows = data.rows.len();
        data.rows.retain(|row| row.0.iter().all(|(_, value)| !self.texts.has_long(value)));
        let left_out = rows - data.rows.len();
        if left_out > 0 && data.rows.is_empty() {
            return Err(NotWritten { place: format!("every row of the data `{}`", data.name) });
        }
        if left_out > 0 {
            let rows = Message::new("left-out-rows").with("rows", left_out as u64);
            self.note(rows.with("data", data.name.as_str()));
        }
        Ok(())
    }

    pub(super) fn step(&mut self, step: &mut Step, place: &str) -> Result<(), NotWritten> {
        let lost = |what: &str| NotWritten { place: format!("{place}: {what}") };
        self.texts.text(&mut step.path, WrittenPlace::Address).map_err(|LostSecret| lost("the path"))?;
        for (fields, what, note) in [
            (&mut step.headers, "the header", Message::new("left-out-step-header")),
            (&mut step.cookies, "the cookie", Message::new("left-out-step-cookie")),
        ] {
            for name in self.headers(fields).map_err(|name| lost(&format!("{what} {name}")))? {
                self.note(note.clone().with("place", place).with("name", name));
            }
        }
        for (name, value) in &mut step.form.0 {
            if self.texts.has_long(name) {
                return Err(lost("the name of a form's field"));
            }
            self.texts
                .text(value, WrittenPlace::Sent)
                .map_err(|LostSecret| lost(&format!("the form's field {name}")))?;
        }
        for part in &mut step.multipart {
            let texts = [&part.name].into_iter().chain(&part.filename).chain(&part.content_type);
            if texts.into_iter().any(|text| self.texts.has_long(text)) {
                return Err(lost("the name or type of a form's part"));
            }
            if let Some(value) = &mut part.value {
                self.texts
                    .text(value, WrittenPlace::Sent)
                    .map_err(|LostSecret| lost(&format!("the form's part {}", part.name)))?;
            }
        }
        if let Some(body) = &mut step.body {
            let is_json = Template::parse(body).is_ok_and(|body| body.is_json());
            let place = if is_json { WrittenPlace::Json } else { WrittenPlace::Sent };
            self.texts.text(body, place).map_err(|LostSecret| lost("the body"))?;
        }
        let checks = std::mem::take(&mut step.checks);
        for mut check in checks {
            match self.check(&mut check) {
                Ok(()) => step.checks.push(check),
                Err(LostSecret) => {
                    let name = self.texts.scrubbed(&check.name);
                    self.note(Message::new("left-out-check").with("place", place).with("name", name));
                    self.gone.insert(check.name);
                }
            }
        }
        match step.extracts.iter().find(|extract| self.is_in_extract(extract)) {
            Some(_) => Err(lost("an extract")),
            None => Ok(()),
        }
    }

    /// Writes the headers or cookies of a step; returns the names of those that are left out. The error names the one that cannot
    /// be written.
    fn headers(&mut self, fields: &mut Fields) -> Result<Vec<String>, String> {
        let mut left_out = Vec::new();
        for (name, value) in &mut fields.0 {
            let placeholder =
                if is_secret_header(name, value) { self.texts.placeholder(value.trim()) } else { None };
            match placeholder {
                Some(placeholder) => *value = placeholder,
                // In a secret one with placeholders of its own, the parts between them are secret.
                None => self.texts.text(value, WrittenPlace::Sent).map_err(|LostSecret| name.clone())?,
            }
            if is_secret_header(name, value) {
                left_out.push(name.clone());
            }
        }
        fields.0.retain(|(name, _)| !left_out.contains(name));
        Ok(left_out)
    }

    /// Leaves out the thresholds of checks that were left out.
    pub(super) fn thresholds(&mut self, scenario: &mut Scenario) {
        let checks =
            || scenario.journeys.iter().flat_map(|journey| &journey.steps).flat_map(|step| &step.checks);
        let is_gone = |name: &String| self.gone.contains(name) && checks().all(|check| check.name != *name);
        let proves = checks().any(|check| check.promotion);
        let (kept, left_out): (Vec<Threshold>, Vec<Threshold>) =
            Vec::from(scenario.thresholds.clone()).into_iter().partition(|threshold| {
                let is_of_gone = threshold.tags.iter().any(|(tag, name)| tag == "check" && is_gone(name));
                let is_of_promotion = threshold.metric == MetricName::Promotion;
                !is_of_gone && (proves || self.gone.is_empty() || !is_of_promotion)
            });
        for threshold in left_out {
            let source = threshold.source();
            let source = self.texts.scrubbed(&source);
            self.note(Message::new("left-out-threshold").with("threshold", source));
        }
        scenario.thresholds = kept.into();
    }

    fn check(&mut self, check: &mut Check) -> Result<(), LostSecret> {
        for text in
            [&mut check.body_contains, &mut check.body_lacks, &mut check.contains].into_iter().flatten()
        {
            self.texts.text(text, WrittenPlace::Check)?;
        }
        if let Some(toml::Value::String(text)) = &mut check.equals {
            self.texts.text(text, WrittenPlace::Check)?;
        }
        let is_lost = |text: &String| !self.texts.find(text).is_empty();
        let is_long = |text: &String| self.texts.has_long(text);
        if check.body_matches.as_ref().is_some_and(is_lost)
            || [&check.header, &check.json].into_iter().flatten().any(is_long)
        {
            return Err(LostSecret);
        }
        Ok(())
    }

    fn is_in_extract(&self, extract: &Extract) -> bool {
        let Extract { between, regex, json, css, attribute, header, cookie, .. } = extract;
        let texts = [regex, json, css, attribute, header, cookie].into_iter().flatten();
        texts.chain(between.iter().flatten()).any(|text| self.texts.has_long(text))
    }
}
