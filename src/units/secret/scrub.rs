//! Finds known secrets in texts.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use super::decode::Decoded;
use super::{HIDDEN, Secret};

/// The most passes over a text. A secret beside another may only become recognisable when that one is hidden.
const MOST_PASSES: usize = 8;

/// Finds known secrets in texts that leave the program. Shops repeat what they are sent, in pages, errors and redirects.
///
/// A secret is found in any letter case; plain; with any of its characters percent-encoded, as HTML entities or as JSON escapes,
/// mixed and repeated; and in Base64 of both alphabets, at any offset of the encoded text. A secret of at least
/// [`Scrubber::LONG`] characters is found anywhere. A shorter one, of at least [`Scrubber::SHORTEST`] characters, is found only
/// as a whole word: no letter, digit or underscore stands beside it. Even shorter secrets are not searched for, nor `true` and
/// `false`: too much other text reads the same.
#[derive(Debug, Default)]
pub struct Scrubber {
    forms: BTreeMap<Vec<u8>, SecretForm>,
    /// Texts that are public, such as the user's address: a short secret inside one of them is an ordinary word.
    open: Vec<String>,
    finder: Finder,
}

/// The conditions under which a form of a secret counts as found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct SecretForm {
    /// Whether it must be a whole word.
    word: bool,
    /// The number of characters before it that hold some of its bits, as in Base64.
    before: usize,
    /// The number of characters behind it that hold some of its bits.
    behind: usize,
}

#[derive(Debug, Default)]
enum Finder {
    /// No secret is known.
    #[default]
    Idle,
    Ready(Box<AhoCorasick>, Vec<SecretForm>),
    /// There are too many forms for a search, so every text counts as secret.
    Blind,
}

/// A secret found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundSecret {
    /// The byte range of the text that holds it.
    pub place: Range<usize>,
    /// Whether the secret is long, so that its presence is not a coincidence.
    pub long: bool,
}

impl Scrubber {
    /// The fewest characters of a secret that is searched for.
    pub const SHORTEST: usize = 4;
    /// The fewest characters of a secret that is found inside words.
    pub const LONG: usize = 8;

    /// Adds secrets to the search. The parts of a header's value (`Bearer …`, `a=1; b=2`) are secrets as well, and so are the
    /// name and password of Basic credentials. Of cookies, only values of at least [`Scrubber::LONG`] characters are added:
    /// shorter ones are settings, such as a currency.
    pub(super) fn know(&mut self, secrets: impl IntoIterator<Item = Secret>) {
        for Secret(text) in secrets {
            for part in parts(&text) {
                // The search knows both cases of ASCII letters; the other cases of all other letters are spelt out here.
                for case in [part.clone(), part.to_lowercase(), part.to_uppercase()] {
                    self.add_forms(&case);
                }
            }
        }
        let forms: Vec<SecretForm> = self.forms.values().copied().collect();
        let built = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(self.forms.keys());
        self.finder = match built {
            Ok(_) if forms.is_empty() => Finder::Idle,
            Ok(finder) => Finder::Ready(Box::new(finder), forms),
            Err(_) => Finder::Blind,
        };
    }

    /// Adds a public text, such as the address that a user named: short secrets inside it are not hidden.
    pub fn leave(&mut self, text: &str) {
        if text.len() >= Self::SHORTEST && !self.open.iter().any(|known| known == text) {
            self.open.push(text.to_owned());
        }
    }

    fn add_forms(&mut self, secret: &str) {
        if !is_searched(secret) {
            return;
        }
        let characters = secret.chars().count();
        let whole = SecretForm { word: characters < Self::LONG, before: 0, behind: 0 };
        self.add_form(secret, whole);
        // Base64 may encode other text before or behind the secret. When it encodes the secret alone, the padding belongs to it.
        for text in [secret.to_owned(), format!("{secret}:")] {
            for form in [
                STANDARD.encode(&text),
                STANDARD_NO_PAD.encode(&text),
                URL_SAFE.encode(&text),
                URL_SAFE_NO_PAD.encode(&text),
            ] {
                self.add_form(&form, whole);
            }
        }
        if !whole.word {
            for (core, before, behind) in (0..3).flat_map(|offset| cores(secret.as_bytes(), offset)) {
                self.add_form(&core, SecretForm { word: false, before, behind });
            }
        }
    }

