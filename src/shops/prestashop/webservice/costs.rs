//! What PrestaShop's cart rules are known to cost, by what the webservice tells of them.
//!
//! Each page with a cart looks for automatic rules to add (`CartRule::autoAddToCart`): the query joins a rule with its countries,
//! and each row is validated. The numbers are those of PrestaShop's issues 42202, 14935 and 16568.

use url::Url;

use crate::page::{CartState, Page};
use crate::promotion::{BackOffice, CartRule, RuleRestriction};
use crate::shops::{CensusItem, CostCause, KnownCost, RuleCensus};
use crate::words::{Message, Value};

/// As many active rules slow all pages with a cart down (issue 14935).
const MANY_RULES: usize = 10_000;
/// As many validations of one rule, or of automatic rules, are a page's work by themselves: each takes several queries.
const MANY_VALIDATIONS: usize = 10;
/// As many rules are named.
const NAMED: usize = 3;

/// Where the countries that the shop sells to and the rules beyond those that are many can be counted, where that matters.
pub(super) fn census(page: &Page, told: &BackOffice) -> Vec<(CensusItem, Url)> {
    let ask = |resource: &str, limit: Option<String>| {
        let mut url = super::resource(page, resource);
        let query = [("filter[active]", "1"), ("display", "[id]"), ("output_format", "JSON")];
        url.query_pairs_mut().extend_pairs(query).extend_pairs(limit.map(|limit| ("limit", limit)));
        url
    };
    let countries =
        by_country(told).next().is_some().then(|| (CensusItem::Countries, ask("countries", None)));
    // The first rule behind the last that is not yet one too many.
    let beyond = || (CensusItem::RulesBeyond, ask("cart_rules", Some(format!("{MANY_RULES},1"))));
    let beyond = (!told.is_complete).then(beyond);
    countries.into_iter().chain(beyond).collect()
}

pub(super) fn known(
    page: &Page,
    told: &BackOffice,
    census: &RuleCensus,
    cart: Option<&CartState>,
) -> Vec<KnownCost> {
    let countries = census.count(CensusItem::Countries);
    let of_countries =
        by_country(told).filter_map(|rule| for_each_country(page, rule, countries)).take(NAMED);
    let mut costs: Vec<KnownCost> = together(page, told, cart).into_iter().collect();
    costs.extend(many(told, census));
    costs.extend(several_automatic(page, told));
    costs.extend(of_countries);
    costs
}

/// The rules that pages validate once for each country: a code is only validated when it is entered.
fn by_country(told: &BackOffice) -> impl Iterator<Item = &CartRule> {
    told.usable().filter(|rule| rule.is_automatic() && rule.restricted.contains(&RuleRestriction::Countries))
}

/// `countries` are the shop's: the webservice does not list a rule's own.
fn for_each_country(page: &Page, rule: &CartRule, countries: Option<u64>) -> Option<KnownCost> {
    let evidence = match countries {
        Some(most) if most < MANY_VALIDATIONS as u64 => return None,
        Some(most) => Message::new("cost-countries-at-most").with("most", most),
        None => Message::new("cost-countries-unknown"),
    };
    Some(KnownCost {
        of: CostCause::Countries,
        is_counted: false,
        what: Message::new("cost-countries").with("rule", rule.title(page.language_id)),
        evidence,
        remedy: Message::new("remedy-cost-countries"),
    })
}

fn many(told: &BackOffice, census: &RuleCensus) -> Option<KnownCost> {
    let active = told.rules.iter().filter(|rule| rule.active).count();
    let is_beyond =
        active > MANY_RULES || census.count(CensusItem::RulesBeyond).is_some_and(|rules| rules > 0);
    is_beyond.then(|| KnownCost {
        of: CostCause::ManyRules,
        is_counted: true,
        what: Message::new("cost-many-rules"),
        evidence: Message::new("cost-many-rules-evidence").with("most", MANY_RULES as u64),
        remedy: Message::new("remedy-cost-many-rules"),
    })
}

fn several_automatic(page: &Page, told: &BackOffice) -> Option<KnownCost> {
    let automatic: Vec<&CartRule> = told.usable().filter(|rule| rule.is_automatic()).collect();
    let evidence = if told.is_complete {
        Message::new("cost-automatic-rules-evidence")
    } else {
        Message::new("cost-automatic-rules-at-least")
    };
    (automatic.len() >= MANY_VALIDATIONS).then(|| KnownCost {
        of: CostCause::ManyRules,
        is_counted: told.is_complete,
        what: Message::new("cost-automatic-rules").with("count", automatic.len() as u64),
        evidence: evidence.with("rules", named(automatic.iter().map(|rule| rule.title(page.language_id)))),
        remedy: Message::new("remedy-cost-automatic-rules"),
    })
}

/// The rules in the trial's cart; without one, those that nothing keeps from any cart.
fn together(page: &Page, told: &BackOffice, cart: Option<&CartState>) -> Option<KnownCost> {
    let title = |rule: &CartRule| rule.title(page.language_id);
    let rule_of = |id: u64| told.rules.iter().find(|rule| rule.id == id);
    let always =
        |rule: &&CartRule| rule.is_automatic() && rule.restricted.is_empty() && rule.minimum.is_none();
    let (titles, evidence): (Vec<Message>, _) = match cart {
        Some(cart) => {
            let applied = cart.vouchers_added.iter().filter_map(|applied| rule_of(applied.id?));
            (applied.map(title).collect(), Message::new("cost-rules-in-cart"))
        }
        None => (told.usable().filter(always).map(title).collect(), Message::new("cost-rules-for-all")),
    };
    (titles.len() > 1).then(|| KnownCost {
        of: CostCause::RulesTogether,
        is_counted: cart.is_some(),
        what: Message::new("cost-rules-together").with("count", titles.len() as u64),
        evidence: evidence.with("rules", named(titles.into_iter())),
        remedy: Message::new("remedy-cost-rules-together"),
    })
}

/// The first of the titles, and how many more there are.
fn named(titles: impl ExactSizeIterator<Item = Message>) -> Value {
    let more = titles.len().saturating_sub(NAMED);
    let mut row: Vec<Message> = titles.take(NAMED).collect();
    row.extend((more > 0).then(|| Message::new("cost-more-rules").with("more", more as u64)));
    Value::Row(row)
}
