//! The `promo-load` command.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use promo_load::{cli::Cli, exit};

fn main() -> ExitCode {
    let result = Cli::parse().run();
    if let Err(failure) = &result {
        // Where standard error is closed, the exit code still says what happened.
        let _closed = writeln!(std::io::stderr(), "promo-load: {failure}");
    }
    ExitCode::from(exit::code(&result))
}
