//! The `promo-load` command.

use std::process::ExitCode;

use promo_load::{app::complain, cli::Cli, exit};

fn main() -> ExitCode {
    let result = Cli::read().and_then(Cli::run);
    if let Err(failure) = &result {
        complain(failure);
    }
    ExitCode::from(exit::code(&result))
}
