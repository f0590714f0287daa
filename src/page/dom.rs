//! The parsed document and the few questions the readers ask it. Selectors are compiled once.
//!
//! Not here: any knowledge of a shop's mark-up beyond "what is inside a product tile belongs to that tile".

use ego_tree::NodeId;
use foldhash::HashMap;
use memchr::{memchr_iter, memchr2, memmem};
use scraper::{ElementRef, Html};

use super::css::Css;
use super::index::Index;

/// How deep unclosed elements may nest before the rest of the document is dropped. Browsers flatten beyond
/// 512 (Chrome) or so; a tree without a bound makes parsing and every look at an element's ancestors
/// quadratic.
const MAX_DEPTH: usize = 512;

/// Elements that do not nest: void ones, and those whose end tag authors leave out.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "optgroup", "rt",
    "rp", "html", "head", "body", "colgroup",
];

/// Compiles a selector once per place of use. A selector that does not compile selects nothing, which the
/// tests of its reader notice.
macro_rules! selector {
    ($css:expr) => {{
        static SELECTOR: std::sync::LazyLock<Option<crate::page::Css>> =
            std::sync::LazyLock::new(|| crate::page::Css::parse($css));
        SELECTOR.as_ref()
    }};
}
pub(crate) use selector;

#[cfg(test)]
thread_local! {
    /// How many elements readers of this thread got from indexes, and texts from elements.
    pub(crate) static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Counts a look at an element or a text, for the test that holds how many there are.
fn look() {
    #[cfg(test)]
    LOOKED_AT.set(LOOKED_AT.get() + 1);
}

/// A parsed document, and an index of its elements: a reader asks for few of them, and a walk over all for each question would
/// cost more than the parsing.
pub struct Dom {
    html: Html,
    index: Index,
    /// The source nests too deep, and its rest was left out.
    pub(super) cut: bool,
}

impl Dom {
    /// Parses a source, up to where it nests too deep.
    #[must_use]
    pub fn new(source: &str) -> Self {
        let kept = shallow(source);
        let html = Html::parse_document(kept);
        Self { index: Index::of(&html), html, cut: kept.len() < source.len() }
    }

    /// All elements that match, in document order.
    pub fn all<'a>(&'a self, selector: Option<&'a Css>) -> impl Iterator<Item = ElementRef<'a>> {
        selector.into_iter().flat_map(|css| {
            let elements = self.index.candidates(css).filter_map(|id| self.element(id));
            elements.filter(|element| css.matches(element))
        })
    }

    /// The first element that matches.
    #[must_use]
    pub fn first<'a>(&'a self, selector: Option<&'a Css>) -> Option<ElementRef<'a>> {
        self.all(selector).next()
    }

    /// All elements whose own text has a digit, in document order.
    pub(super) fn with_digits(&self) -> impl Iterator<Item = ElementRef<'_>> {
        self.index.with_digits().filter_map(|id| self.element(id))
    }

    /// Whether an element's own text has a digit.
    pub(super) fn has_own_digit(&self, element: ElementRef<'_>) -> bool {
        self.index.has_own_digit(element.id())
    }

    fn element(&self, id: NodeId) -> Option<ElementRef<'_>> {
        look();
        self.html.tree.get(id).and_then(ElementRef::wrap)
    }

    /// The element at the same place of another document of the same shape.
    pub(super) fn twin_of(&self, element: ElementRef<'_>) -> Option<ElementRef<'_>> {
        self.element(element.id())
    }

    /// The first match outside product tiles, pop-ups and the like: what belongs to the page itself.
    #[must_use]
    pub fn own<'a>(&'a self, selector: Option<&'a Css>) -> Option<ElementRef<'a>> {
        self.all(selector).find(|element| !self.is_of_other_product(*element))
    }

    /// The page's own heading: the first that is shown, or else the first. Hidden pop-ups have headings, too.
    #[must_use]
    pub fn heading(&self) -> Option<ElementRef<'_>> {
        let mut headings = self.all(selector!("h1")).filter(|heading| !self.is_of_other_product(*heading));
        let first = headings.next()?;
        let mut all = std::iter::once(first).chain(headings);
        all.find(|heading| !is_hidden(*heading)).or(Some(first))
    }

    /// Whether an element stands in a container that speaks of other products than the page's.
    #[must_use]
    pub fn is_of_other_product(&self, element: ElementRef<'_>) -> bool {
        self.index.is_of_other_product(element.id())
    }
}

/// Whether the element or one of its ancestors has one of the classes or ids.
#[must_use]
pub fn inside(element: ElementRef<'_>, names: &[&str]) -> bool {
    let named = |element: ElementRef<'_>| {
        let value = element.value();
        value.classes().any(|class| names.contains(&class))
            || value.id().is_some_and(|id| names.contains(&id))
    };
    named(element) || element.ancestors().filter_map(ElementRef::wrap).any(named)
}

/// Whether one of the ancestors is such an element.
pub(super) fn within_tag(element: ElementRef<'_>, tags: &[&str]) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|ancestor| tags.contains(&ancestor.value().name()))
}

