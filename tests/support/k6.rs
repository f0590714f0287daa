//! The real k6: finding it, and starting it without the caller's settings.

use std::io::Write as _;
use std::process::Command;
use std::sync::OnceLock;

use super::Place;

/// Set to 1 where a missing k6 is a failure.
const NEEDED: &str = "PROMO_LOAD_NEED_K6";

/// A k6 that runs.
#[derive(Debug)]
pub(crate) struct K6 {
    /// Of its version: 2 of `v2.2.0`.
    major: u32,
}

/// The k6 on PATH. Without one, says so once and gives none; fails when one is needed.
pub(crate) fn installed() -> Option<&'static K6> {
    static FOUND: OnceLock<Option<K6>> = OnceLock::new();
    FOUND.get_or_init(find).as_ref()
}

fn find() -> Option<K6> {
    let version = Command::new("k6").arg("version").output().ok().filter(|said| said.status.success());
    let version = version.map(|said| String::from_utf8_lossy(&said.stdout).into_owned());
    // `k6 v1.1.0 (go1.24.4, linux/amd64)`
    if let Some(number) = version.as_deref().and_then(|version| version.strip_prefix("k6 v")) {
        let major = number.split('.').next().and_then(|major| major.parse().ok());
        return Some(K6 { major: major.unwrap_or_default() });
    }
    assert!(std::env::var(NEEDED).as_deref() != Ok("1"), "{NEEDED} is 1, and there is no k6 on PATH");
    // Past the harness, which keeps what a passed test prints to itself.
    let _unseen = writeln!(std::io::stderr(), "skipped: there is no k6 on PATH to compare with");
    None
}

impl K6 {
    /// The first number of its version.
    #[allow(dead_code, reason = "not every test asks for it")]
    pub(crate) const fn major(&self) -> u32 {
        self.major
    }

    /// A command in the folder, with nothing of the caller's settings of k6.
    pub(crate) fn command(&self, place: &Place) -> Command {
        let mut command = place.command("k6");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("K6_")) {
            command.env_remove(name);
        }
        // No two runs may want the same port for their REST API.
        command.args(["--address", ""]);
        command
    }
}
