//! Cookies that the page's script made: no answer had set them, and their value is sent once more as a field or a header, which the
//! shop compares with the cookie.

use std::collections::HashMap;

use super::choose::RecordedVisit;
use super::log::HarEntry;

/// A cookie that no answer had set before the browser sent it.
#[derive(Debug, Clone, Copy)]
pub(super) struct OwnCookie<'h> {
    pub(super) name: &'h str,
    /// The first request that carried it, by its place among the visits.
    pub(super) first: usize,
}

impl OwnCookie<'_> {
    /// What a visit draws instead of its value, with a name of its own, as a placeholder's name; `None` for a form that no visit draws.
    pub(super) fn drawn(self, value: &str, name: &str) -> Option<String> {
        let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let groups: Vec<&str> = value.split('-').collect();
        let lengths = groups.iter().map(|group| group.len());
        if lengths.eq([8, 4, 4, 4, 12]) && groups.iter().all(|group| is_hex(group)) {
            return Some(format!("uuid.{name}"));
        }
        let is_alphanumeric = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (is_alphanumeric && value.len() <= 256).then(|| format!("random.alnum({}).{name}", value.len()))
    }
}

/// The cookies that the page's script made, by their values.
pub(super) fn own_cookies<'h>(
    entries: &'h [HarEntry],
    visits: &[RecordedVisit<'h>],
) -> HashMap<&'h str, OwnCookie<'h>> {
    // When an answer first set each cookie, on the recording's clock: answers to files and to requests that are left out count, too.
    let mut set: HashMap<&str, i64> = HashMap::new();
    for entry in entries {
        for (name, _) in entry.set_cookies() {
            let first = set.entry(name).or_insert(entry.ended);
            *first = entry.ended.min(*first);
        }
    }
    let mut own = HashMap::new();
    for (first, visit) in visits.iter().enumerate() {
        for (name, value) in visit.entry.sent_cookies() {
            let is_shops = set.get(name).is_some_and(|since| *since <= visit.entry.began);
            if !is_shops && !value.is_empty() {
                own.entry(value).or_insert(OwnCookie { name, first });
            }
        }
    }
    own
}
