//! Regular expressions of the `regex` crate, as checks and extracts use them on bytes, written for k6's JavaScript engine.
//!
//! k6 compiles a JavaScript pattern with Go's RE2 when it has no lookaround, else with a backtracking engine (Sobek, a fork
//! of goja: `regexp.go`, `parser/regexp.go`). Found by trying k6 1.1.0, and kept by the tests:
//!
//! * Named groups are numbered after all others, and a match has no `groups`: so names are left out here.
//! * `\p{…}` never matches; scoped flags such as `(?i:…)` and the flag `v` are syntax errors.
//! * `^` and `$` with the flag `m` know `\n` only, as the `regex` crate does and unlike ECMAScript.
//! * Groups and parts that match nothing, repeated, are as in the `regex` crate in both engines, and not as in ECMAScript.
//! * RE2 refuses more than 1,000 copies of one part; the other engine does not.
//! * The other engine's flag `i` does not know every pair of letters (σ and ς), RE2's does.

mod class;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassPerlKind, Flag, FlagsItemKind, GroupKind, HexLiteralKind, LiteralKind,
    RepetitionKind, RepetitionRange,
};
use thiserror::Error;

use class::put_char;

/// How many copies of one part RE2 makes at most (Go's `regexp/syntax`, `maxRepeat`).
const MOST_COPIES: u32 = 1000;

/// Why a pattern has no equal in k6's JavaScript.
#[derive(Debug, Error)]
pub(super) enum RegexError {
    /// The pattern itself is wrong.
    #[error("this is no regular expression: {0}")]
    Syntax(Box<regex_syntax::Error>),
    /// The pattern takes bytes that are no text; k6 matches text.
    #[error(
        "`{part}` (at byte {at}) takes single bytes, and a k6 script sees characters only; write it without `(?-u)`"
    )]
    Bytes {
        /// What stands in the pattern.
        part: String,
        /// Where it begins, in bytes.
        at: usize,
    },
    /// `^` or `$` for lines that end with `\r\n`.
    #[error(
        "`{part}` (at byte {at}) under `(?R)` has no equal in JavaScript; write `\\r?$` under `(?m)` instead"
    )]
    LineEnds {
        /// What stands in the pattern.
        part: String,
        /// Where it begins, in bytes.
        at: usize,
    },
}

/// Where a translated pattern does not mean quite the same, or costs more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Note {
    /// `\d` or `\D`.
    Digits,
    /// `\s` or `\S`.
    Spaces,
    /// `\w` or `\W`.
    Words,
    /// `\b` and its kin.
    Boundaries,
    /// More copies than RE2 makes.
    Slow,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Digits => "in k6 `\\d` knows the digits 0 to 9 only, not those of other scripts",
            Self::Spaces => "in k6 `\\s` takes U+FEFF, too, and not U+0085; all other spaces are the same",
            Self::Words => "in k6 `\\w` knows the letters a to z, digits and `_` only, not é or ü",
            Self::Boundaries => {
                "in k6 `\\b` takes every letter but a to z for the end of a word, é and ü too"
            }
            Self::Slow => "more than 1,000 repetitions: k6 uses its slower engine for this pattern",
        })
    }
}

/// A pattern as JavaScript has it: `/source/flags`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    /// What stands between the slashes: on one line, and without a `/` that would end it, so that no `</script>` either.
    pub(super) source: String,
    /// Some of `imu`, in this order.
    pub(super) flags: String,
    /// What differs, each once.
    pub(super) notes: Vec<Note>,
}

/// Writes `pattern`, in the syntax of the `regex` crate, for k6. What means the same in both stays as the author wrote it.
/// Groups keep their numbers and lose their names.
///
/// # Errors
///
/// When `pattern` is none, or takes what a script cannot see.
pub(super) fn translate(pattern: &str) -> Result<Translated, RegexError> {
    let syntax = |error| RegexError::Syntax(Box::new(error));
    // The tree's own parser leaves some errors, as unknown classes, to the next step: this does all of them.
    regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern).map_err(syntax)?;
    let ast = ast::parse::Parser::new().parse(pattern).map_err(|error| syntax(error.into()))?;
    let mut choice = Choice::default();
    let seen = Writer::run(pattern, &ast, choice)?.seen;
    choice.multi_line = seen.line_anchor;
    choice.ignore_case = seen.insensitive && !seen.sensitive;
    let mut done = Writer::run(pattern, &ast, choice)?;
    if choice.ignore_case && (done.seen.lookaround || done.notes.contains(&Note::Slow)) {
        choice.ignore_case = false;
        done = Writer::run(pattern, &ast, choice)?;
    }
    let mut source = done.out;
    if done.notes.contains(&Note::Slow) {
        // Always true; k6 takes its other engine when it sees a lookahead.
        source.insert_str(0, "(?=)");
    }
    if source.is_empty() {
        // `//` would be a comment.
        source.push_str("(?:)");
    }
    let mut flags = String::new();
    for (flag, on) in
        [('i', choice.ignore_case), ('m', choice.multi_line), ('u', choice.ignore_case || done.seen.wide)]
    {
        if on {
            flags.push(flag);
        }
    }
    Ok(Translated { source, flags, notes: done.notes.into_iter().collect() })
}

