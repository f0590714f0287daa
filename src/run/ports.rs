//! Local ports: how many there are for connections to one address, and how many of them no new connection can have.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use crate::metric::Usage;

/// The kernel's tables of TCP sockets (Linux `Documentation/networking/proc_net_tcp.rst`), IPv4 and IPv6.
const TABLES: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];

/// States of sockets that hold no port towards an address, as the tables write them: closed, and listening.
const HOLD_NOTHING: [&str; 2] = ["07", "0A"];
const TIME_WAIT: &str = "06";

/// How long TIME_WAIT lasts, in the hundredths of a second that the tables count in.
const TIME_WAIT_LASTS: u64 = 6_000;
/// A socket can be used again when it has been in TIME_WAIT for longer than this, in the same unit.
const REUSABLE_AFTER: u64 = 100;

/// The kernel's sums of its sockets (Linux `net/ipv4/proc.c`), IPv4 and IPv6.
const SUMS: [&str; 2] = ["/proc/net/sockstat", "/proc/net/sockstat6"];

/// A look at the tables takes milliseconds even when they are nearly empty, and is taken so many times more seldom than it lasts …
const PACE: u32 = 50;
/// … and this many times more seldom while the sums say that there is little new to see: sockets for this share of the ports.
const IDLE_PACE: u32 = 1_000;
const LITTLE: u64 = 100;

/// How many local ports this machine has for connections to one address; `None` when the system does not tell.
pub(super) fn count() -> Option<u64> {
    Some(Range::of_system()?.count())
}

/// Watches the ports that connections to one port of a shop or proxy use.
#[derive(Debug)]
pub(super) struct Ports {
    to: u16,
    /// `None` when the system does not tell.
    range: Option<Range>,
    reuse: Reuse,
    last: Option<PortsLook>,
}

/// A look at the tables.
#[derive(Debug)]
struct PortsLook {
    /// The ports that no new connection can have; `None` when the tables cannot be read.
    held: Option<u64>,
    /// The machine's sockets at that time, when the system tells.
    sockets: Option<u64>,
    at: Instant,
    lasted: Duration,
}

impl PortsLook {
    /// Whether it is time for another one, when there are so many sockets and ports now.
    fn is_over(&self, now: Instant, sockets: Option<u64>, ports: u64) -> bool {
        let age = now.saturating_duration_since(self.at);
        let is_near =
            sockets.zip(self.sockets).is_some_and(|(now, then)| now.abs_diff(then) <= ports / LITTLE);
        age >= self.lasted * if is_near { IDLE_PACE } else { PACE }
    }
}

impl Ports {
    /// Ports for connections to this one.
    pub(super) fn towards(to: u16) -> Self {
        Self { to, range: Range::of_system(), reuse: Reuse::of_system(), last: None }
    }

    /// How many no new connection to the address with most of them can have; where the system's tables cannot be read, those
    /// of the connections that are known of.
    pub(super) fn look(&mut self, connected: Option<u64>) -> Option<Usage> {
        let range = self.range.as_ref()?;
        let (now, sockets, limit) = (Instant::now(), sockets(), range.count());
        if self.last.as_ref().is_none_or(|look| look.is_over(now, sockets, limit)) {
            let tables = TABLES.iter().filter_map(|table| File::open(table).ok());
            let held =
                tables.filter_map(|table| held(BufReader::new(table), self.to, range, self.reuse).ok());
            self.last = Some(PortsLook { held: held.max(), sockets, at: now, lasted: now.elapsed() });
        }
        // Of a look that is not due, the connections have changed since.
        let used = self.last.as_ref().and_then(|look| look.held).max(connected)?;
        Some(Usage { used: used.min(limit), limit })
    }
}

/// The TCP sockets of this machine, with those in TIME_WAIT; `None` when the system does not tell.
fn sockets() -> Option<u64> {
    let sums: Vec<String> = SUMS.iter().filter_map(|sums| fs::read_to_string(sums).ok()).collect();
    counted(&sums.concat())
}

