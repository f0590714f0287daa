//! From an answer's or a file's bytes to a page's text: is it HTML at all, and in which encoding?
//!
//! Follows the HTML standard's encoding sniffing (§13.2.3.2): byte order mark, then `Content-Type`, then `<meta>` in
//! the first 1024 bytes; and the MIME Sniffing standard's signatures of binary formats.

use std::borrow::Cow;
use std::sync::LazyLock;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;
use regex::Regex;

use crate::words::Message;

/// Where the standard looks for `<meta charset>`.
const PRESCANNED: usize = 1024;

/// A page's text, and how it was written.
#[derive(Debug, Clone)]
pub struct PageSource {
    /// The text.
    pub text: String,
    /// How the bytes were read.
    pub encoding: PageEncoding,
}

/// How a page's bytes say its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageEncoding {
    encoding: &'static Encoding,
    /// Bytes that this encoding does not have were found, and stand as U+FFFD in the text.
    pub damaged: bool,
}

/// The charset of an answer's text, for what looks at many answers of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// What the `Content-Type` alone tells: the charset that it names, or that the answer is not text or always UTF-8 (JSON).
    /// `None` when the body has to be looked at.
    #[must_use]
    pub fn of_label(label: &[u8]) -> Option<Self> {
        // The usual case, without a search for anything else.
        if memmem::find(label, b"utf-8").is_some() || memmem::find(label, b"UTF-8").is_some() {
            return Some(Self(UTF_8));
        }
        let kind = label.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        if is_text(kind) { charset(label).map(Self) } else { Some(Self(UTF_8)) }
    }

    /// What the body tells: its mark, its `<meta>`, or whether it is UTF-8.
    #[must_use]
    pub fn of_body(label: &[u8], body: &[u8]) -> Self {
        Self(sniffed(body, std::str::from_utf8(label).ok()))
    }

    /// The text in UTF-8, what this charset does not have as U+FFFD; `None` when the bytes are so already.
    #[must_use]
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        if self.0 == UTF_8 {
            return None;
        }
        match self.0.decode(bytes).0 {
            Cow::Borrowed(_) => None,
            Cow::Owned(text) => Some(text),
        }
    }
}

/// Why bytes cannot be read as a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", Message::from(self))]
pub enum SourceError {
    /// Something else than text, by its first bytes.
    Binary(&'static str),
    /// Text of another kind, by its label and its looks.
    NotHtml(String),
    /// Nothing, or nothing but spaces.
    Empty,
}

impl From<&SourceError> for Message {
    fn from(error: &SourceError) -> Self {
        match error {
            SourceError::Binary(kind) => Message::new("error-source-binary").exact("kind", kind),
            SourceError::NotHtml(text) => Message::new("error-source-not-html").exact("text", text),
            SourceError::Empty => Message::new("error-source-empty"),
        }
    }
}

impl Default for PageEncoding {
    /// UTF-8 without damage.
    fn default() -> Self {
        Self { encoding: UTF_8, damaged: false }
    }
}

impl PageEncoding {
    /// The encoding's name as in `charset=`: `UTF-8`, `windows-1252`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.encoding.name()
    }

    /// Whether the page is UTF-8.
    #[must_use]
    pub fn is_utf8(self) -> bool {
        self.encoding == UTF_8
    }

    /// Whether a text of the page stands in its bytes just as in UTF-8: what a check finds in every tool, k6 included, which
    /// does not know the page's charset.
    #[must_use]
    pub fn keeps(self, text: &str) -> bool {
        !text.contains('\u{FFFD}')
            && (self.is_utf8() || (self.encoding.is_ascii_compatible() && text.is_ascii()))
    }
}

impl PageSource {
    /// Reads the bytes of an answer (`content_type` is its header) or of a file.
    ///
    /// # Errors
    ///
    /// [`SourceError`] when they are not HTML: by their signature, or by a label that their looks do not belie.
    pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Result<Self, SourceError> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(SourceError::Empty);
        }
        if let Some(what) = signature(bytes) {
            return Err(SourceError::Binary(what));
        }
        let encoding = sniffed(bytes, content_type);
        let (text, encoding, damaged) = encoding.decode(bytes);
        let looks = looks_like_html(&text);
        if !looks && is_binary(text.as_bytes()) {
            return Err(SourceError::Binary("data"));
        }
        let labelled = content_type
            .is_none_or(|label| label.trim().is_empty() || label.to_ascii_lowercase().contains("html"));
        if !labelled && !looks {
            return Err(SourceError::NotHtml(content_type.unwrap_or_default().to_owned()));
        }
        Ok(Self { text: text.into_owned(), encoding: PageEncoding { encoding, damaged } })
    }
}

