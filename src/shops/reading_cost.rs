//! What reading a page costs, in elements and texts that readers look at: time would depend on the machine.

use scraper::Html;
use url::Url;

use super::Shops;
use crate::page::dom::LOOKED_AT;

#[path = "../../benches/worst_page/mod.rs"]
mod worst_page;

/// All readers together look at each element and text of the page at most so often: not more than the questions that each of them
/// asks of every one of its kind.
const MOST_LOOKS: usize = 12;

#[test]
fn readers_look_at_each_part_of_a_page_a_few_times_however_many_it_has() {
    let url = Url::parse("http://localhost/lamp.html").unwrap();
    let looks = |html: &str| {
        LOOKED_AT.set(0);
        let page = Shops::known().parse(html, &url);
        assert_eq!(page.product.unwrap().price.unwrap().current.to_string(), "20.00 EUR");
        LOOKED_AT.get()
    };
    let small: Vec<_> = worst_page::pages(100_000).collect();
    for ((name, small), (_, large)) in small.iter().zip(worst_page::pages(200_000)) {
        let nodes = |html: &str| Html::parse_document(html).tree.nodes().count();
        let (few, many) = (looks(small), looks(&large));
        // Caps on what no shop has make a larger page cheaper, never dearer.
        assert!(many <= MOST_LOOKS * nodes(&large), "{name}: {many} looks at {} nodes", nodes(&large));
        assert!(many * 10 <= few * 22, "{name}: {few} looks, of twice the page {many}");
    }
}

#[test]
fn what_is_left_out_of_such_a_page_is_told() {
    let url = Url::parse("http://localhost/lamp.html").unwrap();
    for (name, html) in worst_page::pages(300_000) {
        let notes = Shops::known().parse(&html, &url).notes;
        let tells = notes.iter().any(|note| note.to_string().contains("left out:"));
        // Elements that are nothing to any reader are not left out.
        assert_eq!(tells, name != "any theme, elements", "{name}: {notes:?}");
    }
}
