//! What the shop remembers of its visitors: their carts, and the pieces that were ordered.

use std::collections::{BTreeMap, HashMap};

use md5::{Digest, Md5};

use super::coupons::{COUPONS, WooCoupon};
use super::goods::{WooItem, WooStock};
use crate::shop::stats::{CartStats, RequestPhase};

/// A line of a cart.
#[derive(Debug, Clone)]
pub(super) struct WooLine {
    pub(super) item: WooItem,
    /// Fields and slugs that were chosen. The Store API sorts them, forms do not, and so one variation has two keys.
    pub(super) chosen: Vec<(&'static str, String)>,
    pub(super) quantity: u32,
}

/// A sentence that waits for the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WooNotice {
    pub(super) is_error: bool,
    pub(super) html: String,
}

/// One visitor's session, which is read whole and written whole.
#[derive(Debug, Clone)]
pub(super) struct WooSession {
    pub(super) phase: RequestPhase,
    pub(super) lines: Vec<WooLine>,
    /// In the order in which they were applied.
    pub(super) coupons: Vec<&'static WooCoupon>,
    pub(super) notices: Vec<WooNotice>,
    /// Whether free shipping was chosen; absent: nothing was.
    pub(super) ships_free: Option<bool>,
    /// Two capital letters.
    pub(super) country: String,
    pub(super) postcode: String,
    pub(super) city: String,
    /// As the visitor gave it; some coupons are for one address alone.
    pub(super) email: String,
    /// The order that a look at the checkout block has written.
    pub(super) draft: Option<u32>,
}

/// A session to be written when the work of its request is done.
#[derive(Debug)]
pub(super) struct WooWrite {
    pub(super) visitor: u64,
    pub(super) session: WooSession,
}

/// All sessions by the number of their visitor.
#[derive(Debug, Default)]
pub(in crate::shop) struct WooSessions {
    entries: HashMap<u64, WooSession>,
    /// Pieces ordered by id of the item.
    ordered: HashMap<u32, u32>,
    /// Never reset: an old cookie must not find another visitor's cart.
    last_visitor: u64,
    last_order: u32,
}

/// Orders are posts like products, and come after them.
const FIRST_ORDER: u32 = 148;

impl WooLine {
    /// WooCommerce's hash of product, variation and choices.
    pub(super) fn key(&self) -> String {
        let mut parts = vec![self.item.product.id.to_string()];
        parts.extend(self.item.variation.map(|variation| variation.id.to_string()));
        if !self.chosen.is_empty() {
            parts.push(self.chosen.iter().map(|(field, slug)| format!("{field}{slug}")).collect());
        }
        md5_hex(&parts.join("_"))
    }
}

/// 32 hexadecimal digits.
pub(super) fn md5_hex(text: &str) -> String {
    const_hex::encode(Md5::digest(text.as_bytes()))
}

impl WooSession {
    /// That of a visitor who has done nothing yet.
    pub(super) fn new(phase: RequestPhase) -> WooSession {
        WooSession {
            phase,
            lines: Vec::new(),
            coupons: Vec::new(),
            notices: Vec::new(),
            ships_free: None,
            country: "FR".to_owned(),
            postcode: String::new(),
            city: String::new(),
            email: String::new(),
            draft: None,
        }
    }

    /// Whether one of the coupons makes free shipping possible.
    pub(super) fn may_ship_free(&self) -> bool {
        self.coupons.iter().any(|coupon| coupon.ships_free)
    }

    /// A sentence for the next page.
    pub(super) fn say(&mut self, is_error: bool, html: String) {
        self.notices.push(WooNotice { is_error, html });
    }
}

impl WooSessions {
    /// A number for a new visitor.
    pub(super) fn new_visitor(&mut self) -> u64 {
        self.last_visitor += 1;
        self.last_visitor
    }

    /// A number for a new order, a draft included.
    pub(super) fn new_order(&mut self) -> u32 {
        self.last_order += 1;
        FIRST_ORDER + self.last_order
    }

