//! Names for the functions of a script.

/// Hands out identifiers that are not in use.
#[derive(Debug, Default)]
pub(super) struct Identifiers(Vec<String>);

/// Words that cannot name a function in a module (ECMA-262 §12.7.2), and names that the script uses itself.
const RESERVED: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "options",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "setup",
    "static",
    "super",
    "switch",
    "teardown",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "NaN",
    "Infinity",
    "Array",
    "Boolean",
    "Error",
    "JSON",
    "Math",
    "Number",
    "Object",
    "RegExp",
    "String",
    "open",
    "console",
    "handleSummary",
];

impl Identifiers {
    /// Starts with these names in use, and those that JavaScript and k6 reserve.
    pub(super) fn without(taken: &[&str]) -> Self {
        Self(taken.iter().chain(RESERVED).map(|name| (*name).to_owned()).collect())
    }

    /// Turns `add to cart` into `addToCart`, with a number when that is in use; `otherwise` when nothing is left of the name.
    pub(super) fn take(&mut self, name: &str, otherwise: &str) -> String {
        let words =
            name.split(|character: char| !character.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let mut base = String::new();
        for word in words {
            let (first, rest) = word.split_at(1);
            let first = if base.is_empty() { first.to_ascii_lowercase() } else { first.to_ascii_uppercase() };
            base.push_str(&first);
            base.push_str(rest);
        }
        if !base.starts_with(|first: char| first.is_ascii_alphabetic()) {
            base = format!("{otherwise}{base}");
        }
        self.keep(&base, "")
    }

    /// Turns `X-Api-Key` into `X_API_KEY`, with a number when that is in use.
    pub(super) fn take_constant(&mut self, name: &str) -> String {
        let upper =
            |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_uppercase() } else { '_' };
        let word: String = name.chars().map(upper).collect();
        let is_name = word.starts_with(|first: char| first.is_ascii_alphabetic());
        self.keep(&if is_name { word } else { format!("SECRET_{word}") }, "_")
    }

    /// This name, or the first with a number that is not in use.
    fn keep(&mut self, base: &str, before_number: &str) -> String {
        let numbered = (2_u32..).map(|number| format!("{base}{before_number}{number}"));
        let mut names = std::iter::once(base.to_owned()).chain(numbered);
        let name = names.find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.push(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let mut names = Identifiers::without(&["send"]);
        for (name, expected) in [
            ("add_to_cart", "addToCart"),
            ("add to cart", "addToCart2"),
            ("default", "default2"),
            ("écran", "cran"),
            ("日本", "step"),
            ("日本", "step2"),
            ("2 pages", "step2Pages"),
            ("Send", "send2"),
        ] {
            assert_eq!(names.take(name, "step"), expected, "{name}");
        }
    }

    #[test]
    fn constants() {
        let mut names = Identifiers::without(&["SHOP"]);
        for (name, expected) in [
            ("Authorization", "AUTHORIZATION"),
            ("authorization", "AUTHORIZATION_2"),
            ("3scale-Api-Key", "SECRET_3SCALE_API_KEY"),
            ("class", "CLASS"),
            ("json", "JSON_2"),
            ("shop", "SHOP_2"),
            ("~!", "SECRET___"),
        ] {
            assert_eq!(names.take_constant(name), expected, "{name}");
        }
    }
}
