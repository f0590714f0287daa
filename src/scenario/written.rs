//! A scenario as it is written to files: where a secret would be sent or looked for stands a placeholder, whose value comes from
//! the environment when the file is run. Never a text with a hole: that would be another request.
//!
//! Which text is the secret, and which one only reads like it:
//!
//! * A long secret is no coincidence and becomes a placeholder wherever it stands.
//! * A short one (see [`Scrubber::LONG`](crate::units::secret::Scrubber::LONG)) becomes one as a whole word of a query's value, a
//!   form's, a header's, a body or a check. The path of an address is the page's own: `/summer/sale` stays with a voucher `SALE`.
//! * What a placeholder cannot say, because it is encoded or in another case of letters, drops a check or a common header with a
//!   note. In a request it is an error, unless the secret is short: then it is a word of the shop.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use super::{Check, DataSource, Extract, Fields, Journey, Scenario, Step, Template};
use crate::units::secret::{Found, Vault, is_secret_name};

/// The data source of what a journey needs and may not be written down.
pub(super) const SECRET: &str = "secret";

/// A scenario for files.
#[derive(Debug, Clone)]
pub struct Written {
    /// The scenario. Only texts that no request is made of may still hold a secret: names, titles, promotions.
    pub scenario: Scenario,
    /// The environment variables that its placeholders need.
    pub variables: BTreeSet<String>,
    /// What was left out.
    pub notes: Vec<String>,
}

/// A scenario with a secret that no placeholder can stand for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{place} carries a secret in a form that no placeholder can stand for; send it with ${{…}} from a [[data]] source with `env`"
)]
pub struct NotWritten {
    place: String,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To be run: common headers that carry secrets are left out, and secret rows with them.
    Scenario,
    /// To be made a script of, which takes common headers and secret rows from its own environment.
    Script,
}

impl Scenario {
    /// The scenario as it is written to files.
    ///
    /// # Errors
    ///
    /// [`NotWritten`] when a request carries a secret in a form that no placeholder can stand for.
    pub fn written(mut self, vault: &Vault, purpose: Purpose) -> Result<Written, NotWritten> {
        let mut writer =
            Writer { vault, source: source_name(&self.data), fields: BTreeSet::new(), notes: Vec::new() };
        if writer.has_long(self.base_url.as_str()) {
            return Err(NotWritten { place: "base_url".to_owned() });
        }
        writer.http(&mut self, purpose);
        for data in &mut self.data {
            writer.data(data, purpose)?;
        }
        for Journey { name, steps, .. } in &mut self.journeys {
            for step in steps {
                let place = format!("the step `{}` of the journey `{name}`", step.name);
                writer.step(step, &place)?;
            }
        }
        let Writer { source, fields, notes, .. } = writer;
        let variables: BTreeSet<String> = fields.iter().map(|(field, _)| Vault::variable(field)).collect();
        add_fields(&mut self.data, &source, &fields);
        let own = self.data.iter().flat_map(|data| &data.env.0).map(|(_, variable)| variable.clone());
        let variables = variables.into_iter().chain(own).collect();
        Ok(Written { scenario: self, variables, notes })
    }
}

/// The name of the source that the placeholders take their values from: one that is there already for that, or a new one.
fn source_name(sources: &[DataSource]) -> String {
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
fn add_fields(sources: &mut Vec<DataSource>, name: &str, fields: &BTreeSet<(String, String)>) {
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

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A path with its query.
    Address,
    /// A form's value, a header's or a body.
    Sent,
    /// What an answer is compared with.
    Check,
}

/// A text with a secret that cannot be a placeholder.
struct Lost;

struct Writer<'v> {
    vault: &'v Vault,
    source: String,
    /// The fields that placeholders need, with their values.
    fields: BTreeSet<(String, String)>,
    notes: Vec<String>,
}

