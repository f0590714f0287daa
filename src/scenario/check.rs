//! Checks: what must be true of an answer, beyond its status.

use memchr::memmem::{self, Finder};
use regex::bytes::Regex;
use serde::{Deserialize, Serialize};

use super::pointer::{JsonPlaces, PointedAt, Pointer, number_text};
use super::template::{Template, TemplateError, Values};
use crate::http::Answer;

/// A check as the file has it: a name and exactly one subject (`status`, `header`, `body_contains`,
/// `body_lacks`, `body_matches` or `json`), with one comparison for `header` and `json`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// What it is called in reports.
    pub name: String,
    /// Whether it proves a promotion: that the price, rule or voucher is still right under load.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub promotion: bool,
    /// This status, exactly.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The body contains this text, with `${name}` placeholders as in all texts of checks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_contains: Option<String>,
    /// The body does not contain this text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_lacks: Option<String>,
    /// The body matches this regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body_matches: Option<String>,
    /// This header is there (with `contains`: and contains the text).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The JSON value at this pointer (RFC 6901) is there (or compares as asked).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// With `header`: the text it contains.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contains: Option<String>,
    /// With `json`: the value is this; `6` and `"6"` are the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<serde_json::Value>"))]
    pub equals: Option<toml::Value>,
    /// With `json`: the value is a number of at least this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<f64>,
}

/// A check that cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// None or several of the subjects.
    #[error(
        "check `{0}` needs exactly one of status, body_contains, body_lacks, body_matches, header or json"
    )]
    Subject(String),
    /// A comparison that does not go with the subject.
    #[error(
        "check `{0}`: `contains` goes with header, `equals` or `at_least` with json, one of them at most"
    )]
    Comparison(String),
    /// A text that every page has.
    #[error("check `{0}`: an empty text is in every page, so this would never fail")]
    Empty(String),
    /// No HTTP status.
    #[error("check `{0}`: a status is a number from 100 to 599")]
    Status(String),
    /// A bound that nothing can reach.
    #[error("check `{0}`: `at_least` is a finite number")]
    NotANumber(String),
    /// Not a regular expression.
    #[error("check `{name}`: {reason}")]
    Regex {
        /// The check.
        name: String,
        /// What is wrong with the expression, in one line.
        reason: String,
    },
    /// Not a JSON pointer.
    #[error("check `{0}`: a JSON pointer begins with `/`")]
    Pointer(String),
    /// Not a template.
    #[error("check `{name}`: {error}")]
    Template {
        /// The check.
        name: String,
        /// What is wrong with its text.
        error: TemplateError,
    },
    /// A name that k6 and the reports cannot carry.
    #[error("check `{0}`: a name is not empty and has no `::`")]
    Name(String),
}

/// A check made ready to be carried out many times.
#[derive(Debug, Clone)]
pub struct CompiledCheck {
    /// Whether it proves a promotion.
    pub promotion: bool,
    test: Test,
}

#[derive(Debug, Clone)]
enum Test {
    Status(u16),
    Contains(Needle),
    Lacks(Needle),
    Matches(Regex),
    Header { name: String, contains: Option<Template> },
    JsonExists(Pointer),
    JsonEquals(Pointer, Template),
    JsonAtLeast(Pointer, f64),
}

/// A text to look for.
#[derive(Debug, Clone)]
enum Needle {
    /// Always the same, made ready once.
    Constant(Box<Finder<'static>>),
    /// Another one for each iteration.
    Template(Template),
}

impl Needle {
    fn parse(text: &str) -> Result<Self, TemplateError> {
        let template = Template::parse(text)?;
        Ok(match template.constant() {
            Some(text) => Self::Constant(Box::new(Finder::new(text.as_bytes()).into_owned())),
            None => Self::Template(template),
        })
    }

    fn template(&mut self) -> Option<&mut Template> {
        match self {
            Self::Constant(_) => None,
            Self::Template(template) => Some(template),
        }
    }

