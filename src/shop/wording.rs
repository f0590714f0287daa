//! How the shop speaks: money, counts, and the fixed words of its pages in each language.

use std::collections::BTreeMap;

use minijinja::Value;
use rust_decimal::Decimal;

use super::catalogue::CatalogueText;
use super::config::Language;

/// `€22.94`, or `22,94 €` with a no-break space. Without a thousands separator: nothing here costs that much.
pub(super) fn money(amount: Decimal, language: Language) -> String {
    let number = format!("{:.2}", super::cart::round(amount));
    match language {
        Language::En => match number.strip_prefix('-') {
            Some(digits) => format!("-€{digits}"),
            None => format!("€{number}"),
        },
        Language::Fr => format!("{}\u{a0}€", number.replace('.', ",")),
    }
}

/// `1 item`, `2 items`, `2 articles`.
pub(super) fn items(count: u32, language: Language) -> String {
    let word = match (language, count) {
        (Language::En, 1) => "item",
        (Language::En, _) => "items",
        (Language::Fr, 1) => "article",
        // For none, too: so says the shop's own French.
        (Language::Fr, _) => "articles",
    };
    format!("{count} {word}")
}

/// The word for a key of the table below; the key itself when there is none.
pub(super) fn word(key: &'static str, language: Language) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == key).map_or(key, |(_, text)| text.get(language))
}

/// All words of a language, for the templates.
pub(super) fn words(language: Language) -> Value {
    Value::from(WORDS.iter().map(|(key, text)| (*key, text.get(language))).collect::<BTreeMap<_, _>>())
}

const fn pair(key: &'static str, en: &'static str, fr: &'static str) -> (&'static str, CatalogueText) {
    (key, CatalogueText { en, fr })
}

