//! What each kind of request costs: queries to the database, as counted on running shops.

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WooWork {
    Home,
    Shop,
    Shelf,
    Product,
    Variable,
    /// A product with more variations than a page tells of.
    ManyVariations,
    Search,
    /// A plain page, and whatever costs no more.
    Text,
    NotFound,
    Cart,
    Checkout,
    AjaxAdd,
    Fragments,
    FormAdd,
    Totals,
    CouponForm,
    StoreRead,
    StoreAdd,
    StoreCoupon,
    StoreRefusal,
    StoreProducts,
    /// A look at the checkout block that writes the draft order.
    Draft,
    Order,
}

/// Queries in classic themes without and with a cart, and in block themes.
const QUERIES: &[(WooWork, [u32; 2], [u32; 2])] = &[
    (WooWork::Home, [90, 95], [244, 276]),
    (WooWork::Shop, [98, 104], [242, 274]),
    (WooWork::Shelf, [101, 105], [117, 147]),
    (WooWork::Product, [121, 124], [102, 129]),
    (WooWork::Variable, [113, 119], [229, 261]),
    (WooWork::ManyVariations, [107, 113], [137, 169]),
    (WooWork::Search, [95, 100], [111, 142]),
    (WooWork::Text, [57, 64], [65, 73]),
    (WooWork::NotFound, [86, 91], [60, 68]),
    (WooWork::Cart, [60, 85], [102, 125]),
    (WooWork::Checkout, [90, 90], [198, 198]),
    (WooWork::AjaxAdd, [72, 73], [83, 86]),
    (WooWork::Fragments, [44, 53], [53, 63]),
    (WooWork::FormAdd, [142, 142], [131, 131]),
    (WooWork::Totals, [67, 67], [80, 80]),
    (WooWork::CouponForm, [86, 86], [125, 125]),
    (WooWork::StoreRead, [57, 89], [57, 92]),
    (WooWork::StoreAdd, [88, 89], [91, 92]),
    (WooWork::StoreCoupon, [89, 89], [92, 92]),
    (WooWork::StoreRefusal, [63, 63], [63, 63]),
    (WooWork::StoreProducts, [107, 107], [107, 107]),
    (WooWork::Draft, [413, 413], [413, 413]),
    (WooWork::Order, [413, 413], [413, 413]),
];

impl WooWork {
    /// The queries of one request. Once a visitor has a draft order, each change of the cart is written into it, too.
    pub(super) fn queries(self, blocks: bool, has_cart: bool, has_draft: bool) -> u32 {
        let row = QUERIES.iter().find(|(work, ..)| *work == self);
        let [without, with] =
            row.map_or([0, 0], |(_, classic, block)| if blocks { *block } else { *classic });
        let queries = if has_cart { with } else { without };
        if has_draft && self.changes_the_cart() { queries * 268 / 92 } else { queries }
    }

    fn changes_the_cart(self) -> bool {
        matches!(
            self,
            WooWork::AjaxAdd
                | WooWork::FormAdd
                | WooWork::CouponForm
                | WooWork::StoreAdd
                | WooWork::StoreCoupon
                | WooWork::StoreRefusal
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_order_triples_what_changes_of_the_cart_cost() {
        for (work, blocks, has_cart, has_draft, expected) in [
            (WooWork::Product, false, false, false, 121),
            (WooWork::Product, false, true, false, 124),
            (WooWork::Shop, true, false, false, 242),
            (WooWork::StoreAdd, true, true, false, 92),
            (WooWork::StoreAdd, true, true, true, 268),
            (WooWork::StoreRead, true, true, true, 92),
        ] {
            let queries = work.queries(blocks, has_cart, has_draft);
            assert_eq!(queries, expected, "{work:?} {blocks} {has_cart} {has_draft}");
        }
    }
}
