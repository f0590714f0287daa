//! What `--version` says: the version, the commit, the platform.

use std::env::consts::{ARCH, OS};
use std::sync::LazyLock;

/// The commit of a released program. The release sets the variable; a build without it costs no look at Git, and no rebuild at
/// each commit.
const COMMIT: Option<&str> = option_env!("PROMO_LOAD_COMMIT");

/// The long version: `0.1.0 (1a2b3c4, x86_64-unknown-linux-gnu)`.
pub(super) static LONG: LazyLock<String> = LazyLock::new(|| long(COMMIT));

fn long(commit: Option<&str>) -> String {
    let commit = commit.filter(|commit| !commit.is_empty()).unwrap_or("no release");
    format!("{} ({commit}, {})", env!("CARGO_PKG_VERSION"), target())
}

/// The target triple, as far as the compiler tells the program.
fn target() -> String {
    let (vendor, system) = match OS {
        "macos" => ("apple", "darwin"),
        "windows" => ("pc", OS),
        _ => ("unknown", OS),
    };
    let library = [
        (cfg!(target_env = "gnu"), "-gnu"),
        (cfg!(target_env = "musl"), "-musl"),
        (cfg!(target_env = "msvc"), "-msvc"),
    ];
    let library = library.into_iter().find(|(is, _)| *is).map_or("", |(_, name)| name);
    format!("{ARCH}-{vendor}-{system}{library}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_says_where_it_comes_from() {
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(long(Some("1a2b3c4")), format!("{version} (1a2b3c4, {})", target()));
        assert_eq!(long(None), long(Some("")));
        assert!(long(None).contains("(no release, "), "{}", long(None));
        if cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu")) {
            assert_eq!(target(), "x86_64-unknown-linux-gnu");
        }
    }
}