    /// Adds a form in plain and in decoded spelling.
    fn add_form(&mut self, text: &str, form: SecretForm) {
        let decoded = Decoded::of_secret(text);
        let characters = String::from_utf8_lossy(&decoded).chars().count();
        let decoded_form = SecretForm { word: form.word || characters < Self::LONG, ..form };
        for (bytes, form) in [(text.as_bytes().to_vec(), form), (decoded, decoded_form)] {
            if bytes.len() >= Self::SHORTEST {
                let known = self.forms.entry(bytes).or_insert(form);
                *known = (*known).min(form);
            }
        }
    }

    /// Replaces each known secret, and the names and passwords in addresses, by [`HIDDEN`].
    #[must_use]
    pub fn scrub<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.without(text, true)
    }

    /// Replaces long secrets in a name that other texts refer to. Short ones stay, because names are made of such words.
    #[must_use]
    pub fn scrub_name<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.without(text, false)
    }

    fn without<'t>(&self, text: &'t str, short: bool) -> Cow<'t, str> {
        if matches!(self.finder, Finder::Blind) || !Decoded::fits(text) {
            return if text.is_empty() || text == HIDDEN { text.into() } else { HIDDEN.into() };
        }
        let mut scrubbed = Cow::Borrowed(text);
        for _ in 0..MOST_PASSES {
            let mut clean = String::new();
            let mut kept = 0;
            for FoundSecret { place, .. } in
                self.find(&scrubbed).into_iter().filter(|found| short || found.long)
            {
                clean.push_str(&scrubbed[kept..place.start]);
                clean.push_str(HIDDEN);
                kept = place.end;
            }
            if kept == 0 {
                break;
            }
            clean.push_str(&scrubbed[kept..]);
            scrubbed = Cow::Owned(clean);
        }
        match without_credentials(&scrubbed) {
            Some(clean) => Cow::Owned(clean),
            None => scrubbed,
        }
    }

    /// The known secrets in a text, in order and without overlaps.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<FoundSecret> {
        let Finder::Ready(finder, forms) = &self.finder else { return Vec::new() };
        let mut found = Vec::new();
        search(finder, forms, text.as_bytes(), |begin, end| Some((begin, end)), &mut found);
        if let Some(decoded) = Decoded::new(text) {
            search(finder, forms, &decoded.bytes, |begin, end| decoded.place(begin, end), &mut found);
        }
        // A character is hidden as a whole.
        for FoundSecret { place, .. } in &mut found {
            while !text.is_char_boundary(place.start) {
                place.start -= 1;
            }
            while !text.is_char_boundary(place.end) {
                place.end += 1;
            }
        }
        found.retain(|found| {
            !is_hidden(text, &found.place) && (found.long || !self.is_open(text, &found.place))
        });
        found.sort_unstable_by_key(|found| (found.place.start, found.place.end));
        let mut apart: Vec<FoundSecret> = Vec::new();
        for next in found {
            match apart.last_mut().filter(|last| next.place.start < last.place.end) {
                Some(last) => {
                    last.place.end = last.place.end.max(next.place.end);
                    last.long |= next.long;
                }
                None => apart.push(next),
            }
        }
        apart
    }

    /// Whether a place of a text lies inside a public text.
    fn is_open(&self, text: &str, place: &Range<usize>) -> bool {
        self.open.iter().any(|open| {
            let begin = floor(text, place.end.saturating_sub(open.len()).min(place.start));
            let end = ceiling(text, place.start + open.len());
            text[begin..end]
                .match_indices(open.as_str())
                .any(|(at, _)| begin + at <= place.start && place.end <= begin + at + open.len())
        })
    }
}

/// The last character boundary at or before this place.
fn floor(text: &str, mut place: usize) -> usize {
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

/// The first character boundary at or behind this place.
fn ceiling(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place += 1;
    }
    place
}

/// Whether a place lies inside the replacement of a hidden secret.
fn is_hidden(text: &str, place: &Range<usize>) -> bool {
    let begin = floor(text, place.start.saturating_sub(HIDDEN.len() - 1));
    let end = ceiling(text, place.end + HIDDEN.len() - 1);
    text[begin..end]
        .match_indices(HIDDEN)
        .any(|(at, _)| begin + at <= place.start && place.end <= begin + at + HIDDEN.len())
}

