//! The back office's own list of cart rules, joined with what the shop's pages and its cart showed.
//!
//! Not here: asking the webservice for the list (`scrape`) and reading its JSON (`shops`).

use jiff::tz::Offset;
use jiff::{Timestamp, civil};

use super::cart_rule::{CartRule, Reduces, RuleAmount, RuleRestriction, titled};
use super::detect::kind_of;
use super::merge::{complete, same};
use super::{Availability, Promotion, PromotionType};
use crate::page::{Condition, Page};
use crate::units::money::Money;
use crate::words::{Message, Value};

/// Where a promotion was seen that only the webservice tells of.
pub const WEBSERVICE: &str = "webservice";

/// The most rules that are listed without having been seen; shops generate codes by the thousand.
const LISTED: usize = 40;
/// Clocks of the world, in hours from UTC: the last to reach an hour and the first.
const LAST_ZONE: i8 = -12;
const FIRST_ZONE: i8 = 14;

/// What the webservice told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackOffice {
    /// The active rules, the newest first, and those that were asked for by their code.
    pub rules: Vec<CartRule>,
    /// Codes that were asked for and do not exist.
    pub unknown_codes: Vec<String>,
    /// Whether all active rules were read.
    pub is_complete: bool,
    /// The shop's clock.
    pub now: Timestamp,
}

impl BackOffice {
    /// The rules that nothing speaks against now: switched on, within their time, not used up.
    pub fn usable(&self) -> impl Iterator<Item = &CartRule> {
        self.rules.iter().filter(|rule| state_of(rule, self.now).is_none())
    }

    /// What speaks against a code; `None` when nothing does, or when nothing is known of it.
    #[must_use]
    pub fn against(&self, code: &str, page: &Page) -> Option<Message> {
        let is = |known: &str| known.to_lowercase() == code.to_lowercase();
        if self.unknown_codes.iter().any(|known| is(known)) {
            return Some(Message::new("rules-unknown-code").with("code", code));
        }
        let rule = self.rules.iter().find(|rule| rule.code.as_deref().is_some_and(is))?;
        let promotion = promotion_of(rule, page, self.now);
        let reasons = match promotion.state {
            Some(state) => vec![dated(state, &promotion)],
            None => reasons(&promotion),
        };
        (!reasons.is_empty()).then(|| {
            Message::new("rules-against").with("rule", title(&promotion)).with("reasons", Value::Row(reasons))
        })
    }
}

/// Promotions with what the back office says of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Enriched {
    /// The promotions that were seen, completed, and then those that only the back office knows.
    pub promotions: Vec<Promotion>,
    /// What does not fit together, and what is left out.
    pub notes: Vec<Message>,
}

/// The codes of promotions, each once.
#[must_use]
pub fn codes_of(promotions: &[Promotion]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in promotions.iter().filter_map(|promotion| promotion.code.as_ref()) {
        if !codes.iter().any(|known| known.to_lowercase() == code.to_lowercase()) {
            codes.push(code.clone());
        }
    }
    codes
}

/// Completes the promotions that a page and, when `cart_filled`, a cart showed with what the back office says, and adds the
/// rules that neither showed. Rules of single customers are only counted.
#[must_use]
pub fn enrich(page: &Page, mut seen: Vec<Promotion>, cart_filled: bool, told: &BackOffice) -> Enriched {
    let mut notes = vec![summary(told)];
    let mut unseen = Vec::new();
    for rule in &told.rules {
        let says = promotion_of(rule, page, told.now);
        match seen.iter_mut().find(|known| same(known, &says)) {
            Some(known) => {
                notes.extend(contradiction(known, &says));
                join(known, says);
            }
            None if rule.customer.is_none() => unseen.push(says),
            None => {}
        }
    }
    let is_unknown = |code: &&String| told.unknown_codes.contains(code);
    // A code that was tried and refused is one that the user named.
    let advertised: Vec<Promotion> = seen.iter().filter(|known| !known.was_tried()).cloned().collect();
    let stale = |code: &String| Message::new("rules-stale-code").with("code", code.as_str());
    notes.extend(codes_of(&advertised).iter().filter(is_unknown).map(stale));
    // What shoppers can get comes first, and of that what they get without asking.
    unseen.sort_by_key(|promotion| (!promotion.is_usable(), promotion.needs_code()));
    let dropped = unseen.split_off(unseen.len().min(LISTED));
    for promotion in unseen.iter_mut().filter(|promotion| cart_filled && promotion.is_usable()) {
        if promotion.is_automatic_rule() {
            promotion.state = Some(Availability::Unmet);
            notes.push(not_applied(promotion));
        }
    }
    if !dropped.is_empty() {
        let usable = dropped.iter().filter(|promotion| promotion.is_usable()).count();
        notes.push(
            Message::new("rules-dropped").with("dropped", dropped.len() as u64).with("usable", usable as u64),
        );
    }
    seen.extend(unseen);
    Enriched { promotions: seen, notes }
}

