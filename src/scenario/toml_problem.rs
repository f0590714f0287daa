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

/// The names that serde has for numbers, as people know them.
const NUMBERS: [(&str, &str); 8] = [
    ("expected a nonzero u32", "expected a whole number of at least 1"),
    ("expected a nonzero u64", "expected a whole number of at least 1"),
    ("expected u8", "expected a whole number of at least 0"),
    ("expected u16", "expected a whole number of at least 0"),
    ("expected u32", "expected a whole number of at least 0"),
    ("expected u64", "expected a whole number of at least 0"),
    ("expected usize", "expected a whole number of at least 0"),
    ("expected f64", "expected a number"),
];

fn in_words(message: &str) -> String {
    let named = NUMBERS.iter().find_map(|(name, words)| Some((message.strip_suffix(name)?, words)));
    named.map_or_else(|| message.to_owned(), |(before, words)| format!("{before}{words}"))
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