impl Writer<'_> {
    fn find(&self, text: &str) -> Vec<Found> {
        self.vault.scrubber.find(text)
    }

    fn has_long(&self, text: &str) -> bool {
        self.find(text).iter().any(|found| found.long)
    }

    fn note(&mut self, text: String) {
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }

    /// The placeholder of a text that is a secret to the letter.
    fn placeholder(&mut self, secret: &str) -> Option<String> {
        let field = self.vault.field(secret)?.to_owned();
        let placeholder = format!("${{{}.{field}}}", self.source);
        self.fields.insert((field, secret.to_owned()));
        Some(placeholder)
    }

    /// A text with placeholders.
    fn text(&mut self, text: &mut String, place: Place) -> Result<(), Lost> {
        // An escaped `${` may be a part of a secret that is not found then.
        if text.contains("$${") && self.has_long(&text.replace("$${", "${")) && !self.has_long(text) {
            return Err(Lost);
        }
        let taken = placeholders(text);
        let mut written = String::new();
        let mut kept = 0;
        for Found { place: range, long } in self.find(text) {
            if taken.iter().any(|taken| taken.start < range.end && range.start < taken.end) {
                // A secret of which a part is filled in, or a placeholder that reads like a short one.
                if long && !taken.iter().any(|taken| taken.start <= range.start && range.end <= taken.end) {
                    return Err(Lost);
                }
                continue;
            }
            let own_path = place == Place::Address && is_in_path(text, range.start);
            let secret =
                if place == Place::Address { decoded(text, &range) } else { text[range.clone()].into() };
            let placeholder = if own_path && !long { None } else { self.placeholder(&secret) };
            match placeholder {
                Some(placeholder) => {
                    written.push_str(&text[kept..range.start]);
                    written.push_str(&placeholder);
                    kept = range.end;
                }
                None if place == Place::Check => return Err(Lost),
                None if !long => {}
                // A page that is called like a voucher.
                None if own_path && self.vault.has_in_any_case(&secret) => {}
                None => return Err(Lost),
            }
        }
        if kept > 0 {
            written.push_str(&text[kept..]);
            *text = written;
        }
        Ok(())
    }

    fn http(&mut self, scenario: &mut Scenario, purpose: Purpose) {
        let Fields(headers) = &mut scenario.http.headers;
        headers.retain(|(name, value)| {
            let secret = is_secret_name(name);
            let keep = if secret { purpose == Purpose::Script } else { self.find(value).is_empty() };
            if !keep {
                self.note(format!("the header {name} is secret and was left out; give it with --header"));
            }
            keep
        });
        if scenario.http.user_agent.as_ref().is_some_and(|agent| self.has_long(agent)) {
            scenario.http.user_agent = None;
            self.note("the user agent holds a secret and was left out; give it with --user-agent".to_owned());
        }
    }

    fn data(&mut self, data: &mut DataSource, purpose: Purpose) -> Result<(), NotWritten> {
        if data.is_secret() {
            if purpose == Purpose::Scenario {
                let hidden = data.hidden();
                if let (None, Some(file)) = (&data.file, &hidden.file) {
                    let file = file.display();
                    self.note(format!(
                        "the rows of `{}` are secret and were left out; give them in {file}",
                        data.name
                    ));
                }
                *data = hidden;
            }
            return Ok(());
        }
        let rows = data.rows.len();
        data.rows.retain(|row| row.0.iter().all(|(_, value)| !self.has_long(value)));
        let left_out = rows - data.rows.len();
        if left_out > 0 && data.rows.is_empty() {
            return Err(NotWritten { place: format!("every row of the data `{}`", data.name) });
        }
        if left_out > 0 {
            self.note(format!("{left_out} rows of the data `{}` hold a secret and were left out", data.name));
        }
        Ok(())
    }

    fn step(&mut self, step: &mut Step, place: &str) -> Result<(), NotWritten> {
        let lost = |what: &str| NotWritten { place: format!("{place}: {what}") };
        self.text(&mut step.path, Place::Address).map_err(|Lost| lost("the path"))?;
        let mut left_out = Vec::new();
        for (name, value) in &mut step.headers.0 {
            if super::is_secret_header(name, value) {
                match self.placeholder(value.trim()) {
                    Some(placeholder) => *value = placeholder,
                    None => left_out.push(name.clone()),
                }
            } else {
                self.text(value, Place::Sent).map_err(|Lost| lost(&format!("the header {name}")))?;
            }
        }
        step.headers.0.retain(|(name, _)| !left_out.contains(name));
        for name in left_out {
            self.note(format!("{place}: the header {name} is secret and was left out; write it with ${{…}} from a [[data]] source with `env`"));
        }
        for (name, value) in &mut step.form.0 {
            if self.has_long(name) {
                return Err(lost("the name of a form's field"));
            }
            self.text(value, Place::Sent).map_err(|Lost| lost(&format!("the form's field {name}")))?;
        }
        if let Some(body) = &mut step.body {
            self.text(body, Place::Sent).map_err(|Lost| lost("the body"))?;
        }
        let checks = std::mem::take(&mut step.checks);
        for mut check in checks {
            match self.check(&mut check) {
                Ok(()) => step.checks.push(check),
                Err(Lost) => {
                    let name = self.vault.scrubber.scrub(&check.name).into_owned();
                    self.note(format!("{place}: the check `{name}` looks for a secret and was left out"));
                }
            }
        }
        match step.extracts.iter().find(|extract| self.is_in_extract(extract)) {
            Some(_) => Err(lost("an extract")),
            None => Ok(()),
        }
    }

    fn check(&mut self, check: &mut Check) -> Result<(), Lost> {
        for text in
            [&mut check.body_contains, &mut check.body_lacks, &mut check.contains].into_iter().flatten()
        {
            self.text(text, Place::Check)?;
        }
        if let Some(toml::Value::String(text)) = &mut check.equals {
            self.text(text, Place::Check)?;
        }
        let is_lost = |text: &String| !self.find(text).is_empty();
        let is_long = |text: &String| self.has_long(text);
        if check.body_matches.as_ref().is_some_and(is_lost)
            || [&check.header, &check.json].into_iter().flatten().any(is_long)
        {
            return Err(Lost);
        }
        Ok(())
    }

    fn is_in_extract(&self, extract: &Extract) -> bool {
        let Extract { between, regex, json, css, attribute, header, cookie, .. } = extract;
        let texts = [regex, json, css, attribute, header, cookie].into_iter().flatten();
        texts.chain(between.iter().flatten()).any(|text| self.has_long(text))
    }
}

