//! The cart rules: which exist, and why one is refused.
//!
//! Not here: what they take off a cart (`cart`).

use rust_decimal::Decimal;

use super::catalogue::{self, CatalogueText};
use super::config::Language;
use super::wording;

/// What a rule gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// Cents off the cart, tax included.
    Amount(u32),
    /// Percent off what the cart still costs when the rule's turn comes.
    Percent(u32),
    /// Percent off one product.
    PercentOn {
        percent: u32,
        product: u32,
    },
    FreeShipping,
    /// One piece of this product for nothing.
    Gift(u32),
}

/// Whether a rule can be used at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Valid,
    Expired,
    NotYet,
    UsedUp,
    Disabled,
    /// Not for guests, or not for this cart.
    For(Restriction),
}

/// Whom or what a rule is kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Restriction {
    /// One customer, who is not logged in: the demo shop has guests only.
    Customer,
    /// A group that guests are not in.
    Group,
    /// Some countries; a guest has no address.
    Country,
    /// Some carriers; a guest has chosen none.
    Carrier,
    /// Carts with this product.
    Product(u32),
    /// Carts with something that is not reduced.
    NotOnSale,
}

/// A promotion on the cart.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) id: u32,
    /// Empty for the automatic rule.
    pub(super) code: &'static str,
    pub(super) name: CatalogueText,
    pub(super) effect: Effect,
    pub(super) state: State,
    /// Least worth of the products in the cart, in cents.
    pub(super) minimum: u32,
    pub(super) combinable: bool,
    /// Shown to every visitor with its code until it is used.
    pub(super) highlighted: bool,
}

impl Rule {
    /// Its first and its last second, in the shop's time.
    pub(super) fn validity(&self) -> (&'static str, &'static str) {
        match self.state {
            State::Expired => ("2024-01-01 00:00:00", "2024-12-31 23:59:59"),
            State::NotYet => ("2049-11-01 00:00:00", "2049-11-30 23:59:59"),
            State::Valid | State::UsedUp | State::Disabled | State::For(_) => {
                ("2024-11-01 00:00:00", "2049-11-30 23:59:59")
            }
        }
    }
}

/// The rule that every cart with a product gets.
pub(super) const AUTOMATIC: u32 = 1;

const fn rule(id: u32, code: &'static str, en: &'static str, fr: &'static str, effect: Effect) -> Rule {
    Rule {
        id,
        code,
        name: CatalogueText { en, fr },
        effect,
        state: State::Valid,
        minimum: 0,
        combinable: true,
        highlighted: false,
    }
}

/// All rules, by id.
pub(super) static RULES: [Rule; 17] = [
    rule(AUTOMATIC, "", "Welcome 3 EUR off", "Bienvenue : 3 EUR offerts", Effect::Amount(300)),
    Rule {
        highlighted: true,
        ..rule(2, "BF2025", "Black Friday 10%", "Vendredi noir 10 %", Effect::Percent(10))
    },
    Rule {
        minimum: 5000,
        ..rule(3, "MIN50", "5 EUR off from 50 EUR", "5 EUR dès 50 EUR d'achat", Effect::Amount(500))
    },
    rule(4, "FREESHIP", "Free shipping", "Livraison offerte", Effect::FreeShipping),
    Rule {
        state: State::Expired,
        ..rule(5, "OLD2024", "Last year's sale", "Soldes de l'an dernier", Effect::Percent(15))
    },
    Rule {
        state: State::UsedUp,
        ..rule(6, "USEDUP", "First hundred orders", "Cent premières commandes", Effect::Amount(1000))
    },
    Rule { state: State::Disabled, ..rule(7, "DISABLED", "Staff", "Personnel", Effect::Percent(50)) },
    rule(8, "GIFTMUG", "Free mug", "Mug offert", Effect::Gift(6)),
    rule(9, "TSHIRT30", "T-shirt 30% off", "T-shirt à -30 %", Effect::PercentOn { percent: 30, product: 1 }),
    Rule {
        combinable: false,
        ..rule(10, "SOLO25", "25% off, alone", "25 %, non cumulable", Effect::Percent(25))
    },
    kept(11, "FUTURE49", "Next sale", "Prochains soldes", State::NotYet),
    kept(12, "ALICE", "For Alice alone", "Pour Alice seule", State::For(Restriction::Customer)),
    kept(13, "TRADE", "For resellers", "Pour les revendeurs", State::For(Restriction::Group)),
    kept(14, "ISLAND", "For the islands", "Pour les îles", State::For(Restriction::Country)),
    kept(15, "PICKUP", "When picked up", "En retrait", State::For(Restriction::Carrier)),
    kept(16, "SWEATER", "With a sweater", "Avec un pull", State::For(Restriction::Product(2))),
    kept(17, "FULLPRICE", "Not in the sale", "Hors soldes", State::For(Restriction::NotOnSale)),
];

