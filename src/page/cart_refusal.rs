//! Why a cart says no, as reasons that a program can act on. Each platform's folder in `shops` reads its own sentences.

use crate::units::money::Money;
use crate::words::Message;

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
    /// The products may be worth no more than this; `None` when the amount could not be read.
    AboveMaximum(Option<Money>),
    /// There must be more pieces.
    BelowQuantity,
    /// It is applied already.
    AlreadyInCart,
    /// It does not go together with the rule of this name, which is in the cart and comes first.
    NotCombinable(Option<String>),
    /// There is no product in the cart, or gifts only.
    CartIsEmpty,
    /// It belongs to a customer, and the visitor is not logged in.
    LoginNeeded,
    /// It belongs to certain e-mail addresses, and a guest has given none.
    EmailNeeded,
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
    /// It is for other products, or not for reduced ones: the shop says the same of both.
    NotForProductsOrOnSale,
    /// The shop takes no codes at all.
    CodesOff,
    /// Somebody of the shop took it off this order.
    Removed,
    /// The platform's sentence is not known.
    Other,
}

impl VoucherRefusal {
    /// Says why, and what to do about it; `None` for [`VoucherRefusal::Other`].
    #[must_use]
    pub fn said(&self) -> Option<Message> {
        Some(match self {
            Self::BelowMinimum(Some(minimum)) => {
                Message::new("voucher-below-minimum").with("minimum", *minimum)
            }
            Self::AboveMaximum(Some(maximum)) => {
                Message::new("voucher-above-maximum").with("maximum", *maximum)
            }
            Self::NotCombinable(Some(other)) => {
                Message::new("voucher-not-with").with("other", other.as_str())
            }
            Self::NoCode => Message::new("voucher-no-code"),
            Self::Unknown => Message::new("voucher-unknown"),
            Self::Disabled => Message::new("voucher-disabled"),
            Self::UsedUp => Message::new("voucher-used-up"),
            Self::UsedUpByCustomer => Message::new("voucher-used-up-by-customer"),
            Self::NotYet => Message::new("voucher-not-yet"),
            Self::Expired => Message::new("voucher-expired"),
            Self::BelowMinimum(None) => Message::new("voucher-below-a-minimum"),
            Self::AboveMaximum(None) => Message::new("voucher-above-a-maximum"),
            Self::BelowQuantity => Message::new("voucher-below-quantity"),
            Self::AlreadyInCart => Message::new("voucher-already-in-cart"),
            Self::NotCombinable(None) => Message::new("voucher-not-combinable"),
            Self::CartIsEmpty => Message::new("voucher-cart-is-empty"),
            Self::LoginNeeded => Message::new("voucher-login-needed"),
            Self::EmailNeeded => Message::new("voucher-email-needed"),
            Self::NotForCustomer => Message::new("voucher-not-for-customer"),
            Self::AddressNeeded => Message::new("voucher-address-needed"),
            Self::NotInCountry => Message::new("voucher-not-in-country"),
            Self::CarrierNeeded => Message::new("voucher-carrier-needed"),
            Self::NotWithCarrier => Message::new("voucher-not-with-carrier"),
            Self::NotForProducts => Message::new("voucher-not-for-products"),
            Self::NotOnSale => Message::new("voucher-not-on-sale"),
            Self::NotForProductsOrOnSale => Message::new("voucher-not-for-products-or-on-sale"),
            Self::CodesOff => Message::new("voucher-codes-off"),
            Self::Removed => Message::new("voucher-removed"),
            Self::Other => return None,
        })
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
    /// A variant must be chosen, and this was none.
    NeedsChoice,
    /// It is shown, and not sold.
    NotForSale,
    /// No visitor gets more than one, and it is in the cart already.
    SoldSingly,
    /// The shop refuses this number of pieces.
    InvalidQuantity,
    /// The platform's sentence is not known.
    Other,
}

impl AddRefusal {
    /// Says why, and what to do about it; `None` for [`AddRefusal::Other`].
    #[must_use]
    pub fn said(self) -> Option<Message> {
        Some(match self {
            Self::Unavailable => Message::new("add-unavailable"),
            Self::OutOfStock(Some(0)) => Message::new("add-out-of-stock"),
            Self::OutOfStock(Some(most)) => Message::new("add-no-more-than").with("most", u64::from(most)),
            Self::OutOfStock(None) => Message::new("add-not-enough"),
            Self::MinimumQuantity(Some(least)) => {
                Message::new("add-no-fewer-than").with("least", u64::from(least))
            }
            Self::MinimumQuantity(None) => Message::new("add-larger-quantities"),
            Self::NeedsCustomization => Message::new("add-needs-customization"),
            Self::NeedsChoice => Message::new("add-needs-choice"),
            Self::NotForSale => Message::new("add-not-for-sale"),
            Self::SoldSingly => Message::new("add-sold-singly"),
            Self::InvalidQuantity => Message::new("add-invalid-quantity"),
            Self::Other => return None,
        })
    }
}
