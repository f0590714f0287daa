//! Cart rules as a shop's back office describes them.
//!
//! Not here: asking for them (`scrape`) and reading what comes (`shops`).

use rust_decimal::Decimal;

use crate::words::Message;

/// One cart rule of the back office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartRule {
    /// Its id.
    pub id: u64,
    /// Its names with the ids of their languages; one without an id on a shop with one language.
    pub names: Vec<(Option<u64>, String)>,
    /// `None`: the rule is automatic.
    pub code: Option<String>,
    /// Whether it is switched on.
    pub active: bool,
    /// The only customer who may use it.
    pub customer: Option<u64>,
    /// Start of validity in the shop's time; `None`: no limit.
    pub valid_from: Option<String>,
    /// End of validity in the shop's time; `None`: no limit.
    pub valid_until: Option<String>,
    /// How often it can still be used, by all customers together.
    pub quantity: u64,
    /// How often one customer may use it.
    pub per_customer: u64,
    /// 1 comes first.
    pub priority: u64,
    /// The cart must be worth at least this.
    pub minimum: Option<RuleAmount>,
    /// Whether the minimum counts the shipping, too.
    pub minimum_with_shipping: bool,
    /// Percent off.
    pub percent: Option<Decimal>,
    /// Amount off.
    pub amount: Option<RuleAmount>,
    /// Which part of the order it reduces.
    pub reduces: Reduces,
    /// Products that are already reduced stay as they are.
    pub excludes_reduced: bool,
    /// The product given away.
    pub gift_product: Option<u64>,
    /// Whether it pays the shipping.
    pub free_shipping: bool,
    /// Whom and what else it is restricted to. The lists themselves are not told.
    pub restricted: Vec<RuleRestriction>,
}

/// An amount of a rule, in a currency that only its id tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleAmount {
    /// How much.
    pub amount: Decimal,
    /// The platform's id of its currency.
    pub currency: Option<u64>,
    /// Whether taxes are in it.
    pub with_tax: bool,
}

/// What a rule's percent or amount is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduces {
    /// The whole order.
    Order,
    /// One product.
    Product(u64),
    /// The cheapest product in the cart.
    Cheapest,
    /// The products that the rule selects.
    Selection,
}

/// What a rule is restricted to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleRestriction {
    /// Countries.
    Countries,
    /// Carriers.
    Carriers,
    /// Groups of customers.
    Groups,
    /// Products that have to be in the cart.
    Products,
    /// Shops of the installation.
    Shops,
    /// The rules that may stand beside it.
    Rules,
}

impl CartRule {
    /// Its name in a language, else the first that it has.
    #[must_use]
    pub fn name(&self, language: Option<u64>) -> Option<&str> {
        let wanted = self.names.iter().find(|(id, _)| language.is_some() && *id == language);
        wanted.or(self.names.first()).map(|(_, name)| name.as_str())
    }

    /// How sentences call it: `rule 1 ("Welcome")`.
    #[must_use]
    pub fn title(&self, language: Option<u64>) -> Message {
        titled(self.id, self.code.as_deref(), self.name(language))
    }

    /// Whether it applies by itself, to any customer.
    #[must_use]
    pub fn is_automatic(&self) -> bool {
        self.code.is_none() && self.customer.is_none()
    }
}

/// `rule 5 (OLD2024)`, `rule 1 ("Welcome")`.
pub(super) fn titled(id: u64, code: Option<&str>, name: Option<&str>) -> Message {
    let id = id.to_string();
    match (code, name) {
        (Some(code), _) => Message::new("rule-with-code").with("id", id).with("code", code),
        (None, Some(name)) => Message::new("rule-with-name").with("id", id).with("name", name),
        (None, None) => Message::new("rule-alone").with("id", id),
    }
}
