//! Character classes: as the author wrote them where JavaScript reads them alike, else as ranges of characters.

use std::fmt::Write as _;

use regex_syntax::ast::{self, ClassPerlKind, ClassSet, ClassSetItem};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

use super::{Note, RegexError, Writer};

/// What has to be escaped inside brackets.
const SPECIAL: &str = "\\[]^-/";

/// What k6 knows less of than `kind` means.
pub(super) fn note_of(kind: &ClassPerlKind) -> Note {
    match kind {
        ClassPerlKind::Digit => Note::Digits,
        ClassPerlKind::Space => Note::Spaces,
        ClassPerlKind::Word => Note::Words,
    }
}

impl Writer<'_> {
    /// The letter in all its cases, when they do not matter here and no flag of the whole pattern says so.
    pub(super) fn cases(&mut self, c: char) -> Option<ClassUnicode> {
        let mut cases = ClassUnicode::new([ClassUnicodeRange::new(c, c)]);
        cases.case_fold_simple();
        if !self.mode.unicode {
            cases.intersect(&ClassUnicode::new([ClassUnicodeRange::new('\0', '\x7f')]));
            cases.union(&ClassUnicode::new([ClassUnicodeRange::new(c, c)]));
        }
        let cased = cases.iter().map(ClassUnicodeRange::len).sum::<usize>() > 1;
        (self.folded(cased) && cased).then_some(cases)
    }

    /// Notes something with capitals, or without; whether its cases have to be written out.
    fn folded(&mut self, cased: bool) -> bool {
        // Without Unicode, k is K but not the sign of Kelvin; JavaScript's flag cannot say so.
        let plain = self.mode.ignore_case && self.mode.unicode;
        self.seen.insensitive |= cased && plain;
        self.seen.sensitive |= cased && !plain;
        self.mode.ignore_case && !self.choice.ignore_case
    }

    /// The characters of the class at `span`.
    fn characters(&self, span: &ast::Span, ignore_case: bool) -> Result<ClassUnicode, RegexError> {
        self.read(self.part(span), span, ignore_case)
    }

    fn read(&self, class: &str, span: &ast::Span, ignore_case: bool) -> Result<ClassUnicode, RegexError> {
        let hir = regex_syntax::ParserBuilder::new()
            .utf8(false)
            .unicode(self.mode.unicode)
            .ignore_whitespace(self.mode.extended)
            .case_insensitive(ignore_case)
            .build()
            .parse(class)
            .map_err(|error| RegexError::Syntax(Box::new(error)))?;
        let set = match hir.kind() {
            HirKind::Class(Class::Unicode(set)) => Some(set.clone()),
            HirKind::Class(Class::Bytes(set)) => set.to_unicode_class(),
            // The parser's way to say a class of one.
            HirKind::Literal(literal) => std::str::from_utf8(&literal.0)
                .ok()
                .map(|text| ClassUnicode::new(text.chars().map(|c| ClassUnicodeRange::new(c, c)))),
            _ => None,
        };
        set.ok_or_else(|| self.bytes(span))
    }

    /// Writes the class at `span` as the ranges that it stands for.
    pub(super) fn exact_class(&mut self, span: &ast::Span) -> Result<(), RegexError> {
        let cased = self.characters(span, true)? != self.characters(span, false)?;
        self.folded(cased);
        let set = self.characters(span, self.mode.ignore_case)?;
        self.put_class(&set);
        Ok(())
    }

    pub(super) fn bracketed(&mut self, class: &ast::ClassBracketed) -> Result<(), RegexError> {
        let cased = self.characters(&class.span, true)? != self.characters(&class.span, false)?;
        let written_out = self.folded(cased) && cased;
        match items(&class.kind) {
            Some(items) if !written_out => {
                self.seen.wide |= class.negated;
                self.out.push('[');
                self.out.push_str(if class.negated { "^" } else { "" });
                for item in items {
                    self.item(item)?;
                }
                self.out.push(']');
                Ok(())
            }
            _ => self.exact_class(&class.span),
        }
    }

    fn item(&mut self, item: &ClassSetItem) -> Result<(), RegexError> {
        match item {
            ClassSetItem::Literal(literal) => self.put_range(literal.c, literal.c),
            ClassSetItem::Range(range) => self.put_range(range.start.c, range.end.c),
            ClassSetItem::Perl(perl) if !self.mode.unicode && perl.kind == ClassPerlKind::Space => {
                self.out.push_str("\\t-\\r ");
            }
            ClassSetItem::Perl(perl) => {
                self.seen.wide |= perl.negated;
                self.ascii_only(note_of(&perl.kind));
                self.out.push_str(self.part(&perl.span));
            }
            // `[:alpha:]` is read inside brackets only.
            ClassSetItem::Ascii(ascii) => {
                let set = self.read(&format!("[{}]", self.part(&ascii.span)), &ascii.span, false)?;
                for range in set.ranges() {
                    self.put_range(range.start(), range.end());
                }
            }
            // Only the items that `items` lets through come here.
            _ => {}
        }
        Ok(())
    }

    fn put_range(&mut self, start: char, end: char) {
        self.seen.wide |= !end.is_ascii();
        put_char(&mut self.out, start, SPECIAL);
        if start == end {
            return;
        }
        self.out.push('-');
        put_char(&mut self.out, end, SPECIAL);
    }

    /// As `put_range`, with numbers for all but ASCII: nobody typed these, and many look like others or join their neighbours.
    fn put_escaped(&mut self, start: char, end: char) {
        self.seen.wide |= !end.is_ascii();
        put_coded(&mut self.out, start, SPECIAL);
        if start != end {
            let apart = u32::from(end) - u32::from(start) > 1;
            self.out.push_str(if apart { "-" } else { "" });
            put_coded(&mut self.out, end, SPECIAL);
        }
    }

    /// Writes the characters of `set`, or those that it lacks if that is shorter.
    pub(super) fn put_class(&mut self, set: &ClassUnicode) {
        let mut lacking = set.clone();
        lacking.negate();
        let negated = lacking.ranges().len() < set.ranges().len();
        self.seen.wide |= negated;
        self.out.push_str(if negated { "[^" } else { "[" });
        for range in if negated { lacking.ranges() } else { set.ranges() } {
            self.put_escaped(range.start(), range.end());
        }
        self.out.push(']');
    }
}

