//! JavaScript as text. Every literal is written here, so that no text of a scenario can become code.

use std::fmt::Write as _;

/// The greatest width of a list or an object on one line.
const WIDTH: usize = 100;

/// A JavaScript value, laid out with line breaks when it is long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Js {
    /// An expression.
    Code(String),
    /// A list: `[a, b]`.
    List(Vec<Js>),
    /// An object: `{ a: 1, b: 2 }`.
    Object(Vec<Property>),
    /// A call: `f(a, b)`.
    Call(String, Vec<Js>),
}

/// One property of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Property {
    key: String,
    value: Js,
    comment: Option<String>,
}

impl Property {
    /// A property with a comment above it.
    pub(super) fn explained(key: &str, value: impl Into<Js>, comment: &str) -> Self {
        Self { key: key.to_owned(), value: value.into(), comment: Some(comment.to_owned()) }
    }
}

impl<K: AsRef<str>, V: Into<Js>> From<(K, V)> for Property {
    fn from((key, value): (K, V)) -> Self {
        Self { key: key.as_ref().to_owned(), value: value.into(), comment: None }
    }
}

impl From<bool> for Js {
    fn from(value: bool) -> Self {
        Self::Code(value.to_string())
    }
}

impl From<u64> for Js {
    fn from(value: u64) -> Self {
        Self::Code(value.to_string())
    }
}

impl From<u32> for Js {
    fn from(value: u32) -> Self {
        Self::Code(value.to_string())
    }
}

impl From<&str> for Js {
    fn from(value: &str) -> Self {
        Self::Code(text(value))
    }
}

impl From<String> for Js {
    fn from(value: String) -> Self {
        Self::Code(text(&value))
    }
}

impl Js {
    /// An object with these properties.
    pub(super) fn object<E: Into<Property>>(entries: impl IntoIterator<Item = E>) -> Self {
        Self::Object(entries.into_iter().map(Into::into).collect())
    }

    /// A list of these values.
    pub(super) fn list<V: Into<Js>>(values: impl IntoIterator<Item = V>) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }

    /// A call with these arguments.
    pub(super) fn call(function: &str, arguments: impl IntoIterator<Item = Js>) -> Self {
        Self::Call(function.to_owned(), arguments.into_iter().collect())
    }

    /// The text of the value, whose lines after the first are indented by `indent` spaces.
    pub(super) fn layout(&self, indent: usize) -> String {
        let line = self.line();
        match (self, line) {
            (_, Some(line)) if line.len() + indent <= WIDTH => line,
            (Self::Code(code), _) => code.clone(),
            (Self::List(values), _) => {
                block("[", "]", values.iter().map(|value| value.layout(indent + 2)), indent)
            }
            (Self::Call(function, arguments), _) => call(function, arguments, indent),
            (Self::Object(entries), _) => object(entries, indent),
        }
    }

    /// The text on one line; `None` when a comment needs a line of its own.
    fn line(&self) -> Option<String> {
        Some(match self {
            Self::Code(code) if code.contains('\n') => return None,
            Self::Code(code) => code.clone(),
            // Stages and rows are written one below the other.
            Self::List(values)
                if values.len() > 1 && values.iter().any(|value| matches!(value, Self::Object(_))) =>
            {
                return None;
            }
            Self::List(values) => format!("[{}]", lines(values)?),
            Self::Call(function, arguments) => format!("{function}({})", lines(arguments)?),
            Self::Object(entries) if entries.is_empty() => "{}".to_owned(),
            Self::Object(entries) => {
                let parts = entries.iter().map(|entry| match entry.comment {
                    Some(_) => None,
                    None => Some(format!("{}: {}", key(&entry.key), entry.value.line()?)),
                });
                format!("{{ {} }}", parts.collect::<Option<Vec<_>>>()?.join(", "))
            }
        })
    }
}

fn object(entries: &[Property], indent: usize) -> String {
    let lines = entries.iter().map(|entry| {
        let above =
            entry.comment.as_deref().map(|text| format!("{}\n{}", comment(text), " ".repeat(indent + 2)));
        format!("{}{}: {}", above.unwrap_or_default(), key(&entry.key), entry.value.layout(indent + 2))
    });
    block("{", "}", lines, indent)
}

/// Lays out a call that is too long for a line: its objects open on the call's own line, the longest in any case.
fn call(function: &str, arguments: &[Js], indent: usize) -> String {
    let length = |argument: &Js| match argument {
        Js::Object(_) => argument.line().map_or(usize::MAX, |line| line.len()),
        _ => 0,
    };
    let longest = arguments.iter().map(length).max().unwrap_or(0);
    let mut text = format!("{function}(");
    for (place, argument) in arguments.iter().enumerate() {
        text.push_str(if place == 0 { "" } else { ", " });
        let column = indent + text.rsplit('\n').next().map_or(0, str::len);
        match argument {
            Js::Object(entries)
                if length(argument) == longest || column.saturating_add(length(argument)) > WIDTH =>
            {
                text.push_str(&object(entries, indent));
            }
            _ => text.push_str(&argument.layout(indent)),
        }
    }
    text.push(')');
    text
}

