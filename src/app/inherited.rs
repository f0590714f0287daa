//! What the process was born with: signals that its parent told it to ignore stay ignored.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Stdio};

use rustix::process::Signal;

/// Whether the process ignores the signal, as under `nohup`, or in the background of a script. Asked before a handler of ours is
/// installed.
pub(super) fn is_ignored(signal: Signal) -> bool {
    let status = fs::read_to_string("/proc/self/status").ok();
    match status.and_then(|status| ignored(&status)) {
        Some(mask) => mask & bit(signal) != 0,
        None => child_survives(signal),
    }
}

const fn bit(signal: Signal) -> u64 {
    1 << (signal.as_raw() - 1)
}

/// The mask of ignored signals, of Linux' `/proc/PID/status`.
fn ignored(status: &str) -> Option<u64> {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"))?;
    u64::from_str_radix(mask.trim(), 16).ok()
}

/// Where the system does not say it: a child inherits what is ignored, and dies of what is not. A shell cannot change that.
fn child_survives(signal: Signal) -> bool {
    let script = format!("ulimit -c 0; kill -{} $$", signal.as_raw());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &script]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    shell.status().is_ok_and(|status| status.signal().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mask_is_read() {
        let status = "Name:\tx\nSigBlk:\t0000000000000001\nSigIgn:\t0000000000001001\nSigCgt:\t0\n";
        let mask = ignored(status).unwrap();
        assert_ne!(mask & bit(Signal::HUP), 0);
        assert_ne!(mask & bit(Signal::PIPE), 0);
        assert_eq!(mask & bit(Signal::INT), 0);
        assert_eq!((ignored("SigIgn:\tx\n"), ignored("")), (None, None));
    }

    /// Both ways give the same answer, whatever this test was started with.
    #[test]
    fn a_child_shows_what_the_system_says() {
        for signal in [Signal::HUP, Signal::INT, Signal::TERM, Signal::XFSZ, Signal::USR1] {
            assert_eq!(child_survives(signal), is_ignored(signal), "{signal:?}");
        }
    }
}
