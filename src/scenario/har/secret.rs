//! What is never written: passwords, keys and payment cards, by the names that shops give them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::ACCOUNT;
use super::order::words;
use crate::scenario::Template;

/// Words of a field's name that stand for a password.
const PASSWORDS: [&str; 4] = ["pass", "pw", "pwd", "passphrase"];

/// Parts of such names, without what is between their words.
const PASSWORD_PARTS: [&str; 8] =
    ["passw", "passphrase", "passcode", "motdepasse", "mdp", "kennwort", "contrasena", "wachtwoord"];

/// Words of names of other secrets.
const OTHERS: [&str; 10] = ["pin", "secret", "otp", "totp", "cvv", "cvc", "iban", "apikey", "jwt", "bearer"];

/// Parts of such names.
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
    // PrestaShop's: the webservice's key, and what opens its back office.
    "wskey",
    "adtoken",
];

/// A name with its value in the middle of a text, as in a script or an inner document. A variable's (`$password:`) is
/// none, nor is a name that a variable follows: these are of GraphQL, and the value is elsewhere.
static INNER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?:^|[^$\w.-])([\w.-]+)["'\\]*\s*[:=>]\s*[^$\s]"#).ok());

/// The placeholder for a field's value, when its name says that it is private. `secrets` gets the account's field.
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

/// The account's field that stands for a private name.
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

/// Whether a text that is no form and no JSON has a private name anywhere.
fn mentions(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && !"_-".contains(letter))
        .any(|name| field(name).is_some())
}

/// Whether a value has a private name with its own value inside, or is a document of its own that has.
pub(super) fn holds_inner(text: &str) -> bool {
    let Some(inner) = &*INNER else { return mentions(text) };
    inner.captures_iter(text).any(|found| found.get(1).is_some_and(|name| field(name.as_str()).is_some()))
}

/// A body that is no form, written as it was but for the values of JSON's private members. `None`: it may hold something
/// private that cannot be replaced.
pub(super) fn private(text: &str, secrets: &mut BTreeSet<String>) -> Option<String> {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else {
        return (!mentions(text)).then(|| Template::escape(text));
    };
    // JSON has ways of its own to write `${`, which are gone when the value is written again.
    escape(&mut value);
    let mut needed = BTreeSet::new();
    let hidden = hide(&mut value, None, &mut needed);
    let mut inner = false;
    super::token::leaves(&value, "", &mut |_, text| inner |= holds_inner(text));
    if inner {
        return None;
    }
    secrets.extend(needed);
    Some(if hidden { value.to_string() } else { Template::escape(text) })
}

/// Makes templates of all names and texts of a value, which mean what they say.
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

/// Puts placeholders in the place of private members, and of all that such a member holds; whether there were any.
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
