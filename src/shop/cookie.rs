//! The visitor's cookie: opaque, and the only thing that says which cart is whose.
//!
//! It is sealed against accidents, not against attackers: there is nothing to steal here.

use super::mix;

/// Bytes of a sealed visitor; in hexadecimal the cookie is as long as a real shop's.
const SEALED: usize = 192;
/// What a real shop's encrypted cookies begin with.
const PREFIX: &str = "def50200";

/// What a cookie says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct DemoVisitor {
    /// 0 until the first page has been answered.
    pub(super) guest: u64,
    /// 0 until something was added to a cart.
    pub(super) cart: u64,
    /// 0 until the visitor has logged in.
    pub(super) customer: u64,
}

/// Seals and opens visitors.
#[derive(Debug, Clone)]
pub(super) struct Sealer {
    key: u64,
    name: String,
}

impl Sealer {
    /// Shops of the same seed understand each other's cookies.
    pub(super) fn new(seed: u64) -> Sealer {
        let name = format!("PrestaShop-{}", mix::hex32(seed ^ 0xC0));
        Sealer { key: mix::mix(seed ^ 0x5EA1), name }
    }

    /// The whole `Set-Cookie` value. `nonce` makes every one different.
    pub(super) fn set_cookie(&self, visitor: DemoVisitor, nonce: u64) -> String {
        let name = &self.name;
        let value = self.seal(visitor, nonce);
        format!("{name}={value}; Max-Age=1728000; path=/; HttpOnly; SameSite=Lax")
    }

    /// The visitor in a `Cookie` header; `None` when there is none, or when a single digit is wrong.
    pub(super) fn open(&self, cookies: &str) -> Option<DemoVisitor> {
        cookies
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(name, _)| *name == self.name)
            .find_map(|(_, value)| self.unseal(value))
    }

    fn seal(&self, visitor: DemoVisitor, nonce: u64) -> String {
        let mut plain = [0; SEALED];
        plain[..8].copy_from_slice(&visitor.guest.to_be_bytes());
        plain[8..16].copy_from_slice(&visitor.cart.to_be_bytes());
        plain[16..24].copy_from_slice(&visitor.customer.to_be_bytes());
        plain[24..32].copy_from_slice(&self.check(visitor, nonce).to_be_bytes());
        self.scramble(&mut plain, nonce);
        format!("{PREFIX}{nonce:016x}{}", const_hex::encode(plain))
    }

    fn unseal(&self, value: &str) -> Option<DemoVisitor> {
        let (nonce, sealed) = value.strip_prefix(PREFIX)?.split_at_checked(16)?;
        let nonce = u64::from_str_radix(nonce, 16).ok()?;
        let mut plain = [0; SEALED];
        const_hex::decode_to_slice(sealed, &mut plain).ok()?;
        self.scramble(&mut plain, nonce);
        let number = |range: std::ops::Range<usize>| {
            plain[range].iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
        };
        let visitor = DemoVisitor { guest: number(0..8), cart: number(8..16), customer: number(16..24) };
        let intact =
            number(24..32) == self.check(visitor, nonce) && plain[32..].iter().all(|byte| *byte == 0);
        intact.then_some(visitor)
    }

    fn check(&self, visitor: DemoVisitor, nonce: u64) -> u64 {
        let own = mix::mix(visitor.cart ^ mix::mix(visitor.customer ^ mix::mix(nonce)));
        mix::mix(self.key ^ mix::mix(visitor.guest ^ own))
    }

    /// The token that only the pages of this guest have.
    pub(super) fn token(&self, guest: u64) -> String {
        mix::hex32(self.key ^ mix::mix(guest))
    }

    /// Its own inverse.
    fn scramble(&self, bytes: &mut [u8; SEALED], nonce: u64) {
        let mut stream = self.key ^ nonce;
        for chunk in bytes.chunks_exact_mut(8) {
            stream = mix::mix(stream);
            for (byte, noise) in chunk.iter_mut().zip(stream.to_be_bytes()) {
                *byte ^= noise;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(set_cookie: &str) -> &str {
        set_cookie.split(';').next().unwrap()
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_opened(guest: u64, cart: u64, customer: u64, nonce: u64, seed: u64) {
            let sealer = Sealer::new(seed);
            let visitor = DemoVisitor { guest, cart, customer };
            let cookie = sealer.set_cookie(visitor, nonce);
            prop_assert!(value(&cookie).len() > 300);
            let header = format!("PHPSESSID=abc; {}; other=1", value(&cookie));
            prop_assert_eq!(sealer.open(&header), Some(visitor));
            prop_assert_eq!(Sealer::new(seed ^ 1).open(&header), None);
        }

        #[test]
        fn one_wrong_digit_is_noticed(nonce: u64, place in 0_usize..400) {
            let sealer = Sealer::new(1);
            let cookie = sealer.set_cookie(DemoVisitor { guest: 7, cart: 9, customer: 0 }, nonce);
            let mut digits = value(&cookie).as_bytes().to_vec();
            let index = digits.len() - 1 - place % 400;
            digits[index] = if digits[index] == b'a' { b'b' } else { b'a' };
            prop_assert_eq!(sealer.open(std::str::from_utf8(&digits).unwrap()), None);
        }
    }

    #[test]
    fn nonsense_is_nobody() {
        let sealer = Sealer::new(1);
        let name = sealer.name.clone();
        for header in ["", "PHPSESSID=1", &name, &format!("{name}="), &format!("{name}=def50200é")] {
            assert_eq!(sealer.open(header), None, "{header}");
        }
    }
}
