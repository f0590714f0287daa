//! The names that compiled scenarios give to their steps and checks, in French.
//!
//! A scenario has its names in English: thresholds, k6 scripts and comparisons refer to them. A French report says them as below;
//! names that a person wrote stay as they are.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Names as `compile` writes them, and as a French sentence has them. `{…}` stands for what the page says.
const NAMES: [(&str, &str); 83] = [
    ("reduced price is {price}", "le prix réduit est {price}"),
    ("price is {price}", "le prix est {price}"),
    ("reduced price of variation {id} is {price}", "le prix réduit de la variation {id} est {price}"),
    ("price of variation {id} is {price}", "le prix de la variation {id} est {price}"),
    ("visible price is {price}", "le prix affiché est {price}"),
    ("old price {price} is shown", "l’ancien prix {price} est affiché"),
    ("the reduced price is right", "le prix réduit est correct"),
    ("the price is right", "le prix est correct"),
    ("the visible price is right", "le prix affiché est correct"),
    ("the old price is shown", "l’ancien prix est affiché"),
    ("old price of product {id} is {price}", "l’ancien prix du produit {id} est {price}"),
    ("reduced price of product {id} is {price}", "le prix réduit du produit {id} est {price}"),
    ("old price of reduced tile {id} is {price}", "l’ancien prix de la vignette {id} est {price}"),
    ("reduced price of reduced tile {id} is {price}", "le prix réduit de la vignette {id} est {price}"),
    ("lists products", "des produits sont listés"),
    ("is a home page", "c’est une page d’accueil"),
    ("is a category page", "c’est une page de catégorie"),
    ("is a product page", "c’est une page produit"),
    ("is a catalog page", "c’est une page de catalogue"),
    ("is a search page", "c’est une page de recherche"),
    ("is a cms page", "c’est une page de contenu"),
    ("is a landing page", "c’est une page d’atterrissage"),
    ("is the cart page", "c’est la page du panier"),
    ("is the order page", "c’est la page de commande"),
    ("is the recorded page", "c’est la page enregistrée"),
    ("has its title", "la page porte son titre"),
    ("comes to its end", "la page est complète"),
    ("carries a token", "la page porte un jeton"),
    ("product is in the cart", "le produit est dans le panier"),
    ("the shop says that it is added", "la boutique confirme l’ajout"),
    ("no error message", "pas de message d’erreur"),
    ("shows the pop-up", "la fenêtre du panier s’affiche"),
    ("the combination exists", "la déclinaison existe"),
    ("rule {id} is applied", "la règle {id} est appliquée"),
    ("the cart is reduced by {price}", "le panier est réduit de {price}"),
    ("the cart costs {price}", "le panier coûte {price}"),
    ("the cart with the voucher is reduced by {price}", "le panier avec le code promo est réduit de {price}"),
    ("the cart with the voucher costs {price}", "le panier avec le code promo coûte {price}"),
    ("the cart page has the product", "la page du panier contient le produit"),
    ("the cart page says {price}", "la page du panier indique {price}"),
    ("the cart page shows {price}", "la page du panier affiche {price}"),
    ("the order page has the product", "la page de commande contient le produit"),
    ("the order page says {price}", "la page de commande indique {price}"),
    ("the order page shows {price}", "la page de commande affiche {price}"),
    ("voucher is accepted", "le code promo est accepté"),
    ("voucher is in the cart", "le code promo est dans le panier"),
    ("voucher is on the order page", "le code promo figure sur la page de commande"),
    ("no rate limit", "pas de limite de requêtes"),
    ("the cart with the voucher is reduced", "le panier avec le code promo est réduit"),
    ("voucher is on the cart page", "le code promo figure sur la page du panier"),
    ("the order is reckoned", "la commande est calculée"),
    ("voucher is on the order review", "le code promo figure sur le récapitulatif de commande"),
    ("the order review shows {price}", "le récapitulatif de commande affiche {price}"),
    ("shows the small cart", "le petit panier s’affiche"),
    ("voucher is shown on the order page", "le code promo est affiché sur la page de commande"),
    ("product_page", "«\u{202f}page produit\u{202f}»"),
    ("next_product_page", "«\u{202f}page du produit suivant\u{202f}»"),
    ("second_page", "«\u{202f}deuxième page\u{202f}»"),
    ("add_to_cart", "«\u{202f}ajout au panier\u{202f}»"),
    ("cart_popup", "«\u{202f}fenêtre du panier\u{202f}»"),
    ("cart_page", "«\u{202f}page du panier\u{202f}»"),
    ("cart_state", "«\u{202f}contenu du panier\u{202f}»"),
    ("first_small_cart", "«\u{202f}petit panier à l’arrivée\u{202f}»"),
    ("small_cart", "«\u{202f}petit panier\u{202f}»"),
    ("small_cart_with_code", "«\u{202f}petit panier avec code promo\u{202f}»"),
    ("cart_state_with_code", "«\u{202f}contenu du panier avec code promo\u{202f}»"),
    ("cart_with_code", "«\u{202f}panier avec code promo\u{202f}»"),
    ("choose_variation", "«\u{202f}choix de la variation\u{202f}»"),
    ("voucher", "«\u{202f}saisie du code promo\u{202f}»"),
    ("order_review", "«\u{202f}récapitulatif de commande\u{202f}»"),
    ("choose_combination", "«\u{202f}choix de la déclinaison\u{202f}»"),
    ("order_page", "«\u{202f}page de commande\u{202f}»"),
    ("wishlists", "listes d’envies"),
    ("grades", "notes des produits"),
    ("comments", "avis"),
    ("sections", "sections du visiteur"),
    ("{step} wishlists", "«\u{202f}{step}, listes d’envies\u{202f}»"),
    ("{step} grades", "«\u{202f}{step}, notes des produits\u{202f}»"),
    ("{step} grades {id}", "«\u{202f}{step}, notes des produits ({id})\u{202f}»"),
    ("{step} comments", "«\u{202f}{step}, avis\u{202f}»"),
    ("{step} cart_state", "«\u{202f}{step}, contenu du panier\u{202f}»"),
    ("next_{page}_page", "«\u{202f}page {page} suivante\u{202f}»"),
    ("{page}_page", "«\u{202f}page {page}\u{202f}»"),
];

