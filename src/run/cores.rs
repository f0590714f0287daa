//! The cores that a run gets, and who keeps others back.

use std::fs;
use std::path::Path;

use super::machine::cores;

/// The cores of this machine, as far as the system reports them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cores {
    /// The cores that this program may use, which is the number of engine threads.
    pub usable: u64,
    /// The cores that are switched on; `None` where the system does not report them.
    pub online: Option<u64>,
    /// The time that a control group grants, in cores; `None` without such a limit. Less than `usable` means that threads are
    /// throttled.
    pub granted: Option<f64>,
}

impl Cores {
    /// Asks the system.
    #[must_use]
    pub fn of_system() -> Self {
        let read = |path: &str| fs::read_to_string(path).ok();
        let online = read("/sys/devices/system/cpu/online").and_then(|list| counted(&list));
        let group = read("/proc/self/cgroup");
        Self { usable: cores(), online, granted: group.as_deref().and_then(granted) }
    }
}

/// The length of a list such as `0-3,8` (Linux `Documentation/admin-guide/cputopology.rst`).
fn counted(list: &str) -> Option<u64> {
    let parts = list.trim().split(',').map(|part| {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last): (u64, u64) = (first.parse().ok()?, last.parse().ok()?);
        last.checked_add(1)?.checked_sub(first)
    });
    parts.sum()
}

/// The least that the program's control group and those around it grant (`cpu.max` of version 2).
fn granted(groups: &str) -> Option<f64> {
    let own = groups.lines().find_map(|line| line.strip_prefix("0::/"))?;
    let root = Path::new("/sys/fs/cgroup");
    let limits = root
        .join(own)
        .ancestors()
        .take_while(|folder| folder.starts_with(root))
        .filter_map(|folder| {
            let text = fs::read_to_string(folder.join("cpu.max")).ok()?;
            quota(&text)
        })
        .collect::<Vec<_>>();
    limits.into_iter().min_by(f64::total_cmp)
}

/// Reads `150000 100000`, microseconds in each period; `max` is no limit.
fn quota(text: &str) -> Option<f64> {
    let (most, period) = text.trim().split_once(' ')?;
    let (most, period): (f64, f64) = (most.parse().ok()?, period.parse().ok()?);
    (period > 0.0).then_some(most / period)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_files_are_read() {
        for (list, count) in [
            ("0-3\n", Some(4)),
            ("0", Some(1)),
            ("0-1,4,6-7\n", Some(5)),
            ("", None),
            ("x", None),
            ("3-1", None),
        ] {
            assert_eq!(counted(list), count, "{list}");
        }
        for (text, cores) in
            [("max 100000\n", None), ("150000 100000\n", Some(1.5)), ("5 0", None), ("", None)]
        {
            assert_eq!(quota(text), cores, "{text}");
        }
        assert_eq!(granted("12:cpu:/old\n"), None);
    }
}