/// A rule of 10 % that not everybody can use.
const fn kept(id: u32, code: &'static str, en: &'static str, fr: &'static str, state: State) -> Rule {
    Rule { state, ..rule(id, code, en, fr, Effect::Percent(10)) }
}

/// The rule with this id.
pub(super) fn rule_by_id(id: u32) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Why a voucher was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    NoCode,
    Unknown,
    Disabled,
    UsedUp,
    Expired,
    BelowMinimum(Decimal),
    AlreadyInCart,
    /// Collides with the rule of this id.
    NotCombinable(u32),
    CartIsEmpty,
    NotYet,
    Restricted(Restriction),
}

/// The rule behind a typed code, if it may join the `applied` ones on a cart whose paid products are worth
/// `worth`; `products` are their ids. The checks come in the shop's order: the first reason is the one the customer reads.
pub(super) fn check(
    code: &str,
    applied: &[u32],
    products: &[u32],
    worth: Decimal,
) -> Result<&'static Rule, Refusal> {
    let code = code.trim();
    if code.is_empty() {
        return Err(Refusal::NoCode);
    }
    let rule = RULES
        .iter()
        .find(|rule| !rule.code.is_empty() && rule.code.eq_ignore_ascii_case(code))
        .ok_or(Refusal::Unknown)?;
    match rule.state {
        State::Disabled => return Err(Refusal::Disabled),
        State::UsedUp => return Err(Refusal::UsedUp),
        State::NotYet => return Err(Refusal::NotYet),
        State::Expired => return Err(Refusal::Expired),
        State::For(restriction) if !restriction.allows(products) => {
            return Err(Refusal::Restricted(restriction));
        }
        State::For(_) | State::Valid => {}
    }
    if worth < minimum(rule) {
        return Err(Refusal::BelowMinimum(minimum(rule)));
    }
    for id in applied {
        if *id == rule.id {
            return Err(Refusal::AlreadyInCart);
        }
        let other_combines = rule_by_id(*id).is_none_or(|other| other.combinable);
        if !rule.combinable || !other_combines {
            return Err(Refusal::NotCombinable(*id));
        }
    }
    if worth.is_zero() { Err(Refusal::CartIsEmpty) } else { Ok(rule) }
}

impl Restriction {
    /// Whether a guest with these products may use the rule.
    fn allows(self, products: &[u32]) -> bool {
        match self {
            Restriction::Customer | Restriction::Group | Restriction::Country | Restriction::Carrier => false,
            Restriction::Product(product) => products.contains(&product),
            Restriction::NotOnSale => {
                products.iter().any(|id| catalogue::product(*id).is_some_and(|product| !product.is_reduced()))
            }
        }
    }

    fn sentence(self) -> (&'static str, &'static str) {
        match self {
            Restriction::Customer => (
                "You cannot use this voucher - Please log in first",
                "Vous ne pouvez pas utiliser ce bon de réduction - Veuillez d'abord vous connecter",
            ),
            Restriction::Group => {
                ("You cannot use this voucher", "Vous ne pouvez pas utiliser ce bon de réduction")
            }
            Restriction::Country => (
                "You must choose a delivery address before applying this voucher to your order",
                "Vous devez choisir une adresse de livraison avant d'appliquer ce bon de réduction à votre commande",
            ),
            Restriction::Carrier => (
                "You must choose a carrier before applying this voucher to your order",
                "Vous devez choisir un transporteur avant d'appliquer ce bon de réduction à votre commande",
            ),
            Restriction::Product(_) => (
                "You cannot use this voucher with these products",
                "Vous ne pouvez pas utiliser ce bon de réduction avec ces produits",
            ),
            Restriction::NotOnSale => (
                "You cannot use this voucher on products on sale",
                "Vous ne pouvez pas utiliser ce bon de réduction sur les produits en promotion",
            ),
        }
    }
}