static WORDS: &[(&str, CatalogueText)] = &[
    pair("about", "About us", "À propos"),
    pair("account", "Your account", "Votre compte"),
    pair("add", "Add to cart", "Ajouter au panier"),
    pair("added", "The product is in your cart", "Le produit est dans votre panier"),
    pair("address", "Demo shop, 12 Market Street, 75000 Paris", "Boutique, 12 rue du Marché, 75000 Paris"),
    pair("addresses", "Addresses", "Adresses"),
    pair("authentication_failed", "Authentication failed.", "L'authentification a échoué."),
    pair("available", "In stock", "En stock"),
    pair("back_top", "Back to top", "Retour en haut"),
    pair("best_sales", "Best sellers", "Meilleures ventes"),
    pair(
        "bought",
        "Customers who bought this product also bought:",
        "Les clients qui ont acheté ce produit ont aussi acheté :",
    ),
    pair("brand", "Brand", "Marque"),
    pair("cart", "Cart", "Panier"),
    pair("cart_empty", "There are no more items in your cart", "Il n'y a plus d'articles dans votre panier"),
    pair("checkout", "Proceed to checkout", "Commander"),
    pair("code", "Promo code", "Code promo"),
    pair("code_question", "Have a promo code?", "Vous avez un code promo ?"),
    pair("campaign", "Black Friday", "Black Friday"),
    pair("campaign_call", "Shop now", "J'en profite"),
    pair("code_offers", "Take advantage of our exclusive offers:", "Profitez de nos offres exclusives :"),
    pair("comments", "Comments", "Commentaires d'utilisateurs"),
    pair(
        "comments_none",
        "Nobody has written about this product yet.",
        "Personne n'a encore écrit sur ce produit.",
    ),
    pair("condition", "Condition", "État"),
    pair("continue", "Continue shopping", "Continuer mes achats"),
    pair("delivery", "Delivery", "Livraison"),
    pair("delivery_policy", "Parcels leave within two days", "Les colis partent sous deux jours"),
    pair("description", "Description", "Description"),
    pair("details", "Product Details", "Détails du produit"),
    pair("discounts", "Discount(s)", "Remise(s)"),
    pair("email", "Email", "E-mail"),
    pair("featured", "Popular Products", "Produits populaires"),
    pair("filter", "Filter By", "Filtrer par"),
    pair("free", "Free", "gratuit"),
    pair("free_shipping", "Free shipping", "Livraison gratuite"),
    pair("home", "Home", "Accueil"),
    pair("language", "Language:", "Langue :"),
    pair("legal", "Legal Notice", "Mentions légales"),
    pair("logged_in_as", "You are logged in as", "Vous êtes connecté en tant que"),
    pair("login", "Log in to your account", "Connectez-vous à votre compte"),
    pair("new", "New", "Nouveau"),
    pair("new_products", "New products", "Nouveaux produits"),
    pair("newsletter", "Get our latest news and special sales", "Recevez nos offres spéciales"),
    pair("next", "Next", "Suivant"),
    pair(
        "not_found",
        "The page you are looking for was not found.",
        "La page que vous cherchez n'a pas été trouvée.",
    ),
    pair(
        "not_found_hint",
        "Search for something else, or go back to the home page.",
        "Cherchez autre chose, ou revenez à l'accueil.",
    ),
    pair(
        "nothing",
        "No matches were found for your search",
        "Aucun résultat ne correspond à votre recherche",
    ),
    pair("ok", "Add", "Ajouter"),
    pair("our_company", "Our company", "Notre société"),
    pair("password", "Password", "Mot de passe"),
    pair("payment", "Payment", "Paiement"),
    pair("personal", "Personal Information", "Informations personnelles"),
    pair("previous", "Previous", "Précédent"),
    pair("price", "Price", "Prix"),
    pair("prices_drop", "On sale", "En promotion"),
    pair("products", "Products", "Produits"),
    pair("quantity", "Quantity", "Quantité"),
    pair("quick_view", "Quick view", "Aperçu rapide"),
    pair("reference", "Reference", "Référence"),
    pair("regular_price", "Regular price", "Prix de base"),
    pair("related", "Other products in the same category:", "Autres produits de la même catégorie :"),
    pair("return_policy", "Thirty days to change your mind", "Trente jours pour changer d'avis"),
    pair("save", "Save", "Économisez"),
    pair("search", "Search our catalog", "Rechercher dans le catalogue"),
    pair("search_results", "Search results", "Résultats de la recherche"),
    pair("secure_payment", "Secure payment", "Paiement sécurisé"),
    pair("security_policy", "Your payment is encrypted", "Votre paiement est chiffré"),
    pair("share", "Share", "Partager"),
    pair("shipping", "Shipping", "Livraison"),
    pair("shopping_cart", "Shopping Cart", "Panier"),
    pair("sign_in", "Sign in", "Connexion"),
    pair("sort", "Sort by:", "Trier par :"),
    pair("sort_name", "Name, A to Z", "Nom, A à Z"),
    pair("sort_price", "Price, low to high", "Prix, croissant"),
    pair("sort_relevance", "Relevance", "Pertinence"),
    pair("store", "Store information", "Informations"),
    pair("subscribe", "Subscribe", "S'abonner"),
    pair("subtotal", "Subtotal", "Sous-total"),
    pair("tax_excl", "Total (tax excl.)", "Total HT :"),
    pair("tax_incl", "Total (tax incl.)", "Total TTC"),
    pair("tax_long", "Tax included", "TTC"),
    pair("tax_short", "(tax incl.)", "TTC"),
    pair("terms", "Terms and conditions of use", "Conditions d'utilisation"),
    pair("total", "Total", "Total"),
    pair("volume", "Volume discounts", "Remises sur la quantité"),
    pair("volume_unit", "Unit discount", "Remise unitaire"),
    pair("volume_save", "You Save", "Vous économisez"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_follows_the_language() {
        for (cents, en, fr) in [
            (0, "€0.00", "0,00\u{a0}€"),
            (2294, "€22.94", "22,94\u{a0}€"),
            (-300, "-€3.00", "-3,00\u{a0}€"),
            (300, "€3.00", "3,00\u{a0}€"),
        ] {
            assert_eq!(money(Decimal::new(cents, 2), Language::En), en);
            assert_eq!(money(Decimal::new(cents, 2), Language::Fr), fr);
        }
        assert_eq!(money(Decimal::new(22_848, 3), Language::En), "€22.85");
    }

    #[test]
    fn counts_agree_with_their_noun() {
        for (count, en, fr) in
            [(0, "0 items", "0 articles"), (1, "1 item", "1 article"), (2, "2 items", "2 articles")]
        {
            assert_eq!(items(count, Language::En), en);
            assert_eq!(items(count, Language::Fr), fr);
        }
    }

    #[test]
    fn keys_are_unique() {
        let mut keys: Vec<_> = WORDS.iter().map(|(key, _)| key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), WORDS.len());
    }
}
