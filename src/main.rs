//! The `promo-load` command.

use std::io::Write;
use std::process::ExitCode;

use promo_load::{cli::Cli, exit};

fn main() -> ExitCode {
    let result = Cli::read().and_then(Cli::run);
    if let Err(failure) = &result {
        let mut stderr = std::io::stderr().lock();
        for problem in failure.to_string().lines() {
            // Where standard error is closed, the exit code still says what happened.
            let _closed = writeln!(stderr, "promo-load: {problem}");
        }
    }
    ExitCode::from(exit::code(&result))
}