/// What the products of a cart must be worth for a rule.
pub(super) fn minimum(rule: &Rule) -> Decimal {
    Decimal::new(i64::from(rule.minimum), 2)
}

impl Refusal {
    /// The sentence that the customer reads.
    pub(super) fn message(self, language: Language) -> String {
        let sentence = match self {
            Refusal::NoCode => ("You must enter a voucher code.", "Vous devez saisir un code promo."),
            Refusal::Unknown => ("This voucher does not exist.", "Ce bon de réduction n'existe pas."),
            Refusal::Disabled => ("This voucher is disabled", "Ce bon de réduction est désactivé"),
            Refusal::UsedUp => {
                ("This voucher has already been used", "Ce bon de réduction a déjà été utilisé")
            }
            Refusal::Expired => ("This voucher has expired", "Ce bon de réduction a expiré"),
            Refusal::AlreadyInCart => {
                ("This voucher is already in your cart", "Ce bon de réduction est déjà dans votre panier")
            }
            Refusal::CartIsEmpty => ("Cart is empty", "Le panier est vide"),
            Refusal::NotYet => {
                ("This voucher is not valid yet", "Ce bon de réduction n'est pas encore valable")
            }
            Refusal::Restricted(restriction) => restriction.sentence(),
            Refusal::BelowMinimum(_) => (
                "The minimum amount to benefit from this promo code is {}.",
                "Le montant minimum pour bénéficier de ce code promo est de {}.",
            ),
            Refusal::NotCombinable(_) => (
                "This voucher is not combinable with an other voucher already in your cart: {}",
                "Ce bon de réduction n'est pas cumulable avec un autre bon déjà dans votre panier : {}",
            ),
        };
        let sentence = CatalogueText { en: sentence.0, fr: sentence.1 }.get(language);
        match self {
            Refusal::BelowMinimum(amount) => sentence.replace("{}", &wording::money(amount, language)),
            Refusal::NotCombinable(id) => {
                let name = rule_by_id(id).map_or("", |rule| rule.name.get(language));
                sentence.replace("{}", name)
            }
            _ => sentence.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_reason() {
        let worth = Decimal::new(2294, 2);
        let fifty = Decimal::new(5000, 2);
        for (code, expected) in [
            ("", Refusal::NoCode),
            ("  ", Refusal::NoCode),
            ("NOPE", Refusal::Unknown),
            ("OLD2024", Refusal::Expired),
            ("USEDUP", Refusal::UsedUp),
            ("disabled", Refusal::Disabled),
            ("MIN50", Refusal::BelowMinimum(fifty)),
            ("SOLO25", Refusal::NotCombinable(1)),
            ("freeship", Refusal::AlreadyInCart),
            ("FUTURE49", Refusal::NotYet),
            ("ALICE", Refusal::Restricted(Restriction::Customer)),
            ("SWEATER", Refusal::Restricted(Restriction::Product(2))),
            ("FULLPRICE", Refusal::Restricted(Restriction::NotOnSale)),
        ] {
            assert_eq!(check(code, &[1, 4], &[1], worth).map(|rule| rule.id), Err(expected), "{code}");
        }
        assert_eq!(check("bf2025", &[1], &[1], worth).map(|rule| rule.id), Ok(2));
        assert_eq!(check("MIN50", &[1], &[1], fifty).map(|rule| rule.id), Ok(3));
        assert_eq!(check("SWEATER", &[1], &[1, 2], worth).map(|rule| rule.id), Ok(16));
        assert_eq!(check("FULLPRICE", &[1], &[1, 16], worth).map(|rule| rule.id), Ok(17));
        assert_eq!(check("BF2025", &[], &[], Decimal::ZERO).map(|rule| rule.id), Err(Refusal::CartIsEmpty));
        assert_eq!(check("BF2025", &[10], &[1], worth).map(|rule| rule.id), Err(Refusal::NotCombinable(10)));
    }

    #[test]
    fn the_automatic_rule_has_no_code_to_type() {
        assert_eq!(check("", &[], &[1], Decimal::ONE).map(|rule| rule.id), Err(Refusal::NoCode));
        assert!(RULES.iter().filter(|rule| rule.code.is_empty()).all(|rule| rule.id == AUTOMATIC));
    }
}