/// What stands in the brackets, when JavaScript reads it alike: it knows no brackets in brackets, no `&&`, no `\p`.
fn items(set: &ClassSet) -> Option<Vec<&ClassSetItem>> {
    let ClassSet::Item(item) = set else { return None };
    let items = match item {
        ClassSetItem::Union(union) => union.items.iter().collect(),
        one => vec![one],
    };
    let alike = |item: &&ClassSetItem| match item {
        ClassSetItem::Literal(_) | ClassSetItem::Range(_) | ClassSetItem::Perl(_) => true,
        ClassSetItem::Ascii(ascii) => !ascii.negated,
        _ => false,
    };
    items.iter().all(alike).then_some(items)
}

/// Writes one character so that it stands for itself, and can be seen in an editor. `special` get a backslash.
pub(super) fn put_char(out: &mut String, c: char, special: &str) {
    // Joiners, marks of direction, line ends and other characters that show nothing or break lines.
    let unseen = matches!(c,
        '\u{80}'..='\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
        | '\u{feff}' | '\u{fff0}'..='\u{ffff}' | '\u{e0000}'..);
    if c.is_ascii() || unseen {
        put_coded(out, c, special);
    } else {
        out.push(c);
    }
}

/// The same, with numbers for all but ASCII.
fn put_coded(out: &mut String, c: char, special: &str) {
    // Writing to a text does not fail.
    let _ = match c {
        '\t' => write!(out, "\\t"),
        '\n' => write!(out, "\\n"),
        '\u{b}' => write!(out, "\\v"),
        '\u{c}' => write!(out, "\\f"),
        '\r' => write!(out, "\\r"),
        c if special.contains(c) => write!(out, "\\{c}"),
        ' '..='~' => write!(out, "{c}"),
        c if u32::from(c) < 0x100 => write!(out, "\\x{:02x}", u32::from(c)),
        c if u32::from(c) < 0x1_0000 => write!(out, "\\u{:04x}", u32::from(c)),
        c => write!(out, "\\u{{{:x}}}", u32::from(c)),
    };
}
