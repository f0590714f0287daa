//! Extracts: values taken from an answer for later steps.

use std::borrow::Cow;

use memchr::memmem::Finder;
use percent_encoding::percent_decode_str;
use regex::bytes::Regex;
use scraper::{Html, Selector};
use serde::{Deserialize, Serialize};

use super::check::one_line;
use super::pointer::{JsonPlaces, PointedAt, Pointer};
use crate::http::Answer;
use crate::page::shallow;
use crate::words::Message;

/// Which of several matches is taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// The first; what follows it is not looked at.
    #[default]
    First,
    /// Any, drawn by the virtual user: the same seed draws the same.
    Random,
    /// The last.
    Last,
}

impl Choice {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// One of the matches.
    fn of<T>(self, mut matches: impl Iterator<Item = T>, random: &mut fastrand::Rng) -> Option<T> {
        match self {
            Self::First => matches.next(),
            Self::Last => matches.last(),
            // Each of n has the chance 1/n, and none is kept but the one.
            Self::Random => (1_usize..)
                .zip(matches)
                .fold(None, |kept, (seen, found)| if random.usize(..seen) == 0 { Some(found) } else { kept }),
        }
    }
}

/// An extract as the file has it: a name and exactly one source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
    /// The text of the element that this CSS selector finds. It parses the whole page, which costs milliseconds: for what
    /// `between` and `regex` cannot find.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub css: Option<String>,
    /// With `css`: this attribute instead of the text; elements without it are passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
    /// The value of this header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// The value of this cookie, as the visitor has it after the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cookie: Option<String>,
    /// With `cookie`: its percent codes are decoded, as a page's script does before it sends the value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub decoded: bool,
    /// With `between`, `regex` or `css`: which match is taken (default: the first).
    #[serde(default, skip_serializing_if = "Choice::is_default")]
    pub pick: Choice,
    /// Go on without it when it is not there; otherwise the iteration ends and is counted as failed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
}

/// An extract that cannot be carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum ExtractError {
    /// None or several of the sources.
    ExtractSource(String),
    /// An empty literal finds everything.
    Empty(String),
    /// An option of another source.
    Option(String),
    /// Not a CSS selector.
    Css {
        /// The extract.
        name: String,
        /// The text that is not a valid selector.
        selector: String,
    },
    /// Not a JSON pointer.
    Pointer(String),
    /// Not a regular expression.
    Regex {
        /// The extract.
        name: String,
        /// What is wrong with the expression, in one line.
        reason: String,
    },
}

impl From<&ExtractError> for Message {
    fn from(error: &ExtractError) -> Self {
        match error {
            ExtractError::ExtractSource(text) => Message::new("error-extract-source").exact("text", text),
            ExtractError::Empty(text) => Message::new("error-extract-empty").exact("text", text),
            ExtractError::Option(text) => Message::new("error-extract-option").exact("text", text),
            ExtractError::Css { name, selector } => {
                Message::new("error-extract-css").exact("name", name).exact("selector", selector)
            }
            ExtractError::Pointer(text) => Message::new("error-extract-pointer").exact("text", text),
            ExtractError::Regex { name, reason } => {
                Message::new("error-extract-regex").exact("name", name).exact("reason", reason)
            }
        }
    }
}

/// An extract made ready to be carried out many times.
#[derive(Debug, Clone)]
pub struct CompiledExtract {
    /// The value's name.
    pub name: String,
    /// Whether the iteration goes on without it.
    pub optional: bool,
    pick: Choice,
    source: ExtractSource,
}

