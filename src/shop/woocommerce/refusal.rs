//! What the shop says when it does not do what was asked: the Store API's code, status and sentence, and the sentence that
//! the classic pages print.

use super::coupons::WooCouponRefusal;
use super::goods::{WooItem, WooProduct};
use super::money::amount_in_text;
use crate::shop::config::Language;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WooRefusal {
    OutOfStock(String),
    /// So many are left.
    NotEnough(String, u32),
    NotPurchasable(String),
    UnknownProduct(u32),
    /// A variable product without a choice; its name and slug.
    NothingChosen(String, String),
    /// No variation has these values; the attribute that is wrong.
    NoMatch(&'static str),
    /// An attribute that is "any" was left open.
    LeftOpen(&'static str),
    BadQuantity(String),
    /// Sold individually, and there is one already.
    OnlyOne(String),
    TooMany(String),
    Coupon(WooCouponRefusal),
    CouponsOff,
    CouponNotThere,
    /// Of an update.
    NoSuchKey,
    /// Of a removal.
    NoSuchItem,
    NothingOfTheGroup,
}

/// The most pieces that one line takes.
pub(super) const MOST: u32 = 9999;

impl WooRefusal {
    /// The item is out of stock, or there are not enough; `None` when it can be had.
    pub(super) fn of_stock(item: WooItem, left: Option<u32>, wanted: u32) -> Option<WooRefusal> {
        let left = left?;
        match left {
            0 => Some(WooRefusal::OutOfStock(item.full_name(" - "))),
            _ if wanted > left => Some(WooRefusal::NotEnough(item.full_name(" - "), left)),
            _ => None,
        }
    }

    pub(super) fn nothing_chosen(product: &WooProduct) -> WooRefusal {
        WooRefusal::NothingChosen(product.name.clone(), product.slug.clone())
    }

    /// The Store API's code and status.
    pub(super) fn code(&self) -> (&'static str, u16) {
        match self {
            WooRefusal::OutOfStock(_) => ("woocommerce_rest_product_out_of_stock", 400),
            WooRefusal::NotEnough(..) => ("woocommerce_rest_product_partially_out_of_stock", 400),
            WooRefusal::NotPurchasable(_) | WooRefusal::NothingOfTheGroup => {
                ("woocommerce_rest_product_not_purchasable", 400)
            }
            WooRefusal::UnknownProduct(_) => ("woocommerce_rest_cart_invalid_product", 400),
            WooRefusal::NothingChosen(..) => ("woocommerce_rest_missing_attributes", 400),
            WooRefusal::NoMatch(_) => ("woocommerce_rest_variation_id_from_variation_data", 400),
            WooRefusal::LeftOpen(_) => ("woocommerce_rest_missing_variation_data", 400),
            WooRefusal::BadQuantity(_) => ("woocommerce_rest_product_invalid_quantity", 400),
            WooRefusal::OnlyOne(_) => ("readonly_quantity", 400),
            WooRefusal::TooMany(_) => ("invalid_quantity", 400),
            WooRefusal::Coupon(_) => ("woocommerce_rest_cart_coupon_error", 400),
            WooRefusal::CouponsOff => ("woocommerce_rest_cart_coupon_disabled", 404),
            WooRefusal::CouponNotThere => ("woocommerce_rest_cart_coupon_invalid_code", 409),
            WooRefusal::NoSuchKey | WooRefusal::NoSuchItem => ("woocommerce_rest_cart_invalid_key", 409),
        }
    }

    /// The Store API's sentence; its quotation marks are entities.
    pub(super) fn message(&self, language: Language) -> String {
        if language == Language::Fr
            && let Some(message) = self.french()
        {
            return message;
        }
        match self {
            WooRefusal::OutOfStock(name) => {
                format!("You cannot add &quot;{name}&quot; to the cart because the product is out of stock.")
            }
            WooRefusal::NotEnough(name, left) => format!(
                "You cannot add that amount of &quot;{name}&quot; to the cart because there is not enough stock \
                 ({left} remaining)."
            ),
            WooRefusal::NotPurchasable(name) => format!("&quot;{name}&quot; is not available for purchase."),
            WooRefusal::UnknownProduct(id) => {
                format!("Product with ID &quot;{id}&quot; was not found and cannot be added to the cart.")
            }
            WooRefusal::NothingChosen(..) => "Missing attributes for variable product.".to_owned(),
            WooRefusal::NoMatch(_) => "No matching variation found.".to_owned(),
            WooRefusal::LeftOpen(label) => {
                format!("Missing variation data for variable product. {label} is a required field")
            }
            WooRefusal::BadQuantity(name) => format!(
                "You cannot add &quot;{name}&quot; with a quantity less than or equal to 0 to the cart."
            ),
            WooRefusal::OnlyOne(name) => format!("The quantity of &quot;{name}&quot; cannot be changed"),
            WooRefusal::TooMany(name) => {
                format!("The maximum quantity of &quot;{name}&quot; allowed in the cart is {MOST}")
            }
            WooRefusal::Coupon(refusal) => refusal.plain(language),
            WooRefusal::CouponsOff => "Coupons are disabled.".to_owned(),
            WooRefusal::CouponNotThere => {
                "Coupon cannot be removed because it is not already applied to the cart.".to_owned()
            }
            WooRefusal::NoSuchKey => "Cart item does not exist.".to_owned(),
            WooRefusal::NoSuchItem => "Cart item no longer exists or is invalid.".to_owned(),
            WooRefusal::NothingOfTheGroup => self.notice(language, ""),
        }
    }

    /// What French shops say; sentences without a translation are English.
    fn french(&self) -> Option<String> {
        Some(match self {
            WooRefusal::OutOfStock(name) => format!(
                "Vous ne pouvez ajouter &quot;{name}&quot; au panier car nous n’en avons plus en stock."
            ),
            WooRefusal::NotEnough(name, left) => format!(
                "Vous ne pouvez pas ajouter cette quantité de &quot;{name}&quot; au panier car il n&rsquo;y a pas \
                 assez de stock (reste {left})."
            ),
            WooRefusal::NotPurchasable(name) => {
                format!("«\u{a0}{name}\u{a0}» n’est pas disponible à l’achat.")
            }
            WooRefusal::LeftOpen(label) => {
                format!("Données manquantes sur la variation du produit. {label} est un champ obligatoire")
            }
            _ => return None,
        })
    }

    /// The sentence of the classic pages, as HTML. `base` is where the shop's addresses begin.
    pub(super) fn notice(&self, language: Language, base: &str) -> String {
        let french = language == Language::Fr;
        match self {
            WooRefusal::NothingChosen(name, slug) => {
                let product = if french { "produit" } else { "product" };
                let words = if french {
                    "Veuillez choisir les options de produit en navigant sur"
                } else {
                    "Please choose product options by visiting"
                };
                format!("{words} <a href=\"{base}/{product}/{slug}/\" title=\"{name}\">{name}</a>.")
            }
            WooRefusal::NoMatch(label) => format!("Invalid value posted for {label}"),
            WooRefusal::LeftOpen(label) if french => format!("{label} est un champ obligatoire"),
            WooRefusal::LeftOpen(label) => format!("{label} is a required field"),
            WooRefusal::NotPurchasable(_) if french => {
                "Désolé, ce produit ne peut pas être acheté.".to_owned()
            }
            WooRefusal::NotPurchasable(_) => "Sorry, this product cannot be purchased.".to_owned(),
            WooRefusal::OnlyOne(name) => {
                let (words, cart, view) = if french {
                    (
                        format!("Vous ne pouvez pas ajouter un autre «\u{a0}{name}\u{a0}» à votre panier."),
                        "panier",
                        "Voir le panier",
                    )
                } else {
                    (format!("You cannot add another \"{name}\" to your cart."), "cart", "View cart")
                };
                format!("{words} <a href=\"{base}/{cart}/\" class=\"button wc-forward\">{view}</a>")
            }
            WooRefusal::NothingOfTheGroup if french => {
                "Veuillez choisir la quantité de produits que vous souhaitez ajouter à votre panier&hellip;"
                    .to_owned()
            }
            WooRefusal::NothingOfTheGroup => {
                "Please choose the quantity of items you wish to add to your cart&hellip;".to_owned()
            }
            WooRefusal::Coupon(refusal) => refusal.say(language, true, amount_in_text),
            _ => self.message(language),
        }
    }
}