/// How many rules there are, by what they are good for.
fn summary(told: &BackOffice) -> Message {
    let mut active = told.rules.iter().filter(|rule| rule.active).peekable();
    if active.peek().is_none() {
        return Message::new("rules-none");
    }
    let (mut total, mut usable, mut private) = (0_u64, 0_u64, 0_u64);
    let mut over =
        [Availability::Expired, Availability::UsedUp, Availability::NotYet].map(|state| (state, 0_u64));
    for rule in active {
        total += 1;
        private += u64::from(rule.customer.is_some());
        match state_of(rule, told.now) {
            None => usable += 1,
            Some(state) => over.iter_mut().filter(|(known, _)| *known == state).for_each(|(_, n)| *n += 1),
        }
    }
    let mut parts = vec![Message::new("rules-usable").with("count", usable)];
    parts.extend(over.into_iter().filter(|(_, count)| *count > 0).map(|(state, count)| {
        Message::new("rules-in-state").with("count", count).with("state", state.as_str())
    }));
    let rules = if told.is_complete { Message::new("rules-all") } else { Message::new("rules-more-than") };
    let text = Message::new("with-details")
        .with("what", rules.with("total", total))
        .with("details", Value::Row(parts));
    if private == 0 {
        return text;
    }
    Message::new("rules-and-private").with("rules", text).with("private", private)
}

/// A rule as a promotion. Its state is only ever bad news: that a rule works is for the cart to show.
fn promotion_of(rule: &CartRule, page: &Page, now: Timestamp) -> Promotion {
    let reduces = rule.percent.is_some() || rule.amount.is_some();
    let kind = kind_of(reduces, rule.free_shipping, rule.gift_product.is_some(), rule.code.is_some());
    let money = |amount: RuleAmount| {
        let known = page.currency_id.is_some() && amount.currency == page.currency_id;
        Money::new(amount.amount, page.currency.filter(|_| known))
    };
    Promotion {
        name: rule.name(page.language_id).map(str::to_owned),
        rule_id: Some(rule.id),
        code: rule.code.clone(),
        product_id: match (kind, rule.reduces) {
            (PromotionType::Gift, _) => rule.gift_product,
            (_, Reduces::Product(id)) if reduces => Some(id),
            _ => None,
        },
        percent: rule.percent,
        amount: rule.amount.map(money),
        minimum: rule.minimum.map(money),
        valid_from: rule.valid_from.clone(),
        valid_until: rule.valid_until.clone(),
        remaining: Some(rule.quantity),
        per_customer: Some(rule.per_customer).filter(|times| *times > 0),
        priority: Some(rule.priority).filter(|priority| *priority > 0),
        // Which rules it goes together with stands in a list that is not told.
        combinable: (!rule.restricted.contains(&RuleRestriction::Rules)).then_some(true),
        free_shipping: reduces && rule.free_shipping,
        conditions: conditions(rule, kind, reduces),
        state: state_of(rule, now),
        ..Promotion::new(kind, WEBSERVICE)
    }
}

/// Everything that has to be true for it, beside its minimum and its dates.
fn conditions(rule: &CartRule, kind: PromotionType, reduces: bool) -> Vec<Condition> {
    let mut all = Vec::new();
    match rule.reduces {
        Reduces::Product(id) if reduces => all.push(Condition::OnlyProduct(id)),
        Reduces::Cheapest if reduces => all.push(Condition::CheapestOnly),
        Reduces::Selection if reduces => all.push(Condition::SelectedOnly),
        _ => {}
    }
    let mut add = |applies: bool, condition| all.extend(applies.then_some(condition));
    add(reduces && rule.excludes_reduced, Condition::NotOnReduced);
    add(rule.amount.is_some_and(|amount| !amount.with_tax), Condition::AmountWithoutTax);
    add(rule.minimum.is_some_and(|minimum| !minimum.with_tax), Condition::MinimumWithoutTax);
    add(rule.minimum.is_some() && rule.minimum_with_shipping, Condition::MinimumCountsShipping);
    for restriction in &rule.restricted {
        let condition = match restriction {
            RuleRestriction::Countries => Condition::SomeCountries,
            RuleRestriction::Carriers => Condition::SomeCarriers,
            RuleRestriction::Groups => Condition::SomeGroups,
            RuleRestriction::Products => Condition::ProductsInCart,
            RuleRestriction::Shops => Condition::SomeShops,
            // Once one rule excludes others, a shop may restrict all of them: it says nothing of this one.
            RuleRestriction::Rules => continue,
        };
        add(true, condition);
    }
    add(rule.customer.is_some(), Condition::OneCustomer);
    if let (Some(gift), true) = (rule.gift_product, kind != PromotionType::Gift) {
        all.push(Condition::Gives(gift));
    }
    all
}

