//! Pages of a shop that no campaign leads to: what each is for, so that a refusal can name it.

use serde::Serialize;

/// The purpose of a service page, from which no journey is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageRole {
    /// Where customers log in.
    Login,
    /// Where customers sign up.
    Registration,
    /// A customer's own pages: orders, addresses, returns, forgotten passwords.
    Account,
    /// The contact form.
    Contact,
    /// The shop's list of its pages.
    Sitemap,
    /// Where the shop's branches are.
    Stores,
    /// What stands after an order.
    OrderConfirmation,
}

impl PageRole {
    /// All roles.
    pub const ALL: [Self; 7] = [
        Self::Login,
        Self::Registration,
        Self::Account,
        Self::Contact,
        Self::Sitemap,
        Self::Stores,
        Self::OrderConfirmation,
    ];

    /// The word that files and sentences know it by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Registration => "registration",
            Self::Account => "account",
            Self::Contact => "contact",
            Self::Sitemap => "sitemap",
            Self::Stores => "stores",
            Self::OrderConfirmation => "order-confirmation",
        }
    }

    /// What it is, with its article: `a login page`.
    #[must_use]
    pub const fn what(self) -> &'static str {
        match self {
            Self::Login => "a login page",
            Self::Registration => "a registration page",
            Self::Account => "a customer's account page",
            Self::Contact => "a contact page",
            Self::Sitemap => "the shop's site map",
            Self::Stores => "the list of the shop's branches",
            Self::OrderConfirmation => "an order confirmation",
        }
    }
}