    /// What is known of a visitor; nothing after a reset.
    pub(super) fn get(&self, visitor: u64) -> Option<&WooSession> {
        self.entries.get(&visitor)
    }

    /// Writes a session over whatever another request has written meanwhile.
    pub(super) fn write(&mut self, write: WooWrite) {
        self.entries.insert(write.visitor, write.session);
    }

    /// Takes the ordered pieces out of the stock.
    pub(super) fn take(&mut self, lines: &[WooLine]) {
        for line in lines {
            *self.ordered.entry(line.item.id()).or_default() += line.quantity;
        }
    }

    /// Pieces left of an item; `None`: they are not counted.
    pub(super) fn left(&self, item: WooItem) -> Option<u32> {
        match item.stock() {
            WooStock::Plenty => None,
            WooStock::Gone => Some(0),
            WooStock::Left(count) => {
                Some(count.saturating_sub(self.ordered.get(&item.id()).copied().unwrap_or(0)))
            }
        }
    }

    /// Forgets sessions and orders.
    pub(in crate::shop) fn clear(&mut self) {
        self.entries.clear();
        self.ordered.clear();
    }

    /// What lies in the carts of the load.
    pub(in crate::shop) fn stats(&self) -> CartStats {
        let mut stats = CartStats {
            vouchers: COUPONS.iter().map(|coupon| (coupon.id, 0)).collect::<BTreeMap<_, _>>(),
            ..CartStats::default()
        };
        for session in self.entries.values().filter(|session| session.phase == RequestPhase::Load) {
            stats.with_products += u64::from(!session.lines.is_empty());
            for line in &session.lines {
                *stats.products.entry(line.item.product.id).or_default() += u64::from(line.quantity);
            }
            for coupon in &session.coupons {
                *stats.vouchers.entry(coupon.id).or_default() += 1;
            }
        }
        stats
    }
}

#[cfg(test)]
mod tests {
    use super::super::goods::item;
    use super::*;

    #[test]
    fn keys_are_those_of_every_shop() {
        let chosen = |fields: &[(&'static str, &str)]| {
            fields.iter().map(|(field, slug)| (*field, (*slug).to_owned())).collect::<Vec<_>>()
        };
        let size = ("attribute_pa_size", "m");
        let colour = ("attribute_pa_color", "black");
        for (id, fields, key) in [
            (17, &[][..], "70efdf2ec9b086079795c442636b55fb"),
            (25, &[size, colour], "528ec566698ce9409203438109e34eb2"),
            (25, &[colour, size], "145ebebc24b643d19074349e621078ae"),
        ] {
            let line = WooLine { item: item(id).unwrap(), chosen: chosen(fields), quantity: 1 };
            assert_eq!(line.key(), key, "{fields:?}");
        }
    }

    #[test]
    fn what_is_ordered_is_gone() {
        let mut sessions = WooSessions::default();
        let cushions = item(75).unwrap();
        assert_eq!(sessions.left(cushions), Some(3));
        sessions.take(&[WooLine { item: cushions, chosen: Vec::new(), quantity: 2 }]);
        assert_eq!(sessions.left(cushions), Some(1));
        assert_eq!(sessions.left(item(71).unwrap()), Some(0));
        assert_eq!(sessions.left(item(17).unwrap()), None);
        sessions.clear();
        assert_eq!(sessions.left(cushions), Some(3));
    }

    #[test]
    fn carts_of_the_preparation_are_not_counted() {
        let mut sessions = WooSessions::default();
        for phase in [RequestPhase::Load, RequestPhase::Setup] {
            let visitor = sessions.new_visitor();
            let line = WooLine { item: item(17).unwrap(), chosen: Vec::new(), quantity: 2 };
            let session =
                WooSession { lines: vec![line], coupons: vec![&COUPONS[0]], ..WooSession::new(phase) };
            sessions.write(WooWrite { visitor, session });
        }
        let stats = sessions.stats();
        assert_eq!((stats.with_products, stats.products[&17], stats.vouchers[&1]), (1, 2, 1));
        assert_eq!(stats.vouchers[&2], 0);
    }
}
