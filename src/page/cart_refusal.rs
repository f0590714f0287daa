//! Why the cart says no: PrestaShop's sentences, in English and French, as reasons that a program can act on.
//!
//! PrestaShop answers refusals with status 200 and a sentence in the shop's language. The English ones are those
//! of 8's `CartRule::checkValidity`, `CartController` and `Cart::updateQty`; the French of a shop depends on its
//! language pack, so what is compared is the part of the sentence that all packs share. A sentence that is not
//! known is `Other`, and callers show it as it is.

use crate::units::money::{Currency, Money};
use crate::units::price;

/// Why a voucher is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoucherRefusal {
    /// No code was entered.
    NoCode,
    /// The shop knows no such code.
    Unknown,
    /// It is switched off.
    Disabled,
    /// All its uses are used.
    UsedUp,
    /// This customer has used it as often as one may.
    UsedUpByCustomer,
    /// Its time has not come.
    NotYet,
    /// Its time is over.
    Expired,
    /// The products must be worth at least this; `None` when the amount could not be read.
    BelowMinimum(Option<Money>),
    /// There must be more pieces.
    BelowQuantity,
    /// It is applied already.
    AlreadyInCart,
    /// It does not go together with the rule of this name, which is in the cart and comes first.
    NotCombinable(Option<String>),
    /// There is no product in the cart, or gifts only.
    CartIsEmpty,
    /// It belongs to a customer, and nobody is logged in.
    LoginNeeded,
    /// It belongs to other customers, groups or shops.
    NotForCustomer,
    /// It depends on the country, and there is no address yet.
    AddressNeeded,
    /// It is not for the country of delivery.
    NotInCountry,
    /// It depends on the carrier, and none is chosen yet.
    CarrierNeeded,
    /// It is not for the chosen carrier.
    NotWithCarrier,
    /// It is for other products than those in the cart.
    NotForProducts,
    /// It is not for products that are reduced already.
    NotOnSale,
    /// Somebody of the shop took it off this order.
    Removed,
    /// A sentence that is not PrestaShop's.
    Other,
}

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

impl VoucherRefusal {
    /// Reads the shop's sentence; `currency` is the page's, for signs that several currencies share.
    #[must_use]
    pub fn read(sentence: &str, currency: Option<Currency>) -> Self {
        let plain = plain(sentence);
        let known = VOUCHER_SENTENCES.iter().find(|(parts, _)| parts.iter().any(|part| plain.contains(part)));
        match known.map(|(_, refusal)| refusal) {
            Some(Self::BelowMinimum(_)) => Self::BelowMinimum(amount(sentence, currency)),
            Some(Self::NotCombinable(_)) => Self::NotCombinable(after_colon(sentence)),
            Some(refusal) => refusal.clone(),
            None => Self::Other,
        }
    }

    /// Why, and what to do about it, in plain words; empty for [`VoucherRefusal::Other`].
    #[must_use]
    pub fn reason(&self) -> String {
        let words = match self {
            Self::BelowMinimum(Some(minimum)) => {
                return format!(
                    "the products in the cart must be worth at least {minimum}; choose a dearer product page"
                );
            }
            Self::NotCombinable(Some(other)) => {
                return format!(
                    "it does not go together with \"{other}\", which is in the cart and comes first; switch that rule off \
                     for the test, allow both together in the shop's cart rules, or choose another code"
                );
            }
            Self::NoCode => "the code is empty; give one",
            Self::Unknown => {
                "the shop knows no such code; check its spelling and that it was made in this very shop"
            }
            Self::Disabled => {
                "it is switched off; switch it on in the shop's cart rules, or choose another code"
            }
            Self::UsedUp => {
                "all its uses are used; raise its quantity in the shop's cart rules, or choose another code"
            }
            Self::UsedUpByCustomer => {
                "this customer has used it as often as one may; raise its quantity for each user in the shop's cart rules"
            }
            Self::NotYet => "it is not valid yet; move its first day, or test when it is",
            Self::Expired => {
                "it has expired; move its last day in the shop's cart rules, or choose another code"
            }
            Self::BelowMinimum(None) => "the cart is worth too little; choose a dearer product page",
            Self::BelowQuantity => "it needs more pieces in the cart than one visitor takes here",
            Self::AlreadyInCart => "it is in the cart already; a code counts once",
            Self::NotCombinable(None) => {
                "it does not go together with a rule that is in the cart already; allow both together in the shop's cart \
                 rules, or choose another code"
            }
            Self::CartIsEmpty => "there is no product in the cart that is paid for",
            Self::LoginNeeded => {
                "it belongs to a customer who is logged in, and visitors of a load test are guests; make one for guests"
            }
            Self::NotForCustomer => {
                "it is for other customers, groups or shops; visitors of a load test are guests, so allow the group of \
                 visitors in the shop's cart rules"
            }
            Self::AddressNeeded => {
                "it depends on the country of delivery, and a guest has no address yet; take the restriction off for the test"
            }
            Self::NotInCountry => "it is not for the country of delivery",
            Self::CarrierNeeded => {
                "it depends on the carrier, and a guest has not chosen one yet; take the restriction off for the test"
            }
            Self::NotWithCarrier => "it is not for the carrier of this cart",
            Self::NotForProducts => "it is for other products; choose the page of one of them",
            Self::NotOnSale => {
                "it is not for products that are reduced already; choose the page of one that is not"
            }
            Self::Removed => "somebody of the shop took it off this order",
            Self::Other => "",
        };
        words.to_owned()
    }
}

