//! Makes text from the shop harmless: in a terminal and in Markdown it must stay text.

use console::{Style, measure_text_width};

use crate::units::line::plain;
use crate::words::{Lang, Message};

/// [`plain`] text that Markdown, GitHub's included, shows as it is: in a paragraph, a table cell or a heading,
/// though not at the start of a line.
pub(crate) fn markdown(text: &str) -> String {
    let text = plain(text);
    let mut escaped = String::with_capacity(text.len() + 8);
    for (position, c) in text.char_indices() {
        let (before, after) = text.split_at(position);
        // Bare addresses would become links.
        let starts_link = (c == ':' && after.starts_with("://"))
            || (c == '.'
                && before.len() >= 3
                && before.as_bytes()[before.len() - 3..].eq_ignore_ascii_case(b"www"));
        if starts_link || r"\`*_{}[]<>#|~&$@^".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// The same text, in which no line breaks between a number and its unit: `10 %`, `84 ms`, `11.42 EUR`.
pub(super) fn unbroken(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    for (position, word) in text.split(' ').enumerate() {
        if position > 0 {
            whole.push(if is_measured(&whole, word) { '\u{A0}' } else { ' ' });
        }
        whole.push_str(word);
    }
    whole
}

/// A sentence in which back-ticks are the catalogue's own, so that a renderer finds their pairs: those of its values become
/// look-alikes.
pub(super) fn ticked(sentence: &Message, lang: Lang) -> String {
    sentence.clone().map_texts(&|text| text.replace('`', LOOK_ALIKE)).say(lang)
}

/// The modifier letter grave accent, which stands for a back-tick.
const LOOK_ALIKE: &str = "\u{2CB}";

/// At most `width` columns; an ellipsis stands for the rest.
pub(super) fn shorten(text: &str, width: usize) -> String {
    console::truncate_str(text, width, "…").into_owned()
}

/// Lines of at most `width` columns, broken between words but not before a unit (`10 %`); a longer word keeps its
/// own line.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match words.last_mut() {
            Some(number) if word == "—" || is_measured(number, word) => {
                number.push(' ');
                number.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    let mut lines = vec![String::new()];
    for word in &words {
        let line = lines.last_mut().filter(|line| {
            line.is_empty() || measure_text_width(line) + 1 + measure_text_width(word) <= width
        });
        match line {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) => {
                line.push(' ');
                line.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Lines of at most `width` columns: the first behind a head of so many columns, the others behind as much room.
pub(super) fn hanging(head: &str, columns: usize, text: &str, width: usize) -> Vec<String> {
    let lines = wrap(text, width - columns).into_iter().enumerate();
    let room = " ".repeat(columns);
    lines.map(|(at, line)| if at == 0 { format!("{head}{line}") } else { format!("{room}{line}") }).collect()
}

/// The text in a style: without `colour`, as it is.
pub(super) fn styled(colour: bool, style: Style, text: &str) -> String {
    style.force_styling(colour).apply_to(text).to_string()
}

/// Whether the text ends with a number whose unit, maybe a currency (`EUR`), is the next word.
fn is_measured(text: &str, word: &str) -> bool {
    let word = word.trim_end_matches([',', ';', ':', ')', '.']);
    let is_currency = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
    let is_unit = is_currency
        || matches!(
            word,
            "%" | "s" | "ms" | "µs" | "min" | "h" | "KB" | "MB" | "GB" | "ko" | "Mo" | "Go" | "€"
        );
    is_unit && text.ends_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markdown_stays_text() {
        for (text, escaped) in [
            ("Mug -20 %, 2.5 kg (new!)", "Mug -20 %, 2.5 kg (new!)"),
            ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
            ("a|b", r"a\|b"),
            ("`code`\n# head", r"\`code\` \# head"),
            ("[x](https://evil.example)", r"\[x\](https\://evil.example)"),
            ("www.evil.example & @me", r"www\.evil.example \& \@me"),
            (r"back\slash", r"back\\slash"),
            ("WWW.x é.y", r"WWW\.x é.y"),
        ] {
            assert_eq!(markdown(text), escaped, "{text}");
        }
    }

    #[test]
    fn only_sentences_have_back_ticks() {
        let inner = Message::new("extract-missing").with("name", "a`b");
        let said = ticked(&Message::list(vec![inner, Message::plain("`x`")]), Lang::En);
        assert_eq!(said, "`a\u{2CB}b` was not found; \u{2CB}x\u{2CB}");
    }

    #[test]
    fn numbers_keep_their_units() {
        for (text, whole) in [
            ("12.3 % of 1.31 s, (84 ms) in 8 visits", "12.3_% of 1.31_s, (84_ms) in 8 visits"),
            ("14.28 → 11.42 EUR", "14.28 → 11.42_EUR"),
            ("58 KB, 5 of 10 %; s ms", "58_KB, 5 of 10_%; s ms"),
        ] {
            assert_eq!(unbroken(text), whole.replace('_', "\u{A0}"));
        }
        assert_eq!(wrap("now 58 KB", 7), ["now", "58 KB"]);
    }

    proptest! {
        #[test]
        fn anything_becomes_one_line(text in ".*") {
            prop_assert!(!plain(&text).chars().any(char::is_control));
            prop_assert!(!markdown(&text).contains('\n'));
        }

        #[test]
        fn wrapping_loses_nothing(words in prop::collection::vec("[a-rté]{1,12}", 1..20), width in 1_usize..40) {
            let text = words.join(" ");
            let lines = wrap(&text, width);
            prop_assert!(lines.iter().all(|line| measure_text_width(line) <= width || !line.contains(' ')));
            prop_assert_eq!(lines.join(" "), text);
        }
    }
}
