//! Where a TOML file is wrong, as a person looks for it: line, key and reason.

use crate::words::Message;

/// What is wrong in a TOML file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TomlProblem {
    /// Counted from 1.
    pub line: usize,
    /// The key with a colon, or nothing.
    pub key: String,
    /// What is wrong, in one line.
    pub message: Message,
}

impl TomlProblem {
    /// Places an error of the parser in the text that it was given.
    #[must_use]
    pub fn of(error: &toml::de::Error, text: &str) -> Self {
        let offset = error.span().map_or(0, |span| span.start.min(text.len()));
        let before = &text.as_bytes()[..offset];
        let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let message: Vec<&str> =
            error.message().lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        Self {
            line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
            key: key_of(line),
            message: Message::heard(&in_words(&message.join("; "))),
        }
    }
}

/// The names that serde has for whole numbers, with the least and the greatest.
const NUMBERS: [(&str, u64, u64); 7] = [
    ("expected a nonzero u32", 1, u32::MAX as u64),
    ("expected a nonzero u64", 1, u64::MAX),
    ("expected u8", 0, u8::MAX as u64),
    ("expected u16", 0, u16::MAX as u64),
    ("expected u32", 0, u32::MAX as u64),
    ("expected u64", 0, u64::MAX),
    ("expected usize", 0, usize::MAX as u64),
];

/// An error of the parser without serde's names for numbers.
fn in_words(message: &str) -> String {
    // What is too large for TOML's own integers is called by the type that holds it.
    let message = message.replace("` as i128, ", "`, ").replace("` as u128, ", "`, ");
    if let Some(before) = message.strip_suffix("expected f64") {
        return format!("{before}expected a number");
    }
    let named =
        NUMBERS.iter().find_map(|(name, least, most)| Some((message.strip_suffix(name)?, least, most)));
    let Some((before, least, most)) = named else { return message };
    let given = before.split_once("integer `").and_then(|(_, given)| given.split_once('`'));
    if given.is_some_and(|(given, _)| given.parse().is_ok_and(|given: i128| given > i128::from(*most))) {
        let before = before.replace("invalid type: ", "invalid value: ");
        return format!("{before}expected a whole number from {least} to {most}");
    }
    format!("{before}expected a whole number of at least {least}")
}

/// The key, or the table, that a line begins with. Any other text is not repeated: it may be a part of a secret.
fn key_of(line: &str) -> String {
    let line = line.trim();
    if line.starts_with('[') {
        return format!("{line}: ");
    }
    let Some((key, _)) = line.split_once('=') else { return String::new() };
    let key = key.trim();
    let is_quoted = key.len() > 1 && key.starts_with(['"', '\'']) && key.ends_with(['"', '\'']);
    let is_bare = !key.is_empty() && !key.contains(|c: char| c.is_whitespace() || c == ':');
    if is_quoted || is_bare { format!("{key}: ") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_does_not_fit_is_answered_with_what_does() {
        for (value, expected) in [
            ("-1", "invalid value: integer `-1`, expected a whole number of at least 0"),
            ("256", "invalid value: integer `256`, expected a whole number from 0 to 255"),
            (
                "99999999999999999999",
                "invalid value: integer `99999999999999999999`, expected a whole number from 0 to 255",
            ),
            ("'6'", "invalid type: string \"6\", expected a whole number of at least 0"),
        ] {
            let text = format!("x = {value}");
            let error = toml::from_str::<std::collections::BTreeMap<String, u8>>(&text).unwrap_err();
            assert_eq!(TomlProblem::of(&error, &text).message.to_string(), expected);
        }
        let text = "x = 99999999999999999999";
        let error = toml::from_str::<std::collections::BTreeMap<String, String>>(text).unwrap_err();
        let message = TomlProblem::of(&error, text).message.to_string();
        assert!(!message.contains("128"), "{message}");
    }

    #[test]
    fn only_what_is_a_key_is_repeated() {
        for (line, key) in [
            ("  vus = 3", "vus: "),
            ("[[load]]", "[[load]]: "),
            ("\"http_reqs{name:a}\" = 3", "\"http_reqs{name:a}\": "),
            ("Authorization: Basic c2VjcmV0==", ""),
            ("\"X-Key: abc=", ""),
            ("=", ""),
            ("nothing", ""),
        ] {
            assert_eq!(key_of(line), key, "{line}");
        }
    }
}