/// A pattern of [`NAMES`] as an expression, with its French form.
static PATTERNS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let placeholder = |(name, meaning): (&str, &str)| {
        (regex::escape(&format!("{{{name}}}")), format!("(?P<{name}>{meaning})"))
    };
    let placeholders = [
        ("price", r"[0-9.]+ [A-Z]{3}"),
        ("id", "[0-9]+"),
        ("page", "home|category|catalog|search|cms|landing"),
        ("step", "[a-z_]+"),
    ]
    .map(placeholder);
    let pattern = |(english, french): &(&str, &'static str)| {
        let mut pattern = regex::escape(english);
        for (placeholder, group) in &placeholders {
            pattern = pattern.replace(placeholder.as_str(), group);
        }
        Some((Regex::new(&format!("^{pattern}$")).ok()?, *french))
    };
    NAMES.iter().filter_map(pattern).collect()
});

/// The French form of a compiled name; `None` for any other text.
pub(super) fn french(name: &str) -> Option<String> {
    // Texts of a shop are values, too, and may be long.
    if name.len() > 100 || name.contains('\n') {
        return None;
    }
    PATTERNS.iter().find_map(|(pattern, french)| Some(filled(french, &pattern.captures(name)?)))
}

fn filled(pattern: &str, found: &Captures<'_>) -> String {
    let mut text = pattern.to_owned();
    if let Some(price) = found.name("price") {
        text = text.replace("{price}", &price.as_str().replace('.', ",").replace(' ', "\u{a0}"));
    }
    if let Some(id) = found.name("id") {
        text = text.replace("{id}", id.as_str());
    }
    if let Some(page) = found.name("page") {
        let page = match page.as_str() {
            "home" => "d’accueil",
            "category" => "de catégorie",
            "catalog" => "de catalogue",
            "search" => "de recherche",
            "cms" => "de contenu",
            _ => "d’atterrissage",
        };
        text = text.replace("{page}", page);
    }
    if let Some(step) = found.name("step") {
        let said = french(step.as_str());
        let said = said.as_deref().unwrap_or_else(|| step.as_str());
        let bare = said.trim_start_matches("«\u{202f}").trim_end_matches("\u{202f}»");
        text = text.replace("{step}", bare);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn only_whole_compiled_names_are_said_in_french() {
        assert_eq!(PATTERNS.len(), NAMES.len());
        for (name, said) in [
            ("reduced price is 1234.50 EUR", Some("le prix réduit est 1234,50\u{a0}EUR")),
            ("old price of product 21 is 14.28 EUR", Some("l’ancien prix du produit 21 est 14,28\u{a0}EUR")),
            ("next_product_page", Some("«\u{202f}page du produit suivant\u{202f}»")),
            ("home_page", Some("«\u{202f}page d’accueil\u{202f}»")),
            ("product_page wishlists", Some("«\u{202f}page produit, listes d’envies\u{202f}»")),
            ("category_page grades 2", Some("«\u{202f}page de catégorie, notes des produits (2)\u{202f}»")),
            ("call_to_action comments", Some("«\u{202f}call_to_action, avis\u{202f}»")),
            ("my_page", None),
            ("reduced price is 5", None),
            ("voucher is accepted by all", None),
            ("Voucher is accepted", None),
        ] {
            assert_eq!(french(name).as_deref(), said, "{name}");
        }
    }

    /// What `compile` writes for each kind of page of the demo shop.
    #[test]
    fn every_name_in_a_compiled_scenario_is_known() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let name = Regex::new(r#"(?m)^\[\[journey\.step(?:\.check)?\]\]\nname = "([^"]+)""#)
            .expect("a valid expression");
        let mut known = 0;
        for file in ["product", "category", "catalog", "home", "search", "landing", "cms"] {
            let text =
                std::fs::read_to_string(folder.join(file).with_extension("toml")).expect("it is shipped");
            for found in name.captures_iter(&text).filter(|found| &found[1] != "voucher") {
                assert!(french(&found[1]).is_some(), "{file}: {}", &found[1]);
                known += 1;
            }
        }
        assert!(known > 100, "{known}");
    }
}
