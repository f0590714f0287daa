//! The charsets of the shop's pages: checks and extracts look at UTF-8, whatever the bytes are.

use std::cell::RefCell;

use bytes::Bytes;

use crate::http::Answer;
use crate::metric::StepId;
use crate::page::Charset;

/// The charset of each step's page as one thread knows it, for pages whose header does not name one: it is looked for in the first
/// page that comes, and not again.
#[derive(Debug, Default)]
pub(super) struct Charsets(RefCell<Vec<Option<Charset>>>);

impl Charsets {
    /// The answer with its body in UTF-8; `None` when it is UTF-8 already, or is not a text that has a charset.
    pub(super) fn decoded(&self, step: StepId, answer: &Answer) -> Option<Answer> {
        if answer.body.is_empty() {
            return None;
        }
        let label = answer.headers.get("content-type").map_or(&b""[..], |value| value.as_bytes());
        let charset = Charset::of_label(label).unwrap_or_else(|| self.of_step(step, label, &answer.body));
        let text = charset.decode(&answer.body)?;
        Some(Answer { status: answer.status, headers: answer.headers.clone(), body: Bytes::from(text) })
    }

    fn of_step(&self, StepId(step): StepId, label: &[u8], body: &[u8]) -> Charset {
        let mut known = self.0.borrow_mut();
        let place = usize::from(step);
        if known.len() <= place {
            known.resize(place + 1, None);
        }
        *known[place].get_or_insert_with(|| Charset::of_body(label, body))
    }
}

#[cfg(test)]
mod tests {
    use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

    use super::*;

    fn answer(label: Option<&'static str>, body: &'static [u8]) -> Answer {
        let mut headers = HeaderMap::new();
        headers.extend(label.map(|label| (CONTENT_TYPE, HeaderValue::from_static(label))));
        Answer { status: 200, headers, body: Bytes::from_static(body) }
    }

    #[test]
    fn bodies_become_utf_8_and_what_is_utf_8_is_not_touched() {
        for (label, body, expected) in [
            (Some("text/html; charset=windows-1252"), &b"caf\xe9 \x80"[..], Some("café €")),
            (Some("text/html; charset=\"ISO-8859-15\""), b"\xa4", Some("€")),
            (Some("text/html;charset=utf-8"), b"caf\xc3\xa9", None),
            (Some("text/html; charset=UTF-8"), b"caf\xe9", None),
            (Some("text/html"), b"<meta charset=iso-8859-1>caf\xe9", Some("<meta charset=iso-8859-1>café")),
            (Some("text/html"), b"caf\xc3\xa9", None),
            // The standard's default for what is not UTF-8 and says nothing.
            (None, b"<html>caf\xe9", Some("<html>café")),
            (Some("application/xml; charset=ISO-8859-1"), b"caf\xe9", Some("café")),
            (Some("APPLICATION/RSS+XML;charset=iso-8859-1"), b"caf\xe9", Some("café")),
            (Some("application/xhtml+xml; charset=iso-8859-1"), b"caf\xe9", Some("café")),
            (Some("image/svg+xml; charset=iso-8859-1"), b"caf\xe9", Some("café")),
            (Some("application/ecmascript; charset=iso-8859-1"), b"caf\xe9", Some("café")),
            (Some("application/x-javascript; charset=iso-8859-1"), b"caf\xe9", Some("café")),
            (Some("text/csv; charset=iso-8859-1"), b"caf\xe9", Some("café")),
            (Some("application/x-www-form-urlencoded; charset=iso-8859-1"), b"a=caf\xe9", Some("a=café")),
            // An XML without a charset is UTF-8 unless it says otherwise, as here by its mark.
            (Some("application/xml"), b"caf\xc3\xa9", None),
            (Some("application/xml"), b"\xff\xfe<\0\xe9\0", Some("<é")),
            // JSON is UTF-8 (RFC 8259 §8.1), and pictures have no charset.
            (Some("application/json"), b"\"caf\xe9\"", None),
            (Some("application/json; charset=iso-8859-1"), b"\"caf\xe9\"", None),
            (Some("application/ld+json; charset=iso-8859-1"), b"\"caf\xe9\"", None),
            (Some("image/png"), b"\x89PNG\xe9", None),
            (Some("text/html; charset=utf-16le"), b"<\0\xe9\0", Some("<é")),
            (Some("text/html; charset=nonsense"), b"caf\xc3\xa9", None),
            (Some("text/html; charset=windows-1252"), b"", None),
        ] {
            let decoded = Charsets::default().decoded(StepId(0), &answer(label, body));
            let decoded = decoded.map(|answer| String::from_utf8(answer.body.to_vec()).unwrap());
            assert_eq!(decoded.as_deref(), expected, "{label:?} {body:?}");
        }
    }

    #[test]
    fn a_step_s_charset_is_looked_for_once() {
        let charsets = Charsets::default();
        let latin = answer(Some("text/html"), b"<meta charset=iso-8859-1>\xe9");
        assert!(charsets.decoded(StepId(3), &latin).is_some());
        // Without the mark, by what is known of the step; another step has its own.
        let unmarked = answer(Some("text/html"), b"\xc3\xa9");
        assert_eq!(charsets.decoded(StepId(3), &unmarked).unwrap().body, "Ã©");
        assert!(charsets.decoded(StepId(4), &unmarked).is_none());
        // A header counts for more.
        assert!(
            charsets.decoded(StepId(3), &answer(Some("text/html; charset=utf-8"), b"\xc3\xa9")).is_none()
        );
    }
}
