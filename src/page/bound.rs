//! Texts of a source that stand for one place of the page, so that another number at that place, and only there, takes
//! them away: a price with as much of the mark-up around it as tells it from the page's other prices.

use std::ops::Range;

use memchr::memmem;

/// How much mark-up is taken before a text to tell its place from others.
const MOST_BEFORE: usize = 600;

/// How far a product's name may be from its price.
const MOST_BETWEEN: usize = 3_000;

/// The spaces behind a text that are taken along with the tag behind them.
const MOST_BEHIND: usize = 200;

/// The source from a tag before the text to its end, as short as makes the place unique: what stands before the text
/// stands there alone, and has one of the marks (`cart-total`) where one is near, since a tag like `<span>` may be alone by
/// chance. Where a page says the same in several places, mark-up before them included, all count as one.
pub(super) fn in_place(source: &str, text: &Range<usize>, marks: &[&str]) -> Option<String> {
    let starts = source[..text.start].rmatch_indices('<').map(|(at, _)| at);
    let starts: Vec<usize> = starts.take_while(|start| text.start - start <= MOST_BEFORE).collect();
    let before = |start: usize| &source[start..text.start];
    let is_marked = |start: &usize| marks.iter().any(|mark| before(*start).contains(mark));
    // Spaces tell nothing apart.
    let is_alone = |start: &usize| {
        memmem::find_iter(source.as_bytes(), before(*start).trim_ascii_end()).nth(1).is_none()
    };
    let agrees = |start: &usize| {
        let said = &source[text.clone()];
        let mut all = source.match_indices(before(*start));
        all.all(|(at, before)| source[at + before.len()..].starts_with(said))
    };
    let marked = starts.iter().find(|start| is_marked(start) && is_alone(start));
    let start = marked
        .or_else(|| starts.iter().find(|start| is_alone(start)))
        .or_else(|| starts.last().filter(|start| agrees(start)))?;
    checked(&source[*start..end_of(source, text)])
}

/// The source from one place to a text, or from the text to the place behind it.
pub(super) fn from_anchor(source: &str, anchor: &Range<usize>, text: &Range<usize>) -> Option<String> {
    if text.end <= anchor.start {
        let start = source[..text.start].rfind('<')?;
        return within(source, start, end_of(source, anchor));
    }
    let end = end_of(source, text);
    if anchor.end > text.start {
        return None;
    }
    // With the tag's end, or `Mug` would stand in `Big Mug`, too.
    let before = source[..anchor.start].trim_ascii_end();
    let start = if before.ends_with('>') { before.len() - 1 } else { anchor.start };
    within(source, start, end)
}

fn within(source: &str, start: usize, end: usize) -> Option<String> {
    (end - start <= MOST_BETWEEN).then(|| checked(&source[start..end])).flatten()
}

/// Behind the text, with the beginning of the next tag: `€1.4` stands in `€1.42`, `€1.4<` does not.
fn end_of(source: &str, text: &Range<usize>) -> usize {
    let rest = &source[text.end..];
    let spaces = rest.len() - rest.trim_ascii_start().len();
    let is_tag = spaces <= MOST_BEHIND && rest[spaces..].starts_with('<');
    if is_tag { text.end + spaces + 1 } else { text.end }
}

fn checked(literal: &str) -> Option<String> {
    (!is_for_one_visitor(literal)).then(|| literal.to_owned())
}

/// Whether a text holds what looks like a token, a session or an instant, which the next visitor has another of.
fn is_for_one_visitor(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        digits == word.len() && digits >= 10 || word.len() >= 16 && digits >= 4
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a text stands for the first time.
    fn at(source: &str, text: &str) -> Range<usize> {
        let start = source.find(text).unwrap();
        start..start + text.len()
    }

    #[test]
    fn a_place_is_told_from_others_by_the_mark_up_before_it() {
        for (source, marks, expected) in [
            ("<p class=price>€5</p>", &[][..], Some("<p class=price>€5<")),
            // Another product may come to cost the same.
            ("<i class=a><b>€5</b><i class=b><b>€6</b>", &[], Some("<i class=a><b>€5<")),
            ("<i>Old</i><b>€9</b><i>New</i><b>\n€5\n</b>", &[], Some("<i>New</i><b>\n€5\n<")),
            // Alone by chance, and with the mark.
            (
                "<div class=total><p> <b>€5</b></div><b>€6</b>",
                &["total"],
                Some("<div class=total><p> <b>€5<"),
            ),
            ("<b>€5</b>", &["total"], Some("<b>€5<")),
            ("€5", &[], None),
            // Nothing tells the two places apart, but they agree.
            ("<b>€5</b><hr><b>€5</b>", &[], Some("<b>€5<")),
            // Another visitor has another of these.
            ("<p data-t=8823e9372f91b0a296baeeede38bb1d5>€5</p>", &[], None),
            ("<p data-now=1798761599>€5</p>", &[], None),
        ] {
            let found = in_place(source, &at(source, "€5"), marks);
            assert_eq!(found.as_deref(), expected, "{source}");
        }
    }

    #[test]
    fn a_price_goes_with_its_name() {
        for (source, expected) in [
            ("<a> Mug </a>\n<b>€5</b>", Some("> Mug </a>\n<b>€5<")),
            ("<b>€5</b><a>Mug</a>", Some("<b>€5</b><a>Mug<")),
            ("<a>Mug €5</a>", Some(">Mug €5<")),
        ] {
            let found = from_anchor(source, &at(source, "Mug"), &at(source, "€5"));
            assert_eq!(found.as_deref(), expected, "{source}");
        }
        let far = format!("<a>Mug</a>{}<b>€5</b>", "<br>".repeat(1_000));
        assert_eq!(from_anchor(&far, &at(&far, "Mug"), &at(&far, "€5")), None);
    }
}
