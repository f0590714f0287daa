//! The command as users type it, against a shop in this process.

use std::path::Path;
use std::process::Command;

use promo_load::report::RunRecord;

/// Runs `promo-load bench` with these arguments and reads its `run.json`.
pub(crate) fn bench(arguments: &[String], out: &Path) -> RunRecord {
    let output = Command::new(env!("CARGO_BIN_EXE_promo-load"))
        .arg("bench")
        .args(arguments)
        .args(["--quiet", "--json", "--out"])
        .arg(out)
        .output()
        .expect("promo-load starts");
    let text = String::from_utf8_lossy(&output.stdout);
    RunRecord::from_json(&text)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}