/// The sockets of sums such as `TCP: inuse 17 orphan 0 tw 230 alloc 17 mem 9`.
fn counted(sums: &str) -> Option<u64> {
    let of_tcp = sums.lines().filter(|line| line.starts_with("TCP: ") || line.starts_with("TCP6: "));
    let counts = of_tcp.flat_map(|line| {
        let words: Vec<&str> = line.split_ascii_whitespace().collect();
        let count = |pair: &[&str]| match pair {
            ["inuse" | "tw", count] => count.parse::<u64>().ok(),
            _ => None,
        };
        words.windows(2).filter_map(count).collect::<Vec<_>>()
    });
    counts.reduce(u64::saturating_add)
}

/// The local ports that the system gives to connections.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Range {
    ports: RangeInclusive<u16>,
    /// Kept for others.
    reserved: Vec<RangeInclusive<u16>>,
}

impl Range {
    fn of_system() -> Option<Self> {
        let ports = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").ok()?;
        let reserved = fs::read_to_string("/proc/sys/net/ipv4/ip_local_reserved_ports").unwrap_or_default();
        Self::parse(&ports, &reserved)
    }

    /// Both as in Linux `Documentation/networking/ip-sysctl.rst`: `32768 60999`, and `8080,9148-9150`.
    fn parse(ports: &str, reserved: &str) -> Option<Self> {
        let mut ends = ports.split_whitespace().map(str::parse::<u16>);
        let (first, last) = (ends.next()?.ok()?, ends.next()?.ok()?);
        let reserved = reserved.trim().split(',').filter_map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
        });
        (first <= last).then(|| Self { ports: first..=last, reserved: reserved.collect() })
    }

    fn contains(&self, port: u16) -> bool {
        self.ports.contains(&port)
    }

    fn count(&self) -> u64 {
        let is_free = |port: &u16| !self.reserved.iter().any(|reserved| reserved.contains(port));
        self.ports.clone().filter(is_free).count() as u64
    }
}

/// For which connections the system uses a port again whose socket is in TIME_WAIT: `net.ipv4.tcp_tw_reuse`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reuse {
    Never,
    Loopback,
    Always,
}

impl Reuse {
    fn of_system() -> Self {
        let setting = |name| fs::read_to_string(format!("/proc/sys/net/ipv4/{name}")).unwrap_or_default();
        Self::parse(&setting("tcp_tw_reuse"), &setting("tcp_timestamps"))
    }

    /// Without timestamps nothing tells an old packet from a new one, and no port is used again.
    fn parse(reuse: &str, timestamps: &str) -> Self {
        match (reuse.trim(), timestamps.trim()) {
            (_, "0") => Self::Never,
            ("1", _) => Self::Always,
            ("2", _) => Self::Loopback,
            _ => Self::Never,
        }
    }

    fn includes(self, address: &str) -> bool {
        match self {
            Self::Never => false,
            Self::Loopback => is_loopback(address),
            Self::Always => true,
        }
    }
}

/// Whether an address, written as words of this machine's byte order, is 127.0.0.0/8 or ::1.
fn is_loopback(address: &str) -> bool {
    let bytes = |word: &str| {
        let word = u32::from_str_radix(word, 16).ok()?;
        Some(word.to_ne_bytes())
    };
    let words: Option<Vec<[u8; 4]>> =
        (0..address.len() / 8).map(|at| bytes(address.get(8 * at..8 * at + 8)?)).collect();
    match words.as_deref() {
        Some([[first, ..]]) => *first == 127,
        Some([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], last]) => *last == [0, 0, 0, 1],
        Some([[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 255, 255], [first, ..]]) => *first == 127,
        _ => false,
    }
}

