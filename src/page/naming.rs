//! What in an address names its page: the path, and where friendly addresses are off a part of the query.

use url::Url;

/// The names in queries by which the platforms that are known tell their pages apart.
#[derive(Debug, Clone, Default)]
pub struct PageNaming(Vec<&'static str>);

impl PageNaming {
    /// These names.
    #[must_use]
    pub fn new(names: impl Iterator<Item = &'static str>) -> Self {
        Self(names.collect())
    }

    /// Whether two addresses lead to one page: they have one path and, where the path is a front controller's and the query says
    /// which page it is, one of those. What a query says beside it (a combination, a campaign) makes no other page.
    #[must_use]
    pub fn same_page(&self, one: &Url, other: &Url) -> bool {
        let named = |url: &Url| {
            let mut pairs: Vec<(String, String)> =
                url.query_pairs().into_owned().filter(|(name, _)| self.names_a_page(name)).collect();
            pairs.sort();
            pairs
        };
        one.path() == other.path() && (!is_front(one) || named(one) == named(other))
    }

    /// The texts by which a page's source may write what tells this address from the shop's others: the path, or the path with
    /// the query that names the page. Empty for a front controller by itself, whose path stands in every address.
    #[must_use]
    pub fn telling_texts(&self, url: &Url) -> Vec<String> {
        let names = is_front(url) && url.query_pairs().any(|(name, _)| self.names_a_page(&name));
        match url.query().filter(|_| names) {
            Some(query) => {
                ["&amp;", "&"].map(|and| format!("{}?{}", url.path(), query.replace('&', and))).to_vec()
            }
            None if matches!(url.path(), "/" | "/index.php") => Vec::new(),
            None => vec![url.path().to_owned()],
        }
    }

    fn names_a_page(&self, name: &str) -> bool {
        self.0.contains(&name)
    }
}

/// Whether any page may stand behind an address's path.
fn is_front(url: &Url) -> bool {
    matches!(url.path_segments().and_then(|mut parts| parts.next_back()), Some("" | "index.php"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_told_by_what_names_its_page() {
        let naming = PageNaming(vec!["id_product", "controller"]);
        let texts = |path: &str| {
            naming.telling_texts(&Url::parse("https://shop.test").unwrap().join(path).unwrap()).join(" ")
        };
        for (path, expected) in [
            ("/", ""),
            ("/?utm=x", ""),
            ("/index.php", ""),
            ("/en/", "/en/"),
            ("/6-mug.html?utm=x", "/6-mug.html"),
            ("/product/lamp/", "/product/lamp/"),
            (
                "/index.php?id_product=6&controller=product",
                "/index.php?id_product=6&amp;controller=product /index.php?id_product=6&controller=product",
            ),
        ] {
            assert_eq!(texts(path), expected, "{path}");
        }
    }
}
