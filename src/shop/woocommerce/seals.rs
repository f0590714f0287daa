//! What proves who a visitor is and that a page was seen: session cookies, cart tokens, nonces. All follow from the shop's
//! seed and the visitor's number.
//!
//! They are sealed against accidents and guesses, not against attackers: there is nothing to steal here.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::session::md5_hex;
use crate::shop::mix::mix;

/// What a nonce allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WooNonce {
    StoreApi,
    ApplyCoupon,
    RemoveCoupon,
    ShippingMethod,
    OrderReview,
    /// The rest belong to one session.
    Cart,
    ProcessCheckout,
    ShippingCalculator,
}

/// Seconds that a session and a token hold.
const TWO_DAYS: u64 = 172_800;

/// Makes and checks proofs.
#[derive(Debug, Clone)]
pub(super) struct WooSeals {
    key: u64,
    cookie: String,
}

impl WooSeals {
    /// Shops of the same seed and address understand each other's proofs.
    pub(super) fn new(seed: u64, base: &str) -> WooSeals {
        WooSeals { key: mix(seed ^ 0x0570_0C0E), cookie: format!("wp_woocommerce_session_{}", md5_hex(base)) }
    }

    /// A visitor's id: `t_` and 30 hexadecimal digits.
    pub(super) fn id(&self, visitor: u64) -> String {
        let tail = mix(visitor ^ self.key);
        format!("t_{:014x}{tail:016x}", self.hidden(visitor, tail))
    }

    /// The visitor of an id that this shop has given.
    fn visitor(&self, id: &str) -> Option<u64> {
        let (head, tail) = id.strip_prefix("t_")?.split_at_checked(14)?;
        let tail = u64::from_str_radix(tail, 16).ok()?;
        let visitor = self.hidden(u64::from_str_radix(head, 16).ok()?, tail);
        (self.id(visitor) == id).then_some(visitor)
    }

    /// Its own inverse; numbers have at most 56 bits.
    fn hidden(&self, number: u64, tail: u64) -> u64 {
        (number ^ (mix(self.key ^ tail) >> 8)) & ((1 << 56) - 1)
    }

    fn seal(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(format!("{:016x}{text}", self.key).as_bytes()))
    }

    /// The `Set-Cookie` value of a session. `now` is in seconds since 1970.
    pub(super) fn set_cookie(&self, visitor: u64, now: u64) -> String {
        let id = self.id(visitor);
        let (until, renewed) = (now + TWO_DAYS, now + TWO_DAYS / 2);
        let seal = self.seal(&format!("{id}|{until}"));
        format!(
            "{}={id}%7C{until}%7C{renewed}%7C%24generic%24{}; Max-Age={TWO_DAYS}; path=/; HttpOnly",
            self.cookie,
            seal.get(..40).unwrap_or_default()
        )
    }

    /// The visitor in a `Cookie` header; `None` when there is none or when it is forged.
    pub(super) fn open(&self, cookies: &str) -> Option<u64> {
        let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        pairs.filter(|(name, _)| *name == self.cookie).find_map(|(_, value)| {
            let value = value.replace("%7C", "|").replace("%24", "$");
            let mut parts = value.split('|');
            let (id, until) = (parts.next()?, parts.next()?);
            let seal = parts.nth(1)?.strip_prefix("$generic$")?;
            let right = self.seal(&format!("{id}|{until}"));
            (right.get(..40) == Some(seal)).then(|| self.visitor(id)).flatten()
        })
    }

    /// A cart token: a JWT that names the visitor.
    pub(super) fn token(&self, visitor: u64, now: u64) -> String {
        let payload = json!({
            "user_id": self.id(visitor), "exp": now + TWO_DAYS, "iss": "store-api", "iat": now
        });
        let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "HS256", "typ": "JWT" }).to_string());
        let text = format!("{head}.{}", URL_SAFE_NO_PAD.encode(payload.to_string()));
        let seal = self.seal(&text);
        format!("{text}.{seal}")
    }

    /// The visitor of a token that this shop has given.
    pub(super) fn open_token(&self, token: &str) -> Option<u64> {
        let (text, seal) = token.rsplit_once('.')?;
        if self.seal(text) != seal {
            return None;
        }
        let payload = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
        let payload: Value = serde_json::from_slice(&payload).ok()?;
        self.visitor(payload.get("user_id")?.as_str()?)
    }

    /// The key of an order, which its address carries.
    pub(super) fn order_key(&self, order: u32) -> String {
        let key: String =
            self.seal(&format!("order {order}")).chars().filter(char::is_ascii_alphanumeric).collect();
        format!("wc_order_{}", key.get(..13).unwrap_or_default())
    }

    /// Ten hexadecimal digits; `visitor` matters only to those of one session.
    pub(super) fn nonce(&self, nonce: WooNonce, visitor: u64) -> String {
        let whose = match nonce {
            WooNonce::Cart | WooNonce::ProcessCheckout | WooNonce::ShippingCalculator => mix(visitor),
            _ => 0,
        };
        let digits = format!("{:016x}", mix(self.key ^ mix(nonce as u64 + 1) ^ whose));
        digits.get(..10).unwrap_or_default().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_sealed_is_opened(visitor in 0_u64..1 << 56, seed: u64, now in 0_u64..1 << 40) {
            let seals = WooSeals::new(seed, "http://shop");
            let cookie = seals.set_cookie(visitor, now);
            let pair = cookie.split(';').next().unwrap();
            prop_assert_eq!(seals.open(&format!("a=b; {pair}; c=d")), Some(visitor));
            prop_assert_eq!(seals.open_token(&seals.token(visitor, now)), Some(visitor));
            let other = WooSeals::new(seed ^ 1, "http://shop");
            prop_assert_eq!(other.open(pair), None);
            prop_assert_eq!(other.open_token(&seals.token(visitor, now)), None);
        }

        #[test]
        fn nonsense_is_nobody(text in "\\PC{0,60}") {
            let seals = WooSeals::new(1, "http://shop");
            prop_assert_eq!(seals.open(&format!("{}={text}", seals.cookie)), None);
            prop_assert_eq!(seals.open_token(&text), None);
            prop_assert_eq!(seals.visitor(&text), None);
        }
    }

    #[test]
    fn nonces_of_a_session_are_its_own() {
        let seals = WooSeals::new(1, "http://shop");
        let mut all = Vec::new();
        for nonce in [
            WooNonce::StoreApi,
            WooNonce::ApplyCoupon,
            WooNonce::RemoveCoupon,
            WooNonce::ShippingMethod,
            WooNonce::OrderReview,
        ] {
            assert_eq!(seals.nonce(nonce, 1), seals.nonce(nonce, 2), "{nonce:?} is the same for all guests");
            all.push(seals.nonce(nonce, 1));
        }
        for nonce in [WooNonce::Cart, WooNonce::ProcessCheckout, WooNonce::ShippingCalculator] {
            all.extend([seals.nonce(nonce, 1), seals.nonce(nonce, 2)]);
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "no two are the same");
        assert!(all.iter().all(|nonce| nonce.len() == 10));
    }
}
