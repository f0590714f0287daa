//! Why PrestaShop's cart says no: its sentences, in English and French.
//!
//! PrestaShop answers refusals with status 200 and a sentence in the shop's language. The English ones are those
//! of 8's `CartRule::checkValidity`, `CartController` and `Cart::updateQty`; the French of a shop depends on its
//! language pack, so the part that all packs share is compared. Callers show an unknown sentence as it is.

use crate::page::{AddRefusal, VoucherRefusal};
use crate::shops::sentence::{amount, plain};
use crate::units::money::Currency;

/// Parts of the sentences in lower case, the more special ones first: "not combinable … already in your cart: X".
const VOUCHER_SENTENCES: &[(&[&str], VoucherRefusal)] = {
    use VoucherRefusal as R;
    &[
        (&["enter a voucher code", "saisir un code", "entrer un code"], R::NoCode),
        (&["does not exist", "code is invalid", "n'existe pas", "code n'est pas valide"], R::Unknown),
        (&["not valid yet", "pas encore val", "pas encore actif"], R::NotYet),
        (&["usage limit", "limite d'utilisation", "ne pouvez plus utiliser"], R::UsedUpByCustomer),
        (&["already been used", "déjà été utilisé"], R::UsedUp),
        (&["is disabled", "désactivé"], R::Disabled),
        (&["has expired", "expiré"], R::Expired),
        (&["not combinable", "cumulable", "être cumulé"], R::NotCombinable(None)),
        (&["already in your cart", "déjà dans votre panier"], R::AlreadyInCart),
        (&["minimum amount", "montant minimum", "montant minimal"], R::BelowMinimum(None)),
        (&["log in first", "vous connecter", "connectez-vous"], R::LoginNeeded),
        (&["choose a delivery address", "adresse de livraison"], R::AddressNeeded),
        (&["country of delivery", "pays de livraison"], R::NotInCountry),
        (&["choose a carrier", "choisir un transporteur"], R::CarrierNeeded),
        (&["with this carrier", "avec ce transporteur"], R::NotWithCarrier),
        (
            &["products on sale", "produits en promotion", "produits en solde", "produits soldés"],
            R::NotOnSale,
        ),
        (
            &["with these products", "avec ces produits", "sur ces produits", "pour ces produits"],
            R::NotForProducts,
        ),
        (&["minimum quantity", "quantité minim"], R::BelowQuantity),
        (&["manually been removed", "manuellement"], R::Removed),
        (&["cart is empty", "empty cart", "panier est vide", "panier vide"], R::CartIsEmpty),
        (&["cannot use this voucher", "ne pouvez pas utiliser ce"], R::NotForCustomer),
    ]
};

/// Reads the sentence about a code; `currency` is the page's, for signs that several currencies share.
pub(super) fn of_code(sentence: &str, currency: Option<Currency>) -> VoucherRefusal {
    let plain = plain(sentence);
    let known = VOUCHER_SENTENCES.iter().find(|(parts, _)| parts.iter().any(|part| plain.contains(part)));
    match known.map(|(_, refusal)| refusal) {
        Some(VoucherRefusal::BelowMinimum(_)) => VoucherRefusal::BelowMinimum(amount(sentence, currency)),
        Some(VoucherRefusal::NotCombinable(_)) => VoucherRefusal::NotCombinable(after_colon(sentence)),
        Some(refusal) => refusal.clone(),
        None => VoucherRefusal::Other,
    }
}

const ADD_SENTENCES: &[(&[&str], AddRefusal)] = &[
    (
        &["minimum purchase order quantity", "minimum quantity", "quantité minim"],
        AddRefusal::MinimumQuantity(None),
    ),
    (
        &["required fields", "customization", "champs obligatoires", "champs requis", "personnalisation"],
        AddRefusal::NeedsCustomization,
    ),
    (
        &[
            "can only buy",
            "available purchase order quantity",
            "maximum quantity available",
            "available in this quantity",
            "enough product in stock",
            "pas assez de produit",
            "ne pouvez acheter que",
            "quantité maximale",
            "disponible dans cette quantité",
            "disponible en quantité",
        ],
        AddRefusal::OutOfStock(None),
    ),
    (&["longer available", "not available", "plus disponible", "pas disponible"], AddRefusal::Unavailable),
];

/// Reads the sentences about an add: of several, the one that says most.
pub(super) fn of_add(sentences: &[String]) -> AddRefusal {
    let known = |part: &AddRefusal, sentence: &String| match part {
        AddRefusal::MinimumQuantity(_) => {
            AddRefusal::MinimumQuantity(sentence.rsplit(' ').find_map(|word| number(Some(word))))
        }
        AddRefusal::OutOfStock(_) => {
            AddRefusal::OutOfStock(number(sentence.split(' ').find(|word| number(Some(word)).is_some())))
        }
        other => *other,
    };
    let found = ADD_SENTENCES.iter().find_map(|(parts, refusal)| {
        let sentence =
            sentences.iter().find(|sentence| parts.iter().any(|part| plain(sentence).contains(part)))?;
        Some(known(refusal, sentence))
    });
    found.unwrap_or(AddRefusal::Other)
}

/// The name at the end of "…: Welcome 3 EUR off".
fn after_colon(sentence: &str) -> Option<String> {
    let (_, name) = sentence.split_once(':')?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn number(word: Option<&str>) -> Option<u32> {
    word?.trim_end_matches('.').parse().ok()
}

#[cfg(test)]
mod tests;
