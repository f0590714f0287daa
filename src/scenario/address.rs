//! Values within an address: what has to be encoded follows from where the value stands.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// What would end a path, or cannot stand in one (RFC 3986 §3.3). A slash stays: values may be several segments.
const IN_PATH: &AsciiSet = &IN_QUERY
    .add(b'%')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What would end a value of a query, or mean something else in one: a plus sign is a space there.
const IN_QUERY_VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b':')
    .remove(b',');

/// What would end a query.
const IN_QUERY: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// Adds a value to what there is of an address. A value that it begins with is an address itself and stays as it is;
/// so do the `&` and `=` of one that stands for a whole query. Everywhere else nothing in a value ends its place.
///
/// The percent signs of a page's own addresses are encodings, and stay; those of a `plain` text are encoded.
pub(super) fn encode(address: &mut String, value: &str, plain: bool) {
    if address.is_empty() {
        address.push_str(value);
        return;
    }
    let set = match address.split_once('?') {
        None => IN_PATH,
        Some((_, query)) if query.rsplit('&').next().is_some_and(|last| last.contains('=')) => IN_QUERY_VALUE,
        Some(_) => IN_QUERY,
    };
    if plain {
        address.extend(utf8_percent_encode(value, set));
        return;
    }
    for (place, part) in value.split('%').enumerate() {
        address.push_str(if place == 0 { "" } else { "%" });
        address.extend(utf8_percent_encode(part, set));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table() {
        for (before, value, from_page, plain) in [
            ("", "/en/a b?x=1&y=2#z", "/en/a b?x=1&y=2#z", "/en/a b?x=1&y=2#z"),
            ("/en/", "men/1-a b.html", "men/1-a%20b.html", "men/1-a%20b.html"),
            ("/en/", "a?b#c", "a%3Fb%23c", "a%3Fb%23c"),
            ("/en/", "50%25 é", "50%25%20%C3%A9", "50%2525%20%C3%A9"),
            ("/en/search?s=", "mug & cup+1", "mug%20%26%20cup%2B1", "mug%20%26%20cup%2B1"),
            ("/en/search?s=", "100%", "100%", "100%25"),
            ("/en/search?s=a&", "b=c&d=e f#g", "b=c&d=e%20f%23g", "b=c&d=e%20f%23g"),
            ("/en/search?", "s=50%25", "s=50%25", "s=50%25"),
        ] {
            for (is_plain, expected) in [(false, from_page), (true, plain)] {
                let mut address = before.to_owned();
                encode(&mut address, value, is_plain);
                assert_eq!(address, format!("{before}{expected}"), "plain: {is_plain}");
            }
        }
    }
}
