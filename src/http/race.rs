//! Connects to the first of several addresses that answers (Happy Eyeballs, RFC 8305 §5), so that an address that swallows
//! packets does not use up the time for all.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::net::TcpStream;

/// The time before the next address is tried beside a pending attempt: the value that RFC 8305 §8 recommends.
const HEAD_START: Duration = Duration::from_millis(250);

/// Connects to one of these addresses, in this order but with the families alternating. The next attempt starts when all earlier
/// ones have failed, or beside them after [`HEAD_START`].
///
/// # Errors
///
/// The last attempt's error when all have failed.
pub(super) async fn connect(addresses: &[SocketAddr]) -> io::Result<TcpStream> {
    match addresses {
        [] => Err(io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address")),
        [only] => attempt(*only).await,
        _ => first_of(by_turns(addresses), attempt, || tokio::time::sleep(HEAD_START)).await,
    }
}

async fn attempt(address: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpStream::connect(address).await?;
    // Small requests must not wait for the acknowledgement of the one before (Nagle).
    socket.set_nodelay(true)?;
    Ok(socket)
}

/// The addresses with alternating families, beginning with the first address's (RFC 8305 §4).
fn by_turns(addresses: &[SocketAddr]) -> Vec<SocketAddr> {
    let first_is_v4 = addresses.first().is_some_and(SocketAddr::is_ipv4);
    let (mut own, mut other): (Vec<SocketAddr>, Vec<SocketAddr>) =
        addresses.iter().partition(|address| address.is_ipv4() == first_is_v4);
    let mut turns = Vec::with_capacity(addresses.len());
    own.reverse();
    other.reverse();
    while let Some(address) = own.pop() {
        turns.push(address);
        turns.extend(other.pop());
    }
    other.reverse();
    turns.extend(other);
    turns
}

/// The first attempt that succeeds. The next one begins beside those in flight when `head_start` ends.
async fn first_of<T, F: Future<Output = io::Result<T>>, S: Future<Output = ()>>(
    addresses: Vec<SocketAddr>,
    attempt: impl Fn(SocketAddr) -> F,
    head_start: impl Fn() -> S,
) -> io::Result<T> {
    let mut waiting = addresses.into_iter();
    let mut running = FuturesUnordered::new();
    let mut last = io::Error::new(io::ErrorKind::AddrNotAvailable, "the host has no address");
    running.extend(waiting.next().map(&attempt));
    loop {
        let next_begins = async {
            if waiting.len() == 0 {
                std::future::pending::<()>().await;
            }
            head_start().await;
        };
        tokio::select! {
            biased;
            ended = running.next() => match ended {
                Some(Ok(socket)) => return Ok(socket),
                Some(Err(error)) => {
                    last = error;
                    running.extend(waiting.next().map(&attempt));
                }
                None => return Err(last),
            },
            () = next_begins => running.extend(waiting.next().map(&attempt)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use futures_util::FutureExt as _;

    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_families_take_turns() {
        let addresses: Vec<_> =
            ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80", "[::1]:80"].map(address).to_vec();
        let expected: Vec<_> =
            ["10.0.0.1:80", "[::1]:80", "10.0.0.2:80", "10.0.0.3:80"].map(address).to_vec();
        assert_eq!(by_turns(&addresses), expected);
        let expected: Vec<_> =
            ["[::1]:80", "10.0.0.3:80", "10.0.0.2:80", "10.0.0.1:80"].map(address).to_vec();
        assert_eq!(by_turns(&addresses.into_iter().rev().collect::<Vec<_>>()), expected);
    }

    /// The behaviour of an address.
    #[derive(Debug, Clone, Copy)]
    enum Does {
        Accept,
        Refuse,
        Swallow,
    }

    /// The winner, and the number of attempts. `head_starts` end at once, or never.
    fn race(addresses: &[Does], head_starts_end: bool) -> (Option<Result<usize, String>>, usize) {
        let tried = Cell::new(0);
        let all = (0..addresses.len()).map(|at| SocketAddr::from(([10, 0, 0, 1], at as u16))).collect();
        let attempt = |address: SocketAddr| {
            tried.set(tried.get() + 1);
            let at = usize::from(address.port());
            let does = addresses[at];
            async move {
                match does {
                    Does::Accept => Ok(at),
                    Does::Refuse => Err(io::Error::other(format!("refused by {at}"))),
                    Does::Swallow => std::future::pending().await,
                }
            }
        };
        let head_start = || async move {
            if !head_starts_end {
                std::future::pending::<()>().await;
            }
        };
        let won = first_of(all, attempt, head_start).now_or_never();
        (won.map(|won| won.map_err(|error| error.to_string())), tried.get())
    }

    #[test]
    fn an_address_that_swallows_packets_does_not_keep_the_others_back() {
        use Does::{Accept, Refuse, Swallow};
        for (addresses, head_starts_end, winner, tried) in [
            (&[Accept, Accept][..], true, Some(Ok(0)), 1),
            (&[Swallow, Accept], true, Some(Ok(1)), 2),
            (&[Swallow, Swallow, Accept, Accept], true, Some(Ok(2)), 3),
            // Within its head start an attempt is alone.
            (&[Swallow, Accept], false, None, 1),
            // A failed attempt ends its head start.
            (&[Refuse, Accept], false, Some(Ok(1)), 2),
            (&[Refuse, Refuse], false, Some(Err("refused by 1".to_owned())), 2),
            // The connect time-out ends this.
            (&[Swallow, Refuse], true, None, 2),
        ] {
            assert_eq!(race(addresses, head_starts_end), (winner, tried), "{addresses:?}");
        }
    }
}