/// The first match below an element.
#[must_use]
pub fn below<'a>(element: ElementRef<'a>, selector: Option<&'a Css>) -> Option<ElementRef<'a>> {
    selector.and_then(|selector| element.select(selector).next())
}

/// More parts of a text than this are not one price with its words.
const MOST_PARTS: usize = 200;

/// A template may indent a text by so many times its length.
const MOST_INDENTED: usize = 20;

/// The element's text with single plain spaces where it is shorter than a number of bytes. Looks at little more than that.
pub(super) fn short_text(element: ElementRef<'_>, bytes: usize) -> Option<String> {
    let (mut text, mut looked_at) = (String::new(), 0);
    for (count, part) in element.text().enumerate() {
        look();
        looked_at += part.len();
        if looked_at > MOST_INDENTED * bytes || count > MOST_PARTS {
            return None;
        }
        push_squeezed(&mut text, part);
        if text.len() > bytes {
            return None;
        }
    }
    text.truncate(text.trim_end_matches(' ').len());
    Some(text).filter(|text| text.len() < bytes)
}

/// The element's text with single plain spaces. No-break spaces inside stay, they mean something in a price.
#[must_use]
pub fn text(element: ElementRef<'_>) -> String {
    squeeze(element.text())
}

/// The text of an element that shows a price, and whether an element's edge parts its digits. Cents in an element of
/// their own get a decimal sign (`12<sup>50</sup> €`, `12€<sup>50</sup>`); other digits that only an edge keeps apart
/// are kept apart by a bar, so that they cannot be read as one number. Too long a text is not a price's, and is empty.
pub(super) fn price_text(element: ElementRef<'_>) -> (String, bool) {
    const CENTS: &[&str] = &["sup", "small", "span"];
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut shown = String::new();
    let mut parted = false;
    for (count, node) in element.descendants().skip(1).enumerate() {
        look();
        if count > MOST_PARTS {
            return (String::new(), true);
        }
        let Some(text) = node.value().as_text() else { continue };
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        // The sign may stand between: `12€<sup>50</sup>`.
        let stem = shown.trim_end_matches(['€', '$', '£']);
        let holder = node.parent().and_then(ElementRef::wrap).filter(|holder| *holder != element);
        let touches = digits > 0 && is_digit(stem.chars().next_back());
        let is_raised = holder.is_some_and(|holder| matches!(holder.value().name(), "sup" | "small"));
        let is_cents = touches
            && digits == 2
            && !text[digits..].contains(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
            && holder.is_some_and(|holder| CENTS.contains(&holder.value().name()))
            && (is_raised || stem.len() == shown.len());
        let gap = shown.trim_end().chars().next_back();
        if is_cents {
            let point = if stem.contains('.') { ',' } else { '.' };
            let (at, cents) = (stem.len(), format!("{point}{}", &text[..2]));
            shown.insert_str(at, &cents);
            shown.push_str(&text[2..]);
            parted = true;
            continue;
        }
        if digits > 0 && is_digit(gap) || touches && is_raised {
            shown.push('|');
            parted = true;
        }
        // "Price" and "From 9.90" of two elements are two words.
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        if is_letter(shown.chars().next_back()) && is_letter(text.chars().next()) {
            shown.push(' ');
        }
        shown.push_str(text);
    }
    (squeeze(std::iter::once(shown.as_str())), parted)
}

/// Whether an element is certainly not shown: by the `hidden` attribute or a style of its own, or of one around it.
#[must_use]
pub fn is_hidden(element: ElementRef<'_>) -> bool {
    hides_itself(element)
        || element.ancestors().filter_map(ElementRef::wrap).any(hides_itself)
        || within_tag(element, &["template", "noscript"])
}

/// Whether an element is not shown by an attribute of its own.
pub(super) fn hides_itself(element: ElementRef<'_>) -> bool {
    let style = || attribute(element, "style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    element.attr("hidden").is_some() || style().contains("display:none")
}

/// The text that stands directly in the element, without that of its children: the price without its label. Of a very long list
/// of children it is the first ones'.
pub(super) fn own_text(element: ElementRef<'_>) -> String {
    squeeze(element.children().take(MOST_PARTS).filter_map(|node| node.value().as_text().map(|text| &**text)))
}

/// How many bytes of text around a price are a sentence about it.
pub(super) const SENTENCE: usize = 160;

/// Adds the text of another element: words and numbers of two stay apart, a number and its sign do not.
pub(super) fn push_apart(texts: &mut String, text: &str) {
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if is_word(texts.chars().next_back()) && is_word(text.chars().next()) {
        texts.push(' ');
    }
    texts.push_str(text);
}

fn squeeze<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut squeezed = String::new();
    for part in parts {
        look();
        push_squeezed(&mut squeezed, part);
    }
    squeezed.truncate(squeezed.trim_end_matches(' ').len());
    squeezed
}

/// Adds a text with each run of white space as one space, which at the beginning is none.
pub(super) fn push_squeezed(squeezed: &mut String, part: &str) {
    for c in part.chars() {
        if !c.is_ascii_whitespace() {
            squeezed.push(c);
        } else if !squeezed.ends_with(' ') && !squeezed.is_empty() {
            squeezed.push(' ');
        }
    }
}

/// A text that was escaped once more than HTML asks for, as some modules write names: `12&quot; plate`.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('&') || !text.contains(';') || text.contains('<') {
        return text.to_owned();
    }
    Html::parse_fragment(text).root_element().text().collect()
}

