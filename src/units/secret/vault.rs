//! The secrets that a process knows, each with the environment variable that replaces it in a file.

use std::collections::HashMap;

use super::scrub::{is_searched, parts};
use super::{Scrubber, Secret};

/// The prefix of the environment variables that scenarios may read: a scenario from elsewhere must not read all of them.
pub const VARIABLES: &str = "PROMO_LOAD_SECRET_";

/// Known secrets: finds them in texts, and names the variable that a file refers to instead.
#[derive(Debug, Default)]
pub struct Vault {
    /// Finds the known secrets in texts.
    pub scrubber: Scrubber,
    /// The field of each secret, by the secret's text.
    fields: HashMap<String, String>,
    /// The number of secrets for each field name.
    counts: HashMap<String, usize>,
}

impl Vault {
    /// Adds secrets. `label` names what they are, such as the header that carries them; the names of their variables derive from
    /// it.
    pub fn know(&mut self, label: &str, secrets: impl IntoIterator<Item = Secret>) {
        let secrets: Vec<Secret> = secrets.into_iter().collect();
        let label = field(label);
        for part in secrets.iter().flat_map(|secret| parts(secret.expose())) {
            if !is_searched(&part) || self.fields.contains_key(&part) {
                continue;
            }
            let count = self.counts.entry(label.clone()).or_default();
            *count += 1;
            let name = if *count == 1 { label.clone() } else { format!("{label}_{count}") };
            self.fields.insert(part, name);
        }
        if !secrets.is_empty() {
            self.scrubber.know(secrets);
        }
    }

    /// The field that replaces this text in files, when the text is exactly a known secret.
    #[must_use]
    pub fn field(&self, text: &str) -> Option<&str> {
        self.fields.get(text).map(String::as_str)
    }

    /// Whether a text is a known secret in any letter case.
    #[must_use]
    pub fn has_in_any_case(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.fields.keys().any(|known| known.to_lowercase() == text)
    }

    /// The environment variable that holds a field's value.
    #[must_use]
    pub fn variable(field: &str) -> String {
        format!("{VARIABLES}{}", field.to_ascii_uppercase())
    }
}

/// The name of a label's field; in capitals, the name of its variable.
fn field(label: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let field: String = label.strip_prefix(VARIABLES).unwrap_or(label).chars().map(plain).collect();
    let field = field.trim_matches('_');
    if field.is_empty() { "value".to_owned() } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_field() {
        let mut vault = Vault::default();
        vault.know("X-Api-Key", Secret::new("first-1"));
        vault.know("x_api_key", Secret::new("second-2"));
        vault.know("token", Secret::new("first-1"));
        vault.know("PROMO_LOAD_SECRET_PIN", Secret::new("4711"));
        vault.know("Authorization", Secret::new("Bearer abcdefgh"));
        vault.know("é", Secret::new("abc"));
        vault.know("X-Staging", Secret::new("True"));
        for (text, field) in [
            ("first-1", Some("x_api_key")),
            ("second-2", Some("x_api_key_2")),
            ("4711", Some("pin")),
            ("Bearer abcdefgh", Some("authorization")),
            ("abcdefgh", Some("authorization_2")),
            ("ABCDEFGH", None),
            ("abc", None),
            ("True", None),
        ] {
            assert_eq!(vault.field(text), field, "{text}");
        }
        assert!(vault.has_in_any_case("ABCDEFGH"));
        assert_eq!(Vault::variable("x_api_key"), "PROMO_LOAD_SECRET_X_API_KEY");
    }
}
