//! Which backend serves a shopper: the shop answers for all of them, and a misbehaviour may hurt only some.

use std::cell::Cell;

use super::config::{Balancer, Pin};

/// The cookie that pins a visitor, named as HAProxy's manual does.
const COOKIE: &str = "SERVERID";

/// Deals backends out in turn.
#[derive(Debug)]
pub(super) struct Dealer {
    balancer: Balancer,
    dealt: Cell<usize>,
}

/// A backend, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dealt {
    pub(super) backend: usize,
    /// The `Set-Cookie` of a visitor who is pinned from now on.
    pub(super) cookie: Option<String>,
}

impl Dealer {
    pub(super) fn new(balancer: Balancer) -> Dealer {
        Dealer { balancer, dealt: Cell::new(0) }
    }

    /// The backend of a request with these cookies, over the connection whose backend is `connection`.
    pub(super) fn deal(&self, connection: &Cell<Option<usize>>, cookies: &str) -> Dealt {
        match self.balancer.pin {
            Pin::Connection => {
                let backend = connection.get().unwrap_or_else(|| self.next());
                connection.set(Some(backend));
                Dealt { backend, cookie: None }
            }
            Pin::Cookie => match self.pinned(cookies) {
                Some(backend) => Dealt { backend, cookie: None },
                None => {
                    let backend = self.next();
                    Dealt { backend, cookie: Some(format!("{COOKIE}=s{backend}; path=/")) }
                }
            },
        }
    }

    fn next(&self) -> usize {
        let dealt = self.dealt.get();
        self.dealt.set(dealt.wrapping_add(1));
        dealt % self.balancer.backends.max(1)
    }

    fn pinned(&self, cookies: &str) -> Option<usize> {
        let pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
        let mut named = pairs.filter(|(name, _)| *name == COOKIE).map(|(_, value)| value);
        let backend = named.next()?.strip_prefix('s')?.parse().ok()?;
        (backend < self.balancer.backends).then_some(backend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_dealt_in_turn_and_keep_their_backend() {
        let dealer = Dealer::new(Balancer { backends: 10, pin: Pin::Connection });
        let connections: Vec<Cell<Option<usize>>> = (0..20).map(|_| Cell::new(None)).collect();
        for _ in 0..3 {
            let on_first = connections.iter().filter(|own| dealer.deal(own, "").backend == 0).count();
            assert_eq!(on_first, 2);
        }
    }

    #[test]
    fn a_cookie_keeps_its_backend_and_a_newcomer_gets_the_next() {
        let dealer = Dealer::new(Balancer { backends: 3, pin: Pin::Cookie });
        let connection = Cell::new(None);
        for (cookies, backend, is_new) in [
            ("", 0, true),
            ("a=b", 1, true),
            ("a=b; SERVERID=s0", 0, false),
            ("SERVERID=s2", 2, false),
            ("SERVERID=s3", 2, true),
            ("SERVERID=x", 0, true),
        ] {
            let dealt = dealer.deal(&connection, cookies);
            assert_eq!((dealt.backend, dealt.cookie.is_some()), (backend, is_new), "{cookies}");
        }
        assert_eq!(dealer.deal(&connection, "").cookie.unwrap(), "SERVERID=s1; path=/");
    }
}
