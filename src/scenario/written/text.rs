//! Finds what is secret in a text, and puts placeholders in its place.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use percent_encoding::percent_decode_str;

use crate::units::secret::{FoundSecret, Vault};

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WrittenPlace {
    /// A path with its query.
    Address,
    /// A form's value, a header's, a cookie's or a body.
    Sent,
    /// A body that is JSON, where a placeholder's value gets JSON's escapes.
    Json,
    /// What an answer is compared with.
    Check,
}

/// A text with a secret that cannot be a placeholder.
pub(super) struct LostSecret;

/// Writes texts, and knows the fields that their placeholders need.
pub(super) struct TextWriter<'v> {
    vault: &'v Vault,
    /// The name of the data source with these fields.
    source: String,
    /// The fields that placeholders need, with their values.
    fields: BTreeSet<(String, String)>,
}

impl<'v> TextWriter<'v> {
    pub(super) const fn new(vault: &'v Vault, source: String) -> Self {
        Self { vault, source, fields: BTreeSet::new() }
    }

    /// The name of the data source, and the fields that it needs with their values.
    pub(super) fn into_source(self) -> (String, BTreeSet<(String, String)>) {
        (self.source, self.fields)
    }

    /// A text for people without its secrets.
    pub(super) fn scrubbed(&self, text: &str) -> String {
        self.vault.scrubber.scrub(text).into_owned()
    }

    pub(super) fn find(&self, text: &str) -> Vec<FoundSecret> {
        self.vault.scrubber.find(text)
    }

    pub(super) fn has_long(&self, text: &str) -> bool {
        self.find(text).iter().any(|found| found.long)
    }

    /// The placeholder of a text that is a secret to the letter.
    pub(super) fn placeholder(&mut self, secret: &str) -> Option<String> {
        let field = self.vault.field(secret)?.to_owned();
        let placeholder = format!("${{{}.{field}}}", self.source);
        self.fields.insert((field, secret.to_owned()));
        Some(placeholder)
    }

    /// A text with placeholders.
    pub(super) fn text(&mut self, text: &mut String, place: WrittenPlace) -> Result<(), LostSecret> {
        // An escaped `${` may be a part of a secret that is not found then.
        if text.contains("$${") && self.has_long(&text.replace("$${", "${")) && !self.has_long(text) {
            return Err(LostSecret);
        }
        let taken = placeholders(text);
        let mut written = String::new();
        let mut kept = 0;
        for FoundSecret { place: range, long } in self.find(text) {
            if taken.iter().any(|taken| taken.start < range.end && range.start < taken.end) {
                // A secret of which a part is filled in, or a placeholder that reads like a short one.
                if long && !taken.iter().any(|taken| taken.start <= range.start && range.end <= taken.end) {
                    return Err(LostSecret);
                }
                continue;
            }
            let own_path = place == WrittenPlace::Address && is_in_path(text, range.start);
            let secret = match place {
                WrittenPlace::Address => decoded(text, &range),
                WrittenPlace::Json => unescaped(&text[range.clone()]),
                WrittenPlace::Sent | WrittenPlace::Check => text[range.clone()].into(),
            };
            let placeholder = if own_path && !long { None } else { self.placeholder(&secret) };
            match placeholder {
                Some(placeholder) => {
                    written.push_str(&text[kept..range.start]);
                    written.push_str(&placeholder);
                    kept = range.end;
                }
                None if place == WrittenPlace::Check => return Err(LostSecret),
                None if !long => {}
                // A page that is called like a voucher.
                None if own_path && self.vault.has_in_any_case(&secret) => {}
                None => return Err(LostSecret),
            }
        }
        if kept > 0 {
            written.push_str(&text[kept..]);
            *text = written;
        }
        Ok(())
    }
}

/// The placeholders in a template, with their marks.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(begin) = text[from..].find("${").map(|at| from + at) {
        let end = text[begin..].find('}').map_or(text.len(), |at| begin + at + 1);
        if text[..begin].ends_with('$') {
            from = begin + 2;
            continue;
        }
        found.push(begin..end);
        from = end;
    }
    found
}

/// Whether a place of an address is outside the values of its query.
fn is_in_path(address: &str, place: usize) -> bool {
    let Some((_, query)) = address[..place].split_once('?') else { return true };
    !query.rsplit('&').next().is_some_and(|pair| pair.contains('='))
}

/// What a part of a JSON text stands for.
fn unescaped(part: &str) -> Cow<'_, str> {
    serde_json::from_str(&format!("\"{part}\"")).map_or(Cow::Borrowed(part), Cow::Owned)
}

/// What a part of an address stands for.
fn decoded<'t>(address: &'t str, place: &Range<usize>) -> Cow<'t, str> {
    let part = &address[place.clone()];
    let part = if is_in_path(address, place.start) {
        Cow::Borrowed(part)
    } else {
        Cow::Owned(part.replace('+', " "))
    };
    match percent_decode_str(&part).decode_utf8_lossy() {
        Cow::Borrowed(_) => part,
        Cow::Owned(decoded) => Cow::Owned(decoded),
    }
}
