//! The words of the shop's pages in its two languages. French shops translate their addresses, too.

use std::collections::BTreeMap;

use minijinja::Value;

use crate::shop::config::Language;

const WORDS: &[(&str, &str, &str)] = &[
    ("html_lang", "en-US", "fr-FR"),
    ("menu", "Menu", "Menu"),
    ("home", "Home", "Accueil"),
    ("shop", "Shop", "Boutique"),
    ("cart", "Cart", "Panier"),
    ("checkout", "Checkout", "Commander"),
    ("account", "My account", "Mon compte"),
    ("search", "Search", "Recherche"),
    ("search_for", "Search for:", "Recherche pour :"),
    ("search_results", "Search results:", "Résultats de recherche :"),
    ("shelves", "Categories", "Catégories"),
    ("shelf", "Category:", "Catégorie :"),
    ("sku", "SKU:", "UGS :"),
    ("sale", "Sale!", "Promo !"),
    ("sale_short", "Sale", "Promo"),
    ("on_sale", "On sale now", "En promotion"),
    ("new_in", "New in", "Nouveautés"),
    ("related", "Related products", "Produits similaires"),
    ("more", "More products", "Autres produits"),
    ("description", "Description", "Description"),
    ("viewing", "You’re viewing:", "Vous consultez :"),
    ("add_to_cart", "Add to cart", "Ajouter au panier"),
    ("added", "Added to cart", "Ajouté au panier"),
    ("select_options", "Select options", "Choix des options"),
    ("view_products", "View products", "Voir les produits"),
    ("read_more", "Read more", "Lire la suite"),
    ("elsewhere", "Buy at the partner", "Acheter chez le partenaire"),
    ("choose", "Choose an option", "Choisir une option"),
    ("quantity", "Quantity", "Quantité"),
    ("product", "Product", "Produit"),
    ("price", "Price", "Prix"),
    ("subtotal", "Subtotal", "Sous-total"),
    ("total", "Total", "Total"),
    ("shipping", "Shipping", "Expédition"),
    ("flat_rate", "Flat rate", "Forfait"),
    ("free_shipping", "Free shipping", "Livraison gratuite"),
    ("free_shipping_coupon", "Free shipping coupon", "Code promo d’expédition gratuite"),
    ("calculate_shipping", "Calculate shipping", "Calculer les frais d’expédition"),
    ("update", "Update", "Mettre à jour"),
    ("coupon", "Coupon:", "Code promo :"),
    ("coupon_code", "Coupon code", "Code promo"),
    ("apply_coupon", "Apply coupon", "Appliquer le code promo"),
    ("update_cart", "Update cart", "Mettre à jour le panier"),
    ("have_coupon", "Have a coupon?", "Avez-vous un code promo ?"),
    ("enter_coupon", "Click here to enter your code", "Cliquez ici pour saisir votre code"),
    ("remove", "Remove", "Enlever"),
    ("cart_totals", "Cart totals", "Total panier"),
    ("proceed", "Proceed to checkout", "Valider la commande"),
    ("view_cart", "View cart", "Voir le panier"),
    ("no_products", "No products in the cart.", "Votre panier est vide."),
    ("cart_empty", "Your cart is currently empty.", "Votre panier est actuellement vide."),
    ("return_to_shop", "Return to shop", "Retour à la boutique"),
    ("billing", "Billing details", "Détails de facturation"),
    ("your_order", "Your order", "Votre commande"),
    ("place_order", "Place order", "Commander"),
    ("bank_transfer", "Direct bank transfer", "Virement bancaire"),
    ("cash", "Cash on delivery", "Paiement à la livraison"),
    ("first_name", "First name", "Prénom"),
    ("last_name", "Last name", "Nom"),
    ("address", "Street address", "Numéro et nom de rue"),
    ("postcode", "Postcode / ZIP", "Code postal"),
    ("city", "Town / City", "Ville"),
    ("email", "Email address", "E-mail"),
    ("log_in", "Log in", "Se connecter"),
    ("user", "Username or email address", "Identifiant ou e-mail"),
    ("password", "Password", "Mot de passe"),
    ("thanks", "Thank you. Your order has been received.", "Merci. Votre commande a été reçue."),
    ("order_number", "Order number:", "Numéro de commande :"),
    ("order_received", "Order received", "Commande reçue"),
    ("pages", "Product Pagination", "Pagination des produits"),
    ("next_page", "Next Page", "Page suivante"),
    (
        "nothing_found",
        "No products were found matching your selection.",
        "Aucun produit ne correspond à votre sélection.",
    ),
    ("not_found", "Oops! That page can’t be found.", "Oups ! Cette page est introuvable."),
    ("not_found_text", "Nothing was found at this location.", "Rien n’a été trouvé à cette adresse."),
    ("out_of_stock", "Out of stock", "Rupture de stock"),
    ("in_stock", "in stock", "en stock"),
    ("offer_before", "Our offers: 10% off with the code", "Nos offres : 10 % de remise avec le code"),
    ("offer_between", "free shipping with the code", "la livraison gratuite avec le code"),
    ("soon", "Pardon our dust!", "Bientôt l’ouverture !"),
    (
        "soon_text",
        "Our shop is being set up and opens soon.",
        "Notre boutique est en préparation et ouvrira bientôt.",
    ),
    ("cart_updated", "Cart updated.", "Panier mis à jour."),
    ("coupon_applied", "Coupon code applied successfully.", "Code promo appliqué avec succès."),
    ("coupon_removed", "Coupon has been removed.", "Le code promo a bien été enlevé."),
    ("session_expired", "Sorry, your session has expired.", "Désolé, votre session a expiré."),
    (
        "order_failed",
        "We were unable to process your order, please try again.",
        "Nous n’avons pas pu traiter votre commande, veuillez réessayer.",
    ),
];

/// Where things are, without slashes.
const SLUGS: &[(&str, &str, &str)] = &[
    ("product", "product", "produit"),
    ("shelf", "product-category", "categorie-produit"),
    ("shop", "shop", "boutique"),
    ("cart", "cart", "panier"),
    ("checkout", "checkout", "commander"),
    ("account", "my-account", "mon-compte"),
];

fn of(table: &'static [(&str, &str, &str)], key: &'static str, language: Language) -> &'static str {
    table.iter().find(|(known, ..)| *known == key).map_or(key, |(_, en, fr)| match language {
        Language::En => en,
        Language::Fr => fr,
    })
}

/// The word for a key of the table above; the key itself when there is none.
pub(super) fn word(key: &'static str, language: Language) -> &'static str {
    of(WORDS, key, language)
}

/// The first part of an address.
pub(super) fn slug(key: &'static str, language: Language) -> &'static str {
    of(SLUGS, key, language)
}

/// All words for the templates.
pub(super) fn words(language: Language) -> Value {
    WORDS.iter().map(|(key, ..)| (*key, word(key, language))).collect::<BTreeMap<_, _>>().into()
}

/// `1 item`, `2 items`, `2 articles`.
pub(super) fn items(count: u32, language: Language) -> String {
    let word = match (language, count) {
        (Language::En, 1) => "item",
        (Language::En, _) => "items",
        (Language::Fr, 0 | 1) => "article",
        (Language::Fr, _) => "articles",
    };
    format!("{count} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique() {
        for table in [WORDS, SLUGS] {
            let mut keys: Vec<_> = table.iter().map(|(key, ..)| key).collect();
            let all = keys.len();
            keys.sort();
            keys.dedup();
            assert_eq!(keys.len(), all);
        }
    }
}
