//! Which carts exist and whose they are, and the counters and the journal beside them.

use std::collections::{BTreeMap, HashMap};

use super::account::Customers;
use super::cart::Cart;
use super::config::DemoPlatform;
use super::journal::Journal;
use super::rules::RULES;
use super::stats::{CartStats, Counters, RequestPhase, Stats};
use super::woocommerce::WooSessions;

/// What the shop remembers, shared with the holder of the [`super::DemoShop`].
#[derive(Debug, Default)]
pub(super) struct Ledger {
    platform: DemoPlatform,
    pub(super) counters: Counters,
    /// PrestaShop's.
    pub(super) carts: Carts,
    /// PrestaShop's.
    pub(super) customers: Customers,
    /// WooCommerce's.
    pub(super) sessions: WooSessions,
    pub(super) journal: Journal,
}

impl Ledger {
    /// That of a shop that opens.
    pub(super) fn new(platform: DemoPlatform) -> Ledger {
        Ledger { platform, ..Ledger::default() }
    }

    /// The truth so far.
    pub(super) fn stats(&self) -> Stats {
        let carts = match self.platform {
            DemoPlatform::PrestaShop => self.carts.stats(),
            DemoPlatform::WooCommerce => self.sessions.stats(),
        };
        self.counters.stats(carts, self.customers.stats())
    }

    /// Forgets counters, carts and the journal. Customers stay logged in.
    pub(super) fn reset(&mut self) {
        self.counters.reset();
        self.carts.entries.clear();
        self.customers.reset();
        self.sessions.clear();
        self.journal.clear();
    }
}

/// All carts by id.
#[derive(Debug, Default)]
pub(super) struct Carts {
    entries: HashMap<u64, StoredCart>,
    /// Never reset: an old cookie must not find another visitor's cart.
    last_cart: u64,
    last_guest: u64,
}

#[derive(Debug)]
struct StoredCart {
    cart: Cart,
    phase: RequestPhase,
}

impl Carts {
    /// A number for a new visitor.
    pub(super) fn new_guest(&mut self) -> u64 {
        self.last_guest += 1;
        self.last_guest
    }

    /// A new, empty cart.
    pub(super) fn new_cart(&mut self, phase: RequestPhase) -> u64 {
        self.last_cart += 1;
        self.entries.insert(self.last_cart, StoredCart { cart: Cart::default(), phase });
        self.last_cart
    }

    /// The cart of this id, if it still exists.
    pub(super) fn get(&self, id: u64) -> Option<&Cart> {
        self.entries.get(&id).map(|entry| &entry.cart)
    }

    /// The same, to change it.
    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut Cart> {
        self.entries.get_mut(&id).map(|entry| &mut entry.cart)
    }

    fn stats(&self) -> CartStats {
        let mut stats = CartStats {
            vouchers: RULES.iter().map(|rule| (rule.id, 0)).collect::<BTreeMap<_, _>>(),
            ..CartStats::default()
        };
        for entry in self.entries.values().filter(|entry| entry.phase == RequestPhase::Load) {
            stats.with_products += u64::from(!entry.cart.is_empty());
            for (product, pieces) in entry.cart.paid() {
                *stats.products.entry(product).or_default() += u64::from(pieces);
            }
            for rule in entry.cart.rules() {
                *stats.vouchers.entry(rule).or_default() += 1;
            }
        }
        stats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carts_of_the_preparation_are_not_counted() {
        let mut ledger = Ledger::default();
        for phase in [RequestPhase::Load, RequestPhase::Setup, RequestPhase::Load] {
            let id = ledger.carts.new_cart(phase);
            ledger.carts.get_mut(id).unwrap().add(6, 0, 2).unwrap();
        }
        let stats = ledger.stats().carts;
        assert_eq!(stats.with_products, 2);
        assert_eq!(stats.products, BTreeMap::from([(6, 4)]));
        assert_eq!((stats.vouchers[&1], stats.vouchers[&2]), (2, 0));
        ledger.reset();
        assert_eq!(ledger.stats().carts.with_products, 0);
        assert_eq!(ledger.carts.new_cart(RequestPhase::Load), 4);
    }
}
