//! `--header`: a header as it is, a file of headers, or a header whose value is in the environment.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::str::FromStr;

use super::notes::tell;
use super::process::spoken;
use super::secrets::{know, know_headers};
use crate::http::{HeaderName, HeaderValue};
use crate::scenario::Fields;
use crate::units::secret::{Secret, is_open_header, is_secret_name};
use crate::words::Message;

/// The most bytes of a file of headers: servers take far less.
const LARGEST: u64 = 1_000_000;

/// What stands between the name of a header and that of a variable. `=` is in no header's name.
const FROM_VARIABLE: &str = "=env:";

/// The headers of one `--header`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenHeaders {
    headers: Vec<(String, String)>,
    source: HeaderSource,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HeaderSource {
    Flag,
    File,
    Variable,
}

impl GivenHeaders {
    /// Whether a `--header` names a file or a variable, and so has no value in itself.
    #[must_use]
    pub fn is_reference(text: &str) -> bool {
        text.starts_with('@') || variable(text).is_some()
    }

    /// What is secret whatever its name, or else could stand on the command line. A file may have a browser's usual headers, too.
    fn secret(&self) -> impl Iterator<Item = &(String, String)> {
        self.headers.iter().filter(|(name, _)| match self.source {
            HeaderSource::Flag => false,
            HeaderSource::File => !is_open_header(name),
            HeaderSource::Variable => true,
        })
    }
}

impl FromStr for GivenHeaders {
    type Err = String;

    /// Reads `Name: value`, `@FILE` or `NAME=env:VARIABLE`. No error repeats a value.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(file) = text.strip_prefix('@') {
            return Ok(Self { headers: from_file(file)?, source: HeaderSource::File });
        }
        if let Some((name, variable)) = variable(text) {
            let headers = vec![(name.to_owned(), from_variable(variable)?)];
            return Ok(Self { headers, source: HeaderSource::Variable });
        }
        let header = pair(text).ok_or_else(|| Message::new("error-header-form").to_string())?;
        Ok(Self { headers: vec![header], source: HeaderSource::Flag })
    }
}

/// All headers that were given, in their order, and the names of those that are secret whatever they are called, in small letters.
/// Secrets are known from now on; one that stands in the list of processes gets a hint.
#[must_use]
pub fn given_headers(given: Vec<GivenHeaders>) -> (Fields, BTreeSet<String>) {
    let exposed: Vec<&str> = given
        .iter()
        .filter(|given| given.source == HeaderSource::Flag)
        .flat_map(|given| &given.headers)
        .filter(|(name, value)| is_secret_name(name) && !value.is_empty())
        .map(|(name, _)| name.as_str())
        .collect();
    let mut secret = BTreeSet::new();
    for (name, value) in given.iter().flat_map(GivenHeaders::secret) {
        know(name, Secret::new(value));
        secret.insert(name.to_ascii_lowercase());
    }
    let hint = exposed.first().map(|name| {
        Message::new("note-header-exposed").exact("names", exposed.join(", ")).exact("name", name)
    });
    let headers = given.into_iter().flat_map(|given| given.headers).collect();
    know_headers(&headers);
    if let Some(hint) = hint {
        tell(&hint, spoken());
    }
    (headers, secret)
}

/// `Name: value`.
fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once(':')?;
    Some((name.trim().to_owned(), value.trim().to_owned()))
}

/// Header and variable of `NAME=env:VARIABLE`.
fn variable(text: &str) -> Option<(&str, &str)> {
    let (name, variable) = text.split_once(FROM_VARIABLE)?;
    let is_variable = variable.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && variable.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_variable && is_name(name)).then_some((name, variable))
}

fn is_name(text: &str) -> bool {
    HeaderName::from_bytes(text.as_bytes()).is_ok()
}

fn from_variable(variable: &str) -> Result<String, String> {
    let value = std::env::var_os(variable).unwrap_or_default();
    let value = value
        .to_str()
        .ok_or_else(|| Message::new("error-not-text").exact("variable", variable).to_string())?
        .trim();
    match HeaderValue::from_str(value) {
        Ok(_) if value.is_empty() => {
            Err(Message::new("error-variable-not-set").exact("variable", variable).to_string())
        }
        Ok(_) => Ok(value.to_owned()),
        Err(_) => Err(Message::new("error-variable-not-a-header").exact("variable", variable).to_string()),
    }
}