/// Why no shopper can use a rule now; `None` when nothing speaks against it.
fn state_of(rule: &CartRule, now: Timestamp) -> Option<Availability> {
    let is_past = |text: &str, zone| instant(text, zone).is_some_and(|instant| instant < now);
    let is_ahead = |text: &str, zone| instant(text, zone).is_some_and(|instant| instant > now);
    // The shop does not say in which zone its clock is: only what holds in all of them is certain.
    if !rule.active {
        Some(Availability::Disabled)
    } else if rule.valid_until.as_deref().is_some_and(|end| is_past(end, LAST_ZONE)) {
        Some(Availability::Expired)
    } else if rule.quantity == 0 {
        Some(Availability::UsedUp)
    } else if rule.valid_from.as_deref().is_some_and(|begin| is_ahead(begin, FIRST_ZONE)) {
        Some(Availability::NotYet)
    } else {
        None
    }
}

/// The day that it is, or was, at this moment everywhere: what ended before it is over in whatever zone a shop's clock is.
#[must_use]
pub fn day_of_all(now: Timestamp) -> civil::Date {
    Offset::constant(LAST_ZONE).to_datetime(now).date()
}

/// When a clock so many hours from UTC shows this; `None` for a text that is not a date, which limits nothing.
fn instant(text: &str, zone: i8) -> Option<Timestamp> {
    let shown: civil::DateTime = text.parse().ok()?;
    Offset::constant(zone).to_timestamp(shown).ok()
}

/// Adds what the back office says to what was seen. That a rule works in the cart is stronger than any list.
fn join(known: &mut Promotion, says: Promotion) {
    if known.state != Some(Availability::Active) && says.state.is_some() {
        known.state = says.state;
    }
    complete(known, says);
}

fn contradiction(known: &Promotion, says: &Promotion) -> Option<Message> {
    let state = dated(says.state?, says);
    let who = title(says);
    let sentence = match known.state {
        None => Message::new("rules-stale-page"),
        Some(Availability::Active) => Message::new("rules-contradict-cart"),
        Some(_) => return None,
    };
    Some(sentence.with("rule", who).with("state", state))
}

/// `expired since 2024-12-31 23:59:59`, `used up`.
fn dated(state: Availability, promotion: &Promotion) -> Message {
    match (state, &promotion.valid_until, &promotion.valid_from) {
        (Availability::Expired, Some(end), _) => {
            Message::new("rules-expired-since").with("end", Value::of_date(end))
        }
        (Availability::NotYet, _, Some(begin)) => {
            Message::new("rules-not-before").with("begin", Value::of_date(begin))
        }
        _ => state.said(),
    }
}

fn not_applied(promotion: &Promotion) -> Message {
    let reasons = reasons(promotion);
    let why = if reasons.is_empty() && promotion.combinable.is_none() {
        Message::new("rules-other-rule")
    } else if reasons.is_empty() {
        Message::new("rules-no-reason")
    } else {
        Message::new("rules-reasons").with("reasons", Value::Row(reasons))
    };
    Message::new("rules-not-applied").with("rule", title(promotion)).with("why", why)
}

/// What a cart may lack for it.
fn reasons(promotion: &Promotion) -> Vec<Message> {
    let minimum = promotion.minimum.map(|minimum| Message::new("promotion-minimum").with("minimum", minimum));
    minimum.into_iter().chain(promotion.conditions.iter().map(Message::from)).collect()
}

fn title(promotion: &Promotion) -> Message {
    titled(promotion.rule_id.unwrap_or(0), promotion.code.as_deref(), promotion.name.as_deref())
}
