//! What a browser asks besides each captured page: told once more from the text of the page, as the modules' scripts read it.

use std::collections::BTreeSet;
use std::fs;

use promo_load::shops::Shops;
use url::Url;

use super::{captures, page};

/// The values of an attribute that follows a text, in the order of the page.
fn values<'a>(html: &'a str, after: &'a str, attribute: &'a str) -> impl Iterator<Item = &'a str> {
    html.split(after).skip(1).filter_map(move |rest| {
        let tag = rest.split('>').next()?;
        let (_, value) = tag.split_once(&format!("{attribute}=\""))?;
        value.split('"').next()
    })
}

/// The addresses that the scripts of `blockwishlist` and `productcomments` make.
fn expected(html: &str) -> Vec<String> {
    let lists = values(html, "class=\"wishlist-add-to\"", "data-url").map(|url| url.replace("&amp;", "&"));
    let reviews = "class=\"product-list-reviews\"";
    let ids: BTreeSet<u32> = values(html, reviews, "data-id").map(|id| id.parse().unwrap()).collect();
    let ids: Vec<String> = ids.iter().map(|id| format!("id_products%5B%5D={id}")).collect();
    let base = values(html, reviews, "data-url").next();
    let grades = base.map(|base| {
        let separator = if base.contains('?') { "&" } else { "?" };
        format!("{}{separator}{}", base.replace("&amp;", "&"), ids.join("&"))
    });
    lists.chain(grades).collect()
}

#[test]
fn each_page_has_exactly_the_addresses_that_a_browser_asks() {
    let Some(folder) = captures() else { return };
    let (mut with, mut without, mut graded) = (0, 0, 0);
    for part in ["pages", "more"] {
        for entry in fs::read_dir(folder.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "html") {
                continue;
            }
            let html = fs::read_to_string(&path).unwrap();
            let own = Shops::known().base_url_from(&html);
            let page = Shops::known()
                .parse(&html, &own.unwrap_or_else(|| Url::parse("http://127.0.0.1:8081/").unwrap()));
            let found: Vec<&str> = page.background.iter().map(|request| request.url.as_str()).collect();
            assert_eq!(found, expected(&html), "{}", path.display());
            *(if found.is_empty() { &mut without } else { &mut with }) += 1;
            graded += usize::from(found.iter().any(|url| url.contains("CommentGrade")));
        }
    }
    assert!(with > 35 && without > 5 && graded > 20, "{with} {without} {graded}");
}

#[test]
fn a_category_asks_for_the_grades_of_its_tiles() {
    let Some(category) = page("category-3-clothes") else { return };
    let asked: Vec<_> =
        category.background.iter().map(|asked| (asked.name.as_str(), asked.url.as_str())).collect();
    assert_eq!(
        asked,
        [
            ("wishlists", "http://127.0.0.1:8081/en/module/blockwishlist/action?action=getAllWishlist"),
            (
                "grades",
                "http://127.0.0.1:8081/en/module/productcomments/CommentGrade?id_products%5B%5D=1&id_products%5B%5D=2"
            ),
        ]
    );
    let Some(checkout) = page("order-checkout") else { return };
    assert_eq!(checkout.background, [], "the order page has no such scripts");
}
