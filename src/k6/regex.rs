//! Rewrites regular expressions of the `regex` crate, which checks and extracts apply to bytes, for k6's JavaScript engine.
//!
//! A pattern is parsed into its meaning ([`Hir`]: flags, capitals and classes are resolved) and written in the subset of syntax
//! that both engines read alike: characters, ranges of characters, groups, alternatives, repetitions, `^` and `$`. Everything
//! else is refused with the reason, so a script never matches anything else than promo-load does. k6 compiles the subset with
//! Go's RE2. These facts come from experiments with k6 1.1.0, and the tests keep them:
//!
//! * Named groups are numbered after all others, and a match has no `groups`: so names are left out here.
//! * `\d`, `\w`, `\s` and `\b` know ASCII only, and `\p{…}` never matches: so classes are ranges.
//! * The flag `i` does not know every pair of letters: so a class has both capitals.
//! * `^` and `$` with the flag `m` know `\n` only, as in the `regex` crate and unlike in ECMAScript.
//! * RE2 refuses more than 1,000 copies of one part.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use regex_syntax::hir::{self, Class, ClassUnicode, Hir, HirKind, Look, LookSet};
use thiserror::Error;

use crate::words::Message;

/// The most copies of one part that RE2 makes (Go's `regexp/syntax`, `maxRepeat`).
const MOST_COPIES: u32 = 1000;
/// The most ranges of a class that is written out: a longer one is unreadable.
const MOST_RANGES: usize = 20;

/// A position between characters that k6 finds elsewhere.
#[derive(Debug, Clone, Copy)]
pub(super) enum Position {
    /// Ends of lines and of the whole text, in one pattern.
    EndsOfBoth,
    /// `(?R)`.
    Crlf,
    /// The ends of words.
    Word,
}

/// Why a pattern has no equivalent in k6's JavaScript.
#[derive(Debug, Error)]
#[error("{}", Message::from(self))]
pub(super) enum RegexError {
    /// The pattern itself is wrong.
    Syntax(Box<regex_syntax::Error>),
    /// The pattern matches bytes that are not text.
    Bytes,
    /// The pattern has a class such as `\d`, `\w` or `\p{L}`.
    Class(usize),
    /// The pattern has a position between characters that k6 finds elsewhere.
    Place(Position),
    /// The pattern needs more copies than RE2 makes.
    Copies,
}

impl From<&RegexError> for Message {
    fn from(error: &RegexError) -> Self {
        match error {
            RegexError::Syntax(error) => Message::new("error-regex-syntax").exact("why", error),
            RegexError::Bytes => Message::new("error-regex-bytes"),
            RegexError::Class(ranges) => Message::new("error-regex-class").exact("ranges", ranges),
            RegexError::Place(Position::EndsOfBoth) => Message::new("error-regex-ends"),
            RegexError::Place(Position::Crlf) => Message::new("error-regex-crlf"),
            RegexError::Place(Position::Word) => Message::new("error-regex-word"),
            RegexError::Copies => Message::new("error-regex-copies"),
        }
    }
}

/// A pattern in JavaScript's form: `/source/flags`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Translated {
    /// The text between the slashes: on one line, and without an unescaped `/` that would end it, so that no `</script>` occurs
    /// either.
    pub(super) source: String,
    /// Some of `mu`, in this order.
    pub(super) flags: String,
}

/// Rewrites `pattern`, in the syntax of the `regex` crate, for k6. Groups keep their numbers and lose their names.
///
/// # Errors
///
/// [`RegexError`] when `pattern` is not valid, or k6 reads it differently.
pub(super) fn translate(pattern: &str) -> Result<Translated, RegexError> {
    let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(pattern);
    let hir = hir.map_err(|error| RegexError::Syntax(Box::new(error)))?;
    let lines = are_of_lines(hir.properties().look_set())?;
    let mut writer = PatternWriter { out: String::new(), copies: MOST_COPIES, wide: false };
    writer.write(&hir)?;
    if writer.out.is_empty() {
        // `//` would be a comment.
        writer.out.push_str("(?:)");
    }
    let flags = [(lines, "m"), (writer.wide, "u")].into_iter().filter(|(on, _)| *on).map(|(_, flag)| flag);
    Ok(Translated { flags: flags.collect(), source: writer.out })
}

/// Whether `^` and `$` apply to lines, which in JavaScript holds for a whole pattern.
fn are_of_lines(looks: LookSet) -> Result<bool, RegexError> {
    let has = |wanted: &[Look]| wanted.iter().any(|look| looks.contains(*look));
    let lines = has(&[Look::StartLF, Look::EndLF]);
    if lines && has(&[Look::Start, Look::End]) {
        return Err(RegexError::Place(Position::EndsOfBoth));
    }
    if has(&[Look::StartCRLF, Look::EndCRLF]) {
        return Err(RegexError::Place(Position::Crlf));
    }
    let plain = [Look::Start, Look::End, Look::StartLF, Look::EndLF, Look::WordAscii];
    if looks.iter().any(|look| !plain.contains(&look)) {
        return Err(RegexError::Place(Position::Word));
    }
    Ok(lines)
}

