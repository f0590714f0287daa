//! Extracts: values taken from an answer for later steps.

use memchr::memmem::Finder;
use regex::bytes::Regex;
use serde::{Deserialize, Serialize};

use super::check::one_line;
use super::pointer::Pointer;
use crate::http::Answer;

/// An extract as the file has it: a name and exactly one source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Extract {
    /// The name that `${name}` refers to.
    pub name: String,
    /// The text between two literals: the cheapest, a scan without parsing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub between: Option<[String; 2]>,
    /// The first group of a regular expression (or its whole match).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// The JSON value at this pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// The value of this header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Go on without it when it is not there; otherwise the iteration ends and is counted as failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// An extract that cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtractError {
    /// None or several of the sources.
    #[error("extract `{0}` needs exactly one of between, regex, json or header")]
    Source(String),
    /// An empty literal finds everything.
    #[error("extract `{0}`: the first text of `between` is empty")]
    Empty(String),
    /// Not a JSON pointer.
    #[error("extract `{0}`: a JSON pointer begins with /, such as /cart/products_count")]
    Pointer(String),
    /// Not a regular expression.
    #[error("extract `{name}`: {reason}")]
    Regex {
        /// The extract.
        name: String,
        /// What is wrong with the expression, in one line.
        reason: String,
    },
}

/// An extract made ready to be carried out many times.
#[derive(Debug, Clone)]
pub struct CompiledExtract {
    /// The value's name.
    pub name: String,
    /// Whether the iteration goes on without it.
    pub optional: bool,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    Between(Box<[Finder<'static>; 2]>),
    Regex(Regex),
    Json(Pointer),
    Header(String),
}

impl Extract {
    /// The text between two literals.
    #[must_use]
    pub fn between(name: &str, before: &str, after: &str) -> Self {
        Self {
            name: name.to_owned(),
            between: Some([before.to_owned(), after.to_owned()]),
            ..Self::default()
        }
    }

    /// Validates and compiles the extract.
    ///
    /// # Errors
    ///
    /// [`ExtractError`] when it has no source, several, or an unreadable one.
    pub fn compile(&self) -> Result<CompiledExtract, ExtractError> {
        let source = match (&self.between, &self.regex, &self.json, &self.header) {
            (Some([before, after]), None, None, None) => {
                if before.is_empty() {
                    return Err(ExtractError::Empty(self.name.clone()));
                }
                let finders = [before, after].map(|text| Finder::new(text.as_bytes()).into_owned());
                Source::Between(Box::new(finders))
            }
            (None, Some(pattern), None, None) => Source::Regex(Regex::new(pattern).map_err(|error| {
                ExtractError::Regex { name: self.name.clone(), reason: one_line(&error.to_string()) }
            })?),
            (None, None, Some(pointer), None) => {
                Source::Json(Pointer::parse(pointer).ok_or_else(|| ExtractError::Pointer(self.name.clone()))?)
            }
            (None, None, None, Some(header)) => Source::Header(header.to_ascii_lowercase()),
            _ => return Err(ExtractError::Source(self.name.clone())),
        };
        Ok(CompiledExtract { name: self.name.clone(), optional: self.optional, source })
    }

    /// Whether it looks at the body.
    #[must_use]
    pub const fn needs_body(&self) -> bool {
        self.header.is_none()
    }
}

impl CompiledExtract {
    /// The value, when the answer has it.
    #[must_use]
    pub fn find(&self, answer: &Answer) -> Option<String> {
        let bytes = match &self.source {
            Source::Between(literals) => {
                let [before, after] = &**literals;
                let start = before.find(&answer.body)? + before.needle().len();
                let rest = &answer.body[start..];
                &rest[..after.find(rest)?]
            }
            Source::Regex(regex) => {
                let groups = regex.captures(&answer.body)?;
                groups.get(1).or_else(|| groups.get(0))?.as_bytes()
            }
            Source::Json(pointer) => return pointer.scalar(&answer.body),
            Source::Header(name) => answer.headers.get(name.as_str())?.as_bytes(),
        };
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderMap, HeaderValue};

    fn found(toml: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("location", HeaderValue::from_static("/en/cart"));
        let answer =
            Answer { status: 200, headers, body: r#"{"static_token":"8823","n":6,"urls":{"a":"x"}}"#.into() };
        let extract: Extract = toml::from_str(&format!("name = 'x'\n{toml}")).unwrap();
        extract.compile().unwrap().find(&answer)
    }

    #[test]
    fn table() {
        for (toml, expected) in [
            (r#"between = ['"static_token":"', '"']"#, Some("8823")),
            (r#"between = ['"other":"', '"']"#, None),
            (r#"between = ['"static_token":"', '§']"#, None),
            (r#"regex = '"n":(\d+)'"#, Some("6")),
            (r#"regex = '"n":\d+'"#, Some("\"n\":6")),
            ("json = '/n'", Some("6")),
            ("json = '/urls'", None),
            ("header = 'Location'", Some("/en/cart")),
        ] {
            assert_eq!(found(toml).as_deref(), expected, "{toml}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (toml, part) in [
            ("", "exactly one"),
            ("json = '/a'\nheader = 'b'", "exactly one"),
            ("between = ['', 'x']", "empty"),
            ("regex = '['", "unclosed"),
            ("json = 'n'", "begins with /"),
        ] {
            let extract: Extract = toml::from_str(&format!("name = 'x'\n{toml}")).unwrap();
            let error = extract.compile().unwrap_err().to_string();
            assert!(error.contains(part) && !error.contains('\n'), "{toml}: {error}");
        }
    }
}