/// Adds the places of all forms in `bytes`, translated by `place`.
fn search(
    finder: &AhoCorasick,
    forms: &[SecretForm],
    bytes: &[u8],
    place: impl Fn(usize, usize) -> Option<(usize, usize)>,
    found: &mut Vec<FoundSecret>,
) {
    for hit in finder.find_overlapping_iter(bytes) {
        let form = forms[hit.pattern().as_usize()];
        if form.word && (ends_in_word(&bytes[..hit.start()]) || begins_with_word(&bytes[hit.end()..])) {
            continue;
        }
        let is_base64 = |byte: &&u8| byte.is_ascii_alphanumeric() || b"+/-_ ".contains(byte);
        let before = bytes[..hit.start()].iter().rev().take(form.before).take_while(is_base64).count();
        let behind = bytes[hit.end()..].iter().take(form.behind).take_while(is_base64).count();
        if let Some((begin, end)) = place(hit.start() - before, hit.end() + behind) {
            found.push(FoundSecret { place: begin..end, long: !form.word });
        }
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn ends_in_word(bytes: &[u8]) -> bool {
    let begin = (1..=4)
        .filter_map(|length| bytes.len().checked_sub(length))
        .find(|begin| bytes[*begin] & 0xC0 != 0x80);
    begin
        .and_then(|begin| std::str::from_utf8(&bytes[begin..]).ok())
        .is_some_and(|text| text.ends_with(is_word))
}

fn begins_with_word(bytes: &[u8]) -> bool {
    let length = match bytes.first() {
        None => return false,
        Some(..=0x7F) => 1,
        Some(..=0xDF) => 2,
        Some(..=0xEF) => 3,
        Some(_) => 4,
    };
    bytes
        .get(..length)
        .and_then(|bytes| std::str::from_utf8(bytes).ok())
        .is_some_and(|text| text.starts_with(is_word))
}

/// The Base64 characters that depend only on the secret when `offset` bytes stand before it in their group of three, in both
/// alphabets; each with the number of characters before and behind that hold some of its bits.
fn cores(secret: &[u8], offset: usize) -> [(String, usize, usize); 2] {
    let padded = [&[0; 3][..offset], secret].concat();
    let first = (offset * 8).div_ceil(6);
    let end = padded.len() * 8 / 6;
    let (before, behind) = (usize::from(offset > 0), usize::from(padded.len() % 3 > 0));
    [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)]
        .map(|text| (text[first..end].to_owned(), before, behind))
}

/// Whether a secret is looked for in other texts: too many read the same as very short ones, and as a switch.
pub(super) fn is_searched(secret: &str) -> bool {
    let is_switch = ["true", "false"].iter().any(|word| secret.eq_ignore_ascii_case(word));
    secret.chars().count() >= Scrubber::SHORTEST && !is_switch
}

/// The values that a secret text consists of, the whole text first.
pub(super) fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![text.to_owned()];
    let scheme =
        |word: &str| ["basic", "bearer", "token", "apikey"].contains(&word.to_ascii_lowercase().as_str());
    let token = text.split_once(' ').filter(|(word, _)| scheme(word)).map_or(text, |(_, token)| token.trim());
    if let Some(pair) = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok())
        && let Some((_, password)) = pair.split_once(':')
    {
        parts.extend([password.to_owned(), pair]);
    }
    parts.push(token.to_owned());
    // The text may be `name=value; name=value`.
    if text.contains('=') {
        let values = text.split(';').filter_map(|pair| Some(pair.split_once('=')?.1.trim().to_owned()));
        parts.extend(values.filter(|value| value.chars().count() >= Scrubber::LONG));
    }
    parts
}

