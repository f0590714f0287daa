//! JSON as it stands in real pages' scripts: wrapped in CDATA, with comments, trailing commas, raw line breaks inside
//! strings, or with its quotes as HTML entities. Strict JSON first; the repair only ever drops or escapes.

use serde_json::Value;

/// Reads a script's JSON, repaired where it has to be. `None`: beyond repair.
pub(super) fn json(script: &str) -> Option<Value> {
    let script = script.trim();
    if let Ok(value) = serde_json::from_str(script) {
        return Some(value);
    }
    let value = serde_json::from_str(&repaired(script)).ok();
    value.or_else(|| {
        // Only where the quotes themselves are entities: elsewhere `&quot;` is part of a text.
        let escaped = script.contains("&quot;") || script.contains("&#34;");
        escaped.then(|| serde_json::from_str(&repaired(&unescaped(script))).ok()).flatten()
    })
}

fn unescaped(script: &str) -> String {
    const ENTITIES: &[(&str, &str)] =
        &[("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
    ENTITIES.iter().fold(script.to_owned(), |text, (entity, character)| text.replace(entity, character))
}

/// What may stand between JSON's tokens in a script, and where it ends.
const DROPPED: &[(&str, Option<&str>)] = &[
    ("//<![CDATA[", None),
    ("<![CDATA[", None),
    ("//]]>", None),
    ("]]>", None),
    ("<!--", Some("-->")),
    ("-->", None),
    ("/*", Some("*/")),
    ("//", Some("\n")),
    (";", None),
];

/// Without what JSON does not know between its tokens, with control characters in strings escaped.
fn repaired(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        if c == '"' {
            rest = copy_string(rest, &mut out);
            continue;
        }
        if let Some((start, end)) = DROPPED.iter().find(|(start, _)| rest.starts_with(start)) {
            rest = &rest[start.len()..];
            // A comment around the whole script (`<!-- {…} -->`) does not hide its content.
            let wraps = *start == "<!--" && out.trim().is_empty();
            if let Some(end) = end.filter(|_| !wraps) {
                rest = rest.find(end).map_or("", |at| &rest[at + end.len()..]);
            }
            continue;
        }
        if matches!(c, '}' | ']') {
            let kept = out.trim_end().trim_end_matches(',').len();
            out.truncate(kept);
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// Copies the string that the text begins with; returns what follows it.
fn copy_string<'a>(text: &'a str, out: &mut String) -> &'a str {
    out.push('"');
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {}
            c => out.push(c),
        }
        if c == '"' && !escaped {
            return &text[at + 1..];
        }
        escaped = c == '\\' && !escaped;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn real_pages_json_is_read() {
        let expected = serde_json::json!({"a": [1, 2], "b": "x // y, ]"});
        for script in [
            r#"{"a":[1,2],"b":"x // y, ]"}"#,
            r#" {"a":[1,2,],"b":"x // y, ]",}; "#,
            "//<![CDATA[\n{\"a\":[1,2],\"b\":\"x // y, ]\"}\n//]]>",
            r#"/*<![CDATA[*/{"a":[1,2],"b":"x // y, ]"}/*]]>*/"#,
            r#"<!-- {"a":[1,2],"b":"x // y, ]"} -->"#,
            "{\"a\":[1, // one\n2],/* more */\"b\":\"x // y, ]\"}",
            "{&quot;a&quot;:[1,2],&quot;b&quot;:&quot;x // y, ]&quot;}",
        ] {
            assert_eq!(json(script), Some(expected.clone()), "{script}");
        }
        assert_eq!(json("{\"a\":\"two\nlines\"}"), Some(serde_json::json!({"a": "two\nlines"})));
        assert_eq!(json("{\"a\":\"say \\\"hi\\\"\",}"), Some(serde_json::json!({"a": "say \"hi\""})));
        assert_eq!(json("{\"a\":"), None);
        assert_eq!(json(""), None);
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[\\[\\]{}\":,/*<!\\-> a\\\\&quot;\n]{0,60}") {
            let _ = json(&text);
        }
    }
}
