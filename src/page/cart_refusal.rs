//! Why a cart says no, as reasons that a program can act on. Each platform's folder in `shops` reads its own sentences.

use crate::units::money::Money;

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
    /// It belongs to a customer, and the visitor is not logged in.
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
    /// The platform's sentence is not known.
    Other,
}

impl VoucherRefusal {
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
    /// The platform's sentence is not known.
    Other,
}

impl AddRefusal {
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
