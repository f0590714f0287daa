//! Customers: the log-in, and the account's page that says who is logged in.

use std::collections::BTreeMap;

use hyper::StatusCode;
use minijinja::context;

use super::ShopError;
use super::answer::{ShopAnswer, redirect};
use super::content::ContentKind;
use super::desk::{Desk, DeskVisit};
use super::stats::{CustomerStats, RequestPhase, ServedAs};
use super::wording::word;

/// A customer's password is this and the part of the address before the `@`.
const PASSWORD: &str = "demo-";

/// Those who have logged in, by their addresses; a cookie has a customer's number, counted from 1.
#[derive(Debug, Default)]
pub(super) struct Customers {
    /// Never forgotten: an old cookie must not become another customer's.
    known: Vec<String>,
    counted: BTreeMap<String, CustomerStats>,
}

impl Customers {
    /// The number of the customer with this address, who has logged in.
    fn log_in(&mut self, address: &str, phase: RequestPhase) -> u64 {
        if phase == RequestPhase::Load {
            self.counted.entry(address.to_owned()).or_default().log_ins += 1;
        }
        let known = self.known.iter().position(|known| known == address).unwrap_or_else(|| {
            self.known.push(address.to_owned());
            self.known.len() - 1
        });
        known as u64 + 1
    }

    /// The address of the customer with this number, whose page is shown.
    fn visit(&mut self, customer: u64, phase: RequestPhase) -> Option<String> {
        let address = self.known.get(usize::try_from(customer.checked_sub(1)?).ok()?)?.clone();
        if phase == RequestPhase::Load {
            self.counted.entry(address.clone()).or_default().account_pages += 1;
        }
        Some(address)
    }

    pub(super) fn stats(&self) -> BTreeMap<String, CustomerStats> {
        self.counted.clone()
    }

    /// Forgets what was counted.
    pub(super) fn reset(&mut self) {
        self.counted.clear();
    }
}

/// Whether the customer with this address has this password.
fn is_password(address: &str, password: &str) -> bool {
    let own = address.split_once('@').filter(|(own, host)| !own.is_empty() && !host.is_empty());
    own.is_some_and(|(own, _)| password.strip_prefix(PASSWORD) == Some(own))
}

/// The page with the form, whose token is the visitor's own.
pub(super) fn login_page(desk: &Desk, visit: &mut DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
    form(desk, visit, ServedAs::Ok)
}

/// The form was sent. A wrong password, or a form of another visitor's page, brings the page again with status 200.
pub(super) fn log_in(desk: &Desk, visit: &mut DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
    let param = |name| visit.ask.param(name).unwrap_or_default();
    let guest = visit.visitor.guest;
    let is_own = guest > 0 && param("token") == desk.sealer.token(guest);
    let address = param("email").to_lowercase();
    if !is_own || !is_password(&address, param("password")) {
        return form(desk, visit, ServedAs::Refused);
    }
    visit.visitor.customer = desk.ledger().customers.log_in(&address, visit.phase);
    Ok(ShopAnswer { outcome: ServedAs::LoggedIn, ..redirect(&visit.pages.site.account(visit.language)) })
}

fn form(desk: &Desk, visit: &mut DeskVisit<'_>, outcome: ServedAs) -> Result<ShopAnswer, ShopError> {
    if visit.visitor.guest == 0 {
        visit.visitor.guest = desk.ledger().carts.new_guest();
    }
    let language = visit.language;
    let kind =
        ContentKind::named("authentication", visit.pages.site.login(language), word("login", language));
    let inside = context! {
        log_in_token => desk.sealer.token(visit.visitor.guest),
        refused => outcome == ServedAs::Refused,
    };
    let rendered = desk.render(visit, "login.html", &kind, inside)?;
    Ok(desk.page(visit, StatusCode::OK, &rendered, outcome))
}

/// The account's page; those who are not logged in are sent to the log-in.
pub(super) fn page(desk: &Desk, visit: &DeskVisit<'_>) -> Result<ShopAnswer, ShopError> {
    let (site, language) = (&visit.pages.site, visit.language);
    let customer = desk.ledger().customers.visit(visit.visitor.customer, visit.phase);
    let Some(customer) = customer else {
        return Ok(redirect(&format!("{}?back=my-account", site.login(language))));
    };
    let kind = ContentKind::named("my-account", site.account(language), word("account", language));
    let rendered = desk.render(visit, "account.html", &kind, context! { customer })?;
    Ok(desk.page(visit, StatusCode::OK, &rendered, ServedAs::Ok))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_belong_to_addresses() {
        for (address, password, expected) in [
            ("anna@shop.example", "demo-anna", true),
            ("anna@shop.example", "demo-ben", false),
            ("anna@shop.example", "anna", false),
            ("anna", "demo-anna", false),
            ("@shop.example", "demo-", false),
        ] {
            assert_eq!(is_password(address, password), expected, "{address} {password}");
        }
    }

    #[test]
    fn a_number_stays_its_customer_s() {
        let mut customers = Customers::default();
        let numbers = ["a@x", "b@x", "a@x"].map(|address| customers.log_in(address, RequestPhase::Load));
        assert_eq!(numbers, [1, 2, 1]);
        customers.log_in("c@x", RequestPhase::Setup);
        assert_eq!(customers.visit(2, RequestPhase::Load).as_deref(), Some("b@x"));
        assert_eq!([0, 4].map(|number| customers.visit(number, RequestPhase::Load)), [None, None]);
        let counted: Vec<_> =
            customers.stats().into_iter().map(|(who, of)| (who, of.log_ins, of.account_pages)).collect();
        assert_eq!(counted, [("a@x".to_owned(), 2, 0), ("b@x".to_owned(), 1, 1)]);
        customers.reset();
        assert!(customers.stats().is_empty());
        assert_eq!(customers.visit(1, RequestPhase::Load).as_deref(), Some("a@x"));
    }
}
