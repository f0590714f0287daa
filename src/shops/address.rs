//! What addresses say on the platforms that are known.

use url::Url;

use super::{Shops, orders};
use crate::page::{PageKind, PageNaming};
use crate::scenario::{RecordedRequest, RecordedShops, Step, StepRole};

impl Shops {
    /// The id of the product or category that an address carries. Only to be trusted together with the kind.
    #[must_use]
    pub fn id_in(self, url: &Url) -> Option<u64> {
        self.platforms().find_map(|platform| platform.id_in(url))
    }

    /// Whether two addresses lead to one page: they have one path and, where friendly addresses are off and the query says which
    /// page it is, one of those. What a query says beside it (a combination, a campaign) makes no other page.
    #[must_use]
    pub fn same_page(self, one: &Url, other: &Url) -> bool {
        let names = self.platforms().flat_map(|platform| platform.naming_queries());
        PageNaming::new(names.copied()).same_page(one, other)
    }
}

impl RecordedShops for Shops {
    fn kind_of(&self, url: &Url) -> Option<PageKind> {
        self.platforms().find_map(|platform| platform.guess(url, None)).map(|(kind, _)| kind)
    }

    fn places_order(&self, request: &RecordedRequest<'_>) -> Option<bool> {
        let told = self.0.iter().find_map(|shop| shop.places_order(request));
        told.or_else(|| orders::of_any_software(request).then_some(true))
    }

    fn enters_code(&self, step: &Step) -> bool {
        self.speaking(step).is_some_and(|(_, role)| role == StepRole::AppliesCode)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_many_addresses() {
        let url = |path: &str| Url::parse("https://shop.test").unwrap().join(path).unwrap();
        for (one, other, same) in [
            ("/6-mug.html", "/6-mug.html?id_product_attribute=3&utm_source=x", true),
            ("/6-mug.html", "/8-mug.html", false),
            (
                "/index.php?id_product=6&controller=product",
                "/index.php?controller=product&id_product=6&x=1",
                true,
            ),
            (
                "/index.php?id_product=6&controller=product",
                "/index.php?id_product=8&controller=product",
                false,
            ),
            (
                "/index.php?id_category=8&controller=category",
                "/index.php?id_product=8&controller=product",
                false,
            ),
            ("/?product=mug", "/?product=bag", false),
            ("/?utm_source=x", "/", true),
            ("/fr/?p=1", "/fr/", false),
        ] {
            assert_eq!(Shops::known().same_page(&url(one), &url(other)), same, "{one} {other}");
        }
    }
}