/// An attribute's value, trimmed, unless it is empty.
#[must_use]
pub fn attribute<'a>(element: ElementRef<'a>, name: &str) -> Option<&'a str> {
    element.value().attr(name).map(str::trim).filter(|value| !value.is_empty())
}

/// The source up to the place where it nests too deep. Counts tags roughly: a wrong count can only cut a
/// document that leaves a thousand elements open.
#[must_use]
pub fn shallow(source: &str) -> &str {
    let bytes = source.as_bytes();
    let mut open = Open::default();
    // Scripts are not mark-up, but full of things like `i<n`; comments may be full of tags.
    let mut raw: Option<&[u8]> = None;
    let mut behind = 0;
    for at in memchr_iter(b'<', bytes) {
        if at < behind {
            continue;
        }
        if raw.is_none() && bytes[at..].starts_with(b"<!--") {
            // `<!-->` is a whole comment.
            let end = memmem::find(&bytes[at + 2..], b"-->");
            behind = end.map_or(bytes.len(), |end| at + 2 + end);
            continue;
        }
        let closes = bytes.get(at + 1) == Some(&b'/');
        let name = tag_name(bytes, at + 1 + usize::from(closes));
        if let Some(element) = raw {
            raw = Some(element).filter(|element| !(closes && element.eq_ignore_ascii_case(name)));
        } else if !closes && is_one_of(name, &["script", "style"]) {
            raw = Some(name);
        } else if !name.is_empty() && !is_one_of(name, FLAT) {
            open.take(name, closes, &bytes[at + 1..]);
        }
        if open.depth > MAX_DEPTH {
            return source.get(..at).unwrap_or_default();
        }
    }
    source
}

/// As much of an element's name, in lower case, as tells the elements of HTML and SVG apart.
type Name = [u8; LONGEST_NAME];
const LONGEST_NAME: usize = 12;

/// The elements that are open, by name: an end tag without its start tag closes nothing.
#[derive(Default)]
struct Open {
    depth: usize,
    of: HashMap<Name, usize>,
}

impl Open {
    /// Takes one tag; `rest` follows its `<`.
    fn take(&mut self, name: &[u8], closes: bool, rest: &[u8]) {
        if !closes && self.of.get(&key(b"svg")).is_some_and(|open| *open > 0) && is_closed_at_once(rest) {
            return;
        }
        let open = self.of.entry(key(name)).or_default();
        if !closes {
            *open += 1;
            self.depth += 1;
        } else if *open > 0 {
            *open -= 1;
            self.depth -= 1;
        }
    }
}

/// Whether a tag ends with `/>`, which closes an element in SVG and nowhere else.
fn is_closed_at_once(rest: &[u8]) -> bool {
    memchr2(b'<', b'>', rest).is_some_and(|end| rest[..end].ends_with(b"/"))
}

/// A name in its common form. A heading is closed by the end tag of any heading.
fn key(name: &[u8]) -> Name {
    let mut key = Name::default();
    for (to, from) in key.iter_mut().zip(name) {
        *to = from.to_ascii_lowercase();
    }
    if matches!(key, [b'h', b'1'..=b'6', 0, ..]) {
        key[1] = b'1';
    }
    key
}

fn is_one_of(name: &[u8], names: &[&str]) -> bool {
    names.iter().any(|one| name.eq_ignore_ascii_case(one.as_bytes()))
}

fn tag_name(bytes: &[u8], start: usize) -> &[u8] {
    let rest = bytes.get(start..).unwrap_or_default();
    let length = rest.iter().take(LONGEST_NAME).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    &rest[..length]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nests_too_deep_is_cut() {
        for piece in
            ["<div>", "<!--<script>--><div>", "<!--><div>", "<div></x>", "<style></script></style><b>"]
        {
            let source = piece.repeat(2_000);
            let kept = shallow(&source).len();
            assert!(
                kept >= piece.len() * MAX_DEPTH && kept <= piece.len() * (MAX_DEPTH + 1),
                "{piece}: {kept}"
            );
        }
    }

    #[test]
    fn what_is_flat_is_kept() {
        for piece in [
            "<svg><path d='M0 0'/><use href='#x' /></svg>",
            "<DIV><b></b></div>",
            "<!-- <div> -->",
            "<script>i<n<div</script>",
            "<h2>A</h3>",
            "<p><br><img>",
            "<my-element-of-a-long-name></my-element-of-a-long-name>",
        ] {
            let source = piece.repeat(2_000);
            assert_eq!(shallow(&source).len(), source.len(), "{piece}");
        }
    }
}