/// Writes the meaning of a pattern.
struct PatternWriter {
    out: String,
    /// The copies that RE2 may still make of the current part.
    copies: u32,
    /// Whether the pattern can match a character of two UTF-16 units.
    wide: bool,
}

impl PatternWriter {
    fn write(&mut self, hir: &Hir) -> Result<(), RegexError> {
        match hir.kind() {
            HirKind::Empty => {}
            HirKind::Literal(literal) => {
                for c in std::str::from_utf8(&literal.0).map_err(|_| RegexError::Bytes)?.chars() {
                    self.wide |= !c.is_ascii();
                    put_char(&mut self.out, c, false);
                }
            }
            HirKind::Class(Class::Unicode(set)) => self.class(set)?,
            HirKind::Class(Class::Bytes(set)) => {
                self.class(&set.to_unicode_class().ok_or(RegexError::Bytes)?)?;
            }
            HirKind::Look(Look::Start | Look::StartLF) => self.out.push('^'),
            HirKind::Look(Look::End | Look::EndLF) => self.out.push('$'),
            // The other positions have been refused.
            HirKind::Look(_) => self.out.push_str("\\b"),
            HirKind::Repetition(repetition) => self.repetition(repetition)?,
            HirKind::Capture(capture) => self.group("(", &capture.sub)?,
            HirKind::Concat(parts) => {
                for part in parts {
                    match part.kind() {
                        HirKind::Alternation(_) => self.group("(?:", part)?,
                        _ => self.write(part)?,
                    }
                }
            }
            HirKind::Alternation(branches) => {
                for (place, branch) in branches.iter().enumerate() {
                    self.out.push_str(if place > 0 { "|" } else { "" });
                    self.write(branch)?;
                }
            }
        }
        Ok(())
    }

    fn group(&mut self, open: &str, hir: &Hir) -> Result<(), RegexError> {
        self.out.push_str(open);
        self.write(hir)?;
        self.out.push(')');
        Ok(())
    }

    fn repetition(&mut self, repetition: &hir::Repetition) -> Result<(), RegexError> {
        let (least, most) = (repetition.min, repetition.max);
        let sign = match (least, most) {
            (0, Some(1)) => "?".to_owned(),
            (0, None) => "*".to_owned(),
            (1, None) => "+".to_owned(),
            (_, None) => format!("{{{least},}}"),
            (_, Some(most)) if most == least => format!("{{{least}}}"),
            (_, Some(most)) => format!("{{{least},{most}}}"),
        };
        let copies = self.copies;
        if sign.starts_with('{') {
            self.copies = copies / most.unwrap_or(least).max(1);
            if self.copies == 0 {
                return Err(RegexError::Copies);
            }
        }
        let single = match repetition.sub.kind() {
            HirKind::Literal(literal) => {
                std::str::from_utf8(&literal.0).is_ok_and(|text| text.chars().count() == 1)
            }
            HirKind::Class(_) | HirKind::Capture(_) => true,
            _ => false,
        };
        if single {
            self.write(&repetition.sub)?;
        } else {
            self.group("(?:", &repetition.sub)?;
        }
        self.copies = copies;
        self.out.push_str(&sign);
        self.out.push_str(if repetition.greedy { "" } else { "?" });
        Ok(())
    }

    /// Writes the characters of `set`; when it contains the last of all characters, it writes the complement.
    fn class(&mut self, set: &ClassUnicode) -> Result<(), RegexError> {
        let mut ranges = set.clone();
        let negated = set.ranges().last().is_some_and(|last| last.end() == char::MAX);
        if negated {
            ranges.negate();
        }
        if ranges.ranges().len() > MOST_RANGES {
            return Err(RegexError::Class(ranges.ranges().len()));
        }
        self.wide |= negated || !set.is_ascii();
        self.out.push_str(if negated { "[^" } else { "[" });
        for range in ranges.ranges() {
            put_char(&mut self.out, range.start(), true);
            if range.len() > 1 {
                self.out.push_str(if range.len() > 2 { "-" } else { "" });
                put_char(&mut self.out, range.end(), true);
            }
        }
        self.out.push(']');
        Ok(())
    }
}

/// Writes one character so that it stands for itself and is visible in an editor. The members of a class were not typed one by
/// one, and many look like others, so all of them but ASCII are written as numbers.
fn put_char(out: &mut String, c: char, in_class: bool) {
    let special = if in_class { "\\[]^-/" } else { "^$\\.*+?()[]{}|/" };
    // Writing to a string does not fail.
    let _ = match c {
        '\t' => write!(out, "\\t"),
        '\n' => write!(out, "\\n"),
        '\r' => write!(out, "\\r"),
        c if special.contains(c) => write!(out, "\\{c}"),
        ' '..='~' => write!(out, "{c}"),
        // Characters that are not letters may be invisible: joiners, marks of direction, line ends and others.
        c if !in_class && (c.is_alphanumeric() || ('\u{1f300}'..='\u{1faff}').contains(&c)) => {
            write!(out, "{c}")
        }
        c if u32::from(c) < 0x1_0000 => write!(out, "\\u{:04x}", u32::from(c)),
        c => write!(out, "\\u{{{:x}}}", u32::from(c)),
    };
}
