//! Parses a `Set-Cookie` line (§5.2, bis §5.6).

use std::time::{Duration, SystemTime};

use super::date;

/// The greatest length of name and value together, in bytes (bis §5.6, step 6).
const LONGEST_PAIR: usize = 4096;
/// The greatest length of an attribute's value, in bytes; longer ones are ignored (bis §5.6, step 6 of the attributes).
const LONGEST_ATTRIBUTE: usize = 1024;

/// A `Set-Cookie` line, in pieces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SetCookie<'l> {
    /// The name; empty for a cookie without one.
    pub(super) name: &'l [u8],
    pub(super) value: &'l [u8],
    /// The `Domain` without a leading dot; empty when the attribute is empty.
    pub(super) domain: Option<&'l [u8]>,
    /// The `Path`; `None` also when it does not begin with `/`, which means the default path.
    pub(super) path: Option<&'l [u8]>,
    pub(super) secure: bool,
    /// The `Max-Age` in seconds; 0 or less ends the cookie's life at once.
    max_age: Option<i64>,
    /// The `Expires` in seconds since 1970.
    expires: Option<i64>,
}

impl<'l> SetCookie<'l> {
    /// Parses a line; `None` when a browser would ignore it.
    pub(super) fn parse(line: &'l [u8]) -> Option<Self> {
        let mut parts = line.split(|byte| *byte == b';');
        let pair = parts.next()?;
        // Bis §5.6, step 4: without `=` the whole text is the value.
        let (name, value) = halves(pair).unwrap_or((b"", trim(pair)));
        let is_empty = name.is_empty() && value.is_empty();
        if is_empty || name.len() + value.len() > LONGEST_PAIR {
            return None;
        }
        let mut cookie = Self { name, value, ..Self::default() };
        for attribute in parts {
            let (name, value) = halves(attribute).unwrap_or((trim(attribute), b""));
            if value.len() <= LONGEST_ATTRIBUTE {
                cookie.attribute(name, value);
            }
        }
        Some(cookie)
    }

    /// A cookie that a script sets for its whole host; `None` where a browser would refuse it, or change it.
    pub(super) fn of_script(name: &'l str, value: &'l str) -> Option<Self> {
        is_cookie(name, value).then_some(())?;
        let mut cookie =
            Self { name: name.as_bytes(), value: value.as_bytes(), path: Some(b"/"), ..Self::default() };
        cookie.secure = !cookie.keeps_its_prefix(true, b"/");
        Some(cookie)
    }

    /// Stores an attribute (bis §5.6.1 to §5.6.7); the last of several with the same name counts.
    fn attribute(&mut self, name: &[u8], value: &'l [u8]) {
        let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        if is("expires") {
            // A date that cannot be read is ignored.
            self.expires = date::parse(value).or(self.expires);
        } else if is("max-age") {
            self.max_age = max_age(value).or(self.max_age);
        } else if is("domain") {
            self.domain = Some(value.strip_prefix(b".").unwrap_or(value));
        } else if is("path") {
            self.path = Some(value).filter(|path| path.starts_with(b"/"));
        } else if is("secure") {
            self.secure = true;
        }
    }

    /// The rest of the cookie's life; `None` keeps it as long as the visitor. `Max-Age` overrides `Expires` (§5.3, step 3).
    pub(super) fn life(&self, now: SystemTime) -> Option<Duration> {
        let seconds = |seconds: i64| Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        if let Some(max_age) = self.max_age {
            return Some(seconds(max_age));
        }
        let end = SystemTime::UNIX_EPOCH.checked_add(seconds(self.expires?))?;
        Some(end.duration_since(now).unwrap_or_default())
    }

    /// Whether the cookie keeps the promise of a name that begins with `__Secure-` or `__Host-` (bis §5.7, steps 20 to 22). The
    /// value of a cookie without a name must not begin like that.
    pub(super) fn keeps_its_prefix(&self, host_only: bool, path: &[u8]) -> bool {
        let begins = |text: &[u8], prefix: &str| {
            text.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix.as_bytes()))
        };
        if begins(self.name, "__Secure-") {
            self.secure
        } else if begins(self.name, "__Host-") {
            self.secure && host_only && self.path.is_some() && path == b"/"
        } else {
            !self.name.is_empty() || !["__Secure-", "__Host-"].iter().any(|prefix| begins(self.value, prefix))
        }
    }
}

/// Whether a script can set a cookie of this name and value, and the shop gets both as they are: there is a name without `=`, no
/// semicolon or control character, no space around either, and no more than 4,096 bytes together.
#[must_use]
pub fn is_cookie(name: &str, value: &str) -> bool {
    let is_plain = |text: &str| text.trim() == text && !text.contains(|c: char| c == ';' || c.is_control());
    let fits = name.len() + value.len() <= LONGEST_PAIR;
    fits && !name.is_empty() && !name.contains('=') && is_plain(name) && is_plain(value)
}

/// The texts before and behind the first `=`, without surrounding spaces and tabs.
fn halves(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let place = text.iter().position(|byte| *byte == b'=')?;
    Some((trim(&text[..place]), trim(&text[place + 1..])))
}

fn trim(mut text: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = text {
        text = rest;
    }
    text
}

/// Parses `Max-Age` (bis §5.6.2); a number that is too great becomes the greatest.
fn max_age(value: &[u8]) -> Option<i64> {
    let digits = value.strip_prefix(b"-").unwrap_or(value);
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    if digits.len() < value.len() {
        return Some(0);
    }
    let add = |sum: i64, digit: &u8| sum.saturating_mul(10).saturating_add(i64::from(digit - b'0'));
    Some(digits.iter().fold(0, add))
}

/// The default path (§5.1.4): the folder of the page that set the cookie.
pub(super) fn default_path(path: &[u8]) -> &[u8] {
    match path.iter().rposition(|byte| *byte == b'/') {
        Some(last @ 1..) if path[0] == b'/' => &path[..last],
        _ => b"/",
    }
}

/// Whether a request to `path` carries a cookie of the path `own` (§5.1.4).
pub(super) fn path_matches(path: &[u8], own: &[u8]) -> bool {
    path.strip_prefix(own)
        .is_some_and(|rest| rest.is_empty() || own.ends_with(b"/") || rest.starts_with(b"/"))
}
