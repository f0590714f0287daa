//! English sentences read back into messages: what comes through serde, clap or a wrapped error of the system is a text.
//!
//! Only sentences of errors are read (`error-…`), and those of other libraries that people meet often (`heard-…`); any other text
//! is kept as it is.

use std::sync::LazyLock;

use regex::Regex;

use super::{Lang, Message, catalogue};

/// The longest text that is looked at, in bytes.
const LONGEST: usize = 4_000;
/// A sentence with fewer letters of its own would fit anything.
const LEAST_LETTERS: usize = 4;
/// The names of values that are sentences themselves.
const SENTENCES: [&str; 3] = ["why", "reason", "found"];

/// A sentence of the English catalogue.
struct Pattern {
    id: &'static str,
    /// How it is written, with a group for each value.
    form: Regex,
    values: Vec<&'static str>,
    /// The letters that are its own: of several sentences that fit a text, the one with most says most.
    letters: usize,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let lines = catalogue::source(Lang::En).lines();
    let mut patterns: Vec<Pattern> =
        lines.filter_map(|line| pattern(line.split_once(" = ")?)).filter(Pattern::is_telling).collect();
    patterns.sort_by_key(|pattern| std::cmp::Reverse((pattern.letters, pattern.values.len())));
    patterns
});

impl Pattern {
    fn is_telling(&self) -> bool {
        self.letters >= LEAST_LETTERS || self.frames_a_sentence()
    }

    /// Whether it only puts a place in front of a sentence: "`KEY`: what is wrong".
    fn frames_a_sentence(&self) -> bool {
        self.id == "error-threshold-key"
    }

    fn read(&self, text: &str) -> Option<Message> {
        let found = self.form.captures(text)?;
        let mut message = Message::new(self.id);
        for (place, name) in self.values.iter().enumerate() {
            let value = found.get(place + 1)?.as_str();
            message = if SENTENCES.contains(name) {
                message.with(name, Message::heard(value))
            } else {
                message.exact(name, value)
            };
        }
        Some(message)
    }
}

/// The pattern of a sentence on one line whose values are written as they are; a value that occurs twice is read once.
fn pattern((id, sentence): (&'static str, &'static str)) -> Option<Pattern> {
    if !(id.starts_with("error-") || id.starts_with("heard-")) {
        return None;
    }
    let (mut form, mut values, mut letters) = (String::from("(?s)^"), Vec::new(), 0);
    let mut rest = sentence;
    while let Some((before, inside)) = rest.split_once('{') {
        let (inside, after) = inside.split_once(" }")?;
        form.push_str(&regex::escape(before));
        letters += before.chars().filter(|letter| letter.is_alphabetic()).count();
        rest = after;
        match inside.trim() {
            "\"{\"" => form.push_str(r"\{"),
            "\"}\"" => form.push_str(r"\}"),
            value => {
                let name = value.strip_prefix('$').filter(|name| !name.contains(' '))?;
                if values.contains(&name) {
                    form.push_str(".+?");
                } else {
                    // A value may be empty: `--duration ''`.
                    form.push_str("(.*?)");
                    values.push(name);
                }
            }
        }
    }
    form.push_str(&regex::escape(rest));
    form.push('$');
    letters += rest.chars().filter(|letter| letter.is_alphabetic()).count();
    Some(Pattern { id, form: Regex::new(&form).ok()?, values, letters })
}

impl Message {
    /// Wraps a text that is not in the catalogues and is looked for as it stands.
    #[must_use]
    pub fn verbatim(text: &str) -> Self {
        Message::new("plain").exact("text", text)
    }

    /// Reads an English sentence of an error back; any other text is kept as it is.
    #[must_use]
    pub fn heard(text: &str) -> Self {
        let known = if text.len() > LONGEST {
            None
        } else {
            // A value that stands twice may have been two values.
            let same = |message: &Message| message.to_string() == text;
            PATTERNS.iter().find_map(|pattern| pattern.read(text).filter(same))
        };
        known.unwrap_or_else(|| Message::verbatim(text))
    }
}