/// Why a product did not get into the cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddRefusal {
    /// It is no longer sold, or its id is unknown.
    Unavailable,
    /// There are not so many; as many as this can be bought.
    OutOfStock(Option<u32>),
    /// No fewer than so many are sold.
    MinimumQuantity(Option<u32>),
    /// It must be customized before it can be bought.
    NeedsCustomization,
    /// A sentence that is not PrestaShop's.
    Other,
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
            "ne pouvez acheter que",
            "quantité maximale",
            "disponible dans cette quantité",
            "disponible en quantité",
        ],
        AddRefusal::OutOfStock(None),
    ),
    (&["longer available", "not available", "plus disponible", "pas disponible"], AddRefusal::Unavailable),
];

impl AddRefusal {
    /// Reads the shop's sentences: of several, the one that says most.
    #[must_use]
    pub fn read(sentences: &[String]) -> Self {
        let known = |part: &AddRefusal, sentence: &String| match part {
            Self::MinimumQuantity(_) => Self::MinimumQuantity(number(sentence.rsplit(' ').next())),
            Self::OutOfStock(_) => {
                Self::OutOfStock(number(sentence.split(' ').find(|word| number(Some(word)).is_some())))
            }
            other => *other,
        };
        let found = ADD_SENTENCES.iter().find_map(|(parts, refusal)| {
            let sentence =
                sentences.iter().find(|sentence| parts.iter().any(|part| plain(sentence).contains(part)))?;
            Some(known(refusal, sentence))
        });
        found.unwrap_or(Self::Other)
    }

    /// Why, and what to do about it, in plain words; empty for [`AddRefusal::Other`].
    #[must_use]
    pub fn reason(self) -> String {
        match self {
            Self::Unavailable => "the product is no longer sold".to_owned(),
            Self::OutOfStock(Some(0)) => "the product is out of stock".to_owned(),
            Self::OutOfStock(Some(most)) => format!("no more than {most} of it can be bought"),
            Self::OutOfStock(None) => "there are not enough of it in stock".to_owned(),
            Self::MinimumQuantity(Some(least)) => format!("no fewer than {least} of it are sold"),
            Self::MinimumQuantity(None) => "it is only sold in larger quantities".to_owned(),
            Self::NeedsCustomization => {
                "it must be customized with a text or picture first, which no journey does; choose another product".to_owned()
            }
            Self::Other => String::new(),
        }
    }
}

/// In lower case with plain spaces and apostrophes.
fn plain(sentence: &str) -> String {
    let plain = |c: char| match c {
        '\u{2019}' | '\u{02BC}' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    sentence.chars().map(plain).collect::<String>().to_lowercase()
}

/// The amount at the end of the sentence.
fn amount(sentence: &str, currency: Option<Currency>) -> Option<Money> {
    let sentence = sentence.trim().trim_end_matches('.');
    price::read_in(sentence, currency).ok().or_else(|| {
        // The whole sentence may name another number; the amount stands last.
        let (at, _) = sentence
            .match_indices(' ')
            .rev()
            .find(|(at, _)| price::read_in(&sentence[*at..], currency).is_ok())?;
        price::read_in(&sentence[at..], currency).ok()
    })
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