#[derive(Debug, Clone)]
enum ExtractSource {
    Between(Box<[Finder<'static>; 2]>),
    Regex(Regex),
    Json(Pointer),
    Css { selector: Selector, attribute: Option<String> },
    Header(String),
    Cookie { name: String, decoded: bool },
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
        let name = || self.name.clone();
        let sources = [
            self.between.is_some(),
            self.regex.is_some(),
            self.json.is_some(),
            self.css.is_some(),
            self.header.is_some(),
            self.cookie.is_some(),
        ];
        if sources.iter().filter(|given| **given).count() != 1 {
            return Err(ExtractError::ExtractSource(name()));
        }
        let single = self.json.is_some() || self.header.is_some() || self.cookie.is_some();
        if (single && self.pick != Choice::First)
            || (self.attribute.is_some() && self.css.is_none())
            || (self.decoded && self.cookie.is_none())
        {
            return Err(ExtractError::Option(name()));
        }
        Ok(CompiledExtract { name: name(), optional: self.optional, pick: self.pick, source: self.source()? })
    }

    fn source(&self) -> Result<ExtractSource, ExtractError> {
        let name = || self.name.clone();
        Ok(if let Some(literals) = &self.between {
            if literals[0].is_empty() {
                return Err(ExtractError::Empty(name()));
            }
            ExtractSource::Between(Box::new(
                literals.each_ref().map(|text| Finder::new(text.as_bytes()).into_owned()),
            ))
        } else if let Some(pattern) = &self.regex {
            let unreadable = |error: regex::Error| ExtractError::Regex {
                name: name(),
                reason: one_line(&error.to_string()),
            };
            ExtractSource::Regex(Regex::new(pattern).map_err(unreadable)?)
        } else if let Some(pointer) = &self.json {
            ExtractSource::Json(Pointer::parse(pointer).ok_or_else(|| ExtractError::Pointer(name()))?)
        } else if let Some(css) = &self.css {
            let selector = Selector::parse(css)
                .map_err(|_| ExtractError::Css { name: name(), selector: css.clone() })?;
            ExtractSource::Css {
                selector,
                attribute: self.attribute.as_ref().map(|name| name.to_ascii_lowercase()),
            }
        } else if let Some(header) = &self.header {
            ExtractSource::Header(header.to_ascii_lowercase())
        } else {
            ExtractSource::Cookie { name: self.cookie.clone().unwrap_or_default(), decoded: self.decoded }
        })
    }

    /// Whether it looks at the body.
    #[must_use]
    pub const fn needs_body(&self) -> bool {
        self.header.is_none() && self.cookie.is_none()
    }
}

impl CompiledExtract {
    /// Where it looks in JSON.
    #[must_use]
    pub const fn pointer(&self) -> Option<&Pointer> {
        match &self.source {
            ExtractSource::Json(pointer) => Some(pointer),
            _ => None,
        }
    }