    /// Whether it stands in the body; `None` when its values are not there, or make a text that stands in every body.
    fn is_in(&self, body: &[u8], values: &Values) -> Option<bool> {
        match self {
            Self::Constant(finder) => Some(finder.find(body).is_some()),
            Self::Template(template) => {
                let text = template.fill(values).ok().filter(|text| !text.is_empty())?;
                Some(memmem::find(body, text.as_bytes()).is_some())
            }
        }
    }
}

/// Whether a text is what a template makes; `None` when its values are not there.
fn compare(template: &Template, values: &Values, holds: impl Fn(&str) -> bool) -> Option<bool> {
    match template.constant() {
        Some(text) => Some(holds(text)),
        None => template.fill(values).ok().map(|text| holds(&text)),
    }
}

impl Check {
    /// Validates and compiles the check.
    ///
    /// # Errors
    ///
    /// [`CheckError`] when it says too little, too much, or something unreadable.
    pub fn compile(&self) -> Result<CompiledCheck, CheckError> {
        if self.name.trim().is_empty() || self.name.contains("::") {
            return Err(CheckError::Name(self.name.clone()));
        }
        let subjects = [
            self.status.is_some(),
            self.body_contains.is_some(),
            self.body_lacks.is_some(),
            self.body_matches.is_some(),
            self.header.is_some(),
            self.json.is_some(),
        ];
        if subjects.iter().filter(|given| **given).count() != 1 {
            return Err(CheckError::Subject(self.name.clone()));
        }
        let comparisons = (self.contains.is_some(), self.equals.is_some(), self.at_least.is_some());
        let fits = match comparisons {
            (false, false, false) => true,
            (true, false, false) => self.header.is_some(),
            (false, true, false) | (false, false, true) => self.json.is_some(),
            _ => false,
        };
        let texts = [&self.body_contains, &self.body_lacks, &self.body_matches, &self.header];
        if texts.into_iter().flatten().any(String::is_empty) {
            return Err(CheckError::Empty(self.name.clone()));
        }
        if self.status.is_some_and(|status| !(100..600).contains(&status)) {
            return Err(CheckError::Status(self.name.clone()));
        }
        if self.at_least.is_some_and(|least| !least.is_finite()) {
            return Err(CheckError::NotANumber(self.name.clone()));
        }
        if !fits {
            return Err(CheckError::Comparison(self.name.clone()));
        }
        Ok(CompiledCheck { promotion: self.promotion, test: self.test()? })
    }

    fn test(&self) -> Result<Test, CheckError> {
        let template = |error| CheckError::Template { name: self.name.clone(), error };
        Ok(if let Some(status) = self.status {
            Test::Status(status)
        } else if let Some(text) = &self.body_contains {
            Test::Contains(Needle::parse(text).map_err(template)?)
        } else if let Some(text) = &self.body_lacks {
            Test::Lacks(Needle::parse(text).map_err(template)?)
        } else if let Some(pattern) = &self.body_matches {
            Test::Matches(Regex::new(pattern).map_err(|error| CheckError::Regex {
                name: self.name.clone(),
                reason: one_line(&error.to_string()),
            })?)
        } else if let Some(header) = &self.header {
            let contains = self.contains.as_deref().map(Template::parse).transpose().map_err(template)?;
            Test::Header { name: header.to_ascii_lowercase(), contains }
        } else {
            let pointer = self.json.as_deref().and_then(Pointer::parse);
            let pointer = pointer.ok_or_else(|| CheckError::Pointer(self.name.clone()))?;
            match (&self.equals, self.at_least) {
                (Some(value), _) => {
                    Test::JsonEquals(pointer, Template::parse(&scalar_text(value)).map_err(template)?)
                }
                (None, Some(least)) => Test::JsonAtLeast(pointer, least),
                (None, None) => Test::JsonExists(pointer),
            }
        })
    }

    /// The text that `equals` compares with; empty without one.
    #[must_use]
    pub fn equals_text(&self) -> String {
        self.equals.as_ref().map(scalar_text).unwrap_or_default()
    }

    /// Whether it looks at the body.
    #[must_use]
    pub const fn needs_body(&self) -> bool {
        self.status.is_none() && self.header.is_none()
    }
}

impl CompiledCheck {
    /// Its text, when that is another one for each iteration.
    pub fn template(&mut self) -> Option<&mut Template> {
        match &mut self.test {
            Test::Contains(needle) | Test::Lacks(needle) => needle.template(),
            Test::Header { contains: Some(template), .. } | Test::JsonEquals(_, template) => {
                template.constant().is_none().then_some(template)
            }
            Test::Status(_)
            | Test::Matches(_)
            | Test::Header { contains: None, .. }
            | Test::JsonExists(_)
            | Test::JsonAtLeast(..) => None,
        }
    }

    /// Where it looks in JSON.
    #[must_use]
    pub const fn pointer(&self) -> Option<&Pointer> {
        match &self.test {
            Test::JsonExists(pointer) | Test::JsonEquals(pointer, _) | Test::JsonAtLeast(pointer, _) => {
                Some(pointer)
            }
            _ => None,
        }
    }