/// The placeholders in a template, with their marks.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(begin) = text[from..].find("${").map(|at| from + at) {
        let end = text[begin..].find('}').map_or(text.len(), |at| begin + at + 1);
        if text[..begin].ends_with('$') {
            from = begin + 2;
            continue;
        }
        found.push(begin..end);
        from = end;
    }
    found
}

/// Whether a place of an address is no value of its query.
fn is_in_path(address: &str, place: usize) -> bool {
    let Some((_, query)) = address[..place].split_once('?') else { return true };
    !query.rsplit('&').next().is_some_and(|pair| pair.contains('='))
}

/// What a part of an address stands for.
fn decoded<'t>(address: &'t str, place: &Range<usize>) -> Cow<'t, str> {
    let part = &address[place.clone()];
    let part = if is_in_path(address, place.start) {
        Cow::Borrowed(part)
    } else {
        Cow::Owned(part.replace('+', " "))
    };
    match percent_decode_str(&part).decode_utf8_lossy() {
        Cow::Borrowed(_) => part,
        Cow::Owned(decoded) => Cow::Owned(decoded),
    }
}

/// The secrets in the queries of a scenario's steps, with their names.
pub(super) fn in_queries(steps: &[Step]) -> impl Iterator<Item = (String, String)> {
    steps.iter().flat_map(|step| {
        let query = step.path.split_once('?').map_or("", |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default().to_owned();
        let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes())
            .filter(|(name, value)| {
                let is_constant = Template::parse(value).is_ok_and(|value| value.constant().is_some());
                is_secret_name(name) && is_constant
            })
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .collect();
        pairs
    })
}
