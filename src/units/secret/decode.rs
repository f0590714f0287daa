//! Decodes a text as its last reader does: percent signs, HTML entities and JSON escapes are undone, however they are mixed and
//! however often they were applied. Each decoded byte keeps its place in the original text.
//!
//! The decoder is our own, because the crates for one of these encodings give no positions, stop at the first mistake, and do not
//! combine: a shop writes `%5Cu0026amp%3B`. Only the table of HTML's names is html5ever's.

use web_atoms::NAMED_ENTITIES;

/// The length of the longest name of an HTML entity, semicolon included.
const LONGEST_ENTITY: usize = 33;

/// A decoded text.
///
/// A plus sign is decoded as a space, as in forms, and backslashes are left out: their number only tells how often JSON was
/// written into JSON. A secret must be decoded before it is compared with this text.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    /// The place in the original text where each byte begins.
    begins: Vec<u32>,
    /// The place in the original text where each byte ends.
    ends: Vec<u32>,
    /// Whether a backslash stands before each byte.
    escaped: Vec<bool>,
    /// The place of the backslashes before the next byte, if any.
    backslash: Option<u32>,
}

impl Decoded {
    /// Decodes a text; `None` when decoding changes nothing.
    ///
    /// A text of 4 GB and more has places beyond 32 bits; see [`Decoded::fits`].
    pub(super) fn new(text: &str) -> Option<Self> {
        text.bytes().any(|byte| matches!(byte, b'%' | b'&' | b'\\' | b'+')).then(|| Self::always(text))
    }

    /// Whether a text is short enough for its places to fit in 32 bits.
    pub(super) fn fits(text: &str) -> bool {
        u32::try_from(text.len()).is_ok()
    }

    fn always(text: &str) -> Self {
        let mut decoded = Self {
            bytes: Vec::with_capacity(text.len()),
            begins: Vec::with_capacity(text.len()),
            ends: Vec::with_capacity(text.len()),
            escaped: Vec::with_capacity(text.len()),
            backslash: None,
        };
        for (place, byte) in (0..).zip(text.bytes()) {
            let backslash = if byte == b'\\' { None } else { decoded.backslash.take() };
            decoded.push(byte, backslash.unwrap_or(place), place + 1, backslash.is_some());
        }
        decoded
    }

    /// The decoded form of a secret, to be compared with decoded texts.
    pub(super) fn of_secret(secret: &str) -> Vec<u8> {
        Self::always(secret).bytes
    }

    /// The range of the original text that these decoded bytes come from.
    pub(super) fn place(&self, begin: usize, end: usize) -> Option<(usize, usize)> {
        let begin = self.begins.get(begin)?;
        let end = self.ends.get(end.checked_sub(1)?)?;
        Some((usize::try_from(*begin).ok()?, usize::try_from(*end).ok()?))
    }

    /// Adds a byte, and undoes the encodings that it completes. Each encoding removes more bytes than it adds, so the work is
    /// linear.
    fn push(&mut self, byte: u8, mut begin: u32, end: u32, mut escaped: bool) {
        let mut byte = byte;
        loop {
            if byte == b'\\' {
                self.backslash.get_or_insert(begin);
                return;
            }
            byte = match byte {
                b'+' => b' ',
                b'n' if escaped => b'\n',
                b't' if escaped => b'\t',
                b'r' if escaped => b'\r',
                b'b' if escaped => 8,
                b'f' if escaped => 12,
                byte => byte,
            };
            self.add(byte, begin, end, escaped);
            let (length, decoded) = match self.completed(byte) {
                Some(completed) => completed,
                None => return,
            };
            let first = self.bytes.len() - length;
            begin = self.begins[first];
            // The rest of a `\u` escape has lost its backslash.
            escaped = self.escaped[first] && self.bytes[first] != b'u';
            self.truncate(first);
            match decoded {
                EncodedPart::Byte(decoded) if decoded.is_ascii() => byte = decoded,
                EncodedPart::Byte(decoded) => return self.add(decoded, begin, end, false),
                EncodedPart::Text(text) => {
                    // No byte of these texts completes an encoding.
                    text.bytes().for_each(|byte| self.add(byte, begin, end, false));
                    return;
                }
                EncodedPart::Surrogate(unit) => return self.add_surrogate(unit, begin, end),
            }
        }
    }

    fn add(&mut self, byte: u8, begin: u32, end: u32, escaped: bool) {
        self.bytes.push(byte);
        self.begins.push(begin);
        self.ends.push(end);
        self.escaped.push(escaped);
    }

    fn truncate(&mut self, length: usize) {
        self.bytes.truncate(length);
        self.begins.truncate(length);
        self.ends.truncate(length);
        self.escaped.truncate(length);
    }

