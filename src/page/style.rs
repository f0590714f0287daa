//! Style sheets, as far as they name files that a browser loads whatever the page looks like: `@import` and fonts.

use cssparser::{Parser, Token};

/// Blocks within blocks that are looked into; style sheets of shops have two or three.
const DEEPEST: usize = 8;

/// A file that a style sheet names, as it is written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reference {
    /// `@import`: another style sheet.
    Style(String),
    /// A font file.
    Font(String),
}

/// The files that a style sheet names, in its order: what it imports, unless for print, and of each `@font-face` the
/// first WOFF2 or WOFF file, the formats that all browsers read (older ones stand beside them for the browsers before).
/// An `@import` behind other rules is ignored (css-cascade-5 §2).
pub(super) fn references(css: &str) -> Vec<Reference> {
    let mut found = Vec::new();
    rules(&mut Parser::new(css), &mut found, 0);
    found
}

fn rules(parser: &mut Parser<'_>, found: &mut Vec<Reference>, depth: usize) {
    let mut may_import = depth == 0;
    while let Ok(token) = parser.next() {
        let Token::AtKeyword(name) = token else {
            may_import = false;
            continue;
        };
        let name = name.to_ascii_lowercase();
        match name.as_str() {
            "charset" | "layer" => {}
            "import" if may_import => found.extend(import(parser)),
            _ => may_import = false,
        }
        match name.as_str() {
            "charset" => block(parser, |_| {}),
            "font-face" => block(parser, |inside| found.extend(font(inside).map(Reference::Font))),
            "media" | "supports" | "layer" | "container" if depth < DEEPEST => {
                let is_for_print = name == "media"
                    && parser
                        .try_parse(|parser| {
                            parser.expect_ident().map(|word| word.eq_ignore_ascii_case("print"))
                        })
                        .unwrap_or_default();
                if !is_for_print {
                    block(parser, |inside| rules(inside, found, depth + 1));
                }
            }
            _ => {}
        }
    }
}

/// Reads the block that a rule ends with, if it ends with one.
fn block<'i>(parser: &mut Parser<'i>, read: impl FnOnce(&mut Parser<'i>)) {
    loop {
        match parser.next() {
            Ok(Token::CurlyBracketBlock) => break,
            Ok(Token::Semicolon) | Err(_) => return,
            Ok(_) => {}
        }
    }
    let _read = parser.parse_nested_block(|inside| {
        read(inside);
        while inside.next().is_ok() {}
        Ok::<_, cssparser::ParseError<()>>(())
    });
}

/// What `@import` names, unless it is for print only. Leaves the parser behind the rule.
fn import(parser: &mut Parser<'_>) -> Option<Reference> {
    let address = parser.expect_url_or_string().ok()?.as_ref().to_owned();
    let mut words = Vec::new();
    while let Ok(token) = parser.next() {
        match token {
            Token::Semicolon => break,
            Token::Ident(word) => words.push(word.to_ascii_lowercase()),
            _ => words.push(String::new()),
        }
    }
    (words != ["print"] && !address.is_empty()).then_some(Reference::Style(address))
}

/// The first WOFF2 or WOFF file among a font's sources, by what `format()` says of it or by its ending.
fn font(parser: &mut Parser<'_>) -> Option<String> {
    let mut in_sources = false;
    let mut last: Option<String> = None;
    while let Ok(token) = parser.next().cloned() {
        match token {
            Token::Ident(name) if parser.try_parse(Parser::expect_colon).is_ok() => {
                in_sources = name.eq_ignore_ascii_case("src");
                last = None;
            }
            Token::Semicolon => in_sources = false,
            Token::Comma => last = None,
            Token::UnquotedUrl(address) if in_sources => last = Some(address.as_ref().to_owned()),
            Token::Function(name) if in_sources && name.eq_ignore_ascii_case("url") => {
                last = words(parser).into_iter().next();
            }
            Token::Function(name) if in_sources && name.eq_ignore_ascii_case("format") => {
                let format = words(parser).concat().to_ascii_lowercase();
                if format.starts_with("woff") && last.is_some() {
                    return last;
                }
                last = None;
            }
            _ => {}
        }
        if last.as_deref().is_some_and(is_web_font) {
            return last;
        }
    }
    None
}

/// The texts in a function's brackets.
fn words(parser: &mut Parser<'_>) -> Vec<String> {
    let read = parser.parse_nested_block(|inside| {
        let mut words = Vec::new();
        while let Ok(token) = inside.next() {
            if let Token::QuotedString(text) | Token::Ident(text) = token {
                words.push(text.as_ref().to_owned());
            }
        }
        Ok::<_, cssparser::ParseError<()>>(words)
    });
    read.unwrap_or_default()
}

fn is_web_font(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    path.ends_with(".woff2") || path.ends_with(".woff")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_style_sheet_names() {
        let style = |address: &str| Reference::Style(address.to_owned());
        let font = |address: &str| Reference::Font(address.to_owned());
        for (css, expected) in [
            (
                "@import 'a.css'; @import url(b.css) screen; @import url(\"c.css\") layer(x);",
                vec![style("a.css"), style("b.css"), style("c.css")],
            ),
            (
                "@charset \"utf-8\"; @layer a, b; @import 'a.css' print; @import 'b.css' print, screen;",
                vec![style("b.css")],
            ),
            ("p { color: red } @import 'late.css';", vec![]),
            ("@media print { p { } } @import 'late.css';", vec![]),
            ("/* @import 'a.css'; */ @import '';", vec![]),
            (
                "@font-face { font-family: A; src: local('A'), url(a.woff2) format('woff2'), url(a.woff) }",
                vec![font("a.woff2")],
            ),
            (
                "@font-face { src: url('a.eot'); src: url('a.eot?#x') format('embedded-opentype'), url('a.woff?v=1#y') format('woff') }",
                vec![font("a.woff?v=1#y")],
            ),
            (
                "@font-face { src: url(a.php?f=1) format(woff2); } @font-face { src: url(b.ttf) format('truetype') }",
                vec![font("a.php?f=1")],
            ),
            (
                "@FONT-FACE{src:URL(A.WOFF2)}@font-face{font-family:x}@font-face{src:url(b.woff)}",
                vec![font("A.WOFF2"), font("b.woff")],
            ),
            (
                "@media screen { @supports (display: grid) { @font-face { src: url(a.woff2) } } }",
                vec![font("a.woff2")],
            ),
            (
                "@media print { @font-face { src: url(a.woff2) } } @layer x { @font-face { src: url(b.woff2) } }",
                vec![font("b.woff2")],
            ),
            ("p { background: url(a.png) } @font-face { unknown: url(a.woff2) }", vec![]),
            (
                "p { content: '@import \"a.css\"' } @page { margin: 0 } @font-face { src: url(a.woff2",
                vec![font("a.woff2")],
            ),
            ("@import", vec![]),
            ("@font-face", vec![]),
            ("@font-face; @font-face { src: url(a.woff2) }", vec![font("a.woff2")]),
        ] {
            assert_eq!(references(css), expected, "{css}");
        }
    }

    #[test]
    fn blocks_without_end_are_left_alone() {
        let css = format!("{}@font-face {{ src: url(a.woff2) }}", "@media screen {".repeat(10_000));
        assert_eq!(references(&css), []);
    }

    proptest! {
        #[test]
        fn any_text_is_read(css in "(@(import|font-face|media|layer) ?|src:|url\\(|format\\(|[{};,'\"()]|a.woff2|.){0,40}") {
            references(&css);
        }
    }
}
