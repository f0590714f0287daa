//! TOML without raw characters that a terminal or an editor would obey: those that reorder or hide their neighbours. As escapes they
//! are seen, and the file reads back to the same values.

use crate::units::line::is_invisible;

/// The text of a TOML document with escapes for such characters. Where a literal string holds one, it becomes a basic string.
pub(super) fn escape(text: &str) -> String {
    if !text.contains(is_obeyed) {
        return text.to_owned();
    }
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string(rest, first),
            _ => first.len_utf8(),
        };
        let (part, behind) = rest.split_at(length);
        match first {
            '\'' if part.contains(is_obeyed) => literal(part, &mut escaped),
            '"' => basic(part, &mut escaped),
            _ => escaped.extend(part.chars().filter(|c| !is_obeyed(*c))),
        }
        rest = behind;
    }
    escaped
}

fn is_obeyed(c: char) -> bool {
    is_invisible(c) && !matches!(c, '\n' | '\r' | '\t')
}

/// The length of the string that a text begins with.
fn string(text: &str, quote: char) -> usize {
    let marks = text.chars().take_while(|c| *c == quote).count();
    // Two are an empty string.
    let marks = if marks >= 3 {
        3
    } else if marks == 2 {
        return 2;
    } else {
        1
    };
    let mut place = marks;
    let bytes = text.as_bytes();
    while place < bytes.len() {
        if bytes[place] == b'\\' && quote == '"' {
            place += 2;
            continue;
        }
        let closing = text.as_bytes()[place..].iter().take_while(|byte| char::from(**byte) == quote).count();
        if closing >= marks {
            // A multi-line string may end with quotes of its own.
            return place + if marks == 3 { closing.min(5) } else { 1 };
        }
        place += closing.max(1);
    }
    text.len()
}

/// Adds a basic string with escapes.
fn basic(part: &str, escaped: &mut String) {
    for c in part.chars() {
        if is_obeyed(c) { escape_character(c, escaped) } else { escaped.push(c) }
    }
}

/// Adds a literal string as a basic one.
fn literal(part: &str, escaped: &mut String) {
    let marks = if part.len() >= 6 && part.starts_with("'''") { 3 } else { 1 };
    let quotes = &"\"\"\""[..marks];
    escaped.push_str(quotes);
    for c in part[marks..part.len() - marks].chars() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            c if is_obeyed(c) => escape_character(c, escaped),
            c => escaped.push(c),
        }
    }
    escaped.push_str(quotes);
}

fn escape_character(c: char, escaped: &mut String) {
    let code = u32::from(c);
    escaped.push_str(&if code > 0xFFFF { format!("\\U{code:08X}") } else { format!("\\u{code:04X}") });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use proptest::prelude::*;

    use super::super::{Journey, Mode, Scenario, Step};
    use super::*;

    #[test]
    fn table() {
        for (text, expected) in [
            ("a = 'x'\n", "a = 'x'\n"),
            ("a = 'x\u{202e}\"\\y' # \u{2066}\n", "a = \"x\\u202E\\\"\\\\y\" # \n"),
            (
                "a = \"x\u{61c}\\\"\u{200f}\"\n'\u{200e}' = ''\n",
                "a = \"x\\u061C\\\"\\u200F\"\n\"\\u200E\" = ''\n",
            ),
            ("a = '''\n'x\u{2069}''''\nb = 'y'", "a = \"\"\"\n'x\\u2069'\"\"\"\nb = 'y'"),
            ("a = \"\"\"x\"\"\u{202a}\"\"\"\"\"\n", "a = \"\"\"x\"\"\\u202A\"\"\"\"\"\n"),
        ] {
            let escaped = escape(text);
            assert_eq!(escaped, expected);
            let read = |text: &str| toml::from_str::<toml::Table>(text).unwrap();
            assert_eq!(read(text), read(&escaped));
        }
    }

    #[test]
    fn a_scenario_reads_back_to_the_same() {
        let name = "Mug \u{202e}\"50\" \u{2066}\\ 'x'\u{61c}".to_owned();
        let base_url = url::Url::parse("http://shop.example/").unwrap();
        let mut scenario = Scenario::new(name.clone(), base_url, Mode::Full);
        let step = Step { name: name.clone(), path: "/".into(), body: Some(name.clone()), ..Step::default() };
        scenario.journeys = vec![Journey { name, weight: 1, steps: vec![step] }];
        let text = scenario.to_toml().unwrap();
        assert!(!text.contains(is_obeyed) && text.contains("\\u202E"), "{text}");
        assert_eq!(Scenario::parse(&text, Path::new("s.toml")).unwrap(), scenario);
    }

    proptest! {
        #[test]
        fn the_file_reads_back_to_the_same(
            values in prop::collection::btree_map(
                "[a-z\"'\\\\\u{202e}\u{2066}\u{200f} ]{1,6}",
                "[a-z\"'\\\\\n\t#\u{202e}\u{2066}\u{61c}\u{9b}é ]{0,20}",
                0..6,
            ),
        ) {
            let text = toml::to_string_pretty(&values).unwrap();
            let escaped = escape(&text);
            prop_assert!(!escaped.contains(is_obeyed), "{escaped}");
            let read: BTreeMap<String, String> = toml::from_str(&escaped).unwrap();
            prop_assert_eq!(read, values);
        }
    }
}