/// One header a line; blank lines and those that begin with `#` are skipped.
fn from_file(file: &str) -> Result<Vec<(String, String)>, String> {
    let mut bytes = Vec::new();
    File::open(file).and_then(|opened| opened.take(LARGEST + 1).read_to_end(&mut bytes)).map_err(
        |error| {
            Message::new("error-cannot-read")
                .exact("path", file)
                .with("why", Message::from(&error))
                .to_string()
        },
    )?;
    if bytes.len() as u64 > LARGEST {
        return Err(Message::new("error-file-too-large")
            .exact("path", file)
            .exact("most", LARGEST / 1_000_000)
            .to_string());
    }
    // Windows' editors begin a file with a mark.
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let mut headers = Vec::new();
    for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let wrong = |what: &'static str| {
            Message::new("error-line")
                .exact("path", file)
                .exact("line", number)
                .with("why", Message::new(what))
                .to_string()
        };
        let line = str::from_utf8(line).map_err(|_| wrong("error-line-not-utf8"))?.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = pair(line).ok_or_else(|| wrong("error-line-no-header"))?;
        if !is_name(&name) {
            return Err(wrong("error-line-no-name"));
        }
        if HeaderValue::from_str(&value).is_err() {
            return Err(wrong("error-line-no-value"));
        }
        headers.push((name, value));
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(text: &str) -> Result<Vec<(String, String)>, String> {
        text.parse::<GivenHeaders>().map(|given| given.headers)
    }

    fn one(name: &str, value: &str) -> Result<Vec<(String, String)>, String> {
        Ok(vec![(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn what_looks_like_a_variable_and_is_a_value_stays_one() {
        for (text, name, value) in [
            ("Cookie: a=env:x", "Cookie", "a=env:x"),
            ("Cookie:a=env:x", "Cookie", "a=env:x"),
            ("X-Note: see=env:PATH", "X-Note", "see=env:PATH"),
            ("X: @file", "X", "@file"),
            ("X:", "X", ""),
            ("X: http://x/", "X", "http://x/"),
            ("X=env:not-a-variable", "X=env", "not-a-variable"),
            ("X=env:1A", "X=env", "1A"),
            ("a b=env:HOME", "a b=env", "HOME"),
        ] {
            assert!(!GivenHeaders::is_reference(text), "{text}");
            assert_eq!(headers(text), one(name, value), "{text}");
        }
        assert_eq!(headers("X-Home=env:CARGO_PKG_NAME"), one("X-Home", env!("CARGO_PKG_NAME")));
        let unset = headers("X-Key=env:PROMO_LOAD_TEST_UNSET").unwrap_err();
        assert_eq!(unset, "the variable PROMO_LOAD_TEST_UNSET is not set, or is empty");
    }

    #[test]
    fn a_file_has_a_header_a_line() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("headers");
        let given = |text: &[u8]| {
            std::fs::write(&path, text).unwrap();
            headers(&format!("@{}", path.display()))
        };
        let text = "\u{feff}# the gate\r\nX-Key: k1: k2 \r\n\r\n  \n  X-Open:\n#X-Off: 1\nX-Tab:\tt";
        let expected = [("X-Key", "k1: k2"), ("X-Open", ""), ("X-Tab", "t")];
        assert_eq!(
            given(text.as_bytes()).unwrap(),
            expected.map(|(name, value)| (name.into(), value.into()))
        );
        assert_eq!(given(b"").unwrap(), []);
        for (text, line) in [
            (&b"X-A: 1\ns3cret\n"[..], 2),
            (b"# x\n\nX A: s3cret", 3),
            (b": s3cret", 1),
            (b"X-Key: s3cret\x01", 1),
            (b"X-Key: s3cret\rX: 1", 1),
            (b"X-A: 1\nX-Key: s3cret\xff", 2),
        ] {
            let error = given(text).unwrap_err();
            assert!(error.starts_with(&format!("{}, line {line}: ", path.display())), "{error}");
            assert!(!error.contains("s3cret"), "{error}");
        }
        assert!(headers("@").unwrap_err().starts_with("cannot read "));
        assert!(headers(&format!("@{}", place.path().display())).unwrap_err().starts_with("cannot read "));
        assert!(headers("@/dev/zero").unwrap_err().ends_with("is larger than 1 MB"));
    }
}
