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
const OTHERS: [&str; 10] = ["pin", "secret", "otp", "totp", "cvv", "cvc", "iban", "apikey", "jwt", "bearer"];

/// Parts of such names, without separators between their words.
const OTHER_PARTS: [&str; 21] = [
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
];

/// A name with its value in the middle of a text, as in a script or an inner document. A variable (`$password:`) does not match,
/// nor does a name before a variable: these are GraphQL's, and the value is elsewhere.
static INNER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?:^|[^$\w.-])([\w.-]+)["'\\]*\s*[:=>]\s*[^$\s]"#).ok());

/// The placeholder for a field's value, when its name says that it is private. The account field is added to `secrets`.
pub(super) fn secret(name: &str, secrets: &mut BTreeSet<String>) -> Option<String> {
    let field = field(name)?;
    let placeholder = format!("${{{ACCOUNT}.{field}}}");
    secrets.insert(field);
    Some(placeholder)
}

/// Whether a name says that its value is private.
pub(super) fn is_private(name: &str) -> bool {
    field(name).is_some()
}

/// The account field for a private name.
fn field(name: &str) -> Option<String> {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let words = words(name);
    let has = |names: &[&str]| words.iter().any(|word| names.contains(&word.as_str()));
    let holds = |parts: &[&str]| parts.iter().any(|part| plain.contains(part));
    if has(&PASSWORDS) || holds(&PASSWORD_PARTS) || plain.ends_with("pass") {
        return Some("password".to_owned());
    }
    (has(&OTHERS) || holds(&OTHER_PARTS) || plain.ends_with("secret")).then_some(plain)
}

/// Whether a text that is neither a form nor JSON contains a private name.
fn mentions(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && !"_-".contains(letter))
        .any(|name| field(name).is_some())
}

/// Whether a value contains a private name with its own value, or is a document that does.
pub(super) fn holds_inner(text: &str) -> bool {
    let Some(inner) = &*INNER else { return mentions(text) };
    inner.captures_iter(text).any(|found| found.get(1).is_some_and(|name| field(name.as_str()).is_some()))
}

/// A body that is not a form, unchanged except for the values of private JSON members. `None` when it may contain something
/// private that cannot be replaced.
pub(super) fn private(text: &str, secrets: &mut BTreeSet<String>) -> Option<String> {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return (!mentions(text)).then(|| Template::escape(text));
    };
    // JSON can write `${` in other ways, which are lost when the value is written again.
    escape(&mut value);
    let mut needed = BTreeSet::new();
    let hidden = hide(&mut value, None, &mut needed);
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
fn hide(value: &mut Value, within: Option<&str>, secrets: &mut BTreeSet<String>) -> bool {
    let mut hidden = false;
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let own = secret(name, secrets);
                hidden |= hide(value, own.as_deref().or(within), secrets);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| hidden |= hide(value, within, secrets)),
        Value::String(_) | Value::Number(_) => {
            if let Some(placeholder) = within {
                (*value, hidden) = (Value::from(placeholder), true);
            }
        }
        Value::Null | Value::Bool(_) => {}
    }
    hidden
}