/// What begins with these bytes (MIME Sniffing §6 and §7).
fn signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpeg"),
        (b"GIF8", "gif"),
        (b"%PDF-", "pdf"),
        (b"\x1f\x8b", "gzip"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"PK\x03\x04", "zip"),
        (b"wOFF", "font"),
        (b"wOF2", "font"),
    ];
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some("webp");
    }
    SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, what)| *what)
}

/// Whether a text has the bytes that no text has (MIME Sniffing §4, "binary data byte").
fn is_binary(text: &[u8]) -> bool {
    text.iter().take(1445).any(|byte| matches!(byte, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F))
}

/// Whether a text begins as HTML does, behind spaces and comments.
fn looks_like_html(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "<!doctype html",
        "<html",
        "<head",
        "<body",
        "<script",
        "<title",
        "<meta",
        "<link",
        "<style",
        "<div",
        "<h1",
        "<main",
        "<iframe",
        "<table",
        "<p",
        "<a",
        "<br",
        "<article",
        "<section",
        "<header",
        "<form",
        "<?xml",
    ];
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        rest = comment.split_once("-->").map_or("", |(_, rest)| rest).trim_start();
    }
    STARTS.iter().any(|start| {
        let begins = rest.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
        let ends = rest
            .get(start.len()..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/'));
        begins && ends && (*start != "<?xml" || rest.contains("<html"))
    })
}

fn sniffed(bytes: &[u8], content_type: Option<&str>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    let labelled = content_type.and_then(|label| charset(label.as_bytes()));
    labelled.or_else(|| prescanned(bytes)).unwrap_or_else(|| {
        if bytes.starts_with(b"<\0") {
            UTF_16LE
        } else if bytes.starts_with(b"\0<") {
            UTF_16BE
        } else if std::str::from_utf8(bytes).is_ok() {
            UTF_8
        } else {
            // The standard's default for western languages.
            WINDOWS_1252
        }
    })
}

/// Whether a media type is of texts that have a charset; an answer without one is looked at, too. JSON is not: it is UTF-8
/// whatever the header says (RFC 8259 §8.1).
fn is_text(kind: &[u8]) -> bool {
    const KINDS: [&str; 6] = [
        "application/xml",
        "application/javascript",
        "application/x-javascript",
        "application/ecmascript",
        "application/csv",
        "application/x-www-form-urlencoded",
    ];
    let has_start = |start: &[u8]| kind.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start));
    let has_end = |end: &[u8]| {
        let start = kind.len().checked_sub(end.len());
        start.is_some_and(|start| kind[start..].eq_ignore_ascii_case(end))
    };
    kind.is_empty()
        || has_start(b"text/")
        || has_end(b"+xml")
        || KINDS.iter().any(|known| kind.eq_ignore_ascii_case(known.as_bytes()))
}

/// `charset=…` in a `Content-Type`.
fn charset(label: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(label).to_ascii_lowercase();
    let (_, value) = text.split_once("charset=")?;
    let value = value.trim_start_matches(['"', '\'']);
    Encoding::for_label(value.split(['"', '\'', ';', ' ']).next()?.as_bytes())
}

