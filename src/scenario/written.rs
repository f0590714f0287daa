//! A scenario as it is written to files: where a secret would be sent or looked for stands a placeholder, whose value comes from
//! the environment when the file is run. Never a text with a hole: that would be another request.
//!
//! Which text is the secret, and which one only reads like it:
//!
//! * A long secret is not there by coincidence, and becomes a placeholder wherever it stands.
//! * A short one (see [`Scrubber::LONG`](crate::units::secret::Scrubber::LONG)) becomes one as a whole word of a query's value, a
//!   form's, a header's, a body or a check. The path of an address is the page's own: `/summer/sale` stays with a voucher `SALE`.
//! * What a placeholder cannot say, because it is encoded or in another case of letters, drops a check or a common header with a
//!   note. In a request it is an error, unless the secret is short: then it is a word of the shop.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use url::Url;

use super::{Check, DataSet, DataSource, Extract, Fields, Journey, Scenario, Source, Step, Template, Values};
use crate::metric::MetricName;
use crate::threshold::Threshold;
use crate::units::secret::{FoundSecret, Vault, is_secret_name};
use crate::words::Message;

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
    pub notes: Vec<Message>,
}

/// A scenario with a secret that no placeholder can stand for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub struct NotWritten {
    place: String,
}

impl From<&NotWritten> for Message {
    fn from(error: &NotWritten) -> Self {
        Message::new("error-not-written").exact("place", &error.place)
    }
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilePurpose {
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
    pub fn written(mut self, vault: &Vault, purpose: FilePurpose) -> Result<Written, NotWritten> {
        let mut writer = ScenarioWriter {
            vault,
            source: source_name(&self.data),
            fields: BTreeSet::new(),
            notes: Vec::new(),
            gone: BTreeSet::new(),
        };
        if writer.has_long(self.base_url.as_str()) {
            return Err(NotWritten { place: "base_url".to_owned() });
        }
        if let Some(page) = &mut self.page {
            let mut text = page.url.to_string();
            let lost = || NotWritten { place: "page.url".to_owned() };
            writer.text(&mut text, WrittenPlace::Address).map_err(|LostSecret| lost())?;
            page.url = Url::parse(&text).map_err(|_| lost())?;
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
        writer.thresholds(&mut self);
        let ScenarioWriter { source, fields, notes, .. } = writer;
        let variables: BTreeSet<String> = fields.iter().map(|(field, _)| Vault::variable(field)).collect();
        add_fields(&mut self.data, &source, &fields);
        let own = self.data.iter().flat_map(|data| &data.env.0).map(|(_, variable)| variable.clone());
        let variables = variables.into_iter().chain(own).collect();
        Ok(Written { scenario: self, variables, notes })
    }
}

/// Fills in the placeholders of the tested page's address, which set-up may ask for, once the data was read.
pub(super) fn fill_page(scenario: &mut Scenario) {
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
enum WrittenPlace {
    /// A path with its query.
    Address,
    /// A form's value, a header's or a body.
    Sent,
    /// What an answer is compared with.
    Check,
}

/// A text with a secret that cannot be a placeholder.
struct LostSecret;

struct ScenarioWriter<'v> {
    vault: &'v Vault,
    source: String,
    /// The fields that placeholders need, with their values.
    fields: BTreeSet<(String, String)>,
    notes: Vec<Message>,
    /// The names of checks that were left out.
    gone: BTreeSet<String>,
}

impl ScenarioWriter<'_> {
    fn find(&self, text: &str) -> Vec<FoundSecret> {
        self.vault.scrubber.find(text)
    }

    fn has_long(&self, text: &str) -> bool {
        self.find(text).iter().any(|found| found.long)
    }

    fn note(&mut self, note: Message) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
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
    fn text(&mut self, text: &mut String, place: WrittenPlace) -> Result<(), LostSecret> {
        // An escaped `${` may be a part of a secret that is not found then.
        if text.contains("$${") && self.has_long(&text.replace("$${", "${")) && !self.has_long(text) {
            return Err(LostSecret);
        }
        let taken = placeholders(text);
        let mut written = String::new();
        let mut kept = 0;
        for FoundSecret { place: range, long } in self.find(text) {
            if taken.iter().any(|taken| taken.start < range.end && range.start < taken.end) {
                // A secret of which a part is filled in, or a placeholder that reads like a short one.
                if long && !taken.iter().any(|taken| taken.start <= range.start && range.end <= taken.end) {
                    return Err(LostSecret);
                }
                continue;
            }
            let own_path = place == WrittenPlace::Address && is_in_path(text, range.start);
            let secret = if place == WrittenPlace::Address {
                decoded(text, &range)
            } else {
                text[range.clone()].into()
            };
            let placeholder = if own_path && !long { None } else { self.placeholder(&secret) };
            match placeholder {
                Some(placeholder) => {
                    written.push_str(&text[kept..range.start]);
                    written.push_str(&placeholder);
                    kept = range.end;
                }
                None if place == WrittenPlace::Check => return Err(LostSecret),
                None if !long => {}
                // A page that is called like a voucher.
                None if own_path && self.vault.has_in_any_case(&secret) => {}
                None => return Err(LostSecret),
            }
        }
        if kept > 0 {
            written.push_str(&text[kept..]);
            *text = written;
        }
        Ok(())
    }

    fn http(&mut self, scenario: &mut Scenario, purpose: FilePurpose) {
        let Fields(headers) = &mut scenario.http.headers;
        headers.retain(|(name, value)| {
            let secret = is_secret_name(name);
            let keep = if secret { purpose == FilePurpose::Script } else { self.find(value).is_empty() };
            if !keep {
                self.note(Message::new("left-out-header").with("name", name.as_str()));
            }
            keep
        });
        if scenario.http.user_agent.as_ref().is_some_and(|agent| self.has_long(agent)) {
            scenario.http.user_agent = None;
            self.note(Message::new("left-out-user-agent"));
        }
    }

    fn data(&mut self, data: &mut DataSource, purpose: FilePurpose) -> Result<(), NotWritten> {
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
        data.rows.retain(|row| row.0.iter().all(|(_, value)| !self.has_long(value)));
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

    fn step(&mut self, step: &mut Step, place: &str) -> Result<(), NotWritten> {
        let lost = |what: &str| NotWritten { place: format!("{place}: {what}") };
        self.text(&mut step.path, WrittenPlace::Address).map_err(|LostSecret| lost("the path"))?;
        let mut left_out = Vec::new();
        for (name, value) in &mut step.headers.0 {
            if super::is_secret_header(name, value) {
                if let Some(placeholder) = self.placeholder(value.trim()) {
                    *value = placeholder;
                } else {
                    // With placeholders of its own, the parts between them are secret.
                    self.text(value, WrittenPlace::Sent)
                        .map_err(|LostSecret| lost(&format!("the header {name}")))?;
                }
                if super::is_secret_header(name, value) {
                    left_out.push(name.clone());
                }
            } else {
                self.text(value, WrittenPlace::Sent)
                    .map_err(|LostSecret| lost(&format!("the header {name}")))?;
            }
        }
        step.headers.0.retain(|(name, _)| !left_out.contains(name));
        for name in left_out {
            self.note(Message::new("left-out-step-header").with("place", place).with("name", name));
        }
        for (name, value) in &mut step.form.0 {
            if self.has_long(name) {
                return Err(lost("the name of a form's field"));
            }
            self.text(value, WrittenPlace::Sent)
                .map_err(|LostSecret| lost(&format!("the form's field {name}")))?;
        }
        for part in &mut step.multipart {
            let texts = [&part.name].into_iter().chain(&part.filename).chain(&part.content_type);
            if texts.into_iter().any(|text| self.has_long(text)) {
                return Err(lost("the name or type of a form's part"));
            }
            if let Some(value) = &mut part.value {
                self.text(value, WrittenPlace::Sent)
                    .map_err(|LostSecret| lost(&format!("the form's part {}", part.name)))?;
            }
        }
        if let Some(body) = &mut step.body {
            self.text(body, WrittenPlace::Sent).map_err(|LostSecret| lost("the body"))?;
        }
        let checks = std::mem::take(&mut step.checks);
        for mut check in checks {
            match self.check(&mut check) {
                Ok(()) => step.checks.push(check),
                Err(LostSecret) => {
                    let name = self.vault.scrubber.scrub(&check.name).into_owned();
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

    /// Leaves out the thresholds of checks that were left out.
    fn thresholds(&mut self, scenario: &mut Scenario) {
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
            let source = self.vault.scrubber.scrub(&source).into_owned();
            self.note(Message::new("left-out-threshold").with("threshold", source));
        }
        scenario.thresholds = kept.into();
    }

    fn check(&mut self, check: &mut Check) -> Result<(), LostSecret> {
        for text in
            [&mut check.body_contains, &mut check.body_lacks, &mut check.contains].into_iter().flatten()
        {
            self.text(text, WrittenPlace::Check)?;
        }
        if let Some(toml::Value::String(text)) = &mut check.equals {
            self.text(text, WrittenPlace::Check)?;
        }
        let is_lost = |text: &String| !self.find(text).is_empty();
        let is_long = |text: &String| self.has_long(text);
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

/// Whether a place of an address is outside the values of its query.
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::PageFacts;
    use super::*;
    use crate::page::PageKind;
    use crate::units::secret::Secret;

    const LONG: &str = "0123456789abcdef";

    fn vault() -> Vault {
        let mut vault = Vault::default();
        let secrets = [("voucher", "SALE"), ("token", LONG), ("token", "a b&c/d=9%+"), ("X-Api-Key", "page")];
        secrets.into_iter().for_each(|(label, secret)| vault.know(label, Secret::new(secret)));
        vault.know("Cookie", Secret::new("theme=auto; PHPSESSID=99887766554433"));
        vault
    }

    fn scenario(step: &str) -> Scenario {
        let text = format!(
            "schema = 1\nname = 'full'\nbase_url = 'http://shop.example/'\nmode = 'full'\n[[journey]]\nname = 'page'\n\
             [[journey.step]]\nname = 'page'\n{step}"
        );
        Scenario::parse(&text, Path::new("s.toml")).unwrap()
    }

    fn written(step: &str) -> Result<Written, NotWritten> {
        scenario(step).written(&vault(), FilePurpose::Scenario)
    }

    #[test]
    fn addresses() {
        for (path, expected) in [
            ("/summer/sale?x=1", Some("/summer/sale?x=1")),
            ("/SALE/page?page=2&sale=3", Some("/SALE/page?page=2&sale=3")),
            ("/s?code=SALE", Some("/s?code=${secret.voucher}")),
            ("/s?code=sale", Some("/s?code=sale")),
            ("/s?code=wholeSALE&c=x-SALE", Some("/s?code=wholeSALE&c=x-${secret.voucher}")),
            ("/s?token=0123456789abcdef&x=1", Some("/s?token=${secret.token}&x=1")),
            ("/s?token=%30123456789abcde%66&x=1", Some("/s?token=${secret.token}&x=1")),
            ("/x/0123456789abcdef/y", Some("/x/${secret.token}/y")),
            ("/x/0123456789ABCDEF/y", Some("/x/0123456789ABCDEF/y")),
            ("/s?token=0123456789ABCDEF", None),
            ("/s?token=MDEyMzQ1Njc4OWFiY2RlZg", None),
            ("/s?0123456789abcdef=1", Some("/s?${secret.token}=1")),
            ("/s?t=a+b%26c%2Fd%3D9%25%2b&x", Some("/s?t=${secret.token_2}&x")),
            ("/s?t=${secret.voucher}&u=${page.sale}", Some("/s?t=${secret.voucher}&u=${page.sale}")),
            ("/s?t=99887766554433&theme=auto", Some("/s?t=${secret.cookie_2}&theme=auto")),
        ] {
            let written = written(&format!("path = '{path}'"));
            let found =
                written.as_ref().ok().map(|written| written.scenario.journeys[0].steps[0].path.as_str());
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn what_is_written_sends_the_same() {
        for (path, url) in [
            ("/s?token=%30123456789abcde%66&x=1", "/s?token=0123456789abcdef&x=1"),
            ("/s?t=a+b%26c%2Fd%3D9%25%2b&x", "/s?t=a%20b%26c/d%3D9%25%2B&x"),
        ] {
            let Written { scenario, variables, .. } = written(&format!("path = '{path}'")).unwrap();
            let source = scenario.data[0].clone();
            assert_eq!(source.env.0.iter().map(|(_, name)| name.clone()).collect::<BTreeSet<_>>(), variables);
            let mut template = Template::parse(&scenario.journeys[0].steps[0].path).unwrap();
            let table = source.table().unwrap();
            let (name, env, pick) = (source.name, source.env, source.pick);
            let data: DataSet = [Source { name, secret: true, env, pick, table }].into_iter().collect();
            template.bind(&data);
            assert_eq!(template.fill_address(&Values::of(&data)).unwrap(), url);
        }
    }

    #[test]
    fn the_page_is_asked_for_at_its_true_address() {
        for path in ["s?token=0123456789abcdef&page=2", "x/0123456789abcdef/y?code=SALE", "summer/sale"] {
            let mut scenario = scenario("path = '/'");
            let url = Url::parse(&format!("http://shop.example/{path}")).unwrap();
            let (kind, confidence, title) = (PageKind::Cms, 1.0, None);
            let (background, blind) = (Vec::new(), Vec::new());
            scenario.page = Some(PageFacts { url: url.clone(), kind, confidence, title, background, blind });
            let mut written = scenario.written(&vault(), FilePurpose::Scenario).unwrap().scenario;
            let text = written.to_toml().unwrap();
            assert!(!text.contains(LONG) && !text.contains("[secret]"), "{text}");
            let address = written.page.as_ref().unwrap().url.clone();
            assert_eq!(address == url, path == "summer/sale", "{address}");
            assert_eq!(Scenario::parse(&text, Path::new("s.toml")).unwrap().page.unwrap().url, address);
            fill_page(&mut written);
            assert_eq!(written.page.unwrap().url, url);
        }
    }

    #[test]
    fn forms_bodies_headers_and_checks() {
        let step = "path = '/'\n\
            headers = { X-Api-Key = 'page', Accept = 'full/page', X-T = 't 0123456789abcdef', Cookie = 'a=${x}; b=1' }\n\
            form = { code = 'SALE', word = 'wholesale', mode = 'Sale' }\n\
            [[journey.step.check]]\nname = 'a'\nbody_contains = 'SALE of 10 %'\n\
            [[journey.step.check]]\nname = 'b'\nbody_contains = 'Summer Sale'\npromotion = true\n\
            [[journey.step.check]]\nname = 'c'\nbody_matches = '0123456789abcdef'\n\
            [[journey.step.check]]\nname = 'd'\njson = '/page'\nequals = 'wholesale'\n\
            [[journey.step.extract]]\nname = 'page'\nbetween = ['page', 'sale']\n\
            [thresholds]\n'checks{check:b}' = ['rate>0.9']\n'checks{check:a}' = ['rate>0.9']\npromotion = ['rate>0.9']\n";
        let Written { scenario, variables, notes } = written(step).unwrap();
        let step = &scenario.journeys[0].steps[0];
        let values = |fields: &Fields| fields.0.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>();
        assert_eq!(
            values(&step.headers),
            ["${secret.x_api_key}", "full/${secret.x_api_key}", "t ${secret.token}"]
        );
        assert_eq!(values(&step.form), ["${secret.voucher}", "wholesale", "Sale"]);
        let checks: Vec<&str> = step.checks.iter().map(|check| check.name.as_str()).collect();
        assert_eq!(checks, ["a", "d"]);
        assert_eq!(step.checks[0].body_contains.as_deref(), Some("${secret.voucher} of 10 %"));
        let keys: Vec<String> = Vec::from(scenario.thresholds.clone()).iter().map(Threshold::key).collect();
        assert_eq!(keys, ["checks{check:a}"]);
        assert_eq!(notes.len(), 5, "{notes:?}");
        let expected = ["TOKEN", "VOUCHER", "X_API_KEY"].map(|name| format!("PROMO_LOAD_SECRET_{name}"));
        assert_eq!(variables, BTreeSet::from(expected));
        // It is a scenario of the same words.
        assert_eq!((scenario.name.as_str(), step.name.as_str()), ("full", "page"));
        assert!(scenario.to_toml().unwrap().contains("mode = \"full\""));
    }

    #[test]
    fn what_no_placeholder_can_say_is_not_written() {
        for (step, part) in [
            ("path = '/'\nbody = 'MDEyMzQ1Njc4OWFiY2RlZg=='", "step `page` of the journey `page`: the body"),
            ("path = '/'\nform = { x = '0123456789ABCDEF' }", "the form's field x"),
            ("path = '/'\nform = { 0123456789abcdef = 'x' }", "the name of a form's field"),
            ("path = '/'\n[[journey.step.extract]]\nname = 'x'\nregex = '0123456789abcdef(.)'", "an extract"),
        ] {
            let error = written(step).unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains(LONG), "{step}: {error}");
        }
    }

    #[test]
    fn secret_rows_come_from_elsewhere() {
        let rows = |rows: &str| {
            let data = format!("[[data]]\nname = 'own'\nsecret = true\nrows = [{rows}]\n");
            scenario(&format!("path = '/?x=${{own.code}}'\n{data}"))
        };
        let vault = Vault::default();
        let one = rows("{ code = 'a1' }").written(&vault, FilePurpose::Scenario).unwrap();
        let variable = "PROMO_LOAD_SECRET_OWN_CODE".to_owned();
        assert_eq!(one.scenario.data[0].env.0, [("code".to_owned(), variable.clone())]);
        assert_eq!(one.variables, BTreeSet::from([variable]));
        let two = rows("{ code = 'a1' }, { code = 'b2' }").written(&vault, FilePurpose::Scenario).unwrap();
        assert_eq!(two.scenario.data[0].file.as_deref(), Some(Path::new("own.csv")));
        assert!(!two.scenario.to_toml().unwrap().contains("b2"));
        assert_eq!(two.notes.len(), 1);
    }

    #[test]
    fn a_source_that_is_there_gets_more_fields() {
        let mut scenario = scenario("path = '/?token=0123456789abcdef&v=${secret.voucher}'");
        let own = |name: &str, variable: &str| DataSource::of_secrets(name, [("voucher", variable, "SALE")]);
        scenario.data = vec![own("secret", "PROMO_LOAD_SECRET_VOUCHER")];
        let one = scenario.clone().written(&vault(), FilePurpose::Script).unwrap();
        assert_eq!(one.scenario.data.len(), 1);
        assert_eq!(one.scenario.data[0].secret_value("token"), Some(LONG));
        assert_eq!(one.scenario.data[0].secret_value("voucher"), Some("SALE"));
        scenario.data = vec![own("secret", "PROMO_LOAD_SECRET_OTHER")];
        let two = scenario.written(&vault(), FilePurpose::Script).unwrap();
        assert_eq!(two.scenario.journeys[0].steps[0].path, "/?token=${secret_2.token}&v=${secret.voucher}");
        assert_eq!(two.scenario.data[1].name, "secret_2");
    }
}