/// The flags of the script's pattern: in JavaScript they hold for all of it.
#[derive(Debug, Clone, Copy, Default)]
struct Choice {
    ignore_case: bool,
    multi_line: bool,
}

/// What was met on the way.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Something with capitals where capitals do not matter.
    insensitive: bool,
    /// Something with capitals where they do.
    sensitive: bool,
    line_anchor: bool,
    lookaround: bool,
    /// Something that can be a character of two UTF-16 units.
    wide: bool,
}

/// The `regex` crate's flags at one place of a pattern.
#[derive(Debug, Clone, Copy)]
struct Mode {
    ignore_case: bool,
    multi_line: bool,
    dot_all: bool,
    swap_greed: bool,
    unicode: bool,
    crlf: bool,
    extended: bool,
}

impl Mode {
    const START: Self = Self {
        ignore_case: false,
        multi_line: false,
        dot_all: false,
        swap_greed: false,
        unicode: true,
        crlf: false,
        extended: false,
    };

    fn apply(&mut self, flags: &ast::Flags) {
        let mut on = true;
        for item in &flags.items {
            match item.kind {
                FlagsItemKind::Negation => on = false,
                FlagsItemKind::Flag(Flag::CaseInsensitive) => self.ignore_case = on,
                FlagsItemKind::Flag(Flag::MultiLine) => self.multi_line = on,
                FlagsItemKind::Flag(Flag::DotMatchesNewLine) => self.dot_all = on,
                FlagsItemKind::Flag(Flag::SwapGreed) => self.swap_greed = on,
                FlagsItemKind::Flag(Flag::Unicode) => self.unicode = on,
                FlagsItemKind::Flag(Flag::CRLF) => self.crlf = on,
                FlagsItemKind::Flag(Flag::IgnoreWhitespace) => self.extended = on,
            }
        }
    }
}

/// Walks the tree and writes it down.
struct Writer<'p> {
    pattern: &'p str,
    choice: Choice,
    mode: Mode,
    /// How many copies RE2 may still make of what is being written.
    copies: u32,
    out: String,
    seen: Seen,
    notes: BTreeSet<Note>,
}

impl<'p> Writer<'p> {
    fn run(pattern: &'p str, ast: &Ast, choice: Choice) -> Result<Self, RegexError> {
        let mut writer = Self {
            pattern,
            choice,
            mode: Mode::START,
            copies: MOST_COPIES,
            out: String::new(),
            seen: Seen::default(),
            notes: BTreeSet::new(),
        };
        writer.write(ast)?;
        Ok(writer)
    }

