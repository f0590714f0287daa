//! The addresses of pull requests.

use std::fmt;

use url::Url;

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct PullAddress {
    /// `owner/name` in lower case, as GitHub takes either.
    pub(in crate::desk) repository: String,
    pub(in crate::desk) number: i64,
}

impl PullAddress {
    /// Reads the address of a pull request on GitHub, whose pages are below `pages`; `None` for any other address.
    pub(in crate::desk) fn parse(text: &str, pages: &Url) -> Option<Self> {
        let url = Url::parse(text).ok().filter(|url| url.origin() == pages.origin())?;
        let mut parts = url.path_segments()?;
        let (owner, name) = (parts.next()?, parts.next()?);
        if parts.next()? != "pull" {
            return None;
        }
        let number = parts.next()?.parse().ok().filter(|number: &i64| *number > 0)?;
        Some(Self { repository: repository_name(owner, name)?, number })
    }

    /// Its address on GitHub.
    pub(in crate::desk) fn url(&self, pages: &Url) -> String {
        format!("{pages}{}/pull/{}", self.repository, self.number)
    }
}

impl fmt::Display for PullAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}#{}", self.repository, self.number)
    }
}

/// `owner/name` in lower case; `None` when GitHub has no such names, which would lead elsewhere in a path.
pub(in crate::desk) fn repository_name(owner: &str, name: &str) -> Option<String> {
    let is_name = |text: &str| {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        (1..=100).contains(&text.len()) && text.chars().all(fits) && !text.chars().all(|c| c == '.')
    };
    (is_name(owner) && is_name(name)).then(|| format!("{owner}/{name}").to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pull_requests_of_github_and_nothing_else() {
        let pages = Url::parse("https://github.com/").unwrap();
        for (text, expected) in [
            ("https://github.com/Shop/Front.end/pull/7", Some("shop/front.end#7")),
            ("https://github.com/shop/front/pull/7/files?w=1#x", Some("shop/front#7")),
            ("https://github.com/shop/front/pull/0", None),
            ("https://github.com/shop/front/pull/-7", None),
            ("https://github.com/shop/front/pull/seven", None),
            ("https://github.com/shop/front/issues/7", None),
            ("https://github.com/shop/%2E%2E/pull/7", None),
            ("https://github.com/shop/a%2Fb/pull/7", None),
            ("https://github.com.evil.example/shop/front/pull/7", None),
            ("http://github.com/shop/front/pull/7", None),
            ("https://shop.example/promo", None),
            ("github.com/shop/front/pull/7", None),
        ] {
            let found = PullAddress::parse(text, &pages).map(|pull| pull.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        let pull = PullAddress::parse("https://github.com/Shop/front/pull/7/commits", &pages).unwrap();
        assert_eq!(pull.url(&pages), "https://github.com/shop/front/pull/7");
    }
}
