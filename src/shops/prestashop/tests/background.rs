//! What the scripts of its pages ask besides.

use super::parse;
use crate::page::BackgroundMoment;

const ASKS: &str = "https://shop.example/en/module/productcomments/CommentGrade";

/// Name and address of each request of a page with this content.
fn asked(html: &str) -> Vec<(String, String)> {
    let page = parse(html, "https://shop.example/en/3-clothes");
    let requests = page.background.into_iter();
    requests.map(|request| (request.name, request.url.into())).collect()
}

fn tile(id: &str, url: &str) -> String {
    format!(
        "<article class='product-miniature js-product-miniature'>\
         <div class='product-list-reviews' data-id='{id}' data-url='{url}'></div></article>"
    )
}

#[test]
fn the_grades_of_all_tiles_are_asked_for_in_one_request() {
    let tiles = ["12", "2", "2", "x", "7"].map(|id| tile(id, ASKS)).concat();
    let outside = format!("<div class='product-list-reviews' data-id='99' data-url='{ASKS}'></div>");
    let address = format!("{ASKS}?id_products%5B%5D=2&id_products%5B%5D=7&id_products%5B%5D=12");
    assert_eq!(asked(&format!("{tiles}{outside}")), [("grades".to_owned(), address)]);
    assert_eq!(asked(&outside), [], "the script looks for tiles");
    assert_eq!(asked(&tile("1", "").replace(" data-url=''", "")), [], "the module is not there");
    assert_eq!(asked(&tile("1", "https://other.example/module/productcomments/CommentGrade")), []);
    assert_eq!(asked(&tile("1", "/module/mymodule/cancel")), [], "no read that is known");
}

#[test]
fn an_address_without_friendly_routes_has_a_query_already() {
    let url = "/index.php?fc=module&amp;module=productcomments&amp;controller=CommentGrade";
    let address = "https://shop.example/index.php?fc=module&module=productcomments&controller=CommentGrade&id_products%5B%5D=1";
    assert_eq!(asked(&tile("1", url)), [("grades".to_owned(), address.to_owned())]);
}

#[test]
fn fifty_products_are_asked_for_at_a_time() {
    let tiles: String = (1..=120).map(|id| tile(&id.to_string(), ASKS)).collect();
    let requests = asked(&tiles);
    let names: Vec<&str> = requests.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["grades", "grades 2", "grades 3"]);
    let ids: Vec<usize> = requests.iter().map(|(_, url)| url.matches("id_products").count()).collect();
    assert_eq!(ids, [50, 50, 20]);
    assert!(requests[2].1.contains("?id_products%5B%5D=101&"), "{}", requests[2].1);
}

#[test]
fn comments_are_asked_for_where_there_are_some_or_the_page_does_not_say() {
    let list = |more: &str| {
        asked(&format!(
            "<div id='product-comments-list' data-list-comments-url='/en/module/productcomments/ListComments?id_product=6' {more}></div>"
        ))
    };
    let first = "https://shop.example/en/module/productcomments/ListComments?id_product=6&page=1";
    for (more, expected) in
        [("data-total-pages='0'", None), ("data-total-pages='2'", Some(first)), ("", Some(first))]
    {
        let urls: Vec<String> = list(more).into_iter().map(|(_, url)| url).collect();
        assert_eq!(urls, expected.into_iter().collect::<Vec<_>>(), "{more}");
    }
}

#[test]
fn of_the_wish_lists_only_reading_is_taken() {
    let window = |outer: &str, inner: &str| {
        let html = format!(
            "<div class='wishlist-button' data-url='/m/action?action=deleteProductFromWishlist'></div>\
             <div class='wishlist-add-to' data-url='{outer}'><choose-list url='{inner}' add-url='/m/action?action=addProductToWishlist'></choose-list></div>\
             <div class='wishlist-create' data-url='/m/action?action=createNewWishlist'></div>"
        );
        asked(&html)
    };
    let read = "/m/action?action=getAllWishlist";
    let expected = [("wishlists".to_owned(), format!("https://shop.example{read}"))];
    assert_eq!(window(read, read), expected);
    assert_eq!(window(read, "/m/action?action=createNewWishlist"), []);
    assert_eq!(window(read, "/m/action?action=deleteWishlist"), []);
    assert_eq!(asked(&format!("<div class='wishlist-add-to' data-url='{read}'></div>")), expected);
}

#[test]
fn each_script_sends_its_own_headers() {
    let html = format!(
        "{}<div class='wishlist-add-to' data-url='/m/action?action=getAllWishlist'></div>",
        tile("1", ASKS)
    );
    let page = parse(&html, "https://shop.example/en/");
    let sent: Vec<_> =
        page.background.iter().map(|request| (request.name.as_str(), request.headers)).collect();
    // `fetch` sends no more than this; `jQuery` says that it is a script.
    let [wish_lists, grades] = sent[..] else { panic!("{sent:?}") };
    assert_eq!(wish_lists, ("wishlists", &[("Accept", "*/*")][..]));
    assert_eq!(grades, ("grades", &[("Accept", "*/*"), ("X-Requested-With", "XMLHttpRequest")][..]));
    let every = |request: &crate::page::BackgroundRequest| {
        request.method() == "GET" && request.moment == BackgroundMoment::EveryPage
    };
    assert!(page.background.iter().all(every));
}
