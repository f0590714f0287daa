//! The resources of this machine, so that a plan beyond them is refused before the first packet.

use super::problem::{PlanError, Problems};
use crate::words::Message;

/// The descriptors and local ports of this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MachineCapacity {
    /// The descriptors that this process may have open; `None` without a limit or where the system does not report it.
    pub descriptors: Option<u64>,
    /// Of these, the descriptors of the program itself: runtimes, files, those that it inherited.
    pub reserve: u64,
    /// The descriptors of each virtual user: one for its only connection, two when the shop is in this process.
    pub per_vu: u64,
    /// Local ports for connections to one address; `None` where the system does not report them.
    pub ports: Option<u64>,
}

impl MachineCapacity {
    /// Unknown resources, with which nothing is refused.
    pub const UNKNOWN: Self = Self { descriptors: None, reserve: 0, per_vu: 1, ports: None };

    /// Refuses so many virtual users if they would certainly lack something.
    ///
    /// # Errors
    ///
    /// [`PlanError`] with what they lack.
    pub fn allow(&self, vus: u32) -> Result<(), PlanError> {
        let mut problems = Problems::default();
        self.check(vus, &mut problems);
        problems.into_result()
    }

    /// Adds a problem for each resource that this many virtual users would certainly lack.
    pub(super) fn check(&self, vus: u32, problems: &mut Problems) {
        let vus = u64::from(vus);
        let need = vus.saturating_mul(self.per_vu).saturating_add(self.reserve);
        if let Some(limit) = self.descriptors.filter(|limit| need > *limit) {
            let room = limit.saturating_sub(self.reserve) / self.per_vu.max(1);
            problems.add(
                "load",
                Message::new("error-plan-descriptors")
                    .with("vus", vus)
                    .exact("needed", need)
                    .exact("each", self.per_vu)
                    .exact("reserve", self.reserve)
                    .exact("limit", limit)
                    .with("room", room),
            );
        }
        if let Some(ports) = self.ports.filter(|ports| vus > *ports) {
            let message = match ports {
                0 => Message::new("error-plan-no-ports"),
                _ => Message::new("error-plan-few-ports").with("ports", ports).exact("number", ports),
            };
            problems.add("load", message.with("vus", vus));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(capacity: MachineCapacity, vus: u32) -> Vec<String> {
        let mut problems = Problems::default();
        capacity.check(vus, &mut problems);
        let found = problems.into_result().err();
        found.into_iter().flat_map(|error| error.problems).map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn only_what_is_certain_not_to_fit_is_refused() {
        let capacity = MachineCapacity { descriptors: Some(140), reserve: 40, per_vu: 1, ports: Some(110) };
        assert_eq!(problems(capacity, 100), Vec::<String>::new());
        assert_eq!(problems(MachineCapacity::UNKNOWN, u32::MAX), Vec::<String>::new(), "nothing is known");
        let files = problems(capacity, 101);
        assert!(files.len() == 1 && files[0].contains("101 VUs need 141 open files"), "{files:?}");
        assert!(files[0].contains("allows 140") && files[0].contains("at most 100 VUs"), "{files:?}");
        let both = problems(capacity, 111);
        assert!(both.len() == 2 && both[1].contains("has 110 for one address"), "{both:?}");
    }

    /// The advice never suggests a number that cannot be used.
    #[test]
    fn no_advice_is_to_use_no_vu() {
        for (descriptors, ports, vus) in
            [(Some(40), None, 1), (Some(30), None, 7), (Some(41), Some(0), 100), (Some(0), Some(0), 1)]
        {
            for per_vu in [1, 2] {
                let found = problems(MachineCapacity { descriptors, reserve: 40, per_vu, ports }, vus);
                assert!(!found.is_empty());
                for problem in found {
                    assert!(!problem.contains(" 0 VU") && !problem.contains("1 VUs"), "{problem}");
                    let helps = problem.contains("ulimit -n") || problem.contains("ip_local_port_range");
                    assert!(helps, "{problem}");
                }
            }
        }
        let one = MachineCapacity { descriptors: Some(41), reserve: 40, per_vu: 1, ports: Some(1) };
        assert!(problems(one, 2)[0].ends_with("or use at most 1 VU"), "{:?}", problems(one, 2));
    }

    #[test]
    fn a_shop_in_this_process_needs_the_other_end() {
        let capacity = MachineCapacity { descriptors: Some(140), reserve: 40, per_vu: 2, ports: None };
        assert_eq!(problems(capacity, 50), Vec::<String>::new());
        assert!(problems(capacity, 51)[0].contains("at most 50 VUs"));
    }
}