/// All values on one line.
fn lines(values: &[Js]) -> Option<String> {
    Some(values.iter().map(Js::line).collect::<Option<Vec<_>>>()?.join(", "))
}

fn block(open: &str, close: &str, lines: impl Iterator<Item = String>, indent: usize) -> String {
    let mut text = open.to_owned();
    for line in lines {
        let _ = write!(text, "\n{}{line},", " ".repeat(indent + 2));
    }
    let _ = write!(text, "\n{}{close}", " ".repeat(indent));
    text
}

/// Lays out a list of objects as [`Js::list`] does, without all of them in memory at once.
pub(super) fn objects(objects: impl Iterator<Item = Js>) -> String {
    let mut objects = objects.peekable();
    let first: Vec<Js> = objects.next().into_iter().collect();
    if objects.peek().is_none() {
        return Js::List(first).layout(0);
    }
    block("[", "]", first.into_iter().chain(objects).map(|object| object.layout(2)), 0)
}

/// Writes a string literal in the quotes that need fewer escapes.
pub(super) fn text(value: &str) -> String {
    let quote = if value.matches('\'').count() > value.matches('"').count() { '"' } else { '\'' };
    let mut literal = String::from(quote);
    for character in value.chars() {
        if character == quote {
            literal.push('\\');
        }
        escape(character, &mut literal);
    }
    literal.push(quote);
    literal.replace("</", "<\\/")
}

/// Escapes a text for a template literal: `` `…` ``.
pub(super) fn template_text(value: &str) -> String {
    let mut literal = String::new();
    let mut characters = value.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '`' || (character == '$' && characters.peek() == Some(&'{')) {
            literal.push('\\');
        }
        escape(character, &mut literal);
    }
    literal.replace("</", "<\\/")
}

/// Appends a character, escaped when it ends a literal or is invisible in an editor.
fn escape(character: char, literal: &mut String) {
    match character {
        '\\' => literal.push_str("\\\\"),
        '\n' => literal.push_str("\\n"),
        '\r' => literal.push_str("\\r"),
        '\t' => literal.push_str("\\t"),
        _ if is_unseen(character) => {
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                let _ = write!(literal, "\\u{unit:04x}");
            }
        }
        _ => literal.push(character),
    }
}

/// Whether a character is invisible: control characters, line separators, and those that change the direction or the look of the
/// text around them.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Writes a comment on one line.
pub(super) fn comment(value: &str) -> String {
    let plain: String =
        value.chars().map(|character| if is_unseen(character) { ' ' } else { character }).collect();
    format!("// {}", plain.trim_end())
}

/// Writes the name of a property in an object literal.
pub(super) fn key(name: &str) -> String {
    match name {
        // Unquoted it would set the prototype.
        "__proto__" => "['__proto__']".to_owned(),
        _ if is_identifier(name) => name.to_owned(),
        _ => text(name),
    }
}

/// Writes the access to a property: `values.token`, `values['terms.word']`.
pub(super) fn member(object: &str, name: &str) -> String {
    if is_identifier(name) { format!("{object}.{name}") } else { format!("{object}[{}]", text(name)) }
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        for (value, expected) in [
            ("plain", "'plain'"),
            ("it's \"so\"", "'it\\'s \"so\"'"),
            ("it's", "\"it's\""),
            ("a\\b\n\0\u{2028}</script>\u{202e}", "'a\\\\b\\n\\u0000\\u2028<\\/script>\\u202e'"),
            ("😀 é %", "'😀 é %'"),
        ] {
            assert_eq!(text(value), expected);
        }
        assert_eq!(template_text("`${x} $5 \\"), "\\`\\${x} $5 \\\\");
        assert_eq!(comment("a\nb\u{2028}*/"), "// a b */");
    }

    #[test]
    fn properties() {
        assert_eq!(member("values", "a.b"), "values['a.b']");
        assert_eq!(key("__proto__"), "['__proto__']");
    }

    #[test]
    fn long_values_break_at_their_parts() {
        let stages =
            (1_u32..4).map(|target| Js::object([("duration", Js::from("30s")), ("target", target.into())]));
        let value = Js::object([
            Property::from(("executor", "ramping-vus")),
            Property::explained("stages", Js::list(stages), "up"),
        ]);
        let expected = "{\n  executor: 'ramping-vus',\n  // up\n  stages: [\n    { duration: '30s', target: 1 },\n    \
                        { duration: '30s', target: 2 },\n    { duration: '30s', target: 3 },\n  ],\n}";
        assert_eq!(value.layout(0), expected);
        assert_eq!(Js::list([1_u32, 2]).layout(0), "[1, 2]");
    }
}
