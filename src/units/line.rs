//! Untrusted text as one line that a terminal displays and does not obey.

/// Turns a text into one line without control characters and invisible formatting. No-break spaces (before units and French
/// punctuation) stay.
#[must_use]
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() && !is_no_break(c) { ' ' } else { c })
        .filter(|c| !is_invisible(*c))
        .collect()
}

/// [`visible`] text with each run of spaces reduced to one.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if c != ' ' || !line.ends_with(' ') {
            line.push(c);
        }
    }
    line.trim().to_owned()
}

const fn is_no_break(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}')
}

/// Whether a character is invisible: control characters (terminals obey their escape sequences), characters that reorder or hide
/// their neighbours, and those that XML forbids (<https://www.w3.org/TR/xml/#charsets>), because a `junit.xml` with one of them
/// is not XML.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminals_get_no_commands() {
        assert_eq!(plain("\u{1b}[31mMug\u{7}\r\n  blue\u{202e}\t!"), "[31mMug blue !");
        assert_eq!(plain(" 19,12\u{a0}€\u{2028}0,3\u{202f}% "), "19,12\u{a0}€ 0,3\u{202f}%");
        assert_eq!(plain("a\u{fffe}b\u{ffff}c\u{fffd}"), "abc\u{fffd}");
        assert_eq!(visible("\u{9b}31mtwo  \u{200b}spaces\n"), "31mtwo  spaces ");
    }
}
