//! What a process knows to be secret, each with the environment variable that a file names instead of it.

use std::collections::HashMap;

use super::scrub::parts;
use super::{Scrubber, Secret};

/// The beginning of the names of environment variables that scenarios may ask for: a foreign scenario must not read all variables.
pub const VARIABLES: &str = "PROMO_LOAD_SECRET_";

/// Known secrets, to find them and to say where a file takes them from.
#[derive(Debug, Default)]
pub struct Vault {
    /// Finds them.
    pub scrubber: Scrubber,
    /// By their texts.
    fields: HashMap<String, String>,
    /// How many secrets have a name of this kind.
    counts: HashMap<String, usize>,
}

impl Vault {
    /// Makes secrets known. `label` says what they are, such as the header that carries them; it decides the name of their
    /// variable.
    pub fn know(&mut self, label: &str, secrets: impl IntoIterator<Item = Secret>) {
        let secrets: Vec<Secret> = secrets.into_iter().collect();
        let label = field(label);
        for part in secrets.iter().flat_map(|secret| parts(secret.expose())) {
            if part.chars().count() < Scrubber::SHORTEST || self.fields.contains_key(&part) {
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

    /// The field that stands for this text in files, when it is a secret to the letter.
    #[must_use]
    pub fn field(&self, text: &str) -> Option<&str> {
        self.fields.get(text).map(String::as_str)
    }

    /// Whether a text is a secret in any case of its letters.
    #[must_use]
    pub fn has_in_any_case(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.fields.keys().any(|known| known.to_lowercase() == text)
    }

    /// The environment variable of a field.
    #[must_use]
    pub fn variable(field: &str) -> String {
        format!("{VARIABLES}{}", field.to_ascii_uppercase())
    }
}

/// A label as a field's name, and in capitals as a variable's.
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
        for (text, field) in [
            ("first-1", Some("x_api_key")),
            ("second-2", Some("x_api_key_2")),
            ("4711", Some("pin")),
            ("Bearer abcdefgh", Some("authorization")),
            ("abcdefgh", Some("authorization_2")),
            ("ABCDEFGH", None),
            ("abc", None),
        ] {
            assert_eq!(vault.field(text), field, "{text}");
        }
        assert!(vault.has_in_any_case("ABCDEFGH"));
        assert_eq!(Vault::variable("x_api_key"), "PROMO_LOAD_SECRET_X_API_KEY");
    }
}
