//! Selectors, with the names by which an index of a page finds what they may select.

use std::ops::Deref;

use aho_corasick::AhoCorasick;
use scraper::Selector;

/// A name that every element which matches one alternative of a selector has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CssKey {
    /// One of its classes.
    Class(String),
    /// Its id.
    Id(String),
    /// An attribute.
    Attribute(String),
    /// Its own name.
    Tag(String),
    /// None: any element may match.
    Any,
}

/// One of the selectors of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Alternative {
    /// Where the elements that may match are looked up.
    pub(super) key: CssKey,
    /// The names that elements around or before it have. Without them on the page it selects nothing.
    pub(super) around: Vec<CssKey>,
}

/// A compiled selector. It is used like scraper's below an element, and by [`Dom`](super::Dom) for a whole page.
#[derive(Debug)]
pub struct Css {
    selector: Selector,
    alternatives: Vec<Alternative>,
    /// The texts of all alternatives `[class*=TEXT i]`: one look at a class answers all of them.
    class_parts: Option<AhoCorasick>,
}

impl Css {
    /// Compiles a list of selectors; `None` for what is not one.
    #[must_use]
    pub fn parse(css: &str) -> Option<Self> {
        let selector = Selector::parse(css).ok()?;
        let (mut alternatives, mut parts) = (Vec::new(), Vec::new());
        for alternative in split(css, |c| c == ',') {
            match class_part(alternative.trim()) {
                Some(part) => parts.push(part),
                None => alternatives.push(Alternative::of(alternative.trim())),
            }
        }
        let automaton = || {
            AhoCorasick::builder()
                .ascii_case_insensitive(true)
                .build(&parts)
                .ok()
                .filter(|_| !parts.is_empty())
        };
        Some(Self { class_parts: automaton(), selector, alternatives })
    }

    /// Its selectors, apart from those of [`Css::matches_class`].
    pub(super) fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// Whether it asks for parts of classes.
    pub(super) const fn has_class_parts(&self) -> bool {
        self.class_parts.is_some()
    }

    /// Whether an element whose attribute `class` is this text matches by a part of it.
    pub(super) fn matches_class(&self, class: &str) -> bool {
        self.class_parts.as_ref().is_some_and(|parts| parts.is_match(class))
    }
}

impl Deref for Css {
    type Target = Selector;

    fn deref(&self) -> &Selector {
        &self.selector
    }
}

/// The parts of a selector between separators that stand in no brackets and no quotes.
fn split(css: &str, is_separator: fn(char) -> bool) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut quote) = (Vec::new(), 0, 0_usize, None);
    for (at, c) in css.char_indices() {
        match (quote, c) {
            (Some(open), _) if open == c => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, _) if depth == 0 && is_separator(c) => {
                parts.push(&css[from..at]);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&css[from..]);
    parts
}

/// TEXT of `[class*=TEXT i]`.
fn class_part(alternative: &str) -> Option<&str> {
    let part = alternative.strip_prefix("[class*=")?.strip_suffix(" i]")?;
    part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)).then_some(part)
}

impl Alternative {
    /// What stands behind the last combinator has to match the element itself.
    fn of(selector: &str) -> Self {
        let mut compounds = split(selector, |c| matches!(c, ' ' | '>' | '+' | '~'));
        let key = key_of(compounds.pop().unwrap_or_default());
        let around = compounds.into_iter().map(key_of).filter(|key| *key != CssKey::Any).collect();
        Self { key, around }
    }
}

/// The rarest name of a compound: an id, a class, an attribute, a tag. What stands in brackets behind a colon says nothing of the
/// element's own names.
fn key_of(compound: &str) -> CssKey {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    let plain = split(compound, |c| c == ':').into_iter().next().unwrap_or_default();
    let outside = split(plain, |c| c == '[');
    let bare = outside.first().copied().unwrap_or_default();
    let (bare, attributes) = bare.split_once('[').unwrap_or((bare, ""));
    let behind = |sign: char| {
        let (_, rest) = bare.split_once(sign)?;
        Some(rest.split(|c| !is_name(c)).next()?.to_owned()).filter(|name| !name.is_empty())
    };
    let attribute = || attributes.split(|c| !is_name(c)).next().filter(|name| !name.is_empty());
    let tag = || bare.split(|c| !is_name(c)).next().filter(|name| !name.is_empty());
    behind('#')
        .map(CssKey::Id)
        .or_else(|| behind('.').map(CssKey::Class))
        .or_else(|| attribute().map(|name| CssKey::Attribute(name.to_owned())))
        .or_else(|| tag().map(|name| CssKey::Tag(name.to_owned())))
        .unwrap_or(CssKey::Any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alternative_has_a_key() {
        let class = |name: &str| CssKey::Class(name.to_owned());
        let attribute = |name: &str| CssKey::Attribute(name.to_owned());
        let tag = |name: &str| CssKey::Tag(name.to_owned());
        for (css, expected) in [
            ("h1", vec![tag("h1")]),
            ("body > div[id], .a .b-c.d", vec![attribute("id"), class("b-c")]),
            ("p#x.y", vec![CssKey::Id("x".to_owned())]),
            ("a[href*='a, b > .c']", vec![attribute("href")]),
            ("form:has(input[name=id])[action]", vec![tag("form")]),
            ("button:not([type], .x)", vec![tag("button")]),
            (":not(.x)", vec![CssKey::Any]),
            ("body *", vec![CssKey::Any]),
            ("[itemprop=price][content]", vec![attribute("itemprop")]),
            ("[class*=a i], del, [class*=b]", vec![tag("del"), attribute("class")]),
        ] {
            let css_of = Css::parse(css).unwrap();
            let keys: Vec<_> = css_of.alternatives().iter().map(|one| one.key.clone()).collect();
            assert_eq!(keys, expected, "{css}");
        }
        assert!(Css::parse("[class*=Price i], del").unwrap().matches_class("x my-pRICE"));
        assert_eq!(
            Css::parse(".a:not(.b) > [c=d] e").unwrap().alternatives(),
            [Alternative { key: tag("e"), around: vec![class("a"), attribute("c")] }]
        );
        assert!(Css::parse("p >").is_none());
    }
}
