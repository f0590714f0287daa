//! Pages that change from visit to visit: a check for a text that comes and goes would fail for nothing.

use super::notes::{Note, Unsteady};
use crate::page::Page;

/// Compares the page with what the next visitor got, takes out what no check may rely on, and says what differs.
pub(super) fn keep_steady(page: &mut Page, again: &Page, again_source: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    if page.kind != again.kind {
        notes.push(Note::Unsteady(Unsteady::Kind([page.kind, again.kind])));
    }
    let price = |page: &Page| Some(page.product.as_ref()?.price.as_ref()?.current);
    let (first, second) = (price(page), price(again));
    if first != second {
        notes.push(Note::Unsteady(Unsteady::Price([first, second])));
        page.price_literal = None;
    } else if page.price_literal.as_ref().is_some_and(|literal| !again_source.contains(literal)) {
        notes.push(Note::Unsteady(Unsteady::PriceMarkup));
        page.price_literal = None;
    }
    let found = |(before, after): &(String, String)| {
        again_source.split_once(before.as_str()).is_some_and(|(_, rest)| rest.contains(after.as_str()))
    };
    if page.token_literals.as_ref().is_some_and(|literals| !found(literals)) {
        let platform = page.platform.or(page.form_of).filter(|platform| platform.guests_need_no_token());
        notes.push(Note::Unsteady(Unsteady::TokenMarkup {
            needless_on: platform.map(|platform| platform.name()),
        }));
        page.token_literals = None;
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shops::Shops;

    fn page(price: &str, token: &str) -> (Page, String) {
        let html = format!(
            r#"<body id=product><form id=add-to-cart-or-refresh action=/en/cart><input type=hidden name=token
            value="{token}"></form><span class="current-price-value" content="{price}">x</span>
            <script>var prestashop = {{"static_token":"{token}","page":{{"page_name":"product"}}}};</script>"#
        );
        (Shops::known().parse(&html, &url::Url::parse("https://shop.example/en/6-mug.html").unwrap()), html)
    }

    #[test]
    fn what_changes_is_not_checked() {
        let token = "0123456789abcdef0123456789abcdef";
        let (first, _) = page("11.42", token);
        assert!(first.price_literal.is_some() && first.token_literals.is_some());

        let (mut same, source) = page("11.42", token);
        let (again, _) = page("11.42", token);
        assert_eq!(keep_steady(&mut same, &again, &source), Vec::new());
        assert_eq!(
            (&same.price_literal, &same.token_literals),
            (&first.price_literal, &first.token_literals)
        );

        let (mut dearer, _) = page("11.42", token);
        let (again, source) = page("12.00", "ffffffffffffffffffffffffffffffff");
        let notes = keep_steady(&mut dearer, &again, &source);
        let said = notes[0].to_string();
        assert!(said.contains("11.42") && said.contains("12.00"), "{said}");
        // A token may differ: every visitor reads its own.
        assert_eq!((notes.len(), &dearer.price_literal, dearer.token_literals.is_some()), (1, &None, true));

        let (mut odd, _) = page("11.42", token);
        let home = Shops::known().parse("<body id=index>", &again.url);
        let notes = keep_steady(&mut odd, &home, "<body id=index>");
        assert_eq!((notes.len(), odd.price_literal, odd.token_literals), (3, None, None));
    }
}
