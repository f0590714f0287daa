//! Values that are never written to a scenario: passwords, keys and payment cards, recognised by the names of their fields.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::ACCOUNT;
use super::order::words;
use crate::scenario::Template;

/// Words in a field's name that stand for a password.
const PASSWORDS: [&str; 4] = ["pass", "pw", "pwd", "passphrase"];

/// Parts of such names, without separators between their words.
const PASSWORD_PARTS: [&str; 8] =
    ["passw", "passphrase", "passcode", "motdepasse", "mdp", "kennwort", "contrasena", "wachtwoord"];

/// Words in names of other secrets.
const OTHERS: [&str; 11] =
    ["pin", "secret", "otp", "totp", "cvv", "cvc", "iban", "ssn", "apikey", "jwt", "bearer"];

/// Parts of such names, without separators between their words.
const OTHER_PARTS: [&str; 24] = [
    "cardnumber",
    "ccnumber",
    "cardno",
    "cvv",
    "cvc",
    "iban",
    "cardexp",
    "ccexp",
    "securitycode",
    "apikey",
    "accesskey",
    "secretkey",
    "privatekey",
    "clientsecret",
    "refreshtoken",
    "accesstoken",
    "idtoken",
    "authtoken",
    "apitoken",
    // A key of a webservice, and a token of a back office.
    "wskey",
    "adtoken",
    // A link that logs in, and a session that is one.
    "magiclink",
    "sessionid",
    "socialsecurity",
];

/// A name with its value in the middle of a text, as in a script or an inner document. A variable (`$password:`) does not match,
/// nor does a name before a variable: these are GraphQL's, and the value is elsewhere.
static INNER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?:^|[^$\w.-])([\w.-]+)["'\\]*\s*[:=>]\s*[^$\s]"#).ok());

/// The placeholder for a field's value, when its name says that it is private, or the value is the number of a payment card. The
/// account field is added to `secrets`.
pub(super) fn secret(name: &str, value: &str, secrets: &mut BTreeSet<String>) -> Option<String> {
    let field = field(name).or_else(|| is_card(name, value).then(|| CARD.to_owned()))?;
    let placeholder = format!("${{{ACCOUNT}.{field}}}");
    secrets.insert(field);
    Some(placeholder)
}

/// Whether a value is the number of a payment card: digits with their check digit (Luhn, ISO/IEC 7812-1), of a length and with a
/// beginning that issuers have. Where the name speaks of a card, the beginning does not matter.
fn is_card(name: &str, value: &str) -> bool {
    let is_between = |c: char| c == ' ' || c == '-';
    let digits: Vec<u32> =
        value.trim().chars().filter(|c| !is_between(*c)).map_while(|c| c.to_digit(10)).collect();
    let is_whole = value.trim().chars().all(|c| c.is_ascii_digit() || is_between(c));
    if !is_whole || !(13..=19).contains(&digits.len()) {
        return false;
    }
    let first = digits.iter().take(4).fold(0, |number, digit| number * 10 + digit);
    let begins = match digits.len() {
        15 => matches!(first / 100, 34 | 37),
        16 => matches!(first, 2221..=2720 | 4000..=4999 | 5100..=5599 | 6011 | 6500..=6599),
        _ => false,
    };
    let is_named = words(name).iter().any(|word| CARD_WORDS.contains(&word.as_str()));
    let sum: u32 = (digits.iter().rev().enumerate())
        .map(|(place, digit)| if place % 2 == 0 { *digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    (begins || is_named) && sum.is_multiple_of(10)
}

/// The account field for the number of a payment card.
const CARD: &str = "cardnumber";

/// Words in the names of fields for such numbers.
const CARD_WORDS: [&str; 8] = ["card", "cards", "cc", "pan", "credit", "debit", "carte", "karte"];

/// Whether a name says that its value is private.
pub(super) fn is_private(name: &str) -> bool {
    field(name).is_some()
}

/// The account field for a private name.
fn field(name: &str) -> Option<String> {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let words = words(name);
    // `pass1`, `pass2`: the second is to be the same.
    let unnumbered = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&unnumbered(word).as_str()));
    let holds = |parts: &[&str]| parts.iter().any(|part| plain.contains(part));
    if has(&PASSWORDS) || holds(&PASSWORD_PARTS) || unnumbered(&plain).ends_with("pass") {
        return Some("password".to_owned());
    }
    (has(&OTHERS) || holds(&OTHER_PARTS) || plain.ends_with("secret")).then_some(plain)
}

/// Whether the number of a card stands in a text.
fn holds_card(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit() && c != ' ' && c != '-').any(|part| is_card("", part))
}

/// Whether a text that is neither a form nor JSON contains a private name.
fn mentions(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && !"_-".contains(letter))
        .any(|name| field(name).is_some())
}

/// Whether a value contains a private name with its own value or the number of a card, or is a document that does.
pub(super) fn holds_inner(text: &str) -> bool {
    if holds_card(text) {
        return true;
    }
    let Some(inner) = &*INNER else { return mentions(text) };
    inner.captures_iter(text).any(|found| found.get(1).is_some_and(|name| field(name.as_str()).is_some()))
}

/// A body that is not a form, unchanged except for the values of private JSON members. `None` when it may contain something
/// private that cannot be replaced.
pub(super) fn private(text: &str, secrets: &mut BTreeSet<String>) -> Option<String> {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return (!mentions(text) && !holds_card(text)).then(|| Template::escape(text));
    };
    // JSON can write `${` in other ways, which are lost when the value is written again.
    escape(&mut value);
    let mut needed = BTreeSet::new();
    let hidden = hide(&mut value, "", None, &mut needed);
    let mut inner = false;
    crate::scenario::json_texts::each_text(&value, "", &mut |_, text| inner |= holds_inner(text));
    if inner {
        return None;
    }
    secrets.extend(needed);
    Some(if hidden { value.to_string() } else { Template::escape(text) })
}

/// Escapes all names and texts of a value for a template, so that they stand for themselves.
fn escape(value: &mut Value) {
    match value {
        Value::String(text) => *text = Template::escape(text),
        Value::Array(list) => list.iter_mut().for_each(escape),
        Value::Object(members) => {
            *members = std::mem::take(members)
                .into_iter()
                .map(|(name, mut value)| {
                    escape(&mut value);
                    (Template::escape(&name), value)
                })
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Replaces private members, with everything inside them, by placeholders; returns whether there were any.
fn hide(value: &mut Value, name: &str, within: Option<&str>, secrets: &mut BTreeSet<String>) -> bool {
    let mut hidden = false;
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let own = secret(name, "", secrets);
                hidden |= hide(value, name, own.as_deref().or(within), secrets);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| hidden |= hide(value, name, within, secrets)),
        Value::String(_) | Value::Number(_) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if let Some(placeholder) = within.map(str::to_owned).or_else(|| secret(name, &text, secrets)) {
                (*value, hidden) = (Value::from(placeholder), true);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
    hidden
}
