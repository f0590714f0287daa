//! Why WooCommerce's cart says no: the Store API's codes, and sentences in English and French.
//!
//! All coupons are refused with one code, so their sentences tell: those of version 8 and of 10, which differ, and the French of
//! several language packs. Callers show an unknown sentence as it is.

use super::answer::{NO_PRODUCT, NO_VARIATION};
use crate::page::{AddRefusal, VoucherRefusal};
use crate::shops::CartAnswer;
use crate::shops::sentence::{last_amount, number_in, plain};
use crate::units::money::Currency;

/// Parts of the sentences in lower case, the more special ones first.
const COUPON_SENTENCES: &[(&[&str], VoucherRefusal)] = {
    use VoucherRefusal as R;
    &[
        (&["coupons are disabled", "codes promo sont désactivés"], R::CodesOff),
        (&["enter a coupon code", "saisir un code promo", "code \"\" ", "code «  »"], R::NoCode),
        (&["minimum spend", "dépense minim", "montant minim", "minimum d'achat"], R::BelowMinimum(None)),
        (&["maximum spend", "dépense maxim", "montant maxim", "maximum d'achat"], R::AboveMaximum(None)),
        (&["usage limit", "limite d'utilisation"], R::UsedUp),
        (&["in conjunction with", "avec d'autres codes"], R::NotCombinable(None)),
        (
            &["already applied", "already been applied", "déjà appliqué", "déjà été appliqué"],
            R::AlreadyInCart,
        ),
        (
            &["sale items", "articles en promotion", "articles en solde", "produits en promotion"],
            R::NotOnSale,
        ),
        (&["applicable to selected products", "applicable aux produits"], R::NotForProductsOrOnSale),
        (
            &["not applicable to", "n'est pas applicable", "n'est pas valable pour", "ne s'applique pas"],
            R::NotForProducts,
        ),
        (&["valid email", "e-mail valide", "adresse e-mail"], R::EmailNeeded),
        (&["has expired", "expiré"], R::Expired),
        (
            &[
                "does not exist",
                "is invalid",
                "invalid coupon",
                "n'existe pas",
                "n'est pas valide",
                "invalide",
            ],
            R::Unknown,
        ),
    ]
};

/// Reads why a code was refused; `currency` is the page's, for signs that several currencies share.
pub(super) fn of_code(answer: &CartAnswer, currency: Option<Currency>) -> VoucherRefusal {
    if answer.reason.as_deref() == Some("woocommerce_rest_cart_coupon_disabled") {
        return VoucherRefusal::CodesOff;
    }
    let sentence = answer.errors.join(" ");
    let plain = plain(&sentence);
    let known = COUPON_SENTENCES.iter().find(|(parts, _)| parts.iter().any(|part| plain.contains(part)));
    match known.map(|(_, refusal)| refusal) {
        Some(VoucherRefusal::BelowMinimum(_)) => {
            VoucherRefusal::BelowMinimum(last_amount(&sentence, currency))
        }
        Some(VoucherRefusal::AboveMaximum(_)) => {
            VoucherRefusal::AboveMaximum(last_amount(&sentence, currency))
        }
        Some(VoucherRefusal::NotCombinable(_)) => VoucherRefusal::NotCombinable(quoted(&sentence)),
        Some(refusal) => refusal.clone(),
        None => VoucherRefusal::Other,
    }
}

/// What the Store API calls it, the same in every language.
const ADD_REASONS: &[(&str, AddRefusal)] = {
    use AddRefusal as R;
    &[
        ("woocommerce_rest_product_out_of_stock", R::OutOfStock(Some(0))),
        ("woocommerce_rest_product_partially_out_of_stock", R::OutOfStock(None)),
        ("woocommerce_rest_product_too_many_in_cart", R::SoldSingly),
        ("readonly_quantity", R::SoldSingly),
        ("invalid_quantity", R::OutOfStock(None)),
        ("woocommerce_rest_product_not_purchasable", R::NotForSale),
        ("woocommerce_rest_cart_invalid_product", R::Unavailable),
        (NO_PRODUCT, R::Unavailable),
        ("woocommerce_rest_missing_attributes", R::NeedsChoice),
        ("woocommerce_rest_missing_variation_data", R::NeedsChoice),
        ("woocommerce_rest_variation_id_from_variation_data", R::NeedsChoice),
        (NO_VARIATION, R::NeedsChoice),
        ("woocommerce_rest_product_invalid_quantity", R::InvalidQuantity),
    ]
};

/// The same for the notices of pages.
const ADD_SENTENCES: &[(&[&str], AddRefusal)] = {
    use AddRefusal as R;
    &[
        (&["not enough stock", "pas assez de stock", "pas assez d'"], R::OutOfStock(None)),
        (&["out of stock", "plus en stock", "rupture de stock"], R::OutOfStock(Some(0))),
        (&["add another", "ajouter un autre", "ajouter une autre"], R::SoldSingly),
        (
            &[
                "choose product options",
                "is a required field",
                "are required fields",
                "invalid value posted",
                "choisir les options",
                "champ obligatoire",
                "champs obligatoires",
                "valeur non valide",
                "valeur invalide",
            ],
            R::NeedsChoice,
        ),
        (
            &["cannot be purchased", "available for purchase", "être acheté", "disponible à l'achat"],
            R::NotForSale,
        ),
        (&["choose the quantity", "choisir la quantité", "less than or equal to 0"], R::InvalidQuantity),
        (&["no longer exists", "not found", "n'existe plus"], R::Unavailable),
    ]
};

/// Reads why a product was not added: by its code, or else by the sentence that says most.
pub(super) fn of_add(answer: &CartAnswer) -> AddRefusal {
    let named =
        answer.reason.as_deref().and_then(|reason| ADD_REASONS.iter().find(|(name, _)| *name == reason));
    let (refusal, sentence) = match named {
        Some((_, refusal)) => (*refusal, answer.errors.first()),
        None => {
            let found = ADD_SENTENCES.iter().find_map(|(parts, refusal)| {
                let says = |sentence: &&String| parts.iter().any(|part| plain(sentence).contains(part));
                Some((*refusal, answer.errors.iter().find(says)?))
            });
            let Some((refusal, sentence)) = found else { return AddRefusal::Other };
            (refusal, Some(sentence))
        }
    };
    match refusal {
        AddRefusal::OutOfStock(None) => AddRefusal::OutOfStock(sentence.and_then(|text| number_in(text))),
        other => other,
    }
}

/// The first text in quotes of either language: the code of a coupon.
fn quoted(sentence: &str) -> Option<String> {
    let mut parts = sentence.split(['"', '«', '»', '“', '”']);
    let text = parts.nth(1)?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