/// The text without names and passwords in its addresses (`http://name:password@host`); `None` when it has no such address.
fn without_credentials(text: &str) -> Option<String> {
    let mut clean: Option<String> = None;
    let mut kept = 0;
    for (at, mark) in text.match_indices("://") {
        let begin = at + mark.len();
        let is_end =
            |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\\' | '"' | '\'' | '<' | '>' | '`');
        let authority = text[begin..].split(is_end).next().unwrap_or_default();
        let Some((credentials, _)) =
            authority.rsplit_once('@').filter(|(credentials, _)| *credentials != HIDDEN)
        else {
            continue;
        };
        let clean = clean.get_or_insert_default();
        clean.push_str(&text[kept..begin]);
        clean.push_str(HIDDEN);
        kept = begin + credentials.len();
    }
    clean.map(|clean| clean + &text[kept..])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scrubber(secrets: &[&str]) -> Scrubber {
        let mut scrubber = Scrubber::default();
        scrubber.know(secrets.iter().filter_map(|text| Secret::new(text)));
        scrubber
    }

    #[test]
    fn a_secret_is_found_however_it_is_written() {
        let scrubber = scrubber(&["s3cr&t \"k/y\""]);
        for text in [
            "s3cr&t \"k/y\"",
            "S3CR&T \"K/Y\"",
            "s3cr%26t%20%22k%2Fy%22",
            "s3cr%26t+%22k%2fy%22",
            "s3cr&amp;t &quot;k/y&quot;",
            "s3cr&t \\\"k/y\\\"",
            "s3cr&t \\\"k\\/y\\\"",
            "czNjciZ0ICJrL3kiOg==",
            "czNjciZ0ICJrL3ki",
        ] {
            assert_eq!(scrubber.scrub(&format!("a {text} b")), "a [secret] b", "{text}");
        }
        let mut accents = Scrubber::default();
        accents.know(Secret::new("Promo-Été"));
        for text in ["Promo-Été", "promo-été", "PROMO-ÉTÉ", "pRoMo-Été"] {
            assert_eq!(accents.scrub(text), "[secret]", "{text}");
        }
        assert!(matches!(scrubber.scrub("nothing of it"), Cow::Borrowed(_)));
    }

    #[test]
    fn parts_of_headers_are_secrets_too() {
        // The Base64 text encodes us:p4ssword.
        let scrubber = scrubber(&["Basic dXM6cDRzc3dvcmQ=", "a=c00kie-1; b=c00kie-2", "Bearer t0ken", "abc"]);
        for (text, clean) in [
            ("password p4ssword", "password [secret]"),
            ("us:p4ssword", "[secret]"),
            ("dXM6cDRzc3dvcmQ=", "[secret]"),
            ("c00kie-2", "[secret]"),
            ("bearer T0KEN and t0ken", "[secret] and [secret]"),
            // These secrets are too short to be told from other text.
            ("abc", "abc"),
        ] {
            assert_eq!(scrubber.scrub(text), clean);
        }
    }

    #[test]
    fn credentials_in_addresses_need_not_be_known() {
        let scrubber = Scrubber::default();
        for (text, clean) in [
            ("http://u:p@shop.example/a@b", "http://[secret]@shop.example/a@b"),
            ("to https://u@h:1 and ftp://x:y@z!", "to https://[secret]@h:1 and ftp://[secret]@z!"),
            ("http://shop.example/?mail=a@b.example", "http://shop.example/?mail=a@b.example"),
            ("http://[secret]@h/", "http://[secret]@h/"),
            ("://@", "://[secret]@"),
        ] {
            assert_eq!(scrubber.scrub(text), clean);
            assert_eq!(scrubber.scrub(clean), clean, "twice");
        }
    }

    #[test]
    fn short_secrets_are_whole_words_and_short_values_of_cookies_are_settings() {
        let scrubber = scrubber(&["theme=auto; PHPSESSID=0123456789abcdef; cur=EUR", "page", "SALE"]);
        for (text, clean) in [
            ("product_page pages wholesale page2 épage", "product_page pages wholesale page2 épage"),
            ("page=1&code=sale", "[secret]=1&code=[secret]"),
            ("/summer/sale/x-page", "/summer/[secret]/x-[secret]"),
            (
                "«sale» %73ale a%2Fs&#97;le \\nsale \\u0053ale",
                "«[secret]» [secret] a%2F[secret] \\n[secret] [secret]",
            ),
            ("auto theme EUR", "auto theme EUR"),
            ("x0123456789ABCDEFx", "x[secret]x"),
            ("U0FMRQ==", "[secret]"),
        ] {
            assert_eq!(scrubber.scrub(text), clean);
            assert_eq!(scrubber.scrub(clean), clean, "twice");
        }
        assert_eq!(scrubber.scrub_name("page of 0123456789abcdef"), "page of [secret]");
    }

    #[test]
    fn what_was_given_openly_keeps_short_secrets() {
        let mut scrubber = scrubber(&["sale", "0123456789abcdef"]);
        scrubber.leave("/summer/sale");
        scrubber.leave("/0123456789abcdef");
        for (text, clean) in [
            ("http://shop.example/summer/sale?q=sale", "http://shop.example/summer/sale?q=[secret]"),
            ("é/summer/saleé /summer/ sale", "é/summer/saleé /summer/ [secret]"),
            ("/0123456789abcdef", "/[secret]"),
        ] {
            assert_eq!(scrubber.scrub(text), clean);
        }
    }

    #[test]
    fn the_mark_of_a_secret_stays() {
        let scrubber = scrubber(&["secret"]);
        assert_eq!(scrubber.scrub("[secret] of secrets: secret"), "[secret] of secrets: [secret]");
    }

    #[test]
    fn a_search_that_cannot_be_made_leaves_nothing() {
        let blind = Scrubber { finder: Finder::Blind, ..Scrubber::default() };
        assert_eq!(blind.scrub("any text"), HIDDEN);
        assert_eq!(blind.scrub(HIDDEN), HIDDEN);
        assert_eq!(blind.scrub(""), "");
    }

    /// One character in one of its encodings.
    fn written(character: char, how: u8) -> String {
        let mut bytes = [0; 4];
        let percent = |upper: bool, bytes: &[u8]| -> String {
            let byte = |byte: &u8| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
            bytes.iter().map(byte).collect()
        };
        let utf8 = character.encode_utf8(&mut bytes).as_bytes();
        let mut units = [0; 2];
        let json = |slashes: &str, units: &[u16]| -> String {
            units.iter().map(|unit| format!("{slashes}u{unit:04x}")).collect()
        };
        match how % 9 {
            0 => percent(true, utf8),
            1 => percent(false, utf8),
            2 => percent(true, percent(true, utf8).as_bytes()),
            3 => format!("&#{};", u32::from(character)),
            4 => format!("&#x{:X};", u32::from(character)),
            5 => json("\\", character.encode_utf16(&mut units)),
            6 => json("\\\\", character.encode_utf16(&mut units)),
            7 => match character {
                '&' => "&amp;".to_owned(),
                '"' => "&quot;".to_owned(),
                '<' => "&lt;".to_owned(),
                'é' => "&eacute;".to_owned(),
                ' ' => "+".to_owned(),
                '+' => "%2B".to_owned(),
                character => character.to_string(),
            },
            _ => match character {
                '"' => "\\\"".to_owned(),
                '/' => "\\/".to_owned(),
                '\\' => "\\\\".to_owned(),
                character => character.to_string(),
            },
        }
    }

    proptest! {
        #[test]
        fn a_secret_in_any_mix_of_encodings_is_found(
            secret in r#"[a-z0-9A-Zé][a-zA-Z0-9é&"</+ ~%=;:-]{6,30}[a-zA-Z0-9é]"#,
            how in prop::collection::vec(any::<u8>(), 40),
            before in "[a-z0-9 <>\"'=?]{0,12}",
            behind in "[g-z <>\"'=?]{0,12}",
        ) {
            // A secret that is itself encoded would be longer than its decoded form.
            prop_assume!(Decoded::of_secret(&secret).len() >= secret.len());
            let scrubber = scrubber(&[&secret]);
            let mixed: String =
                secret.chars().zip(&how).map(|(character, how)| written(character, *how)).collect();
            let text = format!("{before}{mixed}{behind}");
            let clean = scrubber.scrub(&text);
            prop_assert!(clean.contains(HIDDEN), "{text}");
            prop_assert_eq!(&*clean, format!("{before}{HIDDEN}{behind}"));
        }

        #[test]
        fn a_secret_within_base64_is_found(
            secret in "[ -~]{8,30}",
            before in prop::collection::vec(any::<u8>(), 0..7),
            behind in prop::collection::vec(any::<u8>(), 0..7),
            lower in any::<bool>(),
        ) {
            prop_assume!(secret.trim() == secret);
            let scrubber = scrubber(&[&secret]);
            let sent = if lower { secret.to_lowercase() } else { secret.clone() };
            let bytes = [&before, sent.as_bytes(), &behind].concat();
            for text in [STANDARD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)] {
                let percent: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
                for text in [text.clone(), percent, text.replace('/', "\\/")] {
                    prop_assert!(scrubber.scrub(&text).contains(HIDDEN), "{text}");
                }
            }
        }

        #[test]
        fn scrubbing_twice_is_scrubbing_once(
            secrets in prop::collection::vec("[a-c%&;4-6\\\\_ ]{4,10}", 1..4),
            text in "([a-c%&;4-6\\\\_ é]|secret|\\[secret\\]|%61|&#98;){0,60}",
        ) {
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let scrubber = scrubber(&secrets);
            let once = scrubber.scrub(&text).into_owned();
            prop_assert_eq!(&*scrubber.scrub(&once), &once);
        }

        #[test]
        fn a_text_without_secrets_stays(text in "[^0-9@]{0,200}") {
            // Base64 of a secret contains no digit alone, so both of these have one in each form.
            let scrubber = scrubber(&["0123456789", "4711", "a=98765432109876"]);
            prop_assert_eq!(scrubber.scrub(&text), text.as_str());
        }
    }
}
