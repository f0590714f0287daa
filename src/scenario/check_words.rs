//! The names of checks in words. The compiler gives English sentences as names, because a person reads them in the scenario and in
//! thresholds; reports say them in the reader's language. A name that somebody else gave is said as it is.

use crate::units::money::Money;
use crate::words::{Message, Value};

/// Says the name of a check. In English it is the name itself.
#[must_use]
pub fn check_words(name: &str) -> Message {
    whole(name).or_else(|| of_page(name)).or_else(|| of_price(name)).unwrap_or_else(|| Message::plain(name))
}

/// Names without a part that varies.
fn whole(name: &str) -> Option<Message> {
    Some(match name {
        "has its title" => Message::new("check-has-title"),
        "lists products" => Message::new("check-lists-products"),
        "carries a token" => Message::new("check-token"),
        "product is in the cart" => Message::new("check-in-cart"),
        "no error message" => Message::new("check-no-error"),
        "shows the pop-up" => Message::new("check-pop-up"),
        "the combination exists" => Message::new("check-combination"),
        "voucher is accepted" => Message::new("check-voucher-accepted"),
        "voucher is in the cart" => Message::new("check-voucher-in-cart"),
        "voucher is on the order page" => Message::new("check-voucher-on-order-page"),
        "voucher is shown on the order page" => Message::new("check-voucher-shown"),
        _ => return None,
    })
}

/// `is a product page`, `the cart page has the product`, `rule 1 is applied`.
fn of_page(name: &str) -> Option<Message> {
    let between = |before: &str, after: &str| name.strip_prefix(before)?.strip_suffix(after);
    if let Some(kind) = between("is a ", " page").or_else(|| between("is the ", " page")) {
        let id = if name.starts_with("is a ") { "a" } else { "the" };
        return Some(Message::new("check-is-page").with("kind", kind).with("article", id));
    }
    if let Some(page) = between("the ", " page has the product") {
        return Some(Message::new("check-page-has-product").with("page", page));
    }
    between("rule ", " is applied").map(|rule| Message::new("check-rule-applied").with("rule", rule))
}

/// Names that end with a price, or with one and `is shown`.
fn of_price(name: &str) -> Option<Message> {
    let (what, price) = match name.strip_prefix("old price ").and_then(|rest| rest.strip_suffix(" is shown"))
    {
        Some(price) => (Message::new("check-old-price"), price),
        None => [" is reduced by ", " costs ", " says ", " shows ", " is "].into_iter().find_map(|verb| {
            let (subject, price) = name.split_once(verb)?;
            Some((stated(subject, verb)?, price))
        })?,
    };
    let price = price.parse::<Money>().ok().filter(|money| money.to_string() == price)?;
    Some(what.with("price", price))
}

/// What a price is stated of.
fn stated(subject: &str, verb: &str) -> Option<Message> {
    let cart = |message: Message| match subject {
        "the cart" => Some(message.with("cart", "plain")),
        "the cart with the voucher" => Some(message.with("cart", "voucher")),
        _ => None,
    };
    let page = |message: Message| {
        let page = subject.strip_prefix("the ")?.strip_suffix(" page")?;
        Some(message.with("page", page))
    };
    match verb {
        " is reduced by " => cart(Message::new("check-cart-reduced")),
        " costs " => cart(Message::new("check-cart-costs")),
        " says " => page(Message::new("check-page-says")),
        " shows " => page(Message::new("check-page-shows")),
        _ => match subject {
            "price" => Some(Message::new("check-price")),
            "reduced price" => Some(Message::new("check-reduced-price")),
            "visible price" => Some(Message::new("check-visible-price")),
            _ => of_tile(subject),
        },
    }
}

/// `old price of product 6`, `reduced price of reduced tile 2`.
fn of_tile(subject: &str) -> Option<Message> {
    let (message, tile) = match subject.split_once(" of ")? {
        ("old price", tile) => (Message::new("check-old-price-of"), tile),
        ("reduced price", tile) => (Message::new("check-reduced-price-of"), tile),
        _ => return None,
    };
    let number =
        |before: &str| tile.strip_prefix(before)?.parse::<u64>().ok().map(|number| number.to_string());
    let tile = number("product ")
        .map(|id| Message::new("check-product").with("id", id))
        .or_else(|| number("reduced tile ").map(|place| Message::new("check-tile").with("place", place)))?;
    Some(message.with("tile", Value::from(tile)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Lang;

    #[test]
    fn names_of_the_compiler_are_said_in_french_and_stay_in_english() {
        for (name, french) in [
            ("is a product page", "c’est une page de produit"),
            ("is a landing page", "c’est une page de campagne"),
            ("is the cart page", "c’est la page du panier"),
            ("is the order page", "c’est la page de commande"),
            ("has its title", "la page a son titre"),
            ("price is 11.42 EUR", "le prix est de 11,42_EUR"),
            ("reduced price is 11.42 EUR", "le prix réduit est de 11,42_EUR"),
            ("visible price is 1,234.50 EUR", "visible price is 1,234.50 EUR"),
            ("old price 14.28 EUR is shown", "l’ancien prix de 14,28_EUR est affiché"),
            ("old price of product 6 is 14.28 EUR", "l’ancien prix du produit 6 est de 14,28_EUR"),
            (
                "reduced price of reduced tile 2 is 9.28 EUR",
                "le prix réduit de la vignette 2 est de 9,28_EUR",
            ),
            ("rule 1 is applied", "la règle 1 est appliquée"),
            ("the cart is reduced by 3.00 EUR", "le panier est réduit de 3,00_EUR"),
            ("the cart with the voucher costs 7.58 EUR", "le panier avec le code promo coûte 7,58_EUR"),
            ("the order page has the product", "la page de commande contient le produit"),
            ("the cart page says 8.42 EUR", "la page du panier indique 8,42_EUR"),
            ("the order page shows 7.58 EUR", "la page de commande affiche 7,58_EUR"),
            ("voucher is accepted", "le code promo est accepté"),
            ("carries a token", "la page porte un jeton"),
            ("my own check is 3", "my own check is 3"),
            ("the cart costs nothing", "the cart costs nothing"),
            ("old price of my mug is 3.00 EUR", "old price of my mug is 3.00 EUR"),
            ("", ""),
        ] {
            let said = check_words(name);
            assert_eq!(said.say(Lang::En), name);
            assert_eq!(said.say(Lang::Fr), french.replace('_', "\u{202F}"));
        }
    }
}