/// `<meta charset>` or `<meta http-equiv content>` in the first bytes, comments left out. A page that says there that it
/// is UTF-16 cannot be: it is UTF-8 then (the standard says so).
fn prescanned(bytes: &[u8]) -> Option<&'static Encoding> {
    static META: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?is)<!--.*?(?:-->|$)|<meta[\s/][^>]*?charset\s*=\s*["']?\s*([^\s"'/>;]+)"#).ok()
    });
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(PRESCANNED)]);
    let label = META.as_ref()?.captures_iter(&head).find_map(|found| found.get(1))?;
    let encoding = Encoding::for_label(label.as_str().as_bytes())?;
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { UTF_8 } else { encoding })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(bytes: &[u8], label: Option<&str>) -> (String, &'static str) {
        let source = PageSource::decode(bytes, label).unwrap();
        (source.text, source.encoding.name())
    }

    #[test]
    fn the_encoding_is_found_where_the_standard_looks() {
        let latin = b"<meta charset=iso-8859-1><p>\xe9";
        for (bytes, label, letter, name) in [
            (&b"\xef\xbb\xbf<p>\xc3\xa9"[..], Some("text/html; charset=iso-8859-1"), "é", "UTF-8"),
            (b"<p>\xe9", Some("text/html; charset=ISO-8859-1"), "é", "windows-1252"),
            (b"<p>\xa4", Some("text/html; charset=\"iso-8859-15\""), "€", "ISO-8859-15"),
            (latin, None, "é", "windows-1252"),
            (latin, Some("text/html"), "é", "windows-1252"),
            (b"<meta http-equiv=Content-Type content='text/html; charset=windows-1251'><p>\xf6\xe5\xed\xe0", None, "цена", "windows-1251"),
            (b"<!-- <meta charset=windows-1251> --><meta charset='shift_jis'><p>\x89\x7e", None, "円", "Shift_JIS"),
            (b"\xff\xfe<\0p\0>\0\xe9\0", None, "é", "UTF-16LE"),
            (b"<\0p\0>\0\xe9\0", None, "é", "UTF-16LE"),
            (b"\xfe\xff\0<\0p\0>\0\xe9", None, "é", "UTF-16BE"),
            (b"<p>\xc3\xa9", None, "é", "UTF-8"),
            (b"<p>\xe9 \x80", None, "€", "windows-1252"),
            (b"<meta charset=utf-16><p>\xc3\xa9", None, "é", "UTF-8"),
            (b"<meta charset=nonsense><p>\xc3\xa9", None, "é", "UTF-8"),
        ] {
            let (text, found) = decoded(bytes, label);
            assert!(text.contains(letter) && found == name, "{text} in {found}, expected {letter} in {name}");
        }
        assert!(PageSource::decode(b"<meta charset=utf-8><p>\xe9", None).unwrap().encoding.damaged);
    }

    #[test]
    fn a_check_finds_only_what_stands_in_the_bytes() {
        let of = |bytes: &[u8]| PageSource::decode(bytes, None).unwrap().encoding;
        let (utf8, latin, wide) = (of(b"<p>"), of(b"<meta charset=latin1>"), of(b"\xff\xfe<\0p\0>\0"));
        assert!(utf8.keeps("11,42 €") && !utf8.keeps("\u{FFFD}"));
        assert!(latin.keeps("11,42") && !latin.keeps("11,42 €") && !latin.is_utf8());
        assert!(!wide.keeps("11,42"));
    }

    #[test]
    fn what_is_no_page_is_named() {
        let refused =
            |bytes: &[u8], label: Option<&str>| PageSource::decode(bytes, label).unwrap_err().to_string();
        let html = Some("text/html");
        assert_eq!(refused(b"\x89PNG\r\n\x1a\n....", html), "a PNG picture, not an HTML page");
        assert_eq!(refused(b"%PDF-1.7\n", html), "a PDF document, not an HTML page");
        assert_eq!(refused(b"\x1f\x8b\x08\0\0", html), "packed data (gzip), not an HTML page");
        assert_eq!(refused(b"RIFF....WEBPVP8 ", None), "a WebP picture, not an HTML page");
        assert_eq!(refused(b"\x00\x01\x02hello", html), "binary data, not an HTML page");
        assert_eq!(refused(b"{\"a\":1}", Some("application/json")), "application/json, not an HTML page");
        assert_eq!(refused(b"User-agent: *", Some("text/plain")), "text/plain, not an HTML page");
        assert_eq!(refused(b" \n ", html), "empty");
        assert_eq!(refused(b"", None), "empty");
        // What is labelled wrongly and is a page all the same.
        for label in ["text/plain", "image/png", "application/octet-stream"] {
            assert!(PageSource::decode(b"<!-- x --><!DOCTYPE html><p>", Some(label)).is_ok(), "{label}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), label in "[ -~]{0,30}") {
            let _ = PageSource::decode(&bytes, Some(&label));
            let _ = PageSource::decode(&[b"<meta charset=".as_slice(), &bytes].concat(), None);
        }
    }
}
