//! What this machine lends to a run: descriptors and local ports, as far as the system tells.

use std::fs;
use std::num::NonZeroUsize;
use std::thread;

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use serde::{Deserialize, Serialize};

use super::ports::{self, Ports};
use crate::metric::{Machine, Usage};
use crate::plan::MachineCapacity;

/// Descriptors that every process is born with: standard input, output and error.
const STANDARD: u64 = 3;
/// Of each engine thread: its runtime's poll, its waker and its end of the signal pipe, and one to look things up.
const PER_THREAD: u64 = 4;
/// For everything else: the report's files, reading `/proc`.
const OTHERS: u64 = 8;

/// Raises the soft limit of descriptors to the hard one, which needs no rights, and says what there is. Where the shop
/// under test is in this process, each connection costs it two descriptors: `ends` is 2. `apart` are descriptors to keep for
/// the control API.
#[must_use]
pub fn capacity(ends: u64, apart: u64) -> MachineCapacity {
    raise_descriptor_limit();
    MachineCapacity {
        descriptors: descriptor_limit(),
        reserve: open_descriptors().unwrap_or(STANDARD) + PER_THREAD * cores() + OTHERS + apart,
        per_vu: ends,
        ports: ports::count(),
    }
}

/// What this process runs on.
#[must_use]
pub fn machine() -> Machine {
    Machine { cores: cores(), cpu: fs::read_to_string("/proc/cpuinfo").ok().and_then(|text| model(&text)) }
}

/// The cores that the program may use, by its affinity and its control group.
pub(super) fn cores() -> u64 {
    thread::available_parallelism().map_or(1, NonZeroUsize::get) as u64
}

/// The first processor's `model name`, which not every architecture has.
fn model(cpuinfo: &str) -> Option<String> {
    let (_, name) = cpuinfo
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == "model name")?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// How much of the machine is in use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachineUse {
    pub(super) descriptors: Option<Usage>,
    pub(super) ports: Option<Usage>,
    pub(super) time_wait: Option<u64>,
}

impl MachineUse {
    /// Looks now, while this many virtual users have a connection. A few reads of `/proc`: not for the way of a request.
    pub(super) fn now(ports: &mut Ports, connected: Option<u64>) -> Self {
        let usage = |used: Option<u64>, limit: Option<u64>| {
            used.zip(limit).map(|(used, limit)| Usage { used, limit })
        };
        Self {
            descriptors: usage(open_descriptors(), descriptor_limit()),
            ports: ports.look(connected),
            time_wait: fs::read_to_string("/proc/net/sockstat").ok().and_then(|text| time_wait(&text)),
        }
    }
}

#[cfg(unix)]
fn raise_descriptor_limit() {
    let limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        // Some systems state a hard limit that they do not grant: then the soft one stays, and counts.
        let _kept = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit });
    }
}

/// The limit of descriptors; `None` when there is none.
#[cfg(unix)]
fn descriptor_limit() -> Option<u64> {
    getrlimit(Resource::Nofile).current
}

#[cfg(not(unix))]
const fn raise_descriptor_limit() {}

/// Windows limits sockets by memory alone.
#[cfg(not(unix))]
const fn descriptor_limit() -> Option<u64> {
    None
}

/// Open descriptors of this process. Since Linux 6.2 their number is the size of `/proc/self/fd`, which costs no
/// descriptor to ask for; before, they have to be listed.
fn open_descriptors() -> Option<u64> {
    const FOLDER: &str = "/proc/self/fd";
    match fs::metadata(FOLDER).ok()?.len() {
        // Listing needs a descriptor: when there is none, all are in use.
        0 => match fs::read_dir(FOLDER) {
            Ok(entries) => Some((entries.count() as u64).saturating_sub(1)),
            Err(_) => descriptor_limit(),
        },
        open => Some(open),
    }
}

/// Sockets in TIME_WAIT: `tw` in the line of TCP.
fn time_wait(sockstat: &str) -> Option<u64> {
    let line = sockstat.lines().find_map(|line| line.strip_prefix("TCP:"))?;
    let mut words = line.split_whitespace();
    words.find(|word| *word == "tw")?;
    words.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_files_are_read() {
        assert_eq!(
            time_wait("sockets: used 18\nTCP: inuse 2 orphan 0 tw 41 alloc 2 mem 92\nUDP: inuse 0\n"),
            Some(41)
        );
        assert_eq!(
            model("processor\t: 0\nmodel name\t: Some CPU @ 2.10GHz\n").as_deref(),
            Some("Some CPU @ 2.10GHz")
        );
        assert_eq!((model("Processor : ARMv7\n"), model("model name :\n")), (None, None));
        for broken in ["", "TCP: inuse 2 tw", "TCP: inuse 2 tw x"] {
            assert_eq!(time_wait(broken), None, "{broken}");
        }
    }

    #[test]
    fn an_open_file_is_seen() {
        let Some(before) = open_descriptors() else { return };
        // More than the tests beside this one open and close meanwhile.
        let files: Vec<_> = (0..200).map(|_| fs::File::open(file!()).unwrap()).collect();
        let after = open_descriptors().unwrap();
        assert!(after >= before + 100, "{before}, with {} more {after}", files.len());
    }
}