    /// Whether the answer satisfies it; `places` are of its body and know [`CompiledCheck::pointer`]. One whose own values are not there is satisfied by nothing.
    #[must_use]
    pub fn holds(&self, answer: &Answer, values: &Values, places: &JsonPlaces<'_>) -> bool {
        match &self.test {
            Test::Status(status) => answer.status == *status,
            Test::Contains(needle) => needle.is_in(&answer.body, values) == Some(true),
            Test::Lacks(needle) => needle.is_in(&answer.body, values) == Some(false),
            Test::Matches(regex) => regex.is_match(&answer.body),
            Test::Header { name, contains } => {
                answer.headers.get_all(name.as_str()).iter().any(|value| match contains {
                    Some(template) => {
                        let value = String::from_utf8_lossy(value.as_bytes());
                        compare(template, values, |text| value.contains(text)) == Some(true)
                    }
                    None => true,
                })
            }
            Test::JsonExists(pointer) => places.find(pointer).is_some(),
            Test::JsonEquals(pointer, expected) => places
                .find(pointer)
                .and_then(PointedAt::scalar)
                .is_some_and(|found| compare(expected, values, |text| found == text) == Some(true)),
            Test::JsonAtLeast(pointer, least) => places
                .find(pointer)
                .and_then(PointedAt::scalar)
                .and_then(|text| text.parse::<f64>().ok())
                .is_some_and(|number| number >= *least),
        }
    }
}

fn scalar_text(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Float(number) => number_text(*number),
        other => other.to_string(),
    }
}

/// The last line of a multi-line library error: the one that says what is wrong.
pub(crate) fn one_line(text: &str) -> String {
    text.lines().next_back().unwrap_or(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderMap, HeaderValue};

    fn holds(toml: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_static("text/html; charset=utf-8"));
        let answer = Answer {
            status: 200,
            headers,
            body: r#"{"success":true,"cart":{"products_count":2,"vouchers":{"added":{"1":{"id":"1"}}}}}"#
                .into(),
        };
        let check: Check = toml::from_str(&format!("name = 'x'\n{toml}")).unwrap();
        let mut values = Values::default();
        values.begin(2, 7);
        values.set("what", "success".into());
        values.set("nothing", String::new());
        let check = check.compile().unwrap();
        let pointers = Vec::from_iter(check.pointer().cloned());
        check.holds(&answer, &values, &JsonPlaces::new(&pointers, &answer.body))
    }

    #[test]
    fn table() {
        for (toml, expected) in [
            ("status = 200", true),
            ("status = 404", false),
            ("body_contains = '\"success\":true'", true),
            ("body_lacks = 'hasError'", true),
            ("body_lacks = 'success'", false),
            ("body_matches = 'products_count\":[1-9]'", true),
            ("header = 'Content-Type'\ncontains = 'html'", true),
            ("header = 'Content-Type'\ncontains = 'json'", false),
            ("header = 'X-Other'", false),
            ("json = '/cart/products_count'\nequals = 2", true),
            ("json = '/cart/products_count'\nequals = '2'", true),
            ("json = '/cart/products_count'\nat_least = 3", false),
            ("json = '/cart/products_count'\nequals = 2.0", true),
            ("json = '/success'\nequals = true", true),
            ("json = '/cart/vouchers/added/1'", true),
            ("json = '/cart/vouchers/added/2'", false),
            ("body_contains = '\"${what}\":true'", true),
            ("body_contains = '${what} story'", false),
            ("body_lacks = '${what}'", false),
            ("body_lacks = '${what} story'", true),
            ("json = '/cart/products_count'\nequals = '${vu.id}'", true),
            ("json = '/cart/products_count'\nequals = '${iteration}'", false),
            ("header = 'Content-Type'\ncontains = 'utf-${iteration}'", false),
            ("body_contains = '$${what}'", false),
            // Without its values a check proves nothing.
            ("body_contains = '${nothing}'", false),
            ("body_lacks = '${nothing}'", false),
            ("body_lacks = '${unknown}'", false),
            ("json = '/cart'\nequals = '${unknown}'", false),
        ] {
            assert_eq!(holds(toml), expected, "{toml}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (toml, part) in [
            ("", "exactly one"),
            ("status = 200\nbody_contains = 'x'", "exactly one"),
            ("status = 200\nequals = 5", "goes with"),
            ("body_matches = '('", "unclosed"),
            ("json = 'cart'", "begins with"),
            ("json = '/cart'\nat_least = nan", "finite"),
            ("body_contains = ''", "never fail"),
            ("status = 9999", "100 to 599"),
            ("body_contains = '${open'", "does not close it"),
        ] {
            let check: Check = toml::from_str(&format!("name = 'x'\n{toml}")).unwrap();
            let error = check.compile().unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains('\n'), "{toml}: {error}");
        }
    }
}