    /// Adds one half of a surrogate pair, or the whole character when its other half stands before it.
    fn add_surrogate(&mut self, unit: u16, mut begin: u32, end: u32) {
        // The UTF-8 form of a surrogate, which cannot occur in valid text.
        let bytes = |unit: u16| {
            [
                0xED,
                0x80 | u8::try_from((unit >> 6) & 0x3F).unwrap_or(0),
                0x80 | u8::try_from(unit & 0x3F).unwrap_or(0),
            ]
        };
        if let [.., 0xED, high, low] = self.bytes[..]
            && high & 0xF0 == 0xA0
            && (0xDC00..0xE000).contains(&unit)
        {
            let before = 0xD000 | u16::from(high & 0x3F) << 6 | u16::from(low & 0x3F);
            if let Some(Ok(character)) = char::decode_utf16([before, unit]).next() {
                let first = self.bytes.len() - 3;
                begin = self.begins[first];
                self.truncate(first);
                let text = String::from(character);
                text.bytes().for_each(|byte| self.add(byte, begin, end, false));
                return;
            }
        }
        bytes(unit).into_iter().for_each(|byte| self.add(byte, begin, end, false));
    }

    /// The encoding that ends with this byte: its length and its meaning.
    fn completed(&self, byte: u8) -> Option<(usize, EncodedPart)> {
        let bytes = self.bytes.as_slice();
        if byte == b';' {
            return self.entity();
        }
        if !byte.is_ascii_hexdigit() {
            return None;
        }
        match bytes {
            [.., b'%', high, low] => Some((3, EncodedPart::Byte(hex(*high)? << 4 | hex(*low)?))),
            [.., b'u', a, b, c, d] if self.escaped[bytes.len() - 5] => {
                let digits = [*a, *b, *c, *d].map(hex);
                let mut unit = 0;
                for digit in digits {
                    unit = unit << 4 | u16::from(digit?);
                }
                Some((5, EncodedPart::character(u32::from(unit))))
            }
            _ => None,
        }
    }

    /// The HTML entity whose semicolon is the last byte.
    fn entity(&self) -> Option<(usize, EncodedPart)> {
        let window = &self.bytes[self.bytes.len().saturating_sub(LONGEST_ENTITY + 1)..];
        let begin = window.iter().rposition(|byte| *byte == b'&')?;
        let name = std::str::from_utf8(&window[begin + 1..]).ok()?;
        let length = window.len() - begin;
        if let Some(number) = name.strip_prefix('#') {
            let number = number.strip_suffix(';')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            return Some((
                length,
                EncodedPart::character(code.ok().filter(|code| char::from_u32(*code).is_some())?),
            ));
        }
        let (first, second) = *NAMED_ENTITIES.get(name)?;
        let character = char::from_u32(first).filter(|character| *character != '\0')?;
        Some((
            length,
            match char::from_u32(second).filter(|second| *second != '\0') {
                Some(second) => EncodedPart::Text(String::from_iter([character, second])),
                None => EncodedPart::character(first),
            },
        ))
    }
}

/// The meaning of an encoding.
enum EncodedPart {
    Byte(u8),
    Text(String),
    Surrogate(u16),
}

impl EncodedPart {
    fn character(code: u32) -> Self {
        match (u8::try_from(code), char::from_u32(code)) {
            (Ok(byte), _) if byte.is_ascii() => Self::Byte(byte),
            (_, Some(character)) => Self::Text(character.into()),
            (_, None) => Self::Surrogate(u16::try_from(code).unwrap_or_default()),
        }
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        String::from_utf8_lossy(&Decoded::always(text).bytes).into_owned()
    }

    #[test]
    fn table() {
        for (text, expected) in [
            ("%43%41b", "CAb"),
            ("&#67;&#x43;&#X43;&amp;&quot;&eacute;&apos;", "CCC&\"é'"),
            (r"\u0043 \\u0043 \\\\u0043", "C C C"),
            (r#"\"a\/b\n\\n"#, "\"a/b\n\n"),
            ("%2543 %252543", "C C"),
            ("%5Cu0026amp%3B", "&"),
            (r"\ud83d\ude00 \u00e9 \ud83d", "😀 é \u{fffd}\u{fffd}\u{fffd}"),
            ("%C3%A9 100% %4 &nothing; &#; &#x110000; \\", "é 100% %4 &nothing; &#; &#x110000; "),
            ("a+b", "a b"),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }

    #[test]
    fn every_byte_knows_its_place() {
        let text = r"ab%2543\u0044&amp;e";
        let decoded = Decoded::new(text).unwrap();
        assert_eq!(decoded.bytes, b"abCD&e");
        let place = |begin, end| decoded.place(begin, end).map(|(begin, end)| &text[begin..end]);
        assert_eq!(place(2, 3), Some("%2543"));
        assert_eq!(place(1, 6), Some(r"b%2543\u0044&amp;e"));
        assert_eq!(place(4, 5), Some("&amp;"));
        assert!(Decoded::new("nothing encoded").is_none());
    }

    #[test]
    fn much_that_is_nested_takes_no_stack() {
        // Each `%3` waits for the digit that the next one turns out to be.
        let text = "%3".repeat(500_000) + "1";
        assert_eq!(decoded(&text), "1");
        assert_eq!(decoded(&("%".to_owned() + &"25".repeat(500_000) + "41")), "A");
    }
}