/// Ports of the range that no new connection to the address with most of them can have, of a table of sockets. A table has 150
/// bytes for each socket of the machine: it is read line by line.
fn held(mut table: impl BufRead, to: u16, range: &Range, reuse: Reuse) -> io::Result<u64> {
    let to = format!("{to:04X}");
    let mut held: HashMap<String, u64> = HashMap::new();
    let mut line = String::new();
    table.read_line(&mut line)?;
    loop {
        line.clear();
        if table.read_line(&mut line)? == 0 {
            return Ok(held.into_values().max().unwrap_or_default());
        }
        let mut words = line.split_ascii_whitespace().skip(1);
        let (Some(local), Some(remote), Some(state), Some(timer)) =
            (words.next(), words.next(), words.next(), words.nth(1))
        else {
            continue;
        };
        let Some((address, port)) = remote.split_once(':') else { continue };
        let local = local.split_once(':').and_then(|(_, port)| u16::from_str_radix(port, 16).ok());
        if port != to || !local.is_some_and(|port| range.contains(port)) || HOLD_NOTHING.contains(&state) {
            continue;
        }
        let is_old = || {
            let left = timer.split_once(':').and_then(|(_, left)| u64::from_str_radix(left, 16).ok());
            left.is_some_and(|left| left + REUSABLE_AFTER < TIME_WAIT_LASTS)
        };
        if state == TIME_WAIT && reuse.includes(address) && is_old() {
            continue;
        }
        match held.get_mut(address) {
            Some(count) => *count += 1,
            None => {
                held.insert(address.to_owned(), 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

    /// Word of an address in this machine's order.
    fn word(bytes: [u8; 4]) -> String {
        format!("{:08X}", u32::from_ne_bytes(bytes))
    }

    fn socket(local: u16, address: &str, port: u16, state: &str, left: u64) -> String {
        format!(
            "   0: {}:{local:04X} {address}:{port:04X} {state} 00000000:00000000 03:{left:08X} 00000000     0        0 0 3 00\n",
            word([127, 0, 0, 1])
        )
    }

    fn range() -> Range {
        Range::parse("40000 40300", "").unwrap()
    }

    #[test]
    fn the_range_is_read() {
        let count = |ports, reserved| Range::parse(ports, reserved).map(|range| range.count());
        assert_eq!(count("32768\t60999\n", ""), Some(28_232));
        assert_eq!(count("1024 1024", "\n"), Some(1));
        assert_eq!(count("1024 65535", ""), Some(64_512));
        assert_eq!(count("40000 40009", "8080,40000-40003,40009\n"), Some(5));
        assert_eq!(count("40000 40001", "40000-40001"), Some(0));
        for broken in ["", "32768", "a b", "5 4", "1 70000"] {
            assert_eq!(count(broken, ""), None, "{broken}");
        }
    }

    /// 18 connections, and 283 ports that others have left: with reuse they are free again, without it there is none left.
    #[test]
    fn a_port_in_time_wait_is_in_use_unless_it_is_used_again() {
        let (loopback, public) = (word([127, 0, 0, 1]), word([203, 0, 113, 9]));
        let table = |address: &str, left: u64| {
            let open = (0..18).map(|port| socket(40_000 + port, address, 8080, "01", 0));
            let waiting = (18..301).map(|port| socket(40_000 + port, address, 8080, "06", left));
            HEAD.to_owned() + &open.chain(waiting).collect::<String>()
        };
        let count = |address: &str, left, reuse| {
            held(table(address, left).as_bytes(), 8080, &range(), reuse).unwrap()
        };
        assert_eq!(count(&loopback, 4_009, Reuse::Loopback), 18);
        assert_eq!(count(&public, 4_009, Reuse::Loopback), 301);
        assert_eq!(count(&public, 4_009, Reuse::Always), 18);
        assert_eq!(count(&loopback, 4_009, Reuse::Never), 301);
        assert_eq!(count(&loopback, 5_950, Reuse::Loopback), 301, "too young to be used again");
        assert_eq!(count(&loopback, 5_899, Reuse::Always), 18);
    }

    #[test]
    fn only_ports_towards_the_target_are_counted() {
        let (here, there) = (word([127, 0, 0, 1]), word([127, 0, 0, 2]));
        let mut table = HEAD.to_owned();
        table += &socket(40_001, &here, 8080, "01", 0);
        table += &socket(40_002, &here, 8080, "08", 0);
        table += &socket(40_001, &there, 8080, "01", 0);
        table += &socket(40_003, &here, 8081, "01", 0);
        table += &socket(1_234, &here, 8080, "01", 0);
        table += &socket(40_004, &here, 8080, "07", 0);
        table += &socket(40_005, &word([0; 4]), 0, "0A", 0);
        // The shop's own end, when it is on this machine.
        table += &socket(8_080, &here, 40_001, "01", 0);
        table += "broken\n 1: 2 3\n";
        assert_eq!(held(table.as_bytes(), 8080, &range(), Reuse::Never).unwrap(), 2);
        assert_eq!(held("".as_bytes(), 8080, &range(), Reuse::Never).unwrap(), 0);
    }

    #[test]
    fn the_loopback_is_known_in_both_families() {
        let six = |words: [[u8; 4]; 4]| words.map(word).concat();
        let zero = [0; 4];
        for address in [
            word([127, 0, 0, 1]),
            word([127, 9, 9, 9]),
            six([zero, zero, zero, [0, 0, 0, 1]]),
            six([zero, zero, [0, 0, 255, 255], [127, 0, 0, 1]]),
        ] {
            assert!(is_loopback(&address), "{address}");
        }
        for address in [
            word([1, 0, 0, 127]),
            six([zero; 4]),
            six([zero, zero, zero, [1, 0, 0, 0]]),
            String::new(),
            "x".repeat(8),
        ] {
            assert!(!is_loopback(&address), "{address}");
        }
        for (reuse, timestamps, expected) in [
            ("2\n", "1\n", Reuse::Loopback),
            ("1", "1", Reuse::Always),
            ("0", "1", Reuse::Never),
            ("1", "0", Reuse::Never),
            ("", "", Reuse::Never),
        ] {
            assert_eq!(Reuse::parse(reuse, timestamps), expected);
        }
    }

    #[test]
    fn a_look_waits_for_something_to_see() {
        let sums = "sockets: used 17\nTCP: inuse 3 orphan 9 tw 30 alloc 8 mem 81\nUDP: inuse 7 mem 0\nTCP6: inuse 5\nUDP6: inuse 6\n";
        assert_eq!(counted(sums), Some(38));
        assert_eq!(counted("TCP: inuse\nTCP6: tw x\n"), None);
        let at = Instant::now();
        let look = |sockets| PortsLook { held: Some(1), sockets, at, lasted: Duration::from_millis(10) };
        for (before, age, sockets, expected) in [
            (Some(40), 499, Some(9_000), false),
            (Some(40), 500, Some(9_000), true),
            (Some(9_000), 500, Some(40), true),
            (Some(40), 500, Some(341), true),
            (Some(40), 500, Some(340), false),
            (Some(40), 9_999, Some(340), false),
            (Some(40), 10_000, Some(40), true),
            (None, 500, Some(40), true),
            (Some(40), 500, None, true),
        ] {
            let now = at + Duration::from_millis(age);
            assert_eq!(look(before).is_over(now, sockets, 30_000), expected, "{before:?} {age} {sockets:?}");
        }
    }

    /// The kernel's own table has the form that is read, and so have its sums.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_connection_of_this_test_is_seen() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections: Vec<_> = (0..7).map(|_| std::net::TcpStream::connect(address).unwrap()).collect();
        assert!(sockets().unwrap() >= connections.len() as u64);
        let used = Ports::towards(address.port()).look(None).unwrap().used;
        assert_eq!(used, connections.len() as u64);
        assert_eq!(Ports::towards(address.port()).look(Some(20)).unwrap().used, 20);
    }
}
