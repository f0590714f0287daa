use super::*;
use VoucherRefusal as R;

use crate::units::money::Money;

fn money(text: &str) -> Option<Money> {
    text.parse().ok()
}

#[test]
fn vouchers_in_both_languages() {
    for (sentence, expected) in [
        ("You must enter a voucher code.", R::NoCode),
        ("Vous devez saisir un code promo.", R::NoCode),
        ("This voucher does not exist.", R::Unknown),
        ("The voucher code is invalid.", R::Unknown),
        ("Ce bon de réduction n’existe pas.", R::Unknown),
        ("This voucher is disabled", R::Disabled),
        ("Ce bon de réduction est désactivé", R::Disabled),
        ("This voucher has already been used", R::UsedUp),
        ("Ce bon de réduction a déjà été utilisé", R::UsedUp),
        ("You cannot use this voucher anymore (usage limit reached)", R::UsedUpByCustomer),
        (
            "Vous ne pouvez plus utiliser ce bon de réduction (limite d'utilisation atteinte)",
            R::UsedUpByCustomer,
        ),
        ("This voucher is not valid yet", R::NotYet),
        ("Ce bon de réduction n'est pas encore valable", R::NotYet),
        ("This voucher has expired", R::Expired),
        ("Ce bon de réduction a expiré", R::Expired),
        ("This voucher is already in your cart", R::AlreadyInCart),
        ("Ce bon de réduction est déjà dans votre panier", R::AlreadyInCart),
        (
            "This voucher is not combinable with an other voucher already in your cart: Welcome 3 EUR off",
            R::NotCombinable(Some("Welcome 3 EUR off".to_owned())),
        ),
        (
            "Ce bon de réduction n'est pas cumulable avec un autre bon déjà dans votre panier : Bienvenue : 3 EUR offerts",
            R::NotCombinable(Some("Bienvenue : 3 EUR offerts".to_owned())),
        ),
        ("Cart is empty", R::CartIsEmpty),
        ("You cannot use this voucher in an empty cart", R::CartIsEmpty),
        ("Le panier est vide", R::CartIsEmpty),
        ("You cannot use this voucher - Please log in first", R::LoginNeeded),
        ("Vous ne pouvez pas utiliser ce bon de réduction - Veuillez d'abord vous connecter", R::LoginNeeded),
        ("You cannot use this voucher", R::NotForCustomer),
        ("Vous ne pouvez pas utiliser ce bon de réduction", R::NotForCustomer),
        ("You must choose a delivery address before applying this voucher to your order", R::AddressNeeded),
        ("You cannot use this voucher in your country of delivery", R::NotInCountry),
        ("Vous ne pouvez pas utiliser ce bon de réduction dans votre pays de livraison", R::NotInCountry),
        ("You must choose a carrier before applying this voucher to your order", R::CarrierNeeded),
        ("Vous devez choisir un transporteur avant d'utiliser ce bon de réduction", R::CarrierNeeded),
        ("You cannot use this voucher with this carrier", R::NotWithCarrier),
        ("You cannot use this voucher with these products", R::NotForProducts),
        ("Vous ne pouvez pas utiliser ce bon de réduction avec ces produits", R::NotForProducts),
        ("You cannot use this voucher on products on sale", R::NotOnSale),
        ("You cannot use this voucher because it has manually been removed.", R::Removed),
        ("Der Gutschein ist abgelaufen", R::Other),
    ] {
        assert_eq!(of_code(sentence, None), expected, "{sentence}");
    }
}

#[test]
fn the_minimum_is_an_amount() {
    for (sentence, expected) in [
        ("The minimum amount to benefit from this promo code is €50.00.", "50 EUR"),
        ("The minimum amount to benefit from this promo code is $1,050.00.", "1050 USD"),
        ("Le montant minimum pour bénéficier de ce code promo est de 50,00\u{a0}€.", "50 EUR"),
        ("Le montant minimum pour bénéficier de ce code promo est de 1\u{202f}250,50\u{a0}€.", "1250.5 EUR"),
    ] {
        let R::BelowMinimum(Some(read)) = of_code(sentence, None) else { panic!("{sentence}") };
        let expected = money(expected).unwrap();
        assert_eq!(
            (read.amount.normalize(), read.currency),
            (expected.amount, expected.currency),
            "{sentence}"
        );
    }
    assert_eq!(of_code("You have not reached the minimum amount required", None), R::BelowMinimum(None));
}

#[test]
fn every_reason_says_something_and_only_the_unknown_is_silent() {
    for (_, refusal) in VOUCHER_SENTENCES {
        assert!(refusal.said().unwrap().to_string().len() > 20, "{refusal:?}");
    }
    assert_eq!(R::Other.said(), None);
}

#[test]
fn adds_in_both_languages() {
    for (sentences, expected) in [
        (&["This product () is no longer available."][..], AddRefusal::Unavailable),
        (&["Ce produit (Mug) n'est plus disponible."], AddRefusal::Unavailable),
        (
            &["You can only buy 300 \"Mug\". Please adjust the quantity in your cart to continue."],
            AddRefusal::OutOfStock(Some(300)),
        ),
        (&["Vous ne pouvez acheter que 0 \"Mug\"."], AddRefusal::OutOfStock(Some(0))),
        (
            &["Null quantity.", "The minimum purchase order quantity for the product Mug is 3."],
            AddRefusal::MinimumQuantity(Some(3)),
        ),
        (
            &["La quantité minimale d'achat pour le produit Mug 2 est de 12."],
            AddRefusal::MinimumQuantity(Some(12)),
        ),
        (
            &["Please fill in all of the required fields, and then save your customizations."],
            AddRefusal::NeedsCustomization,
        ),
        (&["Nein."], AddRefusal::Other),
    ] {
        let sentences: Vec<String> = sentences.iter().map(|&sentence| sentence.to_owned()).collect();
        assert_eq!(of_add(&sentences), expected, "{sentences:?}");
    }
}
