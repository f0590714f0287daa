//! Where the texts of a document stand in its source.
//!
//! A parser forgets positions. So the document is parsed twice, the second time with a mark in front of each text:
//! both trees have the same shape, and the marks of an element's twin tell where its texts come from.

use std::ops::Range;

use scraper::ElementRef;

use super::dom::Dom;

/// The first mark, in a plane of Unicode that is left to private use; the others follow it.
const FIRST_MARK: u32 = 0xF_0000;

/// More texts than this are not marked: a shop's page has some thousands.
const MOST_TEXTS: u32 = 50_000;

/// Longer texts are not a price, a name or a label.
const LONGEST_TEXT: usize = 300;

/// One text between two tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    /// Its place in the source, without the spaces around it.
    pub(super) at: Range<usize>,
    /// What it says, with its entities read.
    pub(super) says: String,
}

/// A document with the places of its texts.
pub(super) struct TextPlaces {
    /// The document as it is.
    pub(super) dom: Dom,
    marked: Dom,
    texts: Vec<Range<usize>>,
}

impl TextPlaces {
    pub(super) fn read(source: &str) -> Self {
        let is_used = source.chars().any(|c| index_of(c).is_some());
        let texts = if is_used { Vec::new() } else { texts(source) };
        let mut marked = String::with_capacity(source.len() + 4 * texts.len());
        let mut behind = 0;
        for (mark, text) in (FIRST_MARK..).filter_map(char::from_u32).zip(&texts) {
            marked.push_str(&source[behind..text.start]);
            marked.push(mark);
            behind = text.start;
        }
        marked.push_str(&source[behind..]);
        Self { dom: Dom::new(source), marked: Dom::new(&marked), texts }
    }

    /// The texts within an element of [`TextPlaces::dom`], in document order.
    pub(super) fn texts_in(&self, element: ElementRef<'_>) -> Vec<Text> {
        let twin = self.marked.twin_of(element).filter(|twin| twin.value().name() == element.value().name());
        let nodes = twin.into_iter().flat_map(|twin| twin.text());
        nodes.filter_map(|text| self.text(text)).collect()
    }

    /// A text of the marked document. Spaces stand before the mark.
    fn text(&self, marked: &str) -> Option<Text> {
        let mut characters = marked.trim_start().chars();
        let at = self.texts.get(index_of(characters.next()?)?)?.clone();
        Some(Text { at, says: characters.as_str().trim().to_owned() })
    }
}

fn index_of(mark: char) -> Option<usize> {
    let index = u32::from(mark).checked_sub(FIRST_MARK).filter(|index| *index < MOST_TEXTS)?;
    usize::try_from(index).ok()
}

/// What stands between a `>` and the next `<`, scripts and comments included: a mark does no harm there.
fn texts(source: &str) -> Vec<Range<usize>> {
    let mut texts = Vec::new();
    let mut at = 0;
    while let Some(closed) = source[at..].find('>') {
        let start = at + closed + 1;
        let end = source[start..].find('<').map_or(source.len(), |length| start + length);
        let text = source[start..end].trim();
        if !text.is_empty() && text.len() <= LONGEST_TEXT && texts.len() < MOST_TEXTS as usize {
            let begin = start + (source[start..end].len() - source[start..end].trim_start().len());
            texts.push(begin..begin + text.len());
        }
        at = end;
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::dom::selector;

    fn found(source: &str) -> Vec<(String, String)> {
        let places = TextPlaces::read(source);
        let element = places.dom.first(selector!(".x")).unwrap();
        let texts = places.texts_in(element);
        texts.into_iter().map(|text| (source[text.at].to_owned(), text.says)).collect()
    }

    #[test]
    fn texts_are_found_where_they_stand() {
        for (source, expected) in [
            ("<p class=x>\n  €11.42\n </p>", &[("€11.42", "€11.42")][..]),
            (
                "<p class=x>22,94&nbsp;&euro;<b>Save</b></p>",
                &[("22,94&nbsp;&euro;", "22,94\u{A0}€"), ("Save", "Save")],
            ),
            // What a parser moves, drops or never sees.
            ("<table>lost<tr><td class=x>5 €</td></table>", &[("5 €", "5 €")]),
            ("<!-- <p>1 €</p> --><script>if (a>b) c='<p>2 €</p>'</script><p class=x>3 €", &[("3 €", "3 €")]),
            ("<a title='<b>4 €</b>'>more</a><p class=x>5 €<p>6 €", &[("5 €", "5 €")]),
            ("<div class=x><p>A<p>B</div>C", &[("A", "A"), ("B", "B")]),
            ("<p class=x> </p>", &[]),
            // Marks of its own would be taken for ours.
            ("<i>\u{F0001}</i><p class=x>5 €</p>", &[]),
        ] {
            let expected: Vec<_> =
                expected.iter().map(|(at, says)| ((*at).to_owned(), (*says).to_owned())).collect();
            assert_eq!(found(source), expected, "{source}");
        }
    }
}