    fn part(&self, span: &ast::Span) -> &'p str {
        self.pattern.get(span.start.offset..span.end.offset).unwrap_or_default()
    }

    fn bytes(&self, span: &ast::Span) -> RegexError {
        RegexError::Bytes { part: self.part(span).to_owned(), at: span.start.offset }
    }

    fn write(&mut self, ast: &Ast) -> Result<(), RegexError> {
        match ast {
            Ast::Empty(_) => {}
            Ast::Flags(set) => self.mode.apply(&set.flags),
            Ast::Literal(literal) => self.literal(literal)?,
            Ast::Dot(span) => self.dot(span)?,
            Ast::Assertion(assertion) => self.assertion(assertion)?,
            Ast::ClassPerl(perl) => self.perl(perl)?,
            Ast::ClassUnicode(class) => self.exact_class(&class.span)?,
            Ast::ClassBracketed(class) => self.bracketed(class)?,
            Ast::Repetition(repetition) => self.repetition(repetition)?,
            Ast::Group(group) => self.group(group)?,
            Ast::Alternation(alternation) => {
                for (i, branch) in alternation.asts.iter().enumerate() {
                    if i > 0 {
                        self.out.push('|');
                    }
                    self.write(branch)?;
                }
            }
            Ast::Concat(concat) => {
                for part in &concat.asts {
                    self.write(part)?;
                }
            }
        }
        Ok(())
    }

    fn group(&mut self, group: &ast::Group) -> Result<(), RegexError> {
        let before = self.mode;
        if let GroupKind::NonCapturing(flags) = &group.kind {
            self.mode.apply(flags);
            self.out.push_str("(?:");
        } else {
            self.out.push('(');
        }
        self.write(&group.ast)?;
        self.out.push(')');
        self.mode = before;
        Ok(())
    }

    fn dot(&mut self, span: &ast::Span) -> Result<(), RegexError> {
        if !self.mode.unicode {
            return Err(self.bytes(span));
        }
        self.seen.wide = true;
        self.out.push_str(match (self.mode.dot_all, self.mode.crlf) {
            (true, _) => "[^]",
            (false, true) => "[^\\r\\n]",
            (false, false) => "[^\\n]",
        });
        Ok(())
    }

    fn literal(&mut self, literal: &ast::Literal) -> Result<(), RegexError> {
        if !self.mode.unicode && literal.byte().is_some_and(|byte| !byte.is_ascii()) {
            return Err(self.bytes(&literal.span));
        }
        if let Some(cases) = self.cases(literal.c) {
            self.put_class(&cases);
            return Ok(());
        }
        self.seen.wide |= !literal.c.is_ascii();
        match literal.kind {
            LiteralKind::HexFixed(HexLiteralKind::X | HexLiteralKind::UnicodeShort) => {
                self.out.push_str(self.part(&literal.span));
            }
            _ => put_char(&mut self.out, literal.c, "^$\\.*+?()[]{}|/"),
        }
        Ok(())
    }

    fn assertion(&mut self, assertion: &ast::Assertion) -> Result<(), RegexError> {
        let line = self.mode.multi_line
            && matches!(assertion.kind, AssertionKind::StartLine | AssertionKind::EndLine);
        if line && self.mode.crlf {
            let part = self.part(&assertion.span).to_owned();
            return Err(RegexError::LineEnds { part, at: assertion.span.start.offset });
        }
        self.seen.line_anchor |= line;
        let text = self.choice.multi_line && !line;
        let written = match assertion.kind {
            AssertionKind::StartLine | AssertionKind::StartText if text => "(?<![^])",
            AssertionKind::EndLine | AssertionKind::EndText if text => "(?![^])",
            AssertionKind::StartLine | AssertionKind::StartText => "^",
            AssertionKind::EndLine | AssertionKind::EndText => "$",
            AssertionKind::NotWordBoundary if !self.mode.unicode => return Err(self.bytes(&assertion.span)),
            AssertionKind::WordBoundary => "\\b",
            AssertionKind::NotWordBoundary => "\\B",
            AssertionKind::WordBoundaryStart | AssertionKind::WordBoundaryStartAngle => "\\b(?=\\w)",
            AssertionKind::WordBoundaryEnd | AssertionKind::WordBoundaryEndAngle => "\\b(?<=\\w)",
            AssertionKind::WordBoundaryStartHalf => "(?<!\\w)",
            AssertionKind::WordBoundaryEndHalf => "(?!\\w)",
        };
        self.seen.lookaround |= written.contains("(?");
        if !matches!(written, "^" | "$" | "(?<![^])" | "(?![^])") {
            self.ascii_only(Note::Boundaries);
        }
        self.out.push_str(written);
        Ok(())
    }

    /// A short form that in k6 means its ASCII part: a note, or with `(?-u)` just what was meant, if capitals do not widen it.
    fn ascii_only(&mut self, note: Note) {
        if self.mode.unicode {
            self.notes.insert(note);
        } else {
            self.seen.sensitive = true;
        }
    }

    fn perl(&mut self, perl: &ast::ClassPerl) -> Result<(), RegexError> {
        if !self.mode.unicode && perl.negated {
            return Err(self.bytes(&perl.span));
        }
        if !self.mode.unicode && perl.kind == ClassPerlKind::Space {
            self.out.push_str("[\\t-\\r ]");
            return Ok(());
        }
        self.seen.wide |= perl.negated;
        self.ascii_only(class::note_of(&perl.kind));
        self.out.push_str(self.part(&perl.span));
        Ok(())
    }

    fn repetition(&mut self, repetition: &ast::Repetition) -> Result<(), RegexError> {
        let (least, most) = match &repetition.op.kind {
            RepetitionKind::ZeroOrOne => (0, Some(1)),
            RepetitionKind::ZeroOrMore => (0, None),
            RepetitionKind::OneOrMore => (1, None),
            RepetitionKind::Range(RepetitionRange::Exactly(n)) => (*n, Some(*n)),
            RepetitionKind::Range(RepetitionRange::AtLeast(n)) => (*n, None),
            RepetitionKind::Range(RepetitionRange::Bounded(n, m)) => (*n, Some(*m)),
        };
        let copies = self.copies;
        if matches!(repetition.op.kind, RepetitionKind::Range(_)) {
            let wanted = most.unwrap_or(least);
            if wanted > copies {
                self.notes.insert(Note::Slow);
            }
            self.copies = (copies / wanted.max(1)).max(1);
        }
        // JavaScript repeats neither a repetition nor an anchor.
        let wrap = matches!(*repetition.ast, Ast::Repetition(_) | Ast::Assertion(_));
        self.out.push_str(if wrap { "(?:" } else { "" });
        self.write(&repetition.ast)?;
        self.out.push_str(if wrap { ")" } else { "" });
        self.copies = copies;
        // Writing to a text does not fail.
        let _ = match (&repetition.op.kind, most) {
            (RepetitionKind::ZeroOrOne, _) => write!(self.out, "?"),
            (RepetitionKind::ZeroOrMore, _) => write!(self.out, "*"),
            (RepetitionKind::OneOrMore, _) => write!(self.out, "+"),
            (_, None) => write!(self.out, "{{{least},}}"),
            (_, Some(most)) if most == least => write!(self.out, "{{{least}}}"),
            (_, Some(most)) => write!(self.out, "{{{least},{most}}}"),
        };
        if repetition.greedy == self.mode.swap_greed {
            self.out.push('?');
        }
        Ok(())
    }
}
