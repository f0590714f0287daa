//! What is secret in a scenario: the values of headers, cookies, queries and data that are called like secrets, and passwords
//! in forms and JSON.

use super::json_texts::each_text;
use super::{DataSource, Scenario, Step, Template, TemplatePart};
use crate::units::secret::{Secret, is_password_name, is_secret_name};

impl Scenario {
    /// All that stands in the scenario or its data and must be in no text that leaves the program, each with a word for what it is:
    /// the header, the field, the name in a query, or the environment variable.
    pub fn secrets(&self) -> impl Iterator<Item = (String, Secret)> {
        let common = self.http.headers.0.iter().filter(|(name, _)| self.http.is_secret(name));
        let steps = || self.journeys.iter().flat_map(|journey| &journey.steps);
        let own = steps().flat_map(|step| step.headers.0.iter().chain(&step.cookies.0));
        let own = own.filter(|(name, value)| is_secret_header(name, value));
        let own = own.cloned().chain(steps().flat_map(passwords));
        let own = own
            .flat_map(|(name, value)| secret_parts(&value).into_iter().map(move |part| (name.clone(), part)));
        let queries = self.journeys.iter().flat_map(|journey| in_queries(&journey.steps));
        let texts = common.cloned().chain(own).chain(queries);
        let texts = texts.filter_map(|(name, value)| Some((name, Secret::new(&value)?)));
        let data = self.data.iter().flat_map(DataSource::secrets);
        texts.chain(data.map(|(name, secret)| (name.to_owned(), secret)))
    }
}

/// Whether a step's header or cookie carries what must not be passed on. One that holds nothing but what the journey comes by
/// (`Bearer ${token}`) does not.
#[must_use]
pub fn is_secret_header(name: &str, value: &str) -> bool {
    is_secret_name(name) && !Template::parse(value).is_ok_and(|template| template.is_made_of_values())
}

/// What is secret in such a value: all of it, or what stands between its placeholders.
fn secret_parts(value: &str) -> Vec<String> {
    match Template::parse(value) {
        Ok(template) if template.constant().is_none() => template
            .parts()
            .filter_map(|part| match part {
                TemplatePart::Text(text) => Some(text.trim().to_owned()),
                TemplatePart::Name(_) | TemplatePart::Field { .. } => None,
            })
            .collect(),
        _ => vec![value.to_owned()],
    }
}

/// The passwords that a step sends in a form or in JSON, with their names.
fn passwords(step: &Step) -> Vec<(String, String)> {
    let parts = step.multipart.iter().filter_map(|part| Some((part.name.clone(), part.value.clone()?)));
    let mut found: Vec<(String, String)> = step.form.0.iter().cloned().chain(parts).collect();
    if let Some(document) = step.body.as_ref().and_then(|body| serde_json::from_str(body).ok()) {
        each_text(&document, "", &mut |name, text| found.push((name.to_owned(), text.to_owned())));
    }
    found.retain(|(name, value)| {
        let is_made = Template::parse(value).is_ok_and(|value| value.is_made_of_values());
        is_password_name(name) && !is_made
    });
    found
}

/// The secrets in the queries of a scenario's steps, with their names.
fn in_queries(steps: &[Step]) -> impl Iterator<Item = (String, String)> {
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

    use super::*;

    #[test]
    fn passwords_and_cookies_are_secret_unless_a_visit_comes_by_them() {
        let text = "schema = 1\nname = 'x'\nbase_url = 'https://shop.test/'\nmode = 'full'\n[[journey]]\nname = 'j'\n\
            [[journey.step]]\nname = 'a'\npath = '/'\n\
            cookies = { form_key = '${random.alnum(16)}', session = 'cookie1', theme = 'dark' }\n\
            form = { email = 'a@b', password = 'form1', 'user[pwd]' = '${account.password}', quantity = 1 }\n\
            [[journey.step]]\nname = 'b'\npath = '/'\njson = { user = { Passwort = 'json1', loginPassword = 'json2' } }\n\
            [[journey.step]]\nname = 'c'\npath = '/'\nmultipart = [{ name = 'passwd', value = 'part1 ${vu.id}' }]\n";
        let scenario = Scenario::parse(text, Path::new("x.toml")).unwrap();
        let secrets: Vec<String> =
            scenario.secrets().map(|(name, secret)| format!("{name}={}", secret.expose())).collect();
        assert_eq!(
            secrets,
            ["session=cookie1", "password=form1", "Passwort=json1", "loginPassword=json2", "passwd=part1"]
                .map(str::to_owned)
        );
    }
}