    /// The value, when the answer has it. `places` are of its body and know [`CompiledExtract::pointer`]; `random` draws among several; `cookie` tells the visitor's cookies.
    #[must_use]
    pub fn find(
        &self,
        answer: &Answer,
        places: &JsonPlaces<'_>,
        random: &mut fastrand::Rng,
        cookie: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let bytes = match &self.source {
            ExtractSource::Between(literals) => self.pick.of(all_between(literals, &answer.body), random)?,
            ExtractSource::Regex(regex) => {
                let matches = regex.captures_iter(&answer.body);
                let groups = self.pick.of(matches, random)?;
                groups.get(1).or_else(|| groups.get(0))?.as_bytes()
            }
            ExtractSource::Json(pointer) => {
                return places.find(pointer).and_then(PointedAt::scalar).map(str::to_owned);
            }
            ExtractSource::Css { selector, attribute } => {
                let page = Html::parse_document(shallow(&String::from_utf8_lossy(&answer.body)));
                let values = page.select(selector).filter_map(|element| match attribute {
                    Some(attribute) => element.value().attr(attribute).map(Cow::Borrowed),
                    None => Some(Cow::Owned(element.text().collect::<String>())),
                });
                return self.pick.of(values, random).map(|value| value.trim().to_owned());
            }
            ExtractSource::Header(name) => answer.headers.get(name.as_str())?.as_bytes(),
            ExtractSource::Cookie { name, decoded: false } => return cookie(name),
            ExtractSource::Cookie { name, decoded: true } => return cookie(name).map(read_by_script),
        };
        Some(String::from_utf8_lossy(bytes).into_owned())
    }
}

/// A cookie's value without its percent codes; unchanged when one of them is broken, or they are not UTF-8.
pub(super) fn read_by_script(value: String) -> String {
    let is_code =
        |part: &str| part.as_bytes().get(..2).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
    if !value.split('%').skip(1).all(is_code) {
        return value;
    }
    percent_decode_str(&value).decode_utf8().map_or_else(|_| value.clone(), Cow::into_owned)
}

/// Every text between the two literals, none inside another.
fn all_between<'b>(
    [before, after]: &'b [Finder<'static>; 2],
    body: &'b [u8],
) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let start = before.find(rest)? + before.needle().len();
        let length = after.find(&rest[start..])?;
        let found = &rest[start..start + length];
        rest = &rest[start + length + after.needle().len()..];
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{HeaderMap, HeaderValue};

    const JSON: &str = r#"{"static_token":"8823","n":6,"urls":{"a":"x"}}"#;
    const PAGE: &str = "<ul><li><a href='/a'> One </a><li><a>none</a><li><a href='/b&amp;c'>T<b>w</b>o</a><li>\
                        <a class=x href='/d'>Three</a></ul>";

    fn found_in(body: &'static str, toml: &str, seed: u64) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert("location", HeaderValue::from_static("/en/cart"));
        let answer = Answer { status: 200, headers, body: body.into() };
        let extract: Extract = toml::from_str(&format!("name = 'x'\n{toml}")).unwrap();
        let cookies = [("basket", "7"), ("coded", "ey%3D%3D"), ("odd", "10%25 %"), ("latin", "%e9")];
        let cookie = |name: &str| {
            cookies.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        let extract = extract.compile().unwrap();
        let pointers = Vec::from_iter(extract.pointer().cloned());
        let places = JsonPlaces::new(&pointers, &answer.body);
        extract.find(&answer, &places, &mut fastrand::Rng::with_seed(seed), cookie)
    }

    fn found(toml: &str) -> Option<String> {
        found_in(JSON, toml, 1)
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
            ("cookie = 'basket'", Some("7")),
            ("cookie = 'other'", None),
            ("cookie = 'coded'", Some("ey%3D%3D")),
            ("cookie = 'coded'\ndecoded = true", Some("ey==")),
            ("cookie = 'basket'\ndecoded = true", Some("7")),
            ("cookie = 'odd'\ndecoded = true", Some("10%25 %")),
            ("cookie = 'latin'\ndecoded = true", Some("%e9")),
        ] {
            assert_eq!(found(toml).as_deref(), expected, "{toml}");
        }
    }

    #[test]
    fn elements_of_a_page() {
        for (toml, expected) in [
            ("css = 'li a'", Some("One")),
            ("css = 'li a'\npick = 'last'", Some("Three")),
            ("css = 'li:nth-child(3) a'", Some("Two")),
            ("css = 'a'\nattribute = 'HREF'", Some("/a")),
            ("css = 'li:nth-child(3) a'\nattribute = 'href'", Some("/b&c")),
            ("css = 'a'\nattribute = 'title'", None),
            ("css = 'p'", None),
        ] {
            assert_eq!(found_in(PAGE, toml, 1).as_deref(), expected, "{toml}");
        }
    }

    #[test]
    fn any_match_is_drawn_evenly_and_the_seed_decides() {
        for (toml, all) in [
            (r#"between = ["href='", "'"]"#, ["/a", "/b&amp;c", "/d"]),
            (r#"regex = "href='([^']*)'""#, ["/a", "/b&amp;c", "/d"]),
            ("css = 'a'\nattribute = 'href'", ["/a", "/b&c", "/d"]),
        ] {
            assert_eq!(found_in(PAGE, toml, 1).as_deref(), Some(all[0]), "{toml}");
            assert_eq!(
                found_in(PAGE, &format!("{toml}\npick = 'last'"), 1).as_deref(),
                Some(all[2]),
                "{toml}"
            );
            let mut counts = [0; 3];
            let any = format!("{toml}\npick = 'random'");
            for seed in 0..300 {
                let value = found_in(PAGE, &any, seed);
                assert_eq!(value, found_in(PAGE, &any, seed), "{toml}: the same seed draws the same");
                counts[all.iter().position(|known| value.as_deref() == Some(known)).unwrap()] += 1;
            }
            assert!(counts.iter().all(|count| (70..=130).contains(count)), "{toml}: {counts:?}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        for (toml, part) in [
            ("", "exactly one"),
            ("json = '/a'\nheader = 'b'", "exactly one"),
            ("css = 'a'\ncookie = 'b'", "exactly one"),
            ("css = 'a['", "`a[` is no CSS selector"),
            ("regex = 'a'\nattribute = 'href'", "`attribute` goes with css"),
            ("json = '/a'\npick = 'random'", "`pick` with between"),
            ("header = 'a'\ndecoded = true", "`decoded` with cookie"),
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
