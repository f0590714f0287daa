//! Values within a JSON document (RFC 8259): which strings a place is in, and what has to be escaped there.

use std::borrow::Cow;

/// Documents within strings of documents are followed no deeper.
const DEEPEST: u8 = 4;

/// Bytes of a string in which an inner document is looked for.
const LONGEST_INNER: usize = 64 << 10;

/// What a string begins with that holds a document whose own strings have JSON's escapes: JSON, or a GraphQL document
/// (GraphQL, section 2.9.4).
const DOCUMENTS: [&str; 6] = ["{", "[", "query", "mutation", "subscription", "fragment"];

/// A place in a document, while the document is read from its beginning.
#[derive(Debug, Default)]
pub(super) struct Place {
    /// The string that has begun and not ended, as it is written.
    open: Option<String>,
    /// Whether the character before was a backslash that escapes the next.
    escaping: bool,
}

impl Place {
    /// Goes on behind a text of the document.
    pub(super) fn pass(&mut self, text: &str) {
        for letter in text.chars() {
            let Some(open) = &mut self.open else {
                if letter == '"' {
                    self.open = Some(String::new());
                }
                continue;
            };
            if letter == '"' && !self.escaping {
                self.open = None;
                continue;
            }
            open.push(letter);
            self.escaping = letter == '\\' && !self.escaping;
        }
    }

    /// Goes on behind a value that is filled in later.
    pub(super) fn pass_value(&mut self) {
        self.escaping = false;
        if let Some(open) = &mut self.open {
            open.push('0');
        }
    }

    /// How many strings it is in, one within the other; 0 between the document's members.
    pub(super) fn depth(&self) -> u8 {
        let mut depth = 0;
        let mut open = self.open.as_ref().filter(|text| text.len() <= LONGEST_INNER).cloned();
        if self.open.is_some() && open.is_none() {
            return 1;
        }
        while let Some(text) = open.filter(|_| depth < DEEPEST) {
            depth += 1;
            let inner: Result<String, _> = serde_json::from_str(&format!("\"{text}\""));
            let inner = inner
                .ok()
                .filter(|inner| DOCUMENTS.iter().any(|begin| inner.trim_start().starts_with(begin)));
            open = inner.and_then(|inner| {
                let mut place = Self::default();
                place.pass(&inner);
                place.open
            });
        }
        depth
    }
}

/// A value as it is written within so many strings.
pub(super) fn escaped(value: &str, depth: u8) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(value);
    for _ in 0..depth {
        let needs = |byte: u8| byte < b' ' || matches!(byte, b'"' | b'\\');
        if !text.bytes().any(needs) {
            break;
        }
        let quoted = serde_json::Value::from(&*text).to_string();
        text = Cow::Owned(quoted[1..quoted.len() - 1].to_owned());
    }
    text
}
