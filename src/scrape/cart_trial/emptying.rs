//! Empties a trial cart again.

use super::Trial;
use crate::page::CartState;
use crate::scrape::trial_note::{Left, TrialNote};
use crate::scrape::walk::Trouble;
use crate::shops::Purchase;

/// A gift that a rule brings back, or two rules that bring each other back, must not keep us for ever.
const MOST_ROUNDS: usize = 3;

impl Trial<'_> {
    /// Takes out all vouchers and products, and makes sure that they are gone.
    pub(super) async fn empty(&mut self, purchase: &Purchase) {
        for _ in 0..MOST_ROUNDS {
            let cart = match self.cart.take() {
                Some(cart) => cart,
                None => match self.ask(purchase).await {
                    Ok(cart) => cart,
                    Err(trouble) => return self.note_left(Left::Unseen(trouble)),
                },
            };
            if is_empty(&cart) {
                self.cart = Some(cart);
                return;
            }
            if let Err(trouble) = self.clear(purchase, &cart).await {
                return self.note_left(Left::Trouble(trouble));
            }
        }
        match self.cart.as_ref() {
            Some(cart) if is_empty(cart) => {}
            Some(cart) => {
                let pieces = cart.products_count;
                self.note_left(Left::Pieces(pieces));
            }
            None => self.note_left(Left::Unsaid),
        }
    }

    pub(super) fn note_left(&mut self, left: Left) {
        self.out.notes.push(TrialNote::Left(left.clone()));
        self.out.left = Some(left);
    }

    async fn clear(&mut self, purchase: &Purchase, cart: &CartState) -> Result<(), Trouble> {
        for step in self.protocol.remove_codes(self.page, purchase, cart) {
            self.walk(&step).await?;
        }
        // Gifts left with their vouchers.
        let left = self.cart.clone().unwrap_or_else(|| cart.clone());
        for step in self.protocol.remove_products(self.page, purchase, &left) {
            self.walk(&step).await?;
        }
        Ok(())
    }
}

fn is_empty(cart: &CartState) -> bool {
    cart.products_count == 0
        && cart.lines.is_empty()
        && cart.vouchers_added.iter().all(|voucher| voucher.code.is_none())
}
